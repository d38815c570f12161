// Package index joins the parts that stand above an engine into one index: searching
// (rank), completing (suggest), looking up (engine, bibliography), browsing (catalogue). It may import
// these, search, query and analysis.
package index

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/catalogue"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/search/rank"
	"github.com/izde/izde/search/suggest"
)

// Index is one state of an index. It is safe for concurrent use.
type Index struct {
	rank.Ranker
	engine.Library
	*bibliography.Bibliography
	*catalogue.Catalogue
	*suggest.Completer
}

// New returns the index that an engine searches. Closing it closes the engine.
func New(e engine.Engine) *Index { return NewAcross(e, nil) }

// NewAcross returns the index that an engine searches, across languages by a glossary
// of its terms.
func NewAcross(e engine.Engine, g *glossary.Glossary) *Index {
	ranker := rank.Ranker{Engine: e, Glossary: g, Memory: &rank.Memory{}}
	count := func(ctx context.Context, q *query.Query) (int, error) {
		res, err := ranker.Search(ctx, &search.Request{Query: q, Mode: query.Auto, Views: analysis.AllViews})
		if err != nil {
			return 0, err
		}
		return res.Total, nil
	}
	return &Index{ranker, engine.Library{Finder: e}, bibliography.New(e), catalogue.New(e), suggest.NewCompleter(e, count)}
}

// Prepare begins to make what searching across languages needs, for which searches wait,
// and then what completing needs. Where either fails, who needs it tries again.
func (i *Index) Prepare() {
	go func() {
		if i.Ready(context.Background()) == nil && i.Completer.Ready(context.Background()) == nil {
			debug.FreeOSMemory() // opening and making these leave more behind than they keep
		}
	}()
}

// Ready waits until what searching needs is there. Errors: those of ctx and of the engine.
func (i *Index) Ready(ctx context.Context) error {
	if i.Glossary == nil {
		return nil
	}
	return i.Glossary.Ready(ctx)
}

// Close releases the index and its engine.
func (i *Index) Close() error {
	i.Completer.Close()
	if i.Glossary != nil {
		i.Glossary.Close()
	}
	if engine, ok := i.Engine.(io.Closer); ok {
		return engine.Close()
	}
	return nil
}

// Translations returns the counterparts of a word or term in other languages; see
// glossary.Glossary.Lookup. Without a glossary there are none. A language that has no
// counterparts is a *query.ValueError.
func (i *Index) Translations(ctx context.Context, text string, lang, to doc.Lang) ([]search.Translation, error) {
	if i.Glossary == nil {
		return nil, nil
	}
	known, err := i.Glossary.Languages(ctx)
	if err != nil {
		return nil, err
	}
	for _, asked := range []struct {
		parameter string
		lang      doc.Lang
	}{{"lang", lang}, {"to", to}} {
		if asked.lang != "" && !slices.Contains(known, asked.lang) {
			return nil, &query.ValueError{Parameter: asked.parameter, Value: string(asked.lang), Want: fmt.Sprintf("a language that has counterparts: one of %s", join(known))}
		}
	}
	return i.Glossary.Lookup(ctx, text, lang, to)
}

func join(langs []doc.Lang) string {
	var codes []string
	for _, l := range langs {
		codes = append(codes, string(l))
	}
	return strings.Join(codes, ", ")
}
