package extract

// This file divides a text into lines, and reads from each line and paragraph once
// the traits that all rules look at.

import (
	"iter"
	"strings"

	"github.com/izde/izde/search/doc"
)

// textLine is a line that is not blank, without white space at its ends.
type textLine struct {
	doc.Span
	gap    int // blank lines before it
	indent int // bytes of white space before it
}

// textLines are the lines of a text.
func textLines(text string) iter.Seq[textLine] {
	return func(yield func(textLine) bool) {
		gap := 0
		for start := 0; start < len(text); {
			end, next := lineEnd(text, start)
			left := start + leadingBlanks(text[start:end])
			right := left + len(strings.TrimRightFunc(text[left:end], blank))
			if left == right {
				gap++
			} else {
				if !yield(textLine{doc.Span{Start: left, End: right}, gap, left - start}) {
					return
				}
				gap = 0
			}
			if next < len(text) && text[next-1] == '\f' {
				gap++ // a new page
			}
			start = next
		}
	}
}

// lineEnd returns the end of the line that begins at start and the beginning
// of the next. Lines end with \n, \r\n, \r, \f, or U+2028 and U+2029.
func lineEnd(text string, start int) (end, next int) {
	for end = start; end < len(text); end++ {
		switch c := text[end]; {
		case c > '\r' && c != "\u2028"[0]: // most
		case c == '\r' && strings.HasPrefix(text[end:], "\r\n"):
			return end, end + 2
		case c == '\n', c == '\r', c == '\f':
			return end, end + 1
		case c == "\u2028"[0] && (strings.HasPrefix(text[end:], "\u2028") || strings.HasPrefix(text[end:], "\u2029")):
			return end, end + len("\u2028")
		}
	}
	return end, end
}

// line is a line as the rules look at it.
type line struct {
	textLine
	traits
	width     int  // in columns, Han taking two
	tabs      bool // a tab stands between two of its parts
	number    bool // it can be the number of a page
	issue     bool // it can name a journal's issue
	header    bool // it can be a header set out over the width of the page
	listed    bool // a table of contents lists it
	leads     bool // and it is the first such line of its title
	furniture bool
	table     bool      // a row of a table whose columns wide space separates
	block     int       // the block of its format, from 1, 0 if there is none
	kind      BlockKind // of that block
	level     int       // of that heading
}

// traits are the facts about a line or a paragraph that its text alone shows.
type traits struct {
	text    string
	words   int  // see count
	mark    mark // the number that it begins with
	label   label
	labeled int  // bytes that mark and label take
	whole   bool // nothing stands behind the label
	guessed bool // it may be no label: see matchLabel and listHeading
	caption bool // of a table or a figure
	closed  bool // it ends as a sentence does
	entry   int  // the number of an entry of a list of references, 0 if it begins none
	sure    bool // the mark of that number tells: see entryMark
}

func traitsOf(text string) traits {
	t := traits{text: text, words: count(text), mark: markOf(text), caption: isCaption(text), closed: endsClosed(text)}
	t.label, t.labeled, t.whole, t.guessed = matchLabel(text[t.mark.length:])
	t.labeled += t.mark.length
	if !t.whole || t.label.role == metaRole || t.label.role == noteRole {
		if l, named, ok := listHeading(text[t.mark.length:]); ok && named {
			t.label, t.labeled, t.whole, t.guessed = label{refsRole, l}, len(text), true, true
		}
	}
	if !t.whole && isAppendix(text) {
		t.label, t.labeled, t.whole, t.guessed = label{role: backRole}, len(text), true, false
	}
	t.entry, t.sure = entryMark(text)
	return t
}

// first is the label if no number stands before it.
func (t *traits) first() label {
	if t.mark.style != unnumbered {
		return label{}
	}
	return t.label
}
