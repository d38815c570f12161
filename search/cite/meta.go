package cite

// This file describes an item to programs that read pages: citation_* meta
// elements, as Google Scholar and Zotero read them, and COinS, an OpenURL context
// object in the title of a span (ANSI/NISO Z39.88-2004, key/encoded-value; the
// matrices info:ofi/fmt:kev:mtx:journal, book, dissertation, patent and dc).

import (
	"fmt"
	"net/url"
	"strings"
)

// Meta is a meta element.
type Meta struct{ Name, Content string }

// Metas returns the citation_* elements of it, in order.
func (it *Item) Metas() []Meta {
	var out []Meta
	put := func(name, content string) {
		if content = Line(content); content != "" {
			out = append(out, Meta{"citation_" + name, content})
		}
	}
	put("title", it.Title)
	for _, n := range it.Author {
		put("author", inverted(n))
	}
	for _, n := range it.Editor {
		put("editor", inverted(n))
	}
	if it.Issued != nil && len(it.Issued.Parts) > 0 {
		put("publication_date", slashed(it.Issued.Parts[0]))
	}
	switch it.Type {
	case "chapter":
		put("inbook_title", it.ContainerTitle)
	case "paper-conference":
		put("conference_title", it.ContainerTitle)
	default:
		put("journal_title", it.ContainerTitle)
	}
	put("volume", string(it.Volume))
	put("issue", string(it.Issue))
	first, last := it.firstLast()
	put("firstpage", first)
	put("lastpage", last)
	switch it.Type {
	case "thesis":
		put("dissertation_institution", it.Publisher)
	case "report":
		put("technical_report_institution", it.Publisher)
		put("technical_report_number", string(it.Number))
	default:
		put("publisher", it.Publisher)
	}
	put("doi", it.DOI)
	put("isbn", it.ISBN)
	put("issn", it.ISSN)
	put("language", it.Language)
	put("keywords", it.Keyword)
	return out
}

// firstLast are the ends of the range of pages.
func (it *Item) firstLast() (first, last string) {
	first, last, _ = strings.Cut(strings.ReplaceAll(string(it.Page), "–", "-"), "-")
	return first, last
}

// inverted is "Family, Given".
func inverted(n Name) string {
	if n.Literal != "" || n.Given == "" {
		return n.String()
	}
	s := n.FamilyName() + ", " + n.Given
	if n.Suffix != "" {
		s += ", " + n.Suffix
	}
	return s
}

// slashed is "2019/05/03", as far as it is known.
func slashed(date []int) string {
	var parts []string
	for _, p := range date {
		parts = append(parts, fmt.Sprintf("%02d", p))
	}
	return strings.Join(parts, "/")
}

// COinS returns the context object of it, for the title of <span class="Z3988">;
// not yet escaped for HTML.
func (it *Item) COinS() string {
	var out strings.Builder
	out.Grow(512)
	put := func(key, value string) {
		if value = Line(value); value == "" {
			return
		}
		if out.Len() > 0 {
			out.WriteByte('&')
		}
		out.WriteString(key)
		out.WriteByte('=')
		out.WriteString(url.QueryEscape(value))
	}
	format, genre, title := "book", "document", "rft.btitle"
	switch {
	case strings.HasPrefix(it.Type, "article"):
		format, genre, title = "journal", "article", "rft.atitle"
	case it.Type == "paper-conference":
		genre, title = "proceeding", "rft.atitle"
	case it.Type == "chapter":
		genre, title = "bookitem", "rft.atitle"
	case it.Type == "book":
		genre = "book"
	case it.Type == "report":
		genre = "report"
	case it.Type == "thesis":
		format, genre, title = "dissertation", "", "rft.title"
	case it.Type == "patent":
		format, genre, title = "patent", "", "rft.title"
	case it.ContainerTitle == "" && it.Publisher == "":
		format, genre, title = "dc", "", "rft.title"
	}
	put("ctx_ver", "Z39.88-2004")
	put("rft_val_fmt", "info:ofi/fmt:kev:mtx:"+format)
	put("rft.genre", genre)
	put(title, it.Title)
	if title == "rft.atitle" {
		if format == "journal" {
			put("rft.jtitle", it.ContainerTitle)
		} else {
			put("rft.btitle", it.ContainerTitle)
		}
	}
	if len(it.Author) > 0 && it.Author[0].Literal == "" && format != "dc" {
		put("rft.aulast", it.Author[0].FamilyName())
		put("rft.aufirst", it.Author[0].Given)
	}
	for _, n := range it.Author {
		if format == "dc" {
			put("rft.creator", inverted(n))
		} else {
			put("rft.au", inverted(n))
		}
	}
	if it.Issued != nil && len(it.Issued.Parts) > 0 {
		put("rft.date", strings.ReplaceAll(slashed(it.Issued.Parts[0]), "/", "-"))
	}
	put("rft.volume", string(it.Volume))
	put("rft.issue", string(it.Issue))
	put("rft.pages", string(it.Page))
	first, last := it.firstLast()
	put("rft.spage", first)
	put("rft.epage", last)
	put("rft.edition", string(it.Edition))
	if format == "dissertation" {
		put("rft.inst", it.Publisher)
	} else {
		put("rft.pub", it.Publisher)
	}
	put("rft.place", it.PublisherPlace)
	put("rft.isbn", it.ISBN)
	put("rft.issn", it.ISSN)
	put("rft.language", it.Language)
	if it.DOI != "" {
		put("rft_id", "info:doi/"+it.DOI)
	} else {
		put("rft_id", it.URL)
	}
	return out.String()
}
