package match

// This file makes a work, or a citation that somebody gives, ready to be
// compared: its titles, persons and numbers as every reading has them, and all
// words that any of its written forms holds.

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
)

// Record is a work as its entries give it: the items that were read, and the texts
// that they were read from.
type Record struct {
	Items []cite.Item
	Forms []string
}

// Profile is a Record made ready to be compared. It does not change.
type Profile struct {
	titles  []title
	persons []person // of the first reading that has any
	// others are the persons of further readings.
	others []person
	Numbers
	containers []title
	// words are those of every form and reading. They are made when they are first asked
	// for, which Compare does not: of text, which are the forms, of all titles and
	// containers, and of the names of all persons.
	words          func() map[string]bool
	text           []keyed
	called         []keyed
	names          []string
	firstContainer string
}

// Numbers are the years, volumes … of all readings, each once; pages are first pages.
type Numbers struct {
	years                        []int
	volumes, issues, pages, dois []string
}

// title is a title in one form.
type title struct {
	keyed
	text string
}

// given is a given name or an initial: its key, and it without its marks (J. is
// not J. in every system).
type given struct{ key, folded string }

func (g given) initial() bool { return len(g.folded) < 3 }

// person is an author: the keys of his family name and of his given names or their
// initials, and the name in Chinese.
type person struct {
	text   string
	family string
	folded string // the family name without its marks
	given  []given
	han    string
	// body marks an organisation.
	body bool
}

// NewProfile makes r ready.
func NewProfile(r *Record) *Profile {
	p := &Profile{}
	p.words = sync.OnceValue(p.allWords)
	for i := range r.Items {
		p.addItem(&r.Items[i])
	}
	for _, f := range r.Forms[:min(len(r.Forms), 2*maxReadings)] {
		p.text = append(p.text, newKeyed(f))
	}
	return p
}

// allWords returns the words of every form and reading.
func (p *Profile) allWords() map[string]bool {
	words := map[string]bool{}
	add := func(k *keyed) {
		for _, w := range slices.Concat(k.words, k.folds) {
			words[w] = true
		}
	}
	for i := range p.called {
		add(&p.called[i])
	}
	for i := range p.text {
		add(&p.text[i])
	}
	for _, n := range p.names {
		k := newKeyed(n)
		add(&k)
	}
	return words
}

func (p *Profile) addItem(it *cite.Item) {
	for _, t := range []string{it.Title, it.OriginalTitle} {
		p.addTitle(t)
	}
	for _, t := range []string{it.ContainerTitle, it.Custom["original-container-title"], it.CollectionTitle, it.Publisher, it.Custom["original-publisher"]} {
		if t == "" {
			continue
		}
		k := newKeyed(t)
		p.called = append(p.called, k)
		if len(p.containers) < maxReadings {
			p.containers = append(p.containers, title{k, t})
		}
		if p.firstContainer == "" {
			p.firstContainer = t
		}
	}
	persons := newPersons(it)
	for _, n := range persons {
		p.names = append(p.names, n.text)
	}
	switch {
	case len(p.persons) == 0:
		p.persons = persons
	case len(p.others) < maxReadings*4:
		p.others = append(p.others, persons...)
	}
	if y := it.Year(); y != 0 {
		p.years = once(p.years, y)
	}
	for _, v := range []struct {
		field string
		into  *[]string
	}{{string(it.Volume), &p.volumes}, {string(it.Issue), &p.issues}, {string(it.Page), &p.pages}} {
		if n := numberIn(v.field); n != "" {
			*v.into = once(*v.into, n)
		}
	}
	if it.DOI != "" {
		p.dois = once(p.dois, strings.ToLower(it.DOI))
	}
}

// explains says whether some form of the work holds w: as a word, as a part of one
// that was cut in two, or with a wrong letter.
func (p *Profile) explains(w string) bool {
	if p.words()[w] {
		return true
	}
	if len(w) < 4 || isNumber(w) || w[0] >= utf8.RuneSelf {
		return false
	}
	for i := range p.text {
		if strings.Contains(p.text[i].letters, w) {
			return true
		}
	}
	if len(w) < 6 || len(p.text) == 0 {
		for v := range p.words() {
			if likeWord(v, w) {
				return true
			}
		}
		return false
	}
	most := 1
	if len(w) >= 7 {
		most = 2 // "rn" for "m"
	}
	for i := range p.text {
		if d, _ := within(w, p.text[i].letters); d <= most {
			return true
		}
	}
	return false
}

// maxReadings bounds the readings of one work that are compared.
const maxReadings = 8

func (p *Profile) addTitle(text string) {
	if text == "" || len(p.titles) == maxReadings {
		return
	}
	k := newKeyed(text)
	p.called = append(p.called, k)
	for i := range p.titles {
		if p.titles[i].letters == k.letters && p.titles[i].han == k.han {
			return
		}
	}
	if k.size() > 0 {
		p.titles = append(p.titles, title{k, text})
	}
}

func once[T comparable](list []T, v T) []T {
	for _, have := range list {
		if have == v {
			return list
		}
	}
	return append(list, v)
}

// newPersons returns the authors of it, or its editors when it names none: the
// names in the translation before the names in the original language.
func newPersons(it *cite.Item) []person {
	names := it.Author
	if len(names) == 0 {
		names = it.Editor
	}
	var out []person
	for _, n := range names {
		if p, ok := newPerson(n); ok {
			out = append(out, p)
		}
	}
	for n := range strings.SplitSeq(it.Custom["original-author"], "、") {
		if p, ok := newPerson(cite.Name{Literal: n}); ok {
			out = append(out, p)
		}
	}
	return out
}

func newPerson(n cite.Name) (person, bool) {
	p := person{text: n.String()}
	if strings.ContainsFunc(p.text, analysis.IsHan) {
		k := newKeyed(p.text)
		p.han = k.han
		syllables := analysis.Terms(p.han, "zh", analysis.Latin)
		if len(syllables) < 2 || len(syllables) > 4 {
			p.family, p.body = k.sounds, true
			return p, k.sounds != ""
		}
		at := 1
		if len(syllables) == 4 {
			at = 2
		}
		p.family = syllableKey(strings.Join(syllables[:at], ""))
		key := syllableKey(strings.Join(syllables[at:], ""))
		p.given = []given{{key, key}}
		return p, true
	}
	if n.Family == "" {
		k := newKeyed(p.text)
		p.family, p.folded, p.body = k.letters, k.folded(), len(k.words) > 1
		return p, k.letters != ""
	}
	k := newKeyed(n.Family)
	p.family, p.folded = k.letters, k.folded()
	for g := range strings.FieldsFuncSeq(n.Given, func(r rune) bool { return strings.ContainsRune(" .-‐’'", r) }) {
		if k := newKeyed(g); k.letters != "" {
			p.given = append(p.given, given{k.letters, k.folded()})
		}
	}
	return p, p.family != ""
}

// samePerson says whether a and b may be one: the family names are alike, and
// the given names, as far as both are known, begin alike.
func samePerson(a, b *person) bool {
	if a.han != "" && b.han != "" {
		return a.han == b.han
	}
	if a.body || b.body {
		return similarity(a.family, b.family) > 0.85
	}
	if !sameFamily(a, b) {
		// Read the other way round: "Li Na" is Na Li to some.
		return len(a.given) == 1 && len(b.given) == 1 && !a.given[0].initial() && a.family == b.given[0].key && b.family == a.given[0].key
	}
	return givenAgree(a, b)
}

func sameFamily(a, b *person) bool {
	return likeWord(a.family, b.family) || a.folded != "" && b.folded != "" && likeWord(a.folded, b.folded)
}

func givenAgree(a, b *person) bool {
	if len(a.given) == 0 || len(b.given) == 0 {
		return true
	}
	x, y := a.given[0], b.given[0]
	if x.initial() || y.initial() {
		return x.key[0] == y.key[0] || x.folded[0] == y.folded[0]
	}
	return likeWord(x.key, y.key) || likeWord(x.folded, y.folded) || strings.HasPrefix(x.key, y.key) || strings.HasPrefix(y.key, x.key) || pinyinGiven(a) == pinyinGiven(b)
}

// pinyinGiven joins given names: "Xiao Dong" and "Xiaodong".
func pinyinGiven(p *person) string {
	s := ""
	for _, g := range p.given {
		s += g.key
	}
	return s
}

func yearText(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}

// Merge returns the fullest of the readings of one work, completed from the others,
// and says where they contradict it.
func Merge(readings []cite.Item) (cite.Item, []cite.Warning) {
	if len(readings) == 0 {
		return cite.Item{Type: "document"}, nil
	}
	best := 0
	for i := range readings {
		if fullness(&readings[i]) > fullness(&readings[best]) {
			best = i
		}
	}
	it := readings[best]
	custom := map[string]string{}
	maps.Copy(custom, it.Custom)
	var warnings []cite.Warning
	fullest := it
	main := sync.OnceValue(func() *Profile { return NewProfile(&Record{Items: []cite.Item{fullest}}) }) // most have one reading
	for i := range readings {
		r := &readings[i]
		if r.DOI != "" && it.DOI == "" {
			it.DOI = r.DOI
		}
		for _, f := range []struct{ to, from *string }{{&it.OriginalTitle, &r.OriginalTitle}, {&it.Publisher, &r.Publisher}, {&it.ISSN, &r.ISSN}, {&it.ISBN, &r.ISBN}, {&it.URL, &r.URL}} {
			if *f.to == "" {
				*f.to = *f.from
			}
		}
		for key, value := range r.Custom {
			if custom[key] == "" {
				custom[key] = value
			}
		}
		if i == best {
			continue
		}
		other := NewProfile(&Record{Items: []cite.Item{*r}})
		if len(main().titles) > 0 && len(other.titles) > 0 && !differentScripts(main(), other) {
			if ok, _ := titlesAgree(main(), other); !ok {
				warnings = append(warnings, cite.Warnf(cite.WarnTitles, "some call it %q, others %q", it.Title, r.Title))
			}
		}
		if y, z := it.Year(), r.Year(); y != 0 && z != 0 && y != z {
			warnings = append(warnings, cite.Warnf(cite.WarnYears, "some date it %d, others %d", y, z))
		}
	}
	if len(custom) > 0 {
		it.Custom = custom
	}
	return it, unique(warnings)
}

// differentScripts: titles in no common script are translations, as far as can
// be told.
func differentScripts(a, b *Profile) bool {
	return scriptOf(a.titles[0].text) != scriptOf(b.titles[0].text)
}

// scriptOf is the script of the first letter of s.
func scriptOf(s string) string {
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Latin, r):
			return "Latn"
		case unicode.Is(unicode.Cyrillic, r):
			return "Cyrl"
		case analysis.IsHan(r):
			return "Hani"
		}
	}
	return ""
}

// fullness counts the variables that are set; title, DOI and year count twice.
func fullness(it *cite.Item) int {
	n := 2*min(len(it.Author), 3) + len(it.Custom)
	for _, f := range []string{it.Title, it.Title, it.DOI, it.DOI, it.OriginalTitle, it.ContainerTitle, it.Publisher, string(it.Volume), string(it.Issue), string(it.Page), yearText(it.Year()), yearText(it.Year())} {
		if f != "" {
			n++
		}
	}
	return n
}
