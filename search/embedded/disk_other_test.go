//go:build !linux

package embedded

import "testing"

func smallDisk(t *testing.T, _ int64) string {
	t.Skip("disks of a size are made on Linux alone")
	return ""
}

func fewFiles(t *testing.T, _ int) func() {
	t.Skip("how many files may be open is bounded on Linux alone")
	return nil
}
