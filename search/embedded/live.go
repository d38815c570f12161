package embedded

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/izde/izde/search"
)

// Live serves a value made of the current generation of an index root, and changes to
// the next generation when it is published; searches under way finish on their own
// generation.
type Live[T io.Closer] struct {
	root  string
	serve func(context.Context, *Engine) T

	// refreshing is held by the caller that looks for a new generation; seen is the
	// modification time of the manifest that was read.
	refreshing sync.Mutex
	seen       time.Time

	mu      sync.Mutex
	current *held[T]
	closed  bool
}

// held counts the users of a generation: the Live itself and every borrower.
type held[T io.Closer] struct {
	of     T
	engine *Engine
	users  int
}

// OpenLive opens the index at root. serve makes the value to lend of each
// generation's engine, while the generation before is lent; closing the value closes the
// engine. Errors as Open.
func OpenLive[T io.Closer](ctx context.Context, root string, serve func(context.Context, *Engine) T) (*Live[T], error) {
	l := &Live[T]{root: root, serve: serve}
	if _, err := l.Refresh(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

// Acquire lends the current value. release must be called once. It returns
// search.ErrUnavailable after Close, and while the files of the generation are damaged
// and no other has been opened.
func (l *Live[T]) Acquire() (of T, release func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.current
	if h == nil {
		return of, nil, search.ErrUnavailable
	}
	if err := h.engine.source.err(); err != nil {
		return of, nil, err
	}
	h.users++
	return h.of, sync.OnceFunc(func() { l.drop(h) }), nil
}

func (l *Live[T]) drop(h *held[T]) {
	l.mu.Lock()
	h.users--
	last := h.users == 0
	l.mu.Unlock()
	if last {
		h.of.Close()
	}
}

// Refresh opens the current generation if the manifest has changed since, or the newest
// whole one if the files of the generation in use were damaged. It returns its status, or
// nil when nothing has changed. On an error the previous generation
// stays in use.
func (l *Live[T]) Refresh(ctx context.Context) (*search.Status, error) {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	info, err := os.Stat(filepath.Join(l.root, manifestFile))
	if err == nil && info.ModTime().Equal(l.seen) && l.whole() {
		return nil, nil
	}
	e, err := Open(ctx, l.root)
	if err != nil {
		return nil, err
	}
	if info != nil {
		l.seen = info.ModTime()
	}
	status, of := e.Status(), l.serve(ctx, e)
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil, of.Close()
	}
	old := l.current
	l.current = &held[T]{of, e, 1}
	l.mu.Unlock()
	if old != nil {
		l.drop(old)
	}
	return &status, nil
}

// whole reports whether the files of the generation in use are undamaged.
func (l *Live[T]) whole() bool {
	l.mu.Lock()
	h := l.current
	l.mu.Unlock()
	return h == nil || h.engine.source.look() == nil
}

// faulted is closed when the files of the generation in use are damaged.
func (l *Live[T]) faulted() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.current == nil {
		return nil
	}
	return l.current.engine.source.faulted
}

// Watch refreshes at an interval, and at once when the files in use were damaged, until
// ctx ends. It calls tell with each new status and each error.
func (l *Live[T]) Watch(ctx context.Context, every time.Duration, tell func(search.Status, error)) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	faulted := l.faulted()
	for {
		select {
		case <-ctx.Done():
			return
		case <-faulted:
		case <-ticker.C:
		}
		status, err := l.Refresh(ctx)
		if faulted = nil; err == nil {
			faulted = l.faulted()
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			tell(search.Status{}, fmt.Errorf("looking for a new generation: %w", err))
		case status != nil:
			tell(*status, nil)
		}
	}
}

// Close stops lending. A lent value closes when its last borrower has released it.
func (l *Live[T]) Close() {
	l.mu.Lock()
	h := l.current
	l.current, l.closed = nil, true
	l.mu.Unlock()
	if h != nil {
		l.drop(h)
	}
}
