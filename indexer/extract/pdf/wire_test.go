package pdf

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var sample = Document{
	Text:    "Дала\n\n\fwind",
	Blocks:  []Block{{Kind: Title, Start: 0, End: 8, Glyphs: 4}, {Kind: Heading, Level: 2, Start: 11, End: 15, Page: 1, Glyphs: 5}},
	Lines:   []Line{{Start: 0, End: 8, Low: -2.5, High: 9, Edges: []float32{10, 15.25, 20, 25, 30}}, {Start: 11, End: 15, Page: 1, Turn: 3, Edges: []float32{1, 2, 3, 4, 5}}},
	Repairs: []Repair{{Start: 2, End: 4, Old: "a", Rule: Homoglyph}, {Start: 12, End: 12, Old: "-", Rule: Hyphen}},
	Pages:   []Page{{Label: "iv", Width: 595.28, Height: 841.89, Chars: 4}, {Rotation: 1, Unknown: 2, Failed: true}},
	Outline: []Bookmark{{Title: "Wind", Level: 1, Page: -1}},
	Meta:    Metadata{Title: "Дала", DOI: "10.1000/1", Repaired: true},
}

func TestWire(t *testing.T) {
	body := encode(func(c *coder) { d := sample; documentBody(c, &d) })
	var got Document
	if err := decode(body, func(c *coder) { documentBody(c, &got) }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample, got); diff != "" {
		t.Error(diff)
	}
	if err := got.check(); err != nil {
		t.Error(err)
	}
	for n := range body {
		if err := decode(body[:n], func(c *coder) { documentBody(c, &Document{}) }); err == nil {
			t.Errorf("%d of %d bytes are taken for a document", n, len(body))
		}
	}
}

func TestWireFailure(t *testing.T) {
	err := fmt.Errorf("page 3: %w: 7 GB", ErrTooLarge)
	var got error
	if err := decode(encode(func(c *coder) { failureBody(c, &err) }), func(c *coder) { failureBody(c, &got) }); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(got, ErrTooLarge) || got.Error() != err.Error() {
		t.Errorf("%v became %v", err, got)
	}
}

// FuzzWire: whatever a child answers, the parent rejects it or has a document
// whose every range can be used.
func FuzzWire(f *testing.F) {
	f.Add(encode(func(c *coder) { d := sample; documentBody(c, &d) }))
	f.Fuzz(func(t *testing.T, body []byte) {
		var d Document
		if decode(body, func(c *coder) { documentBody(c, &d) }) != nil || d.check() != nil {
			return
		}
		for _, b := range d.Blocks {
			_ = d.Text[b.Start:b.End]
			_ = b.Kind.String()
			for _, q := range d.Quads(b.Start, b.End) {
				_ = d.Pages[q.Page]
			}
		}
		for _, r := range d.Repairs {
			_ = d.Text[r.Start:r.End] + r.Rule.String()
		}
	})
}
