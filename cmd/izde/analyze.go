package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/izde/izde/search/analysis"
)

func newAnalyze() *cobra.Command {
	var lang, view string
	cmd := &cobra.Command{
		Use:   "analyze [--lang LANG] [--view VIEW]",
		Short: "Show the tokens that text is searched by",
		Long: `Analyze reads text from the standard input and prints for each line a line with
its tokens, separated by spaces: as one of the views (exact, stem, …) sees them.`,
		Example: "  echo 'жобаларының' | izde analyze --lang kk --view stem",
		Args:    usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, ok := analysis.ParseView(view)
			if !ok || !analysis.Built.Has(v) {
				return &usageError{fmt.Errorf("--view %q: want one of %s", view, analysis.Built)}
			}
			return analyze(cmd.InOrStdin(), cmd.OutOrStdout(), lang, v)
		},
	}
	cmd.Flags().StringVar(&lang, "lang", "und", "BCP 47 language of the text")
	cmd.Flags().StringVar(&view, "view", analysis.Exact.String(), "view of the text")
	return cmd
}

// analyze prints the tokens of each line of in.
func analyze(in io.Reader, out io.Writer, lang string, view analysis.View) error {
	r, w := bufio.NewReader(in), bufio.NewWriter(out)
	for {
		line, err := r.ReadString('\n')
		if line != "" {
			fmt.Fprintln(w, strings.Join(analysis.Terms(line, lang, view), " "))
		}
		if errors.Is(err, io.EOF) {
			return w.Flush()
		}
		if err != nil {
			return fmt.Errorf("reading the text: %w", err)
		}
	}
}
