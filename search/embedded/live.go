package embedded

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/izde/izde/search"
)

// Live serves the current generation of an index root and changes to the next
// one when it is published; searches that are under way finish on theirs.
type Live struct {
	root string

	mu      sync.Mutex
	current *held
	seen    time.Time // modification time of the manifest that was read
}

// held counts who uses an engine: the Live itself and every borrower.
type held struct {
	*Engine
	users int
}

// OpenLive opens the index at root. Errors as Open.
func OpenLive(ctx context.Context, root string) (*Live, error) {
	l := &Live{root: root}
	if _, err := l.Refresh(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

// Acquire lends the engine that is current now. release must be called once.
func (l *Live) Acquire() (e *Engine, release func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.current == nil {
		return nil, nil, search.ErrUnavailable
	}
	h := l.current
	h.users++
	return h.Engine, sync.OnceFunc(func() { l.drop(h) }), nil
}

func (l *Live) drop(h *held) {
	l.mu.Lock()
	h.users--
	last := h.users == 0
	l.mu.Unlock()
	if last {
		h.Close()
	}
}

// Refresh opens the current generation if the manifest has changed since, and
// returns its status, or nil when nothing has changed. On an error the
// generation before stays in use.
func (l *Live) Refresh(ctx context.Context) (*search.Status, error) {
	info, err := os.Stat(filepath.Join(l.root, manifestFile))
	if err == nil && info.ModTime().Equal(l.seen) {
		return nil, nil
	}
	e, err := Open(ctx, l.root)
	if err != nil {
		return nil, err
	}
	if info != nil {
		l.seen = info.ModTime()
	}
	l.mu.Lock()
	old := l.current
	l.current = &held{e, 1}
	l.mu.Unlock()
	if old != nil {
		l.drop(old)
	}
	status := e.Status()
	return &status, nil
}

// Watch refreshes every so often until ctx ends, and tells what came of it
// when anything did.
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
		case err != nil:
			tell(search.Status{}, fmt.Errorf("looking for a new generation: %w", err))
		case status != nil:
			tell(*status, nil)
		}
	}
}

// Close stops lending. The engine closes when the last borrower is done.
func (l *Live) Close() {
	l.mu.Lock()
	h := l.current
	l.current = nil
	l.mu.Unlock()
	if h != nil {
		l.drop(h)
	}
}
