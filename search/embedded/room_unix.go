//go:build unix

package embedded

import "golang.org/x/sys/unix"

// FreeBytes returns how much room a user has on the disk of a folder.
func FreeBytes(dir string) (free uint64, known bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return uint64(s.Bavail) * uint64(s.Bsize), true
}
