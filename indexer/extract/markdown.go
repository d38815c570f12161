package extract

// This file reads the marks of Markdown (CommonMark 0.31 with the tables of
// GitHub Flavored Markdown) as far as structure needs them: headings, tables,
// code blocks, emphasis, and the metadata block that many tools put in front.
// Links keep their text and address as written.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// atxHeading returns the level of a heading such as "## Methods", 0 if line is
// none, and the length of its marks.
func atxHeading(line string) (level, marks int) {
	for level < len(line) && line[level] == '#' {
		level++
	}
	if level == 0 || level > 6 || level < len(line) && line[level] != ' ' && line[level] != '\t' {
		return 0, 0
	}
	return level, level
}

// readMarkdown marks the lines and the residue of Markdown.
func (s *source) readMarkdown() {
	residue, body := s.readFields()
	fence := ""
	for i := body; i < len(s.lines); i++ {
		l := &s.lines[i]
		raw := s.text[l.Start:l.End]
		if mark := fenceOf(raw); mark != "" && (fence == "" || strings.HasPrefix(mark, fence)) {
			residue = append(residue, doc.Span{Start: l.Start, End: l.Start + len(mark)})
			if fence == "" {
				fence = mark
			} else {
				fence = ""
			}
			l.code = true
			continue
		}
		if fence != "" {
			l.code = true
			continue
		}
		if level, n := atxHeading(raw); level > 0 {
			l.heading = level
			residue = append(residue, doc.Span{Start: l.Start, End: l.Start + n})
			if rest := strings.TrimRight(raw, "#"); len(rest) < len(raw) && len(rest) > n && strings.HasSuffix(rest, " ") {
				residue = append(residue, doc.Span{Start: l.Start + len(rest), End: l.End})
			}
		}
		if i > 0 && l.gap == 0 && s.lines[i-1].heading == 0 && !s.lines[i-1].row {
			if level := setextLevel(raw); level > 0 && s.lines[i-1].text != "" {
				s.lines[i-1].heading = level
				residue = append(residue, l.Span)
				continue
			}
		}
		if i > 0 && l.gap == 0 && delimiterRow(raw) && strings.Contains(s.lines[i-1].text, "|") {
			s.lines[i-1].row, l.row = true, true
			residue = append(residue, pipes(s.text, s.lines[i-1].Span)...)
			residue = append(residue, l.Span)
			continue
		}
		if i > 0 && l.gap == 0 && s.lines[i-1].row && strings.Contains(raw, "|") {
			l.row = true
			residue = append(residue, pipes(s.text, l.Span)...)
		}
		residue = append(residue, emphasis(s.text, l.Span)...)
		residue = append(residue, anchors(s.text, l.Span)...)
		for _, m := range raisedMark.FindAllStringIndex(raw, -1) {
			from, to := l.Start+m[0], l.Start+m[1]
			residue = append(residue, doc.Span{Start: from, End: from + 1}, doc.Span{Start: to - 1, End: to})
		}
	}
	s.addResidue(residue...)
	for i := range s.lines {
		l := &s.lines[i]
		l.text = s.render(s.withoutResidue([]doc.Span{l.Span}), doc.Body).text
		l.width = columns(l.text)
	}
}

// raisedMark is digits that Pandoc's Markdown sets above the line.
var raisedMark = lazyregexp.New(`\^\d[\d,; –-]{0,30}\^`)

// readFields reads the block of metadata (YAML) that many tools put in front:
// keys and values between two lines of three dashes. It returns the marks of
// the block and the line behind it. Keys stay, for the labels among them to be
// read; of a list of authors the name of each counts.
func (s *source) readFields() (residue []doc.Span, body int) {
	const longest = 80 // lines
	if len(s.lines) == 0 || s.text[s.lines[0].Start:s.lines[0].End] != "---" {
		return nil, 0
	}
	for i := 1; i < min(len(s.lines), longest); i++ {
		raw := s.text[s.lines[i].Start:s.lines[i].End]
		if raw == "---" || raw == "..." {
			body = i + 1
			break
		}
	}
	for i := range body {
		l := &s.lines[i]
		l.field = true
		if i == 0 || i == body-1 {
			residue = append(residue, l.Span)
			continue
		}
		raw := s.text[l.Start:l.End]
		value := l.Start
		if rest, item := strings.CutPrefix(raw, "- "); item {
			residue = append(residue, doc.Span{Start: l.Start, End: l.Start + 1})
			value = l.Start + 2
			if strings.HasPrefix(rest, "name:") {
				residue = append(residue, doc.Span{Start: value, End: value + len("name:")})
				value += len("name:")
			}
		} else if k := strings.IndexByte(raw, ':'); k > 0 {
			value = l.Start + k + 1
		}
		v := strings.TrimSpace(s.text[value:l.End])
		for _, marks := range []string{`""`, `''`, `[]`} {
			if len(v) >= 2 && v[0] == marks[0] && v[len(v)-1] == marks[1] {
				at := strings.Index(s.text[value:l.End], v) + value
				residue = append(residue, doc.Span{Start: at, End: at + 1}, doc.Span{Start: at + len(v) - 1, End: at + len(v)})
			}
		}
	}
	return residue, body
}

var (
	image     = lazyregexp.New(`^!\[[^\]]*\]\([^)]*\)$`)
	anchor    = lazyregexp.New(`\[((?:\\.|[^\[\]\\])*)(\]\(#[^)\s]*\))`)
	entryDash = lazyregexp.New(`^[-*] +(?:<span [^>]*></span> *)?\\?\[\d`)
)

// anchors returns the marks of links to other places of the same text, of
// images that stand alone, and of items of a list that have numbers as well.
func anchors(text string, sp doc.Span) []doc.Span {
	line := text[sp.Start:sp.End]
	if image.MatchString(line) {
		return []doc.Span{sp}
	}
	var out []doc.Span
	if entryDash.MatchString(line) {
		out = append(out, doc.Span{Start: sp.Start, End: sp.Start + 1})
	}
	if strings.Contains(line, "](#") {
		for _, m := range anchor.FindAllStringSubmatchIndex(line, -1) {
			out = append(out, doc.Span{Start: sp.Start + m[0], End: sp.Start + m[0] + 1}, doc.Span{Start: sp.Start + m[4], End: sp.Start + m[5]})
		}
	}
	return out
}

func fenceOf(line string) string {
	for _, mark := range []string{"`", "~"} {
		if rest := strings.TrimLeft(line, mark); len(line)-len(rest) >= 3 {
			return line[:len(line)-len(rest)]
		}
	}
	return ""
}

func setextLevel(line string) int {
	switch {
	case len(line) >= 2 && strings.Trim(line, "=") == "":
		return 1
	case len(line) >= 2 && strings.Trim(line, "-") == "":
		return 2
	}
	return 0
}

func delimiterRow(line string) bool {
	return strings.Contains(line, "-") && strings.Contains(line, "|") && strings.Trim(line, "|-: \t") == ""
}

func pipes(text string, sp doc.Span) []doc.Span {
	var out []doc.Span
	for i := sp.Start; i < sp.End; i++ {
		if text[i] == '|' && (i == sp.Start || text[i-1] != '\\') {
			out = append(out, doc.Span{Start: i, End: i + 1})
		}
	}
	return out
}

// emphasis returns the single asterisks and underscores that stand around
// words of a line; asterisks in pairs are found in any text.
func emphasis(text string, sp doc.Span) []doc.Span {
	var out []doc.Span
	open := map[byte]int{'*': -1, '_': -1}
	for i := sp.Start; i < sp.End; i++ {
		c := text[i]
		if c != '*' && c != '_' || i > sp.Start && (text[i-1] == c || text[i-1] == '\\') || i+1 < sp.End && text[i+1] == c {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(text[sp.Start:i])
		after, _ := utf8.DecodeRuneInString(text[i+1 : sp.End])
		word := func(r rune) bool { return r != utf8.RuneError && !unicode.IsSpace(r) }
		letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
		switch {
		case open[c] >= 0 && word(before) && !letter(after):
			out = append(out, doc.Span{Start: open[c], End: open[c] + 1}, doc.Span{Start: i, End: i + 1})
			open[c] = -1
		case word(after) && !letter(before):
			open[c] = i
		}
	}
	return out
}
