package read

// This file tags the tokens of a reference with a linear-chain conditional
// random field (Lafferty, McCallum, Pereira 2001; the algorithms as in Sutton
// and McCallum, "An Introduction to Conditional Random Fields", 2012, 2.3 and
// 4.1): a token's score for a label is the sum of its features' weights, a pair
// of neighbouring labels has a weight for each kind of punctuation between them.
// Viterbi finds the best labels, forward–backward how sure each is.
//
// The model, model/references.crf, is a deflate stream of: the number of labels
// (uvarint), the unit of the weights (float32, little endian), the weights of
// the transitions (cuts × labels × labels, int16), the number of features
// (uvarint), the hashes of the features, rising (uvarint differences), and the
// features' weights, label by label (int8).

import (
	"bufio"
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"
)

//go:embed model/references.crf
var modelData []byte

// label names the part of a reference that a token belongs to.
type label uint8

const (
	labelTitle label = iota
	labelAuthor
	labelEditor
	labelTranslator
	labelContainer
	labelPublisher
	labelPlace
	labelDate
	labelVolume
	labelPages
	labelEdition
	labelDOI
	labelURL
	labelISBN
	labelNote
	labelGenre
	labelNumber
	labels
)

// crf is the model with its weights made ready.
type crf struct {
	trans [cuts + 1][labels][labels]float32 // cut, previous label, label; the last for the first token
	exp   [cuts + 1][labels][labels]float64 // their exponentials
	slots []slot                            // open addressing over the features' hashes
	rows  [][labels]int8
	unit  float32
}

type slot struct{ hash, row uint32 } // row+1, 0 is free

var model = sync.OnceValue(func() *crf {
	m, err := readModel(modelData)
	if err != nil {
		// The data is compiled in; a test reads it.
		return &crf{slots: make([]slot, 1), unit: 1}
	}
	return m
})

func readModel(data []byte) (*crf, error) {
	r := bufio.NewReader(flate.NewReader(bytes.NewReader(data)))
	n, err := binary.ReadUvarint(r)
	if err != nil || n != uint64(labels) {
		return nil, fmt.Errorf("reading the reference model: %d labels, want %d (%w)", n, labels, err)
	}
	m := &crf{}
	if err := binary.Read(r, binary.LittleEndian, &m.unit); err != nil {
		return nil, fmt.Errorf("reading the reference model's unit: %w", err)
	}
	for c := range m.trans {
		for a := range m.trans[c] {
			for b := range m.trans[c][a] {
				var w int16
				if err := binary.Read(r, binary.LittleEndian, &w); err != nil {
					return nil, fmt.Errorf("reading the reference model's transitions: %w", err)
				}
				m.trans[c][a][b] = float32(w) * m.unit
				m.exp[c][a][b] = math.Exp(float64(m.trans[c][a][b]))
			}
		}
	}
	count, err := binary.ReadUvarint(r)
	if err != nil || count > 1<<20 {
		return nil, fmt.Errorf("reading the reference model: %d features (%w)", count, err)
	}
	hashes := make([]uint32, count)
	at := uint64(0)
	for i := range hashes {
		d, err := binary.ReadUvarint(r)
		if err != nil {
			return nil, fmt.Errorf("reading the reference model's features: %w", err)
		}
		at += d
		hashes[i] = uint32(at)
	}
	m.rows = make([][labels]int8, count)
	column := make([]byte, count)
	for l := range labels {
		if _, err := io.ReadFull(r, column); err != nil {
			return nil, fmt.Errorf("reading the reference model's weights: %w", err)
		}
		for i, w := range column {
			m.rows[i][l] = int8(w)
		}
	}
	size := 1
	for size < 2*int(count)+1 {
		size *= 2
	}
	m.slots = make([]slot, size)
	for i, h := range hashes {
		k := h & uint32(size-1)
		for m.slots[k].row != 0 {
			k = (k + 1) & uint32(size-1)
		}
		m.slots[k] = slot{h, uint32(i) + 1}
	}
	return m, nil
}

// score adds up the weights of one token's features.
func (m *crf) score(feats []uint32, out *[labels]float32) {
	var sum [labels]int32
	mask := uint32(len(m.slots) - 1)
	for _, h := range feats {
		for k := h & mask; m.slots[k].row != 0; k = (k + 1) & mask {
			if m.slots[k].hash == h {
				row := &m.rows[m.slots[k].row-1]
				for l, w := range row {
					sum[l] += int32(w)
				}
				break
			}
		}
	}
	for l := range out {
		out[l] = float32(sum[l]) * m.unit
	}
}

// tag returns the best label of every token and its probability.
func (m *crf) tag(toks []token) ([]label, []float32) {
	vs := views(toks)
	emit := make([][labels]float32, len(vs))
	feats := make([]uint32, 0, 96)
	for i := range vs {
		feats = features(vs, i, feats[:0])
		m.score(feats, &emit[i])
	}
	cut := make([]uint8, len(vs)) // before token i
	for i := range vs {
		cut[i] = cuts
		if i > 0 {
			cut[i] = vs[i-1].trailRune
		}
	}
	tags := viterbi(&m.trans, emit, cut)
	sure := make([]float32, len(tags))
	if len(tags) > 0 {
		alpha, beta := make([][labels]float64, len(vs)), make([][labels]float64, len(vs))
		marginals(emit, cut, alpha, beta, &m.exp)
		for i, l := range tags {
			sum := 0.0
			for k := range labels {
				sum += alpha[i][k] * beta[i][k]
			}
			sure[i] = float32(alpha[i][l] * beta[i][l] / sum)
		}
	}
	return tags, sure
}

// viterbi finds the best sequence of labels.
func viterbi(trans *[cuts + 1][labels][labels]float32, emit [][labels]float32, cut []uint8) []label {
	n := len(emit)
	if n == 0 {
		return nil
	}
	back := make([][labels]label, n)
	var cur, next [labels]float32
	for l := range labels {
		cur[l] = emit[0][l] + trans[cuts][0][l]
	}
	for i := 1; i < n; i++ {
		t := &trans[cut[i]]
		for l := range next {
			next[l] = float32(math.Inf(-1))
		}
		for a := range labels {
			for b := range labels {
				if s := cur[a] + t[a][b]; s > next[b] {
					next[b], back[i][b] = s, a
				}
			}
		}
		for l := range next {
			cur[l] = next[l] + emit[i][l]
		}
	}
	best := label(0)
	for l := range labels {
		if cur[l] > cur[best] {
			best = l
		}
	}
	out := make([]label, n)
	for i := n - 1; i >= 0; i-- {
		out[i] = best
		best = back[i][best]
	}
	return out
}

// marginals fills in P(label of token i | reference), by forward–backward with
// scaling: alpha × beta, not yet made to add up to one. exp holds the
// exponentials of the transitions' weights.
func marginals(emit [][labels]float32, cut []uint8, alpha, beta [][labels]float64, exp *[cuts + 1][labels][labels]float64) {
	n := len(emit)
	likely := make([][labels]float64, n)
	for i := range emit {
		top := slices.Max(emit[i][:])
		for l, s := range emit[i] {
			likely[i][l] = math.Exp(float64(s - top))
		}
	}
	for i := range n {
		sum := 0.0
		for b := range labels {
			p := 0.0
			if i == 0 {
				p = exp[cuts][0][b]
			} else {
				t := &exp[cut[i]]
				for a := range labels {
					p += alpha[i-1][a] * t[a][b]
				}
			}
			p *= likely[i][b]
			alpha[i][b] = p
			sum += p
		}
		for b := range labels {
			alpha[i][b] /= sum
		}
	}
	for l := range labels {
		beta[n-1][l] = 1
	}
	for i := n - 2; i >= 0; i-- {
		t := &exp[cut[i+1]]
		var q [labels]float64
		for b := range labels {
			q[b] = likely[i+1][b] * beta[i+1][b]
		}
		sum := 0.0
		for a := range labels {
			p := 0.0
			for b := range labels {
				p += t[a][b] * q[b]
			}
			beta[i][a] = p
			sum += p
		}
		for a := range labels {
			beta[i][a] /= sum
		}
	}
}
