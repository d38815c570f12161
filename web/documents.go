package web

// Documents, their passages and their reference lists.

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/izde/izde/search/catalogue"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// docRef is a document as a passage names it. Unknown members are null.
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
	// Pages say where on which pages the passage stands, or what of it is marked.
	Pages []pageView `json:"pages"`
	// Places say where it stands in a file without pages.
	Places     []placeView `json:"places"`
	Recognised bool        `json:"recognised"`
	Confidence *float32    `json:"confidence"`
	// Indexed is when its text was first indexed; nil where that is not known.
	Indexed *time.Time `json:"indexed"`
	URL     string     `json:"url"`
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
		Pages: newPageViews(p.Pages), Places: newPlaceViews(p.Places), Recognised: p.Recognised, Confidence: confidence(p.Recognised, p.Confidence), URL: s.passageURL(p),
	}
	if !p.Indexed.IsZero() {
		v.Indexed = &p.Indexed
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

func (s *site) passageURL(p *doc.Passage) string { return s.documentURL(p.DocID) + "#p-" + p.ID }

// sourcedPassage is a passage with where it stands in the document's canonical text:
// ranges of bytes.
type sourcedPassage struct {
	passageView
	Source  []rangeView  `json:"source"`
	Repairs []repairView `json:"repairs"`
	// Raw is the file's own text, in stretches, of a passage that is damaged or was
	// repaired. See doc.Passage.RawText.
	Raw []string `json:"raw"`
	// Rows are the cells of a table, row by row, the first its header.
	Rows [][]string `json:"rows"`
}

func (s *site) newSourcedPassage(p *doc.Passage, d *doc.Document) sourcedPassage {
	v := sourcedPassage{s.newPassageView(p, d), []rangeView{}, []repairView{}, orEmpty(d.RawOf(p)), orEmpty(p.Rows)}
	for _, r := range p.Source {
		v.Source = append(v.Source, rangeView(r))
	}
	for _, r := range p.Repairs(d) {
		v.Repairs = append(v.Repairs, newRepairView(r))
	}
	return v
}

// repairView is a change to the text of a document: bytes of its canonical text, the old text,
// the new text, and the rule that made the change.
type repairView struct {
	rangeView
	Old  string `json:"old"`
	New  string `json:"new"`
	Rule string `json:"rule"`
}

func newRepairView(r doc.Repair) repairView {
	return repairView{rangeView(r.Source), r.Old, r.New, r.Rule}
}

func (s *site) apiPassage(x *call) error {
	p, d, err := x.desk.Passage(x.ctx(), x.id())
	if err != nil {
		return err
	}
	return respondJSON(x.Context, s.newSourcedPassage(p, d), true)
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
	// Collections are paths of names, and Tags words, by which a user has filed the
	// document; Reading says how its file was understood.
	Collections [][]string  `json:"collections"`
	Tags        []string    `json:"tags"`
	Reading     doc.Reading `json:"reading"`
	// UnresolvedCitations are the in-text citations with a part that means no entry
	// of the document's lists.
	UnresolvedCitations []doc.Unresolved `json:"unresolved_citations"`
	// Digest is the SHA-256 of the file and its sidecar, TextDigest that of the canonical
	// text, which ranges of bytes are of.
	Digest     string     `json:"digest"`
	TextDigest string     `json:"text_digest"`
	Pages      pageCounts `json:"pages"`
}

// pageCounts says how many pages a document has.
type pageCounts struct {
	Total       int `json:"total"`
	WithoutText int `json:"without_text"`
	Recognised  int `json:"recognised"`
}

func countPages(pages []doc.Page) pageCounts {
	c := pageCounts{Total: len(pages)}
	for _, p := range pages {
		if p.NoText {
			c.WithoutText++
		}
		if p.Recognised {
			c.Recognised++
		}
	}
	return c
}

// affiliationView is an institution, its name by language, and the authors who belong
// to it.
type affiliationView struct {
	Names   map[doc.Lang]string `json:"names"`
	Authors []string            `json:"authors"`
}

// sectionView is a line of a document's outline.
type sectionView struct {
	Path []string `json:"path"`
	// Value is the section as the section filter accepts it.
	Value string `json:"value"`
	// Passage is where the section begins: its heading where there is one.
	Passage string `json:"passage"`
	// Lang is the language of its heading.
	Lang doc.Lang `json:"lang"`
}

func newDocumentDetail(d *doc.Document, passages []*doc.Passage) documentDetail {
	v := documentDetail{
		documentView:    newDocumentView(d),
		CSL:             desk.ValidItem(d.CSL, d.ID),
		Abstracts:       orEmptyMap(d.Abstracts),
		Keywords:        orEmptyMap(d.Keywords),
		Sections:        []sectionView{},
		Contributors:    orEmpty(d.Contributors),
		Affiliations:    affiliations(d),
		Classifications: orEmptyMap(d.Classifications),
		Dates:           orEmptyMap(d.Dates),
		Repairs:         []repairView{},
		Collections:     orEmpty(d.Collections),
		Tags:            orEmpty(d.Tags),
		Reading:         d.Reading,

		UnresolvedCitations: orEmpty(d.Unresolved),

		Digest: d.Digest, TextDigest: d.TextDigest, Pages: countPages(d.Pages),
	}
	v.Reading.Notes = orEmpty(v.Reading.Notes)
	for _, r := range d.Repairs {
		v.Repairs = append(v.Repairs, newRepairView(r))
	}
	for _, section := range doc.Outline(passages) {
		v.Sections = append(v.Sections, sectionView{section.Path, section.Value, section.Passage.ID, section.Passage.Lang})
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

func (s *site) apiDocuments(x *call) error {
	a := x.asked()
	page, at, err := x.documents(defaultLimit, x.readersOf(a))
	if err != nil {
		return err
	}
	v := list[documentView]{Items: []documentView{}, Total: page.Total, Next: at.nextOffset(len(page.Entries), page.Total)}
	var items []cite.Item
	for _, e := range page.Entries {
		v.Items = append(v.Items, newDocumentView(e.Document))
		if a.format == formatJSON {
			continue
		}
		d, err := x.desk.Document(x.ctx(), e.ID)
		if err != nil {
			return err
		}
		items = append(items, desk.ValidItem(d.CSL, d.ID))
	}
	return x.respondItems(a, v, items, v.Next)
}

// documentParams say which documents are wanted, and in which order.
var documentParams = []string{"sort", "lang", "type", "year", "page"}

// documents returns the part of the corpus that the parameters ask for, sorted as readers
// of a language do, and its place.
func (x *call) documents(usual int, lang doc.Lang) (*catalogue.Page, cursor, error) {
	limit := x.number("limit", usual, 0, desk.MaxHits)
	r := &desk.DocumentsRequest{Order: oneOf(x, "sort", desk.DocumentOrders...), Lang: lang, In: commas(x.params, "lang"), Type: x.workType(), Limit: limit}
	if text := x.single("year"); text != "" {
		var ok bool
		if r.Years, ok = doc.ParseYears(text); !ok {
			x.fail(faultIn("year", invalidValue, "year=%q: want a year, or a range such as 2019..2024, open at either side", desk.Clip(text)))
		}
	}
	at := x.paged(x.listCursor(), limit)
	if x.err != nil {
		return nil, at, x.err
	}
	r.Offset = at.Offset
	page, err := x.desk.Catalogue(x.ctx(), r)
	return page, at, err
}

// readersOf is the language whose readers sort a list: that of the parameter locale, else
// English.
func (x *call) readersOf(a asked) doc.Lang { return doc.Lang(cmp.Or(a.locale, style.English)) }

// document returns the document that the path names and its passages.
func (x *call) document() (*doc.Document, []*doc.Passage, error) {
	d, err := x.desk.Document(x.ctx(), x.id())
	if err != nil {
		return nil, nil, err
	}
	passages, err := x.desk.Passages(x.ctx(), d.ID)
	return d, passages, err
}

func (s *site) apiDocument(x *call) error {
	a := x.asked()
	d, passages, err := x.document()
	if err != nil {
		return err
	}
	detail := newDocumentDetail(d, passages)
	return x.respondItems(a, detail, []cite.Item{detail.CSL}, nil)
}

func (s *site) apiPassages(x *call) error {
	d, passages, err := x.document()
	if err != nil {
		return err
	}
	return respondPart(x, passages, func(p *doc.Passage) sourcedPassage { return s.newSourcedPassage(p, d) })
}

func (s *site) apiReferences(x *call) error {
	_, passages, err := x.document()
	if err != nil {
		return err
	}
	return x.respondReferences(doc.WrittenEntries(passages))
}

// apiPassageReferences answers with the entries that a passage cites, with its own
// where it begins one.
func (s *site) apiPassageReferences(x *call) error {
	p, _, err := x.desk.Passage(x.ctx(), x.id())
	if err != nil {
		return err
	}
	cited, err := x.desk.References(x.ctx(), p)
	if err != nil {
		return err
	}
	return x.respondReferences(cited)
}

// respondReferences answers with a part of entries in the format that is asked
// for.
func (x *call) respondReferences(all []doc.WrittenEntry) error {
	a, l := x.asked(), partOf(x, all, newReferenceView)
	var items []cite.Item
	for _, r := range l.Items {
		items = append(items, r.CSL)
	}
	return x.respondItems(a, l, items, l.Next)
}

// partOf returns the part of all that limit and cursor ask for.
func partOf[T, V any](x *call, all []T, view func(T) V) list[V] {
	limit, at := x.limit(), x.listCursor()
	part, next := cut(at, all, limit)
	l := list[V]{Items: []V{}, Total: len(all), Next: next}
	for _, element := range part {
		l.Items = append(l.Items, view(element))
	}
	return l
}

// respondPart answers with that part.
func respondPart[T, V any](x *call, all []T, view func(T) V) error {
	return x.respondView(partOf(x, all, view))
}

// respondView answers with a view as JSON, unless a parameter of it was wrong.
func (x *call) respondView(view any) error {
	if x.err != nil {
		return x.err
	}
	return respondJSON(x.Context, view, true)
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

func newReferenceView(e doc.WrittenEntry) referenceView {
	p := e.Passage
	return referenceView{
		ID: e.ID, List: e.List, Number: e.Number, Document: p.DocID, Passage: p.ID, Work: e.Work, Raw: e.Raw,
		CSL: desk.ValidItem(e.CSL, e.ID), Fields: newFieldViews(p.Text, e.Fields), Warnings: newWarningViews(e.Warnings),
	}
}
