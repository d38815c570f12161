package web

// Similar passages, and passages that say the same: GET /api/v1/passages/{id}/similar
// and the same as a page, /api/v1/passages/{id}/parallel and the page at
// /documents/{id}/parallel, a document's languages side by side, sentence by
// sentence.

import (
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// similarView is a passage and how like it is to the one asked for, in the units
// of search results.
type similarView struct {
	passageView
	Score float64 `json:"score"`
}

func (s *site) apiSimilar(x *call) error {
	hits, err := x.desk.Similar(x.ctx(), x.id(), desk.MaxSimilar)
	if err != nil {
		return err
	}
	return respondPart(x, hits, func(h search.Hit) similarView {
		return similarView{s.newPassageView(h.Passage, h.Doc), h.Score}
	})
}

// similarPage is the view of the page: a passage and those most like it.
type similarPage struct {
	frame
	Of      *pageHit
	Results []*pageHit
}

// shownSimilar is how many passages the page shows.
const shownSimilar = 10

func (s *site) similarPage(x *call, r *reader) error {
	p, d, err := x.desk.Passage(x.ctx(), x.id())
	if err != nil {
		return err
	}
	hits, err := x.desk.Similar(x.ctx(), p.ID, shownSimilar)
	if err != nil {
		return err
	}
	v := &similarPage{frame: s.frame(r, r.T("similar.title")), Of: r.newPageHit(desk.Hit{Hit: search.Hit{Passage: p, Doc: d}}, nil)}
	v.NoIndex = true
	last := p.DocID
	for _, h := range hits {
		hit := r.newPageHit(desk.Hit{Hit: h}, nil)
		hit.Again, last = h.Doc.ID == last, h.Doc.ID
		v.Results = append(v.Results, hit)
	}
	return respondPage(x.Context, r, "similar", v)
}

// parallelView is the counterpart of a passage in another language. The i-th of
// Pairs says which part of that passage (code points of its text) says the same
// as which part of this one.
type parallelView struct {
	Passage passageView `json:"passage"`
	Pairs   []pairView  `json:"pairs"`
}

type pairView struct {
	Here  rangeView `json:"here"`
	There rangeView `json:"there"`
}

func (s *site) apiParallel(x *call) error {
	p, d, err := x.desk.Passage(x.ctx(), x.id())
	if err != nil {
		return err
	}
	list, err := x.desk.Parallel(x.ctx(), p, d)
	if err != nil {
		return err
	}
	return respondPart(x, list, func(other desk.Counterpart) parallelView {
		v := parallelView{Passage: s.newPassageView(other.Passage, d), Pairs: []pairView{}}
		here, there := codePoints{text: p.Text}, codePoints{text: other.Passage.Text}
		for i := range other.Here {
			v.Pairs = append(v.Pairs, pairView{here.span(other.Here[i]), there.span(other.There[i])})
		}
		return v
	})
}

// parallelPage is the view of that page.
type parallelPage struct {
	frame
	Doc     *doc.Document
	Name    langText // of the document
	BackURL string
	Parts   []parallelPart
}

// parallelPart is a part in several languages. Cells of a row say the same, in
// the order of Langs; an empty one says nothing.
type parallelPart struct {
	Kind  doc.Kind
	Langs []doc.Lang
	Links []string // to the passages, in the same order
	Rows  [][]langText
}

func (s *site) parallelPage(x *call, r *reader) error {
	d, passages, err := x.document()
	if err != nil {
		return err
	}
	name := r.title(d)
	v := &parallelPage{frame: s.frame(r, name.Text), Doc: d, Name: name, BackURL: r.documentURL(d.ID)}
	texts := map[string]string{}
	for _, p := range passages {
		texts[p.ID] = p.Text
	}
	for _, part := range d.Parallel {
		shown := parallelPart{Kind: part.Kind}
		rows := 0
		for _, t := range part.Text {
			shown.Langs = append(shown.Langs, t.Lang)
			shown.Links = append(shown.Links, v.BackURL+"#p-"+t.Passage)
			rows = max(rows, len(t.Items))
		}
		for i := range rows {
			row := make([]langText, len(part.Text))
			for j, t := range part.Text {
				row[j].Lang = t.Lang
				if text := texts[t.Passage]; i < len(t.Items) && t.Items[i].End <= len(text) {
					row[j].Text = text[t.Items[i].Start:t.Items[i].End]
				}
			}
			shown.Rows = append(shown.Rows, row)
		}
		v.Parts = append(v.Parts, shown)
	}
	return respondPage(x.Context, r, "parallel", v)
}
