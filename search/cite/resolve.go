package cite

// This file resolves in-text citations: which entries of the document's lists a
// bracket means, and whether what has the form of a citation is one.
//
// Numbers mean the entries of the list that follows them first, which is the only
// one in an article, and that of the chapter in a thesis. Authors and years are
// compared by keys that spellings share: folded, without inflection, romanised.
// A document cites in one way: what has the form of another way, and resolves to
// nothing, is a year in brackets, an interval or a footnote, and not reported.

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
)

// ListEntry is an entry of a list of references, as in-text citations mean it.
type ListEntry struct {
	// List numbers the document's lists from 1, Number the entries of a list.
	List, Number int
	Raw          string
	Item         Item
	// Twin is the place of the entry of an earlier list that denotes the same
	// work, -1 without one: see FindTwins.
	Twin int
	// Text is the place of the text behind which the entry stands.
	Text int
}

// InTextCitation is a place of a text that cites entries.
type InTextCitation struct {
	Start, End int // bytes of the text
	// Entries are places in the list of entries, rising.
	Entries []int
	// Locator is what part of the work is meant, as written: "с. 5".
	Locator string
	// Reason says what does not resolve and why, "" when all does.
	Reason string
}

// What brackets mean is bounded: the entries of one range, and those of all the
// brackets of a document beyond one for each byte of its text.
const (
	widestRange   = 100
	entriesBudget = 10_000
)

// InText returns the citations in each of the texts of a document, which stand in
// order, in the light of its lists, among whose entries it finds the twins.
func InText(texts []string, entries []ListEntry) [][]InTextCitation {
	FindTwins(entries)
	b := newBibliography(entries)
	all := make([][]mention, len(texts))
	for i, t := range texts {
		all[i] = mentions(t)
	}
	out := make([][]InTextCitation, len(texts))
	type resolved struct {
		text int
		form form
		hit  bool
		InTextCitation
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
			found = append(found, resolved{i, m.form, hit, c})
			total[m.form]++
			if hit {
				hits[m.form]++
			}
		}
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
		case r.form == byAuthor && hits[byNumber] == 0 && 2*hits[byAuthor] > total[byAuthor]:
		default:
			continue
		}
		budget -= len(r.Entries)
		out[r.text] = append(out[r.text], r.InTextCitation)
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
	entries []ListEntry
	lists   []numberedList
	// keys has the entries under the keys of their year and first authors.
	keys  map[string][]int
	years map[int][]int
	// known has what was looked up before.
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

func newBibliography(entries []ListEntry) *bibliography {
	b := &bibliography{entries: entries, keys: map[string][]int{}, years: map[int][]int{}, known: map[string]authorHits{}}
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
		l.numbered = l.numbered || entryNumber.MatchString(e.Raw)
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

// year is the year of the entry, that which its text gives where it was not read.
func (e *ListEntry) year() int {
	if y := e.Item.Year(); y != 0 {
		return y
	}
	if m := yearMark.FindStringSubmatch(e.Raw); m != nil {
		y, _ := strconv.Atoi(m[1])
		return y
	}
	return 0
}

// resolve finds what m, a mention in the text at place text, means. found says that
// the list has it, if not for certain what of it. ok is false when it is no
// citation.
func (b *bibliography) resolve(m *mention, text int) (c InTextCitation, found, ok bool) {
	c = InTextCitation{Start: m.start, End: m.end}
	var reasons, locators []string
	ambiguous := false
	l := b.listFor(text)
	for i := range m.pointers {
		p := &m.pointers[i]
		var entries []int
		var reason string
		if m.form == byNumber || m.form == bySuperscript {
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
	if len(c.Entries) == 0 && !ambiguous && (m.form == byYear || m.form == byNumber && !rising(m.pointers)) {
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
		if years := b.otherYears(names); years != "" {
			reason += ", but of " + years
		}
		return authorHits{nil, reason}
	}
}

// prefer keeps those of list that are good, if any is.
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
func (e *ListEntry) opening() string {
	const enough = 100
	raw := e.Raw[:runeStart(e.Raw, min(len(e.Raw), enough))]
	return romanised(raw[len(entryNumber.FindString(raw)):])
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

// alike reports whether a name of a text is that of an entry with a case ending,
// or one that was misread; in another script names of four letters may differ in
// one too.
func alike(name, entry string, otherScript bool) bool {
	const longestEnding, longName = 5, 6
	if len(entry) < 4 || name[0] != entry[0] || strings.Contains(entry, " ") != strings.Contains(name, " ") {
		return false
	}
	return strings.HasPrefix(name, entry) && len(name)-len(entry) <= longestEnding ||
		(otherScript || len(entry) >= longName) && withinOneEdit(name, entry)
}

func withinOneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}

// acronym reports whether name abbreviates the body that is the entry's author.
func acronym(e *ListEntry, name string) bool {
	if len(e.Item.Author) == 0 || e.Item.Author[0].Literal == "" || strings.ToUpper(name) != name {
		return false
	}
	var initials strings.Builder
	for _, w := range strings.Fields(e.Item.Author[0].Literal) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) {
			initials.WriteRune(r)
		}
	}
	return initials.Len() > 1 && initials.String() == name
}

// bySuffix chooses the entry of "2020a": that which has the letter, or where none
// has one the first.
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
func (e *ListEntry) suffix(year int) string {
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

// The keys of a name begin with a letter that says what they compare: h a Han
// name, l a romanised one, p the pinyin of a Han family name.

// keys are those of the entry's first author in all forms, or of its title.
func (e *ListEntry) keys() []string {
	var keys []string
	first := func(n Name) {
		keys = append(keys, nameKeys(n)...)
	}
	if len(e.Item.Author) > 0 {
		first(e.Item.Author[0])
	} else if len(e.Item.Editor) > 0 {
		first(e.Item.Editor[0])
	}
	if original, _, _ := strings.Cut(e.Item.Custom["original-author"], "、"); original != "" {
		first(Name{Literal: original})
	}
	return keys
}

func nameKeys(n Name) []string {
	name := n.Family
	if name == "" {
		name = n.Literal
	}
	if hanShare(name) > 0.5 {
		full := folded(n.String())
		if n.Given == "" {
			full = folded(name)
		}
		runes := []rune(full)
		keys := []string{"h" + full}
		for size := 1; size <= min(2, len(runes)-1); size++ {
			family := string(runes[:size])
			keys = append(keys, "h"+family, "p"+romanised(family))
		}
		return keys
	}
	keys := []string{"l" + romanised(name)}
	if stem := strings.Join(analysis.Terms(name, "ru", analysis.Stem), " "); stem != strings.ToLower(name) {
		keys = append(keys, "l"+romanised(stem))
	}
	if words := strings.Fields(name); len(words) > 1 && n.Family != "" {
		// "van Rossum" is cited with and without its particle.
		if classOf(strings.ToLower(words[0]))&classParticle != 0 {
			keys = append(keys, "l"+romanised(strings.Join(words[1:], " ")))
		}
	}
	if n.Family == "" && n.Literal != "" && len(strings.Fields(name)) == 2 && !isOrganisation(name) {
		// A name whose parts were not told apart.
		for _, w := range strings.Fields(name) {
			if utf8.RuneCountInString(w) > 2 {
				keys = append(keys, "l"+romanised(w))
			}
		}
	}
	return keys
}

// mentionKeys are the keys under which the author of a mention may stand, the
// best first. At the end of a Chinese sentence nothing tells where the name begins.
func mentionKeys(name string, tail bool) []string {
	if hanShare(name) > 0.5 {
		full := folded(strings.ReplaceAll(name, " ", ""))
		runes := []rune(full)
		if !tail {
			keys := []string{"h" + full, "l" + romanised(full)}
			if len(runes) > 1 {
				keys = append(keys, "l"+romanised(string(runes[:1])))
			}
			return keys
		}
		var keys []string
		for n := min(len(runes), 12); n > 1; n-- {
			keys = append(keys, "h"+string(runes[len(runes)-n:]))
		}
		return keys
	}
	var keys []string
	words := strings.FieldsFunc(name, unicode.IsSpace)
	bare := strings.Join(slices.DeleteFunc(slices.Clone(words), func(w string) bool { return isInitials(w) && strings.Contains(w, ".") }), " ")
	for _, n := range []string{bare, strings.Join(analysis.Terms(bare, "ru", analysis.Stem), " ")} {
		if k := romanised(n); k != "" {
			keys = append(keys, "l"+k, "p"+k)
		}
	}
	if len(words) > 1 {
		// "John Smith", "Смит Джон": the family name may be either.
		for _, w := range []string{words[len(words)-1], words[0]} {
			if k := romanised(w); len(k) > 2 {
				keys = append(keys, "l"+k)
			}
		}
	}
	return slices.Compact(keys)
}

// hasAuthors reports whether every one of names is among the entry's authors.
func (e *ListEntry) hasAuthors(names []string) bool {
	var keys []string
	for _, n := range e.Item.Author {
		keys = append(keys, nameKeys(n)...)
	}
	for o := range strings.SplitSeq(e.Item.Custom["original-author"], "、") {
		keys = append(keys, nameKeys(Name{Literal: o})...)
	}
	for _, n := range names {
		if !slices.ContainsFunc(mentionKeys(n, false), func(k string) bool { return slices.Contains(keys, k) }) {
			return false
		}
	}
	return true
}

func romanised(s string) string { return strings.Join(analysis.Terms(s, "", analysis.Latin), " ") }
func folded(s string) string    { return strings.Join(analysis.Terms(s, "", analysis.Fold), "") }
