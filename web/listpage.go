package web

// The page at /list: passages, documents and works that a reader has marked, named by
// their ids in the address, so that a list can be shared and works without a script. The
// script keeps the reader's own list, with notes, in the browser.

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

const idsParam = "ids"

// listPage is the view of that page.
type listPage struct {
	frame
	Entries []listEntry
	// Unknown are ids that name nothing, shortened; Left says that there are more ids
	// than a list may have, which is Most.
	Unknown []string
	Left    bool
	Most    int
	// Sorts are the orders, Styles and Wording how the bibliography is written.
	Sorts, Styles, Wording []choice
	Bibliography           []style.Entry
	Files                  []exportLink
	Link                   string // to this list, with the host
}

// listEntry is a part of the list.
type listEntry struct {
	ID, Title string
	TitleLang string
	URL       string
	Kind      string // for people
	Authors   []string
	Year      int
	In        string
	// Text is that of a passage, in the language Lang; Place where it stands.
	Text, Lang, Place string
	RemoveURL         string
}

// listOrders are the orders of a list: as the ids stand, by the first author, from the
// newest, by title.
var listOrders = []string{"added", "author", "-year", "name"}

// postList sends a form, which has a field for each id that is ticked, to the address of
// the list.
func (s *site) postList(x *call, r *reader) error {
	form, err := readBody(x.Context)
	if err != nil {
		return err
	}
	if x.params, err = parseParams(string(form)); err != nil {
		return err
	}
	ids := commas(x.params, idsParam)
	return x.seeOther(r.listURL(ids[:min(len(ids), desk.MaxListed+1)], nil))
}

// listURL leads to a list; params may be nil.
func (r *reader) listURL(ids []string, params url.Values) string {
	state := drop(params)
	if len(ids) > 0 {
		state.Set(idsParam, strings.Join(ids, ","))
	}
	return strings.ReplaceAll(r.url("/list", state), "%2C", ",")
}

func (s *site) listPage(x *call, r *reader) error {
	order := oneOf(x, "sort", listOrders...)
	st := oneOf(x, "style", append([]style.Style{r.usualStyle()}, style.Styles...)...)
	wording := oneOf(x, "locale", append([]style.Locale{style.Locale(r.Tag)}, style.Locales...)...)
	if x.err != nil {
		return x.err
	}
	v := &listPage{frame: s.frame(r, r.T("list.title")), Most: desk.MaxListed}
	v.NoIndex = true
	given := commas(x.params, idsParam)
	if v.Left = len(given) > desk.MaxListed; v.Left {
		given = given[:desk.MaxListed]
	}
	list, unknown, err := x.desk.List(x.ctx(), given)
	if err != nil {
		return err
	}
	for _, id := range unknown {
		v.Unknown = append(v.Unknown, desk.Clip(id))
	}
	r.sortListed(list, order)
	ids := make([]string, len(list))
	for i, l := range list {
		ids[i] = l.ID
	}
	state := pick(x.params, []string{"sort", "style", "locale"})
	v.Kept = set(state, idsParam, strings.Join(ids, ","), "")
	for _, l := range list {
		e := r.newListEntry(l)
		e.RemoveURL = r.listURL(slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == l.ID }), state)
		v.Entries = append(v.Entries, e)
	}
	for _, o := range listOrders {
		v.Sorts = append(v.Sorts, choice{r.T("sort." + o), r.listURL(ids, set(state, "sort", o, listOrders[0])), o == order})
	}
	for _, other := range style.Styles {
		v.Styles = append(v.Styles, choice{r.T("style." + string(other)), r.listURL(ids, set(state, "style", string(other), "")) + "#bibliography-h", other == st})
	}
	for _, l := range style.Locales {
		v.Wording = append(v.Wording, choice{string(l), r.listURL(ids, set(state, "locale", string(l), "")) + "#bibliography-h", l == wording})
	}
	for _, item := range desk.ItemsListed(list) {
		v.Bibliography = append(v.Bibliography, style.Format(item, st, wording))
	}
	v.Files = r.listFiles(ids, st, wording)
	v.Link = s.origin(x.Request) + s.base + "/list?" + idsParam + "=" + strings.Join(ids, ",")
	return respondPage(x.Context, r, "list", v)
}

// listFiles links to what ids name in every format, and as tables.
func (r *reader) listFiles(ids []string, st style.Style, locale style.Locale) []exportLink {
	params := url.Values{idsParam: {strings.Join(ids, ",")}, "style": {string(st)}, "locale": {string(locale)}}
	files := r.itemFiles(params)
	for _, f := range []string{"csv", "tsv"} {
		params.Set("format", f)
		files = append(files, exportLink{r.T("export." + f), r.base + apiRoot + "/export?" + params.Encode()})
	}
	return files
}

// sortListed puts a list into one of listOrders. What has no year or no author comes
// last.
func (r *reader) sortListed(list []desk.Listed, order string) {
	switch order {
	case "author":
		sortBy(r.locale, list, func(l desk.Listed) string { return firstFamily(&l.Item) })
		slices.SortStableFunc(list, func(a, b desk.Listed) int {
			return cmp.Compare(min(len(b.Item.Author), 1), min(len(a.Item.Author), 1))
		})
	case "-year":
		slices.SortStableFunc(list, func(a, b desk.Listed) int { return cmp.Compare(b.Item.Year(), a.Item.Year()) })
	case "name":
		sortBy(r.locale, list, func(l desk.Listed) string { return l.Item.Title })
	}
}

// firstFamily is the name by which the first author of an item is sorted.
func firstFamily(it *cite.Item) string {
	if len(it.Author) == 0 {
		return ""
	}
	return cmp.Or(it.Author[0].Family, it.Author[0].String())
}

// newListEntry shows a passage as the text that it is, and everything else by its title.
func (r *reader) newListEntry(l desk.Listed) listEntry {
	e := listEntry{ID: l.ID, Title: l.Item.Title, Authors: authorNames(&l.Item), Year: l.Item.Year(), In: publishedIn(&l.Item)}
	if l.Work != nil {
		item := r.item(l.Work)
		e.Authors, e.In = r.allNames(authorNames(&item)), publishedIn(&item)
		e.Title, e.URL, e.Kind = item.Title, r.url("/works/"+l.Work.ID, nil), r.T("list.work")
	} else {
		title := r.title(l.Document)
		e.Title, e.TitleLang, e.URL, e.Kind = title.Text, langAttr(title.Lang), r.documentURL(l.Document.ID), r.T("facet.doc")
	}
	if p := l.Passage; p != nil {
		e.URL, e.Kind, e.Text, e.Lang = r.passageURL(p, nil), r.Kind(p.Kind), p.Text, langAttr(p.Lang)
		if pages := p.PagesOf([]doc.Span{{Start: 0, End: len(p.Text)}}); len(pages) > 0 {
			e.Place = r.pageName(pages[0])
		}
	}
	return e
}
