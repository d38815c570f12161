package web

// The languages of the interface. A locale is a file of messages and the rules
// of its language for plurals, numbers, dates and sorting, which are CLDR's by
// way of golang.org/x/text.
//
// A file in locales/ maps keys to messages. {name} stands for an argument, {n}
// for the number that a plural is chosen by; a message that depends on a number
// is an object by CLDR plural category (one, few, many, other). Markup never
// stands in messages: it is for templates.

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	decimals "golang.org/x/text/number"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lang"
	"github.com/izde/izde/search/query"
)

//go:embed locales/*.json
var localeFiles embed.FS

// localeOrder lists the languages of the interface, the default first.
var localeOrder = []string{"en", "kk", "ru", "zh"}

// locales holds each locale by its tag, english the one that the API speaks.
var (
	locales       = loadLocales()
	english       = locales["en"]
	localeMatcher = language.NewMatcher(localeTags())
)

func localeTags() []language.Tag {
	tags := make([]language.Tag, len(localeOrder))
	for i, name := range localeOrder {
		tags[i] = language.MustParse(name)
	}
	return tags
}

// text is a message: one form, or one for each plural category.
type text struct {
	only  string
	forms map[string]string
}

func (m *text) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &m.only) == nil {
		return nil
	}
	return json.Unmarshal(data, &m.forms)
}

// locale is one language of the interface.
type locale struct {
	Tag       string
	tag       language.Tag
	messages  map[string]text
	printer   *message.Printer
	langs     display.Namer
	scripts   display.Namer
	collators sync.Pool // of *collator
	// templates are made when somebody first reads in the language.
	templates func() map[string]*template.Template
}

func loadLocales() map[string]*locale {
	loaded := map[string]*locale{}
	for i, name := range localeOrder {
		data, err := localeFiles.ReadFile(path.Join("locales", name+".json"))
		if err != nil { // embedded when the program was built
			panic(err)
		}
		tag := localeTags()[i]
		l := &locale{Tag: name, tag: tag, printer: message.NewPrinter(tag), langs: display.Tags(tag), scripts: display.Scripts(tag)}
		if err := json.Unmarshal(data, &l.messages); err != nil {
			panic(fmt.Errorf("locales/%s.json: %w", name, err))
		}
		l.templates = sync.OnceValue(l.loadTemplates)
		loaded[name] = l
	}
	// The search itself says the notes on queries in English.
	for code, form := range query.NoteTexts {
		loaded["en"].messages[notePrefix+code] = text{only: form}
	}
	return loaded
}

// notePrefix begins the keys of notes on queries.
const notePrefix = "note."

// note describes the part of a query that was not understood.
func (l *locale) note(n query.Note) string {
	args := make([]any, len(n.Args))
	for i, arg := range n.Args {
		args[i] = arg
	}
	return l.T(notePrefix+n.Code, args...)
}

// T returns a message. args are names and values in turn; whole numbers among
// the values are written as the language writes them. A key that does not exist
// stands for itself; the tests see to it that none does.
func (l *locale) T(key string, args ...any) string {
	m, ok := l.messages[key]
	if !ok {
		return key
	}
	return l.fill(m.only, args)
}

// N returns a message in the form that goes with the number n.
func (l *locale) N(key string, n int, args ...any) string {
	m, ok := l.messages[key]
	if !ok {
		return key
	}
	form, ok := m.forms[l.category(n)]
	if !ok {
		form = m.forms["other"]
	}
	return l.fill(form, append([]any{"n", n}, args...))
}

// category is the CLDR plural category of n.
func (l *locale) category(n int) string {
	switch plural.Cardinal.MatchPlural(l.tag, n%10_000_000, 0, 0, 0, 0) {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	}
	return "other"
}

// fill puts values in the places of their names: "{n} passages". What stands in braces
// otherwise stays.
func (l *locale) fill(form string, args []any) string {
	if len(args) == 0 {
		return form
	}
	var b strings.Builder
	for rest := form; ; {
		before, behind, opened := strings.Cut(rest, "{")
		b.WriteString(before)
		if !opened {
			return b.String()
		}
		name, after, closed := strings.Cut(behind, "}")
		value, ok := l.value(name, args)
		if !closed || !ok {
			b.WriteByte('{')
			rest = behind
			continue
		}
		b.WriteString(value)
		rest = after
	}
}

// value returns the value of a name among args.
func (l *locale) value(name string, args []any) (string, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != name {
			continue
		}
		switch value := args[i+1].(type) {
		case int:
			return l.Num(value), true
		case string:
			return value, true
		default:
			return fmt.Sprint(value), true
		}
	}
	return "", false
}

// Num writes a whole number: "12,345", "12 345".
func (l *locale) Num(n int) string {
	if 0 <= n && n < 1000 { // the same in all of them
		return strconv.Itoa(n)
	}
	return l.printer.Sprint(decimals.Decimal(n))
}

// Decimal writes a number with two decimals: "1.25", "1,25".
func (l *locale) Decimal(x float64) string {
	return l.printer.Sprint(decimals.Decimal(x, decimals.Scale(2)))
}

// Date writes an ISO 8601 date as readers of the language write it, to the
// precision it has; what is no date is returned as it stands.
func (l *locale) Date(iso string) string {
	for layout, key := range map[string]string{time.DateOnly: "date.day", "2006-01": "date.month"} {
		if d, err := time.Parse(layout, iso); err == nil {
			return l.T(key, "y", strconv.Itoa(d.Year()), "d", strconv.Itoa(d.Day()), "mm", d.Format("01"), "m", l.T("month."+strconv.Itoa(int(d.Month()))))
		}
	}
	return iso
}

// Lang names a language: "Kazakh", "казахский", "哈萨克语".
func (l *locale) Lang(of doc.Lang) string {
	if of == doc.Und || of == "" {
		return l.T("lang.unknown")
	}
	if row := lang.Of(string(of)); row >= 0 && lang.All[row].Tag == string(of) { // not a script of it
		return lang.All[row].Names[l.Tag]
	}
	tag, err := language.Raw.Parse(string(of))
	if err != nil {
		return string(of)
	}
	name := l.langs.Name(tag)
	if name == "" || name == "Unknown language" {
		return string(of)
	}
	return name
}

// Script names a script by its ISO 15924 code: "Cyrillic", "кириллица".
func (l *locale) Script(code string) string {
	script, err := language.ParseScript(code)
	if err != nil {
		return code
	}
	return l.scripts.Name(script)
}

// Kind names a kind of passage.
func (l *locale) Kind(k doc.Kind) string { return l.T("kind." + string(k)) }

// collator sorts as a language does, for one at a time.
type collator struct {
	*collate.Collator
	keys collate.Buffer
}

// sortBy sorts list by the names of its elements as the language sorts them:
// Kazakh letters in their places, Chinese by pinyin.
func sortBy[T any](l *locale, list []T, name func(T) string) {
	if len(list) < 2 {
		return
	}
	c, ok := l.collators.Get().(*collator)
	if !ok {
		c = &collator{Collator: collate.New(l.tag)}
	}
	defer func() {
		c.keys.Reset()
		l.collators.Put(c)
	}()
	type keyed struct {
		key []byte
		x   T
	}
	keys := make([]keyed, len(list))
	for i, x := range list {
		keys[i] = keyed{c.KeyFromString(&c.keys, name(x)), x}
	}
	slices.SortStableFunc(keys, func(a, b keyed) int { return slices.Compare(a.key, b.key) })
	for i, k := range keys {
		list[i] = k.x
	}
}

// cookie is the name of the cookie that carries the choice of a language. Its prefix
// keeps other hosts, and those who listen on the line, from setting it (RFC 6265bis,
// section 4.1.3).
func (s *site) cookie() string {
	switch {
	case s.secure && s.base == "":
		return "__Host-" + localeCookie
	case s.secure:
		return "__Secure-" + localeCookie
	}
	return localeCookie
}

// localeCookie and localeParam carry the choice of a language.
const (
	localeCookie = "hl"
	localeParam  = "hl"
)

// chooseLocale finds the language of a page: the one its address names, else
// the one chosen before, else the best of those that the browser asks for.
// explicit says that the address names it.
func chooseLocale(r *http.Request, param, cookieName string) (l *locale, explicit bool) {
	if l, ok := locales[param]; ok {
		return l, true
	}
	if cookie, err := r.Cookie(cookieName); err == nil {
		if l, ok := locales[cookie.Value]; ok {
			return l, false
		}
	}
	asked, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(asked) == 0 {
		return english, false
	}
	_, at, confidence := localeMatcher.Match(asked...)
	if confidence == language.No {
		return english, false
	}
	return locales[localeOrder[at]], false
}
