package main

import (
	"errors"

	"github.com/spf13/cobra"
)

// newGlossary stands for a command that is described and not built yet.
func newGlossary() *cobra.Command {
	return &cobra.Command{
		Use:                "glossary add|list|remove",
		Short:              "Keep words that mean the same in several languages (not built yet)",
		Long:               "Glossary is to keep words that mean the same in several languages. It is not built yet.",
		DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("glossary is not built yet: queries are not translated; ask in each language, as in 'investment OR инвестиции OR 投资'")
		},
	}
}
