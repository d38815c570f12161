package cluster

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// An increment: where most documents stay, the indexes of the new generation begin as
// clones of the served ones', which cost links of files, and what has changed is sent.
// Works and authors are made of all documents and entries, which are read from the
// cluster; those that come out as they were are not sent. Passages are sent again, too, of
// documents that cite works which have another id by now, or whose ranks left no room.
//
// What is deleted in the clones counts nowhere: scores are made of counts of what is
// there, never of OpenSearch's own statistics.

// stood is where a document stood in the served generation.
type stood struct {
	standing
	source string
}

// stored is a work or an author that the clones hold: its sum and its ids.
type stored struct {
	sum int64
	ids []string
}

// chunk is how many values a query asks for.
const chunk = 1000

// worthwhile reports whether the new generation is an increment: it keeps at least as many
// documents as it writes, and has as many shards.
func (b *Builder) worthwhile(ctx context.Context) (bool, error) {
	if b.base == nil || len(b.kept) < len(b.spool.docs)+len(b.stood)-len(b.kept) {
		return false, nil
	}
	var settings map[string]struct {
		Settings struct {
			Index struct {
				Shards string `json:"number_of_shards"`
			}
		}
	}
	index := b.base.index(passagesIndex)
	if err := b.c.ask(ctx, http.MethodGet, "/"+index+"/_settings/index.number_of_shards", nil, &settings); err != nil {
		return false, fmt.Errorf("reading the settings of the index: %w", err)
	}
	shards, err := strconv.Atoi(settings[index].Settings.Index.Shards)
	if err != nil {
		return false, fmt.Errorf("reading the settings of the index: %w", err)
	}
	return shards == b.opts.Shards || b.opts.Shards == 0 && shards >= shardsFor(b.base.manifest.Passages+b.spool.passages()), nil
}

// passages yields the passages of the base that match, those of a document together, as
// the indexer gave them. The documents come in the order of their ranks.
func (b *Builder) passages(ctx context.Context, query object) iter.Seq2[[]*doc.Passage, error] {
	return func(yield func([]*doc.Passage, error) bool) {
		var of []*doc.Passage
		for h, err := range b.base.walk(ctx, passagesIndex, query, byPlace, "json") {
			p := &doc.Passage{}
			if err == nil {
				err = decode(h.Source.JSON, p)
			}
			if err != nil {
				yield(nil, fmt.Errorf("reading the passages of the index: %w", err))
				return
			}
			if len(of) > 0 && of[0].DocID != p.DocID {
				if !yield(of, nil) {
					return
				}
				of = nil
			}
			of = append(of, p)
		}
		if len(of) > 0 {
			yield(of, nil)
		}
	}
}

// takeOver copies the kept documents of the base to the spool, with all their passages or,
// for an increment, with those of reference lists.
func (b *Builder) takeOver(ctx context.Context) error {
	if len(b.kept) == 0 {
		return nil
	}
	of := everything()
	if b.upon {
		of = object{"terms": object{facetField(doc.FacetKind): list{doc.Reference, doc.Furniture}}}
	}
	next, stop := iter.Pull2(b.passages(ctx, of))
	defer stop()
	passages, err, more := next()
	for h, failed := range b.base.walk(ctx, documentsIndex, everything(), byPlace, "json") {
		d := &doc.Document{}
		if failed == nil {
			failed = decode(h.Source.JSON, d)
		}
		if err = cmp.Or(failed, err); err != nil {
			return fmt.Errorf("reading the documents of the index: %w", err)
		}
		var own []*doc.Passage
		if more && passages[0].DocID == d.ID {
			own = passages
			passages, err, more = next()
		}
		if _, ok := b.kept[d.ID]; !ok {
			continue
		}
		if b.upon {
			own = apart(own)
		}
		if err := b.spool.put(d, own, b.upon); err != nil {
			return err
		}
	}
	return err
}

// apart puts a passage of no kind wherever some are missing: what stands between those of
// reference lists ends entries (doc.WrittenEntries).
func apart(passages []*doc.Passage) []*doc.Passage {
	var all []*doc.Passage
	for i, p := range passages {
		if i > 0 && p.Ordinal != passages[i-1].Ordinal+1 {
			all = append(all, &doc.Passage{})
		}
		all = append(all, p)
	}
	return all
}

// known returns the ids of the works that are served and their redirects, and notes what
// the clones hold.
func (w *writer) known(ctx context.Context) (k bibliography.Known, err error) {
	b := w.b
	if b.served == nil {
		return k, nil
	}
	if k.Redirects, err = readKept(ctx, b, redirectsID, bibliography.ReadRedirects); err != nil || b.base == nil {
		return k, err
	}
	k.Published = map[string]bool{}
	for _, index := range []string{worksIndex, authorsIndex} {
		w.things[index] = map[string]stored{}
		body := object{"query": filter(everything()), "_source": false, "docvalue_fields": list{"sum", keyField(engine.ID)}}
		for page, err := range b.base.pages(ctx, index, body, byID) {
			if err != nil {
				return k, fmt.Errorf("reading the %s of the index: %w", index, err)
			}
			for _, h := range page {
				if index == worksIndex {
					k.Published[h.ID] = true
				}
				if !b.upon {
					continue
				}
				var one stored
				if err := field(h, "sum", &one.sum); err != nil {
					return k, err
				}
				for _, id := range h.Fields[keyField(engine.ID)] {
					one.ids = append(one.ids, "")
					if err := json.Unmarshal(id, &one.ids[len(one.ids)-1]); err != nil {
						return k, fmt.Errorf("reading the %s of the index: %w", index, err)
					}
				}
				w.things[index][h.ID] = one
			}
		}
		if !b.upon {
			break // authors are not asked for
		}
	}
	return k, nil
}

// field reads a number that each thing of an index has.
func field(h hit, name string, into any) error {
	err := fmt.Errorf("%d values", len(h.Fields[name]))
	if len(h.Fields[name]) == 1 {
		err = json.Unmarshal(h.Fields[name][0], into)
	}
	if err != nil {
		return fmt.Errorf("reading %s of %s: %w", name, h.ID, err)
	}
	return nil
}

// ledBefore has where the ids of works led in the base.
func (w *writer) ledBefore() map[string]string {
	led := map[string]string{}
	for id, one := range w.things[worksIndex] {
		for _, alias := range one.ids {
			led[alias] = id
		}
	}
	return led
}

// place finds where documents stand, and takes the documents that have to be written, and
// those that are gone, out of the clones. led has where the ids of works led before.
func (w *writer) place(ctx context.Context, led map[string]string) error {
	b := w.b
	docs := b.spool.sorted()
	moved, err := w.renamed(ctx, docs, led)
	if err != nil {
		return err
	}
	ranks := make([]uint64, len(docs))
	if b.upon {
		for i, d := range docs {
			if stood := b.stood[d.brief.ID]; stood.source == d.brief.Source {
				ranks[i] = stood.rank
			}
		}
	}
	if err := giveRanks(ranks); err != nil {
		return err
	}
	var taken []int
	for i, d := range docs {
		stood, ok := b.stood[d.brief.ID]
		if b.upon && ok {
			taken = append(taken, stood.number)
		}
		moved[d.brief.ID] = moved[d.brief.ID] || stood.rank != ranks[i]
	}
	number := free(taken)
	for i, d := range docs {
		at := standing{b.stood[d.brief.ID].number, ranks[i]}
		if _, ok := b.stood[d.brief.ID]; !ok || !b.upon {
			at.number = number()
		}
		w.at[d.brief.ID] = at
	}
	if !b.upon {
		return nil
	}
	var again []string
	for _, d := range docs {
		if d.kept && moved[d.brief.ID] {
			again = append(again, d.brief.ID)
		}
	}
	if err := w.readAgain(ctx, again); err != nil {
		return err
	}
	return w.removeOld(ctx)
}

// renamed returns the documents of the base that name works which have other ids by now.
func (w *writer) renamed(ctx context.Context, docs []spooled, led map[string]string) (map[string]bool, error) {
	renamed := map[string]bool{}
	other := func(id string) bool { // also where the id has come or gone
		return led[id] != w.leads[id]
	}
	at := map[uint64]string{}
	for _, d := range docs {
		if d.kept {
			at[w.b.stood[d.brief.ID].rank] = d.brief.ID
			renamed[d.brief.ID] = other(d.brief.Work)
		}
	}
	old := map[string]bool{}
	for id, to := range led {
		if w.leads[id] != "" && other(id) {
			old[to] = true
		}
	}
	for ids := range slices.Chunk(slices.Collect(maps.Keys(old)), chunk) {
		naming := anyOf(list{object{"terms": object{facetField(doc.FacetCites): ids}}, object{"terms": object{"entry_work": ids}}})
		for h, err := range w.b.base.walk(ctx, passagesIndex, naming, byPlace) {
			if err != nil {
				return nil, fmt.Errorf("looking for references to works: %w", err)
			}
			place, err := h.place()
			if err != nil {
				return nil, err
			}
			if id, ok := at[place>>ordinalBits]; ok {
				renamed[id] = true
			}
		}
	}
	return renamed, nil
}

// readAgain completes documents in the spool by all their passages, so that they are
// written.
func (w *writer) readAgain(ctx context.Context, ids []string) error {
	b := w.b
	for some := range slices.Chunk(ids, chunk) {
		own := func(id string, passages []*doc.Passage) error {
			d, err := b.spool.Document(ctx, id)
			if err != nil {
				return err
			}
			return b.spool.put(d, passages, false)
		}
		for passages, err := range b.passages(ctx, object{"terms": object{"doc": some}}) {
			if err == nil {
				err = own(passages[0].DocID, passages)
			}
			if err != nil {
				return err
			}
		}
		for _, id := range some {
			if b.spool.docs[id].kept { // without passages
				if err := own(id, nil); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// removeOld takes out of the clones what is there of documents that are gone or are
// written again.
func (w *writer) removeOld(ctx context.Context) error {
	b := w.b
	out := &bulk{c: b.c}
	var gone []string
	for id, stood := range b.stood {
		if b.spool.docs[id].kept {
			continue
		}
		gone = append(gone, id)
		if err := out.remove(ctx, b.names.index(b.number, documentsIndex), strconv.Itoa(stood.number), ""); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(gone, chunk) {
		for passages, err := range b.passages(ctx, object{"terms": object{"doc": some}}) {
			if err != nil {
				return err
			}
			stood := b.stood[passages[0].DocID]
			held := map[string]int{}
			for _, p := range passages {
				streams := p.Analyze()
				count(held, &streams, -1)
				id := strconv.FormatUint(stood.place(p.Ordinal), 10)
				if err := out.remove(ctx, b.names.index(b.number, passagesIndex), id, strconv.Itoa(stood.number)); err != nil {
					return err
				}
			}
			w.made.Passages -= len(passages)
			w.hold(held)
		}
	}
	return out.flush(ctx)
}

// numberValues finds the numbers that the clones have for values of facets of the passages
// that are written.
func (w *writer) numberValues(ctx context.Context) error {
	b := w.b
	if !b.upon {
		return nil
	}
	type value struct {
		facet doc.Facet
		text  string
	}
	wanted := map[string]value{}
	for _, of := range b.spool.sent() {
		d, passages, err := b.spool.load(of)
		if err != nil {
			return err
		}
		works := source{Works: w.leads}
		for _, p := range passages {
			for facet, values := range facetValues(p, d, works.all) {
				for _, v := range values {
					if facet != doc.FacetDoc {
						wanted[valueTerm(facet, v)] = value{facet, v}
					}
				}
			}
		}
	}
	for terms := range slices.Chunk(slices.Collect(maps.Keys(wanted)), chunk) {
		for known, err := range w.terms(ctx, terms) {
			if err != nil {
				return err
			}
			v := wanted[known.term]
			w.numbers(v.facet)[v.text] = known.n
		}
	}
	return nil
}

// entry is what the clone of the terms has of one.
type entry struct {
	term, id string
	n        int
}

// terms yields those of the terms that the base has.
func (w *writer) terms(ctx context.Context, terms []string) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		body := object{"query": filter(object{"terms": object{"term": terms}}), "docvalue_fields": list{"passages"}, "_source": false}
		for page, err := range w.b.base.pages(ctx, termsIndex, body, list{object{"term": "asc"}}) {
			if err != nil {
				yield(entry{}, fmt.Errorf("reading the terms of the index: %w", err))
				return
			}
			for _, h := range page {
				known := entry{id: h.ID}
				err := json.Unmarshal(h.Sort[0], &known.term)
				if err == nil {
					err = field(h, "passages", &known.n)
				}
				if !yield(known, err) || err != nil {
					return
				}
			}
		}
	}
}

// count adds n for every term of a passage.
func count(held map[string]int, streams *analysis.Streams, n int) {
	seen := map[string]bool{}
	for s, tokens := range streams {
		prefix := streamPrefix(analysis.Stream(s))
		for _, t := range tokens {
			if term := prefix + t.Term; !seen[term] {
				seen[term] = true
				held[term] += n
			}
		}
	}
}
