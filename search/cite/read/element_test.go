package read

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestElement compares elements with expressions of the separator and the element.
func TestElement(t *testing.T) {
	const (
		separators = `(?:^|[.,;:)\]»"”?!\s]\s*[–—−-]*\s*|[–—−-]\s*)`
		dashed     = `(?:[.,;:»"”)\]?!]*\s*[–—−-]+\s*|[.,;]\s*|\s*\()`
	)
	for _, c := range []struct {
		e      element
		before string
		parts  []string
	}{
		{gostYear, dashed, []string{"2010", "1999", "2001–2002", "г.", "№"}},
		{gostDayYear, dashed, []string{"12.05.2010", "мая 2011", "3 May 2012", "г."}},
		{gostVolume, separators, []string{"Т. 3", "Vol. 12", "V", "XII", "3-том", "12", "(4)"}},
		{gostIssue, `(?:` + separators + `|\()`, []string{"№ 3", "No", "Вып. 2–3", "12", "IV", "Is.5"}},
		{gostPages, separators, []string{"С. 12–15", "P.", "pp. e12, 15-17", "б. 3", "12"}},
		{gostTail, separators, []string{"12–15 с.", "3-4б", "5 - 7", "p."}},
		{gostTotal, separators, []string{"12 с.", "300", "p", "[1] б", "s"}},
		{gostPart, separators, []string{"Ч. 1", "Art", "II", "Кн.", "5"}},
	} {
		whole := regexp.MustCompile(c.before + strings.TrimSuffix(strings.TrimPrefix(c.e.String(), `^(?:`), `)`))
		between := []string{" ", " ", ".", ",", ";", ":", ")", "(", "–", "—", "-", "−", "»", "”", "?", "\n", "a", "ж", "\xa0", "\xff", "/"}
		rapid.Check(t, func(t *rapid.T) {
			s := strings.Join(rapid.SliceOf(rapid.SampledFrom(slices.Concat(between, c.parts))).Draw(t, "text"), "")
			if diff := gocmp.Diff(whole.FindAllStringSubmatchIndex(s, 8), c.e.all(s, 8)); diff != "" {
				t.Fatalf("%q: %s", s, diff)
			}
		})
	}
}
