package cite

// This file finds and normalises DOIs (ISO 26324; the DOI Handbook, 2.2): a
// prefix "10." with a registrant (in practice four to nine digits), a slash, and
// a suffix of any printable characters. In running text a suffix ends at white
// space, and the punctuation of the sentence behind it is not part of it.

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/lazyregexp"
)

// FoundDOI is a DOI in a text.
type FoundDOI struct {
	// DOI is normalised: see NormalizeDOI.
	DOI string
	// Start and End are the bytes of the text, [Start, End), that write it,
	// without "doi:" or a resolver's address before it.
	Start, End int
}

// doiStart is how a DOI begins in running text, where "10.1/2" is none; doiHead
// follows the syntax.
var (
	doiStart = lazyregexp.New(`10\.[0-9]{4,9}(?:\.[0-9]+)*/`)
	doiHead  = lazyregexp.New(`^10\.[0-9]{1,9}(?:\.[0-9]+)*/`)
)

// FindDOI returns the DOIs that text writes, in order.
func FindDOI(text string) []FoundDOI {
	var found []FoundDOI
	at := 0
	for {
		m := doiStart.FindStringIndex(text[at:])
		if m == nil {
			return found
		}
		start, suffix := at+m[0], at+m[1]
		end := suffix + suffixLength(text[suffix:])
		at = max(end, suffix)
		if end == suffix || start > 0 && (text[start-1] >= '0' && text[start-1] <= '9' || text[start-1] == '.') {
			continue
		}
		found = append(found, FoundDOI{NormalizeDOI(text[start:end]), start, end})
	}
}

// suffixLength is the length of the suffix that s begins with: up to white
// space or a character that no registered suffix holds in practice, less
// closing punctuation that it did not open.
func suffixLength(s string) int {
	end := strings.IndexFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`"«»“”„‘’|\^{}`+"`", r) || analysis.IsHan(r) || strings.ContainsRune("，。；、：）】》", r)
	})
	if end < 0 {
		end = len(s)
	}
	// "<" and ">" occur in old DOIs, "10.1002/(SICI)…50:1<1::AID-ASI1>3.0.CO;2-2";
	// one that opens a tag ends the suffix.
	if i := strings.Index(s[:end], "</"); i >= 0 {
		end = i
	}
	open, shut := strings.Count(s[:end], "("), strings.Count(s[:end], ")")
	for end > 0 {
		switch c := s[end-1]; {
		case strings.IndexByte(".,;:!?'*_&", c) >= 0:
		case c == ']' && !strings.Contains(s[:end], "["):
		case c == '>' && strings.Count(s[:end], ">") > strings.Count(s[:end], "<"):
		case c == ')' && shut > open:
			shut--
		default:
			return end
		}
		end--
	}
	return 0
}

// NormalizeDOI returns the DOI that s writes, with or without "doi:" or a
// resolver's address, in lower case (DOIs compare without case); "" if s is no
// DOI.
func NormalizeDOI(s string) string {
	s = strings.TrimSpace(s)
	lower := strings.ToLower(s)
	for _, prefix := range []string{"https://", "http://", "dx.doi.org/", "www.doi.org/", "doi.org/"} {
		if strings.HasPrefix(lower, prefix) {
			lower = lower[len(prefix):]
			if strings.HasSuffix(prefix, "org/") {
				if plain, err := url.PathUnescape(lower); err == nil {
					lower = plain
				}
			}
		}
	}
	lower = strings.TrimSpace(strings.TrimPrefix(lower, "doi:"))
	m := doiHead.FindStringIndex(lower)
	if m == nil || m[1] == len(lower) || strings.ContainsFunc(lower, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return ""
	}
	return lower
}
