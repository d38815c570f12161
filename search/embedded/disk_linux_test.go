package embedded

import (
	"fmt"
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
