package enginetest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// Generate makes about n passages in several languages for measuring. The
// vocabulary grows as that of real text does: words are drawn by a Pitman–Yor
// process (Goldwater, Griffiths and Johnson 2006), which gives Zipf's law for
// their frequencies and Heaps' law for their number, and new words are spelt by
// a Markov chain of letters learnt from the samples. The same seed and samples
// give the same passages.
func Generate(seed uint64, n int, samples map[doc.Lang]string) (docs []*doc.Document, passages []*doc.Passage) {
	for d, own := range Documents(seed, n, samples) {
		docs, passages = append(docs, d), append(passages, own...)
	}
	return docs, passages
}

// Documents yields the documents of Generate, each with its passages, which it does not
// keep.
func Documents(seed uint64, n int, samples map[doc.Lang]string) iter.Seq2[*doc.Document, []*doc.Passage] {
	return func(yield func(*doc.Document, []*doc.Passage) bool) { generate(seed, n, samples, yield) }
}

func generate(seed uint64, n int, samples map[doc.Lang]string, yield func(*doc.Document, []*doc.Passage) bool) {
	rng := rand.New(rand.NewPCG(seed, 1))
	langs := slices.Sorted(maps.Keys(samples))
	sources := make([]*wordSource, len(langs))
	for i, lang := range langs {
		sources[i] = newWordSource(rng, lang, samples[lang])
	}
	authors := make([]string, 400)
	for i := range authors {
		authors[i] = strings.ToUpper(sources[i%len(langs)].spell()) + " " + sources[i%len(langs)].spell()
	}
	zipf := rand.NewZipf(rng, 1.2, 4, uint64(len(authors)-1))
	sections := [][]string{{"Introduction"}, {"Methods", "Data"}, {"Methods", "Model"}, {"Results"}, {"Discussion"}, {"Conclusion"}}
	kinds := []doc.Kind{doc.Title, doc.Abstract, doc.Keywords, doc.Heading, doc.Table, doc.Caption}

	for made, number := 0, 0; made < n; number++ {
		main := rng.IntN(len(langs))
		id := fmt.Sprintf("g%05d", number)
		d := &doc.Document{ID: id, Source: id + ".txt", Year: 1995 + rng.IntN(30), Title: sources[main].text(8),
			Authors:   []string{authors[zipf.Uint64()], authors[zipf.Uint64()]},
			Languages: []doc.Lang{langs[main]}}
		d.CSL = cite.Item{ID: id, Type: "article-journal", Title: d.Title}
		size := 30 + rng.IntN(40)
		var passages []*doc.Passage
		for i := range size {
			p := &doc.Passage{ID: fmt.Sprintf("%s-%d", id, i), DocID: id, Ordinal: i, Kind: doc.Body, Lang: langs[main],
				Section: sections[i*len(sections)/size]}
			words := 40 + rng.IntN(160)
			switch {
			case i < len(kinds):
				p.Kind, words = kinds[i], 5+rng.IntN(60)
			case i > size*3/4:
				p.Kind, p.Section, words = doc.Reference, []string{"References"}, 15+rng.IntN(25)
				p.Reference = &doc.Entry{ID: p.ID, Number: i - size*3/4, Work: "w" + p.ID, CSL: cite.Item{ID: p.ID, Type: "document"}}
				d.References++
			}
			source := sources[main]
			if rng.IntN(10) == 0 {
				other := rng.IntN(len(langs))
				source, p.Lang = sources[other], langs[other]
			}
			p.Text = source.text(words)
			passages = append(passages, p)
		}
		d.Passages = size
		if made += size; !yield(d, passages) {
			return
		}
	}
}

// Samples returns text to learn the shape of words from: an article in four languages,
// and the data sets in the folder eval where there are any.
func Samples(article, eval string) (map[doc.Lang]string, error) {
	data, err := os.ReadFile(article)
	if err != nil {
		return nil, fmt.Errorf("reading samples of languages: %w", err)
	}
	all := string(data)
	samples := map[doc.Lang]string{doc.English: "", doc.Russian: "", doc.Kazakh: "", doc.Chinese: all}
	for line := range strings.SplitSeq(all, "\n") {
		lang := doc.English
		switch {
		case strings.ContainsAny(line, "әғқңөұүһіӘҒҚҢӨҰҮҺІ"):
			lang = doc.Kazakh
		case strings.ContainsAny(line, "ияоИЯО"):
			lang = doc.Russian
		}
		samples[lang] += line + "\n"
	}
	for lang, set := range map[doc.Lang]string{doc.English: "xquad-en", doc.Russian: "xquad-ru", doc.Kazakh: "kazqad-kk", doc.Chinese: "xquad-zh"} {
		f, err := os.Open(filepath.Join(eval, set, "corpus.jsonl"))
		if err != nil || eval == "" {
			continue
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var entry struct{ Text string }
			if json.Unmarshal(lines.Bytes(), &entry) == nil {
				samples[lang] += entry.Text + "\n"
			}
		}
		f.Close()
	}
	return samples, nil
}

// wordSource makes running text of one language.
type wordSource struct {
	rng     *rand.Rand
	spaces  bool // between words
	next    map[string][]rune
	real    []string // words of the sample, in the order of their first use
	words   []string
	counts  []int32
	history []int32 // every word drawn so far: a uniform pick is by frequency
}

// Pitman–Yor parameters: discount is Heaps' exponent for long texts.
const (
	discount      = 0.6
	concentration = 50
	order         = 3 // letters that a letter depends on
)

func newWordSource(rng *rand.Rand, lang doc.Lang, sample string) *wordSource {
	s := &wordSource{rng: rng, spaces: lang != doc.Chinese, next: map[string][]rune{}}
	seen := map[string]bool{}
	for _, word := range strings.FieldsFunc(sample, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !s.spaces {
			if r, _ := utf8.DecodeRuneInString(word); !analysis.IsHan(r) {
				continue
			}
		}
		context := ""
		for _, r := range strings.ToLower(word) + "\n" {
			s.next[context] = append(s.next[context], r)
			if context += string(r); utf8.RuneCountInString(context) > order {
				_, size := utf8.DecodeRuneInString(context)
				context = context[size:]
			}
		}
		if !seen[word] && s.spaces {
			seen[word] = true
			s.real = append(s.real, word)
		}
	}
	return s
}

// spell makes up a word.
func (s *wordSource) spell() string {
	var b strings.Builder
	context := ""
	most := 24
	if !s.spaces {
		most = 1 + s.rng.IntN(3)
	}
	for n := 0; n < most; n++ {
		letters := s.next[context]
		if len(letters) == 0 {
			break
		}
		r := letters[s.rng.IntN(len(letters))]
		if r == '\n' {
			break
		}
		b.WriteRune(r)
		if context += string(r); utf8.RuneCountInString(context) > order {
			_, size := utf8.DecodeRuneInString(context)
			context = context[size:]
		}
	}
	return b.String()
}

// draw returns the next word of the Pitman–Yor process.
func (s *wordSource) draw() string {
	n, v := float64(len(s.history)), float64(len(s.words))
	if s.rng.Float64()*(n+concentration) < concentration+discount*v {
		word := ""
		if len(s.words) < len(s.real) {
			word = s.real[len(s.words)]
		} else {
			word = s.spell()
		}
		s.words, s.counts = append(s.words, word), append(s.counts, 0)
		return s.use(int32(len(s.words) - 1))
	}
	for {
		// A word by its count, less the discount.
		i := s.history[s.rng.IntN(len(s.history))]
		if s.rng.Float64()*float64(s.counts[i]) >= discount {
			return s.use(i)
		}
	}
}

func (s *wordSource) use(i int32) string {
	s.counts[i]++
	s.history = append(s.history, i)
	return s.words[i]
}

func (s *wordSource) text(words int) string {
	var b strings.Builder
	for i := range words {
		b.WriteString(s.draw())
		switch end := i == words-1; {
		case (end || s.rng.IntN(15) == 0) && s.spaces:
			b.WriteString(". ")
		case end || !s.spaces && s.rng.IntN(12) == 0:
			b.WriteString("。")
		case s.spaces:
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String())
}
