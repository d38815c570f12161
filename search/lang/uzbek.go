package lang

// Uzbek stems. Uzbek puts one suffix behind another and knows no vowel harmony in
// writing, so that a short list takes them off from the end: those of case,
// possession, number, comparison and person, and of verbs tense, participle,
// converb, voice and negation (A. Sjoberg, Uzbek Structural Grammar, 1963). Words in
// Cyrillic letters are written in Latin ones first, by the alphabet of 1995, so that
// both have one stem. A stem is a key: oʻ is written ö in it and other apostrophes go,
// and what changes before a suffix (qishlogʻi, qishloq; shahri, shahar) is brought
// together.

import (
	"slices"
	"strings"
)

// uzbekSuffix is a suffix, how many letters have to be left before it, and the
// letters one of which has to be the last of them, any if there are none.
type uzbekSuffix struct {
	text   string
	left   int
	behind string
}

// uzbekVowels has w for oʻ.
const uzbekVowels = "aeiouw"

// uzbekSuffixes are the suffixes, longer ones first.
var uzbekSuffixes = func() (list []uzbekSuffix) {
	for _, group := range []uzbekSuffix{
		{"lar lari larim larimiz laringiz larini larining lariga larida laridan ning dagi dan gacha da ga", 2, ""},
		{"ni i im ing imiz ingiz ini ining iga ida idan si sini sining siga sida sidan roq", 3, ""},
		{"i", 2, "y"},
		{"miz ngiz", 3, uzbekVowels},
		{"qa qacha", 3, "q"}, {"ka kacha", 3, "k"},
		{"moq moqda ish ishdi ib di dim dik dilar adi aman sa gan gandan ganda ganlar adigan ayotgan yapti may mas ma madi magan masa maslik", 2, ""},
		{"ilgan ildi iladi ilish ilib ilmoqda ingan indi inadi inish inib", 3, ""},
		{"b sh shdi ydi ydigan yotgan yman ymiz lgan ldi ladi lish lib", 3, uzbekVowels},
	} {
		for s := range strings.FieldsSeq(group.text) {
			list = append(list, uzbekSuffix{s, group.left, group.behind})
		}
	}
	slices.SortStableFunc(list, func(a, b uzbekSuffix) int { return len(b.text) - len(a.text) })
	return list
}()

// takes reports whether a suffix may stand behind a root.
func (s uzbekSuffix) takes(root string) bool {
	return len(root) >= s.left && strings.ContainsAny(root, uzbekVowels) &&
		(s.behind == "" || strings.IndexByte(s.behind, root[len(root)-1]) >= 0)
}

// uzbekLetters writes Cyrillic letters in Latin ones.
var uzbekLetters = strings.NewReplacer("а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ё", "yo", "ж", "j", "з", "z", "и", "i",
	"й", "y", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "x", "ц", "s",
	"ч", "ch", "ш", "sh", "ъ", "", "ь", "", "э", "e", "ю", "yu", "я", "ya", "ў", "w", "қ", "q", "ғ", "g", "ҳ", "h",
	"o'", "w", "oʻ", "w", "o‘", "w", "o’", "w", "o`", "w", "'", "", "ʻ", "", "ʼ", "", "‘", "", "’", "", "`", "")

// stemUzbek returns the stem of a word in lower case.
func stemUzbek(word string) string {
	stem := word
	if strings.HasPrefix(stem, "е") {
		stem = "y" + stem // ер, yer
	}
	stem = uzbekLetters.Replace(stem)
	for {
		i := slices.IndexFunc(uzbekSuffixes, func(s uzbekSuffix) bool {
			root, ok := strings.CutSuffix(stem, s.text)
			return ok && s.takes(root)
		})
		if i < 0 {
			break
		}
		stem = strings.TrimSuffix(stem, uzbekSuffixes[i].text)
	}
	if stem == "" {
		return word // nothing but signs
	}
	return strings.ReplaceAll(uzbekRoot(stem), "w", "ö")
}

// uzbekRoot brings together what changes at the end of a stem before suffixes: q and
// k become g, and a vowel goes, at the end or in the last syllable.
func uzbekRoot(stem string) string {
	n := len(stem)
	if n < 4 {
		return stem
	}
	vowel := func(i int) bool { return strings.IndexByte(uzbekVowels, stem[i]) >= 0 }
	if stem[n-1] == 'a' {
		stem, n = stem[:n-1], n-1 // ishla-, ishlayotgan
	}
	if n >= 5 && (stem[n-1] == 'g' || stem[n-1] == 'q') {
		stem = stem[:n-1] + "k"
	}
	if n >= 4 && !vowel(n-1) && strings.IndexByte("aiu", stem[n-2]) >= 0 && !vowel(n-3) && vowel(n-4) {
		stem = stem[:n-2] + stem[n-1:]
	}
	return stem
}
