package web

// The search of the API for callers within the program.

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/izde/izde/search"
)

// SearchRequest reads the parameters of GET /api/v1/search, cursor aside.
func SearchRequest(params url.Values) (*search.Request, error) {
	if err := checkNames(params, searchParams, nil); err != nil {
		return nil, err
	}
	return readRequest(params)
}

// SearchJSON answers as GET /api/v1/search does, indented and with a newline at
// its end.
func SearchJSON(ctx context.Context, index Index, params url.Values) ([]byte, error) {
	if err := checkNames(params, searchParams, nil); err != nil {
		return nil, err
	}
	answer, err := new(site).search(ctx, index, params)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(answer); err != nil {
		return nil, fmt.Errorf("encoding the answer: %w", err)
	}
	return b.Bytes(), nil
}
