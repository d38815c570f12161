package embedded

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// Completion as one types: over the words of the passages, and the titles, authors
// and keywords of the documents. A sorted table of keys (analysis.CompletionKeys)
// is made when it is first asked for. Chinese, which has no words between spaces,
// gives as words its runs of bigrams of which one seldom occurs without the next.

const (
	// maxVocabulary is how many words can be completed, the most frequent ones:
	// each costs about 150 bytes.
	maxVocabulary = 200_000
	// maxHanWord is how many characters a word of Chinese has.
	maxHanWord = 8
	// binds is what part of the passages with a bigram have to hold the word that
	// begins with it.
	binds = 0.8
)

type completionItem struct {
	text string
	kind search.CompletionKind
	// weight is how many passages or documents hold it.
	weight int
}

type completionKey struct {
	key  string
	item int32
}

// completions is the table: keys sorted.
type completions struct {
	items []completionItem
	keys  []completionKey
}

func (e *Engine) newCompletions() (*completions, error) {
	words, err := e.vocabulary()
	if err != nil {
		return nil, fmt.Errorf("gathering words to complete: %w", err)
	}
	c := &completions{items: words}
	byDoc := map[completionItem]int{}
	for _, d := range e.docs {
		for _, name := range d.doc.Authors {
			byDoc[completionItem{text: name, kind: search.CompleteAuthor}]++
		}
		for _, title := range d.doc.AllTitles() {
			byDoc[completionItem{text: title, kind: search.CompleteTitle}]++
		}
		for _, keywords := range d.doc.Keywords {
			for _, k := range keywords {
				byDoc[completionItem{text: k, kind: search.CompleteKeyword}]++
			}
		}
	}
	for item, n := range byDoc {
		item.weight = n
		c.items = append(c.items, item)
	}
	for i, item := range c.items {
		for _, key := range analysis.CompletionKeys(item.text) {
			c.keys = append(c.keys, completionKey{key, int32(i)})
		}
	}
	slices.SortFunc(c.keys, func(a, b completionKey) int {
		return cmp.Or(strings.Compare(a.key, b.key), int(a.item-b.item))
	})
	return c, nil
}

// vocabulary returns the words of the passages, the most frequent ones.
func (e *Engine) vocabulary() ([]completionItem, error) {
	words, err := e.terms(analysis.Words, func(term string) bool {
		first, _ := utf8.DecodeRuneInString(term)
		return unicode.IsLetter(first) && utf8.RuneCountInString(term) > 1
	})
	if err != nil {
		return nil, err
	}
	bigrams, err := e.terms(analysis.Bigrams, func(term string) bool { return utf8.RuneCountInString(term) == 2 })
	if err != nil {
		return nil, err
	}
	for word, n := range hanWords(bigrams) {
		words[word] = n
	}
	items := make([]completionItem, 0, len(words))
	for text, n := range words {
		items = append(items, completionItem{text, search.CompleteWord, n})
	}
	slices.SortFunc(items, func(a, b completionItem) int { return cmp.Or(b.weight-a.weight, strings.Compare(a.text, b.text)) })
	return items[:min(len(items), maxVocabulary)], nil
}

// terms returns how many passages hold each term of a stream that is wanted.
func (e *Engine) terms(stream analysis.Stream, wanted func(term string) bool) (map[string]int, error) {
	found := map[string]int{}
	for _, p := range e.parts {
		dict, err := p.Segment().Dictionary(stream.String())
		if err != nil {
			return nil, fmt.Errorf("reading the terms of %s: %w", stream, err)
		}
		var list segment.PostingsList
		it := dict.AutomatonIterator(nil, nil, nil)
		for {
			entry, err := it.Next()
			if err != nil {
				return nil, fmt.Errorf("reading the terms of %s: %w", stream, err)
			}
			if entry == nil {
				break
			}
			if !wanted(entry.Term) {
				continue
			}
			// The entry's own count is not that of passages: not in merged segments,
			// nor where passages were deleted.
			if list, err = dict.PostingsList([]byte(entry.Term), p.Deleted(), list); err != nil {
				return nil, fmt.Errorf("reading the postings of %s: %w", stream, err)
			}
			if n := int(list.Count()); n > 0 {
				found[entry.Term] += n
			}
		}
	}
	return found, nil
}

// hanWords continues bigrams, with how many passages hold each, to what may be
// words (see hanWord).
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
			continue // what occurs once goes on for ever
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

// hanWord returns as much of what hanWords made as is really written so.
func (e *Engine) hanWord(ctx context.Context, word completionItem) (string, error) {
	chars := []rune(word.text)
	for ; len(chars) > 2; chars = chars[:len(chars)-1] {
		n, err := e.total(ctx, query.Phrase{Text: string(chars)}.String())
		if err != nil {
			return "", err
		}
		if float64(n) >= binds*float64(word.weight) {
			break
		}
	}
	return string(chars), nil
}

// find returns the items that text typed so far may begin, by kind, each kind's
// best first: in the order of foreignTo, then the most frequent.
func (c *completions) find(ctx context.Context, typed string, wanted func(search.CompletionKind) bool) ([]completionItem, error) {
	seen := map[int32]bool{}
	var found []completionItem
	for _, prefix := range analysis.TypedKeys(typed) {
		from, _ := slices.BinarySearchFunc(c.keys, prefix, func(k completionKey, p string) int { return strings.Compare(k.key, p) })
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
	slices.SortFunc(found, func(a, b completionItem) int {
		return cmp.Or(foreign(a.text)-foreign(b.text), b.weight-a.weight, strings.Compare(a.text, b.text))
	})
	return found, nil
}

// foreignTo returns what puts first the texts that hold what is typed letter by
// letter, then others in its script, then the rest.
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

// Complete returns up to limit things that text typed so far may become, those
// alone that find something.
func (e *Engine) Complete(ctx context.Context, typed string, limit int) ([]search.Completion, error) {
	table, err := e.completions()
	if err != nil {
		return nil, err
	}
	// Of several words the last one is being typed.
	at := strings.LastIndexFunc(typed, unicode.IsSpace) + 1
	before, last := typed[:at], typed[at:]
	words, err := table.find(ctx, last, func(k search.CompletionKind) bool { return k == search.CompleteWord })
	if err != nil {
		return nil, err
	}
	if before != "" {
		foreign := foreignTo(last)
		words = slices.DeleteFunc(words, func(w completionItem) bool { return foreign(w.text) > 1 })
	}
	if len(words) == 0 && last != "" {
		if words, err = e.meant(ctx, last); err != nil {
			return nil, err
		}
	}
	words = distinctStems(words, limit)
	for i, w := range words {
		if scriptOf(w.text) == "Hani" {
			if w.text, err = e.hanWord(ctx, w); err != nil {
				return nil, err
			}
		}
		words[i].text = before + w.text
	}
	whole, err := table.find(ctx, typed, func(k search.CompletionKind) bool { return k != search.CompleteWord })
	if err != nil {
		return nil, err
	}
	// A quarter of the answer is for each kind of the others, words fill it.
	share := map[search.CompletionKind]int{}
	var list []search.Completion
	for _, item := range append(whole, words...) {
		if len(list) == limit {
			break
		}
		if item.kind != search.CompleteWord && share[item.kind] >= max(1, limit/4) {
			continue
		}
		c, err := e.completion(ctx, item)
		if err != nil {
			return nil, err
		}
		if c.Total > 0 {
			share[item.kind]++
			list = append(list, c)
		}
	}
	foreign := foreignTo(typed)
	// Titles find whole documents, which would always put them before a word.
	late := func(c search.Completion) int {
		if c.Kind == search.CompleteTitle && before == "" {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b search.Completion) int {
		return cmp.Or(foreign(a.Text)-foreign(b.Text), late(a)-late(b), b.Total-a.Total)
	})
	return list, nil
}

// distinctStems keeps the most frequent form of each word.
func distinctStems(words []completionItem, limit int) []completionItem {
	seen := map[analysis.Term]bool{}
	var kept []completionItem
	for _, w := range words {
		if len(kept) == limit {
			break
		}
		known := false
		for _, q := range analysis.Query(w.text, plan.Views(0).With(analysis.Stem)) {
			for _, t := range q.Terms {
				if t.Stream == analysis.StemsOther {
					continue // of many words
				}
				known = known || seen[t]
				seen[t] = true
			}
		}
		if !known {
			kept = append(kept, w)
		}
	}
	return kept
}

// meant returns the words that were perhaps meant by one that begins none.
func (e *Engine) meant(ctx context.Context, typed string) ([]completionItem, error) {
	query := analysis.Query(typed, plan.Views(0).With(analysis.Exact))
	if len(query) != 1 || query[0].Han || len(query[0].Terms) == 0 {
		return nil, nil
	}
	r, err := e.newRun(ctx, nil, 0)
	if err != nil {
		return nil, err
	}
	term := query[0].Terms[0]
	words, err := r.nearest(term, plan.LikeWords(term.Text))
	var items []completionItem
	for _, w := range words {
		items = append(items, completionItem{text: w, kind: search.CompleteWord})
	}
	return items, err
}

// completion counts what an item finds.
func (e *Engine) completion(ctx context.Context, item completionItem) (search.Completion, error) {
	c := search.Completion{Text: item.text, Kind: item.kind, Query: item.text}
	phrase := query.Phrase{Text: item.text}
	switch item.kind {
	case search.CompleteKeyword:
		c.Query = phrase.String()
	case search.CompleteAuthor, search.CompleteTitle:
		c.Query = query.Field{Name: string(item.kind), X: phrase}.String()
	}
	var err error
	c.Total, err = e.total(ctx, c.Query)
	return c, err
}

// total returns how many passages a query finds.
func (e *Engine) total(ctx context.Context, text string) (int, error) {
	if total, ok := e.totals.get(text); ok {
		return total, nil
	}
	q, err := query.Parse(text)
	if err != nil {
		return 0, nil // a title too long to be asked for
	}
	res, err := e.Search(ctx, &search.Request{Query: q, Mode: query.Auto, Views: analysis.AllViews})
	if err != nil {
		return 0, err
	}
	e.totals.put(text, res.Total)
	return res.Total, nil
}

// totals remembers what completions find: from one letter to the next the same
// ones come again, and the index does not change.
type totals struct {
	mu      sync.Mutex
	byQuery map[string]int
}

// maxTotals is how many of them are remembered.
const maxTotals = 10_000

func (t *totals) get(query string) (total int, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	total, ok = t.byQuery[query]
	return total, ok
}

func (t *totals) put(query string, total int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byQuery == nil || len(t.byQuery) >= maxTotals {
		t.byQuery = map[string]int{}
	}
	t.byQuery[query] = total
}
