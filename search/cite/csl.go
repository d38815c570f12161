package cite

// This file writes strict CSL-JSON (csl-data.json 1.0.2) and keeps the
// values that a narrower format has no place for: see Rest.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"
)

// Types are the types of items that the CSL-JSON schema lists.
var Types = strings.Fields(`article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset document entry
	entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation manuscript map motion_picture musical_score
	pamphlet paper-conference patent performance periodical personal_communication post post-weblog regulation report review review-book software
	song speech standard thesis treaty webpage`)

// variables are those that the schema lists, with its id, type and custom.
var variables = strings.Fields(`type id citation-key categories language journalAbbreviation shortTitle author chair collection-editor compiler composer
	container-author contributor curator director editor editorial-director executive-producer guest host interviewer illustrator narrator organizer
	original-author performer producer recipient reviewed-author script-writer series-creator translator accessed available-date event-date issued
	original-date submitted abstract annote archive archive_collection archive_location archive-place authority call-number chapter-number
	citation-number citation-label collection-number collection-title container-title container-title-short dimensions division DOI edition event
	event-title event-place first-reference-note-number genre ISBN ISSN issue jurisdiction keyword locator medium note number number-of-pages
	number-of-volumes original-publisher original-publisher-place original-title page page-first part part-title PMCID PMID printing publisher
	publisher-place references reviewed-genre reviewed-title scale section source status supplement title title-short URL version volume
	volume-title volume-title-short year-suffix custom`)

// IsVariable reports whether CSL-JSON has a member of that name, whatever its capitals, as
// encoding/json reads it.
func IsVariable(name string) bool {
	return slices.ContainsFunc(variables, func(v string) bool { return strings.EqualFold(v, name) })
}

// Strict returns it as the schema wants it: with a type that it lists and dates
// of one to three parts. An item without an id gets the given one.
func (it Item) Strict(id string) Item {
	if it.ID == "" {
		it.ID = id
	}
	if !slices.Contains(Types, it.Type) {
		it.Type = "document"
	}
	it.Issued, it.Accessed, it.OriginalDate = it.Issued.strict(), it.Accessed.strict(), it.OriginalDate.strict()
	return it
}

func (d *Date) strict() *Date {
	if d == nil {
		return nil
	}
	short := func(parts []int) bool { return len(parts) > 0 && len(parts) <= 3 }
	if len(d.Parts) > 2 || slices.ContainsFunc(d.Parts, func(p []int) bool { return !short(p) }) {
		d = &Date{Literal: d.Literal, Season: d.Season, Circa: d.Circa}
	}
	if len(d.Parts) == 0 && d.Literal == "" && d.Season == 0 && !d.Circa {
		return nil
	}
	return d
}

// Variable returns the place of a variable that holds text, by the name that CSL
// gives it; nil for another one.
func (it *Item) Variable(name string) *string {
	switch name {
	case "title":
		return &it.Title
	case "original-title":
		return &it.OriginalTitle
	case "container-title":
		return &it.ContainerTitle
	case "collection-title":
		return &it.CollectionTitle
	case "collection-number":
		return (*string)(&it.CollectionNumber)
	case "event-title":
		return &it.EventTitle
	case "event-place":
		return &it.EventPlace
	case "publisher":
		return &it.Publisher
	case "publisher-place":
		return &it.PublisherPlace
	case "genre":
		return &it.Genre
	case "version":
		return &it.Version
	case "number":
		return (*string)(&it.Number)
	case "edition":
		return (*string)(&it.Edition)
	case "volume":
		return (*string)(&it.Volume)
	case "issue":
		return (*string)(&it.Issue)
	case "page":
		return (*string)(&it.Page)
	case "number-of-pages":
		return (*string)(&it.NumberOfPages)
	case "number-of-volumes":
		return (*string)(&it.NumberOfVolumes)
	case "DOI":
		return &it.DOI
	case "ISBN":
		return &it.ISBN
	case "ISSN":
		return &it.ISSN
	case "PMID":
		return &it.PMID
	case "PMCID":
		return &it.PMCID
	case "status":
		return &it.Status
	case "archive":
		return &it.Archive
	case "archive_location":
		return &it.ArchiveLocation
	case "URL":
		return &it.URL
	case "language":
		return &it.Language
	case "abstract":
		return &it.Abstract
	case "keyword":
		return &it.Keyword
	case "note":
		return &it.Note
	}
	return nil
}

// MarshalItems writes a CSL-JSON array, one item a line.
func MarshalItems(items []Item) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, it := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		data, err := json.Marshal(it.Strict(fmt.Sprint(i + 1)))
		if err != nil {
			return nil, fmt.Errorf("writing CSL-JSON: %w", err)
		}
		b.Write(data)
	}
	b.WriteString("\n]\n")
	return b.Bytes(), nil
}

// ReadItems yields the items of CSL-JSON, an array or a single item. One that
// cannot be read carries a warning, and does not take the next ones with it.
func ReadItems(text string) iter.Seq[Parsed] {
	return func(yield func(Parsed) bool) {
		for start, end := range values(text) {
			p := Parsed{Raw: text[start:end], Start: start, Confidence: 1}
			// An id may be a number.
			item := struct {
				*Item
				ID Text `json:"id"`
			}{Item: &p.Item}
			err := json.Unmarshal([]byte(p.Raw), &item)
			p.Item.ID = string(item.ID)
			p.Item = p.Item.Strict("")
			if err != nil {
				p.Confidence = 0
				p.Warnings = []Warning{{WarnSyntax, err.Error()}}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// values yields the ranges of the elements of a JSON array, or of a single value. An
// object that is left open ends before the next line that begins one as far from the
// margin as it begins itself.
func values(text string) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		const mended = 20 // objects left open; behind them the rest is one
		open, at := 0, 0
		skip := func(signs string) { at += len(text[at:]) - len(strings.TrimLeft(text[at:], signs)) }
		if skip(" \t\r\n\ufeff"); strings.HasPrefix(text[at:], "[") {
			at++
		}
		for skip(" \t\r\n,"); at < len(text) && text[at] != ']'; skip(" \t\r\n,") {
			start := at
			if text[at] != '{' {
				end := strings.IndexAny(text[at:], ",\n")
				if end < 0 {
					end = len(text) - at
				}
				at += end
			} else if at = objectEnd(text, start); at < 0 {
				at = len(text)
				line := text[strings.LastIndexByte(text[:start], '\n')+1 : start+1]
				if next := strings.Index(text[start:], "\n"+line); next >= 0 && open < mended {
					at = start + next
				}
				open++
			}
			if !yield(start, at) {
				return
			}
		}
	}
}

// objectEnd returns where the object ends that begins at start, -1 if it is left
// open. A string ends with its line at the latest.
func objectEnd(text string, start int) int {
	depth, quoted := 0, false
	for i := start; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			quoted = false
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// Line is s as one line of text: control characters, line and paragraph separators
// and runs of white space become one space.
func Line(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool {
		return r != '\u00a0' && unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	}), " ")
}

// Rest returns the difference between it and read, the same item after it went
// through a narrower format: a JSON merge patch (RFC 7396) of CSL-JSON, "" when
// nothing was lost. The ids are not compared, since formats have keys of their own.
func Rest(it, read Item) string {
	want, got := members(it.Strict("")), members(read.Strict(""))
	patch := map[string]json.RawMessage{}
	for name, value := range want {
		if !bytes.Equal(got[name], value) {
			patch[name] = value
		}
	}
	for name := range got {
		if want[name] == nil {
			patch[name] = json.RawMessage("null")
		}
	}
	delete(patch, "id")
	if len(patch) == 0 {
		return ""
	}
	// On one line, whatever a program takes for the end of one.
	var b strings.Builder
	for _, r := range string(encode(patch)) {
		if unicode.IsControl(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Restore applies a patch of Rest. One that makes no valid item changes nothing.
func (it *Item) Restore(patch string) error {
	var change map[string]json.RawMessage
	if err := json.Unmarshal([]byte(patch), &change); err != nil {
		return fmt.Errorf("reading a CSL-JSON patch: %w", err)
	}
	all := members(*it)
	for name, value := range change {
		if string(value) == "null" {
			delete(all, name)
		} else {
			all[name] = value
		}
	}
	all["id"] = encode(it.ID)
	var restored Item
	if err := json.Unmarshal(encode(all), &restored); err != nil {
		return fmt.Errorf("applying a CSL-JSON patch: %w", err)
	}
	*it = restored.Strict(it.ID)
	return nil
}

func members(it Item) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	if err := json.Unmarshal(encode(it), &m); err != nil { // it was just encoded
		panic(err)
	}
	return m
}

// encode writes v, which is made of strings, numbers, lists and maps of such.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSpace(b.Bytes())
}
