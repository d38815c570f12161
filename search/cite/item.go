// Package cite is the vocabulary of bibliographic data: items, one to one with
// CSL-JSON, names, dates, identifiers, and the result of reading an entry. Its
// rooms do the work: read (references), intext (citations in a text), match (works),
// bibtex, ris and style (formats); of ours it imports lexicon, lazyregexp and
// analysis, and none of the rooms.
package cite

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
)

// Item is a bibliographic entry, one to one with an item of the CSL-JSON schema
// (citation-style-language/schema, csl-data.json, version 1.0.2). Variables
// that the schema lacks stand under Custom.
type Item struct {
	ID               string            `json:"id"`
	Type             string            `json:"type"`
	Title            string            `json:"title,omitempty"`
	OriginalTitle    string            `json:"original-title,omitempty"`
	Author           []Name            `json:"author,omitempty"`
	Editor           []Name            `json:"editor,omitempty"`
	Translator       []Name            `json:"translator,omitempty"`
	ContainerTitle   string            `json:"container-title,omitempty"`
	CollectionTitle  string            `json:"collection-title,omitempty"`
	CollectionNumber Text              `json:"collection-number,omitempty"`
	EventTitle       string            `json:"event-title,omitempty"`
	EventPlace       string            `json:"event-place,omitempty"`
	Publisher        string            `json:"publisher,omitempty"`
	PublisherPlace   string            `json:"publisher-place,omitempty"`
	Genre            string            `json:"genre,omitempty"`
	Version          string            `json:"version,omitempty"`
	Number           Text              `json:"number,omitempty"`
	Issued           *Date             `json:"issued,omitempty"`
	OriginalDate     *Date             `json:"original-date,omitempty"`
	Status           string            `json:"status,omitempty"`
	Accessed         *Date             `json:"accessed,omitempty"`
	Edition          Text              `json:"edition,omitempty"`
	Volume           Text              `json:"volume,omitempty"`
	Issue            Text              `json:"issue,omitempty"`
	Page             Text              `json:"page,omitempty"`
	NumberOfPages    Text              `json:"number-of-pages,omitempty"`
	NumberOfVolumes  Text              `json:"number-of-volumes,omitempty"`
	DOI              string            `json:"DOI,omitempty"`
	ISBN             string            `json:"ISBN,omitempty"`
	ISSN             string            `json:"ISSN,omitempty"`
	PMID             string            `json:"PMID,omitempty"`
	PMCID            string            `json:"PMCID,omitempty"`
	Archive          string            `json:"archive,omitempty"`
	ArchiveLocation  string            `json:"archive_location,omitempty"`
	URL              string            `json:"URL,omitempty"`
	Language         string            `json:"language,omitempty"`
	Abstract         string            `json:"abstract,omitempty"`
	Keyword          string            `json:"keyword,omitempty"`
	Note             string            `json:"note,omitempty"`
	Custom           map[string]string `json:"custom,omitempty"`
}

// Name is a person (Family, Given) or an organisation (Literal). Particles
// and suffixes that other programs keep apart, "van" and "Jr", stay apart.
type Name struct {
	Family              string `json:"family,omitempty"`
	Given               string `json:"given,omitempty"`
	DroppingParticle    string `json:"dropping-particle,omitempty"`
	NonDroppingParticle string `json:"non-dropping-particle,omitempty"`
	Suffix              string `json:"suffix,omitempty"`
	Literal             string `json:"literal,omitempty"`
}

// FamilyName is the family name with the particle that belongs to it: "van Dijk".
func (n Name) FamilyName() string {
	return strings.TrimSpace(n.NonDroppingParticle + " " + n.Family)
}

// String writes the name in reading order: "Meiram Sarybayev", "王小明".
func (n Name) String() string {
	switch first, _ := utf8.DecodeRuneInString(n.Family); {
	case n.Literal != "":
		return n.Literal
	case analysis.IsHan(first):
		return n.Family + n.Given
	}
	return strings.Join(strings.Fields(n.Given+" "+n.DroppingParticle+" "+n.FamilyName()+" "+n.Suffix), " ")
}

// Date is a CSL date: one date, or the two ends of a range, each of one to
// three parts (year, month, day), or a literal that cannot be read.
type Date struct {
	Parts   [][]int `json:"date-parts,omitempty"`
	Season  int     `json:"season,omitempty"` // 1 spring to 4 winter
	Circa   bool    `json:"circa,omitempty"`
	Literal string  `json:"literal,omitempty"`
}

// UnmarshalJSON accepts numbers and strings of digits as parts and season, both
// of which the schema allows; any circa but false, "", 0 means about.
func (d *Date) UnmarshalJSON(data []byte) error {
	var raw struct {
		Parts   [][]Text `json:"date-parts"`
		Season  Text     `json:"season"`
		Circa   any      `json:"circa"`
		Literal string   `json:"literal"`
		Raw     string   `json:"raw"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return fmt.Errorf(`a CSL date is written {"date-parts": [[2024, 6, 7]]}, not %s`, data)
	}
	*d = Date{Literal: raw.Literal, Circa: raw.Circa != nil && raw.Circa != false && raw.Circa != "" && raw.Circa != 0.0}
	if n, err := json.Number(raw.Season).Int64(); err == nil && n >= 1 && n <= 4 {
		d.Season = int(n)
	}
	if d.Literal == "" {
		d.Literal = raw.Raw
	}
	for _, date := range raw.Parts {
		var parts []int
		for _, p := range date {
			n, err := json.Number(p).Int64()
			if err != nil {
				return fmt.Errorf("reading a CSL date: part %q is no number", p)
			}
			parts = append(parts, int(n))
		}
		d.Parts = append(d.Parts, parts)
	}
	return nil
}

// Year returns the year of the item's publication, 0 when it is not known.
func (it *Item) Year() int {
	if it.Issued == nil || len(it.Issued.Parts) == 0 || len(it.Issued.Parts[0]) == 0 {
		return 0
	}
	return it.Issued.Parts[0][0]
}

// Text is a CSL variable that the schema allows to be a string or a number.
type Text string

// UnmarshalJSON accepts a string or a number.
func (t *Text) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) == nil {
		*t = Text(s)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(data, &n); err != nil {
		return fmt.Errorf("want a string or a number, got %s", data)
	}
	*t = Text(n.String())
	return nil
}

// printedTitle is the custom variable that keeps a title as it is printed where Title
// sets its capitals otherwise.
const printedTitle = "printed-title"

// KeepPrinted keeps a title as it is printed, in capitals, beside Title.
func (it *Item) KeepPrinted(title string) {
	custom := map[string]string{printedTitle: title}
	for name, value := range it.Custom {
		if name != printedTitle {
			custom[name] = value
		}
	}
	it.Custom = custom
}

// AsPrinted is the item with its title as it is printed.
func (it Item) AsPrinted() Item {
	if title := it.Custom[printedTitle]; title != "" {
		it.Title = title
	}
	return it
}
