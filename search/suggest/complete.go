package suggest

// Completion as one types: over the words of the passages, and the titles, authors
// and keywords of the documents. Chinese, which has no words between spaces, gives
// as words its runs of bigrams of which one seldom occurs without the next.

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// Index has the words and the documents of an index. engine.Engine implements it.
type Index interface {
	Terms
	Find(ctx context.Context, l *engine.Lookup) (*engine.Things, error)
}

// maxTotals is how many totals of completions are kept.
const maxTotals = 10_000

// Completer completes typed text over one state of an index. The index must not be
// closed before it.
type Completer struct {
	index Index
	count func(ctx context.Context, q *query.Query) (int, error)

	// totals are how many passages completions find: from one letter to the next the
	// same ones are asked for.
	totals engine.Cache[string, int]
	// table takes a second to make for 100,000 passages.
	table *engine.Prepared[*table]
}

// NewCompleter returns a completer; count tells how many passages a query finds.
func NewCompleter(index Index, count func(ctx context.Context, q *query.Query) (int, error)) *Completer {
	return &Completer{index: index, count: count, table: engine.Prepare(func(ctx context.Context) (*table, error) { return newTable(ctx, index) })}
}

// Ready waits until what completing needs is made. Errors: those of ctx and of the index.
func (c *Completer) Ready(ctx context.Context) error {
	_, err := c.table.Wait(ctx)
	return err
}

// Close ends what Ready or a completion has begun.
func (c *Completer) Close() { c.table.Close() }

// Complete returns up to limit completions of the text typed so far, each of which
// finds something.
func (c *Completer) Complete(ctx context.Context, typed string, limit int) ([]search.Completion, error) {
	table, err := c.table.Wait(ctx)
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
		words = slices.DeleteFunc(words, func(w item) bool { return foreign(w.text) > 1 })
	}
	if len(words) == 0 && last != "" {
		if words, err = c.meant(ctx, last); err != nil {
			return nil, err
		}
	}
	words = distinctStems(words, limit)
	for i, w := range words {
		if scriptOf(w.text) == "Hani" {
			if w.text, err = c.hanWord(ctx, w); err != nil {
				return nil, err
			}
		}
		words[i].text = before + w.text
	}
	whole, err := table.find(ctx, typed, func(k search.CompletionKind) bool { return k != search.CompleteWord })
	if err != nil {
		return nil, err
	}
	// Each of the other kinds has a quarter of the answer; words fill it.
	share := map[search.CompletionKind]int{}
	var list []search.Completion
	for _, item := range append(whole, words...) {
		if len(list) == limit {
			break
		}
		if item.kind != search.CompleteWord && share[item.kind] >= max(1, limit/4) {
			continue
		}
		completed, err := c.completion(ctx, item)
		if err != nil {
			return nil, err
		}
		if completed.Total > 0 {
			share[item.kind]++
			list = append(list, completed)
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

// meant returns the words perhaps meant by typed, with which no word begins.
func (c *Completer) meant(ctx context.Context, typed string) ([]item, error) {
	words := analysis.Query(typed, plan.Views(0).With(analysis.Exact))
	if len(words) != 1 || words[0].Han || len(words[0].Terms) == 0 {
		return nil, nil
	}
	term := words[0].Terms[0].Text
	var items []item
	like, err := Spelling(ctx, c.index, term, plan.LikeWords(term))
	for _, w := range like {
		items = append(items, item{text: w.Text, kind: search.CompleteWord})
	}
	return items, err
}

// hanWord returns the longest beginning of a word of hanWords that enough passages
// hold as a phrase.
func (c *Completer) hanWord(ctx context.Context, word item) (string, error) {
	chars := []rune(word.text)
	for ; len(chars) > 2; chars = chars[:len(chars)-1] {
		n, err := c.total(ctx, query.Phrase{Text: string(chars)}.String())
		if err != nil {
			return "", err
		}
		if float64(n) >= binds*float64(word.weight) {
			break
		}
	}
	return string(chars), nil
}

// completion returns an item with the number of passages that it finds.
func (c *Completer) completion(ctx context.Context, item item) (search.Completion, error) {
	completed := search.Completion{Text: item.text, Kind: item.kind, Query: item.text}
	phrase := query.Phrase{Text: item.text}
	switch item.kind {
	case search.CompleteKeyword:
		completed.Query = phrase.String()
	case search.CompleteAuthor, search.CompleteTitle:
		completed.Query = query.Field{Name: string(item.kind), X: phrase}.String()
	}
	var err error
	completed.Total, err = c.total(ctx, completed.Query)
	return completed, err
}

// total returns how many passages a query finds.
func (c *Completer) total(ctx context.Context, text string) (int, error) {
	if total, ok := c.totals.Get(text); ok {
		return total, nil
	}
	q, err := query.Parse(text)
	if err != nil {
		return 0, nil // a title too long to be asked for
	}
	total, err := c.count(ctx, q)
	if err == nil {
		c.totals.Put(text, total, maxTotals)
	}
	return total, err
}

// distinctStems keeps the most frequent form of each word.
func distinctStems(words []item, limit int) []item {
	seen := map[analysis.Term]bool{}
	var kept []item
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
