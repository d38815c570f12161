// Package read parses references: the text of an entry in a list becomes an item of
// CSL-JSON with the range of text that each variable was read from. Grammars read
// GOST (gost.go, areas.go, official.go), GB/T 7714 and other Chinese entries (gbt.go,
// han.go, hannames.go), entries without a title (untitled.go); a conditional random field reads the rest (tagged.go, crf.go, features.go,
// token.go). Each reader returns a draft: interpret.go makes variables of the pieces
// of text that it adds, finish.go completes it. The package may import cite, lexicon,
// lazyregexp and analysis.
package read

// This file chooses the reader.

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/lexicon"
	"github.com/izde/izde/search/lazyregexp"
)

// Parse reads a reference in any of the styles that the package knows. It always
// returns an item, however little was read, with the text itself in Raw.
func Parse(raw string) cite.Parsed {
	r := regularOf(cite.Bounded(raw))
	d := read(r.text)
	d.press = slices.ContainsFunc(r.asides, func(a aside) bool { return a.name == "status" && !noYear.MatchString(a.value) })
	d.finish()
	r.restore(d)
	slices.SortStableFunc(d.fields, func(a, b cite.Field) int {
		return cmp.Or(a.Start-b.Start, a.End-b.End, strings.Compare(a.Name, b.Name))
	})
	return cite.Parsed{Raw: raw, Item: d.item, Fields: d.fields, Confidence: d.confidence(), Warnings: d.warnings}
}

// longNumber is the number of an entry of a very long list, or the year that a title
// begins with.
var longNumber = lazyregexp.New(`^\s*[1-9]\d{3,4}[.)]\s+`)

// bareNumber is the number of an entry of a thesis: "12 Тронов М. В.".
var bareNumber = lazyregexp.New(`^\s*[1-9]\d{0,2}\s+`)

// read chooses between the readers of an entry in one language and in two.
func read(text string) *draft {
	numbered := cite.LabelEnd(text)
	for _, re := range []*lazyregexp.Regexp{longNumber, bareNumber} {
		if m := re.FindStringIndex(text); numbered == 0 && m != nil {
			s := text[m[1]:]
			if _, people := headNames(s); people || leadInEnd(s) > 0 || repetition.MatchString(s) {
				numbered = m[1]
			}
		}
	}
	lead := leadInEnd(text[numbered:])
	numbered += lead
	if a, b, ok := twin(text[numbered:]); ok {
		return bilingual(text, numbered, numbered+a, numbered+b)
	}
	from := 0
	if lead > 0 || cite.NumberEnd(text) == 0 && longNumber.FindStringIndex(text) == nil && !bareNumber.MatchString(text[:numbered]) {
		from = numbered // what the tagger has not learnt: a key, a bullet, words that lead here
	}
	return single(text, from, numbered)
}

// single reads text[from:], an entry in one language, with the reader that its form
// asks for; numbered is where it begins behind its number in the list.
func single(text string, from, numbered int) *draft {
	if d, ok := repeated(text, numbered); ok {
		return d
	}
	s := text[numbered:]
	if m := gbtMark.FindStringSubmatchIndex(s); m != nil {
		for i := range m {
			m[i] += numbered
		}
		return gbt(text, numbered, m)
	}
	if analysis.HanShare(s) > 0.3 {
		return hanEntry(text, numbered)
	}
	if d, ok := besideImprint(text, numbered); ok {
		return d
	}
	if d, ok := untitled(text, numbered); ok {
		return d
	}
	if d, ok := journalAlone(text, numbered); ok {
		return d
	}
	if isGOST(s) || standardMark.MatchString(s) {
		return gost(text, numbered)
	}
	return tagged(text, from)
}

var (
	slashesMark = lazyregexp.New(`(?:[^:/\s]|[^:]\s)//[^/]`)
	dashMark    = lazyregexp.New(`[.,]\s*[–—-]\s+(?:\d{4}|\[?[\p{Lu}№]|[a-z]+\.|\d{1,4} ?(?:pp?|s|b)\.)`)
	yearDash    = lazyregexp.New(`\s[–—-]\s*(?:19|20)\d\d\s*[.,]\s*[–—-]|\.\s*[–—]\s*(?:19|20)\d\d\.?\s*(?:$|[–—(-])`)
	gostEnd     = lazyregexp.New(`(?:[.,] (?:19|20|18)\d\d\.(?: Vol\. \d+\.| (?:Vol\. \d+, )?№ ?\d+\.)?(?: (?:[xvi]+, )?\d+ [pс]\.)|\. P\. \d[\d–-]*\.?|Vol\. \d+\. \d+ p\.|№ ?\d+\.|URL: .*)$`)
	gostSigns   = lazyregexp.New(` / (?:eds?|trans|пер|под ред)\. |№ ?\d|^[^,:;/]+\. Vol\. \d+\. \d+ p\.$|\[Electronic resource\]`)
	// Signs that Cyrillic entries of GOST have and Cyrillic entries in the manner of
	// Chicago or APA have not.
	cyrillicGOST = lazyregexp.New(`^[^,.]{2,40}\s\p{Lu}\.|//|\s[–—-]\s|[.,»]\s?[–—-]|№|\[|/|«|(?:^|[^\pL])(?:[СсБТт]|Вып|вып|ред|стр|бет|дис|изд|бб)\.|\d\s?[сб]\.|:\s[^,:]+,\s\d{4}|\((?:1[89]|20)\d\d[a-zа-я]?\)|\.\s\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+)?, (?:19|20)\d\d\.?$|^\p{Lu}{2,}|[Зз]акон|[Кк]одекс|Заңы`)
	gostHead     = lazyregexp.New(`^` + familyWord + `(?:\s` + familyWord + `)?? (?:\p{Lu}\p{Ll}{0,2}\.[\s ]?-?)+(?:, |\s*\p{Lu}| et al)`)
)

// isGOST says whether s shows the signs of GOST, or is written in Cyrillic.
func isGOST(s string) bool {
	cyrillic, latin := 0, 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		case unicode.IsLetter(r):
			latin++
		}
	}
	if cyrillic > latin/2 && cyrillicGOST.MatchString(s) || archiveMark.MatchString(s) || slashesMark.MatchString(s) || yearDash.MatchString(s) || len(dashMark.FindAllString(s, 2)) > 1 {
		return true
	}
	// Latin script without // or dashes: the head and the end must both look so.
	m := gostHead.FindStringIndex(s)
	if m != nil && lexicon.Of(strings.ToLower(s[:strings.IndexByte(s, ' ')]))&lexicon.Given != 0 {
		m = nil // "John P. Smith."
	}
	return (m != nil || gostSigns.MatchString(s)) && gostEnd.MatchString(s)
}
