package query

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRelax(t *testing.T) {
	for query, want := range map[string]string{
		"":                        "",
		"one":                     "",
		"one two":                 "two | one | one OR two",
		"a AND b c":               "b c | a c | a b | a OR b OR c",
		`"one two" three`:         `one two three | three | "one two" | "one two" OR three`,
		`"one two"`:               "one two | two | one | one OR two",
		"one -two":                "one",
		"one OR two":              "",
		"-one":                    "",
		`title:"one two"`:         "",
		"title:one two":           "two | title:one | title:one OR two",
		"(a OR b) c":              "c | a OR b | a OR b OR c",
		"a b c d e f g h i -j":    "a b c d e f g h i | a OR b OR c OR d OR e OR f OR g OR h OR i",
		`"…" one`:                 "",
		"one or two":              "two | one | one OR two",
		"один или два три":        "два три | один три | один два | один OR два OR три",
		"NOT ONE SMALL TWO":       "SMALL TWO | ONE TWO | ONE SMALL | (ONE OR SMALL OR TWO)",
		"技术合作":                    "合作 | 技术 | 技术 OR 合作",
		"技术合作项目组":                 "合作 项目组 | 技术 项目组 | 技术 合作 | 技术 OR 合作 OR 项目组",
		"台湾人":                     "",
		"or one":                  "one | or | or OR one",
		`"one tw*"`:               "one tw* | tw* | one | one OR tw*",
		"‘one two’ =three":        `one two =three | =three | "one two" | "one two" OR =three`,
		"year:2019..2024 one two": "one two | year:2019..2024 two | year:2019..2024 one | year:2019..2024 OR one OR two",
	} {
		q, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, r := range Relax(q) {
			list = append(list, r.Query.Text)
		}
		if got := strings.Join(list, " | "); got != want {
			t.Errorf("%s\nrelaxed %s\nwanted  %s", query, got, want)
		}
	}
}

// Whatever is relaxed can be asked.
func TestRelaxedQueriesCanBeAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, err := Parse(rapid.StringOf(rapid.SampledFrom([]rune(`ab "()-*~=:\中`))).Draw(t, "query"))
		if err != nil {
			return
		}
		for _, r := range Relax(q) {
			if again, err := Parse(r.Query.Text); err != nil || again.String() != r.Query.String() || r.Query.Expr == nil {
				t.Fatalf("%q relaxed to %q, which reads %v, %v", q.Text, r.Query.Text, again, err)
			}
		}
	})
}
