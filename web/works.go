package web

// Works: what entries of reference lists and documents denote.

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// Bibliography knows the works of an index. What it does not hold is
// search.ErrNotFound.
type Bibliography interface {
	// Work returns a work by its id, or the one that the id leads to now.
	Work(ctx context.Context, id string) (*doc.Work, error)
	// Works returns limit works from offset on, and how many there are.
	Works(ctx context.Context, q *bibliography.Query, offset, limit int) ([]*doc.Work, int, error)
	// Candidates returns the works that a citation may mean.
	Candidates(ctx context.Context, given *match.Given) ([]*doc.Work, error)
	// Citations returns the places that cite a work, in order.
	Citations(ctx context.Context, w *doc.Work) ([]bibliography.Citation, error)
}

// workView is a work. Forms are the entries as written, Entries their ids;
// Duplicates may be the same and were not merged, Series have the same title and
// another year.
type workView struct {
	ID         string            `json:"id"`
	CSL        cite.Item         `json:"csl"`
	Forms      []string          `json:"forms"`
	Entries    []string          `json:"entries"`
	Document   *string           `json:"document"`
	Duplicates []doc.RelatedWork `json:"duplicates"`
	Series     []doc.RelatedWork `json:"series"`
	Warnings   []warningView     `json:"warnings"`
}

func newWorkView(w *doc.Work) workView {
	v := workView{ID: w.ID, CSL: validItem(w.CSL, w.ID), Forms: orEmpty(w.Forms), Entries: []string{},
		Duplicates: orEmpty(w.Duplicates), Series: orEmpty(w.Series), Warnings: newWarningViews(w.Warnings)}
	for _, e := range w.Entries {
		v.Entries = append(v.Entries, e.ID)
	}
	if w.Document != "" {
		v.Document = &w.Document
	}
	return v
}

// foundWork is a work in a list, with the parameters that found it.
type foundWork struct {
	workView
	MatchedOn []string `json:"matched_on"`
}

func (s *site) apiWorks(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, []string{"q", "author", "title", "year", "doi", "orcid", "type", "limit", "cursor", "format", "style", "locale", "keys"}, nil); err != nil {
		return err
	}
	a, err := readAsked(c, params)
	if err != nil {
		return err
	}
	limit, err := readLimit(params)
	if err != nil {
		return err
	}
	at, err := readCursor("works", params, index.Status().Generation)
	if err != nil {
		return err
	}
	text, query, matched, err := readWorkQuery(params)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	var works []*doc.Work
	total := 0
	if text == nil {
		works, total, err = index.Works(ctx, query, at.Offset, limit)
	} else {
		works, total, err = searchWorks(ctx, index, text, query, at.Offset, limit)
	}
	if err != nil {
		return err
	}
	l := list[foundWork]{Items: []foundWork{}, Total: total, Next: at.nextOffset(len(works), total)}
	var items []cite.Item
	for _, w := range works {
		v := newWorkView(w)
		l.Items = append(l.Items, foundWork{v, matched})
		items = append(items, v.CSL)
	}
	return respondItems(c, a, l, items, l.Next)
}

// readWorkQuery reads what works are asked for; text is nil without q. matched
// names the parameters that say something.
func readWorkQuery(params url.Values) (text *query.Query, wanted *bibliography.Query, matched []string, err error) {
	wanted = &bibliography.Query{}
	matched = []string{}
	values := map[string]string{}
	for _, name := range []string{"q", "author", "title", "year", "doi", "orcid", "type"} {
		if values[name], err = single(params, name); err != nil {
			return nil, nil, nil, err
		}
		if values[name] = strings.TrimSpace(values[name]); values[name] != "" {
			matched = append(matched, name)
		}
	}
	if q := values["q"]; q != "" {
		if text, err = query.Parse(q); err != nil {
			return nil, nil, nil, err
		}
	}
	wanted.Author, wanted.Title, wanted.Type = values["author"], values["title"], values["type"]
	for _, name := range []string{"author", "title"} {
		if v := values[name]; v != "" && len(match.QueryTerms(v)) == 0 {
			return nil, nil, nil, faultIn(name, invalidValue, "%s=%q: want words", name, clip(v))
		}
	}
	if wanted.Year, err = number(params, "year", 0, 1, 9999); err != nil {
		return nil, nil, nil, err
	}
	if v := values["doi"]; v != "" {
		if wanted.DOI = cite.NormalizeDOI(v); wanted.DOI == "" {
			return nil, nil, nil, faultIn("doi", badIdentifier, "doi=%q: want a DOI such as 10.1000/182, bare or as a doi.org URL", clip(v))
		}
	}
	if v := values["orcid"]; v != "" {
		if wanted.ORCID = normalizeORCID(v); wanted.ORCID == "" {
			return nil, nil, nil, faultIn("orcid", badIdentifier, "orcid=%q: want an ORCID iD such as 0000-0002-1825-0097, bare or as an orcid.org URL", clip(v))
		}
	}
	return text, wanted, matched, nil
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

// maxEntries is how many passages may match q before it has to be narrowed: all
// are read to tell the works among them.
const maxEntries = 10_000

// searchWorks searches entries of reference lists and titles of documents, and
// returns the works that they denote, the best first, and that are what query asks
// for.
func searchWorks(ctx context.Context, index Index, text *query.Query, q *bibliography.Query, offset, limit int) ([]*doc.Work, int, error) {
	result, err := index.Search(ctx, &search.Request{
		Query:   text,
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
	if *q != (bibliography.Query{}) {
		works, _, err := index.Works(ctx, q, 0, maxEntries)
		if err != nil {
			return nil, 0, err
		}
		wanted = map[string]bool{}
		for _, w := range works {
			wanted[w.ID] = true
		}
	}
	var ids []string
	seen := map[string]bool{}
	for _, h := range result.Hits {
		id := h.Doc.Work
		if h.Passage.Kind == doc.Reference {
			if id, err = workOfPassage(ctx, index, h.Passage); err != nil {
				return nil, 0, err
			}
		}
		if id != "" && !seen[id] && (wanted == nil || wanted[id]) {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	from := min(offset, len(ids))
	var works []*doc.Work
	for _, id := range ids[from:min(from+limit, len(ids))] {
		w, err := index.Work(ctx, id)
		if err != nil {
			return nil, 0, err
		}
		works = append(works, w)
	}
	return works, len(ids), nil
}

// workOfPassage returns the work that the entry denotes which a passage of a
// reference list belongs to; "" where it belongs to none (a heading inside the
// list, a damaged line).
func workOfPassage(ctx context.Context, index Index, p *doc.Passage) (string, error) {
	if p.Reference != nil {
		return p.Reference.Work, nil
	}
	passages, err := index.Passages(ctx, p.DocID)
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

// workHandler answers about one work.
type workHandler func(c *gin.Context, index Index, params url.Values, w *doc.Work) error

// apiWork answers everything below /works: a work, or what belongs to one. An id
// "doi:10.…" is one encoded segment, or all of the path.
func (s *site) apiWork(c *gin.Context, index Index, params url.Values) error {
	parts := strings.Split(strings.TrimPrefix(c.Param("rest"), "/"), "/")
	id, below := parts[0], ""
	whole, err := url.PathUnescape(id)
	if len(parts) > 1 && err == nil && strings.HasPrefix(strings.ToLower(whole), "doi:") && cite.NormalizeDOI(whole) == "" {
		id = strings.Join(parts, "/")
	} else if len(parts) == 2 {
		below = parts[1]
	}
	handlers := map[string]workHandler{"": s.apiWorkItself, "citations": s.apiCitations, "cocited": s.apiCocited, "bibliography": s.apiBibliography}
	handle := handlers[below]
	if handle == nil || len(parts) > 2 && !strings.Contains(id, "/") {
		return fault(notFound, "nothing is at %s; of a work there are %s", c.Request.URL.Path, "citations, cocited and bibliography")
	}
	w, moved, err := findWork(c.Request.Context(), index, id)
	if err != nil {
		return err
	}
	if moved {
		path := "/works/" + w.ID
		if below != "" {
			path += "/" + below
		}
		s.moved(c, path)
		return nil
	}
	return handle(c, index, params, w)
}

// findWork returns the work that an escaped segment of a path names. moved says
// that it was merged into one of another id.
func findWork(ctx context.Context, index Index, segment string) (w *doc.Work, moved bool, err error) {
	id, err := url.PathUnescape(segment)
	if err != nil {
		return nil, false, fault(badIdentifier, "%q is not percent-encoded correctly; a slash is %%2F, a percent sign %%25", clip(segment))
	}
	if len(id) >= 4 && strings.EqualFold(id[:4], "doi:") {
		doi := cite.NormalizeDOI(id[4:])
		if doi == "" {
			return nil, false, fault(badIdentifier, "%q: want doi: and a DOI such as 10.1000/182, percent-encoded (doi:10.1000%%2F182)", clip(id))
		}
		works, _, err := index.Works(ctx, &bibliography.Query{DOI: doi}, 0, 1)
		if err != nil {
			return nil, false, err
		}
		if len(works) == 0 {
			return nil, false, fault(unknownWork, "no work of this corpus has the DOI %s; search by words with /works?q=", clip(doi))
		}
		return works[0], false, nil
	}
	if !validID(id) {
		return nil, false, fault(badIdentifier, "%q is no id; ids come from /works, a DOI is written doi:10.1000%%2F182", clip(id))
	}
	w, err = index.Work(ctx, id)
	if err != nil {
		return nil, false, notFoundAs(err, unknownWork, id)
	}
	return w, w.ID != id, nil
}

func (s *site) apiWorkItself(c *gin.Context, _ Index, params url.Values, w *doc.Work) error {
	if err := checkNames(params, formatParams, nil); err != nil {
		return err
	}
	a, err := readAsked(c, params)
	if err != nil {
		return err
	}
	v := newWorkView(w)
	return respondItems(c, a, v, []cite.Item{v.CSL}, nil)
}

// workCitation is a place that cites a work. Kind is that of the passage.
type workCitation struct {
	Reference string   `json:"reference"`
	Document  string   `json:"document"`
	Passage   string   `json:"passage"`
	Section   []string `json:"section"`
	Bracket   string   `json:"bracket"`
	Sentence  string   `json:"sentence"`
	Before    string   `json:"before"`
	After     string   `json:"after"`
	Kind      doc.Kind `json:"kind"`
	URL       string   `json:"url"`
}

func (s *site) newWorkCitation(c bibliography.Citation) workCitation {
	p := c.Passage
	return workCitation{Reference: c.Entry, Document: p.DocID, Passage: p.ID, Section: orEmpty(p.Section), Bracket: p.Text[c.Start:c.End],
		Sentence: c.Sentence, Before: c.Before, After: c.After, Kind: p.Kind, URL: s.documentURL(p.DocID) + "#p-" + p.ID}
}

func (s *site) apiCitations(c *gin.Context, index Index, params url.Values, w *doc.Work) error {
	if err := acceptsJSON(c.Request.Header.Values("Accept")); err != nil {
		return err
	}
	if err := checkNames(params, []string{"limit", "cursor"}, nil); err != nil {
		return err
	}
	citations, err := index.Citations(c.Request.Context(), w)
	if err != nil {
		return err
	}
	return respondPart(c, index, params, citations, s.newWorkCitation)
}

// cocitedWork is a work that is cited together with another. Evidence are the
// places where, Count says how many.
type cocitedWork struct {
	Work     string         `json:"work"`
	CSL      cite.Item      `json:"csl"`
	Count    int            `json:"count"`
	Evidence []cocitedPlace `json:"evidence"`
}

// cocitedPlace is a document, a passage of it or a sentence of that, by scope.
type cocitedPlace struct {
	Document string `json:"document"`
	Passage  string `json:"passage,omitempty"`
	Sentence string `json:"sentence,omitempty"`
}

// Scopes of co-citation (H. Small, Co-citation in the scientific literature,
// JASIS 24, 1973): cited in one sentence, cited in one passage, listed by one
// document.
type scope string

const (
	bySentence scope = "sentence"
	byPassage  scope = "passage"
	byDocument scope = "document"
)

func (s *site) apiCocited(c *gin.Context, index Index, params url.Values, w *doc.Work) error {
	if err := acceptsJSON(c.Request.Header.Values("Accept")); err != nil {
		return err
	}
	if err := checkNames(params, []string{"scope", "limit", "cursor"}, nil); err != nil {
		return err
	}
	by, err := oneOf(params, "scope", bySentence, byPassage, byDocument)
	if err != nil {
		return err
	}
	places, err := cocitations(c.Request.Context(), index, w, by)
	if err != nil {
		return err
	}
	var all []cocitedWork
	for id, evidence := range places {
		all = append(all, cocitedWork{Work: id, Count: len(evidence), Evidence: evidence})
	}
	slices.SortFunc(all, func(a, b cocitedWork) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Work, b.Work)) })
	limit, err := readLimit(params)
	if err != nil {
		return err
	}
	at, err := readCursor(c.Request.URL.Path, params, index.Status().Generation)
	if err != nil {
		return err
	}
	part, next := cut(at, all, limit)
	for i := range part {
		other, err := index.Work(c.Request.Context(), part[i].Work)
		if err != nil {
			return err
		}
		part[i].CSL = validItem(other.CSL, other.ID)
	}
	return respondJSON(c, list[cocitedWork]{Items: orEmpty(part), Total: len(all), Next: next}, true)
}

// cocitations returns the places where each other work is cited together with w.
func cocitations(ctx context.Context, index Index, w *doc.Work, by scope) (map[string][]cocitedPlace, error) {
	citing := map[string]bool{}
	for _, e := range w.Entries {
		citing[e.Document] = true
	}
	places := map[string][]cocitedPlace{}
	for _, document := range slices.Sorted(maps.Keys(citing)) {
		passages, err := index.Passages(ctx, document)
		if err != nil {
			return nil, err
		}
		listed := map[string]bool{}
		for _, p := range passages {
			if p.Reference != nil {
				listed[p.Reference.Work] = true
			}
		}
		add := func(works map[string]bool, place cocitedPlace) {
			if !works[w.ID] {
				return
			}
			for id := range works {
				if id != w.ID {
					places[id] = append(places[id], place)
				}
			}
		}
		if by == byDocument {
			add(listed, cocitedPlace{Document: document})
			continue
		}
		for _, p := range passages {
			bySpan := map[string]map[string]bool{}
			var order []string
			for _, c := range p.Citations {
				key := ""
				if by == bySentence {
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
				add(bySpan[sentence], cocitedPlace{Document: document, Passage: p.ID, Sentence: sentence})
			}
		}
	}
	return places, nil
}
