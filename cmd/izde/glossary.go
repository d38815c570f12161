package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/glossary"
)

func newGlossary(at *location) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "glossary add|list|remove|export",
		Short: "Keep words that mean the same in several languages",
		Long: `Glossary keeps pairs of words, and of terms of several words, by which queries are
searched in other languages: before those that the corpus shows and those inside the program. They are kept in state/ of the index, or on its cluster, and outlive
its rebuilding.`,
	}
	cmd.AddCommand(newGlossaryAdd(at), newGlossaryList(at), newGlossaryRemove(at), newGlossaryExport(at))
	return cmd
}

func newGlossaryAdd(at *location) *cobra.Command {
	var langs []string
	var parallel bool
	cmd := &cobra.Command{
		Use:   "add FILE…",
		Short: "Add the pairs of a glossary, a dictionary or parallel texts",
		Long: `Add reads glossaries: .tsv (language, term, language, term; or a header of languages),
.tbx, .tmx, .dix of Apertium with --langs, .u8 of CC-CEDICT. With --parallel two texts
are read whose lines translate each other, and their words are aligned. Lines that
cannot be read are told, the others are added.`,
		Example: "  izde glossary add terms.tsv\n  izde glossary add --langs kk,ru apertium-kaz-rus.kaz-rus.dix\n  izde glossary add --parallel a.txt b.txt --langs en,kk",
		Args:    usage(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
			codes, err := languages(langs)
			if err != nil {
				return err
			}
			var added []glossary.Pair
			if parallel {
				added, err = alignFiles(files, codes)
				if err != nil {
					return err
				}
			} else {
				for _, name := range files {
					pairs, problems, err := readGlossary(name, codes)
					for _, p := range problems {
						fmt.Fprintf(cmd.ErrOrStderr(), "%s:%d: %s\n", visible(name), p.Line, p.Reason)
					}
					if err != nil {
						return err
					}
					added = append(added, pairs...)
				}
			}
			kept, err := at.brought(cmd.Context())
			if err != nil {
				return err
			}
			all := glossary.Merge(kept, added)
			if len(all) > glossary.MaxKept {
				return fmt.Errorf("there would be %d pairs, and %d are kept at most: take others out first, with izde glossary remove FILE", len(all), glossary.MaxKept)
			}
			if err := at.keepPairs(cmd.Context(), all); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s added\n", plural(len(added), "pair"))
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&langs, "langs", nil, "the two languages of the files, such as en,kk")
	cmd.Flags().BoolVar(&parallel, "parallel", false, "two texts, line by line translations of each other")
	return cmd
}

func languages(codes []string) ([]doc.Lang, error) {
	var langs []doc.Lang
	for _, code := range codes {
		if _, want := doc.FacetLang.Row().Filter(code); want != "" {
			return nil, &usageError{fmt.Errorf("--langs %q: want %s", code, want)}
		}
		langs = append(langs, doc.Lang(code))
	}
	if len(langs) != 0 && (len(langs) != 2 || langs[0] == langs[1]) {
		return nil, &usageError{fmt.Errorf("--langs: want two languages, as in --langs en,kk")}
	}
	return langs, nil
}

func readGlossary(name string, langs []doc.Lang) ([]glossary.Pair, []glossary.Problem, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("reading a glossary: %w", err)
	}
	defer f.Close()
	return glossary.Read(name, f, langs)
}

// alignFiles returns the pairs of two texts.
func alignFiles(files []string, langs []doc.Lang) ([]glossary.Pair, error) {
	if len(files) != 2 || len(langs) != 2 {
		return nil, &usageError{fmt.Errorf("--parallel: want two files and their languages, as in --parallel a.txt b.txt --langs en,kk")}
	}
	var texts [2][]string
	for i, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			return nil, fmt.Errorf("reading a text: %w", err)
		}
		if info.Size() > glossary.MaxFile {
			return nil, fmt.Errorf("reading %s: more than %d MiB: split it", name, glossary.MaxFile>>20)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading a text: %w", err)
		}
		if !utf8.Valid(data) {
			return nil, fmt.Errorf("reading %s: not UTF-8", visible(name))
		}
		texts[i] = strings.Split(strings.TrimSuffix(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n"), "\n")
	}
	return glossary.Align(texts[0], texts[1], langs[0], langs[1], visible(files[0])+", "+visible(files[1]))
}

// brought returns the pairs kept beside the index.
func (l *location) brought(ctx context.Context) ([]glossary.Pair, error) {
	data, err := l.readState(ctx, glossary.StateFile)
	if err != nil {
		return nil, err
	}
	return glossary.ReadState(data)
}

func (l *location) keepPairs(ctx context.Context, pairs []glossary.Pair) error {
	var data bytes.Buffer
	if err := glossary.Write(&data, pairs); err != nil {
		return err
	}
	return l.writeState(ctx, glossary.StateFile, data.Bytes())
}

func newGlossaryList(at *location) *cobra.Command {
	return &cobra.Command{
		Use:   "list [WORD]",
		Short: "List the pairs that were added and those that the corpus shows",
		Long: `List prints the pairs that were added and those that the corpus shows; with a word those
with it, and the terms of several words inside the program that have it.`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, words []string) error {
			ix, err := at.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ix.Close()
			pairs, err := ix.Glossary.Pairs(cmd.Context())
			if err != nil {
				return err
			}
			if len(words) == 1 {
				pairs = slices.DeleteFunc(append(pairs, glossary.Terms()...), func(p glossary.Pair) bool {
					return !strings.Contains(strings.ToLower(p.A.Text+"\t"+p.B.Text), strings.ToLower(words[0]))
				})
			}
			return glossary.Write(cmd.OutOrStdout(), pairs)
		},
	}
}

func newGlossaryRemove(at *location) *cobra.Command {
	return &cobra.Command{
		Use:   "remove LANG TERM LANG TERM | remove FILE",
		Short: "Switch a pair off, or take out all pairs of a file",
		Long: `Remove switches a pair off, wherever it is known from: queries are no longer searched
by it. With the name of a file it takes out the pairs that were added from there.`,
		Example: "  izde glossary remove en power ru власть\n  izde glossary remove terms.tsv",
		Args:    usage(cobra.MatchAll(cobra.MinimumNArgs(1), cobra.MaximumNArgs(4))),
		RunE: func(cmd *cobra.Command, args []string) error {
			pairs, err := at.brought(cmd.Context())
			if err != nil {
				return err
			}
			switch len(args) {
			case 1:
				before := len(pairs)
				pairs = slices.DeleteFunc(pairs, func(p glossary.Pair) bool {
					return strings.HasPrefix(p.Evidence, args[0]+":") || slices.Contains(strings.Split(p.Evidence, ", "), args[0])
				})
				if before == len(pairs) {
					return fmt.Errorf("no pairs were added from %s", visible(args[0]))
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s removed\n", plural(before-len(pairs), "pair"))
			case 4:
				langs, err := languages([]string{args[0], args[2]})
				if err != nil {
					return err
				}
				pairs = glossary.Switch(pairs, glossary.Form{Lang: langs[0], Text: args[1]}, glossary.Form{Lang: langs[1], Text: args[3]}, true)
			default:
				return &usageError{fmt.Errorf("want a file, or a language and a term twice: en power ru власть")}
			}
			return at.keepPairs(cmd.Context(), pairs)
		},
	}
}

func newGlossaryExport(at *location) *cobra.Command {
	return &cobra.Command{
		Use:   "export",
		Short: "Print the pairs that were added, to be added elsewhere",
		Args:  usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			pairs, err := at.brought(cmd.Context())
			if err != nil {
				return err
			}
			return glossary.Write(cmd.OutOrStdout(), pairs)
		},
	}
}
