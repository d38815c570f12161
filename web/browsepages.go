package web

// The pages at /works and /authors: what reference lists name and who wrote it, in the
// orders that one browses by, with a box, numbered pages and, for names, letters to jump
// to.

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"github.com/izde/izde/search/catalogue"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// worksPage is the view of the first of them.
type worksPage struct {
	frame
	paging
	Q, Journal string
	// AllURL lists the works of all journals.
	AllURL string
	Orders orderChoice
	Works  []browsedWork
	Total  int
}

// browsedWork is a work of the list. Count is how many documents list it.
type browsedWork struct {
	workLine
	Count int
}

// usualWorks is how many works, and usualAuthors how many authors a page lists.
const (
	usualWorks   = 20
	usualAuthors = 100
)

// tidied are the parameters of a list that say something, of those names. own is the
// order by itself.
func tidied(params url.Values, own catalogue.Sort, names ...string) url.Values {
	state := url.Values{}
	usual := map[string]string{"sort": string(own), "page": "1"}
	for name, values := range pick(params, names) {
		for _, value := range values {
			if value != "" && !(len(values) == 1 && value == usual[name]) {
				state.Add(name, value)
			}
		}
	}
	return state
}

func (s *site) worksPage(x *call, r *reader) error {
	// Words are ranked; without any the works that most documents list are of most use.
	sorts := []catalogue.Sort{catalogue.ByCited, catalogue.ByYearDesc, catalogue.ByYear, catalogue.ByName}
	if strings.TrimSpace(x.params.Get("q")) != "" {
		sorts = desk.WorkOrders
	}
	state := tidied(x.params, sorts[0], "q", "journal", "sort", "page")
	if cluttered(x.params) {
		return x.seeOther(r.url("/works", state))
	}
	x.params = state
	at := x.paged(x.listCursor(), usualWorks)
	request := &desk.WorksRequest{Order: oneOf(x, "sort", sorts...), OrPlace: state.Get("sort") == "", Lang: doc.Lang(r.Tag), Journal: x.single("journal"), Offset: at.Offset, Limit: usualWorks}
	q := x.single("q")
	if q != "" {
		request.Query = x.parse(q)
	}
	if x.err != nil {
		return x.err
	}
	works, total, err := x.desk.Works(x.ctx(), request)
	if err != nil {
		return err
	}
	v := &worksPage{frame: s.frame(r, r.T("nav.works")), Q: q, Journal: request.Journal, AllURL: r.url("/works", drop(state, "journal")), Total: total,
		Orders: orders(r.locale, state, "sort", sorts...).of(total), paging: r.pagesOf("/works", state, at.Offset, usualWorks, total)}
	v.Kept = state
	v.NoIndex = len(state) > 0
	for _, w := range works {
		v.Works = append(v.Works, browsedWork{r.newWorkLine(w), len(w.ListedBy())})
	}
	return respondPage(x.Context, r, "works", v)
}

// authorsPage lists authors.
type authorsPage struct {
	frame
	paging
	Q       string
	Orders  orderChoice
	Authors []authorLink
	Total   int
	// Letters lead to the first name of each, script by script.
	Letters []scriptLetters
}

// authorLink is an author of the list: the family's name first, with the number of the
// works. Forms are other forms of the name. Letter is the letter of which it is the first.
type authorLink struct {
	Name, URL string
	Forms     []string
	Works     int
	Letter    string
}

// scriptLetters are the letters of a script.
type scriptLetters struct {
	Name    string // of the script, for people
	Letters []choice
}

// maxForms is how many forms of a name the list shows.
const maxForms = 6

func (s *site) authorsPage(x *call, r *reader) error {
	sorts := []catalogue.Sort{catalogue.ByName, catalogue.ByWorks}
	state := tidied(x.params, catalogue.ByName, "q", "sort", "page")
	if cluttered(x.params) {
		return x.seeOther(r.url("/authors", state))
	}
	x.params = state
	at := x.paged(x.listCursor(), usualAuthors)
	request := &desk.AuthorsRequest{Text: x.single("q"), Order: oneOf(x, "sort", sorts...), OrPlace: state.Get("sort") == "", Lang: doc.Lang(r.Tag), Offset: at.Offset, Limit: usualAuthors}
	if x.err != nil {
		return x.err
	}
	page, found, err := x.desk.AuthorCatalogue(x.ctx(), request)
	if err != nil {
		return err
	}
	if request.Text != "" && page.Total == 1 && len(found) == 1 {
		return x.seeOther(r.url("/authors/"+found[0].ID, nil))
	}
	v := &authorsPage{frame: s.frame(r, r.T("nav.authors")), Q: request.Text, Total: page.Total, Orders: orders(r.locale, state, "sort", sorts...).of(page.Total),
		paging: r.pagesOf("/authors", state, at.Offset, usualAuthors, page.Total)}
	v.Orders.Values[0].Label = r.T("sort.family")
	v.Kept = state
	v.NoIndex = len(state) > 0
	for i, e := range page.Entries {
		a := found[i]
		v.Authors = append(v.Authors, authorLink{Name: e.Name(request.Lang), URL: r.url("/authors/"+a.ID, nil), Works: e.Count, Forms: a.Forms[:min(len(a.Forms), maxForms)]})
	}
	if len(page.Initials) > 1 {
		v.addLetters(page.Initials, at.Offset)
	}
	return respondPage(x.Context, r, "authors", v)
}

// addLetters leads to the first name of each letter, on whichever page it is.
func (v *authorsPage) addLetters(initials []catalogue.Initial, offset int) {
	for _, at := range initials {
		script := v.T("authors.others")
		if at.Script != "" {
			script = v.Script(at.Script)
		}
		n := len(v.Letters)
		if n == 0 || v.Letters[n-1].Name != script {
			v.Letters = append(v.Letters, scriptLetters{Name: script})
			n++
		}
		anchor := "at-" + strconv.Itoa(at.Offset)
		if i := at.Offset - offset; 0 <= i && i < len(v.Authors) {
			v.Authors[i].Letter = anchor
		}
		letters := &v.Letters[n-1].Letters
		*letters = append(*letters, choice{Name: cmp.Or(at.Letter, "…"), URL: v.url("/authors", set(v.Kept, "page", strconv.Itoa(at.Offset/usualAuthors+1), "1")) + "#" + anchor})
	}
}
