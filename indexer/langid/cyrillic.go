package langid

// This file tells the languages in Cyrillic letters by the letters that only
// some of them have (alphabets after Unicode CLDR, main exemplar sets).

import (
	"strings"
	"unicode"

	"github.com/izde/izde/search"
)

// letterCounts counts the telling letters of a text, in lower case.
type letterCounts map[rune]int

func (c letterCounts) any(letters string) int {
	n := 0
	for _, r := range letters {
		n += c[r]
	}
	return n
}

// cyrillic tells the language of a text in Cyrillic letters.
func (d *Detector) cyrillic(text string, hint search.Lang) search.Lang {
	c := letterCounts{}
	total := 0
	for _, r := range text {
		if r < 0x400 || r > 0x52F {
			continue
		}
		total++
		c[unicode.ToLower(r)]++
	}
	switch {
	case total < 3:
		return fitting(hint, cyrillic)
	case c.any("ҡҙҫ") > 0:
		return Bashkir
	case c.any("ӣӯҳҷ") > 0:
		return Tajik
	case c.any("ђћ") > 0:
		return Serbian
	case c.any("ѓќѕ") > 0:
		return Macedonian
	case c.any("јљњџ") > 0:
		return d.open(text, hint, search.Und, balkan)
	case c['ў'] > 0 && c['і'] > 0:
		return Belarusian
	case c['ў'] > 0:
		return UzbekCyrl
	case c.any("єїґ") > c.any("әғқңөұү"):
		return Ukrainian
	}
	turkic := c.any("әғқңөұүһ")
	switch {
	case turkic == 0 && c['і'] == 0:
		return d.slavic(text, c, total, hint)
	case turkic == 0:
		// і alone: Ukrainian lacks ы э ё, Belarusian и щ.
		switch {
		case hasWord(text, ukrainianWords):
			return Ukrainian
		case c.any("ыэё") == 0 && c['и'] > 0:
			return d.open(text, hint, Ukrainian, withI)
		case c['и'] == 0 && c.any("ыэё") > 0 && total > 20:
			return d.open(text, hint, Belarusian, withI)
		case c['и'] == 0 && c.any("ыэё") == 0:
			return d.open(text, hint, search.Kazakh, withI)
		}
		return search.Kazakh
	case c['ұ'] > 0 || c['і'] > 0 && c.any("әғқұң") > 0:
		return search.Kazakh
	case c.any("қғ") > 0 && c['і'] == 0 && c.any("әңөү") == 0:
		// Kazakh and Tajik share these two; long Kazakh text has more.
		if hint == search.Kazakh || total < 30 {
			return search.Kazakh
		}
		return Tajik
	case c.any("қғ") > 0:
		return search.Kazakh
	case c.any("җһ") > 0 && c['ә'] > 0:
		return Tatar
	case c['ә'] > 0 && c['і'] == 0:
		if hint == search.Kazakh && total < 20 {
			return search.Kazakh
		}
		return Tatar
	case c['і'] > 0:
		return search.Kazakh
	case c['ң'] > 0:
		if total < 20 && hint == search.Kazakh {
			return search.Kazakh
		}
		return Kyrgyz
	}
	// Only ө and ү: Kyrgyz or Mongolian.
	if total < 12 && hint == search.Kazakh {
		return search.Kazakh
	}
	return kyrgyzOrMongolian(text, c)
}

// kyrgyzEndings are endings of Kyrgyz words in letters that Russian has too.
var kyrgyzEndings = strings.Fields("дагы догу нын дын тын лары дары тары лар дары дардын ган ген гон ынан га го оого уга уу ууга лык дык дан тан инен ден тен ында бы ды ты ып уп дуу туу")

func hasWord(text string, words map[string]bool) bool {
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if words[w] {
			return true
		}
	}
	return false
}

// kyrgyzOrMongolian tells them by frequent words and doubled vowels: Mongolian
// has "аа", "ээ", "ий", ends words in "н" and "й" and writes no "ң".
func kyrgyzOrMongolian(text string, c letterCounts) search.Lang {
	lower := strings.ToLower(text)
	mn, ky := 0, 0
	for _, w := range strings.FieldsFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch {
		case mongolianWords[w] || strings.HasSuffix(w, "ийн") || strings.HasSuffix(w, "ын") && strings.Contains(w, "х") || strings.HasSuffix(w, "аар") || strings.HasSuffix(w, "сэн") || strings.HasSuffix(w, "сан") && strings.Contains(w, "х") || strings.HasSuffix(w, "үүд"):
			mn += 2
		case kyrgyzWords[w] || strings.HasSuffix(w, "ган") || strings.HasSuffix(w, "көн") || strings.HasSuffix(w, "лар") || strings.HasSuffix(w, "луу") || strings.HasSuffix(w, "нын") || strings.HasSuffix(w, "дын"):
			ky += 2
		}
	}
	mn += c['х'] + c['й']
	ky += c['к'] + c['ы']
	if mn > ky {
		return Mongolian
	}
	return Kyrgyz
}

var (
	mongolianWords = wordSet("нь юм байна бол энэ гэж болон байсан байгаа улсын тэр ба гэсэн хэмээн түүний манай бид")
	kyrgyzWords    = wordSet("жана менен үчүн болгон деп бул эмес анын алар кыргыз бар керек боюнча ошол кийин")
	tatarWords     = wordSet("белән һәм өчен дип булган дә бу дип ул татар")
	ukrainianWords = wordSet("і в з у що це та на не до як за від для про але або він вони й проте")
	russianWords   = wordSet("и в не на что с по как это его от для при из к о за также является так но или у же были был было быть том их этого которые который")
	bulgarianWords = wordSet("на да се за от не са по като ще във със бе той към че това които който са след само има още ни му си беше съм сте")
)

// slavic tells Russian from the other languages that write with its letters
// only. The hard sign stands in one letter of 60 in Bulgarian and in one of
// 2500 in Russian, and ы э ё are not Bulgarian.
func (d *Detector) slavic(text string, c letterCounts, total int, hint search.Lang) search.Lang {
	ru, bg := 3*c.any("ыэё"), 3*c['ъ']
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	turkic := 0
	for _, w := range words {
		for _, e := range kyrgyzEndings {
			if strings.HasSuffix(w, e) && len(w) > len(e)+2 {
				turkic++
				break
			}
		}
		switch {
		case kyrgyzWords[w] || tatarWords[w] || mongolianWords[w]:
			return d.open(text, hint, search.Und, cyrillicOpen)
		case russianWords[w] && !bulgarianWords[w]:
			ru += 2
		case bulgarianWords[w] && !russianWords[w]:
			bg += 2
		case strings.HasSuffix(w, "ият") || strings.HasSuffix(w, "ната") || strings.HasSuffix(w, "ите"):
			bg++
		}
	}
	switch {
	case turkic >= 2 && turkic*3 >= len(words) && c['щ'] == 0:
		// Turkic without a letter of Kazakh in several words is not Kazakh.
		if total > 30 {
			return Kyrgyz
		}
	case ru >= 3 && bg == 0 && turkic == 0 && c.any("ыё") > 0:
		return search.Russian
	case ru >= 4 && ru > 3*bg && c['ы'] > 0 && len(words) >= 4:
		return search.Russian
	case bg >= 6 && bg > 3*ru:
		return Bulgarian
	}
	return d.open(text, hint, search.Und, cyrillicOpen)
}
