package embedded

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// A filter of years changes nothing of what years count: that is what ticking each would
// give, references apart.
func TestYearsUnderFilter(t *testing.T) {
	d := &doc.Document{ID: "d", Source: "d", Year: 2024}
	passages := []*doc.Passage{{ID: "p", DocID: "d", Kind: doc.Body, Text: "Water."}}
	for i, year := range []int{2021, 2021, 2023} {
		id := fmt.Sprint("r", i)
		item := cite.Item{ID: id, Type: "book", Issued: &cite.Date{Parts: [][]int{{year}}}}
		passages = append(passages, &doc.Passage{ID: id, DocID: "d", Ordinal: i + 1, Kind: doc.Reference, Text: "Water.", Reference: &doc.Entry{ID: id, Number: i + 1, Work: "w" + id, CSL: item}})
	}
	e, err := NewMemory(t.Context(), []*doc.Document{d}, passages)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	want := search.YearCounts{Documents: []search.FacetValue{{Value: "2024", Count: 1}}, References: []search.FacetValue{{Value: "2023", Count: 1}, {Value: "2021", Count: 2}}}
	for _, filters := range [][]search.Filter{nil, {{Facet: doc.FacetYear, Include: []string{"2021"}}}, {{Facet: doc.FacetYear, Exclude: []string{"2023"}}}} {
		found, err := e.Run(t.Context(), &engine.Request{Request: &search.Request{Filters: filters, Years: true, Facets: doc.Facets, FacetLimit: 9}})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(found.Years, want) {
			t.Errorf("%v: years\n%v, want\n%v", filters, found.Years, want)
		}
	}
}
