package search

import "errors"

// The errors of what serves an index; callers tell them apart with errors.Is
// and errors.As.
var (
	// ErrNotFound: no document, passage or work has that id.
	ErrNotFound = errors.New("not found")
	// ErrUnavailable: no index can be served at the moment.
	ErrUnavailable = errors.New("index unavailable")
	// ErrBadCursor: a cursor that this engine did not make.
	ErrBadCursor = errors.New("malformed cursor")
	// ErrNoFile: the file of a document is not to be had.
	ErrNoFile = errors.New("no file")
	// ErrFileChanged: the file of a document is not what was indexed.
	ErrFileChanged = errors.New("file changed since it was indexed")
)
