package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"github.com/izde/izde/indexer/extract/pdf"
)

// newPDFReader returns a reader of PDFs that has so many children at most. The
// program that they run is compiled once and kept in the user's cache.
func newPDFReader(children int) (*pdf.Reader, error) {
	izde, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding izde's own file, which reads PDFs: %w", err)
	}
	return pdf.NewReader(pdf.Options{Command: []string{izde, "read-pdf"}, Cache: filepath.Join(xdg.CacheHome, "izde", "pdfium"), Children: children}), nil
}

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
