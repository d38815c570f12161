package cite

// This file measures the parser on references.jsonl of the folder IZDE_EVAL names,
// by the measure of its score_references.py: per source and field, precision,
// recall and F1 of normalised values.

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var (
	updateFlag = flag.Bool("update", false, "rewrite the golden tables in testdata")
	missesFlag = flag.String("misses", "", "log the misses of source/field, such as gost/title")
)

var scoredFields = []string{"author", "title", "container-title", "publisher", "year", "volume", "issue", "page", "DOI"}

// tally counts right, wrong and missed values.
type tally struct{ tp, fp, fn int }

func (c tally) f1() float64 { return 2 * float64(c.tp) / max(1, float64(2*c.tp+c.fp+c.fn)) }

func (c tally) String() string {
	p := float64(c.tp) / float64(max(1, c.tp+c.fp))
	r := float64(c.tp) / float64(max(1, c.tp+c.fn))
	f := 2 * p * r / max(1e-9, p+r)
	return fmt.Sprintf("P %.3f  R %.3f  F1 %.3f  right %d wrong %d missed %d", p, r, f, c.tp, c.fp, c.fn)
}

// normalized is the text in comparing form: NFKC, lower case, letters and
// digits only.
func normalized(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			return -1
		}
		return r
	}, strings.ToLower(norm.NFKC.String(s)))
}

var plainYear = regexp.MustCompile(`1[5-9]\d\d|20\d\d`)

func firstYear(s string) []string {
	for _, m := range plainYear.FindAllStringIndex(s, -1) {
		if (m[0] == 0 || !isDigit(s[m[0]-1])) && (m[1] == len(s) || !isDigit(s[m[1]])) {
			return []string{s[m[0]:m[1]]}
		}
	}
	return nil
}

// cslUnits gives the values of a CSL item for a field.
func cslUnits(it *Item, field string) []string {
	one := func(s string) []string {
		if n := normalized(s); n != "" {
			return []string{n}
		}
		return nil
	}
	switch field {
	case "author":
		var out []string
		for _, n := range it.Author {
			s := n.Family
			if s == "" {
				s = n.Literal
			}
			if s == "" {
				s = n.Given
			}
			out = append(out, normalized(s))
		}
		return out
	case "year":
		if it.Issued == nil {
			return nil
		}
		if y := it.Year(); y != 0 {
			return []string{strconv.Itoa(y)}
		}
		return firstYear(it.Issued.Literal)
	case "title":
		return one(it.Title)
	case "container-title":
		return one(it.ContainerTitle)
	case "publisher":
		return one(it.Publisher)
	case "volume":
		return one(string(it.Volume))
	case "issue":
		return one(string(it.Issue))
	case "page":
		return one(string(it.Page))
	case "DOI":
		return one(it.DOI)
	}
	return nil
}

// goldRow is a row of references.jsonl made ready.
type goldRow struct {
	source, raw string
	labelled    map[string][]string // by hand, or nil
	csl         *Item
}

func goldRows(t testing.TB) []goldRow {
	var out []goldRow
	for _, r := range readEval(t) {
		g := goldRow{source: r.Source, raw: r.Raw}
		var c struct {
			CSL json.RawMessage `json:"csl"`
		}
		if json.Unmarshal(r.Fields, &c) == nil && c.CSL != nil {
			var loose map[string]any
			if err := json.Unmarshal(c.CSL, &loose); err != nil {
				t.Fatal(err)
			}
			// Only what is scored: the rest holds lists where CSL wants text.
			keep := map[string]any{}
			for _, k := range []string{"author", "title", "container-title", "publisher", "issued", "volume", "issue", "page", "DOI", "type"} {
				if v, ok := loose[k]; ok {
					keep[k] = v
				}
			}
			b, _ := json.Marshal(keep)
			g.csl = &Item{}
			if err := json.Unmarshal(b, g.csl); err != nil {
				delete(keep, "publisher")
				b, _ = json.Marshal(keep)
				g.csl = &Item{}
				if err := json.Unmarshal(b, g.csl); err != nil {
					t.Fatalf("%s: %v", b, err)
				}
			}
		} else if err := json.Unmarshal(r.Fields, &g.labelled); err != nil {
			t.Fatal(err)
		}
		out = append(out, g)
	}
	return out
}

var labelledFields = map[string][]string{"title": {"title"}, "container-title": {"journal", "container-title", "collection-title"},
	"publisher": {"publisher"}, "volume": {"volume"}, "page": {"pages"}, "DOI": {"doi"}, "author": {"author"}}

func (g *goldRow) units(field string) []string {
	raw := normalized(g.raw)
	var all []string
	switch {
	case g.csl != nil:
		all = cslUnits(g.csl, field)
	case field == "year":
		all = firstYear(strings.Join(g.labelled["date"], " "))
	default:
		for _, k := range labelledFields[field] {
			for _, s := range g.labelled[k] {
				all = append(all, normalized(s))
			}
		}
	}
	var out []string
	for _, u := range all {
		if u != "" && strings.Contains(raw, u) {
			out = append(out, u)
		}
	}
	return out
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func sameUnit(field, g, p string) bool {
	if field == "volume" || field == "page" {
		if d := digitsOf(p); d != "" {
			return digitsOf(g) == d
		}
		return g == p
	}
	if g == p {
		return true
	}
	if field == "title" || field == "container-title" || field == "publisher" {
		lg, lp := len([]rune(g)), len([]rune(p))
		diff := max(lg-lp, lp-lg)
		return lp > 8 && (strings.Contains(p, g) || strings.Contains(g, p)) && diff <= max(4, lg/12)
	}
	return false
}

var (
	nameWordPattern = regexp.MustCompile(`\pL{2,}`)
	noNames         = set("and et al eds ed editor editors others und dir hg hrsg jr dr prof in")
)

// scoreField compares one field of one reference.
func scoreField(g *goldRow, it *Item, field string) (c tally) {
	gold := g.units(field)
	var got []string
	for _, u := range cslUnits(it, field) {
		if u != "" {
			got = append(got, u)
		}
	}
	if field == "author" && g.csl == nil {
		if len(gold) == 0 {
			return c
		}
		joined := strings.Join(gold, "")
		var b strings.Builder
		for _, n := range it.Author {
			b.WriteString(n.Family + " " + n.Given + " " + n.Literal + " ")
		}
		text := normalized(b.String())
		for _, u := range got {
			if strings.Contains(joined, u) {
				c.tp++
			} else {
				c.fp++
			}
		}
		for _, w := range nameWordPattern.FindAllString(strings.Join(g.labelled["author"], " "), -1) {
			if unicode.IsUpper(firstRune(w)) && !noNames[strings.ToLower(w)] && !strings.Contains(text, normalized(w)) {
				c.fn++
			}
		}
		return c
	}
	for _, a := range gold {
		for _, b := range got {
			if sameUnit(field, a, b) {
				c.tp++
				break
			}
		}
	}
	c.fn = len(gold) - c.tp
	if len(gold) > 0 {
		c.fp = max(0, len(got)-c.tp)
	}
	return c
}

// measure scores the parser on rows, by source, by source/field.
func measure(t testing.TB, rows []goldRow) map[string]*tally {
	table := map[string]*tally{}
	add := func(key string, c tally) {
		if table[key] == nil {
			table[key] = &tally{}
		}
		s := table[key]
		s.tp, s.fp, s.fn = s.tp+c.tp, s.fp+c.fp, s.fn+c.fn
	}
	for i := range rows {
		g := &rows[i]
		p := Parse(g.raw)
		for _, f := range scoredFields {
			c := scoreField(g, &p.Item, f)
			add(g.source, c)
			add(g.source+"/"+f, c)
			if *missesFlag == g.source+"/"+f && c.fp+c.fn > 0 {
				t.Logf("%s\n   want %v\n   got  %v  %v", g.raw, g.units(f), cslUnits(&p.Item, f), p.Item.Author)
			}
			switch g.source {
			case "anystyle-gold", "anystyle-core":
				add("anystyle-gold+core", c)
			case "anystyle-good", "anystyle-ugly":
				add("anystyle-good+ugly", c)
			}
		}
	}
	return table
}

func tableText(table map[string]*tally) string {
	var keys []string
	for k := range table {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, "%-32s %s\n", k, table[k])
	}
	return b.String()
}

func TestQuality(t *testing.T) {
	text := tableText(measure(t, goldRows(t)))
	t.Log("\n" + text)
	const golden = "testdata/quality.txt"
	if *updateFlag {
		if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("the figures differ from %s; if they are better or the loss is meant, rewrite it with -update. It has\n%s", golden, want)
	}
}
