package query_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

func TestParseCases(t *testing.T) {
	files, err := filepath.Glob("testdata/parse/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for i, f := range archive.Files {
				query, want, _ := strings.Cut(string(f.Data), "\n")
				got := describe(t, query)
				if got != want && !*update {
					t.Errorf("%s: %s\ngot:\n%swant:\n%s", file, f.Name, got, want)
				}
				archive.Files[i].Data = []byte(query + "\n" + got)
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// describe parses a query and writes its normal form, its tree and its notes,
// each with the text that it points at.
func describe(t *testing.T, text string) string {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	checkRoundTrip(t, q)
	var b strings.Builder
	fmt.Fprintf(&b, "= %s\n", q)
	dump(&b, q.Expr, "  ")
	for _, n := range plan.Compile(q, query.Auto, analysis.AllViews).Notes {
		fmt.Fprintf(&b, "! %d <%s>: %s\n", n.Position, text[n.Position:n.End], n.Message())
	}
	return b.String()
}

// checkNote fails on a note that its table does not have, that leaves a
// placeholder open, or that is about no part of the query.
func checkNote(t failer, q *query.Query, n query.Note) {
	t.Helper()
	if n.Position < 0 || n.Position >= n.End || n.End > len(q.Text) {
		t.Fatalf("Parse(%q): the note %q is on %d to %d", q.Text, n.Code, n.Position, n.End)
	}
	form, ok := query.NoteTexts[n.Code]
	if !ok {
		t.Fatalf("the note %q is not in NoteTexts", n.Code)
	}
	for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(form, -1) {
		if at := slices.Index(n.Args, m[1]); at < 0 || at%2 != 0 {
			t.Fatalf("the note %q comes without its %s: %q", n.Code, m[1], n.Args)
		}
	}
}

// A note that no case makes would be a text that nobody has read in its place.
func TestCasesMakeEveryNote(t *testing.T) {
	files, err := filepath.Glob("testdata/parse/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]bool{}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			text, _, _ := strings.Cut(string(f.Data), "\n")
			if q, err := query.Parse(text); err == nil {
				for _, n := range plan.Compile(q, query.Auto, analysis.AllViews).Notes {
					made[n.Code] = true
				}
			}
		}
	}
	ofIndex := []string{"lang_not_held", "cites_not_held", "signs_not_held", "words_left_out"} // made by an index, see enginetest
	for code := range query.NoteTexts {
		if !made[code] && !slices.Contains(ofIndex, code) {
			t.Errorf("no case in testdata/parse makes the note %q", code)
		}
	}
}

func dump(b *strings.Builder, x query.Expr, indent string) {
	kids := func(name string, list []query.Expr) {
		fmt.Fprintf(b, "%s%s\n", indent, name)
		for _, kid := range list {
			dump(b, kid, indent+"  ")
		}
	}
	switch x := x.(type) {
	case nil:
		fmt.Fprintf(b, "%severything\n", indent)
	case query.Bag:
		kids("bag", x)
	case query.And:
		kids("and", x)
	case query.Or:
		kids("or", x)
	case query.Not:
		kids("not", []query.Expr{x.X})
	case query.Field:
		kids("field "+x.Name, []query.Expr{x.X})
	case query.Word:
		fmt.Fprintf(b, "%sword <%s>", indent, x.Text)
		if x.Exact {
			b.WriteString(" exact")
		}
		if x.Prefix {
			b.WriteString(" prefix")
		}
		if x.Fuzzy > 0 {
			fmt.Fprintf(b, " fuzzy %d", x.Fuzzy)
		}
		b.WriteByte('\n')
	case query.Phrase:
		fmt.Fprintf(b, "%sphrase <%s>", indent, x.Text)
		if x.Exact {
			b.WriteString(" exact")
		}
		if x.Slop > 0 {
			fmt.Fprintf(b, " slop %d", x.Slop)
		}
		b.WriteByte('\n')
	case query.Years:
		fmt.Fprintf(b, "%syears %d to %d\n", indent, x.From, x.To)
	}
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// withoutPlaces compares expressions wherever they were read from.
var withoutPlaces = cmpopts.IgnoreTypes(doc.Span{})

// checkRoundTrip fails unless q, written out, reads as the same query, and
// unless its expression is in normal form.
func checkRoundTrip(t failer, q *query.Query) {
	t.Helper()
	written := q.String()
	again, err := query.Parse(written)
	if err != nil {
		t.Fatalf("Parse(%q) written out: Parse(%q): %v", q.Text, written, err)
	}
	if !cmp.Equal(again.Expr, q.Expr, withoutPlaces) {
		t.Fatalf("Parse(%q) = %#v,\nwritten %q,\nread    %#v", q.Text, q.Expr, written, again.Expr)
	}
	if slices.ContainsFunc(again.Notes, func(n query.Note) bool { return n.Code != "small_operator" }) {
		t.Fatalf("Parse(%q) written out: Parse(%q) has notes: %v", q.Text, written, again.Notes)
	}
	if (q.Expr == nil) != (strings.TrimFunc(q.Visible(), query.IsBlank) == "") {
		t.Fatalf("Parse(%q) = %#v", q.Text, q.Expr)
	}
	if q.Expr != nil {
		checkNormal(t, q.Expr)
		checkPlaces(t, q, q.Expr)
	}
	last := 0
	for _, n := range q.Notes {
		if n.Position < last || n.Position > len(q.Text) {
			t.Fatalf("Parse(%q): notes out of order or of the text: %v", q.Text, q.Notes)
		}
		last = n.Position
	}
	for _, n := range plan.Compile(q, query.Auto, analysis.AllViews).Notes {
		checkNote(t, q, n)
	}
	if len(q.Notes) > query.MaxQueryNotes {
		t.Fatalf("Parse(%q): %d notes", q.Text, len(q.Notes))
	}
}

// checkPlaces fails unless every word and phrase is written where it says.
func checkPlaces(t failer, q *query.Query, x query.Expr) {
	t.Helper()
	letters := func(r rune) rune { // a quotation mark without its partner may stand among them
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}
	check := func(text string, at doc.Span) {
		if at.Start < 0 || at.Start >= at.End || at.End > len(q.Text) {
			t.Fatalf("Parse(%q): <%s> stands at %v", q.Text, text, at)
		}
		for _, part := range strings.Fields(text) {
			if !strings.Contains(strings.Map(letters, q.Text[at.Start:at.End]), strings.Map(letters, part)) {
				t.Fatalf("Parse(%q): <%s> is not written in <%s>", q.Text, text, q.Text[at.Start:at.End])
			}
		}
	}
	switch x := x.(type) {
	case query.Bag:
		for _, kid := range x {
			checkPlaces(t, q, kid)
		}
	case query.And:
		checkPlaces(t, q, query.Bag(x))
	case query.Or:
		checkPlaces(t, q, query.Bag(x))
	case query.Not:
		checkPlaces(t, q, x.X)
	case query.Field:
		checkPlaces(t, q, x.X)
	case query.Word:
		if query.Searchable(x) { // else it may be all that is written
			check(x.Text, x.At)
		}
	case query.Phrase:
		check(x.Text, x.At)
	}
}

func checkNormal(t failer, x query.Expr) {
	t.Helper()
	list := func(kids []query.Expr) {
		if len(kids) < 2 {
			t.Fatalf("not in normal form: %#v", x)
		}
		for _, kid := range kids {
			if reflect.TypeOf(kid) == reflect.TypeOf(x) && reflect.TypeOf(x) != reflect.TypeFor[query.Bag]() {
				t.Fatalf("not in normal form: %#v", x)
			}
			checkNormal(t, kid)
		}
	}
	switch x := x.(type) {
	case query.Bag:
		list(x)
	case query.And:
		list(x)
	case query.Or:
		list(x)
	case query.Not:
		if _, ok := x.X.(query.Not); ok {
			t.Fatalf("not in normal form: %#v", x)
		}
		checkNormal(t, x.X)
	case query.Field:
		switch x.X.(type) {
		case query.Word, query.Phrase:
			checkNormal(t, x.X)
		default:
			t.Fatalf("not in normal form: %#v", x)
		}
	case query.Word:
		if x.Text == "" || !utf8.ValidString(x.Text) || strings.ContainsFunc(x.Text, query.IsBlank) || x.Fuzzy < 0 || x.Fuzzy > query.MaxFuzzy || x.Fuzzy > 0 && (x.Exact || x.Prefix) ||
			!query.Searchable(x) && !x.Plain() {
			t.Fatalf("not in normal form: %#v", x)
		}
	case query.Phrase:
		if x.Text == "" || !utf8.ValidString(x.Text) || x.Slop < 0 || x.Slop > query.MaxSlop {
			t.Fatalf("not in normal form: %#v", x)
		}
	case query.Years:
		if x == (query.Years{}) || x.To != 0 && x.From > x.To {
			t.Fatalf("not in normal form: %#v", x)
		}
	default:
		t.Fatalf("unknown expression %T", x)
	}
}

// fragments are what queries are made of in the properties: operators, marks
// and words in which something may go wrong.
var fragments = []string{
	" ", " ", " ", "\t", "　", "AND", "OR", "NOT", "-", "--", "–", "(", ")", "（", "）", `"`, "“", "”", "„", "«", "»",
	"「", "」", "＂", "~", "~1", "~2", "~99", "*", "**", "=", `\`, `\\`, ":", "：", "..", "...", "…", "@", "/", "!", "a", "B", "é",
	"культура", "мәдениет", "文化", "12:30", "https://a.b/c?d=(e)", "10.1000/abc(1)2", "author:", "year:", "year:2019..2024", "lang:kk",
	"kind:body", "autor:", "doi:10.1/x", "cites:", "Title：", "автор:", "\xff", "\x00", "\ufffd", "́", "2019", "2019..", "..7", "ʼ", "\u200b", "\u00ad", "\ufeff", "\u202e",
	"‘", "’", "'", "`", "``", "''", "&&", "||", "or", "and not", "NOT A B C", "X Y Z OR", "?", "c?d",
}

func TestParseRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(fragments), rapid.StringN(0, 3, -1)), 0, 30).Draw(t, "parts")
		q, err := query.Parse(strings.Join(parts, ""))
		if err != nil {
			return // only a limit, which TestParseLimits looks at
		}
		checkRoundTrip(t, q)
	})
}

func TestStringRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := genExpr(t, 3)
		checkNormal(t, x)
		q := &query.Query{Expr: x}
		again, err := query.Parse(q.String())
		if err != nil {
			if errors.As(err, new(*query.LimitError)) {
				t.Skip(err)
			}
			t.Fatal(err)
		}
		if !cmp.Equal(again.Expr, x, withoutPlaces) || len(again.Notes) > 0 {
			t.Fatalf("%#v\nwritten %q\nread %#v\nnotes %v", x, q, again.Expr, again.Notes)
		}
	})
}

// genExpr draws an expression in normal form.
func genExpr(t *rapid.T, depth int) query.Expr {
	if depth == 0 {
		return genLeaf(t)
	}
	list := func() []query.Expr {
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) query.Expr { return genExpr(t, depth-1) }), 2, 4).Draw(t, "operands")
	}
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0:
		return query.Bag(list())
	case 1:
		var and query.And
		for _, x := range list() {
			if kids, ok := x.(query.And); ok {
				and = append(and, kids...)
			} else {
				and = append(and, x)
			}
		}
		return and
	case 2:
		var or query.Or
		for _, x := range list() {
			if kids, ok := x.(query.Or); ok {
				or = append(or, kids...)
			} else {
				or = append(or, x)
			}
		}
		return or
	case 3:
		x := genExpr(t, depth-1)
		if not, ok := x.(query.Not); ok {
			return not.X
		}
		return query.Not{x}
	}
	return genLeaf(t)
}

func genLeaf(t *rapid.T) query.Expr {
	switch rapid.IntRange(0, 5).Draw(t, "leaf") {
	case 0:
		return genPhrase(t)
	case 1:
		name := rapid.SampledFrom([]string{"author", "title", "section"}).Draw(t, "name")
		if rapid.Bool().Draw(t, "phrase") {
			return query.Field{Name: name, X: genPhrase(t)}
		}
		return query.Field{Name: name, X: genWord(t)}
	case 2:
		return rapid.SampledFrom([]query.Expr{
			query.Field{"lang", query.Word{Text: "kk"}}, query.Field{"lang", query.Word{Text: "ru-Latn"}}, query.Field{"kind", query.Word{Text: "body"}},
			query.Field{"doi", query.Word{Text: "10.1000/abc(1)2"}}, query.Field{"cites", query.Word{Text: "doi:10.1/(x*~1"}},
			query.Years{2019, 2024}, query.Years{2019, 0}, query.Years{0, 2024}, query.Years{2019, 2019},
		}).Draw(t, "value")
	}
	return genWord(t)
}

func genWord(t *rapid.T) query.Word {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("aZ7文é()*?~=-'‘’:：\\\"“»（.!'/")), 0, 8, -1).Draw(t, "text")
	w := query.Word{Text: text}
	if rapid.Bool().Draw(t, "named") {
		w.Text = rapid.SampledFrom([]string{"AND", "OR", "NOT", "&&", "||", "author:", "autor:", "year:", "NOT(", "AND(a)", `\AND`, "-"}).Draw(t, "name") + text
	}
	if rapid.Bool().Draw(t, "exact") {
		w.Exact, w.Text = true, "x"+w.Text
	}
	if !query.Searchable(w) {
		w.Text += "x"
	}
	if rapid.Bool().Draw(t, "prefix") {
		w.Prefix = true
	}
	if !w.Exact && !w.Prefix {
		w.Fuzzy = rapid.IntRange(0, query.MaxFuzzy).Draw(t, "fuzzy")
	}
	return w
}

func genPhrase(t *rapid.T) query.Phrase {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("ab  文()*~\\\"“»＂AND")), 1, 12, -1).Draw(t, "phrase")
	return query.Phrase{Text: strings.Join(strings.Fields("x "+text), " "), Exact: rapid.Bool().Draw(t, "exact"), Slop: rapid.IntRange(0, query.MaxSlop).Draw(t, "slop")}
}

// What is not seen changes nothing but the places, wherever it stands.
func TestInvisible(t *testing.T) {
	for _, text := range []string{
		`author:Sarybayev -kind:reference`, `"мәдени айырмашылық"~3 OR =Kazakhstan`, `(文化 AND cultur*) NOT "`, `autor:李 year:2019..2024 - lang:kk`,
	} {
		want, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range "\u200b\u200d\u00ad\ufeff\u200e\u2067\u2060\U000e0020" {
			for i := range text + "." {
				q, err := query.Parse(text[:i] + string(r) + text[i:])
				if err != nil {
					t.Fatal(err)
				}
				if !cmp.Equal(q.Expr, want.Expr, withoutPlaces) || len(q.Notes) != len(want.Notes) {
					t.Errorf("%q reads as %s, notes %v", q.Text, q, q.Notes)
				}
				checkRoundTrip(t, q)
			}
		}
	}
}

func TestParseLimits(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("(", n) + "a" + strings.Repeat(" b)", n) }
	tests := []struct {
		name, text, limit string
	}{
		{"bytes", strings.Repeat(" ", query.MaxQueryBytes+1), "bytes"},
		{"bytes at the limit", strings.Repeat(" ", query.MaxQueryBytes), ""},
		{"bytes when written out", strings.Repeat("a*", query.MaxQueryBytes/2), "terms"},
		{"bytes when written out as one word", strings.Repeat("*", query.MaxQueryBytes), "bytes"},
		{"operands", strings.Repeat("a OR ", query.MaxQueryTerms) + "a", "terms"},
		{"beginnings", strings.Repeat("a* ", query.MaxQueryTerms+1), "terms"},
		{"fields", strings.Repeat("author:a ", query.MaxQueryTerms+1), "terms"},
		{"words and a field", "author:a " + strings.Repeat("a ", query.MaxQueryTerms+1), "terms"},
		{"words", strings.Repeat("a ", query.MaxQueryTerms+1), ""},
		{"words at the limit", strings.Repeat("a ", query.MaxQueryTerms), ""},
		{"operators that turn out to be words", strings.Repeat("OR ", query.MaxQueryTerms+1), ""},
		{"words of a phrase", `"` + strings.Repeat("a ", query.MaxQueryTerms+1) + `"`, ""},
		{"phrases", strings.Repeat(`"a"`, query.MaxQueryTerms+1), ""},
		{"parts of a compound", strings.Repeat("a-", query.MaxQueryTerms+1), ""},
		{"Han characters", strings.Repeat("文", 2*query.MaxQueryTerms+1), ""},
		{"Han characters at the limit", strings.Repeat("文", 2*query.MaxQueryTerms), ""},
		{"marks", strings.Repeat("! ", query.MaxQueryTerms+1), "terms"},
		{"nesting", nested(query.MaxQueryNesting + 1), "nested parentheses"},
		{"nesting at the limit", nested(query.MaxQueryNesting), ""},
		{"open parentheses", strings.Repeat("(", query.MaxQueryBytes), "nested parentheses"},
		{"open parentheses in words", strings.Repeat("a(", query.MaxQueryBytes/2), "nested parentheses"},
		{"closing parentheses", strings.Repeat(")", query.MaxQueryBytes-1) + "a", ""},
		{"quotation marks", strings.Repeat("«", query.MaxQueryBytes/2-1) + "a", ""},
		{"minus signs", strings.Repeat("-", query.MaxQueryBytes-2) + "a", ""},
		{"negations", strings.Repeat("NOT ", query.MaxQueryBytes/4-1) + "a", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q, err := query.Parse(tt.text)
			if tt.limit == "" {
				if err != nil {
					t.Fatal(err)
				}
				checkRoundTrip(t, q)
				return
			}
			var limit *query.LimitError
			if !errors.As(err, &limit) || limit.Limit != tt.limit {
				t.Fatalf("err = %v, want a LimitError on %s", err, tt.limit)
			}
		})
	}
}

// A text that is longer than a query may be is read as its words, whatever signs stand
// in it by chance; a query that is too long is refused.
func TestLongTexts(t *testing.T) {
	sentence := "Of the mills on the river (built before 1900) two burnt down. "
	for _, c := range []struct {
		name, text string
		words      int
	}{
		{"brackets", strings.Repeat(sentence, 8), 96},
		{"quotation marks", strings.Repeat(`The "old mill" is gone - who knew? `, 12), 84},
		{"figures", strings.Repeat(sentence, 8) + "(r = -0.35, OR 2.1)", 99},
		{"capitals", strings.ToUpper(strings.Repeat(sentence, 8)), 96},
		{"Han", strings.Repeat("该河上的老磨坊（建于一九零零年以前），两座被烧毁。 ", 8), 8},
		{"operators", strings.Repeat("mill OR river OR ", 40) + "fire", 0},
		{"exclusions", strings.Repeat("mill -river ", 40), 0},
		{"a field", strings.Repeat(sentence, 8) + "author:Li", 0},
	} {
		q, err := query.Parse(c.text)
		if c.words == 0 {
			if err == nil {
				t.Errorf("%s: read as %s, wanted a refusal", c.name, q)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		bag, _ := q.Expr.(query.Bag)
		for _, x := range bag {
			if w, ok := x.(query.Word); !ok || !w.Plain() {
				t.Errorf("%s: %s is no word", c.name, x)
			}
		}
		if !q.Long || len(bag) != c.words {
			t.Errorf("%s: %d words, long: %v, wanted %d", c.name, len(bag), q.Long, c.words)
		}
		checkRoundTrip(t, q)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range fragments {
		f.Add(s)
		f.Add("a " + s + "b OR " + s)
	}
	f.Add(`author:"`)
	f.Add(`(author:"Ли Цзин" OR title:культур*) AND -kind:reference year:2019..2024 "cross cultural"~3 =exact fuzz~2`)
	f.Fuzz(func(t *testing.T, text string) {
		q, err := query.Parse(text)
		if err != nil {
			if !errors.As(err, new(*query.LimitError)) {
				t.Fatalf("Parse(%q): %v", text, err)
			}
			return
		}
		checkRoundTrip(t, q)
	})
}

func BenchmarkParse(b *testing.B) {
	for _, bench := range []struct{ name, text string }{
		{"words", "мәдени айырмашылық public administration"},
		{"operators", `(author:"Ли Цзин" OR title:культур*) AND -kind:reference year:2019..2024 "cross cultural"~3`},
		{"hostile", strings.Repeat("««»", query.MaxQueryBytes/6)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := query.Parse(bench.text); err != nil && bench.name != "hostile" {
					b.Fatal(err)
				}
			}
		})
	}
}
