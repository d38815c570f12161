package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"
	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/web"
)

func newKWIC(at *location) *cobra.Command {
	var limit int
	var order, format string
	var read func(words []string) (search.Request, error)
	r := &desk.ConcordanceRequest{}
	cmd := &cobra.Command{
		Use:   "kwic QUERY…",
		Short: "Print a concordance, every match on a line",
		Long: `Kwic prints what a query finds as keywords in context: the matches one below the
other, with the text to their left and right. The query is as for search. A sample
is drawn from the passages found, each as likely as any other, and from their lines.`,
		Example: "  izde kwic --sort right инвестиции\n  izde kwic --sample 20 --seed 7 --lang zh 投资\n  izde kwic --format csv '\"belt and road\"' >lines.csv",
		Args:    usage(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, words []string) (err error) {
			if r.Request, err = read(words); err != nil {
				return asUsage(err)
			}
			r.Order = excerpt.LineOrder(order)
			return runKWIC(cmd, at, r, format, limit)
		},
	}
	cmd.Flags().IntVarP(&r.Width, "width", "w", 40, "how many characters to the left and to the right")
	cmd.Flags().StringVar(&order, "sort", string(excerpt.LinePosition), "by left or right context, or by position")
	cmd.Flags().IntVar(&r.Sample, "sample", 0, "take so many of the lines by chance")
	cmd.Flags().IntVar(&r.Seed, "seed", 1, "the same seed takes the same sample")
	cmd.Flags().IntVarP(&limit, "limit", "n", 0, "how many lines, 0 for all")
	cmd.Flags().StringVar(&format, "format", "text", "text, json (a line of JSON each), csv or tsv")
	read = queryFlags(cmd)
	return cmd
}

func runKWIC(cmd *cobra.Command, at *location, r *desk.ConcordanceRequest, format string, limit int) error {
	if err := desk.OneOf("--format", format, "text", "json", "csv", "tsv"); err != nil {
		return asUsage(err)
	}
	if err := r.Check(); err != nil {
		return asUsage(err)
	}
	engine, err := at.open(cmd.Context())
	if err != nil {
		return err
	}
	defer engine.Close()
	found, err := desk.New(engine).Concordance(cmd.Context(), r)
	if err != nil {
		return asUsage(err)
	}
	lines := found.Lines
	if limit > 0 {
		lines = lines[:min(limit, len(lines))]
	}
	out := cmd.OutOrStdout()
	switch format {
	case "json":
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		for _, l := range lines {
			if err := enc.Encode(web.NewLineView(l, doc.Und)); err != nil {
				return err
			}
		}
		return nil
	case "text":
		printLines(out, lines)
		switch {
		case found.Matches < 0:
			fmt.Fprintf(out, "%s, drawn from %s\n", plural(len(lines), "line"), plural(found.Passages, "passage"))
		case len(lines) < found.Matches:
			fmt.Fprintf(out, "%d of %s\n", len(lines), plural(found.Matches, "line"))
		}
		return nil
	}
	return web.WriteLines(out, format, lines, doc.Und, "")
}

// printLines prints lines for people, the matches below each other: a Han
// character takes two columns.
func printLines(w io.Writer, lines []excerpt.Line) {
	mark, faint := color.New(color.FgYellow, color.Bold), color.New(color.Faint)
	widest := 0
	for _, l := range lines {
		widest = max(widest, uniseg.StringWidth(printable(l.Left)))
	}
	for _, l := range lines {
		left := printable(l.Left)
		fmt.Fprint(w, strings.Repeat(" ", widest-uniseg.StringWidth(left)), left)
		mark.Fprint(w, printable(l.Match))
		fmt.Fprint(w, printable(l.Right))
		faint.Fprintf(w, "  %s\n", l.Passage.ID)
	}
}
