package web_test

// Concordances, exports and feeds.

import (
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/web"
)

type lineJSON struct {
	Left, Match, Right, Lang, Passage, Doc, Title string
	Section                                       []string
	Pages                                         []pageJSON
	Places                                        []placeJSON
}

type kwicJSON struct {
	listJSON[lineJSON]
	Passages int
	Matches  *int
}

func kwic(t *testing.T, w *httptest.ResponseRecorder) kwicJSON {
	t.Helper()
	if w.Code != 200 {
		t.Fatalf("status %d\n%s", w.Code, w.Body)
	}
	return decode[kwicJSON](t, w.Body.Bytes())
}

func TestKWIC(t *testing.T) {
	h := serve(t, web.Options{})
	const q = "/api/v1/kwic?q=investment+OR+инвестиции"
	all := kwic(t, get(t, h, q+"&limit=100"))
	marks := 0
	hits := walk(t, h, "q=investment+OR+инвестиции&sort=position&limit=100")
	for _, p := range hits {
		marks += len(p.Marks)
	}
	if all.Total != marks || *all.Matches != marks || len(all.Items) != marks || all.Passages != len(hits) {
		t.Errorf("%d lines and %d matches, %d items of %d passages, want one for each of %d marks of %d", all.Total, *all.Matches, len(all.Items), all.Passages, marks, len(hits))
	}
	var pages []lineJSON
	for next := ""; ; {
		page := kwic(t, get(t, h, q+"&limit=7&sort=left"+next))
		pages = append(pages, page.Items...)
		if page.Next == nil {
			break
		}
		next = "&cursor=" + *page.Next
	}
	if whole := kwic(t, get(t, h, q+"&limit=100&sort=left")).Items; !cmp.Equal(pages, whole) {
		t.Errorf("pages joined differ from the whole: %d and %d lines", len(pages), len(whole))
	}
	if sampled := kwic(t, get(t, h, q+"&sample=5&seed=3")); sampled.Total != 5 || sampled.Passages != len(hits) || sampled.Matches != nil {
		t.Errorf("a sample of five is %+v", sampled)
	}
	for _, l := range kwic(t, get(t, h, q+"&lang=ru&width=3")).Items {
		if l.Lang != "ru" || len([]rune(l.Left)) > 3 {
			t.Errorf("%+v with lang=ru and width=3", l)
		}
	}
	w := get(t, h, q+"&format=csv")
	rows, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || strings.Join(rows[0], " ") != "\ufeffleft match right lang passage doc locator place title section url" || len(rows) != 1+marks {
		t.Errorf("CSV of %d rows, %v: %q", len(rows), err, rows[0])
	}
	if w := get(t, h, q+"&limit=2", "Accept", "text/tab-separated-values"); strings.Count(w.Body.String(), "\n") != 3 || w.Header().Get("Link") == "" {
		t.Errorf("two lines of TSV: %q, Link %q", w.Body, w.Header().Get("Link"))
	}
	wantProblem(t, get(t, h, q+"&sort=middle"), 400, "invalid_value")
	wantProblem(t, get(t, h, q+"&sampel=3"), 400, "unknown_parameter")
	wantProblem(t, get(t, h, q+"&limit=2&cursor=zz"), 400, "malformed_cursor")
}

func TestExport(t *testing.T) {
	h := serve(t, web.Options{})
	query := "q=" + url.QueryEscape("investment OR mallory") + "&sort=position"
	hits := walk(t, h, query+"&limit=100")

	w := get(t, h, "/api/v1/export?"+query)
	if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, "application/jsonl") {
		t.Errorf("Content-Type %q", got)
	}
	lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
	if len(lines) != len(hits) || w.Header().Get("X-Total-Count") != fmt.Sprint(len(hits)) {
		t.Fatalf("%d lines, want one for each of %d hits", len(lines), len(hits))
	}
	for i, line := range lines {
		got := decode[struct {
			hitJSON
			CSL map[string]any
		}](t, []byte(line))
		if got.ID != hits[i].ID || got.CSL["title"] == nil && got.Doc.ID != "hostile" {
			t.Errorf("line %d is %s with %v, want %s with its entry", i, got.ID, got.CSL, hits[i].ID)
		}
	}

	rows, err := csv.NewReader(get(t, h, "/api/v1/export?format=csv&"+query).Body).ReadAll()
	if err != nil || len(rows) != len(hits)+1 {
		t.Fatalf("CSV: %d rows, want %d; %v", len(rows), len(hits)+1, err)
	}
	for i, row := range rows[1:] {
		if row[0] != hits[i].ID || row[6] != hits[i].Text {
			t.Errorf("row %d: %q, want the text of %s", i, row, hits[i].ID)
		}
	}
	for _, line := range strings.Split(strings.TrimSuffix(get(t, h, "/api/v1/export?format=tsv&"+query).Body.String(), "\n"), "\n") {
		if n := strings.Count(line, "\t"); n != len(rows[0])-1 {
			t.Errorf("a line of TSV has %d tabs, want %d: %q", n, len(rows[0])-1, line)
		}
	}
	if w := do(t, h, "HEAD", "/api/v1/export?"+query); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD: status %d with %d bytes", w.Code, w.Body.Len())
	}
	if w := get(t, h, "/api/v1/export?format=csv&limit=1&group=document&"+query); strings.Count(w.Body.String(), "\r\n") != 2 {
		t.Errorf("one document: %q", w.Body)
	}
	wantProblem(t, get(t, h, "/api/v1/export?q=x&format=xls"), 400, "invalid_value")
	wantProblem(t, get(t, h, "/api/v1/export?q=x&limit=0"), 400, "invalid_value")
}

// A search, a list of ids and a reference list come as a bibliography, everything in it
// once.
func TestExportBibliography(t *testing.T) {
	h := serve(t, web.Options{})
	titles := func(target string) []string {
		t.Helper()
		w := get(t, h, "/api/v1/export?format=csl-json&"+target)
		if w.Code != 200 || !strings.Contains(w.Header().Get("Content-Disposition"), ".json") {
			t.Fatalf("%s: %d %s %s", target, w.Code, w.Header().Get("Content-Disposition"), w.Body)
		}
		var list []string
		for _, item := range decode[[]cite.Item](t, w.Body.Bytes()) {
			list = append(list, item.Title)
		}
		return list
	}
	documents := map[string]bool{}
	for _, hit := range walk(t, h, "q=investment&limit=100&kind=body") {
		documents[hit.Doc.ID] = true
	}
	if got := titles("q=investment&kind=body"); len(got) != len(documents) {
		t.Errorf("the hits are of %d documents, the bibliography has %d entries", len(documents), len(got))
	}
	work := aWork(t, h)
	if got := titles("q=doi:10.1000/xyz1"); len(got) != 1 || got[0] != "Belt and Road in numbers" {
		t.Errorf("an entry of a reference list is exported as %q", got)
	}
	// A work and the entry that denotes it are one; so are a document and its passages.
	entry := walk(t, h, "q=doi:10.1000/xyz1&limit=1")[0].ID
	if got := titles("ids=d00,d00-01," + work + "," + entry + ",d00"); len(got) != 2 || got[1] != "Belt and Road in numbers" {
		t.Errorf("the list has %q", got)
	}
	if got := titles("document=d00"); len(got) != 1 {
		t.Errorf("the reference list has %q", got)
	}

	if got := get(t, h, "/api/v1/export?format=text&style=apa&ids="+work).Body.String(); got != "Zhang, W. (2021). Belt and Road in numbers. https://doi.org/10.1000/xyz1\n" {
		t.Errorf("as text: %q", got)
	}
	if w := get(t, h, "/api/v1/export?format=docx&ids="+work); !strings.HasPrefix(w.Body.String(), "PK\x03\x04") || !strings.Contains(w.Header().Get("Content-Disposition"), ".docx") {
		t.Errorf("as DOCX: %d %s", w.Code, w.Header().Get("Content-Disposition"))
	}
	if w := get(t, h, "/api/v1/export?q=investment", "Accept", "application/x-bibtex"); !strings.HasPrefix(w.Body.String(), "@") {
		t.Errorf("as Accept says: %d %.100s", w.Code, w.Body)
	}

	for target, code := range map[string]string{
		"ids=d00&q=x": "unknown_parameter", "ids=d00&document=d00": "invalid_value", "ids=d00&format=jsonl": "invalid_value", "document=d00&format=csv": "invalid_value",
		"ids=" + manyIDs(501): "invalid_value", "q=x&style=mla&format=text": "invalid_value",
	} {
		wantProblem(t, get(t, h, "/api/v1/export?"+target), 400, code)
	}
	wantProblem(t, get(t, h, "/api/v1/export?ids=d00,%3Cb%3E"), 404, "not_found")
	wantProblem(t, get(t, h, "/api/v1/export?document=none"), 404, "unknown_document")
}

// manyIDs is a list of n ids.
func manyIDs(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprint("x", i))
	}
	return strings.Join(list, ",")
}

// A spreadsheet opens CSV as UTF-8, follows its links, and shows titles in the reader's
// language.
func TestCSVForSpreadsheets(t *testing.T) {
	h := serve(t, web.Options{})
	for _, target := range []string{"/api/v1/export?q=investment&format=csv", "/api/v1/export?ids=d00-01&format=csv", "/api/v1/kwic?q=investment&format=csv"} {
		if !strings.HasPrefix(get(t, h, target).Body.String(), "\ufeff") {
			t.Errorf("%s has no byte order mark", target)
		}
	}
	for target, want := range map[string][]string{
		"q=investment&limit=1&format=csv": {"http://example.com/documents/d"}, "ids=d00-01&format=csv": {"http://example.com/documents/d00#p-d00-01"},
		"ids=d00&format=csv": {"http://example.com/documents/d00,", "d00,,document,"}, "ids=" + aWork(t, h) + "&format=tsv": {"http://example.com/works/w", "\twork\t"},
	} {
		for _, w := range want {
			if got := get(t, h, "/api/v1/export?"+target).Body.String(); !strings.Contains(got, w) {
				t.Errorf("%s lacks %q: %s", target, w, got)
			}
		}
	}
}

func TestAtom(t *testing.T) {
	h := serve(t, web.Options{})
	type entry struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Summary string `xml:"summary"`
	}
	type feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Updated string   `xml:"updated"`
		Total   int      `xml:"http://a9.com/-/spec/opensearch/1.1/ totalResults"`
		Links   []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Entries []entry `xml:"entry"`
	}
	read := func(target string) feed {
		t.Helper()
		w := get(t, h, target)
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/atom+xml") {
			t.Fatalf("%s: status %d, %s\n%s", target, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
		var f feed
		if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := read("/search.atom?q=investment&limit=3")
	want := searchFor(t, h, "q=investment&limit=3")
	if f.Total != want.Total || len(f.Entries) != 3 || f.ID == "" || f.Updated == "" {
		t.Errorf("feed %+v", f)
	}
	seen := map[string]bool{}
	for target := "/search.atom?q=investment&limit=3"; target != ""; {
		f = read(target)
		target = ""
		for _, l := range f.Links {
			if l.Rel == "next" {
				target = strings.TrimPrefix(l.Href, "http://example.com")
			}
		}
		for _, e := range f.Entries {
			if seen[e.ID] || e.Updated == "" || e.Title == "" {
				t.Errorf("entry %+v", e)
			}
			seen[e.ID] = true
		}
	}
	if len(seen) != want.Total {
		t.Errorf("the pages of the feed have %d entries, want %d", len(seen), want.Total)
	}
	if f = read("/search.atom?q=investment"); !slices.IsSortedFunc(f.Entries, func(a, b entry) int { return strings.Compare(b.Updated, a.Updated) }) || f.Updated != f.Entries[0].Updated {
		t.Errorf("entries are not in the order of their dates: %+v", f)
	}
	if other := read("/search.atom?q=projects&limit=100"); !slices.ContainsFunc(other.Entries, func(e entry) bool { return seen[e.ID] }) {
		t.Error("an entry must have the same id in every feed")
	}
	if hostile := read("/search.atom?q=mallory"); !strings.Contains(hostile.Entries[0].Title, "<script>") {
		t.Errorf("text must come out of XML as it is: %q", hostile.Entries[0].Title)
	}
	wantProblem(t, get(t, h, "/search.atom?q=x&format=rss"), 400, "unknown_parameter")
}
