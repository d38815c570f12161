// Package extract reads a file of text into what search works on: passages
// that know their kind, section, language and place in the file, and what the
// front matter says of the article.
//
// Nothing of a file is lost: every character that is not white space belongs
// to the Source ranges of exactly one passage, running headers and residue of
// markup to passages of kind furniture. Time is linear in the size of the file
// whatever it holds.
package extract

import (
	"fmt"
	"path"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// Version changes whenever the same bytes may yield other passages, so that
// an index built by an older one can be told.
const Version = 10

// Identifier tells the language of a text. Spans cover the text, in order;
// main is the language of most of it. hint is the language of the
// surroundings, for text too short to tell, or "".
type Identifier interface {
	Identify(text string, hint doc.Lang) (main doc.Lang, spans []doc.LangSpan)
}

// Article is what a file yields.
type Article struct {
	// Titles holds the title in each language that the text states it in, and
	// Title the one that stands first.
	Title  string
	Titles map[doc.Lang]string
	// Authors are their names in the main language, or that in which the text
	// first has them; Contributors are the same people, in the same order, with
	// all that the text says of each.
	Authors      []cite.Name
	Contributors []doc.Contributor
	DOI          string
	// Year is the year of publication as far as the front matter or a running
	// header states it, 0 if not; Journal, Volume, Issue and ISSN likewise.
	Year                         int
	Journal, Volume, Issue, ISSN string
	// Classifications are codes by scheme, Dates ISO 8601 by stage: see
	// doc.Document.
	Classifications map[string][]string
	Dates           map[string]string
	// Abstracts and Keywords are by language, without their labels.
	Abstracts map[doc.Lang]string
	Keywords  map[doc.Lang][]string
	// Lang is the language of most of the body, Languages every one that
	// passages are in, that one first.
	Lang      doc.Lang
	Languages []doc.Lang
	// Passages lack IDs, which depend on the document. Entries have numbers,
	// and in CSL a DOI and URL where the text has one.
	Passages []*doc.Passage
	// Text is the file's text as decoded, which Source ranges and Repairs are of.
	Text string
	// Repairs are the changes that were made to the text, by place.
	Repairs []doc.Repair
	// Parallel are the parts that stand in several languages.
	Parallel []Parallel
	// Encoding is the encoding of the file, and Notes what there is to tell
	// the user of its reading.
	Encoding string
	Notes    []string
}

// Read reads a file. name is its path, of which the ending tells the format.
// The error is ErrEmpty, ErrBinary, ErrEncoding or wraps one of a decoder.
func Read(name string, data []byte, id Identifier) (*Article, error) {
	text, encodingName, note, err := Decode(data)
	if err != nil {
		return nil, err
	}
	src := newSource(text)
	var markup repairs
	isMarkdown := formatOf(name, text) == markdown
	if isMarkdown {
		src.readMarkdown()
	} else {
		for _, sp := range src.residue { // which in Markdown is no damage
			markup.add(ruleMarkup, src, sp, "")
		}
	}
	blocks, reps := structure(src, isMarkdown)
	reps.list = append(reps.list, markup.list...)
	reps.dropped += markup.dropped
	a := assemble(src, blocks, &reps, id)
	a.Text, a.Encoding = text, encodingName
	if note != "" {
		a.Notes = append(a.Notes, note)
	}
	if reps.dropped > 0 {
		a.Notes = append(a.Notes, fmt.Sprintf("%d repairs are not listed", reps.dropped))
	}
	return a, nil
}

type format int

const (
	plainText format = iota
	markdown
)

// formatOf goes by the ending of the name, and for other names by headings
// that only Markdown has.
func formatOf(name, text string) format {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return markdown
	}
	headings, before := 0, "" // a comment in a listing has no blank line before it
	for line := range strings.Lines(sample(text)) {
		if level, _ := atxHeading(line); level > 0 && level < 4 && strings.TrimSpace(before) == "" {
			headings++
		}
		before = line
	}
	if headings >= 3 {
		return markdown
	}
	return plainText
}
