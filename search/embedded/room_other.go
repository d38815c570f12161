//go:build !unix

package embedded

// FreeBytes returns how much room a user has on the disk of a folder, where that can be
// asked.
func FreeBytes(string) (free uint64, known bool) { return 0, false }
