package web

// The page of a document: all its passages from top to bottom, each with its
// own anchor, and the marks of the query that led here.

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// caseLink leads to the page with titles in another case.
type caseLink struct{ To, URL string }

// documentPage is the view of a document's page.
type documentPage struct {
	frame
	Case caseLink // shows titles that are printed in capitals in the other way
	Doc  *doc.Document
	Tick ticked
	// Authors are the document's as the reader writes them.
	Authors []string
	// Heads are the title, and the titles in other languages: the passages
	// that hold them, where there are such.
	Heads []blockPart
	// In says where it was published: journal, volume, issue, pages.
	In      string
	DOIURL  string // empty without a DOI
	Q       string
	BackURL string // to the results of Q
	Marked  int    // passages with marks
	// FirstMark is the id of the first of them.
	FirstMark string
	WithinURL string // lists what the search finds in this document
	Here      string // address of the page, for the box that searches it
	Blocks    []block
	Outline   []outlineLine
	People    []personLine
	Dates     []datedStage
	// Tags and COinS describe the document to reference managers.
	Tags  []cite.Meta
	COinS string
	// CiteURL leads to the document as an entry of a bibliography, ParallelURL
	// to its parts in several languages; empty without such.
	Pages                pageCounts
	CiteURL, ParallelURL string
	// SameURL leads to what other documents have on its topic in other languages; empty
	// where there are none, or nothing tells the topic.
	SameURL string
	// Collections and TagLinks lead to what else is filed there.
	Collections, TagLinks []filed
}

// filed is a collection or a tag of a document, and the search within it.
type filed struct{ Label, URL string }

// datedStage is a day in the life of a manuscript.
type datedStage struct{ Name, Date string }

// stages lists the known stages, in their order.
func stages(d *doc.Document) []datedStage {
	var list []datedStage
	for _, name := range []string{"received", "revised", "accepted", "published"} {
		if date := d.Dates[name]; date != "" {
			list = append(list, datedStage{name, date})
		}
	}
	return list
}

// personLine is an author as the document presents one.
type personLine struct {
	// Names are the written forms, the affiliations and roles stand by
	// language.
	Names, About []langText
	Email, ORCID string
}

type outlineLine struct {
	Text, Passage string
	Lang          doc.Lang
	Depth         int // from 0
	// Hits counts the passages with marks below it, FirstHit is the first of them.
	Hits     int
	FirstHit string
}

// block is one passage, or a run of passages that a page shows as one: the
// entries of a reference list, furniture, metadata.
type block struct {
	Kind  doc.Kind
	Parts []blockPart
	// Level is that of a heading, 2 to 6. Last says that the block ends what a heading of
	// level 2 began, which readers of small screens may fold.
	Level int
	Last  bool
	// Open unfolds metadata that holds marks.
	Open bool
}

// blockPart is one passage.
type blockPart struct {
	ID       string
	Lang     doc.Lang
	Damaged  bool
	Label    string // of its kind, where that is not plain from its form; a table's number
	Number   int    // of a reference whose text does not give it
	Segments []segment
	// Rows are the cells of a table, in place of Segments; Header says that
	// the first row names the columns.
	Rows   [][][]segment
	Header bool
	// Repairs are the changes that were made to the text, Raw is the file's text in
	// its place, in stretches; SourceURL says where that is.
	Repairs   []doc.Repair
	Raw       []string
	Repaired  bool // the text is not shown as the file has it
	SourceURL string
	QuoteURL  string
	PageLang  string // the language of the interface
	// Hit numbers the passages with marks from 1; Previous and Next are the ids of
	// the passages with marks before and after it.
	Hit            int
	Previous, Next string
	// Cited are the citations of an entry of a reference list, WorkURL is the
	// page of the work that it denotes.
	Cited []citedAt
	// Warnings say what is odd about the entry.
	Warnings []warningLine
	WorkURL  string
}

// Title is the beginning of its text, by which a control beside it is named.
func (p blockPart) Title() string {
	var b strings.Builder
	for _, s := range p.Segments {
		b.WriteString(s.Text)
	}
	return desk.Clip(b.String())
}

// citedAt is a place that cites an entry: the number of its citation on the page and the
// section it stands in. Name tells it from the other places.
type citedAt struct {
	Number        int
	Section, Name string
}

// nameCited names places that cite an entry by their sections; further ones of the same
// section by how many these are.
func nameCited(places []citedAt) {
	inSection := map[string]int{}
	for i, at := range places {
		inSection[at.Section]++
		places[i].Name = strconv.Itoa(inSection[at.Section])
		if inSection[at.Section] == 1 && at.Section != "" {
			places[i].Name = desk.Clip(at.Section)
		}
	}
}

func (s *site) documentPage(x *call, r *reader) error {
	d, passages, err := x.document()
	if err != nil {
		return err
	}
	q := x.single("q")
	wanted := x.parse(q)
	if x.err != nil {
		return x.err
	}
	marked, err := desk.Mark(x.ctx(), d, passages, wanted)
	if err != nil {
		return err
	}
	v := &documentPage{
		Tick:      r.tickOf(d),
		Authors:   r.allNames(d.Authors),
		frame:     s.frame(r, r.title(d).Text),
		Doc:       d,
		In:        publishedIn(&d.CSL),
		Q:         strings.TrimSpace(q),
		WithinURL: r.searchURL(url.Values{"doc": {d.ID}}),
		Here:      r.documentURL(d.ID),
	}
	v.Form.Q = q
	if d.DOI != "" {
		v.DOIURL = doiURL(d.DOI)
	}
	if v.Q != "" {
		v.Kept = url.Values{"q": {q}}
	}
	if wanted.Expr != nil {
		v.BackURL = v.searchURL(url.Values{"q": {q}})
		v.WithinURL = v.searchURL(url.Values{"q": {q}, "doc": {d.ID}})
	}
	for _, section := range doc.Outline(passages) {
		depth := len(section.Path) - 1
		v.Outline = append(v.Outline, outlineLine{Text: r.inCase(d, section.Path[depth]), Passage: section.Passage.ID, Lang: section.Passage.Lang, Depth: min(depth, 4)})
	}
	v.countHits(doc.Outline(passages), marked)
	v.Description = desk.Clip(cmp.Or(d.Abstracts[doc.Lang(v.Tag)], d.CSL.Abstract))
	v.addPeople(d)
	v.addHeads(d)
	v.addBlocks(d, marked)
	v.endSections()
	v.linkHits()
	v.linkCitations(passages)
	v.Pages = countPages(d.Pages)
	v.CiteURL = r.url("/documents/"+d.ID+"/cite", nil)
	if len(d.Parallel) > 0 {
		v.ParallelURL = r.url("/documents/"+d.ID+"/parallel", nil)
	}
	for _, path := range d.Collections {
		v.Collections = append(v.Collections, filed{strings.Join(path, " › "), r.searchURL(url.Values{string(doc.FacetCollection): {doc.SectionValue(path)}})})
	}
	for _, tag := range d.Tags {
		v.TagLinks = append(v.TagLinks, filed{tag, r.searchURL(url.Values{string(doc.FacetTag): {tag}})})
	}
	if len(d.Cased) > 0 {
		v.Case = caseLink{caseSentence, r.url("/documents/"+d.ID, url.Values{caseParam: {caseSentence}})}
		if !r.printed {
			v.Case = caseLink{casePrinted, r.url("/documents/"+d.ID, url.Values{caseParam: {casePrinted}})}
		}
	}
	if desk.TopicOf(d).Query != "" && x.desk.Status().Documents > 1 {
		v.SameURL = r.url("/documents/"+d.ID+"/same", nil)
	}
	v.Dates = stages(d)
	v.Tags = d.Metas()
	v.COinS = d.COinS()
	return respondPage(x.Context, r, "document", v)
}

// addPeople lists the authors. Forms that two languages share stand once.
func (v *documentPage) addPeople(d *doc.Document) {
	for _, c := range d.Contributors {
		line := personLine{Email: c.Email, ORCID: c.ORCID}
		if c.BadORCID {
			line.ORCID = ""
		}
		add := func(list []langText, texts map[doc.Lang]string) []langText {
			for _, lang := range slices.Sorted(maps.Keys(texts)) {
				if text := texts[lang]; text != "" && !slices.ContainsFunc(list, func(t langText) bool { return t.Text == text }) {
					list = append(list, langText{text, lang})
				}
			}
			return list
		}
		line.Names = add(nil, c.Names)
		line.About = add(add(nil, c.Roles), c.Affiliations)
		if len(line.Names) > 0 {
			v.People = append(v.People, line)
		}
	}
}

// addHeads puts the document's titles at its head, the reader's own language
// first, then the main one.
func (v *documentPage) addHeads(d *doc.Document) {
	head := func(lang doc.Lang, title string) {
		v.Heads = append(v.Heads, blockPart{Lang: lang, Segments: []segment{{Text: title, Lang: lang}}})
	}
	first := v.title(d)
	head(first.Lang, first.Text)
	main := v.inCase(d, d.Title)
	if first.Text != main {
		head(d.TitleLang(), main)
	}
	for _, lang := range slices.Sorted(maps.Keys(d.Titles)) {
		if title := v.inCase(d, d.Titles[lang]); title != main && title != first.Text {
			head(lang, title)
		}
	}
}

// isHead lets a passage that is one of the titles take that title's place, and
// reports whether it did.
func (v *documentPage) isHead(part blockPart, text string) bool {
	for i, h := range v.Heads {
		if h.ID == "" && strings.Join(strings.Fields(h.Segments[0].Text), " ") == strings.Join(strings.Fields(text), " ") {
			v.Heads[i] = part
			return true
		}
	}
	return false
}

func (v *documentPage) addBlocks(d *doc.Document, passages []desk.MarkedPassage) {
	tables := 0
	for _, marked := range passages {
		p := v.passageInCase(d, marked.Passage)
		// Furniture, which a search leaves out, stays folded.
		found := len(marked.Marks) > 0 && p.Kind != doc.Furniture
		if found {
			v.Marked++
		}
		part := blockPart{
			ID: p.ID, Lang: p.Lang, Damaged: p.Damaged, Repairs: p.Repairs(d), Raw: d.RawOf(marked.Passage), PageLang: v.Tag,
			SourceURL: v.base + apiRoot + "/passages/" + p.ID,
			QuoteURL:  v.url("/documents/"+d.ID+"/cite", url.Values{passageParam: {p.ID}}),
		}
		part.Repaired = slices.ContainsFunc(part.Repairs, func(r doc.Repair) bool { return !r.IndexOnly() })
		if found {
			part.Hit = v.Marked
		}
		if len(marked.Rows) > 0 {
			tables++
			part.Header, part.Label = len(p.Rows) > 1, strconv.Itoa(tables)
			for _, row := range marked.Rows {
				cells := make([][]segment, len(row))
				for i, cell := range row {
					cells[i] = segments(&doc.Passage{Lang: p.Lang, Text: cell.Text}, cell.Marks, 0, len(cell.Text))
				}
				part.Rows = append(part.Rows, cells)
			}
		} else {
			part.Segments = segments(p, marked.Marks, 0, len(p.Text))
		}
		if p.Kind == doc.Title && v.isHead(part, p.Text) {
			continue
		}
		switch p.Kind {
		case doc.Title, doc.Abstract, doc.Keywords, doc.Note, doc.Caption:
			// A section of its own says so by its heading.
			if len(p.Section) == 0 {
				part.Label = v.Kind(p.Kind)
			}
		case doc.Reference:
			if p.Reference != nil {
				if !startsWithNumber(p.Text) {
					part.Number = p.Reference.Number
				}
				part.Warnings = v.warnings(p.Reference.Warnings)
				if p.Reference.Work != "" {
					part.WorkURL = v.url("/works/"+p.Reference.Work, nil)
				}
			}
		}
		joins := p.Kind == doc.Reference || p.Kind == doc.Furniture || p.Kind == doc.Metadata
		if last := len(v.Blocks) - 1; joins && last >= 0 && v.Blocks[last].Kind == p.Kind {
			v.Blocks[last].Parts = append(v.Blocks[last].Parts, part)
			v.Blocks[last].Open = v.Blocks[last].Open || found
			continue
		}
		b := block{Kind: p.Kind, Parts: []blockPart{part}, Open: found}
		if p.Kind == doc.Heading {
			b.Level = headingLevel(p)
		}
		v.Blocks = append(v.Blocks, b)
	}
}

// endSections marks the last blocks of the sections.
func (v *documentPage) endSections() {
	open := false
	for i := range v.Blocks {
		if open = open || v.Blocks[i].Level == 2; open {
			v.Blocks[i].Last = i+1 == len(v.Blocks) || v.Blocks[i+1].Level == 2
		}
	}
}

// parts yields all passages of the page in order.
func (v *documentPage) parts(yield func(*blockPart) bool) {
	for i := range v.Heads {
		if !yield(&v.Heads[i]) {
			return
		}
	}
	for i := range v.Blocks {
		for j := range v.Blocks[i].Parts {
			if !yield(&v.Blocks[i].Parts[j]) {
				return
			}
		}
	}
}

// countHits counts the passages with marks in each section of the outline.
func (v *documentPage) countHits(sections []doc.Section, passages []desk.MarkedPassage) {
	line := map[string]*outlineLine{}
	for i, section := range sections {
		line[section.Value] = &v.Outline[i]
	}
	for _, p := range passages {
		if len(p.Marks) == 0 || p.Kind == doc.Furniture {
			continue
		}
		for depth := range p.Section {
			if l := line[doc.SectionValue(p.Section[:depth+1])]; l != nil {
				l.Hits++
				l.FirstHit = cmp.Or(l.FirstHit, p.ID)
			}
		}
	}
}

// linkHits leads from each passage with marks to those before and after.
func (v *documentPage) linkHits() {
	var last *blockPart
	v.FirstMark = ""
	n := 0
	for part := range v.parts {
		if part.Hit == 0 {
			continue
		}
		n++
		part.Hit = n
		if last == nil {
			v.FirstMark = part.ID
		} else {
			part.Previous, last.Next = last.ID, part.ID
		}
		last = part
	}
}

// linkCitations leads from citations to the entries that they mean and back.
func (v *documentPage) linkCitations(passages []*doc.Passage) {
	entries := map[string]*doc.Passage{} // by the id of the entry
	cited := map[string][]citedAt{}      // by the id of the passage
	byID := map[string]*doc.Passage{}
	for _, p := range passages {
		byID[p.ID] = p
		if p.Reference != nil {
			entries[p.Reference.ID] = p
		}
	}
	number := 0
	for part := range v.parts {
		p := byID[part.ID]
		if p == nil || part.Rows != nil {
			continue
		}
		for _, c := range p.Citations {
			link := &bracketLink{Number: number + 1}
			for _, id := range c.References {
				if e := entries[id]; e != nil && !slices.Contains(link.Passages, e.ID) {
					link.Passages = append(link.Passages, e.ID)
					at := citedAt{Number: link.Number}
					if len(p.Section) > 0 {
						at.Section = p.Section[len(p.Section)-1]
					}
					cited[e.ID] = append(cited[e.ID], at)
				}
			}
			if len(link.Passages) > 0 && enclose(part.Segments, c.Span, link) {
				number++
			}
		}
	}
	for part := range v.parts {
		nameCited(cited[part.ID])
		part.Cited = cited[part.ID]
	}
}

// enclose puts a link around the segments that are a span of a text.
func enclose(segments []segment, span doc.Span, link *bracketLink) bool {
	at, first, last := 0, -1, -1
	for i, seg := range segments {
		if at == span.Start {
			first = i
		}
		if at += len(seg.Text); at == span.End {
			last = i
		}
	}
	if first < 0 || last < first {
		return false
	}
	segments[first].Opens, segments[last].Closes = link, true
	return true
}

// headingLevel is 2 for the headings of the outermost sections. The section
// path of a heading may end in the heading itself.
func headingLevel(p *doc.Passage) int {
	depth := len(p.Section)
	if depth > 0 && p.Section[depth-1] == p.Text {
		depth--
	}
	return min(2+depth, 6)
}

// startsWithNumber reports whether a reference is printed with its number.
func startsWithNumber(text string) bool {
	text = strings.TrimLeft(text, "[( ")
	return text != "" && '0' <= text[0] && text[0] <= '9'
}

// publishedIn writes where an item appeared: "Public Administration and
// Civil Service, 2 (89), 12–20".
func publishedIn(it *cite.Item) string {
	parts := []string{}
	for _, p := range []string{it.ContainerTitle, it.Publisher, string(it.Volume), string(it.Issue), string(it.Page)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}
