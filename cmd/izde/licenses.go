package main

// "izde licenses": under which terms the program and all that is linked into it may be
// passed on.

import (
	_ "embed"
	"io"

	"github.com/spf13/cobra"
)

// licenses holds the modules that are linked into izde and the texts of their licences.
// licenses_test.go writes it and holds it against what is linked.
//
//go:embed licenses.txt
var licenses string

func newLicenses() *cobra.Command {
	return &cobra.Command{
		Use:   "licenses",
		Short: "Print the licences of izde and of all that is linked into it",
		Args:  usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := io.WriteString(cmd.OutOrStdout(), licenses)
			return err
		},
	}
}
