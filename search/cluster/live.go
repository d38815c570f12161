package cluster

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/engine"
)

// OpenLive serves an index: a new generation when the alias was moved, and each time that
// it is looked for, the state of the cluster. serve makes the value to lend of each
// generation's engine, while the one before is lent; closing the value closes the engine.
// Errors as Open.
func OpenLive[T io.Closer](ctx context.Context, o Options, serve func(context.Context, *Engine) T) (*engine.Live[T], error) {
	var serving *Engine
	return engine.OpenLive(ctx, func(ctx context.Context) (*engine.Generation[T], error) {
		if serving != nil {
			if s, err := serving.observe(ctx); err != nil || !s.Answers() {
				return nil, err
			}
			if superseded, err := serving.superseded(ctx); err != nil || !superseded {
				return nil, err
			}
		}
		e, err := Open(ctx, o)
		if err != nil {
			return nil, err
		}
		serving = e
		return &engine.Generation[T]{Of: serve(ctx, e), Status: e.Status()}, nil
	})
}

// observeTime is how long a cluster may take to say how it is.
const observeTime = 3 * time.Second

// observe finds out how the cluster is, for Status. Errors: ErrRefused, and that of ctx:
// not to answer is a state, too.
func (e *Engine) observe(ctx context.Context) (search.ClusterState, error) {
	within, cancel := context.WithTimeout(ctx, observeTime)
	defer cancel()
	s := &search.Cluster{State: search.ClusterUnreachable}
	h, err := e.c.health(within, e.names.indexes(e.manifest.Generation), "level=cluster")
	switch {
	case errors.Is(err, ErrRefused):
		return s.State, err
	case err == nil:
		s = &search.Cluster{State: search.ClusterState(h.Status), Nodes: h.Nodes, Missing: h.Unassigned + h.Initializing}
	}
	s.Requests, s.Failed = e.c.requests.Load(), e.c.failed.Load()
	e.state.Store(s)
	return s.State, ctx.Err()
}
