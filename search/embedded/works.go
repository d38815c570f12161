package embedded

// The works of an index: made anew of all entries and documents as the last step
// of building a generation, and stored beside the passages.
//
// An entry and a document have an id of their own (search.Entry.Work as the
// indexer gives it). A work's id is that of one of its members, the others are
// its aliases, so whatever id a client knows leads to the work as long as what it
// was given for exists. Which of them it is must not change when documents come:
// the one that was published before stays. What a generation that is made from
// nothing cannot know, state/works tells: one line for each alias, "alias id".

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/doc"
)

const worksState = "works"

// member is what a work is made of: the entries and documents that have one id of
// their own.
type member struct {
	id      string
	entries []storedEntry
	docs    []uint32 // places in Engine.docs
	keys    []uint64
}

// storedEntry is where the passages of an entry are stored.
type storedEntry struct {
	number int
	more   []int
}

// maxProfiles is how many profiles are kept while works are made.
const maxProfiles = 5_000

// workMaker makes the works of the index that e reads.
type workMaker struct {
	ctx      context.Context
	e        *Engine
	members  []*member
	profiles map[int]*match.Profile
	err      error
}

// makeWorks returns all works and authors, in the order of their ids. published are the ids of
// works that clients may know, redirects what state/works says.
func makeWorks(ctx context.Context, e *Engine, published map[string]bool, redirects map[string]string) ([]*doc.Work, []*doc.Author, error) {
	m := &workMaker{ctx: ctx, e: e, profiles: map[int]*match.Profile{}}
	if err := m.gather(); err != nil {
		return nil, nil, err
	}
	clusters := match.Cluster(len(m.members), func(i int) []uint64 { return m.members[i].keys }, m.profile)
	if m.err != nil {
		return nil, nil, m.err
	}
	groups := map[int][]int{}
	for i, first := range clusters.First {
		groups[first] = append(groups[first], i)
	}
	ids, aliases := m.name(groups, published, redirects)
	works := make([]*doc.Work, 0, len(groups))
	byFirst := make(map[int]*doc.Work, len(groups))
	for _, first := range slices.Sorted(maps.Keys(groups)) {
		w, err := m.assemble(groups[first])
		if err != nil {
			return nil, nil, err
		}
		w.ID, w.Aliases = ids[first], aliases[first]
		w.CSL.ID = w.ID
		works = append(works, w)
		byFirst[first] = w
	}
	for _, l := range clusters.Links {
		relate(byFirst[l.A], byFirst[l.B], l.Comparison)
	}
	slices.SortFunc(works, func(a, b *doc.Work) int { return strings.Compare(a.ID, b.ID) })
	authors, err := m.authors(works)
	return works, authors, err
}

// maxRelated bounds the works that one names as related.
const maxRelated = 20

func relate(a, b *doc.Work, why match.Comparison) {
	for _, p := range [][2]*doc.Work{{a, b}, {b, a}} {
		list := &p[0].Duplicates
		if why.Relation == match.Series {
			list = &p[0].Series
		}
		if len(*list) < maxRelated {
			*list = append(*list, doc.RelatedWork{Work: p[1].ID, Reason: why.Reason})
		}
	}
}

// gather finds the members, in the order of their ids.
func (m *workMaker) gather() error {
	byID := map[string]*member{}
	of := func(id string) *member {
		if byID[id] == nil {
			byID[id] = &member{id: id}
		}
		return byID[id]
	}
	c := m.e.cols
	numbers := make([]int, 0, len(c.kind))
	for n, kind := range c.kind {
		if kind != none {
			numbers = append(numbers, n)
		}
	}
	slices.SortFunc(numbers, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.doc[a], c.doc[b]), cmp.Compare(c.ordinal[a], c.ordinal[b]))
	})
	for from := 0; from < len(numbers); {
		to := from
		var passages []*doc.Passage
		places := map[*doc.Passage]int{}
		for ; to < len(numbers) && c.doc[numbers[to]] == c.doc[numbers[from]]; to++ {
			p := &doc.Passage{Kind: doc.Kinds[c.kind[numbers[to]]]}
			if p.Kind == doc.Reference {
				if err := m.e.load(numbers[to], p); err != nil {
					return err
				}
			}
			places[p] = numbers[to]
			passages = append(passages, p)
		}
		from = to
		if err := m.ctx.Err(); err != nil {
			return err
		}
		for _, entry := range doc.WrittenEntries(passages) {
			stored := storedEntry{number: places[entry.Passage]}
			for _, p := range entry.More {
				stored.more = append(stored.more, places[p])
			}
			member := of(entry.Work)
			member.entries = append(member.entries, stored)
		}
	}
	for i, d := range m.e.docs {
		if d.doc.Work != "" {
			member := of(d.doc.Work)
			member.docs = append(member.docs, uint32(i))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		m.members = append(m.members, byID[id])
	}
	for i := range m.members {
		m.members[i].keys = m.profile(i).Keys()
	}
	return m.err
}

// profile returns the profile of a member. Entries that share an id have one text
// or one DOI; a few stand for all.
func (m *workMaker) profile(i int) *match.Profile {
	if p := m.profiles[i]; p != nil {
		return p
	}
	w, err := m.assemble([]int{i})
	if err != nil && m.err == nil {
		m.err = err
	}
	p := match.NewProfile(w.Record())
	if len(m.profiles) >= maxProfiles {
		clear(m.profiles)
	}
	m.profiles[i] = p
	return p
}

// name gives each work its id and its aliases.
func (m *workMaker) name(groups map[int][]int, published map[string]bool, redirects map[string]string) (ids map[int]string, aliases map[int][]string) {
	own := map[string]int{} // the group of a member's own id
	for first, group := range groups {
		for _, i := range group {
			own[m.members[i].id] = first
		}
	}
	ids, aliases = map[int]string{}, map[int][]string{}
	taken := map[string]bool{}
	for _, first := range slices.Sorted(maps.Keys(groups)) {
		votes := map[string]int{}
		for _, i := range groups[first] {
			id := m.members[i].id
			votes[id]++
			// An id of old, unless its own member now is of another work.
			if to := redirects[id]; to != "" && to != id {
				if g, exists := own[to]; !exists || g == first {
					votes[to] += 2
				}
			}
		}
		best := ""
		for _, id := range slices.Sorted(maps.Keys(votes)) {
			switch {
			case taken[id]:
			case best == "", published[id] && !published[best], published[id] == published[best] && votes[id] > votes[best]:
				best = id
			}
		}
		ids[first], taken[best] = best, true
		for _, i := range groups[first] {
			if id := m.members[i].id; id != best {
				aliases[first] = append(aliases[first], id)
			}
		}
	}
	// Ids that nothing has any more, and that were redirected, still are.
	group := map[string]int{}
	for first, id := range ids {
		group[id] = first
	}
	for _, old := range slices.Sorted(maps.Keys(redirects)) {
		if _, exists := own[old]; exists || taken[old] {
			continue
		}
		to := redirects[old]
		first, ok := group[to]
		if !ok {
			first, ok = own[to]
		}
		if ok {
			aliases[first] = append(aliases[first], old)
		}
	}
	for _, list := range aliases {
		slices.Sort(list)
	}
	return ids, aliases
}

// assemble makes a work, still without an id, of members.
func (m *workMaker) assemble(group []int) (*doc.Work, error) {
	w := &doc.Work{}
	seen := map[string]bool{}
	read := func(it cite.Item) {
		it.ID = ""
		if key, err := json.Marshal(it); err == nil && !seen[string(key)] {
			seen[string(key)] = true
			w.Readings = append(w.Readings, it)
		}
	}
	for _, i := range group {
		for _, place := range m.members[i].docs {
			d := &doc.Document{}
			if err := m.e.load(m.e.docs[place].number, d); err != nil {
				return w, err
			}
			// Two documents with one DOI are the same article twice.
			if w.Document == "" {
				w.Document = d.ID
			} else {
				w.Warnings = append(w.Warnings, cite.Warning{Code: warnDocuments, Detail: fmt.Sprintf("the documents %s and %s are both this work", w.Document, d.ID)})
			}
			for _, it := range d.Readings() {
				read(it)
			}
		}
	}
	for _, i := range group {
		for _, stored := range m.members[i].entries {
			p := &doc.Passage{}
			if err := m.e.load(stored.number, p); err != nil {
				return w, err
			}
			raw := p.Text
			for _, n := range stored.more {
				more := &doc.Passage{}
				if err := m.e.load(n, more); err != nil {
					return w, err
				}
				raw += " " + more.Text
			}
			w.Entries = append(w.Entries, doc.WorkEntry{ID: p.Reference.ID, Document: p.DocID, Passage: p.ID})
			if form := cite.WithoutNumber(raw); !seen[form] {
				seen[form] = true
				w.Forms = append(w.Forms, raw)
			}
			read(p.Reference.CSL)
			for _, warning := range p.Reference.Warnings {
				if !slices.Contains(w.Warnings, warning) {
					w.Warnings = append(w.Warnings, warning)
				}
			}
		}
	}
	item, warnings := match.Merge(w.Readings)
	w.CSL = item
	w.Warnings = append(w.Warnings, warnings...)
	if len(w.Readings) > maxReadings {
		w.Readings = w.Readings[:maxReadings]
	}
	return w, nil
}

// maxReadings is how many readings of a work are kept.
const maxReadings = 16

const warnDocuments = "several_documents"

// workFields lays a work out for bleve; data is its json.
func workFields(w *doc.Work, data []byte, orcids []string) *document.Document {
	// The DOI may be that of a reading that is not kept.
	years, dois := []string{}, []string{cite.NormalizeDOI(w.CSL.DOI)}
	for _, it := range w.Readings {
		years = append(years, strconv.Itoa(it.Year()))
		dois = append(dois, cite.NormalizeDOI(it.DOI))
	}
	terms := match.NewProfile(w.Record()).Terms()
	doc := document.NewDocument(workKey(w.ID))
	doc.AddField(column(fieldKind, workKind))
	doc.AddField(column(fieldWork, w.ID))
	doc.AddField(column(fieldWorkID, append([]string{w.ID}, w.Aliases...)...))
	for field, values := range map[string][]string{
		fieldWorkKey: terms.All, fieldWorkTitle: terms.Title, fieldWorkAuthor: terms.Author,
		fieldWorkYear: years, fieldWorkDOI: dois, fieldWorkType: {w.CSL.Type}, fieldWorkORCID: orcids,
	} {
		if len(values) > 0 {
			doc.AddField(valued(field, keyOptions, values))
		}
	}
	doc.AddField(document.NewTextFieldCustom(fieldJSON, nil, data, index.StoreField, nil))
	return doc
}

// writeWorks brings the works of idx up to date: those that have not changed stay
// as they are.
func writeWorks(ctx context.Context, idx bleve.Index, published map[string]bool, redirects map[string]string) ([]*doc.Work, error) {
	e, err := newSnapshot(ctx, idx, "")
	if err != nil {
		return nil, err
	}
	defer e.reader.Close()
	works, authors, err := makeWorks(ctx, e, published, redirects)
	if err != nil {
		return nil, fmt.Errorf("making works: %w", err)
	}
	old := maps.Clone(e.works.number)
	batch := idx.NewBatch()
	flush := func() error {
		if err := idx.Batch(batch); err != nil {
			return fmt.Errorf("writing works: %w", err)
		}
		batch = idx.NewBatch()
		return ctx.Err()
	}
	for _, w := range works {
		orcids, err := e.orcids(w.Document)
		if err != nil {
			return nil, err
		}
		// The ORCIDs are stored to see whether they have changed.
		data, err := json.Marshal(struct {
			*doc.Work
			ORCIDs []string `json:"orcids,omitempty"`
		}{w, orcids})
		if err != nil {
			return nil, fmt.Errorf("encoding work %s: %w", w.ID, err)
		}
		number, exists := old[w.ID]
		delete(old, w.ID)
		if exists {
			before, err := e.partOf(int(number)).stored(int(number) - e.partOf(int(number)).base)
			if err != nil {
				return nil, err
			}
			if bytes.Equal(before, data) {
				continue
			}
		}
		if err := batch.IndexAdvanced(workFields(w, data, orcids)); err != nil {
			return nil, fmt.Errorf("indexing work %s: %w", w.ID, err)
		}
		if batch.Size() >= batchSize {
			if err := flush(); err != nil {
				return nil, err
			}
		}
	}
	for id := range old {
		batch.Delete(workKey(id))
	}
	if err := flush(); err != nil {
		return nil, err
	}
	return works, writeAuthors(ctx, idx, e, authors)
}

func (e *Engine) orcids(documentID string) ([]string, error) {
	if documentID == "" {
		return nil, nil
	}
	d, err := e.Document(context.Background(), documentID)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, c := range d.Contributors {
		if c.ORCID != "" && !c.BadORCID {
			out = append(out, c.ORCID)
		}
	}
	return out, nil
}

// readRedirects reads state/works; a missing file has none.
func readRedirects(root string) (map[string]string, error) {
	data, err := os.ReadFile(filepath.Join(root, stateDir, worksState))
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the redirects of works: %w", err)
	}
	redirects := map[string]string{}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || strings.HasPrefix(f[0], "#"):
		case len(f) != 2:
			return nil, fmt.Errorf("%s line %d: want an old id and a new one; mend or remove the line", filepath.Join(root, stateDir, worksState), n)
		default:
			redirects[f[0]] = f[1]
		}
	}
	return redirects, nil
}

// writeRedirects replaces state/works: the aliases of works, and what led to
// works that are not there at present.
func writeRedirects(root string, works []*doc.Work, before map[string]string) error {
	now := map[string]string{}
	ids := map[string]bool{}
	for _, w := range works {
		ids[w.ID] = true
		for _, alias := range w.Aliases {
			now[alias] = w.ID
		}
	}
	for old, to := range before {
		if now[old] == "" && !ids[old] {
			now[old] = to
		}
	}
	if maps.Equal(now, before) {
		return nil
	}
	var b strings.Builder
	b.WriteString("# Ids of works that were merged into others: the old id and the one it leads to.\n")
	for _, old := range slices.Sorted(maps.Keys(now)) {
		fmt.Fprintln(&b, old, now[old])
	}
	path := filepath.Join(root, stateDir, worksState)
	if err := os.WriteFile(path+".tmp", []byte(b.String()), 0o644); err != nil {
		return fmt.Errorf("writing the redirects of works: %w", err)
	}
	if err := syncPath(path + ".tmp"); err != nil {
		return err
	}
	if err := os.Rename(path+".tmp", path); err != nil {
		return fmt.Errorf("writing the redirects of works: %w", err)
	}
	return syncPath(filepath.Dir(path))
}
