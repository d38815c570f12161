package embedded

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/izde/izde/search/engine"
)

// OpenLive serves the index at root: a new generation when the manifest has changed, and
// the newest whole one when files of the one in use were damaged. serve makes the value
// to lend of each generation's engine, while the generation before is lent; closing the
// value closes the engine. Errors as Open.
func OpenLive[T io.Closer](ctx context.Context, root string, serve func(context.Context, *Engine) T) (*engine.Live[T], error) {
	var serving *Engine
	var seen [2]fs.FileInfo // the manifest and its copy as they were read
	return engine.OpenLive(ctx, func(ctx context.Context) (*engine.Generation[T], error) {
		var now [2]fs.FileInfo
		for i, name := range []string{manifestFile, manifestFile + copySuffix} {
			now[i], _ = os.Stat(filepath.Join(root, name))
		}
		if serving != nil && serving.source.look() == nil {
			if unchanged(seen[0], now[0]) && unchanged(seen[1], now[1]) {
				return nil, nil
			}
			if serving.source.isFirst(root) {
				seen = now
				return nil, nil
			}
		}
		e, err := Open(ctx, root)
		if err != nil {
			return nil, err
		}
		serving, seen = e, now
		return &engine.Generation[T]{Of: serve(ctx, e), Status: e.Status(), Faulted: e.source.faulted, Fault: e.source.err}, nil
	})
}

// unchanged reports whether a file, nil where there was none, is the same one and has its
// size and time of change. That time alone does not tell: clocks are set back, and two
// files may be written within one of their steps.
func unchanged(was, now fs.FileInfo) bool {
	if was == nil || now == nil {
		return was == nil && now == nil
	}
	return os.SameFile(was, now) && was.Size() == now.Size() && was.ModTime().Equal(now.ModTime())
}

// isFirst reports whether the manifest names the generation first: it changes again when
// its copy is written.
func (g *Generation) isFirst(root string) bool {
	m, err := ReadManifest(root)
	return err == nil && m.Generations[0].Name == g.Name && m.Generations[0].Built.Equal(g.Built) && slices.Equal(m.Generations[0].Files, g.Files)
}
