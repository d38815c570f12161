package cite

// This file validates a citation that somebody gives against works that might be
// meant, field by field, in the manner of Crossref's search-based matching with
// validation (D. Tkaczyk, Reference matching: for real this time, 2018). What was
// read of the citation is compared first; but no reader is sure, so the candidate
// is looked for in the citation's own words too, and what the candidate does not
// explain of the citation (another year, another name, more of a title) counts
// against it. A contradiction in what tells works apart (title, author, year,
// volume, DOI) is never outweighed: siblings of a series agree in all the rest.

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Given is a citation ready to be matched.
type Given struct {
	Parsed  Parsed
	profile *Profile
	text    *keyed
}

// NewGiven reads a citation.
func NewGiven(raw string) *Given {
	g := &Given{Parsed: Parse(raw)}
	text := raw[:min(len(raw), len(g.Parsed.Raw))]
	if len(text) > maxReference {
		text = strings.ToValidUTF8(text[:maxReference], "")
	}
	g.profile = NewProfile(&Record{Items: []Item{g.Parsed.Item}, Forms: []string{text}})
	g.text = &g.profile.text[0]
	return g
}

// DOIs are those that the citation holds.
func (g *Given) DOIs() []string { return g.profile.dois }

// Agreement says how a field of the citation and of a work agree.
type Agreement string

// The agreements.
const (
	Agrees    Agreement = "same"
	Resembles Agreement = "similar"
	Differs   Agreement = "different"
	NotGiven  Agreement = "not_given" // the citation does not say
	NotKnown  Agreement = "not_known" // the work does not
)

// Evidence is the comparison of one field. Field is CSL's name.
type Evidence struct {
	Field     string    `json:"field"`
	Given     string    `json:"given"`
	Found     string    `json:"found"`
	Agreement Agreement `json:"agreement"`
}

// Match is a citation held against one work.
type Match struct {
	Score    float64 // 0–1
	Evidence []Evidence
	Warnings []Warning
	// Contradicted: something that tells works apart differs.
	Contradicted bool
	// Identified: what agrees is enough to tell the work from all others.
	Identified bool
	// ByDOI: the citation holds the work's DOI.
	ByDOI bool
}

// The codes of warnings about a match.
const (
	WarnDOIContradicted = "doi_contradicted"
	WarnOtherDOI        = "doi_differs"
	WarnField           = "field_differs"
)

// The weights of fields in a score.
const (
	titleWeight     = 0.45
	authorWeight    = 0.25
	yearWeight      = 0.15
	numbersWeight   = 0.10
	containerWeight = 0.05
)

// Against holds g against the work c.
func (g *Given) Against(c *Profile) Match {
	m := &Match{}
	t := g.title(c)
	a := g.authors(c)
	y := g.year(c)
	volume := g.number(c, "volume", g.profile.volumes, c.volumes)
	issue := g.number(c, "issue", g.profile.issues, c.issues)
	page := g.number(c, "page", g.profile.pages, c.pages)
	box := g.container(c)
	doi := g.doi(c)
	unexplained := g.unexplained(c)
	alike, all := g.writtenAlike(c)
	if alike > 0.9 && all {
		// The same entry, damaged: what was read in it amiss is not what it says.
		for _, f := range []*field{&t, &a} {
			if f.Agreement == Differs {
				f.Agreement, f.value, f.veto = Resembles, 0.8, false
			}
		}
		for _, f := range []*field{&volume, &issue, &page} {
			if f.Agreement == Differs && (f != &volume || nearNumber(f.Given, f.Found)) {
				f.Agreement = Resembles
			}
		}
	}
	recalled := 1.0
	if t.Agreement == Differs || t.Agreement == NotGiven {
		if recalled = g.recalled(c); recalled >= faintest {
			t.Agreement, t.value, t.veto = Resembles, 0.5+recalled/2, false
			a.Agreement, a.value, a.veto = Agrees, 1, false
		}
	}

	for _, f := range []field{t, a, y, volume, issue, page, box, doi} {
		if f.Given != "" || f.Found != "" {
			m.Evidence = append(m.Evidence, f.Evidence)
		}
	}
	numbers := 0.0
	known := 0.0
	for _, f := range []field{volume, issue, page} {
		switch f.Agreement {
		case Agrees:
			numbers, known = numbers+1, known+1
		case Resembles:
			numbers, known = numbers+0.5, known+1
		case Differs:
			known++
		}
	}
	n := field{}
	switch {
	case known > 0:
		n.value, n.Agreement = numbers/known, Agrees
	case volume.Agreement == NotGiven:
		n.Agreement = NotGiven
	default:
		n.Agreement = NotKnown
	}
	sum, total := 0.0, 0.0
	for _, f := range []struct {
		field
		weight float64
	}{{t, titleWeight}, {a, authorWeight}, {y, yearWeight}, {n, numbersWeight}, {box, containerWeight}} {
		total += f.weight
		switch f.Agreement {
		case NotGiven, NotKnown:
			sum += f.weight * 0.6
		default:
			sum += f.weight * f.value
		}
	}
	m.Score = sum / total * (1 - 0.5*max(0, unexplained-0.25))

	// The same pages of the same volume are one place in print.
	placed := page.Agreement == Agrees && (volume.Agreement == Agrees || volume.Agreement != Differs && issue.Agreement == Agrees)
	soft := 0
	for _, f := range []field{issue, page} {
		if f.Agreement == Differs {
			soft++
		}
	}
	m.Contradicted = t.Agreement == Differs && t.veto || a.Agreement == Differs && a.veto || y.Agreement == Differs ||
		volume.Agreement == Differs || soft > 1 || soft > 0 && issue.Agreement == Differs && page.Agreement != Agrees || doi.Agreement == Differs
	titled := t.Agreement == Agrees || t.Agreement == Resembles
	m.Identified = titled && (recalled >= clearest || recalled < faintest) && (a.Agreement == Agrees || a.Agreement == Resembles || placed || a.Agreement != Differs && t.long) ||
		placed && y.Agreement == Agrees && a.Agreement == Agrees && t.Agreement != Differs && g.strange(g.text.words, c) < 2 ||
		// A work without an author, when nobody is given and nothing else either.
		t.Agreement == Agrees && y.Agreement == Agrees && a.Agreement == NotKnown && g.strange(g.text.words, c) < 1
	if alike > 0.9 && !m.Contradicted {
		m.Identified, m.Score = true, max(m.Score, alike)
	}
	if doi.Agreement == Agrees {
		m.ByDOI = true
		against := []string{}
		for _, f := range []field{t, a, y} {
			if f.Agreement == Differs {
				against = append(against, f.Field)
			}
		}
		switch {
		case len(against) >= 2 || t.Agreement == Differs && t.veto:
			m.Contradicted, m.Identified = true, true
			m.Score = min(m.Score, 0.6)
			m.Warnings = append(m.Warnings, Warning{WarnDOIContradicted, fmt.Sprintf("the DOI %s is this work's, but %s of the citation tell of another", doi.Given, strings.Join(against, " and "))})
		default:
			m.Contradicted, m.Identified = false, true
			m.Score = max(m.Score, 0.98-0.02*float64(len(against)))
		}
	}
	if doi.Agreement == Resembles {
		m.Warnings = append(m.Warnings, Warning{WarnOtherDOI, fmt.Sprintf("the citation has the DOI %s, the work %s", doi.Given, doi.Found)})
	}
	for _, f := range []field{t, a, y, volume, issue, page} {
		if f.Agreement == Differs {
			m.Warnings = append(m.Warnings, Warning{WarnField, fmt.Sprintf("%s: the citation has %q, the work %q", f.Field, f.Given, f.Found)})
		}
	}
	if m.Contradicted && !m.ByDOI {
		m.Score = min(m.Score, 0.7)
	}
	m.Score = math.Round(m.Score*1000) / 1000
	return *m
}

// field is the comparison of one field: value is how far it agrees, 0–1.
type field struct {
	Evidence
	value float64
	// veto: what differs is no flaw of reading.
	veto bool
	// long: a title that hardly two works have.
	long bool
}

// title looks for the work's title in what was read as the citation's, and in
// the whole of it.
func (g *Given) title(c *Profile) field {
	f := field{Evidence: Evidence{Field: "title", Agreement: NotKnown}}
	gts := g.profile.titles
	if len(gts) > 0 {
		f.Given = gts[0].text
	}
	if len(c.titles) == 0 {
		if len(gts) > 0 && g.foreign(gts[0].words, c) > 0.5 {
			f.Agreement, f.veto = Differs, true
		}
		return f
	}
	f.Found = c.titles[0].text
	size := 0
	for i := range c.titles {
		ct := &c.titles[i].keyed
		value, partial := 0.0, false
		for j := range gts {
			x, y := sameScript(&gts[j].keyed, ct)
			s := similarity(x, y)
			// A title without its subtitle.
			if s < 0.8 && len(x) >= 16 && len(x) < len(y) && contained(x, y) > 0.95 {
				s, partial = 0.8, true
			}
			if s > value {
				value, f.Given = s, gts[j].text
			}
		}
		x, y := sameScript(ct, g.text)
		if ct.chinese() != g.text.chinese() {
			// A citation may hold both scripts.
			if ct.chinese() && g.text.han != "" {
				x, y = ct.han, g.text.han
			} else if !ct.chinese() {
				x, y = ct.letters, g.text.letters
			}
		}
		if len(x) >= 12 && value < 0.95 {
			if s := contained(x, y); s > value && !(s < 0.85 && partial) {
				value = s
			}
		}
		if value > f.value {
			f.value, f.Found, size = value, c.titles[i].text, min(ct.size(), g.text.size())
		}
	}
	f.long = size >= 30
	if f.value >= 0.8 && !g.sameNumbers(c, f.Found) {
		f.value, f.veto = 0.5, true
	}
	foreign := 0.0
	if len(gts) > 0 {
		foreign = g.foreign(gts[0].words, c)
	}
	switch {
	case f.value >= 0.95 && foreign < 0.34:
		f.Agreement = Agrees
	case f.value >= 0.8 && foreign < 0.5:
		f.Agreement = Resembles
	case len(gts) == 0:
		f.Agreement = NotGiven
	default:
		f.Agreement = Differs
		f.veto = f.veto || foreign >= 0.34
		f.value = min(f.value, 0.5)
	}
	return f
}

// How much of a title has to be recalled for a work to be possible, and to be
// told from all others.
const (
	faintest = 0.3
	clearest = 0.6
)

// recalled is how much of the work's title is given, 0–1, where the citation is
// no entry but a few words that somebody remembers: at least three of the title,
// a family name and the year, and nothing that the work does not explain.
func (g *Given) recalled(c *Profile) float64 {
	known := map[string]bool{} // family names, as they would be typed, and years
	for i := range c.persons {
		if p := &c.persons[i]; g.names(p) {
			known[p.family], known[newKeyed(p.folded).letters] = true, true
		}
	}
	authored, dated := len(known) > 0, false
	for _, y := range c.years {
		known[strconv.Itoa(y)] = true
		dated = dated || g.profile.words[strconv.Itoa(y)]
	}
	strange := func(w string) bool { return weight(w) > 0 && !known[w] && !c.explains(w) }
	if !authored || !dated || slices.ContainsFunc(g.text.words, strange) {
		return 0
	}
	best := 0.0
	for i := range c.titles {
		words := c.titles[i].words
		all := weigh(words, func(string) bool { return true })
		if given := all - weigh(words, func(w string) bool { return !g.profile.explains(w) }); given >= 3 {
			best = max(best, given/all)
		}
	}
	return best
}

// sameNumbers says whether the numbers of the work's title stand in the citation,
// and those of the citation's in the work.
func (g *Given) sameNumbers(c *Profile, found string) bool {
	k := newKeyed(found)
	for _, n := range k.numbers() {
		if !g.profile.words[n] && !slices.ContainsFunc(g.text.numbers(), func(m string) bool { return nearNumber(m, n) }) {
			return false
		}
	}
	if len(g.profile.titles) > 0 {
		for _, n := range g.profile.titles[0].numbers() {
			if !c.words[n] {
				return false
			}
		}
	}
	return true
}

// writtenAlike is how much the citation is written as an entry of the work is,
// 0–1, and 0 for short ones. all: no word but small ones stands in one of them
// only.
func (g *Given) writtenAlike(c *Profile) (alike float64, all bool) {
	for i := range c.text {
		k := &c.text[i]
		if k.size() < 30 {
			continue
		}
		if s := similarity(g.text.sounds, k.sounds); s > alike {
			alike = s
			all = g.strange(g.text.words, c) < 1 && g.missing(k.words) < 1
		}
	}
	return alike, all
}

// strange is the weight of the words that no form of the work holds, missing that
// of the words that the citation does not hold, numbers aside.
func (g *Given) strange(words []string, c *Profile) float64 {
	return weigh(words, func(w string) bool { return !isNumber(w) && !c.explains(w) })
}

func (g *Given) missing(words []string) float64 {
	return weigh(words, func(w string) bool { return !isNumber(w) && !g.profile.explains(w) })
}

func weigh(words []string, counts func(w string) bool) float64 {
	sum := 0.0
	for _, w := range words {
		if n := weight(w); n > 0 && counts(w) {
			sum += n
		}
	}
	return sum
}

// foreign is the share of words that no form of the work holds.
func (g *Given) foreign(words []string, c *Profile) float64 {
	sum := weigh(words, func(string) bool { return true })
	if sum == 0 {
		return 0
	}
	return weigh(words, func(w string) bool { return !c.explains(w) }) / sum
}

// unexplained is the share of the citation's words, numbers aside, that no form
// of the work holds.
func (g *Given) unexplained(c *Profile) float64 {
	words := slices.DeleteFunc(slices.Clone(g.text.words), func(w string) bool { return isNumber(w) })
	return g.foreign(words, c)
}

// authors looks for the work's authors among the citation's, and among its
// words.
func (g *Given) authors(c *Profile) field {
	f := field{Evidence: Evidence{Field: "author", Agreement: NotKnown, Given: personNames(g.profile.persons), Found: personNames(c.persons)}}
	strangers := 0 // of the citation's authors
	led := false   // by one
	for i := range g.profile.persons {
		p := &g.profile.persons[i]
		if hasPerson(c.persons, p) || hasPerson(c.others, p) {
			continue
		}
		known := true
		if p.han != "" {
			known = slices.ContainsFunc(c.text, func(k keyed) bool { return strings.Contains(k.han, p.han) })
		} else if p.body {
			known = g.foreign(newKeyed(p.text).words, c) < 0.5
		} else {
			known = c.explains(p.family) && !hasFamily(c.persons, p)
		}
		if !known {
			strangers++
			led = led || i == 0
		}
	}
	given := len(g.profile.persons)
	if len(c.persons) == 0 {
		if given > 0 && strangers == given {
			f.Agreement, f.veto = Differs, true
		}
		return f
	}
	found := 0
	first := false
	for i := range c.persons {
		p := &c.persons[i]
		if hasPerson(g.profile.persons, p) || g.names(p) && !hasFamily(g.profile.persons, p) {
			found++
			first = first || i == 0 || p.han != ""
		}
	}
	switch {
	case found == 0 && given == 0:
		f.Agreement = NotGiven
		// Names that were not read as such.
		if g.strange(g.text.words, c) >= 2 {
			f.Agreement, f.veto = Differs, true
		}
	case found == len(c.persons) && first && !led:
		// "et al." shortened the work's list, or lengthened the citation's.
		f.value = max(0.8, float64(found)/float64(max(found, given)))
		if f.Agreement = Agrees; strangers > 0 {
			f.Agreement = Resembles
		}
	case found == 0, strangers*2 > given, !first && strangers > 0:
		f.Agreement, f.veto = Differs, strangers > 0 || given > 0 && found == 0
	default:
		f.value = min(1, float64(found)/float64(max(1, min(len(c.persons), given))))
		f.Agreement = Agrees
		if f.value < 0.7 || !first || strangers > 0 {
			f.Agreement = Resembles
		}
	}
	return f
}

func hasFamily(list []person, p *person) bool {
	return slices.ContainsFunc(list, func(q person) bool { return q.han == "" && sameFamily(&q, p) })
}

// names says whether the words of the citation hold a person's family name.
func (g *Given) names(p *person) bool {
	switch {
	case p.han != "" && strings.Contains(g.text.han, p.han):
		return true
	case p.body:
		return contained(p.family, g.text.letters) > 0.9
	case p.han != "":
		return g.profile.words[p.family] && len(p.given) > 0 && g.profile.words[p.given[0].key]
	}
	return len(p.family) > 1 && (g.profile.explains(p.family) || p.folded != "" && g.profile.explains(p.folded))
}

func personNames(list []person) string {
	var out []string
	for i := range list {
		if i == 6 {
			out = append(out, "…")
			break
		}
		out = append(out, list[i].text)
	}
	return strings.Join(out, "; ")
}

func (g *Given) year(c *Profile) field {
	f := field{Evidence: Evidence{Field: "issued", Agreement: NotGiven}}
	if len(g.profile.years) > 0 {
		f.Given = yearText(g.profile.years[0])
	}
	if len(c.years) > 0 {
		f.Found = yearText(c.years[0])
	}
	gives := func(y int) bool { return g.profile.words[strconv.Itoa(y)] }
	holds := func(y int) bool { return c.words[strconv.Itoa(y)] }
	switch {
	case shared(g.profile.years, c.years):
		f.Agreement = Agrees
	case len(c.years) == 0 && len(g.profile.years) == 0:
		f.Agreement = NotKnown
	case len(c.years) == 0:
		if f.Agreement = NotKnown; slices.ContainsFunc(g.profile.years, holds) {
			f.Agreement = Agrees
		}
	case slices.ContainsFunc(c.years, gives):
		f.Agreement = Resembles
		if len(g.profile.years) == 0 || slices.ContainsFunc(g.profile.years, holds) {
			f.Agreement = Agrees
		} else if plausibleYear(g.profile.years[0]) {
			f.Agreement = Differs
		}
	case len(g.profile.years) > 0 && plausibleYear(g.profile.years[0]):
		f.Agreement = Differs
	default:
		// A year that the work does not know, whatever it was read as.
		for _, w := range g.text.words {
			if y, err := strconv.Atoi(w); err == nil && len(w) == 4 && plausibleYear(y) && !c.words[w] {
				f.Agreement, f.Given = Differs, cmp.Or(f.Given, w)
			}
		}
	}
	if f.Agreement == Agrees {
		f.value = 1
	} else if f.Agreement == Resembles {
		f.value = 0.7
	}
	return f
}

func plausibleYear(y int) bool { return y > 1500 && y < 2100 }

// number compares volumes, issues or first pages.
func (g *Given) number(c *Profile, name string, given, found []string) field {
	f := field{Evidence: Evidence{Field: name, Agreement: NotGiven}}
	if len(given) > 0 {
		f.Given = given[0]
	}
	if len(found) > 0 {
		f.Found = found[0]
	}
	gives := func(n string) bool { return g.profile.words[n] }
	holds := func(n string) bool { return c.words[n] }
	switch {
	case shared(given, found):
		f.Agreement = Agrees
	case len(found) == 0 && len(given) == 0:
		f.Agreement = NotKnown
	case len(found) == 0:
		// Read as something else in the work.
		if f.Agreement = NotKnown; slices.ContainsFunc(given, holds) {
			f.Agreement = Resembles
		}
	case len(given) == 0:
		if slices.ContainsFunc(found, gives) {
			f.Agreement = Resembles
		}
	case slices.ContainsFunc(found, gives) && slices.ContainsFunc(given, holds):
		f.Agreement = Resembles
	default:
		f.Agreement = Differs
	}
	return f
}

func (g *Given) container(c *Profile) field {
	f := field{Evidence: Evidence{Field: "container-title", Agreement: NotGiven, Given: g.profile.firstContainer, Found: c.firstContainer}}
	switch {
	case len(c.containers) == 0:
		f.Agreement = NotKnown
	case containersAgree(g.profile, c):
		f.Agreement, f.value = Agrees, 1
	default:
		for i := range c.containers {
			x, y := c.containers[i].letters, g.text.letters
			if c.containers[i].chinese() {
				x, y = c.containers[i].han, g.text.han
			}
			if len(x) >= 6 && contained(x, y) > 0.85 {
				f.Agreement, f.value = Agrees, 1
				return f
			}
		}
		if len(g.profile.containers) > 0 {
			f.Agreement = Differs
			if foreign := g.foreign(g.profile.containers[0].words, c); foreign < 0.5 {
				f.Agreement, f.value = Resembles, 0.7
			}
		}
	}
	return f
}

func (g *Given) doi(c *Profile) field {
	f := field{Evidence: Evidence{Field: "DOI", Agreement: NotGiven}}
	if len(g.profile.dois) > 0 {
		f.Given = g.profile.dois[0]
	}
	if len(c.dois) > 0 {
		f.Found = c.dois[0]
	}
	switch {
	case shared(g.profile.dois, c.dois):
		f.Agreement = Agrees
	case len(c.dois) == 0:
		f.Agreement = NotKnown
	case len(g.profile.dois) > 0:
		f.Agreement = Differs
		if distance(f.Given, f.Found) <= 1+utf8.RuneCountInString(f.Found)/20 {
			f.Agreement = Resembles
		}
	}
	return f
}

// Status says what came of a lookup.
type Status string

// The statuses.
const (
	Matched   Status = "matched"
	Ambiguous Status = "ambiguous"
	None      Status = "none"
)

// Margin is how far the best candidate has to be above the next to be it.
const Margin = 0.05

// minScore is the score from which a candidate may be the work.
const minScore = 0.75

// Decide orders candidates, the best first, and says what came of the lookup and
// how many of them it is about: 1 when matched, all within the margin when
// ambiguous, 0 when none. place gives each candidate its match.
func Decide[T any](candidates []T, match func(T) *Match) (Status, int) {
	slices.SortStableFunc(candidates, func(a, b T) int {
		x, y := match(a), match(b)
		return cmp.Or(-compareBool(x.Possible(), y.Possible()), cmp.Compare(y.Score, x.Score))
	})
	if len(candidates) == 0 || !match(candidates[0]).Possible() {
		return None, 0
	}
	best := match(candidates[0])
	n := 1
	for n < len(candidates) && match(candidates[n]).Possible() && best.Score-match(candidates[n]).Score < Margin {
		n++
	}
	// A DOI that the rest contradicts is told beside what the rest says.
	for i := n; i < len(candidates); i++ {
		if match(candidates[i]).ByDOI {
			candidates[n], candidates[i] = candidates[i], candidates[n]
			n++
		}
	}
	if n > 1 || !best.Identified || best.Contradicted {
		return Ambiguous, n
	}
	return Matched, 1
}

// Possible says whether the citation may mean the work.
func (m *Match) Possible() bool {
	if m.ByDOI {
		return true
	}
	return !m.Contradicted && m.Score >= minScore
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
