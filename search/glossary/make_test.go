package glossary

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var words = flag.String("vectors", "", "the file of words and vectors that table.bin is made of")

// wordsSum is the SHA-256 of that file.
const wordsSum = "6372e89edb4b95b6a1fedf304bcc11549a8b1cf790ea68544651cea7493aad3a"

// TestMakeTable makes table.bin of a file of words and vectors: "IZXL1\n", a line of
// JSON with the rows of each language, the words a line each in the order of the
// languages and sorted, and the vectors as they stand in the table.
func TestMakeTable(t *testing.T) {
	if *words == "" {
		t.Skip("no -vectors")
	}
	data, err := os.ReadFile(*words)
	if err != nil {
		t.Fatal(err)
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(data)); sum != wordsSum {
		t.Fatalf("%s has the sum %s, wanted %s", *words, sum, wordsSum)
	}
	data = bytes.TrimPrefix(data, []byte("IZXL1\n"))
	line, data, _ := bytes.Cut(data, []byte("\n"))
	var head struct {
		Dim   int
		Langs map[string]int
	}
	if err := json.Unmarshal(line, &head); err != nil || head.Dim != dim {
		t.Fatal(head, err)
	}
	type row struct {
		key    uint32
		vector []byte
	}
	langs := []string{"en", "kk", "ru", "zh"}
	rows := map[string][]row{}
	for _, lang := range langs {
		for range head.Langs[lang] {
			var word []byte
			word, data, _ = bytes.Cut(data, []byte("\n"))
			rows[lang] = append(rows[lang], row{key: key(string(word))})
		}
	}
	title := fmt.Sprint(tableMagic, " ", dim)
	for _, lang := range langs {
		for i := range rows[lang] {
			rows[lang][i].vector, data = data[:rowSize], data[rowSize:]
		}
		slices.SortStableFunc(rows[lang], func(a, b row) int { return int(int64(a.key) - int64(b.key)) })
		// Of words with the same key the first stays.
		rows[lang] = slices.CompactFunc(rows[lang], func(a, b row) bool { return a.key == b.key })
		title += fmt.Sprint(" ", lang, " ", len(rows[lang]))
	}
	out := []byte(title + strings.Repeat(" ", 3-len(title)%4) + "\n")
	for _, lang := range langs {
		for _, r := range rows[lang] {
			out = binary.LittleEndian.AppendUint32(out, r.key)
		}
	}
	for _, lang := range langs {
		for _, r := range rows[lang] {
			out = append(out, r.vector...)
		}
	}
	if err := os.WriteFile("table.bin", out, 0o644); err != nil {
		t.Fatal(err)
	}
}
