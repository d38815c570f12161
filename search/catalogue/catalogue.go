// Package catalogue lists the documents, works and authors of an index in an order that
// people browse by: a title, a family name, a year, how often something is cited. It
// knows no engine: it asks one through the port search/engine, once for each kind of
// thing, and keeps a line of each in memory. It may import search/engine, search, query,
// doc, cite and analysis.
package catalogue

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/query"
)

// Index is what a catalogue asks of an engine: see engine.Engine.
type Index interface {
	Find(ctx context.Context, l *engine.Lookup) (*engine.Things, error)
	Matches(ctx context.Context, r *engine.Request) (list []engine.Match, minimum int, err error)
	Load(ctx context.Context, matches []engine.Match) ([]search.Hit, error)
}

// Sort is an order of a catalogue.
type Sort string

// The orders. What is equal in one stands by name, in ByIndexed by its place in the index,
// and by that where the names are equal, too.
const (
	ByPlace    Sort = "position" // in the index
	ByName     Sort = "name"     // titles, and names of persons by the family's
	ByYear     Sort = "year"
	ByYearDesc Sort = "-year"
	ByCited    Sort = "cited"   // works, by Entry.Count: the most first
	ByWorks    Sort = "works"   // authors, by Entry.Count: the most first
	ByIndexed  Sort = "indexed" // documents, those that were first indexed last come first
)

// Entry is a line of a catalogue.
type Entry struct {
	ID string
	// names are its titles, or its names with the family's first, as readers of languages
	// write them.
	names [len(languages)]string
	Year  int
	// Count is how many documents list a work, and how many works an author has.
	Count int
	// Indexed is when a passage of a document was last new; known in that order alone.
	Indexed time.Time
	// Document is the document that it is, in brief; nil for works and authors.
	Document *doc.Document
	// Journals are what a work stands in, or its readings do.
	Journals []string
}

// languages are those in which names are known and sorted; that of others is the first.
var languages = [...]doc.Lang{doc.English, doc.Kazakh, doc.Russian, doc.Chinese}

func row(of doc.Lang) int { return max(slices.Index(languages[:], of), 0) }

// Name is its title or name as readers of a language write it.
func (e *Entry) Name(of doc.Lang) string { return e.names[row(of)] }

// Request asks for a page of a catalogue.
type Request struct {
	Kind  engine.Kind // Documents, Works or Authors
	Order Sort
	// Lang is the language whose readers sort the names.
	Lang doc.Lang
	// Keep, where it is not nil, reports whether an entry is wanted.
	Keep func(*Entry) bool
	// OrPlace lists more than MaxEntries things in the order of the index, where Keep is
	// nil: for lists whose order nobody asked for.
	OrPlace       bool
	Offset, Limit int
}

// Page is a part of a catalogue.
type Page struct {
	Entries []*Entry
	Total   int
	// Initials are the letters that names begin with, where everything is listed by name.
	Initials []Initial
}

// MaxEntries is how many things of a kind are put in order.
const MaxEntries = 200_000

// Catalogue is the catalogue of one state of an index. It is safe for concurrent use.
type Catalogue struct {
	index Index
	kinds [engine.Authors + 1]shelf
}

// shelf holds the things of a kind.
type shelf struct {
	// busy lets one caller at a time read or sort.
	busy    chan struct{}
	entries []*Entry // nil until they are asked for
	orders  map[order]*sorted
}

type order struct {
	by Sort
	in int
}

// sorted are the entries in an order.
type sorted struct {
	entries  []*Entry
	initials []Initial
}

// New returns the catalogue of an index.
func New(index Index) *Catalogue {
	c := &Catalogue{index: index}
	for i := range c.kinds {
		c.kinds[i] = shelf{busy: make(chan struct{}, 1), orders: map[order]*sorted{}}
	}
	return c
}

// Browse returns a page of a catalogue. The order of the index asks it for that page
// alone; other orders, and a choice among the things, read all of them once. Errors:
// *query.LimitError where these are more than MaxEntries, those of the index and of ctx.
func (c *Catalogue) Browse(ctx context.Context, r *Request) (*Page, error) {
	if r.Order == ByPlace && r.Keep == nil {
		return c.inPlace(ctx, r)
	}
	o := order{r.Order, row(r.Lang)}
	if r.Order == ByPlace || r.Order == ByIndexed {
		o.in = 0 // these are the same for all
	}
	all, err := c.sorted(ctx, r.Kind, o)
	if _, many := errors.AsType[*query.LimitError](err); many && r.OrPlace && r.Keep == nil {
		return c.inPlace(ctx, r)
	}
	if err != nil {
		return nil, err
	}
	kept := all.entries
	if r.Keep != nil {
		kept = nil
		for _, e := range all.entries {
			if r.Keep(e) {
				kept = append(kept, e)
			}
		}
	}
	p := &Page{Total: len(kept)}
	if r.Keep == nil {
		p.Initials = all.initials
	}
	from := min(max(r.Offset, 0), len(kept))
	p.Entries = kept[from:min(from+max(r.Limit, 0), len(kept))]
	return p, ctx.Err()
}

// inPlace returns a page in the order of the index.
func (c *Catalogue) inPlace(ctx context.Context, r *Request) (*Page, error) {
	found, err := c.index.Find(ctx, &engine.Lookup{Kind: r.Kind, Brief: true, Offset: max(r.Offset, 0), Limit: max(r.Limit, 0)})
	if err != nil {
		return nil, err
	}
	return &Page{Entries: entriesOf(found), Total: found.Total}, nil
}

func (c *Catalogue) sorted(ctx context.Context, kind engine.Kind, o order) (*sorted, error) {
	s := &c.kinds[kind]
	select {
	case s.busy <- struct{}{}:
		defer func() { <-s.busy }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if done := s.orders[o]; done != nil {
		return done, nil
	}
	if s.entries == nil {
		entries, err := c.read(ctx, kind)
		if err != nil {
			return nil, err
		}
		s.entries = entries
	}
	list := &sorted{}
	byName := func(less func(a, b *Entry) int) {
		list.entries = slices.SortedStableFunc(slices.Values(s.named(o.in).entries), less)
	}
	switch o.by {
	case ByPlace:
		list.entries = s.entries
	case ByYear:
		byName(func(a, b *Entry) int {
			return cmp.Or(cmp.Compare(min(b.Year, 1), min(a.Year, 1)), cmp.Compare(a.Year, b.Year))
		}) // unknown ones last
	case ByYearDesc:
		byName(func(a, b *Entry) int { return cmp.Compare(b.Year, a.Year) })
	case ByCited, ByWorks:
		byName(func(a, b *Entry) int { return cmp.Compare(b.Count, a.Count) })
	case ByIndexed:
		list.entries = slices.Clone(s.entries)
		if err := c.date(ctx, list.entries); err != nil {
			return nil, err
		}
		slices.SortStableFunc(list.entries, func(a, b *Entry) int { return b.Indexed.Compare(a.Indexed) })
	default:
		list = s.named(o.in)
	}
	s.orders[o] = list
	return list, ctx.Err()
}

// named returns the entries by name in a language: collating names costs more than all
// other orders, which begin with that of names, together.
func (s *shelf) named(in int) *sorted {
	o := order{ByName, in}
	if s.orders[o] == nil {
		list := &sorted{entries: slices.Clone(s.entries)}
		list.initials = list.byName(in)
		s.orders[o] = list
	}
	return s.orders[o]
}

// atOnce is how many things are loaded at a time.
const atOnce = 1000

// limited names the things of a kind that are too many.
var limited = map[engine.Kind]string{engine.Documents: "documents in an order", engine.Works: "works in an order", engine.Authors: "authors in an order"}

// read makes the entries of a kind, in the order of the index.
func (c *Catalogue) read(ctx context.Context, kind engine.Kind) ([]*Entry, error) {
	entries := []*Entry{}
	for {
		found, err := c.index.Find(ctx, &engine.Lookup{Kind: kind, Brief: true, Offset: len(entries), Limit: atOnce})
		if err != nil {
			return nil, err
		}
		if found.Total > MaxEntries {
			return nil, &query.LimitError{Limit: limited[kind], Max: MaxEntries}
		}
		more := entriesOf(found)
		entries = append(entries, more...)
		if len(more) == 0 || len(entries) >= found.Total {
			return entries, nil
		}
	}
}

func entriesOf(found *engine.Things) []*Entry {
	var entries []*Entry
	for _, d := range found.Documents {
		entries = append(entries, documentEntry(d))
	}
	for _, w := range found.Works {
		entries = append(entries, workEntry(w))
	}
	for _, a := range found.Authors {
		entries = append(entries, authorEntry(a))
	}
	return entries
}

func documentEntry(d *doc.Document) *Entry {
	e := &Entry{ID: d.ID, Year: d.Year, Document: d}
	for i, lang := range languages {
		e.names[i] = cmp.Or(d.Titles[lang], d.Title, d.Source)
	}
	return e
}

func workEntry(w *doc.Work) *Entry {
	e := &Entry{ID: w.ID, Year: w.CSL.Year(), Count: len(w.ListedBy())}
	for i, lang := range languages {
		e.names[i] = doc.ItemIn(w.CSL, w.Readings, lang).Title
		if e.names[i] == "" && len(w.Forms) > 0 {
			e.names[i] = w.Forms[0]
		}
	}
	items := append([]cite.Item{w.CSL}, w.Readings...)
	for i := range items {
		for _, name := range doc.Containers(&items[i]) {
			if name != "" && !slices.Contains(e.Journals, name) {
				e.Journals = append(e.Journals, strings.Clone(name))
			}
		}
	}
	return e
}

func authorEntry(a *doc.Author) *Entry {
	e := &Entry{ID: a.ID, Count: len(a.Works())}
	var names [len(languages)]string
	for i, lang := range languages {
		names[i] = a.NameFor(lang)
		if same := slices.Index(names[:i], names[i]); same >= 0 { // as most are
			e.names[i] = e.names[same]
		} else {
			e.names[i] = familyFirst(names[i])
		}
	}
	return e
}

// familyFirst is a person's name as lists of names have it: "Sarybayev, Meiram"; that of
// a body, or in Han, as it is.
func familyFirst(name string) string {
	n := cite.ReadName(name)
	if n.Family == "" || n.Given == "" || n.String() != name || name == n.Family+n.Given {
		return name
	}
	return strings.Join(strings.Fields(n.Family+", "+n.Given+" "+n.DroppingParticle+" "+n.NonDroppingParticle+" "+n.Suffix), " ")
}

// date puts entries that know when each document had something new in place of the
// others, which callers may be reading.
func (c *Catalogue) date(ctx context.Context, entries []*Entry) error {
	byID := map[string]*Entry{}
	for i, e := range entries {
		dated := *e
		entries[i], byID[e.ID] = &dated, &dated
	}
	latest, _, err := c.index.Matches(ctx, &engine.Request{Request: &search.Request{Sort: search.ByIndexed, Grouped: true}})
	if err != nil {
		return err
	}
	for some := range slices.Chunk(latest, atOnce) {
		hits, err := c.index.Load(ctx, some)
		if err != nil {
			return err
		}
		for _, h := range hits {
			if e := byID[h.Doc.ID]; e != nil {
				e.Indexed = h.Passage.Indexed
			}
		}
	}
	return nil
}
