package style

// GOST R 7.0.5-2008, section 7: "Heading Title : rest / responsibility // Container
// / editor. Edition. Place : Publisher, year. Vol., no. Pages. URL (date of access)".
// Up to three authors stand in the heading; of more, the first behind the slash
// with "[и др.]"; organisations always there. The form in another language follows an equals sign (GOST 7.1,
// 5.2.4).

import (
	"slices"
	"strings"

	"github.com/izde/izde/search/cite"
)

func (w *writer) gost() {
	it := w.it
	authors := it.Author
	heading, responsible := "", ""
	switch n := len(authors); {
	case n > 3:
		responsible = familyLast(authors[0]) + " [" + w.own.others + "]"
	case n > 0:
		heading = strings.Join(each(authors, familyFirst), ", ")
	}
	if it.Type == "patent" || it.Type == "standard" || slices.ContainsFunc(authors, func(n cite.Name) bool { return n.Literal != "" && !isChinese(n) }) && len(authors) < 4 {
		heading, responsible = "", strings.Join(each(authors, familyLast), ", ")
	}
	if it.Type == "standard" && it.Number != "" {
		w.put(string(it.Number))
	}
	w.area(heading)
	w.area(it.Title)
	w.put(behind(" = ", it.OriginalTitle))
	switch {
	case it.Type == "patent":
		w.put(behind(": ", about(w.own.patent, string(it.Number))))
	case it.Type == "thesis":
		w.put(" : " + joined("", it.Genre, missing(it.Genre, w.own.thesis)))
	case it.Genre != "":
		w.put(" : " + it.Genre)
	}
	if responsible != "" {
		w.put(" / " + responsible)
	}
	edited := joined(" ; ", about(w.own.editor, strings.Join(each(it.Editor, familyLast), ", ")), about(w.own.translator, strings.Join(each(it.Translator, familyLast), ", ")))
	part := it.ContainerTitle != ""
	if !part && edited != "" {
		w.put(map[bool]string{true: " ; ", false: " / "}[responsible != ""] + edited)
	}
	if part {
		w.put(" // " + it.ContainerTitle + behind(" = ", w.it.Custom["original-container-title"]))
		w.put(behind(" / ", edited))
	}
	w.area(w.edition())
	if serial(it) {
		w.gostSerial()
	} else {
		w.gostImprint()
	}
	w.area(about(w.own.pages, dashed(it.Page)))
	if it.Page == "" {
		w.area(about(w.own.total, string(it.NumberOfPages)))
	}
	w.area(behind("DOI: ", it.DOI))
	if it.URL != "" {
		w.area("URL: " + it.URL)
		w.put(behind(" (", about(w.terms.accessed, dotted(it.Accessed))) + after(dotted(it.Accessed), ")"))
	}
	w.stop()
}

// area begins another area of the description with s.
func (w *writer) area(s string) {
	if s != "" {
		w.sentence()
		w.put(s)
	}
}

func missing(s, instead string) string {
	if s == "" {
		return instead
	}
	return ""
}

// serial reports whether the item stands in a serial, which has no imprint.
func serial(it *cite.Item) bool {
	return strings.HasPrefix(it.Type, "article") || it.ContainerTitle != "" && (it.Issue != "" || it.Volume != "" && it.Publisher == "")
}

// gostSerial is "2019. Т. 7, № 2", "2019. 5 мая. № 2".
func (w *writer) gostSerial() {
	year := w.year()
	if w.it.Type == "article-newspaper" || w.it.Type == "article-magazine" {
		y, m, d := w.parts(w.it.Issued)
		switch {
		case m != "" && (w.locale == Kazakh || w.locale == Chinese):
			year = w.terms.fullDate(y, m, d)
			if d == "" {
				year = w.terms.monthYear(y, m, d)
			}
		case m != "":
			year = y + ". " + w.terms.dayMonth(y, m, d)
		}
	}
	w.area(year)
	w.gostVolume()
}

// gostVolume is "Т. 7, № 2"; an area begins with a capital.
func (w *writer) gostVolume() {
	w.area(capital(joined(", ", about(w.own.volume, string(w.it.Volume)), about(w.own.issue, string(w.it.Issue)))))
}

// gostImprint is "М. : Наука, 2006. Т. 2".
func (w *writer) gostImprint() {
	it := w.it
	year := w.year()
	if year == "" && it.Type != "webpage" && (it.Publisher != "" || it.PublisherPlace != "") {
		year = "[" + w.terms.noYear + "]"
	}
	if it.Type == "patent" {
		year = joined("", dotted(it.Issued), missing(dotted(it.Issued), year))
	}
	publisher := it.Publisher + behind(" = ", it.Custom["original-publisher"])
	w.area(joined(", ", joined(" : ", it.PublisherPlace, publisher), year))
	w.gostVolume()
	if it.Type == "report" {
		w.area(about(w.own.number, string(it.Number)))
	}
}
