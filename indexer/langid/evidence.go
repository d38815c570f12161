package langid

// This file weighs evidence: it reads a text of one script word by word and
// adds up what words, endings, letter groups and letters say for and against
// each language of that script. All of it is written by hand; weights are
// log-odds in steps of about a half, by the length of what was found.

import (
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lang"
)

const (
	maxProfiles = 16
	maxLetters  = 128 // letters of a script that profiles speak of
	maxWord     = 40  // letters of a word that are looked at
	maxEnding   = 7
	// maxAddress is how far into a word "@" or "://" makes it an address; a
	// longer look would cost the square of the length in hostile text.
	maxAddress = 128
	// edge is the number of the beginning of a word, "^" in groups.
	edge = maxLetters - 1
)

// scores holds a sum for each profile.
type scores [maxProfiles]int32

// votes are the votes of one finding for each profile: four to a number, 16 bits
// each, so that adding votes is adding four numbers. A vote is stored with bias
// added, since the sum must not borrow from its neighbour.
type votes [maxProfiles / 4]uint64

const (
	bias = 32
	// mostVotes is how many can be added before 16 bits are full.
	mostVotes = 1<<16/(2*bias) - 1
)

func (v *votes) set(i int, weight int) {
	shift := uint(i % 4 * 16)
	v[i/4] = v[i/4]&^(0xFFFF<<shift) | uint64(weight+bias)<<shift
}

func (v *votes) get(i int) int { return int(v[i/4]>>uint(i%4*16)&0xFFFF) - bias }

var noVotes = func() (v votes) {
	for i := range maxProfiles {
		v.set(i, 0)
	}
	return v
}()

// family is the profiles of a script, made ready for look-up.
type family struct {
	langs    []doc.Lang
	priors   scores
	letters  [0x600]uint8 // a folded letter → its number, 0 if in no alphabet
	glances  [0x600]glance
	members  [maxLetters]uint32
	expected [maxProfiles][]lack
	// words and endings are found by hash; seen tells quickly what is in neither.
	// An ending has two votes, for common words and for names.
	words   map[uint64]int32
	endings map[uint64]int32
	list    []votes
	seen    [1 << 11]uint64
	one     [maxLetters]uint8 // numbers in groups
	two     [maxLetters * maxLetters]uint8
	three   map[uint32]uint8
	// begins tells the pairs that begin a group of three.
	begins [maxLetters * maxLetters]bool
	groups []votes
}

// glance is what is known of a character: whether it is of the script of a family, and a
// capital, and the number of its letter.
type glance struct {
	own, capital bool
	number       uint8
}

// lack is a class as a set of letter numbers.
type lack struct {
	set     [maxLetters / 64]uint64
	permill int32
}

var (
	cyrillicFamily = sync.OnceValue(func() *family {
		return newFamily(cyrillic, slices.Concat(profilesIn(unicode.Cyrillic), cyrillicProfiles, []lang.Profile{damagedKazakh()}))
	})
	latinFamily = sync.OnceValue(func() *family { return newFamily(latin, slices.Concat(profilesIn(unicode.Latin), latinProfiles)) })
)

// profilesIn returns the profiles in a script of the languages that izde analyses.
func profilesIn(script *unicode.RangeTable) []lang.Profile {
	var profiles []lang.Profile
	for _, l := range lang.All {
		for _, p := range l.Profiles {
			if first, _ := utf8.DecodeRuneInString(p.Alphabet); unicode.Is(script, first) {
				profiles = append(profiles, p)
			}
		}
	}
	return profiles
}

func newFamily(s script, profiles []lang.Profile) *family {
	f := &family{words: map[uint64]int32{}, endings: map[uint64]int32{}, three: map[uint32]uint8{}, groups: make([]votes, 1)}
	n := uint8(0) // of letters; there are fewer than maxLetters
	number := func(r rune) uint8 {
		if r == '^' {
			return edge
		}
		r = foldLetter(r)
		if f.letters[r] == 0 {
			n++
			f.letters[r] = n
		}
		return f.letters[r]
	}
	codes := func(s string) []uint8 {
		var c []uint8
		for _, r := range s {
			c = append(c, number(r))
		}
		return c
	}
	words, endings := map[string]votes{}, map[string]votes{}
	vote := func(m map[string]votes, key []uint8, i, weight int) {
		v, ok := m[string(key)]
		if !ok {
			v = noVotes
		}
		v.set(i, weight)
		m[string(key)] = v
	}
	for i, p := range profiles {
		f.langs = append(f.langs, doc.Lang(p.Tag))
		f.priors[i] = p.Prior
		for _, r := range p.Alphabet {
			f.members[number(r)] |= 1 << i
		}
		for _, c := range p.Expected {
			l := lack{permill: int32(c.Permill)}
			for _, k := range codes(c.Letters) {
				l.set[k/64] |= 1 << (k % 64)
			}
			f.expected[i] = append(f.expected[i], l)
		}
		for _, w := range strings.Fields(strings.ReplaceAll(p.Words, "-", " ")) {
			c := codes(w)
			vote(words, c, i, [...]int{0, 3, 5, 7, 8}[min(len(c), 4)])
		}
		for _, e := range strings.Fields(p.Endings) {
			c := codes(e)
			vote(endings, c, i, min(len(c), 4))
		}
		for _, g := range strings.Fields(p.Grams) {
			c := codes(g)
			f.groups[f.group(c)].set(i, max(1, len(c)-1))
		}
		for _, g := range strings.Fields(p.Rare) {
			c := codes(g)
			f.groups[f.group(c)].set(i, -2*max(1, len(c)-1))
		}
	}
	// The longest ending counts for each language.
	ending := func(c string) votes {
		sum := noVotes
		for k := min(maxEnding, len(c)); k > 0; k-- {
			if v, ok := endings[c[len(c)-k:]]; ok {
				sum.fill(&v)
			}
		}
		return sum
	}
	for e := range endings {
		v := ending(e)
		h := hashOf([]uint8(e))
		f.endings[h] = int32(len(f.list))
		f.list = append(f.list, v, v.half())
		f.see(h)
	}
	// A word that a language does not have may still end like its words.
	for w, v := range words {
		for k := min(maxEnding, len(w)-2); k > 0; k-- {
			if e, ok := endings[w[len(w)-k:]]; ok {
				half := e.half()
				v.fill(&half)
			}
		}
		f.words[hashOf([]uint8(w))] = int32(len(f.list))
		f.list = append(f.list, v)
	}
	for w := range identifiers {
		f.words[hashOf(codes(w))] = -1
	}
	for h := range f.words {
		f.see(h)
	}
	for r := range rune(len(f.glances)) {
		f.glances[r] = f.look(r, s)
	}
	return f
}

// look takes the glance at a character.
func (f *family) look(r rune, s script) glance {
	small := lower(r)
	g := glance{own: scriptOf(r) == s, capital: small != r}
	if small = foldLetter(small); small < rune(len(f.letters)) {
		g.number = f.letters[small]
	}
	return g
}

// see notes the hash of a word or an ending; saw reports whether it may have been noted.
func (f *family) see(h uint64) { f.seen[h>>6%uint64(len(f.seen))] |= 1 << (h % 64) }

func (f *family) saw(h uint64) bool { return f.seen[h>>6%uint64(len(f.seen))]>>(h%64)&1 != 0 }

// group returns the number of a group of letters, a new one if need be.
func (f *family) group(c []uint8) uint8 {
	g := uint8(len(f.groups))
	switch len(c) {
	case 1:
		if old := f.one[c[0]]; old != 0 {
			return old
		}
		f.one[c[0]] = g
	case 2:
		if old := f.two[pair(c[0], c[1])]; old != 0 {
			return old
		}
		f.two[pair(c[0], c[1])] = g
	default:
		if old := f.three[triple(c[0], c[1], c[2])]; old != 0 {
			return old
		}
		f.begins[pair(c[0], c[1])] = true
		f.three[triple(c[0], c[1], c[2])] = g
	}
	f.groups = append(f.groups, noVotes)
	return g
}

// fill takes from o the votes that v lacks.
func (v *votes) fill(o *votes) {
	for i := range maxProfiles {
		if v.get(i) == 0 {
			v.set(i, o.get(i))
		}
	}
}

func (v votes) half() votes {
	for i := range maxProfiles {
		v.set(i, v.get(i)/2)
	}
	return v
}

func pair(a, b uint8) int         { return int(a)*maxLetters + int(b) }
func triple(a, b, c uint8) uint32 { return uint32(a)<<16 | uint32(b)<<8 | uint32(c) }

// hashOf numbers a word or an ending, from its end, so that the numbers of the
// endings of a word are steps to the number of the word.
func hashOf(codes []uint8) uint64 {
	h := hashStart
	for i := len(codes) - 1; i >= 0; i-- {
		h = hashStep(h, codes[i])
	}
	return h
}

const hashStart = uint64(14695981039346656037) // FNV-1a, 64 bits

func hashStep(h uint64, code uint8) uint64 { return (h ^ uint64(code)) * 1099511628211 }

// foldLetter removes the marks that a letter may lose without changing the word.
func foldLetter(r rune) rune {
	switch r {
	case 'ё':
		return 'е'
	case 'ı':
		return 'i'
	case '’', '‘', 'ʻ', 'ʼ', 'ʹ', '`', '´':
		return '\''
	}
	return r
}

// lower is unicode.ToLower, quick for the letters in question.
func lower(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	case 0x430 <= r && r <= 0x45F:
		return r
	case 0x410 <= r && r <= 0x42F:
		return r + 0x20
	case 0x400 <= r && r <= 0x40F:
		return r + 0x50
	case 0x48A <= r && r <= 0x4BF, 0x4D0 <= r && r <= 0x52F:
		return r | 1
	}
	return unicode.ToLower(r)
}

// asCyrillic are Latin letters that stand for Cyrillic ones in damaged words.
var asCyrillic = map[rune]rune{'a': 'а', 'e': 'е', 'o': 'о', 'p': 'р', 'c': 'с', 'x': 'х', 'y': 'у', 'i': 'і', 'h': 'һ', 'ə': 'ә'}

// toRussianLetters writes Kazakh in the letters of Russian.
var toRussianLetters = strings.NewReplacer("ә", "а", "ғ", "г", "қ", "к", "ң", "н", "ө", "о", "ұ", "у", "ү", "у", "һ", "х", "і", "и")

// tally is the evidence of a stretch of text.
type tally struct {
	scores
	cast    votes // not counted yet
	votes   int32
	seen    [maxLetters / 64]uint64
	letters int32
	words   int32 // that were looked at
	small   int32 // those that begin with a small letter: no names
}

func (t *tally) add(o *tally) {
	for i := range t.scores {
		t.scores[i] += o.scores[i]
	}
	for i := range t.seen {
		t.seen[i] |= o.seen[i]
	}
	t.letters += o.letters
	t.words += o.words
	t.small += o.small
}

// part is a sentence, or another stretch that may have its own language.
type part struct {
	tally
	start, end int
	// hosted says that the part stands behind " // ", where references after
	// GOST 7.1 name what holds the text, often in another language.
	hosted bool
	lang   doc.Lang
}

const (
	// leastLetters and leastWords make a part; less goes with what follows.
	leastLetters, leastWords = 12, 2
	// mostWords of a part are looked up; more tell nothing new.
	mostWords = 24
	// mostAbsent bounds the evidence of missing letters.
	mostAbsent = 24
)

// parts reads text[start:end] and cuts it where a sentence or a field of a
// reference ends.
func (f *family) parts(text string, start, end int, s script) []part {
	var (
		out  = make([]part, 0, 6)
		cur  = part{start: start}
		word [maxWord]uint8
		n    int  // letters of the word
		caps int  // capitals among the first two
		tick bool // an apostrophe was seen in the word
		odd  int  // signs that it is no word: letters of no alphabet, digits
	)
	// flush ends a word before next.
	flush := func(next rune) {
		if n == 0 {
			return
		}
		switch {
		case n == 1 && caps == 1 && (next == '.' || s == latin), next == '_', '0' <= next && next <= '9':
			odd++ // an initial or the name of a variable
		}
		if cur.words < mostWords {
			switch {
			case odd > 0:
				cur.words++
			case f.word(&cur.tally, word[:n], caps):
				cur.words++
				if caps == 0 {
					cur.small++
				}
			default: // an identifier
				cur.letters -= int32(n)
			}
		}
		n, caps, tick, odd = 0, 0, false, 0
	}
	cut := func(at int, hosted bool) {
		if cur.letters >= leastLetters && cur.words >= leastWords {
			cur.end = at
			out = append(out, cur)
			cur = part{start: at, hosted: hosted}
		}
	}
	for i := start; i < end; {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		at := i
		i += size
		var g glance
		if r < rune(len(f.glances)) {
			g = f.glances[r]
		} else {
			g = f.look(r, s)
		}
		switch {
		case g.own:
		case s == cyrillic && n > 0 && scriptOf(r) == latin:
			if c, ok := asCyrillic[r]; ok {
				r = c
			}
			g = f.look(r, s)
		case n > 0 && foldLetter(r) == '\'':
			tick = true
			continue
		case r == '\u00AD' || r == '\u0301': // soft hyphen, stress mark
			continue
		case r == '1' && n == 0 && (at == start || text[at-1] <= ' ') && strings.HasPrefix(text[at:end], "10."):
			i += max(0, addressLen(text[at:end])-1)
			continue
		default:
			flush(r)
			switch {
			case r == '.' || r == '!' || r == '?' || r == ';' || r == '…':
				j := i
				for j < end && (text[j] == ' ' || text[j] == '\t') {
					j++
				}
				if j > i {
					i = j
					cut(i, false)
				}
			case r == '\n':
				cut(i, false)
			case r == '/' && i < end && text[i] == '/' && at > start && text[at-1] == ' ':
				cut(at, true)
				i++
			}
			continue
		}
		if n == 0 && (at == start || text[at-1] <= ' ' || text[at-1] == '(' || text[at-1] == '>') {
			if skip := addressLen(text[at:end]); skip > 0 {
				i = at + skip
				continue
			}
		}
		if n == 0 && at > start && (text[at-1] == '_' || '0' <= text[at-1] && text[at-1] <= '9') {
			odd++
		}
		cur.letters++
		if g.capital && n < 2 {
			caps += 1 << n
		}
		if tick && n < maxWord {
			if c := f.letters['\'']; c != 0 {
				word[n] = c
				n++
			}
			tick = false
		}
		if g.number == 0 {
			odd++
			n = max(n, 1)
			continue
		}
		cur.seen[g.number/64] |= 1 << (g.number % 64)
		if n < maxWord {
			word[n] = g.number
			n++
		}
	}
	flush(' ')
	cur.end = end
	if len(out) > 0 && (cur.letters < leastLetters || cur.words < leastWords) {
		last := &out[len(out)-1]
		last.end = end
		cur.count()
		last.count()
		last.add(&cur.tally)
	} else {
		out = append(out, cur)
	}
	for i := range out {
		out[i].count()
		f.lacking(&out[i].tally)
	}
	return out
}

// addressLen returns the length of the address, such as a URL, that text begins
// with; 0 if it does not.
func addressLen(text string) int {
	is := strings.HasPrefix(text, "10.") // a DOI, if "/" follows
	slash := !is
	for i := 0; i < len(text) && (is || i < maxAddress); i++ {
		switch c := text[i]; {
		case c > '@', '0' <= c && c <= '9': // most
		case c <= ' ':
			if is && slash {
				return i
			}
			return 0
		case c == '/':
			slash = true
		case c == '@' || c == ':' && strings.HasPrefix(text[i:], "://") || c == '.' && strings.HasPrefix(text, "www."):
			is, slash = true, true
		}
	}
	if is && slash { // to the end
		return len(text)
	}
	return 0
}

// word adds the evidence of a word, and returns false if it is an identifier.
// caps has a bit for each of its first two letters that is a capital.
func (f *family) word(t *tally, w []uint8, caps int) bool {
	name := caps == 1 && len(w) > 1
	h := hashStart
	found := int32(-1)
	for k := 1; k <= len(w); k++ {
		h = hashStep(h, w[len(w)-k])
		if k <= maxEnding && k+2 <= len(w) && f.saw(h) {
			if at, ok := f.endings[h]; ok {
				found = at
				if name {
					found++
				}
			}
		}
	}
	if f.saw(h) {
		if at, ok := f.words[h]; ok {
			if found = at; at < 0 {
				return false
			}
		}
	}
	if found >= 0 {
		t.vote(&f.list[found])
	}
	all := uint32(1)<<len(f.langs) - 1
	in := all
	before := uint8(edge)
	for i, c := range w {
		in &= f.members[c]
		if g := f.one[c]; g != 0 {
			t.vote(&f.groups[g])
		}
		p := pair(before, c)
		if g := f.two[p]; g != 0 {
			t.vote(&f.groups[g])
		}
		if f.begins[p] && i+1 < len(w) {
			if g := f.three[triple(before, c, w[i+1])]; g != 0 {
				t.vote(&f.groups[g])
			}
		}
		before = c
	}
	if in == 0 {
		return true // letters of several languages
	}
	// A letter that is not of the alphabet; a name may have one.
	against := int32(6)
	if name {
		against = 3
	}
	for out := all &^ in; out != 0; out &= out - 1 {
		t.scores[bits.TrailingZeros32(out)] -= against
	}
	return true
}

func (t *tally) vote(v *votes) {
	for i := range v {
		t.cast[i] += v[i]
	}
	if t.votes++; t.votes == mostVotes {
		t.count()
	}
}

// count brings the votes cast into the scores.
func (t *tally) count() {
	for i := range t.scores {
		t.scores[i] += int32(t.cast[i/4]>>(i%4*16)&0xFFFF) - bias*t.votes
	}
	t.cast, t.votes = votes{}, 0
}

// lacking counts against a language that letters are missing which a text of
// this length should have.
func (f *family) lacking(t *tally) {
	for i := range f.langs {
		for _, l := range f.expected[i] {
			if t.seen[0]&l.set[0] == 0 && t.seen[1]&l.set[1] == 0 {
				t.scores[i] -= min(mostAbsent, 2*min(t.letters, 1000)*l.permill/1000)
			}
		}
	}
}
