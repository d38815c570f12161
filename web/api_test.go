package web_test

// The JSON API through the real router: requests and their answers.

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/web"
)

// The shapes that openapi.yaml promises, declared once more from the client's side:
// decoding refuses unknown members.
type (
	rangeJSON struct{ Start, End int }
	docJSON   struct {
		ID, Title string
		Titles    map[string]string
		Authors   []string
		Year      *int
		DOI       *string
	}
	passageJSON struct {
		ID      string
		Doc     docJSON
		Kind    string
		Section []string
		Lang    string
		Damaged bool
		Spans   []struct {
			Start, End int
			Lang       string
		}
		Text      string
		Citations []struct {
			Bracket    string
			Start, End int
			References []string
		}
		Reference *struct {
			ID     string
			Number int
			Work   string
			Year   *int
		}
		Pages      []pageJSON
		Places     []placeJSON
		Recognised bool
		Indexed    *time.Time
		Confidence *float32
		URL        string
	}
	pageJSON struct {
		Page          int
		Label         *string
		Width, Height float32
		Rotation      int
		Quads         [][4]float32
	}
	placeJSON struct {
		Part, Label string
		Start, End  int
	}
	hitJSON struct {
		passageJSON
		Score float64
		Via   []string
		Marks []struct {
			Start, End int
			Via        string
		}
		Snippet struct {
			TruncatedStart bool `json:"truncated_start"`
			TruncatedEnd   bool `json:"truncated_end"`
			Parts          []struct {
				Text string
				Mark bool
			}
		}
		MoreInDocument *int `json:"more_in_document"`
		Explain        *struct {
			Score float64
			Parts []struct {
				Query        string
				Matched, Via []string
				Passages     int
				Score        float64
				Why          string
			}
		}
	}
	facetJSON struct {
		Value, Label string
		Count        int
		Selected     bool
	}
	searchJSON struct {
		Query struct {
			Q, Parsed string
			Minimum   int
			Notes     []struct {
				Code, Message string
				Position, End int
			}
			Corrections, Expansions []json.RawMessage
		}
		Total          int
		TotalDocuments int     `json:"total_documents"`
		TotalDirect    int     `json:"total_direct"`
		TookMS         float64 `json:"took_ms"`
		Hits           []hitJSON
		Facets         map[string][]facetJSON
		FacetsMore     map[string]int `json:"facets_more"`
		Suggestions    []json.RawMessage
		Next           *string
	}
	listJSON[T any] struct {
		Items []T
		Total int
		Next  *string
	}
)

// decode reads the body strictly.
func decode[T any](t *testing.T, body []byte) T {
	t.Helper()
	var v T
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("the answer has another shape than openapi.yaml gives it: %v\n%s", err, body)
	}
	return v
}

// searchFor returns the answer to /api/v1/search with the given query string.
func searchFor(t *testing.T, h http.Handler, query string) searchJSON {
	t.Helper()
	w := get(t, h, "/api/v1/search?"+query)
	if w.Code != http.StatusOK {
		t.Fatalf("search?%s: status %d, want 200\n%s", query, w.Code, w.Body)
	}
	return decode[searchJSON](t, w.Body.Bytes())
}

func ids(a searchJSON) []string {
	list := []string{}
	for _, h := range a.Hits {
		list = append(list, h.ID)
	}
	return list
}

func TestSearchHit(t *testing.T) {
	h := serve(t, web.Options{})
	a := searchFor(t, h, url.Values{"q": {"мәдени айырмашылық"}, "kind": {"body"}, "doc": {"d01"}}.Encode())
	if a.Total != 1 || a.TotalDocuments != 1 || len(a.Hits) != 1 {
		t.Fatalf("total %d in %d documents with %d hits, want one of each", a.Total, a.TotalDocuments, len(a.Hits))
	}
	hit := a.Hits[0]
	if hit.ID != "d01-04" || hit.Doc.ID != "d01" || *hit.Doc.Year != 2021 || hit.Kind != "body" || hit.Lang != "kk" {
		t.Errorf("wrong hit: %+v", hit)
	}
	if want := []string{"Кіріспе"}; !slices.Equal(hit.Section, want) {
		t.Errorf("section %q, want %q", hit.Section, want)
	}
	if hit.URL != "/documents/d01#p-d01-04" {
		t.Errorf("url %q", hit.URL)
	}
	// Marks count code points, not bytes: both words are Cyrillic.
	runes := []rune(hit.Text)
	var marked []string
	for _, m := range hit.Marks {
		marked = append(marked, string(runes[m.Start:m.End])+" "+m.Via)
	}
	if want := []string{"Мәдени exact", "айырмашылық exact"}; !slices.Equal(marked, want) {
		t.Errorf("marks %q, want %q", marked, want)
	}
	if hit.Spans[0].End != len(runes) {
		t.Errorf("the span ends at %d, want %d, the number of code points", hit.Spans[0].End, len(runes))
	}
	if !slices.Equal(hit.Via, []string{"exact"}) {
		t.Errorf("via %q, want exact alone", hit.Via)
	}
	var snippet strings.Builder
	for _, p := range hit.Snippet.Parts {
		snippet.WriteString(p.Text)
	}
	if snippet.Len() == 0 || !strings.Contains(hit.Text, snippet.String()) {
		t.Errorf("the snippet's parts joined are %q, want a part of %q", &snippet, hit.Text)
	}
	if a.Query.Q != "мәдени айырмашылық" || a.Query.Minimum != 2 {
		t.Errorf("query %+v", a.Query)
	}
}

func TestSearchFindsEachLanguage(t *testing.T) {
	h := serve(t, web.Options{})
	for lang, q := range map[string]string{"en": "investments", "kk": "ынтымақтастық", "ru": "инвестиции", "zh": "投资项目"} {
		a := searchFor(t, h, url.Values{"q": {q}, "lang": {lang}}.Encode())
		if a.Total == 0 || a.Hits[0].Lang != lang {
			t.Errorf("%q among %s: %d hits %q, want some in that language first", q, lang, a.Total, ids(a))
		}
		if len(a.Hits) > 0 && len(a.Hits[0].Marks) == 0 {
			t.Errorf("%q: the first hit has no marks", q)
		}
	}
}

func TestArraysAreNeverNull(t *testing.T) {
	h := serve(t, web.Options{})
	for _, path := range []string{
		"/search?q=zzzzqqqq", "/search?limit=0", "/search", "/search?facets=", "/search?q=%22", "/passages/d00-08", "/passages/hostile-00",
		"/documents", "/documents/d00", "/documents/hostile", "/documents/hostile/references", "/documents/d00/passages", "/works?q=zzzz", "/works?doi=10.1000/none",
	} {
		w := get(t, h, "/api/v1"+path)
		var v any
		if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != 200 {
			t.Fatalf("%s: status %d, %v", path, w.Code, err)
		}
		for _, null := range nulls("", v) {
			// These are single values that are not known or not there.
			last := null[strings.LastIndexByte(null, '.')+1:]
			if !slices.Contains([]string{"next", "year", "doi", "reference", "document", "label", "confidence", "indexed"}, last) {
				t.Errorf("%s: %s is null, want an empty array or object", path, null)
			}
		}
	}
}

// nulls lists where v has null.
func nulls(path string, v any) []string {
	var list []string
	switch v := v.(type) {
	case nil:
		return []string{path}
	case []any:
		for _, x := range v {
			list = append(list, nulls(path, x)...)
		}
	case map[string]any:
		for k, x := range v {
			list = append(list, nulls(path+"."+k, x)...)
		}
	}
	return list
}

func TestFilters(t *testing.T) {
	h := serve(t, web.Options{})
	all := searchFor(t, h, "limit=0").Total
	for _, tt := range []struct {
		name, query string
		keep        func(hitJSON) bool
	}{
		{"one language", "lang=kk", func(p hitJSON) bool { return holds(p, "kk") }},
		{"two values of one facet are either", "kind=abstract&kind=title", func(p hitJSON) bool { return p.Kind == "abstract" || p.Kind == "title" }},
		{"two facets are both", "kind=abstract&lang=zh", func(p hitJSON) bool { return p.Kind == "abstract" && holds(p, "zh") }},
		{"exclusion", "-kind=reference&-kind=table", func(p hitJSON) bool { return p.Kind != "reference" && p.Kind != "table" }},
		{"exclusion of a language", "-lang=ru", func(p hitJSON) bool { return !holds(p, "ru") }},
		{"a year", "year=2018", func(p hitJSON) bool { return *p.Doc.Year == 2018 }},
		{"years", "year=2016..2018", func(p hitJSON) bool { return 2016 <= *p.Doc.Year && *p.Doc.Year <= 2018 }},
		{"from a year on", "year=2022..", func(p hitJSON) bool { return *p.Doc.Year >= 2022 }},
		{"until a year", "year=..2015", func(p hitJSON) bool { return *p.Doc.Year <= 2015 }},
		{"years excluded", "-year=2016..2018", func(p hitJSON) bool { return *p.Doc.Year < 2016 || *p.Doc.Year > 2018 }},
		{"a script", "script=Hani", func(p hitJSON) bool {
			return strings.ContainsFunc(p.Text, func(r rune) bool { return analysis.IsHan(r) })
		}},
		{"a script by its name", "-script=cyrillic", func(p hitJSON) bool {
			return !strings.ContainsFunc(p.Text, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
		}},
		{"a document", "doc=d03", func(p hitJSON) bool { return p.Doc.ID == "d03" }},
		{"an author", "author=" + url.QueryEscape("Wei Zhang"), func(p hitJSON) bool {
			return p.Reference == nil && slices.Contains(p.Doc.Authors, "Wei Zhang")
		}},
		{"the author of an entry", "author=" + url.QueryEscape("W. Zhang"), func(p hitJSON) bool { return p.Reference != nil }},
		{"a cited work", "cites=w03", func(p hitJSON) bool { return p.Doc.ID == "d03" && len(p.Citations) > 0 }},
		{"a cited work by its DOI", "-cites=doi:10.1000/XYZ3", func(p hitJSON) bool { return p.Doc.ID != "d03" || len(p.Citations) == 0 }},
		{"a section with what is below", "section=Introduction", func(p hitJSON) bool { return len(p.Section) > 0 && p.Section[0] == "Introduction" }},
		{"a section whose name has a slash", "section=" + url.QueryEscape("Introduction/Data%20%2F%20figures"), func(p hitJSON) bool { return len(p.Section) == 2 && p.Section[0] == "Introduction" }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var kept, dropped int
			for _, p := range walk(t, h, "limit=100&sort=position") {
				if tt.keep(p) {
					kept++
				} else {
					dropped++
				}
			}
			if kept == 0 || dropped == 0 || kept+dropped != all {
				t.Fatalf("the corpus cannot show this: %d kept and %d dropped of %d; change the case or the corpus", kept, dropped, all)
			}
			hits := walk(t, h, "limit=100&sort=position&"+tt.query)
			if len(hits) != kept {
				t.Errorf("%s: %d hits, want %d", tt.query, len(hits), kept)
			}
			for _, p := range hits {
				if !tt.keep(p) {
					t.Errorf("%s: %s should have been left out", tt.query, p.ID)
				}
			}
		})
	}
}

// holds reports whether a passage is in lang or has a span in it.
func holds(p hitJSON, lang string) bool {
	for _, s := range p.Spans {
		if s.Lang == lang {
			return true
		}
	}
	return p.Lang == lang
}

// walk follows the cursors to the end and returns all hits.
func walk(t *testing.T, h http.Handler, query string) []hitJSON {
	t.Helper()
	var hits []hitJSON
	next := ""
	for range 1000 {
		a := searchFor(t, h, query+next)
		hits = append(hits, a.Hits...)
		if a.Next == nil {
			return hits
		}
		next = "&cursor=" + url.QueryEscape(*a.Next)
	}
	t.Fatalf("search?%s: next is not null after 1000 pages", query)
	return nil
}

func TestFurnitureIsLeftOutUnlessAskedFor(t *testing.T) {
	h := serve(t, web.Options{})
	if a := searchFor(t, h, "q=steppe&doc=d00"); a.Total != 0 {
		t.Errorf("steppe stands in furniture alone, found %q", ids(a))
	}
	if a := searchFor(t, h, "q=steppe&kind=furniture&doc=d00"); a.Total != 1 {
		t.Errorf("with kind=furniture %d hits, want 1", a.Total)
	}
}

func TestFacetCountIsWhatTickingGives(t *testing.T) {
	h := serve(t, web.Options{})
	const query = "q=investment+OR+инвестиции&lang=en&kind=abstract&kind=body"
	a := searchFor(t, h, query+"&limit=0&facet_limit=1000")
	if len(a.Hits) != 0 || a.Next != nil {
		t.Errorf("limit=0 gave %d hits and next %v, want counts alone", len(a.Hits), a.Next)
	}
	for facet, values := range a.Facets {
		for _, v := range values {
			params, _ := url.ParseQuery(query)
			params.Del(facet)
			params.Set(facet, v.Value)
			params.Set("limit", "0")
			if got := searchFor(t, h, params.Encode()).Total; got != v.Count {
				t.Errorf("facet %s counts %d for %q, ticking it gives %d", facet, v.Count, v.Value, got)
			}
		}
	}
	for facet, label := range map[string]string{"lang": "English", "kind": "Abstract"} {
		i := slices.IndexFunc(a.Facets[facet], func(v facetJSON) bool { return v.Label == label })
		if i < 0 || !a.Facets[facet][i].Selected {
			t.Errorf("facet %s has no selected value labelled %s: %+v", facet, label, a.Facets[facet])
		}
	}
}

func TestFacetsParameter(t *testing.T) {
	h := serve(t, web.Options{})
	if a := searchFor(t, h, "facets=lang,year&facet_limit=2"); len(a.Facets) != 2 || len(a.Facets["lang"]) != 2 || a.FacetsMore["lang"] == 0 {
		t.Errorf("facets=lang,year&facet_limit=2 gave %v, more %v; want two facets of two values and how many more", a.Facets, a.FacetsMore)
	}
	if a := searchFor(t, h, "facets="); len(a.Facets) != 0 {
		t.Errorf("an empty facets= gave %v, want none", a.Facets)
	}
	if a := searchFor(t, h, ""); len(a.Facets) != len(doc.Facets) {
		t.Errorf("without the parameter there are %d facets, want all %d", len(a.Facets), len(doc.Facets))
	}
}

type entryJSON struct {
	ID                           string
	List, Number                 int
	Document, Passage, Work, Raw string
	CSL                          map[string]any
	Fields, Warnings             []json.RawMessage
}

// A passage shows its brackets in code points of its text, and leads to the
// entries that it cites; a passage of a reference list to its own.
func TestPassageReferences(t *testing.T) {
	h := serve(t, web.Options{})
	for _, p := range walk(t, h, "doc=d03") {
		l := decode[listJSON[entryJSON]](t, get(t, h, "/api/v1/passages/"+p.ID+"/references").Body.Bytes())
		if cites := len(p.Citations) > 0; cites || p.Reference != nil {
			if l.Total != 1 || l.Items[0].ID != "r03-1" || !cites && l.Items[0].Passage != p.ID {
				t.Errorf("%s: references %+v, want r03-1", p.ID, l.Items)
			}
		} else if l.Total != 0 {
			t.Errorf("%s: references %+v of a passage that cites nothing", p.ID, l.Items)
		}
		for _, c := range p.Citations {
			if got := string([]rune(p.Text)[c.Start:c.End]); got != c.Bracket || len(c.References) != 1 {
				t.Errorf("%s: the bracket %q is %q in the text", p.ID, c.Bracket, got)
			}
		}
	}
	wantProblem(t, get(t, h, "/api/v1/passages/none/references"), 404, "unknown_passage")
}

func TestSortByYear(t *testing.T) {
	h := serve(t, web.Options{})
	years := func(query string) []int {
		var list []int
		for _, p := range walk(t, h, "limit=50&kind=title&"+query) {
			list = append(list, *p.Doc.Year)
		}
		return list
	}
	up, down := years("sort=year"), years("sort=-year")
	if len(up) == 0 || !slices.IsSorted(up) {
		t.Errorf("sort=year gives %v", up)
	}
	slices.Reverse(down)
	if !slices.IsSorted(down) {
		t.Errorf("sort=-year backwards is %v", down)
	}
}

func TestMode(t *testing.T) {
	h := serve(t, web.Options{})
	q := "q=" + url.QueryEscape("infrastructure cooperation") + "&doc=d00"
	all, any := searchFor(t, h, q+"&mode=all").Total, searchFor(t, h, q+"&mode=any").Total
	if all != 0 || any != 2 {
		t.Errorf("mode=all finds %d and mode=any %d, want 0 and 2: the words stand in two passages", all, any)
	}
}

func TestMatchRestrictsViews(t *testing.T) {
	h := serve(t, web.Options{})
	if a := searchFor(t, h, "q=invested&doc=d00"); a.Total == 0 || !slices.Contains(a.Hits[0].Via, "stem") {
		t.Errorf("invested should be found by its stem, got %q", ids(a))
	}
	if a := searchFor(t, h, "q=invested&doc=d00&match=exact"); a.Total != 0 {
		t.Errorf("with match=exact invested is found in %q, want nothing", ids(a))
	}
}

func TestNotesPointIntoTheQuery(t *testing.T) {
	h := serve(t, web.Options{})
	a := searchFor(t, h, "q="+url.QueryEscape("мәдени auhtor:Zhang"))
	if len(a.Query.Notes) == 0 {
		t.Fatal("an unknown field was not told in query.notes")
	}
	if at := a.Query.Notes[0].Position; at != len([]rune("мәдени ")) {
		t.Errorf("the note points at code point %d, want 7: %q", at, a.Query.Notes[0].Message)
	}
	if end := a.Query.Notes[0].End; end != len([]rune("мәдени auhtor:Zhang")) {
		t.Errorf("the note ends at code point %d, want 19: %q", end, a.Query.Notes[0].Message)
	}
	if got := a.Query.Notes[0].Code; got != "unknown_field_near" {
		t.Errorf("the note's code is %q", got)
	}
}

func TestCursorsWalkEveryHitOnce(t *testing.T) {
	h := serve(t, web.Options{})
	for _, query := range []string{"", "q=investment", "q=" + url.QueryEscape("投资"), "sort=year", "sort=-year&lang=ru", "sort=position", "q=belt+road+numbers&mode=any"} {
		total := searchFor(t, h, query+"&limit=0").Total
		for _, limit := range []string{"1", "7", "100"} {
			if limit == "1" && total > 100 {
				continue
			}
			seen := map[string]bool{}
			for _, p := range walk(t, h, query+"&facets=&limit="+limit) {
				if seen[p.ID] {
					t.Errorf("%q by %s: %s came twice", query, limit, p.ID)
				}
				seen[p.ID] = true
			}
			if len(seen) != total || total == 0 {
				t.Errorf("%q by %s: walked %d hits, total says %d", query, limit, len(seen), total)
			}
		}
	}
}

func TestListsWalkEveryItemOnce(t *testing.T) {
	h := serve(t, web.Options{})
	type item struct{ ID string }
	for _, path := range []string{"/documents", "/documents/d00/passages", "/documents/d00/references", "/works?q=belt", "/works"} {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		var got []string
		total, next := 0, ""
		for range 200 {
			w := get(t, h, "/api/v1"+path+sep+"limit=4"+next)
			var l listJSON[item]
			if err := json.Unmarshal(w.Body.Bytes(), &l); err != nil || w.Code != 200 {
				t.Fatalf("%s: status %d: %s", path, w.Code, w.Body)
			}
			total = l.Total
			for _, x := range l.Items {
				got = append(got, x.ID)
			}
			if l.Next == nil {
				next = ""
				break
			}
			next = "&cursor=" + *l.Next
		}
		if next != "" || len(got) != total || total == 0 {
			t.Errorf("%s: walked %d items (ended: %v), total says %d", path, len(got), next == "", total)
		}
	}
}

func TestDocumentsAreOrderedBySource(t *testing.T) {
	type docItem struct {
		docJSON
		Source               string
		Languages            []string
		Passages, References int
	}
	w := get(t, serve(t, web.Options{}), "/api/v1/documents?limit=100")
	l := decode[listJSON[docItem]](t, w.Body.Bytes())
	if l.Total != 25 || len(l.Items) != 25 {
		t.Fatalf("%d of %d documents, want 25", len(l.Items), l.Total)
	}
	if !slices.IsSortedFunc(l.Items, func(a, b docItem) int { return strings.Compare(a.Source, b.Source) }) {
		t.Error("documents are not in the order of their sources")
	}
	first := l.Items[0]
	if first.Source != "volume-0/article-00.txt" || first.Passages != 9 || first.References != 1 || first.Year == nil || *first.DOI != "10.52123/1994-2370-2024-1172" {
		t.Errorf("wrong first document: %+v", first)
	}
}

func TestDocument(t *testing.T) {
	type detail struct {
		docJSON
		Source               string
		Languages            []string
		Passages, References int
		CSL                  map[string]any
		Abstracts            map[string]string
		Keywords             map[string][]string
		Sections             []struct {
			Path                 []string
			Value, Passage, Lang string
		}
		Contributors []struct {
			Names, Roles, Affiliations map[string]string
			Email, ORCID               string
		}
		Affiliations []struct {
			Names   map[string]string
			Authors []string
		}
		Classifications map[string][]string
		Dates           map[string]string
		Repairs         []repairJSON
		Unresolved      []struct{ Passage, Bracket, Sentence, Reason string } `json:"unresolved_citations"`
		Digest          string
		TextDigest      string `json:"text_digest"`
		Pages           struct {
			Total       int
			WithoutText int `json:"without_text"`
			Recognised  int
		}
		Collections [][]string
		Tags        []string
		Reading     doc.Reading
	}
	w := get(t, serve(t, web.Options{}), "/api/v1/documents/d00")
	d := decode[detail](t, w.Body.Bytes())
	if d.CSL["id"] != "d00" || d.CSL["type"] != "article-journal" || d.CSL["container-title"] != "Journal of the Steppe" {
		t.Errorf("csl is not valid CSL-JSON of the document: %v", d.CSL)
	}
	if !strings.HasPrefix(d.Abstracts["en"], "Chinese investment") {
		t.Errorf("abstracts: %v", d.Abstracts)
	}
	if diff := cmp.Diff(map[string][]string{"en": {"Belt and Road Initiative", "investment projects", "economic cooperation"}}, d.Keywords); diff != "" {
		t.Errorf("keywords (-want +got):\n%s", diff)
	}
	if len(d.Contributors) != 1 || d.Contributors[0].Names["kk"] != "Мейрам Сарыбаев" || d.Contributors[0].ORCID != "0000-0001-8420-9255" {
		t.Errorf("contributors: %+v", d.Contributors)
	}
	if len(d.Affiliations) != 1 || d.Affiliations[0].Names["en"] != "Steppe University, Almaty" || !slices.Equal(d.Affiliations[0].Authors, []string{"Meiram Sarybayev"}) {
		t.Errorf("affiliations: %+v", d.Affiliations)
	}
	if d.Dates["received"] != "2024-03-25" || !slices.Equal(d.Classifications["UDC"], []string{"32.327"}) {
		t.Errorf("dates %v, classifications %v", d.Dates, d.Classifications)
	}
	if want := []repairJSON{{1010, 1014, "<u>", "", "markup"}}; !slices.Equal(d.Repairs, want) {
		t.Errorf("repairs %v, want %v", d.Repairs, want)
	}
	if r := d.Reading; r.Format != "pdf" || r.PagesWithoutText != 3 || r.Unresolved != 2 || len(r.Notes) != 1 || fmt.Sprint(d.Collections, d.Tags) != "[[Thesis Chapter 2]] [to read]" {
		t.Errorf("reading %+v, collections %v, tags %v", r, d.Collections, d.Tags)
	}
	var outline []string
	for _, s := range d.Sections {
		outline = append(outline, s.Value+" "+s.Passage)
	}
	want := []string{"Introduction d00-03", "Introduction/Data%20%2F%20figures d00-05", "References d00-06"}
	if diff := cmp.Diff(want, outline); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
	if strings.Contains(w.Body.String(), "secret") {
		t.Errorf("the root on the server's disk is shown: %s", w.Body)
	}
}

// repairJSON is a change to the text, in bytes of the file.
type repairJSON struct {
	Start, End     int
	Old, New, Rule string
}

func TestPassage(t *testing.T) {
	type sourced struct {
		passageJSON
		Source  []rangeJSON
		Repairs []repairJSON
		Raw     []string
		Rows    [][]string
	}
	h := serve(t, web.Options{})
	p := decode[sourced](t, get(t, h, "/api/v1/passages/d01-04").Body.Bytes())
	if n := len(p.Text); !slices.Equal(p.Source, []rangeJSON{{4000, 4000 + n}}) {
		t.Errorf("source %v, want the bytes [4000, %d)", p.Source, 4000+n)
	}
	if p := decode[sourced](t, get(t, h, "/api/v1/passages/d00-01").Body.Bytes()); len(p.Repairs) != 1 || p.Repairs[0].Rule != "markup" || len(p.Raw) != 2 {
		t.Errorf("repairs of the passage %+v, want the one inside its source, and its raw text: %q", p.Repairs, p.Raw)
	}
	reference := decode[sourced](t, get(t, h, "/api/v1/passages/d00-06").Body.Bytes())
	if r := reference.Reference; r == nil || r.ID != "r00-1" || r.Number != 1 || r.Work != "w00" {
		t.Errorf("reference %+v, want that the passage is entry r00-1", r)
	}
}

func TestParallel(t *testing.T) {
	type counterpart struct {
		Passage passageJSON
		Pairs   []struct{ Here, There rangeJSON }
	}
	h := serve(t, web.Options{})
	l := decode[listJSON[counterpart]](t, get(t, h, "/api/v1/passages/d00-04/parallel").Body.Bytes())
	if l.Total != 1 || l.Items[0].Passage.ID != "d00-01" {
		t.Fatalf("counterparts of d00-04: %+v, want d00-01", l)
	}
	if pairs := l.Items[0].Pairs; len(pairs) != 2 || pairs[0].Here != (rangeJSON{0, 10}) || pairs[0].There != (rangeJSON{0, 9}) {
		t.Errorf("pairs %+v", pairs)
	}
	if l := decode[listJSON[counterpart]](t, get(t, h, "/api/v1/passages/d01-04/parallel").Body.Bytes()); l.Total != 0 {
		t.Errorf("a passage without counterparts has %+v", l)
	}
}

func TestReferences(t *testing.T) {
	l := decode[listJSON[entryJSON]](t, get(t, serve(t, web.Options{}), "/api/v1/documents/d00/references").Body.Bytes())
	if l.Total != 1 {
		t.Fatalf("%d references, want 1", l.Total)
	}
	r := l.Items[0]
	if r.ID != "r00-1" || r.Document != "d00" || r.Passage != "d00-06" || r.Work != "w00" || r.CSL["id"] != "r00-1" || r.CSL["type"] != "book" {
		t.Errorf("wrong reference: %+v", r)
	}
	if !strings.HasSuffix(r.Raw, "Translated from the Chinese by the author.") {
		t.Errorf("raw %q lacks the part of the entry that stands in a second passage", r.Raw)
	}
}

func TestWorks(t *testing.T) {
	type work struct {
		ID             string
		CSL            map[string]any
		Forms, Entries []string
		Document       *string
		Duplicates     []json.RawMessage
		Series         []json.RawMessage
		Warnings       []json.RawMessage
		MatchedOn      []string `json:"matched_on"`
	}
	h := serve(t, web.Options{})
	for _, tt := range []struct {
		query   string
		total   int
		entry   string
		matched []string
	}{
		{"q=belt+numbers+2024", 6, "", []string{"q"}},
		{"doi=10.1000/xyz2", 1, "r02-1", []string{"doi"}},
		{"doi=10.1000/XYZ20", 1, "r20-1", []string{"doi"}},
		{"doi=https://doi.org/10.1000/xyz2", 1, "r02-1", []string{"doi"}},
		{"doi=10.1000/xyz2&q=numbers", 1, "r02-1", []string{"q", "doi"}},
		{"doi=10.1000/xyz", 0, "", nil},
		{"q=translated&limit=1", 24, "", []string{"q"}},
	} {
		l := decode[listJSON[work]](t, get(t, h, "/api/v1/works?"+tt.query).Body.Bytes())
		if l.Total != tt.total {
			t.Errorf("works?%s: %d works, want %d", tt.query, l.Total, tt.total)
			continue
		}
		if tt.total == 0 {
			continue
		}
		w := l.Items[0]
		if tt.entry != "" && !slices.Equal(w.Entries, []string{tt.entry}) || !strings.HasPrefix(w.ID, "w") || len(w.Forms) != 1 || !slices.Equal(w.MatchedOn, tt.matched) {
			t.Errorf("works?%s: wrong work %+v", tt.query, w)
		}
	}
}

func TestHealth(t *testing.T) {
	h := serve(t, web.Options{})
	if w := get(t, h, "/healthz"); w.Code != 200 {
		t.Errorf("/healthz: status %d", w.Code)
	}
	type ready struct {
		Generation          string
		Documents, Passages int
		Degraded            bool
	}
	r := decode[ready](t, get(t, h, "/readyz").Body.Bytes())
	if r.Generation == "" || r.Documents != 25 || r.Passages != 24*9+3 || r.Degraded {
		t.Errorf("/readyz: %+v", r)
	}
}

func TestHeadIsGetWithoutBody(t *testing.T) {
	h := serve(t, web.Options{})
	for _, path := range []string{"/", "/?q=investment", "/documents", "/documents/d00", "/healthz", "/readyz",
		"/api/v1/search?q=investment", "/api/v1/documents", "/api/v1/passages/d00-00", "/api/v1/passages/none", "/api/v1/works/doi:10.1000%2Fxyz2"} {
		got, head := get(t, h, path), do(t, h, http.MethodHead, path)
		if head.Code != got.Code || head.Body.Len() != 0 || head.Header().Get("Content-Type") != got.Header().Get("Content-Type") {
			t.Errorf("HEAD %s: status %d, %d bytes, type %q; GET has status %d, type %q", path, head.Code, head.Body.Len(), head.Header().Get("Content-Type"), got.Code, got.Header().Get("Content-Type"))
		}
	}
}

func TestConditionalRequests(t *testing.T) {
	h := serve(t, web.Options{})
	for _, path := range []string{"/api/v1/documents/d00", "/api/v1/passages/d00-00", "/api/v1/documents", "/documents/d00", "/?q=investment"} {
		tag := get(t, h, path).Header().Get("ETag")
		if !strings.HasPrefix(tag, `"`) {
			t.Errorf("%s: ETag %q, want a strong one", path, tag)
			continue
		}
		if w := get(t, h, path, "If-None-Match", `"other", W/`+tag); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
			t.Errorf("%s with its own tag: status %d and %d bytes, want 304 and none", path, w.Code, w.Body.Len())
		}
		if w := get(t, h, path, "If-None-Match", `"other"`); w.Code != 200 {
			t.Errorf("%s with another tag: status %d, want 200", path, w.Code)
		}
	}
}

func TestBelowAPath(t *testing.T) {
	base, _ := url.Parse("https://library.example/izde/")
	h := serve(t, web.Options{BaseURL: base})
	for _, prefix := range []string{"/izde", ""} {
		a := decode[searchJSON](t, get(t, h, prefix+"/api/v1/search?doc=d00&kind=title").Body.Bytes())
		if a.Hits[0].URL != "/izde/documents/d00#p-d00-00" {
			t.Errorf("below %q the hit's url is %q", prefix, a.Hits[0].URL)
		}
	}
	if w := get(t, h, "/izde"); w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != "/izde/" {
		t.Errorf("/izde: status %d to %q", w.Code, w.Header().Get("Location"))
	}
	page := get(t, h, "/izde/?q=investment").Body.String()
	for _, wrong := range []string{`href="/documents`, `href="/?`, `action="/"`, `href="/assets`} {
		if strings.Contains(page, wrong) {
			t.Errorf("the page has %s, which is outside /izde", wrong)
		}
	}
}
