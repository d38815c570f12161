package read

// This file cuts a pasted list of references into its entries, as people copy it
// out of an article, a page or a spreadsheet. Lists inside documents, where columns
// and page breaks stand in the way, are the indexer's.

import (
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

// listMark is the number of an entry: "1.", "12)", "[3]", "［4］".
var listMark = lazyregexp.New(`^\s*(?:[\[［【]\s*\d{1,3}\s*[\]］】]|\d{1,3}\s?[.)．、])\s*\D`)

// SplitList cuts text into references. An empty line ends one; where two lines or
// more begin with a number, each of those begins one; else each line is one if
// every one of them has a year, and the lines of a paragraph are one reference
// otherwise, broken as a page had it.
func SplitList(text string) []string {
	var list, paragraph []string
	end := func() {
		list = append(list, splitParagraph(paragraph)...)
		paragraph = nil
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			end()
			continue
		}
		paragraph = append(paragraph, line)
	}
	end()
	return list
}

func splitParagraph(lines []string) []string {
	marked, dated := 0, 0
	for _, line := range lines {
		if listMark.MatchString(line) {
			marked++
		}
		if cite.HasYear(line) {
			dated++
		}
	}
	begins := func(line string) bool { return false }
	switch {
	case marked > 1:
		begins = listMark.MatchString
	case dated == len(lines):
		begins = func(string) bool { return true }
	}
	var list []string
	for i, line := range lines {
		if i == 0 || begins(line) {
			list = append(list, line)
			continue
		}
		list[len(list)-1] += " " + line
	}
	return list
}

// LooksLikeReference reports whether somebody who gives text may mean a work by
// it: it holds a DOI, or it is as long as a reference and has a year.
func LooksLikeReference(text string) bool {
	const short = 16 // code points
	return len(cite.FindDOI(text)) > 0 || cite.HasYear(text) && len([]rune(strings.TrimSpace(text))) >= short
}
