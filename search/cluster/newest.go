package cluster

import "context"

// Newest opens the generations of an index one after the other, as they are published.
// It is for one goroutine.
type Newest struct {
	Options Options
	serving *Engine
}

// Open opens the generation that is served if it is another than at the last call, else
// it returns nil. Errors as Open.
func (n *Newest) Open(ctx context.Context) (*Engine, error) {
	if n.serving != nil {
		if superseded, err := n.serving.superseded(ctx); err != nil || !superseded {
			return nil, err
		}
	}
	e, err := Open(ctx, n.Options)
	if err == nil {
		n.serving = e
	}
	return e, err
}
