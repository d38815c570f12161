package read

// This file finds the words by which a note leads to a reference: "См. также:", "Цит.
// по:", "See, e.g.,", "Cf.", "转引自", "Қараңыз:", "Bkz.". They tell nothing of the work.

import (
	"strings"

	"github.com/izde/izde/search/lazyregexp"
)

const (
	seeAlso = `(?: (?:also|especially|further|generally))`
	seeSome = `(?:,? (?:e\.\s?g\.|for (?:example|instance|details)|inter alia))`
)

var (
	leadIns = lazyregexp.New(`(?i)^\s*(?:` +
		`see` + seeAlso + `?` + seeSome + `?\s?:|see` + seeAlso + seeSome + `?,?\s|see` + seeSome + `,?\s|` +
		`cf\.(?: also)?(?:[,:]|\s)|compare(?:(?: also)?\s?:| also,?\s)|(?:as )?(?:quoted|cited|qtd\.|cit\.) (?:in|from|after)(?:\s?:|\s)|` +
		`(?:(?:более )?подробн(?:о|ее),? )?(?:об этом,? )?(?:см|ср|сравн)\.(?:,? ?(?:также|например|напр\.|об этом|подробнее|подробно|(?:в )?кн\.))*(?:\s?[:,]|\s)|` +
		`(?:смотри(?:те)?(?: также)?|приводится по|цит(?:ируется|\.)? по)(?: (?:кн|изд|ст)\.)?(?:\s?:|\s)|` +
		`(?:(?:толығырақ|сондай-ақ) )*(?:қараңыз|қар\.|салыстырыңыз|салыст\.)(?:,? (?:сондай-ақ|мысалы|толығырақ))*(?:\s?[:,]|\s)|` +
		`(?:ayrıca )?(?:bkz|krş)\.(?: ayrıca)?(?:\s?:|\s)|qarang(?:\s?:|\.\s)|` +
		`(?:vgl\.|siehe|zit(?:iert|\.) nach)(?:,? (?:auch|dazu|hierzu|etwa|z\. ?b\.))*(?:\s?:|\s)|` +
		`(?:详见|参见|参阅|参看|另见|转引自|引自)[:：，]?)\s*`)
	// See and Compare may be authors, and a title may begin with 见: these lead to persons alone.
	seePerson = lazyregexp.New(`^\s*(?:[Ss]ee|[Cc]ompare)\s+`)
	jian      = lazyregexp.New(`^\s*见[:：]?\s*`)
)

// leadInEnd is where the words that lead from a note to its reference end, with the
// white space behind them; 0 without any.
func leadInEnd(s string) int {
	if m := leadIns.FindStringIndex(s); m != nil && m[1] < len(s) {
		return m[1] + leadInEnd(s[m[1]:]) // "См.: Цит. по:"
	}
	if m := seePerson.FindStringIndex(s); m != nil {
		if _, people := headNames(s[m[1]:]); people {
			return m[1]
		}
	}
	if m := jian.FindStringIndex(s); m != nil {
		head, _, ok := strings.Cut(s[m[1]:], "《")
		if head = strings.TrimRight(head, "：:，, "); ok && (hanName(head) || hanNameList(head)) {
			return m[1]
		}
	}
	return 0
}
