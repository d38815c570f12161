package embedded

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/izde/izde/search/doc"
)

// columns hold for each document number of the index the properties that
// filters and facets need, as small integers. Numbers of documents proper and of
// deleted passages have kind none.
type columns struct {
	doc     []uint32 // place in Engine.docs
	kind    []uint8  // place in doc.Kinds
	langs   setColumn
	scripts setColumn
	section []uint32 // place in sections; 0 is no section
	ordinal []uint32
	length  []uint32 // words
	damaged []bool

	sections []section
	sources  *sources

	passages int
	// norm is what BM25 makes of each length beside the average one.
	norm []float64
}

const none = 255

// setColumn holds a property of which a passage may have several values, few
// combinations of them in all.
type setColumn struct {
	of   []uint16 // place in sets
	sets [][]string
	ids  map[string]uint16 // place in sets, by the values joined
}

// put gives number n its values.
func (c *setColumn) put(n int, values []string) error {
	key := strings.Join(values, " ")
	id, ok := c.ids[key]
	if !ok {
		if len(c.sets) > math.MaxUint16 {
			return fmt.Errorf("more than %d combinations of values", math.MaxUint16)
		}
		id = uint16(len(c.sets))
		c.ids[key] = id
		c.sets = append(c.sets, values)
	}
	c.of[n] = id
	return nil
}

// section is a path of headings.
type section struct {
	path  []string
	value string
	// prefixes are the values of the path and of those above it, outermost
	// first.
	prefixes []string
}

// part is one segment of the index and the number of its first document.
type part struct {
	*scorch.SegmentSnapshot
	base int
	size int
}

// loadDocuments reads the documents of the index, in brief, in the order of their sources, and the number at which each is stored.
func loadDocuments(parts []part) ([]docEntry, error) {
	var docs []docEntry
	for _, p := range parts {
		err := p.postings(fieldKind, documentKind, func(n int) error {
			doc := &doc.Document{}
			if err := p.load(n, doc); err != nil {
				return err
			}
			docs = append(docs, docEntry{doc: doc.Brief(), number: p.base + n})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(docs, func(a, b docEntry) int { return strings.Compare(a.doc.Source, b.doc.Source) })
	return docs, nil
}

// postings calls each with the numbers within p of what has the term.
func (p part) postings(field, term string, each func(n int) error) error {
	dict, err := p.Segment().Dictionary(field)
	if err != nil {
		return fmt.Errorf("reading field %s: %w", field, err)
	}
	list, err := dict.PostingsList([]byte(term), p.Deleted(), nil)
	if err != nil {
		return fmt.Errorf("reading field %s: %w", field, err)
	}
	it := list.Iterator(false, false, false, nil)
	for {
		posting, err := it.Next()
		if err != nil {
			return fmt.Errorf("reading field %s: %w", field, err)
		}
		if posting == nil {
			return nil
		}
		if err := each(int(posting.Number())); err != nil {
			return err
		}
	}
}

// load decodes what is stored at number n of p.
func (p part) load(n int, into any) error {
	data, err := p.stored(n)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		return fmt.Errorf("loading entry %d: %w", p.base+n, err)
	}
	return nil
}

// stored returns what is stored at number n of p.
func (p part) stored(n int) ([]byte, error) {
	var data []byte
	err := p.VisitDocument(uint64(n), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field != fieldJSON {
			return true
		}
		data = bytes.Clone(value)
		return false
	})
	if err == nil && data == nil {
		err = errors.New("nothing is stored there")
	}
	return data, err
}

func loadColumns(ctx context.Context, parts []part, works *workColumns, entries []docEntry, docs map[string]uint32) (*columns, error) {
	size := 0
	for _, p := range parts {
		size += p.size
	}
	c := &columns{
		doc: make([]uint32, size), kind: make([]uint8, size), langs: newSetColumn(size), scripts: newSetColumn(size),
		section: make([]uint32, size), ordinal: make([]uint32, size), length: make([]uint32, size), damaged: make([]bool, size),
		sections: []section{{}}, sources: newSources(size, entries),
	}
	sections := map[string]uint32{"": 0}
	words := 0
	for _, p := range parts {
		visitable, ok := p.Segment().(segment.DocValueVisitable)
		if !ok {
			return nil, fmt.Errorf("segment %d holds no columns", p.Id())
		}
		var state segment.DocVisitState
		for n := range p.size {
			if n%4096 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			i := p.base + n
			c.kind[i] = none
			if p.Deleted() != nil && p.Deleted().Contains(uint32(n)) {
				continue
			}
			var langs, scripts []string
			var more passageColumns
			var bad error
			number := func(term []byte) uint32 {
				v, err := strconv.ParseUint(string(term), 10, 32)
				if err != nil {
					bad = err
				}
				return uint32(v)
			}
			var err error
			state, err = visitable.VisitDocValues(uint64(n), columnFields, func(field string, term []byte) {
				switch field {
				case fieldKind:
					if k := slices.Index(doc.Kinds, doc.Kind(term)); k >= 0 {
						c.kind[i] = uint8(k)
					}
				case fieldDoc:
					doc, ok := docs[string(term)]
					if !ok {
						bad = fmt.Errorf("document %q is missing", term)
					}
					c.doc[i] = doc
				case fieldLang:
					langs = append(langs, string(term))
				case fieldScript:
					scripts = append(scripts, string(term))
				case fieldSection:
					id, ok := sections[string(term)]
					if !ok {
						id = uint32(len(c.sections))
						sections[string(term)] = id
						c.sections = append(c.sections, newSection(string(term)))
					}
					c.section[i] = id
				case fieldDamaged:
					c.damaged[i] = true
				case fieldOrdinal:
					c.ordinal[i] = number(term)
				case fieldLength:
					c.length[i] = number(term)
				case fieldCites:
					more.cites = append(more.cites, works.of(string(term)))
				case fieldEntryAuthor:
					more.authors = append(more.authors, string(term))
				case fieldEntryYear:
					more.year = string(term)
				case fieldEntryWork:
					more.work = works.of(string(term))
				}
			}, state)
			if err == nil {
				err = bad
			}
			if err != nil {
				return nil, fmt.Errorf("reading columns of entry %d: %w", i, err)
			}
			if c.kind[i] == none {
				continue
			}
			if err := cmp.Or(c.langs.put(i, langs), c.scripts.put(i, scripts), c.sources.put(i, c.doc[i], c.ordinal[i], &more)); err != nil {
				return nil, fmt.Errorf("reading columns of entry %d: %w", i, err)
			}
			c.passages++
			words += int(c.length[i])
		}
	}
	average := max(1, float64(words)/float64(max(1, c.passages)))
	c.norm = make([]float64, size)
	for i, length := range c.length {
		c.norm[i] = k1 * (1 - b + b*(float64(length)/average))
	}
	return c, nil
}

func newSetColumn(size int) setColumn {
	return setColumn{of: make([]uint16, size), ids: map[string]uint16{}}
}

func newSection(value string) section {
	path := doc.ParseSection(value)
	s := section{path: path, value: value}
	for i := range path {
		s.prefixes = append(s.prefixes, doc.SectionValue(path[:i+1]))
	}
	return s
}
