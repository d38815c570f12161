package embedded

import (
	"bytes"
	"strings"
	"testing"

	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

// Each packing gives back what it packed, behind what stands in the room that it is lent, and
// an error for what it did not pack.
func TestPacking(t *testing.T) {
	l := newLayout(nil)
	short := l.dictionary()
	l.values = [][]byte{[]byte(`{"text":"wind power"}`), bytes.Repeat([]byte(`{"text":"жел"}`), 10_000)}
	for name, dictionary := range map[string][]byte{
		"blocks": l.dictionary(), "blocks by nothing": short, "frames": nil, "frames by a dictionary": []byte(`{"text":"wind power"}`),
	} {
		p := newPacking(dictionary)
		for _, value := range []string{`{}`, `{"text":"wind power"}`, strings.Repeat(`{"text":"风能"}`, 100_000)} {
			packed := p.pack([]byte(value), []byte("before "))
			rest, kept := bytes.CutPrefix(packed, []byte("before "))
			got, err := p.unpack(rest, []byte("room "))
			if !kept || err != nil || string(got) != "room "+value {
				t.Errorf("%s: of %d bytes became %.40q and %.40q, %v", name, len(value), packed, got, err)
			}
			if len(value) > 1000 && len(packed) > len(value)/10 {
				t.Errorf("%s: %d bytes take %d", name, len(value), len(packed))
			}
			if _, err := p.unpack(rest[:len(rest)-1], nil); err == nil {
				t.Errorf("%s: what is cut short is unpacked", name)
			}
		}
		if _, err := p.unpack(bytes.Repeat([]byte{0xFF}, 20), nil); err == nil {
			t.Errorf("%s: what it did not pack is unpacked", name)
		}
	}
}

// An index in frames of zstd, as former versions made it, is read and built upon.
func TestFormerPacking(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b.layout.packing = newPacking(nil)
	finish(t, b, docs[:2], passages)
	editManifest(t, root, schema, formerSchemas[0])
	build(t, root, docs[2:], passages)
	e := open(t, root)
	if _, former := e.packing.(frames); !former {
		t.Errorf("the packing is %T", e.packing)
	}
	for _, d := range docs {
		got, err := engine.Library{Finder: e}.Passages(t.Context(), d.ID)
		if err != nil || len(got) == 0 {
			t.Errorf("%s has %d passages, %v", d.ID, len(got), err)
		}
	}
}
