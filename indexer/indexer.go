// Package indexer brings files into an index: it walks the given files and folders,
// skips unchanged files, has the rest read and cut into passages (package extract),
// and puts documents into a Store. One bad file is reported by name and reason, and
// does not stop the run. It may import extract, doc, cite and cite/intext; it knows
// no engine and no web.
package indexer

import (
	"context"
	"time"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search/doc"
)

// Version changes whenever the same files may yield other documents or
// passages; an index that another version built is to be rebuilt.
const Version = extract.Version

// MaxFileSize is the size in bytes above which a file is refused.
const MaxFileSize = 64 << 20

// Store is an index under construction.
type Store interface {
	// Documents returns the documents that the index holds now, with all fields
	// that Put got.
	Documents() []*doc.Document
	// Put adds a document, or replaces the one with its ID, with all its
	// passages. It is called concurrently.
	Put(ctx context.Context, doc *doc.Document, passages []*doc.Passage) error
	// Remove drops a document and its passages. A document that is not there is
	// no error.
	Remove(ctx context.Context, id string) error
	// Stored returns a document that the index held before the first Put, whole, and
	// its passages; works that they cite may have the ids of works that they were
	// merged into. The caller may change them.
	Stored(ctx context.Context, id string) (*doc.Document, []*doc.Passage, error)
}

// Identifier tells languages; langid.Detector implements it.
type Identifier = extract.Identifier

// PDFReader reads PDFs; *pdf.Reader implements it.
type PDFReader = extract.PDFReader

// Options adjust a run.
type Options struct {
	// Identifier is required.
	Identifier Identifier
	// PDFs reads PDF files; without it they fail. It is called concurrently.
	PDFs PDFReader
	// OCR says that PDFs recognises pages that are pictures: documents with such pages
	// are read again, once.
	OCR bool
	// Progress, if set, is told how far the run is. It is not called concurrently.
	Progress func(Progress)
	// Most, if set, ends the run when so many files have been read in, with More in the
	// report: another run of the same paths, in a new Store, goes on.
	Most int
	// Parts, if set, is over how many runs of the same paths, each with its own Store, the
	// reading is spread, and Part which of them this is, from 1: it reads in the documents
	// of its share, and leaves the others to theirs.
	Part, Parts int
	// Libraries are read beside the paths.
	Libraries []*Library
	// States, if set, are those that the last run of the same paths left.
	States *States
	// Workers is how many files are read at a time; 0 means one per CPU.
	Workers int
}

// Progress is how far a run is: files and their bytes that are done with, skipped ones
// included, and those that were found. Read are the bytes of files that were read in.
// Bytes are those of files on disk; what stands in archives has none.
type Progress struct {
	Done, Files        int
	Bytes, Total, Read int64
}

// Problem says why a file is not as the user may expect.
type Problem struct {
	// Path is the file as named or found below a folder that was named.
	Path   string
	Reason string
}

// Report is the account of a run. Lists are sorted by path.
type Report struct {
	// Documents is how many documents the index holds after the run.
	Documents int
	// Added, Changed, Unchanged and Removed hold the Sources of documents.
	Added, Changed, Unchanged, Removed []string
	// Moved are documents found under another path, with the same content.
	Moved []Move
	// Duplicates were not indexed: From is the file, To the Source that has its
	// content.
	Duplicates []Move
	// Failed are files that should have been indexed and could not be.
	Failed []Problem
	// Again are the paths among Failed that changed while they were read, or may still
	// be written: they are to be read again soon. Their documents stay as they were.
	Again []string
	// Skipped are files in folders that are of no kind that is indexed, and
	// links, which are not followed.
	Skipped []Problem
	// Notes are remarks about files that were indexed, such as a legacy encoding.
	Notes []Problem
	// More says that the run ended by Options.Most: files are left to be read, and no
	// document was removed.
	More bool
	// Files has a line for each file that was found, by path, and for each document
	// that was removed.
	Files []FileReport
	// Passages, by kind and by main language, of the documents put by this run.
	Passages int
	Kinds    map[doc.Kind]int
	Langs    map[doc.Lang]int
}

// Status says what became of a file.
type Status string

// The statuses. A file is NotRead when the run was stopped before its turn, or it is in
// the share of another run.
const (
	Added     Status = "added"
	Changed   Status = "changed"
	Unchanged Status = "unchanged"
	Moved     Status = "moved"
	Duplicate Status = "duplicate"
	Removed   Status = "removed"
	Failed    Status = "failed"
	Skipped   Status = "skipped"
	NotRead   Status = "not read"
)

// FileReport is the account of a file. What is not known of one that was not read is
// zero.
type FileReport struct {
	Path   string
	Status Status
	// Reason says why the file failed or was skipped, and of which it is a duplicate.
	Reason   string
	Reading  doc.Reading
	Passages int
	Notes    []string
	// Time is what reading the file and storing its passages took.
	Time time.Duration
}

// Move says that content was found elsewhere.
type Move struct{ From, To string }
