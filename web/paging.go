package web

// Numbered pages of a list.

import (
	"net/url"
	"strconv"

	"github.com/izde/izde/search/desk"
)

// paging leads through a list.
type paging struct {
	// Pages are the pages around this one, with the first and the last, a gap without a
	// name; empty where there is one page. PreviousURL and NextURL are empty at the ends.
	Pages                []choice
	PreviousURL, NextURL string
	Sizes                []choice // of a page
}

// pageSizes are the sizes of a page that are offered.
var pageSizes = []int{10, 20, 50, 100}

// pagesOf links to the pages of a list of total items, of which offset come before this
// page of size. state are the other parameters of the list at path.
func (r *reader) pagesOf(path string, state url.Values, offset, size, total int) (p paging) {
	last := (min(total, desk.MaxDepth) + size - 1) / max(size, 1)
	if size == 0 || last < 2 && offset == 0 {
		return p
	}
	link := func(n int) string { return r.url(path, set(state, "page", strconv.Itoa(n), "1")) }
	here := offset/size + 1
	shown := 0 // the page shown last
	for n := 1; n <= last; n++ {
		const around = 2
		if n != 1 && n != last && (n < here-around || n > here+around) {
			n = max(n, min(here-around, last)-1) // on to the next that is shown
			if n > here+around {
				n = last - 1
			}
			continue
		}
		if n > shown+1 {
			p.Pages = append(p.Pages, choice{})
		}
		shown = n
		p.Pages = append(p.Pages, choice{r.Num(n), link(n), n == here})
	}
	if here > 1 {
		p.PreviousURL = link(min(here-1, max(last, 1)))
	}
	if here < last {
		p.NextURL = link(here + 1)
	}
	return p
}
