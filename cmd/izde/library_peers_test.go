package main

// The engines that the speed of izde is measured beside, and how they are asked for what
// the page of izde shows.

import (
	"context"
	"database/sql"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2"
	blevequery "github.com/blevesearch/bleve/v2/search/query"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
)

// benchFacets are the facets that the other systems count.
var benchFacets = []string{"lang", "kind", "section", "doc", "pages"}

func facetValues(p *doc.Passage) []any {
	section := ""
	if len(p.Section) > 0 {
		section = p.Section[0]
	}
	return []any{string(p.Lang), string(p.Kind), section, p.DocID, strconv.Itoa(p.Ordinal / 10)}
}

// benchSQLite opens a table of FTS5 with the passages, which it makes in one
// transaction where it is missing. The driver is SQLite translated to Go: the original
// in C takes about half the time.
func benchSQLite(t *testing.T, path string, e *embedded.Engine) *sql.DB {
	_, missing := os.Stat(path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if missing == nil {
		return db
	}
	fill := func() error {
		for _, s := range []string{"CREATE VIRTUAL TABLE p USING fts5(text)", "CREATE TABLE f (id INTEGER PRIMARY KEY, " + strings.Join(benchFacets, ", ") + ")"} {
			if _, err := db.Exec(s); err != nil {
				return err
			}
		}
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		n := 0
		for p := range passagesOf(t, e) {
			n++
			if _, err := tx.Exec("INSERT INTO p (rowid, text) VALUES (?, ?)", n, p.Text); err != nil {
				return err
			}
			if _, err := tx.Exec("INSERT INTO f VALUES (?, ?, ?, ?, ?, ?)", append([]any{n}, facetValues(p)...)...); err != nil {
				return err
			}
		}
		return tx.Commit()
	}
	measured(t, "SQLite filled", fill)
	return db
}

// searchSQLite runs what the page of izde shows: the total, ten hits with snippets and
// the counts of facets.
func searchSQLite(ctx context.Context, db *sql.DB, match string) (total int, err error) {
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM p WHERE p MATCH ?", match).Scan(&total); err != nil {
		return 0, err
	}
	drain := func(q string) error {
		rows, err := db.QueryContext(ctx, q, match)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
		}
		return rows.Err()
	}
	if err := drain("SELECT rowid, snippet(p, 0, '[', ']', '…', 40) FROM p WHERE p MATCH ? ORDER BY rank LIMIT 10"); err != nil {
		return 0, err
	}
	for _, f := range benchFacets {
		if err := drain("SELECT f." + f + ", count(*) AS n FROM p JOIN f ON f.id = p.rowid WHERE p MATCH ? GROUP BY 1 ORDER BY n DESC LIMIT 20"); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// benchBleve opens an index of bleve with the passages, which it makes where it is
// missing.
func benchBleve(t *testing.T, path string, e *embedded.Engine) bleve.Index {
	if idx, err := bleve.Open(path); err == nil {
		return idx
	}
	mapping := bleve.NewIndexMapping()
	for _, f := range benchFacets {
		field := bleve.NewKeywordFieldMapping()
		field.Store, field.IncludeTermVectors, field.IncludeInAll = false, false, false
		mapping.DefaultMapping.AddFieldMappingsAt(f, field)
	}
	mapping.DefaultMapping.AddFieldMappingsAt("text", bleve.NewTextFieldMapping())
	mapping.DefaultField = "text"
	idx, err := bleve.New(path, mapping)
	if err != nil {
		t.Fatal(err)
	}
	measured(t, "bleve filled", func() error {
		batch, n := idx.NewBatch(), 0
		for p := range passagesOf(t, e) {
			fields := map[string]any{"text": p.Text}
			for i, v := range facetValues(p) {
				fields[benchFacets[i]] = v
			}
			if err := batch.Index(strconv.Itoa(n), fields); err != nil {
				return err
			}
			if n++; batch.Size() == 3000 {
				if err := idx.Batch(batch); err != nil {
					return err
				}
				batch = idx.NewBatch()
			}
		}
		return idx.Batch(batch)
	})
	return idx
}

func searchBleve(ctx context.Context, idx bleve.Index, q blevequery.Query) (int, error) {
	r := bleve.NewSearchRequestOptions(q, 10, 0, false)
	r.Fields, r.Highlight = []string{"text"}, bleve.NewHighlight()
	for _, f := range benchFacets {
		r.AddFacet(f, bleve.NewFacetRequest(f, 20))
	}
	found, err := idx.SearchInContext(ctx, r)
	if err != nil {
		return 0, err
	}
	return int(found.Total), nil
}
