package extract

// This file makes the authors of an article of the records in several
// languages.

import (
	"slices"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// author is a contributor in the making.
type author struct {
	doc.Contributor
	names   map[doc.Lang]cite.Name
	starred bool
	first   doc.Lang // the language in which the author was named first
}

// merge joins the teams of all languages. The one with most authors is the
// base; of equal ones the first.
func merge(teams []team, main doc.Lang) []*author {
	base := -1
	for i, t := range teams {
		if base < 0 || len(t.records) > len(teams[base].records) ||
			len(t.records) == len(teams[base].records) && t.lang == main && teams[base].lang != main {
			base = i
		}
	}
	if base < 0 {
		return nil
	}
	authors := make([]*author, len(teams[base].records))
	for i, rec := range teams[base].records {
		authors[i] = &author{names: map[doc.Lang]cite.Name{}}
		authors[i].add(rec, teams[base].lang)
	}
	for i, t := range teams {
		if i == base {
			continue
		}
		matched := map[*record]*author{}
		taken := map[*author]bool{}
		for _, rec := range t.records {
			for _, a := range authors {
				if !taken[a] && (a.sameFacts(rec) || a.sameName(rec)) {
					matched[rec], taken[a] = a, true
					break
				}
			}
		}
		var restRecords []*record
		var restAuthors []*author
		for _, rec := range t.records {
			if matched[rec] == nil {
				restRecords = append(restRecords, rec)
			}
		}
		for _, a := range authors {
			if !taken[a] {
				restAuthors = append(restAuthors, a)
			}
		}
		if len(restRecords) == len(restAuthors) {
			for k, rec := range restRecords {
				if _, named := restAuthors[k].names[t.lang]; !named {
					matched[rec] = restAuthors[k]
				}
			}
		}
		for _, rec := range t.records {
			if a := matched[rec]; a != nil {
				a.add(rec, t.lang)
			}
		}
	}
	return authors
}

func (a *author) sameFacts(rec *record) bool {
	return a.ORCID != "" && a.ORCID == rec.facts[orcidFact] || a.Email != "" && strings.EqualFold(a.Email, rec.facts[emailFact])
}

// sameName compares names of one script: the family names, and the first
// letters of the given names.
func (a *author) sameName(rec *record) bool {
	if !rec.named {
		return false
	}
	for _, n := range a.names {
		o := rec.person.name
		if strings.EqualFold(n.Family, o.Family) && strings.EqualFold(string(word0(n.Given)), string(word0(o.Given))) ||
			strings.EqualFold(n.Family, o.Given) && strings.EqualFold(string(word0(n.Given)), string(word0(o.Family))) {
			return true
		}
	}
	return false
}

// add takes over the facts of a record that are not known yet.
func (a *author) add(rec *record, lang doc.Lang) {
	set := func(m *map[doc.Lang]string, value string) {
		if value == "" {
			return
		}
		if *m == nil {
			*m = map[doc.Lang]string{}
		}
		if (*m)[lang] == "" {
			(*m)[lang] = value
		}
	}
	a.starred = a.starred || starred(rec.person.marks)
	if rec.named {
		set(&a.Names, rec.person.text)
		if _, known := a.names[lang]; !known {
			a.names[lang] = rec.person.name
		}
		if a.first == "" {
			a.first = lang
		}
	}
	set(&a.Roles, strings.Join(rec.roles, ", "))
	set(&a.Affiliations, strings.Join(rec.places, "; "))
	for _, f := range []struct {
		to   *string
		kind factKind
	}{{&a.Email, emailFact}, {&a.ORCID, orcidFact}, {&a.ResearcherID, researcherFact}, {&a.ScopusID, scopusFact}} {
		if *f.to == "" {
			*f.to = rec.facts[f.kind]
		}
	}
	a.BadORCID = a.ORCID != "" && !cite.ValidORCID(a.ORCID)
	a.Corresponding = a.Corresponding || rec.corresponding
}

// addCorrespondent marks the author to write to, by address or by name, or
// adds one that no byline names.
func addCorrespondent(authors []*author, rec *record, lang doc.Lang) []*author {
	i := slices.IndexFunc(authors, func(a *author) bool { return a.sameFacts(rec) })
	if i < 0 {
		i = slices.IndexFunc(authors, func(a *author) bool { return a.sameName(rec) })
	}
	if i < 0 {
		i = slices.IndexFunc(authors, func(a *author) bool { return a.sameFamily(rec) })
	}
	if i < 0 {
		i = slices.IndexFunc(authors, func(a *author) bool { return a.addressed(rec) })
	}
	if i < 0 && len(authors) == 1 {
		i = 0
	}
	if i < 0 {
		if !rec.named || len(authors) > 0 {
			return authors
		}
		authors = append(authors, &author{names: map[doc.Lang]cite.Name{}})
		i = 0
	}
	authors[i].add(rec, lang)
	return authors
}

// addressed reports whether the address of the line of correspondence is made
// of the author's name, or the author bears the mark of such a line.
func (a *author) addressed(rec *record) bool {
	local, _, _ := strings.Cut(strings.ToLower(rec.facts[emailFact]), "@")
	for _, n := range a.names {
		if family := folded(n.Family); len(family) >= 3 && local != "" && strings.Contains(local, family) {
			return true
		}
	}
	return !rec.named && a.starred
}

func (a *author) sameFamily(rec *record) bool {
	if !rec.named {
		return false
	}
	for _, n := range a.names {
		if strings.EqualFold(n.Family, rec.person.name.Family) {
			return true
		}
	}
	return false
}
