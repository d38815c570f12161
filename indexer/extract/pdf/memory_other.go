//go:build !unix

package pdf

import "github.com/tetratelabs/wazero/experimental"

// memory is the guest's memory, reserved once, so that growing copies nothing.
type memory struct {
	bytes   []byte
	size    uint64
	refused bool // the guest asked for more than there is
}

// Allocate implements experimental.MemoryAllocator.
func (m *memory) Allocate(_, _ uint64) experimental.LinearMemory {
	m.bytes = make([]byte, guestMemory)
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
func (m *memory) Free() { m.bytes = nil }
