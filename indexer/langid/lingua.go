package langid

// This file asks lingua-go, and is the only one that does.

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

	"github.com/pemistahl/lingua-go"

	"github.com/izde/izde/search/doc"
)

// tags are the languages that lingua is asked to choose from, by script.
var tags = map[script]map[lingua.Language]doc.Lang{
	latin: {lingua.English: doc.English, lingua.Turkish: Turkish, lingua.German: German, lingua.French: French},
	cyrillic: {lingua.Russian: doc.Russian, lingua.Kazakh: doc.Kazakh, lingua.Bulgarian: Bulgarian, lingua.Ukrainian: Ukrainian,
		lingua.Belarusian: Belarusian, lingua.Mongolian: Mongolian},
}

// models are built when first needed, and are those of groups of three letters alone, which
// lingua asks of long texts anyhow: those of up to five take ten times the memory, 200 MB of
// the 300 MB alive while a library is indexed, and a second to load, for the one passage of
// a hundred or two that lingua is asked about.
type models struct {
	once [other]sync.Once
	by   [other]lingua.LanguageDetector
	// asked counts the questions, for tests.
	asked atomic.Int64
}

const (
	// enough is how many characters lingua gets: more cost time and tell no more.
	enough = 200
	// surely is the confidence below which lingua is not believed where the evidence
	// has the same language as likeliest, and against the evidence where it has not.
	surely, against = 0.9, 0.99
	// near is how far behind the likeliest language another is still likely.
	near = 8
)

// open tells the language of a text for which the evidence does not suffice:
// the hint if it is likely, else what lingua chooses if the evidence agrees,
// else the likeliest if the next is no language that it is easily taken for.
func (d *Detector) open(f *family, t *tally, text string, s script, hint, likeliest doc.Lang) doc.Lang {
	top := f.score(t, likeliest)
	if slices.Contains(f.langs, hint) && f.score(t, hint) >= top-near {
		return hint
	}
	if t.small < 3 || t.letters < 15 {
		return doc.Und // lingua tells nothing of names and lone words
	}
	if !f.known(t, s, top-3) {
		// lingua would choose the next best of the languages that it knows.
		if _, ahead, _ := f.best(t, ""); ahead >= 2 && likeliest != doc.Kazakh && likeliest != doc.Russian {
			return likeliest
		}
		return doc.Und
	}
	d.models.asked.Add(1)
	d.models.once[s].Do(func() {
		var choice []lingua.Language
		for l := range tags[s] {
			choice = append(choice, l)
		}
		slices.Sort(choice)
		d.models.by[s] = lingua.NewLanguageDetectorBuilder().FromLanguages(choice...).WithLowAccuracyMode().Build()
	})
	if values := d.models.by[s].ComputeLanguageConfidenceValues(plain(text)); len(values) > 0 {
		l, need := tags[s][values[0].Language()], against
		if l == likeliest {
			need = surely
		}
		if values[0].Value() >= need && f.score(t, l) >= top-near {
			return l
		}
	}
	return doc.Und
}

// known tells whether lingua can choose each of the languages whose score is
// above a limit.
func (f *family) known(t *tally, s script, limit int32) bool {
	for i, l := range f.langs {
		if t.scores[i]+f.priors[i] <= limit {
			continue
		}
		known := false
		for _, tag := range tags[s] {
			known = known || tag == l
		}
		if !known {
			return false
		}
	}
	return true
}

// plain keeps the words of text, up to what lingua needs.
func plain(text string) string {
	var b strings.Builder
	n := 0
	for w := range strings.FieldsSeq(text) {
		if address(w) {
			continue
		}
		for _, r := range w {
			if unicode.IsLetter(r) || r == '\'' || r == '-' || unicode.Is(unicode.M, r) {
				b.WriteRune(r)
				if n++; n >= enough {
					return b.String()
				}
			}
		}
		b.WriteByte(' ')
	}
	return b.String()
}
