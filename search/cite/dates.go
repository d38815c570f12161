package cite

// This file reads dates as references write them: a year, a month in any of the
// languages, a day; ISO 8601; "24.07.2023"; "2023年7月24日"; ranges of years;
// seasons ("Spring 2015"); approximate years ("ca. 1850").

import (
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/izde/izde/search/cite/lexicon"
	"github.com/izde/izde/search/lang"
	"github.com/izde/izde/search/lazyregexp"
)

var months = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	add := func(i int, names string) {
		for w := range strings.FieldsSeq(names) {
			m[w] = i + 1
		}
	}
	for _, l := range lang.All {
		for i, names := range l.Months {
			add(i, names)
		}
	}
	// French, Spanish, Italian, Portuguese.
	for i, names := range []string{
		"janvier enero gennaio janeiro", "février fevrier febrero febbraio fevereiro", "mars marzo março", "avril abril aprile",
		"mayo maggio maio", "juin junio giugno junho", "juillet julio luglio julho", "août aout agosto",
		"septembre septiembre settembre setembro", "octobre octubre ottobre outubro", "novembre noviembre novembro",
		"décembre decembre diciembre dicembre dezembro",
	} {
		add(i, names)
	}
	return m
})

// monthOf is the number of the month that w names, 0 if it names none. Kazakh
// inflects it: "23 қарашадағы".
func monthOf(w string) int {
	for _, ending := range []string{"дағы", "дегі", "тағы", "тегі", "да", "де", "та", "те"} {
		if stem, ok := strings.CutSuffix(w, ending); ok && months()[stem] != 0 {
			return months()[stem]
		}
	}
	return months()[w]
}

var (
	yearPattern = lazyregexp.New(`(?:^|[^\pN])(1[5-9]\d\d|20\d\d)(?:[^\pN]|$)`)
	isoPattern  = lazyregexp.New(`(1[5-9]\d\d|20\d\d)[-‐/.](\d{1,2})[-‐/.](\d{1,2})(?:\D|$)`)
	dmyPattern  = lazyregexp.New(`(?:^|\D)(\d{1,2})[./-](\d{1,2})[./-](1[5-9]\d\d|20\d\d)(?:\D|$)`)
	hanPattern  = lazyregexp.New(`(1[5-9]\d\d|20\d\d)\s*年(?:\s*(\d{1,2})\s*月)?(?:\s*(\d{1,2})\s*日)?`)
	rangeYears  = lazyregexp.New(`(?:^|\D)(1[5-9]\d\d|20\d\d)\s?[–—-]\s?(1[5-9]\d\d|20\d\d)(?:\D|$)`)
	dayPattern  = lazyregexp.New(`(?:^|[^\pN])(\d{1,2})(?:st|nd|rd|th|-го)?(?:[^\pN]|$)`)
)

var seasons = []map[string]bool{
	lexicon.Set("spring весна printemps frühjahr frühling primavera көктем bahar ilkbahar 春 春季"),
	lexicon.Set("summer лето été sommer verano estate жаз yaz 夏 夏季"),
	lexicon.Set("autumn fall осень automne herbst otoño autunno күз sonbahar güz 秋 秋季"),
	lexicon.Set("winter зима hiver invierno inverno қыс kış 冬 冬季"),
}

var circaPattern = lazyregexp.New(`(?i)(?:^|[^\pL])(?:ca?|circa|ок|около|vers|um|шамамен|约|大约)[.\s]*$|[~≈]\s*$`)

// ReadDate returns the date that s writes in any of the languages, nil if it
// writes none.
func ReadDate(s string) *Date {
	d := readDay(s)
	if d == nil || len(d.Parts[0]) > 1 {
		return d
	}
	y := yearPattern.FindStringSubmatchIndex(s)
	if y == nil {
		return d
	}
	d.Circa = circaPattern.MatchString(s[:y[2]]) || strings.HasPrefix(s[y[3]:], "?") || strings.HasPrefix(s[y[3]:], "~") // "1850?", ISO 8601-2's "1850~"
	for _, w := range strings.FieldsFunc(strings.ToLower(s[:y[2]]+" "+s[y[3]:]), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for i, names := range seasons {
			if names[strings.TrimPrefix(w, "年")] {
				d.Season = i + 1
			}
		}
	}
	return d
}

// readDay is ReadDate without season and circa.
func readDay(s string) *Date {
	if m := hanPattern.FindStringSubmatch(s); m != nil {
		return dateOf(m[1], m[2], m[3])
	}
	if m := isoPattern.FindStringSubmatch(s); m != nil {
		return dateOf(m[1], m[2], m[3])
	}
	if m := dmyPattern.FindStringSubmatch(s); m != nil {
		if n, _ := strconv.Atoi(m[2]); n > 12 {
			return dateOf(m[3], m[1], m[2])
		}
		return dateOf(m[3], m[2], m[1])
	}
	y := yearPattern.FindStringSubmatchIndex(s)
	if y == nil {
		return nil
	}
	if m := rangeYears.FindStringSubmatch(s); m != nil {
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[2])
		if a < b {
			return &Date{Parts: [][]int{{a}, {b}}}
		}
	}
	year := s[y[2]:y[3]]
	rest := s[:y[2]] + " " + s[y[3]:]
	month := ""
	for _, w := range strings.FieldsFunc(strings.ToLower(rest), func(r rune) bool { return strings.ContainsRune(" .,;:()[]/-–—", r) }) {
		if n := monthOf(w); n != 0 {
			month = strconv.Itoa(n)
			break
		}
	}
	day := ""
	if month != "" {
		if m := dayPattern.FindStringSubmatch(rest); m != nil {
			day = m[1]
		}
	}
	return dateOf(year, month, day)
}

func dateOf(year, month, day string) *Date {
	y, _ := strconv.Atoi(year)
	parts := []int{y}
	if m, err := strconv.Atoi(month); err == nil && m >= 1 && m <= 12 {
		parts = append(parts, m)
		if d, err := strconv.Atoi(day); err == nil && d >= 1 && d <= 31 {
			parts = append(parts, d)
		}
	}
	return &Date{Parts: [][]int{parts}}
}

// HasYear says whether s holds the number of a year, 1500 to 2099.
func HasYear(s string) bool { return yearPattern.MatchString(s) }
