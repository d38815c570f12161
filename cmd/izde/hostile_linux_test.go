package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestHostilePDFs indexes a folder of PDFs that were made to break readers, as the tests
// of PDF libraries have hundreds. None may break the program or hold it up: each is
// read, or refused for a reason that is told, and the run goes on to its end.
func TestHostilePDFs(t *testing.T) {
	folder := os.Getenv("IZDE_HOSTILE_PDFS")
	if folder == "" {
		t.Skip("IZDE_HOSTILE_PDFS names no folder of hostile PDFs")
	}
	files := 0
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".pdf") {
			files++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	izde := filepath.Join(t.TempDir(), "izde")
	if out, err := exec.Command("go", "build", "-o", izde, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.Command(izde, "index", "--index", t.TempDir(), folder)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	var out, told bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &told
	start := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := make(chan bool)
	most := make(chan [2]int)
	go func() {
		var peak [2]int // of the program and of its children, in MB
		for {
			select {
			case <-stop:
				most <- peak
				return
			case <-time.After(20 * time.Millisecond):
			}
			peak[0] = max(peak[0], highWater(cmd.Process.Pid))
			tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", cmd.Process.Pid))
			for _, task := range tasks {
				pids, _ := os.ReadFile(task)
				for pid := range strings.FieldsSeq(string(pids)) {
					n, _ := strconv.Atoi(pid)
					peak[1] = max(peak[1], highWater(n))
				}
			}
		}
	}()
	err = cmd.Wait()
	close(stop)
	peak := <-most
	if exit, ok := err.(*exec.ExitError); err != nil && (!ok || exit.ExitCode() != 1) {
		t.Errorf("the run ended with %v: %s", err, told.String())
	}
	reasons := map[string]int{}
	for line := range strings.Lines(told.String()) {
		if rest, ok := strings.CutPrefix(line, "failed: "); ok {
			_, reason, _ := strings.Cut(rest, ".pdf: ")
			reasons[strings.TrimSpace(number.ReplaceAllString(reason, "N"))]++
			if strings.Contains(reason, "broke the reader") {
				t.Errorf("a crash: %s", line)
			}
		}
	}
	t.Logf("%d files in %v; at most %d MB, and %d MB in a child; %s", files, time.Since(start).Round(time.Second), peak[0], peak[1], summary.FindString(out.String()))
	for reason, n := range reasons {
		t.Logf("%4d %s", n, reason)
	}
	if peak[1] > 400 {
		t.Errorf("a child took %d MB", peak[1])
	}
}

var (
	number    = regexp.MustCompile(`[0-9]+`)
	summary   = regexp.MustCompile(`.* added, .*`)
	kilobytes = regexp.MustCompile(`VmHWM:\s*(\d+) kB`)
)

// highWater is the most memory that a process has had, in MB.
func highWater(pid int) int {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	m := kilobytes.FindSubmatch(status)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(string(m[1]))
	return n >> 10
}
