package index

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/izde/izde/search"
)

// Live serves the current generation of an index, and changes to the next one when it
// is published; searches under way finish on their own generation.
type Live struct {
	next func(context.Context) (*Index, error)

	// refreshing is held by the caller that looks for a new generation.
	refreshing sync.Mutex

	mu      sync.Mutex
	current *held
	closed  bool
}

// held counts the users of a generation: the Live itself and every borrower.
type held struct {
	of    *Index
	users int
}

// OpenLive opens the current generation. next returns the newest generation where it is
// another than at its last call, else nil; a Live never calls it twice at a time.
func OpenLive(ctx context.Context, next func(context.Context) (*Index, error)) (*Live, error) {
	l := &Live{next: next}
	if _, err := l.Refresh(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

// Acquire lends the current generation. release must be called once. After Close it
// returns search.ErrUnavailable.
func (l *Live) Acquire() (of *Index, release func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.current
	if h == nil {
		return nil, nil, search.ErrUnavailable
	}
	h.users++
	return h.of, sync.OnceFunc(func() { l.drop(h) }), nil
}

func (l *Live) drop(h *held) {
	l.mu.Lock()
	h.users--
	last := h.users == 0
	l.mu.Unlock()
	if last {
		h.of.Close()
	}
}

// Refresh opens the newest generation if it is another than the one served, and returns
// its status, or nil when nothing has changed. On an error the previous generation
// stays in use.
func (l *Live) Refresh(ctx context.Context) (*search.Status, error) {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	newest, err := l.next(ctx)
	if newest == nil || err != nil {
		return nil, err
	}
	status := newest.Status()
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil, newest.Close()
	}
	old := l.current
	l.current = &held{newest, 1}
	l.mu.Unlock()
	if old != nil {
		l.drop(old)
	}
	return &status, nil
}

// Watch refreshes at an interval until ctx ends, and calls tell with each new status
// and each error.
func (l *Live) Watch(ctx context.Context, every time.Duration, tell func(search.Status, error)) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		status, err := l.Refresh(ctx)
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
func (l *Live) Close() {
	l.mu.Lock()
	h := l.current
	l.current, l.closed = nil, true
	l.mu.Unlock()
	if h != nil {
		l.drop(h)
	}
}
