package main

// Where settings come from besides the command line: the environment, and one file. A
// flag --base-url is IZDE_BASE_URL there and base-url here; what stands nearer to the
// command counts: flag, environment, file.

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// unsettable are the flags that only the command line gives.
var unsettable = []string{"help", "config"}

// settle gives the flags of a command that the command line does not set what the
// environment or the file says.
func settle(cmd *cobra.Command, file string) error {
	stated, err := readSettings(cmd.Root(), file)
	if err != nil {
		return err
	}
	var wrong error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || wrong != nil || slices.Contains(unsettable, f.Name) {
			return
		}
		variable := "IZDE_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, from := os.Getenv(variable), variable
		values := []string{value}
		if value == "" {
			values, from = stated[f.Name], file
		}
		for _, v := range values {
			if err := f.Value.Set(v); err != nil {
				wrong = &usageError{fmt.Errorf("%s: %s %q: %w", from, f.Name, v, err)}
			}
		}
	})
	return wrong
}

// readSettings reads the file: flags of any command and their values, lists for those
// that repeat. Without a file there are none.
func readSettings(root *cobra.Command, file string) (map[string][]string, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the settings: %w", err)
	}
	var stated map[string]any
	if err := yaml.Unmarshal(text, &stated); err != nil {
		return nil, fmt.Errorf("reading the settings of %s: %w", file, err)
	}
	known := map[string]bool{}
	for _, cmd := range append(root.Commands(), root) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known[f.Name] = true })
		cmd.PersistentFlags().VisitAll(func(f *pflag.Flag) { known[f.Name] = true })
	}
	settings := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(stated)) {
		if !known[name] || slices.Contains(unsettable, name) {
			return nil, &usageError{fmt.Errorf("%s: there is no setting %q; settings are named as flags are, without the hyphens before them", file, name)}
		}
		list, ok := stated[name].([]any)
		if !ok {
			list = []any{stated[name]}
		}
		for _, v := range list {
			settings[name] = append(settings[name], fmt.Sprint(v))
		}
	}
	return settings, nil
}
