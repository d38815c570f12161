package match_test

// This file measures matching on references.jsonl of the folder IZDE_EVAL names,
// each entry read as one of a library of works: entries as they are, damaged as
// scanning damages them, formatted in other styles; and near misses, made from
// real entries, that are not in the library. Entries of one work count as one: a
// match to any of them is right.
//
// A near miss is an entry with
//
//	year     the year of its issue, where it stands once, a year before or after
//	volume   the volume that was read, a number, one more
//	title    the title of another entry in the place of its own
//	author   the authors of another entry in the place of its own
//	stem     the first half of its title's words with the authors, the year and
//	         the container of another entry
//
// and without a DOI, which would tell the work whatever the rest says.

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/citetest"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/cite/style"
)

// library is a set of works and an index of their terms.
type library struct {
	raws     []string
	parsed   []cite.Parsed
	works    [][]int // entries of each
	profiles []*match.Profile
	of       []int // the work of an entry
	byTerm   map[string][]int
}

func newLibrary(raws []string) *library {
	l := &library{raws: raws, parsed: make([]cite.Parsed, len(raws)), of: make([]int, len(raws)), byTerm: map[string][]int{}}
	entries := make([]*match.Profile, len(raws))
	for i, raw := range raws {
		l.parsed[i] = read.Parse(raw)
		entries[i] = match.NewProfile(&match.Record{Items: []cite.Item{l.parsed[i].Item}, Forms: raws[i : i+1]})
	}
	var pairs []match.Pair
	match.CompareAll(len(raws), func(i int) match.Marks { return entries[i].Marks() }, func(i int) *match.Profile { return entries[i] },
		func(p match.Pair, _, _ *match.Profile) { pairs = append(pairs, p) })
	c := match.Cluster(len(raws), pairs, func(i int) *match.Numbers { return &entries[i].Numbers })
	place := map[string]int{}
	for i, first := range c.First {
		// An index takes entries of one text for one.
		key := "text " + cite.WithoutNumber(raws[first])
		w, ok := place[key]
		if !ok {
			w = len(l.works)
			place[key] = w
			l.works = append(l.works, nil)
		}
		l.works[w] = append(l.works[w], i)
		l.of[i] = w
	}
	for w, members := range l.works {
		r := &match.Record{}
		for _, i := range members {
			r.Items = append(r.Items, l.parsed[i].Item)
			r.Forms = append(r.Forms, raws[i])
		}
		p := match.NewProfile(r)
		l.profiles = append(l.profiles, p)
		for _, term := range p.Terms().All {
			l.byTerm[term] = append(l.byTerm[term], w)
		}
	}
	return l
}

type candidate struct {
	work int
	match.Match
}

// lookUp looks a reference up as a desk does.
func (l *library) lookUp(raw string) (match.Status, []*candidate) {
	given := match.NewGiven(read.Parse(raw))
	score := map[int]float64{}
	for _, term := range given.Terms() {
		if list := l.byTerm[term]; len(list) < 1500 {
			for _, w := range list {
				score[w] += 1 / float64(3+len(list))
			}
		}
	}
	best := slices.SortedFunc(maps.Keys(score), func(a, b int) int { return cmp.Or(cmp.Compare(score[b], score[a]), a-b) })
	var found []*candidate
	for _, w := range best[:min(len(best), 24)] {
		found = append(found, &candidate{w, given.Against(l.profiles[w])})
	}
	status, _ := match.Decide(found, func(c *candidate) *match.Match { return &c.Match })
	return status, found
}

// confusions are what scanning takes for one another.
var confusions = strings.Fields("o 0 l 1 e c rn m m rn i l h b u n и н е с ш щ 5 S 1 l 0 O 8 B 己 已 人 入")

// damage makes n edits: letters taken for others, lost, doubled, spaces put in.
func damage(rng *rand.Rand, s string, n int) string {
	for range n {
		r := []rune(s)
		i := rng.IntN(len(r))
		switch rng.IntN(6) {
		case 0:
			s = string(slices.Delete(r, i, i+1))
		case 1:
			s = string(slices.Insert(r, i, r[i]))
		case 2:
			s = string(slices.Insert(r, i, ' '))
		default:
			k := 2 * rng.IntN(len(confusions)/2)
			if all := strings.Count(s, confusions[k]); all > 0 {
				parts := strings.SplitN(s, confusions[k], rng.IntN(all)+2)
				last := len(parts) - 1
				s = strings.Join(parts[:last], confusions[k]) + confusions[k+1] + parts[last]
			}
		}
	}
	return s
}

// only returns the field of that name where the entry has exactly one.
func only(p cite.Parsed, name string) (string, int, int) {
	found := -1
	for i, f := range p.Fields {
		if f.Name == name {
			if found >= 0 {
				return "", 0, 0
			}
			found = i
		}
	}
	if found < 0 {
		return "", 0, 0
	}
	f := p.Fields[found]
	return p.Raw[f.Start:f.End], f.Start, f.End
}

func readReferences(t testing.TB) (raws []string, csl map[int]cite.Item) {
	csl = map[int]cite.Item{}
	for i, row := range citetest.Rows(t) {
		var known struct{ CSL *cite.Item }
		if json.Unmarshal(row.Fields, &known) == nil && known.CSL != nil {
			csl[i] = *known.CSL
		}
		raws = append(raws, row.Raw)
	}
	return raws, csl
}

func TestMatchQuality(t *testing.T) {
	raws, csl := readReferences(t)
	l := newLibrary(raws)
	rng := rand.New(rand.NewPCG(6, 6))
	var table strings.Builder
	fmt.Fprintf(&table, "%d entries, %d works\n", len(raws), len(l.works))
	show := strings.Split(os.Getenv("IZDE_MATCHES"), ",") // the rows whose misses are shown
	tell := func(row, raw string, i int, status match.Status, found []*candidate) {
		if !slices.Contains(show, row) {
			return
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s: %s\n  given %s\n  entry %s", row, status, raw, raws[i])
		for k, f := range found {
			if k < 2 || f.work == l.of[i] {
				fmt.Fprintf(&b, "\n    right %v, score %.3f, contradicted %v, identified %v: %s\n      %v", f.work == l.of[i], f.Score, f.Contradicted, f.Identified, raws[l.works[f.work][0]], f.Evidence)
			}
		}
		t.Log(b.String())
	}
	given := map[string]bool{}
	add := func(row string, n, right, wrong, ambiguous, none int) {
		fmt.Fprintf(&table, "%-20s n %4d  recall %.3f  precision %.4f  right %d wrong %d ambiguous %d none %d\n", row, n,
			float64(right)/float64(max(1, n)), float64(right)/float64(max(1, right+wrong)), right, wrong, ambiguous, none)
	}
	all := [5]int{}
	positive := func(row string, want int, make func(i int) string) {
		var right, wrong, ambiguous, none int
		for tries := 0; right+wrong+ambiguous+none < want && tries < 20*want; tries++ {
			i := rng.IntN(len(raws))
			raw := make(i)
			if raw == "" {
				continue
			}
			status, found := l.lookUp(raw)
			switch {
			case status == match.Matched && found[0].work == l.of[i]:
				right++
				continue
			case status == match.Matched:
				wrong++
			case status == match.Ambiguous:
				ambiguous++
			default:
				none++
			}
			tell(row, raw, i, status, found)
		}
		n := right + wrong + ambiguous + none
		add(row, n, right, wrong, ambiguous, none)
		if row != "as it is" {
			for k, v := range []int{n, right, wrong, ambiguous, none} {
				all[k] += v
			}
		}
	}
	positive("as it is", 500, func(i int) string { return raws[i] })
	positive("damaged", 600, func(i int) string { return damage(rng, raws[i], 3) })
	for _, s := range style.Styles {
		positive("as "+string(s), 400, func(i int) string {
			it := l.parsed[i].Item
			// What was hardly read cannot be written.
			if it.Title == "" || len(it.Author) == 0 || it.Year() == 0 {
				return ""
			}
			return style.Format(it, s, "").String()
		})
		positive("gold as "+string(s), 200, func(i int) string {
			it, ok := csl[i]
			if !ok || it.Title == "" {
				return ""
			}
			return style.Format(it, s, "").String()
		})
		positive("damaged, as "+string(s), 200, func(i int) string {
			it := l.parsed[i].Item
			if it.Title == "" || len(it.Author) == 0 || it.Year() == 0 {
				return ""
			}
			return damage(rng, style.Format(it, s, "").String(), 2)
		})
	}
	add("damaged or restyled", all[0], all[1], all[2], all[3], all[4])
	// A family name, two words of three of the title, the year.
	positive("remembered", 400, func(i int) string {
		it := l.parsed[i].Item
		words := strings.Fields(it.Title)
		if len(words) < 6 || len(it.Author) == 0 || it.Author[0].Family == "" || it.Year() == 0 {
			return ""
		}
		recall := rand.New(rand.NewPCG(5, uint64(i))) // the same words, however other entries are read
		words = slices.DeleteFunc(words, func(string) bool { return recall.IntN(3) == 0 })
		return it.Author[0].Family + " " + strings.Join(words, " ") + " " + strconv.Itoa(it.Year())
	})

	misses, matched := 0, 0
	negative := func(row string, make func(i int) string) {
		n, bad := 0, 0
		for tries := 0; n < 400 && tries < 40_000; tries++ {
			i := rng.IntN(len(raws))
			raw := make(i)
			if raw == "" || given[raw] || len(cite.FindDOI(raw)) > 0 {
				continue
			}
			given[raw] = true
			n++
			if status, found := l.lookUp(raw); status == match.Matched {
				bad++
				tell(row, raw, i, status, found)
			}
		}
		misses, matched = misses+n, matched+bad
		fmt.Fprintf(&table, "near miss: %-9s n %4d  matched %.4f\n", row, n, float64(bad)/float64(max(1, n)))
	}
	negative("year", func(i int) string {
		it := l.parsed[i].Item
		y := strconv.Itoa(it.Year())
		if strings.Count(raws[i], y) != 1 || len(y) != 4 {
			return ""
		}
		return strings.Replace(raws[i], y, strconv.Itoa(it.Year()+1-2*rng.IntN(2)), 1)
	})
	negative("volume", func(i int) string {
		v, start, end := only(l.parsed[i], "volume")
		n, err := strconv.Atoi(v)
		if err != nil {
			return ""
		}
		return raws[i][:start] + strconv.Itoa(n+1) + raws[i][end:]
	})
	other := func(name string, shortest int) func(i int) string {
		return func(i int) string {
			j := rng.IntN(len(raws))
			a, start, end := only(l.parsed[i], name)
			b, _, _ := only(l.parsed[j], name)
			if len(a) < shortest || len(b) < shortest || l.of[i] == l.of[j] || strings.EqualFold(a, b) {
				return ""
			}
			return raws[i][:start] + b + raws[i][end:]
		}
	}
	negative("title", other("title", 15))
	negative("author", other("author", 4))
	negative("stem", func(i int) string {
		j := rng.IntN(len(raws))
		mine, his := l.parsed[i].Item, l.parsed[j].Item
		words := strings.Fields(mine.Title)
		if len(words) < 6 || len(his.Author) == 0 || len(mine.Author) == 0 || his.Author[0] == mine.Author[0] || his.Year() == 0 {
			return ""
		}
		his.Title = strings.Join(words[:len(words)/2], " ")
		his.DOI = ""
		return style.Format(his, style.APA, "").String()
	})
	fmt.Fprintf(&table, "near miss: %-9s n %4d  matched %.4f\n", "all", misses, float64(matched)/float64(misses))

	t.Log("\n" + table.String())
	golden := filepath.Join("testdata", "match.txt")
	if *citetest.Update {
		if err := os.WriteFile(golden, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(golden); err != nil || string(want) != table.String() {
		t.Errorf("%s differs from what was measured; run with -update if that is better\n%s", golden, table.String())
	}
}
