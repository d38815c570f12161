package analysis

// The fold view: a term as people type it without the right keyboard.
// Diacritics, ligatures and apostrophes, ё, the letters that Kazakh adds to the
// Russian alphabet, letters of the other script that look alike, traditional
// characters. Base letters are those of Unicode's canonical decompositions and,
// for letters with strokes, of ICAO 9303 part 3 section 6; look-alikes follow
// UTS #39. And what the same keys give in another keyboard layout, for
// suggestions only.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/izde/izde/search/lang"
)

// fold returns term (NFKC, lower case) without what ordinary typing leaves
// out. A term that stays as it is costs no allocation.
func fold(term string) string {
	changes, han := foldChanges(term)
	if changes {
		folded := appendFolded(make([]byte, 0, len(term)), unmix(term))
		if len(folded) == 0 {
			return term // nothing but marks
		}
		term = string(folded)
	}
	if han {
		term = simplify(term)
	}
	return term
}

// foldChanges reports whether folding might change the letters of term, false
// for the common case of a word in one script with nothing to fold, and whether
// there are Han characters in it.
func foldChanges(term string) (changes, han bool) {
	latin, cyrillic := false, false
	for _, r := range term {
		switch {
		case 'a' <= r && r <= 'z':
			latin = true
		case r == '\'' || r == '`':
			return true, true
		case r < utf8.RuneSelf:
		case 0x400 <= r && r < 0x530:
			if cyrillicFold(r) != r {
				return true, true
			}
			cyrillic = true
		case r < 0x370 || 0x1E00 <= r && r < 0x1F00 || apostrophe(r):
			return true, true
		case r >= firstIdeograph:
			han = true
		}
	}
	return latin && cyrillic, han
}

// cyrillicLetters folds Cyrillic letters: ё, the Kazakh letters by the Russian
// ones typed for them, letters of other languages that are typed for Kazakh
// ones on a keyboard without those, and the letters with accents.
// Й stays, it is on every keyboard; so does ы, which nobody types for і.
var cyrillicLetters = map[rune]rune{
	'ё': 'е', 'ѐ': 'е', 'є': 'е', 'ѝ': 'и', 'ї': 'и', 'ў': 'у', 'ґ': 'г', 'ѓ': 'г', 'ќ': 'к',
	'ә': 'а', 'ғ': 'г', 'қ': 'к', 'ң': 'н', 'ө': 'о', 'ұ': 'у', 'ү': 'у', 'һ': 'х', 'і': 'и',
	'ҳ': 'х', 'ҡ': 'к', 'ҙ': 'з', 'ҫ': 'с', 'ҷ': 'ч', 'җ': 'ж', 'ҝ': 'к', 'ҕ': 'г', 'ӊ': 'н', 'ӈ': 'н', 'ҥ': 'н', 'ҽ': 'е',
	'ӣ': 'и', 'ӯ': 'у', 'ӓ': 'а', 'ӑ': 'а', 'ӧ': 'о', 'ӱ': 'у', 'ӹ': 'ы', 'ӛ': 'а', 'ӫ': 'о', 'ӥ': 'и', 'ӗ': 'е', 'ӂ': 'ж',
}

// cyrillicFolds is cyrillicLetters as an array from U+0400.
var cyrillicFolds = func() (table [0x130]rune) {
	for i := range table {
		table[i] = rune(0x400 + i)
	}
	for from, to := range cyrillicLetters {
		table[from-0x400] = to
	}
	return table
}()

func cyrillicFold(r rune) rune { return cyrillicFolds[r-0x400] }

// KazakhLetters are the letters of Kazakh that Russian lacks.
const KazakhLetters = "әғқңөұүһі"

// TypedFor are those of them that a Russian letter is typed for.
var TypedFor = func() map[rune][]rune {
	typed := map[rune][]rune{}
	for _, r := range KazakhLetters {
		typed[cyrillicFold(r)] = append(typed[cyrillicFold(r)], r)
	}
	return typed
}()

// latinLetters has the letters that do not decompose into a base letter.
var latinLetters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'ħ': "h", 'ŧ': "t",
	'ŋ': "n", 'ə': "e", 'ĸ': "k", 'ƶ': "z", 'ɨ': "i", 'ɵ': "o", 'ʉ': "u", 'ƙ': "k", 'ɓ': "b", 'ɗ': "d",
}

// apostrophe reports whether r is one or looks like one inside a word; the
// primes that stand for soft and hard signs are among them.
func apostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', '‘', '’', 'ʹ', 'ʺ', 'ʻ', 'ʼ', 'ʽ', 'ˈ', '′', '″', '＇':
		return true
	}
	return false
}

func appendFolded(out []byte, term string) []byte {
	base := rune(0) // the letter that marks would stand on
	for i, r := range term {
		switch {
		case apostrophe(r):
		case r < utf8.RuneSelf:
			out, base = append(out, byte(r)), r
		case 0x400 <= r && r < 0x530:
			out, base = utf8.AppendRune(out, cyrillicFold(r)), r
		case 0x300 <= r && r < 0x370:
			// Marks are part of the spelling in other scripts.
			if !unicode.In(base, unicode.Latin, unicode.Cyrillic, unicode.Greek) {
				out = utf8.AppendRune(out, r)
			}
		case r < 0x250 || 0x1E00 <= r && r < 0x1F00:
			base = r
			if s, ok := latinLetters[r]; ok {
				out = append(out, s...)
				break
			}
			var buf [utf8.UTFMax]byte
			first := norm.NFD.Properties(utf8.AppendRune(buf[:0], r)).Decomposition()
			if first == nil {
				out = utf8.AppendRune(out, r)
				break
			}
			b, _ := utf8.DecodeRune(first)
			if s, ok := latinLetters[b]; ok { // ǿ
				out = append(out, s...)
			} else {
				out = utf8.AppendRune(out, b)
			}
		case r == 'ə':
			out, base = append(out, 'e'), r
		default:
			_, size := utf8.DecodeRuneInString(term[i:])
			out, base = append(out, term[i:i+size]...), r
		}
	}
	return out
}

// lookAlikes pairs Latin and Cyrillic letters that look the same in lower or in
// upper case.
const lookAlikes = "aаbвcсeеhнiіjјkкmмoоpрsѕtтxхyуëёəәïї"

var toCyrillic, toLatin = func() (map[rune]rune, map[rune]rune) {
	cyrillic, latin := map[rune]rune{}, map[rune]rune{'һ': 'h'}
	chars := []rune(lookAlikes)
	for i := 0; i < len(chars); i += 2 {
		cyrillic[chars[i]], latin[chars[i+1]] = chars[i+1], chars[i]
	}
	return cyrillic, latin
}()

// unmix returns a word that mixes Latin and Cyrillic letters in the script that
// it is meant in: that of the letters which only one of them has, else that of
// most letters, else that of the first. A word with such letters of both is
// left alone: it is meant so.
func unmix(word string) string {
	var latin, cyrillic, onlyLatin, onlyCyrillic int
	kazakh, firstLatin := false, false
	for _, r := range word {
		switch {
		case !unicode.IsLetter(r):
		case r < 0x250 || 0x1E00 <= r && r < 0x1F00 || r == 'ə':
			latin++
			if toCyrillic[r] == 0 {
				onlyLatin++
			}
			firstLatin = firstLatin || cyrillic == 0
		case 0x400 <= r && r < 0x530:
			cyrillic++
			if toLatin[r] == 0 {
				onlyCyrillic++
			}
			kazakh = kazakh || strings.ContainsRune("ғқңөұүәі", r)
		}
	}
	if latin == 0 || cyrillic == 0 || onlyLatin > 0 && onlyCyrillic > 0 {
		return word
	}
	table := toCyrillic
	switch {
	case onlyLatin > 0:
		table = toLatin
	case onlyCyrillic == 0 && (latin > cyrillic || latin == cyrillic && firstLatin):
		table = toLatin
	}
	return strings.Map(func(r rune) rune {
		if r == 'h' && table['h'] != 0 && kazakh {
			return 'һ' // қаһарман typed with a Latin h; elsewhere it was Н
		}
		if to := table[r]; to != 0 {
			return to
		}
		return r
	}, word)
}

// keyOf folds the signs that Shift gives to those of their keys.
var keyOf = strings.NewReplacer("{", "[", "}", "]", ":", ";", "\"", "'", "<", ",", ">", ".", "~", "`", "_", "-", "+", "=",
	"!", "1", "@", "2", "#", "3", "$", "4", "%", "5", "^", "6", "&", "7", "*", "8", "(", "9", ")", "0")

// layoutChange is a keyboard layout that was on, a Latin or a Cyrillic one, and
// another that was meant.
type layoutChange struct {
	cyrillic bool
	table    map[rune]rune
	// loose keeps the signs that the table does not have.
	loose bool
	// only holds the signs that betray the change, any if it is empty.
	only string
}

// layoutChanges are those to the layouts that are not Latin, from QWERTY; to those
// of them that have letters on keys of digits, from others of their script (0аза0
// for қазақ); and back to QWERTY.
var layoutChanges = func() []layoutChange {
	latin := []rune(lang.Qwerty)
	back := layoutChange{cyrillic: true, table: map[rune]rune{}, loose: true}
	var to, within []layoutChange
	for _, layout := range allKeyboards() {
		if strings.ContainsFunc(layout, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) {
			continue
		}
		table := map[rune]rune{}
		digits := ""
		for i, r := range []rune(layout) {
			table[latin[i]] = r
			if !unicode.IsLetter(r) {
				continue
			}
			if i < keyRows[0].keys && i > 0 {
				digits += string(latin[i])
			}
			if _, taken := back.table[r]; !taken {
				back.table[r] = latin[i]
			}
		}
		to = append(to, layoutChange{table: table})
		if digits != "" {
			within = append(within, layoutChange{cyrillic: true, table: table, loose: true, only: digits})
		}
	}
	return append(append(to, within...), back)
}()

// allKeyboards are the layouts of all languages, without repeats.
func allKeyboards() []string {
	var all []string
	for _, l := range lang.All {
		for _, layout := range l.Keyboards {
			if !slices.Contains(all, layout) {
				all = append(all, layout)
			}
		}
	}
	return all
}

// OtherLayouts returns what the keys of a text give in other keyboard layouts:
// what was meant, perhaps, when its words are not found. Words that the change of
// layout does not concern stay as they are. Half of the signs are letters
// elsewhere: "[f,fh" is "хабар".
func OtherLayouts(text string) []string {
	var out []string
	for _, change := range layoutChanges {
		words := strings.Fields(text)
		changed := false
		for i, word := range words {
			if s := change.apply(word); s != "" {
				words[i], changed = s, true
			}
		}
		if s := strings.Join(words, " "); changed && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// apply returns the word in the layout that was meant, "" where the change does
// not concern it.
func (c layoutChange) apply(word string) string {
	if len(word) > MaxTerm || !utf8.ValidString(word) {
		return ""
	}
	word = strings.ToLower(word)
	latin, cyrillic := false, false
	for _, r := range word {
		latin = latin || 'a' <= r && r <= 'z' || strings.ContainsRune("[]{};:", r)
		cyrillic = cyrillic || unicode.Is(unicode.Cyrillic, r)
	}
	if latin == cyrillic || cyrillic != c.cyrillic || c.only != "" && !strings.ContainsAny(word, c.only) {
		return ""
	}
	keys := word
	if latin {
		keys = keyOf.Replace(word)
	}
	s, ok := retype(keys, c.table, c.loose)
	if !ok || s == word || !strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
	}
	return s
}

// retype maps every character of word by table; loose keeps those that it does
// not have.
func retype(word string, table map[rune]rune, loose bool) (string, bool) {
	ok := true
	s := strings.Map(func(r rune) rune {
		to, found := table[r]
		if !found {
			ok = ok && loose
			return r
		}
		return to
	}, word)
	return s, ok
}
