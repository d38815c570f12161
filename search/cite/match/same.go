package match

// This file decides whether two entries denote one work, when works are made of the
// entries of an index. Entries are one only where nothing speaks against it: the same
// DOI, else title (in any script), year and author. Near matches are reported and
// left to people.

import (
	"fmt"
	"slices"
	"strings"
)

// Relation says how two works stand to each other.
type Relation uint8

// The relations.
const (
	Unrelated Relation = iota
	// Same: they are one work.
	Same
	// Doubtful: they may be one; Comparison.Reason says why not.
	Doubtful
	// Series: one title in several years, such as annual reports and editions.
	Series
)

// Comparison is the result of comparing two works.
type Comparison struct {
	Relation Relation
	Reason   string
}

// sameTitle is how alike titles of one work are at least: a wrong letter in
// twenty.
const sameTitle = 0.95

// minTitle is the length from which a title tells a work by itself from others
// of the same author, in letters; two a Chinese character.
const minTitle = 8

// Compare tells whether a and b denote one work.
func Compare(a, b *Profile) Comparison {
	sameDOI, otherDOI := shared(a.dois, b.dois), len(a.dois) > 0 && len(b.dois) > 0
	titled, size := titlesAgree(a, b)
	if sameDOI {
		return Comparison{Relation: Same}
	}
	if !otherDOI && sameText(a, b) {
		return Comparison{Relation: Same}
	}
	if !titled || size < minTitle {
		return Comparison{}
	}
	authors := authorsAgree(a, b)
	doubt := func(format string, args ...any) Comparison {
		return Comparison{Doubtful, "the same title; " + fmt.Sprintf(format, args...)}
	}
	if len(a.years) > 0 && len(b.years) > 0 && !shared(a.years, b.years) {
		if size >= 2*minTitle && authors != disagree || containersAgree(a, b) {
			return Comparison{Series, fmt.Sprintf("the same title in another year: %d and %d", a.years[0], b.years[0])}
		}
		return Comparison{}
	}
	switch {
	case authors == disagree:
		if size < 3*minTitle {
			return Comparison{}
		}
		return doubt("other authors")
	case otherDOI && authors == unknown:
		return Comparison{}
	case otherDOI:
		return doubt("another DOI: %s and %s", a.dois[0], b.dois[0])
	case len(a.years) != len(b.years) && (len(a.years) == 0 || len(b.years) == 0):
		return doubt("one of them names no year")
	case authors == unknown && len(a.persons)+len(b.persons) > 0:
		return doubt("one of them names no author")
	case authors == unknown && !(size >= 3*minTitle && (containersAgree(a, b) || len(a.containers) == 0 && len(b.containers) == 0)):
		return doubt("neither names an author")
	}
	for _, n := range []struct {
		name string
		a, b []string
	}{{"volume", a.volumes, b.volumes}, {"issue", a.issues, b.issues}, {"page", a.pages, b.pages}} {
		if len(n.a) > 0 && len(n.b) > 0 && !shared(n.a, n.b) {
			return doubt("another %s: %s and %s", n.name, n.a[0], n.b[0])
		}
	}
	if len(a.years) == 0 && !containersAgree(a, b) {
		return doubt("neither names a year")
	}
	return Comparison{Relation: Same}
}

func shared[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(x T) bool { return slices.Contains(b, x) })
}

// sameText says whether two entries are written alike, whatever was read in them:
// but for small words and a wrong letter in twelve, with the same numbers.
func sameText(a, b *Profile) bool {
	for i := range a.text[:min(len(a.text), 2)] {
		for j := range b.text[:min(len(b.text), 2)] {
			if x, y := &a.text[i], &b.text[j]; x.size() >= 40 && similarity(x.sounds, y.sounds) > 0.92 && sameWords(x, y) {
				return true
			}
		}
	}
	return false
}

// sameWords says whether two texts have the same numbers, and otherwise only
// small words that the other has not.
func sameWords(a, b *keyed) bool {
	if x, y := a.numbers(), b.numbers(); !slices.Equal(x, y) {
		return false
	}
	for _, p := range [][2]*keyed{{a, b}, {b, a}} {
		for _, w := range p[0].words {
			if weight(w) >= 1 && !slices.ContainsFunc(p[1].words, func(v string) bool { return likeWord(w, v) }) {
				return false
			}
		}
	}
	return true
}

// titlesAgree says whether some form of the title is the same in both, and how
// long that is.
func titlesAgree(a, b *Profile) (bool, int) {
	best := 0
	for i := range a.titles {
		for j := range b.titles {
			x, y := sameScript(&a.titles[i].keyed, &b.titles[j].keyed)
			if size := min(a.titles[i].size(), b.titles[j].size()); size > best && similarity(x, y) >= sameTitle && slices.Equal(a.titles[i].numbers(), b.titles[j].numbers()) {
				best = size
			}
		}
	}
	return best > 0, best
}

// sameScript returns two texts in a script in which they can be compared: the
// characters of both, the letters of both, or the sounds of both.
func sameScript(a, b *keyed) (x, y string) {
	switch {
	case a.chinese() && b.chinese():
		return a.han, b.han
	case a.chinese() || b.chinese():
		return a.sounds, b.sounds
	}
	return a.letters, b.letters
}

type agreement uint8

const (
	unknown agreement = iota
	agree
	disagree
)

// authorsAgree: the first authors are one, and most of the shorter list stand in
// the other ("et al." shortens lists). Where both name them in Chinese that decides, and
// not that 张文 reads as 张文新 begins.
func authorsAgree(a, b *Profile) agreement {
	short, long := a.persons, b.persons
	if x, y := inChinese(short), inChinese(long); len(x) > 0 && len(y) > 0 {
		short, long = x, y
	}
	if len(short) == 0 || len(long) == 0 {
		return unknown
	}
	if hasPerson(long, &short[0]) || hasPerson(short, &long[0]) {
		if len(short) > len(long) {
			short, long = long, short
		}
		found := 0
		for i := range short {
			if hasPerson(long, &short[i]) {
				found++
			}
		}
		if found*2 >= len(short) {
			return agree
		}
	}
	return disagree
}

// inChinese are the persons of a list whose names are in Chinese.
func inChinese(list []person) []person {
	return slices.DeleteFunc(slices.Clone(list), func(p person) bool { return p.han == "" })
}

func hasPerson(list []person, p *person) bool {
	return slices.ContainsFunc(list, func(q person) bool { return samePerson(&q, p) })
}

// containersAgree: some container or publisher is the same, or one an
// abbreviation of the other.
func containersAgree(a, b *Profile) bool {
	for i := range a.containers {
		for j := range b.containers {
			if containerLike(&a.containers[i].keyed, &b.containers[j].keyed) {
				return true
			}
		}
	}
	return false
}

func containerLike(a, b *keyed) bool {
	x, y := sameScript(a, b)
	if similarity(x, y) > 0.8 || min(len(x), len(y)) > 12 && max(contained(x, y), contained(y, x)) > 0.9 {
		return true
	}
	return abbreviates(a.words, b.words) || abbreviates(b.words, a.words)
}

// abbreviates says whether each word of short begins a word of long, in order:
// "J Am Chem Soc".
func abbreviates(short, long []string) bool {
	at := 0
	for _, w := range short {
		for at < len(long) && !strings.HasPrefix(long[at], w) {
			at++
		}
		if at == len(long) {
			return false
		}
		at++
	}
	return len(short) > 1
}
