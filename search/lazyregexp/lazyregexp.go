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
// called. The methods are those of [regexp.Regexp]; it is safe for concurrent use.
type Regexp struct{ compiled func() *regexp.Regexp }

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
	r := &Regexp{sync.OnceValue(compile)}
	if inTest {
		r.compiled()
	}
	return r
}

// inTest says whether this is the binary of a test, where a wrong expression must
// not wait to be used.
var inTest = len(os.Args) > 0 && strings.HasSuffix(strings.TrimSuffix(os.Args[0], ".exe"), ".test")

func (r *Regexp) FindAllString(s string, n int) []string {
	return r.compiled().FindAllString(s, n)
}
func (r *Regexp) FindAllStringIndex(s string, n int) [][]int {
	return r.compiled().FindAllStringIndex(s, n)
}
func (r *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	return r.compiled().FindAllStringSubmatch(s, n)
}
func (r *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return r.compiled().FindAllStringSubmatchIndex(s, n)
}
func (r *Regexp) FindAllSubmatchIndex(b []byte, n int) [][]int {
	return r.compiled().FindAllSubmatchIndex(b, n)
}
func (r *Regexp) FindIndex(b []byte) []int             { return r.compiled().FindIndex(b) }
func (r *Regexp) FindString(s string) string           { return r.compiled().FindString(s) }
func (r *Regexp) FindStringIndex(s string) []int       { return r.compiled().FindStringIndex(s) }
func (r *Regexp) FindStringSubmatch(s string) []string { return r.compiled().FindStringSubmatch(s) }
func (r *Regexp) FindStringSubmatchIndex(s string) []int {
	return r.compiled().FindStringSubmatchIndex(s)
}
func (r *Regexp) FindSubmatchIndex(b []byte) []int { return r.compiled().FindSubmatchIndex(b) }
func (r *Regexp) MatchString(s string) bool        { return r.compiled().MatchString(s) }
func (r *Regexp) ReplaceAllString(src, repl string) string {
	return r.compiled().ReplaceAllString(src, repl)
}
func (r *Regexp) ReplaceAllStringFunc(src string, repl func(string) string) string {
	return r.compiled().ReplaceAllStringFunc(src, repl)
}
func (r *Regexp) Split(s string, n int) []string { return r.compiled().Split(s, n) }
