package glossary

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
)

// FuzzRead reads glossaries of all formats. What is read is terms that can be written and
// read again.
func FuzzRead(f *testing.F) {
	names := []string{"a.tsv", "a.u8", "a.dix", "a.tbx", "a.tmx"}
	for i, s := range []string{
		"en\tru\nwind\tветер\n", "風 风 [feng1] /wind/air/\n", "<dictionary><section><e><p><l>жел<s n=\"n\"/></l><r>ветер</r></p></e></section></dictionary>",
		"<tbx><text><body><conceptEntry><langSec xml:lang=\"en\"><termSec><term>wind</term></termSec></langSec><langSec xml:lang=\"ru\"><termSec><term>ветер</term></termSec></langSec></conceptEntry></body></text></tbx>",
		"<tmx><body><tu><tuv xml:lang=\"en\"><seg>wind</seg></tuv><tuv xml:lang=\"ru\"><seg>ветер</seg></tuv></tu></body></tmx>",
		"en\twind\tru\tветер\t0.5\n#\n\t\n", "<!DOCTYPE x [<!ENTITY a \"b\">]><tmx>&a;</tmx>",
	} {
		f.Add(byte(i), s)
	}
	f.Fuzz(func(t *testing.T, which byte, text string) {
		pairs, _, err := Read(names[int(which)%len(names)], strings.NewReader(text), []doc.Lang{"kk", "ru"})
		if err != nil {
			return
		}
		for _, p := range pairs {
			if !utf8.ValidString(p.A.Text+p.B.Text) || p.A.Lang == p.B.Lang || p.Confidence < 0 || p.Confidence > 1 {
				t.Fatalf("%q gives %+v", text, p)
			}
		}
		var kept bytes.Buffer
		if err := Write(&kept, pairs); err != nil {
			t.Fatal(err)
		}
		again, err := ReadState(kept.Bytes())
		if err != nil || !slices.EqualFunc(pairs, again, func(x, y Pair) bool { return x.A == y.A && x.B == y.B }) {
			t.Fatalf("%q is kept as %q and read as %+v, %v", text, kept.Bytes(), again, err)
		}
	})
}

// FuzzState reads the pairs kept beside an index, which people mend by hand.
func FuzzState(f *testing.F) {
	f.Add([]byte("en\twind\tru\tветер\t0.5\tmine:1\n"))
	f.Add([]byte("\t\t\t\t\t\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if pairs, err := ReadState(text); err == nil {
			newPairs(pairs)
		}
	})
}
