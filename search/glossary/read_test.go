package glossary

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/doc"
)

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name, text string
		langs      []doc.Lang
		want       string // pairs
		problems   string // lines
	}{
		{name: "pairs.tsv", text: "# terms\nen\twind power\tru\tветроэнергетика\nen\tbus\tkk\tавтобус\t0.5\n",
			want: "en:wind power=ru:ветроэнергетика@1 en:bus=kk:автобус@0.5"},
		{name: "table.tsv", text: "en\tkk\tru\nwind\tжел\tветер\nsun\t\tсолнце\n",
			want: "en:wind=kk:жел@1 en:wind=ru:ветер@1 kk:жел=ru:ветер@1 en:sun=ru:солнце@1"},
		{name: "broken.tsv", text: "en\twind\tru\tветер\nnothing\nenglish!\ta\tru\tб\nen\t\tru\tб\nen\ta\ten\tb\nen\ta\tru\tб\tmuch\nen\ta\tru\tб\t7\n\xff\ten\tru\tb\nen\t—\tru\tб\n",
			want: "en:wind=ru:ветер@1", problems: "2 3 4 5 6 7 8 9"},
		{name: "same.tsv", text: "en\tinternet\tde\tInternet\nen\twind\tde\tWind energie\n", want: "en:wind=de:Wind energie@1", problems: "1"},
		{name: "cedict.u8", text: "# CC-CEDICT\n風力 风力 [feng1 li4] /wind force/wind power/\n發展 发展 [fa1 zhan3] /development/to develop (sth); to grow/CL:個|个[ge4]/\nbroken\n",
			want: "zh:风力=en:wind force@1 zh:风力=en:wind power@1 zh:发展=en:development@1 zh:发展=en:develop@1 zh:发展=en:grow@1", problems: "4"},
		{name: "kaz-rus.dix", langs: []doc.Lang{"kk", "ru"}, text: "<dictionary><section>\n<e><p><l>жел<s n=\"n\"/></l><r>ветер<s n=\"n\"/></r></p></e>\n<e><p><l>темір<b/>жол</l><r>железная<b/>дорога</r></p></e></section></dictionary>",
			want: "kk:жел=ru:ветер@1 kk:темір жол=ru:железная дорога@1"},
		{name: "terms.tbx", text: `<martif><text><body><termEntry><langSet xml:lang="en-GB"><tig><term>wind power</term></tig></langSet><langSet xml:lang="kk"><tig><term>жел энергиясы</term></tig></langSet></termEntry></body></text></martif>`,
			want: "en:wind power=kk:жел энергиясы@1"},
		{name: "memory.tmx", text: `<tmx><body><tu><tuv xml:lang="en"><seg>oil field</seg></tuv><tuv xml:lang="zh"><seg>油田</seg></tuv></tu><tu><tuv xml:lang="en"><seg>` + strings.Repeat("a long sentence ", 9) + `</seg></tuv><tuv xml:lang="zh"><seg>长</seg></tuv></tu></body></tmx>`,
			want: "en:oil field=zh:油田@1"},
	} {
		pairs, problems, err := Read(c.name, strings.NewReader(c.text), c.langs)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		var got, lines []string
		for _, p := range pairs {
			got = append(got, fmt.Sprintf("%s:%s=%s:%s@%g", p.A.Lang, p.A.Text, p.B.Lang, p.B.Text, p.Confidence))
		}
		for _, p := range problems {
			lines = append(lines, fmt.Sprint(p.Line))
		}
		if strings.Join(got, " ") != c.want || strings.Join(lines, " ") != c.problems {
			t.Errorf("%s: %s\nproblems %v", c.name, strings.Join(got, " "), problems)
		}
	}
	for name, text := range map[string]string{
		"terms.csv": "a,b", "kaz.dix": "<e/>", "cut.tbx": "<martif><termEntry>", "deep.tmx": strings.Repeat("<a>", 200),
		"latin.tbx": `<?xml version="1.0" encoding="iso-8859-1"?><a/>`, "long.tsv": strings.Repeat("x", 2<<20),
	} {
		if _, _, err := Read(name, strings.NewReader(text), nil); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

// Pairs that were written are read again, and a pair given anew replaces the old one.
func TestState(t *testing.T) {
	pair := func(a, b string, confidence float64) Pair {
		return Pair{A: Form{"en", a}, B: Form{"ru", b}, Confidence: confidence, Source: "glossary", Evidence: "a.tsv:1"}
	}
	list := Merge([]Pair{pair("wind", "ветер", 1), pair("oil field", "месторождение", 0.5)}, []Pair{pair("winds", "ветер", 0)})
	var out bytes.Buffer
	if err := Write(&out, list); err != nil {
		t.Fatal(err)
	}
	again, err := ReadState(out.Bytes())
	if want := []Pair{pair("winds", "ветер", 0), pair("oil field", "месторождение", 0.5)}; err != nil || !slices.Equal(again, want) {
		t.Errorf("%v, %v", again, err)
	}
	odd := pair("wind\tpower", "ветер", 1)
	odd.Evidence = "odd\nname\t.tsv:1"
	out.Reset()
	if err := Write(&out, []Pair{odd}); err != nil {
		t.Fatal(err)
	}
	if again, err := ReadState(out.Bytes()); err != nil || len(again) != 1 || again[0].A.Text != "wind power" || again[0].Evidence != "odd name .tsv:1" {
		t.Errorf("with tabs and ends of lines: %v, %v", again, err)
	}
	if _, err := ReadState([]byte("en\twind\n")); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a cut line: %v", err)
	}
}

func TestAlign(t *testing.T) {
	en := []string{"wind blows", "cold wind", "cold water", "water flows", "wind and water", "cold house", "house by water", "house and wind"}
	ru := []string{"дует ветер", "холодный ветер", "холодная вода", "вода течёт", "ветер и вода", "холодный дом", "дом у воды", "дом и ветер"}
	pairs, err := Align(en, ru, "en", "ru", "a, b")
	if err != nil {
		t.Fatal(err)
	}
	for a, b := range map[string]string{"wind": "ветер", "water": "вод", "house": "дом", "cold": "холодн"} {
		best := Pair{}
		for _, p := range pairs {
			if p.A.Text == a && p.Confidence > best.Confidence {
				best = p
			}
		}
		if !strings.HasPrefix(best.B.Text, b) {
			t.Errorf("%s is %s, wanted %s", a, best.B.Text, b)
		}
	}
	if _, err := Align(en, ru[1:], "en", "ru", ""); err == nil {
		t.Error("texts of different length are aligned")
	}
}
