package suggest

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

const (
	// maxVocabulary is how many words can be completed, the most frequent ones.
	maxVocabulary = 200_000
	// maxHanWord is how many characters a word of Chinese has.
	maxHanWord = 8
	// binds is the share of the passages with a bigram that must hold the word
	// beginning with it.
	binds = 0.8
)

// item is a possible completion of a text.
type item struct {
	text string
	kind search.CompletionKind
	// weight is how many passages or documents hold it.
	weight int
}

// byWeight is the order of items in which the first are kept.
func byWeight(a, b item) int {
	return cmp.Or(b.weight-a.weight, strings.Compare(a.text, b.text))
}

// table holds the possible completions: items by their keys
// (analysis.CompletionKeys), which are sorted.
type table struct {
	texts   engine.Texts // of items, of which words come first
	words   int
	kinds   []search.CompletionKind // of the others
	weights []int32
	keys    engine.Texts
	items   []int32 // by keys
}

func newTable(ctx context.Context, index Index) (*table, error) {
	items, err := vocabulary(ctx, index)
	if err != nil {
		return nil, fmt.Errorf("gathering words to complete: %w", err)
	}
	t := &table{words: len(items)}
	documents, err := ofDocuments(ctx, index)
	if err != nil {
		return nil, fmt.Errorf("gathering titles and names to complete: %w", err)
	}
	for item, n := range documents {
		item.weight = n
		items = append(items, item)
		t.kinds = append(t.kinds, item.kind)
	}
	type key struct {
		text string
		item int32
	}
	var keys []key
	for i, item := range items {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		t.weights = append(t.weights, int32(item.weight))
		for _, k := range analysis.CompletionKeys(item.text) {
			keys = append(keys, key{k, int32(i)})
		}
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(strings.Compare(a.text, b.text), int(a.item-b.item))
	})
	t.texts = engine.PackTexts(len(items), func(i int) string { return items[i].text })
	t.keys = engine.PackTexts(len(keys), func(i int) string { return keys[i].text })
	t.items = make([]int32, len(keys))
	for i, k := range keys {
		t.items[i] = k.item
	}
	return t, nil
}

// item returns an item by its place.
func (t *table) item(i int32) item {
	kind := search.CompleteWord
	if other := int(i) - t.words; other >= 0 {
		kind = t.kinds[other]
	}
	return item{t.texts.At(int(i)), kind, int(t.weights[i])}
}

// documentsAtOnce is how many documents are asked for at a time.
const documentsAtOnce = 1000

// ofDocuments returns the authors, titles and keywords of all documents, and how
// many have each.
func ofDocuments(ctx context.Context, index Index) (map[item]int, error) {
	count := map[item]int{}
	for offset := 0; ; offset += documentsAtOnce {
		things, err := index.Find(ctx, &engine.Lookup{Kind: engine.Documents, Offset: offset, Limit: documentsAtOnce, Brief: true})
		if err != nil {
			return nil, err
		}
		for _, d := range things.Documents {
			for _, name := range d.Authors {
				count[item{text: name, kind: search.CompleteAuthor}]++
			}
			for _, title := range d.AllTitles() {
				count[item{text: title, kind: search.CompleteTitle}]++
			}
			for _, keywords := range d.Keywords {
				for _, k := range keywords {
					count[item{text: k, kind: search.CompleteKeyword}]++
				}
			}
		}
		if offset+documentsAtOnce >= things.Total {
			return count, nil
		}
	}
}

// vocabulary returns the words of the passages, the most frequent ones.
func vocabulary(ctx context.Context, index Index) ([]item, error) {
	var items []item
	add := func(word string, passages int) {
		if len(items) == 2*maxVocabulary { // a large index has many times as many
			slices.SortFunc(items, byWeight)
			items = items[:maxVocabulary]
		}
		items = append(items, item{word, search.CompleteWord, passages})
	}
	for w, err := range index.Terms(ctx, engine.Range{Stream: analysis.Words}) {
		if err != nil {
			return nil, err
		}
		if first, size := utf8.DecodeRuneInString(w.Text); unicode.IsLetter(first) && len(w.Text) > size {
			add(w.Text, w.Passages)
		}
	}
	var bigrams []engine.Count
	for b, err := range index.Terms(ctx, engine.Range{Stream: analysis.Bigrams}) {
		if err != nil {
			return nil, err
		}
		if utf8.RuneCountInString(b.Text) == 2 {
			bigrams = append(bigrams, b)
		}
	}
	for word, n := range hanWords(bigrams) {
		add(word, n)
	}
	slices.SortFunc(items, byWeight)
	return items[:min(len(items), maxVocabulary)], nil
}

// hanWords continues bigrams to what may be words (see Completer.hanWord), which it yields
// with how many passages hold the bigram.
func hanWords(bigrams []engine.Count) iter.Seq2[string, int] {
	// Of the bigrams that are as frequent as the word, the rarest binds most.
	slices.SortFunc(bigrams, func(a, b engine.Count) int {
		return cmp.Or(a.Passages-b.Passages, strings.Compare(a.Text, b.Text))
	})
	next := map[rune][]engine.Count{} // by their first character
	for _, b := range bigrams {
		first, _ := utf8.DecodeRuneInString(b.Text)
		next[first] = append(next[first], b)
	}
	return func(yield func(string, int) bool) {
		for _, b := range bigrams {
			if b.Passages < 2 {
				continue // a bigram that occurs once binds all that follow
			}
			word := b.Text
			for length := 2; length < maxHanWord; length++ {
				last, _ := utf8.DecodeLastRuneInString(word)
				at := sort.Search(len(next[last]), func(i int) bool { return float64(next[last][i].Passages) >= binds*float64(b.Passages) })
				if at == len(next[last]) {
					break
				}
				last, _ = utf8.DecodeLastRuneInString(next[last][at].Text)
				word += string(last)
			}
			if !yield(word, b.Passages) {
				return
			}
		}
	}
}

// find returns the items of the wanted kinds that the text typed so far may begin,
// the best first: in the order of foreignTo, then the most frequent.
func (t *table) find(ctx context.Context, typed string, wanted func(search.CompletionKind) bool) ([]item, error) {
	seen := map[int32]bool{}
	var found []item
	for _, prefix := range analysis.TypedKeys(typed) {
		from := sort.Search(t.keys.Len(), func(i int) bool { return t.keys.At(i) >= prefix })
		for i := from; i < t.keys.Len() && strings.HasPrefix(t.keys.At(i), prefix); i++ {
			if i%4096 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			id := t.items[i]
			if item := t.item(id); !seen[id] && wanted(item.kind) {
				seen[id] = true
				found = append(found, item)
			}
		}
	}
	foreign := foreignTo(typed)
	slices.SortFunc(found, func(a, b item) int {
		return cmp.Or(foreign(a.text)-foreign(b.text), b.weight-a.weight, strings.Compare(a.text, b.text))
	})
	return found, nil
}

// foreignTo returns the rank of a text: first texts that hold the typed text letter
// by letter, then others in its script, then the rest.
func foreignTo(typed string) func(text string) int {
	script, letters := scriptOf(typed), strings.ToLower(strings.TrimSpace(typed))
	return func(text string) int {
		switch {
		case strings.Contains(strings.ToLower(text), letters):
			return 0
		case scriptOf(text) == script:
			return 1
		}
		return 2
	}
}

// scriptOf returns the script of the first letter of a text, "" without one.
func scriptOf(text string) string {
	for _, r := range text {
		if unicode.IsLetter(r) {
			if codes := (&doc.Passage{Text: string(r)}).Scripts(); len(codes) > 0 {
				return codes[0]
			}
		}
	}
	return ""
}
