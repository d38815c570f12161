package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/izde/izde/indexer/langid"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// depth is the rank down to which results are judged.
const depth = 10

func newEval(at *location) *cobra.Command {
	var dirs, match []string
	var parallel, among string
	var last int
	var asJSON, ablate, learn, together, strangers bool
	cmd := &cobra.Command{
		Use:   "eval [--beir DIR]",
		Short: "Measure the quality of the search",
		Long: `Eval runs the judged queries of izde's own corpus, or those of data sets in the
BEIR layout (corpus.jsonl, queries.jsonl and qrels/*.tsv), as the search page
would, and prints nDCG, recall and MRR of the first ten passages, averaged over
all queries that have judgments. On a cluster it makes an index of its own, and deletes
it. With --ablate it prints for each view what
leaving it out changes, and whether by more than chance. With --parallel it measures how
sentences find their translations: those of a file whose first line names languages and
whose others hold a sentence in each, between tabs. With --together the corpora of the data sets
are one, and their passages that have the same id translate each other. With --among they
are searched among the passages of an index, for what is in their languages. With --strangers
data sets of which the queries are in another language than the corpus are asked izde's own
judged queries as well, which they have no answers to.`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			views, err := desk.ReadViews(match)
			if err != nil {
				return asUsage(err)
			}
			if parallel != "" {
				return evaluateParallel(cmd.Context(), cmd.OutOrStdout(), parallel, last, learn, views, asJSON)
			}
			if (together || strangers) && len(dirs) == 0 {
				return asUsage(errors.New("--together and --strangers want data sets: --beir DIR"))
			}
			if together && strangers {
				return asUsage(errors.New("want --together or --strangers, not both"))
			}
			if among != "" {
				if len(dirs) == 0 || together || strangers || ablate {
					return asUsage(errors.New("--among wants data sets, --beir DIR, and no other measure"))
				}
				return evaluateAmong(cmd.Context(), at, cmd.OutOrStdout(), dirs, among, views)
			}
			if together {
				return evaluateTogether(cmd.Context(), at, cmd.OutOrStdout(), dirs, views)
			}
			if strangers {
				return evaluateStrangers(cmd.Context(), at, cmd.OutOrStdout(), dirs, views)
			}
			if ablate {
				return printAblations(cmd.Context(), at, cmd.OutOrStdout(), dirs, views, asJSON)
			}
			if len(dirs) == 0 {
				return evaluateSeeds(cmd.Context(), at, cmd.OutOrStdout(), views, asJSON)
			}
			return evaluateBEIR(cmd.Context(), at, cmd.OutOrStdout(), dirs, views, asJSON)
		},
	}
	cmd.Flags().StringArrayVar(&dirs, "beir", nil, "folder of a data set (may be repeated)")
	cmd.Flags().StringSliceVar(&match, "match", nil, "views to use, such as exact,stem (default all)")
	cmd.Flags().StringVar(&among, "among", "", "search the data sets among the passages of this index, a folder")
	cmd.Flags().StringVar(&parallel, "parallel", "", "file of sentences in several languages")
	cmd.Flags().IntVar(&last, "last", 0, "with --parallel: only the last so many sentences")
	cmd.Flags().BoolVar(&learn, "learn", false, "with --parallel --last: bring the sentences before as parallel texts")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a line of JSON for each line of the table")
	cmd.Flags().BoolVar(&together, "together", false, "put the corpora of the data sets into one index")
	cmd.Flags().BoolVar(&strangers, "strangers", false, "ask data sets the judged queries, which they have no answers to")
	cmd.Flags().BoolVar(&ablate, "ablate", false, "leave out each view in turn")
	return cmd
}

// topic is a query and the gains of the passages that are relevant, by id.
type topic struct {
	id, text string
	gains    map[string]float64
}

// figures are the measures of a set of queries. nDCG is defined as by Järvelin and
// Kekäläinen (2002) with the judgments as gains, as trec_eval computes it.
type figures struct {
	Set      string  `json:"set"`
	Queries  int     `json:"queries"`
	Passages int     `json:"passages,omitempty"`
	NDCG     float64 `json:"nDCG@10"`
	Recall   float64 `json:"recall@10"`
	MRR      float64 `json:"MRR@10"`
	// MS is the mean time of a query in milliseconds.
	MS float64 `json:"ms,omitempty"`
}

// judge adds the measures of one query: its hits against the gains of all
// passages that are relevant, by id. It returns the nDCG.
func (f *figures) judge(hits []search.Hit, gains map[string]float64) float64 {
	ranked := make([]float64, len(hits))
	relevant, found := 0, 0
	for i, h := range hits {
		ranked[i] = gains[h.Passage.ID]
		if ranked[i] <= 0 {
			continue
		}
		if found == 0 {
			f.MRR += 1 / float64(i+1)
		}
		found++
	}
	var all []float64
	for _, g := range gains {
		if g > 0 {
			relevant++
		}
		all = append(all, g)
	}
	f.Queries++
	if relevant == 0 {
		return 0
	}
	f.Recall += float64(found) / float64(relevant)
	slices.Sort(all)
	slices.Reverse(all)
	ndcg := dcg(ranked) / dcg(all[:min(depth, len(all))])
	f.NDCG += ndcg
	return ndcg
}

// average turns sums over queries into means.
func (f *figures) average() {
	n := float64(max(1, f.Queries))
	f.NDCG, f.Recall, f.MRR, f.MS = f.NDCG/n, f.Recall/n, f.MRR/n, f.MS/n
}

func dcg(gains []float64) float64 {
	sum := 0.0
	for i, g := range gains {
		sum += g / math.Log2(float64(i+2))
	}
	return sum
}

// searchPage searches as the page does, for its first hits; asked is what is asked for
// besides, such as filters.
func searchPage(ctx context.Context, engine *index.Index, text string, views plan.Views, asked search.Request) (*search.Result, error) {
	q, err := query.Parse(text)
	if err != nil {
		return nil, err
	}
	asked.Query, asked.Mode, asked.Views, asked.Sort, asked.Limit = q, query.Auto, views, search.ByRelevance, depth
	return engine.Search(ctx, &asked)
}

// runQuery returns the hits of searchPage.
func runQuery(ctx context.Context, engine *index.Index, text string, views plan.Views) ([]search.Hit, error) {
	result, err := searchPage(ctx, engine, text, views, search.Request{})
	if err != nil {
		return nil, err
	}
	return result.Hits, nil
}

func evaluateBEIR(ctx context.Context, at *location, out io.Writer, dirs []string, views plan.Views, asJSON bool) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "set\tqueries\tpassages\tnDCG@10\trecall@10\tMRR@10\tms/query\t")
	for _, dir := range dirs {
		f, err := evaluateSet(ctx, at, dir, views)
		if err != nil {
			return fmt.Errorf("evaluating %s: %w", dir, err)
		}
		if asJSON {
			if err := json.NewEncoder(out).Encode(f); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%.3f\t%.3f\t%.3f\t%.2f\t\n", f.Set, f.Queries, f.Passages, f.NDCG, f.Recall, f.MRR, f.MS)
	}
	if asJSON {
		return nil
	}
	return table.Flush()
}

func evaluateSet(ctx context.Context, at *location, dir string, views plan.Views) (*figures, error) {
	engine, topics, err := openBEIR(ctx, at, dir)
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	f := &figures{Set: setName(dir), Passages: engine.Status().Passages}
	return f, f.ask(ctx, engine, topics, views, search.Request{})
}

// ask adds the measures of topics, and averages. asked is as in searchPage.
func (f *figures) ask(ctx context.Context, engine *index.Index, topics []topic, views plan.Views, asked search.Request) error {
	start := time.Now()
	for _, t := range topics {
		result, err := searchPage(ctx, engine, t.text, views, asked)
		if err != nil {
			return fmt.Errorf("query %s: %w", t.id, err)
		}
		f.judge(result.Hits, t.gains)
	}
	f.MS = float64(time.Since(start).Microseconds()) / 1000
	f.average()
	return nil
}

func setName(dir string) string { return filepath.Base(filepath.Clean(dir)) }

// openBEIR indexes the corpus of a data set and reads its queries that
// have judgments.
func openBEIR(ctx context.Context, at *location, dir string) (*index.Index, []topic, error) {
	topics, err := readTopics(dir)
	if err != nil {
		return nil, nil, err
	}
	docs, passages, err := readCorpus(filepath.Join(dir, "corpus.jsonl"))
	if err != nil {
		return nil, nil, err
	}
	engine, err := trial(ctx, at, docs, passages)
	return engine, topics, err
}

// readTopics reads the queries of a data set that have judgments.
func readTopics(dir string) ([]topic, error) {
	judged, err := readQrels(filepath.Join(dir, "qrels"))
	if err != nil {
		return nil, err
	}
	var topics []topic
	err = eachLine(filepath.Join(dir, "queries.jsonl"), func(line []byte) error {
		var q struct {
			ID   string `json:"_id"`
			Text string `json:"text"`
		}
		if err := json.Unmarshal(line, &q); err != nil {
			return err
		}
		if len(judged[q.ID]) > 0 {
			topics = append(topics, topic{q.ID, q.Text, judged[q.ID]})
		}
		return nil
	})
	if err == nil && len(topics) == 0 {
		err = errors.New("no query has a judgment")
	}
	return topics, err
}

// readCorpus reads the entries of a corpus, each as a passage that begins with its
// title.
func readCorpus(path string) ([]*doc.Document, []*doc.Passage, error) {
	var docs []*doc.Document
	var passages []*doc.Passage
	err := eachLine(path, func(line []byte) error {
		var entry struct {
			ID    string `json:"_id"`
			Title string `json:"title"`
			Text  string `json:"text"`
		}
		if err := json.Unmarshal(line, &entry); err != nil {
			return err
		}
		text := strings.TrimSpace(entry.Title + "\n" + entry.Text)
		docs = append(docs, &doc.Document{ID: entry.ID, Source: entry.ID, Title: entry.Title})
		passages = append(passages, &doc.Passage{ID: entry.ID, DocID: entry.ID, Kind: doc.Body, Text: text})
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	var detector langid.Detector
	var wg sync.WaitGroup
	for w := range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := w; i < len(passages); i += runtime.GOMAXPROCS(0) {
				p := passages[i]
				p.Lang, p.Spans = detector.Identify(p.Text, doc.Und)
			}
		})
	}
	wg.Wait()
	return docs, passages, nil
}

// readQrels reads the judgments of a data set, query → passage → gain, from
// the test half where there is one, else the development half.
func readQrels(dir string) (map[string]map[string]float64, error) {
	path := filepath.Join(dir, "test.tsv")
	if _, err := os.Stat(path); err != nil {
		path = filepath.Join(dir, "dev.tsv")
	}
	judged := map[string]map[string]float64{}
	first := true
	err := eachLine(path, func(line []byte) error {
		f := strings.Split(string(line), "\t")
		if len(f) != 3 {
			return fmt.Errorf("want query, passage and score in %q", line)
		}
		gain, err := strconv.ParseFloat(f[2], 64)
		if first && err != nil {
			first = false
			return nil // the header
		}
		first = false
		if err != nil {
			return err
		}
		if judged[f[0]] == nil {
			judged[f[0]] = map[string]float64{}
		}
		judged[f[0]][f[1]] = gain
		return nil
	})
	return judged, err
}

// eachLine calls do with the lines of a file that are not blank.
func eachLine(path string, do func(line []byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if trimmed := strings.TrimSpace(string(line)); trimmed != "" {
			if err := do([]byte(trimmed)); err != nil {
				return fmt.Errorf("%s:%d: %w", path, n, err)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading %s: %w", path, err)
		}
	}
}
