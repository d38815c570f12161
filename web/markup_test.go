package web

import (
	"html/template"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What is written without a template is escaped as html/template escapes it.
func TestMarkup(t *testing.T) {
	of := template.Must(template.New("").Parse(`<p title="{{.}}">{{.}}</p><a href="{{.}}">`))
	special := rapid.SampledFrom([]string{"<", ">", "&", `"`, "'", "+", "`", "=", "%", "%2f", "%zz", ":", "/", "?", "#", "(", ")", " ", "\x00", "\xff", "\uFFFD", "\u2028",
		"javascript:", "http:", "HTTPS:", "mailto:", "data:", "</script>", "<!--", "&amp;", "қ", "中", "a", "/documents/"})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.OneOf(special, rapid.String()), 0, 8).Draw(t, "text"), "")
		var want strings.Builder
		if err := of.Execute(&want, s); err != nil {
			t.Fatal(err)
		}
		m := newMarkup()
		m.raw(`<p title="`).text(s).raw(`">`).text(s).raw(`</p><a href="`).address(s).raw(`">`)
		if got := string(m.html()); got != want.String() {
			t.Fatalf("%q is written %q, wanted %q", s, got, want.String())
		}
	})
}
