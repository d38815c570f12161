package main

// "izde serve --watch": the served index follows the files of folders.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/langid"
	"github.com/izde/izde/indexer/watch"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/web"
)

const (
	// quiet is how long a file must not change before it is read.
	quiet = 400 * time.Millisecond
	// longestBurst bounds how long changes are gathered into one generation.
	longestBurst = 5 * time.Second
	// rescan is how often folders are looked at without a notice of the system.
	rescan = 30 * time.Second
	// retry is how soon a round is repeated that another indexer has kept from working,
	// and retryLate one that has failed or has missed a folder.
	retry     = 2 * time.Second
	retryLate = 10 * time.Second
	// patience is how long a file may be written before that is told as a failure.
	patience = time.Minute
)

// keeper keeps the index that is served in step with folders.
type keeper struct {
	root    string
	folders []string // absolute
	live    served
	log     *slog.Logger
	// options are those of every round; a library that is read beside the folders
	// (Zotero's) is to be read anew by round.
	options indexer.Options

	distrust  bool                 // the open index is not to be built upon unchecked
	unsettled map[string]time.Time // since when files are being written
	warned    map[string]bool      // what the last round warned of

	mu    sync.Mutex
	state web.Upkeep
}

func newKeeper(root string, folders []string, live served, pdfs indexer.PDFReader, log *slog.Logger) (*keeper, error) {
	k := &keeper{root: root, live: live, log: log, unsettled: map[string]time.Time{}}
	k.options = indexer.Options{Identifier: &langid.Detector{}, PDFs: pdfs, States: indexer.NewStates(quiet), Progress: k.progress()}
	var err error
	if k.folders, err = absolute(folders); err != nil {
		return nil, err
	}
	return k, nil
}

// absolute are folders by their whole paths, without links.
func absolute(folders []string) ([]string, error) {
	var all []string
	for _, f := range folders {
		abs, err := filepath.Abs(f)
		if err != nil {
			return nil, fmt.Errorf("watching %s: %w", f, err)
		}
		// A folder whose disk is absent has no links to follow.
		if real, err := filepath.EvalSymlinks(abs); err == nil {
			abs = real
		}
		all = append(all, abs)
	}
	return all, nil
}

// progress returns a function that logs the progress of a round now and then.
func (k *keeper) progress() func(indexer.Progress) {
	var last time.Time
	return func(p indexer.Progress) {
		if p.Done == 0 {
			last = time.Now()
		} else if time.Since(last) > longestBurst {
			last = time.Now()
			k.log.Info("indexing", "done", p.Done, "files", p.Files, "bytes", p.Bytes, "of", p.Total)
		}
	}
}

// upkeep tells how the index was kept up to date so far.
func (k *keeper) upkeep() *web.Upkeep {
	k.mu.Lock()
	defer k.mu.Unlock()
	state := k.state
	return &state
}

// keep follows the folders until ctx ends. Nothing that fails ends it.
func (k *keeper) keep(ctx context.Context) {
	watcher, err := watch.New(watch.Options{Folders: k.folders, Quiet: quiet, Longest: longestBurst, Rescan: rescan})
	if err != nil {
		k.log.Warn("the system gives no notices of changes", "looking every", rescan, "error", err)
	}
	defer watcher.Close()
	k.log.Info("watching", "folders", k.folders)
	deaf := false
	for {
		err := watcher.Follow(ctx)
		if err != nil && ctx.Err() == nil && !deaf {
			k.log.Warn("not all folders give notice of changes", "looking every", rescan, "error", err)
		}
		deaf = err != nil
		next := k.round(ctx)
		if watcher.Wait(ctx, next) != nil {
			return
		}
	}
}

// round brings the index into step with the folders, and returns after what time the
// next round is due whatever changes.
func (k *keeper) round(ctx context.Context) time.Duration {
	start := time.Now()
	report, away, err := k.index(ctx)
	if ctx.Err() != nil {
		return 0
	}
	next := rescan
	state := web.Upkeep{Updated: start, Copies: map[string]string{}}
	warnings := map[string]bool{}
	warn := func(path, reason string) {
		state.Failed = append(state.Failed, k.shown(path, reason))
		key := path + "\x00" + reason
		if warnings[key] = true; !k.warned[key] {
			k.log.Warn("not indexed", "file", path, "reason", reason)
		}
	}
	if err != nil {
		next, k.distrust = retryLate, errors.Is(err, embedded.ErrDamaged)
		k.mu.Lock()
		state = k.state // of the round before
		k.mu.Unlock()
		state.Trouble = web.UpkeepFailed
		if errors.Is(err, embedded.ErrLocked) {
			next, state.Trouble = retry, web.UpkeepLocked
		}
		if key := err.Error(); !k.warned[key] {
			k.log.Warn("the index could not be brought up to date; trying again", "error", err)
		}
		warnings = map[string]bool{err.Error(): true}
	} else {
		k.distrust = false
		for _, folder := range away { // gives no notice when it comes back
			next = retryLate
			warn(folder.Path, folder.Reason)
		}
		unsettled := map[string]time.Time{}
		for _, p := range report.Failed {
			if slices.Contains(report.Again, p.Path) {
				next = 2 * quiet
				since, known := k.unsettled[p.Path]
				if !known {
					since = start
				}
				if unsettled[p.Path] = since; start.Sub(since) < patience {
					continue
				}
			}
			warn(p.Path, p.Reason)
		}
		k.unsettled = unsettled
		for _, m := range report.Duplicates {
			state.Copies[k.shown(m.From, "").Name] = m.To
		}
	}
	k.warned = warnings
	k.mu.Lock()
	k.state = state
	k.mu.Unlock()
	return next
}

// shown is a problem as visitors may read it: no path of this machine is told.
func (k *keeper) shown(path, reason string) web.FailedFile {
	name := filepath.Base(path)
	for _, folder := range k.folders {
		if rel, err := filepath.Rel(folder, path); err == nil && filepath.IsLocal(rel) && rel != "." {
			name = filepath.ToSlash(rel)
		}
		reason = strings.ReplaceAll(reason, folder+string(filepath.Separator), "")
	}
	return web.FailedFile{Name: name, Reason: reason}
}

// index makes a generation of the files that the folders hold now, if they have
// changed, and has it served. away are the folders that cannot be followed.
func (k *keeper) index(ctx context.Context) (report *indexer.Report, away []indexer.Problem, err error) {
	start := time.Now()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a fault of izde (%v); please report it", p)
		}
	}()
	current, release, err := k.live.Acquire()
	if err != nil {
		return nil, nil, err
	}
	defer release()
	options := embedded.BuildOptions{Extractor: strconv.Itoa(indexer.Version), Keep: keep}
	if !k.distrust {
		options.Current, _ = current.Engine.(*embedded.Engine)
	}
	builder, err := embedded.Build(ctx, k.root, options)
	if err != nil {
		return nil, nil, err
	}
	defer builder.Abort()
	k.notice(builder)
	held := map[string]bool{}
	for _, d := range builder.Documents() {
		held[d.Root] = true
	}
	here, away := k.present(held)
	report = &indexer.Report{}
	if len(here) > 0 {
		if report, err = indexer.Run(ctx, builder, here, k.options); err != nil {
			return nil, nil, err
		}
	}
	if again, _ := k.present(held); !slices.Equal(again, here) {
		return nil, nil, errors.New("a folder came or went while it was read")
	}
	for _, s := range builder.Dropped() {
		k.log.Warn("left out: it is no longer in the index; index its folder again", "file", filepath.Join(s.Root, s.Source))
	}
	generation, err := builder.Commit(ctx)
	if err != nil {
		return nil, nil, err
	}
	k.notice(builder)
	status, err := k.live.Refresh(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("changing to %s: %w", generation.Name, err)
	}
	if status != nil {
		debug.FreeOSMemory() // reading documents leaves much that a server need not hold
		logStatus(k.log, *status)
		k.log.Info("brought up to date", "added", len(report.Added), "changed", len(report.Changed), "moved", len(report.Moved),
			"removed", len(report.Removed), "failed", len(report.Failed), "seconds", time.Since(start).Seconds())
	}
	return report, away, nil
}

func (k *keeper) notice(b *embedded.Builder) {
	if b.Notice != "" {
		k.log.Warn(b.Notice)
		b.Notice = ""
	}
}

// present returns the folders that are there. A folder that is gone, or is empty
// though the index holds documents of it, is one whose disk or network is away: its
// documents stay.
func (k *keeper) present(held map[string]bool) (here []string, away []indexer.Problem) {
	for _, folder := range k.folders {
		empty := true
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil && path == folder {
				return err
			}
			if err != nil || d.IsDir() {
				return nil
			}
			empty = false
			return fs.SkipAll
		})
		switch {
		case errors.Is(err, fs.ErrNotExist):
			away = append(away, indexer.Problem{Path: folder, Reason: "the folder is not there; its documents stay in the index until it is"})
		case err != nil:
			away = append(away, indexer.Problem{Path: folder, Reason: "it cannot be read: " + err.Error()})
		case empty && held[folder]:
			away = append(away, indexer.Problem{Path: folder, Reason: "the folder is empty, as that of a disk that is not mounted; its documents stay in the index"})
		default:
			here = append(here, folder)
		}
	}
	return here, away
}

// openWatched opens the index at root for a server that watches folders: where there
// is none that can be opened it makes one without documents, waiting for an indexer
// that is at work. What else it held is told.
func openWatched(ctx context.Context, root string, folders []string, log *slog.Logger) (served, error) {
	for told := false; ; told = true {
		live, err := inFolder(root).live(ctx)
		if !errors.Is(err, embedded.ErrNoIndex) && !errors.Is(err, embedded.ErrDamaged) && !errors.Is(err, embedded.ErrForeign) {
			return live, err
		}
		log.Info("there is no index that can be opened; making one", "error", err)
		err = createIndex(ctx, root, folders, log)
		switch {
		case errors.Is(err, embedded.ErrLocked):
			if !told {
				log.Warn("waiting for the other indexer", "error", err)
			}
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-time.After(retry):
			}
		case err != nil:
			return nil, withAdvice(err, root)
		}
	}
}

func createIndex(ctx context.Context, root string, folders []string, log *slog.Logger) error {
	b, err := embedded.Build(ctx, root, embedded.BuildOptions{Extractor: strconv.Itoa(indexer.Version), Rebuild: true, Keep: keep})
	if err != nil {
		return err
	}
	defer b.Abort()
	if folders, err = absolute(folders); err != nil {
		return err
	}
	for _, s := range b.Dropped() {
		file := filepath.Join(s.Root, s.Source)
		if !slices.ContainsFunc(folders, func(folder string) bool {
			below, err := filepath.Rel(folder, file)
			return err == nil && filepath.IsLocal(below)
		}) {
			log.Warn("left out: it is in no folder that is watched; index its folder again", "file", file)
		}
	}
	_, err = b.Commit(ctx)
	return err
}
