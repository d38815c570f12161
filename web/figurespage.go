package web

// The page at /figures, for those who look after a corpus: what is in it, and how well it
// was understood, with the documents that want a look. As CSV, too.

import (
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

const (
	// maxFigured is how many documents are looked at, figuredAtOnce how many at a time.
	maxFigured    = 20_000
	figuredAtOnce = 1000
	// namedDocuments is how many documents are named for each kind of fault.
	namedDocuments = 20
	topJournals    = 15
)

// figuresPage is the view of that page.
type figuresPage struct {
	frame
	// Documents, Passages and References are totals; Looked is how many documents were
	// looked at.
	Documents, Passages, References, Looked int
	Plots                                   []plot
	Multiples                               []yearChart
	Faults                                  []corpusFault
	CSVURL                                  string
}

// corpusFault is how many documents have something that wants a look.
type corpusFault struct {
	Name           string // of its message: "figures.fault.NAME"
	Count, Percent int
	Named          []listedFault
}

type listedFault struct {
	Title langText
	URL   string
}

// corpusFaults are the faults, the worst first.
var corpusFaults = []struct {
	name string
	has  func(d *doc.Document) bool
}{
	{"metadata", func(d *doc.Document) bool { return d.Reading.Format == "metadata" }},
	{"textless", func(d *doc.Document) bool { return d.Reading.PagesWithoutText > 0 }},
	{"title", func(d *doc.Document) bool { return d.Title == "" }},
	{"authors", func(d *doc.Document) bool { return len(d.Authors) == 0 }},
	{"year", func(d *doc.Document) bool { return d.Year == 0 }},
	{"references", func(d *doc.Document) bool { return d.References == 0 }},
	{"unresolved", func(d *doc.Document) bool { return d.Reading.Unresolved > 0 }},
	{"damaged", func(d *doc.Document) bool { return d.Reading.Damaged > 0 }},
	{"repaired", func(d *doc.Document) bool { return d.Reading.Repairs > 0 }},
	{"notes", func(d *doc.Document) bool { return len(d.Reading.Notes) > 0 }},
}

func (s *site) figuresPage(x *call, r *reader) error {
	format := oneOf(x, "format", "html", "csv")
	if x.err != nil {
		return x.err
	}
	status := x.desk.Status()
	v := &figuresPage{frame: s.frame(r, r.T("figures.title")), Documents: status.Documents, Passages: status.Passages}
	v.CSVURL = r.url("/figures", url.Values{"format": {"csv"}})
	if err := v.look(x); err != nil {
		return err
	}
	if err := v.count(x); err != nil {
		return err
	}
	counted, err := s.corpusCounts(x)
	if err != nil {
		return err
	}
	v.Multiples = v.multiples(counted.years)
	if format == "csv" {
		return v.sheet(x)
	}
	return respondPage(x.Context, r, "figures", v)
}

// look goes through the documents.
func (v *figuresPage) look(x *call) error {
	v.Faults = make([]corpusFault, len(corpusFaults))
	years, written := map[string]int{}, map[string]int{}
	for v.Looked < maxFigured {
		docs, _, err := x.desk.Documents(x.ctx(), v.Looked, figuredAtOnce)
		if err != nil {
			return err
		}
		if len(docs) == 0 {
			break
		}
		v.Looked += len(docs)
		for _, d := range docs {
			v.References += d.References
			main := string(doc.Und)
			if len(d.Languages) > 0 {
				main = string(d.Languages[0])
			}
			written[main]++
			if d.Year != 0 {
				years[strconv.Itoa(d.Year)]++
			}
			for i, fault := range corpusFaults {
				if !fault.has(d) {
					continue
				}
				if v.Faults[i].Count++; len(v.Faults[i].Named) < namedDocuments {
					title := v.title(d)
					title.Text = cmp.Or(title.Text, d.Source)
					v.Faults[i].Named = append(v.Faults[i].Named, listedFault{title, v.documentURL(d.ID)})
				}
			}
		}
	}
	for i := range v.Faults {
		v.Faults[i].Name = corpusFaults[i].name
		v.Faults[i].Percent = (100*v.Faults[i].Count + v.Looked/2) / max(1, v.Looked)
	}
	values := func(counts map[string]int) []search.FacetValue {
		var list []search.FacetValue
		for value, n := range counts {
			list = append(list, search.FacetValue{Value: value, Count: n})
		}
		slices.SortFunc(list, func(a, b search.FacetValue) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Value, b.Value)) })
		return list
	}
	v.Plots = append(v.Plots, plotOf("languages", v.bars(doc.FacetLang, values(written), nil)), plotOf("years", v.periods(values(years), url.Values{"-kind": {string(doc.Reference)}, "group": {"document"}})))
	return nil
}

// count counts passages and references.
func (v *figuresPage) count(x *call) error {
	for _, c := range []struct {
		name  string
		facet doc.Facet
		kind  doc.Kind // of the passages that are counted, "" for all
	}{
		{"passages", doc.FacetLang, ""}, {"kinds", doc.FacetKind, ""},
		{"cited", doc.FacetYear, doc.Reference}, {"citedin", doc.FacetJournal, doc.Reference}, {"citedtypes", doc.FacetType, doc.Reference},
	} {
		all := (&call{}).searchRequest()
		all.Limit, all.Facets, all.FacetLimit = 0, []doc.Facet{c.facet}, desk.MaxFacetValues
		state := url.Values{}
		if c.kind != "" {
			all.Filters = []search.Filter{{Facet: doc.FacetKind, Include: []string{string(c.kind)}}}
			state.Set("kind", string(c.kind))
		}
		found, err := x.desk.Search(x.ctx(), all)
		if err != nil {
			return err
		}
		values := found.Facets[c.facet].Values
		p := plotOf(c.name, v.bars(c.facet, values[:min(len(values), topJournals)], state))
		if c.facet == doc.FacetYear {
			p = plotOf(c.name, v.periods(values, state))
		}
		v.Plots = append(v.Plots, p)
	}
	return nil
}

// bars names values; state, where it is not nil, is the search that each narrows.
func (v *figuresPage) bars(facet doc.Facet, values []search.FacetValue, state url.Values) []bar {
	var bars []bar
	for _, value := range values {
		b := bar{Label: v.facetLabel(facet, value.Value, value.Label), Count: value.Count}
		if state != nil {
			b.URL = v.searchURL(set(state, string(facet), value.Value, ""))
		}
		bars = append(bars, b)
	}
	return bars
}

func plotOf(name string, bars []bar) plot { return plot{Name: name, Bars: bars}.scaled() }

// sheet writes all of it as a table: what is counted, of what, how many.
func (v *figuresPage) sheet(x *call) error {
	var out bytes.Buffer
	t := newSheet(&out, "csv")
	rows := [][]string{{v.T("figures.what"), v.T("figures.value"), v.T("figures.count")},
		{v.T("figures.total"), v.T("figures.documents"), strconv.Itoa(v.Documents)},
		{v.T("figures.total"), v.T("figures.passages"), strconv.Itoa(v.Passages)},
		{v.T("figures.total"), v.T("figures.referencelists"), strconv.Itoa(v.References)}}
	for _, p := range v.Plots {
		for _, b := range p.Bars {
			rows = append(rows, []string{v.T("figures." + p.Name), b.Label, strconv.Itoa(b.Count)})
		}
	}
	for _, c := range v.Multiples {
		for _, b := range c.Bars {
			rows = append(rows, []string{v.T("figures.multiples") + ", " + c.Title, b.Label, strconv.Itoa(b.Count)})
		}
	}
	for _, f := range v.Faults {
		rows = append(rows, []string{v.T("figures.understood"), v.T("figures.fault." + f.Name), strconv.Itoa(f.Count)})
	}
	for _, row := range rows {
		if err := t.write(row...); err != nil {
			return err
		}
	}
	x.Header("Content-Disposition", `attachment; filename="izde-figures.csv"`)
	write(x.Context, http.StatusOK, sheetType, out.Bytes())
	return nil
}

const sheetType = "text/csv; charset=utf-8; header=present"

// FiguresURL leads to the page.
func (f frame) FiguresURL() string { return f.url("/figures", nil) }
