package search

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/cite"
)

// The query language, in the EBNF of ISO/IEC 14977 (blanks between tokens are
// left out):
//
//	query   = [ or ] ;
//	or      = and , { "OR" , and } ;
//	and     = bag , { "AND" , bag } ;
//	bag     = unary , { unary } ;
//	unary   = { "NOT" | "-" } , operand ;
//	operand = [ name , ":" ] , "(" , or , ")"
//	        | [ name , ":" ] , ( phrase | word )
//	        | "year:" , years ;
//	phrase  = '"' , text , '"' , [ "~" , digits ] ;
//	word    = [ "=" ] , text , [ "*" | "~" , [ "1" | "2" ] ] ;
//	years   = year , [ ".." , [ year ] ] | ".." , year ;
//	name    = "author" | "title" | "doi" | "year" | "lang" | "kind" | "section" | "cites" ;
//
// OR binds loosest, then AND, then standing side by side, then NOT: the query
// `cultural difference OR мәдени айырмашылық` finds either pair of words, and
// `a b OR c` reads `(a b) OR c`. NOT takes the one operand that follows. A
// name before parentheses goes for every word and phrase inside that has no
// name of its own: kind:(body OR title).
//
// Operators are in capitals. A minus is one only at the beginning of the text,
// after a blank or an opening parenthesis, and directly before its operand;
// hyphens inside words and dashes are text.
//
// A word runs to the next blank, quotation mark or parenthesis, but
// parentheses that open and close inside it belong to it ("10.1000/abc(1)2").
// It may contain colons: only letters before a colon that are a name, or look
// like a name mistyped, count as one. A backslash takes its meaning from a
// quotation mark, a parenthesis, one of \ * ~ = - : and from an operator
// (\AND), and stands for itself elsewhere. An equals sign is text unless a
// letter or digit follows, and so are all signs around what has neither.
//
// Typographic and full-width quotation marks, parentheses and colons do as
// well as the plain ones: “a” „a“ «a» ‹a› 「a」 『a』 《a》 〈a〉 ＂a＂ （a） author：a.
// Control characters, invalid UTF-8 and U+FFFD count as blanks.
//
// Everything else is no error. A quotation mark without its partner is passed
// over, parentheses are closed at the end, operators without an operand and
// names without a usable value are words; each is told in a note.

// The limits of the query language. Beyond the first four a query is refused
// with a LimitError.
const (
	// MaxQueryBytes is the greatest length of a query, and of the same query
	// written by Query.String, in bytes of UTF-8.
	MaxQueryBytes = 8 << 10
	// MaxQueryTerms is the largest number of words, those in phrases and the
	// parts of compounds included; two Han characters count as one word.
	MaxQueryTerms = 64
	// MaxQueryNesting is how deep parentheses may stand inside each other.
	MaxQueryNesting = 16
	// MaxFuzzyWords is the largest number of words with "~": each is compared with
	// every word of an index.
	MaxFuzzyWords = 8
	// MaxFuzzy is the largest number of edits in word~2. More are cut down.
	MaxFuzzy = 2
	// MaxSlop is the largest slop of a phrase. More is cut down.
	MaxSlop = 20
	// MaxQueryNotes is the largest number of notes on a query. Of those beyond
	// only the fact is told.
	MaxQueryNotes = 16
)

// Parse reads the query language. It never panics and takes every text: what
// it cannot make sense of is searched as words and told in Query.Notes, in the
// order of the text. The only error is a *LimitError.
//
// The expression is in normal form, so that Parse(q.String()) gives an equal
// one, without notes: Bags, Ands and Ors have at least two operands, no And
// stands directly in an And, no Or in an Or and no Not in a Not. Words and
// phrases without letters and digits are left out of Bags and Ands that hold
// anything else, and negating them means nothing; a query that holds nothing
// else keeps them, for it must not match everything.
func Parse(text string) (*Query, error) {
	if len(text) > MaxQueryBytes {
		return nil, &LimitError{Limit: "bytes", Max: MaxQueryBytes}
	}
	l := lexer{text: text}
	if err := l.run(); err != nil {
		return nil, err
	}
	q := &Query{Text: text}
	if len(l.tokens) > 0 {
		p := parser{tokens: l.tokens}
		q.Expr = p.or()
		if len(q.String()) > MaxQueryBytes {
			return nil, &LimitError{Limit: "bytes", Max: MaxQueryBytes}
		}
	}
	q.Notes = l.notes
	slices.SortStableFunc(q.Notes, func(a, b QueryNote) int { return cmp.Compare(a.Position, b.Position) })
	if len(q.Notes) > MaxQueryNotes {
		q.Notes[MaxQueryNotes-1] = QueryNote{Code: "more_notes", Position: q.Notes[MaxQueryNotes-1].Position, End: len(text)}
		q.Notes = q.Notes[:MaxQueryNotes]
	}
	return q, nil
}

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
	text   string
	pos    int
	tokens []token
	groups []group
	notes  []QueryNote
	terms  int
	fuzzy  int // words with "~"
	// unclosed holds the opening quotation marks that are known to have no
	// partner from here on, so that the text is not searched for it again.
	unclosed []rune
}

// run makes tokens of the text such that every parenthesis has its partner and
// holds something, and every operator has its operands.
func (l *lexer) run() error {
	blank := true
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
		case isQuote(r):
			l.phrase(l.field(), "", l.pos)
		case l.atMinus():
			l.push(token{kind: tokenNot, text: "-", pos: l.pos})
			l.pos++
		default:
			l.word()
		}
		if len(l.groups) > MaxQueryNesting {
			return &LimitError{"nested parentheses", MaxQueryNesting, l.pos}
		}
		if l.fuzzy > MaxFuzzyWords {
			return &LimitError{"fuzzy words", MaxFuzzyWords, l.pos}
		}
		if l.terms > MaxQueryTerms {
			return &LimitError{"terms", MaxQueryTerms, l.pos}
		}
	}
	l.finish()
	l.resolve()
	if len(l.tokens) == 0 && !blank {
		// A text of nothing but marks is no request for everything.
		l.add(Word{Text: strings.Join(strings.FieldsFunc(l.text, isBlank), "")}, "", "", 0)
	}
	if l.terms > MaxQueryTerms {
		return &LimitError{Limit: "terms", Max: MaxQueryTerms}
	}
	return nil
}

func (l *lexer) peek() (rune, int) { return utf8.DecodeRuneInString(l.text[l.pos:]) }

func (l *lexer) push(t token) { l.tokens = append(l.tokens, t) }

// note adds a note on the text from pos to end.
func (l *lexer) note(pos, end int, code string, args ...string) {
	l.notes = append(l.notes, QueryNote{code, args, pos, end})
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
		l.push(token{kind: kind, text: raw, field: l.field(), pos: start})
		return
	}
	l.add(l.flags(raw, start), l.field(), "", start)
}

var operators = map[string]tokenKind{"AND": tokenAnd, "OR": tokenOr, "NOT": tokenNot}

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
	if !slices.Contains(QueryFields, strings.ToLower(name)) {
		if isBlank(value) || isClose(value) || value == '/' || value == ':' || !resemblesField(name, value) {
			return false
		}
		code, args := near("unknown_field", nearestField(name), "name", name, "fields", strings.Join(QueryFields, ", "))
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
		case isQuote(r):
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

// splitName returns the letters at the beginning of s and their length with
// the colon that follows; a size of 0 says that there is none.
func splitName(s string) (name string, size int) {
	for i, r := range s {
		if r == ':' || r == '：' {
			if i == 0 {
				return "", 0
			}
			return s[:i], i + utf8.RuneLen(r)
		}
		if !unicode.IsLetter(r) {
			break
		}
	}
	return "", 0
}

// resemblesField reports whether a name that is none was probably meant as
// one. Text is full of colons: "https://…", "C:N", "arXiv:2101.00001", "结论：…".
func resemblesField(name string, value rune) bool {
	if nearestField(name) != "" {
		return true
	}
	if len(name) < 3 || unicode.IsDigit(value) || slices.Contains(otherSchemes, name) {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool { return r < 'a' || r > 'z' })
}

// otherSchemes are names before a colon that belong to what people paste.
var otherSchemes = []string{"mailto", "urn", "info", "hdl", "arxiv", "isbn", "issn", "orcid", "pmid", "https", "http"}

// nearestField returns the field that name was probably meant for, or "".
func nearestField(name string) string {
	name = strings.ToLower(name)
	if f, ok := fieldSynonyms[name]; ok {
		return f
	}
	return nearest(name, QueryFields)
}

// fieldSynonyms are other words for fields, as people of the four languages
// would write them.
var fieldSynonyms = map[string]string{
	"authors": "author", "creator": "author", "автор": "author", "авторы": "author", "авторлар": "author", "作者": "author",
	"titles": "title", "название": "title", "заглавие": "title", "тақырып": "title", "атауы": "title", "标题": "title", "题名": "title",
	"date": "year", "год": "year", "жыл": "year", "жылы": "year", "年份": "year",
	"language": "lang", "язык": "lang", "тіл": "lang", "тілі": "lang", "语言": "lang",
	"type": "kind", "вид": "kind", "тип": "kind", "түрі": "kind", "类型": "kind",
	"раздел": "section", "бөлім": "section", "章节": "section",
	"cite": "cites", "цитирует": "cites", "引用": "cites",
}

var fieldExamples = map[string]string{
	"author":  `author:Sarybayev or author:"Ли Цзин"`,
	"title":   `title:culture or title:"cultural differences"`,
	"doi":     "doi:10.1000/182",
	"year":    "year:2024 or year:2019..2024",
	"lang":    "lang:kk",
	"kind":    "kind:abstract",
	"section": "section:conclusion",
	"cites":   "cites:10.1000/182",
}

// wordEnd returns where the word ends that begins at start: at the next blank
// or quotation mark, or at a parenthesis without its partner in the word.
func wordEnd(text string, start int) int {
	var open []int
	i := start
loop:
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\\':
			if next, n := utf8.DecodeRuneInString(text[i+1:]); isSpecial(next) {
				size += n
			}
		case isBlank(r) || isQuote(r):
			break loop
		case isOpen(r):
			if _, ok := operators[text[start:i]]; ok {
				return i // NOT(a)
			}
			open = append(open, i)
		case isClose(r):
			if len(open) == 0 {
				break loop
			}
			open = open[:len(open)-1]
		}
		i += size
	}
	if len(open) > 0 {
		return open[0]
	}
	return i
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
		return Word{Text: unescape(raw)}
	case trimmed != text:
		l.note(pos, l.pos, "leading_star")
		text = trimmed
	case hasInnerStar(text):
		l.note(pos, l.pos, "inner_star")
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
	if op, ok := strings.CutPrefix(text, `\`); ok {
		if _, ok := operators[op]; ok {
			w.Text = op
			return w
		}
	}
	w.Text = unescape(text)
	return w
}

// hasInnerStar reports whether a "*" without backslash stands between letters.
func hasInnerStar(s string) bool {
	for i := range len(s) {
		if s[i] != '*' {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+1:])
		if unicode.IsLetter(before) && unicode.IsLetter(after) {
			return true
		}
	}
	return false
}

// escaped reports whether a backslash at the end of s takes the meaning from
// what follows.
func escaped(s string) bool {
	return (len(s)-len(strings.TrimRight(s, `\`)))%2 == 1
}

// unescape takes away the backslashes before special characters.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if next, size := utf8.DecodeRuneInString(s[i+1:]); s[i] == '\\' && isSpecial(next) {
			b.WriteString(s[i+1 : i+1+size])
			i += 1 + size
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// quoteWord writes the text of a Word so that it reads as that word alone. The
// text must be one that Parse gives: not empty, without blanks.
func quoteWord(s string) string {
	if _, ok := operators[s]; ok {
		return `\` + s
	}
	name, colon := splitName(s)
	if colon > 0 && !slices.Contains(QueryFields, strings.ToLower(name)) && !resemblesField(name, ' ') {
		colon = 0
	}
	loose := !parenthesesFit(s)
	var b strings.Builder
	b.Grow(len(s) + 2)
	for i, r := range s {
		size := utf8.RuneLen(r)
		special := r == '\\' || r == '*' || isQuote(r)
		switch {
		case r == '=' || r == '-':
			special = i == 0
		case r == '~':
			special = strings.Trim(s[i+1:], "0123456789") == ""
		case isOpen(r) || isClose(r):
			special = loose
		case r == ':' || r == '：':
			special = i+size == colon
		}
		if special {
			b.WriteByte('\\')
		}
		b.WriteString(s[i : i+size])
	}
	return b.String()
}

// parenthesesFit reports whether the parentheses in the text of a word belong
// to it without backslashes.
func parenthesesFit(s string) bool {
	depth := 0
	for i, r := range s {
		switch {
		case isOpen(r):
			if _, ok := operators[s[:i]]; ok || i == 0 {
				return false
			}
			depth++
		case isClose(r):
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

// phrase reads the quotation mark at l.pos and what it encloses. Of one
// without its partner it only says so and passes over it, returning false.
// pos is where the name before it begins, prefix the name with its colon.
func (l *lexer) phrase(field, prefix string, pos int) bool {
	start := l.pos
	opener, size := l.peek()
	l.pos += size
	end := l.phraseEnd(opener)
	if end < 0 {
		l.note(start, l.pos, "unbalanced_quote")
		return false
	}
	text := unescapePhrase(strings.Join(strings.FieldsFunc(l.text[l.pos:end], isBlank), " "))
	_, size = utf8.DecodeRuneInString(l.text[end:])
	l.pos = end + size

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
	l.add(Phrase{text, slop}, field, prefix, pos)
	return true
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
			if next, n := utf8.DecodeRuneInString(l.text[i+1:]); next == '\\' || isQuote(next) {
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

// quotePhrase writes the text of a phrase between plain quotation marks.
func quotePhrase(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `＂`, `\＂`).Replace(s) + `"`
}

func unescapePhrase(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if next, size := utf8.DecodeRuneInString(s[i+1:]); s[i] == '\\' && (next == '\\' || isQuote(next)) {
			b.WriteString(s[i+1 : i+1+size])
			i += 1 + size
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
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
				} else if l.last() != tokenNot { // else the name alone would be excluded
					l.add(Word{Text: prefix}, "", "", pos)
				}
			}
		}
	}
	l.terms += countTerms(x)
	l.push(token{kind: tokenLeaf, leaf: x, pos: pos})
}

// restrict puts a word or phrase into a field, or says why it cannot.
func restrict(field string, x Expr) (y Expr, problem *QueryNote) {
	refuse := func(code string, args ...string) (Expr, *QueryNote) { return nil, &QueryNote{Code: code, Args: args} }
	switch field {
	case "author", "title", "section":
		return Field{field, x}, nil
	}
	var value string
	switch x := x.(type) {
	case Word:
		value = x.Text
		if x != (Word{Text: value}) {
			return refuse("plain_value_only", "field", field)
		}
	case Phrase:
		value = x.Text
		if field == "cites" && x.Slop == 0 {
			return Field{field, x}, nil
		}
		if x.Slop > 0 || strings.Contains(value, " ") {
			return refuse("single_word_only", "field", field, "example", fieldExamples[field])
		}
	}
	switch field {
	case "year":
		years, err := ParseYears(yearRange(value))
		if err != nil {
			return refuse("bad_year", "value", value)
		}
		return years, nil
	case "doi":
		if cite.NormalizeDOI(value) == "" {
			return refuse("bad_doi", "value", value)
		}
	case "lang":
		if tag := langHints[strings.ToLower(value)]; tag != "" || !isLangTag(value) {
			code, args := near("unknown_lang", tag, "value", value)
			return refuse(code, args...)
		}
	case "kind":
		kind := strings.ToLower(value)
		if !Kind(kind).Valid() {
			names := make([]string, len(Kinds))
			for i, k := range Kinds {
				names[i] = string(k)
			}
			code, args := near("unknown_kind", nearest(kind, names), "value", value, "kinds", strings.Join(names, ", "))
			return refuse(code, args...)
		}
		value = kind
	}
	return Field{field, Word{Text: value}}, nil
}

// yearRange returns s with ".." for the dash or ellipsis in "2019–2024".
func yearRange(s string) string {
	for _, sep := range []string{"-", "–", "—", "…"} {
		if from, to, ok := strings.Cut(s, sep); ok && from != "" && to != "" {
			return from + ".." + to
		}
	}
	return s
}

// isLangTag reports whether s has the shape of a BCP 47 language tag.
func isLangTag(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if len(part) < 1 || len(part) > 8 || i == 0 && (len(part) < 2 || len(part) > 3) {
			return false
		}
		for _, r := range part {
			if r > unicode.MaxASCII || !isLetterOrDigit(r) || i == 0 && unicode.IsDigit(r) {
				return false
			}
		}
	}
	return true
}

// langHints gives the tag for other names of the languages: countries, codes
// of ISO 639-2, names.
var langHints = map[string]string{
	"kz": "kk", "kaz": "kk", "kazakh": "kk", "қазақ": "kk", "қазақша": "kk", "казахский": "kk", "哈萨克语": "kk",
	"rus": "ru", "russian": "ru", "орыс": "ru", "орысша": "ru", "русский": "ru", "俄语": "ru",
	"cn": "zh", "zho": "zh", "chi": "zh", "chinese": "zh", "қытай": "zh", "қытайша": "zh", "китайский": "zh", "中文": "zh", "汉语": "zh",
	"eng": "en", "us": "en", "uk": "en", "gb": "en", "english": "en", "ағылшын": "en", "ағылшынша": "en", "английский": "en", "英语": "en",
}

// LangNames returns other names by which people ask for a language.
func LangNames(lang Lang) []string {
	var names []string
	for name, tag := range langHints {
		if tag == string(lang) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// countTerms counts the words of a leaf for MaxQueryTerms; it is at least 1.
func countTerms(x Expr) int {
	text := ""
	switch x := x.(type) {
	case Field:
		return countTerms(x.X)
	case Word:
		text = x.Text
	case Phrase:
		text = x.Text
	}
	words, han := 0, 0
	inside := false
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			han++
			inside = false
		case !isLetterOrDigit(r):
			inside = false
		case !inside:
			words++
			inside = true
		}
	}
	return max(1, words+(han+1)/2)
}

// resolve decides which operators have operands and are ones, and makes words
// of the others.
func (l *lexer) resolve() {
	operandFollows := false
	for i := len(l.tokens) - 1; i >= 0; i-- {
		t := &l.tokens[i]
		missing := ""
		switch t.kind {
		case tokenAnd, tokenOr:
			if i == 0 || l.tokens[i-1].kind != tokenLeaf && l.tokens[i-1].kind != tokenClose {
				missing = "operator_needs_left"
			} else if !operandFollows {
				missing = "operator_needs_right"
			}
			operandFollows = missing != ""
		case tokenNot:
			if !operandFollows {
				missing = "not_needs_operand"
			}
			operandFollows = true
		default:
			operandFollows = t.kind != tokenClose
		}
		if missing != "" {
			l.note(t.pos, t.pos+len(t.text), missing, "operator", t.text)
			t.kind, t.leaf = tokenLeaf, Word{Text: t.text}
			l.terms++
			if t.field == "" {
				continue
			}
			if x, problem := restrict(t.field, t.leaf); problem == nil {
				t.leaf = x
			}
		}
	}
}

// parser builds the expression from what lexer.run made, in which nothing is
// wrong any more. Its recursion is as deep as the parentheses.
type parser struct {
	tokens []token
	next   int
}

func (p *parser) take(kind tokenKind) bool {
	if p.next == len(p.tokens) || p.tokens[p.next].kind != kind {
		return false
	}
	p.next++
	return true
}

func (p *parser) or() Expr {
	var list Or
	for first := true; first || p.take(tokenOr); first = false {
		switch x := p.and().(type) {
		case Or:
			list = append(list, x...)
		default:
			list = append(list, x)
		}
	}
	if len(list) == 1 {
		return list[0]
	}
	return list
}

func (p *parser) and() Expr {
	var list And
	for first := true; first || p.take(tokenAnd); first = false {
		switch x := p.bag().(type) {
		case And:
			list = append(list, x...)
		default:
			list = append(list, x)
		}
	}
	list = dropUnsearchable(list)
	if len(list) == 1 {
		return list[0]
	}
	return list
}

func (p *parser) bag() Expr {
	var list Bag
	for p.next < len(p.tokens) {
		if k := p.tokens[p.next].kind; k != tokenLeaf && k != tokenOpen && k != tokenNot {
			break
		}
		list = append(list, p.unary())
	}
	list = dropUnsearchable(list)
	if len(list) == 1 {
		return list[0]
	}
	return list
}

func (p *parser) unary() Expr {
	negated := false
	for p.take(tokenNot) {
		negated = !negated
	}
	var x Expr
	if p.take(tokenOpen) {
		x = p.or()
		p.take(tokenClose)
	} else {
		x = p.tokens[p.next].leaf
		p.next++
	}
	if !negated || !searchable(x) { // to exclude nothing is to say nothing
		return x
	}
	if not, ok := x.(Not); ok {
		return not.X
	}
	return Not{x}
}

// dropUnsearchable leaves out of a list what cannot be searched, like the dash
// in "Kazakhstan - China", if anything else is there.
func dropUnsearchable(list []Expr) []Expr {
	if !slices.ContainsFunc(list, searchable) {
		return list
	}
	return slices.DeleteFunc(list, func(x Expr) bool { return !searchable(x) })
}

// searchable reports whether x holds more than words and phrases without
// letters and digits.
func searchable(x Expr) bool {
	switch x := x.(type) {
	case Word:
		return strings.ContainsFunc(x.Text, isLetterOrDigit)
	case Phrase:
		return strings.ContainsFunc(x.Text, isLetterOrDigit)
	case Bag:
		return slices.ContainsFunc(x, searchable)
	case And:
		return slices.ContainsFunc(x, searchable)
	case Or:
		return slices.ContainsFunc(x, searchable)
	}
	return true
}

// nearest returns the candidate that s differs least from, "" if none is near:
// within one edit for up to four letters, within two for more. An edit inserts,
// drops or replaces a letter or swaps two neighbours.
func nearest(s string, candidates []string) string {
	runes := []rune(s)
	best, found := 2, ""
	if len(runes) > 4 {
		best = 3
	}
	if len(runes) > 16 {
		return ""
	}
	for _, c := range candidates {
		if d := editDistance(runes, []rune(c)); d < best {
			best, found = d, c
		}
	}
	return found
}

// editDistance is the optimal string alignment distance of a and b.
func editDistance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replaced := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			rows[i][j] = min(replaced, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// isBlank reports whether r only separates.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError
}

func isOpen(r rune) bool  { return r == '(' || r == '（' }
func isClose(r rune) bool { return r == ')' || r == '）' }

// quoteClosers returns the quotation marks that close what opener opens; none
// if it opens nothing.
func quoteClosers(opener rune) string {
	switch opener {
	case '"', '＂':
		return `"＂`
	case '“', '”', '‟':
		return `”"＂`
	case '„':
		return `“”"＂`
	case '«':
		return "»"
	case '‹':
		return "›"
	case '「':
		return "」"
	case '『':
		return "』"
	case '《':
		return "》"
	case '〈':
		return "〉"
	}
	return ""
}

// isQuote reports whether r opens or closes a phrase.
func isQuote(r rune) bool {
	return r == '"' || r > unicode.MaxASCII && strings.ContainsRune("＂“”‟„«»‹›「」『』《》〈〉", r)
}

// isSpecial reports whether a backslash before r takes its meaning away.
func isSpecial(r rune) bool {
	switch r {
	case '\\', '*', '~', '=', '-', ':', '：':
		return true
	}
	return r != utf8.RuneError && (isOpen(r) || isClose(r) || isQuote(r))
}

func isLetterOrDigit(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}
