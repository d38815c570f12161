// Package langid tells the language of a text, and of the parts of a mixed
// one. Script and letters decide first, which is quick and, where they can
// decide at all, right; lingua-go is asked for what they leave open, with few
// characters and few languages, and its models are loaded only then.
package langid

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search"
)

// Languages beyond those that izde analyses, as far as they are told apart
// from them.
const (
	Kyrgyz     search.Lang = "ky"
	Tatar      search.Lang = "tt"
	Ukrainian  search.Lang = "uk"
	Bulgarian  search.Lang = "bg"
	Mongolian  search.Lang = "mn"
	Belarusian search.Lang = "be"
	Tajik      search.Lang = "tg"
	Macedonian search.Lang = "mk"
	Serbian    search.Lang = "sr"
	Bashkir    search.Lang = "ba"
	UzbekCyrl  search.Lang = "uz-Cyrl"
	Uzbek      search.Lang = "uz"
	Turkish    search.Lang = "tr"
	German     search.Lang = "de"
	French     search.Lang = "fr"
	Spanish    search.Lang = "es"
	Japanese   search.Lang = "ja"
	Korean     search.Lang = "ko"
	Arabic     search.Lang = "ar"
	// RussianLatin is Russian in Latin letters.
	RussianLatin search.Lang = "ru-Latn"
)

// Detector tells languages. The zero value is ready, and safe for concurrent
// use.
type Detector struct{ models models }

// script is a writing system as far as languages are told by it.
type script int

const (
	neutral script = iota
	latin
	cyrillic
	hanzi
	hangul
	arabic
	other
)

func scriptOf(r rune) script {
	switch {
	case r < utf8.RuneSelf:
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return latin
		}
		return neutral
	case !unicode.IsLetter(r):
		return neutral
	case unicode.Is(unicode.Latin, r):
		return latin
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return hanzi
	case unicode.Is(unicode.Hangul, r):
		return hangul
	case unicode.Is(unicode.Arabic, r):
		return arabic
	}
	return other
}

// run is a stretch of one script: text[start:end] with the punctuation and
// digits behind it.
type run struct {
	script     script
	start, end int
	letters    int
	words      int
	lang       search.Lang
}

// Identify implements the indexer's Identifier: main is the language of most
// of text, spans are the languages of its parts and cover it. hint is the
// language of the surroundings, taken for text of a fitting script that is too
// short to tell; "" if there is none.
func (d *Detector) Identify(text string, hint search.Lang) (main search.Lang, spans []search.LangSpan) {
	runs := hosts(text, merge(split(text)))
	if len(runs) == 0 {
		return search.Und, []search.LangSpan{{Span: search.Span{Start: 0, End: len(text)}, Lang: search.Und}}
	}
	weight := map[search.Lang]int{}
	for i := range runs {
		r := &runs[i]
		r.lang = d.language(r.script, text[r.start:r.end], hint)
		if r.lang == search.Und && len(runs) > 1 {
			continue
		}
		w := 2 * r.letters
		if r.script == hanzi {
			w = 3 * r.letters // a word has two characters or five letters
		}
		if weight[r.lang] += w; main == "" || weight[r.lang] > weight[main] {
			main = r.lang
		}
	}
	if main == "" {
		main = search.Und
	}
	for _, r := range runs {
		if r.lang == search.Und {
			r.lang = main // a formula or a name among words
		}
		if n := len(spans); n > 0 && spans[n-1].Lang == r.lang {
			spans[n-1].End = r.end
			continue
		}
		spans = append(spans, search.LangSpan{Span: search.Span{Start: r.start, End: r.end}, Lang: r.lang})
	}
	return main, spans
}

// identifiers are words that belong to no language.
var identifiers = wordSet("orcid id researcherid scopus author doi udc email e-mail mail phd http https www com org kz ru cn issn isbn web science spin")

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// split cuts text into runs of one script. Addresses and identifiers are
// neutral, as are digits and punctuation; neutral text goes to the run before
// it, but opening brackets to the one behind.
func split(text string) []run {
	var runs []run
	for i := 0; i < len(text); {
		// One word at a time, up to white space.
		end := i
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if unicode.IsSpace(r) {
				break
			}
			end += size
		}
		w := text[i:end]
		if !address(w) {
			before := neutral
			for k, r := range w {
				s := scriptOf(r)
				if s == neutral || unicode.Is(unicode.M, r) {
					continue
				}
				n := len(runs)
				if n == 0 || runs[n-1].script != s {
					start := i + k
					for start > 0 {
						p, size := utf8.DecodeLastRuneInString(text[:start])
						if !strings.ContainsRune("([{（【《〈「『«“\"", p) {
							break
						}
						start -= size
					}
					runs = append(runs, run{script: s, start: start})
					n++
				}
				runs[n-1].letters++
				if s != before {
					runs[n-1].words++
				}
				before = s
			}
		}
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if !unicode.IsSpace(r) {
				break
			}
			end += size
		}
		i = end
	}
	for i := range runs {
		if i == 0 {
			runs[i].start = 0
		}
		runs[i].end = len(text)
		if i+1 < len(runs) {
			runs[i].end = runs[i+1].start
		}
	}
	return runs
}

func address(w string) bool {
	if strings.Contains(w, "@") || strings.Contains(w, "://") || strings.HasPrefix(w, "www.") || strings.Contains(w, "10.") && strings.Contains(w, "/") {
		return true
	}
	return len(w) < 24 && identifiers[strings.ToLower(strings.Trim(w, ".,:;()[]"))]
}

// merge gives short runs to their neighbours: a word of another script within
// a sentence makes no span. Two characters of Han among letters do.
func merge(runs []run) []run {
	total := map[script]int{}
	for _, r := range runs {
		total[r.script] += r.letters
	}
	main := neutral
	for s, n := range total {
		if s == hanzi {
			n *= 3
		}
		if m := total[main] * weightOf(main); n > m || n == m && s < main {
			main = s
		}
	}
	keeps := func(r run) bool {
		switch {
		case r.script == main && r.letters >= 5:
			return true
		case r.script == hanzi:
			return r.letters >= 2
		case r.script == other || r.script == hangul || r.script == arabic:
			return r.letters >= 3
		}
		return r.words >= 4 && r.letters >= 20
	}
	var out []run
	for _, r := range runs {
		n := len(out)
		switch {
		case n == 0:
			out = append(out, r)
		case !keeps(r):
			out[n-1].end = r.end
		case !keeps(out[n-1]): // only the first can be left so
			r.start = out[n-1].start
			out[n-1] = r
		case out[n-1].script == r.script:
			out[n-1].end = r.end
			out[n-1].letters += r.letters
			out[n-1].words += r.words
		default:
			out = append(out, r)
		}
	}
	return out
}

// hosts cuts runs at " // ", which in references after GOST 7.1 stands between
// a title and the journal that holds it, often in another language.
func hosts(text string, runs []run) []run {
	const mark, least = " // ", 16 // bytes of a part
	var out []run
	for _, r := range runs {
		if i := strings.Index(text[r.start:r.end], mark); r.script == latin && i >= least && r.end-r.start-i >= least+len(mark) {
			host := r
			host.start = r.start + i + 1
			r.end = host.start
			r.letters, host.letters = lettersOf(text[r.start:r.end]), lettersOf(text[host.start:host.end])
			out = append(out, r, host)
			continue
		}
		out = append(out, r)
	}
	return out
}

// lettersOf counts the letters of the words of text that are no addresses.
func lettersOf(text string) int {
	n := 0
	for _, r := range split(text) {
		n += r.letters
	}
	return n
}

func weightOf(s script) int {
	if s == hanzi {
		return 3
	}
	return 1
}

// language tells the language of text, which is in one script but for a word
// here and there.
func (d *Detector) language(s script, text string, hint search.Lang) search.Lang {
	switch s {
	case hanzi:
		return hanLanguage(text)
	case hangul:
		return Korean
	case cyrillic:
		return d.cyrillic(text, hint)
	case latin:
		return d.latin(text, hint)
	}
	return search.Und
}

// hanLanguage tells Japanese by its kana.
func hanLanguage(text string) search.Lang {
	han, kana := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		}
	}
	if kana*5 > han {
		return Japanese
	}
	return search.Chinese
}
