package read

// This file makes the features of the tagger: each is a 32-bit hash of a
// template's number and one or two of the token's properties, in the manner of
// the templates of ParsCit (Councill, Giles, Kan 2008) and AnyStyle, with
// properties of the punctuated chunk that a token stands in and of the whole
// reference added.

import (
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite/lexicon"
)

// view is a token with everything hashed that templates ask for.
type view struct {
	word, raw, trail, lead uint32
	pre, suf               [4]uint32
	shape, num, class      uint32
	chunk, next, prev      uint32 // summaries of the chunk, the next, the previous
	inChunk, fromEnd       uint32
	first, last, nextFirst uint32 // words at the ends of the chunk, the first of the next
	before, after          uint32 // the punctuation before and behind the chunk
	place                  uint32 // bracket and quotation state, years and chunks seen
	pos                    uint32
	trailRune              uint8
}

func mix(template uint8, a, b uint32) uint32 {
	h := uint64(template)*0x9E3779B97F4A7C15 ^ uint64(a)<<32 ^ uint64(b)
	h ^= h >> 31
	h *= 0xBF58476D1CE4E5B9
	h ^= h >> 27
	h *= 0x94D049BB133111EB
	return uint32(h ^ h>>32)
}

// hash is FNV-1a with digits made equal.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if analysis.IsDigit(c) {
			c = '0'
		}
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

// Kinds of punctuation between two tokens; transitions are learnt for each.
const (
	cutNone = iota
	cutComma
	cutStop
	cutColon
	cutSemicolon
	cutClose // closing bracket or quotation mark
	cutInitial
	cutOther
	cuts
)

func cutKind(t *token) uint8 {
	if t.trail == "" {
		if t.core == "" {
			return cutOther
		}
		return cutNone
	}
	last := t.trail[len(t.trail)-1]
	switch {
	case last == ',':
		return cutComma
	case last == '.':
		if t.shape == shapeInitial || t.shape == shapeInitials {
			return cutInitial
		}
		return cutStop
	case last == ':':
		return cutColon
	case last == ';':
		return cutSemicolon
	case last == ')' || last == ']' || last == '"' || last >= 0x80 || last == '\'':
		return cutClose
	}
	return cutOther
}

// chunkEnds says whether a chunk of text ends with token i.
func chunkEnds(toks []token, i int) bool {
	t := &toks[i]
	switch cutKind(t) {
	case cutComma, cutColon, cutSemicolon, cutClose:
		return true
	case cutStop:
		if i+1 < len(toks) && toks[i+1].shape == shapeLower && t.letters <= 5 {
			return false
		}
		return t.letters > 2 || t.shape == shapeDigits || t.num != numNone
	case cutOther:
		return t.trail != "" || t.core == ""
	}
	return i+1 < len(toks) && toks[i+1].lead != "" && (toks[i+1].lead[0] == '(' || toks[i+1].lead[0] == '"')
}

// views describes the tokens for the templates.
func views(toks []token) []view {
	vs := make([]view, len(toks))
	var all lexicon.Class
	years, lastYear := 0, -1
	for i := range toks {
		t, v := &toks[i], &vs[i]
		all |= t.class
		if t.num == numYear || t.num == numYearIn {
			years++
			lastYear = i
		}
		v.word = hash(t.core)
		v.trail = hash(t.trail[:min(3, len(t.trail))])
		v.lead = hash(t.lead[:min(3, len(t.lead))])
		v.raw = v.word*31 + v.trail*17 + v.lead
		n := 0
		for k := range t.core {
			if n > 0 && n <= 4 {
				v.pre[n-1] = hash(t.core[:k])
			}
			n++
		}
		m := n
		for k := range t.core {
			if m <= 4 {
				v.suf[m-1] = hash(t.core[k:])
			}
			m--
		}
		v.shape = uint32(t.shape) | uint32(t.script)<<4
		v.num = uint32(t.num)
		v.class = uint32(t.class)
		v.trailRune = cutKind(t)
	}
	// Chunks.
	type chunk struct {
		from, to int
		sum      uint32
	}
	chunks := make([]chunk, 0, 16)
	for from := 0; from < len(toks); {
		to := from
		for to < len(toks) && !chunkEnds(toks, to) {
			to++
		}
		to = min(to+1, len(toks))
		var set lexicon.Class
		caps, lower, digits, initials := 0, 0, 0, 0
		for i := from; i < to; i++ {
			set |= toks[i].class
			switch toks[i].shape {
			case shapeTitle, shapeCaps, shapeMixed:
				caps++
			case shapeLower:
				if toks[i].class&(lexicon.Function|lexicon.And|lexicon.Particle) == 0 {
					lower++
				}
			case shapeDigits, shapeAlnum:
				digits++
			case shapeInitial, shapeInitials, shapeCaps2:
				initials++
			}
		}
		sum := uint32(min(to-from, 6)) | bit(lower > 0, 3) | bit(caps > 0, 4) | bit(digits > 0, 5) | bit(initials > 0, 6) |
			bit(set&(lexicon.Publisher|lexicon.House) != 0, 7) | bit(set&(lexicon.Place|lexicon.Country) != 0, 8) | bit(set&(lexicon.Journal|lexicon.Proceedings) != 0, 9) |
			bit(set&lexicon.Org != 0, 10) | bit(set&lexicon.Editor != 0, 11)
		chunks = append(chunks, chunk{from, to, sum})
		from = to
	}
	whole := uint32(0)
	whole |= bit(all&lexicon.Editor != 0, 0) | bit(all&lexicon.Volume != 0, 1) | bit(all&lexicon.Page != 0, 2) | bit(all&lexicon.Journal != 0, 3) |
		bit(all&(lexicon.Publisher|lexicon.House) != 0, 4) | bit(all&lexicon.In != 0, 5) | bit(years > 0, 6)
	depth := 0
	quote := rune(0) // the mark that closes the quotation we are in
	seenYear, quoted, seenIn := 0, uint32(0), uint32(0)
	for c, ch := range chunks {
		for i := ch.from; i < ch.to; i++ {
			t, v := &toks[i], &vs[i]
			for k := 0; k < len(t.lead); k++ {
				switch t.lead[k] {
				case '(', '[':
					depth++
				}
			}
			if quote == 0 {
				quote = opensQuote(t.lead)
			} else if t.core == "" && closesQuote(t.lead, quote) {
				quote, quoted = 0, 1
			}
			v.chunk = ch.sum
			v.first, v.last = vs[ch.from].word, vs[ch.to-1].raw
			if c+1 < len(chunks) {
				v.nextFirst = vs[chunks[c+1].from].word
			}
			if c > 0 {
				v.before = uint32(vs[ch.from-1].trailRune)
			}
			v.after = uint32(vs[ch.to-1].trailRune)
			if c+1 < len(chunks) {
				v.next = chunks[c+1].sum + 1
			}
			if c > 0 {
				v.prev = chunks[c-1].sum + 1
			}
			v.inChunk = uint32(min(i-ch.from, 3))
			v.fromEnd = uint32(min(ch.to-1-i, 3))
			v.place = uint32(min(depth, 2)) | bit(quote != 0, 2) | uint32(min(seenYear, 2))<<3 | quoted<<5 | seenIn<<6 | bit(i == lastYear, 7) | bit(i > lastYear && lastYear >= 0, 8)
			v.pos = uint32(min(i*12/len(toks), 11)) | uint32(min(c, 7))<<4 | uint32(min(len(chunks)-1-c, 7))<<8 | whole<<12
			if t.num == numYear || t.num == numYearIn {
				seenYear++
			}
			if t.class&lexicon.In != 0 && (i == ch.from || t.trail == ":") {
				seenIn = 1
			}
			for k := 0; k < len(t.trail); k++ {
				if (t.trail[k] == ')' || t.trail[k] == ']') && depth > 0 {
					depth--
				}
			}
			if quote != 0 && closesQuote(t.trail, quote) {
				quote, quoted = 0, 1
			}
		}
	}
	return vs
}

func bit(b bool, n uint) uint32 {
	if b {
		return 1 << n
	}
	return 0
}

// opensQuote returns the mark that closes a quotation opened in s, 0 if none is.
func opensQuote(s string) rune {
	for _, r := range s {
		switch r {
		case '"':
			return '"'
		case '“', '„', '`':
			return '”'
		case '«':
			return '»'
		case '‘', '\'':
			return '’'
		case '《':
			return '》'
		}
	}
	return 0
}

// closesQuote says whether s, the punctuation behind a word, holds the mark. An
// apostrophe closes only with other punctuation behind it.
func closesQuote(s string, mark rune) bool {
	for i, r := range s {
		switch {
		case mark == '’':
			if (r == '’' || r == '\'') && (i+utf8.RuneLen(r) < len(s) || i > 0) {
				return true
			}
		case r == mark, mark == '”' && r == '“':
			return true
		}
	}
	return mark == '”' && strings.Contains(s, "''")
}

// nobody stands before the first and behind the last token.
var nobody = view{shape: 99, num: 99, trail: 99, word: 99, trailRune: cuts}

// features appends the hashes of token i.
func features(vs []view, i int, out []uint32) []uint32 {
	at := func(k int) *view {
		if k < 0 || k >= len(vs) {
			return &nobody
		}
		return &vs[k]
	}
	v, p, n, pp, nn := at(i), at(i-1), at(i+1), at(i-2), at(i+2)
	st := v.shape | v.num<<8
	pst := p.shape | p.num<<8 | uint32(p.trailRune)<<16
	nst := n.shape | n.num<<8 | uint32(n.trailRune)<<16
	tr := uint32(v.trailRune)
	out = append(out,
		mix(1, 0, 0),
		mix(2, v.word, 0), mix(3, v.raw, 0), mix(4, st, 0), mix(5, v.trail, v.lead), mix(6, st, v.trail),
		mix(7, v.pre[0], 0), mix(8, v.pre[1], 0), mix(9, v.pre[2], 0), mix(10, v.pre[3], 0),
		mix(11, v.suf[0], 0), mix(12, v.suf[1], 0), mix(13, v.suf[2], 0), mix(14, v.suf[3], 0),
		mix(15, v.class, 0), mix(16, v.class, tr), mix(17, st|tr<<16, v.place),
		mix(18, p.word, 0), mix(19, n.word, 0), mix(20, pst, 0), mix(21, nst, 0),
		mix(22, pst, st|tr<<16), mix(23, nst, st|tr<<16),
		mix(24, p.class, p.trail), mix(25, n.class, n.lead), mix(26, p.raw, 0), mix(27, n.raw, 0),
		mix(28, v.pos&15, st), mix(29, v.pos>>4&15, st), mix(30, v.pos>>8&15, st), mix(31, v.pos>>12, v.pos&15),
		mix(32, v.chunk, 0), mix(33, v.chunk, v.inChunk|v.fromEnd<<4|st<<8), mix(34, v.next, v.fromEnd), mix(35, v.prev, v.inChunk),
		mix(36, v.chunk&0xfff, v.pos>>4&15|v.pos>>8&15<<4), mix(37, v.chunk, v.place), mix(38, v.prev, v.chunk), mix(39, v.next, v.chunk),
		mix(40, v.place, v.pos>>4&15), mix(41, pp.shape|pp.num<<8, pst), mix(42, nn.shape|nn.num<<8, nst),
		mix(43, p.word, v.word), mix(44, v.word, n.word), mix(45, pp.word, 1), mix(46, nn.word, 1),
		mix(47, p.class, v.class), mix(48, n.class, v.class), mix(49, v.place, v.pos>>12),
		mix(50, p.trail, st), mix(51, v.pos>>4&15, v.prev), mix(52, v.word, v.place),
		mix(53, v.chunk, v.pos>>12), mix(54, pp.class, p.class),
	)
	out = append(out,
		mix(55, v.first, 0), mix(56, v.last, 0), mix(57, v.nextFirst, 0), mix(58, v.before|v.after<<4, v.chunk),
		mix(59, v.before|v.after<<4, v.place))
	for b := uint32(v.class); b != 0; b &= b - 1 {
		out = append(out, mix(60, b&-b, 0), mix(61, b&-b, v.place))
	}
	return out
}
