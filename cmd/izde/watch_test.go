package main

// A served index follows the files of folders: real files, the notices of the system,
// and waiting with a deadline for what is to come.

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/web"
)

// english calls every text English, and counts the texts.
type english struct{ texts atomic.Int32 }

func (e *english) Identify(text string, _ doc.Lang) (doc.Lang, []doc.LangSpan) {
	e.texts.Add(1)
	return doc.English, []doc.LangSpan{{Span: doc.Span{End: len(text)}, Lang: doc.English}}
}

// watched is a served index that follows a folder.
type watched struct {
	*testing.T
	folder, root string
	live         served
	keeper       *keeper
	english      *english
	stop         func() // ends the watching and waits for its end
}

// newWatched serves an index that does not exist yet and watches a folder that holds
// files, which are names and texts in turn.
func newWatched(t *testing.T, files ...string) *watched {
	w := &watched{T: t, folder: filepath.Join(t.TempDir(), "papers"), root: filepath.Join(t.TempDir(), "index"), english: &english{}}
	if err := os.Mkdir(w.folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(files); i += 2 {
		w.write(files[i], files[i+1])
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	var err error
	if w.live, err = openWatched(t.Context(), w.root, []string{w.folder}, log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.live.Close)
	if w.keeper, err = newKeeper(w.root, []string{w.folder}, w.live, nil, log); err != nil {
		t.Fatal(err)
	}
	w.keeper.options.Identifier = w.english
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.keeper.keep(ctx)
	}()
	w.stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(w.stop)
	return w
}

func (w *watched) path(name string) string {
	return filepath.Join(w.folder, filepath.FromSlash(name))
}

func (w *watched) write(name, text string) {
	w.Helper()
	if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o755); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(w.path(name), []byte(text), 0o644); err != nil {
		w.Fatal(err)
	}
}

// finds returns the sources of the documents that a query finds, in order.
func (w *watched) finds(q string) string {
	w.Helper()
	e, release, err := w.live.Acquire()
	if err != nil {
		w.Fatal(err)
	}
	defer release()
	parsed, err := query.Parse(q)
	if err != nil {
		w.Fatal(err)
	}
	res, err := e.Search(w.Context(), &search.Request{Query: parsed, Views: analysis.AllViews, Sort: search.ByPosition, Limit: 100})
	if err != nil {
		w.Fatal(err)
	}
	var sources []string
	for _, h := range res.Hits {
		sources = append(sources, h.Doc.Source)
	}
	return strings.Join(slices.Compact(sources), " ")
}

// within waits until something holds.
func (w *watched) within(what string, holds func() bool) {
	w.Helper()
	deadline := time.Now().Add(time.Minute)
	for !holds() {
		if time.Now().After(deadline) {
			w.Fatalf("%s: not within a minute; upkeep %+v", what, *w.keeper.upkeep())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (w *watched) untilFinds(q, sources string) {
	w.Helper()
	w.within(fmt.Sprintf("%q should find %q", q, sources), func() bool { return w.finds(q) == sources })
}

func (w *watched) failed() string {
	var list []string
	for _, f := range w.keeper.upkeep().Failed {
		list = append(list, f.Name+": "+f.Reason)
	}
	return strings.Join(list, "\n")
}

// article is a text in which a word stands.
func article(word string) string {
	return "The " + word + " of the north\n\nIn the valley a " + word + " was seen by many travellers, who wrote about it at length.\n"
}

func TestWatch(t *testing.T) {
	w := newWatched(t, "first.txt", article("glacier"), "stays.txt", article("meadow"))
	w.untilFinds("glacier", "first.txt")
	w.write("2024/deep/second.txt", article("volcano"))
	w.untilFinds("volcano", "2024/deep/second.txt")
	w.write("2024/deep/third.txt", article("geyser")) // the folder is watched by now
	w.untilFinds("geyser", "2024/deep/third.txt")
	w.write("first.txt", article("moraine"))
	w.untilFinds("moraine", "first.txt")
	if found := w.finds("glacier"); found != "" {
		t.Errorf("the text before is still found in %s", found)
	}

	texts := w.english.texts.Load()
	if err := os.Rename(w.path("first.txt"), w.path("renamed.txt")); err != nil {
		t.Fatal(err)
	}
	w.untilFinds("moraine", "renamed.txt")
	if err := os.Rename(w.path("2024"), w.path("2025")); err != nil {
		t.Fatal(err)
	}
	w.untilFinds("volcano OR geyser", "2025/deep/second.txt 2025/deep/third.txt")
	if n := w.english.texts.Load() - texts; n != 0 {
		t.Errorf("files were renamed, and %d texts were read again", n)
	}

	if err := os.Remove(w.path("renamed.txt")); err != nil {
		t.Fatal(err)
	}
	w.untilFinds("moraine", "")
	w.untilFinds("meadow", "stays.txt")
	u := w.keeper.upkeep()
	if u.Updated.IsZero() || u.Trouble != "" || len(u.Failed) > 0 {
		t.Errorf("upkeep %+v", u)
	}
}

// A file with the content of another is told as that.
func TestWatchCopy(t *testing.T) {
	w := newWatched(t, "first.txt", article("glacier"))
	w.untilFinds("glacier", "first.txt")
	w.write("papers/second.txt", article("glacier"))
	w.within("the copy should be told", func() bool { return w.keeper.upkeep().Copies["papers/second.txt"] == "first.txt" })
	if err := os.Remove(w.path("papers/second.txt")); err != nil {
		t.Fatal(err)
	}
	w.within("it should be forgotten", func() bool { return len(w.keeper.upkeep().Copies) == 0 })
}

// An index that cannot be gone on with is made anew, and what it held of other folders is told.
func TestWatchMadeAnew(t *testing.T) {
	for _, elsewhere := range []bool{false, true} {
		w := newWatched(t, "first.txt", article("glacier"))
		w.untilFinds("glacier", "first.txt")
		w.stop()
		folder := w.folder
		if elsewhere {
			folder = t.TempDir()
		}
		var told strings.Builder
		if err := createIndex(t.Context(), w.root, []string{folder}, slog.New(slog.NewTextHandler(&told, nil))); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(told.String(), "first.txt") != elsewhere {
			t.Errorf("watching another folder: %v; told %q", elsewhere, &told)
		}
	}
}

// A burst of files comes in few generations.
func TestWatchBurst(t *testing.T) {
	w := newWatched(t)
	for i := range 50 {
		w.write(fmt.Sprintf("%02d.txt", i), article(fmt.Sprintf("stone%02d burst", i)))
	}
	w.within("all should be found", func() bool { return strings.Count(w.finds("burst"), ".txt") == 50 })
	m, err := embedded.ReadManifest(w.root)
	if err != nil {
		t.Fatal(err)
	}
	if name := m.Generations[0].Name; name > "gen-4" {
		t.Errorf("fifty files written at once made %s", name)
	}
}

// A file that is being written is read when it is complete.
func TestWatchHalfWritten(t *testing.T) {
	w := newWatched(t, "other.txt", article("meadow"))
	w.untilFinds("meadow", "other.txt")
	f, err := os.Create(w.path("slow.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	write := time.NewTicker(quiet / 8)
	defer write.Stop()
	begin := time.Now()
	for pause := time.Duration(0); time.Since(begin) < 3*quiet; {
		if _, err := f.WriteString(article("beginning")); err != nil {
			t.Fatal(err)
		}
		at := time.Now()
		<-write.C
		pause = max(pause, time.Since(at))
		if found := w.finds("beginning"); found != "" && pause < quiet {
			t.Fatalf("%s was indexed half-written", found)
		}
	}
	if _, err := f.WriteString(article("ending")); err != nil {
		t.Fatal(err)
	}
	w.untilFinds("ending", "slow.txt")
	if failed := w.failed(); failed != "" {
		t.Errorf("told as failed: %s", failed)
	}
}

// A folder that vanishes, or is empty as a mount point without its disk, takes no
// document with it.
func TestWatchVanished(t *testing.T) {
	w := newWatched(t, "a.txt", article("glacier"), "b.txt", article("meadow"))
	w.untilFinds("glacier OR meadow", "a.txt b.txt")
	disk := w.folder + "-elsewhere"
	if err := os.Rename(w.folder, disk); err != nil {
		t.Fatal(err)
	}
	w.within("it should be told", func() bool { return strings.Contains(w.failed(), "papers: the folder is not there") })
	w.untilFinds("glacier OR meadow", "a.txt b.txt")
	if err := os.Mkdir(w.folder, 0o755); err != nil {
		t.Fatal(err)
	}
	w.within("it should be told", func() bool { return strings.Contains(w.failed(), "papers: the folder is empty") })
	w.untilFinds("glacier OR meadow", "a.txt b.txt")
	for _, name := range []string{"a.txt", "b.txt"} {
		if err := os.Rename(filepath.Join(disk, name), w.path(name)); err != nil {
			t.Fatal(err)
		}
	}
	w.write("c.txt", article("volcano"))
	w.untilFinds("volcano OR glacier", "a.txt c.txt")
	w.within("nothing should be told any more", func() bool { return w.failed() == "" })
}

// A file that cannot be read is told, and others are indexed.
func TestWatchBadFile(t *testing.T) {
	w := newWatched(t, "bad.txt", "\x00\x01\x02\x03\xff\xfe\x00\x00", "good.txt", article("meadow"))
	w.untilFinds("meadow", "good.txt")
	w.within("the bad file should be told", func() bool { return strings.HasPrefix(w.failed(), "bad.txt: ") })
	if strings.Contains(w.failed(), w.folder) {
		t.Errorf("visitors would read a path of this machine: %s", w.failed())
	}
	w.write("bad.txt", article("mended"))
	w.untilFinds("mended", "bad.txt")
	w.within("nothing should be told any more", func() bool { return w.failed() == "" })
}

// While another indexer writes the index, that is told and waited for.
func TestWatchLocked(t *testing.T) {
	w := newWatched(t, "a.txt", article("glacier"))
	w.untilFinds("glacier", "a.txt")
	var other *embedded.Builder
	w.within("the lock should be had", func() (ok bool) {
		b, err := embedded.Build(t.Context(), w.root, embedded.BuildOptions{})
		other = b
		return err == nil
	})
	w.write("b.txt", article("meadow"))
	w.within("the lock should be told", func() bool { return w.keeper.upkeep().Trouble == web.UpkeepLocked })
	if err := other.Abort(); err != nil {
		t.Fatal(err)
	}
	w.untilFinds("meadow", "b.txt")
	w.within("the trouble should end", func() bool { return w.keeper.upkeep().Trouble == "" })
}

// A server that is stopped while it indexes leaves nothing half.
func TestWatchStopped(t *testing.T) {
	w := newWatched(t, "a.txt", article("glacier"))
	w.untilFinds("glacier", "a.txt")
	for i := range 200 {
		w.write(fmt.Sprintf("%03d.txt", i), strings.Repeat(article("burst"), 20))
	}
	w.within("it should be writing", func() bool {
		building, err := filepath.Glob(filepath.Join(w.root, "gen-*.tmp"))
		return err == nil && len(building) > 0 || w.finds("burst") != ""
	})
	w.stop()
	left, err := filepath.Glob(filepath.Join(w.root, "*.tmp"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if _, err := embedded.Verify(t.Context(), w.root); err != nil {
		t.Error(err)
	}
	b, err := embedded.Build(t.Context(), w.root, embedded.BuildOptions{})
	if err != nil {
		t.Fatalf("the lock is held: %v", err)
	}
	b.Abort()
}
