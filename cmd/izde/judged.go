package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/langid"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/seeds"
)

// judgedQuery is a line of seeds/queries.jsonl.
type judgedQuery struct {
	ID       string     `json:"id"`
	Lang     doc.Lang   `json:"lang"`
	Query    string     `json:"query"`
	Relevant []judgment `json:"relevant"`
	Note     string     `json:"note"`
	// Cross marks queries whose answer stands in another language alone.
	Cross bool `json:"cross"`
}

// judgment names a passage by a quotation from it.
type judgment struct {
	Quote string  `json:"quote"`
	Gain  float64 `json:"gain"`
}

// UnmarshalJSON accepts a quotation alone for a gain of 1.
func (j *judgment) UnmarshalJSON(data []byte) error {
	j.Gain = 1
	if json.Unmarshal(data, &j.Quote) == nil {
		return nil
	}
	type plain judgment
	return json.Unmarshal(data, (*plain)(j))
}

// seedTopic is a judged query with the gains of the passages wanted, all and by
// their language.
type seedTopic struct {
	topic
	lang   doc.Lang
	byLang map[doc.Lang]map[string]float64
}

// openSeeds indexes the corpus of the repository and reads its judged queries. The
// function that it returns removes the index.
func openSeeds(ctx context.Context, at *location) (_ *index.Index, _ []seedTopic, _ func(), err error) {
	dir, err := os.MkdirTemp("", "izde-eval-")
	if err != nil {
		return nil, nil, nil, err
	}
	var engine *index.Index
	remove := func() {
		if engine != nil {
			engine.Close()
		}
		os.RemoveAll(dir)
	}
	defer func() {
		if err != nil {
			remove()
		}
	}()
	if err := os.CopyFS(dir, seeds.Files); err != nil {
		return nil, nil, nil, err
	}
	if engine, err = indexSeeds(ctx, at, dir); err != nil {
		return nil, nil, nil, err
	}
	finder, err := newQuoteFinder(ctx, engine)
	if err != nil {
		return nil, nil, nil, err
	}
	var topics []seedTopic
	err = eachLine(filepath.Join(dir, "queries.jsonl"), func(line []byte) error {
		var q judgedQuery
		if err := json.Unmarshal(line, &q); err != nil {
			return err
		}
		t := seedTopic{topic{q.ID, q.Query, map[string]float64{}}, q.Lang, map[doc.Lang]map[string]float64{}}
		for _, j := range q.Relevant {
			p, err := finder.find(j.Quote)
			if err != nil {
				return fmt.Errorf("query %s: %w", q.ID, err)
			}
			t.gains[p.ID] = max(t.gains[p.ID], j.Gain)
			if t.byLang[p.Lang] == nil {
				t.byLang[p.Lang] = map[string]float64{}
			}
			t.byLang[p.Lang][p.ID] = t.gains[p.ID]
		}
		topics = append(topics, t)
		return nil
	})
	return engine, topics, remove, err
}

// evaluateSeeds runs the judged queries of the repository over its corpus and
// prints a table by the language of the query and of the passages wanted.
func evaluateSeeds(ctx context.Context, at *location, out io.Writer, views plan.Views, asJSON bool) error {
	engine, topics, remove, err := openSeeds(ctx, at)
	if err != nil {
		return fmt.Errorf("evaluating: %w", err)
	}
	defer remove()

	rows := map[string]*figures{}
	row := func(name string) *figures {
		if rows[name] == nil {
			rows[name] = &figures{Set: name}
		}
		return rows[name]
	}
	silent, unanswerable := 0, 0
	for _, t := range topics {
		hits, err := runQuery(ctx, engine, t.text, views)
		if err != nil {
			return fmt.Errorf("evaluating: query %s: %w", t.id, err)
		}
		if len(t.gains) == 0 {
			unanswerable++
			if len(hits) == 0 {
				silent++
			}
			continue
		}
		row(string(t.lang)+" all").judge(hits, t.gains)
		row("all").judge(hits, t.gains)
		for lang, gains := range t.byLang {
			row(string(t.lang)+" "+string(lang)).judge(hits, gains)
		}
	}

	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "query\tpassage\tqueries\tnDCG@10\trecall@10\tMRR@10")
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		f := rows[name]
		f.average()
		query, passage, _ := strings.Cut(name, " ")
		if passage == "" {
			passage = "all"
		}
		if asJSON {
			if err := json.NewEncoder(out).Encode(f); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%.3f\t%.3f\t%.3f\n", query, passage, f.Queries, f.NDCG, f.Recall, f.MRR)
	}
	if asJSON {
		return nil
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%d of %d queries without an answer find nothing\n", silent, unanswerable)
	return nil
}

// indexSeeds indexes the corpus below dir, as "izde index" does.
func indexSeeds(ctx context.Context, at *location, dir string) (*index.Index, error) {
	at = at.trial(filepath.Join(dir, "index"))
	b, err := newBuild(ctx, at, "", true)
	if err != nil {
		return nil, err
	}
	defer b.Abort()
	report, err := indexer.Run(ctx, b, []string{filepath.Join(dir, "articles")}, indexer.Options{Identifier: &langid.Detector{}})
	if err != nil {
		return nil, err
	}
	if len(report.Failed) > 0 {
		return nil, fmt.Errorf("%s: %s", report.Failed[0].Path, report.Failed[0].Reason)
	}
	if _, err := b.commit(ctx); err != nil {
		return nil, err
	}
	return openTrial(ctx, at)
}

// quoteFinder finds the passage that a quotation stands in.
type quoteFinder struct {
	files    map[string][]byte // by source
	passages map[string][]*doc.Passage
}

func newQuoteFinder(ctx context.Context, engine *index.Index) (*quoteFinder, error) {
	f := &quoteFinder{files: map[string][]byte{}, passages: map[string][]*doc.Passage{}}
	docs, _, err := engine.Documents(ctx, 0, engine.Status().Documents)
	if err != nil {
		return nil, err
	}
	for _, d := range docs {
		if f.files[d.Source], err = fs.ReadFile(seeds.Files, path.Join("articles", d.Source)); err != nil {
			return nil, err
		}
		if f.passages[d.Source], err = engine.Passages(ctx, d.ID); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *quoteFinder) find(quote string) (*doc.Passage, error) {
	for source, file := range f.files {
		at := bytes.Index(file, []byte(quote))
		if at < 0 {
			continue
		}
		for _, p := range f.passages[source] {
			for _, s := range p.Source {
				if s.Start <= at && at < s.End {
					return p, nil
				}
			}
		}
	}
	return nil, fmt.Errorf("no passage holds %q", quote)
}
