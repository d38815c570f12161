package engine

import (
	"context"
	"sync"

	"github.com/izde/izde/search"
)

// Prepared is what is made once of all of an index, for everybody who asks for it: its
// making goes on when who began it no longer waits. Where it fails, who asks next begins
// again.
type Prepared[T any] struct {
	make func(ctx context.Context) (T, error)

	mu      sync.Mutex
	making  *making[T]
	stopped bool
}

type making[T any] struct {
	cancel context.CancelFunc
	done   chan struct{}
	made   T
	err    error
}

// Prepare returns what make makes, which has not begun.
func Prepare[T any](make func(ctx context.Context) (T, error)) *Prepared[T] {
	return &Prepared[T]{make: make}
}

// begin returns nil after Close.
func (p *Prepared[T]) begin() *making[T] {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.making != nil || p.stopped {
		return p.making
	}
	ctx, cancel := context.WithCancel(context.Background())
	m := &making[T]{cancel: cancel, done: make(chan struct{})}
	p.making = m
	go func() {
		defer close(m.done)
		if m.made, m.err = p.make(ctx); m.err != nil {
			p.mu.Lock()
			p.making = nil
			p.mu.Unlock()
		}
	}()
	return m
}

// Wait returns it when it is made. Its errors are those of ctx and of the making, and
// search.ErrUnavailable after Close.
func (p *Prepared[T]) Wait(ctx context.Context) (made T, err error) {
	m := p.begin()
	if m == nil {
		return made, search.ErrUnavailable
	}
	select {
	case <-m.done:
		return m.made, m.err
	case <-ctx.Done():
		return made, ctx.Err()
	}
}

// Made returns it if it is made by now; else it begins to make it.
func (p *Prepared[T]) Made() (made T, ok bool) {
	m := p.begin()
	if m == nil {
		return made, false
	}
	select {
	case <-m.done:
		return m.made, m.err == nil
	default:
		return made, false
	}
}

// Close ends the making. The index must not be closed before.
func (p *Prepared[T]) Close() {
	p.mu.Lock()
	m := p.making
	p.stopped = true
	p.mu.Unlock()
	if m != nil {
		m.cancel()
		<-m.done
	}
}
