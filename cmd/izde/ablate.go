package main

// Ablation: what each view of the text is worth. Every query is searched with
// all views and without one; the differences of nDCG, query by query, are
// resampled (the paired bootstrap: Sakai, Evaluating Evaluation Metrics based on
// the Bootstrap, SIGIR 2006), which tells a view that hurts from chance.

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"text/tabwriter"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/plan"
)

// resamples is how many samples of the queries the interval is read from.
const resamples = 2000

// ablation is what leaving out a view does to a set of queries.
type ablation struct {
	Set     string `json:"set"`
	Without string `json:"without"`
	Queries int    `json:"queries"`
	// NDCG is the mean nDCG with all views.
	NDCG float64 `json:"nDCG@10"`
	// Difference is the change of the mean nDCG when the view is left out, Low and
	// High its 95 % interval.
	Difference float64 `json:"difference"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
}

// verdict is the finding of an ablation about the view.
func (a ablation) verdict() string {
	switch {
	case a.Low > 0:
		return "hurts"
	case a.High < 0:
		return "helps"
	}
	return ""
}

// printAblations prints the ablations of data sets, or of the judged queries of
// the repository when no folder is named.
func printAblations(ctx context.Context, at *location, out io.Writer, dirs []string, views plan.Views, asJSON bool) error {
	var all []ablation
	if len(dirs) == 0 {
		engine, seeds, remove, err := openSeeds(ctx, at)
		if err != nil {
			return fmt.Errorf("evaluating: %w", err)
		}
		defer remove()
		var topics []topic
		for _, t := range seeds {
			if len(t.gains) > 0 {
				topics = append(topics, t.topic)
			}
		}
		if all, err = ablations(ctx, "seeds", engine, topics, views); err != nil {
			return fmt.Errorf("evaluating: %w", err)
		}
	}
	for _, dir := range dirs {
		engine, topics, err := openBEIR(ctx, at, dir)
		if err != nil {
			return fmt.Errorf("evaluating %s: %w", dir, err)
		}
		list, err := ablations(ctx, setName(dir), engine, topics, views)
		engine.Close()
		if err != nil {
			return fmt.Errorf("evaluating %s: %w", dir, err)
		}
		all = append(all, list...)
	}
	if asJSON {
		for _, a := range all {
			if err := json.NewEncoder(out).Encode(a); err != nil {
				return err
			}
		}
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "set\tqueries\tnDCG@10\twithout\tdifference\t95 % from\tto\tthe view\t")
	for _, a := range all {
		fmt.Fprintf(table, "%s\t%d\t%.3f\t%s\t%+.4f\t%+.4f\t%+.4f\t%s\t\n", a.Set, a.Queries, a.NDCG, a.Without, a.Difference, a.Low, a.High, a.verdict())
	}
	return table.Flush()
}

// ablations leaves out each of the views in turn.
func ablations(ctx context.Context, set string, engine *index.Index, topics []topic, views plan.Views) ([]ablation, error) {
	each := func(views plan.Views) ([]float64, float64, error) {
		var f figures
		ndcg := make([]float64, len(topics))
		for i, t := range topics {
			hits, err := runQuery(ctx, engine, t.text, views)
			if err != nil {
				return nil, 0, fmt.Errorf("query %s: %w", t.id, err)
			}
			ndcg[i] = f.judge(hits, t.gains)
		}
		f.average()
		return ndcg, f.NDCG, nil
	}
	with, mean, err := each(views)
	if err != nil {
		return nil, err
	}
	var list []ablation
	for v := analysis.Exact; analysis.AllViews.Has(v); v++ {
		if !views.Has(v) {
			continue
		}
		differences, _, err := each(views &^ plan.Views(0).With(v))
		if err != nil {
			return nil, err
		}
		for i := range differences {
			differences[i] -= with[i]
		}
		a := ablation{Set: set, Without: v.String(), Queries: len(topics), NDCG: mean}
		a.Difference, a.Low, a.High = bootstrap(differences)
		list = append(list, a)
	}
	return list, nil
}

// bootstrap returns the mean of values that are drawn from a population and the 95 %
// interval of the population's mean, by percentiles of the means of resamples. The
// same values give the same interval.
func bootstrap(values []float64) (mean, low, high float64) {
	if len(values) == 0 {
		return 0, 0, 0
	}
	rng := rand.New(rand.NewPCG(1, uint64(len(values))))
	means := make([]float64, resamples)
	n := float64(len(values))
	for i := range means {
		for range values {
			means[i] += values[rng.IntN(len(values))] / n
		}
	}
	for _, v := range values {
		mean += v / n
	}
	slices.Sort(means)
	const tail = resamples * 25 / 1000
	return mean, means[tail], means[resamples-1-tail]
}
