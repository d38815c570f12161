package mcpserver

// The tools as a client of the protocol sees them, over the articles of the
// repository; and what a server keeps to itself.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/langid"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/bibtex"
	"github.com/izde/izde/search/cite/ris"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/index"
)

// memory is an indexer's store that keeps what it gets.
type memory struct {
	mu       sync.Mutex
	docs     []*doc.Document
	passages []*doc.Passage
}

func (m *memory) Documents() []*doc.Document           { return nil }
func (m *memory) Remove(context.Context, string) error { return nil }
func (m *memory) Stored(context.Context, string) (*doc.Document, []*doc.Passage, error) {
	return nil, nil, search.ErrNotFound
}
func (m *memory) Put(_ context.Context, d *doc.Document, passages []*doc.Passage) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.docs, m.passages = append(m.docs, d), append(m.passages, passages...)
	return nil
}

// articles is the corpus of the repository, indexed in memory.
var articles = sync.OnceValue(func() *index.Index {
	m := &memory{}
	if _, err := indexer.Run(context.Background(), m, []string{"../../../seeds/articles"}, indexer.Options{Identifier: &langid.Detector{}}); err != nil {
		panic(err)
	}
	e, err := embedded.NewMemory(context.Background(), m.docs, m.passages)
	if err != nil {
		panic(err)
	}
	return index.NewAcross(e, glossary.New(e, nil))
})

func openArticles() (desk.Index, func(), error) { return articles(), func() {}, nil }

// client is a session with a server, which logs to Log.
type client struct {
	*mcp.ClientSession
	t   *testing.T
	log strings.Builder
}

func connect(t *testing.T, open Open) *client {
	t.Helper()
	c := &client{t: t}
	here, there := mcp.NewInMemoryTransports()
	served, err := New(open, "test", slog.New(slog.NewTextHandler(&c.log, nil))).Connect(t.Context(), there, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.ClientSession, err = mcp.NewClient(&mcp.Implementation{Name: "test"}, nil).Connect(t.Context(), here, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		served.Wait()
	})
	return c
}

// call calls a tool and returns the text of its answer, and whether that is an error.
func (c *client) call(tool string, arguments any) (text string, structured json.RawMessage, failed bool) {
	c.t.Helper()
	result, err := c.CallTool(c.t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		c.t.Fatalf("%s: %v", tool, err)
	}
	for _, content := range result.Content {
		text += content.(*mcp.TextContent).Text
	}
	structured, err = json.Marshal(result.StructuredContent)
	if err != nil {
		c.t.Fatal(err)
	}
	return text, structured, result.IsError
}

// ask calls a tool that must answer, and returns the answer's text and value.
func ask[Out any](c *client, tool string, arguments any) (string, Out) {
	c.t.Helper()
	text, structured, failed := c.call(tool, arguments)
	var out Out
	if failed {
		c.t.Fatalf("%s %v: %s", tool, arguments, text)
	}
	if err := json.Unmarshal(structured, &out); err != nil {
		c.t.Fatal(err)
	}
	return text, out
}

// theArticle returns a document of the corpus, and its passages.
func theArticle(t *testing.T) (*doc.Document, []*doc.Passage) {
	t.Helper()
	docs, _, err := articles().Documents(t.Context(), 0, 1)
	if err != nil || len(docs) == 0 {
		t.Fatalf("no article: %v", err)
	}
	passages, err := articles().Passages(t.Context(), docs[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return docs[0], passages
}

// Every tool says that it only reads, and every field of what it takes and answers is
// described.
func TestToolsDescribeThemselves(t *testing.T) {
	c := connect(t, openArticles)
	if c.InitializeResult().Instructions == "" {
		t.Error("no instructions")
	}
	list, err := c.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		if a := tool.Annotations; !a.ReadOnlyHint || a.OpenWorldHint == nil || *a.OpenWorldHint {
			t.Errorf("%s: annotations %+v", tool.Name, a)
		}
		for _, schema := range []any{tool.InputSchema, tool.OutputSchema} {
			data, err := json.Marshal(schema)
			if err != nil {
				t.Fatal(err)
			}
			wantDescribed(t, tool.Name, data)
		}
	}
	slices.Sort(names)
	if want := []string{"bibliography", "cited_by", "document", "lookup", "passage", "search"}; !slices.Equal(names, want) {
		t.Errorf("tools %v, want %v", names, want)
	}
}

func wantDescribed(t *testing.T, path string, data json.RawMessage) {
	t.Helper()
	var schema struct {
		Properties map[string]json.RawMessage
		Items      json.RawMessage
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	if schema.Items != nil {
		wantDescribed(t, path+"[]", schema.Items)
	}
	for name, data := range schema.Properties {
		var property struct{ Description string }
		if err := json.Unmarshal(data, &property); err != nil || property.Description == "" {
			t.Errorf("%s.%s is not described (%v)", path, name, err)
		}
		wantDescribed(t, path+"."+name, data)
	}
}

// What search says may be quoted stands so in the passage, in every language and at
// the place that is given.
func TestQuotesAreExact(t *testing.T) {
	c := connect(t, openArticles)
	for _, q := range []string{"investment", "инвестициялар", "проекты", "哈萨克斯坦", "Kazakhstansko-kitayskoye", ""} {
		text, found := ask[SearchOutput](c, "search", map[string]any{"query": q, "limit": maxHits})
		if len(found.Hits) == 0 || found.Total < len(found.Hits) {
			t.Errorf("%q: %d hits of %d", q, len(found.Hits), found.Total)
		}
		for _, h := range found.Hits {
			_, read := ask[PassageOutput](c, "passage", map[string]any{"id": h.Passage})
			characters := []rune(read.Passages[0].Text)
			ranges := []Range{h.Quote.Range}
			for _, m := range h.Quote.Matches {
				ranges = append(ranges, m.Range)
			}
			for _, r := range ranges {
				if r.Text == "" || r.End > len(characters) || string(characters[r.Start:r.End]) != r.Text {
					t.Errorf("%q: %q does not stand at %d of %s", q, r.Text, r.Start, h.Passage)
				}
			}
			if (q == "") != (len(h.Quote.Matches) == 0) {
				t.Errorf("%q: %d matches in %q", q, len(h.Quote.Matches), h.Quote.Text)
			}
			if h.Source.Citation == "" || h.Source.Citation != read.Source.Citation || !strings.Contains(text, quoted(h.Quote.Text)) || !strings.Contains(text, h.Source.Citation) {
				t.Errorf("%q: the text lacks the quote or the citation of %s", q, h.Passage)
			}
		}
	}
}

// Filters narrow, and a title is in the language of the passage.
func TestSearchFilters(t *testing.T) {
	c := connect(t, openArticles)
	article, _ := theArticle(t)
	for _, lang := range []doc.Lang{doc.English, doc.Kazakh, doc.Russian} {
		_, found := ask[SearchOutput](c, "search", map[string]any{"query": "", "lang": []string{string(lang)}, "kind": []string{"abstract"}, "doc": []string{article.ID}})
		if len(found.Hits) != 1 || found.Hits[0].Lang != string(lang) || found.Hits[0].Kind != "abstract" || found.Hits[0].Source.Title != article.Titles[lang] {
			t.Errorf("%s: %+v", lang, found.Hits)
		}
	}
	_, none := ask[SearchOutput](c, "search", map[string]any{"query": "investment", "year": []string{"..1900"}})
	if none.Total != 0 || len(none.Suggestions) == 0 || !slices.Contains(none.Suggestions[0].Without, "year") {
		t.Errorf("in 1900: %+v", none)
	}
	text, misspelt := ask[SearchOutput](c, "search", map[string]any{"query": "invesment autor:x"})
	if len(misspelt.Corrections)+len(misspelt.Suggestions) == 0 || len(misspelt.Notes) == 0 || !strings.Contains(text, misspelt.Notes[0]) {
		t.Errorf("misspelt: %+v", misspelt)
	}
}

// An assistant is told by which words of other languages a query was searched, and may do
// without them.
func TestSearchElsewhere(t *testing.T) {
	c := connect(t, openArticles)
	text, oil := ask[SearchOutput](c, "search", map[string]any{"query": "мұнай"})
	at := slices.IndexFunc(oil.Elsewhere, func(e Elsewhere) bool { return e.Lang == "en" && slices.Contains(e.Words, "oil") })
	if oil.Total == 0 || oil.Direct != 0 || at < 0 || !strings.Contains(text, "Also searched in en: "+strings.Join(oil.Elsewhere[max(at, 0)].Words, ", ")) {
		t.Errorf("мұнай: %+v", oil)
	}
	if _, own := ask[SearchOutput](c, "search", map[string]any{"query": "мұнай", "match": []string{"exact", "stem"}}); own.Total != 0 || own.Elsewhere != nil {
		t.Errorf("мұнай as written: %+v", own)
	}
}

// A passage comes with those that stand before and after it, running heads left out.
func TestPassageWithNeighbours(t *testing.T) {
	c := connect(t, openArticles)
	_, passages := theArticle(t)
	passages = slices.DeleteFunc(passages, func(p *doc.Passage) bool { return p.Kind == doc.Furniture })
	for i, p := range passages {
		text, out := ask[PassageOutput](c, "passage", PassageInput{ID: p.ID, Before: 1, After: 2})
		want := passages[max(i-1, 0):min(i+3, len(passages))]
		if len(out.Passages) != len(want) {
			t.Fatalf("%s: %d passages, want %d", p.ID, len(out.Passages), len(want))
		}
		for j, got := range out.Passages {
			if got.Text != want[j].Text || got.Asked != (want[j].ID == p.ID) || !strings.Contains(text, quoted(got.Text)) {
				t.Errorf("%s: %d is %+v", p.ID, j, got)
			}
		}
		if len(p.Citations) > 0 && len(p.Cites()) > 0 && len(out.Cites) == 0 {
			t.Errorf("%s cites nothing", p.ID)
		}
	}
}

// A document tells where its sections begin; search takes a section's value.
func TestDocument(t *testing.T) {
	c := connect(t, openArticles)
	article, passages := theArticle(t)
	text, out := ask[DocumentOutput](c, "document", DocumentInput{ID: article.ID, Styling: Styling{"gost-r-7.0.5", "ru"}})
	if out.Passages != len(passages) || out.Sections != len(doc.Outline(passages)) || len(out.Outline) != min(out.Sections, maxSections) || out.Work == "" {
		t.Errorf("%+v", out)
	}
	if csl, ok := out.CSL.(map[string]any); !ok || csl["DOI"] != article.DOI {
		t.Errorf("CSL %v", out.CSL)
	}
	for _, abstract := range out.Abstracts {
		if !strings.Contains(text, abstract.Text) || !slices.ContainsFunc(passages, func(p *doc.Passage) bool { return strings.Contains(p.Text, abstract.Text) }) {
			t.Errorf("abstract in %s: %q", abstract.Lang, abstract.Text)
		}
	}
	for _, s := range out.Outline {
		if _, found := ask[SearchOutput](c, "search", SearchInput{Section: []string{s.Value}, Limit: 1}); found.Total == 0 {
			t.Errorf("nothing in section %q", s.Value)
		}
	}
	if _, rest := ask[DocumentOutput](c, "document", DocumentInput{ID: article.ID, Offset: out.Sections - 1}); len(rest.Outline) != 1 {
		t.Errorf("%d sections behind the last but one", len(rest.Outline))
	}
}

// Every reference of the article is found by its text; its work is cited where a
// bracket of the article means it, and the citing sentences may be quoted.
func TestLookUpAndCitedBy(t *testing.T) {
	c := connect(t, openArticles)
	_, passages := theArticle(t)
	texts, cited := map[string]string{}, map[string]int{}
	for _, p := range passages {
		texts[p.ID] = p.Text
		for _, citation := range p.Citations {
			for _, work := range citation.Works {
				cited[work]++
			}
		}
	}
	for _, e := range doc.WrittenEntries(passages) {
		_, found := ask[LookupOutput](c, "lookup", LookupInput{Reference: e.Raw})
		if found.Status != "matched" || found.Works[0].Work != e.Work || len(found.Works[0].Evidence) == 0 {
			t.Errorf("%q: %s %+v", e.Raw, found.Status, found.Works)
			continue
		}
		text, by := ask[CitedByOutput](c, "cited_by", CitedByInput{Work: e.Work, Limit: maxCitations})
		if by.Total != cited[e.Work] || len(by.Citations) != by.Total {
			t.Errorf("%s is cited %d times, want %d", e.Work, by.Total, cited[e.Work])
		}
		for _, one := range by.Citations {
			if !strings.Contains(texts[one.Passage], one.Sentence) || !strings.Contains(text, quoted(one.Sentence)) || one.Source.Citation == "" {
				t.Errorf("%q does not stand in %s", one.Sentence, one.Passage)
			}
		}
		if doi := e.CSL.DOI; doi != "" {
			for _, id := range []string{doi, "doi:" + doi, "https://doi.org/" + doi} {
				if _, same := ask[CitedByOutput](c, "cited_by", CitedByInput{Work: id, Limit: 1}); same.Work.Work != e.Work {
					t.Errorf("%s is %s, want %s", id, same.Work.Work, e.Work)
				}
			}
		}
	}
	text, none := ask[LookupOutput](c, "lookup", LookupInput{Reference: "Nemo, N. (1851). A whale of a time. Nowhere Press."})
	if none.Status != "none" || len(none.Works) > 0 || !strings.Contains(text, "neither holds nor cites") {
		t.Errorf("an unknown work: %+v", none)
	}
}

// A bibliography is read again with as many entries, whatever its format.
func TestBibliography(t *testing.T) {
	c := connect(t, openArticles)
	article, passages := theArticle(t)
	entries := doc.WrittenEntries(passages)
	count := func(read func(func(cite.Parsed) bool)) (n int) {
		for p := range read {
			if p.Item.Title != "" {
				n++
			}
		}
		return n
	}
	for format, entriesIn := range map[string]func(string) int{
		"":         func(s string) int { return strings.Count(s, "\n") },
		"bibtex":   func(s string) int { return count(bibtex.Read(s)) },
		"ris":      func(s string) int { return count(ris.Read(s)) },
		"csl-json": func(s string) int { return count(cite.ReadItems(s)) },
	} {
		_, all := ask[BibliographyOutput](c, "bibliography", BibliographyInput{Document: article.ID, Format: format})
		if n := entriesIn(all.Content); n != len(entries) || all.Total != n || all.Written != n {
			t.Errorf("%q: %d entries, total %d, want %d", format, n, all.Total, len(entries))
		}
		_, named := ask[BibliographyOutput](c, "bibliography", BibliographyInput{IDs: []string{article.ID, article.DOI, entries[0].Work}, Format: format})
		if n := entriesIn(named.Content); n != 3 {
			t.Errorf("%q: %d entries for three ids", format, n)
		}
	}
	text, some := ask[BibliographyOutput](c, "bibliography", BibliographyInput{Document: article.ID, Offset: len(entries) - 1, Limit: 5})
	if some.Written != 1 || !strings.Contains(text, "1 of") {
		t.Errorf("the last entry: %q", text)
	}
}

// Wrong arguments are refused with what would do, in a few words.
func TestHostileArguments(t *testing.T) {
	c := connect(t, openArticles)
	long := strings.Repeat("ы", 1<<20)
	many := slices.Repeat([]string{"10.1000/182"}, maxEntries+1)
	for _, test := range []struct {
		tool      string
		arguments any
		want      string
	}{
		{"search", nil, "query"},
		{"search", map[string]any{"query": 5}, "string"},
		{"search", map[string]any{"query": []string{long}}, "array"},
		{"search", map[string]any{"query": long}, "8192 bytes"},
		{"search", map[string]any{"query": strings.Repeat("(", 1000) + "a"}, "nested"},
		{"search", map[string]any{"query": "a", "limit": maxHits + 1}, "1 to 50"},
		{"search", map[string]any{"query": "a", "limit": -1}, "1 to 50"},
		{"search", map[string]any{"query": "a", "limit": 1.5}, "limit"},
		{"search", map[string]any{"query": "a", "kind": []string{"boddy"}}, "body"},
		{"search", map[string]any{"query": "a", "year": []string{"soon"}}, "2019..2024"},
		{"search", map[string]any{"query": "a", "doc": []string{"../etc"}}, "id"},
		{"search", map[string]any{"query": "a", "section": []string{"a%zz"}}, "percent-encoded"},
		{"search", map[string]any{"query": "a", "author": many, "cites": many}, "200 filter values"},
		{"search", map[string]any{"query": "a", "style": "mla"}, "apa"},
		{"search", map[string]any{"query": "a", "locale": long}, "en, kk, ru, zh"},
		{"search", map[string]any{"query": "a", "sort": "size"}, "relevance"},
		{"search", map[string]any{"query": "a", "mode": "some"}, "auto"},
		{"search", map[string]any{"query": "a", "colour": "red"}, "colour"},
		{"passage", map[string]any{"id": ""}, "hit of search"},
		{"passage", map[string]any{"id": long}, "hit of search"},
		{"passage", map[string]any{"id": "nope", "before": maxNeighbours + 1}, "before"},
		{"document", map[string]any{"id": "\x00/../"}, "hit of search"},
		{"document", map[string]any{"id": "nope", "offset": -1}, "offset"},
		{"lookup", map[string]any{"reference": " ., "}, "title"},
		{"lookup", map[string]any{"reference": long}, "4096 bytes"},
		{"lookup", map[string]any{"reference": "a", "limit": 1000}, "1 to 20"},
		{"cited_by", map[string]any{"work": "nope"}, "lookup"},
		{"cited_by", map[string]any{"work": "10.1000/none"}, "lookup"},
		{"cited_by", map[string]any{"work": "doi:"}, "10.1000/182"},
		{"bibliography", nil, "references_of"},
		{"bibliography", map[string]any{"ids": many}, "200"},
		{"bibliography", map[string]any{"ids": []string{"nope"}}, `"nope"`},
		{"bibliography", map[string]any{"references_of": "nope"}, "hit of search"},
		{"bibliography", map[string]any{"references_of": "nope", "format": "docx"}, "bibtex"},
	} {
		text, _, failed := c.call(test.tool, test.arguments)
		if !failed || !strings.Contains(text, test.want) || len(text) > 4*maxError || !utf8.ValidString(text) {
			t.Errorf("%s %.80s: %v %.300q (%d bytes), want %q", test.tool, fmt.Sprint(test.arguments), failed, text, len(text), test.want)
		}
	}
	if _, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "delete"}); err == nil {
		t.Error("there is a tool delete")
	}
	if c.log.Len() > 0 {
		t.Errorf("what clients do wrong is logged: %s", &c.log)
	}
}

// What goes wrong inside is logged and not told; the server goes on.
func TestFaultsInside(t *testing.T) {
	var open Open
	c := connect(t, func() (desk.Index, func(), error) { return open() })
	for _, test := range []struct {
		open   Open
		want   string
		logged bool
	}{
		{func() (desk.Index, func(), error) { return nil, nil, search.ErrUnavailable }, "izde index", false},
		{func() (desk.Index, func(), error) { return nil, nil, errors.New("secret disk") }, errInternal.Error(), true},
		{func() (desk.Index, func(), error) { panic("secret state") }, errInternal.Error(), true},
	} {
		c.log.Reset()
		open = test.open
		text, _, failed := c.call("search", SearchInput{})
		if !failed || !strings.Contains(text, test.want) || strings.Contains(text, "secret") || strings.Contains(c.log.String(), "secret") != test.logged {
			t.Errorf("told %q, logged %q", text, &c.log)
		}
	}
	open = openArticles
	ask[SearchOutput](c, "search", SearchInput{Query: "investment"})
}

// stuck is an index whose searches never end by themselves.
type stuck struct{ desk.Index }

func (stuck) Search(ctx context.Context, _ *search.Request) (*search.Result, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestCallsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, func() (desk.Index, func(), error) { return stuck{}, func() {}, nil })
		start := time.Now()
		text, _, failed := c.call("search", SearchInput{Query: "a"})
		if took := time.Since(start); !failed || took != maxTime || !strings.Contains(text, "narrow") {
			t.Errorf("after %v: %q", took, text)
		}
	})
}

func TestAnswersAreBounded(t *testing.T) {
	large := func(context.Context, string, mcp.Request) (mcp.Result, error) {
		return &mcp.CallToolResult{StructuredContent: json.RawMessage(`"` + strings.Repeat("a", maxAnswer) + `"`)}, nil
	}
	result, err := bounded(slog.New(slog.DiscardHandler))(large)(t.Context(), "tools/call", nil)
	if err != nil {
		t.Fatal(err)
	}
	if answer := result.(*mcp.CallToolResult); !answer.IsError || answer.StructuredContent != nil {
		t.Errorf("%+v", answer)
	}
}
