// Package extract reads files into passages that know their kind, section,
// language and place in the file, and into the facts that the front matter states
// about the article. It may import the readers of formats below it, doc, cite and
// analysis; languages are told by an Identifier.
//
// Nothing of a file is lost: every character that is not white space belongs
// to the Source ranges of exactly one passage, running headers and residue of
// markup to passages of kind furniture. Time is linear in the size of the file
// whatever it holds.
package extract

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// Version changes whenever the same bytes may yield other passages, or another account
// of how they were read, so that an index built by an older one can be told.
const Version = 16

// Identifier tells the language of a text. Spans cover the text, in order;
// main is the language of most of it. hint is the language of the
// surroundings, for text too short to tell, or "".
type Identifier interface {
	Identify(text string, hint doc.Lang) (main doc.Lang, spans []doc.LangSpan)
}

// Article is a file as it was read.
type Article struct {
	// Titles holds the title in each language that the text states it in, and
	// Title the one that stands first.
	Title  string
	Titles map[doc.Lang]string
	// Authors are their names in the main language, or in the language in which
	// the text has them first; Contributors are the same people, in the same
	// order, with all facts that the text states about them.
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
	// Cased has titles and headings that are printed in capitals as they would stand
	// in a sentence, by the printed form.
	Cased map[string]string
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
	// Text is the canonical text, which Source ranges and Repairs are of, and Pages
	// are the pages that it stands on.
	Text             string
	Pages            []doc.Page
	PagesWithoutText int
	Format           Format
	// Repairs are the changes that were made to the text, by place.
	Repairs []doc.Repair
	// Parallel are the parts that stand in several languages.
	Parallel []Parallel
	// Item is what the markup of the file says of it as a publication, beside the
	// fields above.
	Item cite.Item
	// Citations are those that the markup of the file points out, in order of their
	// passages; nil where it points out none.
	Citations []Citation
	// Notes tell the user about the reading of the file.
	Notes []string
}

// Citation is a place of a passage that cites entries, or does not say which.
type Citation struct {
	Passage *doc.Passage
	doc.Span
	Entries []*doc.Passage // which begin the entries
	Missing []string       // keys by which the file names no entry
}

// Read reads a file: see Open.
func Read(ctx context.Context, name string, data []byte, beside map[string][]byte, id Identifier, pdfs PDFReader) (*Article, error) {
	in, err := Open(ctx, name, data, beside, pdfs)
	if err != nil {
		return nil, err
	}
	if strings.Count(in.Text, "\n") > maxLines && !in.Format.bibliographic() {
		return nil, errLines
	}
	return in.Article(id), nil
}

// maxLines is how many lines a text may have: what is known of each takes some hundred
// bytes.
const maxLines = 1_000_000

var errLines = fmt.Errorf("has more than %d lines; split it", maxLines)

// Article reads the structure of a text and cuts it into passages.
func (in *Input) Article(id Identifier) *Article {
	if in.Format.bibliographic() {
		return in.bibliography(id)
	}
	if in.Structure != nil {
		var reps repairs
		return assemble(in, &source{text: in.Text, marked: true}, structured(in.Structure), &reps, id)
	}
	src := newSource(in)
	blocks, reps := structure(src)
	before := repairs{list: slices.Clip(in.Repairs)}
	if in.Format == PlainText { // a conversion has left the markup
		for _, sp := range in.Markup {
			before.add(ruleMarkup, src, sp, "")
		}
	}
	reps.list = append(reps.list, before.list...)
	reps.dropped += before.dropped
	a := assemble(in, src, blocks, &reps, id)
	if reps.dropped > 0 {
		a.Notes = append(a.Notes, fmt.Sprintf("%d repairs are not listed", reps.dropped))
	}
	return a
}
