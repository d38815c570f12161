package style

// APA, 7th edition: "Authors. (date). Title. Source. DOI or address". Titles of
// works that stand alone and names of serials are italic, volumes too. Up to
// twenty authors are named; of more, the first nineteen and the last. A work in
// another language has its translated title in square brackets (9.38).

import (
	"cmp"
	"strings"
)

func (w *writer) apa() {
	it := w.it
	part := it.ContainerTitle != ""
	title := it.Title
	if it.OriginalTitle != "" {
		title = it.OriginalTitle
	}
	translated := ""
	if it.OriginalTitle != "" && it.Title != "" {
		translated = " [" + it.Title + "]"
	}
	lead := w.apaNames(each(it.Author, inverted))
	if lead == "" && !part && len(it.Editor) > 0 {
		lead = w.apaNames(each(it.Editor, inverted)) + " " + w.editors()
	}
	group := lead != ""
	if !group { // the title takes the authors' place
		w.run(title, !part)
		w.put(translated + w.apaDetails(part))
		w.apaMore()
	} else {
		w.put(lead)
	}
	w.sentence()
	w.put("(" + w.apaDate() + ").")
	if group && title != "" {
		w.put(" ")
		w.run(title, !part)
		w.put(translated + w.apaDetails(part))
		w.apaMore()
	}
	switch {
	case part && serial(it):
		w.sentence()
		w.italic(it.ContainerTitle)
		if it.Volume != "" {
			w.put(", ")
			w.italic(string(it.Volume))
		}
		if it.Issue != "" {
			w.put(missing(string(it.Volume), ", ") + "(" + w.issue() + ")")
		}
		w.put(behind(", ", dashed(it.Page)))
	case part:
		w.sentence()
		w.apaContainer()
	}
	if !serial(it) && it.Publisher != "" && it.Type != "thesis" && lead != it.Publisher {
		w.area(it.Publisher)
	}
	w.stop()
	switch {
	case it.DOI != "":
		w.put(" " + doiAddress(it.DOI))
	case it.URL != "" && it.Accessed != nil && w.longDate(it.Accessed) != "":
		w.put(" ")
		before, behind, _ := strings.Cut(w.terms.retrieved, "%s")
		w.put(before + w.longDate(it.Accessed) + strings.Replace(behind, "%s", it.URL, 1))
	case it.URL != "":
		w.put(" " + it.URL)
	}
}

func (w *writer) editors() string {
	if len(w.it.Editor) > 1 {
		return w.terms.manyEditors
	}
	return w.terms.editors
}

// apaNames is "A, B, & C"; of two that are not inverted "A & B".
func (w *writer) apaNames(names []string) string {
	n := len(names)
	switch {
	case n > 20:
		return strings.Join(names[:19], ", ") + ", . . . " + names[n-1]
	case n < 2:
		return strings.Join(names, "")
	case w.own.and == "&" && (n > 2 || strings.Contains(names[0], ", ")):
		return strings.Join(names[:n-1], ", ") + ", & " + names[n-1]
	}
	return strings.Join(names[:n-1], ", ") + " " + w.own.and + " " + names[n-1]
}

// apaDate is the year; of newspapers, magazines and pages the whole date.
func (w *writer) apaDate() string {
	year := w.year()
	switch w.it.Type {
	case "article-newspaper", "article-magazine", "webpage", "post", "post-weblog":
		y, m, d := w.parts(w.it.Issued)
		switch {
		case m != "" && w.locale == English:
			year = y + ", " + w.terms.dayMonth(y, m, d)
		case m != "":
			year = w.longDate(w.it.Issued)
		}
	}
	if year == "" {
		return cmp.Or(w.it.Status, w.terms.noDate)
	}
	return year
}

// apaDetails is the text in brackets behind the title of a whole work: edition,
// volume, number.
func (w *writer) apaDetails(part bool) string {
	it := w.it
	if part {
		return ""
	}
	details := joined(", ", w.edition(), about(w.terms.volumeOf, string(it.Volume)))
	switch it.Type {
	case "report", "standard", "patent":
		if it.Number != "" {
			details = joined(", ", about(w.terms.number, string(it.Number)), details)
		}
	}
	if len(it.Translator) > 0 {
		details = joined("; ", strings.Join(each(it.Translator, familyLast), ", ")+", "+w.terms.translators, details)
	}
	return behind(" (", details) + after(details, ")")
}

// apaMore is the description in square brackets.
func (w *writer) apaMore() {
	if w.it.Type == "thesis" {
		w.put(" [" + joined(", ", joined("", w.it.Genre, missing(w.it.Genre, capital(w.terms.thesis))), w.it.Publisher) + "]")
	}
}

// apaContainer is "In E. Editor (Ed.), Book (2nd ed., pp. 1–9)".
func (w *writer) apaContainer() {
	it := w.it
	pages := w.terms.onePage
	if strings.ContainsAny(string(it.Page), "-–,") {
		pages = w.terms.pageRange
	}
	editors := ""
	if len(it.Editor) > 0 {
		editors = w.apaNames(each(it.Editor, familyLast)) + " " + w.editors() + ", "
	}
	before, _, _ := strings.Cut(w.terms.in, "%s")
	w.put(before + editors)
	w.italic(it.ContainerTitle)
	details := joined(", ", w.edition(), about(w.terms.volumeOf, string(it.Volume)), about(pages, dashed(it.Page)))
	w.put(behind(" (", details) + after(details, ")"))
}
