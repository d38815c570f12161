package cite

// This file finds contradictions within a reference: an ISBN whose check digit is
// wrong (ISO 2108:2017, annex C), a DOI whose suffix tells another year or other
// pages than the entry, an author whose romanised name cannot be a reading of the
// Chinese one.

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The codes of warnings.
const (
	WarnISBN   = "isbn_checksum"
	WarnYear   = "doi_year"
	WarnPages  = "doi_pages"
	WarnAuthor = "author_mismatch"
)

func (d *draft) warn() {
	it := &d.item
	if it.ISBN != "" && !validISBN(it.ISBN) {
		d.warnings = append(d.warnings, Warning{WarnISBN, fmt.Sprintf("the check digit of ISBN %s is wrong", it.ISBN)})
	}
	if it.DOI != "" {
		d.warnDOI()
	}
}

// validISBN checks an ISBN-10 or ISBN-13.
func validISBN(s string) bool {
	var digits []int
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, int(r-'0'))
		case r == 'X' || r == 'x' || r == 'Х' || r == 'х':
			digits = append(digits, 10)
		}
	}
	sum := 0
	switch len(digits) {
	case 10:
		for i, n := range digits {
			sum += (10 - i) * n
		}
		return sum%11 == 0
	case 13:
		for i, n := range digits {
			sum += n * (1 + 2*(i%2))
		}
		return sum%10 == 0
	}
	return false
}

var (
	// "10.20542/2073-4786-2022-3-72-83": ISSN, year, issue, pages, as journals of
	// the region register.
	doiFull = regexp.MustCompile(`/(?:[a-z]+[.-]?)?\d{4}-?\d{3}[\dx][-.](20\d\d|19\d\d)[-./](\d+)(?:[-./](\d+))?[-./](\d+)[-–](\d+)$`)
	doiISSN = regexp.MustCompile(`/(?:[a-z.]+)?\d{4}-\d{3}[\dx](?:[-./(]|$)`)
	doiYear = regexp.MustCompile(`[^\pN](19[5-9]\d|20[0-4]\d)(?:[^\pN]|$)`)
)

// warnDOI compares the numbers that a DOI's suffix tells.
func (d *draft) warnDOI() {
	it := &d.item
	suffix := it.DOI[strings.IndexByte(it.DOI, '/'):]
	if m := doiFull.FindStringSubmatch(suffix); m != nil {
		if y := it.Year(); y != 0 && strconv.Itoa(y) != m[1] {
			d.warnings = append(d.warnings, Warning{WarnYear, fmt.Sprintf("the DOI %s tells the year %s, the entry %d", it.DOI, m[1], y)})
		}
		if first, last, ok := strings.Cut(string(it.Page), "-"); ok && (first != m[4] || last != m[5]) {
			d.warnings = append(d.warnings, Warning{WarnPages, fmt.Sprintf("the DOI %s tells the pages %s-%s, the entry %s", it.DOI, m[4], m[5], it.Page)})
		}
		return
	}
	if m := doiISSN.FindStringIndex(suffix); m != nil {
		suffix = suffix[m[1]-1:]
	}
	// A year alone may be that of the first publication online.
	if all := doiYear.FindAllStringSubmatch(suffix, 3); len(all) == 1 && it.Year() != 0 {
		if y, _ := strconv.Atoi(all[0][1]); y-it.Year() > 1 || it.Year()-y > 1 {
			d.warnings = append(d.warnings, Warning{WarnYear, fmt.Sprintf("the DOI %s tells the year %d, the entry %d", it.DOI, y, it.Year())})
		}
	}
}

// mismatches compares authors in pinyin with the same authors in Chinese, place by
// place. readings gives the pinyin of each character, all readings that it may
// have in a name, without tones and in lower case; nil where it knows none.
func mismatches(latin []Name, han []string, readings func(rune) []string) []Warning {
	if len(latin) != len(han) {
		return nil // not the same list
	}
	var out []Warning
	for i, n := range latin {
		written := strings.ToLower(n.Family + n.Given)
		written = strings.Map(func(r rune) rune {
			if strings.ContainsRune(" -'’.", r) {
				return -1
			}
			return r
		}, written)
		if n.Family == "" || n.Given == "" || utf8.RuneCountInString(han[i]) > 4 || !isPinyinName(n.Family, n.Given) {
			continue // initials, a foreign name, an organisation
		}
		if rest, known := readAs([]rune(han[i]), written, readings); known && rest {
			out = append(out, Warning{WarnAuthor, fmt.Sprintf("%s is no reading of %s", n, han[i])})
		}
	}
	return out
}

// readAs says whether written differs from every reading of the characters, and
// whether all of them are known.
func readAs(han []rune, written string, readings func(rune) []string) (differs, known bool) {
	if len(han) == 0 {
		return written != "", true
	}
	all := readings(han[0])
	if len(all) == 0 {
		return false, false
	}
	differs = true
	for _, r := range all {
		for _, spelt := range []string{r, strings.ReplaceAll(r, "ü", "v"), strings.ReplaceAll(r, "ü", "u"), strings.ReplaceAll(r, "ü", "yu")} {
			rest, ok := strings.CutPrefix(written, spelt)
			if !ok {
				continue
			}
			differ, known := readAs(han[1:], rest, readings)
			if !known {
				return false, false
			}
			differs = differs && differ
		}
	}
	return differs, true
}
