package main

// Campaigns: izde on a machine that fails. At a random touch of a file it is killed, or
// the touch fails as on a full, broken, busy or read-only disk, once or from then on.
// Whatever it was doing, what was published stays whole and right, what fails is told,
// and the next run on a machine that works finds everything in order.
//
// A few trials belong to every run of the tests; make torture makes many (IZDE_TORTURE).

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/izde/izde/search/embedded"
)

// trials returns how often a campaign tries: a few times, or where IZDE_TORTURE is set
// many times, multiplied by its value.
func trials(few, many int) int {
	n, err := strconv.Atoi(os.Getenv("IZDE_TORTURE"))
	if testing.Short() || err != nil || n < 1 {
		return few
	}
	return n * many
}

// fault is what befalls a program.
type fault struct {
	errno syscall.Errno // or kill
	calls []string      // that it befalls; nil is all
	again bool          // at every later such call, too
	name  string
}

var faults = []fault{
	{errno: kill, name: "a kill"},
	{errno: syscall.EIO, name: "EIO"},
	{errno: syscall.EIO, again: true, name: "EIO for ever"},
	{errno: syscall.EINTR, calls: []string{"open", "read", "write", "sync", "lock", "list"}, name: "EINTR"},
	{errno: syscall.EMFILE, calls: []string{"open"}, name: "EMFILE"},
	{errno: syscall.EMFILE, calls: []string{"open"}, again: true, name: "EMFILE for ever"},
	{errno: syscall.ENOSPC, calls: []string{"write", "mkdir", "link", "rename", "sync"}, again: true, name: "ENOSPC for ever"},
	{errno: syscall.EROFS, calls: []string{"write", "mkdir", "link", "rename", "unlink", "chmod", "truncate"}, again: true, name: "EROFS for ever"},
	{errno: syscall.ENOMEM, name: "ENOMEM"},
}

// firstTouch is the first touch that a fault befell.
type firstTouch struct{ atomic.Pointer[touch] }

// get returns the touch, the zero value while there is none.
func (f *firstTouch) get() touch {
	if t := f.Load(); t != nil {
		return *t
	}
	return touch{}
}

// after returns a decision by which the fault befalls the nth of its calls. met is told.
func (f fault) after(nth int, met *firstTouch) func(touch) syscall.Errno {
	seen := 0
	return func(c touch) syscall.Errno {
		if f.calls != nil && !slices.Contains(f.calls, c.call) {
			return 0
		}
		if seen++; seen < nth || seen > nth && !f.again {
			return 0
		}
		met.CompareAndSwap(nil, &c)
		return f.errno
	}
}

// scene is a folder of articles in two states, and the index of the first.
type scene struct {
	*testing.T
	dir    string
	rng    *rand.Rand
	states [2]map[string]string // of each state the passages of its documents, by their sources
}

func newScene(t *testing.T) *scene {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	s := &scene{T: t, dir: t.TempDir(), rng: rand.New(rand.NewPCG(seed, 0))}
	script, err := os.ReadFile("testdata/script/pdf.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, roads, _ := bytes.Cut(script, []byte("-- corpus/roads.pdf --\n"))
	for state, words := range []string{"wells", "rivers"} {
		folder := filepath.Join(s.dir, fmt.Sprint("state", state))
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range 6 {
			if i == 3*state { // one is gone, another new
				continue
			}
			text := fmt.Sprintf("# Article %d on %s\n\n", i, words) + strings.Repeat(fmt.Sprintf("The %s of region %d were measured in spring, and the water of the steppe was found to be good.\n\n", words, i), 5)
			if i == 2 { // one stays
				text = "# The article that stays\n\nIt says in both states what it says, and nobody has changed a word of it since.\n"
			}
			write(t, filepath.Join(folder, fmt.Sprintf("a%d.md", i)), text)
		}
		write(t, filepath.Join(folder, "roads.pdf"), string(roads))
	}
	for state := range s.states {
		s.arrange(state)
		root := filepath.Join(s.dir, "index")
		if out, err := s.index(root); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if s.states[state], err = held(t.Context(), root); err != nil || len(s.states[state]) != 6 {
			t.Fatalf("state %d: %d documents, %v", state, len(s.states[state]), err)
		}
		if state == 0 {
			if err := os.CopyFS(filepath.Join(s.dir, "first"), os.DirFS(root)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

func (s *scene) folder() string { return filepath.Join(s.dir, "articles") }

// arrange puts the folder of articles into a state. Every file is a new one, as if
// written again.
func (s *scene) arrange(state int) {
	s.Helper()
	from := filepath.Join(s.dir, fmt.Sprint("state", state))
	old, err := os.ReadDir(s.folder())
	if err != nil && !os.IsNotExist(err) {
		s.Fatal(err)
	}
	for _, e := range old {
		if _, err := os.Stat(filepath.Join(from, e.Name())); err != nil {
			os.Remove(filepath.Join(s.folder(), e.Name()))
		}
	}
	files, err := os.ReadDir(from)
	if err != nil {
		s.Fatal(err)
	}
	os.MkdirAll(s.folder(), 0o755)
	for _, e := range files {
		text, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err != nil {
			s.Fatal(err)
		}
		write(s.T, filepath.Join(s.folder(), e.Name()), string(text))
	}
}

// begin returns a new index of the first state, with the articles in the second.
func (s *scene) begin() (root string) {
	s.Helper()
	root = filepath.Join(s.TempDir(), "index")
	if err := os.CopyFS(root, os.DirFS(filepath.Join(s.dir, "first"))); err != nil {
		s.Fatal(err)
	}
	s.arrange(1)
	return root
}

func (s *scene) environment() []string {
	home, _ := os.UserCacheDir()
	return []string{"XDG_CACHE_HOME=" + filepath.Join(home, "izde-test")}
}

// index runs izde index on a machine that works.
func (s *scene) index(root string) (string, error) {
	cmd := exec.Command("izde", "index", "--index", root, s.folder())
	cmd.Env = append(os.Environ(), s.environment()...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// held returns the passages of the documents of an index, by their sources.
func held(ctx context.Context, root string) (map[string]string, error) {
	ix, err := inFolder(root).open(ctx)
	if err != nil {
		return nil, err
	}
	defer ix.Close()
	docs, _, err := ix.Documents(ctx, 0, 1000)
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, d := range docs {
		passages, err := ix.Passages(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range passages {
			all[d.Source] += p.Text + "\n"
		}
	}
	return all, nil
}

// right says what is wrong with what an index holds: it may hold the first state, or the
// second but for the documents that were told to have failed, which may be as before.
func (s *scene) right(holds map[string]string, told string) error {
	differ := func(state int) (names []string) {
		for name := range s.states[0] {
			if holds[name] != s.states[state][name] {
				names = append(names, name)
			}
		}
		for name := range s.states[1] {
			if holds[name] != s.states[state][name] && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		return names
	}
	if len(differ(0)) == 0 {
		return nil
	}
	for _, name := range differ(1) {
		if !strings.Contains(told, name) {
			return fmt.Errorf("%s is neither as it was nor as it is, and nothing is told of it", name)
		}
		if text := holds[name]; text != "" && text != s.states[0][name] {
			return fmt.Errorf("%s holds what it never held: %.200q", name, text)
		}
	}
	return nil
}

// aftermath checks that an index is whole and right, and that a run of izde index on a
// machine that works brings it to the second state and leaves nothing behind.
func (s *scene) aftermath(what, root, told string) {
	s.Helper()
	if _, err := embedded.Verify(s.Context(), root); err != nil {
		s.Errorf("%s: %v", what, err)
	}
	holds, err := held(s.Context(), root)
	if err == nil {
		err = s.right(holds, told)
	}
	if err != nil {
		s.Errorf("%s: %v; it said %s", what, err, told)
	}
	out, err := s.index(root)
	if err == nil {
		holds, err = held(s.Context(), root)
	}
	if err != nil || len(holds) != len(s.states[1]) || s.right(holds, "") != nil || holds["a0.md"] != s.states[1]["a0.md"] {
		s.Errorf("%s: afterwards izde index ends with %v: %s", what, err, out)
	}
	filepath.WalkDir(root, func(path string, _ os.DirEntry, _ error) error {
		if strings.HasSuffix(path, ".tmp") {
			s.Errorf("%s: %s was left", what, path)
		}
		return nil
	})
}

// izde index meets a fault at a random touch of the index or of the articles.
func TestFaultWhileIndexing(t *testing.T) {
	s := newScene(t)
	touched := map[string]int{}
	root := s.begin()
	calm := supervise(t, []string{root, s.folder()}, func(c touch) syscall.Errno { touched[c.call]++; return 0 }, s.environment(), "izde", "index", "--index", root, s.folder())
	out, _ := io.ReadAll(calm.Stdout)
	if err := calm.Wait(); err != nil {
		t.Fatalf("%v: %s%s", err, out, calm.Stderr)
	}
	t.Logf("calls without a fault: %v", touched)
	met, ended := map[string]int{}, map[string]int{}
	for i := range trials(2*len(faults), 30*len(faults)) {
		f := faults[i%len(faults)]
		all := 0
		for call, n := range touched {
			if f.calls == nil || slices.Contains(f.calls, call) {
				all += n
			}
		}
		root := s.begin()
		var first firstTouch
		nth := 1 + s.rng.IntN(all)
		p := supervise(t, []string{root, s.folder()}, f.after(nth, &first), s.environment(), "izde", "index", "--index", root, s.folder())
		out, _ := io.ReadAll(p.Stdout)
		err := p.Wait()
		<-p.done
		at := first.get()
		what := fmt.Sprintf("%s at call %d of %d (%s of %s)", f.name, nth, all, at.call, strings.TrimPrefix(at.path, filepath.Dir(root)))
		told := string(out) + fmt.Sprint(p.Stderr)
		var exit *exec.ExitError
		switch {
		case at.call == "":
			ended["it was not met"]++
		case err == nil:
			ended["all was indexed"]++
			if holds, err := held(t.Context(), root); err != nil || s.right(holds, told) != nil {
				t.Errorf("%s: it says that all is well: %v %s", what, err, told)
			}
		case errors.As(err, &exit) && exit.ExitCode() == 1 && told != "":
			ended["it was told"]++
		case errors.As(err, &exit) && !exit.Exited() && f.errno == kill:
			ended["it was killed"]++
		default:
			t.Errorf("%s: it ended with %v: %s", what, err, told)
		}
		if strings.Contains(told, "goroutine ") || strings.Contains(told, "panic") {
			t.Errorf("%s: %s", what, told)
		}
		met[f.name]++
		s.aftermath(what, root, told)
		os.RemoveAll(filepath.Dir(root))
	}
	t.Logf("trials %v; ends %v", met, ended)
}

// A server meets a fault: while a new generation takes the place of its own, while it
// keeps the index in step with a folder itself, and while it draws pages.
func TestFaultWhileServing(t *testing.T) {
	s := newScene(t)
	met, dead := map[string]int{}, 0
	var picture []byte
	for i := range trials(2, 60) {
		watch := i%2 == 0
		f := faults[s.rng.IntN(len(faults))]
		root := s.begin()
		s.arrange(0)
		pages := filepath.Join(strings.TrimPrefix(s.environment()[0], "XDG_CACHE_HOME="), "izde", "pages")
		os.RemoveAll(pages)
		args := []string{"izde", "serve", "--addr", "127.0.0.1:0", "--index", root, "--log", "warn"}
		if watch {
			args = append(args, "--watch", s.folder())
		}
		p := supervise(t, []string{root, s.folder(), pages}, func(touch) syscall.Errno { return 0 }, s.environment(), args...)
		site := ""
		lines := bufio.NewScanner(p.Stdout)
		for site == "" && lines.Scan() {
			if m := regexp.MustCompile(`serving (http://\S+)`).FindStringSubmatch(lines.Text()); m != nil {
				site = m[1]
			}
		}
		go io.Copy(io.Discard, p.Stdout)
		id := s.documentID(site, "roads.pdf")
		if picture == nil {
			if status, body := ask(site + "/api/v1/documents/" + id + "/pages/1?dpi=72"); status == 200 {
				picture = body
			} else {
				t.Fatalf("a page is drawn with status %d: %s", status, body)
			}
			os.RemoveAll(pages)
		}
		var first firstTouch
		most := 40 // touches of a server that changes to another generation
		if watch {
			most = 150
		}
		nth := 1 + s.rng.IntN(most)
		p.set(f.after(nth, &first))
		s.arrange(1)
		if !watch {
			if out, err := s.index(root); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		}
		what := fmt.Sprintf("%s at call %d, watching %v", f.name, nth, watch)
		deadline := time.Now().Add(45 * time.Second)
		for s.documentID(site, "a0.md") == "" { // which the second state alone has
			if status, body := ask(site + "/api/v1/documents/" + id + "/pages/1?dpi=72"); status == 200 && !bytes.Equal(body, picture) {
				t.Errorf("%s: the picture of a page is another one", what)
			}
			if status, body := ask(site + "/api/v1/search?q=measured&limit=100"); status == 200 {
				s.checkHits(what, body)
			} else if status != 0 && status != 503 {
				t.Errorf("%s: status %d: %s", what, status, body)
			}
			faulted := first.Load() != nil
			if faulted && f.again { // the machine is mended, after a while
				p.set(func(touch) syscall.Errno { return 0 })
				f.again = false
			}
			if f.errno == kill && faulted || time.Now().After(deadline) {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		at := first.get()
		what += fmt.Sprintf(" (%s of %s)", at.call, strings.TrimPrefix(at.path, filepath.Dir(root)))
		told := fmt.Sprint(p.Stderr)
		status, _ := ask(site + "/healthz")
		switch {
		case at.call == "":
			met["not met"]++
		case f.errno == kill:
			met[f.name]++
		case status != 200:
			dead++
			t.Errorf("%s: the server is dead: %s", what, told)
		default:
			met[f.name]++
			if s.documentID(site, "a0.md") == "" {
				t.Errorf("%s: the server did not come into step: %s", what, told)
			}
		}
		if strings.Contains(told, "goroutine ") {
			t.Errorf("%s: %s", what, told)
		}
		p.Process.Kill()
		p.Wait()
		<-p.done
		s.aftermath(what, root, told)
		os.RemoveAll(filepath.Dir(root))
	}
	t.Logf("faults met by a server %v; %d servers died of them", met, dead)
}

func ask(address string) (status int, body []byte) {
	r, err := http.Get(address)
	if err != nil {
		return 0, nil
	}
	defer r.Body.Close()
	body, _ = io.ReadAll(r.Body)
	return r.StatusCode, body
}

// documentID returns the id of the document of a file, "" where it is not served.
func (s *scene) documentID(site, source string) string {
	_, body := ask(site + "/api/v1/documents?limit=100")
	var list struct {
		Items []struct{ ID, Source string }
	}
	_ = json.Unmarshal(body, &list) // an answer that is none has no documents
	for _, d := range list.Items {
		if d.Source == source {
			return d.ID
		}
	}
	return ""
}

// checkHits checks that whatever an answer finds is said by an article in one of its states.
func (s *scene) checkHits(what string, body []byte) {
	s.Helper()
	for _, m := range regexp.MustCompile(`The (wells|rivers) of region \d were measured`).FindAll(body, -1) {
		known := false
		for _, state := range s.states {
			for _, text := range state {
				known = known || strings.Contains(text, string(m))
			}
		}
		if !known {
			s.Errorf("%s: an answer says %q", what, m)
		}
	}
}
