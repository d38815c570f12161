package zotero

// This file makes CSL items of Zotero's, by the mappings of zotero/zotero-schema
// (schema.json, "csl").

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

// types are the CSL types of Zotero's; others are documents.
var types = map[string]string{
	"artwork": "graphic", "audioRecording": "song", "bill": "bill", "blogPost": "post-weblog", "book": "book", "bookSection": "chapter", "case": "legal_case",
	"computerProgram": "software", "conferencePaper": "paper-conference", "dataset": "dataset", "dictionaryEntry": "entry-dictionary", "email": "personal_communication",
	"encyclopediaArticle": "entry-encyclopedia", "film": "motion_picture", "forumPost": "post", "hearing": "hearing", "instantMessage": "personal_communication",
	"interview": "interview", "journalArticle": "article-journal", "letter": "personal_communication", "magazineArticle": "article-magazine", "manuscript": "manuscript",
	"map": "map", "newspaperArticle": "article-newspaper", "patent": "patent", "podcast": "song", "preprint": "article", "presentation": "speech", "radioBroadcast": "broadcast",
	"report": "report", "standard": "standard", "statute": "legislation", "thesis": "thesis", "tvBroadcast": "broadcast", "videoRecording": "motion_picture", "webpage": "webpage",
}

// variables are the CSL variables of fields, in the order in which they are preferred.
var variables = []struct{ field, variable string }{
	{"title", "title"}, {"caseName", "title"}, {"nameOfAct", "title"}, {"subject", "title"},
	{"publicationTitle", "container-title"}, {"bookTitle", "container-title"}, {"proceedingsTitle", "container-title"}, {"encyclopediaTitle", "container-title"}, {"dictionaryTitle", "container-title"},
	{"blogTitle", "container-title"}, {"forumTitle", "container-title"}, {"websiteTitle", "container-title"}, {"programTitle", "container-title"}, {"reporter", "container-title"}, {"code", "container-title"},
	{"series", "collection-title"}, {"seriesTitle", "collection-title"}, {"seriesNumber", "collection-number"}, {"conferenceName", "event-title"}, {"meetingName", "event-title"},
	{"publisher", "publisher"}, {"university", "publisher"}, {"institution", "publisher"}, {"company", "publisher"}, {"studio", "publisher"}, {"label", "publisher"}, {"distributor", "publisher"},
	{"network", "publisher"}, {"repository", "publisher"}, {"organization", "publisher"}, {"place", "publisher-place"},
	{"type", "genre"}, {"thesisType", "genre"}, {"reportType", "genre"}, {"manuscriptType", "genre"}, {"presentationType", "genre"}, {"letterType", "genre"}, {"mapType", "genre"}, {"websiteType", "genre"}, {"genre", "genre"},
	{"versionNumber", "version"}, {"number", "number"}, {"reportNumber", "number"}, {"patentNumber", "number"}, {"billNumber", "number"}, {"docketNumber", "number"}, {"publicLawNumber", "number"}, {"archiveID", "number"},
	{"edition", "edition"}, {"volume", "volume"}, {"issue", "issue"}, {"pages", "page"}, {"numPages", "number-of-pages"}, {"numberOfVolumes", "number-of-volumes"},
	{"DOI", "DOI"}, {"ISBN", "ISBN"}, {"ISSN", "ISSN"}, {"PMID", "PMID"}, {"PMCID", "PMCID"}, {"url", "URL"}, {"archive", "archive"}, {"archiveLocation", "archive_location"}, {"language", "language"}, {"abstractNote", "abstract"}, {"status", "status"},
}

// dates are the fields that hold the date of publication, the first of them counting.
var dates = []string{"date", "issueDate", "dateDecided", "dateEnacted", "filingDate"}

// leading are the roles of those who made a work of its kind; CSL calls all of them
// authors.
var leading = []string{"author", "artist", "performer", "sponsor", "programmer", "presenter", "director", "interviewee", "cartographer", "inventor", "podcaster", "composer"}

// others are CSL's names of roles that an item has no place for. They stand under
// custom.
var others = map[string]string{"seriesEditor": "collection-editor", "bookAuthor": "container-author", "reviewedAuthor": "reviewed-author", "castMember": "performer", "wordsBy": "lyricist"}

// toCSL makes a CSL item.
func toCSL(it *item) cite.Item {
	out := cite.Item{Type: types[it.kind]}
	if out.Type == "" {
		out.Type = "document"
	}
	for _, v := range variables {
		if at := out.Variable(v.variable); *at == "" {
			*at = untagged(it.fields[v.field])
		}
	}
	out.DOI = cite.NormalizeDOI(out.DOI)
	for _, field := range dates {
		if d := readDate(it.fields[field]); d != nil {
			out.Issued = d
			break
		}
	}
	out.Accessed = readDate(it.fields["accessDate"])
	out.Keyword = strings.Join(slices.Sorted(slices.Values(it.tags)), ", ")
	people(&out, it.creators)
	extra(&out, it.fields["extra"])
	return out
}

// people sets the creators by their roles.
func people(out *cite.Item, creators []creator) {
	rest := map[string][]string{}
	var unplaced []cite.Name
	for _, c := range creators {
		n := cite.Name{Family: cite.Line(c.last), Given: cite.Line(c.first)}
		if c.whole || n.Given == "" {
			n = cite.Name{Literal: cite.Line(c.last)}
		}
		switch {
		case n == cite.Name{}:
		case slices.Contains(leading, c.role):
			out.Author = append(out.Author, n)
		case c.role == "editor":
			out.Editor = append(out.Editor, n)
		case c.role == "translator":
			out.Translator = append(out.Translator, n)
		default:
			unplaced = append(unplaced, n)
			role := others[c.role]
			if role == "" {
				role = strings.ToLower(c.role)
			}
			rest[role] = append(rest[role], n.String())
		}
	}
	if len(out.Author) == 0 && len(out.Editor) == 0 {
		out.Author = unplaced
		return
	}
	for role, names := range rest {
		custom(out, role, strings.Join(names, "; "))
	}
}

func custom(out *cite.Item, name, value string) {
	if out.Custom == nil {
		out.Custom = map[string]string{}
	}
	out.Custom[name] = value
}

// extra reads the field "extra", in whose lines users keep variables that Zotero has
// no field for, "Original Title: …"; the rest is a note.
func extra(out *cite.Item, text string) {
	var rest []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		name, value, _ := strings.Cut(line, ":")
		variable := name
		if at := out.Variable(name); at == nil {
			variable = strings.ReplaceAll(strings.ToLower(name), " ", "-")
		}
		at := out.Variable(variable)
		if value = strings.TrimSpace(value); at == nil || variable == "note" || *at != "" || value == "" {
			if line != "" {
				rest = append(rest, line)
			}
			continue
		}
		if *at = value; variable == "DOI" {
			out.DOI = cite.NormalizeDOI(value)
		}
	}
	out.Note = strings.Join(rest, "; ")
}

// tags are those by which Zotero's titles are written in italics and the like.
var tags = lazyregexp.New(`</?(?:i|b|sub|sup|span|sc)(?: [^<>]{0,200})?>`)

// untagged is a value as one line without tags.
func untagged(value string) string { return cite.Line(tags.ReplaceAllString(value, "")) }

// readDate reads Zotero's multipart date, "2019-05-00 May 2019", of which the first
// part is for sorting and has zeros for what is not known; or the date of an access.
func readDate(value string) *cite.Date {
	first, rest, _ := strings.Cut(value, " ")
	var parts []int
	for p := range strings.SplitSeq(first, "-") {
		n, err := strconv.Atoi(p)
		if err != nil || len(parts) == 3 {
			parts = nil
			break
		}
		if n == 0 {
			break
		}
		parts = append(parts, n)
	}
	if len(parts) > 0 && len(first) >= len("2019-00-00") {
		return &cite.Date{Parts: [][]int{parts}}
	}
	if value = strings.TrimSpace(strings.TrimPrefix(value, "0000-00-00")); value == "" {
		return nil
	}
	if d := cite.ReadDate(value); d != nil {
		return d
	}
	return &cite.Date{Literal: cite.Line(strings.TrimSpace(cmp.Or(rest, value)))}
}

// plain turns the HTML of a note into text: a line for each block.
func plain(note string) string {
	z := html.NewTokenizer(strings.NewReader(note))
	var b strings.Builder
	hidden := 0
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			var lines []string
			for line := range strings.Lines(b.String()) {
				if line = cite.Line(line); line != "" {
					lines = append(lines, line)
				}
			}
			return strings.Join(lines, "\n")
		case html.TextToken:
			if hidden == 0 {
				b.WriteString(strings.ReplaceAll(string(z.Text()), "\n", " "))
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch tag := atom.Lookup(name); tag {
			case atom.Script, atom.Style:
				if kind == html.StartTagToken {
					hidden++
				} else if kind == html.EndTagToken {
					hidden = max(0, hidden-1)
				}
			case atom.P, atom.Div, atom.Br, atom.Li, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Pre, atom.Tr, atom.Table:
				b.WriteByte('\n')
			case atom.Td, atom.Th:
				b.WriteByte(' ')
			}
		}
	}
}

// firstLine is the first line of a text, or its beginning.
func firstLine(text string) string {
	const longest = 100 // characters
	line, _, _ := strings.Cut(text, "\n")
	if r := []rune(line); len(r) > longest {
		line = string(r[:longest]) + "…"
	}
	return line
}
