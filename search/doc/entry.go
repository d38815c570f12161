package doc

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/izde/izde/search/cite"
)

// Entry is one entry of a document's reference list.
type Entry struct {
	ID string `json:"id"`
	// List is which of the document's lists the entry stands in, from 1. A second
	// list may give the works of the first in another script.
	List int `json:"list"`
	// Number is the entry's number as printed, or its place in the list.
	Number int `json:"number"`
	// Key is by what the text may cite the entry: its label ("[Knu84]"), or its key in
	// a file of references.
	Key string `json:"key,omitempty"`
	// Work identifies the work that the entry denotes: the indexer makes an id of the
	// entry alone (its DOI, its text); an engine that has found several entries to be
	// one work gives the work's id instead.
	Work string    `json:"work"`
	CSL  cite.Item `json:"csl"`
	// Fields are the parts of the passage's text that CSL was read from, and
	// Warnings what is odd about the entry.
	Fields   []cite.Field   `json:"fields,omitempty"`
	Warnings []cite.Warning `json:"warnings,omitempty"`
}

// Attribution is the authors, titles, year and DOI by which a passage is found and
// counted. A passage of kind Reference that begins an entry has the attribution of
// the entry, in both of its forms; every other passage has the attribution of its
// document.
type Attribution struct {
	Authors, Titles []string
	Year            int
	DOI             string // normalised
}

// Attribution returns the attribution of p, a passage of d.
func (p *Passage) Attribution(d *Document) Attribution {
	if p == nil || p.Reference == nil {
		return Attribution{d.Authors, d.AllTitles(), d.Year, cite.NormalizeDOI(d.DOI)}
	}
	it := &p.Reference.CSL
	a := Attribution{Year: it.Year(), DOI: cite.NormalizeDOI(it.DOI)}
	for _, n := range it.Author {
		a.Authors = append(a.Authors, n.String())
	}
	for _, original := range strings.Split(it.Custom["original-author"], "、") {
		if original != "" {
			a.Authors = append(a.Authors, original)
		}
	}
	for _, title := range []string{it.Title, it.OriginalTitle} {
		if title != "" {
			a.Titles = append(a.Titles, title)
		}
	}
	return a
}

// cited returns the bibliographic data of the entry that p begins, or else of its
// document.
func (p *Passage) cited(d *Document) *cite.Item {
	if p == nil || p.Reference == nil {
		return &d.CSL
	}
	return &p.Reference.CSL
}

// ItemLabel names an item in a few words: "Sarybayev 2024, Assessing projects".
func ItemLabel(it *cite.Item) string {
	const longest = 60 // characters of a title
	var parts []string
	if len(it.Author) > 0 {
		name := cmp.Or(it.Author[0].Family, it.Author[0].String())
		if len(it.Author) > 1 {
			name += " et al."
		}
		parts = append(parts, name)
	}
	if y := it.Year(); y != 0 {
		parts = append(parts, strconv.Itoa(y))
	}
	head, title := strings.Join(parts, " "), it.Title
	if r := []rune(title); len(r) > longest {
		title = strings.TrimRight(string(r[:longest]), " ,;:") + "…"
	}
	if head != "" && title != "" {
		head += ", "
	}
	return head + title
}

// WrittenEntry is an entry of a reference list with its text, all of it.
type WrittenEntry struct {
	*Entry
	Passage *Passage   // where it begins
	More    []*Passage // where it goes on
	Raw     string
}

// WrittenEntries returns the entries among a document's passages, in order. An
// entry too long for one passage goes on in the ones that follow.
func WrittenEntries(passages []*Passage) []WrittenEntry {
	var list []WrittenEntry
	open := false
	for _, p := range passages {
		switch {
		case p.Kind == Furniture:
			// A page may end inside an entry.
		case p.Kind != Reference:
			open = false
		case p.Reference != nil:
			open = true
			list = append(list, WrittenEntry{p.Reference, p, nil, p.Text})
		case open:
			last := &list[len(list)-1]
			last.More, last.Raw = append(last.More, p), last.Raw+" "+p.Text
		}
	}
	return list
}
