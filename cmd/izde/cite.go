package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"
	"github.com/spf13/cobra"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/web"
)

func newCite(at *location) *cobra.Command {
	var asJSON bool
	var limit int
	cmd := &cobra.Command{
		Use:   "cite TEXT…",
		Short: "Find the work that a reference means",
		Long: `Cite looks for the work that a reference means, written in any style and script,
or a part of one: a title, an author and a year, a DOI. It says which work it is,
which ones it may be, or that there is none, and why.`,
		Example: "  izde cite 'Zhang Wenxin, Kazakhstan Development Report, 2021'\n  izde cite 张雯鑫, 哈萨克斯坦发展报告, 2021",
		Args:    usage(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, words []string) error {
			engine, err := at.open(cmd.Context())
			if err != nil {
				return err
			}
			defer engine.Close()
			found, err := desk.New(engine).LookUp(cmd.Context(), strings.Join(words, " "), limit)
			if err != nil {
				return asUsage(err)
			}
			if asJSON {
				enc := json.NewEncoder(cmd.OutOrStdout())
				enc.SetEscapeHTML(false)
				return enc.Encode(web.LookupAnswer(found))
			}
			printLookup(cmd.OutOrStdout(), found)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what the API answers")
	cmd.Flags().IntVarP(&limit, "limit", "n", 3, "how many works to show")
	return cmd
}

// printLookup prints the result of a lookup for people.
func printLookup(w io.Writer, l *desk.Lookup) {
	bold, faint := color.New(color.Bold), color.New(color.Faint)
	shown := l.Results
	switch l.Status {
	case match.Matched:
		bold.Fprintln(w, "found")
	case match.Ambiguous:
		bold.Fprintln(w, "it may be any of these")
	default:
		bold.Fprint(w, "no such work is in the index")
		if shown = l.Nearest; len(shown) > 0 {
			fmt.Fprint(w, "; nearest to it:")
		}
		fmt.Fprintln(w)
	}
	for _, r := range shown {
		fmt.Fprintln(w)
		name := r.Work.CSL.Title
		if len(r.Work.Forms) > 0 {
			name = cite.WithoutNumber(r.Work.Forms[0])
		}
		fmt.Fprintf(w, "%.2f  %s\n", r.Score, printable(name))
		faint.Fprintf(w, "      work %s, listed %s", r.Work.ID, plural(len(r.Work.Entries), "time"))
		if r.Work.CSL.DOI != "" {
			faint.Fprintf(w, ", doi:%s", printable(r.Work.CSL.DOI))
		}
		fmt.Fprintln(w)
		for _, e := range r.Evidence {
			if e.Agreement == match.Differs || e.Agreement == match.Resembles {
				fmt.Fprintf(w, "      %s is %s: %s / %s\n", e.Field, e.Agreement, printable(e.Given), printable(e.Found))
			}
		}
		for _, warning := range r.Warnings {
			fmt.Fprintf(w, "      warning: %s\n", printable(warning.Detail))
		}
	}
}
