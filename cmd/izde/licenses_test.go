package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	googlecmp "github.com/google/go-cmp/cmp"
)

// beside are parts of the program that are no Go modules.
var beside = []struct{ name, file string }{
	{"Go's standard library and runtime", "$GOROOT/LICENSE"},
	{"PDFium, with FreeType, AGG, Little CMS, libjpeg-turbo, OpenJPEG, zlib and ICU in it (within go-pdfium, as WebAssembly)", "testdata/licenses/pdfium.txt"},
	{"the table of word vectors", "../../search/glossary/NOTICE.txt"},
	{"the list of common passwords", "../../web/passwords-NOTICE.txt"},
}

// The texts that izde prints are those of exactly the modules that are linked into it.
func TestLicenses(t *testing.T) {
	want := licenseTexts(t)
	if *update {
		if err := os.WriteFile("licenses.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := googlecmp.Diff(strings.Split(licenses, "\n"), strings.Split(want, "\n")); diff != "" {
		t.Errorf("licenses.txt is not as the linked modules have it (go test ./cmd/izde -run Licenses -update):\n%.2000s", diff)
	}
}

// licenseTexts lists the linked modules, and each text once, with the modules that have it.
func licenseTexts(t *testing.T) string {
	t.Helper()
	type text struct {
		of   []string
		body string
	}
	var texts []*text
	add := func(name, body string) {
		body = strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
		fold := func(s string) string { return strings.Join(strings.Fields(s), " ") }
		i := slices.IndexFunc(texts, func(x *text) bool { return fold(x.body) == fold(body) })
		if i < 0 {
			i = len(texts)
			texts = append(texts, &text{body: body})
		}
		texts[i].of = append(texts[i].of, name)
	}
	for _, m := range linkedModules(t) {
		name, found := strings.TrimSpace(m.Path+" "+m.Version), false
		entries, err := os.ReadDir(m.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !licenseFile.MatchString(e.Name()) {
				continue
			}
			body, err := os.ReadFile(filepath.Join(m.Dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			found = true
			add(name, string(body))
		}
		if !found {
			t.Errorf("module %s has no file with a licence: look whether it may be linked at all", m.Path)
		}
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatalf("go env: %v", err)
	}
	for _, b := range beside {
		body, err := os.ReadFile(strings.Replace(b.file, "$GOROOT", strings.TrimSpace(string(goroot)), 1))
		if err != nil {
			t.Fatal(err)
		}
		add(b.name, string(body))
	}
	var out strings.Builder
	out.WriteString("izde is built of these parts, each under the licence that follows its name.\n")
	for _, x := range texts {
		fmt.Fprintf(&out, "\n%s\n\n", strings.Repeat("=", 78))
		for _, name := range x.of {
			fmt.Fprintln(&out, name)
		}
		fmt.Fprintf(&out, "\n%s\n", x.body)
	}
	return out.String()
}

var licenseFile = regexp.MustCompile(`(?i)^(?:licen[cs]e|copying|notice|unlicense)`)

type module struct{ Path, Version, Dir string }

// linkedModules are the modules that packages of the program come from.
func linkedModules(t *testing.T) []module {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=Module", ".")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var modules []module
	for packages := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ Module *module }
		if err := packages.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Module != nil {
			modules = append(modules, *p.Module)
		}
	}
	slices.SortFunc(modules, func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	return slices.CompactFunc(modules, func(a, b module) bool { return a.Path == b.Path })
}
