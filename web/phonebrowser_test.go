package web_test

// The site on a phone: what is above the first hit, the sheets that come from below,
// sections that fold. See browser_test.go for how.

import (
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
)

// handset is a usual phone.
func handset() step { return chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile) }

// small lists what is too small for a finger: less than 24 pixels in a direction, unless
// it stands in a line of text (WCAG 2.2, 2.5.8).
const small = `[...document.querySelectorAll("a, button, input, select, textarea, summary, label")].filter(e => {
	if (!e.checkVisibility({visibilityProperty: true}) || e.closest(".hidden, .skip") || e.closest("label") && e.tagName === "INPUT") return false;
	if (getComputedStyle(e).display === "inline" && e.closest("p, li, dd, td, h1, h2, h3, h4, h5, h6, blockquote, .p")) return false;
	const r = e.getBoundingClientRect();
	return r.width > 1 && (r.width < 23.9 || r.height < 23.9);
}).map(e => e.outerHTML.slice(0, 90)).slice(0, 5)`

// readersOnPhones are subtests of TestBrowser.
func readersOnPhones(t *testing.T, b *browser, document string) {
	t.Run("the first hit is in sight", func(t *testing.T) {
		for lang, q := range map[string]string{"en": "investment", "kk": "инвестиция", "ru": "инвестиции", "zh": "投资"} {
			p := b.open(t, "/?q="+url.QueryEscape(q), handset(), in(lang))
			for _, filter := range []string{"", "&kind=body"} {
				p.visit("/?q=" + url.QueryEscape(q) + filter)
				top := eval[float64](p, `document.querySelector(".hits h2").getBoundingClientRect().top`) // the document's name heads its hits
				t.Logf("%s %s%s: the first hit begins at %.0f pixels", lang, q, filter, top)
				if top >= 300 {
					t.Errorf("%s%s in %s: the first hit begins at %.0f pixels, not above 300", q, filter, lang, top)
				}
				if got := eval[int](p, `new Set([...document.querySelectorAll(".tools > *")].filter(e => e.checkVisibility()).map(e => { const r = e.getBoundingClientRect(); return Math.round((r.top + r.bottom) / 20); })).size`); got != 1 {
					t.Errorf("%s: the tools stand in %d rows", lang, got)
				}
			}
		}
	})

	t.Run("a concordance tells where each line stands below it", func(t *testing.T) {
		for lang, q := range map[string]string{"en": "investment", "kk": "инвестиция", "ru": "инвестиции", "zh": "投资"} {
			p := b.open(t, "/?view=kwic&q="+url.QueryEscape(q), handset(), in(lang))
			p.wait(`document.querySelectorAll(".concordance .from").length > 1`)
			if got := eval[int](p, `[...document.querySelectorAll(".concordance tbody tr")].filter(tr => {
				const at = c => tr.querySelector(c).getBoundingClientRect(), line = at("th"), from = at(".from");
				return from.top >= line.bottom - 1 && from.height > 10 && from.left >= 0 && from.right <= innerWidth && at(".left").width > 80 && tr.querySelector(".from").innerText.trim() !== "";
			}).length - document.querySelectorAll(".concordance tbody tr").length`); got != 0 {
				t.Errorf("%s: %d lines do not tell it", lang, -got)
			}
			if got := eval[[]int](p, `[document.documentElement.scrollWidth - innerWidth, document.querySelector(".concordance").scrollWidth - document.querySelector(".concordance").clientWidth]`); got[0] > 0 || got[1] > 0 {
				t.Errorf("%s: the page scrolls sideways by %d, the lines by %d", lang, got[0], got[1])
			}
		}
	})

	t.Run("everything is large enough for a finger", func(t *testing.T) {
		for _, path := range []string{"/", "/?q=investment", document, document + "?q=investment", "/documents", "/authors", "/help", "/lookup", "/advanced"} {
			p := b.open(t, path, handset(), in("ru"))
			if got := eval[[]string](p, small); len(got) > 0 {
				t.Errorf("%s: %q", path, got)
			}
		}
	})

	t.Run("filters are ticked in a drawer that stays open", func(t *testing.T) {
		p := b.open(t, "/?q=investment", handset())
		p.click("[popovertarget=facets]", `#facet-kind input[value="body"]`)
		p.wait(`document.querySelectorAll(".chip").length === 1 && document.querySelector("#facets").matches(":popover-open")`)
		p.click(`#facet-kind input[value="heading"]`)
		p.wait(`document.querySelectorAll(".chip").length === 2 && document.querySelector("#facets").matches(":popover-open")`)
		p.click(".done button")
		p.wait(`!document.querySelector("#facets").checkVisibility() && document.querySelector(".tally").innerText === "2"`)
	})

	t.Run("filters, order, menu and contents work without a script", func(t *testing.T) {
		p := b.open(t, "/?q=investment", handset(), noScript())
		p.click("[popovertarget=facets]", `#facet-kind input[value="body"]`)
		p.follow("#facets .apply button")
		p.wait(`document.querySelectorAll(".chip").length === 1`)
		p.run(chromedp.Evaluate[chromedp.Void](`document.querySelector("#order").value = "-year"; undefined`))
		p.follow(".sort button")
		p.wait(`location.search.includes("sort=-year") && location.search.includes("kind=body")`)
		p.click("[popovertarget=site]")
		p.follow(".site .languages a[lang=kk]")
		p.wait(`document.documentElement.lang === "kk"`)
		p.visit(document)
		p.click("[popovertarget=contents]", "#contents nav li:last-child a")
		p.wait(`location.hash.startsWith("#p-")`)
	})

	t.Run("sections are folded, and open where one goes", func(t *testing.T) {
		p := b.open(t, document, handset())
		p.wait(`document.querySelectorAll(".fold[hidden]").length > 3`)
		p.click("[popovertarget=contents]", "#contents nav li:last-child a")
		p.wait(`!document.querySelector("#contents").checkVisibility() && document.querySelector(location.hash).checkVisibility() && document.querySelectorAll(".fold:not([hidden])").length === 1`)
		p.click(".unfold")
		p.wait(`document.querySelector(".unfold").getAttribute("aria-expanded") === "true" && !document.querySelector(".fold").hidden`)
		p.click(".unfold")
		p.wait(`document.querySelector(".fold").hidden`)
		// A link from elsewhere opens what it leads to.
		passage := eval[string](p, `"#" + document.querySelector(".fold .references .p").id`)
		p.visit("/help")
		p.visit(document + passage)
		p.wait(`document.querySelector("` + passage + `").checkVisibility()`)
		p.run(chromedp.Evaluate[chromedp.Void](`dispatchEvent(new Event("beforeprint"))`))
		p.wait(`document.querySelectorAll(".fold[hidden], details:not(.menu, [open])").length === 0`)
		p.run(chromedp.Evaluate[chromedp.Void](`dispatchEvent(new Event("afterprint"))`))
		p.wait(`document.querySelectorAll(".fold[hidden]").length > 3`)
	})
}
