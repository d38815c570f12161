package embedded

import (
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/izde/izde/search/analysis"
)

// layout makes the fields of the things of one index. bleve wants the terms of a field as
// a map of pointers, which takes ten times the room of the terms; ours are written as they
// are: see segment.go.
type layout struct {
	packing packing        // nil as long as its dictionary is not chosen
	values  [][]byte       // what is to be packed, to choose it from
	put     int            // things
	writer  *segmentWriter // of their segments
}

func newLayout(p packing) *layout { return &layout{packing: p} }

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
	forms   []gathered                // of texts, instead of terms: see texts.go
	long    map[*analysis.Form][]byte // positions of forms that have many
	value   []byte                    // stored; the last field of a thing has its JSON
	order   int                       // of the thing among others, in that field
}

// term is a term and how often it stands in the field.
type term struct {
	text  string
	times uint64
}

func (f *field) Name() string                        { return f.name }
func (f *field) Options() index.FieldIndexingOptions { return f.options }
func (f *field) ArrayPositions() []uint64            { return nil }
func (f *field) EncodedFieldType() byte              { return 't' }
func (f *field) NumPlainTextBytes() uint64           { return 0 }
func (f *field) Size() int                           { return len(f.value) + 32*(len(f.terms)+len(f.forms)) }

// Analyze does nothing: the terms are known.
func (f *field) Analyze() {}

// AnalyzedLength is the same for all: bleve writes it with each posting, 0 for none, and
// lengths are a column of ours.
func (f *field) AnalyzedLength() int { return 1 }

// Value is what is stored, packed.
func (f *field) Value() []byte { return f.layout.packing.pack(f.value, nil) }

// AnalyzedTokenFrequencies is not asked for: zap writes nothing itself.
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies { return nil }

func (l *layout) stored(name string, value []byte) document.Field {
	return &field{layout: l, name: name, options: index.StoreField, value: value}
}

// column is a field of values that are read by the number of a thing.
func (l *layout) column(name string, values ...string) document.Field {
	return l.valued(name, columnOptions, values)
}

// valued is a field whose terms are values.
func (l *layout) valued(name string, options index.FieldIndexingOptions, values []string) document.Field {
	f := &field{layout: l, name: name, options: options, terms: make([]term, 0, len(values))}
	if !slices.IsSorted(values) {
		values = slices.Sorted(slices.Values(values))
	}
	for _, v := range values {
		last := len(f.terms) - 1
		if last < 0 || f.terms[last].text != v {
			last++
			f.terms = append(f.terms, term{text: v})
		}
		if !options.SkipFreqNorm() {
			f.terms[last].times++
		}
	}
	return f
}
