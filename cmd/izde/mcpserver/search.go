package mcpserver

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/query"
)

const (
	usualHits, maxHits = 10, 50
	// quoteSize is the length of a quote in characters, maxMatches how many words
	// of it are pointed at.
	quoteSize  = 500
	maxMatches = 20
)

const searchHelp = `Find passages of the corpus, the best first, each with an exact quote and the citation of its document.
The query is words in any language and script, inflected or not: a few content words do better than a sentence.
It may also hold "an exact phrase", "a phrase"~3 with room for three words, AND, OR, NOT, -word, ( ), begin*,
similar~, =asWritten, and fields: author: title: doi: year:2019..2024 lang:kk kind:abstract section: cites: page:10..20.
An empty query finds everything; with one_per_document it lists the documents.`

// SearchInput is what search takes.
type SearchInput struct {
	Query          string   `json:"query" jsonschema:"what to search for, in the query language; at most 8 kB and 64 words"`
	Lang           []string `json:"lang,omitempty" jsonschema:"only passages in one of these languages: BCP 47 tags such as en, kk, ru, zh"`
	Kind           []string `json:"kind,omitempty" jsonschema:"only passages of one of these kinds: title, abstract, keywords, heading, body, table, caption, note, reference, metadata, furniture"`
	Year           []string `json:"year,omitempty" jsonschema:"only documents of one of these years or ranges: 2024, 2019..2024, 2019.., ..2024"`
	Doc            []string `json:"doc,omitempty" jsonschema:"only in the documents of these ids"`
	Author         []string `json:"author,omitempty" jsonschema:"only by one of these authors, in the form in which answers name them"`
	Section        []string `json:"section,omitempty" jsonschema:"only in one of these sections: the field value of an outline of the tool document"`
	Cites          []string `json:"cites,omitempty" jsonschema:"only passages that cite one of these works: ids, or DOIs written doi:10.1000/182"`
	Match          []string `json:"match,omitempty" jsonschema:"how words may match: exact, fold (without diacritics), stem (inflected), latin (in another script), fuzzy (misspelt), glossary (by words of other languages); all unless said"`
	Mode           string   `json:"mode,omitempty" jsonschema:"how many words must match: auto (unless said), all or any"`
	Sort           string   `json:"sort,omitempty" jsonschema:"order: relevance (unless said), position, year (oldest first), -year (newest first) or indexed (what came into the library last comes first)"`
	Limit          int      `json:"limit,omitempty" jsonschema:"how many hits, 1 to 50; 10 unless said"`
	OnePerDocument bool     `json:"one_per_document,omitempty" jsonschema:"show the best passage of each document only"`
	Styling
}

// SearchOutput is what search answers.
type SearchOutput struct {
	Total       int          `json:"total" jsonschema:"how many passages match"`
	Documents   int          `json:"documents" jsonschema:"how many documents hold them"`
	Direct      int          `json:"direct" jsonschema:"how many of the passages have the words of the query itself; the others match by words of other languages alone"`
	Elsewhere   []Elsewhere  `json:"other_languages,omitempty" jsonschema:"the words of other languages by which the query was searched too"`
	Hits        []Hit        `json:"hits" jsonschema:"the first of them"`
	Notes       []string     `json:"notes,omitempty" jsonschema:"what of the query was not understood, and how it was searched"`
	Corrections []Correction `json:"corrections,omitempty" jsonschema:"words that the corpus does not have and that were searched by similar ones"`
	Suggestions []Suggestion `json:"suggestions,omitempty" jsonschema:"other queries, with what they find"`
}

// Hit is a passage that matches.
type Hit struct {
	Passage   string   `json:"passage" jsonschema:"id of the passage"`
	Source    Source   `json:"source" jsonschema:"its document"`
	Section   []string `json:"section" jsonschema:"headings above the passage, outermost first"`
	Kind      string   `json:"kind" jsonschema:"what part of a document the passage is"`
	Lang      string   `json:"lang" jsonschema:"language of the passage, a BCP 47 tag"`
	Place     string   `json:"place,omitempty" jsonschema:"pages or chapter, where known"`
	Quote     Quote    `json:"quote" jsonschema:"the part of the passage that matches best, verbatim"`
	Damaged   bool     `json:"damaged,omitempty" jsonschema:"the text is scrambled in the source"`
	Work      string   `json:"work,omitempty" jsonschema:"id of the work that is cited, where the passage is an entry of a reference list"`
	MoreInDoc int      `json:"more_in_document,omitempty" jsonschema:"how many further passages of the document match, with one_per_document"`
}

// Range is a stretch of the text of a passage.
type Range struct {
	Text  string `json:"text" jsonschema:"the text, verbatim"`
	Start int    `json:"start" jsonschema:"where it begins in the text of the passage, in code points"`
	End   int    `json:"end" jsonschema:"where it ends, exclusive"`
}

// Quote is a Range to be quoted.
type Quote struct {
	Range
	GoesOn  bool    `json:"goes_on,omitempty" jsonschema:"the passage has more text before or behind; read it with the tool passage"`
	Matches []Match `json:"matches" jsonschema:"what in the quote matches the query, at most 20 words"`
}

// Match is a word of a quote that matches.
type Match struct {
	Range
	By string `json:"by" jsonschema:"how it matches: see match of the input"`
}

// Correction is a word searched by others.
type Correction struct {
	Term string   `json:"term" jsonschema:"the word as asked"`
	With []string `json:"with" jsonschema:"the words that were searched"`
}

// Elsewhere is what was searched in another language.
type Elsewhere struct {
	Lang  string   `json:"lang" jsonschema:"the language, a BCP 47 tag"`
	Words []string `json:"words" jsonschema:"its words, the surest first"`
}

// Suggestion is another query.
type Suggestion struct {
	Query   string   `json:"query" jsonschema:"what to ask"`
	Total   int      `json:"total" jsonschema:"how many passages that finds"`
	Why     string   `json:"why" jsonschema:"in what it differs: spelling, layout, filters, phrase, exclusions, fewer_words, any_word or derivation"`
	Without []string `json:"without,omitempty" jsonschema:"filters to leave out"`
}

// request reads the arguments.
func (in *SearchInput) request() (*desk.SearchRequest, error) {
	r := &desk.SearchRequest{}
	var err error
	if r.Limit, err = amount("limit", in.Limit, usualHits, maxHits); err != nil {
		return nil, err
	}
	if r.Query, err = query.Parse(in.Query); err != nil {
		return nil, err
	}
	values := 0
	for _, given := range []struct {
		facet  doc.Facet
		values []string
	}{{doc.FacetLang, in.Lang}, {doc.FacetKind, in.Kind}, {doc.FacetYear, in.Year}, {doc.FacetDoc, in.Doc},
		{doc.FacetAuthor, in.Author}, {doc.FacetSection, in.Section}, {doc.FacetCites, in.Cites}} {
		if values += len(given.values); values > desk.MaxFilterValues { // before they are compared
			return nil, &query.LimitError{Limit: "filter values", Max: desk.MaxFilterValues}
		}
		f, err := desk.ReadFilter(given.facet, given.values, nil)
		if err != nil {
			return nil, err
		}
		if len(f.Include) > 0 {
			r.Filters = append(r.Filters, f)
		}
	}
	if r.Mode = query.Mode(in.Mode); in.Mode == "" {
		r.Mode = query.Auto
	}
	if r.Sort = search.Sort(in.Sort); in.Sort == "" {
		r.Sort = search.ByRelevance
	}
	r.Grouped = in.OnePerDocument
	r.Views, err = desk.ReadViews(in.Match)
	return r, err
}

func answerSearch(ctx context.Context, d *desk.Desk, in SearchInput) (*SearchOutput, error) {
	c, err := newCiter(d, in.Styling)
	if err != nil {
		return nil, err
	}
	r, err := in.request()
	if err != nil {
		return nil, err
	}
	found, err := d.Search(ctx, r)
	if err != nil {
		return nil, err
	}
	out := &SearchOutput{Total: found.Total, Documents: found.TotalDocuments, Direct: found.Direct, Hits: []Hit{}}
	for _, h := range found.Hits {
		p := h.Passage
		hit := Hit{Passage: p.ID, Section: clipAll(p.Section), Kind: string(p.Kind), Lang: string(p.Lang), Place: place(p),
			Quote: quote(p.Text, h.Marks), Damaged: p.Damaged, MoreInDoc: h.More}
		if p.Reference != nil {
			hit.Work = p.Reference.Work
		}
		if hit.Source, err = c.source(ctx, p.DocID, p.Lang); err != nil {
			return nil, err
		}
		out.Hits = append(out.Hits, hit)
	}
	for _, n := range found.Plan.Notes {
		out.Notes = append(out.Notes, clip(n.Message()))
	}
	for _, fix := range found.Plan.Corrections {
		out.Corrections = append(out.Corrections, Correction{fix.Term, fix.With})
	}
	for _, e := range found.Plan.Elsewhere() {
		out.Elsewhere = append(out.Elsewhere, Elsewhere{string(e.Lang), clipAll(e.Words)})
	}
	for _, s := range found.Suggestions {
		out.Suggestions = append(out.Suggestions, Suggestion{s.Q, s.Total, s.Why, s.Without})
	}
	return out, nil
}

// quote cuts the best part out of a text, with what matches in it.
func quote(text string, marks []excerpt.Mark) Quote {
	s := excerpt.NewSnippet(text, marks, quoteSize)
	q := Quote{Range: rangeOf(text, s.Span), GoesOn: s.TruncatedStart || s.TruncatedEnd, Matches: []Match{}}
	for _, m := range marks {
		if s.Start <= m.Start && m.End <= s.End && len(q.Matches) < maxMatches {
			q.Matches = append(q.Matches, Match{rangeOf(text, m.Span), m.View.String()})
		}
	}
	return q
}

func rangeOf(text string, s doc.Span) Range {
	start := utf8.RuneCountInString(text[:s.Start])
	return Range{text[s.Start:s.End], start, start + utf8.RuneCountInString(text[s.Start:s.End])}
}

func (out *SearchOutput) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Passages that match: %d, in documents: %d; shown: %d.\n", out.Total, out.Documents, len(out.Hits))
	for _, n := range out.Notes {
		fmt.Fprintf(&b, "Note: %s\n", n)
	}
	for _, c := range out.Corrections {
		fmt.Fprintf(&b, "Note: %q does not stand in the corpus; searched for %s\n", c.Term, strings.Join(c.With, ", "))
	}
	for _, e := range out.Elsewhere {
		fmt.Fprintf(&b, "Also searched in %s: %s\n", e.Lang, strings.Join(e.Words, ", "))
	}
	if out.Direct < out.Total {
		fmt.Fprintf(&b, "Passages with the words of the query itself: %d; the others match by words of other languages.\n", out.Direct)
	}
	told := map[string]bool{}
	for i, h := range out.Hits {
		work := ""
		if h.Work != "" {
			work = "cites work " + h.Work
		}
		fmt.Fprintf(&b, "\n%d. %s\n%s\n", i+1, heading(h.Passage, h.Section, h.Kind, h.Lang, h.Place, work, damage(h.Damaged)), quoted(h.Quote.Text))
		fmt.Fprintf(&b, "Document %s", h.Source.Document)
		if !told[h.Source.Document] {
			told[h.Source.Document] = true
			b.WriteString(": " + h.Source.Citation)
		}
		b.WriteString("\n")
	}
	for _, s := range out.Suggestions {
		fmt.Fprintf(&b, "\nTry: %s (finds %d; %s)", s.Query, s.Total, strings.Join(append([]string{s.Why}, s.Without...), " "))
	}
	return b.String()
}

// quoted sets a text off from what is said about it.
func quoted(text string) string { return "> " + strings.ReplaceAll(text, "\n", "\n> ") }

func damage(damaged bool) string {
	if damaged {
		return "scrambled in the source"
	}
	return ""
}
