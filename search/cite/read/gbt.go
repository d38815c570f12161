package read

// This file reads references by GB/T 7714-2015, 4 and 8, and GB/T 7714-2025 (in
// force from July 2026: preprints [PP], data sets [DS], maps [CM] with rules of
// their own, access dates for sources of the net only), in Chinese, English and mixtures, with full-width or
// half-width punctuation:
//
//	authors. title[J]. journal, year, volume(issue): pages[accessed]. URL. DOI.
//	authors. title[M]. edition. translator, 译. place: publisher, year: pages.
//	authors. title[C]//editors. container. place: publisher, year: pages.
//	authors. title[N]. newspaper, date(page).
//
// and Chinese entries that lack the mark of the type: hanEntry below.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

var headedYear = lazyregexp.New(`^\s*[(（]?((?:1[89]|20)\d\d)[a-z]?[)）]?\s*[.．。,，]\s*`)

var gbtMark = lazyregexp.New(`\s*[\[［〔【]\s*(J|M|D|C|R|N|S|P|G|Z|A|K|X|EB|DB|CP|DS|CM|PP|LK)(?:\s*[/∕]\s*(?:OL|CD|MT|DK|Ol|ol))?\s*[\]］〕】]`)

// gbtTypes maps the marks (GB/T 7714-2015, annex B) to CSL types.
var gbtTypes = map[string]string{"J": "article-journal", "M": "book", "D": "thesis", "C": "paper-conference", "R": "report", "N": "article-newspaper",
	"S": "standard", "P": "patent", "G": "book", "Z": "document", "A": "document", "K": "entry", "X": "document", "EB": "webpage", "DB": "dataset", "CP": "software", "DS": "dataset", "CM": "map", "PP": "article", "LK": "document"}

var (
	gbtAccess    = lazyregexp.New(`[\[［]\s*((?:19|20)\d\d[-‐–－/.](?:\d{1,2})[-‐–－/.](?:\d{1,2}))\s*[\]］]`)
	gbtDated     = lazyregexp.New(`[(（]\s*((?:1[5-9]|20)\d\d(?:[-‐/.]\d{1,2}){0,2}|(?:1[5-9]|20)\d\d\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?)\s*[)）]`)
	gbtEdition   = lazyregexp.New(`(?:^|[.．。,，:：]\s*)((?:第?\s*(?:\d+|[一二三四五六七八九十]+)|修订|增订|新\d*|影印|\d{4}\s*)\s*版|\d+(?:st|nd|rd|th) ed(?:ition)?)(?:\s*[.．。,，]|\s*$)`)
	gbtTransl    = lazyregexp.New(`(?:^|[.．。]\s*)([^.．。:：]{2,60}?)\s*[,，]?\s*译\s*[.．。]`)
	gbtTransLat  = lazyregexp.New(`(?:^|[.]\s*)((?:\p{Lu}[\pL'-]+(?: \p{Lu})*(?:, )?)+),? trans(?:lated)?\.`)
	gbtYearHead  = lazyregexp.New(`[,，]?\s*((?:1[89]|20)\d\d)[a-z]?\s*[.．。]?\s*$`)
	gbtArchive   = lazyregexp.New(`\s*[:：]\s*([\dA-Z][\dA-Z./—–-]*\d)\s*$`)
	gbtVersion   = lazyregexp.New(`\s*[:：]\s*([Vv]?\d+(?:\.\d+)*)\s*$`)
	gbtNumbered  = lazyregexp.New(`[,，]\s*\d+\s*[(（]\s*\d+\s*[)）]\s*[:：]`)
	gbtNumber    = lazyregexp.New(`\s*[:：]\s*([A-Z][A-Za-z]*[A-Z0-9/ .\-—–:]*\d[\dA-Z./\-—–:]*|ZL[\d.]+)\s*$`)
	gbtPart      = lazyregexp.New(`\s*[:：]\s*(第\s*(?:\d+|[一二三四五六七八九十]+)\s*[册卷辑部]|[上中下][册卷]?|[一二三四五六七八九十]+[部册卷]|卷\s*\d+|Vol\. ?\d+|v(?:ol)?\. ?\d+)\s*$`)
	gbtYear      = lazyregexp.New(`(?:^|[,，.．。:：·\s;；])\s*((?:1[5-9]|20)\d\d)\s*(?:年\s*(?:(\d{1,2})\s*月)?(?:\s*(\d{1,2})\s*日)?)?`)
	gbtISO       = lazyregexp.New(`(?:^|[,，.．。\s])\s*((?:1[5-9]|20)\d\d[-‐–/](?:\d{1,2})(?:[-‐–/](?:\d{1,2}))?|(?:1[5-9]|20)\d\d\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)`)
	gbtVolume    = lazyregexp.New(`^\s*[,，.]?\s*(?:第?(?:(?:[Vv]ol\.?\s*)?(\d+[A-Za-z]?(?:[-–－/]\d+)?)\s*卷?)?)?\s*(?:[,，]?\s*[(（]\s*([^()（）]*)\s*[)）]|[,，]?\s*第\s*([\d一二三四五六七八九十]+)\s*期|\s*[,，]\s*(?:[Nn]o\.?\s*)?(\d{1,3}))?\s*期?\s*`)
	gbtPages     = lazyregexp.New(`^\s*[:：,，.;；]?\s*(?:第|pp?\.|P\.?)?\s*([A-Za-z]{0,2}\d[\dA-Za-z.]*(?:\s*[-–—~～‐－\x{00AD}+]+\s*[A-Za-z]{0,2}\d[\dA-Za-z]*)?(?:\s*[-–\x{00AD}]\s*\d+)?(?:\s*[,，+]\s*\d+(?:\s*[-–—~～－]\s*\d+)?)*)\s*页?`)
	gbtPlace     = lazyregexp.New(`^([^:：,，.．。\[\]()]{1,24}(?:, ?[A-Z][A-Za-z. ]{1,20}){0,3}|\[[^\]]{1,12}\])\s*[:：]\s*([^:：]+?)\s*$`)
	gbtBracketed = lazyregexp.New(`\s*[(（]\s*((?:第\s*(?:\d+|[一二三四五六七八九十]+)|\d+|修订|增订|影印|新)\s*版)\s*[)）]\s*$`) // edition
	gbtPatent    = lazyregexp.New(`^[\s.．。]*(?:\p{Han}{2,8}[:：,，\s]+|[A-Z][a-z]+[:,]?\s+)?((?:ZL|[A-Z]{2})\s?\d[\d./]*(?:[A-Z]\d?)?)[\s,，.．。]`)
	gbtWithin    = lazyregexp.New(`^[\s.．。]*(?:见|载于?|收入|[Ii]n|//)\s*[:：]?\s*`)
	hanStop      = lazyregexp.New(`[.．。]\s*`)
	gbtNames     = lazyregexp.New(`^(?:\p{Lu}[\p{Lu}'’-]+(?: \p{Lu}[\p{Lu}'-]+){0,2}(?: \p{Lu}){0,3}(?:, |$))+`)
	hanLaw       = lazyregexp.New(`(?:法|条例|规定|办法|细则|决定|通则|法典)(?:[（(][^（()）]*[)）])?$`)
	oneCapital   = lazyregexp.New(`(?:^|[^A-Za-z])[A-Z]$`) // an initial
	quotedTitles = lazyregexp.New(`《[^》]*》`)
)

// gbt reads s[from:], in which the mark of the type stands at m.
func gbt(s string, from int, m []int) *draft {
	code := s[m[2]:m[3]]
	d := &draft{text: s, forced: gbtTypes[code], gb: true}
	left, right, to := m[0], m[1], len(s)
	d.hanHead(from, left, code)
	if code == "Z" && hanLaw.MatchString(d.item.Title) {
		d.forced = "legislation"
	}
	// The mark may stand behind the journal: "题名. 学报[J]": then right is short.
	buf := []byte(s)
	blankOut := func(a, b int) {
		for i := a; i < b; i++ {
			buf[i] = ' '
		}
	}
	if k := gbtAccess.FindSubmatchIndex(buf[right:to]); k != nil {
		d.add(partAccessed, right+k[2], right+k[3], 0.99)
		blankOut(right+k[0], right+k[1])
	}
	if k := doiMark.FindIndex(buf[right:to]); k != nil {
		if f := cite.FindDOI(s[right+k[0] : to]); len(f) > 0 && strings.Contains(strings.ToLower(s[right+k[0]:right+k[0]+f[0].Start]), "doi") {
			// A DOI's address is the URL that GB/T asks for.
			a := right + k[0]
			if u := urlPattern.FindStringIndex(s[a:to]); u == nil || u[0] > f[0].Start {
				d.add(part(labelDOI), a, to, 1)
				blankOut(a, a+f[0].End)
			}
		}
	}
	if k := urlPattern.FindIndex(buf[right:to]); k != nil {
		d.add(part(labelURL), right+k[0], right+k[1], 0.99)
		blankOut(right+k[0], right+k[1])
	}
	if k := gbtDated.FindSubmatchIndex(buf[right:to]); k != nil {
		// "2000-11-20(15)" and "7(1998)" are no dates in brackets.
		if before := strings.TrimSpace(string(buf[right : right+k[0]])); before == "" || strings.HasSuffix(before, ".") || code == "EB" || code == "DB" || code == "R" {
			d.add(part(labelDate), right+k[2], right+k[3], 0.97)
			blankOut(right+k[0], right+k[1])
		}
	}
	text := string(buf)
	a, b := trimSpan(text, right, to)
	if rest := text[a:b]; strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "∥") || strings.HasPrefix(rest, "／／") {
		a += len("//")
		if !strings.HasPrefix(rest, "//") {
			a += len(rest[:strings.IndexFunc(rest, func(r rune) bool { return r != '∥' && r != '／' })]) - len("//")
		}
		d.gbtContainer(text, a, b)
		if code == "M" || code == "G" || code == "K" || code == "A" {
			d.forced = "chapter"
		}
		return d
	}
	if k := gbtMark.FindStringSubmatchIndex(text[a:b]); k != nil && code == "A" {
		// "title[A]. 见: editors. proceedings[C]. place: …": the two marks of 1987.
		if m := gbtWithin.FindStringIndex(text[a : a+k[0]]); m != nil {
			a, k[0], k[1] = a+m[1], k[0]-m[1], k[1]-m[1]
		}
		d.forced = map[bool]string{true: "paper-conference", false: "chapter"}[strings.Contains(text[a+k[0]:a+k[1]], "C")]
		authors, title := splitHead(text[a : a+k[0]])
		if authors > 0 {
			d.add(part(labelEditor), a, a+authors, 0.9)
		}
		d.add(part(labelContainer), a+title, a+k[0], 0.9)
		d.gbtImprint(text, a+k[1], b, "M")
		return d
	}
	if k := gbtPatent.FindStringSubmatchIndex(text[right:to]); k != nil && code == "P" && d.item.Number == "" {
		d.add(partStandard, right+k[2], right+k[3], 0.95)
		a = right + k[3]
	}
	switch code {
	case "J":
		d.gbtJournal(text, a, b)
	case "N":
		d.gbtNews(text, a, b)
	default:
		d.gbtImprint(text, a, b, code)
	}
	return d
}

// hanHead reads "authors. title" in text[from:to].
func (d *draft) hanHead(from, to int, code string) {
	if m := standardMark.FindStringSubmatchIndex(d.text[from:to]); m != nil && (code == "S" || code == "") {
		d.add(partStandard, from+m[2], from+m[3], 0.95)
		d.add(part(labelTitle), from+m[1], to, 0.95)
		return
	}
	s := d.text[from:to]
	authors, title := splitHead(s)
	a, b := from+title, to
	// The author–year system: "authors, year. title".
	if m := gbtYearHead.FindStringSubmatchIndex(s[:authors]); m != nil {
		d.add(part(labelDate), from+m[2], from+m[3], 0.97)
		authors = m[0]
	} else if m := headedYear.FindStringSubmatchIndex(s[title:]); m != nil && authors > 0 {
		d.add(part(labelDate), a+m[2], a+m[3], 0.97)
		a += m[1]
	}
	if authors > 0 {
		d.add(part(labelAuthor), from, from+authors, 0.95)
	}
	if k := gbtBracketed.FindStringSubmatchIndex(d.text[a:b]); k != nil && k[0] > 0 {
		d.add(part(labelEdition), a+k[2], a+k[3], 0.95)
		b = a + k[0]
	}
	if k := gbtArchive.FindStringSubmatchIndex(d.text[a:b]); k != nil && code == "A" {
		d.add(partStandard, a+k[2], a+k[3], 0.9)
		b = a + k[0]
	} else if k := gbtVersion.FindStringSubmatchIndex(d.text[a:b]); k != nil && code == "CP" {
		d.set("version", d.text[a+k[2]:a+k[3]], a+k[2], a+k[3], 0.9)
		b = a + k[0]
	} else if k := gbtNumber.FindStringSubmatchIndex(d.text[a:b]); k != nil && (code == "S" || code == "P" || code == "R") {
		d.add(partStandard, a+k[2], a+k[3], 0.95)
		b = a + k[0]
	} else if k := gbtPart.FindStringSubmatchIndex(d.text[a:b]); k != nil && k[0] > 0 {
		d.add(part(labelVolume), a+k[2], a+k[3], 0.9)
		if d.item.Volume == "" {
			d.set("volume", strings.TrimSpace(d.text[a+k[2]:a+k[3]]), a+k[2], a+k[3], 0.9)
		}
		b = a + k[0]
	}
	d.add(part(labelTitle), a, b, 0.95)
}

// splitHead cuts "authors. title": the bytes that the authors take and where the
// title begins; 0, 0 when there are no authors.
func splitHead(s string) (authors, title int) {
	if analysis.HanShare(s) < 0.2 {
		if n, people := headNames(s); people {
			return n, n
		}
		if m := gbtNames.FindString(s); m != "" {
			if i := strings.Index(s, ". "); i >= 0 && i >= len(m)-3 {
				return i, i + 2
			}
		}
		for at := 0; ; {
			i := strings.Index(s[at:], ". ")
			if i < 0 || at+i+2 >= len(s) {
				return 0, 0
			}
			i += at
			at = i + 2
			// "U.S. Department": an abbreviation goes on.
			if i >= 2 && s[i-2] == '.' || i == 1 {
				continue
			}
			return i, i + 2
		}
	}
	if stop := hanStop.FindStringIndex(s); stop != nil && stop[1] < len(s) && hanNameList(s[:stop[0]]) {
		return stop[0], stop[1]
	}
	// Names between commas, then the title behind another: "张三、李四,题名".
	depth := 0
	at := 0
	named := 0
	for i, r := range s {
		switch r {
		case '(', '（', '[', '【', '《', '“':
			depth++
		case ')', '）', ']', '】', '》', '”':
			depth--
		}
		if depth > 0 {
			continue
		}
		n := utf8.RuneLen(r)
		switch {
		case strings.ContainsRune("、，,;；", r):
			piece := strings.TrimSpace(s[at:i])
			// Behind 、 a name may be any: "刘婷、阿卡,".
			if !hanName(piece) && !(named > 0 && strings.HasSuffix(strings.TrimRight(s[:at], " "), "、") && utf8.RuneCountInString(piece) <= 4) {
				if named > 0 {
					return at, at
				}
				if i2 := hanStop.FindStringIndex(s[i:]); i2 != nil && r != '、' || r == '、' || named == 0 {
					at = i + n
					named = -1 << 20 // not a list of persons: look for the stop only
					continue
				}
			}
			named++
			at = i + n
		case strings.ContainsRune(".．。", r):
			if i > 0 && analysis.IsDigit(s[i-1]) && i+n < len(s) && analysis.IsDigit(s[i+n]) || hanInitial.MatchString(s[:i]) {
				continue
			}
			return i, i + n
		case (r == ':' || r == '：') && named == 0 && hanName(strings.TrimSpace(s[:i])):
			return i, i + n
		}
	}
	if named > 0 {
		return at, at
	}
	return 0, 0
}

// gbtJournal reads "journal, year, volume(issue): pages".
func (d *draft) gbtJournal(text string, from, to int) {
	from, to = trimPunct(text, from, to)
	// With ISO 4 abbreviations the journal may hold stops; the year ends it.
	m := gbtYear.FindStringSubmatchIndex(text[from:to])
	if m != nil && m[0] == 0 && m[2] == 0 {
		// A periodical as a whole: "year, volume(issue)—. place: publisher, year".
		d.forced = "book"
		if i := strings.LastIndex(text[from:to], "."); i > 0 && strings.ContainsAny(text[from+i:to], ":：") {
			d.gbtImprint(text, from+i+1, to, "J")
			if a, b := trimSpan(text, from, from+i); a < b {
				if k := strings.Index(text[a:b], ", "); k >= 0 {
					d.set("volume", strings.TrimSpace(text[a+k+2:b]), a+k+2, b, 0.6)
				}
			}
			return
		}
	}
	if m == nil {
		if k := gbtNumbered.FindStringIndex(text[from:to]); k != nil && k[0] > 0 {
			d.add(partJournal, from, from+k[0], 0.95)
			d.journal = true
			d.gbtNumbers(text, from+k[0], to)
			return
		}
		d.add(partJournal, from, to, 0.8)
		return
	}
	d.add(partJournal, from, from+m[0], 0.95)
	d.journal = true
	yearEnd := from + m[1]
	if k := gbtISO.FindStringSubmatchIndex(text[from:to]); k != nil && k[2] == m[2] {
		yearEnd = from + k[1]
	}
	_, yearEnd = trimSpan(text, from+m[2], yearEnd)
	d.add(part(labelDate), from+m[2], yearEnd, 0.98)
	d.gbtNumbers(text, yearEnd, to)
}

// gbtNumbers reads ", volume(issue): pages".
func (d *draft) gbtNumbers(text string, from, to int) {
	s := text[from:to]
	k := gbtVolume.FindStringSubmatchIndex(s)
	end := 0
	if k != nil {
		// "year: pages" has no volume.
		if !strings.HasPrefix(strings.TrimLeft(s, " "), ":") && !strings.HasPrefix(strings.TrimLeft(s, " "), "：") {
			it := &d.item
			if k[2] >= 0 && it.Volume == "" {
				d.set("volume", s[k[2]:k[3]], from+k[2], from+k[3], 0.97)
			}
			for g := 2; g <= 4; g++ {
				if a, b := k[2*g], k[2*g+1]; a >= 0 && a < b && it.Issue == "" {
					a, b := trimPunct(text, from+a, from+b)
					d.set("issue", text[a:b], a, b, 0.97)
				}
			}
			end = k[1]
		}
	}
	if p := gbtPages.FindStringSubmatchIndex(s[end:]); p != nil {
		a, b := from+end+p[2], from+end+p[3]
		if d.item.Page == "" {
			d.set("page", dashes(strings.ReplaceAll(text[a:b], "～", "-")), a, b, 0.97)
		}
	}
}

// gbtNews reads "newspaper, date(page)".
func (d *draft) gbtNews(text string, from, to int) {
	from, to = trimPunct(text, from, to)
	m := gbtISO.FindStringSubmatchIndex(text[from:to])
	if m == nil {
		m = gbtYear.FindStringSubmatchIndex(text[from:to])
	}
	if m == nil {
		d.add(partJournal, from, to, 0.8)
		return
	}
	d.add(partJournal, from, from+m[0], 0.95)
	_, dateEnd := trimSpan(text, from+m[2], from+m[1])
	d.add(part(labelDate), from+m[2], dateEnd, 0.98)
	rest := text[from+m[1] : to]
	if a, b := strings.IndexAny(rest, "(（"), strings.LastIndexAny(rest, ")）"); a >= 0 {
		if b < a {
			b = len(rest)
		}
		i, j := trimPunct(text, from+m[1]+a, from+m[1]+b)
		for i < j && !analysis.IsDigit(text[i]) && !unicode.IsLetter(analysis.FirstRune(text[i:j])) {
			_, n := utf8.DecodeRuneInString(text[i:j])
			i += n
		}
		if i < j {
			d.set("page", text[i:j], i, j, 0.9)
		}
	}
}

// gbtContainer reads "editors. container. edition. place: publisher, year: pages"
// behind "//".
func (d *draft) gbtContainer(text string, from, to int) {
	// Imprint first: editors and title lie before it.
	stop := d.gbtImprint(text, from, to, "//")
	authors, title := splitHead(strings.TrimRight(text[from:stop], " .．。"))
	if authors > 0 && title < stop-from {
		d.add(part(labelEditor), from, from+authors, 0.9)
	} else {
		title = 0
	}
	a, b := from+title, stop
	if k := gbtPart.FindStringSubmatchIndex(strings.TrimRight(text[a:b], " .．。,，")); k != nil && k[0] > 0 {
		d.set("volume", text[a+k[2]:a+k[3]], a+k[2], a+k[3], 0.9)
		d.add(part(labelVolume), a+k[2], a+k[3], 0.9)
		b = a + k[0]
	}
	d.add(part(labelContainer), a, b, 0.9)
}

// gbtImprint reads "edition. translator, 译. place: publisher, year: pages" and
// returns where it begins.
func (d *draft) gbtImprint(text string, from, to int, code string) int {
	from, to = trimSpan(text, from, to)
	start := to
	if m := gbtTransl.FindStringSubmatchIndex(text[from:to]); m != nil && code != "//" {
		d.add(part(labelTranslator), from+m[2], from+m[3], 0.95)
		from += m[1]
	} else if m := gbtTransLat.FindStringSubmatchIndex(text[from:to]); m != nil && code != "//" {
		d.add(part(labelTranslator), from+m[2], from+m[3], 0.9)
		from += m[1]
	}
	edition := -1
	if m := gbtEdition.FindStringSubmatchIndex(text[from:to]); m != nil {
		d.add(part(labelEdition), from+m[2], from+m[3], 0.95)
		edition = from + m[0]
		if code != "//" {
			from += m[1]
		}
	}
	// The year: the last that punctuation precedes.
	var y []int
	for _, m := range gbtYear.FindAllStringSubmatchIndex(text[from:to], 12) {
		if edition >= 0 && from+m[2] < edition+len(", 2020版") && from+m[2] >= edition {
			continue
		}
		y = m
		// "1995: 1990-1996" holds pages behind the year.
		if tail := strings.TrimLeft(text[from+m[3]:to], " "); strings.HasPrefix(tail, ":") || strings.HasPrefix(tail, "：") {
			break
		}
	}
	pub := to
	if y != nil {
		dateEnd := from + y[1]
		if k := gbtISO.FindStringSubmatchIndex(text[from+y[0] : to]); k != nil && k[2]+y[0] == y[2] {
			dateEnd = from + y[0] + k[1]
		}
		_, dateEnd = trimSpan(text, from+y[2], dateEnd)
		d.add(part(labelDate), from+y[2], dateEnd, 0.97)
		if p := gbtPages.FindStringSubmatchIndex(text[dateEnd:to]); p != nil && d.item.Page == "" && p[0] == 0 {
			a, b := trimPunct(text, dateEnd+p[2], dateEnd+p[3])
			d.set("page", dashes(text[a:b]), a, b, 0.95)
		}
		pub = from + y[0]
		start = pub
	}
	if pub <= from {
		return min(start, pub)
	}
	// The area before the year: "place: publisher".
	area := from
	for _, m := range hanStop.FindAllStringIndex(text[from:pub], -1) {
		next := analysis.FirstRune(text[from+m[1]:])
		if m[1] == m[0]+1 && text[from+m[0]] == '.' && !analysis.IsHan(next) || oneCapital.MatchString(text[from:from+m[0]]) {
			continue
		}
		if from+m[1] < pub && strings.TrimSpace(text[from+m[1]:pub]) != "" {
			area = from + m[1]
		}
	}
	a, b := trimSpan(text, area, pub)
	if m := gbtPlace.FindStringSubmatchIndex(text[a:b]); m != nil {
		d.add(part(labelPlace), a+m[2], a+m[3], 0.95)
		d.add(part(labelPublisher), a+m[4], a+m[5], 0.95)
		start = a
	} else if code == "//" {
		// "…// container, place, 2006": no imprint but the year.
		start = pub
		if area > from && y != nil && strings.TrimSpace(text[from:area]) != "" && !unicode.IsDigit(analysis.FirstRune(text[a:b])) {
			d.add(part(labelPublisher), a, b, 0.7)
			start = area
		}
	} else if a < b {
		s := text[a:b]
		switch {
		case code == "C" && y != nil:
			d.add(part(labelContainer), a, b, 0.8)
		case code == "EB" || code == "DB" || code == "DS" || code == "R" || code == "D" || code == "M" || code == "Z" || code == "CP" || code == "G" || code == "S" || code == "CM" || code == "PP" || code == "A" || code == "J":
			d.add(part(labelPublisher), a, b, 0.85)
		case utf8.RuneCountInString(s) > 1:
			d.add(part(labelPublisher), a, b, 0.6)
		}
		start = a
	}
	if edition >= 0 {
		start = min(start, edition)
	}
	return start
}
