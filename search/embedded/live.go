package embedded

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/izde/izde/search/engine"
)

// OpenLive serves the index at root: a new generation when the manifest has changed, and
// the newest whole one when files of the one in use were damaged. serve makes the value
// to lend of each generation's engine, while the generation before is lent; closing the
// value closes the engine. Errors as Open.
func OpenLive[T io.Closer](ctx context.Context, root string, serve func(context.Context, *Engine) T) (*engine.Live[T], error) {
	var serving *Engine
	var seen time.Time // when the manifest was written that was read
	return engine.OpenLive(ctx, func(ctx context.Context) (*engine.Generation[T], error) {
		info, err := os.Stat(filepath.Join(root, manifestFile))
		if err == nil && serving != nil && info.ModTime().Equal(seen) && serving.source.look() == nil {
			return nil, nil
		}
		e, err := Open(ctx, root)
		if err != nil {
			return nil, err
		}
		if serving = e; info != nil {
			seen = info.ModTime()
		}
		return &engine.Generation[T]{Of: serve(ctx, e), Status: e.Status(), Faulted: e.source.faulted, Fault: e.source.err}, nil
	})
}
