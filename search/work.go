package search

import (
	"slices"
	"strings"

	"github.com/izde/izde/search/cite"
)

// Work is what entries of reference lists and ingested documents denote.
type Work struct {
	// ID is opaque and stays the same when documents come, change and go: see
	// Aliases.
	ID string `json:"id"`
	// CSL is the fullest of Readings, with what the others add.
	CSL cite.Item `json:"csl"`
	// Forms are the entries as written, each once, and Readings what was read
	// from them and from the document, each once.
	Forms    []string    `json:"forms,omitempty"`
	Readings []cite.Item `json:"readings"`
	// Entries are the entries that denote it, and Document is the id of the
	// document that is it.
	Entries  []WorkEntry `json:"entries,omitempty"`
	Document string      `json:"document,omitempty"`
	// Aliases are the ids that its entries would have had by themselves, and
	// those of works that were merged into it.
	Aliases []string `json:"aliases,omitempty"`
	// Duplicates may be the same work and were not merged; Series have the same
	// title and another year.
	Duplicates []RelatedWork  `json:"duplicates,omitempty"`
	Series     []RelatedWork  `json:"series,omitempty"`
	Warnings   []cite.Warning `json:"warnings,omitempty"`
}

// WorkEntry is an entry that denotes a work: its id, and those of its document and
// of the passage where it begins.
type WorkEntry struct {
	ID       string `json:"id"`
	Document string `json:"document"`
	Passage  string `json:"passage"`
}

// RelatedWork names a work and says in what it is the same and in what not.
type RelatedWork struct {
	Work   string `json:"work"`
	Reason string `json:"reason"`
}

// Record is w as it is matched.
func (w *Work) Record() *cite.Record {
	return &cite.Record{Items: w.Readings, Forms: w.Forms}
}

// Author is a person, or a body, as documents and reference lists name one.
type Author struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Forms are all written forms of the name. Doubtful are those among them that
	// contradict another, as Warnings say.
	Forms    []string       `json:"forms"`
	Doubtful []string       `json:"doubtful,omitempty"`
	ORCID    string         `json:"orcid,omitempty"`
	Warnings []cite.Warning `json:"warnings,omitempty"`
	// Aliases are the ids that the forms would have had by themselves.
	Aliases []string `json:"aliases,omitempty"`
	// Wrote are the ids of the works that documents of the corpus are, Cited those
	// of the works that reference lists name.
	Wrote []string `json:"wrote,omitempty"`
	Cited []string `json:"cited,omitempty"`
}

// WorkCitation is a place that cites a work, by one of its entries.
type WorkCitation struct {
	Citation
	Passage *Passage
	Entry   string
}

// WorkQuery asks for works that have all that it names.
type WorkQuery struct {
	// Author and Title are words, in any script.
	Author, Title string
	Year          int
	// DOI is normalised.
	DOI, ORCID, Type string
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

// Readings returns what a document says about itself, in each language that its
// title is in.
func (d *Document) Readings() []cite.Item {
	own := d.CSL
	own.Abstract, own.Keyword = "", ""
	readings := []cite.Item{own}
	langs := make([]Lang, 0, len(d.Titles))
	for lang := range d.Titles {
		langs = append(langs, lang)
	}
	slices.Sort(langs)
	for _, lang := range langs {
		it := cite.Item{Type: own.Type, Title: d.Titles[lang], Issued: own.Issued, DOI: own.DOI, Language: string(lang)}
		for _, c := range d.Contributors {
			if name := strings.TrimSpace(c.Names[lang]); name != "" {
				it.Author = append(it.Author, cite.ReadName(name))
			}
		}
		if it.Title != own.Title || len(it.Author) > 0 {
			readings = append(readings, it)
		}
	}
	return readings
}
