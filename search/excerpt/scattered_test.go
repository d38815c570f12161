package excerpt

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
	"pgregory.net/rapid"
)

// In damaged text a phrase is found although its words are torn out of their
// places; elsewhere it is not.
func TestPhrasesInDamagedText(t *testing.T) {
	const text = "The project exclusively electric buses produces and development clean the of energy went on for years."
	for wanted, want := range map[string]string{
		`"exclusively produces electric buses"`: "[exclusively] [electric] [buses] [produces]",
		`"development of clean energy"`:         "[development] [clean] [of] [energy]",
		`"electric buses"`:                      "[electric buses]",
		`"project years"`:                       "",
		`"buses buses"`:                         "",
		`"electric cars"`:                       "",
	} {
		q, err := query.Parse(wanted)
		if err != nil {
			t.Fatal(err)
		}
		plan := plan.Compile(q, query.Auto, 0xFF)
		p := &doc.Passage{Text: text, Lang: doc.English, Damaged: true}
		var marked []string
		for _, m := range Marks(plan, p, &doc.Document{}) {
			marked = append(marked, "["+text[m.Start:m.End]+"]")
		}
		if got := strings.Join(marked, " "); got != want || Matches(plan, p, &doc.Document{}) != (want != "") {
			t.Errorf("%s marks %s, want %s", wanted, got, want)
		}
		p.Damaged = false
		if got, true1 := Matches(plan, p, &doc.Document{}), wanted == `"electric buses"`; got != true1 {
			t.Errorf("%s: match %t where the text is not damaged", wanted, got)
		}
	}
}

// Scattered finds a place exactly if some choice of positions, one for each term,
// all different, lies within the width.
func TestScatteredIsComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "x", "y", "z"}), 0, 14).Draw(t, "text")
		terms := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 2, 4).Draw(t, "phrase")
		positions := make([][]int, len(terms))
		for i, term := range terms {
			for pos, w := range words {
				if w == term {
					positions[i] = append(positions[i], pos)
				}
			}
		}
		want := false
		for start := range words {
			window := slices.Clone(words[start:min(len(words), start+len(terms)+plan.ScatterSlop)])
			found := 0
			for _, term := range terms {
				if i := slices.Index(window, term); i >= 0 {
					window[i] = ""
					found++
				}
			}
			want = want || found == len(terms)
		}
		got, end := false, -1
		for at := range plan.Scattered(terms, positions) {
			got = true
			var there []string
			for _, pos := range at {
				there = append(there, words[pos])
			}
			slices.Sort(there)
			if fmt.Sprint(there) != fmt.Sprint(slices.Sorted(slices.Values(terms))) || at[0] <= end || at[len(at)-1]-at[0] >= len(terms)+plan.ScatterSlop {
				t.Fatalf("%v in %v at %v", terms, words, at)
			}
			end = at[len(at)-1]
		}
		if got != want {
			t.Fatalf("%v in %v: found %t, want %t", terms, words, got, want)
		}
	})
}
