package bibtex

// This file makes an item of the fields of an entry.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

// cutShort is "and others" at the end of a list of names.
var cutShort = lazyregexp.New(`(?:\s+and\s+(?:others|et\.? al\.?)|\s*[;；、]\s*等)\s*$`)

// variables are the CSL variables of fields that hold text, in the order in which
// they are preferred.
var variables = []struct{ field, variable string }{
	{"title", "title"}, {"origtitle", "original-title"}, {"journaltitle", "container-title"}, {"journal", "container-title"}, {"booktitle", "container-title"},
	{"series", "collection-title"}, {"edition", "edition"}, {"volume", "volume"}, {"pages", "page"},
	{"school", "publisher"}, {"institution", "publisher"}, {"publisher", "publisher"}, {"organization", "publisher"},
	{"location", "publisher-place"}, {"address", "publisher-place"}, {"type", "genre"}, {"version", "version"}, {"pagetotal", "number-of-pages"}, {"volumes", "number-of-volumes"},
	{"eventtitle", "event-title"}, {"venue", "event-place"}, {"isbn", "ISBN"}, {"issn", "ISSN"}, {"keywords", "keyword"}, {"note", "note"}, {"annotation", "note"},
	{"abstract", "abstract"}, {"issue", "issue"}, {"number", "number"}, {"language", "language"}, {"langid", "language"},
	{"doi", "DOI"}, {"url", "URL"}, {"howpublished", "URL"}, {"urldate", "accessed"}, {"date", "issued"}, {"year", "issued"},
	{"origdate", "original-date"}, {"pubstate", "status"}, {"pmid", "PMID"}, {"pmcid", "PMCID"},
	{"author", "author"}, {"editor", "editor"}, {"translator", "translator"},
}

// known are fields that are read with another one.
var known = map[string]bool{"month": true, "subtitle": true, "entrysubtype": true, "csl": true, "origauthor": true, "origjournaltitle": true, "origpublisher": true}

// newItem makes an item of fields whose ranges count from base on.
func newItem(kind, key string, fields map[string]value, raw string, base int, err error) cite.Parsed {
	p := cite.Parsed{Raw: raw, Confidence: 1}
	for _, name := range []string{"author", "editor", "translator"} {
		if list := fields[name]; cutShort.MatchString(list.latex) {
			p.Warnings = append(p.Warnings, cite.Warnf(WarnOthers, "the field %s ends with \"and others\": the list of names is cut short", name))
			list.latex = cutShort.ReplaceAllString(list.latex, "")
			fields[name] = list
		}
	}
	it := &p.Item
	it.ID = cite.Line(key)
	it.Type = cmp.Or(itemTypes[kind], "document")
	if kind == "article" {
		for csl, sub := range subtypes {
			if strings.EqualFold(Text(fields["entrysubtype"].latex), sub) {
				it.Type = csl
			}
		}
	}
	done := map[string]bool{}
	for _, v := range variables {
		f, ok := fields[v.field]
		if !ok || done[v.variable] && !(v.variable == "issued" && it.Issued == nil) {
			continue
		}
		if !set(it, v.field, v.variable, f.latex, fields) {
			continue
		}
		done[v.variable] = true
		p.Fields = append(p.Fields, cite.Field{Name: v.variable, Start: f.start - base, End: f.end - base, Confidence: 1})
	}
	if n := string(it.Page); (kind == "book" || kind == "phdthesis" || kind == "mastersthesis") && it.NumberOfPages == "" && n != "" && strings.Trim(n, "0123456789") == "" {
		it.Page, it.NumberOfPages = "", cite.Text(n) // Zotero writes how many a whole book has
		for i := range p.Fields {
			if p.Fields[i].Name == "page" {
				p.Fields[i].Name = "number-of-pages"
			}
		}
	}
	if kind == "mastersthesis" && it.Genre == "" {
		it.Genre = "Master's thesis"
	}
	for _, o := range originals {
		if s := Text(fields[o.field].latex); s != "" {
			if it.Custom == nil {
				it.Custom = map[string]string{}
			}
			it.Custom[o.custom] = s
		}
	}
	if err == nil {
		if patch, ok := fields["csl"]; ok {
			err = it.Restore(patch.latex)
		}
	}
	if err != nil {
		p.Confidence = 0.5
		p.Warnings = append(p.Warnings, cite.Warning{Code: WarnSyntax, Detail: fmt.Sprintf("the entry %s: %v", it.ID, err)})
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !known[name] && !slices.ContainsFunc(variables, func(v struct{ field, variable string }) bool { return v.field == name }) {
			p.Warnings = append(p.Warnings, cite.Warning{Code: WarnUnread, Detail: "the field " + cite.Line(name) + " is not read"})
		}
	}
	return p
}

// set sets a variable; it reports whether there was something to set.
func set(it *cite.Item, field, variable, latex string, fields map[string]value) bool {
	s := Text(latex)
	if s == "" {
		return false
	}
	switch variable {
	case "title":
		if sub := Text(fields["subtitle"].latex); sub != "" {
			s += ": " + sub
		}
	case "number":
		n := number(it)
		if *n != "" {
			return false
		}
		*n = cite.Text(s)
		return true
	case "page":
		s = strings.NewReplacer("–", "-", "—", "-").Replace(s)
	case "language":
		s = cmp.Or(languages[strings.ToLower(s)], s) // as babel names it
	case "DOI":
		doi := address(latex)
		s = cmp.Or(cite.NormalizeDOI(doi), doi)
	case "URL":
		s = address(latex)
		if field == "howpublished" && !strings.Contains(s, "://") {
			return false
		}
	case "accessed":
		it.Accessed = readDate(s)
		return it.Accessed != nil
	case "original-date":
		it.OriginalDate = readDate(s)
		return it.OriginalDate != nil
	case "issued":
		if field == "year" {
			it.Issued = readYear(s, Text(fields["month"].latex))
		} else {
			it.Issued = readDate(s)
		}
		return it.Issued != nil
	case "author":
		it.Author = readNames(latex)
		return true
	case "editor":
		it.Editor = readNames(latex)
		return true
	case "translator":
		it.Translator = readNames(latex)
		return true
	}
	*it.Variable(variable) = s
	return true
}

// address reads what LaTeX does not, though older files escape it.
func address(latex string) string {
	s := strings.TrimSpace(latex)
	if rest, ok := strings.CutPrefix(s, `\url{`); ok {
		s = strings.TrimSuffix(rest, "}")
	}
	for _, c := range []string{"_", "%", "&", "#", "~"} {
		s = strings.ReplaceAll(s, `\`+c, c)
	}
	return cite.Line(s)
}

// readDate reads what isoDate writes, and what people write.
func readDate(s string) *cite.Date {
	d := &cite.Date{}
	for end := range strings.SplitSeq(s, "/") {
		var parts []int
		for p := range strings.SplitSeq(end, "-") {
			n, err := strconv.Atoi(p)
			if err != nil || len(parts) == 3 || len(d.Parts) == 2 {
				return cite.ReadDate(s)
			}
			parts = append(parts, n)
		}
		d.Parts = append(d.Parts, parts)
	}
	return d
}

func readYear(year, month string) *cite.Date {
	y, err := strconv.Atoi(year)
	if err != nil {
		if d := cite.ReadDate(year); d != nil {
			return d
		}
		return &cite.Date{Literal: year}
	}
	if m, err := strconv.Atoi(month); err == nil && m >= 1 && m <= 12 {
		return &cite.Date{Parts: [][]int{{y, m}}}
	}
	if d := cite.ReadDate(year + " " + strings.ReplaceAll(month, "\u00a0", " ")); d != nil && (len(d.Parts[0]) > 1 || d.Season != 0) {
		return d
	}
	return &cite.Date{Parts: [][]int{{y}}}
}

var languages = map[string]string{
	"english": "en", "american": "en", "british": "en", "usenglish": "en", "ukenglish": "en", "russian": "ru", "kazakh": "kk", "chinese": "zh", "german": "de", "ngerman": "de",
	"french": "fr", "spanish": "es", "italian": "it", "turkish": "tr", "ukrainian": "uk", "portuguese": "pt", "polish": "pl", "japanese": "ja",
}
