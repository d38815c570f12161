package extract

// This file tells where the entries of a list of references begin: by numbers, by
// keys, or, where there are neither, by the names that an entry begins with.

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

var (
	bracketEntry = lazyregexp.New(`^[\[［【]\s?(\d{1,5})\s?[\]］】]\s*`)
	pointEntry   = lazyregexp.New(`^(?:№\s?)?(\d{1,3})[.)．、]\s*(?:\D|$)`)
	circledEntry = lazyregexp.New(`^([①-⑳])`)
	roundEntry   = lazyregexp.New(`^[(（](\d{1,3})[)）]\s*[\p{Lu}\p{Han}«“"]`)
	bareEntry    = lazyregexp.New(`^(\d{1,3})(?:\s+[\p{Lu}«“"]|\s*\p{Han})`)
	addressMark  = lazyregexp.New(`https?://[^\s<>"«»“”]+`)

	// scannedEntry is a number whose brackets or digits a scanner has mistaken: "1[]",
	// "[4J", "|3]", "[l]".
	scannedEntry = lazyregexp.New(`^([\[［【(（{|lI1]?\s?)([\dlIOо|]{1,3})\s?(\[\]|[\]］】)）}|JlI1])\s*[\p{Lu}\p{Han}«“"]`)
)

// entryMark returns the number that an entry begins with, 0 if text begins
// with none; sure tells "[1]", "1.", "(1)" and "①" from a bare number.
func entryMark(text string) (number int, sure bool) {
	first, head := word0(text), text[:min(len(text), 24)]
	if !unicode.IsDigit(first) && !strings.ContainsRune("[［【(（№", first) && (first < '①' || first > '⑳') {
		return 0, false
	}
	if m := bracketEntry.FindStringSubmatch(head); m != nil {
		return atoi(m[1]), true
	}
	if m := pointEntry.FindStringSubmatch(head); m != nil {
		return atoi(m[1]), true
	}
	if m := roundEntry.FindStringSubmatch(head); m != nil {
		return atoi(m[1]), true
	}
	if m := circledEntry.FindString(head); m != "" {
		return int([]rune(m)[0]-'①') + 1, true
	}
	if m := bareEntry.FindStringSubmatch(head); m != nil {
		return atoi(m[1]), false
	}
	return 0, false
}

// scannedMark reports whether text begins with a number as a scanner has damaged it:
// at least one bracket is left, and the digits, letters that look like them among
// them, give the number.
func scannedMark(text string, number int) bool {
	m := scannedEntry.FindStringSubmatch(text[:min(len(text), 24)])
	if m == nil {
		return false
	}
	want, digits := strconv.Itoa(number), lookalikes.Replace(m[2])
	opened, closed := strings.TrimSpace(m[1]), m[3]
	switch {
	case digits == want:
		return strings.ContainsAny(opened+closed, "[]［］【】()（）{}") && (opened != "1" || closed != "1")
	case "1"+digits == want: // the bracket was a digit
		return (opened == "1" || opened == "l") && strings.ContainsAny(closed, "]］】)）}")
	case digits+"1" == want:
		return closed == "1" && strings.ContainsAny(opened, "[［【(（{")
	}
	return false
}

// lookalikes are the digits that scanners take for letters and strokes.
var lookalikes = strings.NewReplacer("l", "1", "I", "1", "|", "1", "O", "0", "о", "0")

// longEntry is the number of an entry of a very long list, which elsewhere would
// be a year: "2019. № 2".
var longEntry = lazyregexp.New(`^(\d{4,5})[.)．、]\s*\D`)

// number corrects the answer of entryMark in the light of the list, which may be
// very long, or scanned; last is the number of the entry before.
func (r *reader) number(text string, entry int, sure bool, last int) (int, bool) {
	const long, skipped = 990, 3
	if last >= long {
		if m := longEntry.FindStringSubmatch(text[:min(len(text), 24)]); m != nil && atoi(m[1]) > last && atoi(m[1]) <= last+skipped {
			return atoi(m[1]), true
		}
	}
	if entry == 0 && r.zone == refs && !r.unnumbered && scannedMark(text, last+1) {
		return last + 1, true
	}
	return entry, sure
}

// footnote is the beginning of a note at the foot of a page, between entries
// that have no numbers.
var footnote = lazyregexp.New(`^\d{1,2}\s\p{Lu}\p{Ll}+ `)

// particles may stand before a surname.
const particles = `(?:(?:van|von|der|den|de|del|della|di|du|da|dos|la|le|ten|ter|zu|af|al|el|bin|ibn) )*`

var (
	// authorStart is how an entry of a list without numbers begins: a surname with
	// initials, or several capitalised words before a year.
	authorStart = lazyregexp.New(`^(?:` + particles + `(?:(?:d|al|el)[-'’])?\p{Lu}[\p{L}'’-]+,? (?:\p{Lu}\p{Ll}?\.|\p{Lu}{1,2}\b)|\p{Lu}[\p{L}'’-]+, \p{Lu}|\p{Han}{2,4}[,，.、])`)
	// initialsStart is the same with the initials before the surname.
	initialsStart = lazyregexp.New(`^(?:\p{Lu}\p{Ll}?\.[\s-]?){1,4}` + particles + `\p{Lu}[\p{L}'’-]+(?:[,.;:]| and | et | und | & | и | және )`)
	bodyStart     = lazyregexp.New(`^\p{Lu}[^.(]{3,90}\.? \((?:1[789]|20)\d\d[a-z]?\)\.`)
	// datedEntry is an entry that has its year in brackets behind the authors, who
	// stand before the first sentence.
	datedEntry = lazyregexp.New(`^(?:\p{Ll}{2,5} ){0,3}\p{Lu}[^()]{2,160}\((?:1[789]|20)\d\d[a-z]?(?:, [^)]{3,20})?\)\.`)
	// namesThenYear is an entry with its year as a sentence behind the authors.
	namesThenYear = lazyregexp.New(`^\p{Lu}[\p{L}.'’ ,&-]{3,200}\. (?:1[789]|20)\d\d[a-z]?\. [\p{Lu}“"]`)
)

// startsEntry reports whether text begins as an entry without a number does:
// with the name of an author or of a body, and a year soon after.
func startsEntry(text string) bool {
	const soon = 240
	head := strings.ToValidUTF8(text[:min(len(text), soon)], "")
	return authorStart.MatchString(head) || bodyStart.MatchString(head)
}

// ended reports whether an entry can end with a line.
func (l *line) ended() bool {
	address := addressMark.FindStringIndex(l.text)
	return l.closed || address != nil && address[1] == len(l.text)
}

// opensEntry reports whether line j begins an entry of a list without numbers, or a
// note at the foot of the page; n lines of its paragraph stand before it.
func (r *reader) opensEntry(j, n int) bool {
	prev, cur := &r.src.lines[j-1], r.src.lines[j].text
	if cite.Key(cur) != "" {
		return true
	}
	closed := prev.ended()
	switch {
	case footnote.MatchString(cur):
		return closed && !entryFeatures(cur)
	case r.keyed:
		return false
	case r.linewise:
		return true
	case strings.HasSuffix(prev.text, ",") || strings.HasSuffix(prev.text, "&"):
		return false
	case closed && authorStart.MatchString(cur):
		return true
	}
	begins := word0(strings.TrimLeft(cur, "«“\"'‘"))
	if closed && r.src.wrapped && prev.width < r.src.width*6/10 && unicode.IsUpper(begins) && r.dated(j-n, j) {
		return true // behind the short last line of an entry
	}
	if j+1 < len(r.src.lines) && r.src.lines[j+1].gap == 0 {
		cur += " " + r.src.lines[j+1].text
	}
	if closed && (initialsStart.MatchString(cur) || namesThenYear.MatchString(cur)) && r.dated(j-n, j) {
		return true
	}
	return startsEntry(cur) && datedEntry.MatchString(cur)
}

// dated reports whether the lines [from, to) have a year.
func (r *reader) dated(from, to int) bool {
	for _, l := range r.src.lines[from:to] {
		if yearSince(l.text, oldestWork) > 0 {
			return true
		}
	}
	return false
}

// isLinewise reports whether each line of the list whose entries begin with line i is
// an entry: nearly all of them end as entries do and have a year.
func (r *reader) isLinewise(i int) bool {
	const far = 400 // lines
	lines, whole := 0, 0
	for k := i; k < min(len(r.src.lines), i+far); k++ {
		l := &r.src.lines[k]
		if l.furniture || l.text == "" {
			continue
		}
		if l.whole && l.label.role != metaRole || l.kind == HeadingBlock && r.src.marked {
			break
		}
		last := l.text[len(l.text)-1]
		start := word0(strings.TrimLeft(l.text, "*_"))
		if lines++; (l.ended() || unicode.IsDigit(rune(last))) && entryFeatures(l.text) && !unicode.IsLower(start) {
			whole++
		}
	}
	return lines >= 2 && whole*20 >= lines*17
}
