package glossary

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/doc"
)

var (
	words     = flag.String("vectors", "", "the file of words and vectors that table.bin is made of")
	sentences = flag.String("sentences", "", "the file of short texts in Kazakh and other languages that mend its Kazakh rows")
)

// The SHA-256 of these files.
const (
	wordsSum     = "6372e89edb4b95b6a1fedf304bcc11549a8b1cf790ea68544651cea7493aad3a"
	sentencesSum = "5dd21fc72368cc11852f763bf20a1fd0f180e9791e7e8db2df64b9879b01d181"
)

// inputFile reads an input of which the sum is known.
func inputFile(t *testing.T, path, want string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(data)); sum != want {
		t.Fatalf("%s has the sum %s, wanted %s", path, sum, want)
	}
	return data
}

// madeRow is a row of a language while the table is made.
type madeRow struct {
	word   string
	vector []byte
}

// TestMakeTable makes table.bin of a file of words and vectors: "IZXL1\n", a line of
// JSON with the rows of each language, the words a line each in the order of the
// languages and sorted, and the vectors as they stand in the table. Kazakh rows are
// mended by a file of sentences: see mend.
func TestMakeTable(t *testing.T) {
	if *words == "" || *sentences == "" {
		t.Skip("no -vectors and -sentences")
	}
	data := bytes.TrimPrefix(inputFile(t, *words, wordsSum), []byte("IZXL1\n"))
	line, data, _ := bytes.Cut(data, []byte("\n"))
	var head struct {
		Dim   int
		Langs map[string]int
	}
	if err := json.Unmarshal(line, &head); err != nil || head.Dim != dim {
		t.Fatal(head, err)
	}
	langs := []string{"en", "kk", "ru", "zh"}
	rows := map[string][]madeRow{}
	for _, lang := range langs {
		for range head.Langs[lang] {
			var word []byte
			word, data, _ = bytes.Cut(data, []byte("\n"))
			rows[lang] = append(rows[lang], madeRow{word: string(word)})
		}
	}
	for _, lang := range langs {
		for i := range rows[lang] {
			rows[lang][i].vector, data = data[:rowSize], data[rowSize:]
		}
	}
	mend(t, rows, string(inputFile(t, *sentences, sentencesSum)))
	title := fmt.Sprint(tableMagic, " ", dim)
	for _, lang := range langs {
		slices.SortStableFunc(rows[lang], func(a, b madeRow) int { return cmp.Compare(key(a.word), key(b.word)) })
		// Of words with the same key the first stays.
		rows[lang] = slices.CompactFunc(rows[lang], func(a, b madeRow) bool { return key(a.word) == key(b.word) })
		title += fmt.Sprint(" ", lang, " ", len(rows[lang]))
	}
	out := []byte(title + strings.Repeat(" ", 3-len(title)%4) + "\n")
	for _, lang := range langs {
		for _, r := range rows[lang] {
			out = binary.LittleEndian.AppendUint32(out, key(r.word))
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

// The encoder knows Kazakh less well than the others, and short words alone least. So a
// row is moved towards those of the words that stand for it in sentences which translate
// each other (Faruqui et al., Retrofitting Word Vectors to Semantic Lexicons, NAACL 2015).
// An aligned word counts by how sure it is and by how far the row itself, or a word of a
// third language, agrees with it.
const (
	leastAgreement = 0.3 // cosine; of rows drawn by chance one in a hundred has more
	// most is how much the aligned words count beside the row, from a sum of weights of
	// fullWeight on; a stem without a row gets one from a sum of leastNew on.
	most       = 2
	fullWeight = 1.0 / 3
	leastNew   = 0.1
)

// mend moves the Kazakh rows, and adds some. text has a line of languages and lines of
// sentences in them, between tabs.
func mend(t *testing.T, rows map[string][]madeRow, text string) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	langs := strings.Split(lines[0], "\t")
	columns := make([][]string, len(langs))
	for _, line := range lines[1:] {
		for i, s := range strings.Split(line, "\t") {
			columns[i] = append(columns[i], s)
		}
	}
	vectors := map[string]map[string][]float64{}
	for lang, list := range rows {
		vectors[lang] = map[string][]float64{}
		for _, r := range list {
			vectors[lang][r.word] = unpacked(r.vector)
		}
	}
	type aligned struct {
		lang   string
		sure   float64
		vector []float64
	}
	byStem := map[string][]aligned{}
	for i, lang := range langs[1:] {
		pairs, err := Align(columns[0], columns[i+1], doc.Lang(langs[0]), doc.Lang(lang), "")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pairs {
			a, b := p.A.terms(), p.B.terms()
			if len(a) != 1 || len(b) == 0 || len(b) > 1 && lang != chinese || len([]rune(a[0].Text)) < 2 {
				continue
			}
			word := b[0].Text
			if lang == chinese {
				word = p.B.Text
			}
			if v := vectors[lang][word]; v != nil {
				byStem[a[0].Text] = append(byStem[a[0].Text], aligned{lang, p.Confidence, v})
			}
		}
	}
	places := map[string]int{}
	for i, r := range rows[langs[0]] {
		places[r.word] = i
	}
	moved, added := 0, 0
	for _, stem := range slices.Sorted(maps.Keys(byStem)) {
		own, sum, total := vectors[langs[0]][stem], make([]float64, dim), 0.0
		for _, a := range byStem[stem] {
			agreement := leastAgreement
			if own != nil {
				agreement = max(agreement, product(own, a.vector))
			}
			for _, b := range byStem[stem] {
				if a.lang != b.lang {
					agreement = max(agreement, product(a.vector, b.vector)*min(1, 2*b.sure))
				}
			}
			weight := a.sure * (agreement - leastAgreement)
			total += weight
			for i, x := range a.vector {
				sum[i] += weight * x
			}
		}
		if total == 0 || own == nil && total <= leastNew {
			continue
		}
		normalise(sum)
		if own == nil {
			rows[langs[0]] = append(rows[langs[0]], madeRow{stem, packed(sum)})
			added++
			continue
		}
		for i := range sum {
			sum[i] = own[i] + most*min(1, total/fullWeight)*sum[i]
		}
		rows[langs[0]][places[stem]].vector = packed(sum)
		moved++
	}
	t.Logf("%d rows moved, %d added", moved, added)
}

// unpacked returns the numbers of a row as a vector of length 1, packed the row of a
// vector: the inverse.
func unpacked(row []byte) []float64 {
	v := make([]float64, 0, dim)
	for _, b := range row {
		v = append(v, float64(b&15)-8, float64(b>>4)-8)
	}
	normalise(v)
	return v
}

func packed(v []float64) []byte {
	greatest := 0.0
	for _, x := range v {
		greatest = max(greatest, math.Abs(x))
	}
	row := make([]byte, rowSize)
	for i, x := range v {
		row[i/2] |= byte(math.Round(7*x/greatest)+8) << (4 * (i % 2))
	}
	return row
}

func normalise(v []float64) {
	length := math.Sqrt(product(v, v))
	for i := range v {
		v[i] /= length
	}
}

func product(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
