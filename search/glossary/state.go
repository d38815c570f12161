package glossary

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
)

// StateFile is the name of the file in which the pairs of a user are kept: a line
// "language term language term confidence evidence" with tabs between. A pair of
// confidence 0 is switched off, wherever else it is known from.
const StateFile = "glossary.tsv"

// Write writes pairs as they are kept and exported; what would divide fields or lines, as
// in the name of a file, becomes a space.
func Write(w io.Writer, list []Pair) error {
	out := bufio.NewWriter(w)
	field := strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace
	for _, p := range list {
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", p.A.Lang, field(p.A.Text), p.B.Lang, field(p.B.Text), strconv.FormatFloat(p.Confidence, 'g', 4, 64), field(p.Evidence))
	}
	return out.Flush()
}

// ReadState reads pairs that Write wrote.
func ReadState(data []byte) ([]Pair, error) {
	var list []Pair
	n := 0
	for line := range bytes.Lines(data) {
		n++
		f := strings.Split(strings.TrimSuffix(string(line), "\n"), "\t")
		if len(f) != 6 {
			return nil, fmt.Errorf("reading %s: line %d has %d fields, wanted 6; mend it, or take the line out", StateFile, n, len(f))
		}
		confidence, err := strconv.ParseFloat(f[4], 64)
		if err != nil {
			return nil, fmt.Errorf("reading %s: line %d: %w", StateFile, n, err)
		}
		list = append(list, Pair{A: Form{doc.Lang(f[0]), f[1]}, B: Form{doc.Lang(f[2]), f[3]}, Confidence: confidence, Source: plan.FromGlossary, Evidence: f[5]})
	}
	return list, nil
}

// id is the same for a pair in either order and for the inflections of its words.
func (p *Pair) id() [2]string {
	a, b := p.A.key(), p.B.key()
	return [2]string{min(a, b), max(a, b)}
}

// Merge adds pairs to others; a pair that is there already is replaced.
func Merge(list, more []Pair) []Pair {
	places := map[[2]string]int{}
	for i := range list {
		places[list[i].id()] = i
	}
	for _, p := range more {
		if at, ok := places[p.id()]; ok {
			list[at] = p
			continue
		}
		places[p.id()] = len(list)
		list = append(list, p)
	}
	return list
}

// Switch switches a pair off, or on again as it was before.
func Switch(list []Pair, a, b Form, off bool) []Pair {
	pair := Pair{A: a, B: b, Source: plan.FromGlossary, Evidence: "switched off"}
	list = slices.DeleteFunc(slices.Clone(list), func(p Pair) bool { return p.Confidence <= 0 && p.id() == pair.id() })
	if off {
		list = append(list, pair)
	}
	return list
}
