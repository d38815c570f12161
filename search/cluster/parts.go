package cluster

// A build in parts: several processes read files, each those whose documents are its
// share, and put what they read into one index of the cluster; the one that is there
// last makes the generation of all. An item of that index is a document with its
// passages, or says that a document is gone. It has the document's id, so that a part
// may be gathered again, and goes on where it was stopped.

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
)

// parts is a build in parts, in the control document.
type parts struct {
	// ID tells the index of this build from those of others.
	ID string `json:"id"`
	Of int    `json:"of"`
	// What all parts must agree in; Base is the generation that is built upon.
	Base     int               `json:"base"`
	Rebuild  bool              `json:"rebuild"`
	Versions string            `json:"versions"`
	Part     map[int]*progress `json:"part"`
}

// progress is that of a part. Claim is held while it is gathered; Owner is who did so
// last.
type progress struct {
	Claim *claim `json:"claim,omitempty"`
	Owner string `json:"owner"`
	There bool   `json:"there"`
}

// missing names the parts that are not there, and describes their state.
func (p *parts) missing(now int64) []string {
	var names []string
	for i := 1; i <= p.Of; i++ {
		name := fmt.Sprintf("%d/%d", i, p.Of)
		switch one := p.Part[i]; {
		case one == nil:
			names = append(names, name+" (not begun)")
		case one.There:
		case one.Claim.live(now):
			names = append(names, fmt.Sprintf("%s (%s)", name, one.Claim.describe(now)))
		case one.Claim != nil:
			names = append(names, fmt.Sprintf("%s (lost: %s; run it again)", name, one.Claim.describe(now)))
		default:
			names = append(names, fmt.Sprintf("%s (stopped: %s; run it again)", name, one.Owner))
		}
	}
	return names
}

func (n names) parts(id string) string { return string(n) + "-parts-" + id }

// dropParts deletes the indexes of builds in parts but that with an id.
func (c *client) dropParts(ctx context.Context, n names, but string) error {
	var indexes mapped
	if err := c.ask(ctx, http.MethodGet, "/"+n.parts("*")+"/_mapping", nil, &indexes); err != nil && !missing(err) {
		return err
	}
	for index := range indexes {
		if index != n.parts(but) {
			if err := c.dropIndex(ctx, index); err != nil {
				return err
			}
		}
	}
	return nil
}

// staged is an item of the index of a build in parts.
type staged struct {
	ID   string `json:"id"`
	Part int    `json:"part"`
	// Brief is nil where the document is gone.
	Brief *doc.Document `json:"brief,omitempty"`
	// Data is the document and its passages in JSON, compressed.
	Data []byte `json:"data,omitempty"`
}

// part is one part while it is gathered.
type part struct {
	index string
	out   bulk
	// docs are the documents of the part, in brief, by their ids; a removed one is nil.
	docs map[string]*doc.Document
}

// whole says that a whole generation is made, not a part: not while one is made in
// parts, unless all is made anew.
func (b *Builder) whole(s *control) error {
	if s.Parts == nil {
		return nil
	}
	for _, one := range s.Parts.Part {
		if one.Claim.live(s.Now) {
			return fmt.Errorf("%w of %s in %d parts: %s", ErrBusy, b.names, s.Parts.Of, one.Claim.describe(s.Now))
		}
	}
	if !b.opts.Rebuild {
		return fmt.Errorf("%w of %s in %d parts, which waits for %s: finish it with --part, or give it up with --rebuild",
			ErrBusy, b.names, s.Parts.Of, strings.Join(s.Parts.missing(s.Now), ", "))
	}
	b.Notice = fmt.Sprintf("what was read of a build in %d parts is given up", s.Parts.Of)
	s.Parts = nil
	return nil
}

// beginPart claims a part, and finds what was gathered of it before.
func (b *Builder) beginPart(ctx context.Context) (err error) {
	i, of := b.opts.Part, b.opts.Parts
	if b.served, err = b.c.served(ctx, b.names); err != nil && !errors.Is(err, ErrNoIndex) {
		return err
	}
	want := parts{ID: strings.ToLower(rand.Text()), Of: of, Rebuild: b.opts.Rebuild, Part: map[int]*progress{},
		Versions: fmt.Sprintf("%s %s %s", schema, analysis.Version(), b.opts.Extractor)}
	if b.served != nil {
		want.Base = b.served.Generation
	}
	own := newClaim()
	first := false
	s, err := b.c.change(ctx, b.names, func(s *control) error {
		if s.Lock.live(s.Now) {
			return s.take(b.names, own)
		}
		if s.Parts == nil {
			s.Parts = &want
		}
		p := s.Parts
		first = p.ID == want.ID // also where the answer to an earlier try was lost
		switch one := p.Part[i]; {
		case p.Of != of:
			return fmt.Errorf("%w of %s in %d parts, not in %d: say --part %d/%d, or give it up with --rebuild and no --part", ErrBusy, b.names, p.Of, of, i, p.Of)
		case p.Versions != want.Versions:
			return fmt.Errorf("%w of %s in parts, by another version of izde: all parts want the same", ErrBusy, b.names)
		case p.Rebuild != want.Rebuild || p.Base != want.Base:
			return fmt.Errorf("%w of %s in parts, upon %s: all parts want --rebuild, or none", ErrBusy, b.names, map[bool]string{true: "nothing", false: b.names.generation(p.Base)}[p.Rebuild])
		case one != nil && one.Claim.live(s.Now) && one.Claim.Token != own.Token:
			return fmt.Errorf("%w of part %d/%d of %s (%s): wait for its end, or stop it there", ErrBusy, i, of, b.names, one.Claim.describe(s.Now))
		}
		own.Since, own.Heard = s.Now, s.Now
		p.Part[i] = &progress{Claim: own, Owner: own.Owner}
		return nil
	})
	if err != nil {
		return err
	}
	b.held = b.c.hold(b.names, own.Token, func(s *control) **claim {
		if s.Parts == nil || s.Parts.Part[i] == nil {
			return new(*claim)
		}
		return &s.Parts.Part[i].Claim
	})
	if first {
		if err := b.c.dropParts(ctx, b.names, s.Parts.ID); err != nil {
			return err
		}
	}
	b.part = &part{index: b.names.parts(s.Parts.ID), out: bulk{c: b.c}, docs: map[string]*doc.Document{}}
	body := object{"settings": shared,
		"mappings": object{"dynamic": "strict", "properties": object{"id": object{"type": "keyword"}, "part": object{"type": "integer"},
			"brief": object{"type": "object", "enabled": false}, "data": object{"type": "binary"}}}}
	if err := b.c.makeIndex(ctx, http.MethodPut, "/"+b.part.index, body); err != nil {
		return err
	}
	return b.staged(ctx, filter(object{"term": object{"part": i}}), []string{"id", "brief"}, func(one *staged) error {
		b.part.docs[one.ID] = one.Brief
		return nil
	})
}

// stagedPage is how many items are read at once: documents may be large.
const stagedPage = 16

// staged reads items of the index of the build.
func (b *Builder) staged(ctx context.Context, query object, fields []string, read func(*staged) error) error {
	if err := b.c.ask(ctx, http.MethodPost, "/"+b.part.index+"/_refresh", nil, nil); err != nil {
		return err
	}
	body := object{"query": query, "_source": fields, "sort": list{object{"id": "asc"}}, "size": stagedPage, "track_total_hits": false}
	for {
		var answer struct {
			Hits struct {
				Hits []struct {
					Source *staged `json:"_source"`
					Sort   []string
				}
			}
		}
		if err := b.c.ask(ctx, http.MethodPost, "/"+b.part.index+"/_search?allow_partial_search_results=false", body, &answer); err != nil {
			return fmt.Errorf("reading the parts of %s: %w", b.names, err)
		}
		for _, h := range answer.Hits.Hits {
			if err := read(h.Source); err != nil {
				return err
			}
			body["search_after"] = h.Sort
		}
		if len(answer.Hits.Hits) < stagedPage {
			return nil
		}
	}
}

// put adds a document to the part.
func (p *part) put(ctx context.Context, b *Builder, d *doc.Document, passages []*doc.Passage) error {
	var data bytes.Buffer
	z, _ := gzip.NewWriterLevel(&data, gzip.BestSpeed) // the level is one
	e := json.NewEncoder(z)
	err := e.Encode(d)
	for _, one := range passages {
		err = errors.Join(err, e.Encode(one))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return fmt.Errorf("encoding document %s: %w", d.Source, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	brief := d.Brief()
	p.docs[d.ID] = brief
	delete(b.kept, d.ID)
	return p.out.add(ctx, p.index, d.ID, "", &staged{d.ID, b.opts.Part, brief, data.Bytes()})
}

// remove notes that a document is gone. The caller holds the builder's mu.
func (p *part) remove(ctx context.Context, b *Builder, id string) error {
	if b.kept[id] == nil && p.docs[id] == nil {
		return nil
	}
	p.docs[id] = nil
	delete(b.kept, id)
	return p.out.add(ctx, p.index, id, "", &staged{ID: id, Part: b.opts.Part})
}

// finish ends the gathering of a part, and notes which others are missing.
func (b *Builder) finish(ctx context.Context) error {
	if err := b.part.out.flush(ctx); err != nil {
		return err
	}
	_, err := b.c.change(ctx, b.names, func(s *control) error {
		held := *b.held.of(s)
		if held == nil || held.Token != b.held.token {
			return fmt.Errorf("%w: part %d/%d is another's by now", ErrBusy, b.opts.Part, b.opts.Parts)
		}
		s.Parts.Part[b.opts.Part].There = true
		b.missing = s.Parts.missing(s.Now)
		return nil
	})
	return err
}

// gather takes the lock, all parts being there, and puts the documents of all into the
// spool.
func (b *Builder) gather(ctx context.Context) (err error) {
	if err := b.held.release(ctx); err != nil {
		return err
	}
	b.held = nil
	err = b.lock(ctx, func(b *Builder, s *control) error {
		if s.Parts == nil || b.names.parts(s.Parts.ID) != b.part.index || len(s.Parts.missing(s.Now)) > 0 {
			return fmt.Errorf("%w: the parts of %s are another's by now", ErrBusy, b.names)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if b.spool, err = newSpool(); err != nil {
		return err
	}
	return b.staged(ctx, everything(), []string{"id", "brief", "data"}, func(one *staged) error {
		b.changed = true
		delete(b.kept, one.ID)
		if one.Brief == nil {
			return nil
		}
		d, passages, err := one.unpack()
		if err != nil {
			return fmt.Errorf("reading document %s of part %d: %w", one.ID, one.Part, err)
		}
		return b.keep(ctx, d, passages)
	})
}

// discardParts ends a build in parts.
func (b *Builder) discardParts(ctx context.Context) error {
	_, err := b.c.change(ctx, b.names, func(s *control) error {
		s.Parts = nil
		return nil
	})
	return errors.Join(err, b.c.dropParts(ctx, b.names, ""))
}

// unpack reads an item whole.
func (s *staged) unpack() (*doc.Document, []*doc.Passage, error) {
	d, passages := &doc.Document{}, []*doc.Passage(nil)
	z, err := gzip.NewReader(bytes.NewReader(s.Data))
	if err != nil {
		return nil, nil, err
	}
	in := json.NewDecoder(z)
	if err := in.Decode(d); err != nil {
		return nil, nil, err
	}
	for {
		p := &doc.Passage{}
		if err := in.Decode(p); err == io.EOF {
			return d, passages, nil
		} else if err != nil {
			return nil, nil, err
		}
		passages = append(passages, p)
	}
}
