package web

// Tables for spreadsheets: CSV (RFC 4180) and TSV (the IANA's
// text/tab-separated-values, which has no way to write a tab inside a cell).

import (
	"encoding/csv"
	"io"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/gin-gonic/gin"
)

// exportFormats are the formats of files to go on working with, and their media
// types.
var exportFormats = map[string]string{
	"csv":   "text/csv; charset=utf-8; header=present",
	"tsv":   "text/tab-separated-values; charset=utf-8",
	"jsonl": "application/jsonl; charset=utf-8",
	"json":  "application/json; charset=utf-8",
}

// readFormat returns the format that a parameter asks for or, failing that, the
// Accept header; the first allowed is the default.
func readFormat(c *gin.Context, params url.Values, allowed ...string) (string, error) {
	format, err := oneOf(params, "format", allowed...)
	if err != nil || params.Get("format") != "" {
		return format, err
	}
	var offered []string
	for _, f := range allowed {
		media, _, _ := strings.Cut(exportFormats[f], ";")
		offered = append(offered, media)
	}
	media, _ := preferred(c.Request.Header.Values("Accept"), offered)
	if media == "" {
		return "", fault(notAcceptable, "available: %s", strings.Join(offered, ", "))
	}
	return allowed[slices.Index(offered, media)], nil
}

// table writes rows as CSV or TSV.
type table struct {
	csv *csv.Writer // nil for TSV
	out io.Writer
}

func newTable(w io.Writer, format string) *table {
	t := &table{out: w}
	if format == "csv" {
		t.csv = csv.NewWriter(w)
		t.csv.UseCRLF = true
	}
	return t
}

func (t *table) write(cells ...string) error {
	for i, c := range cells {
		cells[i] = inert(c)
	}
	if t.csv != nil {
		if err := t.csv.Write(cells); err != nil {
			return err
		}
		t.csv.Flush()
		return t.csv.Error()
	}
	for i, c := range cells {
		cells[i] = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
				return ' '
			}
			return r
		}, c)
	}
	_, err := io.WriteString(t.out, strings.Join(cells, "\t")+"\n")
	return err
}

// inert keeps spreadsheets from running a cell: what they would take for a
// formula gets an apostrophe, which makes it text (OWASP, CSV Injection). Text
// that begins so is no less readable with it.
func inert(cell string) string {
	first := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' })
	if first != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(first[:min(len(first), 4)])[0]) || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") {
		return "'" + cell
	}
	return cell
}
