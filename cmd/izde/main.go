// Command izde is a full-text search engine for scholarly documents in several
// languages.
//
//	izde index PATH…     read files and folders into the index
//	izde serve           serve the search page and the JSON API
//	izde mcp             serve assistants by the Model Context Protocol
//	izde search QUERY    search in a terminal, or print JSON
//	izde kwic QUERY      print a concordance, every match on a line
//	izde cite TEXT       find the work that a reference means
//	izde eval            measure the quality of the search on a data set
//	izde verify          check the index against its manifest
//	izde parse           understand references, one a line
//	izde analyze         show the tokens that text is searched by
//	izde backup FILE     write the index into one file
//	izde restore FILE    make an index of such a file
//	izde doctor          say what is here, what is wrong and what to do
//	izde licenses        print the licences of all that is linked in
//	izde passwd NAME     make an account of a private library
//	izde version         print the version
//
// "izde COMMAND --help" says more. The index lies in the user's data directory
// unless --index names another folder, or on a cluster that --engine and --url name.
// Flags may also be set by the environment
// (--base-url by IZDE_BASE_URL) and by a file of settings: see settings.go.
//
// The exit status is 0 when all went well, 1 when something failed (a file that
// could not be indexed, an index that is damaged), 2 for wrong usage and 130
// after an interrupt.
//
// The command puts the parts together: it alone may import web, indexer, langid, the
// engine (open.go chooses it), seeds and cobra.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process: it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	var usage *usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errQuiet):
		return 1
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "izde: %v\nTry \"%s --help\".\n", err, cmd.CommandPath())
		return 2
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "izde: interrupted")
		return 130
	}
	fmt.Fprintf(stderr, "izde: %v\n", err)
	return 1
}

// usageError marks errors of the command line itself.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

// errQuiet ends with status 1 after everything has been said.
var errQuiet = errors.New("failed")

func newRoot() *cobra.Command {
	at := &location{}
	root := &cobra.Command{
		Use:   "izde",
		Short: "Search scholarly documents in English, Kazakh, Russian and Chinese",
		Long: `izde reads articles, cuts them into passages that know their language, section
and kind, and answers searches over them: in a browser, as JSON, in a terminal.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	at.flags(root.PersistentFlags())
	config := root.PersistentFlags().String("config", "", "file of settings, in YAML: flags by their names (or name it in IZDE_CONFIG)")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if err := settle(cmd, cmp.Or(*config, os.Getenv("IZDE_CONFIG"))); err != nil {
			return err
		}
		return at.settle(cmd)
	}
	root.AddCommand(newIndex(at), newServe(at), newMCP(at), newSearch(at), newCite(at), newKWIC(at), newVerify(at), newEval(at), newAnalyze(), newParse(), newBackup(&at.folder), newRestore(&at.folder), newDoctor(at), newLicenses(), newMan(), newHealth(), newGlossary(at), newVectors(at), newPasswd(), newReadPDF(), newVersion())
	root.InitDefaultHelpCmd()
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Args = func(_ *cobra.Command, args []string) error {
			of, rest, _ := root.Find(args)
			return knownCommand(of, rest)
		}
	}
	return root
}

// knownCommand refuses a command that there is not, and names similar ones.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := ""
	if similar := root.SuggestionsFor(args[0]); len(similar) > 0 {
		hint = "; did you mean " + strings.Join(similar, " or ") + "?"
	}
	return &usageError{fmt.Errorf("unknown command %q%s", args[0], hint)}
}

// usage adds to what a check says of arguments how the command is used.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &usageError{fmt.Errorf("%w; write %s", err, strings.TrimSuffix(cmd.UseLine(), " [flags]"))}
		}
		return nil
	}
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  usage(cobra.NoArgs),
		Run: func(cmd *cobra.Command, _ []string) {
			release, revision := version()
			fmt.Fprintf(cmd.OutOrStdout(), "izde %s%s\n", release, revision)
		},
	}
}

// version returns the release that the program was built from, and in parentheses
// the revision.
func version() (release, revision string) {
	release = "development"
	if info, ok := debug.ReadBuildInfo(); ok {
		if v := info.Main.Version; v != "" && v != "(devel)" {
			release = v
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = " (" + s.Value[:min(12, len(s.Value))] + ")"
			}
		}
	}
	return release, revision
}
