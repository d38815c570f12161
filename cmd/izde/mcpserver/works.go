package mcpserver

// References looked up, works and who cites them, bibliographies.

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/bibtex"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/cite/ris"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

const (
	maxNearby                    = 20
	usualCitations, maxCitations = 20, 100
	usualEntries, maxEntries     = 100, 200
)

const lookupHelp = `Find the work that a reference means, written in any style and script, or a part of one (a title; an author and a
year; a DOI). The answer is matched (it is that work), ambiguous (it may be any of those listed) or none, with field by
field what agrees and what does not. Use it to check a reference before giving it.`

// LookupInput is what lookup takes.
type LookupInput struct {
	Reference string `json:"reference" jsonschema:"the reference as it is written; at most 4096 bytes"`
	Limit     int    `json:"limit,omitempty" jsonschema:"how many works to show at most where none is certain, 1 to 20; 3 unless said"`
	Styling
}

// LookupOutput is what lookup answers.
type LookupOutput struct {
	Status  string     `json:"status" jsonschema:"matched, ambiguous or none"`
	Works   []LookedUp `json:"works" jsonschema:"the work that is meant, or all that may be"`
	Nearest []LookedUp `json:"nearest,omitempty" jsonschema:"where none is meant, the works that come closest, with what speaks against them"`
	Read    any        `json:"read" jsonschema:"what was read in the reference, an item of CSL-JSON"`
}

// LookedUp is a work held against a reference.
type LookedUp struct {
	KnownWork
	Score    float64    `json:"score" jsonschema:"how well it agrees, 0 to 1"`
	Evidence []Evidence `json:"evidence" jsonschema:"the comparison field by field"`
	Warnings []string   `json:"warnings,omitempty" jsonschema:"what is odd about the reference or the work"`
}

// Evidence compares one field.
type Evidence struct {
	Field     string `json:"field" jsonschema:"name of the field in CSL"`
	Given     string `json:"given" jsonschema:"what the reference says"`
	Found     string `json:"found" jsonschema:"what the work says"`
	Agreement string `json:"agreement" jsonschema:"same, similar, different, not_given (by the reference) or not_known (of the work)"`
}

func answerLookup(ctx context.Context, d *desk.Desk, in LookupInput) (*LookupOutput, error) {
	c, err := newCiter(d, in.Styling)
	if err != nil {
		return nil, err
	}
	limit, err := amount("limit", in.Limit, desk.DefaultNearby, maxNearby)
	if err != nil {
		return nil, err
	}
	found, err := d.LookUp(ctx, in.Reference, limit)
	if err != nil {
		return nil, err
	}
	return &LookupOutput{string(found.Status), c.lookedUp(found.Results), c.lookedUp(found.Nearest), found.Parsed}, nil
}

func (c *citer) lookedUp(results []desk.LookupResult) []LookedUp {
	list := []LookedUp{}
	for _, r := range results {
		l := LookedUp{KnownWork: c.work(r.Work), Score: r.Score, Evidence: []Evidence{}}
		for _, e := range r.Evidence {
			l.Evidence = append(l.Evidence, Evidence{e.Field, clip(e.Given), clip(e.Found), string(e.Agreement)})
		}
		for _, w := range r.Warnings {
			l.Warnings = append(l.Warnings, clip(w.Detail))
		}
		list = append(list, l)
	}
	return list
}

func (out *LookupOutput) String() string {
	var b strings.Builder
	b.WriteString(map[string]string{
		string(match.Matched):   "The reference means this work:\n",
		string(match.Ambiguous): "The reference may mean any of these works:\n",
		string(match.None):      "The corpus neither holds nor cites such a work.\n",
	}[out.Status])
	if len(out.Nearest) > 0 {
		b.WriteString("Nearest to it:\n")
	}
	for _, w := range append(out.Works[:len(out.Works):len(out.Works)], out.Nearest...) {
		fmt.Fprintf(&b, "\nWork %s (%.2f, in %d reference lists): %s\n", w.Work, w.Score, w.Listed, w.Citation)
		for _, e := range w.Evidence {
			if e.Given == "" || e.Found == "" {
				continue
			}
			fmt.Fprintf(&b, "  %s is %s: %s / %s\n", e.Field, e.Agreement, e.Given, e.Found)
		}
		for _, warning := range w.Warnings {
			fmt.Fprintf(&b, "  Warning: %s\n", warning)
		}
	}
	return b.String()
}

const citedByHelp = `Find where documents of the corpus cite a work: the sentences, verbatim, with those around them, the place and the
citation of the citing document.`

// CitedByInput is what cited_by takes.
type CitedByInput struct {
	Work   string `json:"work" jsonschema:"the work: its id (from lookup, search or passage), the id of a document, or a DOI"`
	Offset int    `json:"offset,omitempty" jsonschema:"how many citations to pass over"`
	Limit  int    `json:"limit,omitempty" jsonschema:"how many citations to show, 1 to 100; 20 unless said"`
	Styling
}

// CitedByOutput is what cited_by answers.
type CitedByOutput struct {
	Work      KnownWork  `json:"work" jsonschema:"the work that is cited"`
	Total     int        `json:"total" jsonschema:"how many places cite it"`
	Citations []Citation `json:"citations" jsonschema:"those from offset on, in the order of the corpus"`
}

// Citation is a place that cites a work.
type Citation struct {
	Passage  string   `json:"passage" jsonschema:"id of the passage"`
	Source   Source   `json:"source" jsonschema:"the citing document"`
	Section  []string `json:"section" jsonschema:"headings above the passage, outermost first"`
	Place    string   `json:"place,omitempty" jsonschema:"pages or chapter, where known"`
	Sentence string   `json:"sentence" jsonschema:"the citing sentence"`
	Before   string   `json:"before,omitempty" jsonschema:"the sentence before it"`
	After    string   `json:"after,omitempty" jsonschema:"the sentence after it"`
	Locator  string   `json:"locator,omitempty" jsonschema:"what part of the work is cited, as written"`
	Damaged  bool     `json:"damaged,omitempty" jsonschema:"the text is scrambled in the source"`
}

func answerCitedBy(ctx context.Context, d *desk.Desk, in CitedByInput) (*CitedByOutput, error) {
	c, err := newCiter(d, in.Styling)
	if err != nil {
		return nil, err
	}
	limit, err := amount("limit", in.Limit, usualCitations, maxCitations)
	if err != nil {
		return nil, err
	}
	offset, err := amount("offset", in.Offset, 0, desk.MaxDepth)
	if err != nil {
		return nil, err
	}
	_, w, err := named(ctx, d, in.Work)
	if err != nil {
		return nil, err
	}
	all, err := d.CitedBy(ctx, w)
	if err != nil {
		return nil, err
	}
	out := &CitedByOutput{Work: c.work(w), Total: len(all), Citations: []Citation{}}
	for _, found := range part(all, offset, limit) {
		p := found.Passage
		one := Citation{Passage: p.ID, Section: clipAll(p.Section), Place: place(p), Sentence: found.Sentence, Before: found.Before, After: found.After,
			Locator: clip(found.Locator), Damaged: p.Damaged}
		if one.Source, err = c.source(ctx, p.DocID, p.Lang); err != nil {
			return nil, err
		}
		out.Citations = append(out.Citations, one)
	}
	return out, nil
}

// named returns what has an id or a DOI: the item of a work, or of a document, and
// the work that it is.
func named(ctx context.Context, d *desk.Desk, id string) (cite.Item, *doc.Work, error) {
	if doi := cite.NormalizeDOI(id); doi != "" {
		id = "doi:" + doi
	}
	w, err := d.Work(ctx, id)
	if err == nil {
		return desk.ValidItem(w.CSL, w.ID), w, nil
	}
	if r, refused := errors.AsType[*desk.Refusal](err); !refused || r.Reason != desk.UnknownWork || desk.IsDOI(id) {
		return cite.Item{}, nil, err
	}
	document, missing := d.Document(ctx, id)
	if missing != nil {
		return cite.Item{}, nil, err
	}
	w, err = d.Work(ctx, document.Work)
	return desk.ValidItem(document.CSL, document.ID), w, err
}

func (out *CitedByOutput) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Work %s: %s\nPlaces that cite it: %d; shown: %d.\n", out.Work.Work, out.Work.Citation, out.Total, len(out.Citations))
	for _, c := range out.Citations {
		fmt.Fprintf(&b, "\n%s\n%s\n", heading(c.Passage, c.Section, c.Source.Document, c.Place, damage(c.Damaged)), quoted(c.Sentence))
		fmt.Fprintf(&b, "In: %s\n", c.Source.Citation)
	}
	return b.String()
}

const bibliographyHelp = `Write entries for a list of references: of works and documents by their ids or DOIs, or of the whole reference list
of a document; formatted in a style, or as BibTeX, RIS or CSL-JSON.`

// BibliographyInput is what bibliography takes.
type BibliographyInput struct {
	IDs      []string `json:"ids,omitempty" jsonschema:"ids of works or documents, or DOIs; at most 200"`
	Document string   `json:"references_of,omitempty" jsonschema:"in place of ids: id of a document whose reference list is wanted"`
	Format   string   `json:"format,omitempty" jsonschema:"text (unless said), bibtex, ris or csl-json"`
	Offset   int      `json:"offset,omitempty" jsonschema:"how many entries of the list to pass over"`
	Limit    int      `json:"limit,omitempty" jsonschema:"how many entries to write, 1 to 200; 100 unless said"`
	Styling
}

// BibliographyOutput is what bibliography answers.
type BibliographyOutput struct {
	Total   int    `json:"total" jsonschema:"how many entries there are"`
	Written int    `json:"written" jsonschema:"how many of them are written"`
	Format  string `json:"format" jsonschema:"the format"`
	Content string `json:"content" jsonschema:"the entries; as text, one a line"`
}

// entryFormats are the formats of a bibliography, the usual one first.
var entryFormats = []desk.ListFormat{desk.Lines, desk.BibTeX, desk.RIS, desk.CSLJSON}

func answerBibliography(ctx context.Context, d *desk.Desk, in BibliographyInput) (*BibliographyOutput, error) {
	c, err := newCiter(d, in.Styling)
	if err != nil {
		return nil, err
	}
	limit, err := amount("limit", in.Limit, usualEntries, maxEntries)
	if err != nil {
		return nil, err
	}
	offset, err := amount("offset", in.Offset, 0, desk.MaxDepth)
	if err != nil {
		return nil, err
	}
	format := desk.ListFormat(in.Format)
	if format == "" {
		format = entryFormats[0]
	}
	if err := desk.OneOf("format", format, entryFormats...); err != nil {
		return nil, err
	}
	var items []cite.Item
	switch {
	case (in.Document == "") == (len(in.IDs) == 0):
		return nil, invalid("ids", "give either ids of works and documents, or in references_of the id of a document")
	case len(in.IDs) > maxEntries:
		return nil, invalid("ids", "%d ids are more than %d: ask in several calls", len(in.IDs), maxEntries)
	case in.Document != "":
		if _, err = d.Document(ctx, in.Document); err == nil {
			items, err = d.ItemsOfList(ctx, in.Document)
		}
	default:
		items, err = itemsNamed(ctx, d, in.IDs)
	}
	if err != nil {
		return nil, err
	}
	shown := part(items, offset, limit)
	content, err := c.write(shown, format)
	return &BibliographyOutput{len(items), len(shown), string(format), content}, err
}

// itemsNamed returns the items of works and documents.
func itemsNamed(ctx context.Context, d *desk.Desk, ids []string) ([]cite.Item, error) {
	var items []cite.Item
	for _, id := range ids {
		item, _, err := named(ctx, d, id)
		if _, refused := errors.AsType[*desk.Refusal](err); refused {
			return nil, invalid("ids", "%q is no id of a work or a document and no DOI that the corpus knows: take one from search or lookup", desk.Clip(id))
		}
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

func (c *citer) write(items []cite.Item, format desk.ListFormat) (string, error) {
	switch format {
	case desk.BibTeX:
		return bibtex.Write(items, bibtex.Options{}), nil
	case desk.RIS:
		return ris.Write(items), nil
	case desk.CSLJSON:
		data, err := cite.MarshalItems(items)
		return string(data), err
	}
	var b strings.Builder
	for _, it := range items {
		b.WriteString(c.format(it) + "\n")
	}
	return b.String(), nil
}

func (out *BibliographyOutput) String() string {
	if out.Written < out.Total {
		return fmt.Sprintf("%s\n(%d of %d entries.)\n", out.Content, out.Written, out.Total)
	}
	return out.Content
}
