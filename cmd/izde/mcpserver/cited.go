package mcpserver

// Documents and works as answers name them: by id and by a formatted citation.

import (
	"context"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

const (
	// maxText is the most that is shown of a text, maxName of a title, a name or a
	// citation, in bytes; maxAuthors is how many authors are named.
	maxText    = 16 << 10
	maxName    = 1 << 10
	maxAuthors = 20
)

// Styling says how citations are written.
type Styling struct {
	Style  string `json:"style,omitempty" jsonschema:"style of citations: apa (unless said), gost-r-7.0.5, gb-t-7714 or gb-t-7714-2025"`
	Locale string `json:"locale,omitempty" jsonschema:"language of the words of citations: en, kk, ru or zh; unless said, that of the document"`
}

// Source is a document as the source of what is quoted.
type Source struct {
	Document string   `json:"document" jsonschema:"id of the document"`
	Title    string   `json:"title" jsonschema:"its title, in the language of the passage where it has one"`
	Authors  []string `json:"authors" jsonschema:"its authors, at most 20"`
	Year     int      `json:"year,omitempty" jsonschema:"year of publication, where known"`
	DOI      string   `json:"doi,omitempty" jsonschema:"its DOI, where it has one"`
	Citation string   `json:"citation" jsonschema:"its entry for a list of references, in the style asked for"`
}

// KnownWork is a work that the corpus holds or cites.
type KnownWork struct {
	Work     string `json:"work" jsonschema:"id of the work"`
	Document string `json:"document,omitempty" jsonschema:"id of the document that the work is, where the corpus holds it"`
	Citation string `json:"citation" jsonschema:"its entry for a list of references, in the style asked for"`
	DOI      string `json:"doi,omitempty" jsonschema:"its DOI, where one is known"`
	Listed   int    `json:"listed" jsonschema:"how many entries of reference lists denote it"`
}

// citer writes citations, and keeps the documents of one answer.
type citer struct {
	desk      *desk.Desk
	style     style.Style
	locale    style.Locale
	documents map[string]*doc.Document
}

func newCiter(d *desk.Desk, s Styling) (*citer, error) {
	c := &citer{d, style.Style(s.Style), style.Locale(s.Locale), map[string]*doc.Document{}}
	if c.style == "" {
		c.style = style.APA
	}
	if err := desk.OneOf("style", c.style, style.Styles...); err != nil {
		return nil, err
	}
	return c, desk.OneOf("locale", c.locale, append([]style.Locale{""}, style.Locales...)...)
}

func (c *citer) format(item cite.Item) string {
	return clip(style.Format(item, c.style, c.locale).String())
}

// source returns a document as the source of a passage in a language.
func (c *citer) source(ctx context.Context, id string, lang doc.Lang) (Source, error) {
	d := c.documents[id]
	if d == nil {
		var err error
		if d, err = c.desk.Document(ctx, id); err != nil {
			return Source{}, err
		}
		c.documents[id] = d
	}
	title := d.Titles[lang]
	if title == "" {
		title = d.Title
	}
	s := Source{Document: d.ID, Title: clip(title), Authors: []string{}, Year: d.Year, DOI: clip(d.DOI), Citation: c.format(desk.ValidItem(d.CSL, d.ID))}
	for _, name := range part(d.Authors, 0, maxAuthors) {
		s.Authors = append(s.Authors, clip(name))
	}
	return s, nil
}

func (c *citer) work(w *doc.Work) KnownWork {
	return KnownWork{w.ID, w.Document, c.format(desk.ValidItem(w.CSL, w.ID)), clip(w.CSL.DOI), len(w.Entries)}
}

// clip shortens what is one line of an answer.
func clip(text string) string {
	short, was := cut(text, maxName)
	if was {
		short += "…"
	}
	return short
}

// clipAll clips every one of a few texts.
func clipAll(texts []string) []string {
	list := []string{}
	for _, text := range texts {
		list = append(list, clip(text))
	}
	return list
}

// place names the pages of a passage, or the chapter of a file without pages; ""
// where neither is known.
func place(p *doc.Passage) string {
	if len(p.Pages) == 0 && len(p.Places) > 0 {
		return clip(p.Places[0].Label)
	}
	return style.Locator(doc.Locator(p.Pages), style.English)
}

// heading says in one line which passage of what it is.
func heading(id string, section []string, about ...string) string {
	var known []string
	for _, a := range about {
		if a != "" {
			known = append(known, a)
		}
	}
	line := "[" + id + "] " + strings.Join(section, " › ")
	return strings.TrimSpace(line) + " (" + strings.Join(known, ", ") + ")"
}
