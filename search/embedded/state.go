package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ReadState returns a file of the state of the index at root, which outlives its
// generations; nil where there is none.
func ReadState(root, name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(root, stateDir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the state of the index: %w", err)
	}
	return data, nil
}

// WriteState replaces such a file, atomically and durably.
func WriteState(root, name string, data []byte) error {
	if err := os.MkdirAll(filepath.Join(root, stateDir), 0o755); err != nil {
		return fmt.Errorf("making the folder of the index's state: %w", err)
	}
	return replaceFile(filepath.Join(root, stateDir, name), data)
}
