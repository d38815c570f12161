package pdf

// What only the whole document shows: its title, levels of headings, and
// paragraphs that go on in another column or on another page.

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// typeface is what headings of one level have in common.
type typeface struct {
	size       float32
	bold, caps bool
}

func (b *block) typeface() typeface {
	l := b.head()
	return typeface{half(l.size), l.bold > 0.8, l.capitals}
}

// lettered are numbers of sections that say nothing of their level.
var lettered = regexp.MustCompile(`^[A-HJ-UW-Z]\.$`)

// speech begins with a dash, in Russian and Kazakh, as entries of lists may.
var speech = regexp.MustCompile(`^[–—-]\s`)

// opening are words by which headings are known though they stand where names
// of authors do.
var opening = regexp.MustCompile(`^(?i:abstract|summary|introduction|аннотация|резюме|введение|аңдатпа|түйін|түйіндеме|кіріспе|摘要|引言|前言|绪论)`)

func (f typeface) weight() int {
	switch {
	case f.caps && f.bold:
		return 3
	case f.caps:
		return 2
	case f.bold:
		return 1
	}
	return 0
}

// classify finds the title, the entries of lists and the levels of headings, and
// makes paragraphs of what only looked like a heading: names of authors are
// large too, but stand below the title, or in type that no other page has.
func classify(blocks []*block, m measures) {
	title := findTitle(blocks, m)
	later := map[typeface]int{}
	inBody := false
	for _, b := range blocks {
		if b.kind == Heading && b.head().page.index > 0 {
			later[b.typeface()]++
			inBody = true
		}
	}
	below := false // only names have come since the title
	for _, b := range blocks {
		first := b.head()
		switch {
		case b == title:
			b.kind, below = Title, true
		case b.kind == Heading:
			sure := m.bookmarked(first, nil, false) > 0 || numbered.MatchString(first.text) || opening.MatchString(first.text)
			names := first.page.index == 0 && title != nil && !sure && (below || inBody && later[b.typeface()] == 0)
			switch {
			case title != nil && first.page.index == 0 && bare(b.text()) == bare(title.text()):
				b.kind = Title // again
			case names, len(b.text()) > 400, len(b.lines) > 5:
				b.kind = Paragraph
			}
		case b.kind == Paragraph && (itemMark.MatchString(first.text) && !speech.MatchString(first.text) || leader.MatchString(b.tail().text)):
			b.kind = Item
		}
		if b.kind == Heading || b.kind == Paragraph && len(b.lines) > 3 {
			below = false
		}
	}
	setLevels(blocks, m)
}

// findTitle is the block of the largest type on the first page, in its upper
// half.
func findTitle(blocks []*block, m measures) *block {
	var title *block
	for _, b := range blocks {
		l := b.head()
		if l.page.index > 0 {
			break
		}
		if b.kind == Heading && l.y0 > (l.page.box.y0+l.page.box.y1)/2 && half(l.size) > m.body*1.15 && !numbered.MatchString(l.text) && l.ink > 3 &&
			(title == nil || l.size > title.head().size+0.4) {
			title = b
		}
	}
	return title
}

// setLevels gives headings their levels: by their numbers, else by the
// outline, else that of numbered ones of the same type, else by its rank.
func setLevels(blocks []*block, m measures) {
	known := map[typeface]int{}
	var faces []typeface
	for _, b := range blocks {
		if b.kind != Heading {
			continue
		}
		f := b.typeface()
		if !slices.Contains(faces, f) {
			faces = append(faces, f)
		}
		if mark := numbered.FindStringSubmatch(b.head().text); mark != nil && !lettered.MatchString(mark[1]) {
			b.level = min(6, 1+strings.Count(strings.TrimRight(mark[1], "."), "."))
			if known[f] == 0 {
				known[f] = b.level
			}
		} else {
			b.level = min(6, m.bookmarked(b.head(), nil, false))
		}
	}
	slices.SortFunc(faces, func(a, b typeface) int {
		if c := cmp.Compare(b.size, a.size); c != 0 {
			return c
		}
		return cmp.Compare(b.weight(), a.weight())
	})
	for _, b := range blocks {
		if b.kind == Heading && b.level == 0 {
			f := b.typeface()
			b.level = known[f]
			if b.level == 0 {
				b.level = min(6, 1+slices.Index(faces, f))
			}
		}
	}
}

// join rejoins paragraphs, entries and notes that go on after a column, a page,
// a table, a figure or notes.
func join(blocks []*block, m measures) []*block {
	var out []*block
	var text, note *block // that may go on
	for _, b := range blocks {
		switch b.kind {
		case Paragraph:
			if text != nil && goesOn(text, b, m) {
				text.lines = append(text.lines, b.lines...)
				text.last = b.last
				continue
			}
			// Labels within a figure do not end a paragraph.
			if text == nil || b.head().size > 0.85*text.tail().size || len(b.lines) > 3 {
				text = b
			}
		case Item:
			text = b
		case Heading, Title:
			text = nil
		case Note:
			if note != nil && b.first != note.last && !b.head().raised && !noteMark.MatchString(b.head().text) && !note.last.ended(note.tail(), b.head()) {
				note.lines = append(note.lines, b.lines...)
				note.last = b.last
				continue
			}
			note = b
		}
		out = append(out, b)
	}
	return out
}

// goesOn reports whether paragraph b continues a.
func goesOn(a, b *block, m measures) bool {
	prev, next := a.tail(), b.head()
	if abs(prev.size-next.size) > 0.6 || (prev.bold > 0.8) != (next.bold > 0.8) {
		return false
	}
	same := a.last == b.first
	if same && slices.Index(a.last.lines, next) == slices.Index(a.last.lines, prev)+1 {
		return false // blocks has parted them
	}
	c, _ := utf8.DecodeRuneInString(next.text)
	if strings.HasSuffix(prev.text, "-") && unicode.IsLower(c) {
		return true
	}
	if a.last.ended(prev, next) || prev.width() < 0.8*b.first.width() && a.last.ragged == b.first.ragged && len(a.last.lines) < 3 {
		return false // the lines of a short region say nothing of its edge
	}
	if m.indented {
		if in := next.x0 - b.first.left; in > 0.8*next.size && in < 6*next.size {
			return false
		}
		return !unicode.IsUpper(c) || !endsSentence(prev.text) || prev.x1 > a.last.right-1.5
	}
	if unicode.IsLower(c) || !endsSentence(prev.text) {
		return true
	}
	// A full stop at the end of a full line: most of these lie within paragraphs.
	return !a.last.ragged && prev.x1 > a.last.right-1
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, " \t\"'”»)]）】’0123456789¹²³⁴⁵⁶⁷⁸⁹⁰[")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?。！？:：", r)
}
