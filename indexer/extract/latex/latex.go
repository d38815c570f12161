// Package latex reads LaTeX sources as far as plain commands carry: front matter,
// sections, lists, tables, notes, formulas as they are written, citations with the
// entries of \bibitem or of .bib files, files that are input, commands that the source
// defines without arguments. Of commands that are not known the text of the arguments
// stays. It may import markup, bibtex, style, cite and doc.
//
// Nothing is executed: there are no conditions but \iffalse, no loops and no category
// codes. Expansion, depth and size are bounded.
package latex

// This file walks through the source.

import (
	"cmp"
	"errors"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/indexer/extract/markup"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/bibtex"
	"github.com/izde/izde/search/doc"
)

// ErrPart is a source without \begin{document}: it is read with the one that inputs
// it.
var ErrPart = errors.New(`has no \begin{document}; it is read with the file that inputs it`)

// Bounds of reading.
const (
	maxDepth     = 200     // of arguments, inputs and expansions within one another
	longestNames = 4 << 10 // bytes of the names between two \and
	expansions   = 1 << 20 // bytes that commands may expand to, beyond eight times the source
)

type reader struct {
	*markup.Builder
	files map[string]string
	src   *source
	depth int

	body    bool     // \begin{document} has been read
	kind    doc.Kind // of paragraphs
	lang    doc.Lang // that the source names for the paragraphs
	running bool     // a paragraph is open
	closed  bool     // blocks are opened by commands alone
	levels  []int    // of the sections of Path
	table   *table   // that is being read
	item    bool     // an entry of a list of references is open

	bib     map[string]*entry // of .bib files
	inBib   []string          // their keys, in order
	numbers map[string]int    // of entries, by key
	order   []string          // keys, as they are numbered
	listed  bool              // the list of references has been written
}

// Read reads a source; files are those that it includes, by name: see Includes.
func Read(text string, files map[string]string) (*markup.Document, error) {
	if !strings.Contains(text, `\begin{document}`) {
		return nil, ErrPart
	}
	r := &reader{Builder: &markup.Builder{}, files: files, kind: doc.Body, numbers: map[string]int{}}
	r.Front().Item.Type = "document"
	r.readBib(text)
	r.src = expand(text, files, r.Note)
	for _, m := range bibItem.FindAllStringSubmatch(r.src.text, -1) { // which citations number
		r.numberOf(m[1])
	}
	r.read(scanner{text: r.src.text})
	r.endParagraph()
	r.bibliography()
	return r.Document(), nil
}

// comments are comments to the end of the line.
var comments = regexp.MustCompile(`(^|[^\\])%[^\n]*`)

var includes = regexp.MustCompile(`\\(input|include|subfile|bibliography|addbibresource)\s*(?:\[[^\]]*\])?\{([^{}]{1,400})\}`)

// Includes lists the files that a source includes: sources and .bib files, by their
// names from its folder, none outside of it.
func Includes(text string) []string {
	var names []string
	for _, m := range includes.FindAllStringSubmatch(comments.ReplaceAllString(text, "$1"), -1) {
		for name := range strings.SplitSeq(m[2], ",") {
			if name = fileName(name, m[1]); name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// fileName is the name of the file that a command includes, "" if it lies outside.
func fileName(name, command string) string {
	name = path.Clean(strings.Trim(strings.TrimSpace(name), `"`))
	ending := ".tex"
	if strings.Contains(command, "bib") {
		ending = ".bib"
	}
	if path.Ext(name) != ending {
		name += ending
	}
	if path.IsAbs(name) || name == ".." || strings.HasPrefix(name, "../") || strings.ContainsAny(name, "\x00\\") {
		return ""
	}
	return name
}

var bibItem = regexp.MustCompile(`\\bibitem\s*(?:\[(?:[^\[\]{}]|\{[^{}]*\})*\])?\s*\{([^{}]*)\}`)

// scanner is a stretch of a source that is read.
type scanner struct {
	text  string
	at    int
	base  int // where text begins in the source
	clear int // up to here no bracket closes
	// unclosed is, by mark, up to where none closes a formula.
	unclosed map[string]int
}

// part is bytes [from, to) of the text, to be read.
func (s *scanner) part(from, to int) scanner {
	return scanner{text: s.text[from:to], base: s.base + from}
}

// put writes text for bytes [from, to) of the scanner.
func (r *reader) put(s *scanner, text string, from, to int) {
	if !r.begin() {
		return
	}
	var start, end int
	r.Part, start, end = r.src.span(s.base+from, s.base+to)
	for _, c := range text {
		r.Rune(c, start, end)
	}
}

// begin opens a paragraph unless a block is open; it reports false where no text can
// stand.
func (r *reader) begin() bool {
	if r.closed {
		return true
	}
	if !r.body {
		return false
	}
	if !r.running {
		r.Open(markup.Block{Kind: r.kind, Lang: r.lang})
		r.running = true
	}
	return true
}

func (r *reader) endParagraph() {
	if r.running && !r.closed {
		r.Close()
		r.running = false
	}
}

// breakParagraph ends a paragraph, or is a space in a block that a command has opened.
func (r *reader) breakParagraph() {
	if r.closed {
		r.Insert(" ")
	} else {
		r.endParagraph()
	}
}

// within reads as a block of its own.
func (r *reader) within(block markup.Block, read func()) string {
	closed, running, tab := r.closed, r.running, r.table
	r.Open(block)
	r.closed, r.running, r.table = true, false, nil
	read()
	text := r.Close()
	r.closed, r.running, r.table = closed, running, tab
	return text
}

// apart reads blocks that stand behind the paragraph which is open.
func (r *reader) apart(read func()) {
	closed, running := r.closed, r.running
	r.closed, r.running = false, false
	read()
	r.endParagraph()
	r.closed, r.running = closed, running
}

// read reads to the end of the scanner.
func (r *reader) read(s scanner) {
	if r.depth++; r.depth > maxDepth {
		r.Note("arguments stand too deep within one another; the innermost are left out")
		r.depth--
		return
	}
	defer func() { r.depth-- }()
	for s.at < len(s.text) {
		r.step(&s)
	}
}

// step reads a character, a command or a formula.
func (r *reader) step(s *scanner) {
	rest := s.text[s.at:]
	c := rest[0]
	one := func(text string, n int) {
		r.put(s, text, s.at, s.at+n)
		s.at += n
	}
	switch {
	case c == '\\':
		r.command(s)
	case c == '{' || c == '}':
		s.at++
	case c == '$':
		r.dollar(s)
	case c == '~':
		one(" ", 1)
	case c == '&' && r.table != nil:
		r.table.endCell(r)
		s.at++
	case strings.HasPrefix(rest, "---"):
		one("—", 3)
	case strings.HasPrefix(rest, "--"):
		one("–", 2)
	case strings.HasPrefix(rest, "``"):
		one("“", 2)
	case strings.HasPrefix(rest, "''"):
		one("”", 2)
	case c == '`':
		one("‘", 1)
	case strings.HasPrefix(rest, "<<"):
		one("«", 2)
	case strings.HasPrefix(rest, ">>"):
		one("»", 2)
	case c == '"' && len(rest) > 1 && shorthand(rest) > 0: // of babel
		n := shorthand(rest)
		one(shorthands[rest[:n]], n)
	case c == '\n' || c == '\r' || c == ' ' || c == '\t':
		blank := rest[:len(rest)-len(strings.TrimLeft(rest, " \t\r\n"))]
		if strings.Count(blank, "\n") > 1 {
			r.breakParagraph()
		} else if r.closed || r.running {
			c := ' '
			if strings.Contains(blank, "\n") {
				c = '\n'
			}
			r.Rune(c, 0, 0)
		}
		s.at += len(blank)
	default:
		_, size := utf8.DecodeRuneInString(rest)
		one(rest[:size], size)
	}
}

var shorthands = map[string]string{`"---`: "—", "\"`": "„", `"'`: "“", `"<`: "«", `">`: "»", `"=`: "-", `"~`: "-", `"-`: "", `""`: "", `"|`: ""}

func shorthand(s string) int {
	if strings.HasPrefix(s, `"---`) {
		return 4
	}
	if _, ok := shorthands[s[:2]]; ok {
		return 2
	}
	return 0
}

// dollar reads a formula between dollars.
func (r *reader) dollar(s *scanner) {
	mark := "$"
	if strings.HasPrefix(s.text[s.at:], "$$") {
		mark = "$$"
	}
	from := s.at + len(mark)
	n := s.closing(from, mark)
	if n < 0 {
		s.at += len(mark)
		return
	}
	r.formula(s, from, from+n)
	s.at = from + n + len(mark)
}

// closing is how far behind from a mark closes a formula, -1 if it does not do so
// before the paragraph ends.
func (s *scanner) closing(from int, mark string) int {
	if from < s.unclosed[mark] {
		return -1
	}
	for i := from; i < len(s.text); i++ {
		switch {
		case strings.HasPrefix(s.text[i:], mark):
			return i - from
		case s.text[i] == '\\':
			i++
		case strings.HasPrefix(s.text[i:], "\n\n"):
			if s.unclosed == nil {
				s.unclosed = map[string]int{}
			}
			s.unclosed[mark] = i
			return -1
		}
	}
	if s.unclosed == nil {
		s.unclosed = map[string]int{}
	}
	s.unclosed[mark] = len(s.text)
	return -1
}

var (
	unprinted = regexp.MustCompile(`\\(?:label|tag|notag|nonumber)\b\*?(?:\{[^{}]*\})?|\\(?:left|right|displaystyle|limits|quad|qquad|[,;:!])|[\n\t ]+|&|\\\\(?:\[[^\]]*\])?`)
	plainSign = regexp.MustCompile(`\\([a-zA-Z]+)`)
)

// signs are characters that only formulas have commands for.
var signs = func() map[string]string {
	m := map[string]string{}
	words := strings.Fields(`le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ propto ∝ in ∈ notin ∉ subset ⊂ subseteq ⊆ cup ∪ cap ∩ emptyset ∅ forall ∀ exists ∃
		to → rightarrow → leftarrow ← Rightarrow ⇒ Leftrightarrow ⇔ mapsto ↦ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ ll ≪ gg ≫ mp ∓ div ÷ ast ∗ circ ∘ cdots ⋯ prime ′ ell ℓ
		theta θ eta η zeta ζ kappa κ nu ν xi ξ rho ρ tau τ phi φ varphi φ chi χ psi ψ iota ι upsilon υ varepsilon ε Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω`)
	for i := 0; i+1 < len(words); i += 2 {
		m[words[i]] = words[i+1]
	}
	return m
}()

// formula writes a formula as it is written, but for what only places it. Commands
// that stand for a character are written as that.
func (r *reader) formula(s *scanner, from, to int) {
	text := unprinted.ReplaceAllString(s.text[from:to], " ")
	text = plainSign.ReplaceAllStringFunc(text, func(command string) string {
		if sign, n := bibtex.Symbol(command); n == len(command) {
			return sign
		}
		return cmp.Or(signs[command[1:]], command)
	})
	if digits, ok := strings.CutPrefix(strings.ReplaceAll(strings.ReplaceAll(text, "{", ""), "}", ""), "^"); ok && markup.Raises(digits) {
		r.Raised(func() { r.put(s, digits, from, to) })
		return
	}
	r.put(s, text, from, to)
}

// braced returns the inside [from, to) of the group at s.at, behind white space, and
// moves s behind it; of a single character or command if no brace opens there.
func (s *scanner) braced() (from, to int) {
	s.space()
	if s.at >= len(s.text) {
		return s.at, s.at
	}
	if s.text[s.at] != '{' {
		from = s.at
		if s.text[s.at] == '\\' {
			s.at += len(commandName(s.text[s.at:]))
		} else {
			_, size := utf8.DecodeRuneInString(s.text[s.at:])
			s.at += size
		}
		return from, s.at
	}
	from = s.at + 1
	depth := 0
	for i := s.at; i < len(s.text); i++ {
		switch s.text[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				s.at = i + 1
				return from, i
			}
		}
	}
	s.at = len(s.text) // not closed
	return from, len(s.text)
}

// bracketed returns the inside of the optional argument at s.at.
func (s *scanner) bracketed() (from, to int, ok bool) {
	at := s.at
	for at < len(s.text) && (s.text[at] == ' ' || s.text[at] == '\t') {
		at++
	}
	const longest = 600
	if at >= len(s.text) || s.text[at] != '[' {
		return 0, 0, false
	}
	if limit := min(len(s.text), at+longest); limit > s.clear {
		if strings.IndexByte(s.text[max(at, s.clear):limit], ']') < 0 {
			s.clear = limit
		}
	}
	if at+longest <= s.clear || s.clear == len(s.text) {
		return 0, 0, false
	}
	depth := 0
	for i := at + 1; i < min(len(s.text), at+longest); i++ {
		switch s.text[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			depth--
		case ']':
			if depth <= 0 {
				s.at = i + 1
				return at + 1, i, true
			}
		}
	}
	return 0, 0, false
}

// argument is the text of the next argument.
func (s *scanner) argument() string {
	from, to := s.braced()
	return s.text[from:to]
}

func (s *scanner) space() {
	for s.at < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.at]) >= 0 {
		s.at++
	}
}

// literal is what stands between two of the character at s.at, on one line; nothing if
// it does not stand there twice.
func (s *scanner) literal() (from, to int) {
	const longest = 1000
	s.star()
	if s.at >= len(s.text) {
		return s.at, s.at
	}
	from = s.at + 1
	line, _, _ := strings.Cut(s.text[from:min(len(s.text), from+longest)], "\n")
	n := strings.IndexByte(line, s.text[s.at])
	return from, max(from, from+n)
}

// star passes over the star of a command.
func (s *scanner) star() {
	if s.at < len(s.text) && s.text[s.at] == '*' {
		s.at++
	}
}

// commandName is the command that s begins with, its backslash included.
func commandName(s string) string {
	end := 1
	for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z' || s[end] == '@') {
		end++
	}
	if end == 1 && len(s) > 1 {
		_, size := utf8.DecodeRuneInString(s[1:])
		end += size
	}
	return s[:end]
}

// people reads the argument of \author.
func (r *reader) people(latex string) {
	front := r.Front()
	for one := range strings.SplitSeq(latex, `\and`) {
		one = one[:min(len(one), longestNames)]
		one = strings.TrimPrefix(strings.TrimPrefix(one, "And"), "AND")
		if i := cutName.FindStringIndex(one); i != nil {
			one = one[:i[0]]
		}
		for _, name := range cite.ReadNames(bibtex.Text(comments.ReplaceAllString(one, "$1"))) {
			text := name.String()
			if strings.IndexFunc(text, unicode.IsLetter) < 0 {
				continue
			}
			front.Item.Author = append(front.Item.Author, name)
			front.Contributors = append(front.Contributors, doc.Contributor{Names: map[doc.Lang]string{front.Lang: text}})
		}
	}
}

// cutName is what ends the names of authors.
var cutName = regexp.MustCompile(`\\\\|\\(?:thanks|inst|footnote|footnotemark|textsuperscript|affil|email|orcid|corref|fnref|IEEEauthorblockA|institute|address|quad|small)\b|\$\^`)
