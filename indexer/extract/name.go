package extract

// This file reads the names of people: single ones, and lists of them with the
// marks that lead to their affiliations.

import (
	"strings"
	"unicode"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

var (
	initials    = `(?:\p{Lu}\p{Ll}?\.[\s-]?){1,3}`
	surname     = `\p{Lu}[\p{L}'’ʼ]+(?:[-‐]\p{Lu}?[\p{L}'’ʼ]+)?`
	capsSurname = `\p{Lu}[\p{Lu}'’ʼ-]+`
	givenName   = `\p{Lu}[\p{Ll}'’ʼ]+(?:[-‐]\p{L}[\p{Ll}'’ʼ]+)?`
	particle    = `(?:(?:van|von|de|da|del|der|den|di|la|le|bin|ibn|al|el|ter|dos)\s+){1,2}`

	initialsFirst = lazyregexp.New(`^(` + initials + `)\s*(` + particle + `)?(` + surname + `)$`)
	surnameFirst  = lazyregexp.New(`^(` + surname + `),?\s+(` + initials + `)$`)
	capsLast      = lazyregexp.New(`^((?:` + givenName + `|` + initials + `)(?:\s*(?:` + givenName + `|` + initials + `))?)\s+(` + capsSurname + `)$`)
	capsFirst     = lazyregexp.New(`^(` + capsSurname + `)\s+(` + givenName + `(?:\s+` + givenName + `)?)$`)
	plainName     = lazyregexp.New(`^(` + givenName + `(?:\s+(?:` + givenName + `|(?:\p{Lu}\.\s?){1,2}))?)\s+((?:` + particle + `)?` + surname + `)$`)
	hanName       = lazyregexp.New(`^(\p{Han})\s?(\p{Han}\s?\p{Han}?)$`)
	hanDouble     = lazyregexp.New(`^(\p{Han}{2})\s?(\p{Han}{1,2})$`)
)

// parseName reads one name. Without plain, only initials or a surname in
// capitals make one: any two capitalised words look like a name otherwise.
func parseName(text string, plain bool) (cite.Name, bool) {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 80 {
		return cite.Name{}, false
	}
	if m := initialsFirst.FindStringSubmatch(text); m != nil {
		return cite.Name{Given: strings.TrimSpace(m[1]), Family: m[2] + cased(m[3])}, true
	}
	if m := surnameFirst.FindStringSubmatch(text); m != nil {
		return cite.Name{Given: strings.TrimSpace(m[2]), Family: cased(m[1])}, true
	}
	if m := capsLast.FindStringSubmatch(text); m != nil {
		return cite.Name{Given: m[1], Family: cased(m[2])}, true
	}
	if m := capsFirst.FindStringSubmatch(text); m != nil {
		return cite.Name{Given: m[2], Family: cased(m[1])}, true
	}
	words := strings.Fields(text)
	if n := len(words); n == 3 && isPatronymic(words[2]) && capitalised(words) {
		return cite.Name{Given: cased(words[1]) + " " + cased(words[2]), Family: cased(words[0])}, true
	} else if n == 3 && isPatronymic(words[1]) && capitalised(words) {
		return cite.Name{Given: cased(words[0]) + " " + cased(words[1]), Family: cased(words[2])}, true
	}
	if !plain {
		return cite.Name{}, false
	}
	if m := plainName.FindStringSubmatch(text); m != nil {
		return cite.Name{Given: m[1], Family: m[2]}, true
	}
	return parseHanName(text)
}

// parseHanName reads a Chinese name, family name first.
func parseHanName(text string) (cite.Name, bool) {
	if m := hanDouble.FindStringSubmatch(text); m != nil {
		for _, f := range hanDoubleFamilies {
			if m[1] == f {
				return cite.Name{Family: m[1], Given: m[2]}, true
			}
		}
	}
	if m := hanName.FindStringSubmatch(text); m != nil && strings.Contains(hanFamilies, m[1]) {
		return cite.Name{Family: m[1], Given: strings.ReplaceAll(m[2], " ", "")}, true
	}
	return cite.Name{}, false
}

func capitalised(words []string) bool {
	for _, w := range words {
		if !unicode.IsUpper(word0(w)) || strings.ContainsAny(w, ".,;:()0123456789") {
			return false
		}
	}
	return true
}

// cased writes a surname in capitals as names are written.
func cased(s string) string {
	if !allCapitals(s) && strings.ToUpper(s) != s {
		return s
	}
	start := true
	return strings.Map(func(r rune) rune {
		defer func() { start = r == '-' || r == '\'' || r == '’' }()
		if start {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, s)
}

// person is a name as it stands in a text, with the marks that follow it
// ("1", "*"), which stand again before an affiliation or a note.
type person struct {
	name  cite.Name
	text  string
	marks []string
}

// markRun are marks behind a name; a letter is one only behind a caret.
var markRun = lazyregexp.New(`\s*\(\s*\d{1,2}(?:\s*,\s*\d{1,2})*\s*\)|\s*(?:[\d⁰¹²³⁴⁵⁶⁷⁸⁹*∗＊†‡§✉#]|\^[\p{Ll}\d*])+(?:\s*[,，]\s*[\d⁰¹²³⁴⁵⁶⁷⁸⁹*∗＊†‡§✉#]+)*`)

// normalMarks lists the marks of a run, superscripts as digits.
func normalMarks(run string) []string {
	var marks []string
	digits := ""
	flush := func() {
		if digits != "" {
			marks, digits = append(marks, digits), ""
		}
	}
	for _, r := range run {
		switch i := strings.IndexRune("⁰¹²³⁴⁵⁶⁷⁸⁹", r); {
		case i >= 0:
			flush() // superscripts stand one by one
			marks = append(marks, string(rune('0'+len([]rune("⁰¹²³⁴⁵⁶⁷⁸⁹"[:i])))))
		case r >= '0' && r <= '9':
			digits += string(r)
		case strings.ContainsRune("*∗＊†‡§✉#", r):
			flush()
			marks = append(marks, string(r))
		default:
			flush()
		}
	}
	flush()
	return marks
}

var (
	nameAnd     = lazyregexp.New(`\s(?:and|и|және|мен|бен|пен)\s|[;；、，&]`)
	countryName = lazyregexp.New(`(?i)^(?:республика |российская федерация|republic of |kingdom of |united )|(?:^|\s)(?:республикасы|федерациясы|облысы|область|край|city)$`)
	honorifics  = lazyregexp.New(`^(?:(?:Dr|Prof|Mr|Mrs|Ms|Assoc|Проф|Д-р|Доц)\.\s*)+`)
)

// namesOf returns the people that text consists of the names of, nil if it
// holds anything else.
func namesOf(text string, plain bool) []person {
	if first := word0(strings.TrimLeft(text, " ")); len(text) > 800 || !unicode.IsUpper(first) && !analysis.IsHan(first) || strings.ContainsAny(text, "@:/") {
		return nil
	}
	var runs []string
	text = markRun.ReplaceAllStringFunc(text, func(m string) string {
		runs = append(runs, m)
		return "\x00"
	})
	text = nameAnd.ReplaceAllString(text, ",")
	if script(text) == "Hani" && !strings.Contains(text, ",") {
		text = spacedNames(text)
	}
	var people []person
	run := 0
	for part := range strings.SplitSeq(text, ",") {
		var marks []string
		for range strings.Count(part, "\x00") {
			marks = append(marks, normalMarks(runs[run])...)
			run++
		}
		part = strings.Join(strings.Fields(strings.ReplaceAll(part, "\x00", " ")), " ")
		part = strings.TrimSuffix(honorifics.ReplaceAllString(part, ""), " .")
		if part == "" {
			continue
		}
		if plain && (hasInstitution(part) || hasPosition(part) || countryName.MatchString(part)) {
			return nil
		}
		n, ok := parseName(part, plain)
		if !ok {
			return nil
		}
		people = append(people, person{n, part, marks})
	}
	return people
}

// spacedNames puts commas between Chinese names that spaces separate, where
// the space does not stand within one ("王 明").
func spacedNames(text string) string {
	text = strings.ReplaceAll(text, "\u3000", " ")
	words := strings.Fields(text)
	for i, w := range words {
		if i > 0 && !(len([]rune(words[i-1])) == 1 && len([]rune(w)) == 1) {
			words[i] = "," + w
		}
	}
	return strings.Join(words, " ")
}

// nameLike reports whether text is a list of names.
func nameLike(text string) bool { return len(namesOf(text, true)) > 0 }
