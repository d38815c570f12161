package cluster

// A build gathers the documents and passages of a corpus in a file of this machine:
// works are made of all of them before the first passage can name its works. The file
// has a line of JSON for each thing, a document before its passages, and a mark of
// their kind before passages. Of documents whose passages the new generation takes over
// it has only those of reference lists.

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
)

// marks tell passages of reference lists, and furniture, before they are decoded; all
// others have the mark 0.
var marks = map[doc.Kind]byte{doc.Reference: 'R', doc.Furniture: 'F'}

type spool struct {
	file *os.File
	mu   sync.Mutex // for writing
	size int64
	docs map[string]spooled // by id
	// lines are where the lines of passages of reference lists begin, by their ids.
	lines map[string]int64
}

// spooled is a document in brief and where its lines begin.
type spooled struct {
	brief    *doc.Document
	at       int64
	passages int
	// kept: the passages of the served generation stay as they are.
	kept bool
}

func newSpool() (*spool, error) {
	file, err := os.CreateTemp("", "izde-build-*")
	if err != nil {
		return nil, fmt.Errorf("making a file for the build: %w", err)
	}
	return &spool{file: file, docs: map[string]spooled{}, lines: map[string]int64{}}, nil
}

// close removes the file.
func (s *spool) close() error {
	return cmp.Or(s.file.Close(), os.Remove(s.file.Name()))
}

// put adds a document, or replaces the one with its id.
func (s *spool) put(d *doc.Document, passages []*doc.Passage, kept bool) error {
	var lines bytes.Buffer
	e := json.NewEncoder(&lines)
	if err := e.Encode(d); err != nil {
		return fmt.Errorf("encoding document %s: %w", d.Source, err)
	}
	for _, p := range passages {
		lines.WriteByte(marks[p.Kind])
		if err := e.Encode(p); err != nil {
			return fmt.Errorf("encoding passage %s: %w", p.ID, err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.file.WriteAt(lines.Bytes(), s.size); err != nil {
		return fmt.Errorf("writing the file of the build: %w", err)
	}
	s.docs[d.ID] = spooled{d.Brief(), s.size, len(passages), kept}
	s.size += int64(lines.Len())
	return nil
}

// sorted returns the documents in the order of their sources.
func (s *spool) sorted() []spooled {
	return slices.SortedFunc(maps.Values(s.docs), func(a, b spooled) int {
		return cmp.Or(strings.Compare(a.brief.Source, b.brief.Source), strings.Compare(a.brief.ID, b.brief.ID))
	})
}

// sent returns the documents that are to be written, in the same order.
func (s *spool) sent() []spooled {
	return slices.DeleteFunc(s.sorted(), func(d spooled) bool { return d.kept })
}

// passages returns how many are to be written.
func (s *spool) passages() int {
	n := 0
	for _, d := range s.docs {
		if !d.kept {
			n += d.passages
		}
	}
	return n
}

// reader reads from a place of the file on.
func (s *spool) reader(at int64) *bufio.Reader {
	return bufio.NewReader(io.NewSectionReader(s.file, at, s.size-at))
}

func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("reading the file of the build: %w", err)
	}
	return line, nil
}

// load returns a document, whole, and all its passages.
func (s *spool) load(of spooled) (*doc.Document, []*doc.Passage, error) {
	r := s.reader(of.at)
	d := &doc.Document{}
	line, err := readLine(r)
	if err == nil {
		err = json.Unmarshal(line, d)
	}
	passages := make([]*doc.Passage, of.passages)
	for i := range passages {
		if err == nil {
			line, err = readLine(r)
		}
		if err == nil {
			passages[i] = &doc.Passage{}
			err = json.Unmarshal(line[1:], passages[i])
		}
	}
	return d, passages, err
}

// Documents yields the documents: see bibliography.Corpus.
func (s *spool) Documents(context.Context) iter.Seq2[*doc.Document, error] {
	return func(yield func(*doc.Document, error) bool) {
		for _, d := range s.sorted() {
			if !yield(d.brief, nil) {
				return
			}
		}
	}
}

// Document returns a document, whole.
func (s *spool) Document(_ context.Context, id string) (*doc.Document, error) {
	d := &doc.Document{}
	line, err := readLine(s.reader(s.docs[id].at))
	if err == nil {
		err = json.Unmarshal(line, d)
	}
	return d, err
}

// Entries returns the entries of a document's reference lists. Of passages that are none
// of theirs only the kind is told.
func (s *spool) Entries(ctx context.Context, document string) ([]doc.WrittenEntry, error) {
	d := s.docs[document]
	r, at := s.reader(d.at), d.at
	line, err := readLine(r)
	passages := make([]*doc.Passage, d.passages)
	for i := range passages {
		if err != nil {
			return nil, err
		}
		at += int64(len(line))
		passages[i] = &doc.Passage{}
		if line, err = readLine(r); err != nil {
			return nil, err
		}
		switch line[0] {
		case marks[doc.Reference]:
			err = json.Unmarshal(line[1:], passages[i])
			s.lines[passages[i].ID] = at
		case marks[doc.Furniture]:
			passages[i].Kind = doc.Furniture
		}
	}
	return doc.WrittenEntries(passages), cmp.Or(err, ctx.Err())
}

// Load returns entries again.
func (s *spool) Load(_ context.Context, refs []bibliography.Ref) ([]doc.WrittenEntry, error) {
	var entries []doc.WrittenEntry
	for _, ref := range refs {
		passages := make([]*doc.Passage, len(ref))
		for i, id := range ref {
			passages[i] = &doc.Passage{}
			line, err := readLine(s.reader(s.lines[id]))
			if err == nil {
				err = json.Unmarshal(line[1:], passages[i])
			}
			if err != nil {
				return nil, err
			}
		}
		entries = append(entries, doc.WrittenEntries(passages)...)
	}
	return entries, nil
}
