package query

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
)

// The kinds of token. Until lexer.resolve has decided, those of kind tokenAnd,
// tokenOr and tokenNot may turn out to be words.
type tokenKind uint8

const (
	tokenLeaf tokenKind = iota
	tokenOpen
	tokenClose
	tokenAnd
	tokenOr
	tokenNot
)

type token struct {
	kind  tokenKind
	leaf  Expr   // of a tokenLeaf
	text  string // of an operator, as written
	field string // of an operator: the name in force if it turns out to be a word
	pos   int
}

// group is an open parenthesis and the name that stands before it or, lacking
// one, before those around it.
type group struct {
	field string
	pos   int
}

type lexer struct {
	text   string // without what is hidden
	hidden []hidden
	pos    int
	tokens []token
	groups []group
	notes  []Note
	terms  int
	passed int  // where there were more terms than a query may have, 0 before
	fuzzy  int  // words with "~"
	title  bool // see isTitle
	prose  Bag  // see readProse
	// unclosed holds the opening quotation marks that are known to have no
	// partner from here on, so that the text is not searched for it again.
	unclosed []rune
}

// run makes tokens of the text such that every parenthesis has its partner and
// holds something, and every operator has its operands.
func (l *lexer) run() error {
	blank := true
	l.title = isTitle(l.text)
	for l.pos < len(l.text) {
		r, size := l.peek()
		if isBlank(r) {
			l.dropMinus()
			l.pos += size
			continue
		}
		blank = false
		switch {
		case isOpen(r):
			l.open(l.field(), l.pos)
		case isClose(r):
			l.close()
		case isQuote(r) || l.atSingle() || l.atExactPhrase():
			l.phrase(l.field(), "", l.pos)
		case l.atMinus():
			l.push(token{kind: tokenNot, text: "-", pos: l.pos})
			l.pos++
		default:
			l.word()
		}
		if len(l.groups) > MaxQueryNesting {
			return &LimitError{"nested parentheses", MaxQueryNesting, given(l.hidden, l.pos, false)}
		}
		if l.fuzzy > MaxFuzzyWords {
			return &LimitError{"fuzzy words", MaxFuzzyWords, given(l.hidden, l.pos, false)}
		}
		if l.terms > MaxQueryTerms && l.passed == 0 {
			l.passed = l.pos
		}
	}
	l.finish()
	l.resolve()
	l.noteLowerCase()
	if len(l.tokens) == 0 && !blank {
		// A text of nothing but marks is no request for everything.
		l.add(Word{Text: strings.Join(strings.FieldsFunc(l.text, isBlank), "")}, "", "", 0)
	}
	if l.terms > MaxQueryTerms {
		if l.prose = l.readProse(); l.prose == nil {
			return &LimitError{"terms", MaxQueryTerms, given(l.hidden, l.passed, false)}
		}
	}
	return nil
}

func (l *lexer) peek() (rune, int) { return utf8.DecodeRuneInString(l.text[l.pos:]) }

func (l *lexer) push(t token) { l.tokens = append(l.tokens, t) }

// note adds a note on the text from pos to end.
func (l *lexer) note(pos, end int, code string, args ...string) {
	at := l.at(pos, end)
	l.notes = append(l.notes, Note{code, args, at.Start, at.End})
}

// at returns where what stands from pos to end stands in the text as given.
func (l *lexer) at(pos, end int) doc.Span {
	return doc.Span{Start: given(l.hidden, pos, true), End: given(l.hidden, end, false)}
}

// field returns the name that is in force from the parentheses around.
func (l *lexer) field() string {
	if len(l.groups) == 0 {
		return ""
	}
	return l.groups[len(l.groups)-1].field
}

// last returns the kind of the last token, tokenLeaf if there is none.
func (l *lexer) last() tokenKind {
	if len(l.tokens) == 0 {
		return tokenLeaf
	}
	return l.tokens[len(l.tokens)-1].kind
}

// open reads an opening parenthesis; pos is where its name begins.
func (l *lexer) open(field string, pos int) {
	_, size := l.peek()
	l.push(token{kind: tokenOpen, pos: pos})
	l.groups = append(l.groups, group{field, pos})
	l.pos += size
}

func (l *lexer) close() {
	pos := l.pos
	_, size := l.peek()
	l.pos += size
	if len(l.groups) == 0 {
		l.note(pos, l.pos, "close_without_open")
		return
	}
	l.dropMinus()
	if l.last() == tokenOpen {
		l.dropGroup("empty_parentheses")
		return
	}
	l.groups = l.groups[:len(l.groups)-1]
	l.push(token{kind: tokenClose, pos: pos})
}

// dropGroup takes back the last token, an opening parenthesis; code is that of the
// note on it.
func (l *lexer) dropGroup(code string) {
	l.note(l.groups[len(l.groups)-1].pos, l.pos, code)
	l.groups = l.groups[:len(l.groups)-1]
	l.tokens = l.tokens[:len(l.tokens)-1]
	l.dropMinus()
}

// finish closes what is open at the end of the text.
func (l *lexer) finish() {
	l.dropMinus()
	for len(l.groups) > 0 && l.last() == tokenOpen {
		l.dropGroup("open_at_end")
	}
	for _, g := range l.groups {
		l.note(g.pos, len(l.text), "open_without_close")
		l.push(token{kind: tokenClose, pos: len(l.text)})
	}
}

// atMinus reports whether the operator stands at l.pos, not a hyphen or dash.
func (l *lexer) atMinus() bool {
	if l.text[l.pos] != '-' || l.pos+1 == len(l.text) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(l.text[:l.pos])
	after, _ := utf8.DecodeRuneInString(l.text[l.pos+1:])
	return (l.pos == 0 || isBlank(before) || isOpen(before)) &&
		!isBlank(after) && !isClose(after) && after != '-'
}

// dropMinus takes back minus signs whose operand was passed over: it is called
// where an operand can no longer follow directly.
func (l *lexer) dropMinus() {
	for n := len(l.tokens); n > 0 && l.tokens[n-1].text == "-"; n-- {
		l.tokens = l.tokens[:n-1]
	}
}

// word reads what stands at l.pos, which begins neither a phrase nor a group:
// an operator, or a word with or without a name before it.
func (l *lexer) word() {
	start := l.pos
	negated := len(l.tokens) > 0 && l.tokens[len(l.tokens)-1].text == "-"
	if l.named() {
		return
	}
	l.pos = wordEnd(l.text, start)
	raw := l.text[start:l.pos]
	if kind, ok := operators[raw]; ok && !negated {
		l.dropMinus()
		if name, ok := otherOperators[raw]; ok {
			l.note(start, l.pos, "other_operator", "written", raw, "operator", name)
		}
		if !l.title {
			l.push(token{kind: kind, text: raw, field: l.field(), pos: start})
			return
		}
		l.note(start, l.pos, "operator_in_title", "operator", raw)
	}
	l.add(l.flags(raw, start), l.field(), "", start)
}

// named reads a name with its colon and value, if they stand at l.pos. Of a
// name that cannot be used it only says so, and leaves the reading to others.
func (l *lexer) named() bool {
	start := l.pos
	name, size := splitName(l.text[start:])
	if size == 0 {
		return false
	}
	prefix := l.text[start : start+size]
	value, _ := utf8.DecodeRuneInString(l.text[start+size:])
	if !slices.Contains(Fields, strings.ToLower(name)) {
		if isBlank(value) || isClose(value) || value == '/' || value == ':' || !resemblesField(name, value) {
			return false
		}
		code, args := near("unknown_field", nearestField(name), "name", name, "fields", strings.Join(Fields, ", "))
		if !isOpen(value) && !isQuote(value) {
			l.note(start, wordEnd(l.text, start), code, args...)
			return false
		}
		l.pos += size
		l.note(start, l.pos, code, args...)
		if l.last() != tokenNot { // else the name alone would be excluded
			l.add(Word{Text: prefix}, l.field(), "", start)
		}
		return true
	}

	field := strings.ToLower(name)
	if isBlank(value) || isClose(value) {
		l.note(start, start+size, "field_without_value", "field", field, "example", fieldExamples[field])
		return false
	}
	l.pos += size
	for {
		switch r, _ := l.peek(); {
		case isOpen(r):
			l.open(field, start)
			return true
		case isQuote(r) || l.atSingle() || l.atExactPhrase():
			if l.phrase(field, prefix, start) {
				return true
			}
		case isBlank(r) || isClose(r): // after a quotation mark without its partner
			l.add(Word{Text: prefix}, l.field(), "", start)
			return true
		default:
			pos := l.pos
			l.pos = wordEnd(l.text, pos)
			l.add(l.flags(l.text[pos:l.pos], pos), field, prefix, start)
			return true
		}
	}
}

// flags makes a Word of what was written, which stands at pos: it takes off
// the signs before and behind, unless there is nothing between them to search.
func (l *lexer) flags(raw string, pos int) Word {
	var w Word
	text := raw
	if next, _ := utf8.DecodeRuneInString(text[1:]); text[0] == '=' && isLetterOrDigit(next) {
		w.Exact, text = true, text[1:]
	}
	fuzzy := -1
	for {
		if t := strings.TrimSuffix(text, "*"); t != text && !escaped(t) {
			w.Prefix, text = true, t
			continue
		}
		digits := strings.TrimRight(text, "0123456789")
		if t := strings.TrimSuffix(digits, "~"); t != digits && !escaped(t) {
			fuzzy = 1
			if n := text[len(digits):]; n != "" {
				fuzzy, _ = strconv.Atoi(n) // too many digits give the largest number
			}
			text = t
			continue
		}
		break
	}
	trimmed := strings.TrimLeft(text, "*")
	switch {
	case !strings.ContainsFunc(trimmed, isLetterOrDigit):
		if strings.Trim(raw, "*") == "" {
			l.note(pos, l.pos, "lone_star")
		}
		if op, ok := escapedOperator(raw); ok {
			return Word{Text: op}
		}
		return Word{Text: unescape(raw, isSpecial)}
	case trimmed != text:
		l.note(pos, l.pos, "leading_star")
		text = trimmed
	case hasInner(text, '*'):
		l.note(pos, l.pos, "inner_star")
	case hasInner(text, '?'):
		l.note(pos, l.pos, "inner_question")
	}
	if fuzzy > 0 && (w.Exact || w.Prefix) {
		l.note(pos, l.pos, "tilde_with_sign")
		fuzzy = 0
	}
	if fuzzy > MaxFuzzy {
		l.note(pos, l.pos, "too_fuzzy", "max", strconv.Itoa(MaxFuzzy))
		fuzzy = MaxFuzzy
	}
	if w.Fuzzy = max(0, fuzzy); w.Fuzzy > 0 {
		l.fuzzy++
	}
	if op, ok := escapedOperator(text); ok {
		w.Text = op
		return w
	}
	w.Text = unescape(text, isSpecial)
	return w
}

// phrase reads the quotation mark at l.pos and what it encloses. Of one
// without its partner it only says so and passes over it, returning false.
// pos is where the name before it begins, prefix the name with its colon.
func (l *lexer) phrase(field, prefix string, pos int) bool {
	start := l.pos
	exact := l.atExactPhrase()
	if exact {
		l.pos++
	}
	inner, after := singleQuoted(l.text[l.pos:])
	after += l.pos - start
	if inner == "" {
		opener, size := l.peek()
		l.pos += size
		end := l.phraseEnd(opener)
		if end < 0 {
			l.note(start, l.pos, "unbalanced_quote")
			return false
		}
		_, closer := utf8.DecodeRuneInString(l.text[end:])
		inner, after = l.text[l.pos:end], end+closer-start
	}
	l.pos = start + after
	written := strings.Join(strings.FieldsFunc(inner, isBlank), " ")
	text := unescape(written, isSpecialInPhrase)

	slop := 0
	if strings.HasPrefix(l.text[l.pos:], "~") {
		l.pos++
		digits := l.text[l.pos:]
		digits = digits[:len(digits)-len(strings.TrimLeft(digits, "0123456789"))]
		l.pos += len(digits)
		slop, _ = strconv.Atoi(digits) // too many digits give the largest number
		switch {
		case digits == "":
			l.note(l.pos-1, l.pos, "slop_without_number")
		case slop > MaxSlop:
			l.note(l.pos-len(digits)-1, l.pos, "too_much_slop", "max", strconv.Itoa(MaxSlop))
			slop = MaxSlop
		}
	}
	if text == "" {
		l.note(start, l.pos, "empty_phrase")
		return true
	}
	if starEndsWord(written) {
		l.note(start, l.pos, "star_in_phrase")
	}
	l.add(Phrase{Text: text, Exact: exact, Slop: slop}, field, prefix, pos)
	return true
}

// atSingle reports whether a phrase between single quotation marks stands at l.pos.
func (l *lexer) atSingle() bool {
	inner, _ := singleQuoted(l.text[l.pos:])
	return inner != ""
}

// atExactPhrase reports whether an equals sign stands at l.pos and a phrase directly
// behind it.
func (l *lexer) atExactPhrase() bool {
	phrase, found := strings.CutPrefix(l.text[l.pos:], "=")
	if !found {
		return false
	}
	opener, size := utf8.DecodeRuneInString(phrase)
	if inner, _ := singleQuoted(phrase); inner != "" {
		return true
	}
	if !isQuote(opener) {
		return false
	}
	ahead := *l
	ahead.pos += 1 + size
	return ahead.phraseEnd(opener) >= 0
}

// phraseEnd returns where the partner of the quotation mark before l.pos
// stands, or -1. Marks that open and close differently may be nested; where
// they do not come out even, as in «a «b», the first that closes counts.
func (l *lexer) phraseEnd(opener rune) int {
	closers := quoteClosers(opener)
	if closers == "" || slices.Contains(l.unclosed, opener) {
		return -1
	}
	first, depth := -1, 1
	for i := l.pos; i < len(l.text); {
		r, size := utf8.DecodeRuneInString(l.text[i:])
		switch {
		case r == '\\':
			if next, n := utf8.DecodeRuneInString(l.text[i+1:]); isSpecialInPhrase(next) {
				size += n
			}
		case strings.ContainsRune(closers, r) && r != utf8.RuneError:
			if depth--; depth == 0 {
				return i
			}
			if first < 0 {
				first = i
			}
		case r == opener:
			depth++
		}
		i += size
	}
	if first < 0 {
		l.unclosed = append(l.unclosed, opener)
	}
	return first
}

// add adds a word or phrase in a field ("" for none). If the field cannot have
// such a value, both are words: prefix is the name as written before the
// value, if it was, and pos where it begins.
func (l *lexer) add(x Expr, field, prefix string, pos int) {
	if field != "" {
		y, problem := restrict(field, x)
		if problem == nil {
			x = y
		} else {
			l.note(pos, l.pos, problem.Code, problem.Args...)
			if prefix != "" {
				if w, ok := x.(Word); ok {
					w.Text = prefix + w.Text
					x = w
				} else {
					if l.last() != tokenNot { // else the name alone would be excluded
						l.leaf(Word{Text: prefix}, pos, pos+len(prefix))
					}
					pos += len(prefix)
				}
			}
		}
	}
	l.leaf(x, pos, l.pos)
}

// leaf adds an operand that was read from pos to end.
func (l *lexer) leaf(x Expr, pos, end int) {
	l.terms += countTerms(x)
	l.push(token{kind: tokenLeaf, leaf: placed(x, l.at(pos, end)), pos: pos})
}

// placed returns a leaf that says where it was read from.
func placed(x Expr, at doc.Span) Expr {
	switch x := x.(type) {
	case Word:
		x.At = at
		return x
	case Phrase:
		x.At = at
		return x
	case Field:
		return Field{x.Name, placed(x.X, at)}
	}
	return x
}
