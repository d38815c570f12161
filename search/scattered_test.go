package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// In damaged text a phrase is found although its words are torn out of their
// places; elsewhere it is not.
func TestPhrasesInDamagedText(t *testing.T) {
	const text = "The project exclusively electric buses produces and development clean the of energy went on for years."
	for query, want := range map[string]string{
		`"exclusively produces electric buses"`: "[exclusively] [electric] [buses] [produces]",
		`"development of clean energy"`:         "[development] [clean] [of] [energy]",
		`"electric buses"`:                      "[electric buses]",
		`"project years"`:                       "",
		`"buses buses"`:                         "",
		`"electric cars"`:                       "",
	} {
		q, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		plan := Compile(q, Auto, 0xFF)
		p := &Passage{Text: text, Lang: English, Damaged: true}
		var marked []string
		for _, m := range plan.Marks(p, &Document{}) {
			marked = append(marked, "["+text[m.Start:m.End]+"]")
		}
		if got := strings.Join(marked, " "); got != want || plan.Matches(p, &Document{}) != (want != "") {
			t.Errorf("%s marks %s, want %s", query, got, want)
		}
		p.Damaged = false
		if got, true1 := plan.Matches(p, &Document{}), query == `"electric buses"`; got != true1 {
			t.Errorf("%s: match %t where the text is not damaged", query, got)
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
			window := slices.Clone(words[start:min(len(words), start+len(terms)+ScatterSlop)])
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
		for at := range Scattered(terms, positions) {
			got = true
			var there []string
			for _, pos := range at {
				there = append(there, words[pos])
			}
			slices.Sort(there)
			if fmt.Sprint(there) != fmt.Sprint(slices.Sorted(slices.Values(terms))) || at[0] <= end || at[len(at)-1]-at[0] >= len(terms)+ScatterSlop {
				t.Fatalf("%v in %v at %v", terms, words, at)
			}
			end = at[len(at)-1]
		}
		if got != want {
			t.Fatalf("%v in %v: found %t, want %t", terms, words, got, want)
		}
	})
}
