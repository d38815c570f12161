package bibtex

// This file reads a file of entries:
//
//	file     entries and whatever stands between them
//	entry    @TYPE{KEY, NAME = value, …} or with parentheses
//	value    pieces joined by #
//	piece    {text} | "text" | digits | the name of a string
//	string   @string{NAME = value}; jan … dec are known
//
// Braces balance in a piece. A file of strangers may hold anything: what cannot
// be read is told as a warning of its entry, and reading goes on at the next line
// that begins an entry. That line also ends an entry left open, which keeps the
// time linear.

import (
	"iter"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

// The codes of warnings.
const (
	WarnSyntax = "syntax"       // the entry breaks off or cannot be read
	WarnUnread = "unread_field" // a field that has no place in CSL-JSON
	WarnTwice  = "given_twice"  // a key of two entries, a field of one; the first field is read
	WarnOthers = "names_cut"    // a list of names ends with "and others"
)

// Read yields the entries of text. The ID of each item is its key; ranges of
// fields are those of their values.
func Read(text string) iter.Seq[cite.Parsed] {
	return func(yield func(cite.Parsed) bool) {
		text = strings.ToValidUTF8(text, "\uFFFD")
		r := &reader{text: text, strings: map[string]string{}, budget: 4*len(text) + 1<<16}
		for _, name := range monthNames {
			r.strings[name] = name
		}
		keys := map[string]bool{}
		for {
			p, ok := r.next()
			if ok && p.Item.ID != "" {
				if key := strings.ToLower(p.Item.ID); keys[key] {
					p.Warnings = append(p.Warnings, cite.Warnf(WarnTwice, "the key %s is another entry's too", p.Item.ID))
				} else {
					keys[key] = true
				}
			}
			if !ok || !yield(p) {
				return
			}
		}
	}
}

type reader struct {
	text    string
	at      int
	strings map[string]string
	// budget is how many bytes strings may still unfold to: "a # a" doubles.
	budget int
	// twice are the fields that the entry being read gives again.
	twice []string
}

// value is what a field holds. Bytes [start, end) of the file write it.
type value struct {
	latex      string
	start, end int
}

// A syntaxError tells what was wanted at which byte.
type syntaxError struct {
	wanted string
	at     int
}

func (e *syntaxError) Error() string { return e.wanted + " is missing" }

func (r *reader) next() (cite.Parsed, bool) {
	for {
		i := strings.IndexByte(r.text[r.at:], '@')
		if i < 0 {
			return cite.Parsed{}, false
		}
		start := r.at + i
		r.at = start + 1
		kind := strings.ToLower(r.name())
		r.space()
		if !entryKind.MatchString(kind) || r.at == len(r.text) || r.text[r.at] != '{' && r.text[r.at] != '(' {
			continue // an address in a comment
		}
		shut := byte('}')
		if r.text[r.at] == '(' {
			shut = ')'
		}
		open := r.at
		r.at++
		switch kind {
		case "comment":
			r.at = open
			if shut == '}' {
				r.skip()
			}
			continue
		case "preamble":
			if _, err := r.value(); err != nil {
				r.recover(start)
			}
			continue
		case "string":
			if err := r.define(); err != nil {
				r.recover(start)
			}
			continue
		}
		r.twice = nil
		key, fields, err := r.entry(shut)
		if err != nil {
			r.recover(start)
		}
		raw := strings.TrimSpace(r.text[start:r.at])
		p := newItem(kind, key, fields, raw, start, err)
		p.Start, p.Files = start, attachments(fields["file"].latex)
		for _, name := range r.twice {
			p.Warnings = append(p.Warnings, cite.Warnf(WarnTwice, "the field %s is given twice", cite.Line(name)))
		}
		return p, true
	}
}

// skip passes over a comment in braces.
func (r *reader) skip() {
	if _, err := r.braced(); err != nil {
		r.recover(r.at)
	}
}

const entryLine = `\n[ \t]{0,8}@[A-Za-z]{1,20}[ \t]{0,8}[{(]`

var (
	entryKind  = lazyregexp.New(`^[A-Za-z]{1,20}$`)
	entryStart = lazyregexp.New(entryLine)
	entryHere  = lazyregexp.New("^" + entryLine)
)

// recover goes on at the next line behind start that begins an entry.
func (r *reader) recover(start int) {
	if m := entryStart.FindStringIndex(r.text[start:]); m != nil {
		r.at = start + m[0]
		return
	}
	r.at = len(r.text)
}

func (r *reader) space() {
	r.at += len(r.text[r.at:]) - len(strings.TrimLeft(r.text[r.at:], " \t\r\n"))
}

// name reads the name of a type, a field or a string.
func (r *reader) name() string {
	start := r.at
	for r.at < len(r.text) && !strings.ContainsRune(" \t\r\n\"#%'(),={}@\\", rune(r.text[r.at])) {
		r.at++
	}
	return r.text[start:r.at]
}

func (r *reader) take(c byte) bool {
	r.space()
	if r.at < len(r.text) && r.text[r.at] == c {
		r.at++
		return true
	}
	return false
}

func (r *reader) missing(what string) error { return &syntaxError{what, r.at} }

func (r *reader) define() error {
	r.space()
	name := strings.ToLower(r.name())
	if !r.take('=') {
		return r.missing("=")
	}
	v, err := r.value()
	if err == nil {
		r.strings[name] = v.latex
	}
	return err
}

// entry reads what follows the opening bracket.
func (r *reader) entry(shut byte) (key string, fields map[string]value, err error) {
	r.space()
	end := strings.IndexAny(r.text[r.at:], ",\n"+string(shut))
	if end < 0 {
		return "", nil, r.missing(",")
	}
	key = strings.TrimSpace(r.text[r.at : r.at+end])
	r.at += end
	fields = map[string]value{}
	for {
		for r.take(',') {
		}
		if r.take(shut) {
			return key, fields, nil
		}
		r.space()
		name := strings.ToLower(r.name())
		if name == "" {
			return key, fields, r.missing(string(shut))
		}
		if !r.take('=') {
			return key, fields, r.missing("=")
		}
		v, err := r.value()
		if err != nil {
			return key, fields, err
		}
		if _, twice := fields[name]; twice {
			r.twice = append(r.twice, name)
			continue
		}
		fields[name] = v
	}
}

func (r *reader) value() (value, error) {
	var v value
	for n := 0; ; n++ {
		r.space()
		if r.at == len(r.text) {
			return v, r.missing("a value")
		}
		piece, err := r.piece()
		if err != nil {
			return v, err
		}
		if n == 0 {
			v = piece
		} else {
			v.latex += piece.latex
			v.end = piece.end
		}
		if n > 0 {
			if err := r.spend(len(v.latex)); err != nil {
				return v, err
			}
		}
		if !r.take('#') {
			return v, nil
		}
	}
}

func (r *reader) piece() (value, error) {
	switch r.text[r.at] {
	case '{':
		return r.braced()
	case '"':
		return r.quoted()
	}
	start := r.at
	name := r.name()
	if name == "" {
		return value{}, r.missing("a value")
	}
	text, known := r.strings[strings.ToLower(name)]
	if !known {
		text = name
	}
	return value{text, start, r.at}, r.spend(len(text))
}

// spend takes from the budget what strings unfold to.
func (r *reader) spend(n int) error {
	if r.budget -= n; r.budget < 0 {
		return r.missing("room for strings, which unfold to several times the length of the file,")
	}
	return nil
}

func (r *reader) braced() (value, error) {
	start, depth := r.at+1, 0
	for ; r.at < len(r.text); r.at++ {
		switch r.text[r.at] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				r.at++
				return value{r.text[start : r.at-1], start, r.at - 1}, nil
			}
		case '\n':
			if r.entryBegins() {
				return value{}, r.missing("}")
			}
		}
	}
	return value{}, r.missing("}")
}

func (r *reader) quoted() (value, error) {
	r.at++
	start, depth := r.at, 0
	for ; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; {
		case c == '{':
			depth++
		case c == '}':
			depth--
		case c == '"' && depth <= 0:
			r.at++
			return value{r.text[start : r.at-1], start, r.at - 1}, nil
		case c == '\n' && r.entryBegins():
			return value{}, r.missing(`"`)
		}
	}
	return value{}, r.missing(`"`)
}

// entryBegins reports whether the line behind the line feed at r.at begins an
// entry.
func (r *reader) entryBegins() bool {
	return entryHere.MatchString(r.text[r.at:min(len(r.text), r.at+40)])
}
