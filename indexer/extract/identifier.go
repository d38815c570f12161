package extract

// This file finds identifiers of articles and authors: ORCID iDs and the like,
// addresses, and the codes of subject classifications.

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/izde/izde/search/lazyregexp"
)

// fact is an identifier of an author, with where it stands in a text (its label
// included).
type fact struct {
	kind       factKind
	value      string
	start, end int
}

type factKind int

const (
	emailFact factKind = iota
	orcidFact
	researcherFact // Web of Science ResearcherID
	scopusFact
	otherFact // a telephone number, a SPIN code: no part of an affiliation
)

// factForms are looked for in this order, each in the text that the earlier ones
// have left.
var factForms = []struct {
	kind factKind
	re   *lazyregexp.Regexp
}{
	{orcidFact, lazyregexp.New(`(?i)(?:(?:orcid|оrcid)(?:\s*(?:id|ID|коды))?\s*[:：=-]?\s*)*(?:<?https?://)?(?:www\.)?(?:orcid\.org/)?\b(\d{4}\s?[-–‐]\s?\d{4}\s?[-–‐]\s?\d{4}\s?[-–‐]\s?\d{3}[\dXxХх])\b>?`)},
	{researcherFact, lazyregexp.New(`(?i)(?:(?:web\s+of\s+science|wos|publons)\s*[-:]?\s*)?(?:researcher\s*-?\s*id|researcherid)\s*[:：=]?\s*(?:https?://\S*/)?([A-Z]{1,3}\s?-\s?\d{4}\s?-\s?\d{4})`)},
	{scopusFact, lazyregexp.New(`(?i)scopus(?:\s+author)?(?:\s*-?\s*id)?\s*[:：=]?\s*(?:https?://\S*authorId=)?(\d{8,12})`)},
	{emailFact, lazyregexp.New(`(?i)(?:(?:\be-?\s?mails?|электронная почта|эл\.?\s*почта|почта|электрондық пошта|эл\.?\s*пошта|пошта|电子邮[件箱]|邮箱)\s*[:：]?\s*)?[<(]?([\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+)[>)]?`)},
	{otherFact, lazyregexp.New(`(?i)(?:spin|spin-код|spin-code|authorid|author\s+id|ринц|рінц|elibrary)[^\p{L}\d]{0,4}(?:spin[^\p{L}\d]{0,4})?\d[\d-]{3,}`)},
	{otherFact, lazyregexp.New(`(?i)(?:тел|\btel|\bphone|\bfax|факс|моб|ұялы|电话)[^\d+]{0,14}\+?\d[\d\s()-]{5,}`)},
	{otherFact, lazyregexp.New(`https?://\S+`)},
}

// factsOf finds the identifiers in text, in order.
func factsOf(text string) []fact {
	var facts []fact
	free := []byte(text)
	for _, f := range factForms {
		for _, m := range f.re.FindAllSubmatchIndex(free, -1) {
			value := ""
			if len(m) > 2 {
				value = text[m[2]:m[3]]
			}
			if f.kind == orcidFact && m[0] == m[2] && (m[0] > 0 && strings.IndexByte("-./", text[m[0]-1]) >= 0 || !strings.HasPrefix(value, "000")) {
				continue // a part of something longer
			}
			facts = append(facts, fact{f.kind, value, m[0], m[1]})
			for i := m[0]; i < m[1]; i++ {
				free[i] = '\n'
			}
		}
	}
	sortFacts(facts)
	for i, f := range facts {
		switch f.kind {
		case orcidFact:
			facts[i].value = orcidOf(f.value)
		case researcherFact:
			facts[i].value = strings.ToUpper(strings.ReplaceAll(f.value, " ", ""))
		case emailFact:
			facts[i].value = strings.TrimRight(f.value, ".-")
		}
	}
	return facts
}

// folded writes a name as the local part of an address may have it.
func folded(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(name))
}

// sortFacts orders the few facts of a line by insertion.
func sortFacts(facts []fact) {
	for i := 1; i < len(facts); i++ {
		for k := i; k > 0 && facts[k].start < facts[k-1].start; k-- {
			facts[k], facts[k-1] = facts[k-1], facts[k]
		}
	}
}

// orcidOf writes an ORCID iD in its usual form.
func orcidOf(s string) string {
	s = strings.NewReplacer(" ", "", "–", "-", "‐", "-", "x", "X", "х", "X", "Х", "X").Replace(s)
	return s
}

// schemes are classifications of subjects, by the labels that articles give
// them (in lower case) and the form of a code.
var schemes = func() []scheme {
	table := []struct{ name, hints, labels, code string }{
		{"UDC", "удк әож udc udk udс", `удк|әож|udc|udk|udс`, `\d{1,3}(?:\.\d{1,3})*(?:[.:+/(="\[-][\d.:+/()="*\]-]*)?`},
		{"CICSTI", "cicsti рнти тамр хғтар irsti scsti grnti srsti mrnti ғтахр", `cicsti|мрнти|ғтамр|грнти|хғтар|irsti|scsti|grnti|srsti|mrnti|ғтахр|халықаралық ғтар`, `\d{2}\.\d{2}(?:\.\d{2})?`},
		{"BBK", "ббк bbk lbc кбж", `ббк|bbk|lbc|кбж`, `\d{1,3}[.\d]*(?:\([^)]{1,12}\)[\d.]*)?`},
		{"JEL", "jel", `jel(?:\s+(?:classification|codes?|codes|коды?|class))*|коды?\s+jel|классификация\s+jel|jel\s+классификация`, `[A-Z]\d{1,2}`},
		{"MSC", "msc subject", `msc|mathematics subject classification`, `\d{2}[A-Z](?:\d{2}|xx)`},
		{"PACS", "pacs", `pacs`, `\d{2}\.\d{2}\.[-+A-Za-z]{2}`},
		{"CLC", "中图 中圖 clc", `中图分类号|中圖分類號|clc(?:\s+(?:number|no\.?))?`, `[A-Z]{1,2}\d+(?:[.:-]\d+)*(?:\+[A-Z]?\d+)?`},
	}
	var all []scheme
	for _, t := range table {
		all = append(all, scheme{t.name, strings.Fields(t.hints),
			lazyregexp.New(`(?i)(?:^|[^\p{L}])(?:` + t.labels + `)(?:\s*\(?(?:19|20)\d\d\)?)?\s*[:：.=]?\s*(?:№\s*)?`),
			lazyregexp.New(`^(?:` + t.code + `)`),
			strings.HasPrefix(t.code, `\d{1,3}`)})
	}
	return all
}()

type scheme struct {
	name  string
	hints []string // one of which stands in every line with a label
	label *lazyregexp.Regexp
	code  *lazyregexp.Regexp
	comma bool // two codes have a comma between them
}

// classifications finds the codes in a line of metadata, by scheme.
func classifications(text string) map[string][]string {
	var found map[string][]string
	if len(text) > 2000 {
		return nil
	}
	lower := strings.ToLower(text)
	for _, s := range schemes {
		if !slices.ContainsFunc(s.hints, func(h string) bool { return strings.Contains(lower, h) }) {
			continue
		}
		for _, m := range s.label.FindAllStringIndex(text, -1) {
			rest := text[m[1]:]
			for {
				code := s.code.FindString(rest)
				trimmed := strings.TrimRight(code, ".:+/=\"-(")
				if next := word0(rest[len(code):]); trimmed == "" || unicode.IsDigit(next) || unicode.IsLetter(next) {
					break
				}
				if found == nil {
					found = map[string][]string{}
				}
				found[s.name] = append(found[s.name], trimmed)
				rest = rest[len(code):]
				next := strings.TrimLeft(rest, " ;,；，、")
				if next == rest || s.comma && !strings.ContainsAny(rest[:len(rest)-len(next)], ";,；，、") {
					break
				}
				rest = next
			}
		}
	}
	return found
}
