package cite

// This file turns the labelled pieces of a reference, whichever reader found
// them, into a CSL-JSON item: names, dates, numbers, identifiers and the type.

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// part is what a piece of a reference is: the tagger's labels and what only the
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
	partNone // nothing that is kept
)

var partNames = map[part]string{
	part(labelTitle): "title", part(labelAuthor): "author", part(labelEditor): "editor", part(labelTranslator): "translator",
	partJournal: "container-title", part(labelContainer): "container-title",
	part(labelPublisher): "publisher", part(labelPlace): "publisher-place", part(labelDate): "issued", part(labelVolume): "volume",
	part(labelPages): "page", part(labelEdition): "edition", part(labelDOI): "DOI", part(labelURL): "URL", part(labelISBN): "ISBN",
	part(labelGenre): "genre", part(labelNote): "note", part(labelNumber): "citation-number",
	partIssue: "issue", partAccessed: "accessed", partTotal: "number-of-pages", partCollection: "collection-title", partStandard: "number", partISSN: "ISSN",
}

// draft is a reference while it is read.
type draft struct {
	raw, text string
	item      Item
	fields    []Field
	warnings  []Warning
	tagger    bool   // read by the tagger
	gb        bool   // read by GB/T 7714, which asks for the DOI's address
	journal   bool   // the container is a journal
	forced    string // the type that the style itself tells
	yearAt    int    // where the separator before the year begins, in GOST
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
		ns := readNames(s)
		if len(ns) == 0 {
			return
		}
		to := map[part]*[]Name{part(labelAuthor): &it.Author, part(labelEditor): &it.Editor, part(labelTranslator): &it.Translator}[p]
		*to = append(*to, ns...)
		start, end = trimPunct(d.text, start, end)
	case part(labelPublisher):
		start, end = trimPunct(d.text, start, end)
		v := plain(d.text[start:end])
		if v == "" || it.Publisher != "" || accessWords(v) {
			return
		}
		it.Publisher = v
	case part(labelPlace):
		start, end = trimPunct(d.text, start, end)
		if end < len(d.text) && d.text[end] == '.' && abbreviatedPlace(d.text[start+strings.LastIndexAny(d.text[start:end], " ;")+1:end]) {
			end++
		}
		v := plain(d.text[start:end])
		if v == "" {
			return
		}
		if it.PublisherPlace != "" {
			v = it.PublisherPlace + "; " + v
		}
		it.PublisherPlace = v
	case part(labelDate):
		date := readDate(s)
		if date == nil {
			return
		}
		if it.Issued != nil && len(it.Issued.Parts) > 0 {
			return
		}
		it.Issued = date
		start, end = trimPunct(d.text, start, end)
	case partAccessed:
		date := readDate(s)
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
		it.Issue = Text(v)
	case partNumbered:
		d.numbered(start, end, conf)
		return
	case part(labelPages):
		d.pages(start, end, conf)
		return
	case partTotal:
		start, end = trimPunct(d.text, start, end)
		it.NumberOfPages = Text(d.text[start:end])
	case part(labelEdition):
		start, end = trimPunct(d.text, start, end)
		if it.Edition != "" {
			return
		}
		it.Edition = Text(editionOf(plain(d.text[start:end])))
	case part(labelDOI):
		if found := FindDOI(s); len(found) > 0 && it.DOI == "" {
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
		if it.URL != "" || !d.gb && NormalizeDOI(d.text[start:end]) != "" {
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
			it.Genre = plain(d.text[start:end])
		}
	case partStandard:
		start, end = trimPunct(d.text, start, end)
		it.Number = Text(d.text[start:end])
	case partISSN:
		it.ISSN = d.text[start:end]
	default:
		return
	}
	if name != "" && start < end {
		d.field(name, start, end, conf)
	}
}

func (d *draft) field(name string, start, end int, conf float64) {
	d.fields = append(d.fields, Field{name, start, end, conf})
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
		if w = strings.Trim(w, ".,:;()[]"); classOf(w)&classAccess == 0 && w != "at" && w != "from" {
			return false
		}
	}
	return true
}

func hasLetters(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

var (
	inWord      = regexp.MustCompile(`^(?:[Ii]n|[Dd]ans|IN|[Ee]n|[Ii]m|[Вв] кн\.|[Вв] сб\.)\s*[:.]?\s+`)
	urlPattern  = regexp.MustCompile(`(?:https?|ftp):\s?//[^\s<>«»“”，。；]+|www\.[^\s<>«»“”，。；]+`)
	isbnPattern = regexp.MustCompile(`\b(?:97[89][-\s–]?)?[0-9][-\s–0-9]{8,14}[0-9Xx]\b`)
)

func trimSpan(s string, start, end int) (int, int) {
	for start < end {
		r, n := utf8.DecodeRuneInString(s[start:end])
		if !blank(r) {
			break
		}
		start += n
	}
	for start < end {
		r, n := utf8.DecodeLastRuneInString(s[start:end])
		if !blank(r) {
			break
		}
		end -= n
	}
	return start, end
}

// trimPunct drops punctuation at both ends, brackets where they do not match.
func trimPunct(s string, start, end int) (int, int) {
	for {
		a, b := start, end
		start, end = trimSpan(s, start, end)
		if start >= end {
			return start, start
		}
		r, n := utf8.DecodeRuneInString(s[start:end])
		switch {
		case strings.ContainsRune(".,;:/–—-|*·，。；：、=+&_．", r):
			start += n
		case strings.ContainsRune("([（【", r) && !closed(s[start:end], r):
			start += n
		}
		if start >= end {
			return start, start
		}
		r, n = utf8.DecodeLastRuneInString(s[start:end])
		switch {
		case strings.ContainsRune(".,;:/–—-|*·，。；：、=+&_．", r):
			end -= n
		case strings.ContainsRune(")]）】", r) && !opened(s[start:end], r):
			end -= n
		}
		if a == start && b == end {
			// A piece that stands in brackets as a whole.
			if len(s[start:end]) > 2 {
				f, n := utf8.DecodeRuneInString(s[start:end])
				l, m := utf8.DecodeLastRuneInString(s[start:end])
				if f == '(' && l == ')' && !strings.ContainsAny(s[start+1:end-1], "()") || f == '（' && l == '）' {
					start, end = start+n, end-m
					continue
				}
			}
			return start, end
		}
	}
}

func closed(s string, open rune) bool {
	return strings.Count(s, string(open)) <= strings.Count(s, string(map[rune]rune{'(': ')', '[': ']', '（': '）', '【': '】'}[open]))
}

func opened(s string, shut rune) bool {
	return strings.Count(s, string(shut)) <= strings.Count(s, string(map[rune]rune{')': '(', ']': '[', '）': '（', '】': '【'}[shut]))
}

var quotes = [][2]rune{{'"', '"'}, {'“', '”'}, {'«', '»'}, {'„', '“'}, {'‘', '’'}, {'\'', '\''}, {'“', '"'}, {'"', '”'}, {'《', '》'}, {'`', '\''}, {'”', '”'}}

// title cleans a title: punctuation and a pair of quotation marks around it, and
// mark-up, are not part of it; the mark of a question is.
func (d *draft) title(start, end int) (string, int, int) {
	for {
		a, b := start, end
		start, end = trimTitle(d.text, start, end)
		if start >= end {
			return "", start, start
		}
		s := d.text[start:end]
		f, n := utf8.DecodeRuneInString(s)
		l, m := utf8.DecodeLastRuneInString(s)
		for _, q := range quotes {
			if f == q[0] && l == q[1] && len(s) > n+m && !strings.ContainsRune(s[n:len(s)-m], q[0]) {
				start, end = start+n, end-m
				break
			}
		}
		if a == start && b == end {
			break
		}
	}
	// One mark alone was cut from its other half.
	s := d.text[start:end]
	f, n := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("\"“„«", f) && !strings.ContainsAny(s[n:], "\"”“»") {
		start += n
	}
	s = d.text[start:end]
	l, m := utf8.DecodeLastRuneInString(s)
	if strings.ContainsRune("\"”»", l) && !strings.ContainsAny(s[:len(s)-m], "\"“„«”") {
		end -= m
	}
	start, end = trimTitle(d.text, start, end)
	value := d.text[start:end]
	if strings.Contains(value, "[") {
		value = mediumMark.ReplaceAllString(value, "")
	}
	return strings.ReplaceAll(plain(value), "**", ""), start, end
}

func trimTitle(s string, start, end int) (int, int) {
	for {
		a, b := start, end
		start, end = trimSpan(s, start, end)
		if start >= end {
			return start, start
		}
		if r, n := utf8.DecodeRuneInString(s[start:end]); strings.ContainsRune(".,;:/–—-|*·，。；：．)]", r) {
			start += n
		}
		if start >= end {
			return start, start
		}
		r, n := utf8.DecodeLastRuneInString(s[start:end])
		switch {
		case strings.ContainsRune(",;:/–—-|·，。；：．*(（[", r), r == '.' && !strings.HasSuffix(s[start:end], ".."):
			end -= n
		case strings.ContainsRune(")]", r) && !opened(s[start:end], r):
			end -= n
		}
		if a == start && b == end {
			return start, end
		}
	}
}

func abbreviatedPlace(s string) bool {
	switch s {
	case "М", "Л", "К", "Мн", "СПб", "Спб", "Пг", "Н. Новгород", "Washington, D.C", "D.C", "Mass", "Calif", "Conn", "N.Y", "N.J", "M", "L":
		return true
	}
	return false
}

// volume reads "43(1)", "vol. 92, N3", "21, no. 4", "Bd. 3", "n° 167" and
// "2005;173" with what stands about the volume.
func (d *draft) volume(start, end int, conf float64) {
	s := d.text[start:end]
	it := &d.item
	m := volumePattern.FindStringSubmatchIndex(s)
	if m == nil {
		return
	}
	set := func(group int, to *Text, name string) {
		if m[2*group] < 0 || *to != "" {
			return
		}
		a, b := trimPunct(d.text, start+m[2*group], start+m[2*group+1])
		if a >= b {
			return
		}
		*to = Text(plain(d.text[a:b]))
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
		it.Page = Text(dashes(string(it.Page)))
	}
}

var numberedPattern = regexp.MustCompile(`(?:^\D*?|[\s.:№])([\pN]+\pL?(?:\s?[-–/,]\s?[\pN]+)*|\b[IVXLC]+\b)\s*(?:\(([^()]*)\))?`)

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
			it.Volume, it.Issue = Text(s[m[2]:m[3]]), Text(strings.TrimSpace(s[m[4]:m[5]]))
			d.field("volume", a, b, conf)
			d.field("issue", start+m[4], start+m[5], conf)
			return
		}
	}
	if m[4] >= 0 {
		b = start + m[5] + 1
	}
	if it.Issue == "" {
		it.Issue = Text(d.text[a:b])
		d.field("issue", a, b, conf)
	}
}

const issueWord = `(?:[Nn](?:os?|r|um|ums|umber|umbers|úm)?\s?[.°º]?|№|[Ii]ss(?:ue)?\.?|[Вв]ып(?:уск)?\.?|Heft|H\.|Pt\.?|[Pp]art|nº|[Nn]úmero)`

var volumePattern = regexp.MustCompile(
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
			it.NumberOfPages = Text(s[m[2]:m[3]])
			d.field("number-of-pages", start+m[2], start+m[3], conf)
		}
		return
	}
	m := pagePattern.FindStringIndex(s)
	if m == nil || it.Page != "" {
		return
	}
	a, b := trimPunct(d.text, start+m[0], start+m[1])
	if a >= b || strings.Contains(s, "ISBN") {
		return
	}
	// "2010, 104, 197903" is volume and page.
	if v := volumePage.FindStringSubmatchIndex(d.text[a:b]); v != nil && it.Volume == "" && strings.Trim(s[:m[0]], " ,.:;") == "" {
		it.Volume = Text(d.text[a+v[2] : a+v[3]])
		d.field("volume", a+v[2], a+v[3], conf)
		a += v[4]
	}
	it.Page = Text(dashes(d.text[a:b]))
	d.field("page", a, b, conf)
}

var (
	totalPattern = regexp.MustCompile(`^[^\pL\pN]*(\d+)\s*(?:[Pp]{1,2}|[Pp]ages?|[Сс]|[Сс]тр|[Бб]|бет|S|Seiten?|s)\b?[.\s]*[)\].,;]*$`)
	pagePattern  = regexp.MustCompile(`[A-Za-z]{0,2}\.?-?\d[\pL\pN.:]*(?:\s?[-–—‐−－\x{ad}~?,&+]+\s?[A-Za-z]{0,2}\d[\pL\pN.]*)*`)
	volumePage   = regexp.MustCompile(`^(\d{1,4}),\s+([A-Za-z]?\d{3,}(?:\s?[-–]\s?\d+)?)$`)
	spacedDash   = regexp.MustCompile(`\s*[-–—‐−－\x{ad}~]+\s*`)
)

// dashes writes a range of pages as CSL does: "12-15".
func dashes(s string) string { return spacedDash.ReplaceAllString(plain(s), "-") }

var editionNumber = regexp.MustCompile(`^(\d+)(?:\s?(?:st|nd|rd|th|e|-?е|-?ое|-?ші|-?шы|ª|\.|版))?\s*(?:ed|edn|éd|edition|изд|басылым|aufl|auflage|版)?`)

// editionOf is the number of an edition where it is written so, otherwise the
// text.
func editionOf(s string) string {
	if m := editionNumber.FindStringSubmatch(strings.ToLower(s)); m != nil && len(m[0]) >= len(s)-2 {
		return m[1]
	}
	return s
}
