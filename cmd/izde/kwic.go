package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/fatih/color"
	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/web"
)

func newKWIC(index *string) *cobra.Command {
	var width, sample, seed, limit int
	var order, format string
	var filter func(url.Values)
	cmd := &cobra.Command{
		Use:   "kwic QUERY…",
		Short: "Print a concordance, every match on a line",
		Long: `Kwic prints what a query finds as keywords in context: the matches one below the
other, with the text to their left and right. The query is as for search.`,
		Example: "  izde kwic --sort right инвестиции\n  izde kwic --sample 20 --seed 7 --lang zh 投资\n  izde kwic --format csv '\"belt and road\"' >lines.csv",
		Args:    usage(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, words []string) error {
			params := url.Values{"q": {strings.Join(words, " ")}, "width": {strconv.Itoa(width)}, "sort": {order}, "seed": {strconv.Itoa(seed)}}
			if sample != 0 {
				params.Set("sample", strconv.Itoa(sample))
			}
			filter(params)
			return runKWIC(cmd, *index, params, format, limit)
		},
	}
	cmd.Flags().IntVarP(&width, "width", "w", 40, "how many characters to the left and to the right")
	cmd.Flags().StringVar(&order, "sort", string(excerpt.LinePosition), "by left or right context, or by position")
	cmd.Flags().IntVar(&sample, "sample", 0, "take so many of the lines by chance")
	cmd.Flags().IntVar(&seed, "seed", 1, "the same seed takes the same sample")
	cmd.Flags().IntVarP(&limit, "limit", "n", 0, "how many lines, 0 for all")
	cmd.Flags().StringVar(&format, "format", "text", "text, json (a line of JSON each), csv or tsv")
	filter = filterFlags(cmd)
	return cmd
}

func runKWIC(cmd *cobra.Command, root string, params url.Values, format string, limit int) error {
	switch format {
	case "text", "json", "csv", "tsv":
	default:
		return &usageError{fmt.Errorf("--format %q: want text, json, csv or tsv", format)}
	}
	engine, err := openIndex(cmd.Context(), root)
	if err != nil {
		return err
	}
	defer engine.Close()
	lines, matches, err := web.Concordance(cmd.Context(), engine, params)
	if err != nil {
		return &usageError{err}
	}
	if limit > 0 {
		lines = lines[:min(limit, len(lines))]
	}
	out := cmd.OutOrStdout()
	switch format {
	case "json":
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		for _, l := range lines {
			if err := enc.Encode(web.NewLineView(l)); err != nil {
				return err
			}
		}
		return nil
	case "text":
		printLines(out, lines)
		if len(lines) < matches {
			fmt.Fprintf(out, "%d of %s\n", len(lines), plural(matches, "line"))
		}
		return nil
	}
	var b bytes.Buffer
	if err := web.WriteLines(&b, format, lines); err != nil {
		return err
	}
	_, err = out.Write(b.Bytes())
	return err
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
