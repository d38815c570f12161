// Package langid tells the language of a text, and of the parts of a mixed one. A
// text is cut into runs of one script (runs.go), a run into sentences and fields of
// references (evidence.go); words, endings and letters speak for and against the
// languages of the script (cyrillic.go, latin.go). That takes microseconds. lingua-go
// is asked about the rest (lingua.go), with few characters and few languages, and its
// models are loaded only then. Text of which the language cannot be told has the
// language of its surroundings, or "und". It may import doc, analysis and lang, and
// it alone imports lingua-go.
package langid

import (
	"slices"
	"strings"
	"unicode"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
)

// Languages beyond those that izde analyses, as far as they are told apart
// from them.
const (
	Kyrgyz     doc.Lang = "ky"
	Tatar      doc.Lang = "tt"
	Ukrainian  doc.Lang = "uk"
	Bulgarian  doc.Lang = "bg"
	Mongolian  doc.Lang = "mn"
	Belarusian doc.Lang = "be"
	Tajik      doc.Lang = "tg"
	Macedonian doc.Lang = "mk"
	Serbian    doc.Lang = "sr"
	Bashkir    doc.Lang = "ba"
	UzbekCyrl  doc.Lang = "uz-Cyrl"
	Uzbek      doc.Lang = "uz"
	Turkish    doc.Lang = "tr"
	German     doc.Lang = "de"
	French     doc.Lang = "fr"
	Spanish    doc.Lang = "es"
	Japanese   doc.Lang = "ja"
	Korean     doc.Lang = "ko"
	Arabic     doc.Lang = "ar"
	KazakhArab doc.Lang = "kk-Arab"
	// RussianLatin and KazakhLatin are in Latin letters.
	RussianLatin doc.Lang = "ru-Latn"
	KazakhLatin  doc.Lang = "kk-Latn"
)

// Detector tells languages. The zero value is ready, and safe for concurrent
// use.
type Detector struct{ models models }

// Identify implements the indexer's Identifier: main is the language of most
// of text, spans are the languages of its parts and cover it. hint is the
// language of the surroundings, taken for text of a fitting script that is too
// short to tell; "" if there is none.
func (d *Detector) Identify(text string, hint doc.Lang) (main doc.Lang, spans []doc.LangSpan) {
	runs := merge(split(text))
	found := make([]stretch, 0, len(runs))
	han := slices.ContainsFunc(runs, func(r run) bool { return r.script == hanzi })
	for _, r := range runs {
		found = d.read(found, text, r, han, len(runs) > 1, hint)
	}
	main = mainOf(found)
	for _, f := range found {
		if f.lang == doc.Und {
			f.lang = main // a formula or a name among words
		}
		if n := len(spans); n > 0 && spans[n-1].Lang == f.lang {
			spans[n-1].End = f.end
			continue
		}
		spans = append(spans, doc.LangSpan{Span: doc.Span{Start: f.start, End: f.end}, Lang: f.lang})
	}
	if len(spans) == 0 {
		spans = []doc.LangSpan{{Span: doc.Span{Start: 0, End: len(text)}, Lang: main}}
	}
	return main, spans
}

// stretch is text[start:end] in one language; weight is how much it counts for
// the main language of a text.
type stretch struct {
	start, end int
	lang       doc.Lang
	weight     int
}

// mainOf returns the language with most weight.
func mainOf(found []stretch) doc.Lang {
	main := doc.Und
	weight := map[doc.Lang]int{}
	for _, f := range found {
		if f.lang == doc.Und {
			continue
		}
		if weight[f.lang] += f.weight; main == doc.Und || weight[f.lang] > weight[main] {
			main = f.lang
		}
	}
	return main
}

// read appends the languages of a run. Latin words in a text of mixed scripts,
// and more so with Han, are names unless they clearly are not.
func (d *Detector) read(found []stretch, text string, r run, han, mixed bool, hint doc.Lang) []stretch {
	weight := 12 // of a letter
	if r.script == hanzi {
		weight *= 2 // a word has two characters or five letters
	}
	if r.gloss(text) {
		weight /= 4 // the text that it explains counts
	}
	whole := stretch{r.start, r.end, doc.Und, weight * r.letters}
	var f *family
	switch r.script {
	case hanzi:
		whole.lang = hanLanguage(text[r.start:r.end])
	case hangul:
		whole.lang = Korean
	case arabic:
		whole.lang = arabicLanguage(text[r.start:r.end])
	case latin:
		if han && r.words < leastAmongHan {
			return append(found, whole)
		}
		f = latinFamily()
	case cyrillic:
		f = cyrillicFamily()
	}
	if f == nil {
		return append(found, whole)
	}
	parts := f.parts(text, r.start, r.end, r.script)
	d.decide(f, parts, text[r.start:r.end], r.script, hint)
	for i := range parts {
		p := &parts[i]
		if r.script == latin && mixed && p.lang != doc.English && (p.small < 2 || f.score(&p.tally, p.lang) < 2*leastForeign) {
			p.lang = doc.Und // a name
		}
		w := weight * int(p.letters)
		if p.small == 0 {
			w /= 3 // names
		}
		found = append(found, stretch{p.start, p.end, p.lang, w})
	}
	return found
}

const (
	// lead is how far a language must be before the next to be told, and
	// strongLead how far a part must be to differ from its surroundings.
	lead, strongLead, hostedLead = 4, 12, 8
	// least is the evidence without which nothing is told, and leastForeign
	// that for a language other than English in Latin letters.
	least, leastForeign = 4, 9
	// leastAmongHan is how many words of Latin letters make a language there.
	leastAmongHan = 4
)

// decide sets the languages of the parts of a run.
func (d *Detector) decide(f *family, parts []part, text string, s script, hint doc.Lang) {
	var sum tally
	for i := range parts {
		sum.add(&parts[i].tally)
	}
	if sum.letters == 0 {
		for i := range parts {
			parts[i].lang = doc.Und
		}
		return
	}
	main, _, sure := f.best(&sum, hint)
	if !sure {
		main = d.open(f, &sum, text, s, hint, main)
	}
	before := main
	for i := range parts {
		p := &parts[i]
		p.lang = main
		if len(parts) == 1 {
			return
		}
		l, ahead, sure := f.best(&p.tally, "")
		switch {
		case sure && l == main:
		case sure && p.words >= 3 && (p.small > 0 && ahead >= strongLead || ahead >= 2*strongLead):
			p.lang = l
		case sure && p.hosted && p.words >= 2 && ahead >= hostedLead:
			p.lang = l
		case before != main && f.score(&p.tally, before) > f.score(&p.tally, main):
			p.lang = before
		case !sure && before != main && ahead < lead:
			p.lang = before
		}
		before = p.lang
	}
}

// best returns the likeliest language, how far it is before the next, and
// whether that is enough to tell it.
func (f *family) best(t *tally, hint doc.Lang) (lang doc.Lang, ahead int32, sure bool) {
	const none = -1 << 30
	first, second := int32(none), int32(none)
	lang = doc.Und
	for i, l := range f.langs {
		score := t.scores[i] + f.priors[i]
		if l == hint && t.letters < 80 {
			score += 4
		}
		switch {
		case l == lang:
			first = max(first, score)
		case score > first:
			lang, first, second = l, score, first
		case score > second:
			second = score
		}
	}
	need := int32(least)
	if f.langs[0] == doc.English && lang != doc.English && lang != hint {
		need = leastForeign
	}
	ahead = first - second
	if f.langs[0] == doc.English {
		// Program code and formulas have a word here and there.
		need = max(need, t.words)
	}
	return lang, ahead, ahead >= lead && first >= need || ahead >= strongLead && f.langs[0] != doc.English
}

// score returns the evidence for lang.
func (f *family) score(t *tally, lang doc.Lang) int32 {
	best := int32(-1 << 30)
	for i, l := range f.langs {
		if l == lang {
			best = max(best, t.scores[i]+f.priors[i])
		}
	}
	return best
}

// onlyChinese are frequent characters that Japanese does not write.
const onlyChinese = "的这這们們为為您你吗嗎说說它么麼时对发过动长门问间东车马语书战舰现场应该与经济总级线结给统络节观规视设认许论证识译话请读谁调"

// hanLanguage tells Japanese by its kana. Chinese that quotes Japanese has
// characters that Japanese does not write.
func hanLanguage(text string) doc.Lang {
	han, kana := 0, 0
	for _, r := range text {
		switch {
		case analysis.IsHan(r):
			han++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		}
	}
	if kana*5 > han && (kana > han || !strings.ContainsAny(text, onlyChinese)) {
		return Japanese
	}
	return doc.Chinese
}

// arabicLanguage tells the languages in Arabic letters by the letters that
// Arabic lacks.
func arabicLanguage(text string) doc.Lang {
	switch {
	case strings.ContainsAny(text, "ێڕڵ"):
		return "ckb"
	case strings.ContainsAny(text, "ۅۉ"):
		return "ky-Arab"
	case strings.ContainsAny(text, "ۇۆۈېەۋڭ"):
		return turkicArabic(text)
	case strings.ContainsAny(text, "ٹڈڑےں"):
		return "ur"
	case strings.ContainsAny(text, "پچژگکی"):
		return "fa"
	}
	return Arabic
}

// turkicArabic tells Kazakh from Uyghur. Uyghur sets a hamza on its tooth before each
// vowel that begins a word, and has letters for ë and ü; Kazakh begins words with the
// vowel itself, softens them with a hamza before them, and has the letters ayn and ha.
func turkicArabic(text string) doc.Lang {
	kazakh, uyghur := 0, 0
	prev := ' '
	for _, r := range text {
		first := !unicode.IsLetter(prev) && !unicode.IsMark(prev)
		switch {
		case strings.ContainsRune("ٴٵٶٷٸعح", r), first && strings.ContainsRune("ءاوۇەى", r):
			kazakh++
		case strings.ContainsRune("ئېۈخ", r):
			uyghur++
		}
		prev = r
	}
	if kazakh > uyghur {
		return KazakhArab
	}
	return "ug"
}
