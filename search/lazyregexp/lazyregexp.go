// Package lazyregexp compiles regular expressions when they are first used, in the
// manner of the standard library's internal/lazyregexp: a command that reads no
// reference does not wait for the two hundred expressions that read references.
// It imports nothing of ours.
package lazyregexp

import (
	"os"
	"regexp"
	"strings"
	"sync"
)

// Regexp is a regular expression that is compiled once, by the first method
// called. The methods are those of [regexp.Regexp], without the search where the text
// has none of the words that a match must have (need.go); it is safe for concurrent use.
type Regexp struct{ compiled func() compiled }

type compiled struct {
	*regexp.Regexp
	need need
}

// New returns the regular expression expr. It panics in tests at once, elsewhere
// on first use, when expr does not compile.
func New(expr string) *Regexp {
	return lazy(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// NewLongest is New for an expression that prefers the longest match to the first
// alternative: see [regexp.Regexp.Longest].
func NewLongest(expr string) *Regexp {
	return lazy(func() *regexp.Regexp {
		re := regexp.MustCompile(expr)
		re.Longest()
		return re
	})
}

func lazy(compile func() *regexp.Regexp) *Regexp {
	r := &Regexp{sync.OnceValue(func() compiled {
		re := compile()
		return compiled{re, needOf(re.String())}
	})}
	if inTest {
		r.compiled()
	}
	return r
}

// inTest says whether this is the binary of a test, where a wrong expression must
// not wait to be used.
var inTest = len(os.Args) > 0 && strings.HasSuffix(strings.TrimSuffix(os.Args[0], ".exe"), ".test")

// in returns the expression, nil where s has no match for want of a word.
func (r *Regexp) in(s string) *regexp.Regexp {
	if c := r.compiled(); c.need.met(s) {
		return c.Regexp
	}
	return nil
}

func (r *Regexp) FindAllString(s string, n int) (all []string) {
	if re := r.in(s); re != nil {
		all = re.FindAllString(s, n)
	}
	return all
}

func (r *Regexp) FindAllStringIndex(s string, n int) (all [][]int) {
	if re := r.in(s); re != nil {
		all = re.FindAllStringIndex(s, n)
	}
	return all
}

func (r *Regexp) FindAllStringSubmatch(s string, n int) (all [][]string) {
	if re := r.in(s); re != nil {
		all = re.FindAllStringSubmatch(s, n)
	}
	return all
}

func (r *Regexp) FindAllStringSubmatchIndex(s string, n int) (all [][]int) {
	if re := r.in(s); re != nil {
		all = re.FindAllStringSubmatchIndex(s, n)
	}
	return all
}

func (r *Regexp) FindString(s string) (m string) {
	if re := r.in(s); re != nil {
		m = re.FindString(s)
	}
	return m
}

func (r *Regexp) FindStringIndex(s string) (m []int) {
	if re := r.in(s); re != nil {
		m = re.FindStringIndex(s)
	}
	return m
}

func (r *Regexp) FindStringSubmatch(s string) (m []string) {
	if re := r.in(s); re != nil {
		m = re.FindStringSubmatch(s)
	}
	return m
}

func (r *Regexp) FindStringSubmatchIndex(s string) (m []int) {
	if re := r.in(s); re != nil {
		m = re.FindStringSubmatchIndex(s)
	}
	return m
}

func (r *Regexp) MatchString(s string) bool {
	re := r.in(s)
	return re != nil && re.MatchString(s)
}

func (r *Regexp) ReplaceAllString(src, repl string) string {
	if re := r.in(src); re != nil {
		return re.ReplaceAllString(src, repl)
	}
	return src
}

func (r *Regexp) ReplaceAllStringFunc(src string, repl func(string) string) string {
	if re := r.in(src); re != nil {
		return re.ReplaceAllStringFunc(src, repl)
	}
	return src
}

func (r *Regexp) FindAllSubmatchIndex(b []byte, n int) [][]int {
	return r.compiled().FindAllSubmatchIndex(b, n)
}
func (r *Regexp) FindIndex(b []byte) []int         { return r.compiled().FindIndex(b) }
func (r *Regexp) FindSubmatchIndex(b []byte) []int { return r.compiled().FindSubmatchIndex(b) }
func (r *Regexp) Split(s string, n int) []string   { return r.compiled().Split(s, n) }
