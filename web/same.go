package web

// The same in other languages: GET /api/v1/documents/{id}/same and /works/{id}/same, and
// as pages, which those of documents and works open in place. Most who read these ask for
// nothing of it, and the search that tells it costs as much as the page of a work.

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

// samePage is the view of such a page.
type samePage struct {
	frame
	Name    langText // of the document or work
	BackURL string
	Links   []sameLink
}

func (s *site) samePage(x *call, r *reader) error {
	d, err := x.desk.Document(x.ctx(), x.id())
	if err != nil {
		return err
	}
	v := &samePage{frame: s.frame(r, r.T("same.title")), Name: r.title(d), BackURL: r.documentURL(d.ID)}
	return v.respond(x, desk.TopicOf(d))
}

func (s *site) workSamePage(x *call, r *reader) error {
	w, _, err := x.findWork(x.Param("id"))
	if err != nil {
		return err
	}
	v := &samePage{frame: s.frame(r, r.T("same.title")), Name: langText{r.item(w).Title, doc.Und}, BackURL: r.url("/works/"+w.ID, nil)}
	return v.respond(x, desk.TopicOfWork(w))
}

func (v *samePage) respond(x *call, t desk.Topic) error {
	v.NoIndex = true
	list, err := x.desk.Same(x.ctx(), t)
	if err != nil {
		return err
	}
	for _, in := range list {
		found := url.Values{"q": {t.Query}, string(doc.FacetLang): {string(in.Lang)}}
		if t.Document != "" {
			found.Set("-"+string(doc.FacetDoc), t.Document)
		}
		v.Links = append(v.Links, sameLink{in.Lang, in.Passages, v.searchURL(found)})
	}
	if x.params.Has(fragmentParam) {
		return respondFragment(x.Context, v.reader, "same", "links", v)
	}
	return respondPage(x.Context, v.reader, "same", v)
}
