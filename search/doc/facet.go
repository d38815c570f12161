package doc

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

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
	FacetCites   Facet = "cites"   // the ids of the works that a passage cites
	FacetType    Facet = "type"    // what the document, or the work that the entry names, is
	FacetJournal Facet = "journal" // the container of the document, or of the entry

	FacetCollection Facet = "collection" // where the user filed the document
	FacetTag        Facet = "tag"        // what the user called it
)

// FacetRow is all that engines, programs and pages have to know about a facet. Its
// title in the languages of the pages is the message "facet.NAME" in web/locales.
type FacetRow struct {
	Facet Facet
	// About says to programmers what a filter by the facet finds; Example is a value.
	About, Example string
	// From says whose the values are.
	From FacetSource
	// Values returns the values of a passage of a document. A document that is the
	// source itself has a nil passage. Bibliographic values, of the entry that a
	// passage begins and else of the document, are those of p.cited(d). See Of.
	Values func(p *Passage, d *Document) []string
	// Known are all values, where they are known beforehand.
	Known []string
	// Read returns a filter's value as Values writes it; where the text is none,
	// want says what would be accepted. Nil where every text is one.
	Read func(text string) (value, want string)
	// Accepts returns whether a value of the facet passes a filter's value, where
	// that may stand for several: a range. Nil where both have to be equal.
	Accepts func(filter string) func(value string) bool
	// Descending puts the greatest values first, not the most frequent.
	Descending bool
	// Nested values are paths.
	Nested bool
	// Things says of what the values are ids.
	Things FacetThings
	// Label names a value for people where it is more than the name.
	Label func(value string) string
	// Named says who names the values.
	Named FacetNames
	// Aliases returns other names by which people look for a value.
	Aliases func(value string) []string
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

// FacetNames says who names the values of a facet in the language of a reader.
type FacetNames uint8

// Values are words of the corpus; codes of languages or of scripts (ISO 15924);
// numbers and ranges of them; or known beforehand, with a message "NAME.VALUE" in
// web/locales for each.
const (
	NamedByCorpus FacetNames = iota
	NamedAsLanguages
	NamedAsScripts
	NamedAsNumbers
	NamedByMessages
)

// facetRows has the facets in the order in which they are shown.
var facetRows = []FacetRow{
	{Facet: FacetLang, About: "BCP 47; passages in the language or holding a span in it.", Example: "kk", Read: readLang, Named: NamedAsLanguages, Aliases: langAliases,
		Values: func(p *Passage, _ *Document) []string { return texts(p.Languages()) }},
	{Facet: FacetKind, About: "The kind of passage.", Example: "body", Known: texts(Kinds), Named: NamedByMessages, Aliases: kindAliases,
		Values: func(p *Passage, _ *Document) []string { return []string{string(p.Kind)} }},
	{Facet: FacetSection, About: "A path of headings, percent-encoded parts joined by /; what lies below is included.", Example: "Introduction",
		Read: readSection, Nested: true, Label: sectionName, Aliases: ParseSection, Values: func(p *Passage, _ *Document) []string { return sectionValues(p.Section) }},
	{Facet: FacetDoc, About: "A document's id.", Example: "d00", Read: readID, From: FromDocument, Things: DocumentIDs,
		Values: func(_ *Passage, d *Document) []string { return []string{d.ID} }},
	{Facet: FacetAuthor, About: "A name as the facet lists it.", Example: "Meiram Sarybayev", From: FromAttribution,
		Values: func(p *Passage, d *Document) []string { return p.Attribution(d).Authors }},
	{Facet: FacetYear, About: "A year, or a range such as 2019..2024, open at either side.", Example: "2019..", Read: readYears, Accepts: inYears, Descending: true,
		From: FromAttribution, Named: NamedAsNumbers, Values: func(p *Passage, d *Document) []string { return yearValue(p.Attribution(d).Year) }},
	{Facet: FacetType, About: "What a document, or the work that a reference names, is: a type of CSL.", Example: "thesis", Known: cite.Types,
		From: FromAttribution, Named: NamedByMessages, Values: func(p *Passage, d *Document) []string { return []string{p.cited(d).Type} }},
	{Facet: FacetJournal, About: "The journal or book in which a document, or the work that a reference names, stands, as the facet lists it.", Example: "Central Asian Survey",
		From: FromAttribution, Values: func(p *Passage, d *Document) []string { return Containers(p.cited(d)) }},
	{Facet: FacetCollection, About: "A collection into which a user has put a document: a path of names, percent-encoded parts joined by /; what lies below is included.", Example: "Thesis/Chapter%202",
		Read: readSection, From: FromDocument, Nested: true, Label: sectionName, Aliases: ParseSection, Values: func(_ *Passage, d *Document) []string { return collectionValues(d.Collections) }},
	{Facet: FacetTag, About: "A tag that a user has given to a document.", Example: "to read", From: FromDocument,
		Values: func(_ *Passage, d *Document) []string { return d.Tags }},
	{Facet: FacetScript, About: "ISO 15924: passages with text in it.", Example: "Latn", Read: readScript, Named: NamedAsScripts,
		Values: func(p *Passage, _ *Document) []string { return p.Scripts() }},
	{Facet: FacetCites, About: "A work's id: passages that cite it.", Example: "w00", Read: readWork, Things: WorkIDs,
		Values: func(p *Passage, _ *Document) []string { return p.Cites() }},
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

// Of returns the values of a passage of a document, each once and none of them empty.
func (r *FacetRow) Of(p *Passage, d *Document) []string {
	var values []string
	for _, v := range r.Values(p, d) {
		if v != "" && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return values
}

// Filter returns a filter's value as Values writes it; where the text is none, want
// says what would be accepted.
func (r *FacetRow) Filter(text string) (value, want string) {
	switch {
	case r.Read != nil:
		return r.Read(text)
	case r.Known != nil && !slices.Contains(r.Known, text):
		return "", "one of " + strings.Join(r.Known, ", ")
	}
	return text, ""
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

// collectionValues returns the values of collections and of those that hold them.
func collectionValues(paths [][]string) []string {
	var values []string
	for _, path := range paths {
		values = append(values, sectionValues(path)...)
	}
	return values
}

// sectionName is the last part of a path.
func sectionName(value string) string {
	path := ParseSection(value)
	return path[len(path)-1]
}

// Containers are the titles of what a work stands in, the original one too.
func Containers(it *cite.Item) []string {
	return []string{it.ContainerTitle, it.Custom["original-container-title"]}
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

func readLang(text string) (value, want string) {
	tag, err := language.Raw.Parse(text)
	if _, unknown := errors.AsType[language.ValueError](err); unknown { // well-formed, and no language's
		return strings.ToLower(text), ""
	}
	if err != nil {
		return "", "a BCP 47 language tag such as en, kk, ru, zh, ru-Latn or und"
	}
	return tag.String(), ""
}

// langAliases are the language's own name for itself and other names of it.
func langAliases(value string) []string {
	names := LangNames(Lang(value))
	if tag, err := language.Raw.Parse(value); err == nil {
		names = append(names, display.Self.Name(tag))
	}
	return names
}

// kindAliases are names of kinds beside those that pages have for them.
func kindAliases(value string) []string {
	return map[Kind][]string{
		Title: {"тақырып", "название", "题名"}, Caption: {"图注"}, Note: {"сноска", "脚注"}, Reference: {"сілтеме", "ссылка"},
	}[Kind(value)]
}

func readSection(text string) (value, want string) {
	if !ValidSection(text) {
		return "", "a path whose parts are percent-encoded and joined by /"
	}
	return SectionValue(ParseSection(text)), ""
}

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

// readScript reads a code or a name of a script.
func readScript(text string) (value, want string) {
	if script, err := language.ParseScript(text); err == nil {
		return script.String(), ""
	}
	if code := scriptNames()[strings.ToLower(text)]; code != "" {
		return code, ""
	}
	return "", "a script by its ISO 15924 code, such as Latn, Cyrl or Hani"
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
