package web_test

// Searches that readers keep, in the browser. See browser_test.go for how.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// forge puts something where the searches are stored.
func (p *tab) forge(expression string) {
	p.t.Helper()
	p.run(chromedp.Evaluate[chromedp.Void](`localStorage.setItem("izde searches ", ` + expression + `); undefined`))
}

// readersKeepSearches are subtests of TestBrowser.
func readersKeepSearches(t *testing.T, b *browser) {
	const saved = `document.querySelectorAll("#saved > li").length`

	t.Run("a search is saved, opened again and deleted; nothing is asked of the server by itself", func(t *testing.T) {
		p := b.open(t, "/?q=investment&kind=heading&sort=-year&hl=en")
		p.wait(`!document.querySelector(".save").hidden`)
		p.click(".save")
		p.wait(`document.querySelector(".save").getAttribute("aria-pressed") === "true"`)
		p.visit("/?q=wind")
		p.wait(`!document.querySelector(".save").hidden && document.querySelector(".save").getAttribute("aria-pressed") === "false"`)
		p.visit("/") // leaving the page remembers it
		p.follow(`main a[href*="/searches"]`)
		p.wait(saved + ` === 1 && document.querySelectorAll("#past > li").length === 2`)
		if got := eval[string](p, `document.querySelector("#saved a.open").textContent + " " + document.querySelector("#saved a.open").getAttribute("href")`); got != "investment · Part: Heading /?kind=heading&q=investment" {
			t.Errorf("the saved search is %q", got)
		}
		asked := `performance.getEntriesByType("resource").filter(e => e.name.includes("/api/")).length`
		if got := eval[int](p, asked); got != 0 {
			t.Errorf("the page asked the server %d times", got)
		}
		p.click(`[data-do=look]`)
		p.wait(`!document.querySelector("#saved .fresh").hidden && /: 0$/.test(document.querySelector("#saved .fresh").textContent)`)
		p.follow("#saved a.open") // three clicks from the front page
		p.wait(results + ` && document.querySelectorAll(".chip").length === 1`)
		p.visit("/searches")
		p.click("#saved button[data-do=drop]")
		p.wait(saved + ` === 0 && !document.querySelector("[data-none=saved]").hidden`)
		p.click(`[data-do=clear][data-list=past]`)
		p.wait(`document.querySelectorAll("#past > li").length === 0`)
		p.click("#keep-past")
		p.visit("/?q=wind")
		p.visit("/searches")
		if got := eval[int](p, `document.querySelectorAll("#past > li").length`); got != 0 {
			t.Errorf("%d searches are remembered though they should not be", got)
		}
	})

	t.Run("what is new since the last visit is counted, shown and then no longer new", func(t *testing.T) {
		p := b.open(t, "/searches")
		times := evalAwait[[]string](p, `fetch("/api/v1/search?q=&sort=indexed&limit=100&facets=").then(r => r.json()).then(a => [a.hits[0].indexed, a.hits.at(-1).indexed, String(a.hits.filter(h => h.indexed === a.hits[0].indexed).length)])`)
		if times[0] == times[1] {
			t.Skip("everything was indexed within a second")
		}
		p.forge(fmt.Sprintf(`JSON.stringify({saved: [{p: "kind=body&kind=heading&kind=title", about: "all", seen: %q, at: %q}]})`, times[1], times[1]))
		p.visit("/?kind=title&kind=heading&kind=body&sort=indexed")
		p.wait(`!document.querySelector(".since").hidden && document.querySelectorAll(".badge.new").length > 0`)
		if shown, fresh := eval[string](p, `document.querySelector(".since a").textContent`), eval[string](p, `String([...document.querySelectorAll(".hit")].findIndex(h => !h.querySelector(".badge.new")))`); shown != fresh {
			t.Errorf("%s are new, and the first %s hits are marked", shown, fresh)
		}
		// The same visit goes on for half an hour; the next one has nothing new.
		p.visit("/?kind=title&kind=heading&kind=body")
		p.wait(`!document.querySelector(".since").hidden`)
		p.forge(`localStorage.getItem("izde searches ").replace(/"visited":"[^"]*"/, '"visited":"2020-01-01T00:00:00Z"')`)
		p.visit("/?kind=title&kind=heading&kind=body")
		p.wait(`!localStorage.getItem("izde searches ").includes("2020-01-01")`)
		if eval[bool](p, `!document.querySelector(".since").hidden`) {
			t.Error("the second visit still tells of what was new at the first")
		}
	})

	t.Run("forged content is text, and is bounded", func(t *testing.T) {
		for _, content := range []string{`"{"`, `"null"`, `"[]"`, `'{"saved":{"length":9},"past":"x"}'`, `'{"saved":[null,1,"x",{},{"p":5},{"p":""},{"p":"sort=year"}]}'`} {
			p := b.open(t, "/searches")
			p.forge(content)
			p.visit("/searches")
			p.wait(saved + ` === 0`)
			p.visit("/?q=wind")
			p.wait(results)
		}
		p := b.open(t, "/searches")
		p.forge(`JSON.stringify({saved: Array.from({length: 2000}, (_, i) => ({p: "q=" + i, about: "<img src=x onerror=alert(1)>" + "x".repeat(999), seen: "javascript:alert(1)"}))
			.concat([{p: "javascript:alert(1)"}]), past: [{p: "q=\"><script>alert(1)</script>&unknown=1&hl=kk", about: "\u202e\u0000"}]})`)
		p.visit("/searches")
		p.wait(saved + ` === 200`)
		if got := eval[string](p, `document.querySelectorAll("main img, main script").length + " " + [...document.querySelectorAll(".kept-searches a[href]")].filter(a => a.origin !== location.origin || a.pathname !== "/" && a.pathname !== "/search.atom").length + " " + document.querySelector("#saved .open").textContent.length`); got != "0 0 300" {
			t.Errorf("markup, links elsewhere, length of a name: %s", got)
		}
		if width := eval[int](p, `document.documentElement.scrollWidth - innerWidth`); width > 0 {
			t.Errorf("the page is %d pixels too wide", width)
		}
		p.expected = []string{"400"}
		p.follow("#past .open")
		p.wait(`document.querySelectorAll("main script").length === 0`)
	})

	t.Run("searches are taken to another browser in a file", func(t *testing.T) {
		p := b.open(t, "/searches")
		bring := func(content string) {
			p.run(chromedp.Evaluate[chromedp.Void](`(() => { const files = new DataTransfer(); files.items.add(new File([` + content + `], "searches.json"));
				const input = document.getElementById("searches-file"); input.files = files.files; input.dispatchEvent(new Event("change", {bubbles: true})); })()`))
		}
		bring(`'{"izde":"searches","saved":[{"p":"q=wind","about":"wind","seen":"2024-05-01T00:00:00Z"},{"p":"q=water"}],"past":[{"p":"q=air"}],"off":true}'`)
		p.wait(saved + ` === 2 && document.querySelectorAll("#past > li").length === 1 && document.getElementById("keep-past").checked`)
		for _, bad := range []string{`"no json"`, `"[]"`, `'{"saved":[{"p":"q=other"}]}'`, `"null"`, `"x".repeat(5e6)`} {
			p.run(chromedp.Evaluate[chromedp.Void](`document.getElementById("searches-told").textContent = ""; undefined`))
			bring(bad)
			p.wait(`document.getElementById("searches-told").textContent === document.getElementById("searches-told").dataset.bad`)
		}
		p.run(chromedp.Evaluate[chromedp.Void](`URL.createObjectURL = (blob) => { window.taken = blob; return "#taken"; }; undefined`))
		p.click(`[data-do=export]`)
		if got := evalAwait[string](p, `window.taken.text()`); !strings.Contains(got, `"q=wind"`) || !strings.Contains(got, `"izde": "searches"`) {
			t.Errorf("the file holds %s", got)
		}
	})

	t.Run("without a script the page says what it needs", func(t *testing.T) {
		p := b.open(t, "/searches", noScript(), in("kk"))
		if got := p.text("main"); !strings.Contains(got, "Atom") || strings.Contains(got, "200") {
			t.Errorf("the page says %q", got)
		}
		p.visit("/?q=wind")
		if eval[bool](p, `document.querySelector(".save").checkVisibility()`) {
			t.Error("a button does nothing without a script")
		}
	})
}
