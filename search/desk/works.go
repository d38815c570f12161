package desk

// Works, the places that cite them, the works cited beside them, and their authors;
// and citations looked up.

import (
	"cmp"
	"context"
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/catalogue"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/bibtex"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/cite/ris"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

const (
	// maxEntries is how many passages may match the words of a WorksRequest: all
	// are read to tell the works among them.
	maxEntries = 10_000
	// maxName is the longest name that is looked for, in bytes.
	maxName = 500
)

// WorksRequest asks for works. Values are as people write them; empty ones do not
// count.
type WorksRequest struct {
	// Query is searched in entries of reference lists and titles of documents.
	Query                           *query.Query
	Author, Title, DOI, ORCID, Type string
	Year                            int
	// Journal is what they stand in, as the facet lists it.
	Journal string
	// Order is one of WorkOrders, Lang the language whose readers sort the titles. OrPlace
	// lists more works than are sorted in the order of the index.
	Order         catalogue.Sort
	OrPlace       bool
	Lang          doc.Lang
	Offset, Limit int
}

// fields reads all of r but Query.
func (r *WorksRequest) fields() (*bibliography.Query, error) {
	for field, v := range map[string]string{"author": r.Author, "title": r.Title} {
		if v != "" && len(match.QueryTerms(v)) == 0 {
			return nil, refuse(InvalidValue, field, "%s=%q: want words", field, Clip(v))
		}
	}
	q := &bibliography.Query{Author: r.Author, Title: r.Title, Type: r.Type, Year: r.Year, DOI: cite.NormalizeDOI(r.DOI), ORCID: normalizeORCID(r.ORCID)}
	if r.DOI != "" && q.DOI == "" {
		return nil, refuse(BadIdentifier, "doi", "doi=%q: want a DOI such as 10.1000/182, bare or as a doi.org URL", Clip(r.DOI))
	}
	if r.ORCID != "" && q.ORCID == "" {
		return nil, refuse(BadIdentifier, "orcid", "orcid=%q: want an ORCID iD such as 0000-0002-1825-0097, bare or as an orcid.org URL", Clip(r.ORCID))
	}
	return q, nil
}

// normalizeORCID returns the ORCID iD that s writes, "" if it is none.
func normalizeORCID(s string) string {
	s = strings.ToUpper(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://"), "orcid.org/"))
	if len(s) != 19 {
		return ""
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i%5 == 4 && c == '-', i%5 != 4 && '0' <= c && c <= '9', i == 18 && c == 'X':
		default:
			return ""
		}
	}
	return s
}

// Works returns the works that match all fields of r, and how many there are.
func (d *Desk) Works(ctx context.Context, r *WorksRequest) ([]*doc.Work, int, error) {
	q, err := r.fields()
	if err != nil {
		return nil, 0, err
	}
	ordered := *r
	r = &ordered
	if r.Order = cmp.Or(r.Order, ByRelevance); !slices.Contains(WorkOrders, r.Order) {
		return nil, 0, OneOf("sort", r.Order, WorkOrders...)
	}
	fielded := *q != (bibliography.Query{})
	switch {
	case r.Query != nil:
	case r.Order == ByRelevance && r.Journal == "":
		return d.index.Works(ctx, q, r.Offset, r.Limit)
	case !fielded:
		return d.ordered(ctx, r, nil)
	default:
		ids, err := d.having(ctx, q)
		if err != nil {
			return nil, 0, err
		}
		return d.ordered(ctx, r, ids)
	}
	result, err := d.index.Search(ctx, &search.Request{
		Query:   r.Query,
		Filters: []search.Filter{{Facet: doc.FacetKind, Include: []string{string(doc.Reference), string(doc.Title)}}},
		Mode:    query.Auto,
		Views:   analysis.AllViews,
		Sort:    search.ByRelevance,
		Limit:   maxEntries,
	})
	if err != nil {
		return nil, 0, err
	}
	if result.Total > maxEntries {
		return nil, 0, &query.LimitError{Limit: "matching entries", Max: maxEntries}
	}
	var wanted map[string]bool
	if fielded {
		having, err := d.having(ctx, q)
		if err != nil {
			return nil, 0, err
		}
		wanted = setOf(having)
	}
	ids := []string{}
	seen := map[string]bool{}
	for _, h := range result.Hits {
		id := h.Doc.Work
		if h.Passage.Kind == doc.Reference {
			if id, err = d.workOf(ctx, h.Passage); err != nil {
				return nil, 0, err
			}
		}
		if id != "" && !seen[id] && (wanted == nil || wanted[id]) {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	if r.Order != ByRelevance || r.Journal != "" {
		return d.ordered(ctx, r, ids)
	}
	from := min(r.Offset, len(ids))
	works, err := d.WorksByID(ctx, ids[from:min(from+r.Limit, len(ids))])
	return works, len(ids), err
}

// workOf returns the id of the work denoted by the entry that a passage of a
// reference list belongs to; "" where it belongs to none (a heading inside the list,
// a damaged line).
func (d *Desk) workOf(ctx context.Context, p *doc.Passage) (string, error) {
	if p.Reference != nil {
		return p.Reference.Work, nil
	}
	passages, err := d.index.Passages(ctx, p.DocID)
	if err != nil {
		return "", err
	}
	for _, e := range doc.WrittenEntries(passages) {
		if slices.ContainsFunc(e.More, func(q *doc.Passage) bool { return q.ID == p.ID }) {
			return e.Work, nil
		}
	}
	return "", nil
}

// WorksByID returns the works of those ids, in their order.
func (d *Desk) WorksByID(ctx context.Context, ids []string) ([]*doc.Work, error) {
	var works []*doc.Work
	for _, id := range ids {
		w, err := d.index.Work(ctx, id)
		if err != nil {
			return nil, err
		}
		works = append(works, w)
	}
	return works, nil
}

// Work returns the work with an id, the work that a work with this id was merged
// into, or the work with a DOI, written "doi:10.1000/182".
func (d *Desk) Work(ctx context.Context, id string) (*doc.Work, error) {
	if IsDOI(id) {
		doi := cite.NormalizeDOI(id[len("doi:"):])
		if doi == "" {
			return nil, refuse(BadIdentifier, "", "%q: want doi: and a DOI such as 10.1000/182, percent-encoded in an address (doi:10.1000%%2F182)", Clip(id))
		}
		works, _, err := d.index.Works(ctx, &bibliography.Query{DOI: doi}, 0, 1)
		if err == nil && len(works) == 0 {
			err = refuse(UnknownWork, "", "no work of this corpus has the DOI %s; search by words with /works?q=", Clip(doi))
		}
		if err != nil {
			return nil, err
		}
		return works[0], nil
	}
	if !doc.ValidID(id) {
		return nil, refuse(BadIdentifier, "", "%q is no id; ids come from /works, a DOI is written doi:10.1000%%2F182", Clip(id))
	}
	w, err := d.index.Work(ctx, id)
	return w, unknown(err, UnknownWork, id)
}

// IsDOI reports whether the name of a work is written as a DOI, valid or not.
func IsDOI(id string) bool { return len(id) >= 4 && strings.EqualFold(id[:4], "doi:") }

// CitedBy returns the places that cite a work, in order.
func (d *Desk) CitedBy(ctx context.Context, w *doc.Work) ([]bibliography.Citation, error) {
	return d.index.Citations(ctx, w)
}

// Scope says how near to each other two works have to be cited (H. Small,
// Co-citation in the scientific literature, JASIS 24, 1973).
type Scope string

// The scopes: cited in one sentence, cited in one passage, listed by one document.
const (
	BySentence Scope = "sentence"
	ByPassage  Scope = "passage"
	ByDocument Scope = "document"
)

// Scopes lists the scopes, the default first.
var Scopes = []Scope{BySentence, ByPassage, ByDocument}

// Cocited is a work that is cited together with another, and where.
type Cocited struct {
	Work   string
	Places []CocitedPlace
}

// CocitedPlace is a document, a passage of it or a sentence of the passage, by scope.
type CocitedPlace struct{ Document, Passage, Sentence string }

// Cocited returns the works that are cited together with w, the most often first.
func (d *Desk) Cocited(ctx context.Context, w *doc.Work, by Scope) ([]Cocited, error) {
	places := map[string][]CocitedPlace{}
	add := func(works map[string]bool, place CocitedPlace) {
		if !works[w.ID] {
			return
		}
		for id := range works {
			if id != w.ID {
				places[id] = append(places[id], place)
			}
		}
	}
	for _, document := range w.ListedBy() {
		passages, err := d.index.Passages(ctx, document)
		if err != nil {
			return nil, err
		}
		if by == ByDocument {
			listed := map[string]bool{}
			for _, p := range passages {
				if p.Reference != nil {
					listed[p.Reference.Work] = true
				}
			}
			add(listed, CocitedPlace{Document: document})
			continue
		}
		for _, p := range passages {
			bySpan := map[string]map[string]bool{}
			var order []string
			for _, c := range p.Citations {
				key := ""
				if by == BySentence {
					key = c.Sentence
				}
				if bySpan[key] == nil {
					bySpan[key] = map[string]bool{}
					order = append(order, key)
				}
				for _, id := range c.Works {
					bySpan[key][id] = true
				}
			}
			for _, sentence := range order {
				add(bySpan[sentence], CocitedPlace{document, p.ID, sentence})
			}
		}
	}
	var list []Cocited
	for id, where := range places {
		list = append(list, Cocited{id, where})
	}
	slices.SortFunc(list, func(a, b Cocited) int {
		return cmp.Or(len(b.Places)-len(a.Places), strings.Compare(a.Work, b.Work))
	})
	return list, nil
}

// Entries returns the entries that denote a work, as their documents write them.
func (d *Desk) Entries(ctx context.Context, w *doc.Work) ([]doc.WrittenEntry, error) {
	var list []doc.WrittenEntry
	for _, e := range w.Entries {
		passages, err := d.index.Passages(ctx, e.Document)
		if err != nil {
			return nil, err
		}
		for _, written := range doc.WrittenEntries(passages) {
			if written.ID == e.ID {
				list = append(list, written)
			}
		}
	}
	return list, nil
}

// Authors returns limit authors that have all words of text in a form of their
// names, from offset on, and how many there are.
func (d *Desk) Authors(ctx context.Context, text string, offset, limit int) ([]*doc.Author, int, error) {
	if len(text) > maxName {
		return nil, 0, refuse(InvalidValue, "q", "a name is at most %d bytes long", maxName)
	}
	return d.index.Authors(ctx, text, offset, limit)
}

// NameIn is the name of an author as readers of a language write it, where the works of
// the index show that, else name itself.
func (d *Desk) NameIn(ctx context.Context, name string, lang doc.Lang) (string, error) {
	if len(name) > maxName || doc.InScriptOf(lang, name) {
		return name, nil
	}
	return d.index.NameIn(ctx, name, lang)
}

// Author returns the author with an id, or the author that an author with this id was
// merged into.
func (d *Desk) Author(ctx context.Context, id string) (*doc.Author, error) {
	if !doc.ValidID(id) {
		return nil, refuse(BadIdentifier, "", "%q is no id; ids come from /authors?q=", Clip(id))
	}
	a, err := d.index.Author(ctx, id)
	return a, unknown(err, UnknownAuthor, id)
}

// Role says in what way an author has to do with a work.
type Role string

// The roles: an author of a document of the corpus, or one whom a reference list
// cites.
const (
	AnyRole   Role = ""
	AsAuthor  Role = "author"
	WhenCited Role = "cited"
)

// Roles lists the roles, the default first.
var Roles = []Role{AnyRole, AsAuthor, WhenCited}

// WorksOf returns the ids of an author's works, each once; they are not to be changed.
func WorksOf(a *doc.Author, as Role) []string {
	switch as {
	case AsAuthor:
		return a.Wrote
	case WhenCited:
		return a.Cited
	}
	return a.Works()
}

const (
	// MaxCitations is how many citations are looked up at once, MaxCitation the
	// longest of them, in bytes.
	MaxCitations = 100
	MaxCitation  = 4 << 10
	// DefaultNearby is how many works are shown beside the matched one.
	DefaultNearby = 3
	// nearScore is the least score of a work that is shown though it is not meant.
	nearScore = 0.4
)

// Lookup is the result of looking for a citation. Results are the work that is meant,
// or all works that may be; without any, Nearest are the closest works, with the
// evidence against them.
type Lookup struct {
	Status           match.Status
	Results, Nearest []LookupResult
	// Parsed is the item that was read from the citation.
	Parsed cite.Item
}

// LookupResult is a work held against the citation.
type LookupResult struct {
	Work *doc.Work
	match.Match
}

// LookUp finds the work that a citation means; nearby bounds the works shown beside
// it.
func (d *Desk) LookUp(ctx context.Context, citation string, nearby int) (*Lookup, error) {
	if err := within("limit", nearby, 1, MaxHits); err != nil {
		return nil, err
	}
	if !strings.ContainsFunc(citation, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return nil, refuse(EmptyCitation, "citation", "give the reference as it is written, or a part of it: a title, an author and a year, a DOI")
	}
	if len(citation) > MaxCitation {
		return nil, refuse(TooLarge, "citation", "a citation is at most %d bytes long; send several in citations", MaxCitation)
	}
	given := match.NewGiven(read.Parse(strings.ToValidUTF8(citation, "\uFFFD")))
	candidates, err := d.index.Candidates(ctx, given)
	if err != nil {
		return nil, err
	}
	var matches []*LookupResult
	for _, w := range candidates {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		matches = append(matches, &LookupResult{w, given.Against(match.NewProfile(w.Record()))})
	}
	status, meant := match.Decide(matches, func(m *LookupResult) *match.Match { return &m.Match })
	l := &Lookup{Status: status, Parsed: ValidItem(given.Parsed.Item, "citation")}
	for i, m := range matches {
		switch {
		case i < meant || meant > 0 && i < nearby && m.Possible():
			l.Results = append(l.Results, *m)
		case meant == 0 && i < nearby && m.Score >= nearScore:
			l.Nearest = append(l.Nearest, *m)
		}
	}
	return l, nil
}

// fieldSyntax is a part of the query language that no reference has.
var fieldSyntax = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[\s(])-?(?:` + strings.Join(query.Fields, "|") + `):\S`)
})

// LookUpPasted looks up a query that may be a reference; nil where it is none. Only a
// text that reads as a whole reference is said to mean no known work.
func (d *Desk) LookUpPasted(ctx context.Context, q string) (*Lookup, error) {
	if len(q) > MaxCitation || !read.LooksLikeReference(q) || fieldSyntax().MatchString(q) {
		return nil, nil
	}
	l, err := d.LookUp(ctx, q, DefaultNearby)
	if err != nil {
		return nil, err
	}
	whole := len(l.Parsed.Author) > 0 && l.Parsed.Title != "" && l.Parsed.Year() != 0
	if l.Status != match.Matched && !whole && len(cite.FindDOI(q)) == 0 {
		return nil, nil
	}
	return l, nil
}

// MaxParsed is how many references are read at once.
const MaxParsed = 10_000

// ListFormat is a format of lists of references.
type ListFormat string

// The formats that Parse reads: references as text, one a line, and those of
// reference managers.
const (
	Lines   ListFormat = "text"
	BibTeX  ListFormat = "bibtex"
	RIS     ListFormat = "ris"
	CSLJSON ListFormat = "csl-json"
)

var listReaders = map[ListFormat]func(string) iter.Seq[cite.Parsed]{Lines: readLines, BibTeX: bibtex.Read, RIS: ris.Read, CSLJSON: cite.ReadItems}

func readLines(text string) iter.Seq[cite.Parsed] {
	return func(yield func(cite.Parsed) bool) {
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			for _, p := range read.All(line) {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// Parse reads a list of references, at most MaxParsed.
func Parse(ctx context.Context, format ListFormat, text string) ([]cite.Parsed, error) {
	var list []cite.Parsed
	for p := range listReaders[format](text) {
		if len(list) == MaxParsed {
			return nil, refuse(TooLarge, "", "at most %d references are read at once", MaxParsed)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}
