package main

// Quality across languages where languages stand together: corpora of several languages
// in one index, and questions that an index has no answer to.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/seeds"
)

// evaluateTogether indexes the corpora of data sets as one, and prints for the queries of
// each set the MRR of the passages of its own corpus with and without other languages, and
// how many of their translations are among the first hits: passages that have the same id
// in other sets.
func evaluateTogether(ctx context.Context, at *location, out io.Writer, dirs []string, views plan.Views) error {
	var docs []*doc.Document
	var passages []*doc.Passage
	topics := make([][]topic, len(dirs))
	in := map[string][]string{} // the sets that have a passage of an id
	for i, dir := range dirs {
		var err error
		if topics[i], err = readTopics(dir); err != nil {
			return fmt.Errorf("evaluating %s: %w", dir, err)
		}
		d, p, err := readCorpus(filepath.Join(dir, "corpus.jsonl"))
		if err != nil {
			return fmt.Errorf("evaluating %s: %w", dir, err)
		}
		for j := range d {
			in[d[j].ID] = append(in[d[j].ID], setName(dir))
			id := setName(dir) + "/" + d[j].ID
			d[j].ID, d[j].Source, p[j].ID, p[j].DocID = id, id, id, id
		}
		docs, passages = append(docs, d...), append(passages, p...)
	}
	ix, err := trial(ctx, at, docs, passages)
	if err != nil {
		return err
	}
	defer ix.Close()
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "set\tqueries\tpassages\town MRR@10\twithout glossary\ttranslations@10\t")
	for i, dir := range dirs {
		with, without, translated := figures{}, figures{}, figures{}
		for _, t := range topics[i] {
			own, others := map[string]float64{}, map[string]float64{}
			for id, gain := range t.gains {
				own[setName(dir)+"/"+id] = gain
				for _, set := range in[id] {
					if set != setName(dir) {
						others[set+"/"+id] = gain
					}
				}
			}
			for _, run := range []struct {
				views plan.Views
				by    []*figures
			}{{views, []*figures{&with, &translated}}, {views &^ plan.Views(0).With(analysis.Glossary), []*figures{&without}}} {
				hits, err := runQuery(ctx, ix, t.text, run.views)
				if err != nil {
					return fmt.Errorf("evaluating: query %s: %w", t.id, err)
				}
				for k, f := range run.by {
					f.judge(hits, []map[string]float64{own, others}[k])
				}
			}
		}
		for _, f := range []*figures{&with, &without, &translated} {
			f.average()
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%.3f\t%.3f\t%.3f\t\n", setName(dir), with.Queries, len(passages), with.MRR, without.MRR, translated.Recall)
	}
	return table.Flush()
}

// keptAnswers is the share of right answers that a cut of scores has to keep.
const keptAnswers = 0.9

// evaluateStrangers asks the corpora of data sets, whose queries are in another language,
// the judged queries of the repository, which are about other things. It prints how many of
// these find passages by counterparts alone: any at all, and any above the cut that keeps
// keptAnswers of the answers which the queries of the data set find. A score is measured by
// what it could be at most: the weights of the words that have counterparts. Words that the
// corpus cannot express are not counted: right answers lack as many, and counted so more
// strangers stay above the cut (English .32 instead of .26).
func evaluateStrangers(ctx context.Context, at *location, out io.Writer, dirs []string, views plan.Views) error {
	strangers := map[doc.Lang][]string{}
	data, err := fs.ReadFile(seeds.Files, "queries.jsonl")
	if err != nil {
		return fmt.Errorf("evaluating: %w", err)
	}
	for line := range bytes.Lines(data) {
		var q judgedQuery
		if err := json.Unmarshal(line, &q); err != nil {
			return fmt.Errorf("evaluating: %w", err)
		}
		if len(q.Relevant) > 0 { // others are words that mean nothing
			strangers[q.Lang] = append(strangers[q.Lang], q.Query)
		}
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "set\tanswers\tcut\tstrangers\tlanguage\tanswered by other languages alone\tabove the cut\t")
	for _, dir := range dirs {
		if err := askStrangers(ctx, at, table, dir, strangers, views); err != nil {
			return fmt.Errorf("evaluating %s: %w", dir, err)
		}
	}
	return table.Flush()
}

// askStrangers prints the lines of one data set.
func askStrangers(ctx context.Context, at *location, table io.Writer, dir string, strangers map[doc.Lang][]string, views plan.Views) error {
	ix, topics, err := openBEIR(ctx, at, dir)
	if err != nil {
		return err
	}
	defer ix.Close()
	var right []float64
	for _, t := range topics {
		result, err := searchPage(ctx, ix, t.text, views, search.Request{Explained: true})
		if err != nil {
			return fmt.Errorf("query %s: %w", t.id, err)
		}
		if i := slices.IndexFunc(result.Hits, func(h search.Hit) bool { return t.gains[h.Passage.ID] > 0 }); i >= 0 && result.Plan.Expansions != nil {
			right = append(right, ofAll(result, i))
		}
	}
	if len(right) == 0 {
		return errors.New("no query finds its answer by other languages")
	}
	slices.Sort(right)
	cut := right[int(math.Floor((1-keptAnswers)*float64(len(right))))]
	for _, lang := range slices.Sorted(maps.Keys(strangers)) {
		any, sure := 0, 0
		for _, text := range strangers[lang] {
			result, err := searchPage(ctx, ix, text, views, search.Request{Explained: true})
			if err != nil {
				return fmt.Errorf("%q: %w", text, err)
			}
			if result.Direct > 0 || len(result.Hits) == 0 {
				continue
			}
			if any++; ofAll(result, 0) >= cut {
				sure++
			}
		}
		all := float64(len(strangers[lang]))
		fmt.Fprintf(table, "%s\t%d\t%.2f\t%d\t%s\t%.2f\t%.2f\t\n", setName(dir), len(right), cut, len(strangers[lang]), lang, float64(any)/all, float64(sure)/all)
	}
	return nil
}

// ofAll is the score of a hit by words as a share of what passages that hold a counterpart
// of each word could have at most. What puts passages with all words first is no score by
// words.
func ofAll(result *search.Result, hit int) float64 {
	most := map[string]float64{} // by word
	for _, c := range result.Plan.Expansions {
		most[c.Text] = max(most[c.Text], c.Weight/c.Part)
	}
	for _, b := range result.Plan.Also {
		if c, ok := b.Node.(*plan.Counterparts); ok {
			most[c.Text] = max(most[c.Text], c.Weight*b.Weight)
		}
	}
	sum := 0.0
	for _, weight := range most {
		sum += weight * (engine.K1 + 1)
	}
	score := 0.0
	for _, part := range result.Hits[hit].Explanation.Parts {
		if part.Query != "" {
			score += part.Score
		}
	}
	return score / max(sum, 1e-9)
}
