package web_test

// "make screenshots" takes pictures of the main pages in every language of the
// interface, light and dark, wide and narrow, for people to look at.

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestScreenshots(t *testing.T) {
	folder := os.Getenv("IZDE_SCREENSHOTS")
	if folder == "" {
		t.Skip("IZDE_SCREENSHOTS names no folder for them")
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	b := openBrowser(t, "")
	document := b.open(t, "/documents")
	doc := eval[string](document, `document.querySelector(".hit h2 a").getAttribute("href")`)
	work := eval[string](b.open(t, doc), `document.querySelector("a[href^='/works/']").getAttribute("href")`)
	author := eval[string](b.open(t, "/authors"), `document.querySelector(".names .to").getAttribute("href")`)
	similar := eval[string](b.open(t, "/?q=investment"), `document.querySelector("a[href*='/similar']").getAttribute("href")`)
	pages := map[string]string{
		"home":     "/",
		"results":  "/?q=investment",
		"kazakh":   "/?q=мәдени+айырмашылық",
		"chinese":  "/?q=哈萨克斯坦",
		"nothing":  "/?q=zzzzqqq&lang=en",
		"kwic":     "/?q=investment&view=kwic",
		"corpus":   "/documents",
		"authors":  "/authors",
		"works":    "/works",
		"help":     "/help",
		"api":      "/api",
		"lookup":   "/lookup?citation=" + url.QueryEscape("Zhang Wenxin. Kazakhstan Development Report. 2021\n\nKazakhstan Development Report\n\n张雯鑫. 哈萨克斯坦发展报告. 2022"),
		"pasted":   "/?q=" + url.QueryEscape("张雯鑫. 哈萨克斯坦发展报告. 2021"),
		"similar":  similar,
		"work":     work,
		"advanced": "/advanced",
		"searches": "/searches",
		"list":     "/list?ids=" + strings.TrimPrefix(doc, "/documents/") + "," + strings.TrimPrefix(work, "/works/"),
		"author":   author,
		"cite":     doc + "/cite",
		"parallel": doc + "/parallel",
		"document": doc + "?q=investment",
		"error":    "/nowhere",
	}
	for name, path := range pages {
		for _, lang := range []string{"en", "kk", "ru", "zh"} {
			for look, before := range map[string][]step{
				"wide":   {desktop()},
				"phone":  {phone()},
				"dark":   {desktop(), dark()},
				"xphone": {phone(), dark()},
			} {
				if look != "wide" && look != "phone" && lang != "kk" {
					continue
				}
				p := b.open(t, path, append(before, in(lang))...)
				p.expected = []string{"404"}
				picture := chromedp.FullScreenshot(100)
				if name == "document" { // long
					picture = chromedp.CaptureScreenshot()
				}
				if err := os.WriteFile(filepath.Join(folder, name+"-"+lang+"-"+look+".png"), result(p, picture), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
