package bibliography

// This file makes authors of the persons whom works name. An author's id is made of
// the fullest form of the name; the ids of the other forms lead to it.

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// persons are the persons whom a work names.
type persons struct {
	Mentions     []match.Mention
	Wrote, Cited bool // a document of the corpus is the work; a reference list names it
}

// personsOf returns the persons of a work; itself is the document that it is, or nil.
func personsOf(w *doc.Work, itself *doc.Document) persons {
	found := match.Mentions(w.Readings)
	if itself != nil {
		found = documentMentions(itself, found)
	}
	return persons{found, itself != nil, len(w.Entries) > 0}
}

// documentMentions adds the names and the ORCID iD that a document gives for each
// author to its persons.
func documentMentions(d *doc.Document, found []match.Mention) []match.Mention {
	for i, c := range d.Contributors {
		m := match.Mention{}
		if !c.BadORCID {
			m.ORCID = c.ORCID
		}
		if i < len(d.CSL.Author) && len(d.CSL.Author) == len(d.Contributors) {
			m.Forms = append(m.Forms, d.CSL.Author[i])
		}
		for _, name := range c.Names {
			m.Forms = append(m.Forms, cite.ReadName(name))
		}
		slices.SortFunc(m.Forms, func(a, b cite.Name) int { return strings.Compare(a.String(), b.String()) })
		found = match.AddMention(found, m)
	}
	return found
}

// authors groups the persons, in the order of their ids.
func (m *maker) authors() []*doc.Author {
	var authors []*doc.Author
	var mentions []match.Mention
	var works []string // of mentions
	for _, id := range slices.Sorted(maps.Keys(m.made.Persons)) {
		for _, mention := range m.made.Persons[id].Mentions {
			mentions, works = append(mentions, mention), append(works, id)
		}
	}
	for _, g := range match.GroupAuthors(mentions) {
		a := &doc.Author{ID: authorID(g.Key), Name: g.Name, Forms: g.Forms, Doubtful: g.Doubtful, ORCID: g.ORCID, Warnings: g.Warnings}
		for _, k := range g.Keys {
			if id := authorID(k); id != a.ID {
				a.Aliases = append(a.Aliases, id)
			}
		}
		for _, i := range g.Mentions {
			id, w := works[i], m.made.Persons[works[i]]
			if w.Wrote {
				a.Wrote = append(a.Wrote, id)
			}
			if w.Cited {
				a.Cited = append(a.Cited, id)
			}
		}
		a.Wrote, a.Cited = slices.Compact(a.Wrote), slices.Compact(a.Cited)
		authors = append(authors, a)
	}
	slices.SortFunc(authors, func(a, b *doc.Author) int { return strings.Compare(a.ID, b.ID) })
	return authors
}

func authorID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "a" + hex.EncodeToString(sum[:10])
}

func authorThing(a *doc.Author) (*Thing, error) {
	data, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("encoding author %s: %w", a.ID, err)
	}
	return &Thing{a.ID, data, func() []engine.Key {
		return keys(engine.Key{Name: engine.ID, Values: once(append([]string{a.ID}, a.Aliases...))},
			engine.Key{Name: engine.Words, Values: once(match.AuthorTerms(a.Forms))})
	}}, nil
}
