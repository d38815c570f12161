package embedded

// Files that change under an open engine. Segments are mapped into memory: where one is
// cut short, reading beyond its end is a fault of the processor (SIGBUS), which would
// kill the program, and where one is overwritten, what is read is wrong. Every method of
// the port, on whatever goroutine, therefore ends in Engine.guard: it turns such a fault
// into an error, and looks whether files have changed. An engine whose files are damaged
// answers nothing any more, and OpenLive serves a generation that is whole.

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/izde/izde/search"
)

// source is the generation that an engine was opened from.
type source struct {
	*Generation
	root string
	lost map[string]error // files that were damaged when it was opened, and are not used

	looked  atomic.Int64 // when the files were looked at last, in nanoseconds since began
	mu      sync.Mutex
	stamps  []fs.FileInfo // of the files, nil for one that could not be asked
	fault   error
	faulted chan struct{} // closed when there is a fault
}

// lookEvery is how often answers look whether files have changed.
const lookEvery = 20 * time.Millisecond

// began is a time by whose distance times are told: clocks are set back, distances are
// not.
var began = time.Now()

func newSource(g *Generation, root string) *source {
	return &source{Generation: g, root: root, stamps: g.stamps(root), faulted: make(chan struct{})}
}

// stamps returns the sizes and times of the files of a generation.
func (g *Generation) stamps(root string) []fs.FileInfo {
	stamps := make([]fs.FileInfo, len(g.Files))
	for i, f := range g.Files {
		stamps[i], _ = os.Stat(filepath.Join(root, g.Name, filepath.FromSlash(f.Path)))
	}
	return stamps
}

// fail marks the engine as unusable. The caller holds mu.
func (s *source) fail(err error) {
	if s.fault == nil {
		s.fault = err
		close(s.faulted)
	}
}

// err returns an error that is search.ErrUnavailable when the engine is unusable.
func (s *source) err() error {
	select {
	case <-s.faulted:
		return fmt.Errorf("%w: %w", search.ErrUnavailable, s.fault)
	default:
		return nil
	}
}

// look compares the sums of the files when one of them has changed since they were
// compared last. A file that is gone or was replaced stays as it was to those who have
// it open.
func (s *source) look() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.stamps
	for i, stamp := range s.Generation.stamps(s.root) {
		if was := s.stamps[i]; was != nil && stamp != nil && os.SameFile(was, stamp) && (was.Size() != stamp.Size() || !was.ModTime().Equal(stamp.ModTime())) {
			now = s.Generation.stamps(s.root)
			if err := s.damage(); errors.Is(err, ErrDamaged) {
				s.fail(err)
			} else if err != nil {
				now = s.stamps // not to be told yet
			}
			break
		}
	}
	s.stamps = now
	s.looked.Store(int64(time.Since(began)))
	return s.err()
}

// kept returns the path of what the generation keeps under a name, "" where it has nothing
// or that is damaged.
func (s *source) kept(name string) string {
	path := keptDir + "/" + name
	if s.lost[path] != nil || !slices.ContainsFunc(s.Files, func(f File) bool { return f.Path == path }) {
		return ""
	}
	return filepath.Join(s.root, s.Name, path)
}

// damage compares the files that are used with the manifest.
func (s *source) damage() error {
	lost, err := s.checkFiles(s.root)
	maps.DeleteFunc(lost, func(path string, _ error) bool { return s.lost[path] != nil })
	return cmp.Or(err, told(lost))
}

// guard ends a reading of the index; before is what debug.SetPanicOnFault returned. A
// panic of a reader of segments is a fault too if the files are damaged.
func (e *Engine) guard(before bool, err *error) {
	debug.SetPanicOnFault(before)
	p, s := recover(), e.source
	if s == nil {
		if p != nil {
			panic(p)
		}
		return
	}
	if p != nil {
		s.mu.Lock()
		fault := accessError(p)
		if fault == nil && s.fault == nil {
			fault = s.damage()
		}
		if errors.Is(fault, ErrDamaged) {
			s.fail(fmt.Errorf("generation %s: %w", s.Name, fault))
		}
		s.mu.Unlock()
		if s.err() == nil {
			panic(p)
		}
	}
	unusable := s.err()
	// Something wrong that was read of a damaged file may have become an error.
	if unusable == nil && (*err != nil || time.Since(began)-time.Duration(s.looked.Load()) > lookEvery) {
		unusable = s.look()
	}
	if unusable != nil {
		*err = unusable
	}
}

// accessError returns an error when a panic is a fault in mapped memory, else nil.
func accessError(p any) error {
	if fault, ok := p.(interface {
		error
		Addr() uintptr
	}); ok {
		return fmt.Errorf("%w: a file was cut short while it was read (%w)", ErrDamaged, fault)
	}
	return nil
}

// mapped calls do, which reads mapped memory, and turns a fault into ErrDamaged.
func mapped(do func() error) (err error) {
	before := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(before)
		if p := recover(); p != nil {
			if err = accessError(p); err == nil {
				panic(p)
			}
		}
	}()
	return do()
}
