package web

// The common parts of pages: the reader and the language, templates, the frame around
// a page, and errors as pages.

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search/doc"
)

//go:embed templates/*.html
var templateFiles embed.FS

// fixedMessage is a message without arguments in a template.
var fixedMessage = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{\{t "([\w.-]+)"\}\}`) })

// loadTemplates returns the set of each page: the frame with the page's own parts,
// and functions that speak the locale's language.
func (l *locale) loadTemplates() map[string]*template.Template {
	frame := template.New("").Funcs(template.FuncMap{
		"t":         l.T,
		"n":         l.N,
		"num":       l.Num,
		"date":      l.Date,
		"langName":  l.Lang,
		"kindName":  l.Kind,
		"langAttr":  langAttr,
		"shown":     shown,
		"apiText":   l.apiText,
		"segments":  writtenSegments,
		"han":       writtenHan,
		"byline":    writtenByline,
		"tick":      l.tick,
		"hit":       l.hit,
		"hits":      l.hits,
		"facets":    l.facets,
		"columns":   l.columns,
		"options":   writtenOptions,
		"picks":     writtenPicks,
		"exports":   writtenExports,
		"languages": l.languages,
	})
	l.parseTemplates(frame, "frame", "parts")
	loaded := map[string]*template.Template{}
	for _, page := range []string{"search", "document", "documents", "parallel", "cite", "work", "works", "journals", "author", "authors", "lookup", "list", "advanced", "add", "searches", "figures", "similar", "same", "glossary", "page", "help", "api", "error"} {
		loaded[page] = l.parseTemplates(template.Must(frame.Clone()), page)
	}
	return loaded
}

// parseTemplates adds files to a set. Messages without arguments, of which pages
// are full, are put in their places now rather than for each page.
func (l *locale) parseTemplates(set *template.Template, names ...string) *template.Template {
	for _, name := range names {
		source, err := templateFiles.ReadFile("templates/" + name + ".html")
		if err != nil { // embedded when the program was built
			panic(err)
		}
		text := fixedMessage().ReplaceAllStringFunc(string(source), func(m string) string {
			return template.HTMLEscapeString(l.T(fixedMessage().FindStringSubmatch(m)[1]))
		})
		template.Must(set.New(name + ".html").Parse(text))
	}
	return set
}

// reader is the client that asked for a page: the language to answer in, and how
// links are written.
type reader struct {
	*locale
	base string // path of the site without a slash at its end
	// explicit says that the page's address names the language, which links
	// then keep.
	explicit bool
	// printed says that the reader wants titles in capitals where they are printed so.
	printed bool
	at      *url.URL // the address asked for
	call    *call
	names   map[string]string // of authors, as the reader writes them
}

// reader finds out for whom a page is made. A language that the address names
// is remembered.
func (s *site) reader(c *gin.Context) *reader {
	param := c.Request.URL.Query().Get(localeParam)
	l, explicit := chooseLocale(c.Request, param, s.cookie())
	if explicit {
		http.SetCookie(c.Writer, &http.Cookie{
			Name: s.cookie(), Value: l.Tag, Path: s.base + "/", MaxAge: 365 * 24 * 3600,
			HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
		})
	}
	c.Header("Content-Language", l.Tag)
	c.Writer.Header().Add("Vary", "Accept-Language, Cookie")
	return &reader{locale: l, base: s.base, explicit: explicit, printed: s.wantsPrinted(c), at: c.Request.URL}
}

// caseParam says how titles that are printed in capitals are shown: "printed", or
// "sentence". It is remembered.
const caseParam = "case"

// wantsPrinted reports whether titles are shown as they are printed.
func (s *site) wantsPrinted(c *gin.Context) bool {
	asked := c.Request.URL.Query().Get(caseParam)
	if asked != casePrinted && asked != caseSentence {
		remembered, err := c.Request.Cookie(caseParam)
		return err == nil && remembered.Value == casePrinted
	}
	http.SetCookie(c.Writer, &http.Cookie{
		Name: caseParam, Value: asked, Path: s.base + "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	})
	return asked == casePrinted
}

// url writes a link to a page of the site; params may be nil.
func (r *reader) url(path string, params url.Values) string {
	if r.explicit {
		kept := url.Values{localeParam: {r.Tag}}
		for name, values := range params {
			kept[name] = values
		}
		params = kept
	}
	if len(params) == 0 {
		return r.base + path
	}
	return r.base + path + "?" + params.Encode()
}

func (r *reader) searchURL(state url.Values) string { return r.url("/", state) }

func (r *reader) documentURL(id string) string { return r.url("/documents/"+id, nil) }

// passageURL leads to a passage on its document's page; params may be nil.
func (r *reader) passageURL(p *doc.Passage, params url.Values) string {
	return r.url("/documents/"+p.DocID, params) + "#p-" + p.ID
}

// AuthorURL leads to the authors of that name.
func (r *reader) AuthorURL(name string) string { return r.url("/authors", url.Values{"q": {name}}) }

// frame is the data of the frame around every page.
type frame struct {
	*reader
	site  *site
	Title string
	// Description is for link previews; empty without one.
	Description string
	Form        searchForm
	// Kept are the parameters that the page's address needs.
	Kept url.Values
	// Home says that the page is the front page, which has a box of its own.
	Home bool
	// NoIndex keeps search engines out, which could follow filters for ever.
	NoIndex bool
}

// searchForm is the box at the top of each page.
type searchForm struct {
	Q string
}

type hiddenInput struct{ Name, Value string }

func (s *site) frame(r *reader, title string) frame {
	return frame{reader: r, site: s, Title: title}
}

// Addresses that the frame links to.
func (f frame) Base() string         { return f.base }
func (f frame) HomeURL() string      { return f.url("/", nil) }
func (f frame) DocumentsURL() string { return f.url("/documents", nil) }
func (f frame) AuthorsURL() string   { return f.url("/authors", nil) }
func (f frame) JournalsURL() string  { return f.url("/journals", nil) }
func (f frame) WorksURL() string     { return f.url("/works", nil) }
func (f frame) LookupURL() string    { return f.url("/lookup", nil) }
func (f frame) APIURL() string       { return f.url("/api", nil) }
func (f frame) ListURL() string      { return f.url("/list", nil) }
func (f frame) GlossaryURL() string  { return f.url("/glossary", nil) }
func (f frame) HelpURL() string      { return f.url("/help", nil) }
func (f frame) Asset(name string) string {
	return f.base + "/assets/" + assets[name].name
}
func (f frame) OpenSearchURL() string {
	return f.base + "/opensearch.xml?" + localeParam + "=" + f.Tag
}

// LocaleInput is the parameter that keeps a language chosen by the address.
func (f frame) LocaleInput() *hiddenInput {
	if !f.explicit {
		return nil
	}
	return &hiddenInput{localeParam, f.Tag}
}

// languageLink leads to the same page in another language of the interface.
type languageLink struct {
	Tag, Name string
	URL       string // on this host
	Absolute  string // with the host, where the base address is known
	Current   bool
}

// Languages lists the languages of the interface, each named in itself.
func (f frame) Languages() []languageLink {
	var links []languageLink
	here := f.base + f.path() + "?"
	if kept := f.Kept.Encode(); kept != "" {
		here += kept + "&"
	}
	for _, tag := range localeOrder {
		address := here + localeParam + "=" + tag
		links = append(links, languageLink{tag, locales[tag].T("locale.name"), address, f.site.host + address, tag == f.Tag})
	}
	return links
}

// languages writes these links.
func (l *locale) languages(links []languageLink) written {
	m := newMarkup().raw(`<nav aria-label="`).text(l.T("site.languages")).raw("\"><ul class=\"languages\">\n")
	for _, to := range links {
		m.raw(`<li><a href="`).address(to.URL).raw(`" hreflang="`).text(to.Tag).raw(`" lang="`).text(to.Tag).raw(`"`)
		if to.Current {
			m.raw(` aria-current="true"`)
		}
		m.raw(`>`).text(to.Name).raw("</a></li>\n")
	}
	return m.raw(`</ul></nav>`).html()
}

// path is the path of the page below the base path.
func (f frame) path() string {
	return strings.TrimPrefix(f.at.EscapedPath(), f.base)
}

// Canonical is the page's address with the host and without the choice of a
// language; empty when the host is not known.
func (f frame) Canonical() string {
	if f.site.host == "" {
		return ""
	}
	address := f.site.host + f.base + f.path()
	if len(f.Kept) > 0 {
		address += "?" + f.Kept.Encode()
	}
	return address
}

// Absolute writes an address of this site with the host, where that is known.
func (f frame) Absolute(address string) string { return f.site.host + address }

// largestKept is the room in bytes that is kept for the next answer: that of long documents
// is not.
const largestKept = 1 << 20

// buffers are for answers while they are written.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// lendBuffer lends an empty buffer. Its bytes are good until release is called.
func lendBuffer() (b *bytes.Buffer, release func()) {
	b = buffers.Get().(*bytes.Buffer)
	b.Reset()
	return b, func() {
		if b.Cap() <= largestKept {
			buffers.Put(b)
		}
	}
}

// render writes a page, or a part of one. The bytes are good until release is called.
func render(l *locale, page, part string, view any) (body []byte, release func(), err error) {
	b, release := lendBuffer()
	if err := l.templates()[page].ExecuteTemplate(b, part, view); err != nil {
		release()
		return nil, nil, fmt.Errorf("rendering the page %s: %w", page, err)
	}
	if !utf8.Valid(b.Bytes()) { // as a corpus may hold
		return bytes.ToValidUTF8(b.Bytes(), []byte("\uFFFD")), release, nil
	}
	return b.Bytes(), release, nil
}

const htmlType = "text/html; charset=utf-8"

// respondPage answers with a page.
func respondPage(c *gin.Context, r *reader, page string, view any) error {
	return respondFragment(c, r, page, "frame.html", view)
}

// respondFragment answers with a part of a page, for the script that puts it into
// the page that is already there.
func respondFragment(c *gin.Context, r *reader, page, part string, view any) error {
	body, release, err := render(r.locale, page, part, view)
	if err != nil {
		return err
	}
	defer release()
	respond(c, htmlType, body, true)
	return nil
}

// seeOther sends a browser to another address.
func (x *call) seeOther(address string) error {
	x.Header("Location", address)
	write(x.Context, http.StatusSeeOther, "text/plain; charset=utf-8", nil)
	return nil
}

// errorPage tells what went wrong, what to do, and offers the box.
type errorPage struct {
	frame
	Status int
	// Message names the kind of error among the messages; Parameter names the
	// parameter that is wrong, if one is.
	Message, Parameter string
	Code               string
	// Detail is the API's message, in English.
	Detail string
	// Again is the search without its wrong part; empty when there is nothing to
	// leave out.
	Again string
}

func (s *site) writeErrorPage(c *gin.Context, err error) {
	f := s.prepare(c, err)
	r := s.reader(c)
	message := f.code
	if _, ok := r.messages["error."+message]; !ok {
		message = "other"
	}
	v := errorPage{
		frame:  s.frame(r, r.T("error."+message)),
		Status: f.Status, Code: f.code, Message: message, Parameter: f.Parameter, Detail: f.Detail,
	}
	v.NoIndex = true
	params, paramsErr := parseParams(c.Request.URL.RawQuery)
	if q := params.Get("q"); paramsErr == nil && q != "" && f.kind != queryTooComplex {
		v.Form.Q = q
		if f.Parameter != "" && f.Parameter != "q" {
			v.Again = r.searchURL(url.Values{"q": {q}})
		}
	}
	body, release, err := render(r.locale, "error", "frame.html", v)
	if err != nil {
		s.writeProblem(c, err)
		return
	}
	defer release()
	write(c, f.Status, htmlType, body)
}

// langText is a text and its language.
type langText struct {
	Text string
	Lang doc.Lang
}
