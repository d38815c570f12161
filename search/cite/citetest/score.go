// Package citetest is the measure of parsed references: precision, recall and F1
// of normalised values by field, as score_references.py of the evaluation data
// defines them. Values come as CSL-JSON or as labelled substrings.
package citetest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fields are the fields that are scored.
var Fields = []string{"author", "title", "container-title", "publisher", "year", "volume", "issue", "page", "DOI"}

// Tally counts right, wrong and missed values.
type Tally struct{ Right, Wrong, Missed int }

// Add adds the counts of o.
func (c *Tally) Add(o Tally) {
	c.Right, c.Wrong, c.Missed = c.Right+o.Right, c.Wrong+o.Wrong, c.Missed+o.Missed
}

// Compare counts one value: want or got is "" where there is none.
func (c *Tally) Compare(want, got string) bool {
	switch {
	case want == got:
		if want != "" {
			c.Right++
		}
		return true
	case want != "" && got != "":
		c.Wrong, c.Missed = c.Wrong+1, c.Missed+1
	case want != "":
		c.Missed++
	default:
		c.Wrong++
	}
	return false
}

// F1 is the harmonic mean of precision and recall.
func (c Tally) F1() float64 {
	return 2 * float64(c.Right) / float64(max(1, 2*c.Right+c.Wrong+c.Missed))
}

func (c Tally) String() string {
	p := float64(c.Right) / float64(max(1, c.Right+c.Wrong))
	r := float64(c.Right) / float64(max(1, c.Right+c.Missed))
	return fmt.Sprintf("P %.3f  R %.3f  F1 %.3f  right %d wrong %d missed %d", p, r, c.F1(), c.Right, c.Wrong, c.Missed)
}

// Table holds tallies by name.
type Table map[string]*Tally

// Add adds c to the tally of each name.
func (t Table) Add(c Tally, names ...string) {
	for _, n := range names {
		if t[n] == nil {
			t[n] = &Tally{}
		}
		t[n].Add(c)
	}
}

// String writes the table, a tally a line.
func (t Table) String() string {
	var names []string
	for n := range t {
		names = append(names, n)
	}
	sort.Strings(names)
	var b strings.Builder
	for _, n := range names {
		fmt.Fprintf(&b, "%-32s %s\n", n, t[n])
	}
	return b.String()
}

// Normalize is the text in comparing form: NFKC, lower case, letters and
// digits only.
func Normalize(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			return -1
		}
		return r
	}, strings.ToLower(norm.NFKC.String(s)))
}

// Values are the normalised values of a reference's fields. A year is four
// digits; an author is a family name, or the literal name.
type Values map[string][]string

// loose is CSL-JSON as people write it.
type loose struct {
	Author    []struct{ Family, Given, Literal string }
	Title     any
	Container any `json:"container-title"`
	Publisher any
	Volume    any
	Issue     any
	Page      any
	DOI       any
	Issued    struct {
		Parts   [][]any `json:"date-parts"`
		Literal string
		Raw     string
	}
}

// OfCSL reads the values of a CSL-JSON item; lists where CSL wants text are
// passed over.
func OfCSL(item []byte) (Values, error) {
	var c loose
	if err := json.Unmarshal(item, &c); err != nil {
		return nil, fmt.Errorf("reading CSL-JSON: %w", err)
	}
	v := Values{}
	for _, a := range c.Author {
		for _, s := range []string{a.Family, a.Literal, a.Given} {
			if s != "" {
				v["author"] = append(v["author"], Normalize(s))
				break
			}
		}
	}
	if y := c.Issued.Parts; len(y) > 0 && len(y[0]) > 0 && fmt.Sprint(y[0][0]) != "0" {
		v["year"] = []string{fmt.Sprint(y[0][0])}
	} else {
		v["year"] = firstYear(c.Issued.Raw + " " + c.Issued.Literal)
	}
	for field, x := range map[string]any{"title": c.Title, "container-title": c.Container, "publisher": c.Publisher, "volume": c.Volume, "issue": c.Issue, "page": c.Page, "DOI": c.DOI} {
		switch x.(type) {
		case string, float64:
			if s := Normalize(fmt.Sprint(x)); s != "" {
				v[field] = []string{s}
			}
		}
	}
	return v, nil
}

var labels = map[string][]string{"title": {"title"}, "container-title": {"journal", "container-title", "collection-title"},
	"publisher": {"publisher"}, "volume": {"volume"}, "page": {"pages"}, "DOI": {"doi"}, "author": {"author"}}

// OfLabels reads the values of substrings labelled by hand.
func OfLabels(labelled map[string][]string) Values {
	v := Values{"year": firstYear(strings.Join(labelled["date"], " "))}
	for field, names := range labels {
		for _, n := range names {
			for _, s := range labelled[n] {
				v[field] = append(v[field], Normalize(s))
			}
		}
	}
	return v
}

// Within leaves the values that stand in the reference itself.
func (v Values) Within(raw string) Values {
	raw = Normalize(raw)
	out := Values{}
	for field, values := range v {
		out[field] = slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "" || !strings.Contains(raw, s) })
	}
	return out
}

var plainYear = regexp.MustCompile(`1[5-9]\d\d|20\d\d`)

func firstYear(s string) []string {
	digit := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	for _, m := range plainYear.FindAllStringIndex(s, -1) {
		if !digit(m[0]-1) && !digit(m[1]) {
			return []string{s[m[0]:m[1]]}
		}
	}
	return nil
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// Same says whether two values of a field count as equal: volumes and pages by
// their digits, titles and publishers also when a few letters are missing.
func Same(field, want, got string) bool {
	switch field {
	case "volume", "page":
		if d := digitsOf(got); d != "" {
			return digitsOf(want) == d
		}
	case "title", "container-title", "publisher":
		w, g := utf8.RuneCountInString(want), utf8.RuneCountInString(got)
		if g > 8 && (strings.Contains(got, want) || strings.Contains(want, got)) && max(w-g, g-w) <= max(4, w/12) {
			return true
		}
	}
	return want == got
}

// Score compares the values of a field.
func Score(field string, want, got Values) Tally {
	var c Tally
	w := want[field]
	for _, a := range w {
		if slices.ContainsFunc(got[field], func(b string) bool { return Same(field, a, b) }) {
			c.Right++
		}
	}
	c.Missed = len(w) - c.Right
	if len(w) > 0 {
		c.Wrong = max(0, len(got[field])-c.Right)
	}
	return c
}

var (
	nameWord = regexp.MustCompile(`\pL{2,}`)
	noNames  = strings.Fields("and et al eds ed editor editors others und dir hg hrsg jr dr prof in")
)

// ScoreNames compares authors with a labelled list of names: a name found in it
// is right, a capitalised word of it that stands in none of written, the names
// in full, is missed.
func ScoreNames(labelled []string, want, got Values, written string) Tally {
	var c Tally
	if len(want["author"]) == 0 {
		return c
	}
	joined, written := strings.Join(want["author"], ""), Normalize(written)
	for _, u := range got["author"] {
		if strings.Contains(joined, u) {
			c.Right++
		} else {
			c.Wrong++
		}
	}
	for _, w := range nameWord.FindAllString(strings.Join(labelled, " "), -1) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) && !slices.Contains(noNames, strings.ToLower(w)) && !strings.Contains(written, Normalize(w)) {
			c.Missed++
		}
	}
	return c
}
