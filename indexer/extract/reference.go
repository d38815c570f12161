package extract

// This file reads lists of references: where an entry begins, goes on and ends, and
// where the list ends.

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// readReferences reads a paragraph of a list of references, which may hold
// several entries.
func (r *reader) readReferences(p paragraph) {
	if anew, ok := r.subheading(p); ok {
		r.openPart(p, anew)
		return
	}
	for _, entry := range r.entries(p) {
		for i, work := range r.works(entry) {
			if i == 0 || r.entry == 0 {
				r.readReference(work)
				continue
			}
			r.addEntry(work, r.entry)
			r.blocks[r.last].ibid = true
		}
	}
}

// openPart opens a part of a list, which has a heading of its own.
func (r *reader) openPart(p paragraph, anew bool) {
	r.pushHeading(p, mark{}, r.listLevel+1, true)
	if r.linewise = r.isLinewise(p.to); anew {
		r.entry = 0
	}
}

// entries cuts a paragraph where the next number of the list stands within a
// line, behind the end of an entry.
func (r *reader) entries(p paragraph) []paragraph {
	number, sure := r.number(p.text, p.entry, p.sure, r.entry)
	begin := p.spans[0].Start
	if !sure {
		number = r.entry
		if r.entry > 0 {
			begin = r.blocks[r.entryAt].spans[0].Start
		}
	}
	if number == 0 || r.unnumbered {
		return []paragraph{p}
	}
	var all []paragraph
	rest := p.spans
	for i := 0; i < len(rest); {
		at := r.inlineEntry(min(begin, rest[0].Start), rest[i], number+1)
		if at < 0 {
			i++
			continue
		}
		entry := p
		entry.spans = append(slices.Clone(rest[:i]), doc.Span{Start: rest[i].Start, End: at})
		all = append(all, entry)
		rest = append([]doc.Span{{Start: at, End: rest[i].End}}, rest[i+1:]...)
		number, i, begin = number+1, 0, at
	}
	if len(all) == 0 {
		return []paragraph{p}
	}
	p.spans = rest
	all = append(all, p)
	for i := range all {
		all[i].traits = traitsOf(r.src.textOf(all[i].spans...))
	}
	return all
}

// works cuts a paragraph where another work begins that only "ibid." tells.
func (r *reader) works(p paragraph) []paragraph {
	const longest = 4000 // bytes
	n := read.Ibidem(p.text[:min(len(p.text), longest)])
	if n == 0 || len(p.text) > longest {
		return []paragraph{p}
	}
	head, rest := r.split(p, n)
	return append([]paragraph{head}, r.works(rest)...)
}

var (
	// unitEnd is the end of an entry that an abbreviation behind a number makes:
	// "320 с.", "45 p.", "12 б.".
	unitEnd = lazyregexp.New(`\d\s?\p{Ll}{1,4}\.$`)
	// volumeEnd is an abbreviation or an initial: the number behind it is that
	// of a volume, an issue or a page.
	volumeEnd = lazyregexp.New(`(?:^|[^\pL])\p{L}{1,6}\.$`)
)

// inlineEntry returns where within the line the entry with a number begins, -1
// if nowhere; begin is where the entry before it begins. Both must have features of
// entries, and the one before must have ended, as a number in brackets shows.
func (r *reader) inlineEntry(begin int, line doc.Span, number int) int {
	const near = 600 // bytes that are looked at on either side
	digits, text := strconv.Itoa(number), r.src.text[:line.End]
	for at := line.Start; ; {
		i := strings.Index(text[at:], digits)
		if i < 0 {
			return -1
		}
		start := at + i
		at = start + len(digits)
		bracketed := false
		if bracket, size := utf8.DecodeLastRuneInString(text[line.Start:start]); strings.ContainsRune("[［【", bracket) {
			start -= size
			bracketed = true
		}
		if space, _ := utf8.DecodeLastRuneInString(text[line.Start:start]); !unicode.IsSpace(space) {
			continue
		}
		behind := r.src.text[start:min(len(r.src.text), start+near)]
		before := strings.TrimRight(text[max(begin, start-near):start], " \t\u00a0")
		n, sure := entryMark(behind)
		if n, sure = r.number(behind, n, sure, number-1); n != number || !sure || !entryFeatures(behind) || !entryFeatures(before) {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(before)
		ended := endsClosed(before) && (unitEnd.MatchString(before) || !volumeEnd.MatchString(before)) || bracketed && !strings.ContainsRune(",，、;；(（", last)
		next := word0(strings.TrimLeft(text[at:], ".)]］】．、 \t\u00a0"))
		if ended && (unicode.IsUpper(next) || analysis.IsHan(next) || strings.ContainsRune("«“\"", next)) {
			return start
		}
	}
}

// readReference reads an entry of a list of references, or a part of one.
func (r *reader) readReference(p paragraph) {
	number, sure := r.number(p.text, p.entry, p.sure, r.entry)
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
	case last > 0 && !r.unfinished() && !entryFeatures(p.text) && (p.words >= 40 || number == 0 && titleLike(p.text) && r.abstractAhead(p)):
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
		l := &r.src.lines[i]
		if n, _ := r.number(l.text, l.entry, l.sure, r.entry); n > r.entry && n <= r.entry+2 {
			return false
		}
	}
	return true
}

// handBack gives a paragraph that the columns of the page put into the list to
// the paragraph of the body that was left unfinished before the list.
func (r *reader) handBack(p paragraph) bool {
	if r.torn < 0 || !unicode.IsLower(word0(p.text)) || p.words < 12 || entryFeatures(p.text) {
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
	r.addText(doc.Body, p)
	r.blocks[r.last].section = r.before
}

// opensUnheadedList reports whether a list of references begins that has no
// heading of its own: its first entries stand here, most of which read as nothing
// else does, and no list is headed further on.
func (r *reader) opensUnheadedList(p paragraph) bool {
	const far, many = 24, 4 // lines, entries
	if r.lists > 0 || r.lastList >= p.from || p.entry != 1 || !p.sure {
		return false
	}
	entries, strong, text := 1, 0, p.text
	for i := p.to; i < min(len(r.src.lines), p.to+far) && entries < many; i++ {
		l := &r.src.lines[i]
		if l.entry != entries+1 || !l.sure {
			if !l.furniture {
				text += " " + l.text
			}
			continue
		}
		if strongEntry(text) {
			strong++
		}
		entries, text = entries+1, l.text
	}
	if strongEntry(text) {
		strong++
	}
	return entries > 1 && strong*4 >= entries*3
}

// readUnnumbered reads a list whose entries are paragraphs.
func (r *reader) readUnnumbered(p paragraph) {
	first, key := word0(p.text), cite.Key(p.text) != ""
	r.keyed = r.keyed || key && r.entry == 0
	switch {
	case key:
		r.addEntry(p, r.entry+1)
	case footnote.MatchString(p.text) && !entryFeatures(p.text):
		r.addText(doc.Note, p)
	case endsList(p.text), r.entry > 0 && !r.unfinished() && aboutAuthors(p.text), r.entry > 0 && !entryFeatures(p.text) && p.words >= 60:
		r.leaveList(p)
	case r.entry > 0 && (r.keyed || unicode.IsLower(first) && !authorStart.MatchString(p.text) || strings.ContainsRune("(（,.;&", first) || r.unfinished() && !startsEntry(p.text)):
		r.continueEntry(p)
	default:
		r.addEntry(p, r.entry+1)
	}
}

func (r *reader) addEntry(p paragraph, number int) {
	if r.entry == 0 {
		r.lists++
	}
	r.entry, r.entryAt = number, len(r.blocks)
	r.add(block{kind: doc.Reference, section: r.section(), spans: p.spans, lang: r.listLang, entry: number, tail: tail(p.text), size: len(p.text)})
}

func (r *reader) continueEntry(p paragraph) {
	if r.entry == 0 {
		r.addText(doc.Body, p)
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
	last, _ := utf8.DecodeLastRuneInString(t)
	return (!endsClosed(t) || strings.ContainsRune(";:；：", last)) && !addressMark.MatchString(t)
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

// oldestWork is the year from which a number of four digits in a list of references
// is taken for a year.
const oldestWork = 1700

// entryFeatures reports whether text has a feature of references: a year, "//", the
// type of a work.
func entryFeatures(text string) bool {
	return strings.Contains(text, "//") || yearSince(text, oldestWork) > 0 || strings.Contains(text, "[J]") || strings.Contains(text, "[M]")
}

var (
	// pagesMark is a volume with pages, or pages with their word; typeMark the type of
	// a work in China; imprint a place with a publisher.
	pagesMark = lazyregexp.New(`\d\s?(?:\(\d{1,4}\))?\s?[:：]\s?\d|(?:^|[^\pL])(?:[PpСсPСБб]|pp|Pp|стр|бет)\.\s?\d|\d\s?(?:[сcбp]|pp|бет)\.|\b[Vv]ol\.? ?\d|№ ?\d`)
	typeMark  = lazyregexp.New(`\[[A-Z](?:/[A-Z]{2})?\]`)
	imprint   = lazyregexp.New(`\p{Lu}[\p{L}.-]*\.?\s?: ?\p{Lu}[^:]{2,60}, (?:19|20)\d\d`)
)

// strongEntry reports whether text reads as an entry of a list of references and as
// nothing else: it has a year, and begins with an author or has another sign.
func strongEntry(text string) bool {
	text = text[cite.LabelEnd(text):]
	if strings.Contains(text, "//") && !strings.Contains(text, "://") || typeMark.MatchString(text) || len(cite.FindDOI(text)) > 0 {
		return true
	}
	return yearSince(text, oldestWork) > 0 && (startsEntry(text) || initialsStart.MatchString(text) || pagesMark.MatchString(text) || imprint.MatchString(text) || strings.Contains(text, "《"))
}

func (r *reader) leaveList(p paragraph) {
	r.zone = back
	r.path = nil
	r.readBack(p)
}
