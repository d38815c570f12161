package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fatih/color"
	"github.com/spf13/cobra"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/web"
)

// snippetSize is the length in letters of the snippet of a hit.
const snippetSize = 240

func newSearch(at *location) *cobra.Command {
	var asJSON bool
	var sort string
	var read func(words []string) (search.Request, error)
	r := &desk.SearchRequest{}
	cmd := &cobra.Command{
		Use:   "search QUERY…",
		Short: "Search in a terminal, or print JSON",
		Long: `Search prints the best passages with their marks. The query may hold "a phrase",
AND, OR, NOT, -word, (…), word*, =word and field:value with the fields author,
title, doi, year, lang, kind, section, cites and page.`,
		Example: "  izde search мәдени айырмашылық\n  izde search --lang zh 投资项目\n  izde search --json 'year:2019.. \"belt and road\"'",
		Args:    usage(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, words []string) error {
			limit := r.Limit
			q, err := read(words)
			if err != nil {
				return asUsage(err)
			}
			r.Request, r.Limit, r.Sort = q, limit, search.Sort(sort)
			if asJSON { // the facets of the API
				r.Facets, r.FacetLimit = doc.Facets, desk.DefaultFacetValues
			}
			return runSearch(cmd, at, r, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what the API answers")
	cmd.Flags().IntVarP(&r.Limit, "limit", "n", 10, "how many hits, 0 to 100")
	cmd.Flags().StringVar(&sort, "sort", string(search.ByRelevance), "relevance, position, year, -year or indexed (what is new first)")
	read = queryFlags(cmd)
	return cmd
}

// queryFlags gives a command the flags that say what is found; the function it
// returns reads them, and the words of the query.
func queryFlags(cmd *cobra.Command) func(words []string) (search.Request, error) {
	views := cmd.Flags().StringSlice("match", nil, "how words may match, such as exact,stem: "+strings.Join(desk.Views(), ", ")+" (default all)")
	without := cmd.Flags().StringArray("without", nil, "a language, or a word of one (ru, ru:ветер), by which the query is not expressed (may be repeated)")
	mode := cmd.Flags().String("mode", string(query.Auto), "how many words must match: auto, all or any")
	filters := map[doc.Facet]*[]string{}
	for _, facet := range doc.Facets {
		filters[facet] = cmd.Flags().StringArray(string(facet), nil, inSentence(strings.TrimRight(facet.Row().About, "."))+" (may be repeated)")
	}
	return func(words []string) (r search.Request, err error) {
		if r.Query, err = query.Parse(strings.Join(words, " ")); err != nil {
			return r, err
		}
		r.Mode = query.Mode(*mode)
		for _, facet := range doc.Facets {
			f, err := desk.ReadFilter(facet, *filters[facet], nil)
			if err != nil {
				return r, err
			}
			if len(f.Include) > 0 {
				r.Filters = append(r.Filters, f)
			}
		}
		if r.Without, err = desk.ReadWithout("--without", *without); err != nil {
			return r, err
		}
		r.Views, err = desk.ReadViews(*views)
		return r, err
	}
}

// inSentence writes the first letter of a text small, unless it is an abbreviation's (BCP 47).
func inSentence(text string) string {
	first := []rune(text[:min(len(text), 2*utf8.UTFMax)])
	if len(first) < 2 || unicode.IsUpper(first[1]) {
		return text
	}
	return string(unicode.ToLower(first[0])) + text[utf8.RuneLen(first[0]):]
}

// asUsage marks refusals as wrong usage.
func asUsage(err error) error {
	if desk.Refused(err) {
		return &usageError{err}
	}
	return err
}

func runSearch(cmd *cobra.Command, at *location, r *desk.SearchRequest, asJSON bool) error {
	if err := r.Check(); err != nil {
		return asUsage(err)
	}
	engine, err := at.open(cmd.Context())
	if err != nil {
		return err
	}
	defer engine.Close()
	found, err := desk.New(engine).Search(cmd.Context(), r)
	if err != nil {
		return err
	}
	if asJSON {
		enc := json.NewEncoder(cmd.OutOrStdout())
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(web.SearchAnswer(engine.Status(), r, found))
	}
	printHits(cmd.OutOrStdout(), found)
	printSuggestions(cmd.OutOrStdout(), found.Suggestions)
	return nil
}

// printHits prints a result for people. Package color leaves colours out where
// the output is no terminal.
func printHits(w io.Writer, r *desk.Found) {
	title, faint, mark := color.New(color.Bold), color.New(color.Faint), color.New(color.FgYellow, color.Bold)
	for _, n := range r.Plan.Notes {
		fmt.Fprintf(w, "note: %s\n", printable(n.Message()))
	}
	for _, c := range r.Plan.Corrections {
		fmt.Fprintf(w, "note: %q does not stand in the corpus; searched for %s\n", c.Term, strings.Join(c.With, ", "))
	}
	fmt.Fprintf(w, "%s in %s", plural(r.Total, "passage"), plural(r.TotalDocuments, "document"))
	if others := r.Plan.Elsewhere(); len(others) > 0 {
		fmt.Fprintf(w, ", %d with the words of the query itself\nalso searched:", r.Direct)
		for i, e := range others {
			faint.Fprintf(w, "%s %s ", strings.Repeat(";", min(i, 1)), e.Lang)
			fmt.Fprint(w, printable(strings.Join(e.Words, ", ")))
		}
	}
	fmt.Fprintln(w)
	for i, h := range r.Hits {
		if r.DirectFirst && i == r.Direct {
			faint.Fprintln(w, "\nin other languages:")
		}
		if i == 0 || r.Hits[i-1].Doc.ID != h.Doc.ID {
			fmt.Fprintln(w)
			title.Fprint(w, printable(h.Doc.InCase(h.Doc.Title)))
			if h.Doc.Year != 0 {
				faint.Fprintf(w, "  %d", h.Doc.Year)
			}
			fmt.Fprintln(w)
		}
		about := []string{string(h.Passage.Lang), string(h.Passage.Kind)}
		if e := h.Passage.Reference; e != nil && e.CSL.Title != "" {
			about = append(about, doc.ItemLabel(&e.CSL))
		} else {
			about = append(about, h.Passage.Section...)
		}
		if pages := h.Passage.PagesOf(desk.MarkSpans(h.Marks)); len(pages) > 0 {
			about = append(about, style.Locator(doc.Locator(pages), style.English))
		}
		fmt.Fprintf(w, "%d. ", i+1)
		faint.Fprintln(w, printable(strings.Join(about, " › ")))
		snippet := excerpt.NewSnippet(h.Passage.Text, h.Marks, snippetSize)
		fmt.Fprint(w, "   ")
		if snippet.TruncatedStart {
			fmt.Fprint(w, "… ")
		}
		for _, part := range snippet.Parts {
			if part.Mark {
				mark.Fprint(w, printable(part.Text))
			} else {
				fmt.Fprint(w, printable(part.Text))
			}
		}
		if snippet.TruncatedEnd {
			fmt.Fprint(w, " …")
		}
		fmt.Fprintln(w)
	}
}

// printSuggestions prints the queries that are suggested.
func printSuggestions(w io.Writer, list []desk.Suggestion) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(w, "\ninstead, or perhaps meant:")
	for _, s := range list {
		fmt.Fprintf(w, "  %s", printable(s.Q))
		for _, filter := range s.Without {
			fmt.Fprintf(w, " without --%s", strings.TrimPrefix(filter, "-"))
		}
		color.New(color.Faint).Fprintf(w, "  %s (%s)\n", plural(s.Total, "passage"), strings.ReplaceAll(s.Why, "_", " "))
	}
}

// printable puts a text on one line and removes the characters that steer a terminal
// or turn the direction of what stands beside the text (CVE-2021-42574).
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r), '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069':
			return -1
		}
		return r
	}, s)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
