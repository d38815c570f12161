// Package bibliography makes works and authors of documents and of the entries of
// reference lists at the end of a build (make.go), and answers questions about them
// afterwards (this file). It knows no engine: it reads a Corpus, hands things to a
// Writer and asks an Index. It may import the port search/engine, search, doc, cite
// and cite/match.
package bibliography

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// Index finds stored things: see engine.Engine.
type Index interface {
	Find(ctx context.Context, l *engine.Lookup) (*engine.Things, error)
}

// Bibliography answers questions about the works and authors of an index. It is safe for
// concurrent use.
type Bibliography struct {
	index Index
	names engine.Cache[inLanguage, string] // by the name as written
}

// inLanguage is a name for readers of a language.
type inLanguage struct {
	written string
	lang    doc.Lang
}

// maxNames is how many names for readers are remembered.
const maxNames = 1 << 14

// New returns the bibliography of an index.
func New(index Index) *Bibliography { return &Bibliography{index: index} }

// Work returns the work with that id, or the work that it was merged into, which has
// another ID. Errors: search.ErrNotFound.
func (b *Bibliography) Work(ctx context.Context, id string) (*doc.Work, error) {
	found, err := b.index.Find(ctx, &engine.Lookup{Kind: engine.Works, All: []engine.Key{{Name: engine.ID, Values: []string{id}}}, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(found.Works) == 0 {
		return nil, fmt.Errorf("work %q: %w", id, search.ErrNotFound)
	}
	return found.Works[0], nil
}

// Query asks for works that match all of its fields.
type Query struct {
	// Author and Title are words, in any script.
	Author, Title string
	Year          int
	// DOI is normalised.
	DOI, ORCID, Type string
}

// Works returns limit works that match all fields of q, from offset on, and how many
// there are.
func (b *Bibliography) Works(ctx context.Context, q *Query, offset, limit int) ([]*doc.Work, int, error) {
	all := append(words(engine.Title, q.Title), words(engine.Author, q.Author)...)
	year := ""
	if q.Year != 0 {
		year = strconv.Itoa(q.Year)
	}
	for _, k := range []struct{ name, value string }{{engine.DOI, q.DOI}, {engine.ORCID, q.ORCID}, {engine.Type, q.Type}, {engine.Year, year}} {
		if k.value != "" {
			all = append(all, engine.Key{Name: k.name, Values: []string{k.value}})
		}
	}
	found, err := b.index.Find(ctx, &engine.Lookup{Kind: engine.Works, All: all, Offset: offset, Limit: limit})
	if err != nil {
		return nil, 0, err
	}
	return found.Works, found.Total, nil
}

// words returns the keys with that name that a thing must have to match the words of
// text.
func words(name, text string) []engine.Key {
	var all []engine.Key
	for _, terms := range match.QueryTerms(text) {
		all = append(all, engine.Key{Name: name, Values: terms})
	}
	return all
}

// Author returns the author with that id, or the one that it leads to now, whose
// ID then is another. Errors: search.ErrNotFound.
func (b *Bibliography) Author(ctx context.Context, id string) (*doc.Author, error) {
	found, err := b.index.Find(ctx, &engine.Lookup{Kind: engine.Authors, All: []engine.Key{{Name: engine.ID, Values: []string{id}}}, Limit: maxNamesakes})
	if err != nil {
		return nil, err
	}
	if len(found.Authors) == 0 {
		return nil, fmt.Errorf("author %q: %w", id, search.ErrNotFound)
	}
	// An alias of several authors means the author whose own id it is.
	own := slices.IndexFunc(found.Authors, func(a *doc.Author) bool { return a.ID == id })
	return found.Authors[max(own, 0)], nil
}

// maxNamesakes bounds the authors with one alias among whom Author looks.
const maxNamesakes = 1000

// Authors returns limit authors whose names hold all words of text, in any of
// their forms, from offset on, and how many there are.
func (b *Bibliography) Authors(ctx context.Context, text string, offset, limit int) ([]*doc.Author, int, error) {
	found, err := b.index.Find(ctx, &engine.Lookup{Kind: engine.Authors, All: words(engine.Words, text), Offset: offset, Limit: limit})
	if err != nil {
		return nil, 0, err
	}
	return found.Authors, found.Total, nil
}

// sharedNames bounds the authors of one name among whom NameIn looks.
const sharedNames = 20

// NameIn is the name of an author as readers of a language write it, where the works of
// the index show that, else name itself.
func (b *Bibliography) NameIn(ctx context.Context, name string, lang doc.Lang) (string, error) {
	key := inLanguage{name, lang}
	if known, ok := b.names.Get(key); ok {
		return known, nil
	}
	found, _, err := b.Authors(ctx, name, 0, sharedNames)
	if err != nil {
		return name, err
	}
	in := name
	if at := slices.IndexFunc(found, func(a *doc.Author) bool { return slices.Contains(a.Forms, name) }); at >= 0 {
		in = found[at].NameIn(name, lang)
	}
	b.names.Put(key, in, maxNames)
	return in, nil
}

// Bounds of the candidates of a citation: at most so many works, and none that scores
// less than this fraction of the best. A DOI outweighs all words.
const (
	maxCandidates = 16
	leastShare    = 1.0 / 3
	weightOfDOI   = 1000
)

// Candidates returns the works that a citation may mean: works with the DOI that it
// holds, and works that share most terms with it, rare terms counting more.
func (b *Bibliography) Candidates(ctx context.Context, given *match.Given) ([]*doc.Work, error) {
	l := &engine.Lookup{Kind: engine.Works, Limit: maxCandidates}
	for _, d := range given.DOIs() {
		l.Any = append(l.Any, engine.Weighted{Name: engine.DOI, Value: d, Weight: weightOfDOI})
	}
	if len(l.Any) == 0 {
		l.Least = leastShare
	}
	for _, t := range given.Terms() {
		l.Any = append(l.Any, engine.Weighted{Name: engine.Words, Value: t, Weight: 1, Rare: true})
	}
	if len(l.Any) == 0 {
		return nil, nil
	}
	found, err := b.index.Find(ctx, l)
	if err != nil {
		return nil, err
	}
	// A work that shares words may be meant even beside a work with the DOI.
	if len(found.Works) == 0 || found.Scores[0] >= weightOfDOI {
		return found.Works, nil
	}
	n := slices.IndexFunc(found.Scores, func(s float64) bool { return s < found.Scores[0]*leastShare })
	if n < 0 {
		n = len(found.Works)
	}
	return found.Works[:n], nil
}

// Citation is a place that cites a work, by one of its entries.
type Citation struct {
	doc.Citation
	Passage *doc.Passage
	Entry   string
}

// citingPage is how many passages that cite a work are loaded at once.
const citingPage = 1000

// Citations returns the places that cite a work, in the order of the corpus: a
// bracket once, though several of its entries denote the work.
func (b *Bibliography) Citations(ctx context.Context, w *doc.Work) ([]Citation, error) {
	entries := map[string]bool{}
	for _, e := range w.Entries {
		entries[e.ID] = true
	}
	var all []Citation
	l := &engine.Lookup{Kind: engine.Passages, All: []engine.Key{{Name: engine.Cites, Values: []string{w.ID}}}, Limit: citingPage}
	for {
		found, err := b.index.Find(ctx, l)
		if err != nil {
			return nil, err
		}
		for _, p := range found.Passages {
			for _, c := range p.Citations {
				if !slices.Contains(c.Works, w.ID) {
					continue
				}
				if i := slices.IndexFunc(c.References, func(r string) bool { return entries[r] }); i >= 0 {
					all = append(all, Citation{c, p, c.References[i]})
				}
			}
		}
		if l.Offset += len(found.Passages); len(found.Passages) == 0 || l.Offset >= found.Total {
			return all, nil
		}
	}
}
