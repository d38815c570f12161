package main

// What indexing a library of files costs, beside SQLite's FTS5 with the same files as one
// plain column.

import (
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/embedded"
)

// TestBenchIndex indexes the folder IZDE_BENCH_CORPUS three times, each time beside SQLite,
// compares the processor time, and adds one file twice: the first addition to an index
// that was made at once copies it.
func TestBenchIndex(t *testing.T) {
	corpus := os.Getenv("IZDE_BENCH_CORPUS")
	if corpus == "" || os.Getenv("IZDE_BENCH_PASSAGES") != "" {
		t.Skip("make bench-index CORPUS=FOLDER measures how a library is indexed")
	}
	var ratios []float64
	for range 3 {
		dir := t.TempDir()
		root, plain := filepath.Join(dir, "index"), filepath.Join(dir, "sqlite")
		start := processorTime()
		measured(t, "izde index", func() error { return benchIndex(root, corpus) })
		own := processorTime() - start
		start = processorTime()
		measured(t, "SQLite", func() error { return paragraphsIntoSQLite(plain, corpus) })
		ratios = append(ratios, float64(own)/float64(processorTime()-start))
		size := folderSize(t, root)
		e, err := embedded.Open(t.Context(), root)
		if err != nil {
			t.Fatal(err)
		}
		text := 0
		for p := range passagesOf(t, e) {
			text += len(p.Text)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		more := filepath.Join(dir, "more.md")
		for i := range 2 {
			text := fmt.Sprintf("# Wind power\n\nRivers and wind in the year %d.\n\n## References\n\n1. Kim V. Freight of the harbours. Harbour Journal, %[1]d, vol. 3, p. 5.\n", 2001+i)
			if err := os.WriteFile(more, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			measured(t, "one file more", func() error { return benchIndex(root, more) })
		}
		t.Logf("%.1f × SQLite; %.2f bytes of index for a byte of text, SQLite %.2f", ratios[len(ratios)-1],
			float64(size)/float64(text), float64(folderSize(t, plain))/float64(text))
	}
	slices.Sort(ratios)
	t.Logf("in the middle %.1f × SQLite", ratios[len(ratios)/2])
}

// paragraphsIntoSQLite makes a table of FTS5 of the paragraphs of the Markdown files below
// a folder, in one transaction.
func paragraphsIntoSQLite(path, corpus string) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Exec("CREATE VIRTUAL TABLE p USING fts5(text)"); err != nil {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.Prepare("INSERT INTO p (text) VALUES (?)")
	if err != nil {
		return err
	}
	err = filepath.WalkDir(corpus, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for paragraph := range strings.SplitSeq(string(data), "\n\n") {
			if _, err := insert.Exec(paragraph); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return tx.Commit()
}
