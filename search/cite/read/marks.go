package read

// This file finds the pieces that mark themselves in an entry, whatever its style
// and whatever the tagger makes of them: access dates, ISBN, ISSN and ORCID, roles
// and kinds in brackets.

import (
	"strings"

	"github.com/izde/izde/search/lazyregexp"
)

// mark is a piece text[start:end] that marks itself; text[from:to] is its value
// for part p.
type mark struct {
	start, end int
	p          part
	from, to   int
	kind       string // the CSL type that it tells, or ""
}

// plainName is a name as it is spoken: "J. E. Woods", "Larissa de la Torre".
const plainName = `\p{Lu}(?:\.|[\pL'’-]+)(?:[ -]?(?:\p{Lu}(?:\.|[\pL'’-]+)|\b(?:d[aeiou]s?|van|von|der|la|le|del)\b)){1,5}`

var (
	orcidMark = lazyregexp.New(`(?i)[(\[]?\s*(?:ORCID(?:\s?iD)?\s*:?\s*)?(?:https?://orcid\.org/)?\b(\d{4}-\d{4}-\d{4}-\d{3}[\dXxХх])\b\s*[)\]]?`)
	roleMark  = lazyregexp.New(`\(((?:[^();]{3,120}?,\s*(?:Trans|Eds?|Hrsg|Übers|çev)\.?(?:\s*;\s*)?){1,3})(?:pp?\.\s*(\d[^()]*))?\)`)
	roleOf    = lazyregexp.New(`([^;]+),\s*(Trans|Eds?|Hrsg|Übers|çev)\.?\s*(?:;|$)`)
	kindMark  = lazyregexp.New(`(?i)[\[(]((?:unpublished |published |yayımlanmamış |unveröffentlichte )?(?:doctoral |master['’]?s |bachelor['’]?s |ph\.?\s?d\.? |doktora |yüksek lisans |m\.?\s?[a-z]\.?\s?[a-z]?\.? )(?:dissertation|thesis|tezi))(?:,\s*([^\[\]()]{4,80}))?[\])]`)
	plainMark = lazyregexp.New(`(?i)[\[(](?:internet|online|electronic resource|paper presentation|poster presentation)[\])]|\[in (?:russian|kazakh|chinese|turkish|english)\]\.?\s*$`)
	// formMark is what a work is that is no text in a journal or a book.
	formMark = lazyregexp.New(`(?i)\[((preprint)|(computer (?:software|program)|software|mobile app(?:lication)?|source code)|(data ?set|database))\]`)
	// versionMark is the version of a program or of data; its digits are its value.
	versionMark = lazyregexp.New(`[(\[](?:[Vv]ersion|[Vv]ers?\.|[Rr]elease|v\.?)\s?(\d[\w.-]{0,20})[)\]](?:\s*[.,;(\[]|$)`)
	// translatorMark is who translated a work, behind its title.
	translatorMark = lazyregexp.New(`[.,;(]\s*(?:[Tt]ransl?\.|[Tt]ranslated)(?: from (?:the )?\p{Lu}\pL+)? by\s+(` + plainName + `(?:(?:,? and |, | & )` + plainName + `){0,3})\)?`)
	eventMark      = lazyregexp.New(`[;,]\s*\d{4} [A-Z][a-z]{2} \d{1,2}(?:\s?[-–]\s?\d{1,2})?;[^.;]{3,60}\.`)
	arxivMark      = lazyregexp.New(`[(\[]?\b((?:arXiv|arxiv|ArXiv|ARXIV):\s?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?)(?:\s?\[[a-z-]+(?:\.[A-Z]{2})?\])?[)\]]?`)
	// inventorMark is what physicians' journals say of the persons of a patent.
	inventorMark = lazyregexp.New(`,\s*inventors?(?:;[^.;]{2,80}?, assignees?)?\b`)
	// patentNumber is the number that an office gave: "(U.S. Patent No. 6,123,456)".
	patentNumber = lazyregexp.New(`[(\[]?\b(?:(?:U\.\s?S\.|US|United States|European|Japanese|Chinese|British|German|Canadian|Korean|Eurasian|Russian|Kazakhstan) [Pp]atent(?: [Aa]pplication)?(?:,? (?:[Nn]o\.?|[Nn]umber|№))?)\s*((?:[A-Z]{2}\s?)?\d[\d,/ ]{3,14}\d(?:\s?[A-Z]\d?)?)\b[)\]]?`)
)

// marksOf lists the marks of s in any order.
func marksOf(s string) []mark {
	var out []mark
	find := func(re *lazyregexp.Regexp, p part, group int) {
		if m := re.FindStringSubmatchIndex(s); m != nil {
			out = append(out, mark{start: m[0], end: m[1], p: p, from: m[2*group], to: m[2*group+1]})
		}
	}
	if strings.Contains(s, "SBN") {
		find(isbnMark, part(labelISBN), 1)
	}
	if strings.Contains(s, "SSN") {
		find(issnMark, partISSN, 1)
	}
	if strings.Contains(s, "rXiv:") || strings.Contains(s, "rxiv:") || strings.Contains(s, "RXIV:") {
		if m := arxivMark.FindStringSubmatchIndex(s); m != nil && !strings.HasSuffix(strings.ToLower(s[:m[0]]), "preprint ") {
			find(arxivMark, partStandard, 1)
		}
	}
	if strings.Contains(s, "atent") {
		find(inventorMark, partNone, 0)
		n := len(out)
		if find(patentNumber, partStandard, 1); len(out) > n {
			out[n].kind = "patent"
		}
	}
	if strings.ContainsAny(s, "([") {
		find(plainMark, partNone, 0)
		if m := roleMark.FindStringSubmatchIndex(s); m != nil {
			for _, k := range roleOf.FindAllStringSubmatchIndex(s[m[2]:m[3]], 3) {
				p := part(labelEditor)
				if role := s[m[2]+k[4]:]; strings.HasPrefix(role, "T") || strings.HasPrefix(role, "Ü") || strings.HasPrefix(role, "ç") {
					p = part(labelTranslator)
				}
				out = append(out, mark{start: m[0], end: m[1], p: p, from: m[2] + k[2], to: m[2] + k[3]})
			}
			if m[4] >= 0 {
				out = append(out, mark{start: m[4], end: m[5], p: part(labelPages), from: m[4], to: m[5]})
			}
		}
		if m := versionMark.FindStringSubmatchIndex(s); m != nil {
			out = append(out, mark{start: m[0], end: m[3] + len(")"), p: partVersion, from: m[2], to: m[3]})
		}
		if m := formMark.FindStringSubmatchIndex(s); m != nil {
			form := mark{start: m[0], end: m[1], p: part(labelGenre), from: m[2], to: m[3]}
			switch {
			case m[6] >= 0:
				form.kind = "software"
			case m[8] >= 0:
				form.kind = "dataset"
			}
			out = append(out, form)
		}
		if m := kindMark.FindStringSubmatchIndex(s); m != nil {
			out = append(out, mark{start: m[0], end: m[1], p: part(labelGenre), from: m[2], to: m[3]})
			if m[4] >= 0 {
				out = append(out, mark{start: m[4], end: m[5], p: part(labelPublisher), from: m[4], to: m[5]})
			}
		}
	}
	if strings.Contains(s, "ransl") || strings.Contains(s, "rans.") {
		find(translatorMark, part(labelTranslator), 1)
	}
	if containsAny(strings.ToLower(s), "access", "retrieved", "cited", "date of", "дата обр", "обращени", "доступа", "просмотра", "қарал", "қол ", "өтініш", "obras", "obrash", "erişim") {
		find(accessMark, partAccessed, 1)
	}
	if mayHaveORCID(s) {
		find(orcidMark, partNone, 0)
	}
	if strings.Count(s, ";") > 1 {
		find(eventMark, partNone, 0)
	}
	return out
}

// mayHaveORCID: all iDs given out begin with 0000-000 or 0009-000.
func mayHaveORCID(s string) bool {
	return strings.Contains(s, "0000-000") || strings.Contains(s, "0009-000")
}
