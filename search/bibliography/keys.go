package bibliography

import (
	"slices"
	"strconv"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// workKeys returns the keys by which a work is found; orcids are the ORCIDs of its
// document.
func workKeys(w *doc.Work, orcids []string) []engine.Key {
	// The DOI may come from a reading that is not kept.
	years, dois := []string{}, []string{cite.NormalizeDOI(w.CSL.DOI)}
	for i := range w.Readings {
		if y := w.Readings[i].Year(); y != 0 {
			years = append(years, strconv.Itoa(y))
		}
		dois = append(dois, cite.NormalizeDOI(w.Readings[i].DOI))
	}
	terms := match.NewProfile(w.Record()).Terms()
	return keys(
		engine.Key{Name: engine.ID, Values: once(append([]string{w.ID}, w.Aliases...))},
		engine.Key{Name: engine.Words, Values: terms.All},
		engine.Key{Name: engine.Title, Values: terms.Title},
		engine.Key{Name: engine.Author, Values: terms.Author},
		engine.Key{Name: engine.Year, Values: once(years)},
		engine.Key{Name: engine.Type, Values: []string{w.CSL.Type}},
		engine.Key{Name: engine.DOI, Values: once(dois)},
		engine.Key{Name: engine.ORCID, Values: once(orcids)},
	)
}

// orcidsOf returns the ORCIDs of the authors of a document, or of none.
func orcidsOf(d *doc.Document) []string {
	var orcids []string
	if d != nil {
		for _, c := range d.Contributors {
			if c.ORCID != "" && !c.BadORCID {
				orcids = append(orcids, c.ORCID)
			}
		}
	}
	return orcids
}

// keys returns keys without empty values, and without keys that have no value.
func keys(list ...engine.Key) []engine.Key {
	for i := range list {
		list[i].Values = slices.DeleteFunc(list[i].Values, func(v string) bool { return v == "" })
	}
	return slices.DeleteFunc(list, func(k engine.Key) bool { return len(k.Values) == 0 })
}

// once returns the values of a list, each once.
func once(list []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}
