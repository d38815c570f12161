package embedded

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/izde/izde/search/analysis"
)

// part is one segment of the index and the number of its first entry. Numbers within
// a part, and those of the whole index, are bleve's: documents, works and authors
// have some too.
type part struct {
	*scorch.SegmentSnapshot
	base int
	size int
}

// postings calls each with the numbers within p of what has the term.
func (p part) postings(field, term string, each func(n int) error) error {
	dict, err := p.Segment().Dictionary(field)
	if err != nil {
		return fmt.Errorf("reading field %s: %w", field, err)
	}
	list, err := dict.PostingsList([]byte(term), p.Deleted(), nil)
	if err != nil {
		return fmt.Errorf("reading field %s: %w", field, err)
	}
	it := list.Iterator(false, false, false, nil)
	for {
		posting, err := it.Next()
		if err != nil {
			return fmt.Errorf("reading field %s: %w", field, err)
		}
		if posting == nil {
			return nil
		}
		if err := each(int(posting.Number())); err != nil {
			return err
		}
	}
}

// load decodes what is stored at number n of p.
func (p part) load(n int, into any) error {
	data, err := p.stored(n)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		return fmt.Errorf("loading entry %d: %w", p.base+n, err)
	}
	return nil
}

// stored returns what is stored at number n of p.
func (p part) stored(n int) ([]byte, error) {
	var data []byte
	err := p.VisitDocument(uint64(n), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field != fieldJSON {
			return true
		}
		data = bytes.Clone(value)
		return false
	})
	if err == nil && data == nil {
		err = errors.New("nothing is stored there")
	}
	return data, err
}

// dictionaries are the dictionaries of streams, part by part, for one goroutine at
// a time.
type dictionaries struct {
	parts []part
	of    map[dictionaryKey]segment.TermDictionary
}

type dictionaryKey struct {
	part   int
	stream analysis.Stream
}

// dictionaries lends dictionaries; release takes them back.
func (e *Engine) dictionaries() (d *dictionaries, release func()) {
	d, ok := e.dicts.Get().(*dictionaries)
	if !ok {
		d = &dictionaries{e.parts, map[dictionaryKey]segment.TermDictionary{}}
	}
	return d, func() { e.dicts.Put(d) }
}

func (d *dictionaries) dictionary(part int, stream analysis.Stream) (segment.TermDictionary, error) {
	key := dictionaryKey{part, stream}
	if dict, ok := d.of[key]; ok {
		return dict, nil
	}
	dict, err := d.parts[part].Segment().Dictionary(stream.String())
	if err != nil {
		return nil, fmt.Errorf("reading the terms of %s: %w", stream, err)
	}
	d.of[key] = dict
	return dict, nil
}

// postings returns the passages of a part that hold a term; reuse is a list that is
// needed no more, or nil.
func (d *dictionaries) postings(part int, stream analysis.Stream, term string, reuse segment.PostingsList) (segment.PostingsList, error) {
	dict, err := d.dictionary(part, stream)
	if err != nil {
		return nil, err
	}
	list, err := dict.PostingsList([]byte(term), d.parts[part].Deleted(), reuse)
	if err != nil {
		return nil, fmt.Errorf("reading the postings of %s: %w", stream, err)
	}
	return list, nil
}

// holding returns the numbers within p of the passages that hold a term of a stream.
func (p part) holding(stream analysis.Stream, term string) (*roaring.Bitmap, error) {
	found := roaring.New()
	err := p.postings(stream.String(), term, func(n int) error { found.Add(uint32(n)); return nil })
	return found, err
}
