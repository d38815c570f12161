package ocr

import "golang.org/x/sys/unix"

// limitMemory bounds the address space of a process that has just begun. Where that
// fails, its deadline still bounds it.
func limitMemory(pid int, bytes uint64) {
	_ = unix.Prlimit(pid, unix.RLIMIT_AS, &unix.Rlimit{Cur: bytes, Max: bytes}, nil)
}
