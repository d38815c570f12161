package indexer_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/indexer"
)

// TestRoom: reading a file takes at most twenty times its size. What would take more, and
// more than 128 MiB, is refused by name, and the rest is indexed.
func TestRoom(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	text := func(size, words, lines, every int, letters []rune, space string) string {
		vocabulary := make([]string, 5000)
		for i := range vocabulary {
			for range 1 + random.IntN(8) {
				vocabulary[i] += string(letters[random.IntN(len(letters))])
			}
		}
		var b strings.Builder
		for n := 1; b.Len() < size; n++ {
			for range words {
				b.WriteString(vocabulary[random.IntN(len(vocabulary))] + space)
			}
			b.WriteString(strings.Repeat("\n", lines))
			if n%every == 0 {
				b.WriteString("。.\n\n")
			}
		}
		return b.String()
	}
	latin, han := []rune("abcdefghijklmnopqrstuvwxyz"), []rune("的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生")
	const mega = 1 << 20
	files := []struct {
		name, text string
		most       int64 // bytes
		refused    string
	}{
		{"english.txt", text(mega, 14, 1, 8, latin, " "), 20 * mega, ""},
		{"chinese.txt", text(mega, 8, 1, 9, han, ""), 20 * mega, ""},
		{"short paragraphs.txt", text(mega/4, 30, 2, 1, han, ""), 10 * mega, ""},
		{"letters.txt", strings.Repeat("a\n", 8*mega), 20 * 16 * mega, "lines, too many for a file of its size"},
		{"paragraphs.txt", strings.Repeat("a b.\n\n", 120_000), 128 * mega, "paragraphs, too many for a file of its size"},
	}
	run(t, newMemory(), newFolder(t, "first.txt", files[0].text[:mega/16]).path) // what is loaded once
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	for _, file := range files {
		t.Run(file.name, func(t *testing.T) {
			f := newFolder(t, file.name, file.text, "other.txt", "Text.")
			var report *indexer.Report
			peak := peakOf(func() { report = run(t, newMemory(), f.path) })
			t.Logf("%.1f MB for %.1f MB, %.1f times", float64(peak)/1e6, float64(len(file.text))/1e6, float64(peak)/float64(len(file.text)))
			if peak > file.most {
				t.Errorf("%d bytes for a file of %d, more than %d", peak, len(file.text), file.most)
			}
			failed := fmt.Sprint(report.Failed)
			if file.refused == "" && len(report.Failed) > 0 || !strings.Contains(failed, file.refused) || report.Documents < 1 {
				t.Errorf("failed %s, want %q; %d documents", failed, file.refused, report.Documents)
			}
		})
	}
}

// peakOf is how many bytes more the garbage collector has found alive while do ran than
// before.
func peakOf(do func()) int64 {
	alive := func() int64 {
		sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(sample)
		return int64(sample[0].Value.Uint64())
	}
	runtime.GC()
	before, peak, done := alive(), int64(0), make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		for {
			peak = max(peak, alive())
			select {
			case <-done:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	do()
	close(done)
	<-watched
	return peak - before
}
