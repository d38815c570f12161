package embedded

import (
	"fmt"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// smallDisk mounts a file system in memory with room for so many bytes, until the test
// ends, and skips the test where that is not allowed.
func smallDisk(t *testing.T, bytes int64) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := unix.Mount("izde", dir, "tmpfs", 0, fmt.Sprintf("size=%d", bytes)); err != nil {
		t.Skipf("disks of a size need the right to mount one: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fewFiles lets the program open only so many more files until restore is called.
func fewFiles(t *testing.T, more int) (restore func()) {
	t.Helper()
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skipf("which files are open is asked of /proc: %v", err)
	}
	now := before
	now.Cur = uint64(len(open) - 1 + more)
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &now); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &before); err != nil {
			t.Fatal(err)
		}
	}
}
