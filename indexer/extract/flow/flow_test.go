package flow_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/izde/izde/indexer/extract/flow"
)

// counted counts events.
type counted struct{ starts, ends int }

func (c *counted) Start(*flow.Element, int, int) { c.starts++ }
func (c *counted) End(string, int, int)          { c.ends++ }
func (c *counted) Text(string, int, int)         {}

func TestWalkBounds(t *testing.T) {
	for name, test := range map[string]struct{ xml, want string }{
		"deep":       {strings.Repeat("<a>", flow.MaxDepth+1), flow.ErrDeep.Error()},
		"attributes": {"<a " + strings.Repeat(`b=">" `, 1<<18) + "/>", "has a tag of more than 1 MiB"},
		"entity":     {`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, "invalid character entity &b;"},
		"not closed": {"<a><b></a>", "is no well-formed XML at byte"},
	} {
		if err := flow.Walk([]byte(test.xml), nil, &counted{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
	c := &counted{}
	if err := flow.Walk([]byte("<a><!-- > "+strings.Repeat(`"`, 1<<21)+"--><b c='>'/>&nbsp;</a>"), nil, c); err != nil || c.starts != 2 || c.ends != 2 {
		t.Errorf("%v, %+v", err, c)
	}
}

// A document of paragraphs without end takes bounded memory and is told.
func TestTooManyBlocks(t *testing.T) {
	var w flow.Writer
	for i := range 500_001 {
		w.Begin(flow.Paragraph, 0, i, 0)
		w.Write("x")
		w.End("", i)
	}
	if _, err := w.Document(); !errors.Is(err, flow.ErrBlocks) {
		t.Error(err)
	}
}

// Blocks that begin within others follow these, and lines of code that are
// paragraphs of their own are one block.
func TestWriter(t *testing.T) {
	var w flow.Writer
	w.Begin(flow.Paragraph, 0, 0, 0)
	w.Write("Outer ")
	w.Begin(flow.Note, 0, 7, 0)
	w.Write("inner")
	w.End("¹", 20)
	w.Write("goes\u00ad on")
	w.End("", 30)
	for _, line := range []string{"if x:", "  y"} {
		w.Begin(flow.Code, 0, 40, 0)
		w.Write(line)
		w.End("", 50)
	}
	d, err := w.Document()
	if want := "Outer goes on\n\n¹ inner\n\nif x:\n  y\n"; err != nil || d.Text != want || len(d.Blocks) != 3 {
		t.Errorf("%q, %+v, %v", d.Text, d.Blocks, err)
	}
}
