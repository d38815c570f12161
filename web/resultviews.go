package web

// Results as the search page shows them: passages, or the lines of a concordance; and
// links to the same results as files and as a feed.

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
)

// pageHit is a hit as the page shows it.
type pageHit struct {
	ID               string
	Title, TitleLang string
	Authors          []string
	Year             int
	// Kind and Language are named in the language of the interface; Lang is the
	// language of the snippet.
	Kind, Language, Lang string
	// Head names the hit: by its section, else its kind; a reference by the work cited.
	Head     []langText
	Damaged  bool
	Segments []segment // of the snippet
	// Before and After say that the snippet leaves something out there.
	Before, After bool
	// More counts the other passages of the document, where hits are grouped.
	More int
	// URL shows the marks in the document, DocumentURL the document from its beginning.
	URL, DocumentURL string
	// Again says that the hit before is of the same document.
	Again bool
	// Others says that it is the first that has words of other languages alone.
	Others bool
	// Why says how the words of the query were found, on the hit of which that
	// was asked; WhyURL asks it, or no longer.
	Why    []reason
	WhyURL string
	// CiteURL leads to the document as an entry of a bibliography, SimilarURL to
	// passages like this one, WorkURL to the work that a reference means, MoreURL
	// to the other passages of the document.
	CiteURL, SimilarURL, WorkURL, MoreURL string
	// QuoteURL leads to the passage as a quotation.
	QuoteURL string
	// Page names the page that the hit stands on, PageURL shows it; empty for formats
	// without pages.
	Page, PageURL string
	// COinS is the document for reference managers (see doc.Document.COinS), on its first
	// hit.
	COinS string
}

// reason is the share of a word of the query in the score of a hit; Query is empty
// for the share of all of them together.
type reason struct {
	Query    string
	Words    []foundWord
	Passages int    // of the corpus that hold the word
	Score    string // what it adds
}

// foundWord is a word of a passage and the view through which it matched.
type foundWord struct{ Text, View string }

// newPageHit shows a passage; params are those that its document's page takes.
func (r *reader) newPageHit(h desk.Hit, params url.Values) *pageHit {
	p := r.passageInCase(h.Doc, h.Passage)
	title, snippet := r.title(h.Doc), excerpt.NewSnippet(p.Text, h.Marks, snippetSize)
	hit := &pageHit{
		ID: p.ID, Title: title.Text, TitleLang: langAttr(title.Lang), Authors: r.allNames(h.Doc.Authors), Year: h.Doc.Year,
		Kind: r.Kind(p.Kind), Head: r.tellingSection(h.Doc, p.Kind, p.Section), Language: r.Lang(p.Lang), Lang: langAttr(p.Lang), Damaged: p.Damaged,
		Segments: segments(p, h.Marks, snippet.Start, snippet.End), Before: snippet.TruncatedStart, After: snippet.TruncatedEnd,
		URL: r.passageURL(p, params), DocumentURL: r.url("/documents/"+h.Doc.ID, params),
		CiteURL: r.url("/documents/"+h.Doc.ID+"/cite", nil), SimilarURL: r.url("/passages/"+p.ID+"/similar", nil),
		QuoteURL: r.url("/documents/"+h.Doc.ID+"/cite", url.Values{passageParam: {p.ID}}),
	}
	hit.addPage(r, h, params)
	if e := p.Reference; e != nil {
		if e.Work != "" {
			hit.WorkURL = r.url("/works/"+e.Work, nil)
		}
		if year := e.CSL.Year(); year != 0 {
			hit.Kind += " · " + strconv.Itoa(year)
		}
		if cited := doc.ItemIn(e.CSL, nil, doc.Lang(r.Tag)); cited.Title != "" {
			hit.Head = []langText{{cited.Title, langByScript(cited.Title)}}
		}
	}
	if len(hit.Head) == 0 {
		hit.Head = []langText{{r.Kind(p.Kind), doc.Lang(r.Tag)}}
	}
	return hit
}

// hits writes hits as the items of a list.
func (l *locale) hits(list []*pageHit) written {
	m := newMarkup()
	for _, h := range list {
		m.raw(`<li>`)
		if h.Others {
			m.raw(`<h2 class="group">`).text(l.T("across.group")).raw("</h2>\n")
		}
		m.hit(l, h).raw("</li>\n")
	}
	return m.html()
}

func (l *locale) hit(h *pageHit) written { return newMarkup().hit(l, h).html() }

// hit writes a hit.
func (m *markup) hit(l *locale, h *pageHit) *markup {
	hidden := func() *markup { return m.raw(`<span class="hidden">: `).text(h.Title).raw(`</span></a>`) }
	if !h.Again {
		m.raw(`<h2 class="of"><a href="`).address(h.DocumentURL).raw(`" lang="`).text(h.TitleLang).raw(`">`).text(h.Title).raw("</a></h2>\n<p class=\"by\">").byline(h.Authors, h.Year).raw("</p>\n")
	}
	m.raw(`<article class="hit" id="h-`).text(h.ID).raw(`" aria-labelledby="t-`).text(h.ID).raw("\">\n<h3 id=\"t-").text(h.ID).raw(`"><a class="to" href="`).address(h.URL).raw(`">`)
	for i, part := range h.Head {
		if i > 0 {
			m.raw(` <span class="sep" aria-hidden="true">›</span> `)
		}
		m.raw(`<span lang="`).text(langAttr(part.Lang)).raw(`">`).text(part.Text).raw(`</span>`)
	}
	m.raw("</a></h3>\n<p class=\"snippet\" lang=\"").text(h.Lang).raw(`">`)
	if h.Before {
		m.raw(`… `)
	}
	m.segments(h.Segments)
	if h.After {
		m.raw(` …`)
	}
	m.raw("</p>\n<div class=\"where\"><span class=\"badge\">").text(h.Language).raw(`</span> <span class="path">`).text(h.Kind).raw(`</span>`)
	if h.PageURL != "" {
		m.raw(` <a class="leaf-link" href="`).address(h.PageURL).raw(`">`).text(h.Page)
		hidden()
	}
	if h.Damaged {
		m.raw(` <span class="warn">`).text(l.T("passage.damaged")).raw(`</span>`)
	}
	m.raw("\n<span class=\"acts\">")
	if h.WhyURL != "" {
		m.raw(`<a href="`).address(h.WhyURL).raw(`" rel="nofollow"`)
		if h.Why != nil {
			m.raw(` aria-expanded="true"`)
		}
		m.raw(`>`).text(l.T("why.title")).raw(`<span class="hidden"> `).text(h.Title).raw(`</span></a> `)
	}
	if h.MoreURL != "" {
		m.raw(`<a href="`).address(h.MoreURL).raw(`" rel="nofollow">`).text(l.N("hit.more", h.More))
		hidden().raw(` `)
	}
	m.raw(`<a href="`).address(h.SimilarURL).raw(`" rel="nofollow">`).text(l.T("similar.button"))
	hidden().raw(` `)
	if h.WorkURL != "" {
		m.raw(`<a href="`).address(h.WorkURL).raw(`">`).text(l.T("reference.work")).raw(`<span class="hidden">: `)
		for _, part := range h.Head {
			m.text(part.Text).raw(` `)
		}
		m.raw(`</span></a> `)
	}
	m.raw(`<a class="cite" href="`).address(h.CiteURL).raw(`" rel="nofollow">`).text(l.T("cite.button"))
	hidden().raw(` <a class="cite" href="`).address(h.QuoteURL).raw(`" rel="nofollow">`).text(l.T("cite.words"))
	hidden().raw(` `).tick(l, h.ID, h.Title).raw("</span>\n").why(l, h).raw("</div>\n")
	if h.COinS != "" {
		m.raw(`<span class="Z3988" title="`).text(h.COinS).raw("\"></span>\n")
	}
	return m.raw(`</article>`)
}

// why writes why a hit stands where it does, where that was asked.
func (m *markup) why(l *locale, h *pageHit) *markup {
	if h.Why == nil {
		return m
	}
	m.raw(`<div class="why"><ul>`)
	for _, why := range h.Why {
		if m.raw(`<li>`); why.Query == "" {
			m.text(l.T("why.together"))
		} else {
			m.raw(`<q lang="">`).text(why.Query).raw(`</q>`)
			for _, word := range why.Words {
				m.raw(` <span class="word"><span class="term" lang="`).text(h.Lang).raw(`">`).text(word.Text).raw(`</span> `).text(l.T("why." + word.View)).raw(`</span>`)
			}
			m.raw(` <span class="n">`).text(l.N("why.passages", why.Passages)).raw(`</span>`)
		}
		m.raw(` <span class="n">+`).text(why.Score).raw(`</span></li>`)
	}
	return m.raw(`</ul></div>`)
}

// addResults shows the passages that were found.
func (v *searchPage) addResults(state url.Values) {
	params := url.Values{}
	if q := state.Get("q"); strings.TrimSpace(q) != "" {
		params.Set("q", q)
	}
	described := map[string]bool{} // documents
	for i, h := range v.Hits {
		hit := v.newPageHit(h, params)
		hit.Others = v.DirectFirst && v.First+i == v.Direct+1
		hit.Again = i > 0 && !hit.Others && !v.Grouped && v.Hits[i-1].Doc.ID == h.Doc.ID
		if h.More > 0 {
			hit.More = h.More
			hit.MoreURL = v.searchURL(with(drop(state, "group", "doc"), "doc", h.Doc.ID))
		}
		if !described[h.Doc.ID] {
			described[h.Doc.ID] = true
			hit.COinS = h.Doc.COinS()
		}
		v.addWhy(hit, h, state)
		v.Results = append(v.Results, hit)
	}
}

// addWhy says why a hit stands where it does, where that is asked, or leads there.
func (v *searchPage) addWhy(hit *pageHit, h desk.Hit, state url.Values) {
	if h.Explanation == nil || state.Get(whyParam) != hit.ID {
		if len(h.Marks) > 0 {
			hit.WhyURL = v.searchURL(set(state, whyParam, hit.ID, "")) + "#h-" + hit.ID
		}
		return
	}
	hit.WhyURL = v.searchURL(drop(state, whyParam)) + "#h-" + hit.ID
	views := map[string]string{}
	for _, m := range h.Marks {
		if text := h.Passage.Text[m.Start:m.End]; views[text] == "" {
			views[text] = m.View.String()
		}
	}
	for _, part := range h.Explanation.Parts {
		why := reason{Query: part.Query, Passages: part.Passages, Score: v.Decimal(part.Score)}
		for _, m := range part.Matched {
			word := foundWord{h.Passage.Text[m.Start:m.End], views[h.Passage.Text[m.Start:m.End]]}
			if word.View != "" && !slices.Contains(why.Words, word) {
				why.Words = append(why.Words, word)
			}
		}
		hit.Why = append(hit.Why, why)
	}
}

const (
	kwicView = "kwic"
	// linesOnPage is how many lines of a concordance a page shows, lineWidth how
	// many characters stand at either side of the match.
	linesOnPage = 50
	lineWidth   = 60
	// sampledLines is how many lines are drawn where there are more.
	sampledLines = 1000
)

// linesView is a page of a concordance.
type linesView struct {
	Lines []lineOnPage
	Total int
	// Passages is how many passages the lines were drawn from; 0 when they are all
	// that there are.
	Passages    int
	First, Last int
	// Paged says that some have a page.
	Paged bool
}

type lineOnPage struct {
	excerpt.Line
	URL string
	// Title is that of the document, Section the innermost heading above the match.
	Title   langText
	Section string
	// Page names the page that the match stands on, PageURL shows it.
	Page, PageURL string
}

// addLines makes the concordance of the passages that a request finds.
func (v *searchPage) addLines(x *call, request *desk.SearchRequest) (*linesView, error) {
	state, at, order := x.params, x.paged(x.listCursor(), linesOnPage), oneOf(x, orderParam, desk.LineOrders...)
	if x.err != nil {
		return nil, x.err
	}
	all, err := x.desk.Concordance(x.ctx(), &desk.ConcordanceRequest{Request: request.Request, Width: lineWidth, Order: order, Sample: sampledLines, Seed: 1})
	if err != nil {
		return nil, err
	}
	part, _ := cut(at, all.Lines, linesOnPage)
	lines := &linesView{Total: len(all.Lines), First: at.Offset + 1, Last: at.Offset + len(part)}
	if all.Matches != len(all.Lines) {
		lines.Passages = all.Passages
	}
	q := url.Values{"q": {request.Query.Text}}
	for _, l := range part {
		line := lineOnPage{Line: l, URL: v.passageURL(l.Passage, q), Title: v.title(l.Doc)}
		if path := v.tellingSection(l.Doc, l.Passage.Kind, l.Passage.Section); len(path) > 0 {
			line.Section = path[len(path)-1].Text
		}
		if pages := l.Passage.PagesOf([]doc.Span{l.Span}); len(pages) > 0 {
			line.Page, line.PageURL = v.pageName(pages[0]), v.paperURL(l.Passage.DocID, pages[0].Page, q)
			lines.Paged = true
		}
		lines.Lines = append(lines.Lines, line)
	}
	v.paging = v.pagesOf("/", state, at.Offset, linesOnPage, len(all.Lines))
	return lines, nil
}

// addExports links to the results as files and as a feed.
func (v *searchPage) addExports(state url.Values) {
	link := func(path, format string, names []string) string {
		params := pick(state, names)
		params.Del("cursor")
		params.Del("page")
		params.Del("limit")
		if format != "" {
			params.Set("format", format)
			if slices.Contains(names, "locale") {
				params.Set("locale", v.Tag)
			}
			if format == string(formatText) || format == string(formatDOCX) {
				params.Set("style", string(v.usualStyle()))
			}
		}
		return v.base + path + "?" + params.Encode()
	}
	path, formats, names := apiRoot+"/export", append([]string{"csv", "tsv", "jsonl"}, itemFormats...), exportParams
	if state.Has(viewParam) {
		path, formats, names = apiRoot+"/kwic", []string{"csv", "tsv"}, append(slices.Clone(queryParams), "locale")
	}
	for _, format := range formats {
		v.Exports = append(v.Exports, exportLink{v.T("export." + format), link(path, format, names)})
	}
	v.FeedURL = link("/search.atom", "", atomParams)
}

func writtenExports(links []exportLink) written {
	m := newMarkup()
	for _, to := range links {
		m.raw(`<li><a href="`).address(to.URL).raw(`" rel="nofollow" download>`).text(to.Label).raw("</a></li>\n")
	}
	return m.html()
}
