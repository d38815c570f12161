package embedded

// How the JSON of passages, documents, works and authors is stored: each as a block of S2
// (https://pkg.go.dev/github.com/klauspost/compress/s2), made with a dictionary of what stood
// in the first batch of the index, so that the names of members and the words of the corpus
// cost little even in short passages. It is a value of bleve's own store, which generations
// that are built upon one another share.
//
// Indexes of former schemas have frames of zstd (RFC 8878), and go on so where they are built
// upon: a third smaller, which took five times as long to write and three times to read.

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
)

const (
	// packingKey is the key of the dictionary.
	packingKey = "dictionary"
	// blockMark begins a dictionary of S2.
	blockMark = "s2 "
	// maxSample is how much of the dictionary, in bytes, one value may give.
	maxSample = 1 << 10
	// maxUnpacked bounds one value, in bytes.
	maxUnpacked = 1 << 30
)

// packing packs and unpacks what is stored. It is safe for concurrent use.
type packing interface {
	// pack appends the packed value to room.
	pack(value, room []byte) []byte
	// unpack appends a value to room.
	unpack(packed, room []byte) ([]byte, error)
}

// newPacking returns the packing by a dictionary; by none it is that of former schemas.
func newPacking(dictionary []byte) packing {
	if data, is := bytes.CutPrefix(dictionary, []byte(blockMark)); is {
		if d := s2.NewDict(data); d != nil {
			return blocks{d}
		}
	}
	return newFrames(dictionary)
}

// dictionary chooses a dictionary from what was laid out so far: the beginnings of values
// from everywhere.
func (l *layout) dictionary() []byte {
	var text []byte
	step := max(1, len(l.values)*maxSample/s2.MaxDictSize)
	for i := 0; i < len(l.values) && len(text) < s2.MaxDictSize; i += step {
		text = append(text, l.values[i][:min(len(l.values[i]), maxSample)]...)
	}
	l.values = nil
	text = append(text, make([]byte, max(0, s2.MinDictSize-len(text)))...)
	return append([]byte(blockMark), s2.MakeDict(text, nil).Bytes()...)
}

// blocks is packing into blocks of S2.
type blocks struct{ *s2.Dict }

func (b blocks) pack(value, room []byte) []byte {
	room = slices.Grow(room, max(0, s2.MaxEncodedLen(len(value))))
	block := b.Encode(room[len(room):cap(room)], value)
	return room[:len(room)+len(block)]
}

func (b blocks) unpack(packed, room []byte) ([]byte, error) {
	size, err := s2.DecodedLen(packed)
	if err == nil && size > maxUnpacked {
		err = errors.New("the value is too large")
	}
	if err == nil {
		room = slices.Grow(room, size)
		_, err = b.Decode(room[len(room):cap(room)], packed)
	}
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	return room[:len(room)+size], nil
}

// frames is packing into frames of zstd.
type frames struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

const (
	// dictionaryID is the number of the dictionary in frames.
	dictionaryID = 1
	// dictionaryMagic begins a dictionary with tables of how letters are coded, in zstd's
	// format; one without has at least so many bytes.
	dictionaryMagic = "\x37\xa4\x30\xec"
	leastDictionary = 8
)

// newFrames returns a packing by a dictionary, which may be empty.
func newFrames(dictionary []byte) frames {
	into := []zstd.EOption{zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false)}
	from := []zstd.DOption{zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxUnpacked), zstd.WithDecoderLowmem(true)}
	switch {
	case bytes.HasPrefix(dictionary, []byte(dictionaryMagic)):
		into = append(into, zstd.WithEncoderDict(dictionary))
		from = append(from, zstd.WithDecoderDicts(dictionary))
	case len(dictionary) >= leastDictionary:
		into = append(into, zstd.WithEncoderDictRaw(dictionaryID, dictionary))
		from = append(from, zstd.WithDecoderDictRaw(dictionaryID, dictionary))
	}
	encoder, err := zstd.NewWriter(nil, into...)
	if err != nil {
		panic(err) // of options that are wrong
	}
	decoder, err := zstd.NewReader(nil, from...)
	if err != nil {
		panic(err)
	}
	return frames{encoder, decoder}
}

func (f frames) pack(value, room []byte) []byte { return f.encoder.EncodeAll(value, room) }

func (f frames) unpack(packed, room []byte) ([]byte, error) {
	value, err := f.decoder.DecodeAll(packed, room)
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	return value, nil
}
