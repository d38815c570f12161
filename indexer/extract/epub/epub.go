// Package epub reads EPUB 2 and 3 (W3C EPUB 3.3): chapters in the order of the spine,
// named as the table of contents does. It may import archive, html and flow.
package epub

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/indexer/extract/flow"
	"github.com/izde/izde/indexer/extract/html"
	"github.com/izde/izde/search/cite"
)

// The reasons why an EPUB is refused.
var (
	ErrDRM   = errors.New("is encrypted by its seller (DRM) and opens in the seller's programs alone")
	ErrSpine = errors.New("is no whole EPUB: it names no chapters")
)

// container is the part that leads to the package.
const container = "META-INF/container.xml"

// Is reports whether an archive is an EPUB.
func Is(a *archive.Archive) bool { return a.Has(container) }

var spaces = flow.Spaces{
	"":                                                "",
	"http://www.w3.org/1999/xhtml":                    "",
	"http://www.idpf.org/2007/opf":                    "",
	"http://www.idpf.org/2007/ops":                    "epub",
	"http://www.w3.org/1998/Math/MathML":              "",
	"http://www.w3.org/2000/svg":                      "",
	"http://purl.org/dc/elements/1.1/":                "dc",
	"http://www.daisy.org/z3986/2005/ncx/":            "ncx",
	"http://www.w3.org/2001/04/xmlenc#":               "enc",
	"urn:oasis:names:tc:opendocument:xmlns:container": "",
}

// item is a file of the book.
type item struct{ name, kind, properties string }

// book is the package: what the book is made of.
type book struct {
	items map[string]item // by id
	spine []string        // ids
	toc   string          // id of an EPUB 2's contents
	meta  cite.Item
}

// Read reads an EPUB. Its error is ErrDRM, ErrSpine or tells which part is not as it
// should be.
func Read(a *archive.Archive) (*flow.Document, error) {
	if err := refuseEncrypted(a); err != nil {
		return nil, err
	}
	root := ""
	if err := elements(a, container, func(e *flow.Element) {
		if strings.HasSuffix(e.Name, "rootfile") && root == "" {
			root = e.Attr("full-path")
		}
	}, nil); err != nil {
		return nil, err
	}
	b, err := readPackage(a, root)
	if err != nil {
		return nil, err
	}
	labels := b.contents(a, root)
	r := html.NewReader()
	var notes []string
	read := 0
	for _, id := range b.spine {
		it := b.items[id]
		if strings.Contains(it.properties, "nav") || it.kind == "application/x-dtbncx+xml" || it.name == "" {
			continue
		}
		data, err := a.Read(it.name)
		if err == nil {
			data, err = flow.UTF8(data)
		}
		if err != nil {
			if errors.Is(err, archive.ErrBomb) {
				return nil, err
			}
			notes = append(notes, fmt.Sprintf("a chapter cannot be read: %v", err))
			continue
		}
		read++
		r.Chapter(it.name, string(data), spaces, labels[it.name])
	}
	if read == 0 {
		return nil, ErrSpine
	}
	r.MarkTitle(b.meta.Title)
	d, err := r.Document()
	if err != nil {
		return nil, err
	}
	d.Meta, d.Notes = b.meta, notes
	return d, nil
}

// elements calls on for each element of a part, and text for the text of each that
// ends, with its name.
func elements(a *archive.Archive, name string, on func(*flow.Element), text func(name, text string)) error {
	data, err := a.Read(name)
	if err != nil {
		return err
	}
	if data, err = flow.UTF8(data); err != nil {
		return fmt.Errorf("%s %w", name, err)
	}
	if err := flow.Walk(data, spaces, &reader{on: on, end: text}); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

type reader struct {
	on     func(*flow.Element)
	end    func(name, text string)
	text   strings.Builder
	starts []int // of the text of the open elements
}

func (r *reader) Start(e *flow.Element, _, _ int) {
	r.starts = append(r.starts, r.text.Len())
	r.on(e)
}

func (r *reader) End(name string, _, _ int) {
	n := len(r.starts) - 1
	if r.end != nil {
		r.end(name, strings.Join(strings.Fields(r.text.String()[r.starts[n]:]), " "))
	}
	r.starts = r.starts[:n]
}

func (r *reader) Text(text string, _, _ int) { r.text.WriteString(text) }

// refuseEncrypted refuses books whose text is encrypted. Fonts may be: they are
// scrambled for other reasons.
func refuseEncrypted(a *archive.Archive) error {
	const name = "META-INF/encryption.xml"
	if a.Has("META-INF/rights.xml") && a.Has(name) {
		return ErrDRM
	}
	if !a.Has(name) {
		return nil
	}
	encrypted := false
	err := elements(a, name, func(e *flow.Element) {
		uri := strings.ToLower(e.Attr("URI"))
		for _, end := range []string{".xhtml", ".html", ".htm", ".xml", ".opf", ".ncx"} {
			encrypted = encrypted || strings.HasSuffix(e.Name, "CipherReference") && strings.HasSuffix(uri, end)
		}
	}, nil)
	if encrypted {
		return ErrDRM
	}
	return err
}

// readPackage reads the package document.
func readPackage(a *archive.Archive, root string) (*book, error) {
	b := &book{items: map[string]item{}}
	var isbn string
	err := elements(a, root, func(e *flow.Element) {
		switch e.Name {
		case "item":
			name, err := url.PathUnescape(e.Attr("href"))
			if err != nil {
				name = e.Attr("href")
			}
			b.items[e.Attr("id")] = item{archive.Join(root, name), e.Attr("media-type"), e.Attr("properties")}
		case "spine":
			b.toc = e.Attr("toc")
		case "itemref":
			b.spine = append(b.spine, e.Attr("idref"))
		}
	}, func(name, text string) {
		switch {
		case text == "":
		case name == "dc:title" && b.meta.Title == "":
			b.meta.Title = text
		case name == "dc:creator":
			b.meta.Author = append(b.meta.Author, cite.ReadName(text))
		case name == "dc:language" && b.meta.Language == "":
			b.meta.Language = text
		case name == "dc:publisher" && b.meta.Publisher == "":
			b.meta.Publisher = text
		case name == "dc:date" && b.meta.Issued == nil:
			b.meta.Issued = cite.ReadDate(strings.SplitN(text, "T", 2)[0])
		case name == "dc:identifier":
			if rest, ok := strings.CutPrefix(strings.ToLower(text), "urn:isbn:"); ok && isbn == "" {
				isbn = strings.ToUpper(rest)
			} else if found := cite.FindDOI(text); len(found) > 0 && b.meta.DOI == "" {
				b.meta.DOI = found[0].DOI
			}
		}
	})
	if err != nil {
		return nil, err
	}
	b.meta.ISBN = isbn
	if len(b.spine) == 0 {
		return nil, ErrSpine
	}
	return b, nil
}

// contents reads the table of contents: for each part the titles of chapters by the
// id of the element where they begin, "" for the beginning. A book without one has
// chapters all the same.
func (b *book) contents(a *archive.Archive, root string) map[string]map[string]string {
	name := b.items[b.toc].name
	for _, it := range b.items {
		if strings.Contains(" "+it.properties+" ", " nav ") {
			name = it.name
		}
	}
	labels := map[string]map[string]string{}
	link, label, list := "", "", false
	add := func(link, label string) {
		link, err := url.PathUnescape(link)
		if err != nil || link == "" || label == "" {
			return
		}
		part, id, _ := strings.Cut(link, "#")
		part = archive.Join(name, part)
		if labels[part] == nil {
			labels[part] = map[string]string{}
		}
		if labels[part][id] == "" {
			labels[part][id] = label
		}
	}
	elements(a, name, func(e *flow.Element) {
		switch e.Name {
		case "nav":
			list = e.Attr("epub:type") == "toc" || e.Attr("role") == "doc-toc"
		case "a":
			link = e.Attr("href")
		case "ncx:content":
			add(e.Attr("src"), label)
		}
	}, func(element, text string) {
		switch element {
		case "a":
			if list {
				add(link, text)
			}
		case "ncx:text":
			label = text
		}
	})
	return labels
}
