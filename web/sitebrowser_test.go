package web_test

// What a person does with the site: see browser_test.go for how.

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	results   = `document.querySelectorAll(".hit").length > 0`
	marked    = `[...document.querySelectorAll(".hit mark")].map(m => m.textContent.toLowerCase()).join(" ")`
	query     = `new URLSearchParams(location.search).get("q")`
	year      = `new URLSearchParams(location.search).get("year")`
	announced = `document.getElementById("announce").textContent`
)

func TestBrowser(t *testing.T) {
	b := openBrowser(t, "")

	document := eval[string](b.open(t, "/documents"), `document.querySelector(".hit h2 a").getAttribute("href")`)

	t.Run("results come as one types, in every language", func(t *testing.T) {
		for _, c := range []struct{ typed, marked string }{
			{"wind power", "wind"}, {"айырмашылықтар", "айырмашылықтарды"}, {"различие", "различий"}, {"哈萨克斯坦", "哈萨克斯坦"}, {"wind po", "power"},
		} {
			p := b.open(t, "/")
			p.run(chromedp.SendKeys(chromedp.CSS("#q"), c.typed))
			// On a busy machine results of the first letters come before the last.
			p.wait(results + ` && ` + marked + `.includes("` + c.marked + `") && ` + query + ` === "` + c.typed + `"`)
			if got := eval[string](p, `document.activeElement.id`); got != "q" {
				t.Errorf("the focus left the box for %q", got)
			}
			p.wait(announced + ` !== ""`)
		}
	})

	t.Run("who types is told when no answer comes, until one does", func(t *testing.T) {
		p := b.open(t, "/?q=investment")
		p.run(chromedp.Evaluate[chromedp.Void](`window.real = window.fetch; window.fetch = () => Promise.reject(new TypeError("offline")); undefined`), chromedp.SendKeys(chromedp.CSS("#q"), "s"))
		p.wait(`document.querySelector(".unanswered")?.checkVisibility() && ` + announced + ` === document.querySelector(".unanswered").textContent && ` + results)
		p.run(chromedp.Evaluate[chromedp.Void](`window.fetch = window.real; undefined`), chromedp.SendKeys(chromedp.CSS("#q"), " wind"))
		p.wait(`!document.querySelector(".unanswered") && ` + query + `.includes("wind")`)
	})

	t.Run("nothing is asked while an input method composes", func(t *testing.T) {
		p := b.open(t, "/")
		p.run(chromedp.Focus(chromedp.CSS("#q")))
		for _, pinyin := range []string{"z", "zh", "zhong"} {
			p.run(command(input.ImeSetComposition, input.ImeSetCompositionParams{Text: pinyin, SelectionStart: int64(len(pinyin)), SelectionEnd: int64(len(pinyin))}),
				chromedp.Sleep(3*typingDelay))
		}
		if got := eval[string](p, `location.search`); got != "" {
			t.Errorf("the page searched for %q before the composition had ended", got)
		}
		p.run(command(input.InsertText, input.InsertTextParams{Text: "中国"}))
		p.wait(results + ` && ` + query + ` === "中国"`)
	})

	t.Run("facets narrow at once and the back button widens again", func(t *testing.T) {
		p := b.open(t, "/?q=investment")
		before := p.text("h1")
		p.run(chromedp.Click(chromedp.CSS(`#facet-kind input[value="heading"]`)))
		p.wait(`document.querySelectorAll(".chip").length === 1`)
		if got := p.text("h1"); got == before {
			t.Errorf("ticking a value left %q", got)
		}
		if got := eval[string](p, `document.activeElement.value`); got != "heading" {
			t.Errorf("the focus left the box for %q", got)
		}
		p.run(chromedp.NavigateBack())
		p.wait(`document.querySelectorAll(".chip").length === 0`)
		if got := p.text("h1"); got != before {
			t.Errorf("back shows %q, before it was %q", got, before)
		}
		p.run(chromedp.NavigateForward())
		p.wait(`document.querySelectorAll(".chip").length === 1`)
		p.run(chromedp.Click(chromedp.CSS(".chip")))
		p.wait(`document.querySelectorAll(".chip").length === 0 && location.search === "?q=investment"`)
		// Years in the wrong order are meant the other way round.
		p.run(chromedp.SendKeys(chromedp.CSS("[name=from]"), "2024"), chromedp.SendKeys(chromedp.CSS("[name=to]"), "2019"+kb.Enter))
		p.wait(year + ` === "2019..2024" && document.querySelectorAll(".chip").length === 1`)
		if got := eval[string](p, `document.querySelector("[name=from]").value + " " + document.querySelector("[name=to]").value`); got != "2019 2024" {
			t.Errorf("the fields show %q", got)
		}
		p.run(chromedp.Click(chromedp.CSS(".chip")))
		p.wait(`location.search === "?q=investment"`)
		// Results that come while a year is typed take nothing of it, and one that is
		// left is asked for.
		p.run(chromedp.SendKeys(chromedp.CSS("[name=from]"), "2010"), chromedp.SendKeys(chromedp.CSS("[name=to]"), "20"))
		p.wait(year + ` === "2010.." && document.querySelectorAll(".chip").length === 1`)
		p.run(chromedp.KeyEvent("21"), chromedp.KeyEvent(kb.Tab))
		p.wait(year + ` === "2010..2021"`)
		p.run(chromedp.Click(chromedp.CSS(".chip")))
		p.wait(`location.search === "?q=investment"`)
		// Who goes by keys stays where one was.
		p.choose("#order", "-year")
		p.wait(`location.search.includes("sort=-year") && document.activeElement.id === "order" && document.activeElement.value === "-year"`)
		p.choose("#order", "")
		p.wait(`location.search === "?q=investment"`)
	})

	t.Run("a slider moves through the years by keys and by the pointer", func(t *testing.T) {
		p := b.open(t, "/?kind=reference", desktop())
		first := eval[int](p, `+document.querySelector(".slider input").min`)
		last := eval[int](p, `+document.querySelector(".slider input").max`)
		before := p.text("h1")
		p.run(chromedp.Focus(chromedp.CSS("[name=cited-first]")), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight))
		if got := eval[string](p, `document.querySelector("[name=from]").value + " " + document.activeElement.getAttribute("aria-valuetext")`); got != fmt.Sprintf("%d %d", first+2, first+2) {
			t.Errorf("two steps lead to %s", got)
		}
		p.wait(fmt.Sprintf(`%s === "%d..%d" && document.querySelectorAll(".chip").length === 2`, year, first+2, last))
		if got := p.text("h1"); got == before {
			t.Errorf("the slider left %q", got)
		}
		// Who goes by keys stays on it; its end stops where the other is.
		p.wait(`document.activeElement.name === "cited-first"`)
		p.run(chromedp.KeyEvent(kb.End))
		p.wait(fmt.Sprintf(`%s === "%d..%d" && document.querySelectorAll(".columns [aria-current]").length === 1`, year, last, last))
		p.run(chromedp.KeyEvent(kb.Home))
		p.wait(`location.search === "?kind=reference" && document.querySelectorAll(".chip").length === 1`)
		// The pointer takes either end, and a bar.
		box := eval[[]float64](p, `(r => [r.left, r.right, (r.top + r.bottom) / 2])(document.querySelector(".slider").getBoundingClientRect())`)
		const half = 12 // of a handle
		p.run(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, box[1]-half, box[2], chromedp.ButtonLeft),
			chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, box[0]+half, box[2], chromedp.ButtonLeft),
			chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, box[0]+half, box[2], chromedp.ButtonLeft))
		p.wait(fmt.Sprintf(`%s === "%d..%d"`, year, first, first))
		p.wait(`document.querySelectorAll(".columns [aria-current]").length === 1`)
		bar := eval[string](p, `new URL(document.querySelector(".columns li:last-child a").href).search`)
		p.click(".columns li:last-child a")
		p.wait(fmt.Sprintf(`location.search === %q && document.activeElement.matches(".columns [aria-current]")`, bar))
		p = b.open(t, "/?kind=reference", noScript())
		if eval[bool](p, `document.querySelector(".slider").checkVisibility() || !document.querySelector("[name=from]").checkVisibility()`) {
			t.Error("without a script there is a slider in place of the fields")
		}
		p.follow(".columns li:last-child a")
		p.wait(fmt.Sprintf(`location.search === %q`, bar))
	})

	t.Run("a link within the page asks for nothing", func(t *testing.T) {
		p := b.open(t, "/?q=investment", phone())
		p.run(chromedp.Evaluate[chromedp.Void](`window.asked = 0; const real = window.fetch; window.fetch = (...args) => { window.asked++; return real(...args); }; undefined`))
		p.run(chromedp.Evaluate[chromedp.Void](`location.hash = "main"; undefined`), chromedp.NavigateBack())
		p.wait(`location.hash === ""`)
		p.click("[popovertarget=ways]", ".tabs a[href*='view=kwic']")
		p.wait(`document.querySelectorAll(".concordance").length === 1`)
		if got := eval[int](p, `window.asked`); got != 1 {
			t.Errorf("the server was asked %d times, want once: for the concordance", got)
		}
	})

	t.Run("keys go to the box, through hits and marks, never while one types", func(t *testing.T) {
		p := b.open(t, "/?q=investment")
		p.press("j", "j")
		if got := eval[int](p, `[...document.querySelectorAll(".hit .to")].indexOf(document.activeElement)`); got != 1 {
			t.Errorf("j twice leads to hit %d, want 1", got)
		}
		p.press("k", "n")
		if got := eval[string](p, `document.activeElement.tagName`); got != "MARK" {
			t.Errorf("n leads to %s", got)
		}
		p.press("?")
		p.wait(`document.getElementById("keys").open`)
		p.run(chromedp.KeyEvent(kb.Escape))
		p.wait(`!document.getElementById("keys").open`)
		p.press("/")
		p.wait(`document.activeElement.id === "q"`)
		p.run(chromedp.KeyEvent(kb.End))
		p.press("j", "?")
		p.wait(`document.getElementById("q").value === "investmentj?"`)
		// On a Cyrillic keyboard the keys are where they are.
		p.visit("/?q=investment&hl=kk")
		p.press("о KeyJ")
		p.wait(`document.activeElement === document.querySelector(".hit .to")`)
		p.press(". Slash")
		p.wait(`document.activeElement.id === "q"`)
		p.visit("/?q=investment&hl=en")
		p.run(chromedp.Focus(chromedp.CSS("#q")), chromedp.KeyEvent(kb.ArrowDown))
		p.wait(`document.activeElement.matches(".hit .to")`)
	})

	t.Run("a bracket opens its reference in place", func(t *testing.T) {
		p := b.open(t, document)
		p.run(chromedp.Click(chromedp.CSS("a.bracket")))
		p.wait(`document.querySelectorAll(".opened li").length > 0`)
		if got := eval[bool](p, `document.getElementById(document.querySelector("a.bracket").dataset.refs.split(" ")[0]).innerText.startsWith(document.querySelector(".opened .entry").innerText.slice(0, 30))`); !got {
			t.Errorf("what opened is not the reference: %q", p.text(".opened"))
		}
		p.run(chromedp.Click(chromedp.CSS("a.bracket")))
		p.wait(`document.querySelectorAll(".opened").length === 0`)
		// An entry says what is odd about it, and where it is cited.
		p.wait(`[...document.querySelectorAll(".references .warnings li")].some(li => li.innerText.includes("张继业"))`)
		p.wait(`document.querySelectorAll(".cited-at a[href^='#c-']").length > 0`)
	})

	t.Run("what the file has is one click from a repaired passage", func(t *testing.T) {
		p := b.open(t, document, phone())
		p.click("[data-unfold]")
		p.run(chromedp.Click(chromedp.CSS("p.body + .source summary")))
		p.wait(`document.querySelector("p.body + .source[open] pre").checkVisibility() && document.querySelector("p.body + .source pre").innerText.length > 100`)
		if got := eval[bool](p, `document.documentElement.scrollWidth <= innerWidth`); !got {
			t.Error("the raw text makes the page wider than a phone")
		}
	})

	t.Run("a concordance lines its matches up and sorts by what follows them", func(t *testing.T) {
		p := b.open(t, "/?q=investment", phone())
		p.click("[popovertarget=ways]", ".tabs a[href*='view=kwic']")
		p.wait(`document.querySelectorAll(".concordance mark").length > 10`)
		if got := eval[int](p, `[...document.querySelectorAll(".concordance mark")].filter(m => m.getBoundingClientRect().right > m.closest("th").getBoundingClientRect().right).length`); got > 0 {
			t.Errorf("%d matches are cut off", got)
		}
		if got := eval[int](p, `new Set([...document.querySelectorAll(".concordance th a")].map(e => { const r = e.parentElement.getBoundingClientRect(); return Math.round(r.left + r.right); })).size`); got != 1 {
			t.Errorf("the matches stand in %d columns", got)
		}
		p.choose("#order", "right")
		p.wait(`location.search.includes("order=right") && document.querySelector("#order").value === "right"`)
		sorted := eval[bool](p, `(() => {
			const right = [...document.querySelectorAll(".concordance tbody tr")].map(tr => tr.lastElementChild.textContent.toLowerCase().match(/[a-z0-9]+/)?.[0] ?? "");
			return right.length > 10 && right.every((w, i) => i === 0 || right[i - 1] <= w);
		})()`)
		if !sorted {
			t.Error("the lines are not in the order of the words that follow")
		}
	})

	t.Run("the parallel view shows three languages side by side", func(t *testing.T) {
		p := b.open(t, document, desktop(), in("ru"))
		p.follow(".actions a[href$='/parallel']")
		p.wait(`document.querySelectorAll(".parallel tr").length > 5`)
		if got := eval[string](p, `[...document.querySelector(".parallel section:nth-of-type(2) tbody tr").cells].map(td => td.lang + (td.innerText.length > 20)).join(" ")`); got != "entrue kktrue rutrue" {
			t.Errorf("the first sentences of the abstracts are %s", got)
		}
		p.follow(".parallel section:nth-of-type(2) th:nth-child(2) a")
		p.wait(`document.querySelector(":target")?.lang === "kk"`)
	})

	t.Run("a work leads to what the corpus has on its subject in other languages", func(t *testing.T) {
		p := b.open(t, document, desktop(), in("ru"))
		work := evalAwait[string](p, `fetch("/api/v1/works?limit=1&q=" + encodeURIComponent("哈萨克斯坦发展报告")).then(r => r.json()).then(r => r.items[0].id)`)
		p = b.open(t, "/works/"+work, desktop(), in("ru"))
		p.click("a.inplace")
		p.wait(`document.querySelector("#dialog[open] h1")?.innerText === "На эту тему на других языках" && document.activeElement.matches("#dialog .files a")`)
		said := eval[string](p, `document.querySelector(".files a[href*='lang=zh'] .n").innerText`)
		p.follow(".files a[href*='lang=zh']")
		p.wait(`document.querySelectorAll("article mark").length > 0`)
		if found := eval[string](p, `document.querySelector("main").innerText`); !strings.Contains(found, said) {
			t.Errorf("the link speaks of %s passages, the results are %.200q", said, found)
		}
	})

	t.Run("the language of the interface changes and the search stays", func(t *testing.T) {
		p := b.open(t, "/?q=investment&kind=body", in("en"))
		for _, lang := range []string{"ru", "zh", "en", "kk"} {
			p.follow(".bottom .languages a[lang=" + lang + "]")
			p.wait(`document.documentElement.lang === "` + lang + `" && ` + query + ` === "investment" && document.querySelectorAll(".chip").length === 1`)
		}
		// It is remembered where no address names one.
		p.visit("/help")
		p.wait(`document.documentElement.lang === "kk"`)
	})

	t.Run("cite and copy", func(t *testing.T) {
		p := b.open(t, "/?q=investment", in("ru"))
		p.run(chromedp.Click(chromedp.CSS("a.cite")))
		p.wait(`document.getElementById("dialog").open`)
		entry := p.text("#dialog .copyable")
		if !strings.Contains(entry, "10.52123/1994-2370-2024-1172") {
			t.Errorf("the entry is %q", entry)
		}
		p.run(chromedp.Evaluate[chromedp.Void](`window.copied = ""; document.addEventListener("copy", () => { window.copied = getSelection().toString(); });
			navigator.clipboard && (navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }); undefined`),
			chromedp.Click(chromedp.CSS("#dialog button.copy")))
		p.wait(`window.copied !== ""`)
		if got := strings.TrimSpace(eval[string](p, `window.copied`)); got != entry {
			t.Errorf("copied %q, shown is %q", got, entry)
		}
		// A passage is quoted as it is shown, with a link to it and the entry.
		p.visit(document)
		p.run(chromedp.Evaluate[chromedp.Void](`document.querySelector("p.body a.cite").click()`))
		p.wait(`document.getElementById("dialog").open`)
		if got := p.text("#dialog #quote"); !strings.Contains(got, "10.52123") || !strings.Contains(got, "#p-") {
			t.Errorf("the quotation is %q", got)
		}
	})

	t.Run("a pasted reference finds its work", func(t *testing.T) {
		p := b.open(t, "/", in("kk"))
		p.run(chromedp.SendKeys(chromedp.CSS("#q"), "张雯鑫. 哈萨克斯坦发展报告. 2021"))
		p.wait(`document.querySelectorAll(".pasted.matched").length === 1`)
		p.visit("/lookup")
		p.run(chromedp.SendKeys(chromedp.CSS("#citation"), "Zhang Wenxin. Kazakhstan Development Report. 2021\n\nNobody N. Nothing at all. 1905"))
		p.follow(".lookup button")
		p.wait(`document.querySelectorAll(".looked.matched").length === 1 && document.querySelectorAll(".looked.none").length === 1`)
	})

	readersTakeThings(t, b, document)
	readersOnPhones(t, b, document)
	readersKeepSearches(t, b)

	t.Run("all of it works without a script", func(t *testing.T) {
		p := b.open(t, "/", noScript())
		p.run(chromedp.SendKeys(chromedp.CSS("#q"), "investment"+kb.Enter), chromedp.WaitVisible(chromedp.CSS(".hit")))
		p.run(chromedp.Click(chromedp.CSS(`#facet-kind input[value="heading"]`)))
		p.follow(".apply button")
		p.run(chromedp.WaitVisible(chromedp.CSS(".chip")))
	})

	t.Run("a hit in a PDF leads to the picture of its page, the mark over the word", func(t *testing.T) {
		p := b.open(t, "/?q=saddles", noScript())
		p.follow("a.leaf-link")
		p.wait(`document.querySelector(".leaf img").naturalWidth > 1000`)
		// The line stands 152 of 842 points below the upper edge.
		p.wait(`(() => { const leaf = document.querySelector(".leaf figure").getBoundingClientRect(), mark = document.querySelector(".leaf rect").getBoundingClientRect();
			const at = (mark.top + mark.height / 2 - leaf.top) / leaf.height * 842; return 142 < at && at < 158 && mark.left > leaf.left + leaf.width / 2 })()`)
	})

	// Every page in every state that has a look of its own.
	work := eval[string](b.open(t, document), `document.querySelector("a[href^='/works/']").getAttribute("href")`)
	reference := url.QueryEscape("Zhang Wenxin. Kazakhstan Development Report. 2021\n\nWang Jing. Kazakhstan Development Report. 2021")
	similar := eval[string](b.open(t, "/?q=investment"), `document.querySelector("a[href*='/similar']").getAttribute("href")`)
	paper := eval[string](b.open(t, "/?q=saddles"), `document.querySelector("a[href*='/pages/']").getAttribute("href")`)
	long := strings.Repeat("қанағаттандырылмағандықтарыңыздан", 5)
	pages := []string{"/", "/?q=investment", "/?q=" + url.QueryEscape("мәдени айырмашылық") + "&lang=kk", "/?q=" + url.QueryEscape("哈萨克斯坦"),
		"/?q=zzzzqqq&lang=en&-kind=body", "/?q=investmant", "/?kind=reference&more=section", "/documents", document, document + "?q=investment", document + "/cite", document + "/same", document + "/parallel",
		"/?q=investment&view=kwic&order=right", "/?q=investment&group=document", "/help", "/api", "/authors", "/authors?q=z&sort=works", "/journals", "/works", "/works?q=china&sort=name", "/documents?sort=indexed&from=2000&to=", work, "/advanced", "/searches", "/figures", "/list", "/list?ids=" + strings.TrimPrefix(document, "/documents/") + "," + strings.TrimPrefix(work, "/works/") + ",gone", "/lookup", "/lookup?citation=" + reference, "/?q=" + reference, similar, paper, "/nowhere", "/?limit=x", "/?author=" + long, "/?q=" + long, "/lookup?citation=" + long + "+2020"}

	t.Run("no page is wider than the narrowest phone, nor than half a screen at twice the size", func(t *testing.T) {
		for _, look := range []struct {
			lang  string
			width int
		}{{"en", 320}, {"kk", 320}, {"ru", 320}, {"zh", 320}, {"kk", 640}} {
			p := b.open(t, "/healthz", chromedp.EmulateViewport(int64(look.width), 640, chromedp.EmulateScale(2)), in(look.lang))
			p.expected = []string{"404", "400"}
			for _, path := range pages {
				p.visit(path)
				if got := eval[int](p, `document.documentElement.scrollWidth`); got > look.width {
					wide := eval[string](p, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.tagName + "." + e.className).join(", ")`)
					t.Errorf("%s in %s is %d pixels wide, not %d: %s", path, look.lang, got, look.width, wide)
				}
			}
		}
	})

	t.Run("on paper stands what is read, without what is clicked", func(t *testing.T) {
		p := b.open(t, document+"?q=investment", command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
		shown := `[...document.querySelectorAll(SELECTOR)].filter(e => e.checkVisibility()).length`
		for _, selector := range []string{"header.top", "aside", "footer", ".links", ".hop", ".actions", "button"} {
			if got := eval[int](p, strings.Replace(shown, "SELECTOR", `"`+selector+`"`, 1)); got > 0 {
				t.Errorf("%d %s would be printed", got, selector)
			}
		}
		for _, selector := range []string{"h1", "p.body", ".references li", "table"} {
			if got := eval[int](p, strings.Replace(shown, "SELECTOR", `"`+selector+`"`, 1)); got == 0 {
				t.Errorf("no %s would be printed", selector)
			}
		}
	})

	t.Run("axe finds nothing", func(t *testing.T) {
		axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
		if err != nil {
			needs(t, "no axe-core: run npm install in web/")
		}
		for _, look := range []struct {
			name   string
			narrow bool
			before []step
		}{
			{"wide", false, []step{desktop(), in("en")}},
			{"narrow and dark", true, []step{phone(), dark(), in("kk")}},
			{"wide and dark", false, []step{desktop(), dark(), in("zh")}},
			{"narrow", true, []step{phone(), in("ru")}},
		} {
			t.Run(look.name, func(t *testing.T) {
				p := b.open(t, "/healthz", look.before...)
				p.expected = []string{"404", "400"}
				within := func(part, what string) {
					t.Helper()
					found := evalAwait[[]string](p, `axe.run(`+part+`, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
					.then(r => r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.html + " " + n.failureSummary).join(" | ")))`)
					if len(found) > 0 {
						t.Errorf("%s:\n\t%s", what, strings.Join(found, "\n\t"))
					}
				}
				check := func(what string) {
					t.Helper()
					within("document", what)
				}
				show := func(path string) {
					t.Helper()
					p.visit(path)
					p.run(chromedp.Evaluate[chromedp.Void](string(axe) + "; undefined"))
				}
				for _, path := range pages {
					show(path)
					// What is folded is checked as well, but for the menu, which opens
					// over the page.
					p.run(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details:not(.menu)").forEach(d => { d.open = true; })`))
					check(path)
				}
				// What opens over a page or inside it.
				show("/?q=investment")
				for _, sheet := range []string{"site", "facets", "ways"} {
					if look.narrow {
						p.run(chromedp.KeyEvent(kb.Escape)) // the sheet before covers the button
						p.click("[popovertarget=" + sheet + "]")
						p.wait(`document.getElementById("` + sheet + `").matches(":popover-open")`)
						check("the sheet " + sheet)
					}
				}
				p.run(chromedp.Click(chromedp.CSS(".menu summary")))
				p.wait(`document.querySelector(".menu").open`)
				// What it covers in part is no target meanwhile.
				within(`".menu"`, "the menu of exports")
				if !eval[bool](p, `(r => r.left >= 0 && r.right <= innerWidth)(document.querySelector(".menu ul").getBoundingClientRect())`) {
					t.Error("the menu of exports reaches beyond the page")
				}
				show("/?q=investment")
				p.run(chromedp.Click(chromedp.CSS("a.cite")))
				p.wait(`document.getElementById("dialog").open`)
				check("the dialog of entries")
				p.run(chromedp.KeyEvent(kb.Escape))
				p.press("?")
				p.wait(`document.getElementById("keys").open`)
				check("the list of keys")
				p.visit("/")
				show("/?q=investment")
				p.run(chromedp.Click(chromedp.CSS(".acts a")))
				p.wait(`document.querySelectorAll(".why").length === 1`)
				check("why this")
				show(document)
				if look.narrow {
					check("a document whose sections are folded")
					p.click("[popovertarget=contents]")
					check("the sheet of contents")
					show(document)
					p.click("[data-unfold]")
				}
				p.run(chromedp.Click(chromedp.CSS("a.bracket")))
				p.wait(`document.querySelectorAll(".opened").length === 1`)
				check("an opened reference")
				p.run(chromedp.Evaluate[chromedp.Void](`document.querySelector("p.body a.cite").click()`))
				p.wait(`document.getElementById("dialog").open`)
				check("the dialog of a quotation")
			})
		}
	})

	t.Run("figures", func(t *testing.T) { reportFigures(t, b) })
}
