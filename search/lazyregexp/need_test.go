package lazyregexp

import (
	"regexp"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// The words that a match must have.
func TestNeed(t *testing.T) {
	for expr, want := range map[string]need{
		`ISBN\s*(\d+)`:            {{"ISBN", false}},
		`(?i)[.,]*isbn`:           {{"ISBN", true}},
		`(?:https?|ftp)://`:       {{"https://", false}, {"http://", false}, {"ftp://", false}},
		`\b(?:the|an) i[sn][ ,]+`: {{"the in", false}, {"the is", false}, {"an in", false}, {"an is", false}},
		`(?i)ab(?-i)cd+e`:         {{"AB", true}},
		`a?(?:bc|d)x{2}`:          {{"bcxx", false}, {"dxx", false}},
		`a*(?:дата|күні) \d`:      {{"дата ", false}, {"күні ", false}},
		`(?:№|изд)+`:              {{"№", false}, {"изд", false}},
		`[«„]x?`:                  {{"«", false}, {"„", false}},
		`(?:ab){2,}`:              {{"ab", false}},
		`(?:ab)?c`:                nil, // most texts have a "c"
		`(?:ab)*`:                 nil,
		`\d+`:                     nil,
		`(?:abc|\d)`:              nil,
		`^abc`:                    nil, // fails at once
		`(?:\x{FFFD}|abc)`:        nil, // what is no UTF-8 matches it
		`(?i)\x{10400}\x{10401}`:  nil, // not in the table
		`\x{10400}`:               {{"\U00010400", false}},
	} {
		if diff := gocmp.Diff(want, needOf(expr), gocmp.AllowUnexported(word{})); diff != "" {
			t.Errorf("%s: %s", expr, diff)
		}
	}
}

// A text is passed over only where there is no match.
func FuzzNeed(f *testing.F) {
	for _, c := range [][2]string{{`(?i)[.,]*isbn\s?(\d)`, "Kelvin ıſbn 5, ISBN 5"}, {`(?i)k(?:s|ss)t`, "\u212aſt"}, {`(?i)вал(?:у|ю)`, "ᲀал\ua64b"}, {`a?(b|cd)+?[xy]`, "acdx"}, {`(?:e.|fg)h`, "e\xffh"}} {
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
