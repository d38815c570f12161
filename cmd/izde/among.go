package main

// Quality at size: data sets among the passages of a library.

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// evaluateAmong prints the MRR of data sets alone and among all passages of the index in
// folder, and the mean time of a query there with and without other languages. Queries ask
// for the languages of the set's corpus, as a reader does by the facet: in a large library
// of several languages the first hits of all are those in the query's own.
func evaluateAmong(ctx context.Context, at *location, out io.Writer, dirs []string, folder string, views plan.Views) error {
	docs, passages, err := readLibrary(ctx, folder)
	if err != nil {
		return fmt.Errorf("reading the index %s: %w", folder, err)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "set\tqueries\tpassages\tMRR@10\tamong\tMRR@10\tms/query\twithout glossary\t")
	for _, dir := range dirs {
		topics, err := readTopics(dir)
		if err != nil {
			return fmt.Errorf("evaluating %s: %w", dir, err)
		}
		d, p, err := readCorpus(filepath.Join(dir, "corpus.jsonl"))
		if err != nil {
			return fmt.Errorf("evaluating %s: %w", dir, err)
		}
		languages := search.Filter{Facet: doc.FacetLang, Include: commonLanguages(p)}
		alone, err := askFor(ctx, at, d, p, topics, languages, views)
		if err != nil {
			return fmt.Errorf("evaluating %s: %w", dir, err)
		}
		there, err := askFor(ctx, at, slices.Concat(docs, d), slices.Concat(passages, p), topics, languages, views, views&^plan.Views(0).With(analysis.Glossary))
		if err != nil {
			return fmt.Errorf("evaluating %s among others: %w", dir, err)
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%.3f\t%d\t%.3f\t%.1f\t%.1f\t\n", setName(dir), alone[0].Queries, alone[0].Passages, alone[0].MRR,
			there[0].Passages, there[0].MRR, there[0].MS, there[1].MS)
	}
	return table.Flush()
}

// readLibrary reads all documents and passages of an index.
func readLibrary(ctx context.Context, folder string) ([]*doc.Document, []*doc.Passage, error) {
	e, err := embedded.Open(ctx, folder)
	if err != nil {
		return nil, nil, err
	}
	defer e.Close()
	l := engine.Library{Finder: e}
	docs, _, err := l.Documents(ctx, 0, e.Status().Documents)
	var passages []*doc.Passage
	for _, d := range docs {
		own, err := l.Passages(ctx, d.ID)
		if err != nil {
			return nil, nil, err
		}
		passages = append(passages, own...)
	}
	return docs, passages, err
}

// commonLanguages returns the languages that a tenth or more of the passages are in.
func commonLanguages(passages []*doc.Passage) []string {
	count := map[doc.Lang]int{}
	for _, p := range passages {
		count[p.Lang]++
	}
	var common []string
	for lang, n := range count {
		if 10*n >= len(passages) {
			common = append(common, string(lang))
		}
	}
	slices.Sort(common)
	return common
}

// askFor indexes documents and returns the figures of the topics under a filter, for each
// of runs.
func askFor(ctx context.Context, at *location, docs []*doc.Document, passages []*doc.Passage, topics []topic, filter search.Filter, runs ...plan.Views) ([]figures, error) {
	ix, err := trial(ctx, at, docs, passages)
	if err != nil {
		return nil, err
	}
	defer ix.Close()
	if err := ix.Ready(ctx); err != nil {
		return nil, err
	}
	all := make([]figures, len(runs))
	for i, views := range runs {
		all[i].Passages = len(passages)
		if err := all[i].ask(ctx, ix, topics, views, search.Request{Filters: []search.Filter{filter}}); err != nil {
			return nil, err
		}
	}
	return all, nil
}
