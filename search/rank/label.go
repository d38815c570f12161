package rank

import (
	"context"
	"maps"
	"slices"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

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
			v := &counts.Values[i]
			if known, ok := r.Memory.labels.Get(thing{kind, v.Value}); ok {
				v.Label, v.Labels, v.Cased = known.Label, known.Labels, known.Cased
			} else {
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
			r.Memory.labels.Put(thing{kind, v.Value}, *v, maxRemembered)
		}
		for _, w := range things.Works {
			if v := unnamed[w.ID]; v != nil {
				v.Label, v.Labels = doc.ItemLabel(&w.CSL), map[doc.Lang]string{}
				for _, lang := range []doc.Lang{doc.Kazakh, doc.Russian, doc.Chinese} {
					it := doc.ItemIn(w.CSL, w.Readings, lang)
					v.Labels[lang] = doc.ItemLabel(&it)
				}
				r.Memory.labels.Put(thing{kind, v.Value}, *v, maxRemembered)
			}
		}
	}
	return nil
}
