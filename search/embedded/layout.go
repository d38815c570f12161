package embedded

import (
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/izde/izde/search/analysis"
)

// layout makes the fields of the things of one index. bleve wants the terms of a field as
// a map of pointers, which takes ten times the room of the terms; ours are written as they
// are: see segment.go.
type layout struct {
	packing *packing // nil as long as its dictionary is not chosen
	values  [][]byte // what is to be packed, to choose it from
	put     int      // things
}

func newLayout(p *packing) *layout { return &layout{packing: p} }

// add adds a thing to a batch.
func (l *layout) add(batch *bleve.Batch, d *document.Document) error {
	stored := d.Fields[len(d.Fields)-1].(*field)
	l.put++
	stored.order = l.put
	if l.packing == nil {
		l.values = append(l.values, stored.value)
	}
	return batch.IndexAdvanced(d)
}

// field is a document.Field whose terms, each once, are known.
type field struct {
	layout  *layout
	name    string
	options index.FieldIndexingOptions
	terms   []term
	long    map[string]*index.TokenLocation // positions of terms that have many
	value   []byte                          // stored; the last field of a thing has its JSON
	order   int                             // of the thing among others, in that field
}

// term is a term and how often it stands in the field, or where: see places.go.
type term struct {
	text  string
	times uint64
}

func (f *field) Name() string                        { return f.name }
func (f *field) Options() index.FieldIndexingOptions { return f.options }
func (f *field) ArrayPositions() []uint64            { return nil }
func (f *field) EncodedFieldType() byte              { return 't' }
func (f *field) NumPlainTextBytes() uint64           { return 0 }
func (f *field) Size() int                           { return len(f.value) + 32*len(f.terms) }

// Analyze does nothing: the terms are known.
func (f *field) Analyze() {}

// AnalyzedLength is the same for all: bleve writes it with each posting, 0 for none, and
// lengths are a column of ours.
func (f *field) AnalyzedLength() int { return 1 }

// Value is what is stored, packed.
func (f *field) Value() []byte { return f.layout.packing.pack(f.value) }

// AnalyzedTokenFrequencies is asked for where zap itself writes: see segmentType.
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies {
	of := make(index.TokenFrequencies, len(f.terms))
	for _, t := range f.terms {
		of[t.text] = &index.TokenFreq{}
		of[t.text].SetFrequency(int(t.times))
		if l := f.long[t.text]; l != nil {
			of[t.text].Locations = append(of[t.text].Locations, l)
		}
	}
	return of
}

func (l *layout) stored(name string, value []byte) document.Field {
	return &field{layout: l, name: name, options: index.StoreField, value: value}
}

// column is a field of values that are read by the number of a thing.
func (l *layout) column(name string, values ...string) document.Field {
	return l.valued(name, columnOptions, values)
}

// valued is a field whose terms are values.
func (l *layout) valued(name string, options index.FieldIndexingOptions, values []string) document.Field {
	tokens := make([]analysis.Token, len(values))
	for i, v := range values {
		tokens[i] = analysis.Token{Term: v}
	}
	return l.field(name, options, tokens)
}

// gatherings are lent to count the tokens of a field.
var gatherings = sync.Pool{New: func() any { return &gathering{of: map[string]int{}} }}

// gathering counts the terms of a field.
type gathering struct {
	of    map[string]int // their places in terms, where there are many
	terms []term
	at    []int // the place of the term of each token
	ends  []int // of the positions of each term
	order []int // positions, term by term
}

// fewTokens are those among which a term is sooner found without a map.
const fewTokens = 12

// place returns the place of a term in terms, where it is put if it is new; few says that
// there are few.
func (t *gathering) place(text string, few bool) int {
	at, known := 0, false
	if few {
		at = slices.IndexFunc(t.terms, func(of term) bool { return of.text == text })
		known = at >= 0
	} else {
		at, known = t.of[text]
	}
	if known {
		return at
	}
	at = len(t.terms)
	t.terms = append(t.terms, term{text: text})
	if !few {
		t.of[text] = at
	}
	return at
}

// field is a field of tokens, which stand in the order of their positions.
func (l *layout) field(name string, options index.FieldIndexingOptions, tokens []analysis.Token) *field {
	t := gatherings.Get().(*gathering)
	defer gatherings.Put(t)
	t.terms, t.at = t.terms[:0], t.at[:0]
	few := len(tokens) <= fewTokens
	if !few {
		clear(t.of)
	}
	for _, token := range tokens {
		at := t.place(token.Term, few)
		t.terms[at].times++
		t.at = append(t.at, at)
	}
	f := &field{layout: l, name: name, options: options, terms: append([]term(nil), t.terms...)}
	switch {
	case options.SkipFreqNorm():
		for i := range f.terms {
			f.terms[i].times = 0
		}
	case options.IncludeTermVectors():
		f.place(t, tokens)
	}
	return f
}
