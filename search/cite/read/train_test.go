package read

// This file trains the tagger's model:
//
//	make train EVAL=DIR
//
// on the anystyle "good" and "ugly" entries of DIR/references.jsonl that stand in
// neither "gold" nor "core", and writes model/references.crf. Stochastic gradient
// ascent on the conditional likelihood with AdaGrad steps (Duchi, Hazan, Singer
// 2011) and L2 decay; the weights of the last epochs are averaged.

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite/citetest"
)

var (
	trainFlag  = flag.Bool("train", false, "train the reference tagger and write its model")
	epochsFlag = flag.Int("epochs", 20, "with -train: passes over the data")
	rateFlag   = flag.Float64("rate", 0.03, "with -train: AdaGrad's rate")
	decayFlag  = flag.Float64("decay", 3e-3, "with -train: L2 decay")
	dropFlag   = flag.Float64("drop", 0.7, "with -train: share of features left out at random")
	unitFlag   = flag.Float64("unit", 1.0/16, "with -train: the unit of the weights")
	floorFlag  = flag.Float64("floor", 0.105, "with -train: smaller weights are dropped")
	foldsFlag  = flag.Int("folds", 10, "with -train: TestCross holds out one entry in as many")
	dryFlag    = flag.Bool("dry", false, "with -train: write no model")
	countFlag  = flag.Int("least", 4, "with -train: least count of a feature")
)

var trainLabels = map[string]label{
	"title": labelTitle, "author": labelAuthor, "editor": labelEditor, "translator": labelTranslator,
	"journal": labelContainer, "container-title": labelContainer, "collection-title": labelContainer,
	"publisher": labelPublisher, "location": labelPlace, "date": labelDate, "volume": labelVolume, "pages": labelPages,
	"edition": labelEdition, "doi": labelDOI, "url": labelURL, "isbn": labelISBN, "note": labelNote,
	"genre": labelGenre, "medium": labelGenre, "citation-number": labelNumber, "source": labelContainer,
	"director": labelNote, "producer": labelNote,
}

// example is a reference with its tokens' true labels.
type example struct {
	raw  string
	toks []token
	gold []label
}

// align finds the labelled substrings in the reference, the longest first.
func align(r citetest.Row) (example, bool) {
	ex := example{raw: r.Raw, toks: tokenize(r.Raw)}
	var fields map[string][]string
	if json.Unmarshal(r.Fields, &fields) != nil {
		return ex, false
	}
	type part struct {
		text string
		l    label
	}
	var parts []part
	for name, texts := range fields {
		l, ok := trainLabels[name]
		if !ok {
			return ex, false
		}
		for _, s := range texts {
			parts = append(parts, part{s, l})
		}
	}
	slices.SortFunc(parts, func(a, b part) int {
		if d := len(b.text) - len(a.text); d != 0 {
			return d
		}
		if a.text != b.text {
			return strings.Compare(a.text, b.text)
		}
		return int(a.l) - int(b.l)
	})
	owner := make([]int8, len(r.Raw))
	for i := range owner {
		owner[i] = -1
	}
	edge := func(i int) bool { return i <= 0 || i >= len(r.Raw) || r.Raw[i-1] == ' ' || r.Raw[i] == ' ' }
	for _, p := range parts {
		found := false
		for at := 0; at <= len(r.Raw); {
			k := strings.Index(r.Raw[at:], p.text)
			if k < 0 {
				break
			}
			k += at
			if edge(k) && edge(k+len(p.text)) && !slices.ContainsFunc(owner[k:k+len(p.text)], func(o int8) bool { return o >= 0 }) {
				for i := k; i < k+len(p.text); i++ {
					owner[i] = int8(p.l)
				}
				found = true
				break
			}
			at = k + 1
		}
		if !found {
			return ex, false
		}
	}
	for _, t := range ex.toks {
		if owner[t.start] < 0 {
			return ex, false
		}
		ex.gold = append(ex.gold, label(owner[t.start]))
	}
	return ex, len(ex.toks) > 0
}

// split gives the entries to train on.
func trainingRows(rows []citetest.Row) []citetest.Row {
	test := map[string]bool{}
	for _, r := range rows {
		if r.Source == "anystyle-gold" || r.Source == "anystyle-core" {
			test[citetest.Normalize(r.Raw)] = true
		}
	}
	var out []citetest.Row
	for _, r := range rows {
		if (r.Source == "anystyle-good" || r.Source == "anystyle-ugly") && !test[citetest.Normalize(r.Raw)] {
			out = append(out, r)
		}
	}
	return out
}

// trainer holds the weights while they are learnt.
type trainer struct {
	index map[uint32]int32
	w, g2 [][labels]float32
	sum   [][labels]float32
	trans [cuts + 1][labels][labels]float32
	tg2   [cuts + 1][labels][labels]float32
	tsum  [cuts + 1][labels][labels]float32
	n     int
}

type prepared struct {
	feats [][]int32
	cut   []uint8
	gold  []label
}

func (tr *trainer) prepare(ex example, add bool, count map[uint32]int) prepared {
	vs := views(ex.toks)
	p := prepared{gold: ex.gold, cut: make([]uint8, len(vs))}
	var buf []uint32
	for i := range vs {
		p.cut[i] = cuts
		if i > 0 {
			p.cut[i] = vs[i-1].trailRune
		}
		buf = features(vs, i, buf[:0])
		var ids []int32
		for _, h := range buf {
			if count != nil {
				count[h]++
				continue
			}
			if id, ok := tr.index[h]; ok {
				ids = append(ids, id)
			}
		}
		p.feats = append(p.feats, ids)
	}
	return p
}

func train(exs []example, epochs, minCount int, rate, l2 float32, seed uint64) *trainer {
	tr := &trainer{index: map[uint32]int32{}}
	count := map[uint32]int{}
	for _, ex := range exs {
		tr.prepare(ex, true, count)
	}
	for h, n := range count {
		if n >= minCount {
			tr.index[h] = 0
		}
	}
	hashes := make([]uint32, 0, len(tr.index))
	for h := range tr.index {
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	for i, h := range hashes {
		tr.index[h] = int32(i)
	}
	tr.w = make([][labels]float32, len(hashes))
	tr.g2 = make([][labels]float32, len(hashes))
	tr.sum = make([][labels]float32, len(hashes))
	ps := make([]prepared, len(exs))
	for i, ex := range exs {
		ps[i] = tr.prepare(ex, false, nil)
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	order := rng.Perm(len(ps))
	var emit [][labels]float32
	var alpha, beta [][labels]float64
	var exp [cuts + 1][labels][labels]float64
	step := func(w, g2 *float32, g float32) {
		g -= l2 * *w
		*g2 += g * g
		*w += rate * g / float32(math.Sqrt(float64(*g2))+1e-6)
	}
	for e := range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, k := range order {
			p := &ps[k]
			n := len(p.gold)
			for len(emit) < n {
				emit = append(emit, [labels]float32{})
				alpha = append(alpha, [labels]float64{})
				beta = append(beta, [labels]float64{})
			}
			kept := p.feats
			if *dropFlag > 0 {
				kept = make([][]int32, n)
				for i := range n {
					for _, f := range p.feats[i] {
						if rng.Float64() >= *dropFlag {
							kept[i] = append(kept[i], f)
						}
					}
				}
			}
			for i := range n {
				var s [labels]float32
				for _, f := range kept[i] {
					for l, w := range tr.w[f] {
						s[l] += w
					}
				}
				emit[i] = s
			}
			var used [cuts + 1]bool
			for _, c := range p.cut {
				used[c] = true
			}
			for c := range used {
				if used[c] {
					for a := range labels {
						for b := range labels {
							exp[c][a][b] = math.Exp(float64(tr.trans[c][a][b]))
						}
					}
				}
			}
			marginals(emit[:n], p.cut, alpha[:n], beta[:n], &exp)
			var tgrad [cuts + 1][labels][labels]float32
			for i := range n {
				var prob [labels]float64
				z := 0.0
				for l := range labels {
					prob[l] = alpha[i][l] * beta[i][l]
					z += prob[l]
				}
				var g [labels]float32
				for l := range labels {
					g[l] = float32(-prob[l] / z)
				}
				g[p.gold[i]]++
				for _, f := range kept[i] {
					w, g2 := &tr.w[f], &tr.g2[f]
					for l := range labels {
						if g[l] > 1e-4 || g[l] < -1e-4 {
							step(&w[l], &g2[l], g[l])
						}
					}
				}
				if i == 0 {
					for l := range labels {
						tgrad[cuts][0][l] += g[l]
					}
					continue
				}
				t := &exp[p.cut[i]]
				top := emit[i][0]
				for _, s := range emit[i] {
					top = max(top, s)
				}
				var q [labels]float64
				for b := range labels {
					q[b] = math.Exp(float64(emit[i][b]-top)) * beta[i][b]
				}
				z = 0
				var pair [labels][labels]float64
				for a := range labels {
					for b := range labels {
						pair[a][b] = alpha[i-1][a] * t[a][b] * q[b]
						z += pair[a][b]
					}
				}
				tg := &tgrad[p.cut[i]]
				for a := range labels {
					for b := range labels {
						tg[a][b] -= float32(pair[a][b] / z)
					}
				}
				tg[p.gold[i-1]][p.gold[i]]++
			}
			for c := range used {
				if used[c] {
					for a := range labels {
						for b := range labels {
							if g := tgrad[c][a][b]; g > 1e-4 || g < -1e-4 {
								step(&tr.trans[c][a][b], &tr.tg2[c][a][b], g)
							}
						}
					}
				}
			}
		}
		if e >= epochs/2 {
			tr.n++
			for f := range tr.w {
				for l, w := range tr.w[f] {
					tr.sum[f][l] += w
				}
			}
			for c := range tr.trans {
				for a := range tr.trans[c] {
					for b, w := range tr.trans[c][a] {
						tr.tsum[c][a][b] += w
					}
				}
			}
		}
	}
	return tr
}

// encode quantises the averaged weights; see crf.go for the format.
func (tr *trainer) encode(t testing.TB, unit, floor float32) []byte {
	type kept struct {
		hash uint32
		row  [labels]int8
	}
	var ks []kept
	for h, i := range tr.index {
		var k kept
		k.hash = h
		any := false
		for l, s := range tr.sum[i] {
			w := s / float32(tr.n)
			if w > floor || w < -floor {
				k.row[l] = int8(max(-127, min(127, math.Round(float64(w/unit)))))
				any = any || k.row[l] != 0
			}
		}
		if any {
			ks = append(ks, k)
		}
	}
	sort.Slice(ks, func(i, j int) bool { return ks[i].hash < ks[j].hash })
	var raw bytes.Buffer
	w := bufio.NewWriter(&raw)
	w.Write(binary.AppendUvarint(nil, uint64(labels)))
	binary.Write(w, binary.LittleEndian, unit)
	for c := range tr.tsum {
		for a := range tr.tsum[c] {
			for _, s := range tr.tsum[c][a] {
				binary.Write(w, binary.LittleEndian, int16(math.Round(float64(s/float32(tr.n)/unit))))
			}
		}
	}
	w.Write(binary.AppendUvarint(nil, uint64(len(ks))))
	at := uint32(0)
	for _, k := range ks {
		w.Write(binary.AppendUvarint(nil, uint64(k.hash-at)))
		at = k.hash
	}
	for l := range labels {
		for _, k := range ks {
			w.WriteByte(byte(k.row[l]))
		}
	}
	w.Flush()
	var out bytes.Buffer
	z, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	z.Write(raw.Bytes())
	z.Close()
	t.Logf("%d of %d features, %d bytes (%d packed)", len(ks), len(tr.index), raw.Len(), out.Len())
	return out.Bytes()
}

func TestTrain(t *testing.T) {
	if !*trainFlag {
		t.Skip("trains only with -train")
	}
	rows := citetest.Rows(t)
	var exs []example
	bad := 0
	for _, r := range trainingRows(rows) {
		if ex, ok := align(r); ok {
			exs = append(exs, ex)
		} else {
			bad++
		}
	}
	t.Logf("%d entries, %d could not be aligned", len(exs), bad)
	tr := train(exs, *epochsFlag, *countFlag, float32(*rateFlag), float32(*decayFlag), 1)
	data := tr.encode(t, float32(*unitFlag), float32(*floorFlag))
	m, err := readModel(data)
	if err != nil {
		t.Fatal(err)
	}
	if !*dryFlag {
		if err := os.WriteFile("model/references.crf", data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tokenAccuracy(t, m, rows)
	model = func() *crf { return m }
	var dev []goldRow
	for _, g := range goldRows(t) {
		if g.source != "anystyle-good" && g.source != "anystyle-ugly" {
			dev = append(dev, g)
		}
	}
	table := measure(t, dev)
	for _, k := range []string{"anystyle-core", "anystyle-gold", "anystyle-gold+core", "gost", "gbt7714"} {
		t.Logf("%-20s %s", k, table[k])
	}
}

// TestCross trains on all entries but a share and measures on that, three times: what the figures of "good" and "ugly" would be if the model had
// not seen them.
func TestCross(t *testing.T) {
	if !*trainFlag {
		t.Skip("trains only with -train")
	}
	folds := *foldsFlag
	rows := citetest.Rows(t)
	training := trainingRows(rows)
	sums := citetest.Table{}
	for fold := range min(folds, 3) {
		held := map[string]bool{}
		var exs []example
		for i, r := range training {
			if i%folds == fold {
				held[r.Raw] = true
			} else if ex, ok := align(r); ok {
				exs = append(exs, ex)
			}
		}
		tr := train(exs, *epochsFlag, *countFlag, float32(*rateFlag), float32(*decayFlag), 1)
		m, err := readModel(tr.encode(t, float32(*unitFlag), float32(*floorFlag)))
		if err != nil {
			t.Fatal(err)
		}
		model = func() *crf { return m }
		var test []goldRow
		for _, g := range goldRows(t) {
			if held[g.raw] && (g.source == "anystyle-good" || g.source == "anystyle-ugly") {
				test = append(test, g)
			}
		}
		for k, c := range measure(t, test) {
			sums.Add(*c, k)
		}
	}
	t.Logf("\n%s", sums)
}

// tokenAccuracy logs the share of tokens of the entries not trained on that get
// their label.
func tokenAccuracy(t *testing.T, m *crf, rows []citetest.Row) {
	var right, all, whole, refs int
	confused := map[[2]label]int{}
	for _, r := range rows {
		if r.Source != "anystyle-gold" && r.Source != "anystyle-core" {
			continue
		}
		ex, ok := align(r)
		if !ok {
			continue
		}
		got, _ := m.tag(ex.toks)
		perfect := true
		for i := range got {
			all++
			if got[i] == ex.gold[i] {
				right++
			} else {
				perfect = false
				confused[[2]label{ex.gold[i], got[i]}]++
			}
		}
		refs++
		if perfect {
			whole++
		}
	}
	t.Logf("tokens %.4f, references %.4f", float64(right)/float64(all), float64(whole)/float64(refs))
	type pair struct {
		p [2]label
		n int
	}
	var ps []pair
	for p, n := range confused {
		ps = append(ps, pair{p, n})
	}
	sort.Slice(ps, func(i, j int) bool { return ps[i].n > ps[j].n })
	names := map[label]string{}
	for s, l := range trainLabels {
		names[l] = s
	}
	for _, p := range ps[:min(15, len(ps))] {
		t.Logf("%6d %s taken for %s", p.n, names[p.p[0]], names[p.p[1]])
	}
}
