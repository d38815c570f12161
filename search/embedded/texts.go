package embedded

// The tokens of texts. What all streams hold of a text is laid out as the forms that stand in
// it, each once: see analysis.Form. The terms of a stream are made of those when a segment is
// written, of each form once for all passages of the segment. To hash every token of every
// stream was a quarter of the processor time of indexing.

import (
	"cmp"
	"encoding/binary"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/izde/izde/search/analysis"
)

// gathered is a form in a thing, and how often it stands there or, in a passage, where: see
// places.go.
type gathered struct {
	*analysis.Form
	times uint64
}

// gatherer gathers the forms of texts.
type gatherer struct {
	by    *analysis.Analyzer
	of    map[*analysis.Form]int // their places in forms
	forms []gathered
	parts []string
	at    []int // the place of each occurrence
	ends  []int // of the positions of each form
	order []int // positions, form by form
}

// gatherers are lent to lay things out.
var gatherers = sync.Pool{New: func() any { return &gatherer{by: analysis.NewAnalyzer(), of: map[*analysis.Form]int{}} }}

func (g *gatherer) clear() {
	clear(g.of)
	g.forms, g.at, g.parts = g.forms[:0], g.at[:0], g.parts[:0]
}

// count adds what stands in a text.
func (g *gatherer) count(forms []analysis.Occurrence, parts []analysis.Token) {
	for _, o := range forms {
		at, known := g.of[o.Form]
		if !known {
			at = len(g.forms)
			g.of[o.Form] = at
			g.forms = append(g.forms, gathered{Form: o.Form})
		}
		g.forms[at].times++
		g.at = append(g.at, at)
	}
	for _, t := range parts {
		g.parts = append(g.parts, t.Term)
	}
}

// tokens is how many all streams have.
func (g *gatherer) tokens() int {
	n := len(g.parts)
	for _, f := range g.forms {
		of := len(f.Others)
		if !f.Pair {
			of++
		}
		n += int(f.times) * of
	}
	return n
}

// place writes the positions of the forms that were counted in one text, and returns those
// that do not fit.
func (g *gatherer) place(occurrences []analysis.Occurrence) (long map[*analysis.Form][]byte) {
	g.ends, g.order = g.ends[:0], slices.Grow(g.order[:0], len(occurrences))[:len(occurrences)]
	end := 0
	for _, f := range g.forms {
		g.ends = append(g.ends, end)
		end += int(f.times)
	}
	for i, o := range occurrences {
		at := g.at[i]
		g.order[g.ends[at]] = o.Pos + 1 // bleve counts from 1
		g.ends[at]++
	}
	start := 0
	for i := range g.forms {
		places := g.order[start:g.ends[i]]
		start = g.ends[i]
		packed, beside := writePlaces(places)
		if g.forms[i].times = packed; beside != nil {
			if long == nil {
				long = map[*analysis.Form][]byte{}
			}
			long[g.forms[i].Form] = beside
		}
	}
	return long
}

// addTexts adds the fields of texts: one that is written as a field of each stream of forms, of
// which its name begins the names, and that of their parts.
func (l *layout) addTexts(to *document.Document, prefix string, options index.FieldIndexingOptions, g *gatherer, long map[*analysis.Form][]byte) {
	if len(g.forms) > 0 {
		to.AddField(&field{layout: l, name: prefix, options: options, forms: slices.Clone(g.forms), long: long})
	}
	if len(g.parts) > 0 {
		to.AddField(l.valued(prefix+analysis.Parts.String(), streamOptions, g.parts))
	}
}

// texts are fields of texts of one name.
type texts struct {
	placed   bool      // they have positions
	postings []posting // form by form
	counts   []posting // the same, but how often the form stands there instead of where
	ends     []int     // of those of each form
	long     [][]byte
	terms    [analysis.NumStreams][]formTerm
}

// formTerm is a term of a stream, the eight bytes that begin it, as a number, and the number of
// a form that has it.
type formTerm struct {
	begin uint64
	text  string
	form  int
}

// compare compares terms, nearly all of them by what lies at hand.
func (t formTerm) compare(other formTerm) int {
	if t.begin != other.begin {
		return cmp.Compare(t.begin, other.begin)
	}
	return strings.Compare(t.text, other.text)
}

func newFormTerm(text string, form int) formTerm {
	var begin [8]byte
	copy(begin[:], text)
	return formTerm{binary.BigEndian.Uint64(begin[:]), text, form}
}

// gather gathers the terms of fields. Its memory is used again.
func (t *texts) gather(w *segmentWriter, in *inverted) {
	t.placed, t.ends, t.long = in.options.IncludeTermVectors(), t.ends[:0], t.long[:0]
	of, forms := map[*analysis.Form]int{}, []*analysis.Form(nil)
	w.which = w.which[:0]
	for _, f := range in.fields {
		for _, form := range f.forms {
			i, known := of[form.Form]
			if !known {
				i = len(forms)
				of[form.Form], forms, t.ends = i, append(forms, form.Form), append(t.ends, 0)
			}
			t.ends[i]++
			w.which = append(w.which, i)
		}
	}
	end := 0
	for i, n := range t.ends {
		t.ends[i] = end
		end += n
	}
	t.postings = slices.Grow(t.postings[:0], end)[:end]
	which := w.which
	for k, f := range in.fields {
		for _, form := range f.forms {
			i := which[0]
			which = which[1:]
			p := posting{number: in.numbers[k], times: form.times}
			if beside := f.long[form.Form]; beside != nil {
				t.long = append(t.long, beside)
				p.beside = uint32(len(t.long))
			}
			t.postings[t.ends[i]] = p
			t.ends[i]++
		}
	}
	t.counts = slices.Grow(t.counts[:0], end)[:end]
	for i, p := range t.postings {
		if t.placed {
			p = posting{number: p.number, times: timesIn(analysis.Words, p.times)}
		}
		t.counts[i] = p
	}
	for stream := range t.terms {
		t.terms[stream] = t.terms[stream][:0]
	}
	for i, f := range forms {
		if !f.Pair {
			t.terms[analysis.Words] = append(t.terms[analysis.Words], newFormTerm(f.Word, i))
		}
		for _, term := range f.Others {
			t.terms[term.Stream] = append(t.terms[term.Stream], newFormTerm(term.Text, i))
		}
	}
}

// of returns those of a form among postings or counts.
func (t *texts) of(form int, all []posting) []posting {
	start := 0
	if form > 0 {
		start = t.ends[form-1]
	}
	return all[start:t.ends[form]]
}

// eachOfStream yields the terms of a stream in their order, and the postings of each, which are
// lent.
func (w *segmentWriter) eachOfStream(in *inverted) iter.Seq2[string, []posting] {
	t := in.texts
	placed, terms, all := t.placed && in.stream == analysis.Words, t.terms[in.stream], t.counts
	if placed {
		all = t.postings
	}
	w.long = t.long
	slices.SortFunc(terms, formTerm.compare)
	return func(yield func(string, []posting) bool) {
		for len(terms) > 0 {
			text, postings := terms[0].text, t.of(terms[0].form, all)
			n := 1
			for n < len(terms) && terms[n].text == text {
				n++
			}
			if n > 1 {
				w.postings = w.postings[:0]
				for _, term := range terms[:n] {
					w.postings = append(w.postings, t.of(term.form, all)...)
				}
				postings = w.united(w.postings, placed)
			}
			if terms = terms[n:]; !yield(text, postings) {
				return
			}
		}
	}
}

// united unites the postings of several forms of one term: a thing has it as often as it has
// all of these, and where it has them.
func (w *segmentWriter) united(postings []posting, placed bool) []posting {
	slices.SortStableFunc(postings, func(x, y posting) int { return cmp.Compare(x.number, y.number) })
	all := postings[:0]
	for _, p := range postings {
		last := len(all) - 1
		switch {
		case last < 0 || all[last].number != p.number:
			all = append(all, p)
		case !placed:
			all[last].times += p.times
		default:
			packed, beside := writePlaces(slices.Sorted(slices.Values(append(w.places(all[last]), w.places(p)...))))
			if all[last].times, all[last].beside = packed, 0; beside != nil {
				all[last].beside = w.keep(beside)
			}
		}
	}
	return all
}

// places returns the positions of a posting.
func (w *segmentWriter) places(p posting) (positions []int) {
	var located []byte
	if p.beside != 0 {
		located = append([]byte{0}, w.long[p.beside-1]...) // behind the number of a field
	}
	for _, at := range appendPlaces(nil, 0, p.times, located) {
		positions = append(positions, at.position())
	}
	return positions
}
