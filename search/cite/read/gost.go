package read

// This file reads references in the styles of GOST R 7.0.5-2008 (5.3–5.6, 6–8)
// and GOST R 7.0.100-2018 (5.2–5.10) as journals of Kazakhstan and Russia write
// them, in any script:
//
//	heading title [medium] / responsibility // container / responsibility. – place : publisher, year. – Т. 3, № 2. – С. 12–15.
//
// The signs between areas are ". – ", ". - " or, as 7.0.5 allows, ". ", with
// spaces as chance would have them. The reader takes the names at the head, finds
// the first typed element behind the title (year, volume, issue, pages), and cuts
// the text between them into title, responsibility and imprint.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

var (
	mediumMark  = lazyregexp.New(`(?i)\s*\[(?:Электрон[а-я]*\.? ?ресурс|Электрондық ресурс[а-я]*|Электр\. ?ресурс|Текст|Мәтін|Electronic resource|Elektronnyj resurs|Elektronnyi resurs|Text|online|Online|Онлайн|Карты|Видеозапись|сайт)\]\s*:?`)
	contentMark = lazyregexp.New(`(?i)(?:[.,;]?\s*[–—-]\s*|\.\s*)(?:Текст|Мәтін|Изображение|Text|Image)\s*:\s*(?:непосредственный|электронный|тікелей|электронды[қк]?|direct|electronic)\.?`)
	accessMark  = lazyregexp.New(`(?i)[.,;\s]*[\[(]?\s*(?:дата обр(?:ащени[яй]|\.)|дата доступа|дата просмотра|обращение|\p{Cyrillic}+(?: \p{Cyrillic}+){0,2} (?:күні|уақыты)|қаралды|cited|accessed(?: on)?|access(?:ed)? date|date of access|date of the application|retrieved(?: on)?|last accessed|data obrascheniya|data obrashcheniya|erişim tarihi)\s*[:–-]?\s*((?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2} \pL+\.? \d{4}|\pL+\.? \d{1,2},? \d{4}|\d{4} \pL+\.? \d{1,2}|\d{4})(?:\s?(?:г|года|ж|жыл)(?:\.|\s|$))?)\s*[\])]?`)
	webMark     = lazyregexp.New(`(?i)[.,;–—\-\s]*(?:URL|Режим доступа|Қолжетімділік режимі|Қолжетімді|Қол жеткізу режимі|Сілтеме|Available at|Available from|Retrieved from|Mode of access|Ссылка|Электронный адрес)?\s*[:.]?\s*<?((?:https?|ftp):\s?//[^\s<>]+|www\.[^\s<>]+)>?`)
	doiMark     = lazyregexp.New(`(?i)[.,;–—\-\s(]*(?:https?://(?:dx\.|www\.)?doi\.org/|doi\s*[:.]?\s*(?:https?://(?:dx\.)?doi\.org/)?)?\s*10\.\d{4,9}/`)
	isbnMark    = lazyregexp.New(`(?i)[.,;–—\-\s(]*ISBN(?:-1[03])?[\s:–-]*([-–\dXxХх ]{9,20}[\dXxХх])`)
	issnMark    = lazyregexp.New(`(?i)[.,;–—\-\s(]*e?-?ISSN[\s:–-]*(\d{4}[-–]\d{3}[\dXxХх])`)

	// Typed elements behind their separators.
	dayMonth    = `(?:\d{1,2}\s+)?(?:январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]|декабр[ья]|қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?(?:\s+\d{1,2})?`
	gostYear    = newElement(dashBefore, `((?:(?:1[5-9]|20)\d\d)(?:\s?[–—-]\s?(?:(?:1[5-9]|20)\d\d))?(?:-\d\d-\d\d)?)(?:[a-hа-е]|\s?(?:гг?|жж?|y|year|года|жыл))?(?:\s*[.,;–—\-()\[\]:/»]|\s*$|\s+(?:№|No|N|Т|Vol|С|P|p|V|Б|Вып|Vyp)(?:[^\pL]|$))`)
	gostDate    = lazyregexp.New(`^[\s.,;–—-]*(` + dayMonth + `)(?:[.,;\s–—)(-]|$)`)
	gostDayYear = newElement(dashBefore, `((?:\d{1,2}\.\d{1,2}\.|`+dayMonth+`,?\s+)(?:1[5-9]|20)\d\d)(?:\s?[гж]\.?)?(?:[^\pN]|$)`)
	gostVolume  = newElement(separator, `((?:(?:Т|Том|T|Tom|Vol|VOL|vol|Volume|volume|Vols|V|v|Bd|Band|Cilt|Томы|Jg)\.?|т\.|том)(?::?\s*[\[(]?\d+[\])]?(?:\s?[–/-]\s?\d+)?|[\s:]\s*[IVXLC]+\b)(?:\s*\([^()]{1,20}\))?|\d+-(?:том|т)\.?)(?:[^\pL\pN]|$)`)
	gostIssue   = newElement(separatorOrBracket, `((?:№№?|No|no|N°|Nº|nº|N|n|Num|Вып|вып|Выпуск|Vyp|vyp|Iss|iss|Issue|issue|Шығ|Шығарылым|Sayı|Is)\s?[.:°]?:?\s*(?:\d+[\pL]?(?:\s?[–/,-]\s?\d+\b)*(?:\s*\([^()]{1,20}\))?|[IVXLC]+\b))`)
	gostBare    = lazyregexp.New(`[.,]\s+[–—-]?\s*(\d{1,4}\s?\(\d{1,4}(?:[-–/]\d{1,4})?\)\.?)`)
	gostPages   = newElement(separator, `((?:(?:С|Сс|P|Pp|PP|Б|Бб|S|Стр|Бет|Беттер|C|B|Pages|Ss)\.?|(?:с|pp|p|б|стр|бет|pages|c|ss|s)\.|pp?):?\s*[a-zA-Z]?\d[\d\pL]*(?:\s?[–—−-]+\s?[a-zA-Z]?\d[\d\pL]*)?(?:\s?,\s?\d+(?:\s?[–—-]\s?\d+)?)*)`)
	gostMedical = lazyregexp.New(`[.,\s]\s*[–—-]?\s*((?:1[89]|20)\d\d)(?: [A-Z][a-z]{2}(?: \d{1,2})?)?\s*;\s*(\d{1,4})\s*(?:\(([^()]{1,12})\))?\s*:\s*([A-Za-z]?\d+(?:\s?[-–—]\s?[A-Za-z]?\d+)?)`)
	gostArticle = lazyregexp.New(`[.,]\s*[–—-]?\s*(?:Art(?:icle|\.)(?: (?:[Nn]o\.?|ID))?|Article ID|ID|Ст\.|№ ст\.)?\s*((?:e|E)\d{2,9}|\d{5,9})[\s.]*$`)
	gostTail    = newElement(separator, `(\d+\s?[–—-]\s?\d+(?:\s?|-)(?:бб?|беттер|с|pp?|бет|bb?)\.?)(?:[^\pL]|$)`)
	gostTotal   = newElement(separator, `(\d+)\s?(?:\[\d+\]\s?)?(?:с|p|pp|б|бет|b|bet|s|S|стр|pages|c)(?:[.\s,;:]|$)`)
	gostEdition = lazyregexp.New(`[.,;–—\s(-]+((?:(?:[Ии]зд(?:ание)?\.?\s*)?\d+[-–]?(?:е|ое|ші|шы|nd|rd|th|st|-е|e|oe|shi|shy)?(?:-е)?\.?\s*(?:изд(?:ание)?|изд-е|izd|ed|edn|edition|басылым|бас|basylym|Aufl|éd|[Bb]askı)(?:\.|[^\pL.]|$)(?:,?\s*(?:испр|доп|перераб|стер|стереотип|расш|и доп|rev)[\pL]*\.?)*|[Ии]зд\.\s*\d+|(?:испр|доп|перераб|rev|Rev)\.\s*(?:изд-е|изд|ed)\.?|\d+-е(?:-е)?,\s*(?:испр|доп|перераб)[\pL. ]*изд\.)(?:\s*,?\s*(?:испр|доп|перераб|стер|и доп)\.)*)`)
	gostPart    = newElement(separator, `((?:Ч|Кн|Ст|Art|Part|Book|Article|Статья|Арт)\.?\s*(?:\d+|[IVXLC]+\b))`)
	gostChapter = lazyregexp.New(`[.,;]\s*(?:(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ifth) [Cc]hapter|[Cc]hapter (?:\d+|[IVX]+)|[Гг]л(?:ава|\.) ?\d+|\d+-тарау)\.?\s*$`)
	sepRun      = lazyregexp.New(`\s+[–—−-]+\s+|[.,;]\s*[–—−]\s*|\s[–—−]|[.,]-\s`)
)

// gost reads s[from:].
func gost(s string, from int) *draft {
	d, to := &draft{text: s}, len(s)
	buf := []byte(s)
	// Marked elements are read where they stand and blanked.
	blankOut := func(a, b int) {
		for i := a; i < b; i++ {
			buf[i] = ' '
		}
	}
	zone := func() string { return string(buf[from:to]) }
	if m := editorHead.FindStringIndex(s[from:to]); m != nil {
		if n, people := headNames(s[from+m[1] : to]); people {
			d.add(part(labelEditor), from+m[1], from+m[1]+n, 0.9)
			from += m[1] + n
		}
	}
	for range 3 {
		m := mediumMark.FindStringIndex(zone())
		if m == nil {
			break
		}
		blankOut(from+m[0], from+m[1])
	}
	if m := contentMark.FindStringIndex(zone()); m != nil {
		blankOut(from+m[0], from+m[1])
	}
	if m := archiveMark.FindStringIndex(zone()); m != nil {
		if d.archived(from, from+m[0], to) {
			return d
		}
		to, d.forced = from+m[0], "manuscript"
	}
	if m := accessMark.FindStringSubmatchIndex(zone()); m != nil {
		d.add(partAccessed, from+m[2], from+m[3], 0.98)
		blankOut(from+m[0], from+m[1])
	}
	if m := doiMark.FindStringIndex(zone()); m != nil {
		if f := cite.FindDOI(s[from+m[0] : to]); len(f) > 0 && f[0].Start < m[1]-m[0] {
			d.add(part(labelDOI), from+m[0], to, 1)
			blankOut(from+m[0], from+m[0]+f[0].End)
		}
	}
	if m := webMark.FindStringSubmatchIndex(zone()); m != nil {
		d.add(part(labelURL), from+m[2], from+m[3], 0.98)
		blankOut(from+m[0], from+m[1])
	}
	if m := isbnMark.FindStringSubmatchIndex(zone()); m != nil {
		d.add(part(labelISBN), from+m[2], from+m[3], 0.98)
		blankOut(from+m[0], from+m[1])
	}
	if m := issnMark.FindStringSubmatchIndex(zone()); m != nil {
		d.add(partISSN, from+m[2], from+m[3], 0.98)
		blankOut(from+m[0], from+m[1])
	}
	text := string(buf)
	head := from
	if end, people := headNames(text[from:to]); people {
		head = from + end
	} else if d.law(text, from, to) {
		return d
	} else if title, ok := d.designation(text, from, to); ok {
		if d.forced == "patent" {
			d.patent(text, title, to)
			return d
		}
		from, head = title, title
	} else if m := bodyHead.FindStringIndex(text[from:to]); m != nil && cite.IsBody(text[from:from+m[1]]) && !strings.Contains(text[from:from+m[1]], "//") && !titleOnly.MatchString(text[from+m[1]-lastRune(text[from:from+m[1]]):to]) {
		head = from + m[1] - lastRune(text[from:from+m[1]])
	} else if m := soleName.FindStringSubmatchIndex(text[from:to]); m != nil && !titleOnly.MatchString(text[from+m[3]:to]) {
		head = from + m[3]
	}
	if d.yearAtHead(text, head, to) {
		d.add(part(labelAuthor), from, head, 0.95)
		return d
	}
	slashes := strings.Index(text[head:to], "//")
	box := slashes >= 0
	tail := head // typed elements are looked for from here
	if box {
		tail = head + slashes + 2
	}
	end, year := d.gostElements(text, tail, to, box)
	text = string(buf)
	if head > from {
		d.add(part(labelAuthor), from, head, 0.95)
	}
	if box {
		d.gostTitle(text, head, head+slashes, part(labelTitle), false, false)
		dash := dashBehind(text, end)
		d.gostTitle(text, tail, end, part(labelContainer), dash, commaBehind(text, end))
	} else {
		d.gostTitle(text, head, end, part(labelTitle), dashBehind(text, end), commaBehind(text, end))
	}
	if d.item.Publisher == "" && d.item.PublisherPlace == "" && year > end {
		d.imprint(text, end, year) // "Вып. 10. М.: Наука, 2011"
	}
	d.gostType(box)
	return d
}

// bodyHead is the first sentence of an entry, a body's where it has a body's words.
var bodyHead = lazyregexp.New(`^\s*\p{Lu}[^.:/«»\[\]\d]{5,120}(?:\s\p{Lu}[\pL]{0,2}\.)?[^.:/«»\[\]\d]{0,60}\.\s+(?:\p{Lu}|«)`)

// soleName is a name without initials at the head: of a scholar of the Middle Ages, of
// somebody whom one name tells, of a body by its letters: "әл-Фараби", "Ибн Сина",
// "Платон", "ЮНЕСКО".
var soleName = lazyregexp.New(`^\s*((?:[АаӘәAa][лдтсшзрнldtshzrn]ь?-\p{Lu}\pL+|(?:Ибн|Ibn|Абу|Әбу|Abu)[ -]\p{Lu}\pL+(?:[ -](?:(?:ибн|ibn|[АаӘәAa][лl]ь?)[ -])?\p{Lu}\pL+)?|[\p{Lu}]{2,6}` +
	`|Платон|Аристотель|Сократ|Геродот|Страбон|Плутарх|Цицерон|Сенека|Конфуций|Авиценна|Аверроэс|Вольтер|Гомер|Вергилий|Абай|Шәкәрім|Шакарим|Сүйінбай|Бұқар жырау)\.)\s+(?:\p{Lu}|«)`)

// titleOnly is what follows a title rather than a body: what kind of book it is, or
// the imprint.
var titleOnly = lazyregexp.New(`^[\s.–—-]*(?:Учеб|Монография|Сборник|Сб\.|Материалы|Хрестоматия|Оқу|Справочник|Лекции|Курс|Изд|[\d–—-]|\p{Lu}[\pL.-]*(?: \p{Lu}\pL+)? ?:|\p{Lu}\pL+, \d{4})`)

func lastRune(s string) int {
	_, n := utf8.DecodeLastRuneInString(s)
	return n
}

// imprint reads the last "Place: publisher" of text[from:to].
func (d *draft) imprint(text string, from, to int) {
	place, colon, ok := imprint(text, from, to)
	if !ok {
		return
	}
	d.imprints(text, from, place, colon, to)
}

var (
	headYear  = lazyregexp.New(`^\s*\(((?:1[89]|20)\d\d)[a-zа-я]?\)[.,:]?\s*`)
	headTail  = lazyregexp.New(`,\s*(?:(\d{1,4})\s*)?(?:\((\d{1,4}(?:[-–/]\d{1,4})?)\))?\s*,\s*(?:[СсРрPp]+\.\s*)?(\d+\s?[–—-]\s?\d+|\d+)\s*\.?\s*$`)
	headPlace = lazyregexp.New(`\.\s+([^.:]{2,30}):\s*([^:]+?)\.?\s*$`)
)

// yearAtHead reads Cyrillic entries in the manner of APA: names, the year in
// brackets, title, journal, volume(issue), pages.
func (d *draft) yearAtHead(text string, head, to int) bool {
	y := headYear.FindStringSubmatchIndex(text[head:to])
	if y == nil {
		return false
	}
	d.add(part(labelDate), head+y[2], head+y[3], 0.98)
	from := head + y[1]
	switch rest := text[from:to]; {
	case strings.Contains(rest, " // "):
		i := strings.Index(rest, " // ")
		d.add(part(labelTitle), from, from+i, 0.9)
		end, _ := d.gostElements(text, from+i+4, to, true)
		d.gostTitle(text, from+i+4, end, part(labelContainer), true, false)
		d.journal = true
	case headTail.MatchString(rest):
		m := headTail.FindStringSubmatchIndex(rest)
		stop := strings.LastIndex(rest[:m[0]], ". ")
		if k := strings.LastIndexAny(rest[:m[0]], "?!"); k > stop {
			stop = k
		}
		if stop < 0 {
			stop = m[0]
		}
		d.add(part(labelTitle), from, from+stop+1, 0.9)
		d.add(partJournal, from+min(stop+1, m[0]), from+m[0], 0.9)
		if m[2] >= 0 {
			d.add(part(labelVolume), from+m[2], from+m[3], 0.95)
		}
		if m[4] >= 0 {
			d.add(partIssue, from+m[4], from+m[5], 0.95)
		}
		d.add(part(labelPages), from+m[6], from+m[7], 0.95)
	case headPlace.MatchString(rest):
		m := headPlace.FindStringSubmatchIndex(rest)
		d.add(part(labelTitle), from, from+m[0], 0.9)
		d.add(part(labelPlace), from+m[2], from+m[3], 0.9)
		d.add(part(labelPublisher), from+m[4], from+m[5], 0.9)
	default:
		end := strings.Index(rest, ". ")
		if end < 0 {
			end = len(rest)
		}
		d.add(part(labelTitle), from, from+end, 0.8)
		d.add(part(labelPublisher), from+end, to, 0.7)
	}
	return true
}

// dashBehind and commaBehind tell the separator that begins at end.
func dashBehind(s string, end int) bool {
	for _, r := range s[end:min(len(s), runeEnd(s, end+8))] {
		if strings.ContainsRune("–—−-", r) {
			return true
		}
		if !strings.ContainsRune(".,;: ", r) {
			break
		}
	}
	return false
}

func commaBehind(s string, end int) bool {
	return strings.HasPrefix(strings.TrimLeft(s[end:], " "), ",")
}

// gostElements reads the typed elements of text[from:to] and returns where the
// first of them begins, its separator included, and where the separator before the
// year does, 0 without a year.
func (d *draft) gostElements(text string, from, to int, box bool) (end, year int) {
	zone := text[from:to]
	end = len(zone)
	first := func(m []int) {
		if m[0] < end {
			end = m[0]
		}
	}
	rest := zone
	erase := func(m []int) {
		rest = rest[:m[0]] + strings.Repeat(" ", m[1]-m[0]) + rest[m[1]:]
	}
	take := func(e element, p part, conf float64, last bool) []int {
		all := e.all(rest, 4)
		if len(all) == 0 {
			return nil
		}
		m := all[0]
		if last {
			m = all[len(all)-1]
		}
		if m[0] == 0 && from > 0 && !box {
			return nil
		}
		d.add(p, from+m[2], from+m[3], conf)
		// A closing bracket before the element is not of it.
		for m[0] < m[2] && strings.IndexByte(")]\"", rest[m[0]]) >= 0 {
			m[0]++
		}
		first(m)
		erase(m[:2])
		return m
	}
	// "2010;5(2):101–110", as physicians write.
	if m := gostMedical.FindStringSubmatchIndex(rest); m != nil && box {
		d.add(part(labelDate), from+m[2], from+m[3], 0.97)
		d.add(part(labelVolume), from+m[4], from+m[5], 0.95)
		if m[6] >= 0 {
			d.add(partIssue, from+m[6], from+m[7], 0.95)
		}
		d.add(part(labelPages), from+m[8], from+m[9], 0.95)
		return from + m[0], from + m[0]
	}
	// Year first: it bounds the others.
	years := slices.DeleteFunc(gostYear.all(rest, 8), func(m []int) bool {
		before, _ := utf8.DecodeLastRuneInString(rest[:m[0]])
		return rest[m[0]:m[2]] == "-" && unicode.IsLetter(before) // "Казахстан-2050"
	})
	days := gostDayYear.all(rest, 8)
	if len(years) > 0 && years[0][0] == 0 && !box {
		years = years[1:]
	}
	if n := len(days); n > 0 && (len(years) == 0 || days[n-1][3] >= years[len(years)-1][3]) {
		m := days[n-1]
		d.add(part(labelDate), from+m[2], from+m[3], 0.95)
		year = from + m[0]
		first(m)
		erase(m[:2])
	} else if n := len(years); n > 0 {
		// The last: earlier ones belong to titles.
		m := years[n-1]
		a, b := m[2], m[3]
		conf := 0.97
		if k := gostDate.FindStringSubmatchIndex(rest[b:]); k != nil {
			b += k[3]
			conf = 0.95
		}
		d.add(part(labelDate), from+a, from+b, conf)
		year = from + m[0]
		first(m)
		erase([]int{a, b})
	}
	if m := gostTail.first(rest); m != nil {
		d.add(part(labelPages), from+m[2], from+m[3], 0.95)
		first(m)
		erase(m[:2])
	} else {
		take(gostTotal, partTotal, 0.97, true)
	}
	take(gostPages, part(labelPages), 0.97, true)
	volume := take(gostVolume, part(labelVolume), 0.97, !box)
	issue := take(gostIssue, partNumbered, 0.97, !box)
	if volume == nil && issue == nil {
		if m := gostBare.FindStringSubmatchIndex(rest); m != nil && (box || end < len(zone) && m[0] > end) {
			d.add(part(labelVolume), from+m[2], from+m[3], 0.8)
			first(m)
			erase(m[:2])
		}
	}
	if m := gostArticle.FindStringSubmatchIndex(rest); m != nil && box && m[0] > 0 && d.item.Page == "" && volume != nil {
		d.add(part(labelPages), from+m[2], from+m[3], 0.9)
		first(m)
		erase(m[:2])
	}
	if m := gostPart.first(rest); m != nil && m[0] > 0 && (m[0] >= end || box) {
		first(m)
		erase(m[:2])
	}
	return from + end, year
}

// gostTitle reads a title area and the text behind it up to the first typed
// element: responsibility, edition, imprint. dash says that the area ends with a
// dash, comma that the year follows a comma.
func (d *draft) gostTitle(text string, from, to int, p part, dash, comma bool) {
	if m := gostChapter.FindStringIndex(text[from:to]); m != nil && m[0] > 0 {
		to = from + m[0]
	}
	edition := to
	if m := gostEdition.FindStringSubmatchIndex(text[from:to]); m != nil && m[0] > 0 {
		d.add(part(labelEdition), from+m[2], from+m[3], 0.97)
		edition = from + m[0]
		text = text[:from+m[0]] + strings.Repeat(".", 1) + strings.Repeat(" ", m[1]-m[0]-1) + text[from+m[1]:]
	}
	end := to
	// Imprint.
	if place, colon, ok := imprint(text, from, to); ok && !(p == part(labelTitle) && strings.HasPrefix(text[to:], "//")) {
		// "М. : Логос, 2000": the publisher follows.
		pub := to
		if i := sepRun.FindStringIndex(text[colon+1 : to]); i != nil && i[0] > 1 {
			pub = colon + 1 + i[0]
		}
		end = d.imprints(text, from, place, colon, pub)
	} else if i := lastArea(text, from, to); i > from && comma && !dash && p == part(labelTitle) && (placeArea.MatchString(text[i:to]) || cityArea.MatchString(text[i:to])) && !looksPublisher(text[i:to]) {
		d.add(part(labelPlace), i, to, 0.85)
		end = i
	} else if i > from && (comma && !dash || i > from && strings.ContainsAny(text[i:min(to, runeEnd(text, i+5))], "–—") || dash && p != part(labelContainer) && (looksPublisher(text[i:to]) || orgTitle(text[i:to]))) {
		area := strings.Trim(text[i:to], " .–—-,")
		if p == part(labelTitle) && strings.HasPrefix(area, "«") && strings.HasSuffix(area, "»") {
			d.add(partJournal, i, to, 0.8)
			end = i
		} else if looksPublisher(area) || dash && orgTitle(area) || comma && !dash && !strings.Contains(text[from:i], " / ") && !isPlaceOnly(area) && len(strings.Fields(area)) <= 8 {
			d.add(part(labelPublisher), i, to, 0.85)
			end = i
		} else if isPlaceOnly(area) {
			d.add(part(labelPlace), i, to, 0.9)
			end = i
		}
	}
	// Responsibility.
	if i := responsibility(text[from:end]); i >= 0 {
		if end == to && comma && !dash {
			// "/ trans. Brown A. Some Press, 1990": a publisher behind the names.
			a := from + i
			if k := strings.LastIndexByte(text[a:end], ';'); k >= 0 {
				a += k + 1
			}
			if m := respBy.FindStringIndex(text[a:end]); m != nil {
				a += m[1]
			}
			if n, people := headNames(text[a:end]); people && a+n+3 < end {
				d.add(part(labelPublisher), a+n, end, 0.8)
				end = a + n
			}
		}
		stop := end
		if edition > from+i {
			stop = min(end, edition)
		}
		d.responsible(text, from+i, stop)
		end = from + i
	}
	end = min(end, edition)
	if t := strings.TrimRight(text[from:end], " .,;"); strings.Contains(text[from+len(t):end], "  ") {
		end = from + len(t) // elements that were read and blanked
	}
	if p == part(labelContainer) {
		// Areas in dashes between container and imprint are details.
		if m := sepRun.FindStringIndex(text[from:end]); m != nil && m[0] > 3 && len(strings.TrimSpace(text[from+m[1]:end])) > 0 && strings.ContainsAny(text[from+m[0]:from+m[1]], ".,") {
			end = from + m[0]
		}
		a, b := trimPunct(text, from, end)
		if a < b && orgTitle(text[a:b]) && d.item.Volume == "" && d.item.Issue == "" && d.item.Page == "" && d.item.Publisher == "" {
			d.add(part(labelPublisher), a, b, 0.8)
			d.forced = "report"
			return
		}
	} else if m := sepRun.FindStringIndex(text[from:end]); m != nil && m[0] > 3 && strings.ContainsAny(text[from+m[0]:from+m[1]], ".,") {
		end = from + m[0]
	}
	if p == part(labelTitle) {
		end = d.genreOfTitle(text, from, end)
		if m := translated.FindStringIndex(text[from:end]); m != nil && guessLatin(text[from:from+m[0]]) == "ru-Latn" {
			end = from + m[0]
		}
	}
	d.add(p, from, end, 0.9)
}

// placeArea is an area of one word between a dash and a year, which in GOST is the
// place: ". – Омск, 2017". Initials or an abbreviation it is not. A cityArea is one in
// Cyrillic letters without the dash.
var (
	placeArea = lazyregexp.New(`^\s*[–—-]\s*\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+)?\s*$`)
	cityArea  = lazyregexp.New(`^\s*\p{Cyrillic}\p{Ll}+(?:-(?:на-)?\p{Lu}\p{Ll}+)?\s*$`)
)

// gostType settles the type where elements tell it.
func (d *draft) gostType(box bool) {
	it := &d.item
	if d.forced != "" {
		return
	}
	all := strings.ToLower(d.text)
	switch {
	case containsAny(strings.ToLower(it.Genre), "препринт"):
		d.forced = "article"
		if it.Number == "" && it.ContainerTitle == "" {
			it.Number, it.Issue = it.Issue, ""
			d.rename("issue", "number")
		}
	case strings.HasPrefix(it.Genre, "отч"):
		d.forced = "report"
	case containsAny(all, "дис. ...", "дис. …", "дисс.", "диссертаци", "автореф", "дис.на", "phd дис", "phd dis", "... dis.", "... diss.", "avtoref", "канд. наук", "докт. наук", "philosophy doctor"):
		d.forced = "thesis"
	case box && it.ContainerTitle != "" && containsAny(strings.ToLower(it.ContainerTitle), "конференц", " конф.", "конгресс", "симпозиум", "материалы", "proceedings", "conference", "conf.", "съезд", "тезисы"):
		d.forced = "paper-conference"
	case box && it.ContainerTitle != "" && it.PublisherPlace == "" && (it.Issue != "" || it.Volume != ""):
		d.journal = true
	case box && it.URL != "" && it.Issue == "" && it.Volume == "" && it.Page == "":
		d.forced = "webpage"
	case !box && it.ContainerTitle == "" && it.Issue != "" && it.Page != "":
		d.forced = "article-journal"
	}
}
