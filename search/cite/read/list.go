package read

// This file cuts a pasted list of references into its entries, as people copy it
// out of an article, a page or a spreadsheet. Lists inside documents, where columns
// and page breaks stand in the way, are the indexer's.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

var (
	// listMark is the number of an entry or a note: "1.", "12)", "[3]", "［4］", "⁵", "⑥".
	listMark = lazyregexp.New(`^\s*(?:[\[［【]\s*\d{1,3}\s*[\]］】]|\d{1,3}\s?[.)．、]|[¹²³⁰⁴-⁹]{1,3}|[①-⑳])\s*\D`)
	// bareMark is the number of a note as a page's text has it: "12 Smith J."
	bareMark = lazyregexp.New(`^\s*(\d{1,3})\s+[\p{Lu}\p{Han}«“"]`)
	// noteParts are those of a note that semicolons end.
	noteParts = lazyregexp.New(`[^;；]+[;；]?|[;；]`)
)

// SplitList cuts text into references. An empty line ends one, and so does a rule as
// above notes; where two lines or more begin with a number, each of those begins one, and
// so do lines with bare numbers that count on; else each line is one if
// every one of them has a year, and the lines of a paragraph are one reference
// otherwise, broken as a page had it. A semicolon parts the works of a note.
func SplitList(text string) []string {
	var list, paragraph []string
	end := func() {
		for _, entry := range splitParagraph(paragraph) {
			list = append(list, splitNote(entry)...)
		}
		paragraph = nil
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.Trim(line, "_-–—―=* ") == "" {
			end()
			continue
		}
		paragraph = append(paragraph, line)
	}
	end()
	return list
}

func splitParagraph(lines []string) []string {
	dated := 0
	var marked, counted []int // lines that may begin an entry
	last := 0
	for i, line := range lines {
		if listMark.MatchString(line) {
			marked = append(marked, i)
		}
		if m := bareMark.FindStringSubmatch(line); m != nil {
			if n, _ := strconv.Atoi(m[1]); len(counted) == 0 || n == last+1 {
				counted, last = append(counted, i), n
			}
		}
		if cite.HasYear(line) {
			dated++
		}
	}
	if len(marked) < 2 {
		marked = counted
	}
	each := len(marked) < 2 && dated == len(lines)
	var list []string
	for i, line := range lines {
		if i == 0 || each || len(marked) > 1 && slices.Contains(marked, i) {
			list = append(list, line)
			continue
		}
		list[len(list)-1] += " " + line
	}
	return list
}

// splitNote cuts a note behind semicolons where both sides have a year, and names of people
// begin the second: "Smith J. Snow. 1998; see also: Li W. Water. 2001."
func splitNote(entry string) []string {
	const head = 512 // bytes that tell whether names begin
	var list []string
	parts := noteParts.FindAllString(entry, -1)
	left := 0 // parts with a year
	for _, part := range parts {
		if cite.HasYear(part) {
			left++
		}
	}
	from, at, dated := 0, 0, false // dated: there is a year between these
	for _, part := range parts {
		if dated && left > 0 {
			next := strings.TrimSpace(entry[at:min(at+head, len(entry))])
			if _, people := headNames(next[leadInEnd(next):]); people {
				list = append(list, strings.TrimSpace(entry[from:at]))
				from, dated = at, false
			}
		}
		if cite.HasYear(part) {
			dated = true
			left--
		}
		at += len(part)
	}
	return append(list, strings.TrimSpace(entry[from:]))
}

// LooksLikeReference reports whether somebody who gives text may mean a work by
// it: it holds a DOI, or it is as long as a reference and has a year.
func LooksLikeReference(text string) bool {
	const short = 16 // code points
	return len(cite.FindDOI(text)) > 0 || cite.HasYear(text) && len([]rune(strings.TrimSpace(text))) >= short
}
