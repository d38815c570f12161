package doc

import (
	"slices"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
)

// Work is a publication that entries of reference lists and documents of the corpus
// denote.
type Work struct {
	// ID is opaque and stays the same when documents come, change and go: see
	// Aliases.
	ID string `json:"id"`
	// CSL is the fullest of Readings, completed from the others.
	CSL cite.Item `json:"csl"`
	// Forms are the entries as written, each once, and Readings the items read from
	// them and from the document, each once.
	Forms    []string    `json:"forms,omitempty"`
	Readings []cite.Item `json:"readings"`
	// Entries are the entries that denote it, and Document is the id of its document,
	// if the corpus has it.
	Entries  []WorkEntry `json:"entries,omitempty"`
	Document string      `json:"document,omitempty"`
	// Aliases are the ids that its entries would have had by themselves, and the ids
	// of works that were merged into it.
	Aliases []string `json:"aliases,omitempty"`
	// Duplicates may be the same work and were not merged; Series have the same
	// title and another year.
	Duplicates []RelatedWork  `json:"duplicates,omitempty"`
	Series     []RelatedWork  `json:"series,omitempty"`
	Warnings   []cite.Warning `json:"warnings,omitempty"`
}

// WorkEntry is an entry that denotes a work: its id, and the ids of its document and
// of the passage where it begins.
type WorkEntry struct {
	ID       string `json:"id"`
	Document string `json:"document"`
	Passage  string `json:"passage"`
}

// RelatedWork names a work; Reason says what is the same and what differs.
type RelatedWork struct {
	Work   string `json:"work"`
	Reason string `json:"reason"`
}

// Record is w as it is matched.
func (w *Work) Record() *match.Record {
	return &match.Record{Items: w.Readings, Forms: w.Forms}
}

// ListedBy returns the ids of the documents whose reference lists name w, each once.
func (w *Work) ListedBy() []string {
	ids := make([]string, len(w.Entries))
	for i, e := range w.Entries {
		ids[i] = e.Document
	}
	slices.Sort(ids)
	return slices.Compact(ids)
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
	// Wrote are the ids of the works that are documents of the corpus, Cited the ids
	// of the works that reference lists name.
	Wrote []string `json:"wrote,omitempty"`
	Cited []string `json:"cited,omitempty"`
}

// Works returns the ids of the works of a, each once, those of Wrote first.
func (a *Author) Works() []string {
	ids := slices.Clone(a.Wrote)
	seen := map[string]bool{}
	for _, id := range ids {
		seen[id] = true
	}
	for _, id := range a.Cited {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}
