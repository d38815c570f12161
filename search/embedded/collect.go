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

// collector gathers the best candidates behind a cursor.
type collector struct {
	after *key
	limit int
	best  top
	// eligible counts the candidates behind the cursor.
	eligible int
}

func (l *collector) offer(c candidate) {
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

// groups holds the best passage of each document: the one with the highest score,
// whatever the order of the documents, and of equal ones the first, or where it is that
// of their indexing the newest.
type groups map[uint32]candidate

func (g groups) offer(doc uint32, c candidate, order search.Sort) {
	old, ok := g[doc]
	if !ok || c.score > old.score || c.score == old.score && (order == search.ByIndexed && c.compare(old.key) < 0 || order != search.ByIndexed && c.place < old.place) {
		g[doc] = c
	}
}

// candidates calls visit with each passage found and its sort key in an order; with
// grouped, only with the best passage of each document.
func (e *Engine) candidates(found []matches, order search.Sort, grouped bool, visit func(candidate)) {
	best := groups{}
	for i, p := range e.parts {
		for j, doc := range found[i].docs {
			number, score := uint32(p.base)+doc, found[i].scores[j]
			c := candidate{e.sortKey(order, number, score), number, score}
			if grouped {
				best.offer(e.cols.doc[number], c, order)
			} else {
				visit(c)
			}
		}
	}
	for _, c := range best {
		visit(c)
	}
}

func (e *Engine) sortKey(order search.Sort, number uint32, score float32) key {
	k := key{place: uint64(e.cols.doc[number])<<32 | uint64(e.cols.ordinal[number])}
	switch order {
	case search.ByRelevance:
		k.primary = -float64(score)
	case search.ByIndexed:
		k.primary = -float64(e.cols.indexed[number])
	case search.ByYear, search.ByYearDesc:
		year := float64(e.cols.years[e.cols.sources.of[number]])
		switch {
		case year == 0:
			k.primary = math.Inf(1) // unknown years come last either way
		case order == search.ByYear:
			k.primary = year
		default:
			k.primary = -year
		}
	}
	return k
}
