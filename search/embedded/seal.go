package embedded

// Sealed files end with a line that holds the sum of all lines before: MANIFEST, and the
// files of state/, of which there are two copies.

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
)

const sealMark = "\n# crc32c "

// seal appends the sum of a text: CRC-32 (Castagnoli), in hexadecimal.
func seal(text []byte) []byte {
	text = append(bytes.TrimRight(text, "\n"), '\n')
	return fmt.Appendf(text, "%s%08x\n", sealMark[1:], crc32.Checksum(text, castagnoli))
}

// unseal returns the text of a file, whether it is sealed, and an error if it is sealed
// and not as it was written. Files of earlier versions are not.
func unseal(data []byte) (text []byte, sealed bool, err error) {
	at := bytes.LastIndex(data, []byte(sealMark))
	if at < 0 {
		return data, false, nil
	}
	text = data[:at+1]
	if !bytes.Equal(data, seal(bytes.Clone(text))) {
		err = errors.New("is not as it was written")
	}
	return text, true, err
}
