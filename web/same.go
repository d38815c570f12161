package web

// The same in other languages: GET /api/v1/documents/{id}/same and /works/{id}/same, and
// the links of the pages of documents and works.

import (
	"net/url"

	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// sameView is a language in which the corpus has something on a topic: how many passages
// the search of Query finds in it.
type sameView struct {
	Lang     doc.Lang `json:"lang"`
	Passages int      `json:"passages"`
	Query    string   `json:"q"`
	// Document is the one that the topic is of, which is left out; null for a work that is
	// none.
	Document *string `json:"document"`
}

func (x *call) apiSame(t desk.Topic) error {
	list, err := x.desk.Same(x.ctx(), t)
	if err != nil {
		return err
	}
	return respondPart(x, list, func(in desk.Same) sameView {
		return sameView{in.Lang, in.Passages, t.Query, orNull(t.Document)}
	})
}

func (s *site) apiSameAsDocument(x *call) error {
	d, err := x.desk.Document(x.ctx(), x.id())
	if err != nil {
		return err
	}
	return x.apiSame(desk.TopicOf(d))
}

func (s *site) apiSameAsWork(x *call, w *doc.Work) error { return x.apiSame(desk.TopicOfWork(w)) }

// sameLink leads to what the corpus has on a topic in a language.
type sameLink struct {
	Lang     doc.Lang
	Passages int
	URL      string
}

func (r *reader) same(t desk.Topic) ([]sameLink, error) {
	list, err := r.call.desk.Same(r.call.ctx(), t)
	if err != nil {
		return nil, err
	}
	var links []sameLink
	for _, in := range list {
		found := url.Values{"q": {t.Query}, string(doc.FacetLang): {string(in.Lang)}}
		if t.Document != "" {
			found.Set("-"+string(doc.FacetDoc), t.Document)
		}
		links = append(links, sameLink{in.Lang, in.Passages, r.searchURL(found)})
	}
	return links, nil
}
