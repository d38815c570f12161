package indexer

// This file lays what people write about a document, in its sidecar NAME.csl.json, over what
// its text yields, and tells them what they have written wrongly.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/izde/izde/search/cite"
)

// describe lays a sidecar over the item that the text yields: its fields win, save
// the id, which is the document's. A sidecar is a CSL-JSON item or an array of one.
func describe(item cite.Item, sidecar []byte) (cite.Item, error) {
	raw, err := sole(sidecar)
	if err != nil {
		return item, err
	}
	// Lists are replaced, not laid over one another element by element.
	var own cite.Item
	if err := json.Unmarshal(raw, &own); err != nil {
		return item, malformed(raw, err)
	}
	merged := item
	if own.Author != nil {
		merged.Author = nil
	}
	if err := json.Unmarshal(raw, &merged); err != nil {
		return item, malformed(raw, err)
	}
	merged.ID = item.ID
	return merged, nil
}

// sole is the item of a sidecar.
func sole(sidecar []byte) (json.RawMessage, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(sidecar), []byte("[")) {
		return sidecar, nil
	}
	var items []json.RawMessage
	if err := json.Unmarshal(sidecar, &items); err != nil {
		return nil, malformed(sidecar, err)
	}
	if len(items) != 1 {
		return nil, fmt.Errorf("it holds %d items; a sidecar describes one document", len(items))
	}
	return items[0], nil
}

// malformed says what is wrong with a sidecar in terms of CSL-JSON, and in which line.
func malformed(sidecar []byte, err error) error {
	said := err.Error()
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		want := "text in quotes"
		switch wrong.Field {
		case "":
			want = `{"title": "…"}`
		case "author", "editor", "translator":
			want = `[{"family": "…", "given": "…"}]`
		case "custom":
			want = `{"name": "text"}`
		}
		said = fmt.Sprintf("%s is written as %s, not as JSON's %s", cmp.Or(wrong.Field, "an item"), want, wrong.Value)
	} else if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		said = fmt.Sprintf("line %d: %v", 1+bytes.Count(sidecar[:min(wrong.Offset, int64(len(sidecar)))], []byte("\n")), wrong)
	}
	return fmt.Errorf("it is no CSL-JSON (%s); mend or remove it", said)
}

// strangers are the members of a sidecar that CSL-JSON does not have, in order.
func strangers(sidecar []byte) []string {
	raw, err := sole(sidecar)
	members := map[string]json.RawMessage{}
	if err != nil || json.Unmarshal(raw, &members) != nil {
		return nil
	}
	maps.DeleteFunc(members, func(name string, _ json.RawMessage) bool { return cite.IsVariable(name) })
	return slices.Sorted(maps.Keys(members))
}
