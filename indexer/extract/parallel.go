package extract

// This file aligns the parts that an article has in several languages: titles,
// keywords item by item, and abstracts sentence by sentence after W. A. Gale and K. W.
// Church, A Program for Aligning Sentences in Bilingual Corpora, Computational
// Linguistics 19 (1993): the lengths in characters of sentences that are
// translations of one another are proportional, with a variance of about 6.8
// per character, and one sentence mostly stands for one.

import (
	"math"
	"slices"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
)

// Parallel is one part of an article in several languages; Items and Passage
// are as in doc.ParallelText.
type Parallel struct {
	Kind doc.Kind
	Text []ParallelText
}

// ParallelText is the part in one language.
type ParallelText struct {
	Lang    doc.Lang
	Passage *doc.Passage
	Items   []doc.Span
}

// parallels links the parts. The main language, or else the first, is the one
// that the others are aligned with.
func parallels(titles, texts, lists []part, main doc.Lang) []Parallel {
	var out []Parallel
	for _, k := range []struct {
		kind  doc.Kind
		parts []part
		align func(a, b []unit) []bead
	}{
		{doc.Title, titles, inOrder}, {doc.Abstract, texts, galeChurch}, {doc.Keywords, lists, inOrder},
	} {
		out = append(out, parallel(k.kind, k.parts, main, k.align)...)
	}
	return out
}

// unit is an item of a part: a sentence, a keyword.
type unit struct {
	passage *doc.Passage
	doc.Span
	length float64 // in characters, one of Han counting as 3.2 (Latin text being that much longer)
}

// bead says that items [a0, a1) of one text stand for items [b0, b1) of the
// other.
type bead struct{ a0, a1, b0, b1 int }

// maxItems bounds the time of aligning, which is the product of the lengths.
const maxItems = 400

func parallel(kind doc.Kind, parts []part, main doc.Lang, align func(a, b []unit) []bead) []Parallel {
	var langs []doc.Lang
	units := map[doc.Lang][]unit{}
	for _, p := range parts {
		if p.lang == doc.Und || len(p.items) == 0 || len(units[p.lang])+len(p.items) > maxItems {
			continue
		}
		if units[p.lang] == nil {
			langs = append(langs, p.lang)
		}
		for _, it := range p.items {
			units[p.lang] = append(units[p.lang], unit{p.passage, it, lengthOf(p.passage.Text[it.Start:it.End])})
		}
	}
	if len(langs) < 2 {
		return nil
	}
	if i := slices.Index(langs, main); i > 0 {
		langs[0], langs[i] = langs[i], langs[0]
	}
	pivot := units[langs[0]]
	// A row ends where the beads of every language do.
	ends := make([]int, len(pivot)+1)
	at := map[doc.Lang][]int{} // for each boundary of the pivot the place in the other text
	for _, l := range langs[1:] {
		places := make([]int, len(pivot)+1)
		for i := range places {
			places[i] = -1
		}
		for _, b := range align(pivot, units[l]) {
			places[b.a1] = b.b1
		}
		places[0], places[len(pivot)] = 0, len(units[l])
		for i, p := range places {
			if p >= 0 {
				ends[i]++
			}
		}
		at[l] = places
	}
	var rows []map[doc.Lang][]unit
	from := 0
	for i := 1; i <= len(pivot); i++ {
		if ends[i] < len(langs)-1 {
			continue
		}
		row := map[doc.Lang][]unit{langs[0]: pivot[from:i]}
		for _, l := range langs[1:] {
			row[l] = units[l][at[l][from]:at[l][i]]
		}
		rows = append(rows, row)
		from = i
	}
	return grouped(kind, langs, rows)
}

// grouped divides rows so that in each group every language has one passage.
func grouped(kind doc.Kind, langs []doc.Lang, rows []map[doc.Lang][]unit) []Parallel {
	var out []Parallel
	var passages map[doc.Lang]*doc.Passage
	var cur *Parallel
	for _, row := range rows {
		fits := cur != nil
		for _, l := range langs {
			if u := row[l]; fits && len(u) > 0 && passages[l] != nil && passages[l] != u[0].passage {
				fits = false
			}
		}
		if !fits {
			out = append(out, Parallel{Kind: kind, Text: make([]ParallelText, len(langs))})
			cur, passages = &out[len(out)-1], map[doc.Lang]*doc.Passage{}
		}
		for k, l := range langs {
			item := doc.Span{}
			if u := row[l]; len(u) > 0 {
				last := u[len(u)-1]
				if last.passage != u[0].passage {
					last.End = len(u[0].passage.Text)
				}
				item = doc.Span{Start: u[0].Start, End: last.End}
				passages[l] = u[0].passage
				cur.Text[k].Passage = u[0].passage
			}
			cur.Text[k].Lang = l
			cur.Text[k].Items = append(cur.Text[k].Items, item)
		}
	}
	for i := range out {
		out[i].Text = slices.DeleteFunc(out[i].Text, func(t ParallelText) bool { return t.Passage == nil })
	}
	return slices.DeleteFunc(out, func(p Parallel) bool { return len(p.Text) < 2 })
}

func lengthOf(text string) float64 {
	n := 0.0
	for _, r := range text {
		if analysis.IsHan(r) {
			n += 3.2
		} else {
			n++
		}
	}
	return n
}

// inOrder pairs items by their place, which says nothing unless there are as
// many of them.
func inOrder(a, b []unit) []bead {
	if len(a) != len(b) {
		return nil
	}
	var out []bead
	for i := range a {
		out = append(out, bead{i, i + 1, i, i + 1})
	}
	return out
}

// galeChurch aligns sentences by dynamic programming over the kinds of bead.
func galeChurch(a, b []unit) []bead {
	// The costs of the kinds of bead, -100 log(P / P(1-1)), as in the paper.
	kinds := []struct {
		a, b int
		cost float64
	}{{1, 1, 0}, {1, 0, 450}, {0, 1, 450}, {2, 1, 230}, {1, 2, 230}, {2, 2, 440}}
	totalA, totalB := 0.0, 0.0
	for _, u := range a {
		totalA += u.length
	}
	for _, u := range b {
		totalB += u.length
	}
	ratio := totalB / max(totalA, 1)
	n, m := len(a), len(b)
	cost := make([][]float64, n+1)
	from := make([][]int, n+1)
	for i := range cost {
		cost[i] = make([]float64, m+1)
		from[i] = make([]int, m+1)
		for j := range cost[i] {
			cost[i][j] = math.Inf(1)
			if i == 0 && j == 0 {
				cost[i][j] = 0
				continue
			}
			for k, kind := range kinds {
				if i < kind.a || j < kind.b {
					continue
				}
				la, lb := 0.0, 0.0
				for _, u := range a[i-kind.a : i] {
					la += u.length
				}
				for _, u := range b[j-kind.b : j] {
					lb += u.length
				}
				if c := cost[i-kind.a][j-kind.b] + kind.cost + lengthCost(la*ratio, lb); c < cost[i][j] {
					cost[i][j], from[i][j] = c, k
				}
			}
		}
	}
	var out []bead
	for i, j := n, m; i > 0 || j > 0; {
		k := kinds[from[i][j]]
		out = append(out, bead{i - k.a, i, j - k.b, j})
		i, j = i-k.a, j-k.b
	}
	slices.Reverse(out)
	return out
}

// lengthCost is -100 log P that texts of lengths x and y, of which equal
// lengths are expected, are translations.
func lengthCost(x, y float64) float64 {
	const variance = 6.8
	mean := (x + y) / 2
	if mean == 0 {
		return 0
	}
	delta := math.Abs(x-y) / math.Sqrt(variance*mean)
	p := math.Erfc(delta / math.Sqrt2) // both tails of the normal distribution
	if p < 1e-20 {
		p = 1e-20
	}
	return -100 * math.Log(p)
}
