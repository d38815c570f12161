package extract

// This file reads the dates of a manuscript: received, revised, accepted,
// published, in the ways in which journals write them.

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/lazyregexp"
)

// dateForm finds dates: in digits, with the name of the month, in Chinese.
var dateForm = lazyregexp.New(`(?i)\b(\d{4})[-./](\d{1,2})[-./](\d{1,2})\b` +
	`|\b(\d{1,2})[-./](\d{1,2})[-./](\d{4})\b` +
	`|(?:«|“|")?\b(\d{1,2})(?:st|nd|rd|th)?(?:»|”|")?(?:-ші|-шы)?\s+(?:of\s+)?(\p{L}{3,12})\.?,?\s+(\d{4})` +
	`|(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})` +
	`|(\d{4})\s*(?:ж|жыл|жылғы|жылдың)?\.?,?\s+(\d{1,2})\s+(\p{L}{3,12})` +
	`|(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日`)

// date is a date as written; day first if that can be.
type date struct {
	year, month, day int
	digits           bool // two numbers stand before the year
	swapped          bool // the first of them is sure to be the month
	start, end       int
}

func datesIn(text string) []date {
	var out []date
	for _, m := range dateForm.FindAllStringSubmatchIndex(text, -1) {
		part := func(k int) string {
			if m[2*k] < 0 {
				return ""
			}
			return text[m[2*k]:m[2*k+1]]
		}
		d := date{start: m[0], end: m[1]}
		switch {
		case part(1) != "":
			d.year, d.month, d.day = atoi(part(1)), atoi(part(2)), atoi(part(3))
		case part(4) != "":
			d.day, d.month, d.year = atoi(part(4)), atoi(part(5)), atoi(part(6))
			d.digits = true
			if d.month > 12 {
				d.day, d.month, d.swapped = d.month, d.day, true
			}
		case part(7) != "":
			d.day, d.month, d.year = atoi(part(7)), monthOf(part(8)), atoi(part(9))
		case part(10) != "":
			d.month, d.day, d.year = monthOf(part(10)), atoi(part(11)), atoi(part(12))
		case part(13) != "":
			d.year, d.day, d.month = atoi(part(13)), atoi(part(14)), monthOf(part(15))
		default:
			d.year, d.month, d.day = atoi(part(16)), atoi(part(17)), atoi(part(18))
		}
		if d.year >= 1900 && d.year < 2100 && d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31 {
			out = append(out, d)
		}
	}
	return out
}

// monthOf returns the number of a month by its name, 0 if it is none.
func monthOf(name string) int {
	name = strings.ToLower(name)
	for i, beginnings := range months {
		for _, b := range beginnings {
			if strings.HasPrefix(name, b) {
				return i + 1
			}
		}
	}
	return 0
}

// readDates returns the dates that lines of metadata state, by stage, ISO 8601.
// Dates in digits are read day first, unless one of them can only be read month
// first and none only day first.
func readDates(lines []string) map[string]string {
	type stated struct {
		stage string
		date
	}
	var all []stated
	dayFirst, monthFirst := false, false
	for _, text := range lines {
		if len(text) > 2000 {
			continue
		}
		last := 0
		for _, d := range datesIn(text) {
			stage := stageOf(text[last:d.start])
			if stage == "" && last == 0 && utf8.RuneCountInString(text[d.end:]) < 60 {
				stage = stageOf(text[d.end:]) // "12.03.2021 received"
			}
			last = d.end
			if stage == "" {
				continue
			}
			dayFirst = dayFirst || d.digits && d.day > 12 && !d.swapped
			monthFirst = monthFirst || d.swapped
			all = append(all, stated{stage, d})
		}
	}
	dates := map[string]string{}
	for _, s := range all {
		if s.digits && !s.swapped && monthFirst && !dayFirst {
			s.day, s.month = s.month, s.day
		}
		if _, taken := dates[s.stage]; !taken {
			dates[s.stage] = fmt.Sprintf("%04d-%02d-%02d", s.year, s.month, s.day)
		}
	}
	if len(dates) == 0 {
		return nil
	}
	return dates
}

// stageOf returns the stage that the words before a date tell of, "" if they
// tell of none: "accepted for publication" is accepted, "received in revised
// form" revised.
func stageOf(words string) string {
	words = strings.ToLower(words)
	for _, s := range stages {
		for _, w := range s.words {
			if strings.Contains(words, w) {
				return s.name
			}
		}
	}
	return ""
}
