package read

// This file reads entries that name no title, as physicists and chemists write them:
//
//	J. Meng, Nucl. Phys. A635, 3 (1998)
//	J. Meng et al., Phys. Rev. C 57 (1998) 1229; ibid. 58, 3628.

import (
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

const journalName = `(\p{Lu}[\pL.&'’-]*(?:\.? ?(?:\p{Lu}[\pL.&'’-]*|of|the|and|de|für|und|&)){0,7}?(?: \(\p{Lu}\pL+\))?)`

var (
	// The journal, its volume with the letter of a section, then page and year in
	// either order.
	untitledTail = lazyregexp.New(`^[\s,.:]*` + journalName + `[\s,.]*\b(?:[Vv]ol\. ?)?(?:\b([A-Z]) )?([A-Z]?\d{1,4}[A-Z]?)(?:\s*[(,]\s*(?:[Nn]o\. ?)?(\d{1,2})\)?)??` +
		`(?:[,:]\s*(?:pp?\. ?)?([A-Z]?\d+[A-Za-z]?(?:\s?[-–]\s?\d+)?)\s*\(((?:1[89]|20)\d\d)\)|\s*\(((?:1[89]|20)\d\d)\)[\s,]*(?:pp?\. ?)?([A-Z]?\d+[A-Za-z]?(?:\s?[-–]\s?\d+)?))` +
		`\s*(?:[.;]|,? (?:and references|\[)|$)`)
	collaboration = lazyregexp.New(`^\s*[\[(]?(?:\p{Lu}[\pL-]*\.? ){1,3}(?:Collaboration|Group)[\])]?,\s`)
)

// untitled reads text[from:], an entry without a title; ok is false where it has
// one.
func untitled(text string, from int) (d *draft, ok bool) {
	s := text[from:]
	if !yearBehind(s) {
		return nil, false
	}
	head, people := headNames(s)
	if m := collaboration.FindStringIndex(s); !people && m != nil {
		head, people = m[1]-len(", "), true
	}
	if !people || head == len(s) {
		return nil, false
	}
	// The journal may look like a name, "Zh. Eksp. Teor. Fiz."; a comma divides them.
	if comma := strings.LastIndexByte(s[:head], ','); comma > 0 && strings.IndexByte(" .", s[head]) >= 0 && (!strings.HasSuffix(s[:head], ".") || nameBefore.MatchString(strings.TrimLeft(s, " "))) {
		if n, ok := headNames(s[:comma]); ok && n == comma && untitledTail.MatchString(s[n:]) {
			head = n
		}
	}
	m := untitledTail.FindStringSubmatchIndex(s[head:])
	if m == nil || strings.Contains(s[:head], "//") {
		return nil, false
	}
	box := s[head+m[2] : head+m[3]]
	// A journal is abbreviated, or has a word of journals; else it is a title.
	if !strings.Contains(box, ".") && !journalWord(box) && !cite.IsCaps(box) {
		return nil, false
	}
	d = &draft{text: text}
	at := func(p part, group int, conf float64) {
		if a, b := m[2*group], m[2*group+1]; a >= 0 {
			d.add(p, from+head+a, from+head+b, conf)
		}
	}
	d.add(part(labelAuthor), from, from+head, 0.95)
	end := m[3]
	if m[4] >= 0 {
		end = m[5] // "Phys. Rev. D"
	}
	for end < len(s)-head && s[head+end] == '.' {
		end++
	}
	d.add(partJournal, from+head+m[2], from+head+end, 0.9)
	if strings.HasSuffix(s[:head+end], ".") {
		d.item.ContainerTitle += "." // of an abbreviation
	}
	d.set("volume", s[head+m[6]:head+m[7]], from+head+m[6], from+head+m[7], 0.95)
	at(partIssue, 4, 0.9)
	at(part(labelPages), 5, 0.95)
	at(part(labelPages), 8, 0.95)
	at(part(labelDate), 6, 0.97)
	at(part(labelDate), 7, 0.97)
	d.forced = "article-journal"
	return d, true
}

// wholeJournal is an entry that names a journal and its numbers only: "Vestnik KazNU =
// KazNU Bulletin, 2015, vol. 3".
var wholeJournal = lazyregexp.New(`^\s*(\p{Lu}[^/\d;«»"“”?!]{3,140}?)\s*(?:[.,]|[.,]?\s[–—-])\s+(?:1[89]|20)\d\d\.?(?:[,.;]|\s*[–—-])\s*(?:[Vv]ol|V|T|Т|[Тт]ом|№|[Nn]o|[Вв]ып|Iss|Bd)\b[.\s]`)

var journalPart = lazyregexp.New(`\s=\s|\b(?:Part|Section|Series|Серия|серия|Сер\.) ?[A-ZА-Я1-9]?\b`)

// journalAlone reads text[from:], an entry of a journal without authors and title; ok
// is false where it is none.
func journalAlone(text string, from int) (d *draft, ok bool) {
	m := wholeJournal.FindStringSubmatchIndex(text[from:])
	if m == nil {
		return nil, false
	}
	name := text[from+m[2] : from+m[3]]
	if _, people := headNames(name); people || strings.Contains(name, ". ") || !journalWord(name) && !journalPart.MatchString(name) {
		return nil, false
	}
	d = &draft{text: text, forced: "article-journal"}
	d.add(partJournal, from+m[2], from+m[3], 0.9)
	d.gostElements(text, from+m[3], len(text), true)
	return d, true
}

// yearBehind says whether the last bracket of s holds a year, behind the names.
func yearBehind(s string) bool {
	const longest = 400 // bytes
	i := strings.LastIndexByte(s, '(')
	return len(s) < longest && i > len(s)/4 && i+len("(1998)") <= len(s) && s[i+len("(1998")] == ')' && cite.HasYear(s[i:i+len("(1998)")])
}
