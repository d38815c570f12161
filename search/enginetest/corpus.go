package enginetest

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/intext"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
)

// corpus.txt has a line for each document, "# id | year | title | authors | doi", and
// below it a line for each passage, "kind | lang | section path | text"; a line that
// is indented goes on with the text. A language "en+zh" is English with a Chinese
// span from the first ideograph to the last. Between the two stand the parts of a
// document in several languages, "@ field | lang: text; lang: text": the names of a
// contributor, the ORCID of the one above, titles, keywords; likewise its container,
// collections and tags; and "@ pages | iv 5", the labels of pages, "-" for one without.
//
//go:embed corpus.txt
var corpus string

// Corpus returns a small library in four languages: over twenty documents of
// several years and authors, some of which cite one work in several scripts and
// spellings. A passage's id is its document's and its place in it: "silk-3". An
// entry has the id of its passage, and it and a document denote the work with
// that id behind "w-", or the first one with their DOI.
func Corpus() ([]*doc.Document, []*doc.Passage) {
	var docs []*doc.Document
	var passages []*doc.Passage
	own := ownIDs{}
	for line := range strings.Lines(corpus) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "# "):
			docs = append(docs, readDocument(line[2:], own))
		case strings.HasPrefix(line, "@ "):
			readDetail(docs[len(docs)-1], line[2:])
		case strings.HasPrefix(line, " "):
			last := passages[len(passages)-1]
			last.Text += "\n" + strings.TrimSpace(line)
		default:
			passages = append(passages, readPassage(docs[len(docs)-1], line, own))
		}
	}
	// One passage was repaired, and keeps the text of its file.
	repaired := passages[1]
	docs[0].Repairs = []doc.Repair{{Source: doc.Span{Start: 4, End: 5}, Old: "-\n", New: "", Rule: "hyphen"}}
	docs[0].Raw = map[string][]string{repaired.ID: {"what the-\nfile has <b>", "behind\ta page"}}
	for _, d := range docs {
		list := passagesOf(d, passages)
		addPages(d, list)
		addCitations(list)
		addParallel(d, list)
	}
	return docs, passages
}

// pagesLabelled returns pages with labels, "-" for none.
func pagesLabelled(labels ...string) []doc.Page {
	pages := make([]doc.Page, len(labels))
	for i, label := range labels {
		pages[i] = doc.Page{Page: i + 1, Label: strings.Trim(label, "-"), Width: 595, Height: 842}
	}
	doc.TakeLabels(pages)
	return pages
}

// addPages shares the passages of a document among its pages. The first on a page
// begins on the page before.
func addPages(d *doc.Document, passages []*doc.Passage) {
	before := 0
	for i, p := range passages {
		if n := len(d.Pages); n > 0 {
			at := i * n / len(passages)
			p.Pages = slices.Clone(d.Pages[before : at+1])
			before = at
		}
	}
}

// ownIDs gives entries and documents the id of a work that they have by themselves,
// as an indexer does, which knows neither the other entries nor the other documents:
// equal DOIs have one id.
type ownIDs map[string]string

func (o ownIDs) of(doi, id string) string {
	switch {
	case doi == "":
		return "w-" + id
	case o[doi] == "":
		o[doi] = "w-" + id
	}
	return o[doi]
}

func readDocument(line string, own ownIDs) *doc.Document {
	f := fields(line, 5)
	year, err := strconv.Atoi(f[1])
	if err != nil {
		panic(fmt.Sprintf("corpus.txt: %q: %v", line, err))
	}
	doc := &doc.Document{ID: f[0], Source: f[0] + ".txt", Title: f[2], Year: year, DOI: f[4], Work: own.of(f[4], f[0]),
		CSL: cite.Item{ID: f[0], Type: "article-journal", Title: f[2], DOI: f[4]}}
	if year != 0 {
		doc.CSL.Issued = &cite.Date{Parts: [][]int{{year}}}
	}
	if f[3] != "" {
		doc.Authors = strings.Split(f[3], "; ")
	}
	for _, a := range doc.Authors {
		doc.CSL.Author = append(doc.CSL.Author, cite.ReadName(a))
	}
	return doc
}

func readDetail(d *doc.Document, line string) {
	f := fields(line, 2)
	texts := map[doc.Lang]string{}
	if !slices.Contains([]string{"orcid", "container", "pages", "collections", "tags"}, f[0]) {
		for part := range strings.SplitSeq(f[1], "; ") {
			lang, text, _ := strings.Cut(part, ": ")
			texts[doc.Lang(lang)] = text
		}
	}
	switch f[0] {
	case "names":
		d.Contributors = append(d.Contributors, doc.Contributor{Names: texts})
	case "orcid":
		d.Contributors[len(d.Contributors)-1].ORCID = f[1]
	case "container":
		d.CSL.ContainerTitle = f[1]
	case "pages":
		d.Pages = pagesLabelled(strings.Fields(f[1])...)
	case "collections":
		for path := range strings.SplitSeq(f[1], "; ") {
			d.Collections = append(d.Collections, strings.Split(path, "/"))
		}
	case "tags":
		d.Tags = strings.Split(f[1], "; ")
	case "titles":
		d.Titles = texts
	case "keywords":
		d.Keywords = map[doc.Lang][]string{}
		for lang, text := range texts {
			d.Keywords[lang] = strings.Split(text, ", ")
		}
	default:
		panic(fmt.Sprintf("corpus.txt: no field %q", f[0]))
	}
}

// arrived is one of seven times at which passages of the corpora were first indexed.
func arrived(n int) time.Time { return time.Date(2024, 1, 1+n*5%7, 12, 0, 0, 0, time.UTC) }

func readPassage(d *doc.Document, line string, own ownIDs) *doc.Passage {
	f := fields(line, 4)
	p := &doc.Passage{ID: fmt.Sprintf("%s-%d", d.ID, d.Passages), DocID: d.ID, Ordinal: d.Passages,
		Kind: doc.Kind(f[0]), Text: f[3], Indexed: arrived(len(d.ID) + d.Passages)}
	d.Passages++
	if f[2] != "" {
		p.Section = strings.Split(f[2], "/")
	}
	main, other, mixed := strings.Cut(f[1], "+")
	p.Lang = doc.Lang(main)
	if mixed {
		han := func(r rune) bool { return unicode.Is(unicode.Han, r) }
		start, end := strings.IndexFunc(p.Text, han), strings.LastIndexFunc(p.Text, han)
		_, size := utf8.DecodeRuneInString(p.Text[end:])
		p.Spans = []doc.LangSpan{
			{Span: doc.Span{Start: 0, End: start}, Lang: p.Lang},
			{Span: doc.Span{Start: start, End: end + size}, Lang: doc.Lang(other)},
			{Span: doc.Span{Start: end + size, End: len(p.Text)}, Lang: p.Lang},
		}
	}
	if p.Kind == doc.Reference {
		d.References++
		p.Reference = &doc.Entry{ID: p.ID, Number: d.References, CSL: read.Parse(p.Text).Item}
		p.Reference.CSL.ID = p.ID
		p.Reference.Work = own.of(p.Reference.CSL.DOI, p.ID)
	}
	return p
}

func passagesOf(d *doc.Document, passages []*doc.Passage) []*doc.Passage {
	return slices.DeleteFunc(slices.Clone(passages), func(p *doc.Passage) bool { return p.DocID != d.ID })
}

// addCitations gives the passages of a document the citations that stand in their
// texts.
func addCitations(passages []*doc.Passage) {
	texts := make([]string, len(passages))
	var entries []intext.Entry
	var cited []*doc.Entry
	for i, p := range passages {
		if p.Reference == nil {
			texts[i] = p.Text
			continue
		}
		entries = append(entries, intext.Entry{List: 1, Number: p.Reference.Number, Raw: p.Text, Item: p.Reference.CSL, Text: i})
		cited = append(cited, p.Reference)
	}
	for i, found := range intext.Find(texts, entries) {
		for _, f := range found {
			c := doc.Citation{Span: doc.Span{Start: f.Start, End: f.End}}
			for _, e := range f.Entries {
				c.References = append(c.References, cited[e].ID)
				if !slices.Contains(c.Works, cited[e].Work) {
					c.Works = append(c.Works, cited[e].Work)
				}
			}
			passages[i].Citations = append(passages[i].Citations, c)
		}
	}
}

// addParallel tells which sentences of a document's abstracts say the same: the
// n-th of each.
func addParallel(d *doc.Document, passages []*doc.Passage) {
	part := doc.Parallel{Kind: doc.Abstract}
	for _, p := range passages {
		if p.Kind != doc.Abstract {
			continue
		}
		text := doc.ParallelText{Lang: p.Lang, Passage: p.ID}
		for sentence := range strings.SplitAfterSeq(strings.ReplaceAll(p.Text, "。", ".  "), ". ") {
			if start := strings.Index(p.Text, strings.TrimRight(sentence, ". ")); sentence != "" {
				text.Items = append(text.Items, doc.Span{Start: start, End: start + len(strings.TrimRight(sentence, ". "))})
			}
		}
		part.Text = append(part.Text, text)
	}
	if len(part.Text) > 1 {
		d.Parallel = []doc.Parallel{part}
	}
}

func fields(line string, n int) []string {
	f := strings.SplitN(line, "|", n)
	if len(f) != n {
		panic(fmt.Sprintf("corpus.txt: want %d fields in %q", n, line))
	}
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	return f
}
