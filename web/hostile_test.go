package web_test

// Documents and queries that want to be markup. Whatever they hold, pages stay
// pages: no element, attribute or address comes out of text.

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/web"
	"pgregory.net/rapid"
)

// hostileText draws text from pieces that have broken pages before.
var hostileText = rapid.Custom(func(t *rapid.T) string {
	parts := rapid.SliceOfN(rapid.SampledFrom([]string{
		"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "javascript:alert(1)", "' onmouseover='alert(1)", "</title><svg onload=alert(1)>",
		"<!--", "]]>", "{{.}}", "&lt;b&gt;", "\u202e\u2066reversed", "\xff\xfe\x80", "\x00\x1b[31m", "\u2028", "\ufeff", "a\u0301\u0301\u0301", "word", "слово", "词",
		"[1]", "(Author, 2020)", "\t", "\n", "10.1000/<x>", "https://example.org/\"", "%00%0a", "=HYPERLINK(1)",
	}), 1, 6).Draw(t, "parts")
	return strings.Join(parts, rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
})

func TestHostileDocumentsStayText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string) string { return hostileText.Draw(t, label) }
		d := &doc.Document{
			ID: "d1", Source: text("source"), Title: text("title"), Titles: map[doc.Lang]string{"kk": text("kk title")},
			Authors: []string{text("author")}, DOI: text("doi"), Year: 2020, Languages: []doc.Lang{"en"},
			CSL:             cite.Item{Type: "article-journal", Title: text("csl title"), ContainerTitle: text("journal"), URL: text("url"), Author: []cite.Name{{Literal: text("name")}}},
			Contributors:    []doc.Contributor{{Names: map[doc.Lang]string{"en": text("contributor")}, ORCID: text("orcid"), Email: text("email")}},
			Keywords:        map[doc.Lang][]string{"en": {text("keyword")}},
			Dates:           map[string]string{"received": text("date")},
			Classifications: map[string][]string{text("scheme"): {text("code")}},
			Repairs:         []doc.Repair{{Source: doc.Span{Start: 0, End: 5}, Old: text("old"), New: text("new"), Rule: text("rule")}},
			Raw:             map[string][]string{"p2": {text("raw"), text("raw")}},
			Passages:        3, References: 1,
			Collections: [][]string{{text("collection"), text("inner")}}, Tags: []string{text("tag")},
			Reading: doc.Reading{Format: text("format"), Pages: 2, PagesWithoutText: 1, Notes: []string{text("note")}},
		}
		body, reference := "word [1] "+text("body"), "word "+text("reference")
		passages := []*doc.Passage{
			{ID: "p1", DocID: "d1", Kind: doc.Title, Lang: "en", Text: d.Title},
			{ID: "p2", DocID: "d1", Ordinal: 1, Kind: doc.Body, Section: []string{text("section")}, Lang: "en", Text: body, Damaged: true, Source: []doc.Span{{Start: 0, End: 9}},
				Citations: []doc.Citation{{Span: doc.Span{Start: 5, End: 8}, References: []string{"r1"}, Works: []string{"w1"}}}},
			{ID: "p3", DocID: "d1", Ordinal: 2, Kind: doc.Reference, Lang: "en", Text: reference, Reference: &doc.Entry{ID: "r1", Number: 1, Work: "w1", CSL: d.CSL}},
			{ID: "p4", DocID: "d1", Ordinal: 3, Kind: doc.Table, Lang: "en", Text: text("cell") + "\t" + text("cell") + "\nword\tword"},
		}
		d.Parallel = []doc.Parallel{{Kind: doc.Body, Text: []doc.ParallelText{
			{Lang: "en", Passage: "p2", Items: []doc.Span{{Start: 0, End: len(body)}}}, {Lang: "kk", Passage: "p3", Items: []doc.Span{{Start: 0, End: len(reference)}}}}}}
		e, err := embedded.NewMemory(context.Background(), []*doc.Document{d}, passages)
		if err != nil {
			t.Skip("the engine refuses such a document")
		}
		engine := index.New(e)
		defer engine.Close()
		h := web.New(func() (desk.Index, func(), error) { return engine, func() {}, nil }, web.Options{Logger: slog.New(slog.DiscardHandler)})
		q := url.QueryEscape(strings.ToValidUTF8(text("query"), "?"))
		for _, target := range []string{
			"/", "/?q=word", "/?q=" + q, "/?doc=d1&author=" + q, "/?q=word&view=kwic", "/?q=word&why=p2", "/?q=word&group=document&fragment=1&typing=1", "/documents", "/help",
			"/documents/d1", "/documents/d1?q=word", "/documents/d1/cite", "/documents/d1/cite?passage=p2&hl=zh", "/documents/d1/parallel?hl=kk", "/works/w1", "/works/w1/cite", "/authors", "/authors?q=" + q, "/authors/" + q, "/works/" + q, "/documents/" + q,
			"/?" + q + "=" + q, "/?q=word&lang=" + q, "/?q=word&cursor=" + q, "/documents/d1/cite?locale=" + q, "/?facet_q.author=" + q, "/lookup", "/lookup?citation=" + q, "/?q=" + url.QueryEscape("10.1000/x ") + q, "/passages/p2/similar", "/passages/" + q + "/similar", "/sitemap.xml", "/opensearch.xml?hl=" + q, "/robots.txt",
		} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
			if w.Code == http.StatusInternalServerError {
				t.Fatalf("%s: status 500\n%.500s", target, w.Body)
			}
			if !utf8.Valid(w.Body.Bytes()) {
				t.Fatalf("%s: what came back is not UTF-8", target)
			}
			if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				checkMarkup(t, target, w.Body.String())
			}
		}
	})
}

// checkMarkup fails on anything that pages of ours do not have.
func checkMarkup(t *rapid.T, target, page string) {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	if n := doc.Find("script:not([src]), style, iframe, img, object, embed, base, svg:not([aria-hidden]), [style]").Length(); n > 0 {
		t.Fatalf("%s: %d elements came out of text", target, n)
	}
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, a := range s.Get(0).Attr {
			if strings.HasPrefix(a.Key, "on") {
				t.Fatalf("%s: the attribute %s=%q", target, a.Key, a.Val)
			}
			if slices.Contains([]string{"href", "src", "action"}, a.Key) {
				if u, err := url.Parse(a.Val); err != nil || !slices.Contains([]string{"", "https", "http", "mailto"}, u.Scheme) {
					t.Fatalf("%s: the address %s=%q", target, a.Key, a.Val)
				}
			}
		}
	})
}
