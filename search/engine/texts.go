package engine

import "strings"

// Texts are many short texts that stay in memory: one behind the other, so that each takes
// its letters and four bytes. Together they have less than 4 GiB.
type Texts struct {
	all  string
	ends []uint32
}

// PackTexts takes over n texts.
func PackTexts(n int, text func(i int) string) Texts {
	size := 0
	for i := range n {
		size += len(text(i))
	}
	var all strings.Builder
	all.Grow(size)
	ends := make([]uint32, n)
	for i := range n {
		all.WriteString(text(i))
		ends[i] = uint32(all.Len())
	}
	return Texts{all.String(), ends}
}

// Len returns how many texts there are.
func (t *Texts) Len() int { return len(t.ends) }

// At returns the i-th text.
func (t *Texts) At(i int) string {
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.all[from:t.ends[i]]
}
