package read

// This file finds the areas of an entry by GOST that lie between its title and its
// typed elements: the imprint, "Place : publisher", and the statement of
// responsibility, "ред. И. И. Иванов ; пер. с англ.", and the genre.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/lexicon"
	"github.com/izde/izde/search/lazyregexp"
)

// orgTitle: an organisation stands where the container should.
func orgTitle(s string) bool {
	org, journal := false, false
	for _, w := range strings.Fields(strings.ToLower(s)) {
		c := lexicon.Of(strings.Trim(w, ".,:;()\"«»'’s"))
		org = org || c&lexicon.Org != 0 || w == "consul" || w == "embassy"
		journal = journal || c&(lexicon.Journal|lexicon.Proceedings|lexicon.Series) != 0 && c&lexicon.Org == 0 && w != "research" && w != "international" && w != "social" && w != "science" && w != "sciences" && w != "economic" && w != "american" || w == "news" || w == "newspaper"
	}
	return org && !journal
}

func looksPublisher(s string) bool {
	for _, w := range strings.Fields(strings.ToLower(s)) {
		if lexicon.Of(strings.Trim(w, ".,:;()\"«»"))&(lexicon.Publisher|lexicon.House) != 0 {
			return true
		}
	}
	return false
}

func isPlaceOnly(s string) bool {
	ws := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == ';' })
	for _, w := range ws {
		if lexicon.Of(strings.ToLower(strings.Trim(w, ".()")))&(lexicon.Place|lexicon.Country) == 0 {
			return false
		}
	}
	return len(ws) > 0 && len(ws) <= 4
}

// lastArea is where the last area of text[from:to] begins: behind ". " after a
// word, or behind a dash.
func lastArea(text string, from, to int) int {
	best := -1
	for i := from; i < to-2; i++ {
		if text[i] != '.' && text[i] != '!' && text[i] != '?' {
			continue
		}
		if text[i+1] != ' ' {
			continue
		}
		w := text[max(from, strings.LastIndexByte(text[from:i], ' ')+1+from):i]
		if utf8.RuneCountInString(w) <= 2 && unicode.IsUpper(analysis.FirstRune(w)) && !strings.HasPrefix(text[i+1:to], " –") && !strings.HasPrefix(text[i+1:to], " —") {
			continue
		}
		if k := strings.TrimLeft(text[i+1:to], " –—-"); k != "" && (unicode.IsUpper(analysis.FirstRune(strings.TrimPrefix(k, "«"))) || analysis.FirstRune(k) == '[') {
			best = i + 1
		}
	}
	return best
}

// noPlace says that the place is not known, before a colon.
var noPlace = lazyregexp.New(`[.,;–—\s-]\s*(\[\s*(?:[Ss]\.\s?[lLnN]\.?|[Бб]\.\s?м\.?|[Жж]\.\s?к\.?|[Мм]есто издания не указано)\s*\]\s*):`)

// imprint finds "Place: " (or "Place : ") in text[from:to], the last that
// follows the end of an area.
func imprint(text string, from, to int) (place, colon int, ok bool) {
	if m := noPlace.FindStringSubmatchIndex(text[from:to]); m != nil && m[0] > 0 {
		return from + m[2], from + m[3], true
	}
	for c := to - 1; c > from; c-- {
		if text[c] != ':' {
			continue
		}
		if strings.Contains(text[c:to], " / ") {
			return 0, 0, false
		}
		start, known, bounded := c, false, false
		i := c
		for range 5 {
			// The word before i.
			e := i
			for e > from && text[e-1] == ' ' {
				e--
			}
			b := e
			for b > from && text[b-1] != ' ' {
				b--
			}
			if b == e {
				break
			}
			w := text[b:e]
			bare := strings.Trim(w, ".,;[]()–—-")
			if w == ";" && start < c && endsWithPlace(text[from:b]) {
				i = b // "Алматы ; Астана"
				continue
			}
			if bare == "" || strings.HasSuffix(w, "–") || strings.HasSuffix(w, "—") || w == "-" || strings.HasSuffix(w, ".-") || strings.HasSuffix(w, ":") {
				bounded = true
				break
			}
			isPlace := lexicon.Of(strings.ToLower(bare))&(lexicon.Place|lexicon.Country) != 0
			abbreviated := abbreviatedPlace(bare)
			if start < c && known && i > b && halfPlace.MatchString(text[b:c]) && (dashEnd.MatchString(text[from:b]) || strings.HasPrefix(text[start:], "Новгород")) {
				start, i = b, b // "Н. Новгород"
				continue
			}
			if start < c && strings.HasSuffix(w, ";") && !isPlace && !abbreviated || start < c && (strings.HasSuffix(w, ".") && !abbreviated || strings.HasSuffix(w, "»") || strings.HasSuffix(w, ")")) || strings.HasSuffix(w, "?") || strings.HasSuffix(w, "]") && start < c {
				bounded = true
				break
			}
			if start < c && abbreviated && strings.HasSuffix(w, ".") && !strings.Contains(text[start:c], ";") {
				// "… Т. М.: Логос": an initial before the place.
				bounded = true
				break
			}
			if r := analysis.FirstRune(strings.TrimLeft(w, "[(–—-")); !unicode.IsUpper(r) && bare != "and" && bare != "et" && bare != "и" && bare != "am" && bare != "на" && bare != "на-Дону" && bare != "н/Д" && bare != "н/Дону" && bare != "sur" {
				break
			}
			known = known || isPlace || abbreviated
			start = b
			if k := strings.IndexAny(w, "–—"); k >= 0 && isPlace {
				start, bounded = b+k+len("–"), true
				break
			}
			i = b
		}
		if start == c {
			continue
		}
		if start <= from+1 || strings.TrimSpace(text[from:start]) == "" {
			if known && abbreviatedPlace(strings.Trim(text[start:c], " .")) {
				return start, c, true
			}
			continue
		}
		if known && (bounded || abbreviatedPlace(strings.Trim(text[start:c], " ."))) || bounded && !strings.Contains(strings.Trim(text[c:to], " .,"), ". ") && len(strings.Fields(text[c+1:to])) <= 8 && strings.HasPrefix(strings.TrimLeft(text[to:], " "), ",") {
			return start, c, true
		}
	}
	return 0, 0, false
}

// endsWithPlace says whether the last word of s is a place.
func endsWithPlace(s string) bool {
	s = strings.TrimRight(s, " .,")
	w := s[strings.LastIndexByte(s, ' ')+1:]
	return abbreviatedPlace(w) || lexicon.Of(strings.ToLower(w))&(lexicon.Place|lexicon.Country) != 0
}

var (
	halfPlace = lazyregexp.New(`^(?:Н|В|С|Ст|Нижн|Вел|St|Ft|Mt)\. \p{Lu}\pL{3}`) // a place whose first word is cut short
	dashEnd   = lazyregexp.New(`[–—-]\s*$`)
)

// imprints reads "Place: publisher" in text[from:to], of which imprint found the
// last place, and all before it: "М. : РИОР : ИНФРА-М", "М.: Наука; СПб.: Питер". It
// returns where they begin.
func (d *draft) imprints(text string, from, place, colon, to int) int {
	type pair struct{ place, colon, end int }
	pairs := []pair{{place, colon, to}}
	for range 4 {
		first := &pairs[0]
		before := strings.TrimRight(text[from:first.place], " ")
		if !strings.HasSuffix(before, ":") && !strings.HasSuffix(before, ";") {
			break
		}
		k := from + len(before)
		p, c, ok := imprint(text, from, k)
		if !ok {
			break
		}
		if c == k-1 { // "М. : РИОР : ИНФРА-М"
			*first = pair{p, c, first.end}
			continue
		}
		pairs = append([]pair{{p, c, k}}, pairs...)
	}
	for i, p := range pairs {
		d.add(part(labelPlace), p.place, p.colon, 0.95)
		a, b := trimPunct(text, min(p.colon+1, p.end), p.end)
		if a >= b {
			continue
		}
		if i == 0 {
			d.add(part(labelPublisher), a, b, 0.95)
		} else if v := cite.Plain(text[a:b]); d.item.Publisher != "" {
			d.set("publisher", d.item.Publisher+"; "+v, a, b, 0.95)
		}
	}
	return pairs[0].place
}

var respWord = lazyregexp.New(`\s/\s*(?:\p{Lu}|\p{Ll})|[^/:\s]/\s|\.\s+(?:[Пп]од (?:общ\. |общей |науч\. )?ред|[Пп]ер\. с|(?:Ред|Сост|Ред\.-сост|Составитель|Редактор|Құраст|Ауд)\.? \p{Lu}\.|Ed\. by|Edited by|Translated by|Отв\. ред)`)

// responsibility is where the statement of responsibility begins in s, -1 if
// there is none.
func responsibility(s string) int {
	m := respWord.FindStringIndex(s)
	if m == nil || m[0] == 0 {
		return -1
	}
	if i := strings.IndexByte(s[m[0]:m[1]], '/'); i >= 0 {
		return m[0] + i
	}
	return m[0] + 1
}

var (
	respEditor     = lazyregexp.New(`(?i)(?:под\s+(?:общ(?:ей|\.)?\s+|науч(?:ной|\.)?\s+)?ред(?:акцией|\.)|отв\.\s*ред|гл\.\s*ред|ред\.|редкол|сост\.|составител|ред\.-сост|\beds?\b|edited by|hrsg|redak|құраст|жауапты ред)`)
	respTranslator = lazyregexp.New(`(?i)(?:(?:^|[^\pL])(?:пер|ауд|tr)\.|перевод|\btrans\b|translated|übers|traduit|trad\.|аударған)`)
	respBy         = lazyregexp.New(`(?i)^[\s/&.;,]*(?:(?:(?-i:и|с(?:\s+\p{Ll}{2,12}\.)?)|с \p{Ll}+(?:ского|цкого|ого)|под|жалпы|редакциясын|басқарған|общ|общей|науч|научной|отв|гл|ред|редакцией|редкол|пер|перевод|сост|вступ|ст|коммент|англ|нем|фр|франц|лат|др|греч|ит|кит|каз|eds?|edited|trans|translated|tr|hrsg|von|by|and|the|from|German|French|&|составители?|подгот|текста|примеч|послесл|предисл|авт|құраст|құрастырған|ауд|аударған|жауапты|авторы)(?:\.[\s:,]*|[\s&,;:-]+))+`)
	respRole       = lazyregexp.New(`\s*\((?:гл|отв|науч)\.?\s*ред\.?\)|\s*\(ред\.?\)`)
)

var editorHead = lazyregexp.New(`^\s*(?:Под|под)\s+(?:общ(?:\.|ей)\s+|науч(?:\.|ной)\s+)?ред(?:\.|акцией)\s+`)

// responsible reads editors and translators of text[from:to].
func (d *draft) responsible(text string, from, to int) {
	at := from
	for _, piece := range strings.SplitAfter(text[from:to], ";") {
		a, b := at, at+len(piece)
		at = b
		names := a
		if m := respBy.FindStringIndex(text[a:b]); m != nil {
			names = a + m[1]
		}
		if m := respRole.FindStringIndex(text[names:b]); m != nil {
			b = names + m[0] // "Громов Н. П. (гл. ред.) и др."
		}
		editor, trans := respEditor.MatchString(text[a:at]), respTranslator.MatchString(text[a:at])
		switch {
		case editor:
			d.add(part(labelEditor), names, b, 0.9)
			if trans {
				d.add(part(labelTranslator), names, b, 0.9)
			}
		case trans:
			d.add(part(labelTranslator), names, b, 0.9)
		case len(d.item.Author) == 0 && d.item.Title == "" && cite.IsBody(text[names:b]):
			d.add(part(labelAuthor), names, b, 0.85)
		default:
			// GOST 7.0.100 names one author at the head and all of them here.
			if n, people := headNames(strings.TrimLeft(text[names:b], "/ ")); people && n > 3 && d.item.Title == "" {
				if all := cite.ReadNames(text[names:b]); len(all) > len(d.item.Author) {
					d.item.Author = nil
					d.add(part(labelAuthor), names, b, 0.8)
				}
			}
		}
	}
}

var (
	genreMark  = lazyregexp.New(`\s*:\s+((?:(?:[\p{Ll}-]+\.?|\.\.\.|…|\(?PhD\)?)\s){0,5}(?:(?:дисс?|diss?)(?:\.|$)|диссертац|автореф|препринт|отч[её]т о|phdthesis|PhD thesis)[^:/]*)`)
	translated = lazyregexp.New(`\s*\[\p{Lu}[^\[\]]{8,}\]\.?\s*$`) // of a romanised title
	codeTail   = lazyregexp.New(`^\s*:\s*\d\d\.\d\d\.\d\d`)
)

// genreOfTitle reads the genre that a title of GOST states behind a colon, "дис. …
// канд. наук", "препринт", "пат. 123456", and returns where the title ends.
func (d *draft) genreOfTitle(text string, from, to int) int {
	if strings.IndexByte(text[from:to], ':') < 0 {
		return to
	}
	if m := nameOfGOST.FindStringSubmatchIndex(text[from:to]); m != nil {
		d.add(partStandard, from+m[2], from+m[3], 0.9)
		d.forced = "standard"
	}
	if m := patentInside.FindStringSubmatchIndex(text[from:to]); m != nil && m[0] > 0 {
		d.add(partStandard, from+m[2], from+m[3], 0.9)
		d.forced = "patent"
		return from + m[0]
	}
	if m := genreMark.FindStringSubmatchIndex(text[from:to]); m != nil && m[0] > 0 {
		if rest := text[from+m[3] : to]; strings.TrimSpace(rest) == "" || codeTail.MatchString(rest) {
			d.add(part(labelGenre), from+m[2], from+m[3], 0.9)
			return from + m[0]
		}
	}
	return to
}

// roundImprint is how journals of Kazakhstan end romanised entries: "(Publisher,
// Place, 1997, 180 p.)", "(Place, Publisher, 2018, P. 407–422) [in Kazakh]".
var roundImprint = lazyregexp.New(`\s*\(([^(),]{2,60}), (\p{Lu}[^(),\d]{1,60}), ((?:1[89]|20)\d\d)(?:, (?:(\d{1,4}) ?(?:p|s|b|с|б)\.?|(?:P|Pp|pp|p|S|B|С|Б)\. ?(\d+ ?[–-] ?\d+)))?\)[.\s]*(\[[^\[\]]{2,20}\]|\([^()]{2,20}\))?[.\s]*$`)

// commaBy begins the editors and translators of such an entry.
var commaBy = lazyregexp.New(`,\s+(?:trans(?:l|lated)?|eds?|edited)\b\.?(?: by)?\s`)

// besideImprint reads text[from:], an entry of a title and an imprint in round
// brackets; ok is false where it is none.
func besideImprint(text string, from int) (d *draft, ok bool) {
	m := roundImprint.FindStringSubmatchIndex(text[from:])
	if m == nil || m[8] < 0 && m[10] < 0 && m[12] < 0 {
		return nil, false
	}
	head, people := headNames(text[from:])
	if !people || head >= m[0] {
		return nil, false
	}
	d = &draft{text: text}
	d.add(part(labelAuthor), from, from+head, 0.95)
	end := from + m[0]
	if r := commaBy.FindStringIndex(text[from+head : end]); r != nil {
		d.responsible(text, from+head+r[0], end)
		end = from + head + r[0]
	}
	d.gostTitle(text, from+head, end, part(labelTitle), false, false)
	place, house := 4, 2
	if isPlaceOnly(text[from+m[2] : from+m[3]]) {
		place, house = 2, 4
	}
	d.add(part(labelPublisher), from+m[house], from+m[house+1], 0.9)
	d.add(part(labelPlace), from+m[place], from+m[place+1], 0.9)
	d.add(part(labelDate), from+m[6], from+m[7], 0.97)
	if m[8] >= 0 {
		d.add(partTotal, from+m[8], from+m[9], 0.95)
	} else if m[10] >= 0 {
		d.add(part(labelPages), from+m[10], from+m[11], 0.95)
	}
	return d, true
}
