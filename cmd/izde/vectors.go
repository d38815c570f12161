package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"github.com/izde/izde/search/cluster"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/glossary"
)

func newVectors(at *location) *cobra.Command {
	var folder string
	var remove bool
	cmd := &cobra.Command{
		Use:   "vectors [--model2vec DIR | --remove]",
		Short: "Bring vectors of words for languages that the program's table lacks",
		Long: `Vectors reads a static model in the format of Model2Vec (model.safetensors,
tokenizer.json, config.json), by which words of Turkish, German and Uzbek have
counterparts in the languages of the table inside the program, and the other way round.
The model has to know some of those (English, Kazakh, Russian, Chinese), too: by the words
that both know its vectors are turned into the space of the table, and of every tenth of
these it is told whether it is found again. What is needed of it is kept in state/ of the
index, or on its cluster, and outlives its rebuilding. Without a flag it says what is kept.
A server takes a model over with its next generation of the index, or when it starts.`,
		Example: "  izde vectors --model2vec potion-multilingual-128M\n  izde vectors\n  izde vectors --remove",
		Args:    usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, out := cmd.Context(), cmd.OutOrStdout()
			if folder != "" && remove {
				return &usageError{errors.New("want --model2vec or --remove, not both")}
			}
			if folder != "" {
				m, err := glossary.FromModel2Vec(folder)
				if err != nil {
					return err
				}
				if err := at.writeState(ctx, glossary.VectorsFile, m.Bytes()); err != nil {
					return err
				}
			}
			if remove {
				return at.writeState(ctx, glossary.VectorsFile, nil)
			}
			m, err := at.vectors(ctx)
			if err != nil {
				return err
			}
			if m == nil {
				fmt.Fprintln(out, "no vectors were brought")
				return nil
			}
			fmt.Fprintf(out, "%s, brought %s: %s of words in %s (%s, %d numbers)\n", visible(m.Name), m.Added.Format("2006-01-02"),
				plural(m.Pieces, "piece"), strings.Join(m.Languages, ", "), m.Kind, m.Dim)
			fmt.Fprintf(out, "turned by %s words that the table knows, too; of %d kept aside %.0f %% are found again\n", humanize.Comma(int64(m.Shared)), m.Aside, 100*m.Agreement)
			return nil
		},
	}
	cmd.Flags().StringVar(&folder, "model2vec", "", "folder of a model to bring, in the place of the one before")
	cmd.Flags().BoolVar(&remove, "remove", false, "take out what was brought")
	return cmd
}

// vectors returns the model kept beside the index, or nil.
func (l *location) vectors(ctx context.Context) (*glossary.Model, error) {
	data, err := l.readState(ctx, glossary.VectorsFile)
	if err != nil || len(bytes.TrimSpace(data)) == 0 { // none, or it was taken out
		return nil, err
	}
	return glossary.ReadModel(data)
}

// readState returns a file of the state beside the index; nil where there is none.
func (l *location) readState(ctx context.Context, name string) ([]byte, error) {
	if l.engine == engineOpenSearch {
		return cluster.ReadState(ctx, l.cluster, name)
	}
	return embedded.ReadState(l.folder, name)
}

// writeState replaces such a file.
func (l *location) writeState(ctx context.Context, name string, data []byte) error {
	if l.engine == engineOpenSearch {
		return cluster.WriteState(ctx, l.cluster, name, data)
	}
	return embedded.WriteState(l.folder, name, data)
}
