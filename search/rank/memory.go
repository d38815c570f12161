package rank

import (
	"sync"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
)

// Memory is what a Ranker remembers of one state of an index. It is safe for concurrent
// use; the zero value remembers nothing.
type Memory struct {
	labels remembered[thing, search.FacetValue]
	forms  remembered[formsOf, []engine.Count]
}

// thing is a document or a work.
type thing struct {
	kind engine.Kind
	id   string
}

// formsOf asks for the other forms of a word of a phrase by some views.
type formsOf struct {
	term  string
	views analysis.Views
}

// maxRemembered is how many results of a kind are remembered. When they are full they
// start again.
const maxRemembered = 1 << 12

// remembered are results of one kind.
type remembered[K comparable, V any] struct {
	mu sync.Mutex
	of map[K]V
}

func (r *remembered[K, V]) get(k K) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.of[k]
	return v, ok
}

func (r *remembered[K, V]) put(k K, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.of == nil || len(r.of) >= maxRemembered {
		r.of = map[K]V{}
	}
	r.of[k] = v
}
