package cite

// This file cuts a list of names into words and makes persons of them.

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite/lexicon"
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
	for i := 1; i+1 < len(out); i++ {
		if w := &out[i]; w.kind == nameInitials && !w.comma && !w.semi && isSuffix(strings.ToLower(w.text)) && out[i-1].kind == nameFull && out[i+1].kind == nameInitials {
			w.kind = nameSuffix // "Adams III JR"
		}
	}
	return out
}

func appendWord(out []nameWord, w string) []nameWord {
	if strings.HasSuffix(w, ").") || strings.HasSuffix(w, "].") {
		w = strings.TrimSuffix(w, ".")
	}
	body := strings.TrimLeft(w, "([{«\"'“„|*—-–:;,/ ")
	if clipped[strings.ToLower(body)] && strings.HasSuffix(w, "'"+body) {
		body = "'" + body
	}
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
	case isSuffix(lower) && len(out) > 0 && !initialsRather(tail, out):
		kind = nameSuffix
	case IsInitials(tail):
		kind = nameInitials
	case tail == lower && (lexicon.Of(lower)&lexicon.Particle != 0 || tail != strings.TrimLeft(tail, "'’")):
		kind = nameSmall
	}
	if kind == nameFull || kind == nameSmall || kind == nameSuffix && IsCaps(tail) {
		tail = strings.TrimRight(tail, ".")
	}
	return append(out, nameWord{tail, kind, comma, semi})
}

// initialsRather says whether a word in capitals that may be a suffix, "JR" or "II",
// is the initials of the family name before it: of one that has none, "Adams JR".
func initialsRather(w string, before []nameWord) bool {
	if !IsCaps(w) {
		return false
	}
	last := before[len(before)-1]
	if last.kind != nameFull || last.comma || last.semi {
		return false
	}
	if len(before) == 1 {
		return true
	}
	// "John Smith III" has a given name.
	earlier := before[len(before)-2]
	return earlier.comma || earlier.semi || earlier.kind == nameAnd || earlier.kind == nameSmall || IsCaps(last.text)
}

// clipped are articles of Dutch names that an apostrophe begins: "van 't Hoff".
var clipped = map[string]bool{"t": true, "s": true, "n": true}

// isSuffix says whether w, in lower case, is a suffix, before the end of a sentence
// too: "III."
func isSuffix(w string) bool { return suffixes[w] || suffixes[strings.TrimSuffix(w, ".")] }

// suffixOf is the first suffix among the words of pieces.
func suffixOf(pieces ...[]nameWord) string {
	for _, p := range pieces {
		for _, w := range p {
			if w.kind == nameSuffix {
				return w.text
			}
		}
	}
	return ""
}

// vietnamese are family names, which Vietnamese puts first, with the marks that tell
// them from others'.
var vietnamese = lexicon.Set("nguyễn trần lê phạm huỳnh hoàng vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh đoàn lương đào mạc phùng hà tạ tô trương lâm")

// sonOf begin the name by which a scholar of the Middle Ages is known: "Ibn Khaldun".
var sonOf = lexicon.Set("ibn ибн abu абу әбу bint бинт")

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
				if p := g[i-n+1 : i+1]; n >= 2 && n <= 4 && p[0].kind == nameFull && p[n-1].kind == nameFull && !IsCaps(p[0].text) && !isCyrillic(p[0].text) &&
					(n > 2 || !IsPinyinName(p[0].text, p[1].text)) {
					return true
				}
				n = 0
			}
		}
	}
	return false
}

func isCyrillic(w string) bool { return isCyrillicLetter(analysis.FirstRune(w)) }

func joinPieces(out []Name, pieces [][]nameWord, inverted, western bool) ([]Name, bool) {
	for k := 0; k < len(pieces); k++ {
		p := pieces[k]
		for len(p) > 0 && p[0].kind == nameSuffix && len(out) > 0 {
			out[len(out)-1].Suffix = p[0].text
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
		if k+1 < len(pieces) && !hasInitials(p) && !(len(p) == 2 && IsPinyinName(p[0].text, p[1].text)) {
			next := pieces[k+1]
			for len(next) > 0 && next[0].kind == nameSuffix {
				next = next[1:]
			}
			fulls := count(p, nameFull)
			switch {
			case len(next) > 0 && allInitials(next):
				out = append(out, Name{Family: words(p), Given: words(next), Suffix: suffixOf(p, pieces[k+1])})
				inverted = true
				k++
				continue
			case len(next) > 0 && startsWithInitials(next) && count(next, nameFull) <= 1 && !looksFull(next, pieces, k+1):
				out = append(out, Name{Family: words(p), Given: words(next), Suffix: suffixOf(p, pieces[k+1])})
				inverted = true
				k++
				continue
			case len(next) > 0 && fulls == 1 && (len(out) == 0 || inverted) && count(next, nameFull) <= 2 && !startsWithInitials(next) &&
				!(len(pieces) > 2 && k == 0 && len(pieces[1]) == 1 && len(pieces[2]) == 1 && len(pieces)%2 == 1),
				len(next) == 1 && fulls == 2 && len(pieces) == 2 && len(out) == 0 && next[0].kind == nameFull:
				out = append(out, Name{Family: words(p), Given: words(next), Suffix: suffixOf(p, pieces[k+1])})
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
	if bare := strings.TrimSuffix(s, "."); bare != s && !strings.Contains(bare, ".") && utf8.RuneCountInString(bare) > 1 && IsCaps(bare) {
		return bare
	}
	return s
}

// onePerson splits words without commas; runs such as "Smith J Jones K" are
// several persons.
func onePerson(p []nameWord, western bool) []Name {
	if s := suffixOf(p); s != "" {
		p = slices.DeleteFunc(slices.Clone(p), func(w nameWord) bool { return w.kind == nameSuffix })
		ns := onePerson(p, western)
		if len(ns) > 0 && ns[len(ns)-1].Literal == "" {
			ns[len(ns)-1].Suffix = s
		}
		return ns
	}
	p = slices.Clone(p)
	if len(p) == 0 {
		return nil
	}
	// "Е. А. Ли.", "Yu Li.": a short family name before the final stop.
	if last := &p[len(p)-1]; len(p) > 1 && last.kind == nameInitials && count(p, nameFull) == 0 {
		if bare := strings.TrimRight(last.text, "."); utf8.RuneCountInString(bare) > 1 && !strings.Contains(bare, ".") && !IsCaps(bare) {
			last.text, last.kind = bare, nameFull
		}
	}
	// "VAN DIJK P": a particle in capitals.
	if n := len(p); n > 2 && p[0].kind == nameInitials && !strings.Contains(p[0].text, ".") && p[n-1].kind == nameInitials && IsCaps(p[1].text) && p[1].kind == nameFull {
		p[0].kind = nameFull
	}
	first := slices.IndexFunc(p, func(w nameWord) bool { return w.kind == nameInitials })
	switch {
	case len(p) == 1:
		if utf8.RuneCountInString(p[0].text) > 1 && p[0].text == strings.ToUpper(p[0].text) && (len(p[0].text) <= 6 || isCyrillic(p[0].text) && utf8.RuneCountInString(p[0].text) <= 6) {
			return []Name{{Literal: p[0].text}}
		}
		return []Name{{Family: p[0].text}}
	case first < 0: // no initials
		// A family name in capitals: "LADARIA Luis", "Paul DUPONT".
		if IsCaps(p[0].text) && !IsCaps(p[len(p)-1].text) {
			n := 1
			for n < len(p) && IsCaps(p[n].text) {
				n++
			}
			return []Name{{Family: words(p[:n]), Given: words(p[n:])}}
		}
		// Of "Wei WANG" the capitals are the family, of "Zhang YE" initials.
		if len(p) == 2 && IsPinyinName(p[0].text, p[1].text) && !western && (IsCaps(p[0].text) || !IsCaps(p[1].text) || utf8.RuneCountInString(p[1].text) < 3) {
			return []Name{{Family: p[0].text, Given: p[1].text}}
		}
		if len(p) > 1 && vietnamese[strings.ToLower(p[0].text)] {
			return []Name{{Family: p[0].text, Given: words(p[1:])}}
		}
		if sonOf[strings.ToLower(p[0].text)] {
			return []Name{{Family: words(p)}}
		}
		if len(p) == 2 && IsKazakhPatronymic(p[1].text) {
			return []Name{{Family: p[1].text, Given: p[0].text}} // in place of a family name
		}
		if n := len(p); n >= 3 && IsPatronymic(p[n-1].text) || n == 2 && isCyrillic(p[1].text) && IsPatronymic(p[1].text) {
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
		if last > at && p[at].kind == nameFull && lexicon.Of(strings.ToLower(p[at].text))&lexicon.Given != 0 {
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
	if IsCaps(p[0].text) && !IsCaps(rest[len(rest)-1].text) {
		return []Name{{Family: words(p[:first]), Given: words(p[first:])}}
	}
	at := end
	last := len(p) - 1
	for last > at && p[last-1].kind == nameSmall {
		last--
	}
	return []Name{{Family: words(p[at:]), Given: words(p[:at])}}
}
