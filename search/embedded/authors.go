package embedded

// The authors of an index: made of the works, like those stored beside the
// passages. An author's id is made of the fullest form of the name; those of the
// other forms lead to it.

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/doc"
)

// authors groups the persons whom works name.
func (m *workMaker) authors(works []*doc.Work) ([]*doc.Author, error) {
	var mentions []match.Mention
	type place struct {
		work  *doc.Work
		wrote bool
	}
	var places []place
	for _, w := range works {
		found := match.Mentions(w.Readings)
		if w.Document != "" {
			d, err := m.e.Document(m.ctx, w.Document)
			if err != nil {
				return nil, err
			}
			found = documentMentions(d, found)
		}
		for _, mention := range found {
			mentions = append(mentions, mention)
			places = append(places, place{w, w.Document != ""})
		}
	}
	var authors []*doc.Author
	for _, g := range match.GroupAuthors(mentions) {
		a := &doc.Author{ID: authorID(g.Key), Name: g.Name, Forms: g.Forms, Doubtful: g.Doubtful, ORCID: g.ORCID, Warnings: g.Warnings}
		for _, k := range g.Keys {
			if id := authorID(k); id != a.ID {
				a.Aliases = append(a.Aliases, id)
			}
		}
		for _, i := range g.Mentions {
			p := places[i]
			if p.wrote && !slices.Contains(a.Wrote, p.work.ID) {
				a.Wrote = append(a.Wrote, p.work.ID)
			}
			if len(p.work.Entries) > 0 && !slices.Contains(a.Cited, p.work.ID) {
				a.Cited = append(a.Cited, p.work.ID)
			}
		}
		authors = append(authors, a)
	}
	slices.SortFunc(authors, func(a, b *doc.Author) int { return strings.Compare(a.ID, b.ID) })
	return authors, nil
}

// documentMentions adds to the persons of a document what it says of each author.
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

func authorID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "a" + hex.EncodeToString(sum[:10])
}

// writeAuthors brings the authors of idx up to date; e reads it as it was.
func writeAuthors(ctx context.Context, idx bleve.Index, e *Engine, authors []*doc.Author) error {
	old := map[string][]byte{}
	for _, p := range e.parts {
		err := p.postings(fieldKind, authorKind, func(n int) error {
			data, err := p.stored(n)
			if err != nil {
				return err
			}
			var a struct{ ID string }
			if err := json.Unmarshal(data, &a); err != nil {
				return err
			}
			old[a.ID] = data
			return nil
		})
		if err != nil {
			return fmt.Errorf("reading authors: %w", err)
		}
	}
	batch := idx.NewBatch()
	flush := func() error {
		if err := idx.Batch(batch); err != nil {
			return fmt.Errorf("writing authors: %w", err)
		}
		batch = idx.NewBatch()
		return ctx.Err()
	}
	for _, a := range authors {
		data, err := json.Marshal(a)
		if err != nil {
			return fmt.Errorf("encoding author %s: %w", a.ID, err)
		}
		before := old[a.ID]
		delete(old, a.ID)
		if bytes.Equal(before, data) {
			continue
		}
		doc := document.NewDocument(authorKey(a.ID))
		doc.AddField(column(fieldKind, authorKind))
		doc.AddField(valued(fieldAuthorID, keyOptions, append([]string{a.ID}, a.Aliases...)))
		doc.AddField(valued(fieldAuthorKey, keyOptions, match.AuthorTerms(a.Forms)))
		doc.AddField(document.NewTextFieldCustom(fieldJSON, nil, data, index.StoreField, nil))
		if err := batch.IndexAdvanced(doc); err != nil {
			return fmt.Errorf("indexing author %s: %w", a.ID, err)
		}
		if batch.Size() >= batchSize {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	for id := range old {
		batch.Delete(authorKey(id))
	}
	return flush()
}

// Author returns the author with that id, or the one that it leads to now, whose
// ID then is another. Errors: search.ErrNotFound.
func (e *Engine) Author(_ context.Context, id string) (*doc.Author, error) {
	var found *doc.Author
	for _, p := range e.parts {
		err := p.postings(fieldAuthorID, id, func(n int) error {
			a := &doc.Author{}
			if err := p.load(n, a); err != nil {
				return err
			}
			// An alias of several names is of the one that has it for its own.
			if found == nil || a.ID == id {
				found = a
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if found == nil {
		return nil, fmt.Errorf("author %q: %w", id, search.ErrNotFound)
	}
	return found, nil
}

// Authors returns limit authors whose names hold all words of text, in any of
// their forms, from offset on, and how many there are.
func (e *Engine) Authors(ctx context.Context, text string, offset, limit int) ([]*doc.Author, int, error) {
	all := []wanted{{fieldKind, []string{authorKind}}}
	for _, terms := range match.QueryTerms(text) {
		all = append(all, wanted{fieldAuthorKey, terms})
	}
	numbers, err := e.having(ctx, all)
	if err != nil {
		return nil, 0, err
	}
	authors := []*doc.Author{}
	from := min(max(offset, 0), len(numbers))
	for _, n := range numbers[from:min(from+max(limit, 0), len(numbers))] {
		a := &doc.Author{}
		if err := e.load(int(n), a); err != nil {
			return nil, 0, err
		}
		authors = append(authors, a)
	}
	return authors, len(numbers), nil
}

// wanted is a field and terms of which it has to have one.
type wanted struct {
	field string
	terms []string
}

// having returns the numbers of what has all that is wanted, in order.
func (e *Engine) having(ctx context.Context, all []wanted) ([]uint32, error) {
	var numbers []uint32
	for _, p := range e.parts {
		var left *roaring.Bitmap
		for _, w := range all {
			found := roaring.New()
			for _, term := range w.terms {
				if err := p.postings(w.field, term, func(n int) error { found.Add(uint32(n)); return nil }); err != nil {
					return nil, err
				}
			}
			if left == nil {
				left = found
			} else {
				left.And(found)
			}
		}
		for _, n := range left.ToArray() {
			numbers = append(numbers, uint32(p.base)+n)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return numbers, nil
}
