package embedded

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// killedRoot names to a writer that is to be killed the index that it writes, and
// killedVersion the version to begin with.
const killedRoot, killedVersion = "IZDE_KILLED_ROOT", "IZDE_KILLED_VERSION"

// writeVersions builds generations, each with another version of all documents, until
// the process is killed, and prints the versions that are committed.
func writeVersions(root string, version int) error {
	for ; ; version++ {
		ctx := context.Background()
		b, err := Build(ctx, root, BuildOptions{Rebuild: version%3 == 0})
		if err != nil {
			return err
		}
		for i := range 8 {
			id := fmt.Sprintf("d%d", i)
			d := &doc.Document{ID: id, Source: id + ".txt", Digest: fmt.Sprint(version), Title: fmt.Sprint(version)}
			var passages []*doc.Passage
			for j := range 20 {
				passages = append(passages, &doc.Passage{ID: fmt.Sprintf("%s-%d", id, j), DocID: id, Ordinal: j, Kind: doc.Body, Lang: doc.English,
					Text: fmt.Sprintf("Wind power, passage %d of version v%d.", j, version)})
			}
			if err := b.Put(ctx, d, passages); err != nil {
				return err
			}
		}
		if _, err := b.Commit(ctx); err != nil {
			return err
		}
		fmt.Printf("committed %d\n", version)
	}
}

// A writer is killed at random moments. What it said to have committed is there, of one
// version and whole, to those who open the index anew and to those who serve it; and the
// next writer goes on.
func TestKilledWriter(t *testing.T) {
	if root := os.Getenv(killedRoot); root != "" {
		version, err := strconv.Atoi(os.Getenv(killedVersion))
		if err == nil {
			err = writeVersions(root, version)
		}
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	root, committed, idle := t.TempDir(), 0, 0
	var live *engine.Live[*Engine]
	for i := range trials(8, 200) {
		before := committed
		child := exec.Command(os.Args[0], "-test.run=^TestKilledWriter$")
		child.Env = append(os.Environ(), killedRoot+"="+root, killedVersion+"="+strconv.Itoa(committed+1))
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(100+rng.IntN(900))*time.Millisecond, func() { child.Process.Kill() })
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if version, ok := strings.CutPrefix(lines.Text(), "committed "); ok {
				committed, _ = strconv.Atoi(version)
			} else {
				t.Errorf("kill %d: the writer says %s", i, lines.Text())
			}
		}
		child.Wait()
		timer.Stop()
		if committed == before {
			idle++
		}
		if committed == 0 {
			continue
		}
		if _, err := Verify(t.Context(), root); err != nil {
			t.Errorf("kill %d: %v", i, err)
		}
		if live == nil {
			if live, err = OpenLive(t.Context(), root, func(_ context.Context, e *Engine) *Engine { return e }); err != nil {
				t.Fatal(err)
			}
			defer live.Close()
		} else if _, err := live.Refresh(t.Context()); err != nil {
			t.Errorf("kill %d: %v", i, err)
		}
		served, release, err := live.Acquire()
		if err != nil {
			t.Fatal(err)
		}
		committed = checkVersion(t, served, committed)
		release()
		checkVersion(t, open(t, root), committed)
	}
	t.Logf("%d versions were committed; %d kills came before the first of their writer", committed, idle)
}

// checkVersion checks that an engine holds all passages of one version, which is the
// last one committed or the one after, and returns it.
func checkVersion(t *testing.T, e *Engine, committed int) int {
	t.Helper()
	things, err := e.Find(t.Context(), &engine.Lookup{Kind: engine.Passages, Limit: 1000})
	if err != nil || len(things.Passages) != 160 {
		t.Fatalf("%d passages, %v", len(things.Passages), err)
	}
	version, err := strconv.Atoi(e.docs[0].doc.Title)
	if err != nil || version != committed && version != committed+1 {
		t.Errorf("version %d is served, %d was committed", version, committed)
	}
	for _, p := range things.Passages {
		if !strings.HasSuffix(p.Text, fmt.Sprintf(" v%d.", version)) {
			t.Errorf("version %d has the passage %q", version, p.Text)
		}
	}
	return version
}
