package indexer

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFolded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("aж \n\u00a0\u2003")), 0, 12, -1).Draw(t, "text")
		if got, want := folded(text), strings.Join(strings.Fields(text), " "); got != want {
			t.Errorf("%q is folded to %q, want %q", text, got, want)
		}
	})
}
