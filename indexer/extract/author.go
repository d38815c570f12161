package extract

// This file finds out who wrote an article and what the text says of each: the
// names, and the positions, institutions, addresses and identifiers that stand
// with them, in every language in which the article names its authors.
//
// A byline is read into elements (names, positions, parts of affiliations,
// identifiers). Names and what follows them make records by marks ("Smith¹ …
// ¹University"), by order, or by an address that a line of correspondence
// gives again. The records of two languages are one author's by identifier, by
// address, or by place.

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
)

// record is what one byline says of one author.
type record struct {
	person        person
	named         bool
	roles, places []string
	facts         map[factKind]string
	corresponding bool
	bare          bool // a name without anything behind it
}

func (rec *record) take(s *segment, facts bool) {
	rec.bare = false
	rec.corresponding = rec.corresponding || s.letter
	for _, role := range s.roles {
		if !slices.Contains(rec.roles, role) {
			rec.roles = append(rec.roles, role)
		}
	}
	if len(s.places) > 0 {
		if place := strings.Join(s.places, ", "); !slices.Contains(rec.places, place) {
			rec.places = append(rec.places, place)
		}
	}
	if facts {
		rec.takeFacts(s.facts)
	}
}

func (rec *record) takeFacts(facts map[factKind]string) {
	for kind, value := range facts {
		if rec.facts == nil {
			rec.facts = map[factKind]string{}
		}
		if rec.facts[kind] == "" {
			rec.facts[kind] = value
		}
	}
}

// segment is a stretch of a byline about one author, or one institution.
type segment struct {
	roles, places []string
	facts         map[factKind]string
	marks         []string
	letter        bool // is called the one to write to
}

func (s *segment) content() bool { return len(s.roles)+len(s.places) > 0 }

// byline is a paragraph of metadata, or a title between such.
type byline struct {
	title bool
	// begins is true when something else stands before it.
	begins        bool
	text          string
	lang          search.Lang
	names         []person // if it is a list of names
	label         label    // that opens it
	about         bool     // says who one author is
	corresponding bool
}

// team is the authors in one language.
type team struct {
	lang    search.Lang
	records []*record
}

// contributors reads the bylines of an article. main is the language of its
// body.
func contributors(bylines []byline, main search.Lang) ([]search.Contributor, []cite.Name) {
	var letters []*record // of correspondence
	letterLang := map[*record]search.Lang{}
	for _, b := range bylines {
		if b.corresponding {
			if rec := correspondent(b.text); rec != nil {
				letters = append(letters, rec)
				letterLang[rec] = b.lang
			}
		}
	}
	var teams []team
	for _, part := range parts(bylines) {
		t := team{lang: languageOf(part)}
		t.records = readTeam(part, letters)
		if len(t.records) > 0 {
			teams = append(teams, t)
		}
	}
	authors := merge(teams, main)
	for _, l := range letters {
		authors = addCorrespondent(authors, l, letterLang[l])
	}
	var out []search.Contributor
	var names []cite.Name
	for _, a := range authors {
		if len(a.names) == 0 {
			continue
		}
		out = append(out, a.Contributor)
		name, ok := a.names[main]
		if !ok {
			name = a.names[a.first]
		}
		names = append(names, name)
	}
	return out, names
}

// parts divides bylines among the languages: at a title, or at the first names
// behind one where names stand before titles; and where something else stands
// between.
func parts(bylines []byline) [][]byline {
	var out [][]byline
	for i := 0; i < len(bylines); {
		j := i + 1
		for j < len(bylines) && !bylines[j].begins {
			j++
		}
		run := bylines[i:j]
		i = j
		namesFirst := false
		for _, b := range run {
			if b.title {
				break
			}
			namesFirst = namesFirst || len(b.names) > 0
		}
		var part []byline
		titled := false
		for _, b := range run {
			if titled && (namesFirst && len(b.names) > 0 || !namesFirst && b.title) && hasAuthors(part) {
				out = append(out, part)
				part, titled = nil, false
			}
			titled = titled || b.title
			part = append(part, b)
		}
		out = append(out, part)
	}
	return out
}

func hasAuthors(part []byline) bool {
	return slices.ContainsFunc(part, func(b byline) bool { return len(b.names) > 0 || strings.Contains(b.text, "@") })
}

// languageOf is that of the title, or else of most of the text.
func languageOf(part []byline) search.Lang {
	size := map[search.Lang]int{}
	best := search.Und
	for _, b := range part {
		if b.title && b.lang != search.Und {
			return b.lang
		}
		if b.lang == search.Und || b.label.role != noRole && !b.about {
			continue
		}
		if size[b.lang] += len(b.text); best == search.Und || size[b.lang] > size[best] {
			best = b.lang
		}
	}
	return best
}

// element is a part of a byline.
type element struct {
	kind  elementKind
	text  string
	who   person
	fact  fact
	marks []string // before it
	line  int      // the byline that it stands in
}

type elementKind int

const (
	nameElement elementKind = iota
	roleElement
	placeElement
	factElement
	letterElement // "corresponding author"
)

// elements reads a paragraph of metadata.
func elements(b byline, line int) []element {
	if len(b.names) > 0 {
		var out []element
		for _, p := range b.names {
			out = append(out, element{kind: nameElement, who: p, line: line})
		}
		return out
	}
	var out []element
	var marks []string
	aside := b.label.role != noRole && !b.about || len(classifications(b.text)) > 0 || len(datesIn(b.text)) > 0 || issueMark.MatchString(b.text)
	last := 0
	facts := factsOf(b.text)
	for i := 0; i <= len(facts); i++ {
		end := len(b.text)
		if i < len(facts) {
			end = facts[i].start
		}
		if free := b.text[last:end]; len(free) <= 16 && onlyMarks.MatchString(free) {
			marks = append(marks, normalMarks(free)...)
		} else if !aside {
			found := freeElements(free, last == 0, len(facts) > 0 || b.about)
			if b.about {
				found = slices.DeleteFunc(found, func(e element) bool { return e.kind == placeElement && !hasInstitution(e.text) })
			}
			for k := range found {
				found[k].line = line
			}
			if len(found) > 0 {
				found[0].marks = append(marks, found[0].marks...)
				marks = nil
			}
			out = append(out, found...)
		}
		if i < len(facts) {
			out = append(out, element{kind: factElement, fact: facts[i], marks: marks, line: line})
			last, marks = facts[i].end, nil
		}
	}
	return out
}

var (
	abbreviated = regexp.MustCompile(`(?:^|[\s.])\p{L}{1,2}\.$`)
	onlyMarks   = regexp.MustCompile(`^[\s,;.\d⁰¹²³⁴⁵⁶⁷⁸⁹*†‡§()]*$`)
	partEnd     = regexp.MustCompile(`\s*(?:[;；\n|·]|[,，]|\s[–—-]\s)\s*`)
	leadMark    = regexp.MustCompile(`^(?:(\d{1,2})(?:[.)）]\s*|\s+)?|([¹²³⁴⁵⁶⁷⁸⁹*†‡§]+)\s*)(\p{L}.*)$`)
	aside       = regexp.MustCompile(`\s*[（(][^（()）]{0,60}[)）]`)
)

// freeElements reads a stretch without identifiers. Names open a stretch, or
// follow a semicolon, a mark or another name.
func freeElements(text string, first, facts bool) []element {
	text = strings.Trim(text, " .,:;()（）[]")
	if strings.Count(text, "(") != strings.Count(text, ")") {
		text = strings.NewReplacer("(", ", ", ")", ", ").Replace(text)
	}
	var out []element
	opening := true
	for text != "" {
		part, sep := text, ""
		if m := partEnd.FindStringIndex(text); m != nil {
			part, sep, text = text[:m[0]], strings.TrimSpace(text[m[0]:m[1]]), text[m[1]:]
		} else {
			text = ""
		}
		e := element{kind: placeElement}
		if m := leadMark.FindStringSubmatch(part); m != nil && opening && (m[2] != "" || first) {
			e.marks, part = normalMarks(m[1]+m[2]), m[3]
		}
		part = strings.TrimLeft(strings.Trim(part, " :*–—-"), ".")
		if !degree.MatchString(strings.ToLower(part)) && !abbreviated.MatchString(part) {
			part = strings.TrimRight(part, ".")
		}
		if part == "" {
			opening = sep == ";" || sep == "；"
			continue
		}
		next, _, _ := strings.Cut(text, ",")
		plain := first && len(out) == 0 && (hasPosition(next) || hasInstitution(next) || facts && (next == "" || unicode.Is(unicode.Han, word0(part))))
		if p, ok := parseName(aside.ReplaceAllString(part, ""), plain); ok && !hasInstitution(part) && (opening || len(out) > 0 && out[len(out)-1].kind == nameElement) {
			e.kind = nameElement
			e.who = person{name: p, text: strings.Join(strings.Fields(aside.ReplaceAllString(part, "")), " "), marks: e.marks}
		} else if corresponding(part) && count(part) <= 4 {
			e.kind = letterElement
		} else if hasPosition(part) {
			e.kind = roleElement
		}
		e.text = part
		out = append(out, e)
		opening = sep == ";" || sep == "；"
	}
	return out
}

// readTeam makes the records of one part: chunks of names with what follows
// them.
func readTeam(part []byline, letters []*record) []*record {
	var records []*record
	var names []*record
	var segments []*segment
	var cur *segment
	line := -1
	flush := func() {
		records = append(records, assign(names, segments)...)
		names, segments, cur = nil, nil, nil
	}
	for i, b := range part {
		if b.title || b.corresponding {
			continue
		}
		found := elements(b, i)
		if !relevant(b, found, cur != nil && i == line+1) {
			continue
		}
		for _, e := range found {
			if e.kind == nameElement {
				if len(segments) > 0 {
					flush()
				}
				names = append(names, &record{person: e.who, named: true, bare: true})
				continue
			}
			if cur == nil || opensSegment(cur, e, e.line != line) {
				cur = &segment{facts: map[factKind]string{}}
				segments = append(segments, cur)
			}
			line = e.line
			cur.marks = append(cur.marks, e.marks...)
			switch e.kind {
			case letterElement:
				cur.letter = true
			case roleElement:
				cur.roles = append(cur.roles, e.text)
			case placeElement:
				cur.places = append(cur.places, e.text)
			case factElement:
				if e.fact.kind != otherFact {
					cur.facts[e.fact.kind] = e.fact.value
				}
			}
		}
		line = i
	}
	flush()
	return nameRecords(records, letters)
}

// relevant reports whether a paragraph speaks of authors: it names one, or an
// institution, a position or an identifier; or it takes on an affiliation with
// a place.
func relevant(b byline, found []element, follows bool) bool {
	if len(found) == 0 {
		return false
	}
	for _, e := range found {
		if e.kind == nameElement || e.kind == roleElement || e.kind == factElement && e.fact.kind != otherFact || len(e.marks) > 0 {
			return true
		}
	}
	return hasInstitution(b.text) || follows && count(b.text) <= 6 && unicode.IsUpper(word0(b.text))
}

// opensSegment reports whether e begins another author's or institution's.
func opensSegment(cur *segment, e element, newLine bool) bool {
	if len(e.marks) > 0 {
		return true
	}
	if e.kind == letterElement {
		return false
	}
	if e.kind == factElement {
		return cur.facts[e.fact.kind] != "" && cur.facts[e.fact.kind] != e.fact.value && e.fact.kind != otherFact
	}
	if cur.facts[emailFact] != "" || cur.facts[orcidFact] != "" {
		return true
	}
	if e.kind == placeElement && newLine && hasInstitution(e.text) {
		return slices.ContainsFunc(cur.places, hasInstitution)
	}
	return e.kind == roleElement && len(cur.places) > 0 && newLine
}

// assign gives segments to names.
func assign(names []*record, segments []*segment) []*record {
	if len(names) == 0 {
		for _, s := range segments {
			rec := &record{}
			rec.take(s, true)
			names = append(names, rec)
		}
		return names
	}
	marked := slices.ContainsFunc(names, func(n *record) bool { return len(n.person.marks) > 0 }) &&
		slices.ContainsFunc(segments, func(s *segment) bool { return len(s.marks) > 0 })
	var content, only []*segment // only facts
	for _, s := range segments {
		if s.content() {
			content = append(content, s)
		} else {
			only = append(only, s)
		}
	}
	if marked {
		only = giveMarked(names, only)
	}
	for i, n := range names {
		switch {
		case marked:
			for _, s := range segments {
				if s.content() && intersect(s.marks, n.person.marks) {
					n.take(s, s.facts[emailFact] == "" || len(names) == 1)
				}
			}
			if len(content) > 0 && !slices.ContainsFunc(content, func(s *segment) bool { return len(s.marks) > 0 }) {
				for _, s := range content {
					n.take(s, false)
				}
			}
		case len(names) == 1:
			for _, s := range segments {
				n.take(s, true)
			}
		case len(content) == len(names):
			n.take(content[i], true)
		default:
			for _, s := range content {
				n.take(s, false)
			}
		}
		if len(only) == len(names) && !marked {
			n.takeFacts(only[i].facts)
		}
	}
	for _, s := range segments {
		giveAddress(names, s)
	}
	return names
}

// giveMarked gives addresses and identifiers that marks lead to: to the first
// author with the mark who has none, for such marks count authors or
// affiliations. It returns what is left.
func giveMarked(names []*record, only []*segment) []*segment {
	return slices.DeleteFunc(only, func(s *segment) bool {
		for _, n := range names {
			if len(n.facts) == 0 && intersect(s.marks, n.person.marks) && (starred(s.marks) || n.person.marks[0] == s.marks[0]) {
				n.takeFacts(s.facts)
				n.corresponding = n.corresponding || starred(s.marks)
				return true
			}
		}
		return false
	})
}

func starred(marks []string) bool {
	return slices.ContainsFunc(marks, func(m string) bool { return strings.ContainsAny(m, "*†✉") })
}

func intersect(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// giveAddress gives an address that nobody has yet to the author whose name it
// is made of.
func giveAddress(names []*record, s *segment) {
	email := s.facts[emailFact]
	if email == "" || slices.ContainsFunc(names, func(n *record) bool { return n.facts[emailFact] == email }) {
		return
	}
	local, _, _ := strings.Cut(strings.ToLower(email), "@")
	var owner *record
	for _, n := range names {
		family := folded(n.person.name.Family)
		if len(family) >= 3 && strings.Contains(local, family[:min(len(family), 5)]) {
			if owner != nil {
				return
			}
			owner = n
		}
	}
	if owner != nil {
		owner.takeFacts(s.facts)
	}
}

// nameRecords gives names to records that lack them: by an address that a line
// of correspondence repeats, then in order if there are as many names without
// anything else.
func nameRecords(records []*record, letters []*record) []*record {
	for _, rec := range records {
		if rec.named {
			continue
		}
		for _, l := range letters {
			if l.named && l.facts[emailFact] != "" && strings.EqualFold(l.facts[emailFact], rec.facts[emailFact]) {
				rec.person, rec.named = l.person, true
			}
		}
	}
	var nameless, bare []*record
	for _, rec := range records {
		switch {
		case !rec.named:
			nameless = append(nameless, rec)
		case rec.bare:
			bare = append(bare, rec)
		}
	}
	if len(nameless) == len(bare) {
		for i, rec := range nameless {
			rec.person, rec.named = bare[i].person, true
			records = slices.DeleteFunc(records, func(r *record) bool { return r == bare[i] })
		}
	}
	return records
}

// correspondent reads the line that says whom to write to.
func correspondent(text string) *record {
	rec := &record{corresponding: true}
	for _, e := range elements(byline{text: text, about: true}, 0) {
		switch {
		case e.kind == nameElement && !rec.named:
			rec.person, rec.named = e.who, true
		case e.kind == factElement && e.fact.kind != otherFact:
			rec.takeFacts(map[factKind]string{e.fact.kind: e.fact.value})
		case e.kind == roleElement:
			rec.roles = append(rec.roles, e.text)
		}
	}
	if !rec.named && len(rec.facts) == 0 {
		return nil
	}
	return rec
}
