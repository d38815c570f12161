package match

// This file brings the written forms of a person's name together: across scripts
// by their romanised keys (Сарыбаев, Sarybayev), marks aside (Çelik, Celik), Chinese
// by their reading (张继业, Zhang Jiye), and forms that an entry itself puts side by
// side ("Zhang Jie … (张继业 …)", with a warning when one can be no reading of the
// other). Initials join
// a full name only where one alone fits; names written with different characters
// are never one.

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/izde/izde/search/cite"
)

// Mention is a person where a work names him, in all forms that it gives.
type Mention struct {
	Forms []cite.Name
	ORCID string
}

// AuthorGroup is a person, or an organisation.
type AuthorGroup struct {
	// Key is the fullest of Keys, by which the forms were found to be of one.
	Key  string
	Keys []string
	// Name is the form that is fullest, Forms are all, each once, and Doubtful
	// the forms that are no reading of the name in Chinese.
	Name     string
	Forms    []string
	Doubtful []string
	ORCID    string
	Warnings []cite.Warning
	Mentions []int // their places
}

// named is a Mention made ready.
type named struct {
	// full are keys of family and given name, short of family name and initials.
	full, short []string
	han         string
	doubtful    []string
	warnings    []cite.Warning
}

func newNamed(m *Mention) named {
	var out named
	var persons []person
	for _, n := range m.Forms {
		if p, ok := newPerson(n); ok {
			persons = append(persons, p)
			if p.han != "" && !p.body {
				out.han = p.han
			}
		}
	}
	for i := range persons {
		p := &persons[i]
		if out.han != "" && p.han == "" {
			if w := cite.Mismatches([]cite.Name{m.Forms[i]}, []string{out.han}); len(w) > 0 {
				out.warnings = append(out.warnings, w...)
				out.doubtful = append(out.doubtful, written(m.Forms[i]))
				continue
			}
		}
		switch {
		case p.han != "" && !p.body:
			out.full = append(out.full, "han "+p.han, p.family+" "+p.given[0].key)
		case p.body || len(p.given) == 0:
			out.full = append(out.full, "name "+p.family)
		case p.given[0].initial():
			out.short = append(out.short, p.family+" "+p.given[0].key[:1], p.folded+" "+p.given[0].folded[:1])
		default:
			out.full = append(out.full, p.family+" "+p.given[0].key, p.folded+" "+p.given[0].folded)
			out.short = append(out.short, p.family+" "+p.given[0].key[:1], p.folded+" "+p.given[0].folded[:1])
		}
	}
	out.full, out.short = unique(out.full), unique(out.short)
	return out
}

// GroupAuthors groups mentions by person, in the order of their keys.
func GroupAuthors(mentions []Mention) []AuthorGroup {
	ready := make([]named, len(mentions))
	hans := map[string]map[string]bool{} // the names in Chinese that have a key
	for i := range mentions {
		ready[i] = newNamed(&mentions[i])
		for _, k := range ready[i].full {
			if h := ready[i].han; h != "" {
				if hans[k] == nil {
					hans[k] = map[string]bool{}
				}
				hans[k][h] = true
			}
		}
	}
	parent := map[string]string{}
	var find func(k string) string
	find = func(k string) string {
		if p, ok := parent[k]; ok && p != k {
			parent[k] = find(p)
			return parent[k]
		}
		return k
	}
	join := func(a, b string) {
		if a, b = find(a), find(b); a != b {
			parent[max(a, b)] = min(a, b)
		}
	}
	key := make([]string, len(mentions)) // one of each mention's
	for i := range ready {
		m := &ready[i]
		keys := slices.DeleteFunc(slices.Clone(m.full), func(k string) bool {
			// A reading that several names have joins none of them.
			return len(hans[k]) > 1 && !strings.HasPrefix(k, "han ") && m.han != ""
		})
		if len(keys) == 0 {
			continue
		}
		key[i] = keys[0]
		for _, k := range keys[1:] {
			join(keys[0], k)
		}
	}
	byORCID := map[string]string{}
	for i := range mentions {
		if o := mentions[i].ORCID; o != "" && key[i] != "" {
			if other, ok := byORCID[o]; ok {
				join(other, key[i])
			}
			byORCID[o] = key[i]
		}
	}
	for i := range ready {
		if key[i] == "" {
			for _, k := range ready[i].short {
				join("initials "+ready[i].short[0], "initials "+k)
			}
		}
	}
	// Full names by their initials.
	fits := map[string]map[string]bool{}
	for i := range ready {
		if key[i] == "" {
			continue
		}
		for _, s := range ready[i].short {
			if fits[s] == nil {
				fits[s] = map[string]bool{}
			}
			fits[s][find(key[i])] = true
		}
	}
	groups := map[string]*AuthorGroup{}
	for i := range mentions {
		m := &ready[i]
		root := ""
		switch {
		case key[i] != "":
			root = find(key[i])
		case len(m.short) > 0:
			root = find("initials " + m.short[0])
			candidates := map[string]bool{}
			for _, s := range m.short {
				for k := range fits[s] {
					candidates[find(k)] = true
				}
			}
			if len(candidates) == 1 {
				root = slices.Collect(maps.Keys(candidates))[0]
			}
		default:
			continue
		}
		if groups[root] == nil {
			groups[root] = &AuthorGroup{}
		}
		g := groups[root]
		g.add(i, &mentions[i], m)
		if key[i] == "" {
			for _, k := range m.short {
				g.Keys = append(g.Keys, "initials "+k)
			}
		}
	}
	var out []AuthorGroup
	for _, root := range slices.Sorted(maps.Keys(groups)) {
		g := groups[root]
		g.finish()
		out = append(out, *g)
	}
	return out
}

func (g *AuthorGroup) add(place int, m *Mention, ready *named) {
	g.Mentions = append(g.Mentions, place)
	g.Keys = append(g.Keys, ready.full...)
	for _, n := range m.Forms {
		g.Forms = append(g.Forms, written(n))
	}
	g.Doubtful = append(g.Doubtful, ready.doubtful...)
	g.Warnings = append(g.Warnings, ready.warnings...)
	g.ORCID = cmp.Or(g.ORCID, m.ORCID)
}

func (g *AuthorGroup) finish() {
	count := map[string]int{}
	for _, f := range g.Forms {
		count[f]++
	}
	g.Keys, g.Forms, g.Doubtful, g.Warnings = unique(g.Keys), unique(g.Forms), unique(g.Doubtful), unique(g.Warnings)
	slices.Sort(g.Keys)
	g.Key = slices.MinFunc(g.Keys, func(a, b string) int {
		return cmp.Or(compareBool(!strings.HasPrefix(a, "han "), !strings.HasPrefix(b, "han ")), len(b)-len(a), strings.Compare(a, b))
	})
	slices.Sort(g.Forms)
	g.Name = slices.MinFunc(g.Forms, func(a, b string) int {
		return cmp.Or(compareBool(slices.Contains(g.Doubtful, a), slices.Contains(g.Doubtful, b)),
			compareBool(strings.Contains(a, "."), strings.Contains(b, ".")), count[b]-count[a], len(b)-len(a), strings.Compare(a, b))
	})
}

// Mentions returns the persons that readings of one work name: names at the same
// place of an entry and its original are one person, and so are forms that agree.
func Mentions(readings []cite.Item) []Mention {
	var out []Mention
	for i := range readings {
		it := &readings[i]
		names := it.Author
		if len(names) == 0 {
			names = it.Editor
		}
		var originals []string
		if o := it.Custom["original-author"]; o != "" {
			originals = strings.Split(o, "、")
		}
		before := len(out) // of other readings: no person stands twice in one
		for k, n := range names {
			forms := []cite.Name{n}
			if len(originals) == len(names) {
				forms = append(forms, cite.Name{Literal: originals[k]})
			}
			out = mergeMention(out, before, Mention{Forms: forms})
		}
		if len(originals) != len(names) {
			for _, o := range originals {
				out = mergeMention(out, len(out), Mention{Forms: []cite.Name{{Literal: o}}})
			}
		}
	}
	return out
}

// written is a name as it is mostly written: a Chinese one in pinyin with the
// family name first.
func written(n cite.Name) string {
	if cite.IsPinyinName(n.Family, n.Given) {
		return n.Family + " " + n.Given
	}
	return n.String()
}

// AddMention adds further forms and the ORCID iD of a person to the mention in list
// that has a form of his, or to the list.
func AddMention(list []Mention, m Mention) []Mention {
	out := mergeMention(list, len(list), m)
	if m.ORCID == "" || len(out) > len(list) {
		return out
	}
	for i := range out {
		if slices.Contains(out[i].Forms, m.Forms[0]) {
			out[i].ORCID = m.ORCID
		}
	}
	return out
}

// mergeMention adds m to the mention of the same person among the first n of list,
// or to the list.
func mergeMention(list []Mention, n int, m Mention) []Mention {
	for i := range list[:n] {
		for _, a := range list[i].Forms {
			x, ok := newPerson(a)
			for _, b := range m.Forms {
				if y, ok2 := newPerson(b); ok && ok2 && samePerson(&x, &y) {
					list[i].Forms = unique(append(list[i].Forms, m.Forms...))
					return list
				}
			}
		}
	}
	return append(list, m)
}

// AuthorTerms are the terms by which a person is found by any of the forms of his
// name.
func AuthorTerms(forms []string) []string {
	var terms []string
	for _, f := range forms {
		k := newKeyed(f)
		terms = append(append(terms, k.terms()...), k.folds...)
		if p, ok := newPerson(cite.Name{Literal: f}); ok && p.han != "" && len(p.given) > 0 {
			terms = append(terms, p.family, p.given[0].key)
		}
	}
	return unique(terms)
}
