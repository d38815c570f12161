package rank

// The names of what the values of facets identify.

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// Labels remembers the names of documents and works of one state of an index. It is safe
// for concurrent use; the zero value remembers none.
type Labels struct {
	mu sync.Mutex
	of map[thing]search.FacetValue
}

type thing struct {
	kind engine.Kind
	id   string
}

// maxLabels is how many names are remembered. When they are full they start again.
const maxLabels = 1 << 13

// name labels a value as is remembered and reports whether it is.
func (l *Labels) name(kind engine.Kind, v *search.FacetValue) bool {
	if l == nil {
		return false
	}
	l.mu.Lock()
	named, ok := l.of[thing{kind, v.Value}]
	l.mu.Unlock()
	if ok {
		v.Label, v.Labels, v.Cased = named.Label, named.Labels, named.Cased
	}
	return ok
}

func (l *Labels) remember(kind engine.Kind, v search.FacetValue) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of == nil || len(l.of) >= maxLabels {
		l.of = map[thing]search.FacetValue{}
	}
	l.of[thing{kind, v.Value}] = v
}

// label names the values of facets that are ids.
func (r Ranker) label(ctx context.Context, facets map[doc.Facet]search.FacetCounts) error {
	for facet, counts := range facets {
		row := facet.Row()
		if len(counts.Values) == 0 || row.Things == doc.NoThings && row.Label == nil {
			continue
		}
		if row.Label != nil {
			for i := range counts.Values {
				counts.Values[i].Label = row.Label(counts.Values[i].Value)
			}
			continue
		}
		kind := engine.Documents
		if row.Things == doc.WorkIDs {
			kind = engine.Works
		}
		unnamed := map[string]*search.FacetValue{}
		for i := range counts.Values {
			if v := &counts.Values[i]; !r.Labels.name(kind, v) {
				unnamed[v.Value] = v
			}
		}
		if len(unnamed) == 0 {
			continue
		}
		ids := slices.Sorted(maps.Keys(unnamed))
		things, err := r.Find(ctx, &engine.Lookup{Kind: kind, All: []engine.Key{{Name: engine.ID, Values: ids}}, Limit: len(ids), Brief: true})
		if err != nil {
			return err
		}
		for _, d := range things.Documents {
			v := unnamed[d.ID]
			v.Label, v.Labels, v.Cased = d.Title, d.Titles, d.Cased
			r.Labels.remember(kind, *v)
		}
		for _, w := range things.Works {
			if v := unnamed[w.ID]; v != nil {
				v.Label, v.Labels = doc.ItemLabel(&w.CSL), map[doc.Lang]string{}
				for _, lang := range []doc.Lang{doc.Kazakh, doc.Russian, doc.Chinese} {
					it := doc.ItemIn(w.CSL, w.Readings, lang)
					v.Labels[lang] = doc.ItemLabel(&it)
				}
				r.Labels.remember(kind, *v)
			}
		}
	}
	return nil
}
