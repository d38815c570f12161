package web_test

// The site in a real browser: Chromium against "izde serve" with the articles of
// the repository. Where there is no Chromium these tests are skipped by name,
// except under continuous integration (CI=true), where it has to be there;
// "apt-get install chromium fonts-noto-core fonts-noto-cjk" brings it on
// Debian. Accessibility is checked with axe-core, which "npm install" in web/ brings.

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/rogpeppe/go-internal/txtar"
)

// patience is how long anything in the browser may take before the test gives
// up; it says nothing about speed.
const patience = 60 * time.Second

// typingDelay is how long the page waits for another key before it searches.
const typingDelay = 120 * time.Millisecond

// needs skips a test that lacks something, except under continuous integration.
func needs(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s (CI=true: nothing may be skipped)", what)
	}
	t.Skip(what)
}

// browser is Chromium and a server for it to look at.
type browser struct {
	context.Context
	// origin is the server's address without a slash at its end.
	origin string
}

// openBrowser starts both. base is a path that the site runs below, or empty.
// roads writes a PDF of two pages, that of the tests of the command line.
func roads(t *testing.T) string {
	t.Helper()
	archive, err := txtar.ParseFile("../cmd/izde/testdata/script/pdf.txtar")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "winter-roads.pdf") // behind the articles
	for _, f := range archive.Files {
		if f.Name == "corpus/roads.pdf" {
			err = os.WriteFile(path, f.Data, 0o600)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func openBrowser(t *testing.T, base string, more ...string) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("the browser takes a while")
	}
	var chromium string
	for _, name := range []string{os.Getenv("IZDE_BROWSER"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil && name != "" {
			chromium = path
			break
		}
	}
	if chromium == "" {
		needs(t, "no Chromium: install it (apt-get install chromium), or name one in IZDE_BROWSER")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "izde")
	run(t, "go", "build", "-o", program, "../cmd/izde")
	index := filepath.Join(dir, "index")
	run(t, program, "index", "--index", index, "../seeds/articles")
	run(t, program, "index", "--index", index, roads(t))
	args := []string{"serve", "--index", index, "--addr", "127.0.0.1:0", "--log", "error"}
	if base != "" {
		args = append(args, "--base-url", "http://127.0.0.1"+base)
	}
	server := exec.Command(program, append(args, more...)...)
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
	})
	b := &browser{}
	for lines := bufio.NewScanner(out); b.origin == "" && lines.Scan(); {
		if _, after, ok := strings.Cut(lines.Text(), "serving "); ok {
			b.origin = strings.Fields(after)[0]
		}
	}
	if b.origin == "" {
		t.Fatal("the server did not say where it serves")
	}
	// --no-sandbox: continuous integration runs as root, where Chromium refuses
	// the sandbox; it only ever sees our own pages.
	allocator, cancel := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.WindowSize(1280, 900), chromedp.Flag("lang", "en-US"), chromedp.WSURLReadTimeout(patience))...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting %s: %v", chromium, err)
	}
	b.Context = ctx
	return b
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, out)
	}
}

// step is something to do in the browser.
type step = chromedp.Action[chromedp.Void]

// command is a step that the DevTools protocol has a command for.
func command[P, R any](cmd cdp.Command[P, R], params P) step {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, cmd, params)
		return chromedp.Void{}, err
	}
}

// tab is a page of the browser. A test that opens one fails when the page says
// anything on the console or asks another host for anything.
type tab struct {
	t   *testing.T
	ctx context.Context
	b   *browser
	// expected are fragments of what the console may say.
	expected []string
}

// open opens a tab of its own, with its own cookies, showing path.
func (b *browser) open(t *testing.T, path string, before ...step) *tab {
	t.Helper()
	p := &tab{t: t, b: b}
	var mu sync.Mutex
	var complaints []string
	complain := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		complaints = append(complaints, fmt.Sprintf(format, args...))
	}
	ctx, cancel := chromedp.NewContext(b.Context, chromedp.WithNewBrowserContext(), chromedp.WithListener(func(ev any) {
		switch ev := ev.(type) {
		case *runtime.EventExceptionThrown:
			complain("exception: %s", ev.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeWarning {
				complain("console: %+v", ev.Args)
			}
		case *log.EventEntryAdded:
			if ev.Entry.Level == log.EntryLevelError || ev.Entry.Level == log.EntryLevelWarning {
				complain("log: %s %s", ev.Entry.Text, ev.Entry.URL)
			}
		case *network.EventRequestWillBeSent:
			if u, err := url.Parse(ev.Request.URL); err == nil && u.Scheme != "data" && u.Scheme != "blob" && u.Scheme+"://"+u.Host != b.origin {
				complain("a request leaves the host: %s", ev.Request.URL)
			}
		}
	}))
	t.Cleanup(cancel)
	p.ctx, cancel = context.WithTimeout(ctx, 10*patience)
	t.Cleanup(cancel)
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
	next:
		for _, c := range complaints {
			for _, e := range p.expected {
				if strings.Contains(c, e) {
					continue next
				}
			}
			t.Errorf("the browser says: %s", c)
		}
	})
	p.run(command(network.Enable, network.EnableParams{}), command(log.Enable, cdp.Empty{}))
	p.run(before...)
	p.visit(path)
	return p
}

// phone makes a tab as narrow as the narrowest phone, dark lets it ask for the
// dark scheme, noScript switches JavaScript off, in sets the language that the
// browser asks for.
func phone() step   { return chromedp.EmulateViewport(320, 640, chromedp.EmulateMobile) }
func desktop() step { return chromedp.EmulateViewport(1280, 900) }
func dark() step {
	return command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
}
func noScript() step {
	return command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}
func in(lang string) step {
	return command(network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": lang}})
}

func (p *tab) run(steps ...step) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatalf("in the browser: %v", err)
	}
}

// result runs an action that has a result.
func result[T any](p *tab, a chromedp.Action[T]) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, a)
	if err != nil {
		p.t.Fatalf("in the browser: %v", err)
	}
	return v
}

func (p *tab) visit(path string) {
	p.t.Helper()
	p.run(chromedp.Navigate(p.b.origin + path))
}

// follow clicks on what leads to another page.
func (p *tab) follow(selector string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		p.t.Fatalf("following %s: %v", selector, err)
	}
}

// press presses keys that make a character each, unless the page keeps them from
// it. One may be given by its place too: "о KeyJ".
func (p *tab) press(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		key, code, _ := strings.Cut(key, " ")
		p.run(command(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: key, Code: code, Text: key}),
			command(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: key, Code: code}))
	}
}

// eval returns the value of an expression in the page.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	return result(p, chromedp.Evaluate[T](expression))
}

// evalAwait returns the value that an expression in the page promises.
func evalAwait[T any](p *tab, expression string) T {
	p.t.Helper()
	return result(p, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// wait waits until an expression is true in the page. A page that is left meanwhile
// takes the poll with it; the next page is asked again.
func (p *tab) wait(expression string) {
	p.t.Helper()
	poll := chromedp.Poll[any](expression, chromedp.WithPollingTimeout(patience), chromedp.WithPollingInterval(20*time.Millisecond))
	_, err := chromedp.Run(p.ctx, poll)
	if err != nil && !errors.Is(err, chromedp.ErrPollingTimeout) {
		_, err = chromedp.Run(p.ctx, poll)
	}
	if err != nil {
		state, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string](`location.href + " | " + document.title + " | " + document.querySelector("main")?.innerText.slice(0, 300)`))
		p.t.Fatalf("waiting for %s: %v\nthe page is %s", expression, err, state)
	}
}

// text returns the text of the first element that a selector finds.
func (p *tab) text(selector string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf("document.querySelector(%q)?.innerText.trim() ?? ''", selector))
}
