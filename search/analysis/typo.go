package analysis

import (
	"math"
	"sync"
	"unicode/utf8"

	"github.com/izde/izde/search/lang"
)

// Typing errors: what a word was meant to be that no text holds. The weights are
// those of a noisy channel (Kernighan, Church and Gale, A Spelling Correction
// Program Based on a Noisy Channel Model, 1990) set by hand: fingers swap, repeat,
// leave out and slip to the next key more easily than they hit another.
const (
	CostSwap      = 0.6 // two letters in the wrong order
	costDouble    = 0.5 // a letter twice, or one of two
	costNeighbour = 0.7 // the key beside
	costDrop      = 0.8 // a letter left out
	costExtra     = 1.0 // a letter too many
	costOther     = 1.1 // another letter
	costFirst     = 0.3 // in addition, for an error in the first letter
)

// TypoCost tells how unlikely it is that somebody typed one word who meant the
// other: 0 for the same, about 1 for each slip. Both are in lower case.
func TypoCost(typed, meant string) float64 {
	a, b := []rune(typed), []rune(meant)
	rows := make([][]float64, len(a)+1)
	for i := range rows {
		rows[i] = make([]float64, len(b)+1)
		for j := range rows[i] {
			if i == 0 && j == 0 {
				continue
			}
			cost := math.Inf(1)
			if i > 0 {
				cost = min(cost, rows[i-1][j]+extraCost(a, i-1))
			}
			if j > 0 {
				cost = min(cost, rows[i][j-1]+dropCost(b, j-1))
			}
			if i > 0 && j > 0 {
				cost = min(cost, rows[i-1][j-1]+replaceCost(a[i-1], b[j-1], i == 1 && j == 1))
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cost = min(cost, rows[i-2][j-2]+CostSwap)
			}
			rows[i][j] = cost
		}
	}
	return rows[len(a)][len(b)]
}

func extraCost(typed []rune, i int) float64 {
	switch {
	case i > 0 && typed[i] == typed[i-1]:
		return costDouble
	case i == 0:
		return costExtra + costFirst
	}
	return costExtra
}

func dropCost(meant []rune, j int) float64 {
	switch {
	case j > 0 && meant[j] == meant[j-1]:
		return costDouble
	case j == 0:
		return costDrop + costFirst
	}
	return costDrop
}

func replaceCost(typed, meant rune, first bool) float64 {
	switch {
	case typed == meant:
		return 0
	case neighbours()[[2]rune{typed, meant}]:
		return costNeighbour
	case first:
		return costOther + costFirst
	}
	return costOther
}

// keyRows are the numbers of keys in each row of the layouts, and how far each
// row stands to the right of the one of digits.
var keyRows = []struct {
	keys   int
	offset float64
}{{13, 0}, {12, 1.5}, {11, 1.75}, {9, 2.25}}

// neighbours holds the pairs of letters whose keys stand side by side or one
// above the other in any of the layouts.
var neighbours = sync.OnceValue(func() map[[2]rune]bool {
	pairs := map[[2]rune]bool{}
	for _, layout := range allKeyboards() {
		keys := []rune(layout)
		type place struct{ x, y float64 }
		places := make([]place, 0, len(keys))
		for y, row := range keyRows {
			for x := range row.keys {
				places = append(places, place{float64(x) + row.offset, float64(y)})
			}
		}
		for i, p := range places {
			for j, q := range places {
				if i != j && i < len(keys) && j < len(keys) && math.Abs(p.y-q.y) <= 1 && math.Abs(p.x-q.x) <= 1 {
					pairs[[2]rune{keys[i], keys[j]}] = true
				}
			}
		}
	}
	return pairs
})

// NeighbourKeys returns the letters beside a letter's key, in the layout of the
// language of that tag, as those of whom a slip of the finger makes it.
func NeighbourKeys(tag string, r rune) []rune {
	row := lang.Of(tag)
	if row < 0 {
		return nil
	}
	var near []rune
	for _, layout := range lang.All[row].Keyboards {
		for _, key := range layout {
			if neighbours()[[2]rune{r, key}] && utf8.RuneLen(key) == utf8.RuneLen(r) {
				near = append(near, key)
			}
		}
	}
	return near
}
