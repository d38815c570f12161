package main

// The pairs of words that the user keeps beside an index, while it is served.

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/index"
)

// keeping keeps the pairs of the index at root in step with their file, which others
// ("izde glossary") may write too.
type keeping struct {
	root string
	live served

	mu sync.Mutex
	// seen is the file, and to the generation of the index, that were brought together.
	seen os.FileInfo
	to   *index.Index
}

// follow brings pairs that others have changed, at an interval until ctx ends.
func (k *keeping) follow(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		k.mu.Lock()
		if err := k.bring(); err != nil {
			slog.Error("the glossary is not used as it is now", "error", err)
		}
		k.mu.Unlock()
	}
}

// bring gives the served generation the pairs of the file, where either is another than
// before. The caller holds mu.
func (k *keeping) bring() error {
	info, err := os.Stat(filepath.Join(k.root, "state", glossary.StateFile))
	if err != nil {
		info = nil // there is none yet
	}
	i, release, err := k.live.Acquire()
	if err != nil {
		return nil // nothing is served
	}
	defer release()
	same := (info == nil) == (k.seen == nil) && (info == nil || info.ModTime().Equal(k.seen.ModTime()) && info.Size() == k.seen.Size())
	if same && i == k.to {
		return nil
	}
	k.seen, k.to = info, i // a file that cannot be read is told once
	pairs, err := inFolder(k.root).brought(context.Background())
	if err != nil {
		return err
	}
	i.Glossary.Bring(pairs)
	return nil
}

// Switch switches a pair off, or on again, for all queries from now on.
func (k *keeping) Switch(t *search.Translation, off bool) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	pairs, err := inFolder(k.root).brought(context.Background())
	if err != nil {
		return err
	}
	if err := inFolder(k.root).keepPairs(context.Background(), glossary.Switch(pairs, glossary.Form{Lang: t.Lang, Text: t.Term}, glossary.Form{Lang: t.To, Text: t.With}, off)); err != nil {
		return err
	}
	return k.bring()
}
