package langid

// This file measures how often the right language is told, on sentences that
// are not part of this project, and holds the figures in a golden table: a
// change that lowers one shows in the diff.

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/doc"
)

var update = flag.Bool("update", false, "rewrite testdata/quality.txt")

// labelled is a sentence whose language is known.
type labelled struct{ lang, text string }

// TestQuality needs the folder IZDE_EVAL with langid.tsv, lines of language
// and sentence; "zh-Hant" counts as zh.
func TestQuality(t *testing.T) {
	dir := os.Getenv("IZDE_EVAL")
	if dir == "" {
		t.Skip("IZDE_EVAL names no folder with langid.tsv")
	}
	data, err := os.ReadFile(filepath.Join(dir, "langid.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var sentences []labelled
	for line := range strings.Lines(string(data)) {
		lang, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			t.Fatalf("no tab in %q", line)
		}
		sentences = append(sentences, labelled{lang, text})
	}
	got := qualityTable(t, sentences)
	t.Logf("\n%s", got)
	golden := filepath.Join("testdata", "quality.txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; if that is meant, rewrite it with -update:\n%s", golden, want)
	}
}

// qualityTable has a line per language: sentences, how many of them were told
// right, and what the others were called; and the two pooled figures.
func qualityTable(t *testing.T, sentences []labelled) []byte {
	var (
		ours     = []string{"en", "kk", "ru", "zh", "zh-Hant"}
		akin     = []string{"ky", "tt", "uk", "bg", "mn", "be", "tg"}
		d        Detector
		order    []string
		answers  = map[string]map[string]int{}
		sum, hit = map[string]int{}, map[string]int{}
	)
	for _, s := range sentences {
		if answers[s.lang] == nil {
			answers[s.lang] = map[string]int{}
			order = append(order, s.lang)
		}
		want := s.lang
		if want == "zh-Hant" {
			want = string(doc.Chinese)
		}
		got, _ := d.Identify(s.text, "")
		sum[s.lang]++
		if string(got) == want {
			hit[s.lang]++
		} else {
			answers[s.lang][string(got)]++
			if os.Getenv("IZDE_MISSES") != "" {
				t.Logf("%s called %s: %s", s.lang, got, s.text)
			}
		}
	}
	var b bytes.Buffer
	slices.Sort(order)
	for _, lang := range order {
		fmt.Fprintf(&b, "%-8s %4d of %4d", lang, hit[lang], sum[lang])
		var wrong []string
		for l, n := range answers[lang] {
			wrong = append(wrong, fmt.Sprintf("%s %d", l, n))
		}
		slices.Sort(wrong)
		if len(wrong) > 0 {
			fmt.Fprintf(&b, "   %s", strings.Join(wrong, ", "))
		}
		b.WriteByte('\n')
	}
	n, right := 0, 0
	for _, l := range ours {
		n, right = n+sum[l], right+hit[l]
	}
	fmt.Fprintf(&b, "\n%s: %d of %d right, %.2f %%\n", strings.Join(ours, " "), right, n, 100*float64(right)/float64(max(n, 1)))
	n, wrong := 0, 0
	for _, l := range akin {
		n, wrong = n+sum[l], wrong+answers[l]["kk"]+answers[l]["ru"]
	}
	fmt.Fprintf(&b, "%s: %d of %d called kk or ru, %.2f %%\n", strings.Join(akin, " "), wrong, n, 100*float64(wrong)/float64(max(n, 1)))
	fragments(&b, sentences, ours)
	return b.Bytes()
}

// fragments writes how lingua answers about fragments of sentences, of three to nine words,
// of those languages and of others: it is asked about nothing else but such.
func fragments(b *bytes.Buffer, sentences []labelled, ours []string) {
	var d Detector
	for _, which := range []struct {
		name string
		ours bool
	}{{"of these", true}, {"of others", false}} {
		all, right, wrong := 0, 0, 0
		asked := d.models.asked.Load()
		for _, s := range sentences {
			if slices.Contains(ours, s.lang) != which.ours {
				continue
			}
			words := strings.Fields(s.text)
			for _, n := range []int{3, 4, 6, 9} {
				for fragment := range slices.Chunk(words, n) {
					before := d.models.asked.Load()
					got, _ := d.Identify(strings.Join(fragment, " "), "")
					all++
					switch {
					case d.models.asked.Load() == before:
					case string(got) == s.lang:
						right++
					case got != doc.Und:
						wrong++
					}
				}
			}
		}
		fmt.Fprintf(b, "fragments %s: %d, lingua asked about %d, right %d, wrong %d\n", which.name, all, d.models.asked.Load()-asked, right, wrong)
	}
}
