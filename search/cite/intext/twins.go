package intext

// This file pairs the entries of two lists of one document that give the same
// works, one in Cyrillic and one transliterated or translated, as journals of
// Kazakhstan and Russia require ("Список литературы" and "References").
//
// Entries are compared by traits that outlive transliteration: years, numbers and
// pages, DOIs, the romanised names of authors and words of titles. Where most entries
// of the same number agree, the lists run in parallel, and little has to agree for
// the rest; else an entry is paired only with one that shares many traits.

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
)

// The least scores of a pair: parallelScore in lists that run in parallel, pairScore
// in others.
const (
	pairScore     = 5
	parallelScore = 2
)

// FindTwins sets Twin of the entries of later lists that give a work of an earlier
// one.
func FindTwins(entries []Entry) {
	var lists [][2]int // from, to
	for i := range entries {
		entries[i].Twin = -1
		if i == 0 || entries[i].List != entries[i-1].List {
			lists = append(lists, [2]int{i, i})
		}
		lists[len(lists)-1][1] = i + 1
	}
	if len(lists) < 2 {
		return
	}
	traces := make([]trace, len(entries))
	for i := range entries {
		traces[i] = entries[i].trace()
	}
	for later := 1; later < len(lists); later++ {
		for earlier := range later {
			if pairLists(entries, traces, lists[earlier], lists[later]) {
				break
			}
		}
	}
}

// pairLists pairs two lists, unless less than half of the later one is in the
// earlier.
func pairLists(entries []Entry, traces []trace, a, b [2]int) bool {
	byNumber, byKey := map[int]int{}, map[string][]int{}
	for i := a[0]; i < a[1]; i++ {
		byNumber[entries[i].Number] = i
		for _, k := range traces[i].keys {
			byKey[k] = append(byKey[k], i)
		}
	}
	pairs := map[int]int{} // of the later list → of the earlier
	taken := map[int]bool{}
	pair := func(j, i int) { pairs[j], taken[i] = i, true }
	agree, same := 0, 0
	for j := b[0]; j < b[1]; j++ {
		if i, ok := byNumber[entries[j].Number]; ok {
			same++
			if traces[i].score(&traces[j]) >= parallelScore {
				agree++
			}
		}
	}
	if same > 1 && 3*agree >= 2*same {
		for j := b[0]; j < b[1]; j++ {
			if i, ok := byNumber[entries[j].Number]; ok && !taken[i] && traces[i].score(&traces[j]) >= 0 {
				pair(j, i)
			}
		}
	}
	for j := b[0]; j < b[1]; j++ {
		if _, ok := pairs[j]; ok {
			continue
		}
		best, second, at := 0, 0, -1
		for _, k := range traces[j].keys {
			const most = 50
			list := byKey[k]
			for _, i := range list[:min(len(list), most)] {
				if s := traces[i].score(&traces[j]); i != at && !taken[i] && s >= best {
					best, second, at = s, best, i
				}
			}
		}
		if best >= pairScore && best > second {
			pair(j, at)
		}
	}
	if 2*len(pairs) < b[1]-b[0] {
		return false
	}
	for j, i := range pairs {
		entries[j].Twin = i
		if t := entries[i].Twin; t >= 0 {
			entries[j].Twin = t
		}
	}
	return true
}

// trace holds the traits of an entry that outlive transliteration.
type trace struct {
	doi, page string
	year      int
	numbers   []string // volume, issue
	authors   []string // keys
	words     []string // of the title or of all of the entry, romanised
	all       map[string]bool
	keys      []string // under which it is looked up
}

func (e *Entry) trace() trace {
	const enough, most = 600, 12 // bytes of the text, words of the title
	t := trace{doi: cite.NormalizeDOI(e.Item.DOI), year: e.year(), authors: e.keys(), all: map[string]bool{}}
	t.page, _, _ = strings.Cut(string(e.Item.Page), "-")
	for _, n := range []cite.Text{e.Item.Volume, e.Item.Issue} {
		if n != "" {
			t.numbers = append(t.numbers, string(n))
		}
	}
	for _, w := range longWords(e.Raw[:runeStart(e.Raw, min(len(e.Raw), enough))]) {
		t.all[w] = true
	}
	t.words = longWords(e.Item.Title)
	t.words = t.words[:min(len(t.words), most)]
	if t.doi != "" {
		t.keys = append(t.keys, "doi "+t.doi)
	}
	year := strconv.Itoa(t.year)
	for _, a := range t.authors {
		t.keys = append(t.keys, "author "+year+a)
	}
	if t.page != "" {
		t.keys = append(t.keys, "page "+year+" "+t.page)
	}
	for _, w := range t.words[:min(len(t.words), 3)] {
		t.keys = append(t.keys, "word "+w)
	}
	return t
}

// longWords are the romanised words of s that are no small ones.
func longWords(s string) []string {
	const shortest = 4
	return slices.DeleteFunc(strings.Fields(romanised(s)), func(w string) bool {
		return utf8.RuneCountInString(w) < shortest || analysis.IsDigit(w[0])
	})
}

// score is positive as far as t and o agree, negative as far as they contradict one
// another.
func (t *trace) score(o *trace) int {
	score := 0
	add := func(known, agree bool, good, bad int) {
		switch {
		case !known:
		case agree:
			score += good
		default:
			score += bad
		}
	}
	add(t.doi != "" && o.doi != "", t.doi == o.doi, 10, -10)
	add(t.year != 0 && o.year != 0, t.year == o.year, 2, -4)
	add(t.page != "" && o.page != "", t.page == o.page, 2, -2)
	add(len(t.numbers) > 0 && len(o.numbers) > 0, slices.ContainsFunc(t.numbers, func(n string) bool { return slices.Contains(o.numbers, n) }), 1, -1)
	add(len(t.authors) > 0 && len(o.authors) > 0, slices.ContainsFunc(t.authors, func(a string) bool {
		return slices.ContainsFunc(o.authors, func(b string) bool { return a == b || a[0] == 'l' && b[0] == 'l' && alike(a[1:], b[1:], true) })
	}), 3, -2)
	if shared := max(t.shared(o), o.shared(t)); shared >= 0.5 {
		score += 3
	}
	return score
}

// shared is the part of the words of t's title that o has.
func (t *trace) shared(o *trace) float64 {
	if len(t.words) < 2 {
		return 0
	}
	n := 0
	for _, w := range t.words {
		if o.all[w] {
			n++
		}
	}
	return float64(n) / float64(len(t.words))
}
