package extract

// This file reads the text before the body and behind the references: titles,
// names, affiliations, identifiers, dates.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lang"
	"github.com/izde/izde/search/lazyregexp"
)

// metaMarks and metaWords stand only in lines about the article, the latter as
// words of their own.
var (
	metaMarks = strings.Fields("orcid http:// https:// www. researcherid scopus © copyright 中图分类号 收稿日期")
	metaWords = strings.Fields("doi udc удк әож мрнти грнти ғтамр irsti cicsti issn isbn")
	address   = lazyregexp.New(`@[\p{L}\d-]+\.`)
	dateMark  = lazyregexp.New(`\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b|\b(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}\b|^\d{1,2} \p{L}+ (?:19|20)\d\d|(?:19|20)\d\d\s?年`)
	anyDOI    = lazyregexp.New(`10\.\d{4,9}/\S+`)
)

// metaLine reports whether text is about the article: an identifier, an
// address, a date, an institution.
func metaLine(text string) bool {
	if len(text) > 2000 {
		return false
	}
	if identifies(text) {
		return true
	}
	if latestYear(text) > 0 && (len(text) < 160 && dateMark.MatchString(text) || len(text) < 400 && stageOf(text) != "" && len(datesIn(text)) > 0) {
		return true
	}
	if count(text) > 60 || endsClosed(text) && count(text) > 40 {
		return false
	}
	return hasInstitution(text)
}

// identifies reports whether text holds an identifier or an address.
func identifies(text string) bool {
	lower := strings.ToLower(text)
	for _, m := range metaMarks {
		if strings.Contains(lower, m) {
			return true
		}
	}
	for _, w := range metaWords {
		if i := strings.Index(lower, w); i >= 0 {
			before, _ := utf8.DecodeLastRuneInString(lower[:i])
			if !unicode.IsLetter(before) && !unicode.IsLetter(word0(lower[i+len(w):])) {
				return true
			}
		}
	}
	return strings.Contains(text, "@") && address.MatchString(text) || strings.Contains(text, "10.") && anyDOI.MatchString(text)
}

// latestYear is the latest year in which an article may have appeared that stands
// in text as a number of its own; 0 if none does.
func latestYear(text string) int { return yearSince(text, 1950) }

// yearSince is the latest year of text, from a first one on.
func yearSince(text string, first int) int {
	latest, n, digits := 0, 0, 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] >= '0' && text[i] <= '9' {
			if digits++; digits <= 4 {
				n = n*10 + int(text[i]-'0')
			}
			continue
		}
		if digits == 4 && n >= first && n < 2050 {
			latest = max(latest, n)
		}
		n, digits = 0, 0
	}
	return latest
}

// statedYear returns the latest year that a line of metadata or a running
// header dates the article with, 0 if none does.
func statedYear(text string) int {
	if len(text) > 2000 || latestYear(text) == 0 {
		return 0
	}
	if !issueMark.MatchString(text) && !dateMark.MatchString(text) && !strings.Contains(text, "©") {
		if lab, _, _, _ := matchLabel(text); lab.role != metaRole || len(text) > 500 {
			return 0
		}
	}
	return latestYear(anyDOI.ReplaceAllString(text, ""))
}

// corresponding reports whether a label names the author to write to.
func corresponding(words string) bool {
	w := squash(words)
	for _, stem := range []string{"correspond", "корреспонд", "переписк", "хатхабар", "хаталмасу", "通讯作者", "通信作者", "通訊作者"} {
		if strings.Contains(w, stem) {
			return true
		}
	}
	return false
}

// aboutAuthor reports whether a label opens a line about one author.
func aboutAuthor(words string) bool {
	w := squash(words)
	return corresponding(words) || strings.Contains(w, "作者简介") || strings.Contains(w, "第一作者") || strings.Contains(w, "авторе") || strings.Contains(w, "abouttheauthor")
}

// titleLike reports whether a block of the front matter can be a title.
func titleLike(text string) bool {
	n, fewest := count(text), 6
	if analysis.IsHan(word0(text)) {
		fewest = 4
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	return n >= 2 && n <= 45 && letters(text) >= fewest && letters(text)*2 > utf8.RuneCountInString(text) &&
		!strings.ContainsRune(",;，；。", last) && (allCapitals(text) || last != '.')
}

func (r *reader) addTitle(p paragraph) {
	for _, t := range r.titles {
		if squash(t) == squash(p.text) {
			r.furniture(p.spans...) // a running header
			return
		}
	}
	r.titles = append(r.titles, p.text)
	r.abstracts = 0
	r.add(block{kind: doc.Title, spans: p.spans, tail: "."})
}

// readFront reads a paragraph of the front matter that no label opens.
func (r *reader) readFront(p paragraph) {
	titled := len(r.titles) > 0
	names := namesOf(p.text, titled || script(p.text) == "Hani")
	if n := bylineEnd(p.text, titled); len(names) == 0 && n > 0 {
		head, rest := r.split(p, n)
		r.readFront(head)
		r.addMetadata(rest)
		r.blocks[r.last].dated = isDate(rest.text)
		return
	}
	switch {
	case titled && isDate(p.text) || placeYear.MatchString(p.text) && !(titled && len(names) > 0 && r.lastText().kind == doc.Title):
		r.addMetadata(p)
		r.blocks[r.last].dated = true
	case len(names) > 0:
		r.add(block{kind: doc.Metadata, spans: p.spans, names: names, tail: ".", dated: latestYear(p.text) > 0})
	case titled && squash(p.text) == squash(r.titles[0]):
		r.furniture(p.spans...) // a running header
	case titled && r.firstHeading(p):
		r.zone = body
		r.pushHeading(p, p.mark, 0, false)
	case !titled && p.kind == TitleBlock && titleLike(p.text):
		r.addTitle(p)
	case titled && r.otherTitle(p):
		r.addTitle(p)
	case metaLine(p.text) && !(!titled && allCapitals(p.text) && p.words > 4 && !r.betterTitle(p) && !r.thesisTitleAhead(p)):
		r.addMetadata(p)
	case !titled && titleLike(p.text) && (r.abstracts == 0 || allCapitals(p.text)) && !(p.words <= 3 && r.betterTitle(p)):
		r.addTitle(p)
	case titled && titleLike(p.text) && (p.words >= 4 && (allCapitals(p.text) || script(p.text) != script(r.titles[0])) || p.words >= 3 && r.abstracts > 0 && r.abstractAhead(p)):
		r.addTitle(p)
	case p.words >= 45 || p.words >= 20 && p.closed:
		r.zone = body
		r.readBody(p)
	default:
		r.addMetadata(p)
	}
}

var (
	// besideNames is where affiliations or a date may follow names on their line.
	besideNames = lazyregexp.New(`[\s]*[(（]\s?[1¹a*]?|[\s\x{3000}]+(?:1[.．、)]?\s?\p{L}|¹)|\s?[,;|·•–—-]\s?(?:\d{1,2}[\s./]|\p{Lu}\p{Ll}{2,8}\.? \d|(?:19|20)\d\d)`)
	// placeYear is the last line of a title page: "Nursk, May 2019".
	placeYear = lazyregexp.New(`^\p{Lu}[\p{Ll}’'.-]+(?:[\s-]\p{Lu}[\p{Ll}’'.-]+)?\s?[,–—-]\s?(?:\p{L}{3,9}\s)?(?:19|20)\d\d(?: ?г\.?| ?ж\.?)?$`)
)

// bylineEnd is where the names of a line end behind which their affiliations or the
// date stand on the same line; 0 if it is no such line.
func bylineEnd(text string, titled bool) int {
	const longest, tries = 1200, 12
	if len(text) > longest || !titled && script(text) != "Hani" {
		return 0
	}
	for _, m := range besideNames.FindAllStringIndex(text, tries) {
		head, rest := text[:m[0]], text[m[0]:]
		if (hasInstitution(rest) || isDate(rest)) && len(namesOf(head, true)) > 0 {
			return len(strings.TrimRight(head, " ,;"))
		}
	}
	return 0
}

// isDate reports whether text is a date and nothing else: numbers, the name of a
// month, words for year.
func isDate(text string) bool {
	const longest = 60 // bytes
	if len(text) > longest || latestYear(text) == 0 || strings.Contains(text, ":") {
		return false
	}
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if monthOf(w) == 0 && !dateWords[strings.ToLower(w)] {
			return false
		}
	}
	return true
}

var dateWords = lang.Set("г год года ж жыл жылы жылғы st nd rd th of the 年 月 日")

// firstHeading reports whether p is the first heading of an article whose
// headings have numbers.
func (r *reader) firstHeading(p paragraph) bool {
	m := p.mark
	if m.number != 1 || m.style != decimal && m.style != roman && m.style != chapter && m.style != han {
		return false
	}
	_, n, ok := r.headingAt(p)
	next := r.next(p.to)
	return ok && n == len(p.text) && !metaLine(p.text) && next.words >= 6 && !metaLine(next.text)
}

// betterTitle reports whether a line follows that is a better title than p, the
// name of an institution or a rubric: one in capitals, or in large letters.
func (r *reader) betterTitle(p paragraph) bool {
	const far = 16 // lines
	for i := p.to; i < min(len(r.src.lines), p.to+far); i++ {
		l := &r.src.lines[i]
		if role := l.first().role; role == titleRole || l.kind == TitleBlock {
			return true
		} else if role != noRole && role != metaRole && (l.whole || role == abstractRole) || l.words >= 45 {
			return false
		}
		if !l.furniture && allCapitals(l.text) && titleLike(l.text) && l.words >= 4 && !hasInstitution(l.text) && !identifies(l.text) {
			return true
		}
	}
	return false
}

// otherTitle reports whether p is the title in a script that no title has yet: before
// an abstract in that language, though it names an institution ("RURAL SCHOOLS").
func (r *reader) otherTitle(p paragraph) bool {
	if p.words < 4 || !titleLike(p.text) || !allCapitals(p.text) || strings.Contains(p.text, ",") || identifies(p.text) {
		return false
	}
	return !slices.ContainsFunc(r.titles, func(t string) bool { return script(t) == script(p.text) }) && r.abstractAhead(p)
}

// thesisTitleAhead reports whether p, on the title page of a thesis, names the
// institution: its title stands before the line that says for which degree it is.
func (r *reader) thesisTitleAhead(p paragraph) bool {
	const far = 20 // lines
	title := false
	for i := p.to; i < min(len(r.src.lines), p.to+far); i++ {
		l := &r.src.lines[i]
		if thesisLine.MatchString(l.text) {
			return title
		}
		title = title || l.words >= 3 && titleLike(l.text) && !hasInstitution(l.text) && !identifies(l.text) && !nameLike(l.text)
	}
	return false
}

// abstractAhead reports whether an abstract in another language follows soon,
// as it does behind a title that is given again in that language.
func (r *reader) abstractAhead(p paragraph) bool {
	const far = 14 // lines
	for i := p.to; i < min(len(r.src.lines), p.to+far); i++ {
		switch l := &r.src.lines[i]; l.first().role {
		case abstractRole, keywordsRole:
			return !r.seen[l.label.lang]
		case sectionRole:
			if l.whole {
				return false
			}
		}
	}
	return false
}

// labelledFront reads a title or names that a label announces, alone before it
// or on its line.
func (r *reader) labelledFront(p paragraph) {
	if p.whole {
		r.add(p.labelledBlock())
		r.pending = p.label.role
		return
	}
	head, rest := r.split(p, p.labeled)
	r.add(block{kind: doc.Furniture, spans: head.spans})
	if !r.labelledValue(rest, p.label.role) {
		r.addMetadata(rest)
	}
}

// labelledValue reads the title or the names that such a label announces.
func (r *reader) labelledValue(p paragraph, role role) bool {
	switch {
	case role == titleRole && titleLike(p.text):
		// What was taken for a title before is none.
		for k := range r.blocks {
			if b := &r.blocks[k]; b.kind == doc.Title && b.label.role != titleRole {
				b.kind = doc.Metadata
			}
		}
		r.titles = nil
		r.addTitle(p)
		r.blocks[r.last].label.role = titleRole
	case role == authorRole && len(namesOf(p.text, true)) > 0:
		r.add(block{kind: doc.Metadata, spans: p.spans, names: namesOf(p.text, true), tail: "."})
	default:
		r.pending = noRole
		return false
	}
	r.pending = noRole
	return true
}

// personStart reports whether text says who somebody is: a name, then a
// position, an institution or an address.
func personStart(text string) bool {
	const longest = 160
	head := text[:min(len(text), longest)]
	i := strings.IndexAny(head, "–—,(:")
	if j := strings.Index(head, " - "); j > 0 && (i < 0 || j < i) {
		i = j
	}
	if i <= 0 {
		return false
	}
	rest := text[i:min(len(text), i+400)]
	return len(namesOf(head[:i], true)) == 1 && (hasPosition(rest) || hasInstitution(rest) || strings.Contains(rest, "@"))
}

// addMetadata adds a line of metadata.
func (r *reader) addMetadata(p paragraph) {
	r.add(block{kind: doc.Metadata, spans: p.spans, tail: tail(p.text), size: len(p.text)})
}

// readBack reads a paragraph behind the references.
func (r *reader) readBack(p paragraph) {
	names := namesOf(p.text, false)
	switch {
	case len(names) > 0:
		r.add(block{kind: doc.Metadata, spans: p.spans, names: names, tail: "."})
	case titleLike(p.text) && p.words >= 4 && !strings.HasSuffix(p.text, ".") && len(r.path) == 0 &&
		(allCapitals(p.text) || !metaLine(p.text) && r.abstractAhead(p)):
		r.addTitle(p)
	case metaLine(p.text), p.words < 12 && len(r.path) == 0, personStart(p.text):
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
		case analysis.IsHan(c):
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
