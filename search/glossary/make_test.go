package glossary

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"iter"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/izde/izde/search/doc"
)

var (
	words     = flag.String("vectors", "", "the file of words and vectors that table.bin is made of")
	sentences = flag.String("sentences", "", "the file of short texts in Kazakh and other languages that mend its Kazakh rows")
	earlier   = flag.String("table", "", "instead of both, a table.bin that was made of them: what is added to it is made anew")
	more      = flag.String("more", "", "the file of words and vectors that are added, made by testdata/rows.py")
)

// The SHA-256 of these files, and of the table before express and behind it, without crowds.
const (
	wordsSum     = "6372e89edb4b95b6a1fedf304bcc11549a8b1cf790ea68544651cea7493aad3a"
	sentencesSum = "5dd21fc72368cc11852f763bf20a1fd0f180e9791e7e8db2df64b9879b01d181"
	moreSum      = "98ab059b78d21d67ff840f5960919df8192cbd9d752a3b2ed23340ee7270bd8a"
	mendedSum    = "7a0aec330e3309e505ead2d143dacd6f4b952d5465c51d58bf439a9f1e97804d"
	expressedSum = "b18a9af2d9bc3b6583fbd39afd6d269cdbc2b6119091b183982a0d9c3a9e79c0"
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
	key    uint32
	vector []byte
}

// rowsOfWords reads a file of words and vectors: "IZXL1\n", a line of JSON with the rows of
// each language, the words a line each in the order of the languages and sorted, and the
// vectors as they stand in the table.
func rowsOfWords(t *testing.T, data []byte) map[string][]madeRow {
	t.Helper()
	line, data, _ := bytes.Cut(bytes.TrimPrefix(data, []byte("IZXL1\n")), []byte("\n"))
	var head struct {
		Dim   int
		Langs map[string]int
	}
	if err := json.Unmarshal(line, &head); err != nil || head.Dim != dim {
		t.Fatal(head, err)
	}
	rows := map[string][]madeRow{}
	for _, lang := range tableLangs {
		for range head.Langs[lang] {
			var word []byte
			word, data, _ = bytes.Cut(data, []byte("\n"))
			rows[lang] = append(rows[lang], madeRow{word: string(word), key: key(string(word))})
		}
	}
	for _, lang := range tableLangs {
		for i := range rows[lang] {
			rows[lang][i].vector, data = data[:rowSize], data[rowSize:]
		}
	}
	return rows
}

// expressedRows returns the rows of -vectors, of which the Kazakh ones were mended by
// -sentences, then by what translates their words: see mend and express.
func expressedRows(t *testing.T) map[string][]madeRow {
	t.Helper()
	rows := rowsOfWords(t, inputFile(t, *words, wordsSum))
	mend(t, rows, string(inputFile(t, *sentences, sentencesSum)))
	if sum := fmt.Sprintf("%x", sha256.Sum256(packedTable(rows))); sum != mendedSum {
		t.Fatalf("before its Kazakh words are expressed the table has the sum %s, wanted %s", sum, mendedSum)
	}
	express(rows, expressions(t))
	return rows
}

// rowsOfTable returns the rows of a table.
func rowsOfTable(t *testing.T, path string) map[string][]madeRow {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	table, err := parseTable(string(data))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]madeRow{}
	for i := range table.sections {
		s := &table.sections[i]
		for row := range s.rows() {
			rows[s.lang] = append(rows[s.lang], madeRow{key: s.key(row - s.first), vector: []byte(table.vectors[row*rowSize : (row+1)*rowSize])})
		}
	}
	return rows
}

// TestMakeTable makes table.bin of its inputs, or of what was made of the first two; Russian
// words that they lack are added, the stems that stand in texts most often.
func TestMakeTable(t *testing.T) {
	var rows map[string][]madeRow
	switch {
	case *more == "":
		t.Skip("no -more")
	case *earlier != "":
		rows = rowsOfTable(t, *earlier)
	default:
		rows = expressedRows(t)
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(packedTable(rows))); sum != expressedSum {
		t.Fatalf("before rows are added the table has the sum %s, wanted %s", sum, expressedSum)
	}
	for lang, list := range rowsOfWords(t, inputFile(t, *more, moreSum)) {
		rows[lang] = append(rows[lang], list...)
	}
	made := packedTable(rows)
	count := 0
	for _, list := range rows {
		count += len(list)
	}
	table, err := parseTable(string(made) + strings.Repeat("\x00", count*len(rows)))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("table.bin", append(made, crowds(table)...), 0o644); err != nil {
		t.Fatal(err)
	}
}

// crowd is how many of the nearest rows of a language tell how crowded it is around another.
const crowd = 10

// crowds returns what a table says of how crowded it is around each of its rows.
func crowds(t *table) []byte {
	all := make([]byte, len(t.vectors)/rowSize*len(t.sections))
	var each sync.WaitGroup
	for from := range t.sections {
		of := allRows(t, from)
		each.Go(func() {
			for to := range t.sections {
				for row := range t.sections[to].rows() {
					if to != from {
						all[row*len(t.sections)+from] = of.crowd(t.vector(row))
					}
				}
			}
		})
	}
	each.Wait()
	for i := range t.sections {
		for row := range t.sections[i].rows() {
			sum, others := 0, all[row*len(t.sections):(row+1)*len(t.sections)]
			for _, x := range others {
				sum += int(x)
			}
			others[i] = byte(sum / (len(others) - 1))
		}
	}
	return all
}

// allRows returns the terms of a language as if an index held a word of each of its rows.
func allRows(t *table, lang int) *terms {
	l := &terms{section: &t.sections[lang], vectors: t.vectors}
	var list []entry
	for row := range l.section.rows() {
		list = append(list, entry{key: fmt.Sprint(row), row: int32(row), held: 1})
	}
	l.pack(list)
	return l
}

// crowd is the mean cosine of the crowd terms nearest to a vector, as the table has it.
func (l *terms) crowd(of *vector) byte {
	sum := 0.0
	for _, n := range l.nearest(of, 0, crowd, -1) {
		sum += n.cosine
	}
	return byte(math.Round(255 * max(0, sum) / crowd))
}

// rows yields the rows of a section.
func (s *section) rows() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range len(s.keys) / 4 {
			if !yield(s.first + i) {
				return
			}
		}
	}
}

// tableLangs are the languages of the table in their order.
var tableLangs = []string{"en", "kk", "ru", "zh"}

// packedTable sorts rows and returns their table. Of rows with the same key the first stays.
func packedTable(rows map[string][]madeRow) []byte {
	title := fmt.Sprint(tableMagic, " ", dim)
	for _, lang := range tableLangs {
		slices.SortStableFunc(rows[lang], func(a, b madeRow) int { return cmp.Compare(a.key, b.key) })
		rows[lang] = slices.CompactFunc(rows[lang], func(a, b madeRow) bool { return a.key == b.key })
		title += fmt.Sprint(" ", lang, " ", len(rows[lang]))
	}
	out := []byte(title + strings.Repeat(" ", 3-len(title)%4) + "\n")
	for _, lang := range tableLangs {
		for _, r := range rows[lang] {
			out = binary.LittleEndian.AppendUint32(out, r.key)
		}
	}
	for _, lang := range tableLangs {
		for _, r := range rows[lang] {
			out = append(out, r.vector...)
		}
	}
	return out
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
	type meaning struct {
		lang   string
		sure   float64
		vector []float64
	}
	byStem := map[string][]meaning{}
	for i, lang := range langs[1:] {
		pairs, err := align(t.Context(), columns[0], columns[i+1], doc.Lang(langs[0]), doc.Lang(lang), nil, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pairs {
			a, b := Form{doc.Lang(langs[0]), p.a}.terms(), Form{doc.Lang(lang), p.b}.terms()
			if len(a) != 1 || len(b) == 0 || len(b) > 1 && lang != chinese || len([]rune(a[0].Text)) < 2 {
				continue
			}
			word := b[0].Text
			if lang == chinese {
				word = p.b
			}
			if v := vectors[lang][word]; v != nil {
				byStem[a[0].Text] = append(byStem[a[0].Text], meaning{lang, p.confidence, v})
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
			rows[langs[0]] = append(rows[langs[0]], madeRow{stem, key(stem), packed(sum)})
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

// expression is Kazakh words and the words of another language that translate them: their
// keys.
type expression struct {
	kazakh []uint32
	lang   string
	with   []uint32
}

// expressions reads testdata/kazakh.tsv: a line of languages, Kazakh first, and lines of
// words in them that mean the same, between tabs and in each between commas. They are the
// commonest Kazakh words, those of schools and sciences among them, each with its frequent
// forms, since a word may have several stems.
func expressions(t *testing.T) []expression {
	data, err := os.ReadFile("testdata/kazakh.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	langs := strings.Split(lines[0], "\t")
	var list []expression
	for i, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		if len(fields) != len(langs) {
			t.Fatalf("testdata/kazakh.tsv:%d: %d fields, want %d", i+2, len(fields), len(langs))
		}
		keys := make([][]uint32, len(langs))
		for j, field := range fields {
			for word := range strings.SplitSeq(field, ",") {
				if langs[j] != chinese {
					if terms := (Form{doc.Lang(langs[j]), word}).terms(); len(terms) == 1 {
						word = terms[0].Text
					}
				}
				if word != "" && !slices.Contains(keys[j], key(word)) {
					keys[j] = append(keys[j], key(word))
				}
			}
		}
		for j, lang := range langs[1:] {
			list = append(list, expression{keys[0], lang, keys[j+1]})
		}
	}
	return list
}

// express moves the Kazakh rows of words whose translations are known half the way to these,
// and adds those that are missing: short words are most of what a sentence is made of, and
// the encoder takes them for names (бер is Uber, бол Bolton).
func express(rows map[string][]madeRow, list []expression) {
	at := map[string]map[uint32]int{}
	for lang := range rows {
		at[lang] = map[uint32]int{}
		for i, r := range rows[lang] {
			at[lang][r.key] = i
		}
	}
	sums := map[uint32][]float64{}
	for _, x := range list {
		mean := make([]float64, dim)
		for _, k := range x.with {
			if i, ok := at[x.lang][k]; ok {
				add(mean, unpacked(rows[x.lang][i].vector))
			}
		}
		if product(mean, mean) == 0 {
			continue
		}
		normalise(mean)
		for _, k := range x.kazakh {
			if sums[k] == nil {
				sums[k] = make([]float64, dim)
			}
			add(sums[k], mean)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(sums)) {
		normalise(sums[k])
		i, ok := at["kk"][k]
		if !ok {
			rows["kk"] = append(rows["kk"], madeRow{key: k, vector: packed(sums[k])})
			continue
		}
		add(sums[k], unpacked(rows["kk"][i].vector))
		rows["kk"][i].vector = packed(sums[k])
	}
}

func add(to, v []float64) {
	for i, x := range v {
		to[i] += x
	}
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

// The Kazakh words whose translations are known are near to them: the table was made after
// the list was last changed.
func TestExpressed(t *testing.T) {
	table := embedded()
	near, all := 0, 0
	for _, x := range expressions(t) {
		for _, k := range x.kazakh {
			of := table.vectorAt(table.section("kk").rowOf(k))
			if of == nil {
				t.Fatal("a word of testdata/kazakh.tsv has no row: make vectors")
			}
			all++
			if slices.ContainsFunc(x.with, func(k uint32) bool {
				with := table.vectorAt(table.section(x.lang).rowOf(k))
				return with != nil && of.cosine(with) >= floorQuestion
			}) {
				near++
			}
		}
	}
	t.Logf("%d of %d Kazakh words are near to a translation", near, all)
	if float64(near) < 0.94*float64(all) {
		t.Errorf("%d of %d Kazakh words are near to a translation: make vectors", near, all)
	}
}
