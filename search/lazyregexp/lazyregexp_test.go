package lazyregexp

import "testing"

// A wrong expression must not wait in a test until somebody uses it.
func TestWrongExpression(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("New did not panic")
		}
	}()
	New(`(`)
}

func TestNewLongest(t *testing.T) {
	const expr, text = `a|ab`, "ab"
	if got := New(expr).FindString(text); got != "a" {
		t.Errorf("the first alternative is %q", got)
	}
	if got := NewLongest(expr).FindString(text); got != "ab" {
		t.Errorf("the longest alternative is %q", got)
	}
}
