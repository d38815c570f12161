package style

// The words of each locale. CSL's locales know no Kazakh; these follow the usage
// of Kazakhstan's journals: бет (б.), том (т.), жыл (ж.), тағы басқалар (т.б.).

import (
	"fmt"
	"slices"
	"strings"

	"github.com/izde/izde/search/cite"
)

// Locale is the language of an entry's words.
type Locale string

// The locales.
const (
	English Locale = "en"
	Kazakh  Locale = "kk"
	Russian Locale = "ru"
	Chinese Locale = "zh"
)

// words are the terms of a locale. A %s stands for the value of the term.
type words struct {
	others, and string
	// Behind a full stop (GOST): volume, issue, pages, volume and issue after it.
	volume, issue, pages string
	total                string // number of pages
	edition              string
	editor, translator   string // GOST, before a name
	edited, translated   string // GB/T, behind names
	in                   string // APA: editors, container with pages
	editors              string // APA: one or several editors in brackets
	manyEditors          string
	pageRange, onePage   string // APA
	citedPages           string // behind an entry
	citedPage            string
	volumeOf             string // APA: a volume of a book
	translators          string
	accessed             string // GOST, before a date
	retrieved            string // APA: date, address
	noDate, noYear       string // APA, GOST
	circa                string
	thesis, patent       string
	number               string
	months               []string
	// dayMonth is a date without its year, fullDate one with it: year, month, day.
	dayMonth, monthYear, fullDate func(y, m, d string) string
}

func named(s string) []string { return strings.Fields(s) }

var terms = map[Locale]*words{
	English: {
		others: "et al.", and: "&", volume: "Vol. %s", issue: "no. %s", pages: "P. %s", total: "%s p.", edition: "%s ed.", editor: "ed. by %s", translator: "trans. by %s",
		edited: "ed", translated: "trans", in: "In %s%s (%s)", editors: "(Ed.)", manyEditors: "(Eds.)", pageRange: "pp. %s", onePage: "p. %s", citedPages: "pp. %s", citedPage: "p. %s", volumeOf: "Vol. %s", translators: "Trans.",
		accessed: "accessed: %s", retrieved: "Retrieved %s, from %s", noDate: "n.d.", noYear: "n. d.", circa: "ca. %s", thesis: "thesis", patent: "patent %s", number: "No. %s",
		months:   named("January February March April May June July August September October November December"),
		dayMonth: func(_, m, d string) string { return joined(" ", m, d) }, monthYear: func(y, m, _ string) string { return m + " " + y },
		fullDate: func(y, m, d string) string { return m + " " + d + ", " + y },
	},
	Kazakh: {
		others: "т.б.", and: "және", volume: "Т. %s", issue: "№ %s", pages: "Б. %s", total: "%s б.", edition: "%s-бас.", editor: "ред. %s", translator: "ауд. %s",
		edited: "ред.", translated: "ауд.", in: "%s%s (%s)", editors: "(ред.)", manyEditors: "(ред.)", pageRange: "%s б.", onePage: "%s б.", citedPages: "%s-б.", citedPage: "%s-б.", volumeOf: "%s т.", translators: "ауд.",
		accessed: "қаралған күні: %s", retrieved: "%s қаралды, %s", noDate: "ж. к.", noYear: "ж. к.", circa: "шам. %s", thesis: "дис.", patent: "патент %s", number: "№ %s",
		months:   named("қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"),
		dayMonth: func(_, m, d string) string { return joined(" ", d, m) }, monthYear: func(y, m, _ string) string { return y + " ж. " + m },
		fullDate: func(y, m, d string) string { return y + " ж. " + d + " " + m },
	},
	Russian: {
		others: "и др.", and: "и", volume: "Т. %s", issue: "№ %s", pages: "С. %s", total: "%s с.", edition: "%s-е изд.", editor: "ред. %s", translator: "пер. %s",
		edited: "ред.", translated: "пер.", in: "В %s%s (%s)", editors: "(ред.)", manyEditors: "(ред.)", pageRange: "с. %s", onePage: "с. %s", citedPages: "с. %s", citedPage: "с. %s", volumeOf: "Т. %s", translators: "пер.",
		accessed: "дата обращения: %s", retrieved: "Дата обращения: %s; %s", noDate: "б. г.", noYear: "б. г.", circa: "ок. %s", thesis: "дис.", patent: "пат. %s", number: "№ %s",
		months: named("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
		dayMonth: func(_, m, d string) string {
			if d == "" {
				return nominative[m]
			}
			return d + " " + m
		}, monthYear: func(y, m, _ string) string { return nominative[m] + " " + y + " г." },
		fullDate: func(y, m, d string) string { return d + " " + m + " " + y + " г." },
	},
	Chinese: {
		others: "等", and: "&", volume: "第 %s 卷", issue: "第 %s 期", pages: "第 %s 页", total: "%s 页", edition: "%s 版", editor: "%s 编", translator: "%s 译",
		edited: "编", translated: "译", in: "载于%s%s (%s)", editors: "(编)", manyEditors: "(编)", pageRange: "第 %s 页", onePage: "第 %s 页", citedPages: "第%s页", citedPage: "第%s页", volumeOf: "第 %s 卷", translators: "译",
		accessed: "访问日期: %s", retrieved: "%s 检索自 %s", noDate: "无日期", noYear: "出版年不详", circa: "约 %s", thesis: "学位论文", patent: "专利 %s", number: "第 %s 号",
		months:   named("1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"),
		dayMonth: func(_, m, d string) string { return m + behind("", d) + after(d, "日") }, monthYear: func(y, m, _ string) string { return y + "年" + m },
		fullDate: func(y, m, d string) string { return y + "年" + m + d + "日" },
	},
}

// nominative has the Russian months as they stand without a day.
var nominative = map[string]string{
	"января": "январь", "февраля": "февраль", "марта": "март", "апреля": "апрель", "мая": "май", "июня": "июнь", "июля": "июль", "августа": "август",
	"сентября": "сентябрь", "октября": "октябрь", "ноября": "ноябрь", "декабря": "декабрь",
}

// after is suffix when there is s.
func after(s, suffix string) string {
	if s == "" {
		return ""
	}
	return suffix
}

// about puts s into a term; nothing without s.
func about(term, s string) string {
	if s == "" {
		return ""
	}
	return fmt.Sprintf(term, s)
}

// parts are year, month's name and day of the first date; "" where they are not
// known.
func (w *writer) parts(d *cite.Date) (year, month, day string) {
	if d == nil || len(d.Parts) == 0 {
		return "", "", ""
	}
	p := d.Parts[0]
	year = fmt.Sprint(p[0])
	if len(p) > 1 && p[1] >= 1 && p[1] <= 12 {
		month = w.terms.months[p[1]-1]
		if len(p) > 2 {
			day = fmt.Sprint(p[2])
		}
	}
	return year, month, day
}

// year is the year of publication, or the years from – to, or the item's own words
// instead.
func (w *writer) year() string {
	d := w.it.Issued
	switch {
	case d == nil:
		return ""
	case d.Circa:
		exact := *d
		exact.Circa = false
		it := *w.it
		it.Issued = &exact
		return about(w.terms.circa, (&writer{it: &it}).year())
	case len(d.Parts) == 0:
		return clean(d.Literal)
	case len(d.Parts) == 2 && d.Parts[1][0] != d.Parts[0][0]:
		return fmt.Sprintf("%d–%d", d.Parts[0][0], d.Parts[1][0])
	}
	return fmt.Sprint(d.Parts[0][0])
}

// longDate is a whole date in words, as far as it is known.
func (w *writer) longDate(d *cite.Date) string {
	y, m, day := w.parts(d)
	switch {
	case m == "":
		return y
	case day == "":
		return w.terms.monthYear(y, m, "")
	}
	return w.terms.fullDate(y, m, day)
}

// dotted is the first date as "24.07.2023", iso as "2023-07-24", as far as it is
// known.
func dotted(d *cite.Date) string {
	parts := digits(d)
	slices.Reverse(parts)
	return strings.Join(parts, ".")
}

func iso(d *cite.Date) string { return strings.Join(digits(d), "-") }

func digits(d *cite.Date) []string {
	var out []string
	if d != nil && len(d.Parts) > 0 {
		for _, p := range d.Parts[0] {
			out = append(out, fmt.Sprintf("%02d", p))
		}
	}
	return out
}

// edition is "2nd ed.", "2-е изд.", or what the item says where that is no number.
func (w *writer) edition() string {
	e := string(w.it.Edition)
	if e == "" || e == "1" {
		return ""
	}
	if strings.Trim(e, "0123456789") != "" {
		return e
	}
	if w.own == terms[English] {
		e = ordinal(e)
	}
	return about(w.own.edition, e)
}

func ordinal(n string) string {
	switch {
	case strings.HasSuffix(n, "11"), strings.HasSuffix(n, "12"), strings.HasSuffix(n, "13"):
		return n + "th"
	case strings.HasSuffix(n, "1"):
		return n + "st"
	case strings.HasSuffix(n, "2"):
		return n + "nd"
	case strings.HasSuffix(n, "3"):
		return n + "rd"
	}
	return n + "th"
}
