package match

// This file compares a citation with a work field by field: the field as it was
// read first, then the words of the whole.

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
)

// field is the comparison of one field: value is how far it agrees, 0–1.
type field struct {
	Evidence
	value float64
	// veto: the difference is no flaw of reading.
	veto bool
	// long: a title that hardly two works have.
	long bool
	// misspelt: the values agree, but not to the letter.
	misspelt bool
}

// title looks for the work's title in the title that was read, and in the whole
// citation.
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
	size, like := 0, 0 // like is the given title that is most like one of the work's
	for i := range c.titles {
		ct := &c.titles[i].keyed
		value, partial, nearest := 0.0, false, 0
		for j := range gts {
			x, y := sameScript(&gts[j].keyed, ct)
			s := similarity(x, y)
			// A title without its subtitle.
			if s < 0.8 && len(x) >= 16 && len(x) < len(y) && contained(x, y) > 0.95 {
				s, partial = 0.8, true
			}
			if s > value {
				value, nearest = s, j
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
			f.value, f.Found, size, like = value, c.titles[i].text, min(ct.size(), g.text.size()), nearest
		}
	}
	f.long = size >= 30
	if f.value >= 0.8 && !g.sameNumbers(c, f.Found) {
		f.value, f.veto = 0.5, true
	}
	foreign := 0.0
	if len(gts) > 0 {
		f.Given, foreign = gts[like].text, g.foreign(gts[like].words, c)
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
		dated = dated || g.profile.words()[strconv.Itoa(y)]
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
// and the numbers of the citation's title in the work.
func (g *Given) sameNumbers(c *Profile, found string) bool {
	k := newKeyed(found)
	for _, n := range k.numbers() {
		if !g.profile.words()[n] && !slices.ContainsFunc(g.text.numbers(), func(m string) bool { return nearNumber(m, n) }) {
			return false
		}
	}
	if len(g.profile.titles) > 0 {
		for _, n := range g.profile.titles[0].numbers() {
			if !c.words()[n] {
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

// strange returns the weight of the words that no form of the work holds, missing the
// weight of the words that the citation does not hold, numbers aside.
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
	f.misspelt = misspelt(g.profile.persons, c.persons)
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

// misspelt reports whether two lists name the same persons, of whom one has a family
// name that is written otherwise in the same script: a slip, or another name after all.
func misspelt(given, found []person) bool {
	if len(given) != len(found) {
		return false
	}
	for i := range given {
		p, q := &given[i], &found[i]
		switch {
		case p.body || q.body:
		case p.han != "" || q.han != "":
			if p.han != q.han && p.han != "" && q.han != "" && analysis.FirstRune(p.han) == analysis.FirstRune(q.han) {
				return true
			}
		case unicode.Is(unicode.Latin, analysis.FirstRune(p.text)) != unicode.Is(unicode.Latin, analysis.FirstRune(q.text)):
		case p.family != q.family && p.folded != q.folded && sameFamily(p, q):
			return true
		}
	}
	return false
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
		return g.profile.words()[p.family] && len(p.given) > 0 && g.profile.words()[p.given[0].key]
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
	gives := func(y int) bool { return g.profile.words()[strconv.Itoa(y)] }
	holds := func(y int) bool { return c.words()[strconv.Itoa(y)] }
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
			if y, err := strconv.Atoi(w); err == nil && len(w) == 4 && plausibleYear(y) && !c.words()[w] {
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
	gives := func(n string) bool { return g.profile.words()[n] }
	holds := func(n string) bool { return c.words()[n] }
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
		if analysis.EditDistance(f.Given, f.Found) <= 1+utf8.RuneCountInString(f.Found)/20 {
			f.Agreement = Resembles
		}
	}
	return f
}
