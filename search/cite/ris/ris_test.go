package ris_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/ris"
)

// TestRead reads what other programs write: line ends of every system, tags of
// the older specification, wrapped values, a record that breaks off.
func TestRead(t *testing.T) {
	text := "\uFEFFTY  - JOUR\rA1  - Smith, J.,Jr\rAU  - Institute of Rivers\rT1  - A title\r  that goes on\rJF  - Steppe Review\rY1  - 2019/05/03/Spring\rVL  - 7\rIS  - 2\rSP  - 12\rEP  - 15\rSN  - 1234-567X\rKW  - water\rKW  - steppe\rL1  - x.pdf\rER  -\r\r" +
		"junk between\nTY  - BOOK\nTI  - B\nSP  - 319\nSN  - 978-0-306-40615-7\nPY  - n.d.\nTY  - CHAP\r\nBT  - Whole\r\nTI  - Part\r\n"
	got := slices.Collect(ris.Read(text))
	want := []cite.Item{
		{Type: "article-journal", Title: "A title that goes on", ContainerTitle: "Steppe Review", Issued: &cite.Date{Parts: [][]int{{2019, 5, 3}}}, Volume: "7", Issue: "2", Page: "12-15", ISSN: "1234-567X", Keyword: "water, steppe",
			Author: []cite.Name{{Family: "Smith", Given: "J.", Suffix: "Jr"}, {Literal: "Institute of Rivers"}}},
		{Type: "book", Title: "B", NumberOfPages: "319", ISBN: "978-0-306-40615-7", Issued: &cite.Date{Literal: "n.d."}},
		{Type: "chapter", Title: "Part", ContainerTitle: "Whole"},
	}
	var items []cite.Item
	var codes []string
	for _, p := range got {
		items = append(items, p.Item)
		for _, w := range p.Warnings {
			codes = append(codes, w.Code)
		}
	}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	if want := []string{ris.WarnUnread, ris.WarnSyntax, ris.WarnSyntax}; !slices.Equal(codes, want) {
		t.Errorf("warnings %v, want %v", codes, want)
	}
}

// TestWrite: lines end as the specification has it, and no value makes a line of
// its own.
func TestWrite(t *testing.T) {
	text := ris.Write([]cite.Item{{Type: "book", Title: "a\r\nER  - \r\nTY  - JOUR\x00\u0085ER  - ", Note: "x\u2028ER  - "}})
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\r\n") {
		if strings.ContainsAny(line, "\r\n\u0085\u2028\x00") {
			t.Errorf("a line holds the end of another: %q", line)
		}
	}
	if n := strings.Count(text, "\r\nER  - \r\n"); n != 1 {
		t.Errorf("%d records end, want 1:\n%s", n, text)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("TY  - JOUR\r\nAU  - A, B\r\nSP  - 1\r\nEP  - 2\r\nU1  - {\"title\":null}\r\nER  - \r\n")
	f.Fuzz(func(t *testing.T, text string) {
		for p := range ris.Read(text) {
			for _, field := range p.Fields {
				if field.Start < 0 || field.Start > field.End || field.End > len(p.Raw) {
					t.Errorf("the range of %s, [%d, %d), is not in %q", field.Name, field.Start, field.End, p.Raw)
				}
			}
			for again := range ris.Read(ris.Write([]cite.Item{p.Item})) {
				if rest := cite.Rest(p.Item, again.Item); rest != "" {
					t.Errorf("lost %s of %+v", rest, p.Item)
				}
			}
		}
	})
}

// Of the tags of a date the fullest counts, in whichever order they stand, and tags
// before TY are read.
func TestOrderOfTags(t *testing.T) {
	for _, tt := range []struct {
		text, date string
		warned     bool
	}{
		{"TY  - JOUR\nY1  - 2019///\nDA  - 2019/05/03/\nER  - \n", "[[2019 5 3]]", false},
		{"TY  - JOUR\nDA  - 2019-05-03\nPY  - 2019\nER  - \n", "[[2019 5 3]]", false},
		{"TY  - JOUR\nDA  - Spring issue\nPY  - 2019\nER  - \n", "[[2019]]", false},
		{"TY  - JOUR\nPY  - 2019\nDA  - 03/05/2019\nER  - \n", "[[2019 5 3]]", false},
		{"PY  - 2019\nTY  - JOUR\nTI  - Wells\nER  - \n", "[[2019]]", true},
		{"TI  - Wells\nPY  - 2019\nER  - \n", "[[2019]]", true},
	} {
		n := 0
		for p := range ris.Read(tt.text) {
			n++
			if got := fmt.Sprint(p.Item.Issued.Parts); got != tt.date || (len(p.Warnings) > 0) != tt.warned {
				t.Errorf("%q: %s, warnings %v", tt.text, got, p.Warnings)
			}
		}
		if n != 1 {
			t.Errorf("%q: %d records", tt.text, n)
		}
	}
}
