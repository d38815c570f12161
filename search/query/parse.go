package query

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
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
//	phrase  = [ "=" ] , '"' , text , '"' , [ "~" , digits ] ;
//	word    = [ "=" ] , text , [ "*" | "~" , [ "1" | "2" ] ] ;
//	years   = year , [ ".." , [ year ] ] | ".." , year ;
//	name    = "author" | "title" | "doi" | "year" | "lang" | "kind" | "section" | "cites" | "page" ;
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
// quotation mark, a parenthesis, one of \ * ? ~ = - : and from an operator
// (\AND), and stands for itself elsewhere. An equals sign is text unless a
// letter or digit follows, and so are all signs around what has neither.
//
// In a title in capitals operators are words (see isTitle). && and || do as well as
// AND and OR.
//
// Typographic and full-width quotation marks, parentheses and colons do as
// well as the plain ones: “a” „a“ «a» ‹a› 「a」 『a』 《a》 〈a〉 ＂a＂ （a） author：a.
// Single ones, which are apostrophes too, and those of TeX count where they enclose
// more than one word: ‘a b’ ‚a b‘ 'a b' ``a b''.
// Control characters, invalid UTF-8 and U+FFFD count as blanks; characters that are
// not seen (see analysis.Invisible) are passed over wherever they stand.
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
	// parts of compounds included; two Han characters count as one word. A text
	// that has more and is no query, such as an abstract, is not refused: it is
	// Long.
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
// one, without notes but on words that were perhaps meant as operators: Bags,
// Ands and Ors have at least two operands, no And stands directly in an And, no
// Or in an Or and no Not in a Not. Words and phrases without letters and digits
// are left out of Bags and Ands that hold anything else, and negating them means
// nothing; a query that holds nothing else keeps them, for it must not match
// everything.
func Parse(text string) (*Query, error) {
	if len(text) > MaxQueryBytes {
		return nil, &LimitError{Limit: "bytes", Max: MaxQueryBytes}
	}
	var l lexer
	l.text, l.hidden = visible(text)
	if err := l.run(); err != nil {
		return nil, err
	}
	q := &Query{Text: text}
	if len(l.tokens) > 0 {
		if p := (parser{tokens: l.tokens}); l.prose == nil {
			q.Expr = p.or()
		} else if q.Expr = flat(l.prose); countAll(l.prose) > MaxQueryTerms {
			q.Long = true
		}
		if len(q.String()) > MaxQueryBytes {
			return nil, &LimitError{Limit: "bytes", Max: MaxQueryBytes}
		}
	}
	q.Notes = l.notes
	slices.SortStableFunc(q.Notes, func(a, b Note) int { return cmp.Compare(a.Position, b.Position) })
	if len(q.Notes) > MaxQueryNotes {
		q.Notes[MaxQueryNotes-1] = Note{Code: "more_notes", Position: q.Notes[MaxQueryNotes-1].Position, End: len(text)}
		q.Notes = q.Notes[:MaxQueryNotes]
	}
	return q, nil
}

// restrict puts a word or phrase into a field, or says why it cannot.
func restrict(field string, x Expr) (y Expr, problem *Note) {
	refuse := func(code string, args ...string) (Expr, *Note) { return nil, &Note{Code: code, Args: args} }
	switch field {
	case "author", "title", "section":
		return Field{field, x}, nil
	}
	var value string
	switch x := x.(type) {
	case Word:
		value = x.Text
		if !x.Plain() {
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
		years, ok := doc.ParseYears(numberRange(value))
		if !ok {
			return refuse("bad_year", "value", value)
		}
		return Years(years), nil
	case "page":
		value = numberRange(value)
		if _, ok := doc.ParsePages(value); !ok {
			return refuse("bad_page", "value", value)
		}
	case "doi":
		if cite.NormalizeDOI(value) == "" {
			return refuse("bad_doi", "value", value)
		}
	case "lang":
		if tag := doc.LangNamed(value); tag != "" || !isLangTag(value) {
			code, args := near("unknown_lang", string(tag), "value", value)
			return refuse(code, args...)
		}
	case "kind":
		kind := strings.ToLower(value)
		if !doc.Kind(kind).Valid() {
			names := make([]string, len(doc.Kinds))
			for i, k := range doc.Kinds {
				names[i] = string(k)
			}
			code, args := near("unknown_kind", Nearest(kind, names), "value", value, "kinds", strings.Join(names, ", "))
			return refuse(code, args...)
		}
		value = kind
	}
	return Field{field, Word{Text: value}}, nil
}

// numberRange returns s with ".." for the dash or ellipsis in "2019–2024".
func numberRange(s string) string {
	number := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	for _, sep := range []string{"-", "–", "—", "…"} {
		if from, to, ok := strings.Cut(s, sep); ok && number(from) && number(to) {
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

func countAll(list []Expr) int {
	n := 0
	for _, x := range list {
		n += countTerms(x)
	}
	return n
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
		case analysis.Ideographic(r):
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
			if t.field != "" {
				if x, problem := restrict(t.field, t.leaf); problem == nil {
					t.leaf = x
				}
			}
			t.leaf = placed(t.leaf, l.at(t.pos, t.pos+len(t.text)))
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
