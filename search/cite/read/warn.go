package read

// This file finds contradictions within a reference: an ISBN, ISSN or ORCID whose
// check digit is wrong, a DOI whose suffix tells another year or other
// pages than the entry, an author whose romanised name cannot be a reading of the
// Chinese one.

import (
	"strconv"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

func (d *draft) warn() {
	it := &d.item
	if it.ISBN != "" && !cite.ValidISBN(it.ISBN) {
		d.warnings = append(d.warnings, cite.Warnf(cite.WarnISBN, "the check digit of ISBN %s is wrong", it.ISBN))
	}
	if it.ISSN != "" && !cite.ValidISSN(it.ISSN) {
		d.warnings = append(d.warnings, cite.Warnf(cite.WarnISSN, "the check digit of ISSN %s is wrong", it.ISSN))
	}
	if mayHaveORCID(d.text) {
		for _, m := range orcidMark.FindAllStringSubmatch(d.text, 20) {
			if !cite.ValidORCID(m[1]) {
				d.warnings = append(d.warnings, cite.Warnf(cite.WarnORCID, "the check digit of ORCID %s is wrong", m[1]))
			}
		}
	}
	if it.DOI != "" {
		d.warnDOI()
	}
}

var (
	// "10.20542/2073-4786-2022-3-72-83": ISSN, year, issue, pages, as journals of
	// the region register.
	doiFull = lazyregexp.New(`/(?:[a-z]+[.-]?)?\d{4}-?\d{3}[\dx][-.](20\d\d|19\d\d)[-./](\d+)(?:[-./](\d+))?[-./](\d+)[-–](\d+)$`)
	doiISSN = lazyregexp.New(`/(?:[a-z.]+)?\d{4}-\d{3}[\dx](?:[-./(]|$)`)
	doiYear = lazyregexp.New(`[^\pN](19[5-9]\d|20[0-4]\d)(?:[^\pN]|$)`)
)

// warnDOI compares the numbers that a DOI's suffix tells.
func (d *draft) warnDOI() {
	it := &d.item
	suffix := it.DOI[strings.IndexByte(it.DOI, '/'):]
	if m := doiFull.FindStringSubmatch(suffix); m != nil {
		if y := it.Year(); y != 0 && strconv.Itoa(y) != m[1] {
			d.warnings = append(d.warnings, cite.Warnf(cite.WarnYear, "the DOI %s tells the year %s, the entry %d", it.DOI, m[1], y))
		}
		if first, last, ok := strings.Cut(string(it.Page), "-"); ok && (first != m[4] || last != m[5]) {
			d.warnings = append(d.warnings, cite.Warnf(cite.WarnPages, "the DOI %s tells the pages %s-%s, the entry %s", it.DOI, m[4], m[5], it.Page))
		}
		return
	}
	if m := doiISSN.FindStringIndex(suffix); m != nil {
		suffix = suffix[m[1]-1:]
	}
	// A year alone may be the year of the first publication online.
	if all := doiYear.FindAllStringSubmatch(suffix, 3); len(all) == 1 && it.Year() != 0 {
		if y, _ := strconv.Atoi(all[0][1]); y-it.Year() > 1 || it.Year()-y > 1 {
			d.warnings = append(d.warnings, cite.Warnf(cite.WarnYear, "the DOI %s tells the year %d, the entry %d", it.DOI, y, it.Year()))
		}
	}
}
