package mcpserver

// Passages read with those around them, and documents described.

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

const (
	maxNeighbours = 10
	maxSections   = 100
	maxKeywords   = 100
)

const passageHelp = `Read a passage whole, with the passages before and after it, the works that it cites, and the citation of its
document. The text is verbatim and may be quoted.`

// PassageInput is what passage takes.
type PassageInput struct {
	ID     string `json:"id" jsonschema:"id of the passage: the field passage of a hit of search"`
	Before int    `json:"before,omitempty" jsonschema:"how many passages before it to show, 0 to 10"`
	After  int    `json:"after,omitempty" jsonschema:"how many passages after it to show, 0 to 10"`
	Styling
}

// PassageOutput is what passage answers.
type PassageOutput struct {
	Source   Source     `json:"source" jsonschema:"the document of the passages"`
	Passages []Passage  `json:"passages" jsonschema:"the passages in their order; asked marks the one that was asked for"`
	Cites    []CitedRef `json:"cites" jsonschema:"the entries of the reference list that the passage cites"`
}

// Passage is a passage as it stands.
type Passage struct {
	Passage string   `json:"passage" jsonschema:"id of the passage"`
	Asked   bool     `json:"asked,omitempty" jsonschema:"this is the passage that was asked for"`
	Section []string `json:"section" jsonschema:"headings above the passage, outermost first"`
	Kind    string   `json:"kind" jsonschema:"what part of a document the passage is"`
	Lang    string   `json:"lang" jsonschema:"language of the passage, a BCP 47 tag"`
	Place   string   `json:"place,omitempty" jsonschema:"pages or chapter, where known"`
	Text    string   `json:"text" jsonschema:"the text, verbatim"`
	Cut     bool     `json:"cut,omitempty" jsonschema:"the text is longer than what is shown"`
	Damaged bool     `json:"damaged,omitempty" jsonschema:"the text is scrambled in the source"`
}

// CitedRef is an entry of a reference list.
type CitedRef struct {
	Work string `json:"work" jsonschema:"id of the work that the entry denotes"`
	Text string `json:"text" jsonschema:"the entry as the document writes it"`
}

func answerPassage(ctx context.Context, d *desk.Desk, in PassageInput) (*PassageOutput, error) {
	c, err := newCiter(d, in.Styling)
	if err != nil {
		return nil, err
	}
	before, err := amount("before", in.Before, 0, maxNeighbours)
	if err != nil {
		return nil, err
	}
	after, err := amount("after", in.After, 0, maxNeighbours)
	if err != nil {
		return nil, err
	}
	p, _, err := d.Passage(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &PassageOutput{Passages: []Passage{}, Cites: []CitedRef{}}
	if out.Source, err = c.source(ctx, p.DocID, p.Lang); err != nil {
		return nil, err
	}
	all, err := d.Passages(ctx, p.DocID)
	if err != nil {
		return nil, err
	}
	// Running heads and page numbers are no neighbours.
	all = slices.DeleteFunc(all, func(other *doc.Passage) bool { return other.Kind == doc.Furniture && other.ID != p.ID })
	at := slices.IndexFunc(all, func(other *doc.Passage) bool { return other.ID == p.ID })
	for _, other := range all[max(at-before, 0):min(at+after+1, len(all))] {
		text, was := cut(other.Text, maxText)
		out.Passages = append(out.Passages, Passage{Passage: other.ID, Asked: other.ID == p.ID, Section: clipAll(other.Section), Kind: string(other.Kind),
			Lang: string(other.Lang), Place: place(other), Text: text, Cut: was, Damaged: other.Damaged})
	}
	entries, err := d.References(ctx, p)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		out.Cites = append(out.Cites, CitedRef{e.Work, clip(e.Raw)})
	}
	return out, nil
}

func (out *PassageOutput) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "From document %s: %s\n", out.Source.Document, out.Source.Citation)
	for _, p := range out.Passages {
		fmt.Fprintf(&b, "\n%s\n%s\n", heading(p.Passage, p.Section, p.Kind, p.Lang, p.Place, damage(p.Damaged)), quoted(p.Text))
		if p.Cut {
			b.WriteString("(The text goes on; only its beginning is shown.)\n")
		}
	}
	for _, r := range out.Cites {
		fmt.Fprintf(&b, "\nCites work %s: %s", r.Work, r.Text)
	}
	return b.String()
}

const documentHelp = `Describe a document: titles, authors, abstracts, keywords, the outline of its sections, its bibliographic data
(CSL-JSON) and its citation. Read a section with search by doc and section, or passage by passage.`

// DocumentInput is what document takes.
type DocumentInput struct {
	ID     string `json:"id" jsonschema:"id of the document: the field document of a hit of search"`
	Offset int    `json:"offset,omitempty" jsonschema:"how many sections of the outline to pass over"`
	Styling
}

// DocumentOutput is what document answers.
type DocumentOutput struct {
	Source
	Work       string       `json:"work,omitempty" jsonschema:"id of the work that the document is; cited_by takes it"`
	Languages  []string     `json:"languages" jsonschema:"its languages, BCP 47 tags"`
	Titles     []InLanguage `json:"titles" jsonschema:"its title in each language that it states"`
	Abstracts  []InLanguage `json:"abstracts" jsonschema:"its abstracts, verbatim"`
	Keywords   []InLanguage `json:"keywords" jsonschema:"its keywords, joined by semicolons"`
	Outline    []Section    `json:"outline" jsonschema:"its sections in the order in which they begin, from offset on, at most 100"`
	Sections   int          `json:"sections" jsonschema:"how many sections there are"`
	Passages   int          `json:"passages" jsonschema:"how many passages there are"`
	References int          `json:"references" jsonschema:"how many entries its reference lists have"`
	CSL        any          `json:"csl" jsonschema:"its bibliographic data, an item of CSL-JSON"`
}

// InLanguage is a text in a language.
type InLanguage struct {
	Lang string `json:"lang" jsonschema:"language of the text, a BCP 47 tag"`
	Text string `json:"text" jsonschema:"the text"`
	Cut  bool   `json:"cut,omitempty" jsonschema:"the text is longer than what is shown"`
}

// Section is a line of an outline.
type Section struct {
	Path    []string `json:"path" jsonschema:"the heading, with those above it before it"`
	Value   string   `json:"value" jsonschema:"what the argument section of search takes"`
	Passage string   `json:"passage" jsonschema:"id of the passage where it begins"`
}

func answerDocument(ctx context.Context, d *desk.Desk, in DocumentInput) (*DocumentOutput, error) {
	c, err := newCiter(d, in.Styling)
	if err != nil {
		return nil, err
	}
	offset, err := amount("offset", in.Offset, 0, desk.MaxDepth)
	if err != nil {
		return nil, err
	}
	source, err := c.source(ctx, in.ID, "")
	if err != nil {
		return nil, err
	}
	document := c.documents[in.ID]
	passages, err := d.Passages(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	outline := doc.Outline(passages)
	out := &DocumentOutput{Source: source, Work: document.Work, Languages: []string{}, Titles: inLanguages(document.Titles), Abstracts: inLanguages(document.Abstracts),
		Outline: []Section{}, Sections: len(outline), Passages: document.Passages, References: document.References, CSL: desk.ValidItem(document.CSL, document.ID)}
	for _, lang := range document.Languages {
		out.Languages = append(out.Languages, string(lang))
	}
	keywords := map[doc.Lang]string{}
	for lang, words := range document.Keywords {
		keywords[lang] = strings.Join(part(words, 0, maxKeywords), "; ")
	}
	out.Keywords = inLanguages(keywords)
	for _, s := range part(outline, offset, maxSections) {
		out.Outline = append(out.Outline, Section{clipAll(s.Path), s.Value, s.Passage.ID})
	}
	return out, nil
}

func inLanguages(texts map[doc.Lang]string) []InLanguage {
	list := []InLanguage{}
	for _, lang := range slices.Sorted(maps.Keys(texts)) {
		text, was := cut(texts[lang], maxText)
		list = append(list, InLanguage{string(lang), text, was})
	}
	return list
}

func (out *DocumentOutput) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Document %s: %s\n%d passages, %d references, languages: %s\n", out.Document, out.Citation, out.Passages, out.References, strings.Join(out.Languages, ", "))
	for _, part := range []struct {
		name  string
		texts []InLanguage
	}{{"Title", out.Titles}, {"Abstract", out.Abstracts}, {"Keywords", out.Keywords}} {
		for _, t := range part.texts {
			fmt.Fprintf(&b, "\n%s (%s): %s", part.name, t.Lang, t.Text)
		}
	}
	fmt.Fprintf(&b, "\n\nSections (%d of %d):\n", len(out.Outline), out.Sections)
	for _, s := range out.Outline {
		fmt.Fprintf(&b, "[%s] %s\n", s.Passage, strings.Join(s.Path, " › "))
	}
	return b.String()
}
