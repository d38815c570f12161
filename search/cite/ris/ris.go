// Package ris reads and writes bibliographies in RIS, the format of Research
// Information Systems (its specification of 2011): lines "TAG  - value", a TY line
// first and an ER line last in each record.
//
// A value is one line: there is no escaping, so line breaks and control
// characters become spaces. Variables without a tag stand in a line U1, "user definable":
// a JSON merge patch of CSL-JSON (see cite.Rest) that other programs keep or
// ignore; so nothing is lost when what was written is read again. OP, the original
// publication, is original-title.
package ris

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

// The codes of warnings.
const (
	WarnSyntax = "syntax"       // a record breaks off or cannot be read
	WarnUnread = "unread_field" // a tag that has no place in CSL-JSON
)

// types are pairs of RIS's and CSL's; of several the first is written.
var types = [][2]string{
	{"JOUR", "article-journal"}, {"MGZN", "article-magazine"}, {"NEWS", "article-newspaper"}, {"BOOK", "book"}, {"CHAP", "chapter"}, {"CPAPER", "paper-conference"},
	{"THES", "thesis"}, {"RPRT", "report"}, {"ELEC", "webpage"}, {"STAND", "standard"}, {"PAT", "patent"}, {"UNPB", "manuscript"}, {"DATA", "dataset"},
	{"COMP", "software"}, {"ENCYC", "entry-encyclopedia"}, {"GEN", "document"},
	{"CONF", "paper-conference"}, {"EJOUR", "article-journal"}, {"JFULL", "periodical"}, {"ABST", "article-journal"}, {"INPR", "article-journal"}, {"EBOOK", "book"}, {"EDBOOK", "book"},
	{"ECHAP", "chapter"}, {"BLOG", "post-weblog"}, {"WEB", "webpage"}, {"MANSCPT", "manuscript"},
}

// Write returns items as a file.
func Write(items []cite.Item) string {
	var b strings.Builder
	for i := range items {
		it := items[i].Strict(fmt.Sprint(i + 1))
		lines := record(&it)
		for read := range Read(lines + end) {
			if rest := cite.Rest(it, read.Item); rest != "" {
				lines += "U1  - " + rest + "\r\n"
			}
		}
		b.WriteString(lines + end)
	}
	return b.String()
}

// whole are types whose SP is the number of pages, as the specification has it
// for books.
var whole = map[string]bool{"book": true, "thesis": true}

const end = "ER  - \r\n\r\n"

func line(tag, value string) string {
	if value = cite.Line(value); value == "" {
		return ""
	}
	return tag + "  - " + value + "\r\n"
}

func record(it *cite.Item) string {
	kind := "GEN"
	if i := slices.IndexFunc(types, func(t [2]string) bool { return t[1] == it.Type }); i >= 0 {
		kind = types[i][0]
	}
	var b strings.Builder
	put := func(tag, value string) { b.WriteString(line(tag, value)) }
	put("TY", kind)
	put("ID", it.ID)
	for _, list := range []struct {
		tag   string
		names []cite.Name
	}{{"AU", it.Author}, {"A2", it.Editor}, {"A4", it.Translator}} {
		for _, n := range list.names {
			put(list.tag, writeName(n))
		}
	}
	put("TI", it.Title)
	put("OP", it.OriginalTitle)
	put("T2", it.ContainerTitle)
	put("T3", it.CollectionTitle)
	put("PB", it.Publisher)
	put("CY", it.PublisherPlace)
	if it.Issued != nil && len(it.Issued.Parts) > 0 {
		put("PY", strconv.Itoa(it.Year()))
		if len(it.Issued.Parts[0]) > 1 {
			put("DA", date(it.Issued))
		}
	} else if it.Issued != nil {
		put("PY", it.Issued.Literal)
	}
	if it.Accessed != nil && len(it.Accessed.Parts) > 0 {
		put("Y2", date(it.Accessed))
	}
	put("ET", string(it.Edition))
	put("VL", string(it.Volume))
	put("IS", string(it.Issue))
	if first, last, ok := strings.Cut(string(it.Page), "-"); ok && first != "" && last != "" && !strings.ContainsAny(last, "-, ") {
		put("SP", first)
		put("EP", last)
	} else {
		put("SP", string(it.Page))
	}
	if it.Page == "" && whole[it.Type] {
		put("SP", string(it.NumberOfPages))
	}
	put("NV", string(it.NumberOfVolumes))
	put("M1", string(it.Number))
	put("M3", it.Genre)
	put("SN", cmp.Or(it.ISBN, it.ISSN))
	put("AN", it.PMID)
	put("C2", it.PMCID)
	put("DO", it.DOI)
	put("AV", it.ArchiveLocation)
	put("UR", it.URL)
	put("LA", it.Language)
	for kw := range strings.SplitSeq(it.Keyword, ", ") {
		put("KW", kw)
	}
	put("N1", it.Note)
	put("AB", it.Abstract)
	return b.String()
}

// date writes the first date as "2019/05/03/".
func date(d *cite.Date) string {
	s := ""
	for i := range 3 {
		if i < len(d.Parts[0]) {
			s += fmt.Sprintf([]string{"%04d", "%02d", "%02d"}[i], d.Parts[0][i])
		}
		s += "/"
	}
	return s
}

// writeName writes "Family, Given, Suffix". A family name alone ends with a
// comma, which tells it from an organisation.
func writeName(n cite.Name) string {
	if n.Literal != "" {
		return n.Literal
	}
	s := n.FamilyName() + ", " + n.Given
	if n.Suffix != "" {
		s += ", " + n.Suffix
	}
	return s
}

func readName(s string) cite.Name {
	parts := strings.SplitN(s, ",", 3)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	switch len(parts) {
	case 1:
		return cite.Name{Literal: s}
	case 2:
		return cite.Name{Family: parts[0], Given: parts[1]}
	}
	return cite.Name{Family: parts[0], Given: parts[1], Suffix: parts[2]}
}

var tagLine = lazyregexp.New(`^([A-Z][A-Z0-9]) {1,2}-(?: +|$)`)

// Read yields the records of text. Ranges of fields are those of their values in
// Raw. Lines without a tag go on with the value before them, as some programs
// wrap them.
func Read(text string) iter.Seq[cite.Parsed] {
	return func(yield func(cite.Parsed) bool) {
		text = strings.ToValidUTF8(text, "\uFFFD")
		var r *reading
		for start := 0; start < len(text); {
			stop := len(text)
			if n := strings.IndexAny(text[start:], "\r\n"); n >= 0 {
				stop = start + n
			}
			s, at := text[start:stop], start
			start = stop + 1
			m := tagLine.FindStringSubmatch(strings.TrimPrefix(s, "\uFEFF"))
			switch {
			case m == nil && r != nil:
				r.goOn(s, stop)
			case m == nil:
			case m[1] == "TY" && r != nil && !r.typed:
				s = strings.TrimPrefix(s, "\uFEFF")
				r.kind, r.typed, r.to, r.early = strings.TrimSpace(s[len(m[0]):]), true, stop, true
			case m[1] == "TY":
				if r != nil && !yield(r.done(text, "ER is missing")) {
					return
				}
				s = strings.TrimPrefix(s, "\uFEFF")
				r = &reading{from: stop - len(s), to: stop, kind: strings.TrimSpace(s[len(m[0]):]), typed: true}
			case m[1] == "ER" && r != nil:
				r.to = stop
				if !yield(r.done(text, "")) {
					return
				}
				r = nil
			case m[1] == "ER":
			default:
				if r == nil {
					r = &reading{from: at} // TY may follow
				}
				r.values = append(r.values, tagged{m[1], at + len(m[0]), stop})
				r.to = stop
			}
		}
		if r != nil {
			yield(r.done(text, "ER is missing"))
		}
	}
}

// reading is a record while it is read: bytes [from, to) of the text.
type reading struct {
	from, to int
	kind     string
	typed    bool // TY was read
	early    bool // and tags stand before it
	values   []tagged
}

// tagged is a value: bytes [start, end) of the text.
type tagged struct {
	tag        string
	start, end int
}

func (r *reading) goOn(s string, stop int) {
	if n := len(r.values); n > 0 && strings.TrimSpace(s) != "" {
		r.values[n-1].end, r.to = stop, stop
	}
}

// variables are the CSL variables that the tags say.
var variables = map[string]string{
	"ID": "id", "TI": "title", "T1": "title", "CT": "title", "BT": "title", "OP": "original-title", "T2": "container-title", "JO": "container-title", "JF": "container-title", "JA": "container-title", "J2": "container-title",
	"T3": "collection-title", "PB": "publisher", "CY": "publisher-place", "PP": "publisher-place", "PY": "issued", "Y1": "issued", "DA": "issued", "Y2": "accessed",
	"ET": "edition", "VL": "volume", "IS": "issue", "SP": "page", "EP": "page", "NV": "number-of-volumes", "M1": "number", "M3": "genre", "SN": "ISSN",
	"AN": "PMID", "C2": "PMCID", "DO": "DOI", "AV": "archive_location", "UR": "URL", "LA": "language", "KW": "keyword", "N1": "note", "AB": "abstract", "N2": "abstract",
	"AU": "author", "A1": "author", "ED": "editor", "A2": "editor", "A4": "translator", "U1": "",
}

func (r *reading) done(text, problem string) cite.Parsed {
	p := cite.Parsed{Raw: text[r.from:r.to], Start: r.from, Confidence: 1, Item: cite.Item{Type: "document"}}
	if i := slices.IndexFunc(types, func(t [2]string) bool { return t[0] == r.kind }); i >= 0 {
		p.Item.Type = types[i][1]
	}
	switch {
	case !r.typed:
		problem = joinProblems(problem, "TY is missing")
	case r.early:
		p.Warnings = append(p.Warnings, cite.Warning{Code: WarnSyntax, Detail: "tags stand before TY"})
	}
	patch := ""
	var unread, keywords []string
	for _, v := range r.values {
		value := cite.Line(text[v.start:v.end])
		name, known := variables[v.tag]
		switch {
		case value == "":
		case !known:
			if v.tag == "L1" { // a file on the user's disk
				p.Files = append(p.Files, value)
			}
			if !slices.Contains(unread, v.tag) {
				unread = append(unread, v.tag)
			}
		case v.tag == "U1":
			if strings.HasPrefix(value, "{") {
				patch = text[v.start:v.end]
			}
		case v.tag == "SP" && whole[p.Item.Type] && count.MatchString(value):
			p.Item.NumberOfPages = cite.Text(value)
			p.Fields = append(p.Fields, cite.Field{Name: "number-of-pages", Start: v.start - r.from, End: v.end - r.from, Confidence: 1})
		case name == "keyword":
			keywords = append(keywords, value)
		case set(&p.Item, v.tag, name, value) && name != "id":
			if name == "ISSN" && p.Item.ISBN != "" {
				name = "ISBN"
			}
			p.Fields = append(p.Fields, cite.Field{Name: name, Start: v.start - r.from, End: v.end - r.from, Confidence: 1})
		}
	}
	p.Item.Keyword = strings.Join(keywords, ", ")
	if p.Item.Page != "" && p.Item.NumberOfPages != "" && whole[p.Item.Type] {
		// SP and EP: pages after all.
		p.Item.Page, p.Item.NumberOfPages = p.Item.NumberOfPages+"-"+p.Item.Page, ""
	}
	if patch != "" {
		if err := p.Item.Restore(patch); err != nil {
			problem = err.Error()
		}
	}
	if problem != "" {
		p.Confidence = 0.5
		p.Warnings = append(p.Warnings, cite.Warning{Code: WarnSyntax, Detail: "the record " + p.Item.ID + ": " + problem})
	}
	for _, tag := range unread {
		p.Warnings = append(p.Warnings, cite.Warning{Code: WarnUnread, Detail: "the tag " + tag + " is not read"})
	}
	return p
}

func joinProblems(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

// set sets a variable, the first time that a tag says it; it reports whether it
// did.
func set(it *cite.Item, tag, variable, s string) bool {
	switch variable {
	case "id":
		it.ID = s
		return true
	case "title":
		if tag == "BT" && it.Type != "book" {
			variable = "container-title"
		}
	case "issued":
		d := readDate(s)
		if it.Issued != nil && len(it.Issued.Parts) > 0 {
			// The fuller date of one year, whichever tag has it.
			if len(d.Parts) == 0 || len(d.Parts[0]) <= len(it.Issued.Parts[0]) || d.Parts[0][0] != it.Year() {
				return false
			}
		}
		it.Issued = d
		return true
	case "accessed":
		it.Accessed = readDate(s)
		return true
	case "page":
		if tag == "EP" && it.Page != "" {
			it.Page += cite.Text("-" + s)
			return true
		}
	case "ISSN":
		if !issn.MatchString(s) {
			variable = "ISBN"
		}
	case "PMID":
		if !count.MatchString(s) {
			return false // a number that another database gave
		}
	case "DOI":
		s = cmp.Or(cite.NormalizeDOI(s), s)
	case "author":
		it.Author = append(it.Author, readName(s))
		return true
	case "editor":
		it.Editor = append(it.Editor, readName(s))
		return true
	case "translator":
		it.Translator = append(it.Translator, readName(s))
		return true
	}
	v := it.Variable(variable)
	if *v != "" {
		return false
	}
	*v = s
	return true
}

var count = lazyregexp.New(`^\d+$`)

var issn = lazyregexp.New(`^\d{4}-\d{3}[\dXx]$`)

// readDate reads "2019/05/03/other", or what people write.
func readDate(s string) *cite.Date {
	var parts []int
	for p := range strings.SplitSeq(s, "/") {
		n, err := strconv.Atoi(p)
		if err != nil || len(parts) == 3 || len(parts) == 0 && len(p) != len("2019") {
			break // "03/05/2019"
		}
		parts = append(parts, n)
	}
	if len(parts) > 0 {
		return &cite.Date{Parts: [][]int{parts}}
	}
	if d := cite.ReadDate(s); d != nil {
		return d
	}
	return &cite.Date{Literal: s}
}
