package engine

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/search/doc"
)

var days = func(n int) time.Time { return time.Date(2024, 5, n, 10, 30, 0, 0, time.UTC) }

// split makes passages of a text, one a line, as an indexer does: equal text, equal id.
func split(text string) (*doc.Document, []*doc.Passage) {
	var list []*doc.Passage
	at := 0
	for line := range strings.Lines(text) {
		list = append(list, &doc.Passage{ID: strings.TrimSpace(line), Source: []doc.Span{{Start: at, End: at + len(line) - 1}}})
		at += len(line)
	}
	return &doc.Document{TextDigest: fmt.Sprintf("%x", sha256.Sum256([]byte(text)))}, list
}

func stamps(list []*doc.Passage) string {
	var b strings.Builder
	for _, p := range list {
		fmt.Fprintf(&b, "%s %d ", p.ID, p.Indexed.Day())
	}
	return strings.TrimSpace(b.String())
}

func TestArrivals(t *testing.T) {
	a := &Arrivals{}
	stamp := func(text string, before []*doc.Passage, day int) []*doc.Passage {
		t.Helper()
		d, list := split(text)
		a.Stamp(d, list, before, days(day))
		kept, err := ReadArrivals(a.String())
		if err != nil || kept.String() != a.String() {
			t.Fatalf("kept as %q, read as %q, %v", a, kept, err)
		}
		a = kept
		return list
	}
	want := func(what string, list []*doc.Passage, stamped string) {
		t.Helper()
		if got := stamps(list); got != stamped {
			t.Errorf("%s: %s, wanted %s", what, got, stamped)
		}
	}
	first := stamp("a\nb\nc\n", nil, 1)
	want("new", first, "a 1 b 1 c 1")
	want("again", stamp("a\nb\nc\n", nil, 2), "a 1 b 1 c 1")
	edited := stamp("a\nb\nx\nc\n", first, 3)
	want("a line more", edited, "a 1 b 1 x 3 c 1")
	want("another file with the text", stamp("a\nb\nx\nc\n", nil, 4), "a 1 b 1 x 3 c 1")
	want("a line less", stamp("b\nx\nc\n", edited, 5), "b 1 x 3 c 1")
	want("nothing is known of the version before", stamp("b\nx\nc\ny\n", nil, 6), "b 6 x 6 c 6 y 6")

	// Another version of izde makes other passages of the same text.
	d, _ := split("a\nb\nx\nc\n")
	list := []*doc.Passage{{ID: "ab", Source: []doc.Span{{Start: 0, End: 3}}}, {ID: "xc", Source: []doc.Span{{Start: 4, End: 7}}}, {ID: "made up"}}
	a.Stamp(d, list, nil, days(7))
	want("other passages", list, "ab 1 xc 3 made up 3")

	// A passage that has a time keeps it.
	d, list = split("p\nq\n")
	list[1].Indexed = days(2)
	a.Stamp(d, list, nil, days(8))
	want("taken over", list, "p 8 q 2")
	if !a.Knows(d) || a.Knows(&doc.Document{}) {
		t.Error("knows what it does not, or does not what it does")
	}

	a.Keep(nil)
	if !a.Knows(d) {
		t.Error("a lost text is forgotten at once")
	}
}

func TestArrivalsAreBounded(t *testing.T) {
	a := &Arrivals{}
	var docs []*doc.Document
	for i := range 3 * lostTexts {
		d := &doc.Document{TextDigest: fmt.Sprintf("%x", sha256.Sum256([]byte{byte(i), byte(i >> 8)}))}
		a.Stamp(d, nil, nil, days(1).Add(time.Duration(i)*time.Minute))
		docs = append(docs, d)
	}
	a.Keep(docs[:10])
	if n := len(a.of); n != lostTexts+10 {
		t.Errorf("%d texts are remembered", n)
	}
	if !a.Knows(docs[0]) || a.Knows(docs[11]) || !a.Knows(docs[len(docs)-1]) {
		t.Error("the wrong texts are forgotten")
	}
}

func TestDamagedArrivals(t *testing.T) {
	for _, text := range []string{"x", "x y", "x 2024-05-01T00:00:00Z z", "x 2024-05-01T00:00:00Z 2024-05-01T00:00:00Z", "x 2024-05-01T00:00:00Z 2024-05-01T00:00:00Z 1",
		"x 2024-05-01T00:00:00Z 2024-05-01T00:00:00Z 1-", "x 2024-05-01T00:00:00Z no 1-2", "x 2024-05-01T00:00:00Z 2024-05-01T00:00:00Z 1-2,99999999999999999999-3"} {
		if _, err := ReadArrivals(text); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}
