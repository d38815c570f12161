package extract

// This file reads Markdown (CommonMark 0.31 with the tables of GitHub Flavored
// Markdown) as far as structure needs its marks: headings, tables, code blocks,
// emphasis. Links keep their text and address as written; head.go reads the block of
// metadata in front.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// atxHeading returns the level of a heading such as "## Methods", which is the
// length of its marks, 0 if line is none.
func atxHeading(line string) int {
	level := len(line) - len(strings.TrimLeft(line, "#"))
	if level > 6 || level < len(line) && line[level] != ' ' && line[level] != '\t' {
		return 0
	}
	return level
}

// markedLine is a line with its kind by its marks and by those on the next line.
type markedLine struct {
	textLine
	kind  BlockKind
	level int
}

func readMarkdown(text string) *Input {
	s := &source{text: text, residue: residue(text)}
	var lines []markedLine
	for l := range textLines(text) {
		lines = append(lines, markedLine{textLine: l, kind: ParagraphBlock})
	}
	marks, head, body := readFields(text, lines)
	fence := ""
	for i := body; i < len(lines); i++ {
		l := &lines[i]
		raw := text[l.Start:l.End]
		if mark := fenceOf(raw); mark != "" && (fence == "" || strings.HasPrefix(mark, fence)) {
			marks = append(marks, doc.Span{Start: l.Start, End: l.Start + len(mark)})
			if fence == "" {
				fence = mark
			} else {
				fence = ""
			}
			l.kind = CodeBlock
			continue
		}
		if fence != "" {
			l.kind = CodeBlock
			continue
		}
		if noteStart.MatchString(raw) {
			l.kind = NoteBlock
		}
		if n := atxHeading(raw); n > 0 {
			l.kind, l.level = HeadingBlock, n
			marks = append(marks, doc.Span{Start: l.Start, End: l.Start + n})
			if rest := strings.TrimRight(raw, "#"); len(rest) < len(raw) && len(rest) > n && strings.HasSuffix(rest, " ") {
				marks = append(marks, doc.Span{Start: l.Start + len(rest), End: l.End})
			}
		}
		if i > 0 && l.gap == 0 {
			before := &lines[i-1]
			if level := setextLevel(raw); level > 0 && before.kind == ParagraphBlock && s.textOf(before.Span) != "" {
				before.kind, before.level = HeadingBlock, level
				marks = append(marks, l.Span)
				continue
			}
			if delimiterRow(raw) && strings.Contains(text[before.Start:before.End], "|") {
				before.kind, l.kind = TableBlock, TableBlock
				marks = append(marks, pipes(text, before.Span)...)
				marks = append(marks, l.Span)
				continue
			}
			if before.kind == TableBlock && strings.Contains(raw, "|") {
				l.kind = TableBlock
				marks = append(marks, pipes(text, l.Span)...)
			}
		}
		marks = append(marks, emphasis(text, l.Span)...)
		marks = append(marks, anchors(text, l.Span)...)
		for _, m := range raisedMark.FindAllStringIndex(raw, -1) {
			from, to := l.Start+m[0], l.Start+m[1]
			marks = append(marks, doc.Span{Start: from, End: from + 1}, doc.Span{Start: to - 1, End: to})
		}
	}
	s.addResidue(marks)
	in := &Input{Format: Markdown, Text: text, Markup: s.residue, Head: head}
	for i, l := range lines {
		const longestMark = 64 // bytes
		if l.kind == ParagraphBlock {
			mark := strings.ToValidUTF8(text[l.Start:min(l.End, l.Start+longestMark)], "")
			if listItem(s.textOf(doc.Span{Start: l.Start, End: l.Start + len(mark)})) {
				l.kind = ItemBlock
			}
		}
		last, before := len(in.Blocks)-1, NoBlock
		if i > body && l.gap == 0 {
			before = in.Blocks[last].Kind
		}
		switch {
		case l.kind == FieldBlock && last >= 0 && (l.indent > 0 || strings.HasPrefix(text[l.Start:l.End], "- ")):
			in.Blocks[last].End = l.End // within a field
		case l.kind == before && before != HeadingBlock && before != ItemBlock && before != NoteBlock, l.kind == ParagraphBlock && (before == ItemBlock || before == NoteBlock):
			in.Blocks[last].End = l.End
		default:
			in.Blocks = append(in.Blocks, Block{l.Span, l.kind, l.level})
		}
	}
	return in
}

// noteStart begins a note: "[^1]: …".
var noteStart = lazyregexp.New(`^\[\^[^\]\s]{1,40}\]:`)

// raisedMark is digits that Pandoc's Markdown sets above the line.
var raisedMark = lazyregexp.New(`\^\d[\d,; –-]{0,30}\^`)

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
