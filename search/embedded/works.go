package embedded

// The works of an index: their ids and aliases, and the corpus that they are made of.

import (
	"bytes"
	"cmp"
	"context"
	"encoding/gob"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// workColumns lead from ids to works.
type workColumns struct {
	// alias maps an id that is not a work's own to the work's id; aliases has these
	// ids by the work's id.
	alias   map[string]string
	aliases map[string][]string
}

func loadWorks(parts []part) (*workColumns, error) {
	w := &workColumns{alias: map[string]string{}, aliases: map[string][]string{}}
	return w, eachWork(parts, func(id string, known []string) {
		for _, other := range known {
			if other != id {
				w.add(other, id)
			}
		}
	})
}

// add has an id lead to a work.
func (w *workColumns) add(alias, id string) {
	w.alias[alias] = id
	w.aliases[id] = append(w.aliases[id], alias)
}

// workIDs returns the ids of all works.
func (e *Engine) workIDs() (map[string]bool, error) {
	ids := map[string]bool{}
	return ids, mapped(func() error {
		return eachWork(e.parts, func(id string, _ []string) { ids[id] = true })
	})
}

// eachWork calls visit with each work's id and with all ids by which it is known.
func eachWork(parts []part, visit func(id string, known []string)) error {
	dicts := newDictionaries(parts)
	for i, p := range parts {
		values, err := p.columns([]string{fieldWork, fieldWorkID})
		if err != nil {
			return err
		}
		list, err := dicts.postings(i, fieldKind, workKind, nil)
		if err != nil {
			return err
		}
		read := func(n uint32) error {
			id := ""
			var known []string
			err := values(int(n), func(field, term string) error {
				if field == fieldWork {
					id = term
				} else {
					known = append(known, term)
				}
				return nil
			})
			visit(id, known)
			return err
		}
		for it := list.live.Iterator(); it.HasNext(); {
			if err := read(it.Next()); err != nil {
				return err
			}
		}
	}
	return nil
}

// of returns the id of the work that an entry or document denotes; id is the id that
// the indexer gave it.
func (w *workColumns) of(id string) string {
	return cmp.Or(w.alias[id], id)
}

// known returns all ids of the work that id leads to.
func (w *workColumns) known(id string) []string {
	id = w.of(id)
	return append([]string{id}, w.aliases[id]...)
}

// loadPassage decodes a passage. The works that it denotes and cites have the ids of
// this index.
func (e *Engine) loadPassage(number int, p *doc.Passage) error {
	if err := e.load(number, p); err != nil {
		return err
	}
	if p.Reference != nil {
		p.Reference.Work = e.works.of(p.Reference.Work)
	}
	for i := range p.Citations {
		var works []string
		for _, id := range p.Citations[i].Works {
			if id = e.works.of(id); !slices.Contains(works, id) {
				works = append(works, id)
			}
		}
		p.Citations[i].Works = works
	}
	return nil
}

// writeWorks makes the works and authors of idx. See bibliography.Known.
func writeWorks(ctx context.Context, idx bleve.Index, known bibliography.Known) (*bibliography.Made, error) {
	e, err := newStored(idx)
	if err != nil {
		return nil, err
	}
	defer e.reader.Close()
	c := &corpus{e: e, dicts: newDictionaries(e.parts), numbers: map[string]uint32{}}
	for _, p := range e.parts {
		values, err := p.columns([]string{fieldOrdinal, kindField})
		if err != nil {
			return nil, err
		}
		c.values = append(c.values, values)
	}
	return bibliography.Make(ctx, c, known, newThingWriter(idx, e))
}

// worksList is a file beside the index that holds what making the works left, so that the
// next build makes those alone that have changed. It saves time alone: one that is missing,
// damaged, or of another generation or program is as none.
const worksList = "WORKS"

// madeWorks is what worksList holds, encoded by gob and sealed.
type madeWorks struct {
	Program string
	Files   []File // of the generation
	Made    []byte // a bibliography.Made, encoded by gob and packed
}

// program tells this program from others, which may make other works of the same entries:
// by the size of its file and the time of its change when it was started, and the commit
// that it was built from, as packages may give all versions one time; "" where the file is
// not known.
var program = func() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	of := fmt.Sprint(info.Size(), " ", info.ModTime().UnixNano())
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, s := range build.Settings {
			if s.Key == "vcs.revision" {
				of += " " + s.Value
			}
		}
	}
	return of
}()

// keepWorks writes worksList.
func keepWorks(root string, g *Generation, made *bibliography.Made) error {
	var text, sealed bytes.Buffer
	err := gob.NewEncoder(&text).Encode(made)
	if err == nil {
		err = gob.NewEncoder(&sealed).Encode(madeWorks{program, g.Files, newPacking(nil).pack(text.Bytes(), nil)})
	}
	path := filepath.Join(root, worksList)
	if err == nil {
		err = os.WriteFile(path+unfinished, seal(sealed.Bytes()), 0o600)
	}
	if err == nil {
		err = os.Rename(path+unfinished, path)
	}
	if err != nil {
		os.Remove(path + unfinished) // room, where there is no more
		return fmt.Errorf("remembering the works: %w", err)
	}
	return nil
}

// recallWorks reads what keepWorks wrote of a generation, nil where there is no such.
func recallWorks(root string, g *Generation) *bibliography.Made {
	data, err := os.ReadFile(filepath.Join(root, worksList))
	if err != nil {
		return nil
	}
	text, sealed, err := unseal(data)
	var last madeWorks
	if err != nil || !sealed || gob.NewDecoder(bytes.NewReader(text)).Decode(&last) != nil ||
		program == "" || last.Program != program || !slices.Equal(last.Files, g.Files) {
		return nil
	}
	made := &bibliography.Made{}
	unpacked, err := newPacking(nil).unpack(last.Made, nil)
	if err != nil || gob.NewDecoder(bytes.NewReader(unpacked)).Decode(made) != nil {
		return nil
	}
	return made
}

// corpus holds the documents and entries that works are made of. It is not safe for
// concurrent use.
type corpus struct {
	e     *Engine
	dicts *dictionaries
	// values tell the ordinal and the kind of the passages of each part.
	values []func(number int, visit func(field, term string) error) error
	// numbers are those of the entries that were read: an index that is being built has
	// many parts in which a key would have to be looked up.
	numbers map[string]uint32
}

var kindField = facetField(doc.FacetKind)

// Documents yields the documents in the order of their sources, in brief.
func (c *corpus) Documents(context.Context) iter.Seq2[*doc.Document, error] {
	return func(yield func(*doc.Document, error) bool) {
		for _, d := range c.e.docs {
			if !yield(d.doc, nil) {
				return
			}
		}
	}
}

// Document returns what works are made of in a document, without what was mended in its text.
func (c *corpus) Document(_ context.Context, id string) (*doc.Document, error) {
	var d struct {
		ID           string              `json:"id"`
		Titles       map[doc.Lang]string `json:"titles"`
		CSL          cite.Item           `json:"csl"`
		Contributors []doc.Contributor   `json:"contributors"`
	}
	err := c.e.load(c.e.docs[c.e.byID[id]].number, &d)
	return &doc.Document{ID: d.ID, Titles: d.Titles, CSL: d.CSL, Contributors: d.Contributors}, err
}

// Entries returns the entries of a document's reference lists.
func (c *corpus) Entries(ctx context.Context, document string) ([]doc.WrittenEntry, error) {
	numbers := roaring.New()
	if err := c.dicts.add(numbers, fieldDoc, document); err != nil {
		return nil, err
	}
	type placed struct {
		number, ordinal int
		kind            doc.Kind
	}
	list := make([]placed, 0, numbers.GetCardinality())
	for it := numbers.Iterator(); it.HasNext(); {
		p := placed{number: int(it.Next())}
		part := c.e.partAt(p.number)
		err := c.values[part](p.number-c.e.parts[part].base, func(field, term string) (err error) {
			if field == kindField {
				p.kind = doc.Kind(term)
			} else {
				p.ordinal, err = strconv.Atoi(term)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b placed) int { return cmp.Compare(a.ordinal, b.ordinal) })
	passages := make([]*doc.Passage, len(list))
	for i, p := range list {
		passages[i] = &doc.Passage{Kind: p.kind}
		if p.kind == doc.Reference {
			if err := c.e.load(p.number, passages[i]); err != nil {
				return nil, err
			}
			c.numbers[passages[i].ID] = uint32(p.number)
		}
	}
	return doc.WrittenEntries(passages), ctx.Err()
}

// Load returns entries again.
func (c *corpus) Load(_ context.Context, refs []bibliography.Ref) ([]doc.WrittenEntry, error) {
	var entries []doc.WrittenEntry
	for _, ref := range refs {
		passages := make([]*doc.Passage, len(ref))
		for i, id := range ref {
			number, read := c.numbers[id]
			if !read {
				found, err := c.e.numberOf(passageKey(id))
				if err != nil {
					return nil, err
				}
				number = uint32(found)
			}
			passages[i] = &doc.Passage{}
			if err := c.e.load(int(number), passages[i]); err != nil {
				return nil, err
			}
		}
		entries = append(entries, doc.WrittenEntries(passages)...)
	}
	return entries, nil
}
