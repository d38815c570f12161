// Package hyphen decides about hyphens at the ends of lines: whether one divides a word
// that has none ("insti-", "tutional") or belongs to it ("well-", "being"). The words of
// the document decide; without their evidence the languages do, by what stands before
// and behind true hyphens in each. It may import lang.
package hyphen

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/lang"
)

// Is reports whether r may stand where a line divides a word: a hyphen, a soft one, and
// the sign by which some programs show a soft one.
func Is(r rune) bool { return r == '-' || r == '‐' || soft(r) }

// soft reports whether r does nothing but divide words.
func soft(r rune) bool { return r == '\u00AD' || r == '¬' }

// Words are the words of a document that no end of a line divides.
type Words struct {
	added       []string // lines whose words are not counted yet
	count       map[string]int
	sorted      []string
	lines, ends int
}

// Add adds the words of a line. They are counted when a hyphen asks for them, which few
// documents have.
func (w *Words) Add(line string) { w.added = append(w.added, line) }

// learn counts the words of the lines that were added; those at the ends of a line may be
// parts.
func (w *Words) learn() {
	if w.count == nil {
		w.count = map[string]int{}
	}
	for _, line := range w.added {
		fields := strings.Fields(line)
		if len(fields) < 3 {
			continue
		}
		w.lines++
		if r, _ := utf8.DecodeLastRuneInString(line); Is(r) && len(fields[len(fields)-1]) > 2 {
			w.ends++
		}
		for _, f := range fields[1 : len(fields)-1] {
			w.count[fold(f)]++
		}
	}
	w.added = nil
}

// begins reports whether a word begins with prefix.
func (w *Words) begins(prefix string) bool {
	if len(w.sorted) != len(w.count) {
		w.sorted = slices.Sorted(maps.Keys(w.count))
	}
	i, _ := slices.BinarySearch(w.sorted, prefix)
	return i < len(w.sorted) && strings.HasPrefix(w.sorted[i], prefix)
}

// divided reports whether lines end within words: more often than compounds alone
// would have it.
func (w *Words) divided() bool { return w.ends*40 > w.lines }

// Divide reports whether the hyphen between two lines divides a word that has none.
// prev ends with it, next begins the line behind it. Words must all be added before.
func (w *Words) Divide(prev, next string) bool {
	last, _ := utf8.DecodeLastRuneInString(prev)
	head := strings.TrimRightFunc(prev[strings.LastIndexAny(prev, " \t")+1:], Is)
	tail := next
	if at := strings.IndexFunc(next, func(r rune) bool { return !unicode.IsLetter(r) && !Is(r) }); at >= 0 {
		tail = next[:at]
	}
	if first, _ := utf8.DecodeRuneInString(tail); !unicode.IsLower(first) && !(capitals(head) && capitals(tail)) {
		return false
	}
	if soft(last) {
		return true
	}
	if strings.ContainsAny(head, "/@_") {
		return false // an address goes on
	}
	head, tail = fold(head), fold(tail)
	if strings.Contains(head, "-") || utf8.RuneCountInString(head) < 2 {
		return false // a compound goes on; a letter alone is a symbol, as in p-adic
	}
	w.learn()
	whole, compound := w.count[head+tail], w.count[head+"-"+tail]
	switch {
	case whole != compound:
		return whole > compound
	case isCompound(head, tail):
		return false
	case !w.divided():
		return false
	case w.begins(head + cut(tail, 3)):
		return true
	case utf8.RuneCountInString(head) > 3 && w.begins(head+"-"):
		return false
	}
	// Words of their own stand on both sides: a compound.
	both := utf8.RuneCountInString(head) > 3 && utf8.RuneCountInString(tail) > 3 && w.count[head] > 0
	return !(both && w.begins(cut(tail, max(4, utf8.RuneCountInString(tail)-2))))
}

// Suspended reports whether the word that next begins with joins the hyphen before it
// to another word: pre- and post-war.
func Suspended(next string) bool {
	word := next
	if at := strings.IndexFunc(next, func(r rune) bool { return !unicode.IsLetter(r) }); at >= 0 {
		word = next[:at]
	}
	return compounds().joining[word]
}

// parts are the parts of compounds with a hyphen in all languages (see lang.Hyphens).
type parts struct {
	first, second, joining map[string]bool
	endings, beginnings    []string
}

var compounds = sync.OnceValue(func() parts {
	p := parts{first: map[string]bool{}, second: map[string]bool{}, joining: map[string]bool{}}
	for _, l := range lang.All {
		for w := range strings.FieldsSeq(l.Hyphens.First) {
			if ending, ok := strings.CutPrefix(w, "-"); ok {
				p.endings = append(p.endings, ending)
			} else {
				p.first[w] = true
			}
		}
		for w := range strings.FieldsSeq(l.Hyphens.Second) {
			if word, ok := strings.CutSuffix(w, "|"); ok {
				p.second[word] = true
			} else {
				p.beginnings = append(p.beginnings, w)
			}
		}
		for w := range strings.FieldsSeq(l.Hyphens.Joining) {
			p.joining[w] = true
		}
	}
	return p
})

// isCompound reports whether a hyphen stands between two words by what a language
// has before and behind it. What is left of a word behind it may be an ending alone.
func isCompound(head, tail string) bool {
	const ending, long = 3, 5 // letters
	p, letters := compounds(), utf8.RuneCountInString(tail)
	if p.second[tail] || p.first[head] && letters > ending {
		return true
	}
	return utf8.RuneCountInString(head) > ending && slices.ContainsFunc(p.beginnings, func(b string) bool { return strings.HasPrefix(tail, b) }) ||
		letters > long && slices.ContainsFunc(p.endings, func(e string) bool { return len(head) > len(e) && strings.HasSuffix(head, e) })
}

func capitals(s string) bool {
	return utf8.RuneCountInString(s) > 1 && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsUpper(r) }) < 0
}

// cut is the beginning of a word, of n runes.
func cut(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// fold makes words comparable: small letters without punctuation around.
func fold(s string) string {
	return strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
}
