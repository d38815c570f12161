package embedded

import (
	"archive/tar"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// FuzzRestore reads archives: bytes as they are, and, where named is set, a manifest and
// a file of that name. It makes an index that is whole, or leaves nothing at all.
func FuzzRestore(f *testing.F) {
	f.Add("", []byte("x"), []byte(nil), byte(tar.TypeReg))
	f.Add("gen-1/store/root.bolt", []byte(`{"format":"izde-index","generations":[{"name":"gen-1","files":[{"path":"store/root.bolt","size":1,"sum":"0"}]}]}`), []byte("x"), byte(tar.TypeReg))
	f.Add("../../etc/passwd", []byte(`{"format":"izde-index","generations":[{"name":"gen-1","files":[{"path":"../../etc/passwd","size":1}]}]}`), []byte("x"), byte(tar.TypeReg))
	f.Add("state/works", []byte(`{"format":"izde-index","generations":[{"name":"gen-1"}]}`), []byte("/etc"), byte(tar.TypeSymlink))
	f.Fuzz(func(t *testing.T, name string, manifest, content []byte, kind byte) {
		archive := manifest
		if name != "" {
			var packed bytes.Buffer
			z, err := zstd.NewWriter(&packed)
			if err != nil {
				t.Fatal(err)
			}
			w := tar.NewWriter(z)
			for _, entry := range []struct {
				name    string
				content []byte
				kind    byte
			}{{manifestFile, seal(bytes.Clone(manifest)), tar.TypeReg}, {name, content, kind}} {
				h := &tar.Header{Name: entry.name, Typeflag: entry.kind, Mode: 0o644, Size: int64(len(entry.content)), Linkname: string(content)}
				if err := w.WriteHeader(h); err != nil {
					t.Skip("no tar holds that")
				}
				_, _ = w.Write(entry.content) // kinds without content take none
			}
			w.Close()
			z.Close()
			archive = packed.Bytes()
		}
		dir := t.TempDir()
		g, err := Restore(t.Context(), bytes.NewReader(archive), filepath.Join(dir, "index"))
		left, listErr := os.ReadDir(dir)
		if listErr != nil {
			t.Fatal(listErr)
		}
		switch {
		case err == nil && (g == nil || len(left) != 1):
			t.Errorf("restored %v, %v", g, left)
		case err != nil && len(left) > 0:
			t.Errorf("refused with %v, it left %v", err, left)
		}
	})
}

// FuzzManifest reads manifests and sealed files.
func FuzzManifest(f *testing.F) {
	for _, s := range []string{"", "{}", `{"format":"izde-index","generations":[{"name":"gen-1"}]}`, "x\n# crc32c 00000000\n"} {
		f.Add([]byte(s))
		f.Add(seal([]byte(s)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parseManifest(data)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrForeign) {
				t.Errorf("%q: %v", data, err)
			}
			return
		}
		for _, g := range m.Generations {
			if !filepath.IsLocal(g.Name) {
				t.Errorf("%q names the generation %q", data, g.Name)
			}
		}
		if text, sealed, err := unseal(seal(bytes.Clone(data))); !sealed || err != nil || !bytes.Equal(bytes.TrimRight(text, "\n"), bytes.TrimRight(data, "\n")) {
			t.Errorf("%q is sealed and unsealed as %q, %v", data, text, err)
		}
	})
}
