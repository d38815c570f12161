package catalogue

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
)

// This file sorts names as readers of a language do (Kazakh letters in their places,
// Chinese by pinyin: CLDR's rules) and finds the letters under which they stand.

// Initial is a letter that names begin with, and the number of the first entry there.
// Letter is capital; "" for names that begin with none. Script is that of the names by
// ISO 15924; letters of Hani are those of pinyin for readers of Chinese, 汉 for others.
type Initial struct {
	Letter, Script string
	Offset         int
}

// pinyinFirst has the first syllable, as characters are sorted by pinyin, of each letter
// that syllables begin with.
const pinyinFirst = "阿八嚓哒妸发旮哈讥咔垃妈拏噢趴七呥仨他穵夕丫帀"

// pinyinLetters are these letters.
const pinyinLetters = "ABCDEFGHJKLMNOPQRSTWXYZ"

// collator sorts in one language. It is for one goroutine.
type collator struct {
	*collate.Collator
	of    doc.Lang
	buf   collate.Buffer
	first [][]byte // keys of pinyinFirst, for Chinese
}

func newCollator(of doc.Lang) *collator {
	c := &collator{Collator: collate.New(language.Make(string(of))), of: of}
	if of == doc.Chinese {
		for _, r := range pinyinFirst {
			c.first = append(c.first, c.key(string(r)))
		}
	}
	return c
}

func (c *collator) key(s string) []byte {
	c.buf.Reset()
	return bytes.Clone(c.KeyFromString(&c.buf, s))
}

// byName sorts the entries by their names in a language, those in its script first, names
// without letters last, and returns the letters.
func (s *sorted) byName(in int) []Initial {
	c := newCollator(languages[in])
	type keyed struct {
		key []byte
		e   *Entry
		at  Initial
	}
	keys := make([]keyed, len(s.entries))
	for i, e := range s.entries {
		name := strings.TrimLeftFunc(e.names[in], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		keys[i] = keyed{c.key(name), e, c.initial(name)}
	}
	// The readers' own script comes first, as CLDR has it; its tables here do not say so.
	own := map[doc.Lang]string{doc.Kazakh: "Cyrl", doc.Russian: "Cyrl", doc.Chinese: "Hani"}[c.of]
	rank := func(at Initial) int {
		switch {
		case at.Letter == "":
			return 2
		case own != "" && at.Script == own:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(keys, func(a, b keyed) int {
		return cmp.Or(cmp.Compare(rank(a.at), rank(b.at)), bytes.Compare(a.key, b.key))
	})
	var initials []Initial
	for i, k := range keys {
		s.entries[i] = k.e
		if k.at.Offset = i; !slices.ContainsFunc(initials, func(at Initial) bool { return at.Letter == k.at.Letter && at.Script == k.at.Script }) {
			initials = append(initials, k.at)
		}
	}
	return initials
}

// initial is the letter under which a name stands.
func (c *collator) initial(name string) Initial {
	r := analysis.FirstRune(name)
	switch {
	case analysis.IsHan(r) && c.first == nil:
		return Initial{Letter: "汉", Script: "Hani"}
	case analysis.IsHan(r):
		key, at := c.key(string(r)), 0
		for at+1 < len(c.first) && bytes.Compare(c.first[at+1], key) <= 0 {
			at++
		}
		return Initial{Letter: pinyinLetters[at : at+1], Script: "Hani"}
	case unicode.Is(unicode.Latin, r):
		bare := norm.NFD.String(string(unicode.ToUpper(r)))
		return Initial{Letter: string(analysis.FirstRune(bare)), Script: "Latn"}
	case unicode.Is(unicode.Cyrillic, r):
		return Initial{Letter: string(unicode.ToUpper(r)), Script: "Cyrl"}
	case unicode.IsLetter(r):
		return Initial{Letter: string(unicode.ToUpper(r))}
	}
	return Initial{}
}
