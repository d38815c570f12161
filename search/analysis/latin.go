package analysis

// The latin view: one key for a word in whatever script and by whatever system
// it is written. The key reads like a plain romanisation (zh ch sh ts), but its
// purpose is only to be equal: Сарыбаев, Sarybaev and Sarybayev have one.
//
// Systems that are brought together: ISO 9:1995 (GOST 7.79-2000 system A), GOST
// 7.79-2000 system B, BGN/PCGN 1947 (Russian) and 1979 (Kazakh), ALA-LC 1997,
// ICAO 9303 and the passports of Kazakhstan, the scholarly system, the Kazakh
// Latin alphabets of 2018 (á ǵ ı ń ó ú ý sh ch) and 2021 (ä ğ ı ñ ö ü ū ş), Hanyu
// Pinyin and Palladius' system for Chinese.
//
// What one system writes alike cannot be told apart in any other, so the key
// merges: all of ә/а, ө/о, ұ/ү/у, қ/к, ғ/г (passports), и, і, ы and й, х and һ, х and кс
// (x in system B and in English), ё and е, щ and сч, ц and тс, дж and ж; hard and
// soft signs vanish.

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/izde/izde/search/lang"
)

// The key is made in two steps. The first turns letters into sounds, one byte
// each, and knows scripts and systems; the second (appendKey) knows sounds only.
// Sounds are the letters of the key and these:
const (
	soundZh    = 'Z' // ж
	soundCh    = 'C' // ч
	soundSh    = 'S' // ш
	soundShch  = 'W' // щ
	soundTs    = 'c' // ц
	soundNg    = 'N' // ң
	soundGlide = 'j' // й
	soundX     = 'x' // the x of pinyin; its w is w
)

// cyrillicSounds has the sounds of Cyrillic letters.
var cyrillicSounds = soundTable(`а a б b в v г g д d е e ё e ж Z з z и i й j к k л l м m н n о o п p р r с s т t у u ф f х h ц c ч C ш S щ W
	ъ - ы y ь - э e ю ju я ja ә a ғ g қ k ң N ө o ұ u ү u һ h і i
	є je ї ji ґ g ў u ѐ e ѝ i ђ dZ ј j љ lj њ nj ћ C џ Z ѓ g ќ k ѕ z ѣ e ѵ i ѳ f ѫ u
	җ Z ҝ k ҡ k ҕ g ҙ z ҫ s ҳ h ҷ C ҥ N ӊ N ӈ N ӣ i ӯ u ӓ a ӑ a ӧ o ӱ u ӹ y ӛ a ӫ o ӥ i ӗ e ӂ Z ҽ e`)

// latinSounds has those of Latin letters with marks that are not simply their
// base letter. Â and û are я and ю in ISO 9, ý is у in the Kazakh alphabet of
// 2018, ń, ñ and ņ are ң.
var latinSounds = soundTable(`ž Z š S ş S ș S č C ç C ć C ŝ W â ja û ju ý u ĭ j ñ N ń N ņ N ṇ N ň N ŋ N ŭ u
	ə a æ e œ e ø o ß s ł l đ d ð d þ t ı i ħ h ŧ t ĸ k ѐ e`)

func soundTable(s string) map[rune]string {
	m := map[rune]string{}
	for f := strings.Fields(s); len(f) > 0; f = f[2:] {
		r, _ := utf8.DecodeRuneInString(f[0])
		m[r] = strings.Trim(f[1], "-")
	}
	return m
}

// cyrillicSound is cyrillicSounds as an array from U+0400.
var cyrillicSound = func() (table [0x130]string) {
	for r, s := range cyrillicSounds {
		if 0x400 <= r && r < 0x530 {
			table[r-0x400] = s
		}
	}
	return table
}()

// latinKey returns the key of a word (NFKC, lower case) in Latin or Cyrillic
// letters, "" for one without any. Digits stay. Terms longer than MaxTerm are
// cut.
func latinKey(term string) string {
	var buf [128]byte
	switch script, sounds, pinyin := appendSounds(buf[:0], term); {
	case script == 0:
		return ""
	case pinyin:
		return string(appendKey(make([]byte, 0, len(sounds)+8), sounds, ngKept))
	default:
		return soundKey(sounds)
	}
}

// appendSounds appends the sounds of a word to out and tells its script,
// latinScript or cyrillicScript, and whether it is a name in pinyin.
func appendSounds(out []byte, term string) (script byte, sounds []byte, pinyin bool) {
	if len(term) > MaxTerm {
		cut := MaxTerm
		for cut > 0 && !utf8.RuneStart(term[cut]) {
			cut--
		}
		term = term[:cut]
	}
	latin, cyrillic := scripts(term)
	if latin && cyrillic {
		term = unmix(term)
		latin, cyrillic = scripts(term)
	}
	switch {
	case cyrillic && !latin:
		if strings.Contains(term, "чж") || strings.Contains(term, "цз") {
			// Only Chinese words have these.
			if s := segmentPalladius(term); len(s) > 0 {
				word := strings.Join(s[0], "")
				pinyin = isName(word)
				return cyrillicScript, appendLatin(out, word, pinyin), pinyin
			}
		}
		return cyrillicScript, appendCyrillic(out, term), false
	case latin && !cyrillic:
		pinyin = (strings.Contains(term, "ng") || strings.ContainsAny(term, "xw") || !isASCII(term)) && isName(term)
		return latinScript, appendLatin(out, term, pinyin), pinyin
	case latin: // both, meant so
		start, inCyrillic := 0, false
		for i, r := range term {
			if c := r >= 0x400 && r < 0x530; i == 0 {
				inCyrillic = c
			} else if c != inCyrillic {
				out = appendScript(out, term[start:i], inCyrillic)
				start, inCyrillic = i, c
			}
		}
		return cyrillicScript, appendScript(out, term[start:], inCyrillic), false
	}
	return 0, out, false
}

// A token of the Latins stream begins with the script of its word, so that a word of
// a query can ask for those of the others: king and kin, 权利 and 权力 are one to the
// ear alone.
const (
	latinScript    = 'L'
	cyrillicScript = 'C'
	hanScript      = 'H' // of pairs of characters
)

// scriptKey returns the token of the Latins stream for a word, "" for one without or
// with a single letter of sound: initials and conjunctions sound like each other. It
// is the script and the key, which tells ң (soundNg) and ng from n.
func scriptKey(term string) string {
	if n := utf8.RuneCountInString(strings.TrimRight(term, "0123456789")); n < 2 {
		return ""
	}
	if 0x600 <= FirstRune(term) && FirstRune(term) < 0x700 {
		term = arabicAsCyrillic(term)
	}
	var buf [128]byte
	script, sounds, _ := appendSounds(buf[:0], term)
	if script == 0 {
		return ""
	}
	var out [128]byte
	key := string(appendKey(out[:0], sounds, ngApart))
	if script == latinScript && len(term) > 2 && term[:2] == "ye" && isVowel(term[2]) {
		key = "i" + key // yearly is not early
	}
	if len(key) < 2 {
		return ""
	}
	return string(script) + key
}

// arabicLetters are the letters of the Kazakh alphabet in Arabic script (töte jazu) in
// pairs with the Cyrillic ones.
const arabicLetters = "اаٵәبбۆвگгعғدдەеجжزзيиكкقқلлمмنнڭңوоٶөپпرрسсتтۋуۇұٷүفфحхھһچчشшىыٸі"

var cyrillicOfArabic = func() map[rune]rune {
	m := map[rune]rune{}
	letters := []rune(arabicLetters)
	for i := 0; i < len(letters); i += 2 {
		m[letters[i]] = letters[i+1]
	}
	return m
}()

// arabicAsCyrillic writes a Kazakh word in Arabic letters in Cyrillic ones. The hamza
// before it, or a letter that stands among front vowels alone, makes the vowels front
// ones. A word with letters that Kazakh does not have stays as it is.
func arabicAsCyrillic(word string) string {
	bare := strings.TrimLeft(word, "ءٴ")
	soft := bare != word || strings.ContainsAny(word, "كگە")
	stays := false
	written := strings.Map(func(r rune) rune {
		to := cyrillicOfArabic[r]
		switch {
		case to == 0:
			stays = true
		case soft && to == 'о':
			return 'ө'
		case soft && to == 'ұ':
			return 'ү'
		case soft && to == 'ы':
			return 'і'
		}
		return to
	}, bare)
	if stays {
		return word
	}
	return written
}

// shortKey is the length of the shortest keys that tell one spelling of a name from
// another word of the same script (Sarybayev, Sarybaev; but arc, arts), and a stem
// from a word of another script.
const shortKey = 5

// counterparts returns the tokens of the Latins stream that a word of a query with
// such a token asks for: those of the other scripts and, for other
// spellings of a name, those of its own that are long enough.
func counterparts(token string) []string {
	var tokens []string
	key := token[1:]
	if isName(key) {
		tokens = append(tokens, string(hanScript)+key)
	}
	if token[0] == cyrillicScript {
		tokens = append(tokens, string(latinScript)+strings.ReplaceAll(key, "N", "ng"))
		if strings.Contains(key, "N") {
			tokens = append(tokens, string(latinScript)+key, string(latinScript)+strings.ReplaceAll(key, "N", "n"))
		}
		// Китай and Қытай, but not тарихи and тарихы: the vowels of endings tell.
		if n := len(key); n >= shortKey && !(key[n-1] == 'i' && !isVowel(key[n-2])) {
			tokens = append(tokens, token)
		}
		return tokens
	}
	if len(key) >= shortKey {
		tokens = append(tokens, token)
	}
	tokens = append(tokens, string(cyrillicScript)+key)
	if strings.Contains(key, "ng") {
		return append(tokens, string(cyrillicScript)+strings.ReplaceAll(key, "ng", "N"))
	}
	// In passports any n may be ң.
	for i := range len(key) {
		if key[i] == 'n' && len(tokens) < maxCounterparts {
			tokens = append(tokens, string(cyrillicScript)+key[:i]+"N"+key[i+1:])
		}
	}
	return tokens
}

// maxCounterparts is how many tokens a word asks for at most.
const maxCounterparts = 6

// stemKey returns the key of a stem of a Cyrillic word, "" where it is none or so
// short that it may be that of another word.
func stemKey(stem string) string {
	key := scriptKey(stem)
	if len(key) <= shortKey || key[0] != cyrillicScript {
		return ""
	}
	return key[1:]
}

// inflections returns the terms by which a word of a query finds other inflections
// across scripts: one in Cyrillic the words in Latin letters that its stems sound
// like, one in Latin letters the Cyrillic words whose stem it sounds like, or the
// stem of what it may stand for in Cyrillic.
func inflections(word string) (terms []Term) {
	token := scriptKey(word)
	if len(token) <= shortKey {
		return nil
	}
	add := func(t Term) {
		if !slices.Contains(terms, t) {
			terms = append(terms, t)
		}
	}
	written, stream := word, Latins
	prefix := string(latinScript)
	if token[0] == latinScript {
		if written = cyrillicOf(word); written == "" {
			return nil
		}
		stream, prefix = LatinStems, ""
		add(Term{LatinStems, token[1:], Latin})
	}
	for _, s := range stemStreams(written, query) {
		if !s.Stems() || !lang.All[s-firstStems].Assumed {
			continue
		}
		st := stem(s, written)
		if key := stemKey(st); key != "" && st != written {
			add(Term{stream, prefix + key, Latin})
			if stream == LatinStems || isFamilyName(written, st) {
				add(Term{Latins, string(cyrillicScript) + key, Latin})
			}
		}
	}
	return terms
}

// isFamilyName reports whether a word with that stem looks like a family name in -ов
// or -ев, of which stemmers take the ending for one of the plural where nothing
// follows it: Сарыбаева has the stem сарыбаев, and Сарыбаев the stem сарыба.
func isFamilyName(word, stem string) bool {
	const shortest = 7 // letters; газов and годов are no names
	if utf8.RuneCountInString(stem) < shortest || !strings.HasSuffix(stem, "ов") && !strings.HasSuffix(stem, "ев") {
		return false
	}
	ending, inflected := strings.CutPrefix(word, stem)
	return inflected && slices.Contains([]string{"а", "у", "е", "ым"}, ending)
}

// cyrillicOf spells a word in Latin letters in Cyrillic ones, as far as its stemmers
// need it right: from й to ы by place. "" where a letter stands for none.
func cyrillicOf(word string) string {
	_, sounds, _ := appendSounds(make([]byte, 0, len(word)+8), word)
	var b strings.Builder
	for i := 0; i < len(sounds); i++ {
		c := sounds[i]
		if isIota(c) && i+1 < len(sounds) && (c != 'i' || i > 0 && isVowel(sounds[i-1])) {
			if r, ok := iotated[sounds[i+1]]; ok {
				b.WriteRune(r)
				i++
				continue
			}
		}
		switch {
		case c == 'g' && i == len(sounds)-1 && i > 0 && sounds[i-1] == 'n': // ng
			written := b.String()
			return written[:len(written)-len("н")] + "ң"
		case c == 'y' && i > 0 && isVowel(sounds[i-1]):
			c = soundGlide
		case c == 'i' && i > 0 && (sounds[i-1] == 'a' || sounds[i-1] == 'o'):
			c = soundGlide
		}
		r, ok := letterOfSound[c]
		if !ok {
			return ""
		}
		b.WriteRune(r)
	}
	return b.String()
}

// iotated are the letters for й with a vowel.
var iotated = map[byte]rune{'a': 'я', 'u': 'ю', 'e': 'е', 'o': 'ё'}

var letterOfSound = map[byte]rune{'a': 'а', 'b': 'б', 'v': 'в', 'g': 'г', 'd': 'д', 'e': 'е', soundZh: 'ж', 'z': 'з', 'i': 'и',
	soundGlide: 'й', 'k': 'к', 'l': 'л', 'm': 'м', 'n': 'н', soundNg: 'ң', 'o': 'о', 'p': 'п', 'r': 'р', 's': 'с', 't': 'т',
	'u': 'у', 'f': 'ф', 'h': 'х', soundTs: 'ц', soundCh: 'ч', soundSh: 'ш', soundShch: 'щ', 'y': 'ы'}

// scripts tells which of the two scripts term has letters of.
func scripts(term string) (latin, cyrillic bool) {
	for _, r := range term {
		switch {
		case 'a' <= r && r <= 'z':
			latin = true
		case r < 0xC0:
		case r < 0x250 || 0x1E00 <= r && r < 0x1F00 || r == 'ə':
			latin = true
		case 0x400 <= r && r < 0x530:
			cyrillic = true
		}
	}
	return latin, cyrillic
}

// soundKey returns the key of sounds. Ng is n in the passports of Kazakhstan,
// so it is in the key, unless the word looks like pinyin: Wang is not Wan.
func soundKey(sounds []byte) string {
	var buf [128]byte
	key := string(appendKey(buf[:0], sounds, ngKept))
	if !hasNg(sounds) || isName(key) {
		return key
	}
	return string(appendKey(buf[:0], sounds, ngMerged))
}

// What a key has of ng and ң.
const (
	ngMerged = iota // n of both
	ngKept          // ng of both
	ngApart         // ng, N
)

// isName reports whether word is pinyin, of one syllable or two as family and
// given names are: among longer words, many Kazakh ones look like pinyin.
func isName(word string) bool {
	s := segmentPinyin(word)
	return len(s) > 0 && len(s[0]) <= 2
}

func hasNg(sounds []byte) bool {
	return bytes.IndexByte(sounds, soundNg) >= 0 || bytes.Contains(sounds, []byte("ng"))
}

func appendScript(sounds []byte, part string, cyrillic bool) []byte {
	if cyrillic {
		return appendCyrillic(sounds, part)
	}
	return appendLatin(sounds, part, false)
}

func appendCyrillic(sounds []byte, term string) []byte {
	for _, r := range term {
		switch {
		case 0x400 <= r && r < 0x530:
			sounds = append(sounds, cyrillicSound[r-0x400]...)
		case '0' <= r && r <= '9':
			sounds = append(sounds, byte(r))
		}
	}
	return sounds
}

// The letters that tell the meaning of a j: й where the system has letters with
// haceks and circumflexes (ISO 9, scholarly), ж in the Kazakh alphabets.
const (
	isoLetters    = "žščŝâûëèʹʺìôùķġḥṇ"
	kazakhLetters = "qäöüğǵñńşıáóúý"
)

// appendLatin appends the sounds of a word in Latin letters.
func appendLatin(sounds []byte, term string, pinyin bool) []byte {
	if strings.Contains(term, "\u0361") {
		term = strings.ReplaceAll(term, "\u0361", "") // the tie of ALA-LC: t͡s
	}
	next := func(i int, s string) bool { return strings.HasPrefix(term[i:], s) }
	for i := 0; i < len(term); {
		c := term[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(term[i:])
			i += size
			sounds = appendLatinMarked(sounds, r, pinyin)
			continue
		}
		i++
		switch c {
		case 's':
			switch {
			case next(i, "hch"):
				sounds, i = append(sounds, soundShch), i+3
			case next(i, "hh"):
				sounds, i = append(sounds, soundShch), i+2
			case next(i, "h"):
				sounds, i = append(sounds, soundSh), i+1
			default:
				sounds = append(sounds, 's')
			}
		case 'c':
			switch {
			case next(i, "h"):
				sounds, i = append(sounds, soundCh), i+1
			case next(i, "z"): // ц in system B
				sounds, i = append(sounds, soundTs), i+1
			default:
				sounds = append(sounds, soundTs)
			}
		case 't':
			if next(i, "s") && !next(i, "sh") {
				c, i = soundTs, i+1
			}
			sounds = append(sounds, c)
		case 'z':
			if next(i, "h") {
				c, i = soundZh, i+1
			}
			sounds = append(sounds, c)
		case 'k':
			if next(i, "h") {
				c, i = 'h', i+1
			}
			sounds = append(sounds, c)
		case 'g':
			if next(i, "h") {
				i++
			}
			sounds = append(sounds, 'g')
		case 'q':
			sounds = append(sounds, 'k')
		case 'w':
			switch {
			case pinyin: // Wan is 万, Ван is 王: no v
			case len(sounds) > 0 && isVowel(sounds[len(sounds)-1]):
				c = 'u'
			default:
				c = 'v'
			}
			sounds = append(sounds, c)
		case 'x':
			c = 'h'
			if pinyin {
				c = soundX
			}
			sounds = append(sounds, c)
		case 'j':
			sounds = append(sounds, soundOfJ(sounds, term, i, pinyin))
		default:
			if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
				sounds = append(sounds, c)
			}
		}
	}
	return sounds
}

// appendLatinMarked appends the sound of a letter with a mark, or changes the
// last one by a mark that is a character of its own.
func appendLatinMarked(sounds []byte, r rune, pinyin bool) []byte {
	if pinyin {
		if plain, ok := toneless[r]; ok {
			if plain == 'ü' {
				plain = 'u'
			}
			return append(sounds, byte(plain))
		}
	}
	if s, ok := latinSounds[r]; ok {
		return append(sounds, s...)
	}
	if 0x300 <= r && r < 0x370 {
		last := len(sounds) - 1
		if last >= 0 && sounds[last] == 'n' && strings.ContainsRune("\u0301\u0303\u0323\u0326\u0327", r) {
			sounds[last] = soundNg
		}
		return sounds
	}
	if r < 0x250 || 0x1E00 <= r && r < 0x1F00 {
		var buf [utf8.UTFMax]byte
		if d := norm.NFD.Properties(utf8.AppendRune(buf[:0], r)).Decomposition(); len(d) > 0 && 'a' <= d[0] && d[0] <= 'z' {
			c := d[0]
			if c == 'w' {
				c = 'v'
			}
			return append(sounds, c)
		}
	}
	return sounds
}

// soundOfJ tells what a j stands for, й or ж; term goes on at i. Where no other
// letter of the word tells the system, and no j stands where only й does (at the
// end or before a consonant), it is й before a and u inside a word (я and ю of
// the scholarly system) and before y, o and e behind a vowel (айы, район, Мейер),
// else ж.
func soundOfJ(sounds []byte, term string, i int, pinyin bool) byte {
	switch {
	case pinyin:
		return soundZh
	case strings.ContainsAny(term, isoLetters):
		return soundGlide
	case strings.ContainsAny(term, kazakhLetters):
		return soundZh
	}
	for rest := term; ; {
		k := strings.IndexByte(rest, 'j')
		if k < 0 {
			break
		}
		rest = rest[k+1:]
		if rest == "" || rest[0] < utf8.RuneSelf && !isVowel(rest[0]) {
			return soundGlide
		}
	}
	if len(sounds) == 0 {
		return soundZh
	}
	last := sounds[len(sounds)-1]
	switch term[i] {
	case 'a', 'u':
		// Azerbaijan: я and ю do not follow on ай.
		if isIota(last) && len(sounds) > 1 && isVowel(sounds[len(sounds)-2]) {
			return soundZh
		}
		return soundGlide
	case 'y', 'o', 'e':
		if isVowel(last) {
			return soundGlide
		}
	}
	return soundZh
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// isIota reports whether c is one of и, ы and й.
func isIota(c byte) bool { return c == 'i' || c == 'y' || c == 'j' }

// appendKey appends the key of sounds to out; ng is one of ngMerged, ngKept and
// ngApart.
//
// What systems write with i, y and j is decided by place. Before a and u it is
// one i, however many (ия, ья, я: iia iya ija â); before e it is nothing, but и
// behind a consonant; with o it is ё, that is е, but for ио behind a consonant;
// behind a vowel it is й. Else it is i, for ы too: ı is и, і or ы by alphabet, and
// people write Kirgiz and Kyrgyz; -ий and -ый have seven spellings.
func appendKey(out, sounds []byte, ng int) []byte {
	at := func(i int) byte {
		if i < len(sounds) {
			return sounds[i]
		}
		return 0
	}
	start := len(out)
	for i := 0; i < len(sounds); {
		c := sounds[i]
		afterVowel := len(out) > start && isVowel(out[len(out)-1])
		if !isIota(c) {
			i++
			switch next := at(i); {
			case c == soundZh, c == 'd' && next == soundZh:
				if c == 'd' {
					i++
				}
				out = append(out, "zh"...)
			case c == soundShch, c == soundSh && next == soundCh:
				if c == soundSh {
					i++
				}
				out = append(out, "sch"...)
			case c == soundSh && next == 't' && at(i+1) == soundSh: // ştş
				out, i = append(out, "sch"...), i+2
			case c == soundSh:
				out = append(out, "sh"...)
			case c == soundCh, c == 't' && next == soundSh:
				if c == 't' {
					i++
				}
				out = append(out, "ch"...)
			case c == soundTs:
				out = append(out, "ts"...)
			case c == soundNg, c == 'n' && next == 'g':
				for at(i) == 'g' { // ңг and ңғ, too
					i++
				}
				switch {
				case ng == ngMerged:
					out = append(out, 'n')
				case ng == ngApart && c == soundNg:
					out = append(out, soundNg)
				default:
					out = append(out, "ng"...)
				}
			case c == 'k' && next == 's':
				out, i = append(out, 'h'), i+1
			default:
				out = append(out, c)
			}
			continue
		}
		end, letter, glide := i, false, false
		for end < len(sounds) && isIota(sounds[end]) {
			letter = letter || sounds[end] == 'i'
			glide = glide || sounds[end] != 'i'
			end++
		}
		next := at(end)
		switch {
		case next == 'a' || next == 'u':
			out = append(out, 'i')
		case next == 'e' && len(out) > start && !afterVowel && end == i+1 && letter && hardSign(sounds[end+1:]):
			end++ // ie for ъ in passports: obieekt
		case next == 'e':
			if letter && !afterVowel {
				out = append(out, 'i')
			}
		case next == 'o' && (afterVowel || !letter || glide):
			if letter && !afterVowel {
				out = append(out, 'i')
			}
			out, end = append(out, 'e'), end+1
		default:
			out = append(out, 'i')
		}
		i = end
	}
	return out
}

// hardSign reports whether what follows an ie makes that a hard sign: е, or я
// and ю.
func hardSign(rest []byte) bool {
	if len(rest) > 0 && rest[0] == 'e' {
		return true
	}
	return len(rest) > 1 && rest[0] == 'i' && (rest[1] == 'a' || rest[1] == 'u')
}

// How the latin stream holds Chinese, so that 张继业, Zhang Jiye, Zhangjiye and
// Чжан Цзие find each other: a word of Latin or Cyrillic letters stands there
// with its key, and a Han character with the key of itself and the next one
// (pairForm), since names and words have two syllables or three. One character
// by itself is no token: there are four hundred syllables, each in most
// passages. A query looks for keys at neighbouring positions (latinTerm).

// pairForm returns the form of the key for two characters of a Han run that stand beside each
// other and have these readings; nil where one of them is a function word, or has no reading.
func (h *hanReadings) pairForm(chars [2]rune, readings [2]uint16) *Form {
	if readings[0] == 0 || readings[1] == 0 || isFunction(chars[0]) || isFunction(chars[1]) {
		return nil
	}
	at := &h.pairs[int(readings[0])*len(h.syllables)+int(readings[1])]
	f := at.Load()
	if f == nil {
		f = &Form{Pair: true}
		if key := pairKey(h.syllables[readings[0]], h.syllables[readings[1]]); key != "" {
			f.Others = []StreamTerm{{Stream: Latins, Text: key}}
		}
		at.Store(f)
	}
	if f.Others == nil {
		return nil
	}
	return f
}

// pairKey returns the key of two syllables of pinyin, "" where there is none.
func pairKey(a, b string) string {
	key := scriptKey(a + b)
	if key == "" {
		return ""
	}
	return string(hanScript) + key[1:]
}

func isFunction(r rune) bool { return int(r) < 64*len(functionSet) && functionSet[r/64]>>(r%64)&1 != 0 }

// functionSet has a bit for each code point that two bytes of UTF-16 write.
var functionSet = func() (set [1 << 16 / 64]uint64) {
	for _, r := range functionCharacters {
		set[r/64] |= 1 << (r % 64)
	}
	return set
}()

// functionCharacters are part of no name; with them "women" would be 我们.
const functionCharacters = "的了着著么麼们們个個这這那是在和与與及或而也都就很不我你他她它吗嗎呢吧啊哪被把"

// latinTerm is a way in which a word or name of a query may stand in a text:
// keys at neighbouring positions of the latin stream, or any of some characters
// by itself.
type latinTerm struct {
	keys  []string
	chars []rune
}

// latinTerms returns the ways in which a word of a query, or a run of Han
// characters, may be written in other scripts and systems, the word's own key
// first.
func latinTerms(word string) []latinTerm {
	var terms latinTermList
	first, _ := utf8.DecodeRuneInString(word)
	if Ideographic(first) {
		if len(word) > maxName*utf8.UTFMax {
			return nil
		}
		s := hanSyllables(word)
		if len(s) > maxName || slices.Contains(s, "") {
			return nil
		}
		_, surname := surnameTable()
		reading, isSurname := surname[FirstRune(simplify(word))]
		if isSurname {
			terms.addName(append([]string{reading}, s[1:]...), family(s))
		}
		if len(s) > 1 {
			terms.addName(s, family(s))
		}
		// Characters that sound alike are other words.
		return slices.DeleteFunc(terms, func(t latinTerm) bool { return t.keys[0][0] == hanScript })
	}
	if key := scriptKey(word); key != "" {
		for _, token := range counterparts(key) {
			terms.add(token)
		}
	}
	// Words of two syllables and more are pinyin if they look like it, or its transcription.
	for _, syllables := range append(segmentPinyin(word), segmentPalladius(word)...) {
		switch {
		case len(syllables) > 2:
			terms.addName(syllables, family(syllables))
		case len(syllables) == 2:
			terms.addJoined(syllables)
		}
	}
	return terms
}

// latinName returns the further ways in which words of a query that look like a
// Chinese name may be written: one word (Wang, Jiye, Чуньлань), or family and
// given name in either order. Words are lower case. Nil when they do not look so. It guesses more
// than latinTerms: a lone word should have been typed with a capital.
func latinName(words ...string) []latinTerm {
	var terms latinTermList
	var parts [][]string
	total := 0
	for _, w := range words {
		s := segmentPinyin(w)
		if len(s) == 0 {
			s = segmentPalladius(w)
		}
		if len(s) == 0 {
			return nil
		}
		parts = append(parts, s[0])
		total += len(s[0])
	}
	if total == 0 || total > maxName {
		return nil
	}
	if len(parts) == 1 {
		terms.addName(parts[0], family(parts[0]))
		if bySyllable, _ := surnameTable(); len(parts[0]) == 1 && bySyllable[parts[0][0]] != nil {
			terms = append(terms, latinTerm{chars: bySyllable[parts[0][0]]})
		}
		return terms
	}
	for range parts {
		if n := len(parts[0]); n == 1 || total == maxName {
			terms.addName(slices.Concat(parts...), n)
		}
		parts = append(parts[1:], parts[0])
	}
	return terms
}

// maxName is the number of syllables of the longest names: 司马相如.
const maxName = 4

type latinTermList []latinTerm

func (l *latinTermList) add(keys ...string) {
	if slices.Contains(keys, "") {
		return
	}
	if slices.ContainsFunc(*l, func(t latinTerm) bool { return slices.Equal(t.keys, keys) }) {
		return
	}
	*l = append(*l, latinTerm{keys: keys})
}

// family returns how many syllables of a name are the family name.
func family(name []string) int {
	if len(name) == maxName {
		return 2
	}
	return 1
}

// addName adds the ways of writing a name or word of these syllables, the first
// of which are the family name: in Han, in Latin letters in one word or two,
// family name first or last, and so in Cyrillic.
func (l *latinTermList) addName(syllables []string, family int) {
	for _, s := range l.addJoined(syllables) {
		if len(s) > family && len(s) <= maxName {
			a, b := scriptKey(strings.Join(s[:family], "")), scriptKey(strings.Join(s[family:], ""))
			l.add(a, b)
			l.add(b, a)
		}
	}
}

// addJoined adds the ways of writing a word of these syllables without spaces, and
// returns the syllables in Latin and Cyrillic letters.
func (l *latinTermList) addJoined(syllables []string) (spelled [][]string) {
	cyrillic := make([]string, len(syllables))
	for i, s := range syllables {
		cyrillic[i] = pinyinTable().palladius[s]
	}
	if len(syllables) > 1 {
		var pairs []string
		for i := range syllables[1:] {
			pairs = append(pairs, pairKey(syllables[i], syllables[i+1]))
		}
		l.add(pairs...)
	}
	for _, s := range [][]string{syllables, cyrillic} {
		if slices.Contains(s, "") {
			continue // a reading that is no syllable of the standard, such as hm
		}
		l.add(scriptKey(strings.Join(s, "")))
		spelled = append(spelled, s)
	}
	return spelled
}
