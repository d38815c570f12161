package embedded

// How the JSON of passages, documents, works and authors is stored: each as a frame of
// zstd (RFC 8878), made with a dictionary of what stood in the first batch of the index,
// so that the names of members and the words of the corpus cost little even in short
// passages, nor do the tables by which their letters are coded: the dictionary has these,
// too, but for that of a small index or of the former schema. It is a value of bleve's own
// store, which generations that are built upon one another share.

import (
	"bytes"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

const (
	// packingKey is the key of the dictionary, and dictionaryID its number in frames.
	packingKey   = "dictionary"
	dictionaryID = 1
	// maxDictionary is its size in bytes, but for the tables; one value may give maxSample.
	maxDictionary = 112 << 10
	maxSample     = 1 << 10
	// maxUnpacked bounds one value, in bytes.
	maxUnpacked = 1 << 30

	// dictionaryMagic begins a dictionary with tables, in zstd's format; one without has at
	// least so many bytes.
	dictionaryMagic = "\x37\xa4\x30\xec"
	leastDictionary = 8
)

// packing packs and unpacks what is stored. It is safe for concurrent use.
type packing struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

// newPacking returns a packing by a dictionary, which may be empty.
func newPacking(dictionary []byte) *packing {
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
	return &packing{encoder, decoder}
}

func (p *packing) pack(value []byte) []byte { return p.encoder.EncodeAll(value, nil) }

// unpack appends a value to room.
func (p *packing) unpack(packed, room []byte) ([]byte, error) {
	value, err := p.decoder.DecodeAll(packed, room)
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	return value, nil
}

// dictionary chooses a dictionary from what was laid out so far: the beginnings of values
// from everywhere.
func (l *layout) dictionary() []byte {
	var dictionary []byte
	step := max(1, len(l.values)*maxSample/maxDictionary)
	for i := 0; i < len(l.values) && len(dictionary) < maxDictionary; i += step {
		dictionary = append(dictionary, l.values[i][:min(len(l.values[i]), maxSample)]...)
	}
	built, err := zstd.BuildDict(zstd.BuildDictOptions{ID: dictionaryID, Contents: l.values, History: dictionary, Level: zstd.SpeedFastest})
	l.values = nil
	if err != nil { // there is too little to make tables of
		return dictionary
	}
	return built
}
