package extract_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search/analysis"
)

// TestPassageLength: no passage is longer than agreed, however the text goes.
func TestPassageLength(t *testing.T) {
	for name, text := range map[string]string{
		"words":     strings.Repeat("word ", 5000),
		"sentences": strings.Repeat("This is a sentence of some words. ", 1000),
		"han":       strings.Repeat("研究方法与结果", 1000),
		"one word":  strings.Repeat("x", 100_000),
		"table":     strings.Repeat("a\tb c d\te\n", 2000),
	} {
		a, err := extract.Read(context.Background(), "a.txt", []byte(text), nil, noLanguage{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		checkCoverage(t, text, a.Passages)
		if len(a.Passages) < 3 {
			t.Errorf("%s: %d passages", name, len(a.Passages))
		}
		for _, p := range a.Passages {
			han := 0
			for _, r := range p.Text {
				if analysis.IsHan(r) {
					han++
				}
			}
			if words := len(strings.Fields(p.Text)); words > 250 || han > 500 || len(p.Text) > 16_000 {
				t.Errorf("%s: a passage of %d words, %d Han, %d bytes", name, words, han, len(p.Text))
			}
		}
	}
}

// TestHostile: bounded time on text made to hurt. The bound allows for the race
// detector on a busy machine; a quadratic reader would be far beyond it.
func TestHostile(t *testing.T) {
	const size = 128 << 10
	long := func(unit string) string { return strings.Repeat(unit, size/len(unit)) }
	texts := map[string]string{
		"one line":      strings.Repeat("word and word, ", 2<<20/15),
		"no spaces":     long("x"),
		"headings":      long("1. Heading of some length\n\n"),
		"markdown":      "# a\n\n# b\n\n# c\n\n" + long("# Heading\n\n"),
		"table":         long("a\tb\tc\n"),
		"capitals":      long("CAPITALS AND MORE\n\n"),
		"right to left": long("مرحبا بالعالم "),
		"control":       long("ab\x01cdefghijklmn "),
		"residue":       long("**"),
		"tags":          long("<u>"),
		"opening":       long("("),
		"stops":         long("."),
		"references":    "Body.\n\nReferences\n\n" + long("1. Entry of the list. 2020.\n"),
		"round entries": "Body.\n\nReferences\n\n" + long("(1) Entry of the list. 2020.\n"),
		"long entry":    "Body.\n\nReferences\n\n1. Smith J. " + long("Title of it // Journal. – 2001. – P. 3–4. "),
		"html entries":  "Body.\n\nReferences\n\n" + long("<li>[1] <b>Smith</b> J. Title &amp; more. 2001.</li>\n"),
		"rtl entries":   "Body.\n\nReferences\n\n" + long("[1] محمد علي. تاريخ الطرق. القاهرة، 2010.\n"),
		"combining":     "a" + long("\u0301"),
		"pipes":         "|a|b|\n|---|---|\n" + long("|a|b|\n"),
		"numbers":       long("1\n\n"),
		"labels":        long("Abstract\n\n"),
		"hosts":         long("abc def // "),
		"brackets":      long("[1] "),
		"unclosed tag":  long("<"),
	}
	texts["ibid."] = "On Ibid\n\nReferences\n\n[1] B. Holt, Phys. Lett. B 456, 12 (2001)" + strings.Repeat("; ibid. 457, 33 (2002)", 40_000)
	texts["keywords"] = "On Words\n\nAbstract. A word. " + strings.Repeat("Keywords: a; b. Abstract. Words. УДК 1 ", 20_000)
	texts["parts of lists"] = "On Lists\n\nReferences\n\n" + strings.Repeat("Sources\n\nLiterature\n\n1. Abel A. Caravans. 1999.\n\n", 10_000)
	texts["bylines"] = "On Names\n\n" + strings.Repeat("A. Abel¹, B. Baker² (1. University of X, 2019) ", 10_000)
	texts["raised"] = strings.Repeat("word $^{1,2}$ *** $ ^ { ", 30_000)
	for name, text := range texts {
		start := time.Now()
		a, err := extract.Read(context.Background(), "a.txt", []byte(text), nil, &detector, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkCoverage(t, text, a.Passages)
		t.Logf("%-14s %6d passages %v", name, len(a.Passages), time.Since(start).Round(time.Millisecond))
		if d := time.Since(start); d > time.Minute {
			t.Errorf("%s: took %v for %d bytes", name, d, len(text))
		}
	}
}
