// Package watch tells when folders have changed. It listens to the notices of the
// operating system (inotify, FSEvents, ReadDirectoryChangesW) where there are any, and
// looks anew from time to time: network file systems give no notices, and a queue may
// overflow. It knows neither files nor an index, and imports nothing of izde's.
package watch

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options of a Watcher. Times must be positive.
type Options struct {
	Folders []string // a file among them is watched too
	// Quiet is how long no notice must come before a change counts as complete, and
	// Longest how long notices are gathered at most.
	Quiet, Longest time.Duration
	// Rescan is the interval at which the folders count as changed without a notice.
	Rescan time.Duration
}

// Watcher listens to the changes of folders and all folders below them.
type Watcher struct {
	options Options
	notices *fsnotify.Watcher // nil: the system gives none
}

// New returns a Watcher. Without the notices of the system it works by looking anew
// alone; err then says why there are none.
func New(o Options) (w *Watcher, err error) {
	w = &Watcher{options: o}
	w.notices, err = fsnotify.NewWatcher()
	return w, err
}

// Close ends the listening.
func (w *Watcher) Close() error {
	if w.notices == nil {
		return nil
	}
	return w.notices.Close()
}

// Follow listens to the folders that there are now; new ones come to be with time.
// What happens after it has returned is told by the next Wait. err joins the reasons
// for which folders are not listened to; that a folder is gone is none.
func (w *Watcher) Follow(ctx context.Context) error {
	if w.notices == nil {
		return nil
	}
	var errs []error
	for _, root := range w.options.Folders {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil || !d.IsDir() && path != root:
				return nil
			case path != root && hidden(path):
				return fs.SkipDir
			}
			if err := w.notices.Add(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
				return fs.SkipAll // the next ones would fail for the same reason
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return errors.Join(errs...)
}

func hidden(path string) bool { return strings.HasPrefix(filepath.Base(path), ".") }

// Wait returns when something has changed and the changes have ended for the time
// being, when it is time to look anew, or after most. It returns the error of the
// context, or nil.
func (w *Watcher) Wait(ctx context.Context, most time.Duration) error {
	var events chan fsnotify.Event
	var failures chan error
	if w.notices != nil {
		events, failures = w.notices.Events, w.notices.Errors
	}
	due := time.NewTimer(min(most, w.options.Rescan))
	defer due.Stop()
	var last <-chan time.Time // the end of gathering
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-due.C:
			return nil
		case e := <-events:
			// Reading a file may change its attributes.
			if e.Op == fsnotify.Chmod || hidden(e.Name) {
				continue
			}
		case <-failures: // notices were lost
		case <-last:
			return nil
		}
		if last == nil {
			last = time.After(w.options.Longest)
		}
		due.Reset(w.options.Quiet)
	}
}
