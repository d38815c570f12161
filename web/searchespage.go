package web

// The page at /searches: the searches that a reader has saved, and those made before.
// They stay in the browser, where assets/searches.js keeps them; the server is asked for
// those alone that the reader opens or looks through.

// searchesPage is the view of that page.
type searchesPage struct {
	frame
	Saved, Past searchesList
}

// searchesList is one of its lists, named so among the messages.
type searchesList struct {
	Name       string
	Refreshing bool // can be looked through for what is new
}

func (s *site) searchesPage(x *call, r *reader) error {
	v := searchesPage{s.frame(r, r.T("searches.title")), searchesList{"saved", true}, searchesList{"past", false}}
	return respondPage(x.Context, r, "searches", v)
}

func (f frame) SearchesURL() string { return f.url("/searches", nil) }
