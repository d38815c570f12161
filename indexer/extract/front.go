package extract

// This file reads what stands before the body and behind the references:
// titles, names, affiliations, identifiers, dates.

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
)

var (
	metaMarks   = regexp.MustCompile(`(?i)@[\p{L}\d-]+\.|orcid|https?://|www\.|\bdoi\b|10\.\d{4,9}/|\b(?:удк|udc|әож|мрнти|грнти|ғтамр|irsti|cicsti|issn|isbn)\b|researcherid|scopus|©|copyright|creative commons|中图分类号|收稿日期`)
	dateMark    = regexp.MustCompile(`\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b|\b(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}\b|^\d{1,2} \p{L}+ (?:19|20)\d\d`)
	yearMark    = regexp.MustCompile(`(?:^|\D)((?:19[5-9]|20[0-4])\d)(?:\D|$)`)
	anyDOI      = regexp.MustCompile(`10\.\d{4,9}/\S+`)
	superscript = regexp.MustCompile(`[\d¹²³⁴⁵⁶⁷⁸⁹⁰*†‡§]+`)
)

// metaLine reports whether text is about the article: an identifier, an
// address, a date, an institution.
func metaLine(text string) bool {
	if len(text) > 2000 {
		return false
	}
	if metaMarks.MatchString(text) || len(text) < 160 && dateMark.MatchString(text) {
		return true
	}
	if count(text) > 60 || endsClosed(text) && count(text) > 40 {
		return false
	}
	return hasInstitution(text)
}

// hasInstitution reports whether a word of text begins as one for an
// institution does.
func hasInstitution(text string) bool {
	lower := strings.ToLower(text)
	for _, stem := range institutions {
		if i := strings.Index(lower, stem); i >= 0 {
			if r, _ := utf8.DecodeLastRuneInString(lower[:i]); !unicode.IsLetter(r) || unicode.Is(unicode.Han, r) {
				return true
			}
		}
	}
	return false
}

// statedYear returns the latest year that a line of metadata or a running
// header dates the article with, 0 if none does.
func statedYear(text string) int {
	if len(text) > 2000 || !issueMark.MatchString(text) && !dateMark.MatchString(text) && !strings.Contains(text, "©") {
		if lab, _, _ := matchLabel(text); lab.role != metaRole || len(text) > 200 {
			return 0
		}
	}
	year := 0
	for _, m := range yearMark.FindAllStringSubmatch(anyDOI.ReplaceAllString(text, ""), -1) {
		year = max(year, atoi(m[1]))
	}
	return year
}

func corresponding(lab label, words string) bool {
	if lab.role != metaRole {
		return false
	}
	w := squash(words)
	for _, stem := range []string{"correspond", "корреспонд", "хатхабар", "通讯作者", "通信作者"} {
		if strings.Contains(w, stem) {
			return true
		}
	}
	return false
}

// titleLike reports whether a block of the front matter can be a title.
func titleLike(text string) bool {
	n := count(text)
	return n >= 2 && n <= 45 && letters(text) >= 6 && letters(text)*2 > utf8.RuneCountInString(text) &&
		!strings.HasSuffix(text, ",") && !strings.HasSuffix(text, ";") && (allCapitals(text) || !strings.HasSuffix(text, "."))
}

func (r *reader) addTitle(p paragraph) {
	for _, t := range r.titles {
		if squash(t) == squash(p.text) {
			r.add(block{kind: search.Furniture, spans: p.spans}) // a running header
			return
		}
	}
	if len(r.titles) > 0 {
		r.group++
	}
	r.titles = append(r.titles, p.text)
	r.add(block{kind: search.Title, spans: p.spans, tail: "."})
}

// readFront reads a paragraph of the front matter that no label opens.
func (r *reader) readFront(p paragraph) {
	names := namesOf(p.text, len(r.titles) > 0)
	m := markOf(p.text)
	_, n, isHeading := r.headingAt(p)
	switch {
	case len(names) > 0:
		r.add(block{kind: search.Metadata, spans: p.spans, names: names, tail: "."})
	case len(r.titles) > 0 && squash(p.text) == squash(r.titles[0]):
		r.add(block{kind: search.Furniture, spans: p.spans}) // a running header
	case len(r.titles) > 0 && isHeading && (m.style == decimal || m.style == roman || m.style == chapter || m.style == han) && n == len(p.text) && m.number == 1 && !metaLine(p.text) && count(r.nextText(p.to)) >= 6 && !metaLine(r.nextText(p.to)):
		r.zone = body
		r.pushHeading(p, m, 0, false)
	case metaLine(p.text) && !(len(r.titles) == 0 && allCapitals(p.text) && count(p.text) > 4):
		r.addMetadata(p)
	case len(r.titles) == 0 && titleLike(p.text):
		r.addTitle(p)
	case len(r.titles) > 0 && titleLike(p.text) && count(p.text) >= 4 && (allCapitals(p.text) || script(p.text) != script(r.titles[0])):
		r.addTitle(p)
	case count(p.text) >= 45 || count(p.text) >= 20 && endsClosed(p.text):
		r.zone = body
		r.readBody(p)
	default:
		r.addMetadata(p)
	}
}

// addMetadata adds a line of metadata, which may begin with a name.
func (r *reader) addMetadata(p paragraph) {
	b := block{kind: search.Metadata, spans: p.spans, tail: tail(p.text)}
	if name, ok := leadingName(p.text); ok {
		b.names = []cite.Name{name}
	}
	r.add(b)
}

// readBack reads a paragraph behind the references.
func (r *reader) readBack(p paragraph) {
	names := namesOf(p.text, false)
	switch {
	case len(names) > 0:
		r.add(block{kind: search.Metadata, spans: p.spans, names: names, tail: "."})
	case allCapitals(p.text) && titleLike(p.text) && count(p.text) >= 4 && !strings.HasSuffix(p.text, ".") && len(r.path) == 0:
		r.addTitle(p)
	case metaLine(p.text), count(p.text) < 12 && len(r.path) == 0:
		r.addMetadata(p)
	default:
		r.readBody(p)
	}
}

// script names the script of most letters of text.
func script(text string) string {
	counts := map[string]int{}
	best := ""
	for _, c := range text {
		s := ""
		switch {
		case unicode.Is(unicode.Latin, c):
			s = "Latn"
		case unicode.Is(unicode.Cyrillic, c):
			s = "Cyrl"
		case unicode.Is(unicode.Han, c):
			s = "Hani"
		default:
			continue
		}
		if counts[s]++; counts[s] > counts[best] {
			best = s
		}
	}
	return best
}

var (
	initials    = `(?:\p{Lu}\p{Ll}?\.[\s-]?){1,3}`
	surname     = `\p{Lu}[\p{L}'’]+(?:-\p{Lu}?[\p{L}'’]+)?`
	capsSurname = `\p{Lu}[\p{Lu}'’-]+`
	givenName   = `\p{Lu}[\p{Ll}'’]+(?:-\p{L}[\p{Ll}'’]+)?`

	initialsFirst = regexp.MustCompile(`^(` + initials + `)\s*(` + surname + `)$`)
	surnameFirst  = regexp.MustCompile(`^(` + surname + `),?\s+(` + initials + `)$`)
	capsLast      = regexp.MustCompile(`^((?:` + givenName + `|` + initials + `)(?:\s+(?:` + givenName + `|` + initials + `))?)\s+(` + capsSurname + `)$`)
	capsFirst     = regexp.MustCompile(`^(` + capsSurname + `)\s+(` + givenName + `(?:\s+` + givenName + `)?)$`)
	plainName     = regexp.MustCompile(`^(` + givenName + `(?:\s+(?:` + givenName + `|\p{Lu}\.))?)\s+(` + surname + `)$`)
	hanName       = regexp.MustCompile(`^(\p{Han})(\p{Han}{1,2})$`)
)

// parseName reads one name. Without plain, only initials or a surname in
// capitals make one: any two capitalised words look like a name otherwise.
func parseName(text string, plain bool) (cite.Name, bool) {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 80 {
		return cite.Name{}, false
	}
	if m := initialsFirst.FindStringSubmatch(text); m != nil {
		return cite.Name{Given: strings.TrimSpace(m[1]), Family: cased(m[2])}, true
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
	if !plain {
		return cite.Name{}, false
	}
	if m := plainName.FindStringSubmatch(text); m != nil {
		return cite.Name{Given: m[1], Family: m[2]}, true
	}
	if m := hanName.FindStringSubmatch(text); m != nil {
		return cite.Name{Family: m[1], Given: m[2]}, true
	}
	return cite.Name{}, false
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

// namesOf returns the names that text consists of, nil if it holds anything
// else.
func namesOf(text string, plain bool) []cite.Name {
	if len(text) > 600 || strings.ContainsAny(text, "@:/") {
		return nil
	}
	text = superscript.ReplaceAllString(text, " ")
	for _, and := range []string{" and ", " и ", " және ", " мен ", "&", ";", "、", "，"} {
		text = strings.ReplaceAll(text, and, ",")
	}
	if script(text) == "Hani" {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\u3000", ","), " ", ",")
	}
	var names []cite.Name
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if plain && hasInstitution(part) {
			return nil
		}
		n, ok := parseName(part, plain)
		if !ok {
			return nil
		}
		names = append(names, n)
	}
	return names
}

// nameLike reports whether text is a list of names.
func nameLike(text string) bool { return len(namesOf(text, true)) > 0 }

// leadingName reads the name that a line of metadata begins with, up to its
// first comma.
func leadingName(text string) (cite.Name, bool) {
	head, _, _ := strings.Cut(text[:min(len(text), 120)], ",")
	head = strings.TrimSpace(superscript.ReplaceAllString(head, " "))
	return parseName(head, false)
}
