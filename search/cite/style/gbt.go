package style

// GB/T 7714-2015, numeric: "Authors. Title[mark]. Others. Edition. Place: Publisher,
// year: pages[date of access]. URL. DOI". Three authors, then 等 or "et al"; family
// names in capitals, initials without stops. A work in two languages is written in
// the language of the original first (6.1), then in the other.
//
// The revision of 2025 is written as far as public descriptions of it go, for its text
// is sold only: the announcement of Wuhan University, which led the revision
// (news.whu.edu.cn/info/1015/489767.htm: preprints and data sets are types of their
// own, the rules for persons have changed, the date of access is left out of what is
// not online alone), and the BibTeX style gbt7714 of CTAN for the details (family names
// as they are written, PP for preprints, DS for data sets). What they do not tell,
// punctuation above all, stays as it was in 2015.

import (
	"strings"

	"github.com/izde/izde/search/cite"
)

// gbtMarks are the codes of document types (annex B).
var gbtMarks = map[string]string{
	"book": "M", "chapter": "M", "paper-conference": "C", "article-newspaper": "N", "article-journal": "J", "article-magazine": "J", "article": "J", "thesis": "D", "report": "R",
	"standard": "S", "patent": "P", "dataset": "DB", "software": "CP", "map": "CM", "webpage": "EB", "post-weblog": "EB", "post": "EB",
}

// gbtRevised are the codes that the revision of 2025 has changed, of what CSL calls an
// article, which is one outside a journal, and of data.
var gbtRevised = map[string]string{"article": "PP", "dataset": "DS"}

func (w *writer) gbt() {
	it := w.it
	if it.OriginalTitle == "" {
		w.gbtOne()
		return
	}
	translated := *it
	original := *it
	original.Title, original.OriginalTitle = it.OriginalTitle, ""
	if names := w.originalAuthors(); names != nil {
		original.Author = names
	}
	for _, o := range []struct {
		to     *string
		custom string
	}{{&original.ContainerTitle, "original-container-title"}, {&original.Publisher, "original-publisher"}} {
		if s := it.Custom[o.custom]; s != "" {
			*o.to = s
		}
	}
	translated.OriginalTitle = ""
	w.it = &original
	if isChinese(cite.Name{Literal: original.Title}) {
		w.locale, w.terms, w.own = Chinese, terms[Chinese], terms[Chinese]
	}
	w.gbtOne()
	w.put(" ")
	locale := localeOf(&translated, GBT)
	second := &writer{revised: w.revised, it: &translated, locale: locale, terms: terms[locale], own: terms[locale]}
	second.gbtOne()
	for _, r := range second.out {
		w.run(r.Text, r.Italic)
	}
}

func (w *writer) gbtOne() {
	it := w.it
	others := w.own.others
	if w.own == terms[English] {
		others = strings.TrimSuffix(others, ".")
	}
	names := func(list []cite.Name) string {
		form := capitals
		if w.revised {
			form = plainly
		}
		out := each(list, form)
		if len(out) > 3 {
			out = append(out[:3], others)
		}
		return strings.Join(out, ", ")
	}
	lead := names(it.Author)
	if lead == "" && it.ContainerTitle == "" && len(it.Editor) > 0 {
		lead = names(it.Editor) + ", " + w.own.edited
	}
	w.put(lead)
	w.area(it.Title)
	if it.Type == "standard" || it.Type == "patent" || it.Type == "report" {
		w.put(behind(": ", string(it.Number)))
	}
	mark := gbtMarks[it.Type]
	if revised := gbtRevised[it.Type]; w.revised && revised != "" {
		mark = revised
	}
	if mark == "" {
		mark = "Z"
		if it.URL != "" && (it.Type == "document" || it.Type == "") && it.Publisher == "" {
			mark = "EB"
		}
	}
	online := strings.HasPrefix(mark, "EB") || mark == "PP" || mark == "DS"
	if mark == "EB" || it.URL != "" {
		mark += "/OL"
	}
	w.put("[" + mark + "]")
	if len(it.Translator) > 0 {
		w.area(names(it.Translator) + ", " + w.own.translated)
	}
	date := w.year()
	if it.Type == "article-newspaper" || it.Type == "patent" || mark == "EB/OL" {
		date = joined("", iso(it.Issued), missing(iso(it.Issued), date))
	}
	accessed := iso(it.Accessed)
	if w.revised && !online {
		accessed = ""
	}
	pages := string(it.Page)
	page := gbtMarks[it.Type] == "EB"
	switch {
	case page:
		w.area(it.ContainerTitle)
		if date+accessed != "" {
			w.area(behind("(", date) + after(date, ")") + behind("[", accessed) + after(accessed, "]"))
		}
	case it.Type == "patent":
		w.area(date)
	case serial(it):
		w.area(joined(", ", it.ContainerTitle, date, string(it.Volume)))
		if it.Type == "article-newspaper" {
			w.put(behind("(", pages) + after(pages, ")"))
			break
		}
		w.put(behind("(", w.issue()) + after(w.issue(), ")"))
		w.put(behind(": ", pages))
	default:
		if it.ContainerTitle != "" {
			w.put("//")
			if len(it.Editor) > 0 {
				w.put(names(it.Editor) + ". ")
			}
			w.put(it.ContainerTitle)
			if it.Volume != "" {
				w.put(": " + about(w.own.volumeOf, string(it.Volume)))
			}
		}
		if date == "" && it.Publisher != "" {
			date = "[" + w.terms.noDate + "]"
		}
		w.area(strings.ReplaceAll(w.edition(), " 版", "版"))
		w.area(joined(", ", joined(": ", it.PublisherPlace, it.Publisher), date))
		w.put(behind(": ", pages))
	}
	if it.URL != "" {
		if !page {
			w.put(behind("[", accessed) + after(accessed, "]"))
		}
		w.area(it.URL)
	}
	w.area(behind("DOI:", it.DOI))
	w.stop()
}
