package intext

// This file resolves in-text citations: which entries of the document's lists a
// bracket means, and whether text in the form of a citation is one.
//
// Numbers mean the entries of the list that follows them first, which is the only
// one in an article, and the list of the chapter in a thesis. Authors and years are
// compared by keys that spellings share: folded, without inflection, romanised.
// A document cites in one way: text in the form of another way that resolves to
// nothing is a year in brackets, an interval or a footnote, and not reported.

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

// Entry is an entry of a list of references, as in-text citations mean it.
type Entry struct {
	// List numbers the document's lists from 1, Number the entries of a list.
	List, Number int
	Raw          string
	// Key is by what the text may cite the entry: see doc.Entry.
	Key  string
	Item cite.Item
	// Twin is the place of the entry of an earlier list that denotes the same
	// work, -1 without one: see FindTwins.
	Twin int
	// Text is the place of the text behind which the entry stands.
	Text int
}

// Citation is a place of a text that cites entries.
type Citation struct {
	Start, End int // bytes of the text
	// Entries are places in the list of entries, rising.
	Entries []int
	// Locator is the part of the work that is meant, as written: "с. 5".
	Locator string
	// Reason names the parts that do not resolve and says why, "" when all do.
	Reason string
}

// The entries that brackets mean are bounded: of one range, and of all the brackets
// of a document beyond one for each byte of its text.
const (
	widestRange   = 100
	entriesBudget = 10_000
)

// Find returns the citations in each of the texts of a document, which stand in
// order, in the light of its lists, among whose entries it finds the twins.
func Find(texts []string, entries []Entry) [][]Citation {
	FindTwins(entries)
	b := newBibliography(entries)
	all := make([][]mention, len(texts))
	for i, t := range texts {
		all[i] = mentions(t)
	}
	out := make([][]Citation, len(texts))
	type resolved struct {
		text int
		form form
		hit  bool
		Citation
	}
	var found []resolved
	hits := map[form]int{}
	total := map[form]int{}
	notes := b.notes(all)
	for i, list := range all {
		for _, m := range list {
			if m.form == numbersItem || m.form == byNumber && m.attached && notes[m.pointers[0].first] {
				continue
			}
			c, hit, ok := b.resolve(&m, i)
			if !ok {
				continue
			}
			if m.form == byKey && !hit && (m.bare || len(b.labels) == 0) {
				continue
			}
			found = append(found, resolved{i, m.form, hit, c})
			total[m.form]++
			if hit {
				hits[m.form]++
			}
		}
	}
	if !b.numbered() && hits[byAuthor] > 0 {
		hits[byNumber] = 0 // they are of notes
	}
	budget := entriesBudget
	for _, t := range texts {
		budget += len(t)
	}
	for _, r := range found {
		switch {
		case budget < len(r.Entries):
			continue
		case r.form == byNumber && !b.numbered() && hits[byAuthor] > 0:
			continue // of notes
		case r.form == bySuperscript && (hits[byNumber] > 0 || hits[byAuthor] > 0 || 2*hits[bySuperscript] <= total[bySuperscript]):
			continue // of footnotes
		case r.hit || r.form == byNumber && hits[byNumber] > 0 || r.form == byNumber && hits[byAuthor] == 0 && total[byNumber] > 1:
		case r.form == byKey:
		case r.form == byYear && hits[byNumber] == 0 && hits[byAuthor]+hits[byYear] > 0:
		case r.form == byAuthor && hits[byNumber] == 0 && 2*(hits[byAuthor]+hits[byYear]) > total[byAuthor]+total[byYear]:
		default:
			continue
		}
		budget -= len(r.Entries)
		out[r.text] = append(out[r.text], r.Citation)
	}
	return out
}

// notes returns the numbers of a document's notes where its text marks them as it
// cites: "word[1]", with "[1] Note …" elsewhere, beside "word [1]". Only the space
// tells them apart.
func (b *bibliography) notes(all [][]mention) map[int]bool {
	notes := map[int]bool{}
	spaced := false
	for _, list := range all {
		for _, m := range list {
			if m.form == numbersItem {
				notes[m.pointers[0].first] = true
			}
			spaced = spaced || m.form == byNumber && !m.attached
		}
	}
	for _, l := range b.lists[min(1, len(b.lists)):] {
		// Notes behind the list read as another one, in which nothing is dated.
		for n, i := range l.numbers {
			if 2*l.dated < len(l.numbers) && strings.HasPrefix(b.entries[i].Raw, "[") {
				notes[n] = true
			}
		}
	}
	if !spaced || !notes[1] {
		return nil
	}
	return notes
}

// bibliography is the lists of a document, prepared for looking up.
type bibliography struct {
	entries []Entry
	lists   []numberedList
	// keys has the entries under the keys of their year and first authors.
	keys map[string][]int
	// labels has the entries that have keys of their own: see Entry.Key.
	labels map[string]int
	years  map[int][]int
	// known caches earlier lookups.
	known map[string]authorHits
}

type numberedList struct {
	list     int
	from, to int // texts between which it stands
	numbers  map[int]int
	largest  int
	dated    int  // entries with a year
	numbered bool // the numbers are printed
}

// authorHits are the entries that fit an author and a year. When there are several
// none is meant for certain.
type authorHits struct {
	entries []int
	reason  string
}

func newBibliography(entries []Entry) *bibliography {
	b := &bibliography{entries: entries, keys: map[string][]int{}, labels: map[string]int{}, years: map[int][]int{}, known: map[string]authorHits{}}
	for i := range entries {
		e := &entries[i]
		if n := len(b.lists); n == 0 || b.lists[n-1].list != e.List {
			b.lists = append(b.lists, numberedList{list: e.List, from: e.Text, numbers: map[int]int{}})
		}
		l := &b.lists[len(b.lists)-1]
		if _, taken := l.numbers[e.Number]; !taken {
			l.numbers[e.Number] = i
		}
		l.to, l.largest = e.Text, max(l.largest, e.Number)
		l.numbered = l.numbered || cite.NumberEnd(e.Raw) > 0 || strings.HasPrefix(e.Raw, strconv.Itoa(e.Number)+" ")
		if _, taken := b.labels[e.Key]; e.Key != "" && !taken {
			b.labels[e.Key] = i
		}
		year := e.year()
		if year > 0 {
			l.dated++
		}
		b.years[year] = append(b.years[year], i)
		for _, k := range e.keys() {
			k = strconv.Itoa(year) + k
			if list := b.keys[k]; len(list) == 0 || list[len(list)-1] != i {
				b.keys[k] = append(list, i)
			}
		}
	}
	return b
}

// numbered reports whether a list prints its numbers.
func (b *bibliography) numbered() bool {
	return slices.ContainsFunc(b.lists, func(l numberedList) bool { return l.numbered })
}

// undatedEntry says that it has no date.
var undatedEntry = lazyregexp.New(`(?i)[(\[（［]\s*(?:n\.\s?d\.?|no date|б\.\s?г\.?|s\.\s?a\.|ж\.\s?к\.?|无日期)\s*[)\]）］]`)

// year is the year of the entry, or where none was read the first in its text.
func (e *Entry) year() int {
	if y := e.Item.Year(); y != 0 {
		return y
	}
	if m := yearMark.FindStringSubmatch(e.Raw); m != nil && e.Item.Status == "" && !undatedEntry.MatchString(e.Raw) {
		y, _ := strconv.Atoi(m[1])
		return y
	}
	return 0
}

// resolve finds the entries that m, a mention in the text at place text, means. found
// says that the list has them, though several may fit. ok is false when m is no
// citation.
func (b *bibliography) resolve(m *mention, text int) (c Citation, found, ok bool) {
	c = Citation{Start: m.start, End: m.end}
	var reasons, locators []string
	ambiguous := false
	l := b.listFor(text)
	for i := range m.pointers {
		p := &m.pointers[i]
		var entries []int
		var reason string
		if m.form == byKey {
			if i, known := b.labels[p.key]; known {
				entries = []int{i}
			} else {
				reason = "no entry has the key " + p.key
			}
		} else if m.form == byNumber || m.form == bySuperscript {
			if m.form == bySuperscript && (l == nil || !l.numbered) || yearsOnly(p, l) {
				return c, false, false
			}
			entries, reason = l.between(p.first, p.last)
		} else {
			entries, reason = b.byAuthors(p, m.form)
			if len(entries) > 1 {
				entries, ambiguous = nil, true
			}
		}
		c.Entries = append(c.Entries, entries...)
		if reason != "" {
			reasons = append(reasons, reason)
		}
		if p.locator != "" {
			locators = append(locators, p.locator)
		}
	}
	if len(c.Entries) == 0 && !ambiguous && (m.form == byYear && !m.pointers[0].others || m.form == byNumber && !rising(m.pointers)) {
		return c, false, false // a year in brackets, a series of figures
	}
	slices.Sort(c.Entries)
	c.Entries = slices.Compact(c.Entries)
	c.Reason, c.Locator = strings.Join(slices.Compact(reasons), "; "), strings.Join(locators, "; ")
	return c, len(c.Entries) > 0 || ambiguous, true
}

// rising reports whether the numbers of a bracket are in order.
func rising(pointers []pointer) bool {
	return slices.IsSortedFunc(pointers, func(a, b pointer) int { return cmp.Compare(a.first, b.first) })
}

// yearsOnly reports whether the numbers are years: the list is not that long.
func yearsOnly(p *pointer, l *numberedList) bool {
	return isYear(p.first) && isYear(p.last) && (l == nil || l.largest < p.first)
}

// listFor is the list that numbers in a text mean: the first behind it, or the
// last before it.
func (b *bibliography) listFor(text int) *numberedList {
	if len(b.lists) == 0 {
		return nil
	}
	i := slices.IndexFunc(b.lists, func(l numberedList) bool { return l.to >= text })
	if i < 0 {
		// Behind all lists: their second forms and lists of other things stand
		// behind the first.
		i = 0
	}
	return &b.lists[i]
}

// between returns the entries numbered first to last.
func (l *numberedList) between(first, last int) ([]int, string) {
	if l == nil {
		return nil, noList
	}
	if last-first >= widestRange && l.has(first) && l.has(last) {
		return nil, fmt.Sprintf("the range %d–%d is wider than %d entries", first, last, widestRange)
	}
	if !l.has(first) || !l.has(last) {
		// Where an end is missing the range is not to be trusted.
		var found []int
		var missing []string
		for _, n := range slices.Compact([]int{first, last}) {
			if i, ok := l.numbers[n]; ok {
				found = append(found, i)
			} else {
				missing = append(missing, strconv.Itoa(n))
			}
		}
		entries := "entries"
		if len(l.numbers) == 1 {
			entries = "entry"
		}
		return found, fmt.Sprintf("the list has %d %s, none is numbered %s", len(l.numbers), entries, strings.Join(missing, " or "))
	}
	var found []int
	var missing []string
	for n := first; n <= last; n++ {
		if i, ok := l.numbers[n]; ok {
			found = append(found, i)
		} else {
			missing = append(missing, strconv.Itoa(n))
		}
	}
	if len(missing) > 0 {
		return found, "the list has no entry numbered " + strings.Join(missing, ", ")
	}
	return found, ""
}

func (l *numberedList) has(n int) bool {
	_, ok := l.numbers[n]
	return ok
}

// byAuthors returns the entries that fit an author and a year, and why they are
// not one.
func (b *bibliography) byAuthors(p *pointer, f form) ([]int, string) {
	if len(b.lists) == 0 {
		return nil, noList
	}
	key := fmt.Sprint(f, p.names, p.others, p.year, p.suffix)
	known, ok := b.known[key]
	if !ok {
		known = b.lookUp(p, f)
		b.known[key] = known
	}
	return known.entries, known.reason
}

const noList = "the document has no list of references"

func (b *bibliography) lookUp(p *pointer, f form) authorHits {
	from := 0
	fits := b.fitting(p.names, p.year, f)
	for f == byYear && len(fits) == 0 && from+1 < len(p.names) {
		// Words of the sentence may stand before the names.
		from++
		fits = b.fitting(p.names[from:], p.year, f)
	}
	names := p.names[from:]
	fits = slices.DeleteFunc(slices.Clone(fits), func(i int) bool { return slices.Contains(fits, b.entries[i].Twin) })
	if len(fits) > 1 {
		fits = prefer(fits, func(i int) bool { return b.entries[i].hasAuthors(names) })
	}
	if len(fits) > 1 {
		many := p.others || len(names) > 1
		fits = prefer(fits, func(i int) bool { return (len(b.entries[i].Item.Author) > 1) == many })
	}
	if len(fits) > 1 && p.suffix != "" {
		fits = b.bySuffix(fits, p.year, p.suffix)
	}
	switch who := strings.Join(names, ", "); {
	case len(fits) == 1:
		return authorHits{fits, ""}
	case len(fits) > 1:
		const most = 10
		var numbers []string
		for _, i := range fits[:min(len(fits), most)] {
			numbers = append(numbers, strconv.Itoa(b.entries[i].Number))
		}
		return authorHits{fits, fmt.Sprintf("%d entries fit %s, %d: %s", len(fits), who, p.year, strings.Join(numbers, ", "))}
	default:
		reason := fmt.Sprintf("the list has no entry by %s of %d", who, p.year)
		if p.year == 0 {
			reason = fmt.Sprintf("the list has no entry by %s without a date", who)
		}
		if years := b.otherYears(names); years != "" {
			reason += ", but of " + years
		}
		return authorHits{nil, reason}
	}
}

// prefer keeps the good entries of list, if any is.
func prefer(list []int, good func(int) bool) []int {
	kept := slices.DeleteFunc(slices.Clone(list), func(i int) bool { return !good(i) })
	if len(kept) == 0 {
		return list
	}
	return kept
}

// fitting returns the entries of a year that begin with the first of names.
func (b *bibliography) fitting(names []string, year int, f form) []int {
	if len(names) == 0 {
		return nil
	}
	var found []int
	y := strconv.Itoa(year)
	for _, k := range mentionKeys(names[0], f == byYear) {
		if found = append(found, b.keys[y+k]...); len(found) > 0 {
			break
		}
	}
	if len(found) == 0 {
		found = b.resembling(names[0], year)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// resembling returns the entries of a year whose text begins with the name, or
// whose first author's name differs from it in an ending or in a letter or two.
func (b *bibliography) resembling(name string, year int) []int {
	const most = 2000  // entries of one year that are compared
	const shortest = 4 // letters of a name that is compared so
	key := romanised(name)
	long := len(key) >= shortest
	foreign := hasCyrillic(name)
	var begin, near []int
	list := b.years[year]
	for _, i := range list[:min(len(list), most)] {
		e := &b.entries[i]
		switch {
		case long && strings.HasPrefix(e.opening(), key+" ") || acronym(e, name):
			begin = append(begin, i)
		case long && slices.ContainsFunc(e.keys(), func(k string) bool { return k[0] == 'l' && alike(key, k[1:], foreign != hasCyrillic(e.Raw)) }):
			near = append(near, i)
		}
	}
	if len(begin) > 0 {
		return begin
	}
	if len(near) > 1 {
		return nil // a guess must not choose
	}
	return near
}

// opening is the beginning of the entry's text, romanised.
func (e *Entry) opening() string {
	const enough = 100
	raw := e.Raw[:runeStart(e.Raw, min(len(e.Raw), enough))]
	return romanised(raw[cite.LabelEnd(raw):])
}

func hasCyrillic(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
}

func runeStart(s string, i int) int {
	for i > 0 && i < len(s) && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

// bySuffix chooses the entry of "2020a": the one with the letter, or where none has
// a letter the first.
func (b *bibliography) bySuffix(fits []int, year int, suffix string) []int {
	letter, ok := letters[suffix]
	if !ok {
		return fits
	}
	lettered := false
	for _, i := range fits {
		own := letters[b.entries[i].suffix(year)]
		lettered = lettered || own > 0
		if own == letter {
			return []int{i}
		}
	}
	if !lettered && letter <= len(fits) {
		return fits[letter-1 : letter]
	}
	return fits
}

var letters = map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "а": 1, "б": 2, "в": 3, "г": 4, "д": 5, "е": 6}

// suffix is the letter behind the year in the entry's text.
func (e *Entry) suffix(year int) string {
	y := strconv.Itoa(year)
	for _, m := range yearMark.FindAllStringSubmatch(e.Raw, 8) {
		if m[1] == y && m[2] != "" {
			return m[2]
		}
	}
	return ""
}

// otherYears lists the years of the entries by the first of names.
func (b *bibliography) otherYears(names []string) string {
	if len(names) == 0 {
		return ""
	}
	var years []string
	for year := range b.years {
		for _, k := range mentionKeys(names[0], false) {
			if len(b.keys[strconv.Itoa(year)+k]) > 0 && year > 0 {
				years = append(years, strconv.Itoa(year))
				break
			}
		}
	}
	slices.SortFunc(years, cmp.Compare)
	return strings.Join(years[:min(len(years), 5)], ", ")
}
