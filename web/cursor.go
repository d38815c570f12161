package web

// Cursors: where a list goes on. To clients they are opaque; inside they are
// JSON in base64url (RFC 4648, section 5). A cursor is good for the parameters
// and for the generation of the index that it was made for, so that a walk
// never skips or repeats anything unnoticed.

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
)

// cursor is what a cursor says.
type cursor struct {
	// Params is a digest of the parameters.
	Params     string `json:"p"`
	Generation string `json:"g"`
	// After is search.Result.Next, for search results.
	After string `json:"a,omitempty"`
	// Offset is how many items came before.
	Offset int `json:"o"`
}

// digestParams identifies a list: its path and its parameters without limit
// and cursor, in whatever order they came.
func digestParams(path string, params url.Values) string {
	rest := url.Values{}
	for name, values := range params {
		if name != "limit" && name != "cursor" {
			rest[name] = slices.Sorted(slices.Values(values))
		}
	}
	sum := sha256.Sum256([]byte(path + "?" + rest.Encode()))
	return base64.RawURLEncoding.EncodeToString(sum[:8])
}

func (c cursor) String() string {
	data, err := json.Marshal(c)
	if err != nil { // strings and numbers always encode
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

func badCursor() *faultError {
	return faultIn("cursor", malformedCursor, "give back next exactly as it was received, or leave the cursor out to begin again")
}

// readCursor returns the position that the cursor parameter names; without one,
// the beginning. The result's Params and Generation are set either way.
func readCursor(path string, params url.Values, generation string) (cursor, error) {
	start := cursor{Params: digestParams(path, params), Generation: generation}
	text, err := single(params, "cursor")
	if err != nil || text == "" {
		return start, err
	}
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return start, badCursor()
	}
	var c cursor
	if json.Unmarshal(data, &c) != nil || c.Offset < 0 || c.Params == "" || c.Generation == "" {
		return start, badCursor()
	}
	if c.Params != start.Params {
		return start, faultIn("cursor", cursorMismatch, "a cursor goes with the parameters it was made for (limit aside); leave it out to begin again")
	}
	if c.Generation != generation {
		return start, faultIn("cursor", cursorExpired, "the index has been replaced since; leave the cursor out to begin again")
	}
	return c, nil
}

// nextOffset returns the cursor behind shown more items of total, nil at the
// end.
func (c cursor) nextOffset(shown, total int) *string {
	c.Offset += shown
	if shown == 0 || c.Offset >= total {
		return nil
	}
	next := c.String()
	return &next
}

// cut returns the limit of all that begin at the cursor, and the cursor behind
// them, nil at the end.
func cut[T any](c cursor, all []T, limit int) ([]T, *string) {
	from := min(c.Offset, len(all))
	part := all[from:min(from+limit, len(all))]
	return part, c.nextOffset(len(part), len(all))
}
