package glossary_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// turkish are words that the tiny model knows beside those of the article, and what they
// mean. An ending has a vector of its own, which means nothing.
var turkish = map[string]string{"rüzgar": "wind", "bozkır": "steppe", "okul": "school", "ırmak": "river", "yatırım": "investment", "shamol": "wind", "schule": "school"}

// tiny is the words of a tiny model in a space of its own, 96 numbers each: those of the
// table, turned at random, for the English and Russian words of the article.
var tiny = sync.OnceValues(func() (map[string][]float64, error) {
	text, err := os.ReadFile("../../seeds/articles/sarybayev-lai-2024.txt")
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(1, 2))
	turn := make([][128]float64, 96)
	for i := range turn {
		for j := range turn[i] {
			turn[i][j] = r.NormFloat64()
		}
	}
	vector := func(word string) []float64 {
		meant := glossary.Meant(word)
		if meant == nil {
			return nil
		}
		of := make([]float64, len(turn))
		for i, row := range turn {
			for j, x := range meant {
				of[i] += row[j] * x
			}
		}
		return of
	}
	words := map[string][]float64{}
	for _, word := range analysis.Phrase(string(text)) {
		if of := vector(word); of != nil {
			words[word] = of
		}
	}
	for word, meant := range turkish {
		words[word] = vector(meant)
	}
	return words, nil
})

// model writes the tiny model into a folder; change may spoil its files.
func model(t *testing.T, kind, dtype string, change func(tokenizer map[string]any, head map[string]any)) string {
	t.Helper()
	words, err := tiny()
	if err != nil {
		t.Fatal(err)
	}
	ending := slices.Repeat([]float64{0}, 96)
	var data []byte
	number := func(x float64) {
		if dtype == "F16" {
			data = binary.LittleEndian.AppendUint16(data, half(x))
		} else {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(x)))
		}
	}
	vocab, pieces := map[string]int{}, [][2]any{}
	add := func(piece string, score float64, of []float64) {
		vocab[piece] = len(pieces)
		pieces = append(pieces, [2]any{piece, score})
		for _, x := range of {
			number(x)
		}
	}
	begins, goesOn := "", "##"
	if kind == "Unigram" {
		begins, goesOn = "▁", ""
	}
	add("[UNK]", 0, ending)
	for _, word := range slices.Sorted(maps.Keys(words)) {
		add(begins+word, -8, words[word])
	}
	for _, piece := range []string{"lar", "ı", "q", "w", "x"} {
		add(goesOn+piece, -4, ending)
	}
	add(begins+"q", -9, ending)
	m := map[string]any{"type": kind, "vocab": any(vocab)}
	if kind == "Unigram" {
		m["vocab"] = pieces
	}
	tokenizer := map[string]any{"version": "1.0", "added_tokens": []any{map[string]any{"id": 0}}, "normalizer": nil, "model": m}
	head := map[string]any{"__metadata__": map[string]string{}, "embeddings": map[string]any{"dtype": dtype, "shape": []int{len(pieces), 96}, "data_offsets": []int{0, len(data)}}}
	if change != nil {
		change(tokenizer, head)
	}
	dir := filepath.Join(t.TempDir(), "tiny")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name string, value any) {
		text, ok := value.([]byte)
		if !ok {
			if text, err = json.Marshal(value); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("config.json", map[string]any{"model_type": "model2vec", "hidden_dim": 96})
	write("tokenizer.json", tokenizer)
	text, _ := json.Marshal(head)
	write("model.safetensors", slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text, data))
	return dir
}

// half returns a number between 2⁻¹⁴ and 65504 in 16 bits, others as 0.
func half(x float64) uint16 {
	bits := math.Float32bits(float32(x))
	exponent := int(bits>>23&255) - 127 + 15
	if exponent <= 0 || exponent > 30 {
		return 0
	}
	return uint16(bits>>16&0x8000) | uint16(exponent<<10) | uint16(bits>>13&1023)
}

// A model gives words of a language that the table lacks counterparts, and the words of
// the table counterparts in that language; what means nothing gets none, and queries in
// the languages of the table are what they were.
func TestModel2Vec(t *testing.T) {
	var passages []*doc.Passage
	for i, p := range []struct {
		lang doc.Lang
		text string
	}{
		{doc.English, "Wind blows over the steppe."}, {doc.English, "A river runs by the school."},
		{doc.Russian, "Ветер дует над степью."}, {"tr", "Rüzgarlar bozkırın üzerinde eser."}, {"tr", "Okul ırmağın kıyısında."},
	} {
		passages = append(passages, &doc.Passage{ID: fmt.Sprint(i), DocID: "d", Ordinal: i, Kind: doc.Body, Lang: p.lang, Text: p.text})
	}
	e, err := embedded.NewMemory(t.Context(), []*doc.Document{{ID: "d", Source: "d"}}, passages)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	find := func(m *glossary.Model, text string) string {
		t.Helper()
		g := glossary.New(e, nil).Use(m)
		defer g.Close()
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		res, err := index.NewAcross(e, g).Search(t.Context(), &search.Request{Query: q, Views: analysis.AllViews, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, h := range res.Hits {
			ids = append(ids, h.Passage.ID)
		}
		slices.Sort(ids)
		return strings.Join(ids, " ")
	}
	for _, c := range []struct{ kind, dtype string }{{"WordPiece", "F32"}, {"WordPiece", "F16"}, {"Unigram", "F32"}} {
		t.Run(c.kind+" "+c.dtype, func(t *testing.T) {
			read, err := glossary.FromModel2Vec(model(t, c.kind, c.dtype, nil))
			if err != nil {
				t.Fatal(err)
			}
			kept := read.Bytes()
			m, err := glossary.ReadModel(kept)
			if err != nil {
				t.Fatal(err)
			}
			if m.Name != "tiny" || m.Dim != 96 || m.Shared < 1000 || m.Agreement < 0.8 || fmt.Sprint(m.Languages) != "[tr de uz]" {
				t.Errorf("the model is %+v", m.Info)
			}
			for text, want := range map[string][2]string{
				"rüzgar":        {"3", "0 2 3"},
				"rüzgarlar":     {"3", "0 2 3"}, // a word and an ending
				"okul":          {"4", "1 4"},
				"wind":          {"0 2", "0 2 3"},
				"школа":         {"1", "1 4"},
				"rüzgar bozkır": {"3", "0 3"},
				"qwx":           {"", ""},
				"windqwx":       {"", ""},
			} {
				if got := [2]string{find(nil, text), find(m, text)}; got != want {
					t.Errorf("%s finds %q without the model and with it, wanted %q", text, got, want)
				}
			}
			for name, broken := range map[string][]byte{"empty": {}, "cut short": kept[:len(kept)/2], "no head": kept[20:], "too many pieces": bytes.Replace(kept, []byte(`"pieces":`), []byte(`"pieces":9`), 1), "of another table": bytes.Replace(kept, []byte("izde vectors 1 "), []byte("izde vectors 1 0"), 1)} {
				if _, err := glossary.ReadModel(broken); err == nil || !strings.Contains(err.Error(), "bring the model again") {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
}

// A model whose rows are all eight times as long has the same vectors.
func TestModelOfLongRows(t *testing.T) {
	dir := model(t, "WordPiece", "F32", nil)
	short, err := glossary.FromModel2Vec(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "model.safetensors")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 8 + int(binary.LittleEndian.Uint64(data)); at < len(data); at += 4 {
		x := math.Float32frombits(binary.LittleEndian.Uint32(data[at:]))
		binary.LittleEndian.PutUint32(data[at:], math.Float32bits(8*x))
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	long, err := glossary.FromModel2Vec(dir)
	if err != nil {
		t.Fatal(err)
	}
	for word := range turkish {
		if s, l := short.VectorOf(word), long.VectorOf(word); s == nil || !slices.Equal(s, l) {
			t.Errorf("%s has %v, and with longer rows %v", word, s, l)
		}
	}
}

// Pairs that lead in a circle lead one step: a word is searched by its counterparts, not by
// theirs, and none of them by itself.
func TestCircles(t *testing.T) {
	e, err := embedded.NewMemory(t.Context(), []*doc.Document{{ID: "d", Source: "d"}}, []*doc.Passage{
		{ID: "en", DocID: "d", Kind: doc.Body, Lang: doc.English, Text: "Qualpha."}, {ID: "ru", DocID: "d", Ordinal: 1, Kind: doc.Body, Lang: doc.Russian, Text: "Куальфа."},
		{ID: "kk", DocID: "d", Ordinal: 2, Kind: doc.Body, Lang: doc.Kazakh, Text: "Құальфа."}})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	pairs, problems, err := glossary.Read("circle.tsv", strings.NewReader("en\tqualpha\tru\tкуальфа\nru\tкуальфа\tkk\tқұальфа\nkk\tқұальфа\ten\tqualpha\nen\tqualpha\tru\tqualpha\n"), nil)
	if err != nil || len(pairs) != 3 || len(problems) != 1 {
		t.Fatalf("%d pairs, %v, %v", len(pairs), problems, err)
	}
	g := glossary.New(e, pairs)
	defer g.Close()
	found, err := g.Lookup(t.Context(), "qualpha", "", "")
	var with []string
	for _, f := range found {
		with = append(with, f.With)
	}
	if err != nil || strings.Join(with, " ") != "куальфа құальфа" {
		t.Errorf("qualpha is %v, %v", with, err)
	}
}

// Counterparts by a model name it.
func TestModelIsEvidence(t *testing.T) {
	m, err := glossary.FromModel2Vec(model(t, "WordPiece", "F32", nil))
	if err != nil {
		t.Fatal(err)
	}
	e, err := embedded.NewMemory(t.Context(), []*doc.Document{{ID: "d", Source: "d"}}, []*doc.Passage{{ID: "p", DocID: "d", Kind: doc.Body, Lang: doc.English, Text: "Wind blows."}})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	g := glossary.New(e, nil).Use(m)
	defer g.Close()
	found, err := g.Lookup(t.Context(), "rüzgar", "tr", doc.English)
	if err != nil || len(found) != 1 || found[0].With != "wind" || found[0].Source != plan.FromTable || found[0].Evidence != "tiny" {
		t.Errorf("found %+v, %v", found, err)
	}
}

// A model that is no model is told by what is wrong with it, before much of it is read.
func TestHostileModels(t *testing.T) {
	spoil := func(head string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			data := append(binary.LittleEndian.AppendUint64(nil, uint64(len(head))), head...)
			if err := os.WriteFile(filepath.Join(dir, "model.safetensors"), append(data, make([]byte, 4096)...), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	put := func(name, text string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	embeddings := func(dtype, shape, place string) string {
		return fmt.Sprintf(`{"embeddings":{"dtype":%q,"shape":%s,"data_offsets":%s}}`, dtype, shape, place)
	}
	for name, c := range map[string]struct {
		change func(*testing.T, string)
		want   string
	}{
		"a head longer than the file":  {put("model.safetensors", "\xff\xff\xff\xff\xff\xff\xff\xff{}"), "want at most"},
		"a head that is cut short":     {put("model.safetensors", "\x08\x00"), "cut short"},
		"a head that is no JSON":       {spoil("{"), "not as safetensors have it"},
		"no embeddings":                {spoil(`{"other":{"dtype":"F32","shape":[1,8],"data_offsets":[0,32]}}`), "no model of Model2Vec"},
		"numbers of another type":      {spoil(embeddings("BF16", "[64,8]", "[0,1024]")), "want F32 or F16"},
		"a shape of more bytes":        {spoil(embeddings("F32", "[4611686018427387905,16]", "[0,64]")), "has the shape"},
		"a shape that overflows":       {spoil(embeddings("F32", "[1024,1024]", "[0,4096]")), "has the shape"},
		"a negative shape":             {spoil(embeddings("F32", "[-8,-8]", "[0,256]")), "has the shape"},
		"a place behind the file":      {spoil(embeddings("F32", "[8,8]", "[4096,4352]")), "stands at"},
		"a place that ends before":     {spoil(embeddings("F32", "[8,8]", "[256,0]")), "stands at"},
		"one dimension":                {spoil(embeddings("F32", "[64]", "[0,256]")), "of shape"},
		"another number of dimensions": {put("config.json", `{"hidden_dim":256}`), "hidden_dim 256"},
		"rows for fewer tokens":        {spoil(embeddings("F32", "[10,96]", "[0,3840]")), "10 rows, and tokenizer.json has a token"},
		"no tokenizer":                 {func(_ *testing.T, dir string) { os.Remove(filepath.Join(dir, "tokenizer.json")) }, "want a folder with"},
		"a folder for a file": {func(_ *testing.T, dir string) {
			os.Remove(filepath.Join(dir, "config.json"))
			os.Mkdir(filepath.Join(dir, "config.json"), 0o755)
		}, "is no file"},
		"another kind of tokenizer":           {put("tokenizer.json", `{"model":{"type":"BPE","vocab":{"a":0},"merges":[]}}`), "want WordPiece or Unigram"},
		"a tokenizer without pieces":          {put("tokenizer.json", `{"model":{"type":"WordPiece","vocab":{}}}`), "no pieces"},
		"a tokenizer that is cut short":       {put("tokenizer.json", `{"model":{"type":"WordPiece","vocab":{"a":0`), "cut short"},
		"a number that is none":               {put("tokenizer.json", `{"model":{"type":"WordPiece","vocab":{"a":-1}}}`), "has the number -1"},
		"pieces that are none":                {put("tokenizer.json", `{"model":{"type":"Unigram","vocab":[3]}}`), "tokenizer.json"},
		"a tokenizer a hundred thousand deep": {put("tokenizer.json", `{"other":`+strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)+`,"model":{"type":"WordPiece","vocab":{}}}`), "tokenizer.json"},
		"words that the table does not know":  {put("tokenizer.json", `{"model":{"type":"WordPiece","vocab":{"wind":0,"qwx":1}}}`), "are needed to tell how the two lie"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := model(t, "WordPiece", "F32", nil)
			c.change(t, dir)
			if _, err := glossary.FromModel2Vec(dir); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, wanted one with %q", err, c.want)
			}
		})
	}
	// A tokenizer with more pieces than are read, a file that is as long as a disk, rows
	// that are no numbers or lie by chance.
	dir := model(t, "WordPiece", "F32", nil)
	many := bytes.NewBufferString(`{"model":{"type":"Unigram","vocab":[["a",-1]`)
	for range 1_000_000 {
		many.WriteString(`,["a",-1]`)
	}
	many.WriteString("]}}")
	put("tokenizer.json", many.String())(t, dir)
	if _, err := glossary.FromModel2Vec(dir); err == nil || !strings.Contains(err.Error(), "more than 1000000 pieces") {
		t.Errorf("a million and one pieces: %v", err)
	}
	if err := os.Truncate(filepath.Join(dir, "tokenizer.json"), 1<<40); err != nil {
		t.Fatal(err)
	}
	if _, err := glossary.FromModel2Vec(dir); err == nil || !strings.Contains(err.Error(), "want at most") {
		t.Errorf("a tokenizer of a tebibyte: %v", err)
	}
	for name, of := range map[string]func() uint32{"no numbers": func() uint32 { return 0x7fc00000 }, "chance": func() uint32 { return math.Float32bits(float32(rand.NormFloat64())) }} {
		dir := model(t, "WordPiece", "F32", nil)
		path := filepath.Join(dir, "model.safetensors")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for at := 8 + int(binary.LittleEndian.Uint64(data)); at < len(data); at += 4 {
			binary.LittleEndian.PutUint32(data[at:], of())
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		_, err = glossary.FromModel2Vec(dir)
		if want := map[string]string{"no numbers": "has NaN", "chance": "do not lie as those of the table"}[name]; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
