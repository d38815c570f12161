package embedded

// Sources are who wrote what and when, by which passages are found and counted:
// the documents, and behind them the entries of reference lists, each of which is
// the source of the passage that it begins in. Documents' authors and titles are
// looked up in memory (attributes.go), entries' in fields of the index, as there
// are many.

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// sources has the sources and works of an index.
type sources struct {
	of   []uint32 // the source of each passage
	list []source
	// names are the authors, each once.
	names   []string
	nameIDs map[string]uint32

	// cites is the place in citeSets of what each passage cites, 0 for nothing.
	cites    []uint32
	citeSets [][]uint32 // places in works
	setIDs   map[string]uint32
	works    []work
	workIDs  map[string]uint32
}

type source struct {
	authors []uint32 // places in names
	year    int
}

type work struct {
	id string
	// entry is the number of the first passage that begins an entry that denotes
	// it, -1 without one, and place where that stands in the corpus.
	entry int
	place uint64
}

// newSources returns the sources of an index of size numbers, with its documents.
func newSources(size int, docs []docEntry) *sources {
	s := &sources{of: make([]uint32, size), cites: make([]uint32, size), nameIDs: map[string]uint32{},
		citeSets: [][]uint32{nil}, setIDs: map[string]uint32{"": 0}, workIDs: map[string]uint32{}}
	for _, d := range docs {
		s.add(d.doc.Authors, d.doc.Year)
	}
	return s
}

func (s *sources) add(authors []string, year int) uint32 {
	src := source{year: year}
	for _, a := range authors {
		id, ok := s.nameIDs[a]
		if !ok {
			id = uint32(len(s.names))
			s.nameIDs[a], s.names = id, append(s.names, a)
		}
		if !slices.Contains(src.authors, id) {
			src.authors = append(src.authors, id)
		}
	}
	s.list = append(s.list, src)
	return uint32(len(s.list) - 1)
}

func (s *sources) work(id string) uint32 {
	w, ok := s.workIDs[id]
	if !ok {
		w = uint32(len(s.works))
		s.workIDs[id], s.works = w, append(s.works, work{id: id, entry: -1})
	}
	return w
}

// put notes the columns of a passage, the ordinal-th of the document at place doc.
func (s *sources) put(number int, doc, ordinal uint32, p *passageColumns) error {
	s.of[number] = doc
	if p.work != "" {
		year := 0
		if p.year != "" {
			var err error
			if year, err = strconv.Atoi(p.year); err != nil {
				return fmt.Errorf("year of an entry: %w", err)
			}
		}
		s.of[number] = s.add(p.authors, year)
		place := uint64(doc)<<32 | uint64(ordinal)
		if w := &s.works[s.work(p.work)]; w.entry < 0 || place < w.place {
			w.entry, w.place = number, place
		}
	}
	if len(p.cites) == 0 {
		return nil
	}
	set := make([]uint32, 0, len(p.cites))
	for _, id := range p.cites {
		if w := s.work(id); !slices.Contains(set, w) {
			set = append(set, w)
		}
	}
	slices.Sort(set)
	key := fmt.Sprint(set)
	id, ok := s.setIDs[key]
	if !ok {
		id = uint32(len(s.citeSets))
		s.setIDs[key], s.citeSets = id, append(s.citeSets, set)
	}
	s.cites[number] = id
	return nil
}

// passageColumns are the columns of a passage that begins an entry or cites.
type passageColumns struct {
	authors, cites []string
	year, work     string
}

// matchSources tells for each source whether it has the attribute author, title,
// year or doi.
func (e *Engine) matchSources(a *plan.Attribute) ([]bool, error) {
	match := append(e.matchDocuments(a), make([]bool, len(e.cols.sources.list)-len(e.docs))...)
	if a.Field == "year" {
		for i, s := range e.cols.sources.list[len(e.docs):] {
			match[len(e.docs)+i] = a.Years.Has(s.year)
		}
		return match, nil
	}
	numbers, err := e.entriesWith(a)
	if err != nil {
		return nil, err
	}
	it := numbers.Iterator()
	for it.HasNext() {
		match[e.cols.sources.of[it.Next()]] = true
	}
	return match, nil
}

// entriesWith returns the numbers of the passages that begin entries with the
// attribute author, title or doi.
func (e *Engine) entriesWith(a *plan.Attribute) (*roaring.Bitmap, error) {
	if a.Field == "doi" {
		found := roaring.New()
		if doi := cite.NormalizeDOI(a.Value); doi != "" {
			return found, e.addEntries(found, fieldEntryDOI, doi, false)
		}
		return found, nil
	}
	found, err := e.entriesWithWords(a.Words, a.Prefix, a.Field)
	if err != nil || len(a.Words) == 1 && len(a.Words[0].Parts) == 0 && a.Phrase == nil {
		return found, err
	}
	// The words must be of one name or title.
	for _, n := range found.ToArray() {
		p := &doc.Passage{}
		if err := e.load(int(n), p); err != nil {
			return nil, err
		}
		if !a.Matches(p, nil) {
			found.Remove(n)
		}
	}
	return found, nil
}

// entriesWithWords returns the numbers of the passages that begin entries with all
// of the words in any of the fields.
func (e *Engine) entriesWithWords(words []analysis.Word, prefix bool, fields ...string) (*roaring.Bitmap, error) {
	found := roaring.New()
	for i := range words {
		some, err := e.entriesWithWord(&words[i], prefix && i == len(words)-1, fields)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			found = some
		} else {
			found.And(some)
		}
	}
	return found, nil
}

// entriesWithWord is entriesWithWords for one word: a term of it, all of its parts,
// or all words of one of its spellings.
func (e *Engine) entriesWithWord(w *analysis.Word, prefix bool, fields []string) (*roaring.Bitmap, error) {
	found := roaring.New()
	for _, t := range w.Terms {
		for _, field := range fields {
			if err := e.addEntries(found, entryField(field, t.Stream), t.Text, prefix && t.Stream == analysis.Words); err != nil {
				return nil, err
			}
		}
	}
	for _, way := range append(w.Spellings, w.Parts) {
		if len(way) == 0 {
			continue
		}
		all, err := e.entriesWithWords(way, false, fields...)
		if err != nil {
			return nil, err
		}
		found.Or(all)
	}
	return found, nil
}

// addEntries adds the numbers of what has the term in a field.
func (e *Engine) addEntries(to *roaring.Bitmap, field, term string, prefix bool) error {
	for _, p := range e.parts {
		dict, err := p.Segment().Dictionary(field)
		if err != nil {
			return fmt.Errorf("reading field %s: %w", field, err)
		}
		if err := p.addEntries(to, dict, field, term, prefix); err != nil {
			return err
		}
	}
	return nil
}

func (p part) addEntries(to *roaring.Bitmap, dict segment.TermDictionary, field, term string, prefix bool) error {
	add := func(n int) error {
		to.Add(uint32(p.base + n))
		return nil
	}
	if !prefix {
		return p.postings(field, term, add)
	}
	it := dict.AutomatonIterator(nil, []byte(term), prefixEnd(term))
	for count := 0; ; count++ {
		entry, err := it.Next()
		if err != nil {
			return fmt.Errorf("reading the terms of %s: %w", field, err)
		}
		if entry == nil {
			return nil
		}
		if count == maxExpansions {
			return &query.LimitError{Limit: "wildcard expansions", Max: maxExpansions}
		}
		if err := p.postings(field, entry.Term, add); err != nil {
			return err
		}
	}
}

// worksFor returns the places of the works that the attribute cites means: by an
// id, a DOI, or the words of their entries.
func (e *Engine) worksFor(a *plan.Attribute) (map[uint32]bool, error) {
	s := e.cols.sources
	works := map[uint32]bool{}
	if w, ok := s.workIDs[e.works.of(a.Value)]; ok {
		works[w] = true
		return works, nil
	}
	if doi := cite.NormalizeDOI(a.Value); doi != "" {
		ids, err := e.worksWithDOI(doi)
		for _, id := range ids {
			if w, ok := s.workIDs[id]; ok {
				works[w] = true
			}
		}
		return works, err
	}
	entries, err := e.entriesWithWords(a.Words, a.Prefix, "author", "title", "year")
	if err != nil {
		return nil, err
	}
	it := entries.Iterator()
	for it.HasNext() {
		p := &doc.Passage{}
		if err := e.loadPassage(int(it.Next()), p); err != nil {
			return nil, err
		}
		if w, ok := s.workIDs[p.Reference.Work]; ok {
			works[w] = true
		}
	}
	return works, nil
}

// workIDs returns the ids of the works that values of the facet cites mean: their
// ids, or their DOIs.
func (e *Engine) workIDs(values []string) ([]string, error) {
	ids := slices.Clone(values)
	for i, v := range values {
		doi := cite.NormalizeDOI(v)
		if doi == "" {
			ids[i] = e.works.of(v)
			continue
		}
		works, err := e.worksWithDOI(doi)
		if err != nil {
			return nil, err
		}
		if len(works) > 0 {
			ids[i] = works[0]
		}
	}
	return ids, nil
}

// worksWithDOI returns the ids of the works of which an entry or a document has the
// DOI.
func (e *Engine) worksWithDOI(doi string) ([]string, error) {
	numbers := roaring.New()
	if err := e.addEntries(numbers, fieldWorkDOI, doi, false); err != nil {
		return nil, err
	}
	var ids []string
	for _, n := range numbers.ToArray() {
		w, err := e.work(n)
		if err != nil {
			return nil, err
		}
		ids = append(ids, w.ID)
	}
	return ids, nil
}

func (s *sources) authors(src source) []string {
	authors := make([]string, len(src.authors))
	for i, a := range src.authors {
		authors[i] = s.names[a]
	}
	return authors
}

func (s *sources) workNames(set []uint32) []string {
	ids := make([]string, len(set))
	for i, w := range set {
		ids[i] = s.works[w].id
	}
	return ids
}

// workLabel names a work for people, "" when no entry denotes it.
func (e *Engine) workLabel(id string) string {
	w, ok := e.cols.sources.workIDs[id]
	if !ok || e.cols.sources.works[w].entry < 0 {
		return ""
	}
	p := &doc.Passage{}
	if err := e.load(e.cols.sources.works[w].entry, p); err != nil || p.Reference == nil {
		return ""
	}
	return p.Reference.Label()
}
