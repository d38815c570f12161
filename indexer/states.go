package indexer

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/izde/izde/indexer/extract"
)

// States remembers the states of files from one run to the next: files whose size and
// time of change are as before are not read again, and files that may still be written
// are left to a later run. It is safe for concurrent use.
type States struct {
	settle time.Duration

	mu sync.Mutex
	of map[string]*fileState
}

// fileState is what a file and its sidecar were when they were looked at last.
type fileState struct {
	file, sidecar stamp
	since         time.Time // when they were first seen to be so
	digest        string    // "": they have not been read, or are too young to be trusted
	// beside are the files that it includes, and those that it would, by name; nil where
	// they are not known.
	beside map[string]stamp
	failed error // why their content could not be extracted, if it could not
}

// stamp is the size of a file and its time of change; zero for a file that is absent.
type stamp struct {
	size int64
	time time.Time
}

func (s stamp) equal(t stamp) bool { return s.size == t.size && s.time.Equal(t.time) }

// trusted is how long a file must have had its time of change before its content is
// known by it: file systems count time in steps of up to two seconds.
const trusted = 2 * time.Second

// NewStates returns States by which a file is written to its end when it has had its
// size and its time of change for as long as settle.
func NewStates(settle time.Duration) *States {
	return &States{settle: settle, of: map[string]*fileState{}}
}

// keptState is a file in the list that Save writes.
type keptState struct {
	Path    string    `json:"path"`
	Size    int64     `json:"size"`
	Time    time.Time `json:"time"`
	Sidecar int64     `json:"sidecar,omitempty"` // its size
	Since   time.Time `json:"since,omitzero"`    // its time of change
	Digest  string    `json:"digest"`
	// Beside is not nil where the file's content may depend on others.
	Beside []keptBeside `json:"beside,omitzero"`
}

// keptBeside is a file that another one includes, or would if it were there.
type keptBeside struct {
	Name string    `json:"name"`
	Size int64     `json:"size,omitempty"`
	Time time.Time `json:"time,omitzero"`
}

// Save writes the states of the files whose content is known, for Load.
func (s *States) Save(path string) error {
	s.mu.Lock()
	var list []keptState
	for name, f := range s.of {
		if f.digest != "" {
			kept := keptState{name, f.file.size, f.file.time, f.sidecar.size, f.sidecar.time, f.digest, nil}
			if f.beside != nil {
				kept.Beside = []keptBeside{}
			}
			for _, name := range slices.Sorted(maps.Keys(f.beside)) {
				kept.Beside = append(kept.Beside, keptBeside{name, f.beside[name].size, f.beside[name].time})
			}
			list = append(list, kept)
		}
	}
	s.mu.Unlock()
	slices.SortFunc(list, func(a, b keptState) int { return strings.Compare(a.Path, b.Path) })
	data, err := json.Marshal(list)
	if err == nil {
		err = os.WriteFile(path+".tmp", data, 0o600)
	}
	if err == nil {
		err = os.Rename(path+".tmp", path)
	}
	if err != nil {
		return fmt.Errorf("remembering the states of files: %w", err)
	}
	return nil
}

// Load adds the states that Save wrote. A list that is missing or damaged adds none: it
// saves time alone.
func (s *States) Load(path string) {
	data, err := os.ReadFile(path)
	var list []keptState
	if err != nil || json.Unmarshal(data, &list) != nil {
		return
	}
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range list {
		f := &fileState{file: stamp{k.Size, k.Time}, sidecar: stamp{k.Sidecar, k.Since}, since: now, digest: k.Digest}
		if k.Beside != nil {
			f.beside = map[string]stamp{}
		}
		for _, b := range k.Beside {
			f.beside[b.Name] = stamp{b.Size, b.Time}
		}
		s.of[k.Path] = f
	}
}

// errUnsettled says that a file is to be left to a later run.
var errUnsettled = errors.New("is still being written")

func stampOf(path string) (stamp, error) {
	info, err := os.Stat(path)
	if isAbsent(err) {
		return stamp{}, nil
	} else if err != nil {
		return stamp{}, err
	}
	return stamp{info.Size(), info.ModTime()}, nil
}

// stampsOf returns the stamps of files beside a file, by name, and when the last of them
// changed. Not ok: they cannot be known, or are too many.
func stampsOf(f file, names iter.Seq[string]) (stamps map[string]stamp, last time.Time, ok bool) {
	stamps = map[string]stamp{}
	for name := range names {
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			continue // it is not looked for
		}
		at, err := stampOf(filepath.Join(filepath.Dir(f.path), filepath.FromSlash(name)))
		if err != nil || len(stamps) == maxIncluded {
			return nil, last, false
		}
		stamps[name], last = at, later(last, at.time)
	}
	return stamps, last, true
}

// load is the function load. The content of a file that is as it was, and of which all that
// it includes is, has a digest alone. What a library says something about, or stands in an
// archive, is always read.
func (s *States) load(f file) (content, error) {
	if s == nil || f.path == "" || f.record != nil || f.in != nil {
		return load(f)
	}
	var now fileState
	var err, err2 error
	now.file, err = stampOf(f.path)
	now.sidecar, err2 = stampOf(sidecarOf(f))
	if err != nil || err2 != nil {
		return load(f) // which says what is wrong
	}
	now.since = time.Now()
	s.mu.Lock()
	was := s.of[f.path]
	if was == nil || !was.file.equal(now.file) || !was.sidecar.equal(now.sidecar) {
		was = &now
		s.of[f.path] = was
	}
	since, digest, beside := was.since, was.digest, was.beside
	s.mu.Unlock()
	// How long the file has been so: by its own time, or, where another clock has set
	// that ahead, by what was seen.
	age := now.since.Sub(since)
	if last := later(now.file.time, now.sidecar.time); now.since.After(last) {
		age = max(age, now.since.Sub(last))
	}
	switch {
	case age < s.settle:
		return content{}, errUnsettled
	case digest != "" && (!f.mayInclude() || beside != nil && asBefore(f, beside)):
		return content{digest: digest}, nil
	}
	c, err := load(f)
	if err != nil || age < trusted {
		return c, err
	}
	beside, last, ok := stampsOf(f, slices.Values(c.looked))
	if !ok || time.Since(last) < trusted {
		beside = nil
	}
	s.mu.Lock()
	was.digest, was.beside = c.digest, beside
	s.mu.Unlock()
	return c, nil
}

// asBefore reports whether the files that a file includes have not changed.
func asBefore(f file, beside map[string]stamp) bool {
	now, _, ok := stampsOf(f, maps.Keys(beside))
	return ok && maps.EqualFunc(now, beside, stamp.equal)
}

// mayInclude reports whether the content of a file may depend on others beside it.
func (f file) mayInclude() bool {
	format, _ := extract.FormatNamed(f.path)
	return format == extract.LaTeX || format == extract.Markdown
}

// fail remembers that the content of a file cannot be extracted: a hostile file is not
// tried again and again.
func (s *States) fail(f file, err error) {
	if s == nil || errors.Is(err, errChanged) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if was := s.of[f.path]; was != nil && was.digest != "" {
		was.failed = err
	}
}

// failed returns the error that fail remembered, unless the file has changed since.
func (s *States) failed(f file) error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if was := s.of[f.path]; was != nil {
		return was.failed
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
