package embedded

// The works of an index: their ids and aliases, the corpus that they are made of, and
// the file of the redirects of their ids.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/blevesearch/bleve/v2"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
)

// workColumns list the works of an index.
type workColumns struct {
	ids map[string]bool
	// alias maps an id that is not a work's own to the work's id; aliases has these
	// ids by the work's id.
	alias   map[string]string
	aliases map[string][]string
}

func loadWorks(parts []part) (*workColumns, error) {
	w := &workColumns{ids: map[string]bool{}, alias: map[string]string{}, aliases: map[string][]string{}}
	dicts := newDictionaries(parts)
	for i, p := range parts {
		values, err := p.columns([]string{fieldWork, fieldWorkID})
		if err != nil {
			return nil, err
		}
		list, err := dicts.postings(i, fieldKind, workKind, nil)
		if err != nil {
			return nil, err
		}
		read := func(n uint32) error {
			id := ""
			var all []string
			err := values(int(n), func(field, term string) error {
				if field == fieldWork {
					id = term
				} else {
					all = append(all, term)
				}
				return nil
			})
			w.ids[id] = true
			for _, other := range all {
				if other != id {
					w.alias[other] = id
					w.aliases[id] = append(w.aliases[id], other)
				}
			}
			return err
		}
		var failed error
		err = eachNumber(list, 0, func(numbers []uint32) {
			for _, n := range numbers {
				failed = cmp.Or(failed, read(n))
			}
		})
		if err = cmp.Or(err, failed); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// of returns the id of the work that an entry or document denotes; id is the id that
// the indexer gave it.
func (w *workColumns) of(id string) string {
	return cmp.Or(w.alias[id], id)
}

// known returns all ids of the work that id leads to.
func (w *workColumns) known(id string) []string {
	id = w.of(id)
	return append([]string{id}, w.aliases[id]...)
}

// loadPassage decodes a passage. The works that it denotes and cites have the ids of
// this index.
func (e *Engine) loadPassage(number int, p *doc.Passage) error {
	if err := e.load(number, p); err != nil {
		return err
	}
	if p.Reference != nil {
		p.Reference.Work = e.works.of(p.Reference.Work)
	}
	for i := range p.Citations {
		var works []string
		for _, id := range p.Citations[i].Works {
			if id = e.works.of(id); !slices.Contains(works, id) {
				works = append(works, id)
			}
		}
		p.Citations[i].Works = works
	}
	return nil
}

// writeWorks makes the works and authors of idx, and returns the new redirects. See
// bibliography.Known.
func writeWorks(ctx context.Context, idx bleve.Index, known bibliography.Known) (bibliography.Redirects, error) {
	e, err := newSnapshot(ctx, idx, "")
	if err != nil {
		return nil, err
	}
	defer e.reader.Close()
	return bibliography.Make(ctx, &corpus{e, map[bibliography.Ref][]int{}}, known, &thingWriter{idx: idx, e: e})
}

// corpus holds the documents and entries that works are made of. A Ref is the number
// of the passage where an entry begins.
type corpus struct {
	e *Engine
	// more are the numbers of the passages where entries go on.
	more map[bibliography.Ref][]int
}

// Documents yields the documents in the order of their sources, in brief.
func (c *corpus) Documents(context.Context) iter.Seq2[*doc.Document, error] {
	return func(yield func(*doc.Document, error) bool) {
		for _, d := range c.e.docs {
			if !yield(d.doc, nil) {
				return
			}
		}
	}
}

// Document returns a document, whole.
func (c *corpus) Document(_ context.Context, id string) (*doc.Document, error) {
	d := &doc.Document{}
	return d, c.e.load(c.e.docs[c.e.byID[id]].number, d)
}

// Entries yields the entries of reference lists in the order of the corpus.
func (c *corpus) Entries(ctx context.Context) iter.Seq2[bibliography.Entry, error] {
	return func(yield func(bibliography.Entry, error) bool) {
		cols := c.e.cols
		numbers := make([]int, 0, cols.passages)
		for n, document := range cols.doc {
			if document != none {
				numbers = append(numbers, n)
			}
		}
		slices.SortFunc(numbers, func(a, b int) int {
			return cmp.Or(cmp.Compare(cols.doc[a], cols.doc[b]), cmp.Compare(cols.ordinal[a], cols.ordinal[b]))
		})
		for len(numbers) > 0 {
			n := slices.IndexFunc(numbers, func(n int) bool { return cols.doc[n] != cols.doc[numbers[0]] })
			if n < 0 {
				n = len(numbers)
			}
			entries, err := c.entriesAmong(numbers[:n])
			if err = cmp.Or(err, ctx.Err()); err != nil {
				yield(bibliography.Entry{}, err)
				return
			}
			for _, e := range entries {
				if !yield(e, nil) {
					return
				}
			}
			numbers = numbers[n:]
		}
	}
}

// entriesAmong returns the entries that the passages of a document hold.
func (c *corpus) entriesAmong(numbers []int) ([]bibliography.Entry, error) {
	kinds := c.e.cols.facet(doc.FacetKind)
	passages := make([]*doc.Passage, len(numbers))
	places := map[*doc.Passage]int{}
	for i, n := range numbers {
		passages[i] = &doc.Passage{Kind: doc.Kind(kinds.valuesOf(kinds.column.of[n])[0])}
		if passages[i].Kind == doc.Reference {
			if err := c.e.load(n, passages[i]); err != nil {
				return nil, err
			}
			places[passages[i]] = n
		}
	}
	var entries []bibliography.Entry
	for _, written := range doc.WrittenEntries(passages) {
		ref := bibliography.Ref(places[written.Passage])
		for _, p := range written.More {
			c.more[ref] = append(c.more[ref], places[p])
		}
		entries = append(entries, bibliography.Entry{Ref: ref, WrittenEntry: written})
	}
	return entries, nil
}

// Load returns entries again.
func (c *corpus) Load(_ context.Context, refs []bibliography.Ref) ([]doc.WrittenEntry, error) {
	var entries []doc.WrittenEntry
	for _, ref := range refs {
		var passages []*doc.Passage
		for _, n := range append([]int{int(ref)}, c.more[ref]...) {
			p := &doc.Passage{}
			if err := c.e.load(n, p); err != nil {
				return nil, err
			}
			passages = append(passages, p)
		}
		entries = append(entries, doc.WrittenEntries(passages)...)
	}
	return entries, nil
}

// worksState is the file below state/ that has the redirects of ids of works.
const worksState = "works"

// readRedirects reads state/works; a missing file has none.
func readRedirects(root string) (bibliography.Redirects, error) {
	path := filepath.Join(root, stateDir, worksState)
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the redirects of works: %w", err)
	}
	redirects, err := bibliography.ReadRedirects(string(data))
	if err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return redirects, nil
}

// writeRedirects replaces state/works when the redirects have changed.
func writeRedirects(root string, before, now bibliography.Redirects) error {
	if maps.Equal(now, before) {
		return nil
	}
	return replaceFile(filepath.Join(root, stateDir, worksState), []byte(now.String()))
}
