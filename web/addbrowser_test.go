package web_test

// Files added in the browser. See browser_test.go for how.

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestBrowserAdd(t *testing.T) {
	folder := t.TempDir()
	b := openBrowser(t, "", "--watch", folder, "--add")
	// drop lets files fall on the page, as a list of name and content in JavaScript.
	drop := func(p *tab, files string) {
		t.Helper()
		if _, err := chromedp.RunResponse(p.ctx, chromedp.Evaluate[chromedp.Void](`(() => { const data = new DataTransfer(); for (const [name, content] of `+files+`) data.items.add(new File([content], name));
			document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true})); })()`)); err != nil {
			t.Fatal(err)
		}
	}

	t.Run("files are dropped, read and understood; two clicks lead from the corpus to them", func(t *testing.T) {
		p := b.open(t, "/documents?hl=en")
		p.follow(`main a[href*="/add"]`)
		drop(p, `[["lakes.md", "# Lakes of the steppe\n\nThe lakes are salt [1]; see also [9].\n\n## References\n\n1. Smith J. Lakes of Asia. 2019.\n"], ["<img src=x onerror=alert(1)>.md", "# Rivers\n\nRivers flow."], ["broken.pdf", "%PDF-1.7 nothing"], ["program.exe", "MZ"], ["empty.txt", ""]]`)
		p.wait(`document.querySelectorAll("#added h3 a").length === 2 && !document.querySelector("[data-again]")`)
		said := p.text("#added")
		for _, want := range []string{"Lakes of the steppe", "English", "1 reference", "broken.pdf: could not be read", "program.exe: this format", "empty.txt: it is empty"} {
			if !strings.Contains(said, want) {
				t.Errorf("the page lacks %q: %s", want, said)
			}
		}
		if got := eval[int](p, `document.querySelectorAll("main img").length`); got != 0 {
			t.Error("a name is markup")
		}
		if names, _ := os.ReadDir(folder); len(names) != 3 {
			t.Errorf("the folder holds %v", names)
		}
		p.follow("#added h3 a")
		p.wait(`document.querySelector("h1").textContent.includes("Lakes of the steppe")`)
	})

	t.Run("a page of another origin writes nothing", func(t *testing.T) {
		page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `<!doctype html><title>other</title><link rel="icon" href="data:,"><form method="post" enctype="multipart/form-data" action="%s/add"><input type="file" name="file"></form>
				<script>const files = new DataTransfer(); files.items.add(new File(["text"], "evil.md")); document.querySelector("input").files = files.files</script>`, b.origin)
		}))
		defer page.Close()
		p := b.open(t, "/healthz")
		p.expected = []string{"403", page.URL}
		p.run(chromedp.Navigate(page.URL))
		if _, err := chromedp.RunResponse(p.ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("form").submit(); undefined`)); err != nil {
			t.Fatal(err)
		}
		if got := p.text("body"); !strings.Contains(got, "cross_origin") {
			t.Errorf("a form of another origin is answered %s", got)
		}
		if _, err := os.Stat(filepath.Join(folder, "evil.md")); err == nil {
			t.Error("a form of another origin wrote a file")
		}
	})

	t.Run("without a script a form does it", func(t *testing.T) {
		p := b.open(t, "/add", noScript())
		path := filepath.Join(t.TempDir(), "plain.txt")
		if err := os.WriteFile(path, []byte("Deserts of Asia\n\nThe deserts are dry."), 0o600); err != nil {
			t.Fatal(err)
		}
		p.run(chromedp.SetUploadFiles(chromedp.CSS("#add-files"), []string{path}))
		p.follow("form.drop button")
		for range 50 {
			if strings.Contains(p.text("#added"), "Deserts of Asia") {
				return
			}
			p.follow("[data-again]")
		}
		t.Errorf("the page says %s", p.text("#added"))
	})

	t.Run("axe finds nothing, and no phone is too narrow", func(t *testing.T) {
		axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
		if err != nil {
			needs(t, "no axe-core: run npm install in web/")
		}
		for _, look := range [][]step{{desktop(), in("en")}, {phone(), dark(), in("kk")}, {phone(), in("zh")}} {
			p := b.open(t, "/add?file=lakes.md&file=unread.md&refused=size/large.pdf", look...)
			p.run(chromedp.Evaluate[chromedp.Void](string(axe) + "; undefined"))
			if found := evalAwait[[]string](p, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html).join(" | ")))`); len(found) > 0 {
				t.Error(found)
			}
			if width := eval[int](p, `document.documentElement.scrollWidth - innerWidth`); width > 0 {
				t.Errorf("the page is %d pixels too wide", width)
			}
			if folder := os.Getenv("IZDE_SCREENSHOTS"); folder != "" {
				name := fmt.Sprintf("add-%s.png", eval[string](p, `document.documentElement.lang`))
				if err := os.WriteFile(filepath.Join(folder, name), result(p, chromedp.FullScreenshot(100)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
