package doc

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/izde/izde/search/cite"
)

// Facet names a dimension by which results are counted and narrowed.
type Facet string

// The facets. What is to be known about each stands in its row of facetRows.
const (
	FacetLang    Facet = "lang"
	FacetKind    Facet = "kind"
	FacetSection Facet = "section"
	FacetDoc     Facet = "doc"
	FacetAuthor  Facet = "author"
	FacetYear    Facet = "year"
	FacetScript  Facet = "script"
	FacetCites   Facet = "cites" // the ids of the works that a passage cites
)

// FacetRow is all that engines and pages have to know about a facet.
type FacetRow struct {
	Facet Facet
	// From says whose the values are.
	From FacetSource
	// Values returns the values of a passage of a document, each once. A document
	// that is the source itself has a nil passage.
	Values func(p *Passage, d *Document) []string
	// Read returns a filter's value as Values writes it; where the text is none,
	// want says what would be accepted.
	Read func(text string) (value, want string)
	// Accepts returns whether a value of the facet passes a filter's value, where
	// that may stand for several: a range. Nil where both have to be equal.
	Accepts func(filter string) func(value string) bool
	// Descending puts the greatest values first, not the most frequent.
	Descending bool
	// Things says of what the values are ids.
	Things FacetThings
	// Label names a value for people where it is more than the name.
	Label func(value string) string
}

// FacetSource says whose the values of a facet are, so that an engine needs to hold
// them once.
type FacetSource uint8

// The sources. What is FromAttribution is of the entry that a passage begins, and
// of the document otherwise; see Attribution.
const (
	FromPassage FacetSource = iota
	FromAttribution
	FromDocument
)

// FacetThings says of what the values of a facet are ids.
type FacetThings uint8

// What the values of a facet may be ids of.
const (
	NoThings FacetThings = iota
	DocumentIDs
	WorkIDs
)

// facetRows has the facets in the order in which they are shown. A facet is its row
// here, its names in web/locales ("facet.NAME"), and its parameter in
// web/openapi.yaml.
var facetRows = []FacetRow{
	{Facet: FacetLang, Read: readLang, Values: func(p *Passage, _ *Document) []string { return texts(p.Languages()) }},
	{Facet: FacetKind, Read: readKind, Values: func(p *Passage, _ *Document) []string { return []string{string(p.Kind)} }},
	{Facet: FacetSection, Read: readSection, Label: sectionName, Values: func(p *Passage, _ *Document) []string { return sectionValues(p.Section) }},
	{Facet: FacetDoc, From: FromDocument, Things: DocumentIDs, Read: readID, Values: func(_ *Passage, d *Document) []string { return []string{d.ID} }},
	{Facet: FacetAuthor, From: FromAttribution, Read: readText, Values: func(p *Passage, d *Document) []string { return p.Attribution(d).Authors }},
	{Facet: FacetYear, From: FromAttribution, Descending: true, Read: readYears, Accepts: inYears, Values: func(p *Passage, d *Document) []string { return yearValue(p.Attribution(d).Year) }},
	{Facet: FacetScript, Read: readScript, Values: func(p *Passage, _ *Document) []string { return p.Scripts() }},
	{Facet: FacetCites, Things: WorkIDs, Read: readWork, Values: func(p *Passage, _ *Document) []string { return p.Cites() }},
}

// Facets lists all facets in the order in which they are shown.
var Facets = func() []Facet {
	list := make([]Facet, len(facetRows))
	for i, row := range facetRows {
		list[i] = row.Facet
	}
	return list
}()

// Row returns what is known about a facet, and nil where there is no such facet.
func (f Facet) Row() *FacetRow {
	if i := slices.Index(Facets, f); i >= 0 {
		return &facetRows[i]
	}
	return nil
}

// Passes returns whether a value of the facet passes a filter's value.
func (r *FacetRow) Passes(filter string) func(value string) bool {
	if r.Accepts != nil {
		return r.Accepts(filter)
	}
	return func(value string) bool { return value == filter }
}

// texts returns strings of a named type as strings.
func texts[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// sectionValues returns the values of a path of headings and of those above it,
// outermost first.
func sectionValues(path []string) []string {
	values := make([]string, len(path))
	for i := range path {
		values[i] = SectionValue(path[:i+1])
	}
	return values
}

// sectionName is the last heading of a path.
func sectionName(value string) string {
	path := ParseSection(value)
	return path[len(path)-1]
}

func yearValue(year int) []string {
	if year == 0 {
		return nil
	}
	return []string{strconv.Itoa(year)}
}

// inYears returns whether a year is in a range. Nothing is in what is no range.
func inYears(filter string) func(value string) bool {
	years, ok := ParseYears(filter)
	return func(value string) bool {
		year, err := strconv.Atoi(value)
		return ok && err == nil && years.Has(year)
	}
}

func readText(text string) (value, want string) { return text, "" }

func readLang(text string) (value, want string) {
	tag, err := language.Raw.Parse(text)
	if err != nil {
		return "", "a BCP 47 language tag such as en, kk, ru, zh, ru-Latn or und"
	}
	return tag.String(), ""
}

func readKind(text string) (value, want string) {
	if k := Kind(text); !k.Valid() {
		return "", "one of " + strings.Join(texts(Kinds), ", ")
	}
	return text, ""
}

// readSection reads a path whose parts are percent-encoded.
func readSection(text string) (value, want string) {
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && (i+2 >= len(text) || !isHex(text[i+1]) || !isHex(text[i+2])) {
			return "", "a path whose parts are percent-encoded and joined by /"
		}
	}
	return SectionValue(ParseSection(text)), ""
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

func readID(text string) (value, want string) {
	if !ValidID(text) {
		return "", "a document's id: 1 to 64 of A-Z, a-z, 0-9, _ and -"
	}
	return text, ""
}

func readYears(text string) (value, want string) {
	if _, ok := ParseYears(text); !ok {
		return "", "a year (2024) or a range (2019..2024, 2019.., ..2024)"
	}
	return text, ""
}

func readScript(text string) (value, want string) {
	script, err := language.ParseScript(text)
	if err != nil {
		return "", "a script by its ISO 15924 code, such as Latn, Cyrl or Hani"
	}
	return script.String(), ""
}

func readWork(text string) (value, want string) {
	if !ValidID(text) && cite.NormalizeDOI(text) == "" {
		return "", "the id of a work, or its DOI as doi:10.1000/182"
	}
	return text, ""
}

// ValidID reports whether id is one that izde could have given:
// [A-Za-z0-9_-]{1,64}.
func ValidID(id string) bool {
	return len(id) > 0 && len(id) <= 64 && strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

// Years is a closed range of years; 0 leaves an end open.
type Years struct{ From, To int }

// ParseYears reads "2019", "2019..2024", "2019.." or "..2024".
func ParseYears(s string) (y Years, ok bool) {
	from, to, isRange := strings.Cut(strings.TrimSpace(s), "..")
	if !isRange {
		to = from
	}
	for _, end := range []struct {
		text string
		year *int
	}{{from, &y.From}, {to, &y.To}} {
		if isRange && end.text == "" {
			continue
		}
		n, err := strconv.Atoi(end.text)
		if err != nil || n < 1 || n > 9999 {
			return Years{}, false
		}
		*end.year = n
	}
	return y, (y.From != 0 || y.To != 0) && (y.To == 0 || y.From <= y.To)
}

// Has reports whether year is known and in the range.
func (y Years) Has(year int) bool {
	return year != 0 && (y.From == 0 || year >= y.From) && (y.To == 0 || year <= y.To)
}

// String writes y as ParseYears reads it.
func (y Years) String() string {
	switch {
	case y.From == y.To:
		return strconv.Itoa(y.From)
	case y.From == 0:
		return fmt.Sprintf("..%d", y.To)
	case y.To == 0:
		return fmt.Sprintf("%d..", y.From)
	}
	return fmt.Sprintf("%d..%d", y.From, y.To)
}
