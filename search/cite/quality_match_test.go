package cite

// This file measures matching on references.jsonl of the folder IZDE_EVAL names,
// each entry a work: near misses that are in no way in the corpus, entries damaged
// as scanning damages them, entries in other styles.

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// library is a corpus of works, and an index of their words good enough to find
// candidates in.
type library struct {
	raws     []string
	works    [][]int // entries of each
	profiles []*Profile
	of       []int // work of an entry
	byWord   map[string][]int
}

func newLibrary(raws []string) *library {
	l := &library{raws: raws, of: make([]int, len(raws)), byWord: map[string][]int{}}
	items := make([]Item, len(raws))
	entries := make([]*Profile, len(raws))
	for i, raw := range raws {
		items[i] = Parse(raw).Item
		entries[i] = NewProfile(&Record{Items: items[i : i+1]})
	}
	c := Cluster(len(raws), func(i int) []uint64 { return entries[i].Keys() }, func(i int) *Profile { return entries[i] })
	place := map[int]int{}
	for i, first := range c.First {
		w, ok := place[first]
		if !ok {
			w = len(l.works)
			place[first] = w
			l.works = append(l.works, nil)
		}
		l.works[w] = append(l.works[w], i)
		l.of[i] = w
	}
	for w, members := range l.works {
		r := &Record{}
		for _, i := range members {
			r.Items = append(r.Items, items[i])
			r.Forms = append(r.Forms, raws[i])
		}
		p := NewProfile(r)
		l.profiles = append(l.profiles, p)
		for word := range p.words {
			l.byWord[word] = append(l.byWord[word], w)
		}
	}
	return l
}

type found struct {
	work int
	*Match
}

func (l *library) lookup(raw string) (Status, []found) {
	g := NewGiven(raw)
	score := map[int]float64{}
	for word := range g.profile.words {
		if list := l.byWord[word]; len(list) < 1000 {
			for _, w := range list {
				score[w] += 1 / float64(1+len(list))
			}
		}
	}
	var best []int
	for range 30 {
		top, at := 0.0, -1
		for w, s := range score {
			if s > top || s == top && w < at {
				top, at = s, w
			}
		}
		if at < 0 {
			break
		}
		best = append(best, at)
		delete(score, at)
	}
	var out []found
	for _, w := range best {
		m := g.Against(l.profiles[w])
		out = append(out, found{w, &m})
	}
	status, _ := Decide(out, func(f found) *Match { return f.Match })
	return status, out
}

var (
	matchMiss  = os.Getenv("MATCH_MISSES")
	confusions = []string{"o", "0", "l", "1", "e", "c", "rn", "m", "m", "rn", "i", "l", "h", "b", "u", "n", "а", "о", "и", "н", "е", "с", "ш", "щ", "5", "S", "1", "l", "0", "O", "8", "B"}
)

// damage makes n edits as scanning does: letters taken for others, lost, doubled,
// spaces lost or put in.
func damage(rng *rand.Rand, s string, n int) string {
	r := []rune(s)
	for range n {
		i := rng.IntN(len(r))
		switch rng.IntN(6) {
		case 0:
			r = append(r[:i], r[i+1:]...)
		case 1:
			r = append(r[:i+1], r[i:]...)
		case 2:
			r = append(r[:i+1], append([]rune{' '}, r[i+1:]...)...)
		default:
			k := rng.IntN(len(confusions)/2) * 2
			if at := strings.Index(string(r), confusions[k]); at >= 0 {
				all := strings.Count(string(r), confusions[k])
				pick := rng.IntN(all)
				parts := strings.SplitN(string(r), confusions[k], pick+2)
				r = []rune(strings.Join(parts[:pick+1], confusions[k]) + confusions[k+1] + parts[pick+1])
			}
		}
	}
	return string(r)
}

func TestMatchQuality(t *testing.T) {
	var raws []string
	for _, r := range readEval(t) {
		raws = append(raws, r.Raw)
	}
	l := newLibrary(raws)
	t.Logf("%d entries, %d works", len(raws), len(l.works))
	rng := rand.New(rand.NewPCG(6, 6))
	miss := func(name, raw string, i int, status Status, out []found) {
		if matchMiss != name {
			return
		}
		s := fmt.Sprintf("%s: %s\n  GIVEN %s\n  ENTRY %s", name, status, raw, raws[i])
		for k, f := range out {
			if k < 2 || f.work == l.of[i] {
				s += fmt.Sprintf("\n   %v %.3f contradicted %v identified %v: %s\n      %v %v", f.work == l.of[i], f.Score, f.Contradicted, f.Identified, raws[l.works[f.work][0]], f.Evidence, f.Warnings)
			}
		}
		t.Log(s)
	}
	type counts struct{ right, wrong, ambiguous, none int }
	positive := func(name string, make func(i int) string) {
		var c counts
		for range 1000 {
			i := rng.IntN(len(raws))
			raw := make(i)
			if raw == "" {
				continue
			}
			status, out := l.lookup(raw)
			switch {
			case status == Matched && out[0].work == l.of[i]:
				c.right++
			case status == Matched:
				c.wrong++
				miss(name+" wrong", raw, i, status, out)
			case status == Ambiguous:
				c.ambiguous++
				miss(name+" ambiguous", raw, i, status, out)
			default:
				c.none++
				miss(name+" none", raw, i, status, out)
			}
		}
		n := c.right + c.wrong + c.ambiguous + c.none
		t.Logf("%-16s recall %.3f precision %.4f of %d: %+v", name, float64(c.right)/float64(n), float64(c.right)/float64(max(1, c.right+c.wrong)), n, c)
	}
	negative := func(name string, make func(i int) string) {
		n, matched := 0, 0
		for n < 500 {
			i := rng.IntN(len(raws))
			raw := make(i)
			if raw == "" {
				continue
			}
			n++
			if status, out := l.lookup(raw); status == Matched {
				matched++
				miss(name, raw, i, status, out)
			}
		}
		t.Logf("%-16s matched %.4f of %d", name, float64(matched)/float64(n), n)
	}
	positive("identical", func(i int) string { return raws[i] })
	positive("damaged", func(i int) string { return damage(rng, raws[i], 3) })
	negative("year", func(i int) string {
		it := Parse(raws[i]).Item
		y := it.Year()
		if y == 0 || strings.Count(raws[i], strconv.Itoa(y)) != 1 {
			return ""
		}
		return strings.Replace(raws[i], strconv.Itoa(y), strconv.Itoa(y+1-2*rng.IntN(2)), 1)
	})
	negative("volume", func(i int) string {
		p := Parse(raws[i])
		for _, f := range p.Fields {
			if f.Name == "volume" {
				if v, err := strconv.Atoi(raws[i][f.Start:f.End]); err == nil {
					return raws[i][:f.Start] + strconv.Itoa(v+1) + raws[i][f.End:]
				}
			}
		}
		return ""
	})
	swap := func(name string) func(i int) string {
		return func(i int) string {
			a, b := Parse(raws[i]), Parse(raws[rng.IntN(len(raws))])
			x, y := fieldOf(a, name), fieldOf(b, name)
			if x == nil || y == nil || name == "title" && (x.End-x.Start < 15 || y.End-y.Start < 15) || l.of[i] == 0 {
				return ""
			}
			return raws[i][:x.Start] + b.Raw[y.Start:y.End] + raws[i][x.End:]
		}
	}
	negative("title", swap("title"))
	negative("author", swap("author"))
}

// fieldOf is the field of that name when the entry has one.
func fieldOf(p Parsed, name string) *Field {
	var out *Field
	for i := range p.Fields {
		if p.Fields[i].Name == name {
			if out != nil {
				return nil
			}
			out = &p.Fields[i]
		}
	}
	return out
}
