package intext

// This file reads citations that name entries by author and year.

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/lexicon"
	"github.com/izde/izde/search/lazyregexp"
)

// authorMention reads text[from:to], the inside of brackets that begin at start,
// as authors and years.
func authorMention(text string, start, from, to int) (mention, bool) {
	_, size := utf8.DecodeRuneInString(text[to:])
	m := mention{start: start, end: to + size, form: byAuthor}
	var last authors
	for segment := range strings.FieldsFuncSeq(text[from:to], func(r rune) bool { return r == ';' || r == '；' }) {
		pointers, ok := authorYears(segment, last)
		if !ok {
			continue
		}
		m.pointers = append(m.pointers, pointers...)
		last = pointers[len(pointers)-1].authors
	}
	if len(m.pointers) == 0 {
		return m, false
	}
	if len(m.pointers[0].names) == 0 {
		m.form = byYear
		a := authorsBefore(text[:start])
		for i := range m.pointers {
			if len(m.pointers[i].names) > 0 {
				break
			}
			m.pointers[i].authors = a
		}
		return m, len(a.names) > 0
	}
	return m, true
}

var (
	yearMark = lazyregexp.New(`(1[5-9]\d\d|20\d\d)\s?([a-hа-е]?)`)
	// moreLetters is the "b" of "2020a, b".
	// doubleYear is "1900/1953", of which the second is the year of the entry.
	doubleYear = lazyregexp.New(`(?:1\d\d\d|20\d\d)\s?/\s?(1[5-9]\d\d|20\d\d)`)
	noYearMark = lazyregexp.New(`(?i)(?:^|[\s,，]+)(?:n\.\s?d\.?|no date|б\.\s?г\.?|ж\.\s?к\.?|s\.\s?a\.|in press|forthcoming|in preparation|submitted|в печати|баспада|无日期|待刊|印刷中)(?:[\s,，:：]|$)`)
	// remark is what may be said behind a year.
	remark = lazyregexp.New(`(?i)[,，;\s]+(?:(?:for|as) (?:an? |the )?(?:[\pL-]+ ){0,4}?(?:review|overview|discussion|survey|summary|details?|example|examples|introduction|comparison|description)(?: of [\pL -]{3,40})?|and references therein|among others|inter alia|emphasis added|italics added|и др(?:\.|угие)|обзор|курсив (?:мой|наш|автора)|综述|等)\.?\s*$`)
	// short is the abbreviation of a body: "World Organization [WO]".
	short       = lazyregexp.New(`\s*[\[［](?:hereafter |hereinafter |далее |бұдан әрі )?[–— ]*\p{Lu}[\pL&-]{1,14}[\]］]`)
	moreLetters = lazyregexp.New(`^\s*[,，]\s*([a-hа-е])(?:$|[\s,，])`)
)

// authorYears reads "Author and Other, 2019, 2020a, p. 5". last are the authors
// of the part before, who also stand for a part with a year alone.
func authorYears(s string, last authors) ([]pointer, bool) {
	s = doubleYear.ReplaceAllString(s, "$1")
	if m := noYearMark.FindStringIndex(s); m != nil && !yearMark.MatchString(s) {
		tail := strings.Trim(s[m[1]:], " ,，:：")
		if tail != "" && !fullLocator(tail) {
			return nil, false
		}
		if head := strings.TrimSpace(s[:m[0]]); head != "" {
			var ok bool
			if last, ok = readAuthors(head); !ok {
				return nil, false
			}
		}
		return []pointer{{authors: last, locator: tail}}, true
	}
	s = remark.ReplaceAllString(s, "")
	var out []pointer
	at := 0
	for {
		m := yearMark.FindStringSubmatchIndex(s[at:])
		if m == nil {
			break
		}
		from, to, end := at+m[0], at+m[3], at+m[1]
		suffix := s[at+m[4] : end]
		if after, _ := utf8.DecodeRuneInString(s[end:]); suffix != "" && (unicode.IsLetter(after) || after == '.') {
			suffix, end = "", to
		}
		if !yearStands(s, from, to, end) {
			return nil, false
		}
		head := strings.TrimSpace(s[at:from])
		a := last
		if len(out) > 0 {
			head = strings.TrimSpace(strings.TrimLeft(head, ",， "))
			if l := locator.FindString(head); l != "" {
				out[len(out)-1].locator = strings.TrimRight(l, ", ")
				head = strings.TrimSpace(strings.TrimLeft(head[len(l):], ",，. "))
			}
		}
		if bare := strings.Trim(head, " ,，、:：&"); bare != "" && bare != "and" && bare != "и" && bare != "және" && bare != "和" {
			var ok bool
			if a, ok = readAuthors(head); !ok {
				return nil, false
			}
		}
		year, _ := strconv.Atoi(s[from:to])
		out = append(out, pointer{authors: a, year: year, suffix: suffix})
		last = a
		at = end
		for more := moreLetters.FindStringSubmatchIndex(s[at:]); suffix != "" && more != nil; more = moreLetters.FindStringSubmatchIndex(s[at:]) {
			out = append(out, pointer{authors: a, year: year, suffix: s[at+more[2] : at+more[3]]})
			at += more[3]
		}
	}
	tail := strings.TrimRight(strings.TrimLeft(s[at:], " ,，:：."), " ,，:：")
	if len(out) == 0 || tail != "" && !fullLocator(tail) && !allDigits(tail) {
		return nil, false
	}
	if tail != "" {
		out[len(out)-1].locator = tail
	}
	return out, true
}

// yearStands reports whether the year s[from:to], with its letter up to end,
// stands by itself.
func yearStands(s string, from, to, end int) bool {
	prev, _ := utf8.DecodeLastRuneInString(s[:from])
	next, _ := utf8.DecodeRuneInString(s[end:])
	if from > 0 && !unicode.IsSpace(prev) && !strings.ContainsRune(",，、.;:：", prev) && !analysis.IsHan(prev) {
		return false
	}
	// "12.05.2020" and "9.2020" are dates.
	if prev == '.' && from > 1 && analysis.IsDigit(s[from-2]) {
		return false
	}
	return end == len(s) || unicode.IsSpace(next) || strings.ContainsRune(",，、:：", next) || strings.HasPrefix(s[end:], ". ")
}

func allDigits(s string) bool {
	return strings.Trim(s, "0123456789-–—") == "" && analysis.IsDigit(s[0])
}

var (
	othersMark = lazyregexp.New(`(?i:[,，]?\s*(?:\bet\.? al\b\.?|and (?:others|colleagues)|и др\.?|(?:и|с|со) соавт(?:\.|ор\pL*)?|с коллегами|with colleagues|и другие|әріптестерімен|және әріптестері|және т\.\s?б\.?|және басқалар\pL*|т\.\s?б\.|ve diğerleri|vd\.)|等人?)[,，]?$`)
	nameCuts   = lazyregexp.New(`\s*(?:[,，、]\s*(?:&|(?:and|и|және|мен|et|und|ve|y)\s)|[,，、&/]|\s(?:and|и|және|мен|et|und|ve|y)\s|[和与及])\s*`)
	noAuthors  = lexicon.Set("january february march april may june july august september october november december spring summer autumn fall winter " +
		"январь январе января февраль феврале февраля март марте марта апрель апреле апреля май мае мая июнь июне июня июль июле июля август августе августа сентябрь сентябре сентября октябрь октябре октября ноябрь ноябре ноября декабрь декабре декабря " +
		"қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан table figure fig eq ibid там")
)

// readAuthors reads the names that stand before a year.
func readAuthors(s string) (authors, bool) {
	const most = 12
	s = strings.TrimSpace(s)
	for range 3 {
		lead := leadWords.FindString(s)
		if lead == "" || len(lead) == len(s) {
			break
		}
		if last, _ := utf8.DecodeLastRuneInString(lead); unicode.IsLetter(last) && !analysis.IsHan(last) {
			break // "Byrne"
		}
		s = s[len(lead):]
	}
	s = short.ReplaceAllString(strings.TrimRight(s, " ,，:：、"), "")
	var a authors
	s, a.others = withoutOthers(s)
	for _, n := range nameCuts.Split(s, most+1) {
		if n = strings.Trim(n, " ,，.'’\"“”«»*_"); n == "" {
			continue
		}
		switch isAuthor(n) {
		case authorName:
			a.names = append(a.names, n)
		case authorInitials: // of "Smith, J., 2020"
			if len(a.names) == 0 {
				return a, false
			}
		default:
			return a, false
		}
	}
	return a, len(a.names) > 0 && len(a.names) < most
}

// withoutOthers cuts off "et al." at the end of s.
func withoutOthers(s string) (string, bool) {
	const longest = 40 // bytes
	from := runeStart(s, max(0, len(s)-longest))
	m := othersMark.FindStringIndex(s[from:])
	if m == nil {
		return s, false
	}
	return s[:from+m[0]], true
}

type authorKind uint8

const (
	noAuthor authorKind = iota
	authorName
	authorInitials
)

// isAuthor tells whether s may be the name of a person or of a body: words in
// capitals, with particles between them, or a few Han characters.
func isAuthor(s string) authorKind {
	if analysis.HanShare(s) > 0.5 {
		if utf8.RuneCountInString(s) > 24 || strings.ContainsAny(s, "0123456789") {
			return noAuthor
		}
		return authorName
	}
	words := strings.Fields(s)
	if len(words) > 9 {
		return noAuthor
	}
	names, small := 0, 0
	body := cite.IsBody(s)
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "'’ʻ(«“"))
		switch {
		case cite.IsInitials(w) && strings.Contains(w, "."):
		case unicode.IsUpper(first):
			names++
		case unicode.IsLower(first) && (body || lexicon.Of(strings.ToLower(w))&lexicon.Particle != 0 || w == "of" || w == "for" || w == "the" || w == "al-" || strings.HasPrefix(w, "al-") || w == "по" || w == "для"):
			small++
		default:
			return noAuthor
		}
		if strings.ContainsAny(w, "0123456789=<>%$№") || noAuthors[strings.ToLower(strings.Trim(w, ".,"))] {
			return noAuthor
		}
	}
	switch {
	case names > 0:
		return authorName
	case small > 0:
		return noAuthor
	}
	return authorInitials
}

// bodyBegins is where the name of a body begins that ends words, of which those from
// begin on have capitals: "Министерство водных ресурсов РК".
func bodyBegins(words []string, begin int) int {
	const most = 9
	for k := len(words) - 1; k >= max(0, len(words)-most); k-- {
		w := words[k]
		if k < len(words)-1 && (strings.HasSuffix(w, ".") || strings.ContainsAny(w, ";:!?)(")) {
			break
		}
		if first, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(first) && k < begin && cite.IsBody(w) {
			return k
		}
	}
	return begin
}

// authorsBefore reads the names at the end of text, before a bracket that holds
// a year alone.
func authorsBefore(text string) authors {
	const near, most = 160, 14
	text = strings.TrimRight(text, " \u00a0")
	from := max(0, len(text)-near)
	for from < len(text) && !utf8.RuneStart(text[from]) {
		from++
	}
	s := text[from:]
	if i := strings.LastIndexAny(s, "。，；：！？（）【】《》"); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		s = s[i+n:]
	}
	var a authors
	s, a.others = withoutOthers(s)
	s = strings.TrimRight(s, " ")
	last, _ := utf8.DecodeLastRuneInString(s)
	if analysis.IsHan(last) {
		// Nothing tells where a name begins: resolve.go tries.
		a.names = nameCuts.Split(s, most)
		return a
	}
	words := strings.Fields(s)
	begin := len(words)
	for begin > 0 && len(words)-begin < most {
		w := words[begin-1]
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "'’«“("))
		if begin < len(words) && strings.HasSuffix(w, ".") && !cite.IsInitials(w) || strings.ContainsAny(w, ";:!?)") {
			break // a sentence ends
		}
		if !unicode.IsUpper(first) && !(begin < len(words) && (cite.IsAnd(w) || w == "мен" || lexicon.Of(w)&lexicon.Particle != 0 || w == "of" || w == "for")) {
			break
		}
		begin--
	}
	begin = bodyBegins(words, begin)
	if begin+1 < len(words) && len(leadWords.FindString(words[begin])) == len(words[begin]) {
		begin++ // "По Масанову (2011)"
	}
	joined := strings.Join(words[begin:], " ")
	for _, n := range nameCuts.Split(" "+joined, most) {
		if n = strings.Trim(n, " ,'’\"“”«»*_"); n != "" && isAuthor(n) == authorName {
			n = strings.TrimSuffix(strings.TrimSuffix(n, "'s"), "’s")
			a.names = append(a.names, n)
		}
	}
	return a
}
