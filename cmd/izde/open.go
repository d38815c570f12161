package main

// The only place that chooses an engine.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"
	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/index"
)

// defaultIndex is the folder of the index when none is named.
func defaultIndex() string {
	return filepath.Join(xdg.DataHome, "izde", "index")
}

// openIndex opens the index at root for reading.
func openIndex(ctx context.Context, root string) (*index.Index, error) {
	e, err := embedded.Open(ctx, root)
	if err != nil {
		return nil, withAdvice(err, root)
	}
	pairs, err := brought(root)
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return index.NewAcross(e, glossary.New(e, pairs)), nil
}

// withAdvice adds to an error advice on what to do.
func withAdvice(err error, root string) error {
	advice, flags := "", ""
	switch {
	case errors.Is(err, embedded.ErrNoIndex):
		advice = "make one"
	case errors.Is(err, embedded.ErrForeign):
		advice, flags = "make it again if it is izde's, or name another folder with --index", "--rebuild "
	case errors.Is(err, embedded.ErrReserve):
		advice, flags = "the index that is served is whole; make it again to have another beside it", "--rebuild "
	case errors.Is(err, embedded.ErrDamaged):
		advice = "make it again; the articles are not affected"
	default:
		return err
	}
	return fmt.Errorf("%w\n%s: izde index %s--index %s PATH…", err, advice, flags, root)
}

// inMemory indexes documents in memory.
func inMemory(ctx context.Context, docs []*doc.Document, passages []*doc.Passage) (*index.Index, error) {
	e, err := embedded.NewMemory(ctx, docs, passages)
	if err != nil {
		return nil, err
	}
	return index.NewAcross(e, glossary.New(e, nil)), nil
}

// openLive opens the index at root for a server: completions of each generation are
// prepared as soon as it is served.
func openLive(ctx context.Context, root string) (*embedded.Live[*index.Index], error) {
	live, err := embedded.OpenLive(ctx, root, func(e *embedded.Engine) *index.Index {
		pairs, err := brought(root)
		if err != nil {
			slog.Error("the glossary is not used", "error", err)
		}
		i := index.NewAcross(e, glossary.New(e, pairs))
		i.Prepare()
		return i
	})
	return live, withAdvice(err, root)
}

// site lends to each request the index that is current.
func site(live *embedded.Live[*index.Index]) func() (desk.Index, func(), error) {
	return func() (desk.Index, func(), error) { return live.Acquire() }
}

func newVerify(index *string) *cobra.Command {
	var backup string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check the index against its manifest",
		Long: `Verify compares every file of all generations of the index with the manifest, checks
the sums inside the segments and the counts, looks for passages by their own words, and
reads what outlives a rebuild.`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			start := time.Now()
			checked := *index
			g, err := (*embedded.Generation)(nil), error(nil)
			if backup != "" {
				checked = backup
				g, err = verifyBackup(cmd, backup)
			} else if g, err = embedded.Verify(cmd.Context(), *index); err != nil {
				err = withAdvice(err, *index)
			}
			if err != nil {
				return err
			}
			printGeneration(cmd.OutOrStdout(), checked, g)
			fmt.Fprintf(cmd.OutOrStdout(), "verified in %.1f s: nothing is wrong\n", time.Since(start).Seconds())
			return nil
		},
	}
	cmd.Flags().StringVar(&backup, "backup", "", "check this file of izde backup instead")
	return cmd
}

func printGeneration(w io.Writer, root string, g *embedded.Generation) {
	fmt.Fprintf(w, "index %s, %s: %s documents, %s passages, %s\n", root, g.Name,
		humanize.Comma(int64(g.Documents)), humanize.Comma(int64(g.Passages)), humanize.Bytes(uint64(g.Bytes())))
}
