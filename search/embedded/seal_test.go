package embedded

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

// Whatever bit of a manifest is flipped, the damage is seen; and a run of izde index
// makes the index again.
func TestManifestBits(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:1], passages)
	path := filepath.Join(root, manifestFile)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, _, _ := unseal(good)
	for bit := range 8 * len(good) {
		data := bytes.Clone(good)
		data[bit/8] ^= 1 << (bit % 8)
		// A flip in the mark of the sum leaves a manifest without one, whose text is whole
		// or no JSON.
		if _, err := parseManifest(data); !errors.Is(err, ErrDamaged) {
			if text, _, _ := unseal(data); !bytes.Equal(text, want) {
				t.Fatalf("bit %d of byte %d: %v", bit%8, bit/8, err)
			}
		}
	}
	for at := 0; at < len(good); at += len(good) / 7 {
		data := bytes.Clone(good)
		data[at] ^= 4
		write(t, path, string(data))
		write(t, path+copySuffix, string(data))
		build(t, root, docs[:1], passages)
		if _, err := Verify(t.Context(), root); err != nil {
			t.Errorf("byte %d: built again: %v", at, err)
		}
	}
}

// A rebuild works whatever the manifest says, but takes no folder that holds anything
// else.
func TestRebuildOverAnyManifest(t *testing.T) {
	docs, passages := enginetest.Corpus()
	for _, manifest := range []string{"", "{}", "null", "garbage", `{"format":"izde-index"}`, `{"format":"izde-indey","generations":[{"name":"gen-1"}]}`,
		`{"format":"izde-index","generations":[{"name":"../gen-1"}]}`, `{"format":"izde-index","generations":[{"name":"gen-9"}]}`} {
		root := t.TempDir()
		build(t, root, docs[:1], passages)
		write(t, filepath.Join(root, manifestFile), manifest)
		write(t, filepath.Join(root, manifestFile+copySuffix), manifest)
		write(t, filepath.Join(root, FilesList), "[]")
		b, err := Build(t.Context(), root, BuildOptions{Rebuild: true})
		if err != nil {
			t.Errorf("%s: %v", manifest, err)
			continue
		}
		finish(t, b, docs[:1], passages)
		if _, err := Verify(t.Context(), root); err != nil {
			t.Errorf("%s: rebuilt: %v", manifest, err)
		}
	}
	root := t.TempDir()
	write(t, filepath.Join(root, manifestFile), `{"format":"other"}`)
	write(t, filepath.Join(root, "thesis.tex"), "precious")
	if _, err := Build(t.Context(), root, BuildOptions{Rebuild: true}); !errors.Is(err, ErrForeign) {
		t.Errorf("over somebody else's folder: %v", err)
	}
}

// Verify looks at the generations in reserve, too, and a rebuild leaves whole ones alone.
func TestVerifyReserve(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:1], passages)
	build(t, root, docs[1:2], passages)
	flip(t, segmentOf(t, root, "gen-1"))
	if _, err := Verify(t.Context(), root); !errors.Is(err, ErrReserve) || !strings.Contains(err.Error(), "gen-1") {
		t.Errorf("the damage of gen-1 is told as %v", err)
	}
	b, err := Build(t.Context(), root, BuildOptions{Rebuild: true})
	if err != nil {
		t.Fatal(err)
	}
	finish(t, b, docs[:2], passages)
	if _, err := Verify(t.Context(), root); err != nil {
		t.Error(err)
	}
}

// MANIFEST is kept in two copies: with one of them damaged or gone the index is served as
// before, verify tells of it, and the next run writes it anew.
func TestManifestIsMended(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:1], passages)
	build(t, root, docs[:2], passages)
	for _, name := range []string{manifestFile, manifestFile + copySuffix} {
		path := filepath.Join(root, name)
		for what, damage := range map[string]func(){
			"a flipped bit":  func() { flip(t, path) },
			"a removed file": func() { remove(t, path) },
			"a file cut off": func() { truncate(t, path) },
			"an empty file":  func() { write(t, path, "") },
		} {
			damage()
			if _, err := Verify(t.Context(), root); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), manifestFile) {
				t.Errorf("%s of %s is told as %v", what, name, err)
			}
			if st := open(t, root).Status(); st.Generation != "gen-2" || st.Degraded != "" {
				t.Errorf("%s of %s: %+v is served", what, name, st)
			}
			b, err := Build(t.Context(), root, BuildOptions{})
			if err != nil {
				t.Fatal(err)
			}
			b.Abort()
			if _, err := Verify(t.Context(), root); err != nil {
				t.Errorf("%s of %s is not mended: %v", what, name, err)
			}
		}
	}
	// A run that was killed between the two leaves an older copy, which is no damage.
	older, err := os.ReadFile(filepath.Join(root, manifestFile+copySuffix))
	if err != nil {
		t.Fatal(err)
	}
	build(t, root, docs[:3], passages)
	write(t, filepath.Join(root, manifestFile+copySuffix), string(older))
	if g, err := Verify(t.Context(), root); err != nil || g.Name != "gen-3" {
		t.Errorf("with an older copy: %v, %v", g, err)
	}
}

// The redirects of works, and when texts were first indexed, are kept in two copies:
// damage to one is told and mended.
func TestStateIsMended(t *testing.T) {
	root := t.TempDir()
	put(t, root, BuildOptions{}, map[string]string{"m": gost})
	redirects := bibliography.Redirects{"wold": "wnew"}
	if err := redirectsKept.write(root, redirects); err != nil {
		t.Fatal(err)
	}
	arrivals, _ := engine.ReadArrivals("0123 2024-05-01T00:00:00Z 2023-05-01T00:00:00Z 0-7,9-20")
	if err := arrivalsKept.write(root, arrivals); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{redirectsKept.name, redirectsKept.name + copySuffix, arrivalsKept.name, arrivalsKept.name + copySuffix} {
		path := filepath.Join(root, stateDir, name)
		for what, damage := range map[string]func(){
			"a flipped bit":  func() { flip(t, path) },
			"a removed file": func() { remove(t, path) },
			"a file cut off": func() { truncate(t, path) },
			"an empty file":  func() { write(t, path, sealMark) },
		} {
			damage()
			if _, err := Verify(t.Context(), root); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s of %s is told as %v", what, name, err)
			}
			put(t, root, BuildOptions{}, nil)
			if _, err := Verify(t.Context(), root); err != nil {
				t.Errorf("%s of %s is not mended: %v", what, name, err)
			}
			if got, err := redirectsKept.read(root); err != nil || got.String() != redirects.String() {
				t.Errorf("after %s of %s the redirects are %v, %v", what, name, got, err)
			}
			if got, err := arrivalsKept.read(root); err != nil || got.String() != arrivals.String() {
				t.Errorf("after %s of %s what was indexed when is %v, %v", what, name, got, err)
			}
		}
	}
	for _, name := range []string{redirectsKept.name, arrivalsKept.name} {
		for _, copied := range []string{name, name + copySuffix} {
			flip(t, filepath.Join(root, stateDir, copied))
		}
		if _, err := Build(t.Context(), root, BuildOptions{}); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "--rebuild") {
			t.Errorf("without a whole copy of %s: %v", name, err)
		}
		put(t, root, BuildOptions{Rebuild: true}, map[string]string{"m": gost})
		if _, err := Verify(t.Context(), root); err != nil {
			t.Errorf("rebuilt without a whole copy of %s: %v", name, err)
		}
	}
}

// The sum of a file of several pieces is that of all its bytes.
func TestSumOfPieces(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	data := make([]byte, 1000)
	for i := range data {
		data[i] = byte(rng.Uint32())
	}
	for range 100 {
		at := rng.IntN(len(data) + 1)
		first, second := crc32.Checksum(data[:at], castagnoli), crc32.Checksum(data[at:], castagnoli)
		if got, want := joinSums(first, second, int64(len(data)-at)), crc32.Checksum(data, castagnoli); got != want {
			t.Fatalf("of %d and %d bytes %08x, want %08x", at, len(data)-at, got, want)
		}
	}
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	large := int64(70 << 20) // in three pieces, of which the second has zeros alone
	if err := os.Truncate(path, large); err != nil {
		t.Fatal(err)
	}
	sum := crc32.Checksum(data, castagnoli)
	zeros := make([]byte, 1<<20)
	for n := large - int64(len(data)); n > 0; n -= int64(len(zeros)) {
		sum = crc32.Update(sum, castagnoli, zeros[:min(n, int64(len(zeros)))])
	}
	if have, err := sumFile(filepath.Dir(path), "file"); err != nil || have != (File{"file", large, fmt.Sprintf("%08x", sum)}) {
		t.Errorf("summed %+v, %v, want %08x", have, err, sum)
	}
}
