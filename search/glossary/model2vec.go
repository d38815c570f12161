package glossary

// Models in the format of Model2Vec (github.com/MinishLab/model2vec): a folder with
//
//	model.safetensors  8 bytes, little-endian: the size of a head in JSON, which names
//	                   tensors with their type, shape and place behind it. "embeddings"
//	                   has a row of numbers for each token (F32 or F16); "weights", where
//	                   there is one, what each token counts, and "mapping" its row
//	tokenizer.json     of the library "tokenizers": WordPiece or Unigram, with the number
//	                   of each piece
//	config.json        hidden_dim, how long a row is
//
// Such a model has a space of its own. Words that it and the table both know show how
// the two lie: by ridge regression each of its rows is turned to where the table would
// have it (Mikolov, Le and Sutskever, Exploiting Similarities among Languages for Machine
// Translation, 2013). Every tenth such word is kept aside, and tells how well that went;
// a model of which too few words are shared, or go where they belong, is refused.

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/izde/izde/search/analysis"
)

// Limits of a model.
const (
	maxPieces    = 1_000_000
	maxPiece     = 64        // letters; longer ones are left out
	maxDim       = 1024      // numbers of a row
	maxHead      = 1 << 20   // bytes of the head of model.safetensors
	maxTokenizer = 128 << 20 // bytes
	maxConfig    = 1 << 20   // bytes
	// maxShared is how many shared words the spaces are made one by, leastShared how
	// many there have to be.
	maxShared   = 20_000
	leastShared = 200
	// leastFound is the least share of words kept aside that is nearest to itself:
	// of 500 by chance a five-hundredth is.
	leastFound = 0.1
	maxAside   = 500
	ridge      = 0.1 // of the mean square of their numbers
)

// FromModel2Vec reads a model in the format of Model2Vec from a folder and turns it into
// the space of the table. Errors: those of files; what is wrong with one of the files, by
// its name; that the model cannot be brought into the space of the table.
func FromModel2Vec(folder string) (*Model, error) {
	m, err := fromModel2Vec(folder, embedded())
	if err != nil {
		return nil, fmt.Errorf("reading the model in %s: %w", folder, err)
	}
	return m, nil
}

func fromModel2Vec(folder string, t *table) (*Model, error) {
	var config struct {
		Dim int `json:"hidden_dim"`
	}
	if err := inFile(folder, "config.json", maxConfig, func(in io.Reader) error { return json.NewDecoder(in).Decode(&config) }); err != nil {
		return nil, err
	}
	var tok *tokenizer
	err := inFile(folder, "tokenizer.json", maxTokenizer, func(in io.Reader) (err error) {
		tok, err = readTokenizer(in)
		return err
	})
	if err != nil {
		return nil, err
	}
	var m *Model
	err = inFile(folder, "model.safetensors", math.MaxInt64, func(in io.Reader) error {
		e, err := readEmbeddings(in.(*os.File))
		if err != nil {
			return err
		}
		if config.Dim != 0 && config.Dim != e.dim {
			return fmt.Errorf("rows of %d numbers, and config.json says hidden_dim %d: files of two models?", e.dim, config.Dim)
		}
		for _, p := range tok.pieces {
			if p.row >= e.tokens {
				return fmt.Errorf("%d rows, and tokenizer.json has a token %d: files of two models?", e.tokens, p.row)
			}
		}
		m, err = turned(tok, e, t)
		return err
	})
	if err != nil {
		return nil, err
	}
	m.Name, m.Added = filepath.Base(filepath.Clean(folder)), time.Now().UTC().Truncate(time.Second)
	return m, nil
}

// inFile has use read a file of at most limit bytes.
func inFile(folder, name string, limit int64, use func(io.Reader) error) error {
	path := filepath.Join(folder, name)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return fmt.Errorf("%w: want a folder with model.safetensors, tokenizer.json and config.json", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no file", name)
	case info.Size() > limit:
		return fmt.Errorf("%s has %d bytes, want at most %d", name, info.Size(), limit)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := use(f); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("it is cut short")
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// tokenizer is a tokenizer of the library "tokenizers".
type tokenizer struct {
	kind   string
	strip  bool
	pieces []token
}

// token is a piece, its row, and in a unigram model its score.
type token struct {
	text  string
	row   int
	score float64
}

// normalizer is what of a normalizer matters here.
type normalizer struct {
	Type        string       `json:"type"`
	Lowercase   bool         `json:"lowercase"`
	Strip       *bool        `json:"strip_accents"`
	Normalizers []normalizer `json:"normalizers"`
}

func (n *normalizer) strips() bool {
	return n.Type == "StripAccents" || n.Type == "BertNormalizer" && (n.Strip != nil && *n.Strip || n.Strip == nil && n.Lowercase) ||
		slices.ContainsFunc(n.Normalizers, func(n normalizer) bool { return n.strips() })
}

// readTokenizer reads a tokenizer, of which nothing is kept but the pieces.
func readTokenizer(in io.Reader) (*tokenizer, error) {
	d := json.NewDecoder(bufio.NewReaderSize(in, 1<<16))
	t := &tokenizer{}
	prefix := goesOn
	var n normalizer
	err := object(d, func(key string) error {
		switch key {
		case "normalizer":
			return d.Decode(&n) // null leaves it
		case "model":
			return object(d, func(key string) error {
				switch key {
				case "type":
					return d.Decode(&t.kind)
				case "continuing_subword_prefix":
					return d.Decode(&prefix)
				case "vocab":
					return t.vocabulary(d)
				}
				return skip(d)
			})
		}
		return skip(d)
	})
	switch {
	case err != nil:
		return nil, err
	case t.kind != wordPiece && t.kind != unigram:
		return nil, fmt.Errorf("a tokenizer of type %q: want WordPiece or Unigram", t.kind)
	case len(t.pieces) == 0:
		return nil, errors.New("it has no pieces")
	}
	t.strip = n.strips()
	if t.kind == wordPiece && prefix != goesOn && prefix != "" {
		for i, p := range t.pieces {
			if rest, ok := strings.CutPrefix(p.text, prefix); ok {
				t.pieces[i].text = goesOn + rest
			}
		}
	}
	return t, nil
}

// vocabulary reads the pieces: {"piece": row} of WordPiece, [["piece", score]] of Unigram.
func (t *tokenizer) vocabulary(d *json.Decoder) error {
	start, err := d.Token()
	if err != nil {
		return err
	}
	if start != json.Delim('{') && start != json.Delim('[') {
		return fmt.Errorf("a vocabulary that begins with %v", start)
	}
	for d.More() {
		p := token{row: len(t.pieces)}
		if p.row == maxPieces {
			return fmt.Errorf("more than %d pieces", maxPieces)
		}
		if start == json.Delim('{') {
			name, err := d.Token()
			if err != nil {
				return err
			}
			p.text = name.(string) // as names in JSON are
			if err := d.Decode(&p.row); err != nil {
				return err
			}
		} else {
			pair := [2]any{&p.text, &p.score}
			if err := d.Decode(&pair); err != nil {
				return err
			}
		}
		if p.row < 0 || math.Abs(p.score) > 1e6 {
			return fmt.Errorf("the piece %.40q has the number %d and the score %g", p.text, p.row, p.score)
		}
		if utf8.RuneCountInString(p.text) > maxPiece {
			p.text = "" // keeps its number
		}
		t.pieces = append(t.pieces, p)
	}
	_, err = d.Token()
	return err
}

// object calls read with each name of an object, to read its value.
func object(d *json.Decoder, read func(key string) error) error {
	start, err := d.Token()
	if err != nil {
		return err
	}
	if start != json.Delim('{') {
		return fmt.Errorf("want an object, not %v", start)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		if err := read(name.(string)); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// skip reads a value away, token by token.
func skip(d *json.Decoder) error {
	for depth := 0; ; {
		t, err := d.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// embeddings are the rows of a model, read from the file one by one.
type embeddings struct {
	file      *os.File
	at        int64 // of the first row
	rows, dim int
	half      bool // numbers of 16 bits
	tokens    int
	weights   []float64
	mapping   []int
	buffer    []byte
}

// tensor is an entry of the head of model.safetensors.
type tensor struct {
	Type  string  `json:"dtype"`
	Shape []int64 `json:"shape"`
	Place []int64 `json:"data_offsets"`
}

// sizes are those of a number by type, of the types that are read.
var sizes = map[string]int64{"F16": 2, "F32": 4, "F64": 8, "I32": 4, "I64": 8}

func readEmbeddings(f *os.File) (*embeddings, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	var size uint64
	if err := binary.Read(f, binary.LittleEndian, &size); err != nil {
		return nil, err
	}
	if size > maxHead || int64(size) > info.Size()-8 {
		return nil, fmt.Errorf("a head of %d bytes in a file of %d, want at most %d", size, info.Size(), maxHead)
	}
	head := make([]byte, size)
	if _, err := io.ReadFull(f, head); err != nil {
		return nil, err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(head, &raw); err != nil {
		return nil, fmt.Errorf("its head is not as safetensors have it: %w", err)
	}
	data := 8 + int64(size)
	// place returns the tensor of a name, and where it begins in the file.
	place := func(name string, dims int, types ...string) (*tensor, int64, error) {
		var t tensor
		if err := json.Unmarshal(raw[name], &t); err != nil {
			return nil, 0, fmt.Errorf("the tensor %q: %w", name, err)
		}
		if !slices.Contains(types, t.Type) {
			return nil, 0, fmt.Errorf("the tensor %q has numbers of type %.20q, want %s", name, t.Type, strings.Join(types, " or "))
		}
		room := info.Size() - data
		if len(t.Shape) != dims || len(t.Place) != 2 || t.Place[0] < 0 || t.Place[1] < t.Place[0] || t.Place[1] > room {
			return nil, 0, fmt.Errorf("the tensor %q of shape %v stands at %v of %d bytes", name, t.Shape, t.Place, room)
		}
		n := sizes[t.Type]
		for _, s := range t.Shape {
			if s < 1 || s > room/n {
				return nil, 0, fmt.Errorf("the tensor %q has the shape %v in %d bytes", name, t.Shape, room)
			}
			n *= s
		}
		if n != t.Place[1]-t.Place[0] {
			return nil, 0, fmt.Errorf("the tensor %q of shape %v has %d bytes, wanted %d", name, t.Shape, t.Place[1]-t.Place[0], n)
		}
		return &t, data + t.Place[0], nil
	}
	if raw["embeddings"] == nil {
		return nil, errors.New(`no tensor is named "embeddings": it is no model of Model2Vec`)
	}
	t, at, err := place("embeddings", 2, "F32", "F16")
	if err != nil {
		return nil, err
	}
	if t.Shape[0] > maxPieces || t.Shape[1] < 8 || t.Shape[1] > maxDim {
		return nil, fmt.Errorf("%d rows of %d numbers, want at most %d of 8 to %d", t.Shape[0], t.Shape[1], maxPieces, maxDim)
	}
	e := &embeddings{file: f, at: at, rows: int(t.Shape[0]), dim: int(t.Shape[1]), half: t.Type == "F16", tokens: int(t.Shape[0])}
	e.buffer = make([]byte, int64(e.dim)*sizes[t.Type])
	column := func(name string, types ...string) ([]float64, error) {
		if raw[name] == nil {
			return nil, nil
		}
		t, at, err := place(name, 1, types...)
		if err != nil {
			return nil, err
		}
		if t.Shape[0] > maxPieces {
			return nil, fmt.Errorf("the tensor %q has %d numbers, want at most %d", name, t.Shape[0], maxPieces)
		}
		numbers := make([]byte, t.Place[1]-t.Place[0])
		if _, err := f.ReadAt(numbers, at); err != nil {
			return nil, err
		}
		of := make([]float64, t.Shape[0])
		for i := range of {
			of[i] = number(numbers[int64(i)*sizes[t.Type]:], t.Type)
		}
		return of, nil
	}
	mapping, err := column("mapping", "I32", "I64")
	if err != nil {
		return nil, err
	}
	for _, row := range mapping {
		if row < 0 || row >= float64(e.rows) {
			return nil, fmt.Errorf("the tensor \"mapping\" names the row %g of %d", row, e.rows)
		}
		e.mapping = append(e.mapping, int(row))
	}
	if mapping != nil {
		e.tokens = len(mapping)
	}
	if e.weights, err = column("weights", "F16", "F32", "F64"); err != nil {
		return nil, err
	}
	if e.weights != nil && len(e.weights) != e.tokens {
		return nil, fmt.Errorf("the tensor \"weights\" has %d numbers for %d tokens", len(e.weights), e.tokens)
	}
	return e, nil
}

// number returns the first number of some bytes.
func number(of []byte, kind string) float64 {
	le := binary.LittleEndian
	switch kind {
	case "F16":
		return half(le.Uint16(of))
	case "F32":
		return float64(math.Float32frombits(le.Uint32(of)))
	case "F64":
		return math.Float64frombits(le.Uint64(of))
	case "I32":
		return float64(int32(le.Uint32(of)))
	}
	return float64(int64(le.Uint64(of)))
}

// half returns a number of IEEE 754's binary16.
func half(b uint16) float64 {
	sign, exponent, fraction := 1-2*float64(b>>15), int(b>>10&31), float64(b&1023)
	switch exponent {
	case 0:
		return sign * math.Ldexp(fraction, -24)
	case 31:
		return math.Inf(int(sign)) // or no number
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

// row reads the row of a token into of.
func (e *embeddings) row(token int, of []float64) error {
	row := token
	if e.mapping != nil {
		row = e.mapping[token]
	}
	if _, err := e.file.ReadAt(e.buffer, e.at+int64(row)*int64(len(e.buffer))); err != nil {
		return err
	}
	kind, size := "F32", 4
	if e.half {
		kind, size = "F16", 2
	}
	for i := range of {
		if of[i] = number(e.buffer[i*size:], kind); math.IsNaN(of[i]) || math.IsInf(of[i], 0) {
			return fmt.Errorf("row %d has %g", row, of[i])
		}
	}
	if e.weights != nil {
		for i := range of {
			of[i] *= e.weights[token]
		}
	}
	return nil
}

// asIndexed returns a piece with its words as the index has them.
func asIndexed(piece string) string {
	return strings.ToLower(norm.NFKC.String(strings.Map(func(r rune) rune {
		switch r {
		case '’', '‘', 'ʼ', 'ʻ':
			return '\''
		}
		return r
	}, piece)))
}

// turned returns the pieces of a tokenizer with their embeddings in the space of a table.
func turned(tok *tokenizer, e *embeddings, t *table) (*Model, error) {
	f, err := fitted(tok, e, t)
	if err != nil {
		return nil, err
	}
	m := &Model{Info: Info{Kind: tok.kind, Strip: tok.strip, Dim: e.dim, Shared: f.shared, Aside: f.aside, Agreement: f.agreement, Languages: lackedBy(t)}}
	var streams []analysis.Stream
	for _, tag := range m.Languages {
		stream, _ := analysis.StemStream(tag)
		streams = append(streams, stream)
	}
	type kept struct {
		key   uint64
		rank  int // 1 if it is the same as another one but for its capitals
		token token
	}
	var list []kept
	for _, p := range tok.pieces {
		text := asIndexed(p.text)
		letters := strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(text, begins), goesOn), "'")
		written := slices.ContainsFunc(streams, func(s analysis.Stream) bool { return s.Writes(letters) })
		if written || letters == "" && text != "" && text != goesOn {
			k := kept{pieceKey(text), 0, p}
			if text != p.text {
				k.rank = 1
			}
			list = append(list, k)
			m.Longest = max(m.Longest, utf8.RuneCountInString(text))
		}
	}
	slices.SortStableFunc(list, func(a, b kept) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.rank, b.rank))
	})
	list = slices.CompactFunc(list, func(a, b kept) bool { return a.key == b.key })
	m.Pieces = len(list)
	var keys, scores, steps []byte
	vectors := make([]byte, 0, len(list)*rowSize)
	row := make([]float64, e.dim)
	for _, k := range list {
		if err := e.row(k.token.row, row); err != nil {
			return nil, err
		}
		of := f.turn(row)
		greatest := 0.0
		for _, x := range of {
			greatest = max(greatest, math.Abs(x))
		}
		if greatest > math.MaxFloat32 {
			return nil, fmt.Errorf("the row of the token %d has numbers as great as %g", k.token.row, greatest)
		}
		packed := strings.Repeat("\x88", rowSize)
		if q := quantised(&of, 7); q != nil {
			packed = q.pack()
		}
		keys = binary.LittleEndian.AppendUint64(keys, k.key)
		steps = binary.LittleEndian.AppendUint32(steps, math.Float32bits(float32(greatest/7)))
		if tok.kind == unigram {
			scores = binary.LittleEndian.AppendUint32(scores, math.Float32bits(float32(k.token.score)))
		}
		vectors = append(vectors, packed...)
	}
	m.keys, m.scores, m.steps, m.vectors = string(keys), string(scores), string(steps), string(vectors)
	return ReadModel(m.Bytes())
}

// fit turns the rows of a model into the space of a table: a matrix of dim rows, without a
// constant, so that a longer row, which counts for more in a word of several pieces, keeps
// its direction and its length.
type fit struct {
	by            [dim][]float64
	shared, aside int
	agreement     float64
}

// turn returns a row in the space of the table.
func (f *fit) turn(row []float64) (of [dim]float64) {
	for i, by := range f.by {
		for j, x := range row {
			of[i] += x * by[j]
		}
	}
	return of
}

// fitted returns the fit of a model to a table.
func fitted(tok *tokenizer, e *embeddings, t *table) (*fit, error) {
	type pair struct {
		token int
		to    *vector
	}
	var all []pair
	for _, p := range tok.pieces {
		if to := t.meant(tok.word(p.text)); to != nil {
			all = append(all, pair{p.row, to})
		}
	}
	if len(all) < max(leastShared, 2*e.dim) {
		return nil, fmt.Errorf("of its tokens %d are words of the table of izde (English, Kazakh, Russian, Chinese), and %d are needed to tell how the two lie: want a model that knows these languages, too",
			len(all), max(leastShared, 2*e.dim))
	}
	n := min(len(all), maxShared)
	f := &fit{shared: n}
	xs, ys := make([][]float64, n), make([][]float64, n)
	for i := range n {
		p := all[i*len(all)/n]
		xs[i], ys[i] = make([]float64, e.dim), make([]float64, dim)
		if err := e.row(p.token, xs[i]); err != nil {
			return nil, err
		}
		for j, y := range p.to.of {
			ys[i][j] = float64(y) / p.to.length
		}
		toUnit(xs[i])
	}
	// The least squares: (XᵀX + λ) B = XᵀY.
	a, b := make([][]float64, e.dim), make([][]float64, e.dim)
	for i := range a {
		a[i], b[i] = make([]float64, e.dim), make([]float64, dim)
	}
	var aside []int
	for k, x := range xs {
		if k%10 == 0 {
			aside = append(aside, k)
			continue
		}
		for i, xi := range x {
			row := a[i][:i+1]
			for j := range row {
				row[j] += xi * x[j]
			}
			for j, y := range ys[k] {
				b[i][j] += xi * y
			}
		}
	}
	for i := range a {
		a[i][i] += ridge*float64(n-len(aside))/float64(e.dim) + math.SmallestNonzeroFloat32
	}
	if !solve(a, b) {
		return nil, errors.New("its rows say nothing about how words lie")
	}
	for i := range f.by {
		f.by[i] = make([]float64, e.dim)
		for j := range b {
			f.by[i][j] = b[j][i]
		}
	}
	aside = aside[:min(len(aside), maxAside)]
	turned := make([][dim]float64, len(aside))
	for i, k := range aside {
		turned[i] = f.turn(xs[k])
	}
	right := 0
	for i := range aside {
		best, most := -1, math.Inf(-1)
		for j, k := range aside {
			sum := 0.0
			for d, y := range ys[k] {
				sum += turned[i][d] * y
			}
			if sum > most {
				best, most = j, sum
			}
		}
		if best == i {
			right++
		}
	}
	f.aside, f.agreement = len(aside), float64(right)/float64(len(aside))
	if f.agreement < leastFound {
		return nil, fmt.Errorf("its words do not lie as those of the table of izde do: of %d that both know %.0f %% are found again, and %.0f %% are wanted", len(aside), 100*f.agreement, 100*leastFound)
	}
	return f, nil
}

// word returns the word that a piece is, as the index has it, or nothing.
func (t *tokenizer) word(piece string) string {
	text := asIndexed(piece)
	if rest, ok := strings.CutPrefix(text, begins); ok {
		text = rest
	} else if r, _ := utf8.DecodeRuneInString(text); t.kind == unigram && !analysis.IsHan(r) {
		return ""
	}
	if utf8.RuneCountInString(text) < 2 || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return ""
	}
	return text
}

// meant returns the sum of the vectors that a word has in the languages of a table, each
// of length 1; nil where it has none.
func (t *table) meant(word string) *vector {
	if word == "" {
		return nil
	}
	var sum [dim]float64
	for i := range t.sections {
		s := &t.sections[i]
		stem := analysis.Simplified(word)
		if stream, ok := analysis.StemStream(s.lang); ok {
			stem = stream.StemOf(word)
		}
		if row := s.row(stem); stem != "" && row >= 0 && !analysis.IsStop(word, s.lang) {
			v := t.vector(row)
			for j, x := range v.of {
				sum[j] += float64(x) / v.length
			}
		}
	}
	return quantised(&sum, 127)
}

func toUnit(x []float64) {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	for i := range x {
		x[i] /= max(math.Sqrt(sum), math.SmallestNonzeroFloat32)
	}
}

// solve puts the solution of a·x = b into b, by Cholesky's decomposition; a is symmetric,
// and its lower half is used. It returns false where a is not positive definite.
func solve(a, b [][]float64) bool {
	for i := range a {
		for j := 0; j <= i; j++ {
			sum := a[i][j]
			for k := range j {
				sum -= a[i][k] * a[j][k]
			}
			if i > j {
				a[i][j] = sum / a[j][j]
			} else if a[i][i] = math.Sqrt(sum); !(sum > 0) {
				return false
			}
		}
	}
	for i := range b {
		for k := range i {
			for c := range b[i] {
				b[i][c] -= a[i][k] * b[k][c]
			}
		}
		for c := range b[i] {
			b[i][c] /= a[i][i]
		}
	}
	for i := len(b) - 1; i >= 0; i-- {
		for k := i + 1; k < len(b); k++ {
			for c := range b[i] {
				b[i][c] -= a[k][i] * b[k][c]
			}
		}
		for c := range b[i] {
			b[i][c] /= a[i][i]
		}
	}
	return true
}
