package lazyregexp

import (
	"regexp"
	"regexp/syntax"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// The words that a match must have.
func TestNeed(t *testing.T) {
	for expr, want := range map[string]need{
		`ISBN\s*(\d+)`:            {{"ISBN", written}},
		`(?i)[.,]*isbn`:           {{"ISBN", folded}},
		`(?:https?|ftp)://`:       {{"https://", written}, {"http://", written}, {"ftp://", written}},
		`\b(?:the|an) i[sn][ ,]+`: {{"the in ", shaped}, {"the in,", written}, {"the is ", shaped}, {"the is,", written}, {"an in ", shaped}, {"an in,", written}, {"an is ", shaped}, {"an is,", written}},
		`(?i)ab(?-i)cd+e`:         {{"de", written}},
		`(?i)ab(?-i)[–—-]\d`:      {{"AB-0", folded}},
		`a?(?:bc|d)x{2}`:          {{"bcxx", written}, {"dxx", written}},
		`a*(?:дата|күні) \d`:      {{"дата 0", shaped}, {"күні 0", shaped}},
		`(?:№|изд)+`:              {{"№", written}, {"изд", written}},
		`[«„]x?`:                  {{"«", written}, {"„", written}},
		`(?:ab){2,}`:              {{"abab", written}},
		`(\d+)\s?[сc]\.`:          {{"0 c.", shaped}, {"0 с.", shaped}, {"0c.", shaped}, {"0с.", shaped}},
		`\pL;\s?\d`:               {{"; 0", shaped}, {";0", shaped}},
		`^abc`:                    {{"abc", written}},
		`(?:ab)?c`:                nil, // most texts have a "c"
		`(?:ab)*`:                 nil,
		`\d+`:                     nil,
		`(?:abc|\d)`:              nil,
		`(?:\x{FFFD}|abc)`:        nil, // what is no UTF-8 matches it
		`(?i)\x{10400}\x{10401}`:  nil, // not in the table
		`\x{10400}a`:              {{"\U00010400a", written}},
	} {
		re, err := syntax.Parse(expr, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want, needOf(re.Simplify()), gocmp.AllowUnexported(word{})); diff != "" {
			t.Errorf("%s: %s", expr, diff)
		}
	}
}

// The first bytes of a match that begins a text.
func TestFirst(t *testing.T) {
	for expr, want := range map[string]string{
		`^\[?\d{2}`:     "0123456789[",
		`(?i)^(?:k|№)`:  "Kk\xe2",
		`^(?:ab|(c))`:   "ac",
		`^[а-п]`:        "\xd0",
		`^a*`:           "",
		`abc`:           "",
		`(?:^a|b)`:      "",
		`(?:^a|^\x{1})`: "\x01a",
	} {
		got := ""
		if f := newFilter(expr); f.first != nil {
			for c, is := range f.first {
				if is {
					got += string([]byte{byte(c)})
				}
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", expr, got, want)
		}
	}
}

// A text is passed over only where there is no match.
func FuzzNeed(f *testing.F) {
	for _, c := range [][2]string{{`(?i)[.,]*isbn\s?(\d)`, "Kelvin ıſbn 5, ISBN 5"}, {`(?i)k(?:s|ss)t`, "\u212aſt"}, {`(?i)вал(?:у|ю)`, "ᲀал\ua64b"}, {`a?(b|cd)+?[xy]`, "acdx"}, {`(?:e.|fg)h`, "e\xffh"}, {`^[^a]`, "\xff"}, {`\d+\s?[–-]\s?\d+ ?с`, "12\u00a0–\t5с"}, {`;[\s\x{3000}]*(\d)|\(`, "a;\u30007("}, {`(?i)^ſx`, "SX"}} {
		f.Add(c[0], c[1])
	}
	f.Fuzz(func(t *testing.T, expr, text string) {
		re, err := regexp.Compile(expr)
		if err != nil {
			return
		}
		if found := New(expr).FindStringSubmatchIndex(text); !gocmp.Equal(found, re.FindStringSubmatchIndex(text)) {
			t.Errorf("%q in %q is found at %v, wanted %v", expr, text, found, re.FindStringSubmatchIndex(text))
		}
	})
}
