package read

// This file reads documents that bodies issue rather than authors (laws and decrees,
// standards, patents) or keep (those of archives), as GOST R 7.0.100-2018 (appendix A) and the journals of
// Kazakhstan write them. Their designation stands at the head, where other entries
// have names:
//
//	Закон Республики Казахстан от 18 февраля 2011 года № 407-IV «О науке» // gazette. …
//	ГОСТ 7.90–2007. Title. – М. : publisher, year.
//	ЦГА РК. Ф. 81. Оп. 1. Д. 1293. Л. 5–7 об.
//	Пат. 2187888 Российская Федерация, МПК7 H 04 B. Title / names ; … опубл. 20.08.2002.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

var (
	lawMark = lazyregexp.New(`^\s*«?(?:(?:Конституционный |Федеральный )?[Зз]акон (?:Республики|РК|РФ|Российской|Кыргызской|СССР|О |«|от )|Конституция |(?:\p{Lu}\p{Ll}+(?:ый|ий|ой)(?:-процессуальный|-исполнительный)? |О )?[Кк]одекс (?:Республики|РК|РФ|Российской|об )|Указ (?:Президента|Президиума)|Постановление (?:Правительства|Кабинета|Совета|Верховного|Пленума|Нормативное)|Распоряжение (?:Правительства|Президента)|Приказ (?:[Мм]инист|и\.\s?о\.|Председателя)|Law of the Republic|Constitution of the Republic|Decree of the (?:President|Government)|Order of the Minister)` +
		`|:\s*(?:[Фф]едер(?:\.|альный) закон|[Зз]акон|[Кк]одекс|[Уу]каз|[Пп]остановление|[Рр]аспоряжение|[Рр]ешение|[Пп]риказ) (?:[^/]{0,80})?от \d` +
		`|^[^/]{3,200}(?:[Зз]аңы|[Кк]одексі|[Жж]арлығы|[Ққ]аулысы|[Бб]ұйрығы|[Кк]онституциясы)(?:[\s.,:»–—]|$)`)
	lawNumber = lazyregexp.New(`(?:№|N|No\.?)\s*(\d[\d\pL]*(?:[-–/][\d\pL]+)*)`)
	lawDate   = lazyregexp.New(`(?:от|dated|of)\s+(\d{1,2}(?:\.\d{1,2}\.|\s+\pL+\s+)(?:19|20)\d\d)|((?:19|20)\d\d)\s+жылғы\s+(\d{1,2}\s+\pL+)`)
	lawEnd    = lazyregexp.New(`\s*//|[.»)]\s*[–—-]\s|\s{3,}|\[`)

	standardMark = lazyregexp.New(`^\s*((?:ГОСТ(?:\s(?:Р|ISO|ИСО|IEC|МЭК|EN))*(?:/МЭК)?|СТ РК(?: ISO| ИСО)?|ҚР СТ|СНиП|ОСТ|СТБ|ДСТУ|ISO(?:/(?:IEC|TS|TR|IEEE|DIS))*|IEC(?:/IEEE)?|IEEE(?: [Ss]td\.?| Standard)?|ITU-[TR]|DIN(?: EN)?(?: ISO)?|EN(?: ISO)?|BS(?: EN)?(?: ISO)?|ANSI(?:/[A-Z]+)*|ASTM|NF|JIS|(?:GB|JGJ|JTG|HJ|NY|YY|JB|SL|DL|CJJ|DB\d\d)(?:/[TZ])?)(?:\s+[A-Z]\s?)?\s*\d[\dx.:/A-Z–—-]*\d)[.:,，．。]?(?:\s+|\b|$)`)
	patentMark   = lazyregexp.New(`^\s*(?:Пат(?:ент)?\.?|А\.\s?с\.|Инновационный патент|Patent)\s*(?:№\s*)?((?:[A-Z]{2}\s?)?\d[\d ]{3,}\d)\s*((?:Рос\. )?[^.,/]*)(?:,\s*(?:МПК|МКИ|IPC)[^.]*)?[.:]\s+`)
	published    = lazyregexp.New(`(?:опубл\.|publ\.|жарияланған)\s*(\d{1,2}\.\d{1,2}\.(?:19|20)\d\d)`)
	patentInside = lazyregexp.New(`\s*:\s*(?:пат(?:ент)?\.?|а\. с\.)\s*(?:№\s*)?(\d[\d ]{3,}\d)`)
	// archiveMark is where a document lies: fund, inventory, file, sheets.
	archiveMark = lazyregexp.New(`[.,;]\s*(?:(?:[Фф](?:онд)?\.?|[Ff](?:ond)?\.?)\s?[\pL-]{0,2}\d+[\pL-]{0,3}[.,;]\s*(?:[Оо]п(?:ись)?|[Oo]p)\.?\s?\d+|\d+-\s?(?:қор|қ|q|qor)[.,]{1,2}\s*\d+-\s?(?:тізбе|тізім|т|t|tizbe)[.,]).*$`)
	archiveLeaf = lazyregexp.New(`[.,;]\s*(?:[Лл]{1,2}\.?\s?\d|\d+(?:-\s?\d+)?-\s?(?:п|б|парақ|пп|бб)(?:[.,\s]|$)).*$`) // its sheets
	nameOfGOST  = lazyregexp.New(`:\s*((?:ГОСТ|СТ РК)(?: Р)? [\d.]+[–—-]\d+)`)
)

// archived reads a document of an archive, text[from:to], that tells at mark where it
// lies; without a title it is called by its file: "Архив. Ф. 1. Оп. 2. Д. 3". ok is false for
// what was published, with a year, and only tells of an archive, too.
func (d *draft) archived(from, mark, to int) (ok bool) {
	at, end := from, to // the archive's name begins, the title ends
	if m := archiveLeaf.FindStringIndex(d.text[mark+1 : to]); m != nil {
		end = mark + 1 + m[0]
	}
	n, people := headNames(d.text[from:mark])
	slashes := strings.Index(d.text[from:mark], "//")
	if slashes >= 0 {
		at, end = from+slashes+len("//"), from+slashes
	}
	if cite.HasYear(d.text[at:mark]) {
		point := strings.LastIndex(d.text[from:mark], ". ")
		if slashes >= 0 || people || point < 0 {
			return false
		}
		at, end = from+point+len(". "), from+point // "Отчёт за 1895 год. Архив"
	}
	d.forced = "manuscript"
	if slashes >= 0 && people {
		d.add(part(labelAuthor), from, from+n, 0.95)
		from += n
	}
	d.add(part(labelTitle), from, end, 0.8)
	if a, b := trimPunct(d.text, at, mark); a < b {
		d.set("archive", cite.Plain(d.text[a:b]), a, b, 0.9)
	}
	a, b := trimPunct(d.text, mark, to)
	if r, _ := utf8.DecodeLastRuneInString(d.text[a:b]); unicode.IsLetter(r) && strings.HasPrefix(d.text[b:], ".") {
		b++ // "об." is an abbreviation
	}
	d.set("archive_location", cite.Plain(d.text[a:b]), a, b, 0.9)
	return true
}

// law reads a law or decree of text[from:to]; text is d.text in which the
// elements that were read are blanked.
func (d *draft) law(text string, from, to int) bool {
	if !lawMark.MatchString(text[from:to]) {
		return false
	}
	d.forced = "legislation"
	end := to
	if m := lawEnd.FindStringIndex(text[from:to]); m != nil {
		end = from + m[0]
		if text[end] == '.' || text[end] == ')' {
			end++
		} else if strings.HasPrefix(text[end:], "»") {
			end += len("»")
		}
	}
	core := text[from:end]
	d.add(part(labelTitle), from, end, 0.9)
	if m := lawNumber.FindStringSubmatchIndex(core); m != nil {
		d.add(partStandard, from+m[2], from+m[3], 0.95)
	}
	rest := end
	if i := strings.Index(text[end:to], "//"); i >= 0 {
		rest = end + i + 2
		last, _ := d.gostElements(text, rest, to, true)
		d.gostTitle(text, rest, last, part(labelContainer), dashBehind(text, last), commaBehind(text, last))
	} else {
		last, _ := d.gostElements(text, rest, to, false)
		d.imprint(text, rest, last)
	}
	if m := lawDate.FindStringSubmatchIndex(core); m != nil {
		a, b := m[2], m[3]
		if a < 0 {
			a, b = m[4], m[7]
		}
		d.add(part(labelDate), from+a, from+b, 0.95) // unless a gazette's year was read
	}
	return true
}

// designation reads the designation of a standard or a patent at the head of
// text[from:to] and returns where the title begins; ok is false where there is
// none.
func (d *draft) designation(text string, from, to int) (title int, ok bool) {
	m := standardMark.FindStringSubmatchIndex(text[from:to])
	d.forced = "standard"
	if m == nil {
		m = patentMark.FindStringSubmatchIndex(text[from:to])
		d.forced = "patent"
	}
	if m == nil {
		d.forced = ""
		return from, false
	}
	d.add(partStandard, from+m[2], from+m[3], 0.95)
	return from + m[1], true
}

// patent reads the text behind a patent's number: title / names ; dates.
func (d *draft) patent(text string, from, to int) {
	end := to
	if i := strings.Index(text[from:to], " / "); i >= 0 {
		end = from + i
		names, _, _ := strings.Cut(text[end+3:to], ";")
		if _, people := headNames(names); people {
			d.add(part(labelAuthor), end+3, end+3+len(names), 0.85)
		}
	} else if m := sepRun.FindStringIndex(text[from:to]); m != nil {
		end = from + m[0]
	}
	d.add(part(labelTitle), from, end, 0.9)
	if m := published.FindStringSubmatchIndex(text[end:to]); m != nil {
		d.add(part(labelDate), end+m[2], end+m[3], 0.95)
	}
}
