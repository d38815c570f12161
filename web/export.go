package web

// Results as lines and as files to go on working with. GET /api/v1/kwic is a
// concordance, every match on a line of its own ("izde kwic" gives the same in a
// terminal), GET /api/v1/export the results of a search with the data that a citation
// of each needs. Hits are written while they are read, so that memory does not grow
// with their number. An answer that cannot be finished is broken off, so that no
// client takes a part of it for the whole.
//
// Tables are for spreadsheets: CSV (RFC 4180) and TSV (the IANA's
// text/tab-separated-values, which has no way to write a tab inside a cell).

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
)

var exportParams = append(slices.Clone(queryParams), "sort", "group", "limit", "format")

func (s *site) apiExport(x *call) error {
	format, r := x.readFormat("jsonl", "csv", "tsv"), x.orderedQuery()
	r.Limit = x.number("limit", 0, 1, desk.MaxExported)
	if x.err != nil {
		return x.err
	}
	export, err := x.desk.Export(x.ctx(), &r)
	if err != nil {
		return err
	}
	x.Header("Content-Type", exportFormats[format])
	x.Header("Cache-Control", "no-store")
	x.Header("X-Total-Count", strconv.Itoa(export.Total))
	x.download("results", format)
	x.Status(http.StatusOK)
	if x.Request.Method == http.MethodHead {
		x.Writer.WriteHeaderNow()
		return nil
	}
	if err := x.writeExport(s, format, export, r.Grouped); err != nil {
		s.log.Warn("an export was broken off", "id", x.Writer.Header().Get(requestIDHeader), "err", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// exportedHit is a line of JSON Lines: a hit and the entry of its document.
type exportedHit struct {
	hitView
	CSL cite.Item `json:"csl"`
}

func (x *call) writeExport(s *site, format string, export *desk.Export, grouped bool) error {
	var t *table
	w := x.Writer
	if format != "jsonl" {
		t = newTable(w, format)
		if err := t.write(exportColumns...); err != nil {
			return err
		}
	}
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for h, err := range export.Hits {
		if err != nil {
			return err
		}
		if t == nil {
			err = lines.Encode(exportedHit{s.newHitView(h.Hit, grouped), h.Item})
		} else {
			err = t.write(s.exportRow(h)...)
		}
		if err != nil {
			return err
		}
		x.goOn()
	}
	return nil
}

var exportColumns = []string{"passage", "document", "score", "kind", "section", "lang", "text", "title", "authors", "year", "container_title",
	"volume", "issue", "page", "publisher", "doi", "url", "locator", "place"}

func (s *site) exportRow(h desk.ExportedHit) []string {
	p, item, year := h.Passage, &h.Item, ""
	if h.Doc.Year != 0 {
		year = strconv.Itoa(h.Doc.Year)
	}
	return []string{p.ID, h.Doc.ID, fmt.Sprintf("%.4f", h.Score), string(p.Kind), strings.Join(p.Section, " › "), string(p.Lang), p.Text,
		h.Doc.Title, strings.Join(h.Doc.Authors, "; "), year, item.ContainerTitle, string(item.Volume), string(item.Issue), string(item.Page),
		item.Publisher, cmp.Or(h.Doc.DOI, item.DOI), s.passageURL(p), locator(p, desk.MarkSpans(h.Marks)...), placeName(p)}
}

const defaultWidth = 40

var kwicParams = append(slices.Clone(queryParams), "width", "sort", "sample", "seed", "limit", "cursor", "format")

// LineView is a line of a concordance. Passage and Doc are ids, Lang the language
// of the match, Pages and Places where it stands.
type LineView struct {
	Left    string      `json:"left"`
	Match   string      `json:"match"`
	Right   string      `json:"right"`
	Lang    doc.Lang    `json:"lang"`
	Passage string      `json:"passage"`
	Doc     string      `json:"doc"`
	Pages   []pageView  `json:"pages"`
	Places  []placeView `json:"places"`
}

// concordanceView is a list of lines. Passages is how many passages were found,
// Matches how many lines they have in all; null where a sample was drawn and not all
// were read.
type concordanceView struct {
	list[LineView]
	Passages int  `json:"passages"`
	Matches  *int `json:"matches"`
}

func (s *site) apiKWIC(x *call) error {
	format := x.readFormat("json", "csv", "tsv")
	usual, most := defaultLimit, desk.MaxHits
	if format != "json" { // a spreadsheet is to have it all
		usual, most = desk.MaxLines, desk.MaxLines
	}
	limit, at := x.number("limit", usual, 0, most), x.listCursor()
	r := &desk.ConcordanceRequest{Request: x.query(), Order: oneOf(x, "sort", desk.LineOrders...), Width: x.number("width", defaultWidth, 0, desk.MaxWidth),
		Sample: x.number("sample", 0, 1, desk.MaxLines), Seed: x.number("seed", 1, 0, 1<<31-1)}
	if x.err != nil {
		return x.err
	}
	found, err := x.desk.Concordance(x.ctx(), r)
	if err != nil {
		return err
	}
	part, next := cut(at, found.Lines, limit)
	if format == "json" {
		v := concordanceView{list[LineView]{[]LineView{}, len(found.Lines), next}, found.Passages, &found.Matches}
		if found.Matches < 0 {
			v.Matches = nil
		}
		for _, l := range part {
			v.Items = append(v.Items, NewLineView(l))
		}
		return respondJSON(x.Context, v, true)
	}
	x.linkNext(next)
	var b bytes.Buffer
	if err := WriteLines(&b, format, part); err != nil {
		return err
	}
	x.download("concordance", format)
	respond(x.Context, exportFormats[format], b.Bytes(), true)
	return nil
}

// NewLineView returns the view of a line.
func NewLineView(l excerpt.Line) LineView {
	p := l.Passage
	return LineView{l.Left, l.Match, l.Right, l.Lang, p.ID, p.DocID, newPageViews(p.PagesOf([]doc.Span{l.Span})), newPlaceViews(p.Places)}
}

// WriteLines writes lines as "csv" or "tsv", with a header.
func WriteLines(w io.Writer, format string, lines []excerpt.Line) error {
	t := newTable(w, format)
	if err := t.write("left", "match", "right", "lang", "passage", "doc", "locator", "place"); err != nil {
		return err
	}
	for _, l := range lines {
		if err := t.write(l.Left, l.Match, l.Right, string(l.Lang), l.Passage.ID, l.Passage.DocID, locator(l.Passage, l.Span), placeName(l.Passage)); err != nil {
			return err
		}
	}
	return nil
}

// WriteCSV writes rows, the first their header, for spreadsheets: a byte order mark
// says that the file is UTF-8, and no cell is a formula.
func WriteCSV(w io.Writer, rows [][]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	t := newTable(w, "csv")
	for _, cells := range rows {
		if err := t.write(cells...); err != nil {
			return err
		}
	}
	return nil
}

// linkNext names the next page of a list that has no room for it (RFC 8288).
func (x *call) linkNext(next *string) {
	if next != nil {
		x.Header("Link", fmt.Sprintf("<?%s>; rel=%q", set(x.params, "cursor", *next, "").Encode(), "next"))
	}
}

// download names the file that a browser keeps an answer in.
func (x *call) download(name, format string) {
	x.Header("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "izde-"+name+"."+format))
}

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
func (x *call) readFormat(allowed ...string) string {
	if format := oneOf(x, "format", allowed...); x.params.Get("format") != "" {
		return format
	}
	var offered []string
	for _, f := range allowed {
		media, _, _ := strings.Cut(exportFormats[f], ";")
		offered = append(offered, media)
	}
	media, _ := preferred(x.Request.Header.Values("Accept"), offered)
	if media == "" {
		x.fail(fault(notAcceptable, "available: %s", strings.Join(offered, ", ")))
		return ""
	}
	return allowed[slices.Index(offered, media)]
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

// inert keeps spreadsheets from running a cell: a cell that they would take for a
// formula gets an apostrophe, which makes it text (OWASP, CSV Injection). Text that
// begins so is no less readable with it.
func inert(cell string) string {
	first := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' })
	if first != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(first[:min(len(first), 4)])[0]) || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") {
		return "'" + cell
	}
	return cell
}
