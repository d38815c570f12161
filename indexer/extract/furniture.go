package extract

// This file finds the lines that belong to the page and not to the article:
// page numbers, running headers and footers, tables of contents.

import (
	"strings"
	"unicode"

	"github.com/izde/izde/search/lazyregexp"
)

var (
	pageNumber = lazyregexp.New(`^[-–—\s|]*(?:\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})[-–—\s|]*$`)
	hanPage    = lazyregexp.New(`^[-–—\s]*第\s*\d{1,4}\s*[页頁](?:\s*[,，/]?\s*共\s*\d{1,4}\s*[页頁])?[-–—\s]*$`)
	issueMark  = lazyregexp.New(`(?i)(?:№|\bn[ºo°]\.?\s*\d|\bvol\b|\bvolume\b|\bissue\b|(?:^|\PL)(?:том|вып\pL*\.?|т\.)\s*[\d?]|第\s*\d+\s*[卷期])\.?\s*\d*.*\b(?:19|20)\d\d\b|\b(?:19|20)\d\d\b.{0,12}(?:№|\bvol\b|\bno\.|\bissue\b|\PLтом\PL|\PLт\. |\PLвып)`)
	dotLeader  = lazyregexp.New(`(?:\.{4,}|(?:\. ){4,}|…{2,}|·{4,})\s*(?:\d{1,4}|[ivxlcIVXLC]{1,7})$`)
)

var headerAtEnd = lazyregexp.New(`\p{Ll} ((?:№|N[ºo°])\s?\d{1,3}\s?\(\d{1,4}\),?\s(?:19|20)\d\d)$`)

// trailingHeader is the length of a running header that stands at the end of a
// line of prose: number, whole number and year of a journal behind a word that
// they do not belong to. (In a reference a mark stands before them.)
func trailingHeader(line string) int {
	const longest = 40
	start := max(0, len(line)-longest)
	if m := headerAtEnd.FindStringSubmatchIndex(line[start:]); m != nil && !strings.Contains(line, "//") {
		return len(line) - start - m[2]
	}
	return 0
}

// longest are the columns of a running header.
const longest = 90

// issueLine reports whether line i names a journal's issue, and nothing else.
func (s *source) issueLine(i int) bool {
	l := &s.lines[i]
	return l.issue && !strings.Contains(l.text, "//") && letters(l.text) <= 40 && !l.sure && !authorStart.MatchString(l.text)
}

// findFurniture marks lines. outline lists headings.
func (s *source) findFurniture(outline []string) {
	type seen struct{ count, last, first int }
	repeats := map[string]*seen{}
	// The number of the page stands at an end of a header. A line that ends as
	// a sentence does has to be the same to the letter.
	paged := s.hasPages()
	key := func(l *line) string {
		// Without pages a line that comes again is a heading, such as those
		// of several experiments.
		if !paged || s.isHeading(l) || l.width > 2*longest || l.tabs || strings.Contains(l.text, "@") || l.caption {
			return ""
		}
		if strings.HasSuffix(l.text, ".") {
			return l.text
		}
		k := strings.TrimFunc(l.text, func(r rune) bool { return !unicode.IsLetter(r) })
		if n := letters(k); n < 4 || n < 10 && k != l.text {
			return ""
		}
		return strings.ToLower(k)
	}
	for i := range s.lines {
		k := key(&s.lines[i])
		if k == "" {
			continue
		}
		switch r := repeats[k]; {
		case r == nil:
			repeats[k] = &seen{1, i, i}
		case i-r.last >= 8 || i-r.last == 1 && r.first < 12: // a page apart
			r.count++
			r.last = i
		}
	}
	s.findContents(outline)
	for i := range s.lines {
		l := &s.lines[i]
		isolated := l.gap > 0 && (i+1 == len(s.lines) || s.lines[i+1].gap > 0)
		switch {
		case l.furniture:
		case l.width <= 24 && !s.isHeading(l) && hanPage.MatchString(l.text):
			l.furniture = true
		case l.width <= 12 && l.number:
			l.furniture = s.pageNumberAt(i, isolated) || i+1 < len(s.lines) && s.lines[i+1].gap > 0 && s.issueLine(i+1)
		case s.issueLine(i) && (i > 0 && s.lines[i-1].furniture && s.lines[i-1].number || wideNumber.MatchString(s.text[l.Start:l.End])):
			l.furniture = true
		case isolated && s.issueLine(i):
			l.furniture = true
		case l.width <= 200 && (dotLeader.MatchString(l.text) || s.listedBetween(i)):
			l.furniture = true
		case l.header && (l.gap > 0 || s.lines[max(i-1, 0)].furniture) && (i+1 == len(s.lines) || s.lines[i+1].gap > 0 || s.lines[i+1].header):
			l.furniture = true
		default:
			if k := key(l); k != "" {
				r := repeats[k]
				l.furniture = r.count >= 3 && !(r.first == i && i < 6) && !(l.whole && !s.besideFurniture(i)) && !l.leads
			}
		}
	}
	exact := map[string]int{}
	for _, l := range s.lines {
		if !l.furniture && l.width <= longest {
			exact[l.text]++
		}
	}
	for i := range s.lines {
		l := &s.lines[i]
		l.furniture = l.furniture && l.kind != EntryBlock
		switch {
		case l.furniture || l.width > longest || l.kind == EntryBlock:
		case l.width <= 12 && l.number:
			l.furniture = s.besideHeader(i)
		case s.interrupts(i):
			l.furniture = true
		case exact[l.text] >= 3 && letters(l.text) >= 4 && s.besideHeader(i):
			l.furniture = true // the second line of a running header
		}
	}
}

// listedBetween reports whether line i is one of a table of contents that has no dots,
// as one that fills the line: it ends with a number, between lines that have them.
func (s *source) listedBetween(i int) bool {
	return i > 0 && i+1 < len(s.lines) && lastNumber(s.lines[i].text) != "" && dotLeader.MatchString(s.lines[i-1].text) && dotLeader.MatchString(s.lines[i+1].text)
}

// isHeading reports whether a line is marked as a heading.
func (s *source) isHeading(l *line) bool { return s.marked && l.kind == HeadingBlock }

// hasPages reports whether a text shows where its pages end: by form feeds or by
// numbers that stand alone.
func (s *source) hasPages() bool {
	if strings.Contains(s.text, "\f") {
		return true
	}
	numbers := 0
	for _, l := range s.lines {
		if l.width <= 12 && l.number || l.issue || l.header && strings.Contains(s.text[l.Start:l.End], "   ") {
			numbers++
		}
		if numbers > 1 {
			return true
		}
	}
	return false
}

var (
	wideNumber = lazyregexp.New(`^\d{1,4}\s{3,}\S|\S\s{3,}\d{1,4}$|\s\d{1,4} (?:of|из|/) \d{1,4}$`)
	wideGap    = lazyregexp.New(`\S\s{3,}\S`)
)

// wideHeader reports whether the next line of the source has the looks of a
// running header set out over the width of the page: a name and a page number
// far apart, or an address.
func (s *source) wideHeader(l *line) bool {
	const top = 12 // lines that may identify the article
	raw := s.text[l.Start:l.End]
	if l.width > 160 || l.tabs || letters(l.text) < 3 || listItem(l.text) {
		return false
	}
	gaps := len(wideGap.FindAllStringIndex(raw, -1))
	return gaps <= 2 && wideNumber.MatchString(raw) || gaps >= 1 && len(s.lines) >= top && addressMark.MatchString(raw)
}

// interrupts reports whether line i is a running header of its own page only:
// it stands alone beside a page number, within a sentence.
func (s *source) interrupts(i int) bool {
	l := s.lines[i]
	if l.gap == 0 || i == 0 || i+1 == len(s.lines) || s.lines[i+1].gap == 0 || letters(l.text) < 3 || l.words > 14 {
		return false
	}
	before, after := i-1, i+1
	number := false
	if s.lines[before].furniture && s.lines[before].number && before > 0 {
		number = true
		before--
	}
	if s.lines[after].furniture && s.lines[after].number && after+1 < len(s.lines) {
		number = true
		after++
	}
	return number && unicode.IsLower(word0(s.lines[after].text)) && !s.lines[before].closed && s.lines[before].words >= 4 && !unicode.IsLower(word0(l.text))
}

// besideHeader reports whether line i stands beside a running header.
func (s *source) besideHeader(i int) bool {
	for _, k := range []int{i - 1, i + 1} {
		if k >= 0 && k < len(s.lines) && s.lines[k].furniture && !s.lines[k].number {
			return true
		}
	}
	return false
}

// besideFurniture reports whether line i stands beside a page number or the
// line of an issue, as running headers do.
func (s *source) besideFurniture(i int) bool {
	for _, k := range []int{i - 1, i + 1} {
		if k >= 0 && k < len(s.lines) && (s.lines[k].number || issueMark.MatchString(s.lines[k].text)) {
			return true
		}
	}
	return false
}

// contentsKey is the same for a heading and its line in a table of contents.
func contentsKey(text string) string {
	return strings.ToLower(strings.Join(strings.Fields(text), ""))
}

// findContents reads the tables of contents and the outline: their titles are
// headings where they stand for the first time.
func (s *source) findContents(outline []string) {
	stood := map[string]bool{} // by title
	add := func(title string) {
		if k := contentsKey(title); letters(k) >= 2 {
			stood[k] = false
		}
	}
	for _, title := range outline {
		add(title)
	}
	for i := range s.lines {
		if l := &s.lines[i]; l.width <= 200 {
			if m := dotLeader.FindStringIndex(l.text); m != nil {
				add(l.text[:m[0]])
			}
		}
	}
	if len(stood) < 3 {
		return
	}
	for i := range s.lines {
		if l := &s.lines[i]; l.width <= 200 {
			k := contentsKey(l.text)
			before, listed := stood[k]
			if l.listed, l.leads = listed, listed && !before; listed {
				stood[k] = true
			}
		}
	}
}

// pageNumberAt reports whether line i is the number of a page: it stands alone,
// not among other numbers as in a column of a table, and not before a heading
// whose number it is.
func (s *source) pageNumberAt(i int, isolated bool) bool {
	l := s.lines[i]
	pageEnds := strings.Contains(s.text[max(0, l.Start-4):l.Start], "\f") || strings.Contains(s.text[l.End:min(len(s.text), l.End+4)], "\f")
	if !isolated && !pageEnds {
		return false
	}
	for _, k := range []int{i - 1, i + 1} {
		if k >= 0 && k < len(s.lines) && s.lines[k].width <= 12 && s.lines[k].number {
			return false
		}
	}
	return !s.sectionNumberAt(i)
}

var sectionNumber = lazyregexp.New(`^\d{1,2}(?:\.\d{1,2}){0,3}\.?$`)

// sectionNumberAt reports whether line i is the number of the heading on the
// next line, which some ways of reading a PDF tear off.
func (s *source) sectionNumberAt(i int) bool {
	if i+1 >= len(s.lines) || !sectionNumber.MatchString(s.lines[i].text) || s.lines[i+1].gap > 1 || s.lines[i+1].tabs {
		return false
	}
	next := s.lines[i+1]
	if next.mark.style != unnumbered {
		return false
	}
	return headingLike(next.text, 8) && letters(next.text) >= 4 && !strings.Contains(s.text[s.lines[i].End:next.Start], "\f")
}

func letters(text string) int {
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
