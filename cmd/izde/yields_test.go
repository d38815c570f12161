package main

import (
	"testing"

	"github.com/izde/izde/cmd/izde/admin"
	"github.com/izde/izde/search/doc"
)

// What reading gave is summed over the documents that are served, as far as lists of them say.
func TestYields(t *testing.T) {
	docs := []*doc.Document{
		{ID: "a", Source: "a.txt", Digest: "1", Reading: doc.Reading{References: 3, Unresolved: 2, Repairs: 5, Damaged: 1}},
		{ID: "b", Source: "b.txt", Digest: "2", Reading: doc.Reading{References: 4}},
	}
	y := &yields{}
	for _, c := range []struct {
		docs []*doc.Document
		want admin.Yield
	}{{docs, admin.Yield{References: 7, Unresolved: 2, Repairs: 5, Damaged: 1}}, {docs[1:], admin.Yield{References: 4}}, {nil, admin.Yield{}}} {
		ix, err := inMemory(t.Context(), c.docs, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := y.count(t.Context(), ix); err != nil || *y.last.Load() != c.want {
			t.Errorf("%d documents: %+v, %v", len(c.docs), *y.last.Load(), err)
		}
		ix.Close()
	}
}
