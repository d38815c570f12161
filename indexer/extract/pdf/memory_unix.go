//go:build unix

package pdf

import (
	"fmt"
	"syscall"

	"github.com/tetratelabs/wazero/experimental"
)

// memory is the guest's memory, reserved once: its pages count when they are
// touched, and growing copies nothing. wazero's own would hold two copies while
// it grows.
type memory struct {
	bytes   []byte
	size    uint64
	refused bool // the guest asked for more than there is
}

// Allocate implements experimental.MemoryAllocator.
func (m *memory) Allocate(_, _ uint64) experimental.LinearMemory {
	b, err := syscall.Mmap(-1, 0, guestMemory, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		panic(fmt.Sprintf("pdf: reserving %d MiB: %v", guestMemory>>20, err))
	}
	m.bytes = b
	return m
}

// Reallocate implements experimental.LinearMemory.
func (m *memory) Reallocate(size uint64) []byte {
	if size > guestMemory {
		m.refused = true
		return nil
	}
	m.size = size
	return m.bytes[:size:guestMemory]
}

// Free implements experimental.LinearMemory.
func (m *memory) Free() {
	syscall.Munmap(m.bytes)
	m.bytes = nil
}
