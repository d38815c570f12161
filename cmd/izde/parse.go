package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/web"
)

func newParse() *cobra.Command {
	return &cobra.Command{
		Use:   "parse",
		Short: "Understand references, one a line",
		Long: `Parse reads references from the standard input, one a line, in any of the styles
that izde knows (GOST, GB/T 7714, APA, Vancouver, …), and prints for each, in the
same order, a line of JSON: {"raw", "csl", "fields", "confidence", "warnings"}.`,
		Example: "  izde parse < bibliography.txt > bibliography.jsonl",
		Args:    usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return parse(cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
}

// parse prints the reading of each line of in. A blank line is an empty reference.
func parse(in io.Reader, out io.Writer) error {
	r, w := bufio.NewReader(in), bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for n := 1; ; n++ {
		line, err := r.ReadString('\n')
		if line != "" {
			raw := strings.ToValidUTF8(strings.TrimRight(line, "\r\n"), "\uFFFD")
			if err := enc.Encode(web.ParsedAnswer(n, read.Parse(raw))); err != nil {
				return fmt.Errorf("writing: %w", err)
			}
		}
		if errors.Is(err, io.EOF) {
			return w.Flush()
		}
		if err != nil {
			return fmt.Errorf("reading references: %w", err)
		}
	}
}
