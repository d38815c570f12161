package latex

// This file puts the files that a source inputs and the commands that it defines in
// their places, and takes comments away, before the source is read.

import (
	"slices"
	"sort"
	"strings"
)

// source is the text that is read, with where its parts are from.
type source struct {
	text     string
	segments []segment
	last     int // the segment that was looked up last
}

// segment is text from byte at on, up to the next segment, which stands for the bytes
// of a file from start on, or, if whole is set, for bytes [start, end) as a whole.
type segment struct {
	at         int
	file       string
	start, end int
	whole      bool
}

// segment returns the segment of a byte.
func (s *source) segment(at int) *segment {
	within := func(k int) bool {
		return s.segments[k].at <= at && (k+1 == len(s.segments) || at < s.segments[k+1].at)
	}
	if !within(s.last) {
		if s.last+1 < len(s.segments) && within(s.last+1) {
			s.last++
		} else {
			s.last = max(0, sort.Search(len(s.segments), func(k int) bool { return s.segments[k].at > at })-1)
		}
	}
	return &s.segments[s.last]
}

// span is where bytes [from, to) of the text stand, in which file.
func (s *source) span(from, to int) (file string, start, end int) {
	if len(s.segments) == 0 {
		return "", 0, 0
	}
	a := s.segment(from)
	file, start = a.file, a.start
	if !a.whole {
		start += from - a.at
	}
	if to <= from {
		return file, start, start
	}
	switch b := s.segment(to - 1); {
	case b.file != file:
		end = start + 1
	case b.whole:
		end = b.end
	default:
		end = b.start + to - b.at
	}
	return file, start, max(start, end)
}

// expander makes a source.
type expander struct {
	source
	out    strings.Builder
	files  map[string]string
	macros map[string]string
	budget int // bytes that commands and files may still expand to
	depth  int
	open   []string // files that are being read
	note   func(string)
}

func expand(text string, files map[string]string, note func(string)) *source {
	x := &expander{files: files, macros: map[string]string{}, budget: 8*len(text) + expansions, note: note}
	x.add(text, segment{})
	x.text = x.out.String()
	return &x.source
}

// copy writes bytes [from, to) of a text that stands where seg says.
func (x *expander) copy(text string, from, to int, seg segment) {
	if from >= to {
		return
	}
	seg.at = x.out.Len()
	if !seg.whole {
		seg.start += from
	}
	if n := len(x.segments); n == 0 || seg.whole || x.segments[n-1].whole || x.segments[n-1].file != seg.file || x.segments[n-1].start+seg.at-x.segments[n-1].at != seg.start {
		x.segments = append(x.segments, seg)
	}
	x.out.WriteString(text[from:to])
}

// add expands a text.
func (x *expander) add(text string, seg segment) {
	if x.depth++; x.depth > maxDepth {
		x.note("commands are defined by one another too deep; the innermost are left out")
		x.depth--
		return
	}
	defer func() { x.depth-- }()
	s := scanner{text: text}
	from := 0
	for {
		n := strings.IndexAny(text[s.at:], `\%`)
		if n < 0 {
			break
		}
		s.at += n
		if text[s.at] == '%' {
			x.copy(text, from, s.at, seg)
			line := strings.IndexByte(text[s.at:], '\n')
			if line < 0 {
				return
			}
			s.at += line + 1
			s.at += len(text[s.at:]) - len(strings.TrimLeft(text[s.at:], " \t\r"))
			if from = s.at; strings.HasPrefix(text[s.at:], "\n") { // a blank line follows
				from--
			}
			continue
		}
		start := s.at
		name := commandName(text[start:])[1:]
		s.at += 1 + len(name)
		if body, ok := x.macros[name]; ok {
			x.copy(text, from, start, seg)
			x.call(body, &s, start, seg)
			from = s.at
			continue
		}
		switch name {
		case "verb", "lstinline":
			if from, to := s.literal(); to > from {
				s.at = to + 1
			}
		case "begin":
			if env := s.argument(); listings[env] {
				if n := strings.Index(text[s.at:], `\end{`+env+`}`); n >= 0 {
					s.at += n
				} else {
					s.at = len(text)
				}
			}
		case "newcommand", "renewcommand", "providecommand", "DeclareMathOperator", "DeclareRobustCommand", "def", "edef", "gdef":
			x.copy(text, from, start, seg)
			x.define(&s, name)
			from = s.at
		case "let":
			x.copy(text, from, start, seg)
			s.braced()
			s.space()
			if strings.HasPrefix(text[s.at:], "=") {
				s.at++
			}
			s.braced()
			from = s.at
		case "iffalse":
			x.copy(text, from, start, seg)
			if n := strings.Index(text[s.at:], `\fi`); n >= 0 {
				s.at += n + len(`\fi`)
			} else {
				s.at = len(text)
			}
			from = s.at
		case "input", "include", "subfile":
			x.copy(text, from, start, seg)
			x.input(s.argument(), name)
			from = s.at
		}
	}
	x.copy(text, from, len(text), seg)
}

// call puts the body of a command in the place of [start, s.at).
func (x *expander) call(body string, s *scanner, start int, seg segment) {
	if x.budget -= len(body) + 1; x.budget < 0 {
		x.note("commands expand to too much text; the rest of them is left out")
		return
	}
	if strings.HasPrefix(s.text[s.at:], "{}") {
		s.at += 2
	} else if strings.HasPrefix(s.text[s.at:], " ") && !strings.HasSuffix(body, `\xspace`) {
		s.at++ // white space behind a command belongs to it
	}
	if !seg.whole {
		seg.end = seg.start + s.at
		seg.start += start
		seg.whole = true
	}
	x.add(body, seg)
}

// define keeps a command without arguments.
func (x *expander) define(s *scanner, how string) {
	s.star()
	name, ok := strings.CutPrefix(strings.TrimSpace(s.argument()), `\`)
	parameters := false
	if strings.HasSuffix(how, "def") {
		const longest = 100 // parameters
		at := strings.IndexByte(s.text[s.at:min(len(s.text), s.at+longest)], '{')
		if at < 0 {
			return
		}
		parameters = strings.TrimSpace(s.text[s.at:s.at+at]) != ""
		s.at += at
	} else if from, to, given := s.bracketed(); given {
		parameters = strings.TrimSpace(s.text[from:to]) != "0"
		s.bracketed()
	}
	body := s.argument()
	_, taken := x.macros[name]
	if ok && name != "" && !parameters && !(how == "providecommand" && taken) {
		x.macros[name] = body
	}
}

// input puts a file in the place of the command that includes it.
func (x *expander) input(name, command string) {
	file := fileName(name, command)
	text, ok := x.files[file]
	if !ok {
		x.note("the file " + strings.TrimSpace(name) + ", which it inputs, is missing")
		return
	}
	if slices.Contains(x.open, file) {
		x.note("the file " + file + " inputs itself")
		return
	}
	if x.budget -= len(text); x.budget < 0 {
		x.note("the file " + file + " is input too often")
		return
	}
	start := 0
	if i := strings.Index(text, `\begin{document}`); i >= 0 {
		start = i + len(`\begin{document}`)
		text, _, _ = strings.Cut(text[start:], `\end{document}`)
	}
	x.open = append(x.open, file)
	x.add(text, segment{file: file, start: start})
	x.open = x.open[:len(x.open)-1]
}
