package cite

// This file reads one reference: it chooses the reader (a grammar for GOST, one
// for GB/T 7714 and other Chinese entries, the trained tagger for the rest), and
// the readers hand their pieces to interpret.go.

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parsed is a reference as understood.
type Parsed struct {
	Raw        string
	Item       Item
	Fields     []Field
	Confidence float64 // of the whole, 0–1
	Warnings   []Warning
}

// Field is a part of the raw text that a CSL variable was read from.
type Field struct {
	Name       string // CSL's: "author", "title", "container-title", …
	Start, End int    // bytes of Raw
	Confidence float64
}

// Warning tells of a contradiction within a reference.
type Warning struct{ Code, Detail string }

// maxReference bounds what is read of one entry, in bytes: no reference is as
// long, and what lies behind is kept in Raw.
const maxReference = 16 << 10

// Parse reads a reference in any of the styles that the package knows. It always
// returns what it could read, with the text itself in Raw.
func Parse(raw string) Parsed {
	text := raw
	if len(text) > maxReference {
		text = text[:maxReference]
		for len(text) > 0 && !utf8.ValidString(text[len(text)-min(4, len(text)):]) && !utf8.RuneStart(raw[len(text)]) {
			text = text[:len(text)-1]
		}
	}
	d := &draft{raw: raw, text: text}
	d.read()
	d.finish()
	slices.SortStableFunc(d.fields, func(a, b Field) int { return cmp.Or(a.Start-b.Start, a.End-b.End, strings.Compare(a.Name, b.Name)) })
	return Parsed{Raw: raw, Item: d.item, Fields: d.fields, Confidence: d.confidence(), Warnings: d.warnings}
}

// longNumber is the number of an entry of a very long list, or the year that a title
// begins with.
var longNumber = regexp.MustCompile(`^\s*[1-9]\d{3,4}[.)]\s+`)

// read chooses the reader.
func (d *draft) read() {
	from, to := 0, len(d.text)
	numbered := from
	if m := entryNumber.FindStringIndex(d.text); m != nil {
		numbered = m[1]
	} else if m := longNumber.FindStringIndex(d.text); m != nil {
		if _, people := headNames(d.text[m[1]:]); people {
			numbered = m[1]
		}
	}
	if a, b, ok := twin(d.text[numbered:to]); ok {
		d.bilingual(numbered, numbered+a, numbered+b, to)
		return
	}
	d.single(from, to, numbered)
}

// single reads an entry in one language; numbered is where it begins behind its
// number in the list.
func (d *draft) single(from, to, numbered int) {
	if m := gbtMark.FindStringSubmatchIndex(d.text[numbered:to]); m != nil {
		for i := range m {
			m[i] += numbered
		}
		d.gbt(numbered, to, m)
		return
	}
	switch s := d.text[numbered:to]; {
	case hanShare(s) > 0.3:
		d.hanEntry(numbered, to)
	case d.besideImprint(numbered, to):
	case isGOST(s):
		d.gost(numbered, to)
	default:
		d.tagged(from, to)
	}
}

var (
	slashesMark = regexp.MustCompile(`(?:[^:/\s]|[^:]\s)//[^/]`)
	dashMark    = regexp.MustCompile(`[.,]\s*[–—-]\s+(?:\d{4}|[\p{Lu}№]|[a-z]+\.|\d{1,4} ?(?:pp?|s|b)\.)`)
	yearDash    = regexp.MustCompile(`\s[–—-]\s*(?:19|20)\d\d\s*[.,]\s*[–—-]|\.\s*[–—]\s*(?:19|20)\d\d\.?\s*(?:$|[–—(-])`)
	gostEnd     = regexp.MustCompile(`(?:[.,] (?:19|20|18)\d\d\.(?: Vol\. \d+\.| (?:Vol\. \d+, )?№ ?\d+\.)?(?: (?:[xvi]+, )?\d+ [pс]\.)|\. P\. \d[\d–-]*\.?|Vol\. \d+\. \d+ p\.|№ ?\d+\.|URL: .*)$`)
	gostSigns   = regexp.MustCompile(` / (?:eds?|trans|пер|под ред)\. |№ ?\d|^[^,:;/]+\. Vol\. \d+\. \d+ p\.$|\[Electronic resource\]`)
	// What Cyrillic entries of GOST have and those in the manner of Chicago or APA
	// have not.
	cyrillicGOST = regexp.MustCompile(`^[^,.]{2,40}\s\p{Lu}\.|//|\s[–—-]\s|[.,»]\s?[–—-]|№|\[|/|«|(?:^|[^\pL])(?:[СсБТт]|Вып|вып|ред|стр|бет|дис|изд|бб)\.|\d\s?[сб]\.|:\s[^,:]+,\s\d{4}|\((?:1[89]|20)\d\d[a-zа-я]?\)|^\p{Lu}{2,}|[Зз]акон|[Кк]одекс|Заңы`)
	gostHead     = regexp.MustCompile(`^` + familyWord + `(?:\s` + familyWord + `)?? (?:\p{Lu}\p{Ll}{0,2}\.[\s ]?-?)+(?:, |\s*\p{Lu}| et al)`)
)

// isGOST says whether s shows the signs of GOST, or is written in Cyrillic.
func isGOST(s string) bool {
	cyrillic, latin := 0, 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		case unicode.IsLetter(r):
			latin++
		}
	}
	if cyrillic > latin/2 && cyrillicGOST.MatchString(s) || archiveMark.MatchString(s) || slashesMark.MatchString(s) || yearDash.MatchString(s) || len(dashMark.FindAllString(s, 2)) > 1 {
		return true
	}
	// Latin script without // or dashes: the head and the end must both look so.
	m := gostHead.FindStringIndex(s)
	if m != nil && classOf(strings.ToLower(s[:strings.IndexByte(s, ' ')]))&classGiven != 0 {
		m = nil // "John P. Smith."
	}
	return (m != nil || gostSigns.MatchString(s)) && gostEnd.MatchString(s)
}

// tagged reads text[from:to] with the trained tagger.
func (d *draft) tagged(from, to int) {
	d.tagger = true
	toks := tokenize(d.text[from:to])
	if len(toks) == 0 {
		return
	}
	tags, sure := model().tag(toks)
	smooth(toks, tags)
	for _, m := range marksOf(d.text[from:to]) {
		for i := range toks {
			if toks[i].start >= m.start && toks[i].start < m.end {
				tags[i], sure[i] = labelNote, 1
			}
		}
		if m.from >= 0 {
			d.add(m.p, from+m.from, from+m.to, 0.95)
		}
	}
	type segment struct {
		from, to int
		l        label
		conf     float64
	}
	segs := make([]segment, 0, 12)
	authored := false
	for i := 0; i < len(toks); {
		j := i
		conf := 1.0 // as sure as its weakest token
		for j < len(toks) && tags[j] == tags[i] {
			conf = min(conf, float64(sure[j]))
			j++
		}
		segs = append(segs, segment{i, j, tags[i], conf})
		authored = authored || tags[i] == labelAuthor
		i = j
	}
	titled, named := false, false
	for k, s := range segs {
		p := part(s.l)
		text := func(s segment) string { return d.text[from+toks[s.from].start : from+toks[s.to-1].end] }
		switch {
		case s.l == labelEditor && rolesOnly(text(s)):
			continue
		case s.l == labelAuthor && k+1 < len(segs) && segs[k+1].l == labelEditor && rolesOnly(text(segs[k+1])):
			p = part(labelEditor) // "Brown, A. (Eds.)"
		case s.l == labelPublisher && !authored && k == 0:
			p = part(labelAuthor) // a body that speaks for itself
		case s.l == labelTitle && !authored && k == 0 && s.to <= 12 && len(segs) > 2 && segs[1].l == labelDate && segs[2].l == labelTitle && strings.HasPrefix(toks[s.to].lead, "("):
			p = part(labelAuthor) // "Natural Resources (2003). Title"
		case s.l == labelAuthor && named && titled:
			// Names behind the title are editors' or no names: "Washington, D. C."
			switch {
			case k+1 < len(segs) && segs[k+1].l == labelEditor || k > 0 && segs[k-1].l == labelEditor:
				p = part(labelEditor)
			case k > 0 && segs[k-1].l == labelTranslator:
				p = part(labelTranslator)
			default:
				continue
			}
		}
		named = named || p == part(labelAuthor)
		titled = titled || p == part(labelTitle)
		d.add(p, from+toks[s.from].start, from+toks[s.to-1].end, s.conf)
	}
}

// rolesOnly says whether s says who the names beside it are, and no name: "(Eds.)".
func rolesOnly(s string) bool {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" .,:;()[]", r) })
	for _, w := range words {
		if !notNames[w] || andWords[w] {
			return false
		}
	}
	return len(words) > 0
}

var departments = set("department dept school faculty division laboratory lab institute center centre college section")

// smooth mends what a chain of labels sees badly: a quotation is of one piece, a
// name does not end with "of", a publisher begins where its words do, and a title
// does not begin with "and".
func smooth(toks []token, tags []label) {
	smoothQuotes(toks, tags)
	smoothIn(toks, tags)
	smoothYears(toks, tags)
	smoothNames(toks, tags)
	for i := 1; i < len(toks); i++ {
		if tags[i-1] == labelDate && toks[i-1].class&classMonth != 0 && toks[i].num == numOne && toks[i].trail == ";" {
			tags[i] = labelDate // "2014 Jun 12;12(3):45-67"
		}
		if tags[i] != tags[i-1] {
			smoothChange(toks, tags, i)
		}
	}
	for i := 1; i < len(toks); i++ {
		if tags[i] == labelTitle && tags[i-1] == labelAuthor && toks[i].class&classAnd != 0 && (toks[i].shape == shapeLower || toks[i].core == "") {
			for k := i + 1; k < min(len(toks), i+6); k++ {
				if toks[k].shape == shapeLower && toks[k].class&classParticle == 0 {
					break
				}
				if c := cutKind(&toks[k]); c == cutStop || c == cutComma && k > i+1 || c == cutColon {
					relabel(tags[i:k+1], labelAuthor)
					break
				}
			}
			break
		}
	}
}

func relabel(tags []label, l label) {
	for i := range tags {
		tags[i] = l
	}
}

// smoothQuotes makes a quotation that is mostly title one title; what follows it
// behind a comma is something else.
func smoothQuotes(toks []token, tags []label) {
	quote, open := rune(0), 0
	for i := range toks {
		t := &toks[i]
		if quote == 0 {
			if quote = opensQuote(t.lead); quote == 0 {
				continue
			}
			open = i
		}
		if !closesQuote(t.trail, quote) && !(t.core == "" && i > open && closesQuote(t.lead, quote)) {
			continue
		}
		straight := quote
		quote = 0
		titles := 0
		for _, l := range tags[open : i+1] {
			if l == labelTitle {
				titles++
			}
		}
		if n := i - open + 1; n < 2 || titles*2 <= n {
			continue
		}
		relabel(tags[open:i+1], labelTitle)
		if cutKind(t) == cutNone || straight == '"' && t.trail == "\"" || open > 0 && tags[open-1] == labelTitle {
			continue
		}
		if strings.ContainsAny(t.trail+t.lead, ",.") {
			for k := i + 1; k < len(tags) && tags[k] == labelTitle; k++ {
				tags[k] = labelContainer
			}
		}
	}
}

// smoothIn begins a container at "In:" within a title, and at "In" behind the end
// of a quotation or of a sentence.
func smoothIn(toks []token, tags []label) {
	quote := rune(0)
	for i := 0; i+1 < len(toks); i++ {
		if quote == 0 {
			quote = opensQuote(toks[i].lead)
		}
		if quote != 0 && (closesQuote(toks[i].trail, quote) || toks[i].core == "" && closesQuote(toks[i].lead, quote)) {
			quote = 0
		}
		if i < 2 || quote != 0 || tags[i] != labelTitle || tags[i-1] != labelTitle || toks[i].class&classIn == 0 || toks[i].lead != "" {
			continue
		}
		before := &toks[i-1]
		if toks[i].trail == ":" || toks[i].trail == "" && toks[i].shape != shapeLower && (cutKind(before) == cutStop || closesQuote(before.trail+before.lead, '”') || closesQuote(before.trail+before.lead, '»') || strings.HasSuffix(before.trail, "\"")) {
			for k := i; k < len(toks) && tags[k] == labelTitle; k++ {
				tags[k] = labelContainer
			}
			return
		}
	}
}

// smoothNames mends the end of the names: what a body's abbreviation stands for
// belongs to it, "OMB (Office of …), 2010", and words that run to a colon behind
// initials are a title, "Simmons, I.G. Environmental History: …".
func smoothNames(toks []token, tags []label) {
	end := 0
	for end < len(tags) && tags[end] == labelAuthor {
		end++
	}
	if end > 0 && end <= 3 && end < len(tags) && tags[end] == labelTitle && strings.HasPrefix(toks[end].lead, "(") {
		j := end
		for j < len(tags) && tags[j] == labelTitle {
			j++
		}
		if j < len(tags) && tags[j] == labelDate && strings.HasPrefix(toks[j-1].trail, ")") {
			relabel(tags[end:j], labelAuthor)
			return
		}
	}
	initials := -2 // the last of those behind a family name
	for i := range end {
		if k := cutKind(&toks[i]); k == cutInitial {
			if initials == i-1 || i > 0 && cutKind(&toks[i-1]) == cutComma {
				initials = i
			}
		} else if k == cutColon && initials >= 0 && i-initials >= 2 {
			relabel(tags[initials+1:end], labelTitle)
			return
		} else if k != cutNone || toks[i].class&classAnd != 0 {
			initials = -2
		}
	}
}

// smoothYears leaves years to the title or container that they stand in, when the
// entry has its date elsewhere: "The Long War, 1914-1918: A History".
func smoothYears(toks []token, tags []label) {
	dates := 0
	for i := range tags {
		if tags[i] == labelDate && (i == 0 || tags[i-1] != labelDate) {
			dates++
		}
	}
	for i := 1; i < len(toks) && dates > 1; i++ {
		l := tags[i-1]
		if tags[i] != labelDate || l != labelTitle && l != labelContainer {
			continue
		}
		j := i
		for j < len(toks) && tags[j] == labelDate {
			j++
		}
		within := j < len(toks) && tags[j] == l || toks[i].num == numYearIn && j < len(toks) && toks[j].lead == "(" && toks[j].num == numYear
		if j-i <= 3 && within && toks[i].lead == "" && (toks[i-1].trail == "" || toks[i-1].trail == ",") {
			relabel(tags[i:j], l)
			dates--
		}
	}
}

// smoothChange looks at a change of labels between tokens i-1 and i.
func smoothChange(toks []token, tags []label, i int) {
	before, l := tags[i-1], tags[i]
	last := &toks[i-1]
	// "University of | Toronto".
	if (before == labelPublisher || before == labelContainer) && last.trail == "" && (last.core == "of" || last.core == "the" || last.core == "for") {
		for k := i; k < min(len(toks), i+6); k++ {
			tags[k] = before
			if toks[k].trail != "" && cutKind(&toks[k]) != cutInitial {
				break
			}
		}
		return
	}
	// "Newhaven and | London: Yale UP".
	if l == labelPlace && before == labelTitle && last.class&classAnd != 0 && last.trail == "" && i > 2 && toks[i-2].shape == shapeTitle && cutKind(&toks[i-3]) == cutStop {
		relabel(tags[i-2:i], labelPlace)
		return
	}
	if l != labelPublisher {
		return
	}
	switch {
	case cutKind(last) == cutComma:
		// "Department of Science, | University of …" is one publisher.
		k := i - 1
		for k > 0 && toks[k-1].trail == "" && i-k < 9 {
			k--
		}
		for j := k; j < i; j++ {
			if (j < k+2 || j == i-1) && departments[strings.TrimRight(toks[j].core, ".")] {
				relabel(tags[k:i], labelPublisher)
				break
			}
		}
	case last.trail == "" && toks[i].lead == "" && (before == labelTitle || before == labelContainer || before == labelPlace):
		// A change within a chunk: all of it belongs together, if what precedes has
		// more than this chunk.
		k := i - 1
		for k > 0 && toks[k-1].trail == "" && i-k < 9 {
			k--
		}
		if k > 0 && tags[k-1] == before && chunkEnds(toks, k-1) {
			relabel(tags[k:i], labelPublisher)
		}
	}
}
