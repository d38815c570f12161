package main

// Quality across languages on sentences that translate each other: each sentence is a
// query in one language and a passage in another, and has to find its translation.

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/izde/izde/indexer/langid"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/plan"
)

// evaluateParallel prints the figures of the last sentences of a file, whose first line
// names its languages, among themselves, for each pair of languages and on the mean.
// With learn the lines before are brought as parallel texts.
func evaluateParallel(ctx context.Context, out io.Writer, path string, last int, learn bool, views plan.Views, asJSON bool) error {
	langs, columns, err := readParallel(path)
	if err != nil {
		return fmt.Errorf("evaluating: %w", err)
	}
	first := 0
	if last > 0 {
		first = max(0, len(columns[0])-last)
	}
	indexes := make([]*index.Index, len(langs))
	for i := range langs {
		var pairs []glossary.Pair
		for j := 0; learn && j < len(langs); j++ {
			if i == j {
				continue
			}
			aligned, err := glossary.Align(columns[j][:first], columns[i][:first], langs[j], langs[i], path)
			if err != nil {
				return fmt.Errorf("evaluating %s: %w", path, err)
			}
			pairs = append(pairs, aligned...)
		}
		if indexes[i], err = sentenceIndex(ctx, columns[i][first:], langs[i], pairs); err != nil {
			return fmt.Errorf("evaluating %s: %w", path, err)
		}
		defer indexes[i].Close()
	}
	rows := []*figures{}
	means := map[string]*figures{}
	for i, from := range langs {
		for j, to := range langs {
			if i == j {
				continue
			}
			f := &figures{Set: string(from) + "-" + string(to), Passages: len(columns[j]) - first}
			for n, text := range columns[i][first:] {
				hits, err := runQuery(ctx, indexes[j], text, views)
				if err != nil {
					return fmt.Errorf("evaluating %s, line %d: %w", path, first+n+2, err)
				}
				f.judge(hits, map[string]float64{strconv.Itoa(n): 1})
			}
			mean := "mean without kk"
			if from == doc.Kazakh || to == doc.Kazakh {
				mean = "mean with kk"
			}
			if means[mean] == nil {
				means[mean] = &figures{Set: mean, Passages: f.Passages}
			}
			means[mean].add(f)
			f.average()
			rows = append(rows, f)
		}
	}
	for _, mean := range []string{"mean with kk", "mean without kk"} {
		if f := means[mean]; f != nil {
			f.average()
			rows = append(rows, f)
		}
	}
	if asJSON {
		for _, f := range rows {
			if err := json.NewEncoder(out).Encode(f); err != nil {
				return err
			}
		}
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "languages\tqueries\tpassages\tnDCG@10\trecall@10\tMRR@10\t")
	for _, f := range rows {
		fmt.Fprintf(table, "%s\t%d\t%d\t%.3f\t%.3f\t%.3f\t\n", f.Set, f.Queries, f.Passages, f.NDCG, f.Recall, f.MRR)
	}
	return table.Flush()
}

// add adds the sums of another set of queries.
func (f *figures) add(more *figures) {
	f.Queries += more.Queries
	f.NDCG, f.Recall, f.MRR = f.NDCG+more.NDCG, f.Recall+more.Recall, f.MRR+more.MRR
}

// readParallel reads a file of fields between tabs, whose first line names languages and
// each of whose others has a sentence in each; it returns the sentences by language.
func readParallel(path string) ([]doc.Lang, [][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	var langs []doc.Lang
	var columns [][]string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Split(lines.Text(), "\t")
		if langs == nil {
			for _, code := range fields {
				if _, want := doc.FacetLang.Row().Filter(code); want != "" {
					return nil, nil, fmt.Errorf("%s:1: %q: want languages between tabs, such as en and kk", path, code)
				}
				langs = append(langs, doc.Lang(code))
			}
			columns = make([][]string, len(langs))
			continue
		}
		if len(fields) != len(langs) {
			return nil, nil, fmt.Errorf("%s:%d: %d fields, want %d", path, n, len(fields), len(langs))
		}
		for i, text := range fields {
			columns[i] = append(columns[i], text)
		}
	}
	if lines.Err() == nil && (len(langs) < 2 || len(columns[0]) == 0) {
		return nil, nil, fmt.Errorf("%s: want a line of languages and lines of sentences in them, between tabs", path)
	}
	return langs, columns, lines.Err()
}

// sentenceIndex indexes sentences in a language, each as a passage whose id is its number.
func sentenceIndex(ctx context.Context, sentences []string, lang doc.Lang, pairs []glossary.Pair) (*index.Index, error) {
	var detector langid.Detector
	docs, passages := make([]*doc.Document, len(sentences)), make([]*doc.Passage, len(sentences))
	for i, text := range sentences {
		id := strconv.Itoa(i)
		docs[i] = &doc.Document{ID: id, Source: id}
		p := &doc.Passage{ID: id, DocID: id, Kind: doc.Body, Text: text}
		p.Lang, p.Spans = detector.Identify(text, lang)
		passages[i] = p
	}
	return inMemory(ctx, docs, passages, pairs)
}
