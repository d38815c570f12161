package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/izde/izde/search"
)

// Writing in bulk: every item is answered by itself. An item that the cluster has no
// room for now is sent again, any other failure ends the build. Things have ids, so
// that a repeated item replaces itself.

// bulkSize is how many bytes are sent at once.
const bulkSize = 5 << 20

// bulk collects items for one goroutine.
type bulk struct {
	c     *client
	items [][]byte
	size  int
}

// add adds a thing to an index.
func (b *bulk) add(ctx context.Context, index, id, routing string, thing any) error {
	return b.item(ctx, "index", index, id, routing, thing)
}

// remove removes a thing. What is repeated may come after what follows it, so that a thing
// with its id must not be added before a flush.
func (b *bulk) remove(ctx context.Context, index, id, routing string) error {
	return b.item(ctx, "delete", index, id, routing)
}

func (b *bulk) item(ctx context.Context, action, index, id, routing string, thing ...any) error {
	target := object{"_index": index, "_id": id}
	if routing != "" {
		target["routing"] = routing
	}
	var item bytes.Buffer
	e := json.NewEncoder(&item) // ends each value with a line break
	e.SetEscapeHTML(false)
	for _, line := range append(list{object{action: target}}, thing...) {
		if err := e.Encode(line); err != nil {
			return fmt.Errorf("encoding %s: %w", id, err)
		}
	}
	b.items = append(b.items, item.Bytes())
	if b.size += item.Len(); b.size >= bulkSize {
		return b.flush(ctx)
	}
	return nil
}

// flush sends what was collected.
func (b *bulk) flush(ctx context.Context) error {
	items := b.items
	b.items, b.size = nil, 0
	return b.c.send(ctx, items)
}

// send sends items until each is accepted.
func (c *client) send(ctx context.Context, items [][]byte) error {
	pause := firstPause
	for try := 0; len(items) > 0; try++ {
		if try == maxTries {
			return fmt.Errorf("%w: the cluster has no room for %d items; see whether its disk or its queues are full", search.ErrUnavailable, len(items))
		}
		if try > 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(pause + rand.N(pause/2)):
			}
			pause *= 2
		}
		var answer struct {
			Errors bool
			Items  []map[string]struct {
				ID     string `json:"_id"`
				Status int
				Error  struct{ Type, Reason string }
			}
		}
		err := c.do(ctx, http.MethodPost, "/_bulk", "application/x-ndjson", bytes.Join(items, nil), &answer)
		if told, ok := errors.AsType[*statusError](err); ok && told.code == http.StatusRequestEntityTooLarge && len(items) > 1 {
			half := len(items) / 2
			if err := c.send(ctx, items[:half]); err != nil {
				return err
			}
			return c.send(ctx, items[half:])
		}
		if err != nil {
			return fmt.Errorf("writing to the cluster: %w", err)
		}
		if len(answer.Items) != len(items) {
			return fmt.Errorf("writing to the cluster: %d of %d items are answered", len(answer.Items), len(items))
		}
		var again [][]byte
		for i, item := range answer.Items {
			for action, told := range item {
				switch {
				case told.Status < 300, action == "delete" && told.Status == http.StatusNotFound: // gone by an earlier try
				case told.Error.Type == "cluster_block_exception":
					return fmt.Errorf("%w (%s); free its disk or lift the block", ErrReadOnly, told.Error.Reason)
				case told.Status == http.StatusTooManyRequests || told.Status == http.StatusServiceUnavailable:
					again = append(again, items[i])
				default:
					return fmt.Errorf("writing %s to the cluster: %d %s: %.300s", told.ID, told.Status, told.Error.Type, told.Error.Reason)
				}
			}
		}
		items = again
	}
	return nil
}
