package extract

// This file finds the lines that belong to the page and not to the article:
// page numbers, running headers and footers, tables of contents.

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	pageNumber = regexp.MustCompile(`^[-–—\s|]*(?:\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})[-–—\s|]*$`)
	issueMark  = regexp.MustCompile(`(?i)(?:№|\bn[ºo°]|\bvol\b|\bvolume\b|\bissue\b|\bтом\b|\bвып|第\s*\d+\s*[卷期])\.?\s*\d*.*\b(?:19|20)\d\d\b`)
	dotLeader  = regexp.MustCompile(`(?:\.{4,}|(?:\. ){4,}|…{2,}|·{4,})\s*(?:\d{1,4}|[ivxlcIVXLC]{1,7})$`)
)

var headerAtEnd = regexp.MustCompile(`\p{Ll} ((?:№|N[ºo°])\s?\d{1,3}\s?\(\d{1,4}\),?\s(?:19|20)\d\d)$`)

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

// findFurniture marks lines.
func (s *source) findFurniture() {
	const longest = 90 // columns of a running header
	type seen struct{ count, last, first int }
	repeats := map[string]*seen{}
	// The number of the page stands at an end of a header. A line that ends as
	// a sentence does has to be the same to the letter.
	key := func(l line) string {
		if l.width > 2*longest || l.tabs || isCaption(l.text) {
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
	for i, l := range s.lines {
		k := key(l)
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
	for i := range s.lines {
		l := &s.lines[i]
		isolated := l.gap > 0 && (i+1 == len(s.lines) || s.lines[i+1].gap > 0)
		switch {
		case l.furniture:
		case l.width <= 12 && pageNumber.MatchString(l.text):
			l.furniture = s.pageNumberAt(i, isolated)
		case isolated && l.width <= longest && issueMark.MatchString(l.text) && !strings.Contains(l.text, "//") && letters(l.text) <= 40:
			l.furniture = true
		case l.width <= 200 && dotLeader.MatchString(l.text):
			l.furniture = true
		default:
			if k := key(*l); k != "" {
				_, _, label := matchLabel(l.text)
				r := repeats[k]
				l.furniture = r.count >= 3 && !label && !(r.first == i && i < 6)
			}
		}
	}
	for i := range s.lines {
		if l := &s.lines[i]; !l.furniture && l.width <= 12 && pageNumber.MatchString(l.text) {
			l.furniture = s.numberBesideHeader(i)
		}
	}
}

// numberBesideHeader reports whether the number on line i stands beside a
// running header.
func (s *source) numberBesideHeader(i int) bool {
	for _, k := range []int{i - 1, i + 1} {
		if k >= 0 && k < len(s.lines) && s.lines[k].furniture && !pageNumber.MatchString(s.lines[k].text) {
			return true
		}
	}
	return false
}

// pageNumberAt reports whether the number on line i is that of a page: it
// stands alone, not among other numbers as in a column of a table, and not
// before a heading whose number it is.
func (s *source) pageNumberAt(i int, isolated bool) bool {
	l := s.lines[i]
	pageEnds := strings.Contains(s.text[max(0, l.Start-4):l.Start], "\f") || strings.Contains(s.text[l.End:min(len(s.text), l.End+4)], "\f")
	if !isolated && !pageEnds {
		return false
	}
	for _, k := range []int{i - 1, i + 1} {
		if k >= 0 && k < len(s.lines) && s.lines[k].width <= 12 && pageNumber.MatchString(s.lines[k].text) {
			return false
		}
	}
	return !s.sectionNumberAt(i)
}

var sectionNumber = regexp.MustCompile(`^\d{1,2}(?:\.\d{1,2}){0,3}\.?$`)

// sectionNumberAt reports whether line i is the number of the heading on the
// next line, which some ways of reading a PDF tear off.
func (s *source) sectionNumberAt(i int) bool {
	if i+1 >= len(s.lines) || !sectionNumber.MatchString(s.lines[i].text) || s.lines[i+1].gap > 1 || s.lines[i+1].tabs {
		return false
	}
	next := s.lines[i+1]
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
