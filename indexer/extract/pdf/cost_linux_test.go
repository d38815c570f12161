package pdf

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Hostile files: each is small and asks for gigabytes or for hours.
func TestBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const form = "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<<"
	asForm := func(s, resources string) string {
		return strings.Replace(s, "<<", "<<"+form+resources+">>", 1)
	}
	nested := []string{asForm(stream("BT /F1 10 Tf (x) Tj ET"), "/Font<</F1 3 0 R>>")}
	for i := range 9 {
		nested = append(nested, asForm(stream(strings.Repeat("/X Do ", 10)), fmt.Sprintf("/XObject<</X %d 0 R>>", 6+i)))
	}
	word := "(abcdefghij klmnopqrst) Tj "
	onePage := func(content string) []string {
		return []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
			"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X 14 0 R>>>>>>", content, fmt.Sprintf(helvetica, "")}
	}
	million := onePage(deflated([]byte("BT /F1 10 Tf 50 700 Td (page) Tj ET")))
	million[1] = "<</Type/Pages/Kids[" + strings.Repeat("3 0 R ", 1_000_000) + "]/Count 1000000>>"
	loop := onePage(deflated([]byte("BT /F1 10 Tf 50 700 Td (page) Tj ET")))
	loop[1] = "<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2/Parent 2 0 R>>"
	deep := onePage(deflated([]byte("BT /F1 10 Tf 50 700 Td (page) Tj ET")))
	deep[0] = "<</Type/Catalog/Pages 2 0 R/X " + strings.Repeat("[", 500_000) + strings.Repeat("]", 500_000) + ">>"
	lie := onePage(deflated([]byte("BT /F1 10 Tf 50 700 Td (page) Tj ET")))
	lie[1] = "<</Type/Pages/Kids[3 0 R]/Count 1000000000>>"
	bombs := map[string][]byte{
		"half a gigabyte of spaces": assemble(onePage(deflated(make([]byte, 512<<20))), ""),
		"20 million glyphs":         assemble(onePage(deflated([]byte("BT /F1 1 Tf 10 10 Td "+strings.Repeat(word, 1_000_000)+"ET"))), ""),
		"150,000 glyphs, 40 times":  testFile{pages: slicesRepeat("BT /F1 1 Tf 10 10 Td "+strings.Repeat(word, 7_500)+"ET", 40)}.bytes(),
		"forms within forms":        assemble(append(onePage(stream("/X Do")), nested...), ""),
		"a million pages":           assemble(million, ""),
		"pages in a circle":         assemble(loop, ""),
		"deep arrays":               assemble(deep, ""),
		"a billion pages claimed":   assemble(lie, ""),
	}
	file := testFile{pages: []string{show(regular, 12, 72, 700, "Survivor")}}.bytes()
	for name, data := range bombs {
		options := testOptions()
		options.PageTime, options.Time = 10*time.Second, 20*time.Second
		r := NewReader(options)
		mustRead(t, r, file)
		c := <-r.slots
		r.slots <- c
		memory := peak(c)
		start := time.Now()
		d, err := r.Read(t.Context(), data)
		took := time.Since(start)
		t.Logf("%s (%d kB): %v, %d MB, %v", name, len(data)>>10, took.Round(10*time.Millisecond), memory(), err)
		if took > 25*time.Second || memory() > 400 {
			t.Errorf("%s took %v and %d MB", name, took, memory())
		}
		if errors.Is(err, ErrCrash) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && d.check() != nil {
			t.Errorf("%s: %v", name, d.check())
		}
		if d := mustRead(t, r, file); d.Text != "Survivor" {
			t.Errorf("after %s a good file says %q", name, d.Text)
		}
		r.Close()
	}
}

func slicesRepeat(s string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = s
	}
	return all
}

// TestCost measures what reading takes of a processor and of memory, in one child
// that reads all files.
func TestCost(t *testing.T) {
	dir := documents(t)
	r := testReader(t)
	pages, peakMB, ticks := 0, 0, 0
	for _, pattern := range []string{"*.pdf", "made/*.pdf"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			mustRead(t, r, testFile{pages: []string{""}}.bytes()) // a child is there
			c := <-r.slots
			r.slots <- c
			memory, before := peak(c), cpuTicks(t, c)
			d := mustRead(t, r, data)
			ticks += cpuTicks(t, c) - before
			pages += len(d.Pages)
			time.Sleep(10 * time.Millisecond)
			peakMB = max(peakMB, memory())
		}
	}
	perSecond := float64(pages) * 100 / float64(ticks)
	t.Logf("%d pages, %.0f a second of one processor, at most %d MB", pages, perSecond, peakMB)
	if perSecond < 30 || peakMB > 150 {
		t.Errorf("%.0f pages a second, %d MB", perSecond, peakMB)
	}
}

// cpuTicks is the time, in hundredths of a second, that a child has computed.
func cpuTicks(t *testing.T, c *child) int {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest) // from the third field of proc(5) on
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return user + system
}

var highWater = regexp.MustCompile(`VmHWM:\s*(\d+) kB`)

// peak watches a child until it ends; the function that it returns tells the most
// memory, in MB, that it has had.
func peak(c *child) func() int {
	var most atomic.Int64
	go func() {
		for {
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
			high := highWater.FindSubmatch(status)
			if err != nil || high == nil {
				return
			}
			kilobytes, _ := strconv.Atoi(string(high[1]))
			most.Store(int64(kilobytes >> 10))
			time.Sleep(5 * time.Millisecond)
		}
	}()
	return func() int { return int(most.Load()) }
}
