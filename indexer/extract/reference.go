package extract

// This file reads lists of references: where an entry begins, what takes it
// on, and where the list ends.

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/izde/izde/search"
)

var (
	bracketEntry = regexp.MustCompile(`^[\[［【](\d{1,5})[\]］】]\s*`)
	pointEntry   = regexp.MustCompile(`^(\d{1,3})[.)．、]\s*\D`)
	circledEntry = regexp.MustCompile(`^([①-⑳])`)
	roundEntry   = regexp.MustCompile(`^[(（](\d{1,3})[)）]\s*[\p{Lu}\p{Han}«“"]`)
	bareEntry    = regexp.MustCompile(`^(\d{1,3})\s+[\p{Lu}\p{Han}«“"]`)
	addressMark  = regexp.MustCompile(`https?://[^\s<>"«»“”]+`)
)

// entryMark returns the number that an entry begins with, 0 if text begins
// with none; sure tells "[1]", "1.", "(1)" and "①" from a bare number.
func entryMark(text string) (number int, sure bool) {
	head := text[:min(len(text), 24)]
	if m := bracketEntry.FindStringSubmatch(head); m != nil {
		return atoi(m[1]), true
	}
	if m := pointEntry.FindStringSubmatch(head); m != nil {
		return atoi(m[1]), true
	}
	if m := roundEntry.FindStringSubmatch(head); m != nil {
		return atoi(m[1]), true
	}
	if m := circledEntry.FindString(head); m != "" {
		return int([]rune(m)[0]-'①') + 1, true
	}
	if m := bareEntry.FindStringSubmatch(head); m != nil {
		return atoi(m[1]), false
	}
	return 0, false
}

// footnote is the beginning of a note at the foot of a page, between entries
// that have no numbers.
var footnote = regexp.MustCompile(`^\d{1,2}\s\p{Lu}\p{Ll}+ `)

// readReference reads a paragraph of a list of references.
func (r *reader) readReference(p paragraph) {
	number, sure := entryMark(p.text)
	switch last := r.entry; {
	case r.unnumbered && r.entry > 0 && number != 1:
		r.readUnnumbered(p)
	case number > 0 && (number == last+1 || sure && last > 0 && number > last && number <= last+3 || last == 0 && number <= 3 && (sure || entryFeatures(p.text))),
		number == 1 && sure && last > 2 && !r.unfinished(): // another list
		r.addEntry(p, number)
	case last == 0 && r.handBack(p):
	case last == 0 && !entryFeatures(p.text) && !authorStart.MatchString(p.text) && !endsList(p.text):
		r.displaced(p)
	case last == 0 && number == 0 && !endsList(p.text):
		r.unnumbered = true
		r.readUnnumbered(p)
	case endsList(p.text), last > 0 && !r.unfinished() && (aboutAuthors(p.text) || number == 0 && len(p.text) < 400 && stageOf(p.text) != "" && len(datesIn(p.text)) > 0):
		r.leaveList(p)
	case r.handBack(p):
	case last > 0 && !r.unfinished() && !entryFeatures(p.text) && (count(p.text) >= 40 || number == 0 && titleLike(p.text) && r.abstractAhead(p)):
		r.leaveList(p)
	case last > 0 && number == 0 && r.strayBehind(p):
		r.leaveList(p)
	default:
		r.continueEntry(p)
	}
}

// strayBehind reports whether a paragraph stands behind the list: the last
// entry is finished, nothing of the paragraph takes it on, and no next entry
// follows.
func (r *reader) strayBehind(p paragraph) bool {
	const far = 80 // lines
	first := word0(p.text)
	if r.unfinished() || r.src.lines[p.from].gap == 0 || entryFeatures(p.text) || addressMark.MatchString(p.text) ||
		unicode.IsLower(first) || strings.ContainsRune("(（[【,.;:&/", first) {
		return false
	}
	for i := p.to; i < min(len(r.src.lines), p.to+far); i++ {
		if n, _ := entryMark(r.src.lines[i].text); n > r.entry && n <= r.entry+2 {
			return false
		}
	}
	return true
}

// handBack gives a paragraph that the columns of the page put into the list to
// the paragraph of the body that was left unfinished before the list.
func (r *reader) handBack(p paragraph) bool {
	if r.torn < 0 || !unicode.IsLower(word0(p.text)) || count(p.text) < 12 || entryFeatures(p.text) {
		return false
	}
	b := &r.blocks[r.torn]
	r.moved(b, p)
	r.extend(b, p)
	r.torn = -1
	return true
}

// displaced adds a paragraph that stands between the heading of a list and its
// first entry to the section before the list.
func (r *reader) displaced(p paragraph) {
	r.addText(search.Body, p)
	r.blocks[r.last].section = r.before
}

// opensUnheadedList reports whether a list of references begins that has no
// heading of its own: its first two entries stand here, and no list is headed
// further on.
func (r *reader) opensUnheadedList(p paragraph) bool {
	const far = 8 // lines
	if r.lists > 0 || r.lastList >= p.from || r.markdown && !strings.HasPrefix(p.text, "[") {
		return false
	}
	if n, sure := entryMark(p.text); n != 1 || !sure || !entryFeatures(p.text) {
		return false
	}
	for i := p.to; i < min(len(r.src.lines), p.to+far); i++ {
		if n, sure := entryMark(r.src.lines[i].text); n == 2 && sure {
			return strings.HasPrefix(p.text, "[") || entryFeatures(r.src.lines[i].text)
		}
	}
	return false
}

// readUnnumbered reads a list whose entries are paragraphs.
func (r *reader) readUnnumbered(p paragraph) {
	first := word0(p.text)
	switch {
	case footnote.MatchString(p.text) && !entryFeatures(p.text):
		r.addText(search.Note, p)
	case endsList(p.text), r.entry > 0 && !r.unfinished() && aboutAuthors(p.text), r.entry > 0 && !entryFeatures(p.text) && count(p.text) >= 60:
		r.leaveList(p)
	case r.entry > 0 && (unicode.IsLower(first) || strings.ContainsRune("(（,.;&", first) || r.unfinished() && !startsEntry(p.text)):
		r.continueEntry(p)
	default:
		r.addEntry(p, r.entry+1)
	}
}

// startsEntry reports whether text begins as an entry without a number does:
// with the name of an author or of a body, and a year soon after.
func startsEntry(text string) bool {
	const soon = 240
	head := strings.ToValidUTF8(text[:min(len(text), soon)], "")
	return authorStart.MatchString(head) || bodyStart.MatchString(head)
}

var bodyStart = regexp.MustCompile(`^\p{Lu}[^.(]{3,90}\.? \((?:19|20)\d\d[a-z]?\)\.`)

func (r *reader) addEntry(p paragraph, number int) {
	if r.entry == 0 {
		r.lists++
	}
	r.entry, r.entryAt = number, len(r.blocks)
	r.add(block{kind: search.Reference, section: r.section(), spans: p.spans, lang: r.listLang, entry: number, tail: tail(p.text), size: len(p.text)})
}

func (r *reader) continueEntry(p paragraph) {
	if r.entry == 0 {
		r.addText(search.Body, p)
		return
	}
	b := &r.blocks[r.entryAt]
	if r.src.lines[p.from].gap > 0 {
		r.joined(ruleReference, b, p)
	}
	r.extend(b, p)
}

// unfinished reports whether the last entry lacks its end.
func (r *reader) unfinished() bool {
	if r.entry == 0 {
		return false
	}
	t := r.blocks[r.entryAt].tail
	return !endsClosed(t) && !addressMark.MatchString(t)
}

// endsList reports whether a paragraph that no number opens cannot belong to a
// list of references: a title in capitals.
func endsList(text string) bool {
	return allCapitals(text) && count(text) >= 3 && count(text) <= 45 && !entryFeatures(text)
}

// aboutAuthors reports whether a paragraph names authors or says who and where
// they are, as the blocks of other languages behind a list do.
func aboutAuthors(text string) bool {
	if entryFeatures(text) {
		return false
	}
	head, _, _ := strings.Cut(text[:min(len(text), 120)], ",")
	named := len(namesOf(head, false)) > 0
	return len(namesOf(text, false)) > 0 || (named || strings.Contains(text, "@")) && metaLine(text)
}

// entryFeatures reports whether text has what references have: a year, "//",
// pages, an address.
func entryFeatures(text string) bool {
	return strings.Contains(text, "//") || latestYear(text) > 0 || strings.Contains(text, "[J]") || strings.Contains(text, "[M]")
}

func (r *reader) leaveList(p paragraph) {
	r.zone = back
	r.path = nil
	r.readBack(p)
}
