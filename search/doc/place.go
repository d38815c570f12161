package doc

// Page is a page of a document, or the part of a page that a passage covers.
type Page struct {
	// Page counts from 1; Label is the number that is printed, "iv" or "101", ""
	// if the file does not tell.
	Page  int    `json:"page"`
	Label string `json:"label,omitempty"`
	// Width and Height are in points (1/72 inch), before the page is rotated.
	Width  float32 `json:"width"`
	Height float32 `json:"height"`
	// Rotation is by how many quarters the page is turned clockwise to be shown.
	Rotation int `json:"rotation,omitempty"`
	// Quads are the lines of a passage on the page, in reading order.
	Quads []Quad `json:"quads,omitempty"`
}

// Quad is a box on a page: x0, y0, x1, y1 in points from the lower left corner
// of the unrotated page.
type Quad [4]float32

// Place is a stretch of a file without pages: a range of bytes of one of its
// parts.
type Place struct {
	// Part is a file of an archive ("OEBPS/chapter1.xhtml"), "" if the file is
	// no archive. Label is the name of the chapter or section, "" if it has none.
	Part  string `json:"part,omitempty"`
	Label string `json:"label,omitempty"`
	Span
}

// Shown returns the size of the page as it is shown, turned.
func (p *Page) Shown() (width, height float32) {
	if p.Rotation%2 != 0 {
		return p.Height, p.Width
	}
	return p.Width, p.Height
}

// Box returns where a quad stands on the page as it is shown: its left, upper, right
// and lower edges in points from the upper left corner.
func (p *Page) Box(q Quad) (left, top, right, bottom float32) {
	switch p.Rotation & 3 {
	case 1:
		return q[1], q[0], q[3], q[2]
	case 2:
		return p.Width - q[2], q[1], p.Width - q[0], q[3]
	case 3:
		return p.Height - q[3], p.Width - q[2], p.Height - q[1], p.Width - q[0]
	}
	return q[0], p.Height - q[3], q[2], p.Height - q[1]
}
