package extract

// This file reads bylines: the bylines of each language, and their elements
// (names, positions, parts of affiliations, identifiers).

import (
	"slices"
	"strings"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// byline is a paragraph of metadata, or a title between such.
type byline struct {
	title bool
	// begins is true when something else stands before it.
	begins        bool
	text          string
	lang          doc.Lang
	names         []person // if it is a list of names
	label         label    // that opens it
	about         bool     // says who one author is
	corresponding bool
}

// parts divides bylines among the languages: at a title, or at the first names
// behind one where names stand before titles; and where something else stands
// between.
func parts(bylines []byline) [][]byline {
	var out [][]byline
	for i := 0; i < len(bylines); {
		j := i + 1
		for j < len(bylines) && !bylines[j].begins {
			j++
		}
		run := bylines[i:j]
		i = j
		namesFirst := false
		for _, b := range run {
			if b.title {
				break
			}
			namesFirst = namesFirst || len(b.names) > 0
		}
		var part []byline
		titled := false
		for _, b := range run {
			if titled && (namesFirst && len(b.names) > 0 || !namesFirst && b.title) && hasAuthors(part) {
				out = append(out, part)
				part, titled = nil, false
			}
			titled = titled || b.title
			part = append(part, b)
		}
		out = append(out, part)
	}
	return out
}

func hasAuthors(part []byline) bool {
	return slices.ContainsFunc(part, func(b byline) bool { return len(b.names) > 0 || strings.Contains(b.text, "@") })
}

// languageOf is the language of the title, or else of most of the text.
func languageOf(part []byline) doc.Lang {
	size := map[doc.Lang]int{}
	best := doc.Und
	for _, b := range part {
		if b.title && b.lang != doc.Und {
			return b.lang
		}
		if b.lang == doc.Und || b.label.role != noRole && !b.about {
			continue
		}
		if size[b.lang] += len(b.text); best == doc.Und || size[b.lang] > size[best] {
			best = b.lang
		}
	}
	return best
}

// element is a part of a byline.
type element struct {
	kind  elementKind
	text  string
	who   person
	fact  fact
	marks []string // before it
	line  int      // the byline that it stands in
}

type elementKind int

const (
	nameElement elementKind = iota
	roleElement
	placeElement
	factElement
	letterElement // "corresponding author"
)

// elements reads a paragraph of metadata.
func elements(b byline, line int) []element {
	if len(b.names) > 0 {
		var out []element
		for _, p := range b.names {
			out = append(out, element{kind: nameElement, who: p, line: line})
		}
		return out
	}
	var out []element
	var marks []string
	aside := b.label.role != noRole && !b.about || len(classifications(b.text)) > 0 || len(datesIn(b.text)) > 0 || issueMark.MatchString(b.text) || thesisLine.MatchString(b.text) || placeYear.MatchString(b.text) || countryName.MatchString(b.text)
	last := 0
	facts := factsOf(b.text)
	for i := 0; i <= len(facts); i++ {
		end := len(b.text)
		if i < len(facts) {
			end = facts[i].start
		}
		if free := b.text[last:end]; len(free) <= 16 && onlyMarks.MatchString(free) {
			marks = append(marks, normalMarks(free)...)
		} else if !aside {
			found := freeElements(free, last == 0, len(facts) > 0 || b.about)
			if b.about {
				found = slices.DeleteFunc(found, func(e element) bool { return e.kind == placeElement && !hasInstitution(e.text) })
			}
			for k := range found {
				found[k].line = line
			}
			if len(found) > 0 {
				found[0].marks = append(marks, found[0].marks...)
				marks = nil
			}
			out = append(out, found...)
		}
		if i < len(facts) {
			out = append(out, element{kind: factElement, fact: facts[i], marks: marks, line: line})
			last, marks = facts[i].end, nil
		}
	}
	return out
}

var (
	abbreviated = lazyregexp.New(`(?:^|[\s.])\p{L}{1,2}\.$`)
	onlyMarks   = lazyregexp.New(`^[\s,;.\d⁰¹²³⁴⁵⁶⁷⁸⁹*∗＊†‡§()]*$`)
	partEnd     = lazyregexp.New(`\s*(?:[;；\n|·]|[,，]|\s[–—-]\s)\s*`)
	// thesisLine is a line of a thesis's title page that names no author: which degree it
	// is for, who advised, the code of its subject, the heading of its contents.
	thesisLine = lazyregexp.New(`(?i)^\s*(?:an? )?(?:(?:doctoral|master.?s|phd|bachelor.?s) )?(?:thesis|dissertation)\b|^\s*(?:диссертаци|автореферат|магистерская дисс|дипломная работа|выпускная квалиф|магистрлік дисс|дипломдық жұмыс|научный (?:консультант|руководитель)|научные (?:консультанты|руководители)|ғылыми (?:жетекші|кеңесші|кеңесшілер)|supervisors?\b|advis[eo]rs?\b|指导教师|导师|содержание$|оглавление$|мазмұны$|contents$|\d\p{Lu}\d{5,6}\b)`)
	// anotherPlace is where the next affiliation begins on a line: ". (2) Desert College".
	anotherPlace = lazyregexp.New(`[.;,]?\s+(?:\((\d{1,2})\)\s*|([¹²³⁴⁵⁶⁷⁸⁹])\s?)(\p{Lu})`)
	leadMark     = lazyregexp.New(`^(?:(\d{1,2})(?:[.)）]\s*|\s+)?|([¹²³⁴⁵⁶⁷⁸⁹*∗＊†‡§]+)\s*)(\p{L}.*)$`)
	aside        = lazyregexp.New(`\s*[（(][^（()）]{0,60}[)）]`)
)

// freeElements reads a stretch without identifiers. Names open a stretch, or
// follow a semicolon, a mark or another name.
func freeElements(text string, first, facts bool) []element {
	text = strings.Trim(anotherPlace.ReplaceAllString(" "+text, "; $1$2 $3"), " .,:;()（）[]")
	if strings.Count(text, "(") != strings.Count(text, ")") {
		text = strings.NewReplacer("(", ", ", ")", ", ").Replace(text)
	}
	var out []element
	opening := true
	for text != "" {
		part, sep := text, ""
		if m := partEnd.FindStringIndex(text); m != nil {
			part, sep, text = text[:m[0]], strings.TrimSpace(text[m[0]:m[1]]), text[m[1]:]
		} else {
			text = ""
		}
		e := element{kind: placeElement}
		if m := leadMark.FindStringSubmatch(part); m != nil && (m[2] != "" || opening && first) {
			e.marks, part = normalMarks(m[1]+m[2]), m[3]
		}
		part = strings.TrimLeft(strings.Trim(part, " :*–—-。"), ".")
		if !degree.MatchString(strings.ToLower(part)) && !abbreviated.MatchString(part) {
			part = strings.TrimRight(part, ".")
		}
		if part == "" {
			opening = sep == ";" || sep == "；"
			continue
		}
		next, _, _ := strings.Cut(text, ",")
		plain := first && len(out) == 0 && (hasPosition(next) || hasInstitution(next) || facts && (next == "" || analysis.IsHan(word0(part))))
		if p, ok := parseName(aside.ReplaceAllString(part, ""), plain); ok && !hasInstitution(part) && (opening || len(out) > 0 && out[len(out)-1].kind == nameElement) {
			e.kind = nameElement
			e.who = person{name: p, text: strings.Join(strings.Fields(aside.ReplaceAllString(part, "")), " "), marks: e.marks}
		} else if corresponding(part) && count(part) <= 4 {
			e.kind = letterElement
		} else if hasPosition(part) {
			e.kind = roleElement
		}
		e.text = part
		out = append(out, e)
		opening = sep == ";" || sep == "；"
	}
	return out
}
