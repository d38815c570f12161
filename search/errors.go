package search

import "errors"

// The errors that an engine returns; callers tell them apart with errors.Is
// and errors.As.
var (
	// ErrNotFound: no document, passage or work has that id.
	ErrNotFound = errors.New("not found")
	// ErrUnavailable: no index can be served at the moment.
	ErrUnavailable = errors.New("index unavailable")
	// ErrBadCursor: a cursor that this engine did not make.
	ErrBadCursor = errors.New("malformed cursor")
)
