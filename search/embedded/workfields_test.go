package embedded

import (
	"errors"
	"iter"
	"testing"
)

// What is made ahead comes in its order, up to an error; nothing is made any more once no
// more is wanted.
func TestAhead(t *testing.T) {
	broken, made := errors.New("broken"), 0
	numbers := func(bad int) iter.Seq2[int, error] {
		return func(yield func(int, error) bool) {
			for made = 0; made < 1000; made++ {
				var err error
				if made == bad {
					err = broken
				}
				if !yield(made, err) {
					return
				}
			}
		}
	}
	for _, c := range []struct {
		name           string
		bad, most, got int
		want           error
	}{{"all", -1, 2000, 1000, nil}, {"up to an error", 300, 2000, 300, broken}, {"some", -1, 10, 10, nil}} {
		got := 0
		var failed error
		for n, err := range ahead(numbers(c.bad)) {
			if failed = err; err != nil {
				continue
			}
			if n != got {
				t.Fatalf("%s: %d after %d", c.name, n, got-1)
			}
			if got++; got == c.most {
				break
			}
		}
		if got != c.got || !errors.Is(failed, c.want) || c.most < 2000 && made >= 1000 {
			t.Errorf("%s: %d, then %v, of %d made", c.name, got, failed, made)
		}
	}
}
