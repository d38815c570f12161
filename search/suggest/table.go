package suggest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

const (
	// maxVocabulary is how many words can be completed, the most frequent ones:
	// each costs about 150 bytes.
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

type key struct {
	key  string
	item int32
}

// table holds the possible completions: items by their keys
// (analysis.CompletionKeys), which are sorted.
type table struct {
	items []item
	keys  []key
}

func newTable(ctx context.Context, index Index) (*table, error) {
	words, err := vocabulary(ctx, index)
	if err != nil {
		return nil, fmt.Errorf("gathering words to complete: %w", err)
	}
	t := &table{items: words}
	documents, err := ofDocuments(ctx, index)
	if err != nil {
		return nil, fmt.Errorf("gathering titles and names to complete: %w", err)
	}
	for item, n := range documents {
		item.weight = n
		t.items = append(t.items, item)
	}
	for i, item := range t.items {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, k := range analysis.CompletionKeys(item.text) {
			t.keys = append(t.keys, key{k, int32(i)})
		}
	}
	slices.SortFunc(t.keys, func(a, b key) int {
		return cmp.Or(strings.Compare(a.key, b.key), int(a.item-b.item))
	})
	return t, nil
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
	for w, err := range index.Terms(ctx, engine.Range{Stream: analysis.Words}) {
		if err != nil {
			return nil, err
		}
		if first, size := utf8.DecodeRuneInString(w.Text); unicode.IsLetter(first) && len(w.Text) > size {
			items = append(items, item{w.Text, search.CompleteWord, w.Passages})
		}
	}
	bigrams := map[string]int{}
	for b, err := range index.Terms(ctx, engine.Range{Stream: analysis.Bigrams}) {
		if err != nil {
			return nil, err
		}
		if utf8.RuneCountInString(b.Text) == 2 {
			bigrams[b.Text] = b.Passages
		}
	}
	for word, n := range hanWords(bigrams) {
		items = append(items, item{word, search.CompleteWord, n})
	}
	slices.SortFunc(items, func(a, b item) int { return cmp.Or(b.weight-a.weight, strings.Compare(a.text, b.text)) })
	return items[:min(len(items), maxVocabulary)], nil
}

// hanWords continues bigrams, with how many passages hold each, to what may be
// words (see Completer.hanWord).
func hanWords(bigrams map[string]int) map[string]int {
	next := map[rune][]string{} // bigrams by their first character
	for pair := range bigrams {
		first, _ := utf8.DecodeRuneInString(pair)
		next[first] = append(next[first], pair)
	}
	// Of the bigrams that are as frequent as the word, the rarest binds most.
	binding := func(pairs []string, n int) (string, bool) {
		best := ""
		for _, pair := range pairs {
			m := bigrams[pair]
			if float64(m) >= binds*float64(n) && (best == "" || m < bigrams[best] || m == bigrams[best] && pair < best) {
				best = pair
			}
		}
		return best, best != ""
	}
	words := map[string]int{}
	for pair, n := range bigrams {
		if n < 2 {
			continue // a bigram that occurs once binds all that follow
		}
		word := pair
		for length := 2; length < maxHanWord; length++ {
			last, _ := utf8.DecodeLastRuneInString(word)
			more, ok := binding(next[last], n)
			if !ok {
				break
			}
			last, _ = utf8.DecodeLastRuneInString(more)
			word += string(last)
		}
		words[word] = n
	}
	return words
}

// find returns the items of the wanted kinds that the text typed so far may begin,
// the best first: in the order of foreignTo, then the most frequent.
func (c *table) find(ctx context.Context, typed string, wanted func(search.CompletionKind) bool) ([]item, error) {
	seen := map[int32]bool{}
	var found []item
	for _, prefix := range analysis.TypedKeys(typed) {
		from, _ := slices.BinarySearchFunc(c.keys, prefix, func(k key, p string) int { return strings.Compare(k.key, p) })
		for i := from; i < len(c.keys) && strings.HasPrefix(c.keys[i].key, prefix); i++ {
			if i%4096 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if id := c.keys[i].item; !seen[id] && wanted(c.items[id].kind) {
				seen[id] = true
				found = append(found, c.items[id])
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
