package glossary

import (
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// Limits of what is mined, as the first search of an index that was just opened waits for
// it: documents and works that are read, pairs of sentences that are aligned.
const (
	maxParallel  = 1000
	maxWorks     = 5000
	maxSentences = 2000
)

const (
	// minedConfidence is how sure a pair is whose forms have the same place in lists of
	// keywords, or are titles of one work.
	minedConfidence = 0.9
	// maxAligned is how sure a pair is at most that was aligned: other words are searched
	// beside it.
	maxAligned = 0.85
	// agreed is the cosine from which the table says the same: of the pairs that one
	// sentence shows, nearly all above it are right, and half just below it.
	agreed = 0.5
	// leastTimes is how many sentences show a pair that the table does not, leastOften how
	// sure it then is: many that two sentences show are wrong, and few that five do.
	leastTimes = 5
	leastOften = 0.5
)

// miner collects the pairs that stand in parallel in a corpus.
type miner struct {
	ctx   context.Context
	index Index
	words *vocabulary
	list  []Pair
	has   map[[2]string]bool // pairs of the list
	// texts are sentences and titles that say the same in two languages, sentences how
	// many, told those that are among them.
	texts     map[[2]doc.Lang]*texts
	sentences int
	told      map[[2]string]bool
	// lists are the passages with the keywords of a document in a language.
	lists map[[2]string]string
}

// texts are the same sentences in two languages, and where they stand.
type texts struct {
	a, b []string
	at   []place
}

// place is where something stands: in a document, and, where that is known, in a passage.
type place struct {
	*doc.Document
	passage string
}

// mine returns the pairs that the documents of an index show: keywords, short titles with
// their translations, titles and journals of reference lists with their originals, and the
// words of all these and of abstracts, aligned. words, which tell the vectors, need not have
// terms. Errors: those of ctx and of the index.
func mine(ctx context.Context, index Index, words *vocabulary) ([]Pair, error) {
	things, err := index.Find(ctx, &engine.Lookup{Kind: engine.Documents, Limit: math.MaxInt, Brief: true})
	if err != nil {
		return nil, err
	}
	m := &miner{ctx: ctx, index: index, words: words, has: map[[2]string]bool{}, texts: map[[2]doc.Lang]*texts{}, told: map[[2]string]bool{}, lists: map[[2]string]string{}}
	var several []string // documents that may have parts in several languages
	byID := map[string]*doc.Document{}
	for _, d := range things.Documents {
		byID[d.ID] = d
		m.keywords(d)
		if len(several) < maxParallel && (len(d.Titles) > 1 || len(d.Keywords) > 1 || len(d.Languages) > 1) {
			several = append(several, d.ID)
		}
	}
	for ids := range slices.Chunk(several, 100) {
		if m.sentences >= maxSentences {
			break
		}
		if err := m.documents(ids); err != nil {
			return nil, err
		}
	}
	for i := range m.list { // what the fields of documents show, their lists of keywords do
		if p := &m.list[i]; p.Passage == "" {
			p.Passage = m.lists[[2]string{p.Document, string(p.A.Lang)}]
		}
	}
	if err := m.works(byID); err != nil {
		return nil, err
	}
	err = m.align()
	return m.list, err
}

// add adds a pair that a place shows, unless it is there.
func (m *miner) add(a, b Form, confidence float64, at place) {
	pair := Pair{A: a, B: b, Confidence: confidence, Source: plan.FromCorpus, Evidence: at.Source, Document: at.ID, Passage: at.passage}
	if id := pair.id(); !m.has[id] && id[0] != "" {
		m.has[id] = true
		m.list = append(m.list, pair)
	}
}

// keywords adds those of lists that are as long in two languages: they hold the same
// terms in the same order. A list of one may be one that was not divided.
func (m *miner) keywords(d *doc.Document) {
	var langs []doc.Lang
	for lang := range d.Keywords {
		langs = append(langs, lang)
	}
	slices.Sort(langs)
	for i, a := range langs {
		for _, b := range langs[i+1:] {
			as, bs := d.Keywords[a], d.Keywords[b]
			for k := 0; len(as) == len(bs) && len(as) > 1 && k < len(as); k++ {
				m.add(Form{a, as[k]}, Form{b, bs[k]}, minedConfidence, place{d, ""})
			}
		}
	}
}

// documents takes the titles and the sentences of abstracts that documents have in several
// languages.
func (m *miner) documents(ids []string) error {
	things, err := m.index.Find(m.ctx, &engine.Lookup{Kind: engine.Documents, All: []engine.Key{{Name: engine.ID, Values: ids}}, Limit: len(ids)})
	if err != nil {
		return err
	}
	var wanted []string
	for _, d := range things.Documents {
		for _, part := range d.Parallel {
			for _, text := range part.Text {
				wanted = append(wanted, text.Passage)
			}
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	stand, err := m.index.Find(m.ctx, &engine.Lookup{Kind: engine.Passages, All: []engine.Key{{Name: engine.ID, Values: wanted}}, Limit: len(wanted)})
	if err != nil {
		return err
	}
	passages := map[string]string{}
	for _, p := range stand.Passages {
		passages[p.ID] = p.Text
	}
	for _, d := range things.Documents {
		for _, part := range d.Parallel {
			if part.Kind == doc.Keywords {
				for _, text := range part.Text {
					m.lists[[2]string{d.ID, string(text.Lang)}] = text.Passage
				}
				continue
			}
			for i, a := range part.Text {
				for _, b := range part.Text[i+1:] {
					for k := range min(len(a.Items), len(b.Items)) {
						m.same(Form{a.Lang, cut(passages[a.Passage], a.Items[k])}, Form{b.Lang, cut(passages[b.Passage], b.Items[k])}, part.Kind == doc.Title, place{d, a.Passage})
					}
				}
			}
		}
	}
	return nil
}

// cut returns a range of a text; empty where the text has no such range.
func cut(text string, s doc.Span) string {
	if s.Start < 0 || s.Start > s.End || s.End > len(text) {
		return ""
	}
	return text[s.Start:s.End]
}

// works takes titles and journals of reference lists that are given with their originals.
func (m *miner) works(docs map[string]*doc.Document) error {
	things, err := m.index.Find(m.ctx, &engine.Lookup{Kind: engine.Works, Limit: maxWorks})
	if err != nil {
		return err
	}
	for _, w := range things.Works {
		for _, it := range w.Readings {
			for _, t := range [][2]string{{it.Title, it.OriginalTitle}, {it.ContainerTitle, it.Custom["original-container-title"]}} {
				a, b := writtenIn(t[0], doc.Lang(it.Language)), writtenIn(t[1], "")
				if a != "" && b != "" && len(w.Entries) > 0 && docs[w.Entries[0].Document] != nil {
					m.same(Form{a, t[0]}, Form{b, t[1]}, true, place{docs[w.Entries[0].Document], w.Entries[0].Passage})
				}
			}
		}
	}
	return nil
}

// writtenIn returns the language of a title: the one said if it is written so, else by the
// script, empty where that does not tell.
func writtenIn(title string, said doc.Lang) doc.Lang {
	switch {
	case said != "" && doc.InScriptOf(said, title):
		return said
	case doc.InScriptOf(doc.Chinese, title):
		return doc.Chinese
	case !doc.InScriptOf(doc.Russian, title):
		return ""
	case strings.ContainsAny(strings.ToLower(title), "әғқңөұүһі"):
		return doc.Kazakh
	}
	return doc.Russian
}

// same takes two texts of a place that say the same. Titles that are short enough to be
// asked for are a pair.
func (m *miner) same(a, b Form, title bool, at place) {
	if a.Lang > b.Lang {
		a, b = b, a
	}
	if a.Lang == b.Lang || a.Text == "" || b.Text == "" {
		return
	}
	if title && a.short() && b.short() {
		m.add(Form{a.Lang, at.InCase(a.Text)}, Form{b.Lang, at.InCase(b.Text)}, minedConfidence, at)
	}
	told := [2]string{a.Text, b.Text}
	if m.told[told] || m.sentences >= maxSentences {
		return
	}
	m.told[told] = true
	langs := [2]doc.Lang{a.Lang, b.Lang}
	if m.texts[langs] == nil {
		m.texts[langs] = &texts{}
	}
	t := m.texts[langs]
	t.a, t.b, t.at = append(t.a, a.Text), append(t.b, b.Text), append(t.at, at)
	m.sentences++
}

// short reports whether a form may be asked for as one term: of Chinese, six words of two
// characters.
func (f Form) short() bool {
	if f.Lang == chinese {
		return utf8.RuneCountInString(hanOnly(f.Text)) <= 2*longestTerm
	}
	return len(analysis.Phrase(f.Text)) <= longestTerm
}

// align adds the words and phrases of the texts that translate each other.
func (m *miner) align() error {
	var langs [][2]doc.Lang
	for l := range m.texts {
		langs = append(langs, l)
	}
	slices.SortFunc(langs, func(x, y [2]doc.Lang) int { return slices.Compare(x[:], y[:]) })
	for _, l := range langs {
		t := m.texts[l]
		found, err := align(m.ctx, t.a, t.b, l[0], l[1], m.words, true)
		if err != nil {
			return err
		}
		for _, f := range found {
			a, b := Form{l[0], f.a}, Form{l[1], f.b}
			if m.supported(a, b, &f) {
				m.add(a, b, min(f.confidence, maxAligned), t.at[f.first])
			}
		}
	}
	return nil
}

// supported reports whether what was aligned is more than chance: the table says the same,
// or many sentences do, or words stand side by side in both languages again and again.
func (m *miner) supported(a, b Form, f *aligned) bool {
	return a.Text != b.Text && (f.phrase || m.words.cosine(a, b) >= agreed || f.times >= leastTimes && f.confidence >= leastOften)
}

// cosine returns how near two words are by their vectors; less than any where one has none.
func (v *vocabulary) cosine(a, b Form) float64 {
	var of [2]*vector
	for i, f := range []Form{a, b} {
		for at := range v.langs {
			if v.langs[at].section.lang == string(f.Lang) {
				of[i], _ = v.vectorOf(f.Text, at, false)
			}
		}
	}
	if of[0] == nil || of[1] == nil {
		return math.Inf(-1)
	}
	return of[0].cosine(of[1])
}
