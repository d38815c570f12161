package engine

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/izde/izde/search"
)

// Live serves the current generation of an index, and changes to the next one when it
// is published; searches under way finish on their own generation.
type Live[T io.Closer] struct {
	next func(context.Context) (*Generation[T], error)

	// refreshing is held by the caller that looks for a new generation.
	refreshing sync.Mutex

	mu      sync.Mutex
	current *held[T]
	closed  bool
}

// Generation is what a Live lends of a generation. Closing Of closes the generation.
type Generation[T io.Closer] struct {
	Of     T
	Status search.Status
	// Faulted, if set, is closed when the generation cannot be read any more; Fault says
	// then why, and is nil before.
	Faulted <-chan struct{}
	Fault   func() error
}

// held counts the users of a generation: the Live itself and every borrower.
type held[T io.Closer] struct {
	*Generation[T]
	users int
}

// OpenLive opens the current generation. next returns the newest one where it is another
// than at its last call, or that cannot be read any more, else nil; a Live never calls
// it twice at a time.
func OpenLive[T io.Closer](ctx context.Context, next func(context.Context) (*Generation[T], error)) (*Live[T], error) {
	l := &Live[T]{next: next}
	if _, err := l.Refresh(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

// Acquire lends the current generation. release must be called once. It returns
// search.ErrUnavailable after Close, and while the generation cannot be read and no
// other has been opened.
func (l *Live[T]) Acquire() (of T, release func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.current
	if h == nil {
		return of, nil, search.ErrUnavailable
	}
	if h.Fault != nil {
		if err := h.Fault(); err != nil {
			return of, nil, err
		}
	}
	h.users++
	return h.Of, sync.OnceFunc(func() { l.drop(h) }), nil
}

func (l *Live[T]) drop(h *held[T]) {
	l.mu.Lock()
	h.users--
	last := h.users == 0
	l.mu.Unlock()
	if last {
		h.Of.Close()
	}
}

// Refresh opens the newest generation if it is another than the one served, and returns
// its status, or nil when nothing has changed. On an error the previous generation
// stays in use.
func (l *Live[T]) Refresh(ctx context.Context) (*search.Status, error) {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	newest, err := l.next(ctx)
	if newest == nil || err != nil {
		return nil, err
	}
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil, newest.Of.Close()
	}
	old := l.current
	l.current = &held[T]{newest, 1}
	l.mu.Unlock()
	if old != nil {
		l.drop(old)
	}
	return &newest.Status, nil
}

// faulted is closed when the generation in use cannot be read any more.
func (l *Live[T]) faulted() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.current == nil {
		return nil
	}
	return l.current.Faulted
}

// Watch refreshes at an interval, and at once when the generation in use cannot be read
// any more, until ctx ends. It calls tell with each new status and each error.
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

// Close stops lending. A lent generation closes when its last borrower has released it.
func (l *Live[T]) Close() {
	l.mu.Lock()
	h := l.current
	l.current, l.closed = nil, true
	l.mu.Unlock()
	if h != nil {
		l.drop(h)
	}
}
