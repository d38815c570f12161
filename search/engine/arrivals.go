package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/izde/izde/search/doc"
)

// Arrivals remember when texts were first indexed, so that alerts tell what is new and
// nothing else: not what was indexed again, by another version of izde, or under another
// name. They are kept as text, a line for each canonical text:
//
//	digest time [time start-end[,start-end …] …]
//
// digest is the beginning of doc.Document.TextDigest, time when it was first indexed
// (RFC 3339); what follows are ranges of bytes of the text that stood in earlier versions
// of its document, and since when. The zero value knows no text.
type Arrivals struct{ of map[string]*arrival }

type arrival struct {
	at      time.Time
	earlier []stretch // by Start
}

// stretch is a range of a text that was there before the text was.
type stretch struct {
	doc.Span
	at time.Time
}

const (
	// arrivalKey is how many digits of a digest tell texts apart.
	arrivalKey = 32
	// lostTexts is how many texts that no document has any more are remembered at
	// least; else as many as there are documents.
	lostTexts = 1000
)

func keyOf(d *doc.Document) string { return d.TextDigest[:min(len(d.TextDigest), arrivalKey)] }

// Knows reports whether the text of a document was indexed before.
func (a *Arrivals) Knows(d *doc.Document) bool { return a.of[keyOf(d)] != nil }

// Stamp sets Indexed of the passages of a document that have none: to when their text
// was first indexed, which is now where it is new. before are the passages that the
// document had until now; what stands in these is not new, though the text as a whole is.
func (a *Arrivals) Stamp(d *doc.Document, passages, before []*doc.Passage, now time.Time) {
	key := keyOf(d)
	known := a.of[key]
	if known == nil {
		known = newArrival(passages, before, now)
		if a.of == nil {
			a.of = map[string]*arrival{}
		}
		if key != "" {
			a.of[key] = known
		}
	}
	for _, p := range passages {
		if p.Indexed.IsZero() {
			p.Indexed = known.of(p)
		}
	}
}

func newArrival(passages, before []*doc.Passage, now time.Time) *arrival {
	since := map[string]time.Time{}
	for _, p := range before {
		since[p.ID] = p.Indexed
	}
	var all []stretch
	for _, p := range passages {
		at := p.Indexed
		if at.IsZero() {
			at = since[p.ID]
		}
		if at.IsZero() {
			at = now
		}
		for _, s := range p.Source {
			all = append(all, stretch{s, at})
		}
	}
	slices.SortStableFunc(all, func(a, b stretch) int { return cmp.Compare(a.Start, b.Start) })
	t := &arrival{at: now}
	for i, s := range all {
		if n := len(t.earlier); i > 0 && n > 0 && all[i-1].at.Equal(s.at) && t.earlier[n-1].at.Equal(s.at) {
			t.earlier[n-1].End = max(t.earlier[n-1].End, s.End) // and what lies between
		} else if !s.at.Equal(now) {
			t.earlier = append(t.earlier, s)
		}
	}
	return t
}

// of returns when a passage of the text was first indexed.
func (t *arrival) of(p *doc.Passage) time.Time {
	if len(p.Source) > 0 {
		start := p.Source[0].Start
		i, found := slices.BinarySearchFunc(t.earlier, start, func(s stretch, at int) int { return cmp.Compare(s.Start, at) })
		if !found {
			i--
		}
		if i >= 0 && start < t.earlier[i].End {
			return t.earlier[i].at
		}
	}
	return t.at
}

// Keep forgets texts that none of the documents has, the oldest first, beyond so many as
// are remembered.
func (a *Arrivals) Keep(docs []*doc.Document) {
	used := map[string]bool{}
	for _, d := range docs {
		used[keyOf(d)] = true
	}
	var lost []string
	for key := range a.of {
		if !used[key] {
			lost = append(lost, key)
		}
	}
	slices.SortFunc(lost, func(x, y string) int { return cmp.Or(a.of[y].at.Compare(a.of[x].at), strings.Compare(x, y)) })
	for _, key := range lost[min(len(lost), max(lostTexts, len(docs))):] {
		delete(a.of, key)
	}
}

// String writes a as it is kept.
func (a *Arrivals) String() string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(a.of)) {
		t := a.of[key]
		fmt.Fprintf(&b, "%s %s", key, t.at.UTC().Format(time.RFC3339))
		for i, s := range t.earlier {
			if i == 0 || !s.at.Equal(t.earlier[i-1].at) {
				fmt.Fprintf(&b, " %s ", s.at.UTC().Format(time.RFC3339))
			} else {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "%d-%d", s.Start, s.End)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// ReadArrivals reads what String wrote.
func ReadArrivals(text string) (*Arrivals, error) {
	a := &Arrivals{of: map[string]*arrival{}}
	n := 0
	for line := range strings.Lines(text) {
		n++
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if len(words) < 2 || len(words)%2 != 0 {
			return nil, fmt.Errorf("line %d has %d words", n, len(words))
		}
		var err error
		read := func(word string) (at time.Time) {
			at, err = time.Parse(time.RFC3339, word)
			return at
		}
		t := &arrival{at: read(words[1])}
		for i := 2; i < len(words) && err == nil; i += 2 {
			at := read(words[i])
			for _, span := range strings.Split(words[i+1], ",") {
				start, end, _ := strings.Cut(span, "-")
				var s stretch
				s.at = at
				var bad [2]error
				s.Start, bad[0] = strconv.Atoi(start)
				s.End, bad[1] = strconv.Atoi(end)
				err = cmp.Or(err, bad[0], bad[1])
				t.earlier = append(t.earlier, s)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		a.of[words[0]] = t
	}
	return a, nil
}
