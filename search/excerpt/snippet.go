package excerpt

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
)

// Snippet is the part of a text that shows best why it matched. The parts
// joined are a substring of the text.
type Snippet struct {
	// Span is the part of the text that the snippet shows.
	doc.Span
	// TruncatedStart and TruncatedEnd say that the text goes on before and
	// behind (blanks do not count).
	TruncatedStart, TruncatedEnd bool
	// Parts are never empty, and no two unmarked ones stand together.
	Parts []SnippetPart
}

// SnippetPart is a stretch of a snippet, all of it marked or none.
type SnippetPart struct {
	Text string
	Mark bool
}

// NewSnippet cuts the best window of at most size runes out of text: the one
// with the most different marked texts (case aside), among those the one where
// marks stand closest and most numerous, among those the first. Without marks
// it is the beginning of the text.
//
// A window begins and ends with a sentence if it can without becoming much
// shorter, else between words; in Chinese text, which has no blanks, between
// any two characters, but better at punctuation. It holds marks whole. Only a
// word or mark longer than size is cut, between two characters as they are
// seen: combining marks stay with their letter unless more of them follow than
// fit.
//
// Marks must be sorted and must not overlap; marks outside the text, empty, blank,
// out of order or not on rune boundaries are ignored. The time it takes is linear in
// the length of the text.
func NewSnippet(text string, marks []Mark, size int) Snippet {
	w := window{text: text, size: size}
	w.first, w.last = trimBlanks(text, 0, len(text))
	if w.first == w.last || size <= 0 {
		return Snippet{Span: doc.Span{Start: w.first, End: w.first}, TruncatedEnd: w.first != w.last}
	}
	w.setMarks(marks)
	start, end := w.choose()

	s := Snippet{Span: doc.Span{Start: start, End: end}, TruncatedStart: start > w.first, TruncatedEnd: end < w.last}
	at := start
	for _, m := range w.marks {
		from, to := max(m.Start, start), min(m.End, end)
		if from >= to {
			continue
		}
		if at < from {
			s.Parts = append(s.Parts, SnippetPart{Text: text[at:from]})
		}
		s.Parts = append(s.Parts, SnippetPart{Text: text[from:to], Mark: true})
		at = to
	}
	if at < end {
		s.Parts = append(s.Parts, SnippetPart{Text: text[at:end]})
	}
	return s
}

// window looks for the place of a snippet.
type window struct {
	text string
	size int
	// first and last are the bytes where the text begins and ends, blanks aside.
	first, last int
	marks       []placedMark
}

// placedMark is a mark that can be used.
type placedMark struct {
	doc.Span
	// from and to are Span counted in runes from the beginning of the text.
	from, to int
	// group is the same for marks of the same text, case aside.
	group int
}

// setMarks keeps the marks that can be used, without the blanks around them.
func (w *window) setMarks(marks []Mark) {
	w.marks = make([]placedMark, 0, len(marks))
	groups := map[string]int{}
	at, runes := 0, 0
	for _, m := range marks {
		if m.Start < at || m.End <= m.Start || m.End > len(w.text) || !runeBoundary(w.text, m.Start) || !runeBoundary(w.text, m.End) {
			continue
		}
		start, end := trimBlanks(w.text, m.Start, m.End)
		if start == end {
			continue
		}
		p := placedMark{Span: doc.Span{Start: start, End: end}}
		p.from = runes + utf8.RuneCountInString(w.text[at:start])
		p.to = p.from + utf8.RuneCountInString(w.text[start:end])
		at, runes = end, p.to
		key := strings.ToLower(w.text[start:end])
		group, ok := groups[key]
		if !ok {
			group = len(groups)
			groups[key] = group
		}
		p.group = group
		w.marks = append(w.marks, p)
	}
}

// choose returns the range of bytes of the best window.
func (w *window) choose() (start, end int) {
	if len(w.marks) == 0 {
		return w.first, w.extendEnd(w.first, 0, w.size)
	}
	i, j := w.core()
	first, last := w.marks[i], w.marks[j]
	room := w.size - (last.to - first.from)
	if room < 0 { // one mark that does not fit
		return first.Start, w.extendEnd(first.Start, len(w.marks), w.size)
	}
	start = w.extendStart(i, room, w.runesUpTo(last.End, room))
	end = w.extendEnd(last.End, j+1, room-utf8.RuneCountInString(w.text[start:first.Start]))
	return start, end
}

// core returns the first and the last mark of the best run of marks that fits.
func (w *window) core() (first, last int) {
	// near[k] sums up how close each of the first k marks stands to the one
	// after it. A different text near by says more than the same once more.
	near := make([]int, len(w.marks))
	for k := 1; k < len(w.marks); k++ {
		a, b := w.marks[k-1], w.marks[k]
		closeness := 4096 / (1 + b.from - a.to)
		if a.group == b.group {
			closeness /= 4
		}
		near[k] = near[k-1] + closeness
	}
	count := make([]int, len(w.marks)) // for each group, the marks in [i, j)
	distinct, j := 0, 0
	bestDistinct, bestNear := -1, 0
	for i, m := range w.marks {
		for j < len(w.marks) && (j <= i || w.marks[j].to-m.from <= w.size) {
			if count[w.marks[j].group]++; count[w.marks[j].group] == 1 {
				distinct++
			}
			j++
		}
		found, closeness := distinct, near[j-1]-near[i]
		if m.to-m.from > w.size {
			found = 0 // it would be cut: anything else is better
		}
		if found > bestDistinct || found == bestDistinct && closeness > bestNear {
			bestDistinct, bestNear, first, last = found, closeness, i, j-1
		}
		if count[m.group]--; count[m.group] == 0 {
			distinct--
		}
	}
	return first, last
}

// runesUpTo counts the runes of text from offset to its end, at most limit.
func (w *window) runesUpTo(offset, limit int) int {
	n := 0
	for i := offset; i < w.last && n < limit; n++ {
		_, size := utf8.DecodeRuneInString(w.text[i:])
		i += size
	}
	return n
}

// extendStart returns the byte where the window around mark i begins. The window has
// room for so many more runes; the text behind its last mark can use at most after of
// them.
func (w *window) extendStart(i, room, after int) int {
	m := w.marks[i]
	// A sentence may take most of the room so that it is seen from its beginning;
	// else the text before and the text behind have the same share. Room that cannot
	// be used behind is needed here.
	need := room - after
	sentence := max(room*2/3, need)
	share := max(room/2, need)
	before := i - 1 // the mark before pos
	start, clause := m.Start, -1
	pos := m.Start
	for n := 0; n <= sentence && pos >= w.first; n++ {
		for before >= 0 && w.marks[before].Start >= pos {
			before--
		}
		if before < 0 || w.marks[before].End <= pos {
			switch w.borderBefore(pos) {
			case borderSentence:
				if n*3 >= need*2 || pos == w.first {
					return pos
				}
				fallthrough
			case borderClause:
				if n <= share && n >= share/2 {
					clause = pos
				}
				fallthrough
			case borderWord:
				if n <= share {
					start = pos
				}
			}
		}
		if pos == w.first {
			break
		}
		_, size := utf8.DecodeLastRuneInString(w.text[:pos])
		pos -= size
	}
	if clause >= 0 {
		return clause
	}
	return start
}

// extendEnd returns the byte where the window ends: at most room runes behind offset.
// next is the first mark behind offset. If offset is the end of the mark before, the
// window may also end there.
func (w *window) extendEnd(offset, next, room int) int {
	sentence, clause, word, part, character := -1, -1, -1, -1, -1
	pos, smallest := offset, offset+1
	if next > 0 && w.marks[next-1].End == offset {
		smallest = offset
	}
	for n := 0; ; n++ {
		for next < len(w.marks) && w.marks[next].End <= pos {
			next++
		}
		if pos >= smallest && (next == len(w.marks) || w.marks[next].Start >= pos) {
			switch w.borderAfter(pos) {
			case borderSentence:
				if n >= room-w.size/3 {
					sentence = pos
				}
				fallthrough
			case borderClause:
				if n >= room-w.size/8 {
					clause = pos
				}
				fallthrough
			case borderWord:
				word = pos
				fallthrough
			case borderPart:
				part = pos
				fallthrough
			case borderCharacter:
				character = pos
			}
		}
		if pos >= w.last {
			return w.last
		}
		if n == room {
			break
		}
		_, size := utf8.DecodeRuneInString(w.text[pos:])
		pos += size
	}
	for _, end := range []int{sentence, clause, word, part, character} {
		if end >= 0 {
			return end
		}
	}
	if smallest == offset {
		return offset
	}
	return pos
}

// border says how well a text can be cut at a place, from worst to best.
type border uint8

const (
	borderNone      border = iota
	borderCharacter        // inside a word
	borderPart             // between a word and a mark attached to it
	borderWord
	borderClause
	borderSentence
)

// borderBefore tells how well a window can begin at pos.
func (w *window) borderBefore(pos int) border {
	if pos <= w.first {
		return borderSentence
	}
	before, _ := utf8.DecodeLastRuneInString(w.text[:pos])
	after, _ := utf8.DecodeRuneInString(w.text[pos:])
	if unicode.IsSpace(after) {
		return borderNone
	}
	b := between(before, after)
	if b < borderWord {
		return b
	}
	// What ended before this place?
	end, lines := pos, 0
	for end > w.first {
		r, size := utf8.DecodeLastRuneInString(w.text[:end])
		if !unicode.IsSpace(r) {
			break
		}
		if r == '\n' {
			lines++
		}
		end -= size
	}
	if lines > 1 {
		return borderSentence
	}
	return max(b, w.ending(end, after))
}

// borderAfter tells how well a window can end at pos.
func (w *window) borderAfter(pos int) border {
	if pos >= w.last {
		return borderSentence
	}
	if pos <= w.first {
		return borderNone
	}
	before, _ := utf8.DecodeLastRuneInString(w.text[:pos])
	after, _ := utf8.DecodeRuneInString(w.text[pos:])
	if unicode.IsSpace(before) {
		return borderNone
	}
	b := between(before, after)
	if dense(before) && strings.ContainsRune("，。、；：！？", after) {
		b = borderWord // nothing is missed without it
	}
	if b < borderWord {
		return b
	}
	next, lines := pos, 0
	for next < w.last {
		r, size := utf8.DecodeRuneInString(w.text[next:])
		if !unicode.IsSpace(r) {
			after = r
			break
		}
		if r == '\n' {
			lines++
		}
		next += size
	}
	if lines > 1 {
		return borderSentence
	}
	return max(b, w.ending(pos, after))
}

// ending tells whether the text before end ends with a sentence or a clause; next is
// the character that follows, blanks aside.
func (w *window) ending(end int, next rune) border {
	for range 4 { // closing quotation marks and brackets belong to the sentence
		r, size := utf8.DecodeLastRuneInString(w.text[:end])
		switch {
		case unicode.In(r, unicode.Pe, unicode.Pf) || r == '"' || r == '\'' || r == '“':
			end -= size
		case r == '。' || r == '！' || r == '？':
			return borderSentence
		case r == '.' || r == '!' || r == '?' || r == '…':
			// A small letter or a digit goes on after an abbreviation: "et al.
			// (2019)", "i.e. so", "т.е. так", "No. 5".
			if unicode.IsLower(next) || unicode.IsDigit(next) || next == '(' || w.abbreviated(end-size) {
				return borderWord
			}
			return borderSentence
		case strings.ContainsRune(",;:，；：、", r):
			return borderClause
		default:
			return borderNone
		}
	}
	return borderNone
}

// abbreviated reports whether the word before end is written with a point: a
// single capital letter as in "B. Sarybayev", or one of a few titles and
// references.
func (w *window) abbreviated(end int) bool {
	start, letters := end, 0
	for letters < 5 && start > w.first {
		r, size := utf8.DecodeLastRuneInString(w.text[:start])
		if !unicode.IsLetter(r) {
			break
		}
		start -= size
		letters++
	}
	word := w.text[start:end]
	if letters == 1 {
		r, _ := utf8.DecodeRuneInString(word)
		return unicode.IsUpper(r)
	}
	switch strings.ToLower(word) {
	case "prof", "dr", "mr", "mrs", "ms", "st", "al", "vol", "no", "pp", "fig", "cf", "vs", "eds", "ed",
		"проф", "докт", "акад", "см", "рис", "табл", "стр", "ред", "им":
		return true
	}
	return false
}

// between tells how well a text can be cut between two characters that stand
// next to each other.
func between(before, after rune) border {
	switch {
	case plain(before) && plain(after): // mostly
		return borderCharacter
	case joins(before, after):
		return borderNone
	case unicode.IsSpace(before) || unicode.IsSpace(after):
		return borderWord
	case dense(before) || dense(after):
		if opens(before) || closes(after) {
			return borderPart
		}
		return borderWord
	case inWord(before) && inWord(after):
		return borderCharacter
	}
	return borderPart
}

// plain reports whether r is a letter of English or a Cyrillic one, or a digit.
func plain(r rune) bool {
	return 'a' <= r && r <= 'z' || 0x400 <= r && r < 0x482 || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || 0x48A <= r && r < 0x530
}

// dense reports whether r is a character of a script without blanks between
// words, or its punctuation.
func dense(r rune) bool {
	if r < 0x2E80 {
		return false
	}
	return analysis.Ideographic(r) || 0x3000 <= r && r <= 0x303F || 0xFF00 <= r && r <= 0xFF65
}

func opens(r rune) bool { return unicode.In(r, unicode.Ps, unicode.Pi) }

// closes reports whether r must not begin a line: closing brackets and all
// punctuation that belongs to the text before it.
func closes(r rune) bool {
	return unicode.IsPunct(r) && !opens(r) || unicode.Is(unicode.Lm, r)
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

// joins reports whether two characters are seen as parts of one, as far as two of
// them can tell: the extended grapheme clusters of UAX #29, GB3 to GB9b, and GB11 to
// GB13 on the safe side (any character after a joiner, any two regional indicators).
func joins(before, after rune) bool {
	if after < 0x300 { // nothing below extends, but for the end of a line
		return before == '\r' && after == '\n' || before == joiner || prepends(before)
	}
	switch {
	case unicode.IsMark(after) || after == joiner || after == 0x200C:
		return true
	case 0x1F3FB <= after && after <= 0x1F3FF || 0xE0020 <= after && after <= 0xE007F: // skin tones, tags
		return true
	case after == 0xE33 || after == 0xEB3 || after == 0xFF9E || after == 0xFF9F: // vowels and voice marks that count as letters
		return true
	case before == joiner || prepends(before):
		return true
	case 0x1F1E6 <= before && before <= 0x1F1FF && 0x1F1E6 <= after && after <= 0x1F1FF:
		return true
	}
	return hangulPart(before) && unicode.Is(unicode.Hangul, after) || unicode.Is(unicode.Hangul, before) && hangulPart(after)
}

const joiner = 0x200D // zero-width joiner

// prepends reports whether r is seen as part of what follows: signs before
// Arabic and Syriac numbers and some letters of Indic scripts.
func prepends(r rune) bool {
	if r < 0x600 {
		return false
	}
	return unicode.Is(unicode.Prepended_Concatenation_Mark, r) ||
		r == 0xD4E || r == 0x111C2 || r == 0x111C3 || r == 0x1193F || r == 0x11941 || r == 0x11A3A || 0x11A84 <= r && r <= 0x11A89 || r == 0x11D46 || r == 0x11F02
}

// hangulPart reports whether r is a letter that combines to a Hangul syllable.
func hangulPart(r rune) bool {
	return 0x1100 <= r && r <= 0x11FF || 0xA960 <= r && r <= 0xA97C || 0xD7B0 <= r && r <= 0xD7FB
}

// trimBlanks returns the range [start, end) of text without the blanks around
// it, except one that carries a combining mark.
func trimBlanks(text string, start, end int) (int, int) {
	for start < end {
		r, size := utf8.DecodeRuneInString(text[start:end])
		next, _ := utf8.DecodeRuneInString(text[start+size : end])
		if !unicode.IsSpace(r) || start+size < end && !unicode.IsControl(r) && !unicode.IsSpace(next) && joins(r, next) {
			break
		}
		start += size
	}
	for start < end {
		r, size := utf8.DecodeLastRuneInString(text[start:end])
		if !unicode.IsSpace(r) {
			break
		}
		end -= size
	}
	return start, end
}

// runeBoundary reports whether text can be cut at offset without cutting a
// rune.
func runeBoundary(text string, offset int) bool {
	return offset >= 0 && (offset == len(text) || utf8.RuneStart(text[offset]))
}
