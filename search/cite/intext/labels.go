package intext

// This file reads citations by key: labels such as "[Knu84]", and the keys of Pandoc's
// Markdown.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/lazyregexp"
)

var (
	pandocKey = lazyregexp.New(`^-?@(?:\{([^{}\s]{1,100})\}|([\p{L}\p{N}_](?:[\p{L}\p{N}_]|[:.#$%&+?~/-][\p{L}\p{N}_]){0,100}))`)
	alphaKey  = lazyregexp.New(`^\p{L}[\p{L}+]{0,8}\d{2,4}\p{Ll}?$`)
	// inlineLocator follows a key in the text: "@lund [p. 3]".
	inlineLocator = lazyregexp.New(`^ \[([^\[\]@]{1,40})\]`)
)

// keyMention reads s, the inside of a square bracket, as keys; m has its place.
func keyMention(m mention, s string) (mention, bool) {
	m.form, m.pointers = byKey, nil
	if !strings.Contains(s, "@") {
		for piece := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",;，；", r) }) {
			piece = strings.TrimSpace(piece)
			switch {
			case alphaKey.MatchString(piece):
				m.pointers = append(m.pointers, pointer{key: piece})
			case len(m.pointers) > 0 && fullLocator(piece):
				last := &m.pointers[len(m.pointers)-1]
				last.locator = joinNonEmpty(last.locator, piece, ", ")
			default:
				return m, false
			}
		}
		return m, len(m.pointers) > 0
	}
	for piece := range strings.SplitSeq(s, ";") {
		at := strings.IndexByte(piece, '@')
		if at < 0 {
			return m, false
		}
		if at > 0 && piece[at-1] == '-' { // without the author
			at--
		}
		before, _ := utf8.DecodeLastRuneInString(piece[:at])
		key := pandocKey.FindStringSubmatch(piece[at:])
		if key == nil || at > 0 && !unicode.IsSpace(before) && before != '*' && before != '_' {
			return m, false // an address
		}
		p := pointer{key: key[1] + key[2]}
		if rest := strings.Trim(piece[at+len(key[0]):], " ,[]"); fullLocator(rest) {
			p.locator = rest
		}
		m.pointers = append(m.pointers, p)
	}
	return m, true
}

// bareKey reads a key of Pandoc's that stands in the text at byte start.
func bareKey(text string, start int) (mention, bool) {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	if start > 0 && !unicode.IsSpace(before) && !strings.ContainsRune("([—–\"“«", before) {
		return mention{}, false // an address
	}
	key := pandocKey.FindStringSubmatch(text[start:min(len(text), start+maxBracket)])
	if key == nil {
		return mention{}, false
	}
	m := mention{start: start, end: start + len(key[0]), form: byKey, bare: true, pointers: []pointer{{key: key[1] + key[2]}}}
	if l := inlineLocator.FindStringSubmatch(text[m.end:min(len(text), m.end+maxBracket)]); l != nil && fullLocator(l[1]) {
		m.end += len(l[0])
		m.pointers[0].locator = l[1]
	}
	return m, true
}
