package match

// This file makes works of entries. Only entries that share a key are compared,
// so that the cost grows with their number and not with its square: the DOI, the
// first or last letters of a title in any script, the first author's family name
// with the year. The same works are joined, unless an entry that was joined before
// contradicts it ("volume 1", no volume, "volume 2"); doubtful pairs are told.

import (
	"cmp"
	"hash/fnv"
	"iter"
	"slices"
	"strconv"
)

// Marks are what tells without its profile with which others an entry is compared: with
// those that have one of its keys, and among very many with its neighbours by order.
type Marks struct {
	Keys  []uint64
	Order string
}

// Marks returns the marks of p.
func (p *Profile) Marks() Marks {
	var m Marks
	add := func(kind, text string) {
		h := fnv.New64a()
		h.Write([]byte(kind))
		h.Write([]byte(text))
		m.Keys = once(m.Keys, h.Sum64())
	}
	for _, d := range p.dois {
		add("doi", d)
	}
	const long = 24
	for i := range p.titles {
		t := &p.titles[i]
		for _, s := range []string{t.letters, t.han, t.sounds} {
			if len(s) >= minTitle {
				add("begin", s[:min(len(s), long)])
				add("end", s[max(0, len(s)-long):])
			}
		}
	}
	for i := range p.persons {
		if len(p.years) > 0 && (i == 0 || p.persons[i].han != "") {
			add("author", p.persons[i].family+strconv.Itoa(p.years[0]))
		}
	}
	if len(p.titles) > 0 {
		m.Order = p.titles[0].sounds
	}
	return m
}

// Pair is two entries that have something to do with each other, by their places, A < B.
type Pair struct {
	A, B int
	Comparison
}

// Link is a pair of works that were not joined, by their places, and why.
type Link struct {
	A, B int
	Comparison
}

// Clusters is the result of clustering: for each entry the place of the first one
// of its work, and the works that are related, each by its first entry.
type Clusters struct {
	First []int
	Links []Link
}

// maxBlock is how many entries that share a key are compared each with each; of
// more, each with its neighbours in the order of their titles.
const maxBlock = 40

// InBlock yields the pairs that are compared of entries that share a key, which stand in
// the order of their places, the lower place of a pair first.
func InBlock[T cmp.Ordered](block []T, order func(T) string) iter.Seq2[T, T] {
	reach := len(block)
	if len(block) > maxBlock {
		reach = maxBlock / 4
		block = slices.Clone(block)
		slices.SortStableFunc(block, func(a, b T) int { return cmp.Compare(order(a), order(b)) })
	}
	return func(yield func(a, b T) bool) {
		for i, a := range block {
			for _, b := range block[i+1 : min(len(block), i+1+reach)] {
				if !yield(min(a, b), max(a, b)) {
					return
				}
			}
		}
	}
}

// CompareAll compares those of n entries that share keys, and tells the pairs that have
// something to do with each other. profile gives the profile of an entry, which it may
// have to load.
func CompareAll(n int, marks func(i int) Marks, profile func(i int) *Profile, found func(p Pair, a, b *Profile)) {
	type keyed struct {
		key   uint64
		entry int
	}
	var all []keyed
	orders := make([]string, n)
	for i := range n {
		m := marks(i)
		orders[i] = m.Order
		for _, k := range m.Keys {
			all = append(all, keyed{k, i})
		}
	}
	order := func(i int) string { return orders[i] }
	slices.SortFunc(all, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), a.entry-b.entry) })
	// Blocks of like titles come one after the other, for the sake of profiles that are
	// loaded.
	type block struct {
		first   string // by order
		entries []int
	}
	var blocks []block
	for from := 0; from < len(all); {
		b := block{first: order(all[from].entry)}
		for key := all[from].key; from < len(all) && all[from].key == key; from++ {
			b.first, b.entries = min(b.first, order(all[from].entry)), append(b.entries, all[from].entry)
		}
		if len(b.entries) > 1 {
			blocks = append(blocks, b)
		}
	}
	slices.SortStableFunc(blocks, func(a, b block) int { return cmp.Compare(a.first, b.first) })
	seen := map[[2]int]bool{}
	for _, one := range blocks {
		for a, b := range InBlock(one.entries, order) {
			if seen[[2]int{a, b}] {
				continue
			}
			seen[[2]int{a, b}] = true
			x, y := profile(a), profile(b)
			if r := Compare(x, y); r.Relation != Unrelated {
				found(Pair{a, b, r}, x, y)
			}
		}
	}
}

// Cluster joins n entries, of which pairs are all that have something to do with each
// other. It asks for the numbers of entries that are the same as another.
func Cluster(n int, pairs []Pair, numbers func(i int) *Numbers) Clusters {
	c := &clusterer{first: make([]int, n), members: map[int][]int{}, numbers: map[int]*Numbers{}, links: map[[2]int]Comparison{}}
	for i := range n {
		c.first[i] = i
	}
	var same [][2]int
	for _, p := range pairs {
		if p.Relation != Same {
			c.links[[2]int{p.A, p.B}] = p.Comparison
			continue
		}
		same = append(same, [2]int{p.A, p.B})
		c.numbers[p.A], c.numbers[p.B] = numbers(p.A), numbers(p.B)
	}
	// Pairs with the same DOI first: they are beyond doubt.
	slices.SortFunc(same, func(a, b [2]int) int {
		return cmp.Or(compareBool(!c.sameDOI(a), !c.sameDOI(b)), a[0]-b[0], a[1]-b[1])
	})
	for _, p := range same {
		c.join(p)
	}
	return c.result()
}

type clusterer struct {
	first   []int            // of an entry's work
	members map[int][]int    // of works of several
	numbers map[int]*Numbers // of entries that are the same as another
	links   map[[2]int]Comparison
}

func (c *clusterer) sameDOI(p [2]int) bool {
	return shared(c.numbers[p[0]].dois, c.numbers[p[1]].dois)
}

func (c *clusterer) of(first int) []int {
	if m := c.members[first]; m != nil {
		return m
	}
	return []int{first}
}

func (c *clusterer) join(p [2]int) {
	a, b := c.first[p[0]], c.first[p[1]]
	if a == b {
		return
	}
	if !c.sameDOI(p) {
		for _, x := range firsts(c.of(a)) {
			for _, y := range firsts(c.of(b)) {
				if why := conflict(c.numbers[x], c.numbers[y]); why != "" {
					c.links[p] = Comparison{Doubtful, "the same title, author and year; but " + why}
					return
				}
			}
		}
	}
	a, b = min(a, b), max(a, b)
	all := slices.Concat(c.of(a), c.of(b))
	slices.Sort(all)
	delete(c.members, b)
	c.members[a] = all
	for _, i := range all {
		c.first[i] = a
	}
}

// firsts bounds the entries of a work that stand for all.
func firsts(members []int) []int { return members[:min(len(members), 16)] }

// conflict says how two entries of one title differ, "" when they do not.
func conflict(a, b *Numbers) string {
	for _, f := range []struct {
		name string
		a, b []string
	}{{"DOI", a.dois, b.dois}, {"volume", a.volumes, b.volumes}, {"issue", a.issues, b.issues}, {"page", a.pages, b.pages}} {
		if len(f.a) > 0 && len(f.b) > 0 && !shared(f.a, f.b) {
			return "another " + f.name + " is given by others: " + f.a[0] + " and " + f.b[0]
		}
	}
	if len(a.years) > 0 && len(b.years) > 0 && !shared(a.years, b.years) {
		return "another year is given by others: " + yearText(a.years[0]) + " and " + yearText(b.years[0])
	}
	return ""
}

func (c *clusterer) result() Clusters {
	out := Clusters{First: c.first}
	linked := map[[2]int]bool{}
	for p, why := range c.links {
		a, b := c.first[p[0]], c.first[p[1]]
		if a != b {
			out.Links = append(out.Links, Link{min(a, b), max(a, b), why})
		}
	}
	slices.SortFunc(out.Links, func(x, y Link) int {
		return cmp.Or(x.A-y.A, x.B-y.B, int(x.Relation)-int(y.Relation), cmp.Compare(x.Reason, y.Reason))
	})
	out.Links = slices.DeleteFunc(out.Links, func(l Link) bool {
		p := [2]int{l.A, l.B}
		again := linked[p]
		linked[p] = true
		return again
	})
	return out
}
