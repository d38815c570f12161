package web

// Cursors: where a list goes on. To clients they are opaque; inside they are
// JSON in base64url (RFC 4648, section 5). A cursor is good for the parameters
// and for the generation of the index that it was made for, so that a walk
// never skips or repeats anything unnoticed.

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
)

// cursor is the content of a cursor.
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
		if name != "limit" && name != "cursor" && name != "page" {
			rest[name] = slices.Sorted(slices.Values(values))
		}
	}
	sum := sha256.Sum256([]byte(path + "?" + rest.Encode()))
	return base64.RawURLEncoding.EncodeToString(sum[:8])
}

// digestRequest identifies the hits of a search and their order.
func digestRequest(r *search.Request) string {
	h := sha256.New()
	fmt.Fprintf(h, "search %q %s %d %s %t %q", r.Query.Text, r.Mode, r.Views, r.Sort, r.Grouped, slices.Sorted(slices.Values(r.Without)))
	for _, f := range r.Filters {
		fmt.Fprintf(h, " %s %q %q", f.Facet, slices.Sorted(slices.Values(f.Include)), slices.Sorted(slices.Values(f.Exclude)))
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:8])
}

func (c cursor) String() string {
	data, err := json.Marshal(c)
	if err != nil { // strings and numbers always encode
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

func badCursor() *problem {
	return faultIn("cursor", malformedCursor, "give back next exactly as it was received, or leave the cursor out to begin again")
}

// cursor returns the position in the list of that digest that the cursor parameter
// names; without one, the beginning. Its Params and Generation are set either way.
func (x *call) cursor(digest string) cursor {
	start := cursor{Params: digest, Generation: x.desk.Status().Generation}
	text := x.single("cursor")
	if text == "" {
		return start
	}
	var c cursor
	data, err := base64.RawURLEncoding.DecodeString(text)
	switch {
	case err != nil || json.Unmarshal(data, &c) != nil || c.Offset < 0 || c.Params == "" || c.Generation == "":
		x.fail(badCursor())
	case c.Params != start.Params:
		x.fail(faultIn("cursor", cursorMismatch, "a cursor goes with the parameters it was made for (limit aside); leave it out to begin again"))
	case c.Generation != start.Generation:
		x.fail(faultIn("cursor", cursorExpired, "the index has been replaced since; leave the cursor out to begin again"))
	default:
		return c
	}
	return start
}

// listCursor returns the position in the list that the path names.
func (x *call) listCursor() cursor { return x.cursor(digestParams(x.Request.URL.Path, x.params)) }

// searchCursor returns the position among the hits of a search, from which r then
// goes on. It is good for the same request, however the parameters write it.
func (x *call) searchCursor(r *desk.SearchRequest) cursor {
	if x.err != nil {
		return cursor{}
	}
	at := x.paged(x.cursor(digestRequest(&r.Request)), r.Limit)
	r.After, r.Shown = at.After, at.Offset
	return at
}

// paged is the position of the page that the page parameter numbers from 1, of size
// items each; without one it is at, that of the cursor.
func (x *call) paged(at cursor, size int) cursor {
	page := x.number("page", 1, 1, desk.MaxDepth)
	if x.params.Get("page") == "" {
		return at
	}
	if x.params.Get("cursor") != "" {
		x.fail(faultIn("page", invalidValue, "give page or cursor, not both"))
		return at
	}
	at.Offset = (page - 1) * size
	return at
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

// nextAfter returns the cursor behind the hits of a search, nil at the end.
func (c cursor) nextAfter(found *desk.Found) *string {
	if found.Next == "" {
		return nil
	}
	c.After, c.Offset = found.Next, c.Offset+len(found.Hits)
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
