package engine

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unsafe"
)

// Tables that are made of an index once and kept in a file are written one behind the
// other, each behind its length in bytes (8 bytes) and filled up to a multiple of 8, as they
// lie in memory: what is read is used where it stands, in a mapped file too. The file
// begins with a line that says what it is, of which version, and in which order machines
// keep the bytes of a number.

// TableWriter writes such a file.
type TableWriter struct {
	to      io.Writer
	written int64
	err     error
}

// NewTableWriter begins a file of a kind.
func NewTableWriter(to io.Writer, kind string) *TableWriter {
	w := &TableWriter{to: to}
	WriteTable(w, headOf(kind))
	return w
}

// headOf returns the beginning of a file of a kind.
func headOf(kind string) []byte {
	return append([]byte(kind+"\n"), binary.NativeEndian.AppendUint32(nil, 0x01020304)...)
}

// WriteTable writes numbers, or structs of numbers.
func WriteTable[T any](w *TableWriter, table []T) {
	var one T
	w.write(binary.NativeEndian.AppendUint64(nil, uint64(len(table))*uint64(unsafe.Sizeof(one))))
	if len(table) > 0 {
		w.write(unsafe.Slice((*byte)(unsafe.Pointer(&table[0])), len(table)*int(unsafe.Sizeof(one))))
	}
	w.write(make([]byte, -w.written&7))
}

// WriteTexts writes texts.
func WriteTexts(w *TableWriter, t *Texts) {
	WriteTable(w, []byte(t.all))
	WriteTable(w, t.ends)
}

func (w *TableWriter) write(data []byte) {
	if w.err == nil {
		_, w.err = w.to.Write(data)
	}
	w.written += int64(len(data))
}

// Err returns the first error of writing.
func (w *TableWriter) Err() error { return w.err }

// TableReader reads the tables of a file in the order in which they were written.
type TableReader struct {
	rest []byte
	err  error
}

// errTables says that a file is not as it is read.
var errTables = errors.New("the file is of another version, or damaged")

// NewTableReader reads a file of a kind, which begins at a multiple of 8.
func NewTableReader(data []byte, kind string) *TableReader {
	r := &TableReader{rest: data}
	if !bytes.Equal(ReadTable[byte](r), headOf(kind)) {
		r.err = errTables
	}
	return r
}

// ReadTable returns the next table, which lies in what is read.
func ReadTable[T any](r *TableReader) []T {
	var one T
	if len(r.rest) < 8 {
		r.err = errTables
	}
	if r.err != nil {
		return nil
	}
	size, rest := binary.NativeEndian.Uint64(r.rest), r.rest[8:]
	filled := (size + 7) &^ 7
	if size > uint64(len(rest)) || filled > uint64(len(rest)) || size%uint64(unsafe.Sizeof(one)) != 0 || uintptr(unsafe.Pointer(unsafe.SliceData(rest)))%8 != 0 {
		r.err = errTables
		return nil
	}
	r.rest = rest[filled:]
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(rest))), size/uint64(unsafe.Sizeof(one)))
}

// ReadTexts returns the next texts, of which the letters are copied: what is told of them
// outlives what is read.
func ReadTexts(r *TableReader) Texts {
	t := Texts{string(ReadTable[byte](r)), ReadTable[uint32](r)}
	last := uint32(0)
	for _, end := range t.ends {
		if end < last || int(end) > len(t.all) {
			r.err = errTables
			return Texts{}
		}
		last = end
	}
	return t
}

// Rest returns what has not been read.
func (r *TableReader) Rest() []byte { return r.rest }

// Err returns an error where the file is not as it was read.
func (r *TableReader) Err() error { return r.err }
