package read

// This file finds where the names at the head of a GOST entry end and the title
// begins: "Иванов И. И., Петров П. П.", "J. Smith, K. Jones", "Zhang Jie, Meng
// Jing", "Dalen D. van", "Cooper S. B. et al.".

import (
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

const (
	initialMarks = `(?:\p{Lu}\p{Ll}{0,2}\p{M}*\.[\s ]?-?){1,4}`
	// Before a family name only letters and the usual pairs: "Е. А. Ли." holds a name.
	initialPairs = `(?:(?:\p{Lu}|Дж|Yu|Ya|Yo|Ye|Zh|Ch|Sh|Kh|Ts|Ph|Th|Ju|Ja|Je|Вл|Вс|Chr|Wm)\.[\s\x{a0}]?-?){1,4}`
	familyWord   = `(?:(?:van|von|de|der|den|la|le|du|di|da|del|della|dos|делла|дель|ван|фон|де|ле|да|ди|Van|Von|De|Ван|Де|Фон|аль|Аль|al|el)[\s-]|(?:д|Д|О|D|d|O|L|l)['’ʼ])*\p{Lu}[\p{L}\p{M}'’ʼ-]+(?:[-–]\p{L}[\p{L}\p{M}'’ʼ]+)*`
)

var (
	nameBehind = lazyregexp.New(`^(?:` + familyWord + `)(?:\s(?:` + familyWord + `))??,?\s+` + initialMarks + `(?:\s?(?:(?:van|von|de|der|den|du|di|da|Jr\.?)(?:\s(?:der|den|la))?\b|ван дер|ван|фон|мл\.|ст\.|\((?:мл|ст|Jr|Sr)\.?\)))?`)
	nameBefore = lazyregexp.New(`^` + initialPairs + `\s?(?:` + familyWord + `)(?:\s\p{Lu}[\p{Ll}-]+)??`)
	nameThree  = lazyregexp.New(`^(\p{Lu}[\p{L}-]+)\s(\p{Lu}\p{Ll}+)\s(\p{Lu}\p{Ll}+)`)
	nameTwo    = lazyregexp.New(`^(\p{Lu}[\p{L}]+)\s+(\p{Lu}[\p{L}'’-]+)`)
	nameOne    = lazyregexp.New(`^\p{Lu}[\p{L}-]+`)
	nameComma  = lazyregexp.New(`^\p{Cyrillic}\p{Ll}+, \p{Cyrillic}\p{Ll}+(?: \p{Lu}(?:\p{Ll}+|\.))?`)
	nameSep    = lazyregexp.New(`^\s*(?:[,;、]\s*(?:(?:and|и|және|&)\s+)?|\s+(?:and|и|және|&|et|und|ve)\s+)`)
	nameEtc    = lazyregexp.New(`^[\s,]*(?:[\[(]?\s*(?:et\.? al\b\.?|и другие|и др\.?|және т\.\s?б\.?|және басқалар\pL*|т\.\s?б\.?|等|etc\.?)\s*[\])]?)`)
	nameRole   = lazyregexp.New(`^[\s,]*[\[(](?:ред|сост|eds?|отв\. ред|құраст|Ed|Eds|Hrsg)\.?[\])]`)
)

// headNames returns how many bytes of s the names at its beginning take.
func headNames(s string) (end int, people bool) {
	at := len(s) - len(strings.TrimLeft(s, " \t\u00A0,.;"))
	start := at
	pinyin, initialled := 0, 0
	for range 40 {
		rest := s[at:]
		n := 0
		if m := nameBehind.FindStringIndex(rest); m != nil {
			n = len(strings.TrimRight(rest[:m[1]], " \u00A0"))
			initialled++
		} else if m := nameComma.FindString(rest); m != "" && at == start && strings.HasPrefix(rest[len(m):], ". ") {
			n = len(m)
			initialled++
		} else if m := nameBefore.FindStringIndex(rest); m != nil && startsRight(rest[m[1]:]) {
			n = m[1]
			initialled++
		} else if m := nameThree.FindStringSubmatch(rest); m != nil && cite.IsPatronymic(m[3]) {
			n = len(m[0])
			initialled++
		} else if m := nameTwo.FindStringSubmatch(rest); m != nil && cite.IsKazakhPatronymic(m[2]) && startsRight(rest[len(m[0]):]) {
			n = len(m[0])
			initialled++
		} else if m := nameTwo.FindStringSubmatch(rest); m != nil && cite.IsPinyinName(m[1], m[2]) && startsRight(rest[len(m[0]):]) {
			n = len(m[0])
			pinyin++
		} else if m := nameOne.FindString(rest); m != "" && pinyin > 0 && initialled == 0 && strings.HasPrefix(rest[len(m):], ",") && strings.Count(rest, " ") > 2 && oneMore(rest[len(m)+1:]) {
			n = len(m)
		}
		if n == 0 {
			break
		}
		at += n
		end = at
		if m := nameEtc.FindStringIndex(s[at:]); m != nil {
			at += m[1]
			end = at
			break
		}
		if m := nameRole.FindStringIndex(s[at:]); m != nil {
			at += m[1]
			end = at
		}
		m := nameSep.FindStringIndex(s[at:])
		if m == nil {
			// "В. В. Иванов А. Р. Петрова" lacks its comma.
			if k := nameBefore.FindStringIndex(strings.TrimLeft(s[at:], " ")); k != nil && nameBefore.MatchString(rest) && strings.HasPrefix(s[at:], " ") {
				at++
				continue
			}
			break
		}
		at += m[1]
		if e := nameEtc.FindStringIndex(s[at:]); e != nil {
			end = at + e[1]
			break
		}
	}
	return end, end > start
}

// startsRight: behind a name without initials stands punctuation or "and".
func startsRight(s string) bool {
	t := strings.TrimLeft(s, " ")
	if t == "" {
		return true
	}
	if strings.IndexByte(",.;:/([", t[0]) >= 0 {
		return true
	}
	if nameBefore.MatchString(t) {
		return true
	}
	for _, w := range []string{"and ", "и ", "және ", "& ", "et ", "、"} {
		if strings.HasPrefix(t, w) {
			return true
		}
	}
	return false
}

// oneMore: behind a name of one word comes a title that is more than a name.
func oneMore(s string) bool {
	chunk, _, _ := strings.Cut(strings.TrimLeft(s, " "), ",")
	return len(strings.Fields(chunk)) > 1
}
