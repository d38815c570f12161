package rank

import (
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
)

// Memory is what a Ranker remembers of one state of an index. It is safe for concurrent
// use; the zero value remembers nothing.
type Memory struct {
	labels engine.Cache[thing, search.FacetValue]
	forms  engine.Cache[formsOf, []engine.Count]
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
