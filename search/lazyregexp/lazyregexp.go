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
// cannot have a match (need.go); it is safe for concurrent use.
type Regexp struct{ compiled func() compiled }

type compiled struct {
	*regexp.Regexp
	filter
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
		return compiled{re, newFilter(re.String())}
	})}
	if inTest {
		r.compiled()
	}
	return r
}

// inTest says whether this is the binary of a test, where a wrong expression must
// not wait to be used.
var inTest = len(os.Args) > 0 && strings.HasSuffix(strings.TrimSuffix(os.Args[0], ".exe"), ".test")

// find returns what a method of the expression finds in s, nothing where s cannot have a match.
func find[T any](r *Regexp, s string, method func(*regexp.Regexp, string) T) (found T) {
	if c := r.compiled(); c.passes(s) {
		found = method(c.Regexp, s)
	}
	return found
}

// findAll does so with a method that finds at most n.
func findAll[T any](r *Regexp, s string, n int, method func(*regexp.Regexp, string, int) []T) (found []T) {
	if c := r.compiled(); c.passes(s) {
		found = method(c.Regexp, s, n)
	}
	return found
}

func (r *Regexp) FindAllString(s string, n int) []string {
	return findAll(r, s, n, (*regexp.Regexp).FindAllString)
}

func (r *Regexp) FindAllStringIndex(s string, n int) [][]int {
	return findAll(r, s, n, (*regexp.Regexp).FindAllStringIndex)
}

func (r *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	return findAll(r, s, n, (*regexp.Regexp).FindAllStringSubmatch)
}

func (r *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return findAll(r, s, n, (*regexp.Regexp).FindAllStringSubmatchIndex)
}

func (r *Regexp) FindString(s string) string { return find(r, s, (*regexp.Regexp).FindString) }

func (r *Regexp) FindStringIndex(s string) []int {
	return find(r, s, (*regexp.Regexp).FindStringIndex)
}

func (r *Regexp) FindStringSubmatch(s string) []string {
	return find(r, s, (*regexp.Regexp).FindStringSubmatch)
}

func (r *Regexp) FindStringSubmatchIndex(s string) []int {
	return find(r, s, (*regexp.Regexp).FindStringSubmatchIndex)
}

func (r *Regexp) MatchString(s string) bool { return find(r, s, (*regexp.Regexp).MatchString) }

func (r *Regexp) ReplaceAllString(src, repl string) string {
	if c := r.compiled(); c.passes(src) {
		return c.ReplaceAllString(src, repl)
	}
	return src
}

func (r *Regexp) ReplaceAllStringFunc(src string, repl func(string) string) string {
	if c := r.compiled(); c.passes(src) {
		return c.ReplaceAllStringFunc(src, repl)
	}
	return src
}

func (r *Regexp) FindAllSubmatchIndex(b []byte, n int) [][]int {
	return r.compiled().FindAllSubmatchIndex(b, n)
}
func (r *Regexp) FindIndex(b []byte) []int         { return r.compiled().FindIndex(b) }
func (r *Regexp) FindSubmatchIndex(b []byte) []int { return r.compiled().FindSubmatchIndex(b) }
func (r *Regexp) Split(s string, n int) []string   { return r.compiled().Split(s, n) }
func (r *Regexp) String() string                   { return r.compiled().String() }
