package web_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// Titles and headings that are printed in capitals are shown as they would stand in a
// sentence: on pages, in lists and in citations; as printed, where that is asked for,
// which is remembered. Programs get both.
func TestTitlesInCapitals(t *testing.T) {
	const printed, cased, printedHead, casedHead = "THE WATER OF LAKE TURAN", "The water of Lake Turan", "RESULTS FOR THE UN", "Results for the UN"
	item := cite.Item{Type: "article-journal", Title: cased, Author: []cite.Name{{Family: "Brown", Given: "A."}}}
	item.KeepPrinted(printed)
	d := &doc.Document{ID: "d1", Source: "lake.txt", Title: printed, Titles: map[doc.Lang]string{doc.English: printed},
		Cased: map[string]string{printed: cased, printedHead: casedHead}, Languages: []doc.Lang{doc.English}, CSL: item, Work: "w1", Passages: 3}
	var passages []*doc.Passage
	for i, p := range []doc.Passage{{Kind: doc.Title, Text: printed}, {Kind: doc.Heading, Text: printedHead}, {Kind: doc.Body, Section: []string{printedHead}, Text: "The lake loses water."}} {
		p.ID, p.DocID, p.Ordinal, p.Lang = "p"+string(rune('0'+i)), "d1", i, doc.English
		p.Spans = []doc.LangSpan{{Span: doc.Span{End: len(p.Text)}, Lang: doc.English}}
		passages = append(passages, &p)
	}
	h := serveDocuments(t, []*doc.Document{d}, passages)
	for _, path := range []string{"/?q=water", "/documents/d1", "/documents/d1?q=lake", "/documents/d1/cite", "/documents", "/api/v1/documents/d1?format=text&style=apa", "/api/v1/documents/d1?format=bibtex"} {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		for asked, want := range map[string]string{"": cased, "case=sentence": cased, "case=printed": printed} {
			got := shown(get(t, h, path+sep+asked).Body.String())
			if strings.Contains(path, "bibtex") { // keeps the other form in a field of its own
				_, got, _ = strings.Cut(got, "title = ")
				got, _, _ = strings.Cut(got, ", ")
			}
			if other := map[string]string{cased: printed, printed: cased}[want]; !strings.Contains(got, want) || strings.Contains(got, other) {
				t.Errorf("%s, %s: shows %v %v, not %v %v", path, asked, other, strings.Contains(got, other), want, strings.Contains(got, want))
			}
		}
	}
	if got := shown(get(t, h, "/documents/d1", "Cookie", "case=printed").Body.String()); !strings.Contains(got, printedHead) || strings.Contains(got, casedHead) {
		t.Error("the cookie is not heeded")
	}
	if got := shown(get(t, h, "/?q=water").Body.String()); !strings.Contains(got, casedHead) {
		t.Error("results do not name the section in case")
	}
	var hits struct {
		Hits []struct {
			Doc struct{ Title string }
		}
	}
	if err := json.Unmarshal(get(t, h, "/api/v1/search?q=water").Body.Bytes(), &hits); err != nil || len(hits.Hits) == 0 || hits.Hits[0].Doc.Title != printed {
		t.Errorf("the API says %+v %v", hits, err)
	}
}

// shown is markup without its tags, and a BibTeX title without its braces.
func shown(markup string) string {
	for _, mark := range []string{"<mark>", "</mark>", "{", "}"} {
		markup = strings.ReplaceAll(markup, mark, "")
	}
	var b strings.Builder
	for part := range strings.SplitSeq(markup, "<") {
		if _, rest, tag := strings.Cut(part, ">"); tag {
			part = rest
		}
		b.WriteString(part)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
