package doc

import (
	"slices"
	"strings"
	"testing"
)

// The raw text of a passage is the text of its file, cut where text of other passages
// lies between.
func TestRawText(t *testing.T) {
	long := strings.Repeat("я", maxRaw)
	for name, c := range map[string]struct {
		text string // the passage's ranges are in brackets
		want []string
	}{
		"one range":                     {"x [a b] y", []string{"a b"}},
		"white space and markup within": {"[The] **[bold]**\n\n[word.]", []string{"The **bold**\n\nword."}},
		"a running header":              {"[It goes]\n\nNo. 2 (89) 2024\n\n[on.]", []string{"It goes", "on."}},
		"the end of a page":             {"[It goes]\n\f\n[on.]", []string{"It goes", "on."}},
		"another column":                {"[It goes]" + strings.Repeat(" x", rawGap) + "[on.]", []string{"It goes", "on."}},
		"more than is kept":             {"[a][" + long + "]", []string{"a" + long[:maxRaw-2], ""}},
		"no range":                      {"x", nil},
	} {
		// The ranges are read off the brackets, which the text then lacks.
		p := &Passage{}
		var text strings.Builder
		for _, r := range c.text {
			switch r {
			case '[':
				p.Source = append(p.Source, Span{Start: text.Len()})
			case ']':
				p.Source[len(p.Source)-1].End = text.Len()
			default:
				text.WriteRune(r)
			}
		}
		if got := p.RawText(text.String()); !slices.Equal(got, c.want) {
			t.Errorf("%s: %.60q, want %.60q", name, got, c.want)
		}
	}
}
