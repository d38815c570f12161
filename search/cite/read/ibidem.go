package read

// This file reads references to a work that was cited before: further works of an entry
// without titles, of which only what differs is written ("J. Meng, Nucl. Phys. A635, 3
// (1998); ibid. 654, 702c (1999)"), and notes that repeat a work by its author and pages
// ("Smith, op. cit., p. 7", "Там же. С. 27").

import (
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

var (
	ibidem = lazyregexp.New(`[;,.]\s*((?:[Ii]bid(?:em|\.)?|[Тт]ам же|[Ee]bd\.|同上)[\s,.:，]*\p{Lu}?\s?\d)`)
	// The volume with the letter of a section, then page and year in either order, or
	// the page alone.
	ibidemTail = lazyregexp.New(`^(?:[Ii]bid(?:em|\.)?|[Тт]ам же|[Ee]bd\.|同上)[\s,.:，]*(?:([A-Z]) )?([A-Z]?\d{1,4}[A-Z]?)(?:\s*\(((?:1[89]|20)\d\d)\))?[\s,:]+(?:pp?\. ?)?` +
		`([A-Z]?\d+[A-Za-z]?(?:\s?[-–]\s?\d+)?)(?:\s*\(((?:1[89]|20)\d\d)\))?\s*[.;]?\s*$`)
	// Whose work, that it was cited, and its pages.
	repetition = lazyregexp.New(`(?i)^([^\d]{0,100}?)(?:ibid(?:em)?|(?:op|loc)\.\s?cit|там же|указ\.\s?(?:соч|раб|ст)|ebd|ebenda|a\.\s?g\.\s?[em]|сонда|аталған еңбек|同上|同前)` +
		`[\s.,:，]*(?:(?:pp?|[sсбл])\.|第)?\s*(\d+(?:\s?[-–]\s?\d+)?)?(?:\s?-?б\.|\s?页)?[\s.。]*$`)
)

// repeated reads text[from:], a note that repeats a work; ok is false for any other.
func repeated(text string, from int) (d *draft, ok bool) {
	m := repetition.FindStringSubmatchIndex(text[from:])
	if m == nil {
		return nil, false
	}
	names := strings.TrimRight(text[from:from+m[3]], " ,:")
	if end, _ := headNames(names); end < len(names) && strings.ContainsAny(names, " .,") {
		return nil, false
	}
	d = &draft{text: text, forced: "document"}
	if names != "" {
		d.add(part(labelAuthor), from, from+len(names), 0.9)
	}
	if m[4] >= 0 {
		d.add(part(labelPages), from+m[4], from+m[5], 0.95)
	}
	return d, true
}

// Ibidem is where in raw the next work begins that only "ibid." and numbers tell; 0 if
// none does.
func Ibidem(raw string) int {
	if m := ibidem.FindStringSubmatchIndex(raw); m != nil {
		return m[2]
	}
	return 0
}

// Following reads raw, which begins as Ibidem says, in the light of the work before
// it: authors and journal are the same. ok is false where that is no article, or raw
// says something else.
func Following(before cite.Item, raw string) (p cite.Parsed, ok bool) {
	m := ibidemTail.FindStringSubmatchIndex(raw)
	if m == nil || before.Type != "article-journal" || before.ContainerTitle == "" {
		return cite.Parsed{}, false
	}
	d := &draft{text: raw, forced: "article-journal"}
	d.item.Author, d.item.ContainerTitle = before.Author, before.ContainerTitle
	if m[2] >= 0 {
		d.item.ContainerTitle += " " + raw[m[2]:m[3]]
	}
	d.set("volume", raw[m[4]:m[5]], m[4], m[5], 0.95)
	d.add(part(labelPages), m[8], m[9], 0.95)
	for _, year := range []int{6, 10} {
		if m[year] >= 0 {
			d.add(part(labelDate), m[year], m[year+1], 0.97)
		}
	}
	d.finish()
	return cite.Parsed{Raw: raw, Item: d.item, Fields: d.fields, Confidence: d.confidence(), Warnings: d.warnings}, true
}

// All reads the works of a reference: one, or several of which all but the first are
// told by "ibid.".
func All(raw string) []cite.Parsed {
	var all []cite.Parsed
	for rest := cite.Bounded(raw); ; {
		head, n := rest, Ibidem(rest)
		if n > 0 {
			head = strings.TrimRight(rest[:n], " ;")
		}
		p, ok := cite.Parsed{}, false
		if len(all) > 0 {
			p, ok = Following(all[len(all)-1].Item, head)
		}
		if !ok {
			p = Parse(head)
		}
		if all = append(all, p); n == 0 {
			return all
		}
		rest = rest[n:]
	}
}
