package main

// An index as one file: "izde backup" and "izde restore".

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"github.com/izde/izde/search/embedded"
)

func newBackup(index *string) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Write the index into one file",
		Long: `Backup writes the current generation of the index, and what outlives it, into one
compressed file, or to the standard output when that is named -. The index may be
served and built meanwhile. What is damaged and can be made anew of the rest is left
out, and said. "izde verify --backup FILE" checks such a file, "izde
restore FILE" makes an index of it. The articles themselves are not in it.`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == "-" {
				_, err := writeBackup(cmd, *index, cmd.OutOrStdout())
				return withAdvice(err, *index)
			}
			g, size, err := backUp(cmd, *index, args[0])
			if err != nil {
				return withAdvice(err, *index)
			}
			printGeneration(cmd.OutOrStdout(), *index, g)
			fmt.Fprintf(cmd.OutOrStdout(), "written to %s, %s\n", args[0], humanize.Bytes(uint64(size)))
			return nil
		},
	}
}

// backUp writes the archive beside its place and then puts it there, so that a run that
// fails leaves the archive before as it was.
func backUp(cmd *cobra.Command, root, file string) (g *embedded.Generation, size int64, err error) {
	const tries = 3
	for range tries {
		g, size, err = backUpOnce(cmd, root, file)
		if !errors.Is(err, fs.ErrNotExist) || errors.Is(err, embedded.ErrNoIndex) {
			break
		}
	}
	return g, size, err
}

func backUpOnce(cmd *cobra.Command, root, file string) (g *embedded.Generation, size int64, err error) {
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*.tmp")
	if err != nil {
		return nil, 0, fmt.Errorf("writing the archive: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if g, err = writeBackup(cmd, root, f); err != nil {
		return nil, 0, err
	}
	if size, err = f.Seek(0, io.SeekEnd); err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("writing the archive: %w", err)
	}
	return g, size, nil
}

// writeBackup writes the archive, and says what is left out of it.
func writeBackup(cmd *cobra.Command, root string, to io.Writer) (*embedded.Generation, error) {
	g, without, err := embedded.Backup(cmd.Context(), root, to)
	if err == nil && without != nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "note: %v; left out: what it held is made anew of the rest\n", without)
	}
	return g, err
}

func newRestore(index *string) *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "Make an index of a file that izde backup wrote",
		Long: `Restore unpacks and checks a file of "izde backup", or the standard input when that
is named -, and puts the index in its place, where none may be yet.`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := restore(cmd, args[0], *index)
			if err != nil {
				return err
			}
			printGeneration(cmd.OutOrStdout(), *index, g)
			return nil
		},
	}
}

func restore(cmd *cobra.Command, file, root string) (*embedded.Generation, error) {
	if file == "-" {
		return embedded.Restore(cmd.Context(), cmd.InOrStdin(), root)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("reading the archive: %w", err)
	}
	defer f.Close()
	g, err := embedded.Restore(cmd.Context(), f, root)
	if err != nil {
		return nil, fmt.Errorf("restoring %s: %w", file, err)
	}
	return g, nil
}

// verifyBackup checks an archive by restoring it into a folder that is then removed.
func verifyBackup(cmd *cobra.Command, file string) (*embedded.Generation, error) {
	dir, err := os.MkdirTemp("", "izde-verify-")
	if err != nil {
		return nil, fmt.Errorf("making room to unpack the archive: %w", err)
	}
	defer os.RemoveAll(dir)
	return restore(cmd, file, filepath.Join(dir, "index"))
}
