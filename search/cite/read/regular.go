package read

// This file makes the text of a reference regular before a reader sees it: entities
// and marks of emphasis are undone, spaces stand where a typist left them out, and
// pieces that no style has a place for (PMID, the year of the first edition, "n.d.",
// "in press") are taken out. The changes are kept, so that every field is told in
// the text as it was given.

import (
	"cmp"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

// edit puts with in place of bytes [start, end) of the text as it was given.
type edit struct {
	start, end int
	with       string
}

// aside is a variable that was read from bytes [start, end) before any reader: name
// is CSL's; a placeholder stands there for a year that the entry has not.
type aside struct {
	name, value string
	start, end  int
	undated     bool
}

// regular is a text made regular.
type regular struct {
	text   string
	edits  []edit
	asides []aside
}

// placeholder is the year that readers see in place of "n.d.": they know entries by
// their years.
const placeholder = "1999"

var (
	entity    = lazyregexp.New(`&(?:[a-zA-Z]{2,8}|#\d{2,5}|#[xX][0-9a-fA-F]{2,5});`)
	tag       = lazyregexp.New(`</?(?:i|b|em|strong|sup|sub|span|u|small)>`)
	emphasis  = lazyregexp.New(`(?:^|[\s("“«.,])(\*{1,3}|_{1,2})[^\s*_](?:[^*_]{0,300}?[^\s*_])??(\*{1,3}|_{1,2})(?:[^\pL\pN]|$)`)
	pmidMark  = lazyregexp.New(`[\s;,.(\[]*\b(?:PubMed )?(?:PMID|pmid)\s?:?\s*(\d{4,9})\b[)\]]?`)
	pmcMark   = lazyregexp.New(`[\s;,.(\[]*\bPMCID\s?:?\s*((?:PMC)?\d{4,9})\b[)\]]?`)
	firstWork = lazyregexp.New(`(?i)^[(\[](?:original work published|originally published|first published|work originally published|впервые опубл(?:\.|иковано)|ориг(?:\.|инал) изд(?:\.|ан)|алғаш жарияланған|原著出版于|初版)(?: in| в)?[\s:,]*(?:ca?\. )?((?:1[0-9]|20)\d\d)(?:\s?(?:г\.|ж\.|年))?[)\]]\.?`)
	undated   = lazyregexp.New(`(?i)^([(\[（［]\s*)(n\.\s?d\.?|no date|s\.\s?a\.?|б\.\s?г\.?|без года|ж\.\s?к\.?|жылы көрсетілмеген|o\.\s?j\.?|无日期|出版年不详|in press|forthcoming|accepted|submitted|under review|to appear|in preparation|im druck|sous presse|в печати|принята? к печати|баспада|басылымда|印刷中|待刊|待发表|出版中|已录用)(-?[a-z])?(\s*[)\]）］])`)
	twoYears  = lazyregexp.New(`^[(\[（]\s*((?:1[0-9]|20)\d\d)\s?/\s?((?:1[5-9]|20)\d\d)[a-z]?\s*[)\]）]`)
	// bareStatus says so without brackets, at the end or before what follows a dash.
	bareStatus = lazyregexp.New(`(?i)[.,;，。](\s*[–—-]?\s*)(n\.\s?d\.?|б\.\s?г\.?|ж\.\s?к\.?|in press|forthcoming|в печати|баспада|басылымда|待刊|待发表|印刷中|已录用)\s*(?:[.。．]?\s*$|[.,]?\s+[–—-]\s)`)
	// unknownImprint is a place and a house in one pair of brackets.
	unknownImprint = lazyregexp.New(`(?i)[\[［](?:s\.\s?l\.?|б\.\s?м\.?|出版地不详)()\s*[:：]\s*()(?:s\.\s?n\.?|б\.\s?и\.?|出版者不详)[\]］]`)
	// turkishVolume is "Cilt 55, Sayı 1" as it is abbreviated; alone C. is a name, S. a page.
	turkishVolume = lazyregexp.New(`[\s,.(](C(?:ilt)?[.:]{1,2}|Cilt)\s?\d{1,4}\s?[,/]\s?(S(?:ayı)?[.:]{1,2}|Sayı)\s?\d`)
	noYear        = lazyregexp.New(`^(?i:n\.|no |s\.|б\.|без|ж\.|жылы|o\.|无日期|出版年不详)`)
)

// regularOf makes raw regular.
func regularOf(raw string) regular {
	r := regular{text: raw}
	take := func(re *lazyregexp.Regexp, name string) {
		if m := re.FindStringSubmatchIndex(raw); m != nil {
			r.aside(name, raw, m[2], m[3])
			r.edits = append(r.edits, edit{m[0], m[1], ""})
		}
	}
	if strings.Contains(raw, "PM") || strings.Contains(raw, "pmid") {
		take(pmidMark, "PMID")
		take(pmcMark, "PMCID")
	}
	for i, c := range raw {
		if c == '(' || c == '[' || c == '（' || c == '［' {
			r.bracket(raw, i)
		}
	}
	if strings.ContainsAny(raw, "[［") {
		if m := unknownImprint.FindStringSubmatchIndex(raw); m != nil {
			r.edits = append(r.edits, edit{m[2], m[2], "]"}, edit{m[4], m[4], "["})
		}
	}
	if m := turkishVolume.FindStringSubmatchIndex(raw); m != nil {
		r.edits = append(r.edits, edit{m[2], m[3], "vol."}, edit{m[4], m[5], "no."})
	}
	if containsAny(raw, "n.d", "n. d", "press", "thcoming", "печати", "б. г", "б.г", "ж. к", "баспада", "басылымда", "刊", "发表", "印刷中", "录用") {
		r.bare(raw)
	}
	if strings.IndexByte(raw, '&') >= 0 && strings.IndexByte(raw, ';') >= 0 {
		for _, m := range entity.FindAllStringIndex(raw, -1) {
			if s := html.UnescapeString(raw[m[0]:m[1]]); s != raw[m[0]:m[1]] {
				r.edits = append(r.edits, edit{m[0], m[1], s})
			}
		}
	}
	if strings.IndexByte(raw, '<') >= 0 {
		for _, m := range tag.FindAllStringIndex(raw, -1) {
			r.edits = append(r.edits, edit{m[0], m[1], ""})
		}
	}
	if strings.ContainsAny(raw, "*_") {
		for at := 0; at < len(raw); {
			m := emphasis.FindStringSubmatchIndex(raw[at:])
			if m == nil {
				break
			}
			if raw[at+m[2]:at+m[3]] == raw[at+m[4]:at+m[5]] {
				r.edits = append(r.edits, edit{at + m[2], at + m[3], ""}, edit{at + m[4], at + m[5], ""})
			}
			at += m[5]
		}
	}
	r.edits = append(r.edits, spacesOf(raw)...)
	if len(r.edits) == 0 {
		return r
	}
	slices.SortStableFunc(r.edits, func(a, b edit) int { return cmp.Or(a.start-b.start, a.end-b.end) })
	var b strings.Builder
	at, kept := 0, r.edits[:0]
	for _, e := range r.edits {
		if e.start < at {
			continue // within another one
		}
		b.WriteString(raw[at:e.start] + e.with)
		at = e.end
		kept = append(kept, e)
	}
	b.WriteString(raw[at:])
	r.text, r.edits = b.String(), kept
	return r
}

func (r *regular) aside(name, raw string, start, end int) {
	r.asides = append(r.asides, aside{name: name, value: raw[start:end], start: start, end: end})
}

// bracket takes out what the bracket that opens at byte i of raw says about dates.
func (r *regular) bracket(raw string, i int) {
	const longest = 100 // bytes
	s := raw[i:runeEnd(raw, min(len(raw), i+longest))]
	// "1999/2000" is one year of a serial.
	if m := twoYears.FindStringSubmatchIndex(s); m != nil {
		if yearOf(s[m[2]:m[3]])+1 < yearOf(s[m[4]:m[5]]) {
			r.aside("original-date", raw, i+m[2], i+m[3])
			r.edits = append(r.edits, edit{i + m[2], i + m[4], ""})
		}
		return
	}
	if m := firstWork.FindStringSubmatchIndex(s); m != nil {
		r.aside("original-date", raw, i+m[2], i+m[3])
		r.edits = append(r.edits, edit{i, i + m[1], ""})
		return
	}
	m := undated.FindStringSubmatchIndex(s)
	if m == nil || i == 0 || slices.ContainsFunc(r.asides, func(a aside) bool { return a.undated || a.name == "status" }) {
		return
	}
	a := aside{name: "status", value: s[m[4]:m[5]], start: i + m[4], end: i + m[5], undated: true}
	instead := "(" + placeholder + ")"
	switch {
	case !noYear.MatchString(a.value) && cite.HasYear(raw[:i]+raw[i+m[1]:]):
		a.undated, instead = false, ""
	case s[0] == '[' || strings.HasPrefix(s, "［"):
		instead = placeholder // "Наука, [б. г.]" stands where a year does
	}
	r.asides = append(r.asides, a)
	r.edits = append(r.edits, edit{i, i + m[1], instead})
}

// bare takes out a status without brackets.
func (r *regular) bare(raw string) {
	m := bareStatus.FindStringSubmatchIndex(raw)
	if m == nil || slices.ContainsFunc(r.asides, func(a aside) bool { return a.name == "status" }) {
		return
	}
	a := aside{name: "status", value: raw[m[4]:m[5]], start: m[4], end: m[5], undated: true}
	instead := placeholder
	if cite.HasYear(raw[:m[0]] + raw[m[1]:]) {
		if noYear.MatchString(a.value) {
			return
		}
		a.undated, instead = false, ""
	}
	r.asides = append(r.asides, a)
	r.edits = append(r.edits, edit{m[4], m[5], instead})
}

func yearOf(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// spacesOf finds where a space was left out: behind a comma or a stop between words,
// "ADAMS R,BAKER I", "et al.Wells", and between a word and a number, "pp.7".
// Addresses have none.
func spacesOf(s string) []edit {
	var found []edit
	for at := 0; at < len(s); {
		end := at + strings.IndexFunc(s[at:], analysis.IsBlank)
		if end < at {
			end = len(s)
		}
		word := s[at:end]
		if strings.ContainsAny(word, ".,:") && !address(word) {
			for i := 1; i < len(word)-1; i++ {
				if strings.IndexByte(".,:", word[i]) >= 0 && lacksSpace(word, i) {
					found = append(found, edit{at + i + 1, at + i + 1, " "})
				}
			}
		}
		at = end + 1
		for at < len(s) && !utf8.RuneStart(s[at]) {
			at++
		}
	}
	const seldom = 4 // a slip or two among many spaces is the readers' to bear
	if len(found)*seldom < strings.Count(s, ", ")+strings.Count(s, ". ") {
		return nil
	}
	return found
}

// address says whether word holds an address, or a DOI.
func address(word string) bool {
	return strings.Contains(word, "//") || strings.Contains(word, "www.") || strings.Contains(word, "10.") && strings.Contains(word, "/") || strings.Contains(word, "@")
}

// longWord is a word that is no abbreviation as "Ph" is.
var longWord = lazyregexp.New(`\p{Ll}{3}$`)

// lacksSpace says whether a space was left out behind byte i of word, a comma, a
// stop or a colon.
func lacksSpace(word string, i int) bool {
	before, n := utf8.DecodeLastRuneInString(word[:i])
	earlier, _ := utf8.DecodeLastRuneInString(word[:i-n])
	next, m := utf8.DecodeRuneInString(word[i+1:])
	then, _ := utf8.DecodeRuneInString(word[i+1+m:])
	if analysis.IsHan(before) || analysis.IsHan(next) {
		return false
	}
	switch word[i] {
	case ',':
		return unicode.IsLetter(next) && (unicode.IsLetter(before) || before == '.' || before == ')') ||
			unicode.IsDigit(next) && unicode.IsLetter(before) && unicode.IsLetter(earlier)
	case '.':
		return unicode.IsUpper(next) && (unicode.IsLower(then) || i+1+m == len(word) || then == '.' && longWord.MatchString(word[:i])) && (unicode.IsLower(before) && unicode.IsLetter(earlier) || unicode.IsUpper(before) && unicode.IsLower(then) || before == ')' || before == ']') ||
			unicode.IsDigit(next) && unicode.IsLower(before)
	}
	return unicode.IsUpper(next) && (unicode.IsLetter(before) || before == '.') && unicode.IsLower(then)
}

// given is where byte i of the regular text stands in the text as it was given; of
// a piece that was put in, its end if end.
func (r *regular) given(i int, end bool) int {
	shift := 0
	for _, e := range r.edits {
		a := e.start - shift // of the edit in the regular text
		b := a + len(e.with)
		switch {
		case i < a || i == a && (end || a < b && !end && e.start == e.end):
			return i + shift
		case i < b || i == b && end:
			if end {
				return e.end
			}
			return e.start
		}
		shift += e.end - e.start - len(e.with)
	}
	return i + shift
}

// restore tells the fields of d, which was read from the regular text, in the text
// as it was given, and adds what was taken out of it.
func (r *regular) restore(d *draft) {
	fields := d.fields[:0]
	for _, f := range d.fields {
		f.Start, f.End = r.given(f.Start, false), r.given(f.End, true)
		if f.Start < f.End {
			fields = append(fields, f)
		}
	}
	d.fields = fields
	for _, a := range r.asides {
		if a.undated {
			r.undate(d, a)
		}
		switch a.name {
		case "":
		case "original-date":
			d.item.OriginalDate = cite.ReadDate(a.value)
			if d.item.OriginalDate == nil {
				continue
			}
			d.field(a.name, a.start, a.end, 1)
		default:
			d.set(a.name, a.value, a.start, a.end, 1)
		}
	}
}

// undate takes back the placeholder.
func (r *regular) undate(d *draft, a aside) {
	if f, ok := d.fieldOf("issued"); ok && f.Start < a.end && a.start < f.End {
		d.item.Issued = nil
		d.drop("issued")
	}
}
