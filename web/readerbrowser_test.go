package web_test

// What readers take from the site: lists, quotations, their place in a document; in the
// browser. See browser_test.go for how.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// click clicks on elements one after another; how many of them a task takes is a figure.
func (p *tab) click(selectors ...string) {
	p.t.Helper()
	for _, s := range selectors {
		p.run(chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelector(%q)?.scrollIntoView({block: 'center'})", s)), chromedp.Click(chromedp.CSS(s)))
	}
}

// choose picks the option of a select that has a value.
func (p *tab) choose(selector, value string) {
	p.t.Helper()
	p.run(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(s => { s.focus(); s.value = %q; s.dispatchEvent(new Event("change", {bubbles: true})); })(document.querySelector(%q))`, value, selector)))
}

// readersTakeThings are subtests of TestBrowser.
func readersTakeThings(t *testing.T, b *browser, document string) {
	t.Run("a reader of Kazakh finds the journals cited since 2020 in four clicks", func(t *testing.T) {
		p := b.open(t, "/", in("kk"))
		p.follow(".site a[href='/journals']")
		all := eval[int](p, `document.querySelectorAll(".citing li").length`)
		p.run(chromedp.SendKeys(chromedp.CSS("[name=from]"), "2020"))
		p.follow("form.tools button")
		if got := eval[int](p, `document.querySelectorAll(".citing li").length`); got == 0 || got > all || p.text("h1") == "" || !eval[bool](p, `location.search === "?year=2020.."`) {
			t.Errorf("of %d journals %d are left", all, got)
		}
		p.follow(".citing .n")
		p.wait(`document.querySelectorAll(".hit").length > 0`)
	})

	t.Run("works are browsed by journal, authors by letter and by a part of a name", func(t *testing.T) {
		p := b.open(t, "/journals", in("ru"), noScript())
		p.follow(".citing a")
		p.wait(`location.pathname === "/works" && document.querySelectorAll(".chip").length === 1 && document.querySelectorAll(".citing li").length > 0`)
		here := eval[int](p, `document.querySelectorAll(".citing li").length`)
		p.follow(".chip")
		if all := eval[int](p, `document.querySelectorAll(".citing li").length`); all <= here {
			t.Errorf("%d works in all, %d in the journal", all, here)
		}
		p.visit("/authors")
		p.follow(".letters ul:last-child li:last-child a")
		p.wait(`document.querySelector(":target .to") !== null`)
		p.run(chromedp.SendKeys(chromedp.CSS("#browse"), "Zhang"))
		p.follow("form.browse button")
		p.wait(`location.search.includes("q=Zhang") && [...document.querySelectorAll(".names > li")].some(li => li.innerText.includes("张"))`)
	})

	t.Run("five hits are marked and their bibliography is one click from the list", func(t *testing.T) {
		p := b.open(t, "/?q=investment")
		for _, n := range []string{"1", "2", "3", "4", "5"} {
			p.click(".hits > li:nth-child(" + n + ") .tick input")
		}
		p.wait(`document.querySelector(".tray output").textContent === "5"`)
		// The list survives pages, and results that come as one types.
		p.visit("/documents")
		p.wait(`document.querySelector(".tray output").textContent === "5"`)
		p.visit("/?q=investment")
		p.wait(`document.querySelectorAll(".hit .tick :checked").length === 5`)
		p.follow(".tray button")
		p.wait(`document.querySelectorAll(".citing > li").length === 5`)
		if got := evalAwait[string](p, `fetch(document.querySelector(".files a").href).then(r => r.headers.get("Content-Disposition") + r.status)`); !strings.Contains(got, "izde-list.json") || !strings.HasSuffix(got, "200") {
			t.Errorf("the first file is %s", got)
		}
		// A note stays, whatever it holds; an entry goes.
		p.run(chromedp.SendKeys(chromedp.CSS("textarea[data-note]"), "<b>see</b> p. 3"))
		p.visit("/list")
		p.wait(`document.querySelectorAll(".citing > li").length === 5 && document.querySelector("textarea[data-note]").value === "<b>see</b> p. 3"`)
		p.follow("a.remove")
		p.wait(`document.querySelectorAll(".citing > li").length === 4 && document.querySelector(".tray output").textContent === "4"`)
		p.follow(".forget")
		p.wait(`document.querySelector("[data-empty]") && !document.querySelector(".tray").checkVisibility()`)
	})

	t.Run("a forged list is as good as none", func(t *testing.T) {
		p := b.open(t, "/?q=investment")
		for _, forged := range []string{"{", "null", "5", `{"ids": 5}`, `{"ids": {"length": 9}}`, `{"ids": [1, null, "<img src=x onerror=alert(1)>", "../x", {"a": 1}], "notes": {"__proto__": "x"}}`} {
			p.run(chromedp.Evaluate[chromedp.Void](`localStorage.setItem("izde /list", ` + "`" + forged + "`" + `)`))
			p.visit("/documents")
			p.wait(`document.querySelector(".tray output").textContent === "0" && !document.querySelector(".tray").checkVisibility()`)
		}
		// A list that is too long is cut.
		p.run(chromedp.Evaluate[chromedp.Void](`localStorage.setItem("izde /list", JSON.stringify({ids: [...Array(10000).keys()].map((n) => "x" + n), notes: {x1: 7}}))`))
		p.visit("/documents")
		p.wait(`document.querySelector(".tray output").textContent === "500"`)
	})

	t.Run("without a script what is ticked on a page becomes a list", func(t *testing.T) {
		p := b.open(t, "/?q=investment", noScript())
		p.click(".hits > li:nth-child(1) .tick input", ".hits > li:nth-child(2) .tick input")
		p.follow(".tray button")
		p.run(chromedp.WaitVisible(chromedp.CSS(".citing > li:nth-child(2)")))
		p.follow(".tools a[href*='sort=name']")
		p.run(chromedp.WaitVisible(chromedp.CSS(".citing > li:nth-child(2)")))
	})

	t.Run("the third place in a document is three clicks from its box", func(t *testing.T) {
		p := b.open(t, document, phone())
		p.run(chromedp.SendKeys(chromedp.CSS("#within"), "investment"))
		p.follow(".found button")
		p.wait(`document.querySelector("[data-at]")?.textContent.startsWith("1 ")`)
		p.click(`[data-step="1"]`, `[data-step="1"]`, `[data-step="1"]`)
		p.wait(`/^[34] /.test(document.querySelector("[data-at]").textContent) && document.querySelectorAll(".stood").length === 1`)
		if !eval[bool](p, `(r => r.top > document.querySelector(".found").getBoundingClientRect().bottom && r.bottom < innerHeight)(document.querySelector(".stood").getBoundingClientRect())`) {
			t.Error("the place is not in view below the bar")
		}
		p.click(`[data-step="-1"]`)
		p.wait(`/^[23] /.test(document.querySelector("[data-at]").textContent)`)
		if got := eval[int](p, `document.querySelectorAll(".margin i").length`); got < 3 {
			t.Errorf("the margin has %d marks", got)
		}
	})

	t.Run("a sentence is quoted on a phone by two taps, words by selecting them", func(t *testing.T) {
		p := b.open(t, document, phone())
		p.click("[data-unfold]")
		p.run(chromedp.Click(chromedp.CSS("p.body")), chromedp.Click(chromedp.CSS("p.body a.cite")))
		p.wait(`document.getElementById("dialog").open`)
		whole := eval[string](p, `document.querySelector("p.body").textContent`)
		quote := p.text("#quote blockquote")
		if len(quote) < 10 || len(quote) > len(whole)*3/4 || !strings.Contains(whole, quote) {
			t.Errorf("of a passage of %d bytes %d are quoted: %q", len(whole), len(quote), quote)
		}
		// The whole passage is one tap away.
		p.click("#dialog .wording a[href*='passage=']")
		p.wait(fmt.Sprintf(`document.querySelector("#quote blockquote").innerText.length > %d`, len(quote)))
		p.visit("/?q=investment")
		p.run(chromedp.Evaluate[chromedp.Void](`(() => { const text = document.querySelector(".snippet mark").firstChild; getSelection().setBaseAndExtent(text, 0, text, text.length); })()`))
		p.click(".hit a.cite + a.cite")
		p.wait(`document.getElementById("dialog").open`)
		if got := p.text("#quote blockquote"); !strings.EqualFold(got, "investment") && !strings.HasPrefix(strings.ToLower(got), "invest") {
			t.Errorf("of the selected word is quoted %q", got)
		}
	})
}
