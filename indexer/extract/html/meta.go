package html

// This file reads what a page says of itself: citation_* (Highwire Press, which
// Google Scholar and Zotero read), Dublin Core, Open Graph, the title, the language.

import (
	"slices"
	"strings"

	"github.com/izde/izde/indexer/extract/flow"
	"github.com/izde/izde/search/cite"
)

// meta are the statements of a page.
type meta struct {
	values  map[string][]string // by name in lower case
	title   strings.Builder
	inTitle bool
	lang    string
}

const (
	maxStatements = 2000
	maxValue      = 4 << 10 // bytes
)

func (m *meta) start(e *flow.Element) {
	switch e.Name {
	case "html":
		m.lang = e.Attr("lang")
	case "title":
		m.inTitle = m.title.Len() == 0
	case "meta":
		name, value := strings.ToLower(e.Attr("name")), strings.TrimSpace(e.Attr("content"))
		if name == "" {
			name = strings.ToLower(e.Attr("property"))
		}
		if name == "" || value == "" || len(value) > maxValue || len(m.values) > maxStatements || len(m.values[name]) > maxStatements {
			return
		}
		if m.values == nil {
			m.values = map[string][]string{}
		}
		m.values[name] = append(m.values[name], value)
	}
}

func (m *meta) end(name string) {
	if name == "title" {
		m.inTitle = false
	}
}

func (m *meta) text(text string) {
	if m.inTitle && m.title.Len() < maxValue {
		m.title.WriteString(text)
	}
}

// first is the first value of the first name that has one.
func (m *meta) first(names ...string) string {
	for _, n := range names {
		if v := m.values[n]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// siteMarks stand between the title of a page and the name of its site.
var siteMarks = []string{" | ", " - ", " – ", " — ", " :: ", " · ", " » ", "_"}

// titles are what the title may be, the surest first.
func (m *meta) titles() []string {
	page := strings.Join(strings.Fields(m.title.String()), " ")
	all := []string{m.first("citation_title"), m.first("dc.title", "dcterms.title"), m.first("og:title"), page}
	for _, mark := range siteMarks {
		if i := strings.LastIndex(page, mark); i > 0 {
			all = append(all, page[:i])
		}
		if i := strings.Index(page, mark); i > 0 {
			all = append(all, page[:i], page[i+len(mark):])
		}
	}
	return all
}

// item is what the page says of its article.
func (m *meta) item() cite.Item {
	it := cite.Item{
		DOI:            m.first("citation_doi", "prism.doi", "bepress_citation_doi"),
		ContainerTitle: m.first("citation_journal_title", "prism.publicationname", "citation_conference_title", "dc.source"),
		Volume:         cite.Text(m.first("citation_volume", "prism.volume")),
		Issue:          cite.Text(m.first("citation_issue", "prism.number")),
		ISSN:           m.first("citation_issn", "prism.issn"),
		Language:       m.first("citation_language", "dc.language"),
		Publisher:      m.first("citation_publisher", "dc.publisher"),
	}
	for _, t := range m.titles() {
		if it.Title == "" {
			it.Title = t
		}
	}
	if it.Language == "" {
		it.Language = m.lang
	}
	if it.DOI == "" {
		if found := cite.FindDOI(strings.Join(slices.Concat(m.values["dc.identifier"], m.values["dc.identifier.doi"]), " ")); len(found) > 0 {
			it.DOI = found[0].DOI
		}
	}
	if first, last := m.first("citation_firstpage", "prism.startingpage"), m.first("citation_lastpage", "prism.endingpage"); first != "" {
		it.Page = cite.Text(first)
		if last != "" && last != first {
			it.Page += cite.Text("–" + last)
		}
	}
	date := m.first("citation_publication_date", "citation_date", "citation_online_date", "citation_year", "prism.publicationdate", "dc.date", "dc.date.issued", "dcterms.issued", "article:published_time")
	if date, _, _ = strings.Cut(strings.ReplaceAll(date, "/", "-"), "T"); date != "" {
		it.Issued = cite.ReadDate(date)
	}
	authors := m.values["citation_author"]
	if len(authors) == 0 {
		authors = m.values["citation_authors"]
	}
	if len(authors) == 0 {
		authors = slices.Concat(m.values["dc.creator"], m.values["dc.contributor.author"])
	}
	for _, list := range authors {
		for name := range strings.SplitSeq(list, ";") {
			if name = strings.TrimSpace(name); name != "" {
				it.Author = append(it.Author, cite.ReadName(name))
			}
		}
	}
	return it
}
