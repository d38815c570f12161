package extract

// This file reads which journal an article stands in, as far as a running
// header or the front matter says so.

import (
	"strings"

	"github.com/izde/izde/search/lazyregexp"
)

var (
	yearForm   = lazyregexp.New(`\b(?:19|20)\d\d\b`)
	issnForm   = lazyregexp.New(`(?i)\bISSN(?:-L)?\s*(?:\((?:print|online)\))?\s*[:：]?\s*(\d{4}-?\d{3}[\dXх])`)
	hanVolume  = lazyregexp.New(`第\s*(\d{1,4})\s*卷`)
	hanIssue   = lazyregexp.New(`第\s*(\d{1,4})\s*期`)
	volumeForm = lazyregexp.New(`(?i)(?:\bvol(?:ume)?|(?:^|\PL)том|(?:^|\PL)т)\.?\s*(\d{1,4})\b`)
	numberForm = lazyregexp.New(`(?i)(?:№|\bn[ºo°]\.?|\bno\.|\bissue|вып(?:уск)?\.?)\s*(\d{1,4}(?:\s?\(\d{1,4}\))?(?:\s?/\s?\d{1,4})?)`)
)

// noteIssue takes the issue of the journal from a line that dates it.
func (a *assembly) noteIssue(text string) {
	if m := issnForm.FindStringSubmatch(text); m != nil && a.ISSN == "" {
		id := strings.ReplaceAll(m[1], "-", "")
		a.ISSN = id[:4] + "-" + id[4:]
	}
	if len(text) > 300 || !issueMark.MatchString(text) {
		return
	}
	text = issnForm.ReplaceAllString(text, " ")
	m, v := numberForm.FindStringSubmatchIndex(text), volumeForm.FindStringSubmatchIndex(text)
	if strings.Contains(text, "第") {
		m, v = hanIssue.FindStringSubmatchIndex(text), hanVolume.FindStringSubmatchIndex(text)
	}
	if m != nil && a.Issue == "" {
		a.Issue = text[m[2]:m[3]]
	}
	if v != nil && a.Volume == "" {
		a.Volume = text[v[2]:v[3]]
	}
	if a.Journal != "" || m == nil && v == nil {
		return
	}
	if strings.Contains(text, "第") {
		a.Journal = hanJournal(text)
		return
	}
	first := len(text)
	for _, found := range [][]int{m, v, yearForm.FindStringIndex(text)} {
		if found != nil {
			first = min(first, found[0])
		}
	}
	name := strings.Trim(text[:first], " .,:;—–-|/")
	if latestYear(name) == 0 && count(name) >= 2 && count(name) <= 14 && letters(name)*10 >= len([]rune(name))*7 {
		a.Journal = name
	}
}

// hanJournal is the name of a journal between the number of the issue and the
// year: the longest run of Han that counts nothing.
func hanJournal(text string) string {
	best := ""
	for part := range strings.FieldsSeq(hanCount.ReplaceAllString(text, " ")) {
		if letters(part) >= 3 && len(part) > len(best) {
			best = strings.Trim(part, "，,。.（）()")
		}
	}
	return best
}

var hanCount = lazyregexp.New(`第\s*\d+\s*[卷期]|(?:19|20)\d\d\s*年(?:\s*第?\s*\d{1,2}\s*[月期])?|总?第?\s*\d+\s*[期页]`)
