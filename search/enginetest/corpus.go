package enginetest

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// corpus.txt has a line for each document, "# id | year | title | authors |
// doi", and below it a line for each passage, "kind | lang | section path |
// text"; a line that is indented goes on with the text. A language "en+zh" is
// English with a Chinese span from the first ideograph to the last.
//
//go:embed corpus.txt
var corpus string

// Corpus returns a small library in four languages: over twenty documents of
// several years and authors. A passage's id is its document's and its place in
// it: "silk-3".
func Corpus() ([]*doc.Document, []*doc.Passage) {
	var docs []*doc.Document
	var passages []*doc.Passage
	works := map[string]string{} // by DOI
	for line := range strings.Lines(corpus) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "# "):
			f := fields(line[2:], 5)
			year, err := strconv.Atoi(f[1])
			if err != nil {
				panic(fmt.Sprintf("corpus.txt: %q: %v", line, err))
			}
			doc := &doc.Document{ID: f[0], Source: f[0] + ".txt", Title: f[2], Year: year, DOI: f[4],
				CSL: cite.Item{ID: f[0], Type: "article-journal", Title: f[2]}}
			if f[3] != "" {
				doc.Authors = strings.Split(f[3], "; ")
			}
			docs = append(docs, doc)
		case strings.HasPrefix(line, " "):
			last := passages[len(passages)-1]
			last.Text += "\n" + strings.TrimSpace(line)
		default:
			f := fields(line, 4)
			d := docs[len(docs)-1]
			p := &doc.Passage{ID: fmt.Sprintf("%s-%d", d.ID, d.Passages), DocID: d.ID, Ordinal: d.Passages,
				Kind: doc.Kind(f[0]), Text: f[3]}
			if f[2] != "" {
				p.Section = strings.Split(f[2], "/")
			}
			main, other, mixed := strings.Cut(f[1], "+")
			p.Lang = doc.Lang(main)
			if mixed {
				start, end := strings.IndexAny(p.Text, "张"), strings.LastIndexAny(p.Text, "社")
				p.Spans = []doc.LangSpan{
					{Span: doc.Span{Start: 0, End: start}, Lang: p.Lang},
					{Span: doc.Span{Start: start, End: end}, Lang: doc.Lang(other)},
					{Span: doc.Span{Start: end, End: len(p.Text)}, Lang: p.Lang},
				}
			}
			if p.Kind == doc.Reference {
				d.References++
				p.Reference = &doc.Entry{ID: p.ID, Number: d.References, Work: "w-" + p.ID, CSL: cite.Parse(p.Text).Item}
				p.Reference.CSL.ID = p.ID
				if doi := p.Reference.CSL.DOI; works[doi] != "" {
					p.Reference.Work = works[doi]
				} else if doi != "" {
					works[doi] = p.Reference.Work
				}
			}
			d.Passages++
			passages = append(passages, p)
		}
	}
	// One was repaired, and keeps what its file has.
	repaired := passages[1]
	docs[0].Repairs = []doc.Repair{{Source: doc.Span{Start: 4, End: 5}, Old: "-\n", New: "", Rule: "hyphen"}}
	docs[0].Raw = map[string][]string{repaired.ID: {"what the-\nfile has <b>", "behind\ta page"}}
	for _, d := range docs {
		addCitations(slices.DeleteFunc(slices.Clone(passages), func(p *doc.Passage) bool { return p.DocID != d.ID }))
	}
	return docs, passages
}

// addCitations gives the passages of a document the citations that stand in their
// texts.
func addCitations(passages []*doc.Passage) {
	texts := make([]string, len(passages))
	var entries []cite.ListEntry
	var cited []*doc.Entry
	for i, p := range passages {
		if p.Reference == nil {
			texts[i] = p.Text
			continue
		}
		entries = append(entries, cite.ListEntry{List: 1, Number: p.Reference.Number, Raw: p.Text, Item: p.Reference.CSL, Text: i})
		cited = append(cited, p.Reference)
	}
	for i, found := range cite.InText(texts, entries) {
		for _, f := range found {
			c := doc.Citation{Span: doc.Span{Start: f.Start, End: f.End}}
			for _, e := range f.Entries {
				c.References, c.Works = append(c.References, cited[e].ID), append(c.Works, cited[e].Work)
			}
			passages[i].Citations = append(passages[i].Citations, c)
		}
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
