package main

import (
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/fatih/color"
	"github.com/spf13/cobra"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/web"
)

// snippetSize is the length in letters of what is shown of a hit.
const snippetSize = 240

func newSearch(index *string) *cobra.Command {
	var asJSON bool
	var limit int
	var filter func(url.Values)
	params := url.Values{}
	var sort string
	cmd := &cobra.Command{
		Use:   "search QUERY…",
		Short: "Search in a terminal, or print JSON",
		Long: `Search prints the best passages with their marks. The query may hold "a phrase",
AND, OR, NOT, -word, (…), word*, =word and field:value with the fields author,
title, doi, year, lang, kind and section.`,
		Example: "  izde search мәдени айырмашылық\n  izde search --lang zh 投资项目\n  izde search --json 'year:2019.. \"belt and road\"'",
		Args:    usage(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, words []string) error {
			params.Set("q", strings.Join(words, " "))
			params.Set("limit", strconv.Itoa(limit))
			params.Set("sort", sort)
			filter(params)
			return runSearch(cmd, *index, params, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what the API answers")
	cmd.Flags().IntVarP(&limit, "limit", "n", 10, "how many hits, 0 to 100")
	cmd.Flags().StringVar(&sort, "sort", string(search.ByRelevance), "relevance, position, year or -year")
	filter = filterFlags(cmd)
	return cmd
}

// filterFlags gives a command the flags that say what is found; the function it
// returns adds their values to the parameters of the API.
func filterFlags(cmd *cobra.Command) func(url.Values) {
	mode := cmd.Flags().String("mode", string(query.Auto), "how many words must match: auto, all or any")
	filters := map[doc.Facet]*[]string{}
	for _, facet := range doc.Facets {
		filters[facet] = cmd.Flags().StringSlice(string(facet), nil, "only this "+string(facet)+" (may be repeated)")
	}
	return func(params url.Values) {
		params.Set("mode", *mode)
		for facet, values := range filters {
			params[string(facet)] = *values
		}
	}
}

func runSearch(cmd *cobra.Command, root string, params url.Values, asJSON bool) error {
	request, err := web.SearchRequest(params)
	if err != nil {
		return &usageError{err}
	}
	engine, err := openIndex(cmd.Context(), root)
	if err != nil {
		return err
	}
	defer engine.Close()
	out := cmd.OutOrStdout()
	if asJSON {
		answer, err := web.SearchJSON(cmd.Context(), engine, params)
		if err != nil {
			return err
		}
		_, err = out.Write(answer)
		return err
	}
	result, err := engine.Search(cmd.Context(), request)
	if err != nil {
		return err
	}
	suggestions, err := web.Suggest(cmd.Context(), engine, request, result)
	if err != nil {
		return err
	}
	printHits(out, result)
	printSuggestions(out, suggestions)
	return nil
}

// printHits prints a result for people. Package color leaves colours out where
// the output is no terminal.
func printHits(w io.Writer, r *search.Result) {
	title, faint, mark := color.New(color.Bold), color.New(color.Faint), color.New(color.FgYellow, color.Bold)
	for _, n := range r.Plan.Notes {
		fmt.Fprintf(w, "note: %s\n", n.Message())
	}
	for _, c := range r.Plan.Corrections {
		fmt.Fprintf(w, "note: %q does not stand in the corpus; searched for %s\n", c.Term, strings.Join(c.With, ", "))
	}
	fmt.Fprintf(w, "%s in %s\n", plural(r.Total, "passage"), plural(r.TotalDocuments, "document"))
	for i, h := range r.Hits {
		fmt.Fprintln(w)
		title.Fprintf(w, "%d. %s", i+1, printable(h.Doc.Title))
		about := []string{string(h.Passage.Lang), string(h.Passage.Kind)}
		if h.Doc.Year != 0 {
			about = append([]string{strconv.Itoa(h.Doc.Year)}, about...)
		}
		about = append(about, h.Passage.Section...)
		faint.Fprintf(w, "  %s\n", printable(strings.Join(about, " › ")))
		snippet := excerpt.NewSnippet(h.Passage.Text, excerpt.Marks(r.Plan, h.Passage, h.Doc), snippetSize)
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

// printSuggestions prints what else to ask.
func printSuggestions(w io.Writer, list []web.Suggestion) {
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

// printable puts a text on one line and takes from it what could steer a
// terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case r < ' ' || r == 0x7F || 0x80 <= r && r < 0xA0:
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
