package web

// The page at /documents/{id}/parallel: what a document says in several
// languages, side by side, sentence by sentence.

import (
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search/doc"
)

// parallelPage is the view of that page.
type parallelPage struct {
	frame
	Doc     docRef
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

func (s *site) parallelPage(c *gin.Context, r *reader, index Index, params url.Values) error {
	d, passages, err := openDocument(c, index)
	if err != nil {
		return err
	}
	name := r.title(newDocRef(d))
	v := &parallelPage{frame: s.frame(r, name.Text), Doc: newDocRef(d), Name: name, BackURL: r.documentURL(d.ID)}
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
	return respondPage(c, r, "parallel", v)
}
