package style

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
)

// isChinese reports whether a name is written in Chinese characters: such names stay
// whole, family name first, in every style.
func isChinese(n cite.Name) bool {
	r, _ := utf8.DecodeRuneInString(n.Family + n.Literal)
	return analysis.IsHan(r)
}

// whole is a name that no style abbreviates: an organisation's, a Chinese one, a
// single one.
func whole(n cite.Name) (string, bool) {
	switch {
	case n.Literal != "":
		return n.Literal, true
	case isChinese(n):
		return n.Family + n.Given, true
	case n.Given == "":
		return n.Family, true
	case n.Family == "":
		return n.Given, true
	}
	return "", false
}

// initials abbreviates given names: each word and each part behind a hyphen to
// its first letter and the stop ("Jean-Paul" is "J.-P."); what is abbreviated
// already stays ("Дж.", "Yu."), capitals without stops are one initial each
// ("JA").
func initials(given, stop, gap string) string {
	var out []string
	for _, w := range strings.Fields(strings.ReplaceAll(given, ".", ". ")) {
		var parts []string
		for p := range strings.SplitSeq(w, "-") {
			if s := initial(p, stop); s != "" {
				parts = append(parts, s)
			}
		}
		if len(parts) == 0 {
			continue
		}
		if strings.HasPrefix(w, "-") && len(out) > 0 { // "J.-P."
			out[len(out)-1] += "-" + strings.Join(parts, "-")
			continue
		}
		out = append(out, strings.Join(parts, "-"))
	}
	return strings.Join(out, gap)
}

func initial(w, stop string) string {
	short := strings.HasSuffix(w, ".")
	w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
	if w == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(w)
	count := utf8.RuneCountInString(w)
	switch {
	case short && count <= 3:
		return w + stop
	case !unicode.IsUpper(r): // a particle or a patronymic's "uly"
		return w
	case count > 1 && count <= 3 && w == strings.ToUpper(w):
		var all []string
		for _, c := range w {
			all = append(all, string(c)+stop)
		}
		return strings.Join(all, strings.TrimSuffix(" ", stop))
	}
	return w[:n] + stop
}

// familyFirst is "Иванов И. И.".
func familyFirst(n cite.Name) string {
	if s, ok := whole(n); ok {
		return s
	}
	return joined(" ", n.Family, initials(n.Given, ".", " "), n.Suffix)
}

// familyLast is "И. И. Иванов".
func familyLast(n cite.Name) string {
	if s, ok := whole(n); ok {
		return s
	}
	return joined(" ", initials(n.Given, ".", " "), n.Family, n.Suffix)
}

// inverted is "Ivanov, I. I.".
func inverted(n cite.Name) string {
	if s, ok := whole(n); ok {
		return s
	}
	return joined(", ", n.Family, initials(n.Given, ".", " "), n.Suffix)
}

// capitals is "IVANOV I I".
func capitals(n cite.Name) string {
	if s, ok := whole(n); ok {
		if n.Literal == "" && !isChinese(n) {
			return strings.ToUpper(s)
		}
		return s
	}
	return joined(" ", strings.ToUpper(n.Family), initials(n.Given, "", " "), n.Suffix)
}

// plainly is "Ivanov I I", also of "IVANOV".
func plainly(n cite.Name) string {
	if s, ok := whole(n); ok {
		return s
	}
	return joined(" ", lowered(n.Family), initials(n.Given, "", " "), n.Suffix)
}

// lowered is a family name in capitals as one is written: only its first letter and
// those behind an apostrophe or a hyphen are capitals.
func lowered(family string) string {
	if family != strings.ToUpper(family) || utf8.RuneCountInString(family) < 3 {
		return family
	}
	begins := true
	return strings.Map(func(r rune) rune {
		first := begins
		begins = !unicode.IsLetter(r)
		if first {
			return r
		}
		return unicode.ToLower(r)
	}, family)
}

func each(names []cite.Name, form func(cite.Name) string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = form(n)
	}
	return out
}
