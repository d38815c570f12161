package main

// The report of "izde index --report FILE": a line for each file, as CSV for
// spreadsheets or as a JSON array.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/web"
)

// reportLine is a file in the report. Numbers of a file that was not read are 0.
type reportLine struct {
	Path   string `json:"path"`
	Status string `json:"status"` // see indexer.Status
	// Reason says why a file failed or was skipped.
	Reason string `json:"reason"`
	Format string `json:"format"`
	Bytes  int64  `json:"bytes"`
	Pages  int    `json:"pages"`
	// WithoutText is the share of pages without text, from 0 to 1.
	PagesWithoutText    int      `json:"pages_without_text"`
	WithoutText         float64  `json:"share_without_text"`
	Characters          int      `json:"characters"` // white space aside
	Passages            int      `json:"passages"`
	Repairs             int      `json:"repairs"`
	References          int      `json:"references"`
	UnresolvedCitations int      `json:"unresolved_citations"`
	Seconds             float64  `json:"seconds"`
	Notes               []string `json:"notes"`
}

func newReportLine(f *indexer.FileReport) reportLine {
	r := &f.Reading
	l := reportLine{Path: strings.ToValidUTF8(f.Path, "\uFFFD"), Status: string(f.Status), Reason: f.Reason, Format: r.Format, Bytes: r.Bytes, Pages: r.Pages, PagesWithoutText: r.PagesWithoutText,
		Characters: r.Characters, Passages: f.Passages, Repairs: r.Repairs, References: r.References, UnresolvedCitations: r.Unresolved,
		Seconds: float64(f.Time.Milliseconds()) / 1000, Notes: append([]string{}, f.Notes...)}
	if r.Pages > 0 {
		l.WithoutText = float64(r.PagesWithoutText*1000/r.Pages) / 1000
	}
	return l
}

var reportColumns = []string{"path", "status", "reason", "format", "bytes", "pages", "pages_without_text", "share_without_text", "characters", "passages",
	"repairs", "references", "unresolved_citations", "seconds", "notes"}

func (l *reportLine) cells() []string {
	decimal := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	return []string{l.Path, l.Status, l.Reason, l.Format, strconv.FormatInt(l.Bytes, 10), strconv.Itoa(l.Pages), strconv.Itoa(l.PagesWithoutText), decimal(l.WithoutText),
		strconv.Itoa(l.Characters), strconv.Itoa(l.Passages), strconv.Itoa(l.Repairs), strconv.Itoa(l.References), strconv.Itoa(l.UnresolvedCitations), decimal(l.Seconds), strings.Join(l.Notes, "; ")}
}

// reportFile is a report that is to be written.
type reportFile struct {
	path string
	temp *os.File // beside path, renamed to it when it is complete
}

// newReportFile returns nil if path is "". That it can be written is known before
// anything is indexed.
func newReportFile(path string) (*reportFile, error) {
	if path == "" {
		return nil, nil
	}
	if ext := strings.ToLower(filepath.Ext(path)); ext != ".csv" && ext != ".json" {
		return nil, &usageError{fmt.Errorf("--report %q: want a name that ends in .csv or .json", path)}
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".izde-report-*")
	if err != nil {
		return nil, fmt.Errorf("writing the report: %w", err)
	}
	return &reportFile{path, temp}, nil
}

// discard drops a report that was not written.
func (f *reportFile) discard() {
	if f != nil && f.temp != nil {
		f.temp.Close()
		os.Remove(f.temp.Name())
	}
}

// write writes what is known about files. An earlier report is replaced at once.
func (f *reportFile) write(files []indexer.FileReport) error {
	if f == nil {
		return nil
	}
	data, err := encodeReport(strings.ToLower(filepath.Ext(f.path)), files)
	if err == nil {
		_, err = f.temp.Write(data)
	}
	if err == nil {
		err = f.temp.Chmod(0o644)
	}
	if err == nil {
		err = f.temp.Close()
	}
	if err == nil {
		err = os.Rename(f.temp.Name(), f.path)
	}
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	f.temp = nil
	return nil
}

// encodeReport encodes a report as ".csv" or ".json".
func encodeReport(ext string, files []indexer.FileReport) ([]byte, error) {
	lines := make([]reportLine, len(files))
	for i := range files {
		lines[i] = newReportLine(&files[i])
	}
	if ext == ".json" {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		err := e.Encode(lines)
		return b.Bytes(), err
	}
	rows := [][]string{reportColumns}
	for i := range lines {
		rows = append(rows, lines[i].cells())
	}
	var b bytes.Buffer
	err := web.WriteCSV(&b, rows)
	return b.Bytes(), err
}

// printYield says what of the files read cannot be found, or means nothing.
func printYield(out io.Writer, files []indexer.FileReport) {
	var pages, without, scanned, unresolved int
	for _, f := range files {
		if f.Status == indexer.Added || f.Status == indexer.Changed {
			pages, without, unresolved = pages+f.Reading.Pages, without+f.Reading.PagesWithoutText, unresolved+f.Reading.Unresolved
			if f.Reading.PagesWithoutText > 0 {
				scanned++
			}
		}
	}
	if without > 0 {
		fmt.Fprintf(out, "  pages without text: %s of %s, in %s of the files\n", humanize.Comma(int64(without)), humanize.Comma(int64(pages)), humanize.Comma(int64(scanned)))
	}
	if unresolved > 0 {
		fmt.Fprintf(out, "  citations that mean no entry of their lists: %s\n", humanize.Comma(int64(unresolved)))
	}
}
