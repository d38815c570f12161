package extract

// This file finds the authors of an article and the facts about each of them: the
// names, and the positions, institutions, addresses and identifiers that stand
// with them, in every language in which the article names its authors.
//
// Names and what follows them make records by marks ("Smith¹ …
// ¹University"), by order, or by an address that a line of correspondence
// gives again. The records of two languages are one author's by identifier, by
// address, or by place.

import (
	"slices"
	"strings"
	"unicode"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// record is an author as one byline presents one.
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

// team is the authors in one language.
type team struct {
	lang    doc.Lang
	records []*record
}

// contributors reads the bylines of an article. main is the language of its
// body.
func contributors(bylines []byline, main doc.Lang) ([]doc.Contributor, []cite.Name) {
	var letters []*record // of correspondence
	letterLang := map[*record]doc.Lang{}
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
	var out []doc.Contributor
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

// readTeam makes the records of one part: chunks of names with the elements that
// follow them.
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
		if b.title || b.corresponding || i > 0 && thesisLine.MatchString(part[i-1].text) && strings.HasSuffix(part[i-1].text, ":") {
			continue // the last is who advises on a thesis
		}
		found := elements(b, i)
		if !relevant(b, found, cur != nil && i == line+1) {
			continue
		}
		if cur != nil && (emails(found) > 1 || len(cur.marks) > 0) && !slices.ContainsFunc(found, func(e element) bool { return e.kind != factElement }) {
			cur = nil // addresses of several authors
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

func emails(found []element) int {
	n := 0
	for _, e := range found {
		if e.kind == factElement && e.fact.kind == emailFact {
			n++
		}
	}
	return n
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
					n.take(s, s.facts[emailFact] == "" || bearers(names, s.marks) == 1)
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
		if len(only) == len(names) && !slices.ContainsFunc(only, func(s *segment) bool { return len(s.marks) > 0 }) {
			n.takeFacts(only[i].facts)
		}
	}
	for _, s := range segments {
		giveAddress(names, s)
	}
	return names
}

// bearers counts the names that one of marks stands with.
func bearers(names []*record, marks []string) int {
	n := 0
	for _, rec := range names {
		if intersect(marks, rec.person.marks) {
			n++
		}
	}
	return n
}

// giveMarked gives addresses and identifiers that marks lead to: to the first
// author with the mark who has none, for such marks count authors or
// affiliations. It returns the other segments.
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
	return slices.ContainsFunc(marks, func(m string) bool { return strings.ContainsAny(m, "*∗＊†✉") })
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
