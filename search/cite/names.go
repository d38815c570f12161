package cite

// This file reads lists of names as reference styles write them: family name
// first or last, with or without a comma, initials before or behind (Slavic
// styles put them behind without a comma), family names in capitals (GB/T 7714,
// French practice), pinyin family-first, Chinese names between 、 and ，,
// organisations, and "et al." in every language.

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameWord is a word of a name list.
type nameWord struct {
	text  string
	kind  nameKind
	comma bool // a comma follows
	semi  bool // a semicolon or another hard separator follows
}

type nameKind uint8

const (
	nameFull     nameKind = iota
	nameInitials          // "J.", "J.-P.", "JA", "Ж.-П."
	nameSmall             // a particle: "van", "де"
	nameAnd
	nameSuffix // "Jr", "III"
)

var andWords = map[string]bool{"and": true, "&": true, "et": true, "und": true, "y": true, "и": true, "және": true, "ve": true, "with": true, "a": true, "&amp;": true, "och": true, "og": true, "e": true, "en": true}

var suffixes = map[string]bool{"jr": true, "jr.": true, "sr.": true, "sr": true, "ii": true, "iii": true, "iv": true, "мл.": true, "ст.": true}

// notNames are words about names.
var notNames = map[string]bool{"et al": true, "et": true, "al": true, "al.": true, "et.al": true, "et.al.": true, "eds": true, "ed": true, "editor": true, "editors": true, "hrsg": true, "hg": true, "hgg": true, "dir": true,
	"edited": true, "by": true, "in": true, "dans": true, "др": true, "др.": true, "т.б": true, "т.б.": true, "ред": true, "ред.": true, "red": true, "под": true, "пер": true, "пер.": true, "составитель": true, "сост": true, "сост.": true, "отв.": true, "общ.": true,
	"trans": true, "translated": true, "transl": true, "by:": true, "coord": true, "coords": true, "compiler": true, "comp": true, "éd": true, "éds": true, "others": true, "басқ": true, "басқалар": true, "басқалары": true, "басқ.": true, "ред.-сост": true, "redaktion": true, "compilador": true, "im": true, "en": false, "à": true, "cura": true, "al.,": true, "науч": true, "науч.": true, "редакцией": true, "отв": true}

// readNames returns the names of s; what cannot be a person is a Literal.
func readNames(s string) []Name {
	s = plain(s)
	if s == "" {
		return nil
	}
	if hanShare(s) > 0.4 {
		return readHanNames(s)
	}
	if isOrganisation(s) {
		return []Name{{Literal: strings.Trim(s, " ,.;:/()[]")}}
	}
	ns := joinNames(nameWords(s))
	// "Green CD, Brown A." ends with the stop of the sentence.
	if n := len(ns); n > 1 && ns[0].Given != "" && isCaps(ns[0].Given+"XX") && !strings.Contains(ns[0].Given, ".") {
		if last := &ns[n-1]; utf8.RuneCountInString(last.Given) == 2 {
			last.Given = strings.TrimSuffix(last.Given, ".")
		}
	}
	return ns
}

// brokenWord is a word that was divided at the end of a line. "pre- and post-" is
// none.
var brokenWord = regexp.MustCompile(`(\p{Ll}{2})[-‐\x{00AD}] (\p{Ll}+)`)

// plain drops mark-up, joins white space, and words divided at the end of a line.
func plain(s string) string {
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
	s = strings.Join(strings.FieldsFunc(s, blank), " ")
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

func hanShare(s string) float64 {
	han, letters := 0, 0
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			han++
			letters++
		} else if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters == 0 {
		return 0
	}
	return float64(han) / float64(letters)
}

// isOrganisation: a word of organisations, or a small word that stands in no
// person's name.
func isOrganisation(s string) bool {
	words := strings.Fields(strings.ToLower(s))
	if len(words) < 2 {
		return false
	}
	for i, w := range words {
		bare := strings.Trim(w, ",.;:()[]")
		c := classOf(bare)
		if c&classOrg != 0 && (!strings.HasSuffix(w, ".") || i == len(words)-1) || bare == "for" || bare == "the" || bare == "of" && i > 0 || bare == "on" && i > 0 {
			return true
		}
	}
	return false
}

// foreign is the country that Chinese entries put before a foreign author: "[美]".
var foreign = regexp.MustCompile(`^[\[(（［〔【]\s*\p{Han}{1,3}[\])）］〕】]\s*`)

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
		if hanShare(w) == 1 {
			w = strings.ReplaceAll(w, " ", "") // justified lines: "李 明"
		}
		out = append(out, Name{Literal: w})
	}
	return out
}

// nameWords splits s into words with the separators behind them.
func nameWords(s string) []nameWord {
	var out []nameWord
	for _, w := range strings.Fields(s) {
		// "Smith,J.,Jones" and "J.Smith" are written without spaces.
		for len(w) > 0 {
			end := len(w)
			for i, r := range w {
				if (r == ',' || r == ';' || r == '/' || r == '、' || r == '，' || r == '；') && i > 0 {
					end = i + utf8.RuneLen(r)
					break
				}
			}
			out = appendWord(out, w[:end])
			w = w[end:]
		}
	}
	return out
}

func appendWord(out []nameWord, w string) []nameWord {
	if strings.HasSuffix(w, ").") || strings.HasSuffix(w, "].") {
		w = strings.TrimSuffix(w, ".")
	}
	body := strings.TrimLeft(w, "([{«\"'“„|*—-–:;,/ ")
	tail := strings.TrimRightFunc(body, func(r rune) bool { return strings.ContainsRune(",;/:)]}»\"”|*、，；", r) })
	sep := body[len(tail):]
	comma := strings.ContainsAny(sep, ",，")
	semi := strings.ContainsAny(sep, ";/、；")
	lower := strings.ToLower(tail)
	if tail == "" || tail == "." || notNames[strings.TrimRight(lower, ".")] || notNames[lower] {
		if len(out) > 0 && (comma || semi || tail == "") {
			last := &out[len(out)-1]
			last.comma, last.semi = last.comma || comma, last.semi || semi
		}
		// "et al." and "(Eds.)" end a name.
		if len(out) > 0 && tail != "" && !andWords[lower] {
			out[len(out)-1].semi = true
		}
		if lower == "et" {
			return append(out, nameWord{text: "et", kind: nameAnd})
		}
		return out
	}
	// "J.Smith" and "Иванов И.И." glued: cut behind the initials or the name.
	if i := gluedInitials(tail); i > 0 && i < len(tail) {
		out = append(out, nameWord{text: tail[:i], kind: nameInitials})
		tail = tail[i:]
		lower = strings.ToLower(tail)
	}
	kind := nameFull
	switch {
	case andWords[lower] && (lower != "a" || tail == "a") && (lower != "e" || tail == "e") && tail == lower:
		kind = nameAnd
	case suffixes[lower] && len(out) > 0:
		kind = nameSuffix
	case isInitials(tail):
		kind = nameInitials
	case tail == lower && classOf(lower)&classParticle != 0:
		kind = nameSmall
	}
	if kind == nameFull || kind == nameSmall {
		tail = strings.TrimRight(tail, ".")
	}
	return append(out, nameWord{tail, kind, comma, semi})
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

// isInitials says whether w is written as initials: "J.", "J.-P.", "J.P", "JA",
// "Дж.", "Yu.".
func isInitials(w string) bool {
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
// initials when they read as a syllable; "JA" and "MK" do not.
func isPinyinCaps(w string) bool { return len(w) >= 2 && isSyllable(strings.ToLower(w)) }

// joinNames makes persons of words.
func joinNames(ws []nameWord) []Name {
	// Groups end at hard separators and at "and".
	var groups [][]nameWord
	var cur []nameWord
	semis := false
	for _, w := range ws {
		semis = semis || w.semi
	}
	for _, w := range ws {
		if w.kind == nameAnd {
			if len(cur) > 0 {
				groups = append(groups, cur)
			}
			cur = nil
			continue
		}
		cur = append(cur, w)
		if w.semi {
			groups = append(groups, cur)
			cur = nil
		}
	}
	if len(cur) > 0 {
		groups = append(groups, cur)
	}
	var out []Name
	inverted := false
	western := givenFirst(groups)
	for _, g := range groups {
		var pieces [][]nameWord
		var piece []nameWord
		for _, w := range g {
			piece = append(piece, w)
			if w.comma {
				pieces = append(pieces, piece)
				piece = nil
			}
		}
		if len(piece) > 0 {
			pieces = append(pieces, piece)
		}
		out, inverted = joinPieces(out, pieces, inverted, western)
	}
	return out
}

// givenFirst says whether the list writes given names first: one of its names
// without initials is no Chinese one and has no comma.
func givenFirst(groups [][]nameWord) bool {
	for _, g := range groups {
		n := 0
		for i, w := range g {
			n++
			if w.comma || w.semi || i == len(g)-1 {
				if p := g[i-n+1 : i+1]; n >= 2 && n <= 4 && p[0].kind == nameFull && p[n-1].kind == nameFull && !isCaps(p[0].text) && !isCyrillic(p[0].text) &&
					(n > 2 || !isPinyinName(p[0].text, p[1].text)) {
					return true
				}
				n = 0
			}
		}
	}
	return false
}

func isCyrillic(w string) bool { return unicode.Is(unicode.Cyrillic, firstRune(w)) }

func joinPieces(out []Name, pieces [][]nameWord, inverted, western bool) ([]Name, bool) {
	for k := 0; k < len(pieces); k++ {
		p := pieces[k]
		for len(p) > 0 && p[0].kind == nameSuffix && len(out) > 0 {
			p = p[1:]
		}
		if len(p) == 0 {
			continue
		}
		if allInitials(p) && !(len(p) > 1 && len(out) == 0) {
			if len(out) > 0 && out[len(out)-1].Given == "" && out[len(out)-1].Literal == "" {
				out[len(out)-1].Given = words(p)
			} else if k+1 < len(pieces) && len(pieces[k+1]) == 1 && !allInitials(pieces[k+1]) {
				// "A., Smith": damaged, but one name.
				out = append(out, Name{Given: words(p), Family: words(pieces[k+1])})
				k++
			} else {
				out = append(out, Name{Family: words(p)})
			}
			continue
		}
		if k+1 < len(pieces) && !hasInitials(p) && !(len(p) == 2 && isPinyinName(p[0].text, p[1].text)) {
			next := pieces[k+1]
			for len(next) > 0 && next[0].kind == nameSuffix {
				next = next[1:]
			}
			fulls := count(p, nameFull)
			switch {
			case len(next) > 0 && allInitials(next):
				out = append(out, Name{Family: words(p), Given: words(next)})
				inverted = true
				k++
				continue
			case len(next) > 0 && startsWithInitials(next) && count(next, nameFull) <= 1 && !looksFull(next, pieces, k+1):
				out = append(out, Name{Family: words(p), Given: words(next)})
				inverted = true
				k++
				continue
			case len(next) > 0 && fulls == 1 && (len(out) == 0 || inverted) && count(next, nameFull) <= 2 && !startsWithInitials(next) &&
				!(len(pieces) > 2 && k == 0 && len(pieces[1]) == 1 && len(pieces[2]) == 1 && len(pieces)%2 == 1),
				len(next) == 1 && fulls == 2 && len(pieces) == 2 && len(out) == 0 && next[0].kind == nameFull:
				out = append(out, Name{Family: words(p), Given: words(next)})
				inverted = true
				k++
				continue
			}
		}
		out = append(out, onePerson(p, western)...)
	}
	return out, inverted
}

// looksFull: "J. Smith" behind a family name is the next person, when persons
// behind it are written so too.
func looksFull(p []nameWord, pieces [][]nameWord, k int) bool {
	return count(p, nameFull) >= 1 && p[len(p)-1].kind == nameFull
}

func allInitials(p []nameWord) bool {
	for _, w := range p {
		if w.kind == nameFull || w.kind == nameAnd {
			return false
		}
	}
	return p[0].kind == nameInitials
}

func hasInitials(p []nameWord) bool { return count(p, nameInitials) > 0 }

func startsWithInitials(p []nameWord) bool { return p[0].kind == nameInitials }

func count(p []nameWord, kind nameKind) int {
	n := 0
	for _, w := range p {
		if w.kind == kind {
			n++
		}
	}
	return n
}

func words(p []nameWord) string {
	s := make([]string, 0, len(p))
	for _, w := range p {
		if w.kind != nameSuffix {
			s = append(s, w.text)
		}
	}
	return strings.Join(s, " ")
}

// initialsOf drops the stop of a sentence behind initials written without any:
// "EF.".
func initialsOf(s string) string {
	if bare := strings.TrimSuffix(s, "."); bare != s && !strings.Contains(bare, ".") && utf8.RuneCountInString(bare) > 1 && isCaps(bare) {
		return bare
	}
	return s
}

// onePerson splits words without commas; runs such as "Smith J Jones K" are
// several persons.
func onePerson(p []nameWord, western bool) []Name {
	p = slices.DeleteFunc(slices.Clone(p), func(w nameWord) bool { return w.kind == nameSuffix })
	if len(p) == 0 {
		return nil
	}
	// "Е. А. Ли.", "Yu Li.": a short family name before the final stop.
	if last := &p[len(p)-1]; len(p) > 1 && last.kind == nameInitials && count(p, nameFull) == 0 {
		if bare := strings.TrimRight(last.text, "."); utf8.RuneCountInString(bare) > 1 && !strings.Contains(bare, ".") && !isCaps(bare) {
			last.text, last.kind = bare, nameFull
		}
	}
	// "VAN DIJK P": a particle in capitals.
	if n := len(p); n > 2 && p[0].kind == nameInitials && !strings.Contains(p[0].text, ".") && p[n-1].kind == nameInitials && isCaps(p[1].text) && p[1].kind == nameFull {
		p[0].kind = nameFull
	}
	first := slices.IndexFunc(p, func(w nameWord) bool { return w.kind == nameInitials })
	switch {
	case len(p) == 1:
		if utf8.RuneCountInString(p[0].text) > 1 && p[0].text == strings.ToUpper(p[0].text) && len(p[0].text) <= 6 {
			return []Name{{Literal: p[0].text}}
		}
		return []Name{{Family: p[0].text}}
	case first < 0: // no initials
		// A family name in capitals: "LADARIA Luis", "Paul DUPONT".
		if isCaps(p[0].text) && !isCaps(p[len(p)-1].text) {
			n := 1
			for n < len(p) && isCaps(p[n].text) {
				n++
			}
			return []Name{{Family: words(p[:n]), Given: words(p[n:])}}
		}
		if len(p) == 2 && isPinyinName(p[0].text, p[1].text) && !western {
			return []Name{{Family: p[0].text, Given: p[1].text}}
		}
		if len(p) == 2 && kazakhPatronymic.MatchString(p[1].text) {
			return []Name{{Family: p[1].text, Given: p[0].text}} // in place of a family name
		}
		if n := len(p); n >= 3 && isPatronymic(p[n-1].text) || n == 2 && isCyrillic(p[1].text) && isPatronymic(p[1].text) {
			return []Name{{Family: words(p[:1]), Given: words(p[1:])}}
		}
		at := len(p) - 1
		for at > 1 && p[at-1].kind == nameSmall {
			at--
		}
		if p[0].kind == nameSmall {
			at = 0
			return []Name{{Family: words(p)}}
		}
		return []Name{{Family: words(p[at:]), Given: words(p[:at])}}
	case first == 0: // "J. P. Smith"
		at := 0
		for at < len(p) && p[at].kind == nameInitials {
			at++
		}
		if at == len(p) {
			return []Name{{Family: words(p)}}
		}
		// "J. Smith K. Jones" is two.
		for k := at + 1; k < len(p); k++ {
			if p[k].kind == nameInitials && k+1 < len(p) {
				return append(onePerson(p[:k], western), onePerson(p[k:], western)...)
			}
		}
		// "J. Michael Smith"
		last := len(p) - 1
		for last > at && p[last-1].kind == nameSmall {
			last--
		}
		if last > at && p[at].kind == nameFull && classOf(strings.ToLower(p[at].text))&classGiven != 0 {
			at = last
		}
		return []Name{{Family: words(p[at:]), Given: words(p[:at])}}
	}
	// Initials behind: "Smith J. P.", "Van Dijk T. A.", "Dalen D. van"; or in the
	// middle: "John P. Smith".
	end := first
	for end < len(p) && p[end].kind == nameInitials {
		end++
	}
	for end < len(p) && p[end].kind == nameSmall && !(end+1 < len(p) && p[end+1].kind == nameFull) {
		end++
	}
	if end == len(p) {
		// "John J.", given name and initial of the comma style, are not told
		// from "Smith J."; nor need they.
		return []Name{{Family: words(p[:first]), Given: initialsOf(words(p[first:]))}}
	}
	rest := p[end:]
	if hasInitials(rest) && p[0].kind == nameFull && first == 1 && count(rest, nameFull) == 1 && rest[0].kind == nameFull {
		return append([]Name{{Family: words(p[:first]), Given: words(p[first:end])}}, onePerson(rest, western)...)
	}
	if isCaps(p[0].text) && !isCaps(rest[len(rest)-1].text) {
		return []Name{{Family: words(p[:first]), Given: words(p[first:])}}
	}
	at := end
	last := len(p) - 1
	for last > at && p[last-1].kind == nameSmall {
		last--
	}
	return []Name{{Family: words(p[at:]), Given: words(p[:at])}}
}

func isCaps(w string) bool {
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

// isPatronymic: a Slavic or Kazakh patronymic closes a name that begins with
// the family name.
func isPatronymic(w string) bool {
	w = strings.ToLower(w)
	for _, s := range []string{"ович", "евич", "ьич", "овна", "евна", "ична", "ұлы", "қызы", "улы", "кызы", "ovich", "evich", "ovna", "evna", "uly", "kyzy"} {
		if strings.HasSuffix(w, s) && len(w) > len(s)+2 {
			return true
		}
	}
	return false
}

// ReadName returns the person or body that s names.
func ReadName(s string) Name {
	if names := readNames(s); len(names) == 1 {
		return names[0]
	}
	return Name{Literal: strings.Join(strings.Fields(s), " ")}
}
