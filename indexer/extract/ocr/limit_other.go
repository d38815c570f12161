//go:build !linux

package ocr

// limitMemory has no way to bound another process here; its deadline bounds it.
func limitMemory(int, uint64) {}
