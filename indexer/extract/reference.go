package extract

// This file reads lists of references: where an entry begins, what takes it
// on, and where the list ends.

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
)

var (
	bracketEntry = regexp.MustCompile(`^[\[［【](\d{1,4})[\]］】]\s*`)
	pointEntry   = regexp.MustCompile(`^(\d{1,3})[.)．、]\s*\D`)
	bareEntry    = regexp.MustCompile(`^(\d{1,3})\s+[\p{Lu}\p{Han}«“"]`)
	addressMark  = regexp.MustCompile(`https?://[^\s<>"«»“”]+`)
)

// entryMark returns the number that an entry begins with, 0 if text begins
// with none; sure tells "[1]" and "1." from a bare number.
func entryMark(text string) (number int, sure bool) {
	head := text[:min(len(text), 24)]
	if m := bracketEntry.FindStringSubmatch(head); m != nil {
		return atoi(m[1]), true
	}
	if m := pointEntry.FindStringSubmatch(head); m != nil {
		return atoi(m[1]), true
	}
	if m := bareEntry.FindStringSubmatch(head); m != nil {
		return atoi(m[1]), false
	}
	return 0, false
}

// readReference reads a paragraph of a list of references.
func (r *reader) readReference(p paragraph) {
	number, sure := entryMark(p.text)
	first, _ := utf8.DecodeRuneInString(p.text)
	switch last := r.entry; {
	case r.unnumbered && r.entry > 0 && number != 1:
		r.readUnnumbered(p)
	case number > 0 && (number == last+1 || sure && last > 0 && number > last && number <= last+3 || last == 0 && number <= 3),
		number == 1 && sure && last > 2 && !r.unfinished(): // another list
		r.addEntry(p, number)
	case last == 0 && number == 0 && !endsList(p.text):
		r.unnumbered = true
		r.readUnnumbered(p)
	case endsList(p.text), last > 0 && !r.unfinished() && aboutAuthors(p.text):
		r.leaveList(p)
	case r.open >= 0 && unicode.IsLower(first) && count(p.text) >= 12 && !entryFeatures(p.text):
		// A paragraph of the body that the columns of the page put here.
		b := &r.blocks[r.open]
		b.spans = append(b.spans, p.spans...)
		b.tail = tail(p.text)
		r.open = -1
	case last > 0 && !r.unfinished() && count(p.text) >= 40 && !entryFeatures(p.text):
		r.leaveList(p)
	default:
		r.continueEntry(p)
	}
}

// readUnnumbered reads a list whose entries are paragraphs.
func (r *reader) readUnnumbered(p paragraph) {
	first, _ := utf8.DecodeRuneInString(p.text)
	switch {
	case endsList(p.text), r.entry > 0 && !r.unfinished() && aboutAuthors(p.text), r.entry > 0 && !entryFeatures(p.text) && count(p.text) >= 60:
		r.leaveList(p)
	case r.entry > 0 && (unicode.IsLower(first) || strings.ContainsRune("(（,.;&", first) || r.unfinished() && !authorStart.MatchString(p.text)):
		r.continueEntry(p)
	default:
		r.addEntry(p, r.entry+1)
	}
}

func (r *reader) addEntry(p paragraph, number int) {
	r.entry, r.entryAt = number, len(r.blocks)
	r.add(block{kind: search.Reference, section: r.section(), spans: p.spans, lang: r.listLang, entry: number, tail: tail(p.text)})
}

func (r *reader) continueEntry(p paragraph) {
	if r.entry == 0 {
		r.addText(search.Body, p)
		return
	}
	b := &r.blocks[r.entryAt]
	b.spans = append(b.spans, p.spans...)
	b.tail = tail(p.text)
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
	_, named := leadingName(text)
	return len(namesOf(text, false)) > 0 || (named || strings.Contains(text, "@")) && metaLine(text)
}

// entryFeatures reports whether text has what references have: a year, "//",
// pages, an address.
func entryFeatures(text string) bool {
	return strings.Contains(text, "//") || yearMark.MatchString(text) || strings.Contains(text, "[J]") || strings.Contains(text, "[M]")
}

func (r *reader) leaveList(p paragraph) {
	r.zone = back
	r.path, r.styles = nil, nil
	r.group++ // names may stand before the title here
	r.readBack(p)
}

// entryItem is what is known of the work that an entry denotes, before its
// text is parsed: the identifiers that it states.
func entryItem(text string) cite.Item {
	item := cite.Item{Type: "document"}
	if found := cite.FindDOI(text); len(found) > 0 {
		item.DOI = found[0].DOI
	}
	for _, u := range addressMark.FindAllString(text, -1) {
		u = strings.TrimRight(u, ".,;:)]")
		if cite.NormalizeDOI(u) == "" {
			item.URL = u
			break
		}
	}
	return item
}
