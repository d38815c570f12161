// Package match says which entries and citations denote one work: profiles made
// ready to be compared (record.go, key.go), entries compared and clustered (same.go,
// cluster.go), a citation held against works (match.go, fields.go), the terms by which
// works are found (terms.go), and persons grouped (authors.go). It compares items
// and reads none: it may import cite and analysis.
package match

// This file validates a citation that somebody gives against works that might be
// meant, field by field, in the manner of Crossref's search-based matching with
// validation (D. Tkaczyk, Reference matching: for real this time, 2018). The
// fields of the citation are compared first; but no reader is sure, so the candidate
// is looked for in the citation's own words too, and words of the citation that the
// candidate does not explain (another year, another name, more of a title) count
// against it. A contradiction in the fields that tell works apart (title, author,
// year, volume, DOI) is never outweighed: siblings of a series agree in all the rest.

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/lazyregexp"
)

// Given is a citation ready to be matched.
type Given struct {
	Parsed  cite.Parsed
	profile *Profile
	text    *keyed
}

// glossed is a title with its translation: "Istoriya stepi [History of the steppe]".
var glossed = lazyregexp.New(`^(.{8,}?)\s*[\[［]([^\[\]［］]{8,})[\]］]\W*$`)

// NewGiven makes p, a citation as it was read, ready. Of a title and its translation
// either may be the work's.
func NewGiven(p cite.Parsed) *Given {
	g := &Given{Parsed: p}
	g.profile = NewProfile(&Record{Items: []cite.Item{p.Item}, Forms: []string{cite.Bounded(p.Raw)}})
	g.text = &g.profile.text[0]
	if m := glossed.FindStringSubmatch(p.Item.Title); m != nil {
		g.profile.addTitle(m[1])
		g.profile.addTitle(m[2])
	}
	return g
}

// DOIs are the DOIs in the citation.
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
	Warnings []cite.Warning
	// Contradicted: something that tells works apart differs.
	Contradicted bool
	// Identified: the agreement is enough to tell the work from all others.
	Identified bool
	// ByDOI: the citation holds the work's DOI.
	ByDOI bool
}

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
		// The same entry, damaged: its fields were read amiss.
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
	untitled := (t.Agreement == NotGiven || t.Agreement == NotKnown) && placed && box.Agreement == Agrees && a.Agreement == Agrees
	if m.Contradicted && (t.Agreement == Agrees || untitled) && doi.Agreement != Differs && volume.Agreement != Differs && soft == 0 &&
		(placed || box.Agreement == Agrees) && oneFlaw(&a, &y) {
		// All else agrees: people are asked, and told what differs.
		m.Contradicted, m.Identified, m.Score = false, false, max(minScore, m.Score)
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
			m.Warnings = append(m.Warnings, cite.Warnf(cite.WarnDOIContradicted, "the DOI %s is this work's, but %s of the citation tell of another", doi.Given, strings.Join(against, " and ")))
		default:
			m.Contradicted, m.Identified = false, true
			m.Score = max(m.Score, 0.98-0.02*float64(len(against)))
		}
	}
	if doi.Agreement == Resembles {
		m.Warnings = append(m.Warnings, cite.Warnf(cite.WarnOtherDOI, "the citation has the DOI %s, the work %s", doi.Given, doi.Found))
	}
	for _, f := range []field{t, a, y, volume, issue, page} {
		if f.Agreement == Differs || f.misspelt {
			m.Warnings = append(m.Warnings, cite.Warnf(cite.WarnField, "%s: the citation has %q, the work %q", f.Field, f.Given, f.Found))
		}
	}
	if m.Contradicted && !m.ByDOI {
		m.Score = min(m.Score, 0.7)
	}
	m.Score = math.Round(m.Score*1000) / 1000
	return *m
}

// oneFlaw says whether authors and year differ in one thing that a slip of the pen
// explains: the year by one, or the names of the authors in the year that agrees.
func oneFlaw(authors, year *field) bool {
	if year.Agreement == Differs {
		given, _ := strconv.Atoi(year.Given)
		found, _ := strconv.Atoi(year.Found)
		return authors.Agreement == Agrees && (given-found == 1 || found-given == 1)
	}
	return authors.Agreement == Differs && year.Agreement == Agrees
}

// Status is the result of a lookup.
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

// Decide orders candidates, the best first, and returns the result of the lookup
// and how many of them it is about: 1 when matched, all within the margin when
// ambiguous, 0 when none. match gives the match of a candidate.
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
	// A work whose DOI the citation has is told beside the works that its words mean.
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
