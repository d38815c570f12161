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

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
)

// exportParams are the parameters of an export of hits, listedParams those of an export
// of what people put together.
var (
	exportParams = slices.Concat(queryParams, []string{"sort", "group", "limit"}, formatParams)
	listedParams = append([]string{"ids", "document"}, formatParams...)
)

// itemFormats are the formats of bibliographic items as files.
var itemFormats = []string{string(formatCSL), string(formatBibTeX), string(formatRIS), string(formatText), string(formatDOCX)}

func (s *site) apiExport(x *call) error {
	if x.params.Has("ids") || x.params.Has("document") {
		return s.exportListed(x)
	}
	if err := x.checkNames(exportParams); err != nil {
		return err
	}
	format, r := x.readFormat(append([]string{"jsonl", "csv", "tsv"}, itemFormats...)...), x.orderedQuery()
	r.Limit = x.number("limit", 0, 1, desk.MaxExported)
	a := x.styled(asked{format: itemFormat(format), style: style.GOST})
	if x.err != nil {
		return x.err
	}
	if slices.Contains(itemFormats, format) {
		items, err := x.desk.ItemsOfHits(x.ctx(), &r)
		if err != nil {
			return err
		}
		return x.respondFile("results", a, items)
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
	if err := x.writeExport(s, format, export, &r, doc.Lang(a.locale)); err != nil {
		s.log.Warn("an export was broken off", "id", x.Writer.Header().Get(requestIDHeader), "err", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// exportListed answers with what ids name, or with the reference list of a document.
func (s *site) exportListed(x *call) error {
	if err := x.checkNames(listedParams); err != nil {
		return err
	}
	ids, document := commas(x.params, "ids"), x.single("document")
	formats := itemFormats
	if document == "" {
		formats = append(slices.Clone(formats), "csv", "tsv")
	} else if len(ids) > 0 {
		x.fail(faultIn("document", invalidValue, "give ids or document, not both"))
	}
	format := x.readFormat(formats...)
	a := x.styled(asked{format: itemFormat(format), style: style.GOST})
	if x.err != nil {
		return x.err
	}
	if document != "" {
		items, err := x.desk.ItemsOfList(x.ctx(), document)
		if err != nil {
			return err
		}
		return x.respondFile("references", a, items)
	}
	list, unknown, err := x.desk.List(x.ctx(), ids)
	if err != nil {
		return err
	}
	if len(unknown) > 0 {
		return faultIn("ids", notFound, "nothing has the id %q; ids are those of passages, documents and works", desk.Clip(unknown[0]))
	}
	if slices.Contains(itemFormats, format) {
		return x.respondFile("list", a, desk.ItemsListed(list))
	}
	var b bytes.Buffer
	t := newSheet(&b, format)
	if err := t.write(exportColumns...); err != nil {
		return err
	}
	for _, l := range list {
		if err := t.write(s.listedRow(x, l)...); err != nil {
			return err
		}
	}
	x.download("list", format)
	respond(x.Context, exportFormats[format], b.Bytes(), false)
	return nil
}

// respondFile answers with items as a file.
func (x *call) respondFile(name string, a asked, items []cite.Item) error {
	contentType, body, err := a.write(items)
	if err != nil {
		return err
	}
	x.download(name, suffixes[a.format])
	respond(x.Context, contentType, body, false)
	return nil
}

// suffixes are the names' endings of files.
var suffixes = map[format]string{formatCSL: "json", formatBibTeX: "bib", formatRIS: "ris", formatText: "txt", formatDOCX: "docx"}

// exportedHit is a line of JSON Lines: a hit and the entry of its document.
type exportedHit struct {
	hitView
	CSL cite.Item `json:"csl"`
}

func (x *call) writeExport(s *site, format string, export *desk.Export, r *search.Request, lang doc.Lang) error {
	var t *table
	w := x.Writer
	if format != "jsonl" {
		t = newSheet(w, format)
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
			err = lines.Encode(exportedHit{s.newHitView(h.Hit, r.Grouped), h.Item})
		} else {
			err = t.write(s.exportRow(x, h, lang)...)
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

// exportRow is a hit as a row; lang is the language in which the title of its document
// is wanted, where it has one.
func (s *site) exportRow(x *call, h desk.ExportedHit, lang doc.Lang) []string {
	p := h.Passage
	row := []string{p.ID, h.Doc.ID, fmt.Sprintf("%.4f", h.Score), string(p.Kind), strings.Join(p.Section, " › "), string(p.Lang), p.Text,
		cmp.Or(h.Doc.Titles[lang], h.Doc.Title), strings.Join(h.Doc.Authors, "; "), yearCell(h.Doc.Year)}
	row = append(row, publicationCells(&h.Item, h.Doc.DOI)...)
	return append(row, s.origin(x.Request)+s.passageURL(p), locator(p, desk.MarkSpans(h.Marks)...), placeName(p))
}

// listedRow is a part of a list as a row. Its kind is that of the passage, else
// document or work.
func (s *site) listedRow(x *call, l desk.Listed) []string {
	it := &l.Item
	row := []string{"", "", "", "work", "", "", ""}
	address, place, locates := s.base+"/works/"+it.ID, "", ""
	if l.Document != nil {
		row[1], row[3] = l.Document.ID, "document"
		address = s.documentURL(l.Document.ID)
	}
	if p := l.Passage; p != nil {
		row = []string{p.ID, p.DocID, "", string(p.Kind), strings.Join(p.Section, " › "), string(p.Lang), p.Text}
		address, locates, place = s.passageURL(p), locator(p), placeName(p)
	}
	row = append(row, it.Title, strings.Join(authorNames(it), "; "), yearCell(it.Year()))
	row = append(row, publicationCells(it, "")...)
	return append(row, s.origin(x.Request)+address, locates, place)
}

func yearCell(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}

// publicationCells are the cells from container_title to doi.
func publicationCells(it *cite.Item, doi string) []string {
	return []string{it.ContainerTitle, string(it.Volume), string(it.Issue), string(it.Page), it.Publisher, cmp.Or(doi, it.DOI)}
}

const defaultWidth = 40

var kwicParams = append(slices.Clone(queryParams), "width", "sort", "sample", "seed", "limit", "cursor", "format", "locale")

// LineView is a line of a concordance. Passage and Doc are ids, Lang the language
// of the match, Title that of the document, Section, Pages and Places where it stands.
type LineView struct {
	Left    string      `json:"left"`
	Match   string      `json:"match"`
	Right   string      `json:"right"`
	Lang    doc.Lang    `json:"lang"`
	Passage string      `json:"passage"`
	Doc     string      `json:"doc"`
	Title   string      `json:"title"`
	Section []string    `json:"section"`
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
	lang := doc.Lang(oneOf(x, "locale", append([]style.Locale{""}, style.Locales...)...))
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
			v.Items = append(v.Items, NewLineView(l, lang))
		}
		return respondJSON(x.Context, v, true)
	}
	x.linkNext(next)
	var b bytes.Buffer
	b.WriteString(sheetMark(format))
	if err := WriteLines(&b, format, part, lang, s.origin(x.Request)+s.base); err != nil {
		return err
	}
	x.download("concordance", format)
	respond(x.Context, exportFormats[format], b.Bytes(), true)
	return nil
}

// NewLineView returns the view of a line, with the title of its document in a language
// where it has one.
func NewLineView(l excerpt.Line, lang doc.Lang) LineView {
	p := l.Passage
	return LineView{l.Left, l.Match, l.Right, l.Lang, p.ID, p.DocID, cmp.Or(l.Doc.Titles[lang], l.Doc.Title), orEmpty(p.Section), newPageViews(p.PagesOf([]doc.Span{l.Span})), newPlaceViews(p.Places)}
}

// WriteLines writes lines as "csv" or "tsv", with a header: the titles of documents in a
// language, where they have one, and, where root is the address of a site, the addresses
// of passages there.
func WriteLines(w io.Writer, format string, lines []excerpt.Line, lang doc.Lang, root string) error {
	t := newTable(w, format)
	header := []string{"left", "match", "right", "lang", "passage", "doc", "locator", "place", "title", "section"}
	if root != "" {
		header = append(header, "url")
	}
	if err := t.write(header...); err != nil {
		return err
	}
	for _, l := range lines {
		v := NewLineView(l, lang)
		row := []string{v.Left, v.Match, v.Right, string(v.Lang), v.Passage, v.Doc, locator(l.Passage, l.Span), placeName(l.Passage), v.Title, strings.Join(v.Section, " › ")}
		if root != "" {
			row = append(row, root+"/documents/"+v.Doc+"#p-"+v.Passage)
		}
		if err := t.write(row...); err != nil {
			return err
		}
	}
	return nil
}

// WriteCSV writes rows, the first their header, for spreadsheets: a byte order mark
// says that the file is UTF-8, and no cell is a formula.
func WriteCSV(w io.Writer, rows [][]string) error {
	t := newSheet(w, "csv")
	for _, cells := range rows {
		if err := t.write(cells...); err != nil {
			return err
		}
	}
	return nil
}

// sheetMark is what a file for spreadsheets begins with: without a byte order mark they
// take a CSV file for one in an encoding of the country.
func sheetMark(format string) string {
	if format == "csv" {
		return "\ufeff"
	}
	return ""
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
	"csv":   sheetType,
	"tsv":   "text/tab-separated-values; charset=utf-8",
	"jsonl": "application/jsonl; charset=utf-8",
	"json":  "application/json; charset=utf-8",
}

// itemFormat is the format of items of that name; those of tables are none.
func itemFormat(name string) format {
	if slices.Contains(itemFormats, name) {
		return format(name)
	}
	return ""
}

// readFormat returns the format that a parameter asks for or, failing that, the
// Accept header; the first allowed is the default.
func (x *call) readFormat(allowed ...string) string {
	if chosen := oneOf(x, "format", allowed...); x.params.Get("format") != "" {
		return chosen
	}
	var offered []string
	for _, f := range allowed {
		media, _, _ := strings.Cut(cmp.Or(exportFormats[f], mediaOf(format(f))), ";")
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
	csv  *csv.Writer // nil for TSV
	out  io.Writer
	mark string // stands before the first row; see sheetMark
}

// newSheet is newTable for spreadsheets.
func newSheet(w io.Writer, format string) *table {
	t := newTable(w, format)
	t.mark = sheetMark(format)
	return t
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
	if t.mark != "" {
		if _, err := io.WriteString(t.out, t.mark); err != nil {
			return err
		}
		t.mark = ""
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
