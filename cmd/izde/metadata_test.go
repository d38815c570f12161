package main

// Characters that steer a terminal stand in what files, sidecars and bibliographies say
// of themselves; none reaches a page, an answer or a terminal.

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/izde/izde/web"
)

func TestSteeringMetadata(t *testing.T) {
	folder, root := t.TempDir(), filepath.Join(t.TempDir(), "index")
	const json, raw = `\u001b[2J\u009b31m\u0007`, "\x1b[2J\u009b31m\x07"
	for name, text := range map[string]string{
		"a.txt":      "Water resources of the Ili are shared by two countries.",
		"a.csl.json": `{"type":"book","title":"Ili ` + json + `river","author":[{"family":"Holt` + json + `","given":"Ann"}],"publisher":"P` + json + `","custom":{"tags":"t` + json + `","collections":"c` + json + `"}}`,
		"b.bib":      "@book{k" + raw + ", title={Lakes " + raw + "of ice}, author={Cole" + raw + ", Dan}, keywords={k" + raw + "}, note={n" + raw + "}, year=2001}",
		"c.html":     "<html><head><title>Steppe " + raw + "</title><meta name=author content='A" + raw + "'></head><body><p>The steppe is wide.</p></body></html>",
		"d.ris":      "TY  - BOOK\nTI  - Dunes " + raw + "\nAU  - Sand" + raw + ", S\nPY  - 2002\nER  - \n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	clean := func(what, text string) {
		t.Helper()
		if i := strings.IndexFunc(text, func(r rune) bool { return r == 0x1b || r == 0x07 || 0x80 <= r && r <= 0x9f }); i >= 0 {
			t.Errorf("%s: %q", what, text[max(0, i-60):min(len(text), i+20)])
		}
		if escaped := regexp.MustCompile(`\\u00(1b|07|9b)|&#(27|7|155|x1b|x9b);`).FindString(text); escaped != "" {
			t.Errorf("%s holds %s", what, escaped)
		}
	}
	var out bytes.Buffer
	for _, args := range [][]string{{"index", folder}, {"search", "ili"}, {"search", "lakes OR steppe OR dunes"}, {"cite", "Cole, Lakes of ice, 2001"}, {"kwic", "steppe"}} {
		out.Reset()
		if status := run(append(args, "--index", root), &out, &out); status != 0 {
			t.Fatalf("izde %v: %s", args, out.String())
		}
		clean("izde "+args[0], out.String())
	}
	live, err := inFolder(root).live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(live.Close)
	server := httptest.NewServer(web.New(site(live), web.Options{Logger: slog.New(slog.DiscardHandler)}))
	t.Cleanup(server.Close)
	get := func(path string) string {
		resp, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", path, resp.Status, err)
		}
		clean(path, string(body))
		return string(body)
	}
	get("/?q=ili+OR+lakes+OR+steppe+OR+dunes")
	get("/search.atom?q=ili+OR+lakes")
	get("/documents")
	get("/authors?q=holt")
	get("/api/v1/works?q=lakes")
	get("/api/v1/export?q=lakes")
	for _, id := range regexp.MustCompile(`"id":\s*"(d[0-9a-f]{20})"`).FindAllStringSubmatch(get("/api/v1/documents"), -1) {
		for _, path := range []string{"/documents/" + id[1], "/documents/" + id[1] + "/cite", "/api/v1/documents/" + id[1] + "?format=bibtex"} {
			get(path)
		}
	}
}
