package embedded

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/enginetest"
)

// TestLentPostings asks for the postings of each term in the room of another's. What is left
// of these after deletions is not kept with it.
func TestLentPostings(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs, passages)
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Remove(t.Context(), "silk"); err != nil {
		t.Fatal(err)
	}
	finish(t, b, nil, nil)
	e := open(t, root)
	deleted := 0
	for part, p := range e.parts {
		it, err := p.image.terms(analysis.Words.String(), nil, nil, nil)
		for ; err == nil; err = it.Next() {
			term, _ := it.Current()
			d, release := e.dictionaries()
			list, err := d.list(part, analysis.Words, string(term))
			if err != nil {
				t.Fatal(err)
			}
			fresh, err := newDictionaries(e.parts).list(part, analysis.Words, string(term))
			if err != nil {
				t.Fatal(err)
			}
			if !list.all.Equals(fresh.all) || !list.live.Equals(fresh.live) {
				t.Errorf("%q: %v, live %v, wanted %v, %v", term, list.all, list.live, fresh.all, fresh.live)
			}
			if list.live != list.all {
				deleted++
			}
			if release(); list.live != nil {
				t.Errorf("%q: %v is kept", term, list.live)
			}
		}
	}
	if deleted == 0 {
		t.Error("no posting is deleted")
	}
}

// TestPostings reads the postings of every term of an index of several segments, some of
// whose passages are deleted, and compares them with what bleve reads: all, those of few
// numbers and those of many.
func TestPostings(t *testing.T) {
	samples, err := enginetest.Samples("../../seeds/articles/sarybayev-lai-2024.txt", "")
	if err != nil {
		t.Fatal(err)
	}
	docs, passages := enginetest.Generate(3, 3000, samples)
	root := t.TempDir()
	half := len(docs) / 2
	build(t, root, docs[:half], passages)
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Remove(t.Context(), docs[1].ID); err != nil {
		t.Fatal(err)
	}
	finish(t, b, docs[half:], passages)
	e := open(t, root)
	chunked, deleted := 0, 0
	for part, p := range e.parts {
		d := newDictionaries(e.parts)
		for _, field := range []string{analysis.Words.String(), fieldKind, fieldKey} {
			dict, err := p.Segment().Dictionary(field)
			if err != nil {
				t.Fatal(err)
			}
			for it := dict.AutomatonIterator(nil, nil, nil); ; {
				entry, err := it.Next()
				if err != nil {
					t.Fatal(err)
				}
				if entry == nil {
					break
				}
				theirs, err := dict.PostingsList([]byte(entry.Term), p.Deleted(), nil)
				if err != nil {
					t.Fatal(err)
				}
				want := map[uint32]string{}
				var numbers []uint32
				for it := theirs.Iterator(true, false, true, nil); ; {
					posting, err := it.Next()
					if err != nil {
						t.Fatal(err)
					}
					if posting == nil {
						break
					}
					n, line := uint32(posting.Number()), fmt.Sprint(posting.Frequency())
					for _, l := range posting.Locations() {
						line += fmt.Sprint(l.Pos(), l.ArrayPositions())
					}
					numbers, want[n] = append(numbers, n), line
				}
				list, err := d.postings(part, field, entry.Term, nil)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(list.live.ToArray(), numbers) {
					t.Fatalf("%s %q: %v, want %v", field, entry.Term, list.live.ToArray(), numbers)
				}
				if list.live != list.all {
					deleted++
				}
				if len(numbers) > 1024 {
					chunked++
				}
				check := func(n uint32, c *cursor) {
					got := fmt.Sprint(c.times)
					if c.located != nil {
						r := reader{c.located}
						r.next()
						pos, gaps := r.next(), []uint64{}
						r.next()
						r.next()
						for range r.next() {
							gaps = append(gaps, r.next())
						}
						got += fmt.Sprint(pos, gaps)
					}
					if got != want[n] {
						t.Errorf("%s %q in %d: %s, want %s", field, entry.Term, n, got, want[n])
					}
				}
				dead, read := p.Deleted(), 0
				c := d.reading(list, true)
				c.each(func(n uint32) {
					if dead == nil || !dead.Contains(n) {
						check(n, c)
						read++
					}
				})
				if read != len(numbers) {
					t.Errorf("%s %q: %d postings, want %d", field, entry.Term, read, len(numbers))
				}
				for _, step := range []int{1, 2, 7, 30} {
					var within []uint32
					read, expected := 0, 0
					for n := step; n < p.size; n += 1 + step*step*step {
						within = append(within, uint32(n))
						if list.all.Contains(uint32(n)) {
							expected++
						}
					}
					r := &run{ctx: t.Context(), dicts: d}
					err := eachWindow(within, func(w *window) error {
						return r.eachPlaced(list, w, func(at int, c *cursor) {
							if n := w.docs[at]; dead == nil || !dead.Contains(n) {
								check(n, c)
							}
							read++
						})
					})
					if err != nil || read != expected {
						t.Errorf("%s %q: %d postings of step %d, want %d (%v)", field, entry.Term, read, step, expected, err)
					}
				}
			}
		}
	}
	if chunked == 0 || deleted == 0 {
		t.Errorf("%d terms have several chunks, %d deleted postings", chunked, deleted)
	}
}

// Postings are skipped to where the next one begins, whatever the numbers of those between.
func TestSkipPostings(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var data []byte
		begins, located := []int{0}, []int{0}
		for range 1 + rng.IntN(60) {
			times := uint64(0)
			if rng.IntN(3) == 0 {
				times = rng.Uint64()>>rng.IntN(63) | 2
			}
			if data = binary.AppendUvarint(data, times); times > 0 {
				data = append(data, 1) // its length
			}
			begins, located = append(begins, len(data)), append(located, located[len(located)-1]+int(times&1))
		}
		for n := range begins {
			if at, many := skipPostings(data, n); at != begins[n] || many != located[n] {
				t.Fatalf("%d of % x are skipped to %d, %d located, want %d, %d", n, data, at, many, begins[n], located[n])
			}
		}
	}
}
