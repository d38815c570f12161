package query

import "strings"

// What is said of a query that is not understood as it was meant. Programs tell
// notes apart by their codes; interfaces in other languages say them in their own
// words, with the same arguments.

// QueryNote reports a part of a query that was not understood, and how it was
// searched instead.
type Note struct {
	// Code is one of NoteTexts.
	Code string
	// Args are the names and values, in turn, of what the text of the note leaves
	// open.
	Args []string
	// Position and End are the byte range of the part in Query.Text.
	Position, End int
}

// Message says the note in English.
func (n Note) Message() string {
	pairs := make([]string, len(n.Args))
	for i, arg := range n.Args {
		if pairs[i] = arg; i%2 == 0 {
			pairs[i] = "{" + arg + "}"
		}
	}
	return strings.NewReplacer(pairs...).Replace(NoteTexts[n.Code])
}

// NoteTexts are all notes in English, by code; {name} stands for an argument.
var NoteTexts = map[string]string{
	"unknown_field":        `unknown field "{name}"; searched as words; fields: {fields}`,
	"unknown_field_near":   `unknown field "{name}": did you mean {near}? searched as words; fields: {fields}`,
	"field_without_value":  `{field}: needs a value directly after the colon, such as {example}; searched as a word`,
	"plain_value_only":     `{field}: takes a plain value, without "*", "~" and "="; searched as words`,
	"single_word_only":     `{field}: takes a single word, such as {example}; searched as words`,
	"bad_page":             `page:{value} is no page or range of pages: write page:45, page:iv, page:10..20, page:10.. or page:..20 with the earlier page first; searched as words`,
	"bad_year":             `year:{value} is no year or range of years: write year:2024, year:2019..2024, year:2019.. or year:..2024 with the earlier year first; searched as words`,
	"bad_doi":              `"{value}" is no DOI: write doi:10.1000/182; searched as words`,
	"unknown_lang":         `unknown language "{value}"; languages are written as en, kk, ru, zh, und (BCP 47); searched as words`,
	"unknown_lang_near":    `unknown language "{value}": did you mean lang:{near}? languages are written as en, kk, ru, zh, und (BCP 47); searched as words`,
	"unknown_kind":         `unknown kind "{value}"; kinds: {kinds}; searched as words`,
	"unknown_kind_near":    `unknown kind "{value}": did you mean {near}? kinds: {kinds}; searched as words`,
	"close_without_open":   `unexpected ")": no "(" stands before it; passed over`,
	"empty_parentheses":    `nothing stands between the parentheses; passed over`,
	"open_at_end":          `"(" at the end of the query; passed over`,
	"open_without_close":   `"(" without ")": closed at the end of the query`,
	"lone_star":            `a "*" stands only behind the beginning of a word, as in cultur*; an empty query finds everything`,
	"leading_star":         `a word cannot begin with "*": it was searched without it; write the beginning of the word, as in cultur*`,
	"inner_star":           `a "*" stands only at the end of a word, as in cultur*; searched as words`,
	"tilde_with_sign":      `"~" goes neither with "*" nor with "="; passed over`,
	"too_fuzzy":            `a word can differ in at most {max} letters; searched as ~{max}`,
	"unbalanced_quote":     `unbalanced quotation mark; passed over`,
	"slop_without_number":  `"~" after a phrase needs the number of words that may stand between, as in "a b"~3; passed over`,
	"too_much_slop":        `at most {max} words may stand between those of a phrase; searched as ~{max}`,
	"empty_phrase":         `nothing stands between the quotation marks; passed over`,
	"inner_question":       `a "?" stands for no letter: it was searched as a mark between words; write the beginning of the word, as in colo*, or words like it, as in colour~`,
	"star_in_phrase":       `a "*" means nothing inside a phrase: the word was searched as it stands there; outside of quotation marks it stands for any ending, as in eng*`,
	"other_operator":       `{written} was read as {operator}`,
	"operator_in_title":    `{operator} is searched as a word, since the query is a title in capitals; in small letters but for {operator} it is an operator`,
	"small_operator":       `"{written}" is searched as a word: operators are written in capitals, {operator}`,
	"operator_needs_left":  `{operator} without a left side: searched as a word`,
	"operator_needs_right": `{operator} without a right side: searched as a word`,
	"not_needs_operand":    `{operator} without something to exclude: searched as a word`,
	"lang_not_held":        `no passage is in the language "{value}"`,
	"cites_not_held":       `nothing here cites "{value}": it is neither the id nor the DOI of a work that is cited, nor are these words of its entry, as in cites:"Smith 2019"`,
	"signs_not_held":       `nothing here has "{word}" with its signs: searched as {plain}`,
	"words_left_out":       `the text is longer than {max} words: the rarest were searched, these were left out: {words}`,
	"matches_nothing":      `{part} holds no letters or digits and matches nothing`,
	"more_notes":           `more of the query was not understood; further notes are left out`,
}

// near adds what was perhaps meant to a note on a name that is not known.
func near(code, meant string, args ...string) (string, []string) {
	if meant == "" {
		return code, args
	}
	return code + "_near", append(args, "near", meant)
}
