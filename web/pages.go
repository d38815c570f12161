package web

// What all pages share: templates, the frame around a page, assets, and errors
// as pages.

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/url"
	"path"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed assets
var assetFiles embed.FS

// assets are served under names that hold a digest of their content, so that
// browsers may keep them for ever.
var assets = loadAssets()

type assetFile struct {
	name        string // as served
	contentType string
	body        []byte
}

func loadAssets() map[string]assetFile {
	loaded := map[string]assetFile{}
	for name, contentType := range map[string]string{
		"style.css": "text/css; charset=utf-8",
		"icon.svg":  "image/svg+xml",
	} {
		body, err := assetFiles.ReadFile("assets/" + name)
		if err != nil { // embedded when the program was built
			panic(err)
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(name)
		served := name[:len(name)-len(ext)] + "." + hex.EncodeToString(sum[:6]) + ext
		loaded[name] = assetFile{served, contentType, body}
	}
	return loaded
}

func (s *site) asset(c *gin.Context) {
	for _, a := range assets {
		if a.name == c.Param("name") {
			c.Header("Cache-Control", "public, max-age=31536000, immutable")
			write(c, 200, a.contentType, a.body)
			return
		}
	}
	s.notFound(c)
}

// templates holds a set for each page: the frame with the page's own parts.
var templates = loadTemplates("search", "document", "documents", "error")

func loadTemplates(pages ...string) map[string]*template.Template {
	frame := template.Must(template.New("frame.html").Funcs(template.FuncMap{
		"langAttr":  langAttr,
		"langLabel": langLabel,
		"kindLabel": kindLabel,
		"thousands": thousands,
		"plural":    plural,
		"capital":   capital,
	}).ParseFS(templateFiles, "templates/frame.html", "templates/parts.html"))
	loaded := map[string]*template.Template{}
	for _, p := range pages {
		loaded[p] = template.Must(template.Must(frame.Clone()).ParseFS(templateFiles, "templates/"+p+".html"))
	}
	return loaded
}

// capital writes a word with a capital letter.
func capital(word string) string {
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}

// thousands writes a number with spaces between its thousands (ISO 80000-1),
// which reads alike in every language of the site.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "\u202f" + digits[at:]
	}
	return digits
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// frame is what the frame around every page needs.
type frame struct {
	Title string
	// Base is the path of the site, empty at the root.
	Base string
	Form searchForm
}

// searchForm is the search box: the query and what it keeps of the search.
type searchForm struct {
	Q    string
	Keep []hiddenInput
}

type hiddenInput struct{ Name, Value string }

func (frame) Style() string { return assets["style.css"].name }
func (frame) Icon() string  { return assets["icon.svg"].name }

func render(page string, view any) ([]byte, error) {
	var b bytes.Buffer
	if err := templates[page].Execute(&b, view); err != nil {
		return nil, fmt.Errorf("rendering the page %s: %w", page, err)
	}
	return b.Bytes(), nil
}

const htmlType = "text/html; charset=utf-8"

func respondPage(c *gin.Context, page string, view any) error {
	body, err := render(page, view)
	if err != nil {
		return err
	}
	respond(c, htmlType, body, true)
	return nil
}

// errorPage tells what went wrong, what to do, and offers the box.
type errorPage struct {
	frame
	Status  int
	Heading string
	Detail  string
	// Again is a search without what was wrong with it; empty when there is
	// nothing to leave out.
	Again string
}

func (s *site) writeErrorPage(c *gin.Context, err error) {
	f := s.prepare(c, err)
	v := errorPage{
		frame:  frame{Title: f.title, Base: s.base},
		Status: f.status, Heading: f.title, Detail: f.detail,
	}
	params, paramsErr := parseParams(c.Request.URL.RawQuery)
	if q := params.Get("q"); paramsErr == nil && q != "" && f.kind != queryTooComplex {
		v.Form.Q = q
		if f.parameter != "" && f.parameter != "q" {
			v.Again = s.base + "/?" + url.Values{"q": {q}}.Encode()
		}
	}
	body, err := render("error", v)
	if err != nil {
		s.writeProblem(c, err)
		return
	}
	write(c, f.status, htmlType, body)
}

// documentsPage lists the corpus.
type documentsPage struct {
	frame
	Documents []documentView
	Total     int
	Next      string // address of the next page, empty at the end
	First     string // address of the first page, empty on it
}

func (s *site) documentsPage(c *gin.Context, index Index, params url.Values) error {
	known := url.Values{}
	for _, name := range []string{"limit", "cursor"} {
		if params.Has(name) {
			known[name] = params[name]
		}
	}
	if !known.Has("limit") {
		known.Set("limit", "50")
	}
	docs, err := listDocuments(c.Request.Context(), index, known)
	if err != nil {
		return err
	}
	v := documentsPage{
		frame:     frame{Title: "Documents", Base: s.base},
		Documents: docs.Items, Total: docs.Total,
	}
	if docs.Next != nil {
		v.Next = s.base + "/documents?" + url.Values{"limit": known["limit"], "cursor": {*docs.Next}}.Encode()
	}
	if known.Get("cursor") != "" {
		v.First = s.base + "/documents"
	}
	return respondPage(c, "documents", v)
}

// DOIURL is the address that resolves the document's DOI.
func (d docRef) DOIURL() string {
	if d.DOI == nil {
		return ""
	}
	return (&url.URL{Scheme: "https", Host: "doi.org", Path: "/" + *d.DOI}).String()
}

// exampleQuery is a query that the corpus itself suggests.
type exampleQuery struct {
	Text string
	Lang search.Lang
	URL  string
}
