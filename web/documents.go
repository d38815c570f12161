package web

// Documents, their passages and their reference lists.

import (
	"context"
	"maps"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// docRef is a document as a passage names it. What is not known is null.
type docRef struct {
	ID      string              `json:"id"`
	Title   string              `json:"title"`
	Titles  map[doc.Lang]string `json:"titles"`
	Authors []string            `json:"authors"`
	Year    *int                `json:"year"`
	DOI     *string             `json:"doi"`
}

func newDocRef(d *doc.Document) docRef {
	v := docRef{ID: d.ID, Title: d.Title, Titles: orEmptyMap(d.Titles), Authors: orEmpty(d.Authors)}
	if d.Year != 0 {
		v.Year = &d.Year
	}
	if d.DOI != "" {
		v.DOI = &d.DOI
	}
	return v
}

// TitleLang is the language of Title, Und where the document does not say.
func (d docRef) TitleLang() doc.Lang {
	for lang, title := range d.Titles {
		if title == d.Title {
			return lang
		}
	}
	return doc.Und
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func orEmptyMap[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return m
}

// passageView is a passage. Section is its path of headings, Spans the
// languages of its parts in code points of Text.
type passageView struct {
	ID        string         `json:"id"`
	Doc       docRef         `json:"doc"`
	Kind      doc.Kind       `json:"kind"`
	Section   []string       `json:"section"`
	Lang      doc.Lang       `json:"lang"`
	Damaged   bool           `json:"damaged"`
	Spans     []spanView     `json:"spans"`
	Text      string         `json:"text"`
	Citations []citationView `json:"citations"`
	Reference *referenceMark `json:"reference"`
	URL       string         `json:"url"`
}

type spanView struct {
	rangeView
	Lang doc.Lang `json:"lang"`
}

// citationView is a place of a passage that cites: its bracket, in code points of
// the text, and the entries that it means.
type citationView struct {
	Bracket string `json:"bracket"`
	rangeView
	References []string `json:"references"`
}

// referenceMark says which entry of the reference list a passage is, and its year,
// by which such a passage is sorted and filtered.
type referenceMark struct {
	ID     string `json:"id"`
	Number int    `json:"number"`
	Work   string `json:"work"`
	Year   *int   `json:"year"`
}

func (s *site) newPassageView(p *doc.Passage, d *doc.Document) passageView {
	v := passageView{
		ID: p.ID, Doc: newDocRef(d), Kind: p.Kind, Section: orEmpty(p.Section), Lang: p.Lang,
		Damaged: p.Damaged, Spans: []spanView{}, Text: p.Text, Citations: []citationView{},
		URL: s.documentURL(d.ID) + "#p-" + p.ID,
	}
	points := codePoints{text: p.Text}
	for _, span := range p.Spans {
		v.Spans = append(v.Spans, spanView{points.span(span.Span), span.Lang})
	}
	for _, c := range p.Citations {
		v.Citations = append(v.Citations, citationView{p.Text[c.Start:c.End], points.span(c.Span), orEmpty(c.References)})
	}
	if p.Reference != nil {
		v.Reference = &referenceMark{p.Reference.ID, p.Reference.Number, p.Reference.Work, nil}
		if year := p.Reference.CSL.Year(); year != 0 {
			v.Reference.Year = &year
		}
	}
	return v
}

func (s *site) documentURL(id string) string { return s.base + "/documents/" + id }

// sourcedPassage is a passage with where it stands in its file: ranges of
// bytes, as files have them.
type sourcedPassage struct {
	passageView
	Source  []rangeView  `json:"source"`
	Repairs []repairView `json:"repairs"`
	// Raw is what the file has there, in stretches, of a passage that is damaged
	// or was repaired. See doc.Passage.RawText.
	Raw []string `json:"raw"`
	// Rows are the cells of a table, row by row, the first its header.
	Rows [][]string `json:"rows"`
}

func (s *site) newSourcedPassage(p *doc.Passage, d *doc.Document) sourcedPassage {
	v := sourcedPassage{s.newPassageView(p, d), []rangeView{}, []repairView{}, orEmpty(d.Raw[p.ID]), orEmpty(p.Rows)}
	for _, r := range p.Source {
		v.Source = append(v.Source, rangeView(r))
	}
	for _, r := range p.Repairs(d) {
		v.Repairs = append(v.Repairs, newRepairView(r))
	}
	return v
}

// repairView is a change to the text of a document: bytes of its file, what
// stands there, what is shown, and what made the change.
type repairView struct {
	rangeView
	Old  string `json:"old"`
	New  string `json:"new"`
	Rule string `json:"rule"`
}

func newRepairView(r doc.Repair) repairView {
	return repairView{rangeView(r.Source), r.Old, r.New, r.Rule}
}

func (s *site) apiPassage(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, nil, []string{"format"}); err != nil {
		return err
	}
	p, d, err := openPassage(c, index)
	if err != nil {
		return err
	}
	return respondJSON(c, s.newSourcedPassage(p, d), true)
}

// openPassage returns the passage that the path names and its document.
func openPassage(c *gin.Context, index Index) (*doc.Passage, *doc.Document, error) {
	ctx := c.Request.Context()
	id, err := pathID(c)
	if err != nil {
		return nil, nil, notFoundAs(err, unknownPassage, id)
	}
	p, err := index.Passage(ctx, id)
	if err != nil {
		return nil, nil, notFoundAs(err, unknownPassage, id)
	}
	d, err := index.Document(ctx, p.DocID)
	if err != nil {
		return nil, nil, notFoundAs(err, unknownDocument, p.DocID)
	}
	return p, d, nil
}

// documentView is a document in a list.
type documentView struct {
	docRef
	Source     string     `json:"source"`
	Languages  []doc.Lang `json:"languages"`
	Passages   int        `json:"passages"`
	References int        `json:"references"`
}

func newDocumentView(d *doc.Document) documentView {
	return documentView{newDocRef(d), d.Source, orEmpty(d.Languages), d.Passages, d.References}
}

// documentDetail is a document with all that is known about it.
type documentDetail struct {
	documentView
	CSL             cite.Item             `json:"csl"`
	Abstracts       map[doc.Lang]string   `json:"abstracts"`
	Keywords        map[doc.Lang][]string `json:"keywords"`
	Sections        []sectionView         `json:"sections"`
	Contributors    []doc.Contributor     `json:"contributors"`
	Affiliations    []affiliationView     `json:"affiliations"`
	Classifications map[string][]string   `json:"classifications"`
	Dates           map[string]string     `json:"dates"`
	Repairs         []repairView          `json:"repairs"`
	// UnresolvedCitations are the in-text citations that mean no entry of the
	// document's lists, or of which a part does not.
	UnresolvedCitations []doc.Unresolved `json:"unresolved_citations"`
}

// affiliationView is an institution, its name by language, and who belongs to
// it.
type affiliationView struct {
	Names   map[doc.Lang]string `json:"names"`
	Authors []string            `json:"authors"`
}

// sectionView is a line of a document's outline.
type sectionView struct {
	Path []string `json:"path"`
	// Value is what the section filter accepts.
	Value string `json:"value"`
	// Passage is where the section begins: its heading where there is one.
	Passage string `json:"passage"`
	// Lang is the language of its heading.
	Lang doc.Lang `json:"lang"`
}

func newDocumentDetail(d *doc.Document, passages []*doc.Passage) documentDetail {
	v := documentDetail{
		documentView:    newDocumentView(d),
		CSL:             validItem(d.CSL, d.ID),
		Abstracts:       orEmptyMap(d.Abstracts),
		Keywords:        orEmptyMap(d.Keywords),
		Sections:        outline(passages),
		Contributors:    orEmpty(d.Contributors),
		Affiliations:    affiliations(d),
		Classifications: orEmptyMap(d.Classifications),
		Dates:           orEmptyMap(d.Dates),
		Repairs:         []repairView{},

		UnresolvedCitations: orEmpty(d.Unresolved),
	}
	for _, r := range d.Repairs {
		v.Repairs = append(v.Repairs, newRepairView(r))
	}
	return v
}

// affiliations lists the institutions of a document's authors, each once.
func affiliations(d *doc.Document) []affiliationView {
	list := []affiliationView{}
	for i, c := range d.Contributors {
		if len(c.Affiliations) == 0 {
			continue
		}
		at := slices.IndexFunc(list, func(a affiliationView) bool { return maps.Equal(a.Names, c.Affiliations) })
		if at < 0 {
			at = len(list)
			list = append(list, affiliationView{Names: c.Affiliations, Authors: []string{}})
		}
		if i < len(d.Authors) {
			list[at].Authors = append(list[at].Authors, d.Authors[i])
		}
	}
	return list
}

// validItem gives item the two members without which CSL-JSON is not valid.
func validItem(item cite.Item, id string) cite.Item {
	if item.ID == "" {
		item.ID = id
	}
	if item.Type == "" {
		item.Type = "document"
	}
	return item
}

// outline lists the sections of a document in the order in which they begin.
func outline(passages []*doc.Passage) []sectionView {
	list := []sectionView{}
	seen := map[string]bool{}
	headings := map[string]*doc.Passage{} // by their text, the last ones read
	for _, p := range passages {
		if p.Kind == doc.Heading {
			headings[p.Text] = p
		}
		for depth := 1; depth <= len(p.Section); depth++ {
			path := p.Section[:depth]
			value := doc.SectionValue(path)
			if seen[value] {
				continue
			}
			seen[value] = true
			begin := p
			// The heading stands before the first passage below it, perhaps
			// with the headings of narrower sections between them.
			if h := headings[path[depth-1]]; h != nil {
				begin = h
			}
			list = append(list, sectionView{path, value, begin.ID, begin.Lang})
		}
	}
	return list
}

func (s *site) apiDocuments(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, append([]string{"limit", "cursor"}, formatParams...), nil); err != nil {
		return err
	}
	a, err := readAsked(c, params)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	docs, err := listDocuments(ctx, index, params)
	if err != nil {
		return err
	}
	var items []cite.Item
	if a.format != formatJSON {
		for _, brief := range docs.Items {
			d, err := index.Document(ctx, brief.ID)
			if err != nil {
				return err
			}
			items = append(items, validItem(d.CSL, d.ID))
		}
	}
	return respondItems(c, a, docs, items, docs.Next)
}

func listDocuments(ctx context.Context, index Index, params url.Values) (*list[documentView], error) {
	limit, err := readLimit(params)
	if err != nil {
		return nil, err
	}
	at, err := readCursor("documents", params, index.Status().Generation)
	if err != nil {
		return nil, err
	}
	docs, total, err := index.Documents(ctx, at.Offset, limit)
	if err != nil {
		return nil, err
	}
	l := &list[documentView]{Items: []documentView{}, Total: total, Next: at.nextOffset(len(docs), total)}
	for _, d := range docs {
		l.Items = append(l.Items, newDocumentView(d))
	}
	return l, nil
}

// openDocument returns the document that the path names and its passages.
func openDocument(c *gin.Context, index Index) (*doc.Document, []*doc.Passage, error) {
	id, err := pathID(c)
	if err != nil {
		return nil, nil, notFoundAs(err, unknownDocument, id)
	}
	ctx := c.Request.Context()
	d, err := index.Document(ctx, id)
	if err != nil {
		return nil, nil, notFoundAs(err, unknownDocument, id)
	}
	passages, err := index.Passages(ctx, id)
	if err != nil {
		return nil, nil, notFoundAs(err, unknownDocument, id)
	}
	return d, passages, nil
}

func (s *site) apiDocument(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, formatParams, nil); err != nil {
		return err
	}
	a, err := readAsked(c, params)
	if err != nil {
		return err
	}
	d, passages, err := openDocument(c, index)
	if err != nil {
		return err
	}
	detail := newDocumentDetail(d, passages)
	return respondItems(c, a, detail, []cite.Item{detail.CSL}, nil)
}

func (s *site) apiPassages(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, []string{"limit", "cursor"}, nil); err != nil {
		return err
	}
	d, passages, err := openDocument(c, index)
	if err != nil {
		return err
	}
	return respondPart(c, index, params, passages, func(p *doc.Passage) sourcedPassage { return s.newSourcedPassage(p, d) })
}

func (s *site) apiReferences(c *gin.Context, index Index, params url.Values) error {
	_, passages, err := openDocument(c, index)
	if err != nil {
		return err
	}
	return respondReferences(c, index, params, references(passages))
}

// apiPassageReferences answers with the entries that a passage cites, in the order
// of its document's lists; with its own where it begins one.
func (s *site) apiPassageReferences(c *gin.Context, index Index, params url.Values) error {
	p, _, err := openPassage(c, index)
	if err != nil {
		return err
	}
	var ids []string
	if p.Reference != nil {
		ids = append(ids, p.Reference.ID)
	}
	for _, citation := range p.Citations {
		ids = append(ids, citation.References...)
	}
	passages, err := index.Passages(c.Request.Context(), p.DocID)
	if err != nil {
		return err
	}
	cited := slices.DeleteFunc(references(passages), func(r referenceView) bool { return !slices.Contains(ids, r.ID) })
	return respondReferences(c, index, params, cited)
}

// respondReferences answers with a part of entries in the format that is asked
// for.
func respondReferences(c *gin.Context, index Index, params url.Values, all []referenceView) error {
	if err := checkNames(params, append([]string{"limit", "cursor"}, formatParams...), nil); err != nil {
		return err
	}
	a, err := readAsked(c, params)
	if err != nil {
		return err
	}
	l, err := partOf(c, index, params, all, func(r referenceView) referenceView { return r })
	if err != nil {
		return err
	}
	var items []cite.Item
	for _, r := range l.Items {
		items = append(items, r.CSL)
	}
	return respondItems(c, a, l, items, l.Next)
}

// respondPart answers with the part of all that limit and cursor ask for.
func respondPart[T, V any](c *gin.Context, index Index, params url.Values, all []T, view func(T) V) error {
	l, err := partOf(c, index, params, all, view)
	if err != nil {
		return err
	}
	return respondJSON(c, l, true)
}

func partOf[T, V any](c *gin.Context, index Index, params url.Values, all []T, view func(T) V) (*list[V], error) {
	limit, err := readLimit(params)
	if err != nil {
		return nil, err
	}
	at, err := readCursor(c.Request.URL.Path, params, index.Status().Generation)
	if err != nil {
		return nil, err
	}
	part, next := cut(at, all, limit)
	l := &list[V]{Items: []V{}, Total: len(all), Next: next}
	for _, x := range part {
		l.Items = append(l.Items, view(x))
	}
	return l, nil
}

// referenceView is one entry of a document's reference list. Raw is the text of
// all its passages.
type referenceView struct {
	ID       string        `json:"id"`
	List     int           `json:"list"` // of the document's lists, from 1
	Number   int           `json:"number"`
	Document string        `json:"document"`
	Passage  string        `json:"passage"`
	Work     string        `json:"work"`
	Raw      string        `json:"raw"`
	CSL      cite.Item     `json:"csl"`
	Fields   []fieldView   `json:"fields"`
	Warnings []warningView `json:"warnings"`
}

// references returns the entries among a document's passages, in order.
func references(passages []*doc.Passage) []referenceView {
	list := []referenceView{}
	for _, e := range doc.WrittenEntries(passages) {
		p := e.Passage
		list = append(list, referenceView{
			ID: e.ID, List: e.List, Number: e.Number, Document: p.DocID, Passage: p.ID, Work: e.Work, Raw: e.Raw,
			CSL: validItem(e.CSL, e.ID), Fields: newFieldViews(p.Text, e.Fields), Warnings: newWarningViews(e.Warnings),
		})
	}
	return list
}
