// Package desktest holds small corpora for the tests of desk, web and cmd/izde. It
// may import doc, cite and cite/read.
package desktest

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// article is what one of Articles is made of.
type article struct {
	lang               doc.Lang
	title, author      string
	year               int
	abstract, keywords string
	heading, body      string
}

var articles = []article{
	{doc.English, "Assessing investment projects in Kazakhstan", "Meiram Sarybayev", 2024,
		"Abstract. Chinese investment shapes the economy of Kazakhstan.",
		"Keywords: Belt and Road Initiative, investment projects, economic cooperation.",
		"Introduction", "Investment projects bring infrastructure. The initiative «Белдеу және жол» is called 一带一路 in Chinese."},
	{doc.Kazakh, "Қазақстандағы инвестициялық жобалар", "Мейрам Сарыбаев", 2021,
		"Аңдатпа. Қазақстан экономикасы және мәдени айырмашылық туралы.",
		"Түйін сөздер: инвестиция, мәдени айырмашылық, ынтымақтастық.",
		"Кіріспе", "Мәдени айырмашылық ынтымақтастыққа әсер етеді. Қытай мен Қазақстан көршілес елдер."},
	{doc.Russian, "Инвестиционные проекты в Казахстане", "Анна Ковалёва", 2019,
		"Аннотация. Китайские инвестиции меняют экономику Казахстана.",
		"Ключевые слова: инвестиции, экономическое сотрудничество.",
		"Введение", "Инвестиционные проекты требуют правовой основы. Сотрудничество растёт."},
	{doc.Chinese, "中国在哈萨克斯坦的投资项目", "赖春兰", 2018,
		"摘要：中国投资影响哈萨克斯坦经济。",
		"关键词：一带一路，投资项目，经济合作。",
		"引言", "投资项目带来基础设施建设。文化差异需要理解。"},
}

var authors = []string{"Aigul Nurlanova", "Wei Zhang", "Пётр Иванов", "Ерлан Әбілов", "Jane O’Neil"}

// Hostile is text that must never become markup.
const Hostile = `<script>alert("x")</script><img src=x onerror=alert(1)> "quoted" & 'single'`

// Articles returns two dozen small articles of seven years, in four languages, by
// several authors, and a hostile one: documents d00…, passages d00-00….
func Articles() ([]*doc.Document, []*doc.Passage) {
	var docs []*doc.Document
	var passages []*doc.Passage
	for i := range 24 {
		a := articles[i%len(articles)]
		d := &doc.Document{
			ID:     fmt.Sprintf("d%02d", i),
			Source: fmt.Sprintf("volume-%d/article-%02d.txt", i/8, i),
			Root:   "/secret/root",
			Title:  a.title, Titles: map[doc.Lang]string{a.lang: a.title},
			Authors: []string{a.author}, Year: a.year - i/4, Languages: []doc.Lang{a.lang},
			CSL: cite.Item{Type: "article-journal", Title: a.title, ContainerTitle: "Journal of the Steppe", Issue: "2"},
		}
		if i >= 4 {
			d.Title = fmt.Sprintf("%s, %d", a.title, i)
			d.Titles[a.lang] = d.Title
			d.Authors = append(d.Authors, authors[i%len(authors)])
		}
		if i == 0 {
			d.DOI = "10.52123/1994-2370-2024-1172"
			d.Languages = append(d.Languages, doc.Kazakh, doc.Chinese)
			d.Contributors = []doc.Contributor{{
				Names:        map[doc.Lang]string{doc.English: "Meiram Sarybayev", doc.Kazakh: "Мейрам Сарыбаев", doc.Russian: "Мейрам Сарыбаев"},
				Affiliations: map[doc.Lang]string{doc.English: "Steppe University, Almaty"},
				Email:        "m.s@example.kz", ORCID: "0000-0001-8420-9255",
			}}
			d.Classifications = map[string][]string{"UDC": {"32.327"}}
			d.Dates = map[string]string{"received": "2024-03-25"}
			d.Collections, d.Tags = [][]string{{"Thesis", "Chapter 2"}}, []string{"to read"}
			d.Reading = doc.Reading{Format: "pdf", Bytes: 4096, Pages: 12, PagesWithoutText: 3, Characters: 1234, Repairs: 1, Damaged: 1, References: 1, Unresolved: 2, Notes: []string{"3 of 12 pages have no text"}}
			d.Repairs = []doc.Repair{{Source: doc.Span{Start: 1010, End: 1014}, Old: "<u>", New: "", Rule: "markup"}}
			d.Raw = map[string][]string{"d00-01": {"<u>This article", "analyses</u>\n<script>alert(1)</script>"}}
			// The abstract, passage 1, says the same as the body, passage 4.
			d.Parallel = []doc.Parallel{{Kind: doc.Abstract, Text: []doc.ParallelText{
				{Lang: doc.English, Passage: "d00-01", Items: []doc.Span{{Start: 0, End: 9}, {Start: 10, End: 30}}},
				{Lang: doc.Kazakh, Passage: "d00-04", Items: []doc.Span{{Start: 0, End: 10}, {}}},
			}}}
		}
		add := adder(&passages, d)
		add(doc.Title, a.lang, d.Title)
		add(doc.Abstract, a.lang, a.abstract)
		add(doc.Keywords, a.lang, a.keywords)
		d.Abstracts = map[doc.Lang]string{a.lang: afterLabel(a.abstract)}
		d.Keywords = map[doc.Lang][]string{a.lang: strings.FieldsFunc(afterLabel(a.keywords), func(r rune) bool { return strings.ContainsRune(",，.。", r) })}
		for j, k := range d.Keywords[a.lang] {
			d.Keywords[a.lang][j] = strings.TrimSpace(k)
		}
		add(doc.Heading, a.lang, a.heading).Section = []string{a.heading}
		body := add(doc.Body, a.lang, a.body)
		body.Section = []string{a.heading}
		body.Spans = spansOf(a)
		// The text's last word stands for a bracket.
		last := strings.LastIndexByte(a.body, ' ') + 1
		body.Citations = []doc.Citation{{Span: doc.Span{Start: last, End: len(a.body)}, References: []string{fmt.Sprintf("r%02d-1", i)},
			Works: []string{fmt.Sprintf("w%02d", i)}, Sentence: a.body}}
		add(doc.Table, a.lang, "Year\tProjects\n2019\t55\n2020\t61").Section = []string{a.heading, "Data / figures"}
		ref := add(doc.Reference, doc.English, fmt.Sprintf("[1] Zhang, W. Belt and Road in numbers. Almaty, %d. https://doi.org/10.1000/Xyz%d.", a.year, i))
		ref.Section = []string{"References"}
		ref.Reference = &doc.Entry{ID: fmt.Sprintf("r%02d-1", i), List: 1, Number: 1, Work: fmt.Sprintf("w%02d", i), CSL: cite.Item{Type: "book", Title: "Belt and Road in numbers",
			Author: []cite.Name{{Family: "Zhang", Given: "W."}}, Issued: &cite.Date{Parts: [][]int{{d.Year}}}, DOI: fmt.Sprintf("10.1000/xyz%d", i)}}
		tail := add(doc.Reference, doc.English, "Translated from the Chinese by the author.")
		tail.Section = []string{"References"}
		add(doc.Furniture, doc.Und, fmt.Sprintf("Journal of the Steppe %d", i))
		d.Passages, d.References = 9, 1
		switch {
		case i < 2:
			lay(d, passages[len(passages)-9:])
			if i == 1 {
				recognise(d, passages[len(passages)-9:])
			}
		case i == 2: // a book of chapters
			for n, p := range passages[len(passages)-9:] {
				p.Places = []doc.Place{{Part: "text/1.xhtml", Label: "Глава 2", Span: doc.Span{Start: 100 * n, End: 100*n + 90}}}
			}
		}
		docs = append(docs, d)
	}
	d := &doc.Document{
		ID: "hostile", Source: "zz/hostile.txt", Root: "/secret/root", Title: Hostile,
		Titles: map[doc.Lang]string{doc.English: Hostile}, Authors: []string{"<b>Mallory</b>"},
		DOI: `10.1/"><script>alert(2)</script>`, Year: 2020,
		CSL: cite.Item{ContainerTitle: "<i>Journal</i>", URL: "javascript:alert(3)"},
	}
	add := adder(&passages, d)
	add(doc.Heading, doc.English, Hostile).Section = []string{Hostile}
	add(doc.Body, doc.English, "mallory "+Hostile).Section = []string{Hostile}
	add(doc.Table, doc.English, Hostile+"\t"+Hostile).Section = []string{Hostile}
	d.Passages = 3
	return append(docs, d), passages
}

// lay puts the passages of a document on two pages, "45" and one without a label,
// each passage on a line of its own, each word 5 points a byte.
func lay(d *doc.Document, passages []*doc.Passage) {
	d.Pages = []doc.Page{{Page: 1, Label: "45", Width: 595, Height: 842}, {Page: 2, Width: 595, Height: 842, Rotation: 1}}
	for i, p := range passages {
		page := d.Pages[min(i/5, 1)]
		y := 800 - 20*float32(i%5)
		var boxes []doc.Box
		at := 0
		for word := range strings.FieldsSeq(p.Text) {
			at += strings.Index(p.Text[at:], word)
			boxes = append(boxes, doc.Box{Span: doc.Span{Start: at, End: at + len(word)}, Page: page.Page, Quad: doc.Quad{5 * float32(at), y, 5 * float32(at+len(word)), y + 10}})
			at += len(word)
		}
		page.Quads = []doc.Quad{{0, y, 5 * float32(len(p.Text)), y + 10}}
		p.Pages, p.Boxes = []doc.Page{page}, doc.PackBoxes(boxes)
	}
}

// recognise makes the second page of a document a picture, and adds a third that has no
// text.
func recognise(d *doc.Document, passages []*doc.Passage) {
	d.Pages[1].Recognised, d.Pages[1].Confidence = true, 0.9
	d.Pages = append(d.Pages, doc.Page{Page: 3, Width: 595, Height: 842, NoText: true})
	for _, p := range passages {
		if p.On(2) {
			p.Recognised, p.Confidence = true, 0.9
		}
	}
}

// afterLabel returns what follows "Abstract." or "关键词：".
func afterLabel(text string) string {
	at := strings.IndexAny(text, ".:：")
	_, size := utf8.DecodeRuneInString(text[at:])
	return strings.TrimSpace(text[at+size:])
}

// adder returns a function that appends passages to a document.
func adder(passages *[]*doc.Passage, d *doc.Document) func(doc.Kind, doc.Lang, string) *doc.Passage {
	n := 0
	return func(kind doc.Kind, lang doc.Lang, text string) *doc.Passage {
		p := &doc.Passage{
			ID: fmt.Sprintf("%s-%02d", d.ID, n), DocID: d.ID, Ordinal: n, Kind: kind, Lang: lang, Text: text,
			Spans:  []doc.LangSpan{{Span: doc.Span{Start: 0, End: len(text)}, Lang: lang}},
			Source: []doc.Span{{Start: n * 1000, End: n*1000 + len(text)}},
		}
		n++
		*passages = append(*passages, p)
		return p
	}
}

// spansOf tells the languages inside the English body.
func spansOf(a article) []doc.LangSpan {
	kk, zh := strings.Index(a.body, "Белдеу"), strings.Index(a.body, "一带")
	if kk < 0 || zh < 0 {
		return []doc.LangSpan{{Span: doc.Span{Start: 0, End: len(a.body)}, Lang: a.lang}}
	}
	kkEnd, zhEnd := kk+len("Белдеу және жол"), zh+len("一带一路")
	return []doc.LangSpan{
		{Span: doc.Span{Start: 0, End: kk}, Lang: a.lang},
		{Span: doc.Span{Start: kk, End: kkEnd}, Lang: doc.Kazakh},
		{Span: doc.Span{Start: kkEnd, End: zh}, Lang: a.lang},
		{Span: doc.Span{Start: zh, End: zhEnd}, Lang: doc.Chinese},
		{Span: doc.Span{Start: zhEnd, End: len(a.body)}, Lang: a.lang},
	}
}
