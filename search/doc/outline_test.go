package doc

import (
	"slices"
	"testing"
)

// Headings may follow each other: each section begins at its own.
func TestOutline(t *testing.T) {
	heading := func(id, text string, section ...string) *Passage {
		return &Passage{ID: id, Kind: Heading, Text: text, Section: section}
	}
	passages := []*Passage{
		heading("h1", "Results"), heading("h2", "Growth", "Results"), {ID: "p1", Kind: Body, Section: []string{"Results", "Growth"}},
		{ID: "p2", Kind: Body, Section: []string{"Discussion"}}, // its heading was lost
		{ID: "p3", Kind: Body, Section: []string{"Results"}},
	}
	var got []string
	for _, s := range Outline(passages) {
		got = append(got, s.Value+" "+s.Passage.ID)
	}
	if want := []string{"Results h1", "Results/Growth h2", "Discussion p2"}; !slices.Equal(got, want) {
		t.Errorf("outline %q, want %q", got, want)
	}
}
