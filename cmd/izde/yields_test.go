package main

import (
	"testing"

	"github.com/izde/izde/cmd/izde/admin"
	"github.com/izde/izde/search/doc"
)

// What reading gave is summed over the documents that are served, each looked at once.
func TestYields(t *testing.T) {
	docs := []*doc.Document{
		{ID: "a", Source: "a.txt", Digest: "1", References: 3, Unresolved: make([]doc.Unresolved, 2), Repairs: make([]doc.Repair, 5), Raw: map[string][]string{"p": {"x"}}},
		{ID: "b", Source: "b.txt", Digest: "2", References: 4},
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
		if err := y.count(t.Context(), ix); err != nil || *y.last.Load() != c.want || len(y.known) != len(c.docs) {
			t.Errorf("%d documents: %+v, %v; %d are known", len(c.docs), *y.last.Load(), err, len(y.known))
		}
		ix.Close()
	}
}
