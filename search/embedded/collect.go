package embedded

import (
	"cmp"
	"container/heap"
	"encoding/base64"
	"encoding/binary"
	"math"
	"slices"

	"github.com/izde/izde/search"
)

// key is the sort key of a hit, smallest first: the primary key of the request's
// order, then the place in the corpus, which no two passages share.
type key struct {
	primary float64
	place   uint64
}

func (k key) compare(other key) int {
	return cmp.Or(cmp.Compare(k.primary, other.primary), cmp.Compare(k.place, other.place))
}

// doc is the place of the passage's document.
func (k key) doc() uint32 { return uint32(k.place >> 32) }

// cursor writes k for Found.Next: 16 bytes, base64.
func (k key) cursor() string {
	var data [16]byte
	binary.BigEndian.PutUint64(data[:8], math.Float64bits(k.primary))
	binary.BigEndian.PutUint64(data[8:], k.place)
	return base64.RawURLEncoding.EncodeToString(data[:])
}

func parseCursor(s string) (key, error) {
	data, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(data) != 16 {
		return key{}, search.ErrBadCursor
	}
	k := key{math.Float64frombits(binary.BigEndian.Uint64(data[:8])), binary.BigEndian.Uint64(data[8:])}
	if math.IsNaN(k.primary) {
		return key{}, search.ErrBadCursor
	}
	return k, nil
}

type candidate struct {
	key
	number uint32
	score  float32
}

// top keeps the best candidates; its root is the worst of them.
type top []candidate

func (t top) Len() int           { return len(t) }
func (t top) Less(i, j int) bool { return t[j].compare(t[i].key) < 0 }
func (t top) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *top) Push(x any)        { *t = append(*t, x.(candidate)) }
func (t *top) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}

// collector gathers the best candidates in an order behind a cursor.
type collector struct {
	e     *Engine
	order search.Sort
	after *key
	limit int
	best  top
	// offered counts candidates, eligible those of them behind the cursor.
	offered, eligible int
}

func (l *collector) offer(number uint32, score float32) {
	l.offered++
	primary := l.e.primary(l.order, number, score)
	if len(l.best) == l.limit && (l.limit == 0 || primary > l.best[0].primary) && (l.after == nil || primary > l.after.primary) {
		l.eligible++ // as most are
		return
	}
	c := candidate{key{primary, l.e.place(number)}, number, score}
	if l.after != nil && l.after.compare(c.key) >= 0 {
		return
	}
	l.eligible++
	if len(l.best) < l.limit {
		heap.Push(&l.best, c)
	} else if l.limit > 0 && c.compare(l.best[0].key) < 0 {
		l.best[0] = c
		heap.Fix(&l.best, 0)
	}
}

// page puts the best candidates in order and returns those behind the first so many.
func (l *collector) page(skip int) []candidate {
	slices.SortFunc(l.best, func(a, b candidate) int { return a.compare(b.key) })
	return l.best[min(skip, len(l.best)):]
}

// next is the cursor behind a page, empty at the end.
func (l *collector) next() string {
	if len(l.best) == 0 || l.eligible == len(l.best) {
		return ""
	}
	return l.best[len(l.best)-1].cursor()
}

// groups hold the best passage of each document, with a place for each document of the
// index.
type groups struct {
	number []uint32 // of the passage and 1 more, 0 where the document has none
	score  []float32
	met    []uint32 // the documents that have one
}

// groups lends empty groups; release takes them back.
func (e *Engine) groups() (g *groups, release func()) {
	g, ok := e.grouped.Get().(*groups)
	if !ok {
		g = &groups{number: make([]uint32, len(e.docs)), score: make([]float32, len(e.docs))}
	}
	return g, func() {
		for _, d := range g.met {
			g.number[d] = 0
		}
		g.met = g.met[:0]
		e.grouped.Put(g)
	}
}

// eachFound calls visit with the passages found; with grouped, only with the best passage
// of each document: the one with the highest score, whatever the order, and of equal ones
// the first, or where it is that of their indexing the newest.
func (e *Engine) eachFound(found []matches, order search.Sort, grouped bool, visit func(number uint32, score float32)) {
	g, release := e.groups()
	defer release()
	for i, p := range e.parts {
		base, scores := uint32(p.base), found[i].scores
		for j, doc := range found[i].docs {
			number, score := base+doc, scores[j]
			if !grouped {
				visit(number, score)
				continue
			}
			d := e.cols.doc[number]
			if old := g.number[d]; old == 0 {
				g.met = append(g.met, d)
			} else if score < g.score[d] || score == g.score[d] && !e.first(order, number, old-1) {
				continue
			}
			g.number[d], g.score[d] = number+1, score
		}
	}
	for _, d := range g.met {
		visit(g.number[d]-1, g.score[d])
	}
}

// first reports whether one passage of a document stands before another of the same score.
func (e *Engine) first(order search.Sort, a, b uint32) bool {
	if order == search.ByIndexed && e.cols.indexed[a] != e.cols.indexed[b] {
		return e.cols.indexed[a] > e.cols.indexed[b]
	}
	return e.cols.ordinal[a] < e.cols.ordinal[b]
}

// primary returns the primary key of a passage in an order.
func (e *Engine) primary(order search.Sort, number uint32, score float32) float64 {
	switch order {
	case search.ByRelevance:
		return -float64(score)
	case search.ByIndexed:
		return -float64(e.cols.indexed[number])
	case search.ByYear, search.ByYearDesc:
		year := float64(e.cols.years[e.cols.sources.of[number]])
		switch {
		case year == 0:
			return math.Inf(1) // unknown years come last either way
		case order == search.ByYear:
			return year
		default:
			return -year
		}
	}
	return 0
}

// place returns the place of a passage in the corpus.
func (e *Engine) place(number uint32) uint64 {
	return uint64(e.cols.doc[number])<<32 | uint64(e.cols.ordinal[number])
}
