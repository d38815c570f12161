package read

// This file measures the parser on references.jsonl of the folder IZDE_EVAL names,
// per source and field, by the measure of its score_references.py (citetest).

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/citetest"
)

var missesFlag = flag.String("misses", "", "log the misses of source/field, such as gost/title")

// goldRow is a row of references.jsonl made ready.
type goldRow struct {
	source, raw string
	labelled    map[string][]string // by hand, or nil where the truth is CSL
	values      citetest.Values
}

func goldRows(t testing.TB) []goldRow {
	var out []goldRow
	for _, r := range citetest.Rows(t) {
		g := goldRow{source: r.Source, raw: r.Raw}
		var c struct {
			CSL json.RawMessage `json:"csl"`
		}
		if json.Unmarshal(r.Fields, &c) == nil && c.CSL != nil {
			v, err := citetest.OfCSL(c.CSL)
			if err != nil {
				t.Fatalf("%s: %v", c.CSL, err)
			}
			g.values = v.Within(g.raw)
		} else if err := json.Unmarshal(r.Fields, &g.labelled); err != nil {
			t.Fatal(err)
		} else {
			g.values = citetest.OfLabels(g.labelled).Within(g.raw)
		}
		out = append(out, g)
	}
	return out
}

// valuesOf reads an item as the measure does.
func valuesOf(t testing.TB, it *cite.Item) citetest.Values {
	data, err := json.Marshal(it)
	if err != nil {
		t.Fatal(err)
	}
	v, err := citetest.OfCSL(data)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// scoreField compares one field of one reference.
func scoreField(g *goldRow, it *cite.Item, got citetest.Values, field string) citetest.Tally {
	if field != "author" || g.labelled == nil {
		return citetest.Score(field, g.values, got)
	}
	written := ""
	for _, n := range it.Author {
		written += n.Family + " " + n.Given + " " + n.Literal + " "
	}
	return citetest.ScoreNames(g.labelled["author"], g.values, got, written)
}

// measure scores the parser on rows, by source, by source/field.
func measure(t testing.TB, rows []goldRow) citetest.Table {
	table := citetest.Table{}
	both := map[string]string{"anystyle-gold": "anystyle-gold+core", "anystyle-core": "anystyle-gold+core", "anystyle-good": "anystyle-good+ugly", "anystyle-ugly": "anystyle-good+ugly"}
	for i := range rows {
		g := &rows[i]
		p := Parse(g.raw)
		got := valuesOf(t, &p.Item)
		for _, f := range citetest.Fields {
			c := scoreField(g, &p.Item, got, f)
			table.Add(c, g.source, g.source+"/"+f)
			if b := both[g.source]; b != "" {
				table.Add(c, b)
			}
			if *missesFlag == g.source+"/"+f && c.Wrong+c.Missed > 0 {
				t.Logf("%s\n   want %v\n   got  %v  %v", g.raw, g.values[f], got[f], p.Item.Author)
			}
		}
	}
	return table
}

func TestQuality(t *testing.T) {
	text := measure(t, goldRows(t)).String()
	t.Log("\n" + text)
	const golden = "testdata/quality.txt"
	if *citetest.Update {
		if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("the figures differ from %s; if they are better or the loss is meant, rewrite it with -update. It has\n%s", golden, want)
	}
}

// A field's confidence tells something: on the labelled references those that are
// right have more of it than those that are wrong.
func TestConfidenceQuality(t *testing.T) {
	type mean struct{ sum, n float64 }
	means := map[string]map[bool]*mean{}
	for _, g := range goldRows(t) {
		p := Parse(g.raw)
		got := valuesOf(t, &p.Item)
		for _, name := range []string{"title", "container-title", "publisher", "page"} {
			i := slices.IndexFunc(p.Fields, func(f cite.Field) bool { return f.Name == name })
			if i < 0 || len(g.values[name]) == 0 {
				continue
			}
			if means[name] == nil {
				means[name] = map[bool]*mean{true: {}, false: {}}
			}
			m := means[name][citetest.Score(name, g.values, got).Right > 0]
			m.sum, m.n = m.sum+p.Fields[i].Confidence, m.n+1
		}
	}
	for name, m := range means {
		right, wrong := m[true].sum/m[true].n, m[false].sum/max(1, m[false].n)
		t.Logf("%-16s right %.3f, wrong %.3f", name, right, wrong)
		if right < wrong+0.05 {
			t.Errorf("%s: confidence %.3f of what is right, %.3f of what is wrong: it tells nothing", name, right, wrong)
		}
	}
}
