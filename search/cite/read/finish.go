package read

// This file completes an item: identifiers found anywhere in the text, the type,
// the language, the confidence of the whole.

import (
	"strings"
	"unicode"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/lexicon"
	"github.com/izde/izde/search/lazyregexp"
)

func (d *draft) finish() {
	it := &d.item
	if it.DOI == "" {
		if found := cite.FindDOI(d.text); len(found) > 0 {
			it.DOI = found[0].DOI
			d.field("DOI", found[0].Start, found[0].End, 1)
		}
	}
	if it.URL == "" {
		if m := urlPattern.FindStringIndex(d.text); m != nil && cite.NormalizeDOI(strings.TrimRight(d.text[m[0]:m[1]], ".,;)")) == "" {
			d.add(part(labelURL), m[0], m[1], 0.9)
		}
	}
	if it.ISBN == "" {
		if i := strings.Index(d.text, "ISBN"); i >= 0 {
			d.add(part(labelISBN), i, min(len(d.text), runeEnd(d.text, i+40)), 1)
		}
	}
	if d.tagger && it.Title == "" {
		d.titleInContainer()
	}
	if it.Title == "" && it.ContainerTitle != "" && (it.Page == "" || it.Volume == "") {
		// A title that was taken for a container; chemists' entries name journals
		// only, but pages too.
		it.Title, it.ContainerTitle, d.journal = it.ContainerTitle, "", false
		d.rename("container-title", "title")
		if it.CollectionTitle != "" {
			it.ContainerTitle, it.CollectionTitle = it.CollectionTitle, ""
			d.rename("collection-title", "container-title")
		}
	}
	if d.tagger {
		d.settleImprint()
		d.editionOfTitle()
		d.splitContainer()
		d.splitTitle()
		d.bodyOfTitle()
	}
	it.Type = d.kind()
	it.Language = d.language()
	d.warn()
}

var (
	titleStop = lazyregexp.New(`^[^.?!]*\pL{3}[.?!] \p{Lu}[^.]+$`)
	// yearFirst is a sign of styles that leave no title out: the year in brackets
	// behind the authors', or before the volume, "2010;375:10".
	yearFirst = lazyregexp.New(`(?:1[89]|20)\d\d(?: [A-Z][a-z]{2}(?: \d{1,2})?)?;\s?\d`)
)

// titleInContainer cuts a title of a word or two off the container: "Dust. Science".
func (d *draft) titleInContainer() {
	f, ok := d.fieldOf("container-title")
	if !ok || len(d.item.Author) == 0 || d.item.Volume == "" && d.item.Page == "" {
		return
	}
	dated, ok := d.fieldOf("issued")
	if s := d.text[f.Start:f.End]; !titleStop.MatchString(s) || !yearFirst.MatchString(d.text[f.End:]) && (!ok || dated.Start > f.Start) {
		return
	}
	stop := f.Start + strings.IndexAny(d.text[f.Start:f.End], ".?!") + 1
	d.drop("container-title")
	d.item.ContainerTitle = ""
	d.add(part(labelTitle), f.Start, stop, f.Confidence/2)
	d.add(part(labelContainer), stop, f.End, f.Confidence/2)
}

// settleImprint tells place, publisher and journal apart where only one of them is
// there: a house is no place, a work in press without a house's words is in a
// journal, and capitals between a stop and ": publisher" are a place.
func (d *draft) settleImprint() {
	it := &d.item
	switch f, ok := d.fieldOf("title"); {
	case it.Publisher == "" && it.PublisherPlace != "" && lexicon.Of(strings.ToLower(it.PublisherPlace))&(lexicon.House|lexicon.Place) == lexicon.House:
		it.Publisher, it.PublisherPlace = it.PublisherPlace, ""
		d.rename("publisher-place", "publisher")
	case it.Publisher != "" && it.PublisherPlace == "" && it.ContainerTitle == "" && d.press && !looksPublisher(it.Publisher) && !orgTitle(it.Publisher):
		it.ContainerTitle, it.Publisher, d.journal = it.Publisher, "", true
		d.rename("publisher", "container-title")
	case it.Publisher != "" && it.PublisherPlace == "" && ok && strings.HasPrefix(d.text[f.End:], ":"):
		stop := lastArea(d.text, f.Start, f.End)
		if stop < 0 || !placeName.MatchString(d.text[stop:f.End]) {
			break
		}
		if p, _ := d.fieldOf("publisher"); strings.TrimSpace(d.text[f.End+1:max(f.End+1, p.Start)]) != "" {
			break
		}
		d.drop("title")
		it.Title = ""
		d.add(part(labelTitle), f.Start, stop, f.Confidence)
		d.add(part(labelPlace), stop, f.End, f.Confidence)
	}
}

// placeName is up to four words with capitals.
var placeName = lazyregexp.New(`^\s*\p{Lu}[\pL\pM'’.-]+(?: \p{Lu}[\pL\pM'’-]+| phố){0,4}$`)

var titleEdition = lazyregexp.New(`[.,(\s]+(\d{1,2}(?:st|nd|rd|th|\.|e|ème|ª)?\s*(?:rev\.?\s*)?(?:ed|edn|edition|Aufl|Auflage|éd|édition|[Bb]askı))\.?\)?$`)

// editionOfTitle cuts an edition off the end of a title.
func (d *draft) editionOfTitle() {
	it := &d.item
	if it.Edition != "" {
		return
	}
	for _, f := range d.fields {
		if f.Name != "title" {
			continue
		}
		if m := titleEdition.FindStringSubmatchIndex(d.text[f.Start:f.End]); m != nil && m[0] > 2 {
			d.drop("title")
			it.Title = ""
			d.add(part(labelTitle), f.Start, f.Start+m[0], f.Confidence)
			d.add(part(labelEdition), f.Start+m[2], f.Start+m[3], f.Confidence)
		}
		return
	}
}

// splitTitle finds the container, or the body that published, at the end of a
// title when the entry seems to have none: the last sentence of several.
func (d *draft) splitTitle() {
	it := &d.item
	if it.ContainerTitle != "" || it.Publisher != "" || it.PublisherPlace != "" || it.Title == "" {
		return
	}
	for _, f := range d.fields {
		if f.Name != "title" {
			continue
		}
		i := lastArea(d.text, f.Start, f.End)
		if i < 0 {
			return
		}
		area := d.text[i:f.End]
		n := len(strings.Fields(area))
		org := orgTitle(area)
		if !org && it.Page == "" && it.Volume == "" && (n > 4 || !journalWord(area)) {
			return
		}
		end := f.End
		d.drop("title")
		it.Title = ""
		d.add(part(labelTitle), f.Start, i, f.Confidence/2)
		if org && it.Page == "" && it.Volume == "" {
			d.add(part(labelPublisher), i, end, f.Confidence/2)
		} else {
			d.add(part(labelContainer), i, end, f.Confidence/2)
		}
		return
	}
}

var (
	boxGenre    = lazyregexp.New(`(?i)^((?:unpublished )?(?:ph\.?\s?d\.?|doctoral|master['’]?s|m\.?\s?sc\.?|bachelor['’]?s)\s(?:dissertation|thesis|diss\.?)|technical report|tech\. rep\.|working paper|research report)(?:\s+([A-Z]*[-–]?\d[\w./–-]*))?(?:[.,:]\s*(.*))?$`)
	boxEditors  = lazyregexp.New(`^([^()"“«]{4,120}?)(?:\s*\((?:[ÉéEe]d[sn]?|[Hh]rsg|[Hh]gg?|[Dd]irs?|[Oo]rgs?|[Cc]oords?|[Cc]omps?|ред)\.?\)|,\s(?:eds?|dir|hrsg)\.)\s*[,.:]?\s+`)
	boxSeries   = lazyregexp.New(`,\s+ser\.\s+`)
	boxTail     = lazyregexp.New(`\pL{5}\)?\.\s+((?:[A-Z]{3,6})|[^.]{3,40})$`)
	boxStandard = lazyregexp.New(`^(?:IEEE|ISO(?:/IEC)?|IEC|ANSI|ASTM|DIN|EN|BS|ITU-T)\s(?:Std\.?\s)?[A-Z.]{0,3}\d[\d.:–-]*$`)
)

// splitContainer finds other variables within a container: the kind of a thesis or report
// with its number and its university, a series ("ser. Lecture Notes …"), the
// publisher behind a stop, the number of a standard.
func (d *draft) splitContainer() {
	it := &d.item
	f, ok := d.fieldOf("container-title")
	if !ok {
		return
	}
	s := d.text[f.Start:f.End]
	again := func(end int) {
		d.drop("container-title")
		it.ContainerTitle = ""
		if end > 0 {
			d.add(part(labelContainer), f.Start, f.Start+end, f.Confidence)
		}
	}
	if m := boxEditors.FindStringSubmatchIndex(s); m != nil && !orgTitle(s[:m[3]]) && len(it.Editor) == 0 {
		d.drop("container-title")
		it.ContainerTitle = ""
		d.add(part(labelEditor), f.Start, f.Start+m[3], f.Confidence)
		d.add(part(labelContainer), f.Start+m[1], f.End, f.Confidence)
		return
	}
	if m := boxGenre.FindStringSubmatchIndex(s); m != nil {
		again(0)
		d.add(part(labelGenre), f.Start+m[2], f.Start+m[3], f.Confidence)
		if m[4] >= 0 {
			d.add(partStandard, f.Start+m[4], f.Start+m[5], f.Confidence)
		}
		if m[6] >= 0 {
			d.add(part(labelPublisher), f.Start+m[6], f.Start+m[7], f.Confidence)
		}
		return
	}
	if boxStandard.MatchString(s) {
		again(0)
		d.add(partStandard, f.Start, f.End, f.Confidence)
		d.forced = "standard"
		return
	}
	if it.Genre != "" && it.Publisher != "" && thesisWords.MatchString(it.Genre) {
		again(0) // the repository of a thesis
		return
	}
	if m := boxSeries.FindStringIndex(s); m != nil && it.CollectionTitle == "" {
		again(m[0])
		d.add(partCollection, f.Start+m[1], f.End, f.Confidence)
		return
	}
	if m := boxTail.FindStringSubmatchIndex(s); m != nil && it.Publisher == "" && it.Volume == "" && it.Issue == "" &&
		(cite.IsCaps(s[m[2]:m[3]]) || looksPublisher(s[m[2]:m[3]])) && !journalWord(s[m[2]:m[3]]) {
		again(m[2])
		d.add(part(labelPublisher), f.Start+m[2], f.Start+m[3], f.Confidence/2)
	}
}

// fieldOf is the first field of a name.
func (d *draft) fieldOf(name string) (cite.Field, bool) {
	for _, f := range d.fields {
		if f.Name == name {
			return f, true
		}
	}
	return cite.Field{}, false
}

var bodyStop = lazyregexp.New(`^[^.]{8,120}\.\s+\p{Lu}`)

// bodyOfTitle finds the body that speaks for itself before its title: "World
// Health Organization. Report on …".
func (d *draft) bodyOfTitle() {
	it := &d.item
	f, ok := d.fieldOf("title")
	if !ok || len(it.Author) > 0 || len(it.Editor) > 0 {
		return
	}
	s := d.text[f.Start:f.End]
	m := bodyStop.FindStringIndex(s)
	if m == nil {
		return
	}
	stop := strings.IndexByte(s, '.')
	if body := s[:stop]; !orgTitle(body) || len(strings.Fields(body)) > 7 || strings.ContainsAny(body, "\"“«:?") {
		return
	}
	d.drop("title")
	it.Title = ""
	d.add(part(labelTitle), f.Start+stop+1, f.End, f.Confidence)
	d.add(part(labelAuthor), f.Start, f.Start+stop, f.Confidence)
}

func journalWord(s string) bool {
	for _, w := range strings.Fields(strings.ToLower(s)) {
		if w = strings.Trim(w, ".,:;()"); lexicon.Of(w)&lexicon.Journal != 0 || w == "newspaper" || w == "daily" {
			return true
		}
	}
	return false
}

// runeEnd is i, moved forward to the next boundary of a rune.
func runeEnd(s string, i int) int {
	for i < len(s) && s[i]&0xC0 == 0x80 {
		i++
	}
	return i
}

// kind is the CSL type.
func (d *draft) kind() string {
	if d.forced != "" {
		return d.forced
	}
	it := &d.item
	genre := strings.ToLower(it.Genre + " " + it.Publisher)
	box := strings.ToLower(it.ContainerTitle)
	var boxClass lexicon.Class
	for _, w := range strings.Fields(box) {
		boxClass |= lexicon.Of(strings.Trim(w, ".,:;()"))
	}
	switch {
	case containsAny(genre, "thesis", "dissertation", "phd", "ph.d", "diss", "дис.", "thèse", "mémoire", "автореф"):
		return "thesis"
	case it.ContainerTitle == "" && thesisWords.MatchString(d.text):
		return "thesis"
	case containsAny(box+" "+strings.ToLower(it.Publisher)+" "+strings.ToLower(it.URL+" "+string(it.Number)), "arxiv", "preprint", "препринт") && it.Volume == "":
		return "article"
	case it.ContainerTitle != "" && it.URL != "" && it.Accessed != nil && it.Volume == "" && it.Issue == "" && it.Page == "" && it.DOI == "":
		return "webpage"
	case it.ContainerTitle != "" && it.Issued != nil && len(it.Issued.Parts) > 0 && len(it.Issued.Parts[0]) == 3 && it.Volume == "" && it.DOI == "" && it.Publisher == "" && boxClass&lexicon.Proceedings == 0:
		return "article-newspaper"
	case containsAny(box, "newspaper", "news agency", " daily", "daily ", "газет", "егемен", "news ", " times", "правда", "日报", "晚报", "新华"):
		return "article-newspaper"
	case containsAny(box+" ", "proc. ", "proceedings ", "conference ", "conf. ", "symposium ", "workshop ", "congress ", "colloquium ", "конференц", "симпозиум", "конгресс", "研讨会", "会议", "kongre", "sempozyum") && !containsAny(box, "national academy", "royal society"):
		return "paper-conference"
	case it.ContainerTitle != "" && (it.Publisher != "" || it.PublisherPlace != "" || len(it.Editor) > 0 || it.Edition != "") && !d.journal && it.Issue == "" && (boxClass&lexicon.Journal == 0 || len(it.Editor) > 0):
		return "chapter"
	case it.ContainerTitle != "":
		return "article-journal"
	case containsAny(genre, "report", "tech", "отчет"):
		return "report"
	case it.URL != "" && it.Accessed != nil && it.NumberOfPages == "" && it.ISBN == "":
		return "webpage"
	case it.Publisher != "" || it.PublisherPlace != "" || it.NumberOfPages != "":
		return "book"
	case it.Page != "" && it.Title != "":
		return "chapter"
	case it.URL != "":
		return "webpage"
	}
	return "document"
}

var thesisWords = lazyregexp.New(`(?i)(?:doctoral|master['’]?s?|bachelor['’]?s?|phd|ph\.\s?d\.?|m\.?sc\.?)[\s,]+(?:thesis|dissertation|diss\.)|unpublished (?:thesis|dissertation)|diplomarbeit|habilitationsschrift|thèse de doctorat|yüksek lisans tezi|doktora tezi|学位论文`)

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

var (
	kazakhPages   = lazyregexp.New(`\d\s*(?:бб?|бет)(?:[^\pL]|$)|(?:^|[^\pL])Бб?\.\s*\d|құраст|ғыл\. канд`)
	kazakhEndings = lazyregexp.New(`(?:лар|лер|дар|дер|тар|тер)[ыі](?:[^\pL]|$)`)
	inLanguage    = lazyregexp.New(`[\[(][Ii]n ([Rr]ussian|[Kk]azakh)[\])]`)
)

// language tells the language by the script and the letters of the title, as far
// as these do; by the words of the entry about pages and persons where they do not.
func (d *draft) language() string {
	it := &d.item
	s := it.Title + " " + it.ContainerTitle
	var latin, cyrillic, kazakh, han int
	for _, r := range s {
		switch {
		case r < 0x250:
			if unicode.IsLetter(r) {
				latin++
			}
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
			if strings.ContainsRune("әғқңөұүһіӘҒҚҢӨҰҮҺІ", r) {
				kazakh++
			}
		case analysis.IsHan(r):
			han++
		}
	}
	switch {
	case han > 0 && han*3 >= latin:
		return "zh"
	case cyrillic > latin && (kazakh > 0 || kazakhPages.MatchString(d.text) || kazakhEndings.MatchString(s)):
		return "kk"
	case cyrillic > latin:
		return "ru"
	case latin == 0:
		return ""
	}
	if m := inLanguage.FindStringSubmatch(d.text); m != nil {
		if l := guessLatin(it.Title); l != "en" || strings.Contains(d.text, "//") || strings.HasSuffix(strings.TrimRight(d.text, ". "), m[0]) {
			return map[string]string{"russian": "ru-Latn", "kazakh": "kk-Latn"}[strings.ToLower(m[1])]
		}
	}
	for _, s := range []string{it.Title, s + " " + it.Publisher} {
		if l := guessLatin(s); l != "" {
			return l
		}
	}
	// English entries have English words about them; others may have them too,
	// and names look like any language.
	if guessLatin(d.text) == "en" {
		return "en"
	}
	return ""
}

// confidence is the mean of the fields' confidences; title, authors and container
// weigh twice.
func (d *draft) confidence() float64 {
	sum, n := 0.0, 0.0
	for _, f := range d.fields {
		w := 1.0
		if f.Name == "title" || f.Name == "author" || f.Name == "container-title" {
			w = 2
		}
		sum += w * f.Confidence
		n += w
	}
	if n == 0 {
		return 0
	}
	c := sum / n
	if d.item.Title == "" {
		c *= 0.5
	}
	return c
}

// functionWords betray a language of the Latin script.
var functionWords = map[string]map[string]bool{
	"en": lexicon.Set("the of and in on for with to an from by its at as is are their"),
	"de": lexicon.Set("der die das und des im zur zum für von den dem mit eine einer auf"),
	"fr": lexicon.Set("le la les des du et dans une aux sur pour l' d' en au"),
	"es": lexicon.Set("el los las del y en una para por con"),
	"tr": lexicon.Set("ve ile bir için üzerine üzerinde olarak türkiye'de"),
	"it": lexicon.Set("il gli della dei nel e di per una"),
	// Romanised Russian: the small words, and endings looked at below.
	"ru-Latn": lexicon.Set("v na i s o dlya po iz k ot ob kak pri za problemy voprosy"),
}

var englishEndings = []string{"ing", "ment", "ness", "ity", "ed", "ly", "report", "study", "th"}

var russianEndings = []string{"skogo", "skoy", "skoye", "skiy", "skij", "skaya", "skaja", "ogo", "eniya", "enija", "eniye", "enie", "stvo", "stva", "nyye", "nye", "nykh", "nyh", "ikh", "osti", "ostʹ", "ost'", "tsii", "cii", "tsiya", "cija", "aniye", "anie", "aniya", "kogo", "vakh", "ov", "yye"}

// guessLatin tells the language of text in Latin script, "" where nothing shows.
func guessLatin(s string) string {
	score := map[string]int{}
	for _, w := range strings.Fields(strings.ToLower(s)) {
		for _, e := range englishEndings {
			if len(w) > len(e)+1 && strings.HasSuffix(w, e) {
				score["en"]++
			}
		}
		w = strings.Trim(w, ".,:;()«»\"“”'?!")
		if strings.HasSuffix(w, "ñ") {
			score["kk-Latn"] += 3 // the genitive
		}
		for l, set := range functionWords {
			if set[w] {
				score[l] += 2
			}
		}
		for _, e := range russianEndings {
			if len(w) > len(e)+2 && strings.HasSuffix(w, e) {
				score["ru-Latn"] += 2
				break
			}
		}
	}
	for _, r := range s {
		if strings.ContainsRune("ışğİŞĞ", r) {
			score["tr"] += 2
		}
	}
	best, most := "", 1
	for _, l := range []string{"en", "de", "fr", "es", "it", "tr", "ru-Latn", "kk-Latn"} {
		if score[l] > most {
			best, most = l, score[l]
		}
	}
	return best
}
