package cite

// This file reads lists of names as reference styles write them: family name
// first or last, with or without a comma, initials before or behind (Slavic
// styles put them behind without a comma), family names in capitals (GB/T 7714,
// French practice), pinyin family-first, Chinese names between 、 and ，,
// organisations, and "et al." in every language.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite/lexicon"
	"github.com/izde/izde/search/lazyregexp"
)

var andWords = map[string]bool{"and": true, "&": true, "et": true, "und": true, "y": true, "и": true, "және": true, "ve": true, "with": true, "a": true, "&amp;": true, "och": true, "og": true, "e": true, "en": true}

var suffixes = map[string]bool{"jr": true, "jr.": true, "sr.": true, "sr": true, "ii": true, "iii": true, "iv": true, "мл.": true, "ст.": true, "мл": true, "2nd": true, "3rd": true, "4th": true}

// notNames are words about names.
var notNames = map[string]bool{"et al": true, "et": true, "al": true, "al.": true, "et.al": true, "et.al.": true, "eds": true, "ed": true, "editor": true, "editors": true, "hrsg": true, "hg": true, "hgg": true, "dir": true,
	"edited": true, "by": true, "in": true, "dans": true, "др": true, "др.": true, "т.б": true, "т.б.": true, "ред": true, "ред.": true, "red": true, "под": true, "пер": true, "пер.": true, "составитель": true, "сост": true, "сост.": true, "отв.": true, "общ.": true,
	"trans": true, "translated": true, "transl": true, "by:": true, "coord": true, "coords": true, "compiler": true, "comp": true, "éd": true, "éds": true, "others": true, "басқ": true, "басқалар": true, "басқалары": true, "басқ.": true, "ред.-сост": true, "redaktion": true, "compilador": true, "im": true, "en": false, "à": true, "cura": true, "al.,": true, "науч": true, "науч.": true, "редакцией": true, "отв": true}

// OnlyRoles says whether s says who the names beside it are, and no name: "(Eds.)".
func OnlyRoles(s string) bool {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" .,:;()[]", r) })
	for _, w := range words {
		if !notNames[w] || andWords[w] {
			return false
		}
	}
	return len(words) > 0
}

// IsAnd says whether w, in lower case, stands between the last two names of a list in
// any of the languages.
func IsAnd(w string) bool { return andWords[w] }

// ReadNames returns the names of s; a name that can be no person's is a Literal.
func ReadNames(s string) []Name {
	s = Plain(s)
	if s == "" {
		return nil
	}
	if analysis.HanShare(s) > 0.4 {
		return readHanNames(s)
	}
	if ns := personsAndBodies(s); ns != nil {
		return ns
	}
	if IsOrganisation(s) {
		return []Name{{Literal: strings.Trim(s, " ,.;:/()[]")}}
	}
	ns := joinNames(nameWords(s))
	// "Green CD, Brown A." ends with the stop of the sentence.
	if n := len(ns); n > 1 && ns[0].Given != "" && IsCaps(ns[0].Given+"XX") && !strings.Contains(ns[0].Given, ".") {
		last := &ns[n-1]
		if utf8.RuneCountInString(last.Given) == 2 {
			last.Given = strings.TrimSuffix(last.Given, ".")
		}
		last.Given = initialsOf(last.Given)
	}
	return ns
}

// personsAndBodies reads a list that names persons and bodies: bodies between
// semicolons, and between commas where a word of theirs tells them; nil where s is
// no such list.
func personsAndBodies(s string) []Name {
	for _, cut := range []struct {
		at   string
		body func(string) bool
	}{{";", IsOrganisation}, {",", bodyInList}} {
		parts := strings.Split(s, cut.at)
		if len(parts) == 1 && cut.at == ";" || !slices.ContainsFunc(parts, cut.body) {
			continue
		}
		var out []Name
		persons := ""
		flush := func() {
			if strings.Trim(persons, " .") != "" {
				out = append(out, ReadNames(persons)...)
			}
			persons = ""
		}
		for _, p := range parts {
			if n := len(out); n > 0 && persons == "" && company.MatchString(p) {
				out[n-1].Literal += cut.at + strings.TrimRight(p, " ,;")
			} else if cut.body(p) {
				flush()
				out = append(out, Name{Literal: bodyName(p)})
			} else if n := len(out); n > 0 && persons == "" && out[n-1].Literal != "" && unicode.IsLower(analysis.FirstRune(strings.TrimSpace(p))) {
				out[n-1].Literal += "," + strings.TrimRight(p, " .,;") // "Институт философии, политологии и права"
			} else {
				persons = strings.TrimLeft(persons+cut.at+p, ",; ")
			}
		}
		flush()
		return out
	}
	return nil
}

// company is what firms have behind their names.
var company = lazyregexp.New(`^\s*(?:Inc|Ltd|LLC|GmbH|Corp|Co|Ltée)\b`)

// bodyInList says whether p, between commas, is a body among persons.
func bodyInList(p string) bool { return IsBody(p) || isGroup(strings.Fields(strings.ToLower(p))) }

// bodyName trims the name of a body; the stop of an abbreviation is its own, but not
// that of one in capitals, "РК".
func bodyName(s string) string {
	s = strings.TrimPrefix(strings.TrimPrefix(strings.Trim(s, " ,;:/()[]–—-"), "and "), "& ")
	bare := strings.TrimSuffix(s, ".")
	if last := bare[strings.LastIndexByte(bare, ' ')+1:]; utf8.RuneCountInString(last) > 3 || IsCaps(last) && !strings.Contains(last, ".") {
		return bare
	}
	return s
}

// bodyWords begin the words of a body's name that stand in no person's, in Russian
// and Kazakh, abbreviated too: "М-во образования", "Урал. федер. ун-т".
var bodyWords = lazyregexp.New(`(?i)(?:^|[\s«"(])(?:м-в[оа]|мин-в[оа]|министерств\pL*|министрліг\pL*|ун-т\pL*|университет\pL*|ин-т\pL*|институт\pL*|академи[яи]\pL*|акад\. наук|организаци[яи]|об-во|общество|комитет\pL*|агентство|агенттіг\pL*|федерация|ассоциаци[яи]|служба|департамент\pL*|управление|правительство|союз|центр|орталығы|қоғамы|ұйымы|одағы|қоры|фонд|банк|банкі|коллектив|бюро|ведомство|ведомствосы|палата|палатасы|инспекция|парламент[іи]?|корпорация|корпорациясы|компания|компаниясы|холдинг[іи]?|әкімдігі|акимат\pL*|үкіметі|бірлестігі|кеңесі|қауымдастығы|басқармасы|бюросы|мекемесі)(?:[\s.,)»":]|$)`)

// IsBody says whether s names a body in Russian or Kazakh.
func IsBody(s string) bool {
	return strings.ContainsFunc(s, isCyrillicLetter) && bodyWords.MatchString(s)
}

func isCyrillicLetter(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }

// brokenWord is a word that was divided at the end of a line. "pre- and post-" is
// none.
var brokenWord = lazyregexp.New(`(\p{Ll}{2})[-‐\x{00AD}] (\p{Ll}+)`)

// Plain drops mark-up from s and joins white space, and words divided at the end of
// a line.
func Plain(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		var b strings.Builder
		for len(s) > 0 {
			i := strings.IndexByte(s, '<')
			if i < 0 {
				break
			}
			j := strings.IndexByte(s[i:], '>')
			if j < 0 || j > 30 || !(s[i+1] == '/' || s[i+1]|0x20 >= 'a' && s[i+1]|0x20 <= 'z') {
				b.WriteString(s[:i+1])
				s = s[i+1:]
				continue
			}
			b.WriteString(s[:i])
			s = s[i+j+1:]
		}
		b.WriteString(s)
		s = b.String()
	}
	s = strings.Join(strings.FieldsFunc(s, analysis.IsBlank), " ")
	if !strings.Contains(s, "- ") && !strings.Contains(s, "‐ ") && !strings.Contains(s, "\u00ad ") {
		return s
	}
	return brokenWord.ReplaceAllStringFunc(s, func(m string) string {
		head, tail, _ := strings.Cut(m, " ")
		if andWords[tail] || tail == "or" || tail == "или" || tail == "немесе" {
			return m
		}
		return strings.TrimRight(head, "-‐\u00ad") + tail
	})
}

// groups end the names of groups of authors: "ATLAS Collaboration".
var groups = lexicon.Set("collaboration consortium investigators initiative network team task-force collaborators коллаборация консорциум")

// isGroup says whether the words, in lower case, name a group of authors: "Heart
// Study Group" too.
func isGroup(words []string) bool {
	if len(words) < 2 {
		return false
	}
	last := strings.Trim(words[len(words)-1], ",.;:()[]")
	return groups[last] || last == "group" || last == "committee"
}

// IsOrganisation says whether s holds a word of organisations, or a small word that
// stands in no person's name.
func IsOrganisation(s string) bool {
	words := strings.Fields(strings.ToLower(s))
	if len(words) < 2 {
		return false
	}
	if isGroup(words) {
		return true
	}
	for i, w := range words {
		bare := strings.Trim(w, ",.;:()[]")
		c := lexicon.Of(bare)
		if c&lexicon.Org != 0 && (!strings.HasSuffix(w, ".") || i == len(words)-1) || bare == "for" || bare == "the" || bare == "of" && i > 0 || bare == "on" && i > 0 {
			return true
		}
	}
	return false
}

// foreign is the country that Chinese entries put before a foreign author: "[美]".
var foreign = lazyregexp.New(`^[\[(（［〔【]\s*\p{Han}{1,3}[\])）］〕】]\s*`)

func readHanNames(s string) []Name {
	var out []Name
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,;；/&", r) }) {
		w = foreign.ReplaceAllString(strings.TrimSpace(w), "")
		w = strings.Trim(w, " .。:：·（）()[]《》")
		w = strings.TrimSpace(strings.TrimPrefix(w, "与"))
		for _, tail := range []string{"等译", "等编", "等", "主编", "编著", "编译", "编", "译", "著", "校注", "选编"} {
			if t := strings.TrimSpace(strings.TrimSuffix(w, tail)); t != w && (utf8.RuneCountInString(t) >= 2 || t == "") && !strings.HasSuffix(t, "·") {
				w = t
				break
			}
		}
		if w == "" || w == "et al" {
			continue
		}
		if analysis.HanShare(w) == 1 {
			w = strings.ReplaceAll(w, " ", "") // justified lines: "李 明"
		}
		out = append(out, Name{Literal: w})
	}
	return out
}

// gluedInitials is the length of the initials that the name w begins with.
func gluedInitials(w string) int {
	end := 0
	for i := 0; i < len(w); {
		r, n := utf8.DecodeRuneInString(w[i:])
		if !unicode.IsUpper(r) {
			break
		}
		j := i + n
		for k := 0; k < 2 && j < len(w); k++ { // "Дж.", "Yu."
			if r2, n2 := utf8.DecodeRuneInString(w[j:]); unicode.IsLower(r2) {
				j += n2
			}
		}
		if j >= len(w) || w[j] != '.' {
			break
		}
		j++
		if j < len(w) && w[j] == '-' {
			j++
		}
		i, end = j, j
	}
	return end
}

// IsInitials says whether w is written as initials: "J.", "J.-P.", "J.P", "JA",
// "Дж.", "Yu.".
func IsInitials(w string) bool {
	letters, upper, dots := 0, 0, 0
	for _, r := range w {
		switch {
		case r == '.':
			dots++
		case r == '-' || r == '‐' || r == '\'' || r == '’' || r == '–' || r == '\u00ad':
		case unicode.IsUpper(r):
			upper++
			letters++
		case unicode.IsLower(r):
			letters++
		default:
			return false
		}
	}
	switch {
	case letters == 0 || upper == 0:
		return false
	case dots > 0 && strings.HasSuffix(w, "."):
		return letters <= 2 || upper > 1 && letters <= 4 && dots > 1 || upper == letters && letters <= 4 && dots >= upper-1 || dots >= 2 && letters <= 3*dots
	case dots > 0:
		return upper == letters && letters <= 4
	}
	return upper == letters && letters <= 3 && !isPinyinCaps(w)
}

// isPinyinCaps: "LI", "WU", "MA" in capitals are family names rather than
// initials when they read as a syllable; "JA" and "MK" do not. In Cyrillic three letters
// do, "ЛАЙ": two are initials in some styles.
func isPinyinCaps(w string) bool {
	if isCyrillic(w) {
		return utf8.RuneCountInString(w) == 3 && isSyllable(analysis.OfPalladius(w))
	}
	return len(w) >= 2 && isSyllable(strings.ToLower(w))
}

// IsCaps says whether w is written in capitals, two letters or more.
func IsCaps(w string) bool {
	n := 0
	for _, r := range w {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n > 1
}

// IsPatronymic says whether w is a Slavic or Kazakh patronymic, which closes a name
// that begins with the family name.
func IsPatronymic(w string) bool {
	w = strings.ToLower(w)
	for _, s := range []string{"ович", "евич", "ьич", "овна", "евна", "ична", "ұлы", "қызы", "улы", "кызы", "ovich", "evich", "ovna", "evna", "uly", "kyzy"} {
		if strings.HasSuffix(w, s) && len(w) > len(s)+2 {
			return true
		}
	}
	return false
}

var kazakhPatronymic = lazyregexp.New(`\p{Ll}{2}(?:ұлы|қызы|улы|кызы|uly|kyzy|qyzy)$`)

// IsKazakhPatronymic says whether w names somebody's son or daughter; who has such a
// name may have no family name: "Абай Құнанбайұлы".
func IsKazakhPatronymic(w string) bool { return kazakhPatronymic.MatchString(w) }

// ReadName returns the person or body that s names.
func ReadName(s string) Name {
	if names := ReadNames(s); len(names) == 1 {
		return names[0]
	}
	return Name{Literal: strings.Join(strings.Fields(s), " ")}
}
