package cite

// This file completes an item: identifiers found anywhere in the text, the type,
// the language, the confidence of the whole.

import (
	"regexp"
	"strings"
	"unicode"
)

func (d *draft) finish() {
	it := &d.item
	if it.DOI == "" {
		if found := FindDOI(d.text); len(found) > 0 {
			it.DOI = found[0].DOI
			d.field("DOI", found[0].Start, found[0].End, 1)
		}
	}
	if it.URL == "" {
		if m := urlPattern.FindStringIndex(d.text); m != nil && NormalizeDOI(strings.TrimRight(d.text[m[0]:m[1]], ".,;)")) == "" {
			d.add(part(labelURL), m[0], m[1], 0.9)
		}
	}
	if it.ISBN == "" {
		if i := strings.Index(d.text, "ISBN"); i >= 0 {
			d.add(part(labelISBN), i, min(len(d.text), runeEnd(d.text, i+40)), 1)
		}
	}
	if it.Accessed == nil {
		if m := accessMark.FindStringSubmatchIndex(d.text); m != nil {
			d.add(partAccessed, m[2], m[3], 0.9)
		}
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
	d.editionOfTitle()
	d.splitTitle()
	it.Type = d.kind()
	it.Language = languageOf(it)
	d.warn()
}

var titleEdition = regexp.MustCompile(`[.,(\s]+(\d{1,2}(?:st|nd|rd|th|\.|e|ème|ª)?\s*(?:rev\.?\s*)?(?:ed|edn|edition|Aufl|Auflage|éd|édition))\.?\)?$`)

// editionOfTitle cuts an edition off the end of a title.
func (d *draft) editionOfTitle() {
	it := &d.item
	if !d.tagger || it.Edition != "" {
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
	if !d.tagger || it.ContainerTitle != "" || it.Publisher != "" || it.PublisherPlace != "" || it.Title == "" {
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

func journalWord(s string) bool {
	for _, w := range strings.Fields(strings.ToLower(s)) {
		if w = strings.Trim(w, ".,:;()"); classOf(w)&classJournal != 0 || w == "newspaper" || w == "daily" {
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
	var boxClass class
	for _, w := range strings.Fields(box) {
		boxClass |= classOf(strings.Trim(w, ".,:;()"))
	}
	switch {
	case containsAny(genre, "thesis", "dissertation", "phd", "ph.d", "diss", "дис.", "thèse", "mémoire", "автореф"):
		return "thesis"
	case it.ContainerTitle == "" && thesisWords.MatchString(d.text):
		return "thesis"
	case containsAny(box, "newspaper", "news agency", " daily", "daily ", "газет", "егемен", "news ", " times", "правда", "日报", "晚报", "新华"):
		return "article-newspaper"
	case containsAny(box+" ", "proc. ", "proceedings ", "conference ", "conf. ", "symposium ", "workshop ", "congress ", "colloquium ", "конференц", "симпозиум", "конгресс", "研讨会", "会议", "kongre", "sempozyum") && !containsAny(box, "national academy", "royal society"):
		return "paper-conference"
	case it.ContainerTitle != "" && (it.Publisher != "" || it.PublisherPlace != "" || len(it.Editor) > 0 || it.Edition != "") && !d.journal && it.Issue == "" && (boxClass&classJournal == 0 || len(it.Editor) > 0):
		return "chapter"
	case it.ContainerTitle != "":
		return "article-journal"
	case containsAny(genre, "report", "tech", "отчет"):
		return "report"
	case it.Publisher != "" || it.PublisherPlace != "" || it.NumberOfPages != "":
		return "book"
	case it.Page != "" && it.Title != "":
		return "chapter"
	case it.URL != "":
		return "webpage"
	}
	return "document"
}

var thesisWords = regexp.MustCompile(`(?i)(?:doctoral|master['’]?s?|bachelor['’]?s?|phd|ph\.\s?d\.?|m\.?sc\.?)[\s,]+(?:thesis|dissertation|diss\.)|unpublished (?:thesis|dissertation)|diplomarbeit|habilitationsschrift|thèse de doctorat|yüksek lisans tezi|doktora tezi|学位论文`)

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// languageOf tells the language by the script and the letters of the title, as
// far as these do; Latin script alone does not.
func languageOf(it *Item) string {
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
		case unicode.Is(unicode.Han, r):
			han++
		}
	}
	switch {
	case han > 0 && han*3 >= latin:
		return "zh"
	case cyrillic > latin && kazakh > 0:
		return "kk"
	case cyrillic > latin:
		return "ru"
	case latin == 0:
		return ""
	}
	return latinLanguage(it)
}

// confidence is the mean of the fields', weighted by what matters.
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
	"en": set("the of and in on for with to an from by its at as is are their"),
	"de": set("der die das und des im zur zum für von den dem mit eine einer auf"),
	"fr": set("le la les des du et dans une aux sur pour l' d' en au"),
	"es": set("el los las del y en una para por con"),
	"tr": set("ve ile bir için üzerine üzerinde olarak türkiye'de"),
	"it": set("il gli della dei nel e di per una"),
	// Romanised Russian: the small words, and endings looked at below.
	"ru-Latn": set("v na i s o dlya po iz k ot ob kak pri za problemy voprosy"),
}

var englishEndings = []string{"ing", "ment", "ness", "ity", "ed", "ly", "report", "study", "th"}

var russianEndings = []string{"skogo", "skoy", "skoye", "skiy", "skij", "skaya", "skaja", "ogo", "eniya", "enija", "eniye", "enie", "stvo", "stva", "nyye", "nye", "nykh", "nyh", "ikh", "osti", "ostʹ", "ost'", "tsii", "cii", "tsiya", "cija", "aniye", "anie", "aniya", "kogo", "vakh", "ov", "yye"}

// latinLanguage goes by the title; by container and publisher where it says
// nothing.
func latinLanguage(it *Item) string {
	for _, s := range []string{it.Title, it.Title + " " + it.ContainerTitle + " " + it.Publisher} {
		if l := guessLatin(s); l != "" {
			return l
		}
	}
	return ""
}

func guessLatin(s string) string {
	score := map[string]int{}
	for _, w := range strings.Fields(strings.ToLower(s)) {
		for _, e := range englishEndings {
			if len(w) > len(e)+1 && strings.HasSuffix(w, e) {
				score["en"]++
			}
		}
		w = strings.Trim(w, ".,:;()«»\"“”'?!")
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
	for _, l := range []string{"en", "de", "fr", "es", "it", "tr", "ru-Latn"} {
		if score[l] > most {
			best, most = l, score[l]
		}
	}
	return best
}
