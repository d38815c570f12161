package read

// This file turns the labelled pieces of a reference, whichever reader found
// them, into a CSL-JSON item: names, dates, numbers, identifiers and the type.

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/lexicon"
	"github.com/izde/izde/search/lazyregexp"
)

// part names a part of a reference: the tagger's labels, and parts that only the
// grammars tell apart.
type part uint8

const (
	partIssue   part = part(labels) + iota
	partJournal      // a container that is a journal
	partAccessed
	partTotal // number of pages
	partCollection
	partStandard
	partNumbered // an issue that may hold its volume: "№7(2)"
	partISSN
	partVersion
	partNone // nothing that is kept
)

var partNames = map[part]string{
	part(labelTitle): "title", part(labelAuthor): "author", part(labelEditor): "editor", part(labelTranslator): "translator",
	partJournal: "container-title", part(labelContainer): "container-title",
	part(labelPublisher): "publisher", part(labelPlace): "publisher-place", part(labelDate): "issued", part(labelVolume): "volume",
	part(labelPages): "page", part(labelEdition): "edition", part(labelDOI): "DOI", part(labelURL): "URL", part(labelISBN): "ISBN",
	part(labelGenre): "genre", part(labelNote): "note", part(labelNumber): "citation-number",
	partIssue: "issue", partAccessed: "accessed", partTotal: "number-of-pages", partCollection: "collection-title", partStandard: "number", partISSN: "ISSN", partVersion: "version",
}

// draft is an item in the making, with the fields of the text that it was read from:
// each reader makes one and returns it.
type draft struct {
	text     string
	item     cite.Item
	fields   []cite.Field
	warnings []cite.Warning
	tagger   bool   // read by the tagger
	gb       bool   // read by GB/T 7714, which asks for the DOI's address
	journal  bool   // the container is a journal
	press    bool   // the entry says that the work is not published yet
	forced   string // the type that the style itself tells
}

// add takes the piece text[start:end].
func (d *draft) add(p part, start, end int, conf float64) {
	start, end = trimSpan(d.text, start, end)
	if start >= end {
		return
	}
	s := d.text[start:end]
	it := &d.item
	name := partNames[p]
	switch p {
	case part(labelTitle):
		t, a, b := d.title(start, end)
		if t == "" {
			return
		}
		if it.Title != "" {
			if len(t) < 2*len(it.Title) || hasLetters(it.Title) {
				return
			}
			d.drop("title")
		}
		it.Title, start, end = t, a, b
	case partJournal, part(labelContainer):
		t, a, b := d.title(start, end)
		t2 := strings.TrimSpace(inWord.ReplaceAllString(t, ""))
		if t2 == "" {
			return
		}
		if it.ContainerTitle != "" {
			if it.CollectionTitle == "" {
				it.CollectionTitle, name, start, end = t2, "collection-title", a, b
				break
			}
			return
		}
		a += len(t) - len(t2)
		if a >= b || !utf8.RuneStart(d.text[a]) {
			a = start
		}
		it.ContainerTitle, start, end = t2, a, b
		d.journal = p == partJournal
	case partCollection:
		t, a, b := d.title(start, end)
		it.CollectionTitle, start, end = t, a, b
	case part(labelAuthor), part(labelEditor), part(labelTranslator):
		if p == part(labelAuthor) {
			if m := translatorLast.FindStringSubmatchIndex(s); m != nil && d.item.Translator == nil {
				d.add(part(labelTranslator), start+m[2], start+m[3], conf)
				s, end = s[:m[0]], start+m[0]
			}
		}
		ns := cite.ReadNames(s)
		if len(ns) == 0 {
			return
		}
		to := map[part]*[]cite.Name{part(labelAuthor): &it.Author, part(labelEditor): &it.Editor, part(labelTranslator): &it.Translator}[p]
		*to = append(*to, ns...)
		start, end = trimPunct(d.text, start, end)
	case part(labelPublisher):
		start, end = trimPunct(d.text, start, end)
		v := cite.Plain(d.text[start:end])
		if v == "" || it.Publisher != "" || accessWords(v) {
			return
		}
		it.Publisher = v
	case part(labelPlace):
		start, end = trimPunct(d.text, start, end)
		if end < len(d.text) && d.text[end] == '.' && abbreviatedPlace(d.text[start+strings.LastIndexAny(d.text[start:end], " ;")+1:end]) {
			end++
		}
		v := cite.Plain(d.text[start:end])
		if v == "" {
			return
		}
		if it.PublisherPlace != "" {
			v = it.PublisherPlace + "; " + v
		}
		it.PublisherPlace = v
	case part(labelDate):
		date := cite.ReadDate(s)
		if date == nil {
			return
		}
		if it.Issued != nil && len(it.Issued.Parts) > 0 {
			return
		}
		it.Issued = date
		start, end = trimPunct(d.text, start, end)
	case partAccessed:
		date := cite.ReadDate(s)
		if date == nil {
			return
		}
		it.Accessed = date
		start, end = trimPunct(d.text, start, end)
	case part(labelVolume):
		d.volume(start, end, conf)
		return
	case partIssue:
		start, end = trimPunct(d.text, start, end)
		v := strings.TrimSpace(d.text[start:end])
		if it.Issue != "" || v == "" {
			return
		}
		it.Issue = cite.Text(v)
	case partNumbered:
		d.numbered(start, end, conf)
		return
	case part(labelPages):
		d.pages(start, end, conf)
		return
	case partTotal:
		start, end = trimPunct(d.text, start, end)
		it.NumberOfPages = cite.Text(d.text[start:end])
	case part(labelEdition):
		start, end = trimPunct(d.text, start, end)
		if it.Edition != "" {
			return
		}
		it.Edition = cite.Text(editionOf(cite.Plain(d.text[start:end])))
	case part(labelDOI):
		if found := cite.FindDOI(s); len(found) > 0 && it.DOI == "" {
			it.DOI = found[0].DOI
			start, end = start+found[0].Start, start+found[0].End
			break
		}
		return
	case part(labelURL):
		m := urlPattern.FindStringIndex(s)
		if m == nil {
			return
		}
		start, end = start+m[0], start+m[1]
		for end > start && strings.IndexByte(".,;)>]", d.text[end-1]) >= 0 && !(d.text[end-1] == ')' && strings.Contains(d.text[start:end], "(")) {
			end--
		}
		if it.URL != "" || !d.gb && cite.NormalizeDOI(d.text[start:end]) != "" {
			return // the DOI says it
		}
		it.URL = strings.ReplaceAll(d.text[start:end], " ", "")
	case part(labelISBN):
		if n := isbnPattern.FindString(s); n != "" && it.ISBN == "" {
			k := strings.Index(s, n)
			start, end = start+k, start+k+len(n)
			it.ISBN = n
			break
		}
		return
	case part(labelGenre):
		start, end = trimPunct(d.text, start, end)
		if it.Genre == "" {
			it.Genre = cite.Plain(d.text[start:end])
		}
	case partStandard:
		start, end = trimPunct(d.text, start, end)
		it.Number = cite.Text(d.text[start:end])
	case partISSN:
		it.ISSN = d.text[start:end]
	case partVersion:
		it.Version = d.text[start:end]
	default:
		return
	}
	if name != "" && start < end {
		d.field(name, start, end, conf)
	}
}

func (d *draft) field(name string, start, end int, conf float64) {
	d.fields = append(d.fields, cite.Field{Name: name, Start: start, End: end, Confidence: conf})
}

// set takes value, written in text[start:end], for a variable that holds text.
func (d *draft) set(name, value string, start, end int, conf float64) {
	*d.item.Variable(name) = value
	d.field(name, start, end, conf)
}

// drop forgets the spans of a variable that a better reading replaces.
func (d *draft) drop(name string) {
	keep := d.fields[:0]
	for _, f := range d.fields {
		if f.Name != name {
			keep = append(keep, f)
		}
	}
	d.fields = keep
}

// accessWords: "Available at" is nobody's name.
func accessWords(s string) bool {
	for _, w := range strings.Fields(strings.ToLower(s)) {
		if w = strings.Trim(w, ".,:;()[]"); lexicon.Of(w)&lexicon.Access == 0 && w != "at" && w != "from" {
			return false
		}
	}
	return true
}

func hasLetters(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

var (
	// translatorLast is the translator behind the authors: "吉登斯著, 赵旭东译".
	translatorLast = lazyregexp.New(`[著编]?\s*[,，、;；]\s*(\p{Han}{2,4})\s*译\s*$`)
	inWord         = lazyregexp.New(`^(?:[Ii]n|[Dd]ans|IN|[Ee]n|[Ii]m|[Вв] кн\.|[Вв] сб\.)\s*[:.]?\s+`)
	urlPattern     = lazyregexp.New(`(?:https?|ftp):\s?//[^\s<>«»“”，。；．、］】》]+|www\.[^\s<>«»“”，。；．、］】》]+`)
	isbnPattern    = lazyregexp.New(`\b(?:97[89][-\s–]?)?[0-9][-\s–0-9]{8,14}[0-9Xx]\b`)
)

// volume reads "43(1)", "vol. 92, N3", "21, no. 4", "Bd. 3", "n° 167" and
// "2005;173" with the issue and pages beside the volume.
func (d *draft) volume(start, end int, conf float64) {
	s := d.text[start:end]
	it := &d.item
	m := volumePattern.FindStringSubmatchIndex(s)
	if m == nil {
		return
	}
	set := func(group int, to *cite.Text, name string) {
		if m[2*group] < 0 || *to != "" {
			return
		}
		a, b := trimPunct(d.text, start+m[2*group], start+m[2*group+1])
		if a >= b {
			return
		}
		*to = cite.Text(cite.Plain(d.text[a:b]))
		d.field(name, a, b, conf)
	}
	set(1, &it.Volume, "volume")
	for g := 2; g <= 5; g++ {
		set(g, &it.Issue, "issue")
	}
	if it.Volume == "" && it.Issue == "" {
		return
	}
	if m[12] >= 0 && it.Page == "" {
		set(6, &it.Page, "page")
		it.Page = cite.Text(dashes(string(it.Page)))
	}
}

var numberedPattern = lazyregexp.New(`(?:^\D*?|[\s.:№])([\pN]+\pL?(?:\s?[-–/,]\s?[\pN]+)*|\b[IVXLC]+\b)\s*(?:\(([^()]*)\))?`)

// numbered reads an issue. "№7(2)" is volume 7, issue 2; but a number in
// brackets above the one before them counts the issues since the first, as
// Russian journals do: "№ 3 (76)" is issue 3.
func (d *draft) numbered(start, end int, conf float64) {
	s := d.text[start:end]
	it := &d.item
	m := numberedPattern.FindStringSubmatchIndex(s)
	if m == nil {
		return
	}
	a, b := start+m[2], start+m[3]
	if m[4] >= 0 && it.Volume == "" {
		outer, _ := strconv.Atoi(s[m[2]:m[3]])
		inner, err := strconv.Atoi(strings.TrimSpace(s[m[4]:m[5]]))
		if err == nil && inner <= outer {
			it.Volume, it.Issue = cite.Text(s[m[2]:m[3]]), cite.Text(strings.TrimSpace(s[m[4]:m[5]]))
			d.field("volume", a, b, conf)
			d.field("issue", start+m[4], start+m[5], conf)
			return
		}
	}
	if m[4] >= 0 {
		b = start + m[5] + 1
	}
	if it.Issue == "" {
		d.set("issue", d.text[a:b], a, b, conf)
	}
}

const issueWord = `(?:[Nn](?:os?|r|um|ums|umber|umbers|úm)?\s?[.°º]?|№|[Ii]ss(?:ue)?\.?|[Вв]ып(?:уск)?\.?|Heft|H\.|Pt\.?|[Pp]art|nº|[Nn]úmero)`

var volumePattern = lazyregexp.New(
	`^[^\pL\pN]*(?:[Vv]ol(?:s|ume|umes)?\b\.?:?\s*|[Vv]\.?\s*|[Bb]d\b\.?\s*|[Bb]and\s*|[Tt](?:om[eo]?|om)?\b\.?\s*|[Тт](?:ом)?\.?\s*|[Jj]g\.?\s*|[Jj]ahrgang\s*|[Cc]ilt\s*)?` +
		`(?:\d{4}\s*;\s*)?` +
		`([\pN]+(?:\s?[-–/&]\s?\pN+)?[A-Za-z]?\b|[IVXLC]+\b|[A-Z]-?\d+\b)?` +
		`(?:\s*\(\s*([^()]*)\)?|[\s,.;:/]*` + issueWord + `\s*([\pN]+(?:\s?[-–/&]\s?\pN+)?)|\s*[,./:]\s?(\d{1,3})\b|\s*[,;]?\s*([Ss]uppl?\.?(?:ement)?\s*\d*))?` +
		`(?:[):,\s]*:\s*([A-Za-z]?\d[^\s,;]*))?`)

// pages reads "pp. 12–15", "С. 12-15", "S707", "e123", "448 с." (the number of
// pages), "34 p.".
func (d *draft) pages(start, end int, conf float64) {
	s := d.text[start:end]
	it := &d.item
	if m := totalPattern.FindStringSubmatchIndex(s); m != nil {
		if it.NumberOfPages == "" {
			d.set("number-of-pages", s[m[2]:m[3]], start+m[2], start+m[3], conf)
		}
		return
	}
	m := pagePattern.FindStringIndex(s)
	if m == nil || it.Page != "" {
		return
	}
	a, b := trimPunct(d.text, start+m[0], start+m[1])
	a += len(pageWord.FindString(d.text[a:b]))
	if a >= b || strings.Contains(s, "ISBN") {
		return
	}
	// "2010, 104, 197903" is volume and page.
	if v := volumePage.FindStringSubmatchIndex(d.text[a:b]); v != nil && it.Volume == "" && strings.Trim(s[:m[0]], " ,.:;") == "" {
		d.set("volume", d.text[a+v[2]:a+v[3]], a+v[2], a+v[3], conf)
		a += v[4]
	}
	d.set("page", dashes(d.text[a:b]), a, b, conf)
}

var (
	totalPattern = lazyregexp.New(`^[^\pL\pN]*(\d+)\s*(?:[Pp]{1,2}|[Pp]ages?|[Сс]|[Сс]тр|[Бб]|бет|S|Seiten?|s)\b?[.\s]*[)\].,;]*$`)
	pagePattern  = lazyregexp.New(`[A-Za-z]{0,2}\.?-?\d[\pL\pN.:]*(?:\s?[-–—‐−－\x{ad}~?,&+]+\s?[A-Za-z]{0,2}\d[\pL\pN.]*)*`)
	pageWord     = lazyregexp.New(`^(?:[Pp]{1,2}|[Pp]gs?|[Ss])\.\s?`)
	volumePage   = lazyregexp.New(`^(\d{1,4}),\s+([A-Za-z]?\d{3,}(?:\s?[-–]\s?\d+)?)$`)
	spacedDash   = lazyregexp.New(`\s*[-–—‐−－\x{ad}~]+\s*`)
)

// dashes writes a range of pages as CSL does: "12-15".
func dashes(s string) string { return spacedDash.ReplaceAllString(cite.Plain(s), "-") }

var editionNumber = lazyregexp.New(`^(\d+)(?:\s?(?:st|nd|rd|th|e|-?е|-?ое|-?ші|-?шы|ª|\.|版))?\s*(?:ed|edn|éd|edition|изд|басылым|бас|aufl|auflage|版)?`)

const hanDigits = "一二三四五六七八九十"

var hanEdition = lazyregexp.New(`^第\s*(\d+|[一二三四五六七八九十]+)\s*版$`)

// editionOf is the number of an edition where it is written so, otherwise the
// text.
func editionOf(s string) string {
	if m := editionNumber.FindStringSubmatch(strings.ToLower(s)); m != nil && len(m[0]) >= len(s)-2 {
		return m[1]
	}
	if m := hanEdition.FindStringSubmatch(s); m != nil {
		if n := strings.Index(hanDigits, m[1]); n >= 0 && len(m[1]) == len("一") {
			return strconv.Itoa(n/len("一") + 1)
		}
		if _, err := strconv.Atoi(m[1]); err == nil {
			return m[1]
		}
	}
	return s
}
