package doc

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Page is a page of a document, or the part of a page that a passage covers.
type Page struct {
	// Page counts from 1; Label is the number that is printed, "iv" or "101", ""
	// if the file does not tell.
	Page  int    `json:"page"`
	Label string `json:"label,omitempty"`
	// Taken says that another page has this one's number as its label, so that the
	// number does not name this page: see TakeLabels.
	Taken bool `json:"taken,omitempty"`
	// NoText says that the page has no text: it is empty or a picture. Recognised says
	// that its text was read in a picture, by a program that gives its words a
	// Confidence, on average, from 0 to 1.
	NoText     bool    `json:"no_text,omitempty"`
	Recognised bool    `json:"recognised,omitempty"`
	Confidence float32 `json:"confidence,omitempty"`
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

// TakeLabels sets Taken of all pages of a document.
func TakeLabels(pages []Page) {
	labels := map[string]int{}
	for _, p := range pages {
		labels[p.Label] = p.Page
	}
	for i, p := range pages {
		other, ok := labels[strconv.Itoa(p.Page)]
		pages[i].Taken = ok && other != p.Page
	}
}

// Name is what people call the page: the number that is printed, else the number.
func (p Page) Name() string { return cmp.Or(p.Label, strconv.Itoa(p.Page)) }

// Locator names pages as citations do: "45", "45–46", "" without any.
func Locator(pages []Page) string {
	if len(pages) == 0 {
		return ""
	}
	first, last := pages[0].Name(), pages[len(pages)-1].Name()
	if first == last {
		return first
	}
	return first + "–" + last
}

// Names are the names by which the page is looked for, as PageName writes them: its
// label, and its number unless that is the label of another page.
func (p Page) Names() []string {
	var names []string
	if p.Label != "" {
		names = append(names, PageName(p.Label))
	}
	if number := strconv.Itoa(p.Page); !p.Taken && !slices.Contains(names, number) {
		names = append(names, number)
	}
	return names
}

// PageName is the form of a page's name in which names are compared: numbers without
// leading zeros, everything else in small letters.
func PageName(s string) string {
	s = strings.ToLower(norm.NFKC.String(strings.TrimSpace(s)))
	if n, err := strconv.ParseUint(s, 10, 31); err == nil {
		return strconv.FormatUint(n, 10)
	}
	return s
}

// PageRange is the pages that are looked for: those named Name, or those named by a
// number from First to Last where it is "".
type PageRange struct {
	Name        string
	First, Last int
}

// ParsePages reads "45", "iv", "10..20", "10..", "..20".
func ParsePages(s string) (PageRange, bool) {
	from, to, several := strings.Cut(s, "..")
	if !several {
		name := PageName(s)
		return PageRange{Name: name}, name != ""
	}
	r := PageRange{First: 0, Last: math.MaxInt32}
	var err error
	if from != "" {
		r.First, err = strconv.Atoi(from)
	}
	if to != "" && err == nil {
		r.Last, err = strconv.Atoi(to)
	}
	return r, err == nil && from+to != "" && 0 <= r.First && r.First <= r.Last && r.Last <= math.MaxInt32
}

// Has reports whether the page is looked for.
func (r PageRange) Has(p Page) bool {
	return slices.ContainsFunc(p.Names(), func(name string) bool {
		if r.Name != "" {
			return name == r.Name
		}
		n, err := strconv.Atoi(name)
		return err == nil && r.First <= n && n <= r.Last
	})
}

// Name is the part and the label of the place, as far as it has them.
func (p Place) Name() string {
	if p.Part == "" || p.Label == "" {
		return p.Part + p.Label
	}
	return p.Part + " › " + p.Label
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
