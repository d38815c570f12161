package embedded

// Attributes are properties by which a query restricts passages: properties of the
// passage itself, and properties of the document or entry that it is attributed to.
// Documents and entries are found by fields of the index (see addAttribution).

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
)

// predicate returns a test of numbers of the whole index for an attribute.
func (r *run) predicate(a *plan.Attribute) (func(number uint32) bool, error) {
	cols := r.e.cols
	// by tests the values of a facet.
	by := func(facet doc.Facet, has func(values []string) bool) func(number uint32) bool {
		f := cols.facet(facet)
		match := make([]bool, f.column.size)
		for set := range match {
			match[set] = has(f.valuesOf(uint32(set)))
		}
		return func(n uint32) bool { return match[f.column.of[n]] }
	}
	equal := func(values []string) bool {
		return slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, a.Value) })
	}
	switch a.Field {
	case "kind":
		return by(doc.FacetKind, equal), nil
	case "lang":
		return by(doc.FacetLang, equal), nil
	case "section":
		return by(doc.FacetSection, func(values []string) bool {
			deepest := ""
			for _, v := range values {
				if len(v) > len(deepest) {
					deepest = v
				}
			}
			return a.MatchesText(strings.Join(doc.ParseSection(deepest), "\n"))
		}), nil
	case "page":
		numbers, err := r.onPages(a.Pages)
		return numbers.Contains, err
	case "cites":
		works, err := r.worksFor(a)
		if err != nil {
			return nil, err
		}
		return by(doc.FacetCites, func(values []string) bool {
			return slices.ContainsFunc(values, func(id string) bool { return works[id] })
		}), nil
	}
	match := make([]bool, cols.sources.size)
	if a.Field == "year" {
		for i, year := range cols.years {
			match[i] = a.Years.Has(int(year))
		}
	} else {
		numbers, err := r.having(a)
		if err != nil {
			return nil, err
		}
		for it := numbers.Iterator(); it.HasNext(); {
			match[r.e.sourceOf(it.Next())] = true
		}
	}
	return func(n uint32) bool { return match[cols.sources.of[n]] }, nil
}

// sourceOf returns the source that stands at a number: a document or an entry.
func (e *Engine) sourceOf(number uint32) uint32 {
	if place, ok := e.byNumber[number]; ok {
		return place
	}
	return e.cols.sources.of[number]
}

// having returns the numbers of documents and entries with the attribute author,
// title or doi.
func (r *run) having(a *plan.Attribute) (*roaring.Bitmap, error) {
	if a.Field == "doi" {
		found := roaring.New()
		if doi := cite.NormalizeDOI(a.Value); doi != "" {
			return found, r.add(found, fieldDOI, doi, false)
		}
		return found, nil
	}
	found, err := r.withWords(a.Words, a.Prefix, a.Field)
	if err != nil || len(a.Words) == 1 && len(a.Words[0].Parts) == 0 && a.Phrase == nil {
		return found, err
	}
	// The words must be of one name or title.
	for _, n := range found.ToArray() {
		var p *doc.Passage
		var d *doc.Document
		if place, ok := r.e.byNumber[n]; ok {
			d = r.e.docs[place].doc
		} else {
			p = &doc.Passage{}
			if err := r.e.load(int(n), p); err != nil {
				return nil, err
			}
		}
		if !a.Matches(p, d) {
			found.Remove(n)
		}
	}
	return found, r.ctx.Err()
}

// withWords returns the numbers of documents and entries with all of the words in
// any of the fields.
func (r *run) withWords(words []analysis.Word, prefix bool, fields ...string) (*roaring.Bitmap, error) {
	found := roaring.New()
	for i := range words {
		some, err := r.withWord(&words[i], prefix && i == len(words)-1, fields)
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

// withWord is withWords for one word: a term of it, all of its parts, or all words
// of one of its spellings.
func (r *run) withWord(w *analysis.Word, prefix bool, fields []string) (*roaring.Bitmap, error) {
	found := roaring.New()
	for _, t := range w.Terms {
		for _, field := range fields {
			if err := r.add(found, attributeField(field, t.Stream), t.Text, prefix && t.Stream == analysis.Words); err != nil {
				return nil, err
			}
		}
	}
	for _, way := range append(w.Spellings, w.Parts) {
		if len(way) == 0 {
			continue
		}
		all, err := r.withWords(way, false, fields...)
		if err != nil {
			return nil, err
		}
		found.Or(all)
	}
	return found, nil
}

// add adds the numbers whose field holds the term, or with prefix a term that begins
// with it.
func (r *run) add(to *roaring.Bitmap, field, term string, prefix bool) error {
	if !prefix {
		return cmp.Or(r.dicts.add(to, field, term), r.ctx.Err())
	}
	return r.addBetween(to, field, []byte(term), prefixEnd(term))
}

// addBetween adds the numbers whose field holds a term from start on and before end.
func (r *run) addBetween(to *roaring.Bitmap, field string, start, end []byte) error {
	for i, p := range r.e.parts {
		within, err := r.e.between(r.ctx, i, field, start, end)
		if err != nil {
			return err
		}
		to.Or(roaring.AddOffset(within, uint32(p.base)))
	}
	return r.ctx.Err()
}

// onPages returns the numbers of passages that stand on pages, at least in part.
func (r *run) onPages(pages doc.PageRange) (*roaring.Bitmap, error) {
	found := roaring.New()
	if pages.Name != "" {
		return found, r.add(found, fieldPage, pageTerm(pages.Name), false)
	}
	start, last := pageTerm(strconv.Itoa(pages.First)), pageTerm(strconv.Itoa(pages.Last))
	return found, r.addBetween(found, fieldPage, []byte(start), []byte(last+"\x00"))
}

// worksFor returns the ids of the works that the attribute cites means: by an id, a
// DOI, or the words of their entries.
func (r *run) worksFor(a *plan.Attribute) (map[string]bool, error) {
	id := r.e.works.of(a.Value)
	if _, ok := r.e.cols.facet(doc.FacetCites).values.find(id); ok {
		return map[string]bool{id: true}, nil
	}
	works := map[string]bool{}
	if doi := cite.NormalizeDOI(a.Value); doi != "" {
		found := roaring.New()
		err := r.add(found, fieldWorkDOI, doi, false)
		for it := found.Iterator(); err == nil && it.HasNext(); {
			w := &doc.Work{}
			err = r.e.load(int(it.Next()), w)
			works[w.ID] = true
		}
		return works, err
	}
	entries, err := r.withWords(a.Words, a.Prefix, "author", "title", "year")
	if err != nil {
		return nil, err
	}
	for it := entries.Iterator(); it.HasNext(); {
		if source := r.e.sourceOf(it.Next()); int(source) >= len(r.e.docs) {
			works[r.e.cols.workNames.At(int(r.e.cols.works[int(source)-len(r.e.docs)]))] = true
		}
	}
	return works, nil
}
