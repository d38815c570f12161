package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/izde/izde/indexer/extract/pdf"
)

// newReadPDF is the child process in which izde reads PDFs: a hostile one breaks
// it alone. Nobody calls it but izde.
func newReadPDF() *cobra.Command {
	return &cobra.Command{
		Use:    "read-pdf",
		Short:  "Read PDFs for another izde",
		Hidden: true,
		Args:   usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := pdf.Serve(cmd.InOrStdin(), cmd.OutOrStdout()); err != nil {
				return fmt.Errorf("reading PDFs: %w", err)
			}
			return nil
		},
	}
}
