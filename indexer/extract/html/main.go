package html

// This file tells the main text of a page from what stands around it: menus, lists of
// other pages, notices. It looks for the innermost element that holds nearly all the
// prose of the page, and for elements that by their names or roles are beside it.
// What is not of the main text becomes furniture; nothing is dropped.

import (
	"slices"
	"strings"
	"unicode"

	"github.com/izde/izde/indexer/extract/flow"
)

const (
	fewest     = 3   // blocks of prose that show where the main text is
	shortest   = 80  // bytes of a block of prose
	nearlyAll  = .97 // of the prose, is in the element of the main text
	mostOfAll  = .6  // of the prose, is in an element that says to be the main one
	notBeside  = .3  // of the prose, is in no element beside the main text
	menuItem   = 80  // bytes of an entry of a menu
	menuLength = 3   // entries
)

// besideTags, besideRoles and besideNames tell elements that stand beside the main
// text: by their tags, their roles, and the words of their classes and ids.
var (
	besideTags  = set("aside nav footer menu dialog search")
	besideRoles = set("banner navigation contentinfo complementary search dialog alertdialog menu menubar toolbar tablist")
	besideNames = set("sidebar nav navbar navbox navigation menu submenu breadcrumb breadcrumbs footer share sharing social cookie cookies consent banner advert advertisement ads promo related recommended recommendations newsletter subscribe popup modal toolbar skip widget pagination pager login signup masthead catlinks toc noprint")
)

// holders are the elements that can hold the main text.
var holders = set("body main article section div td center form")

// aside reports whether an element stands beside the main text.
func aside(e *flow.Element) bool {
	if besideTags[e.Name] || besideRoles[e.Attr("role")] {
		return true
	}
	if e.Name == "body" || e.Name == "html" || e.Name == "main" || e.Name == "article" {
		return false
	}
	for _, attr := range []string{"class", "id"} {
		words := strings.FieldsFunc(e.Attr(attr), func(r rune) bool { return !unicode.IsLetter(r) })
		for _, w := range words {
			if besideNames[strings.ToLower(w)] {
				return true
			}
		}
	}
	return false
}

// findMain makes furniture of what is not the main text.
func (r *Reader) findMain() {
	linked := func(d *flow.Draft) bool {
		l := &r.leaves[d.Owner]
		return 2*l.linked > l.text && l.linked > 0
	}
	prose := func(d *flow.Draft) int {
		if d.Kind == flow.Heading || d.Kind == flow.Furniture || d.Kind == flow.Title || len(d.Text) < shortest || linked(d) {
			return 0
		}
		return len(d.Text)
	}
	all := 0
	for i := range r.Drafts {
		d := &r.Drafts[i]
		n := prose(d)
		all += n
		for at := r.nodeOf(d); at != nil; at = at.over {
			at.prose += n
		}
	}
	beside := func(d *flow.Draft) bool {
		for at := r.nodeOf(d); at != nil; at = at.over {
			if at.aside && float64(at.prose) < notBeside*float64(all) {
				return true
			}
		}
		return false
	}
	center, said := r.center(all, beside, prose)
	first := slices.IndexFunc(r.Drafts, func(d flow.Draft) bool { return within(r.nodeOf(&d), center) })
	begun := false // the title has stood
	var menu []*flow.Draft
	endMenu := func() {
		if len(menu) >= menuLength {
			for _, d := range menu {
				d.Kind = flow.Furniture
			}
		}
		menu = nil
	}
	for i := range r.Drafts {
		d := &r.Drafts[i]
		if d.Kind == flow.Title {
			begun = true
			continue
		}
		in := within(r.nodeOf(d), center)
		ahead := begun && i < first // names and the like, below the title
		if beside(d) || !in && !ahead && (said || prose(d) == 0) {
			d.Kind = flow.Furniture
		}
		if l := &r.leaves[d.Owner]; l.linked > 0 && 10*l.linked >= 9*l.text && len(d.Text) < menuItem && d.Kind != flow.Heading {
			menu = append(menu, d)
		} else {
			endMenu()
		}
	}
	endMenu()
}

func (r *Reader) nodeOf(d *flow.Draft) *node {
	if n := r.leaves[d.Owner].node; n != nil {
		return n
	}
	return r.root
}

// center is the element of the main text: the innermost that says to be it and holds
// most of the prose, else the innermost with nearly all the prose that does not stand
// beside. Around the latter prose may stand that belongs to the text.
func (r *Reader) center(all int, beside func(*flow.Draft) bool, prose func(*flow.Draft) int) (center *node, says bool) {
	main := map[*node]int{} // the prose of what does not stand beside
	total, count := 0, 0
	for i := range r.Drafts {
		d := &r.Drafts[i]
		n := prose(d)
		if n == 0 || beside(d) {
			continue
		}
		total += n
		count++
		for at := r.nodeOf(d); at != nil; at = at.over {
			main[at] += n
		}
	}
	center = r.root
	var said *node
	for n, has := range main {
		if count >= fewest && holders[n.name] && float64(has) >= nearlyAll*float64(total) && n.depth > center.depth {
			center = n
		}
		if n.main && float64(n.prose) >= mostOfAll*float64(all) && (said == nil || n.depth > said.depth) {
			said = n
		}
	}
	if said != nil {
		return said, true
	}
	return center, false
}

// within reports whether an element stands in another, or is it.
func within(n, outer *node) bool {
	for ; n != nil; n = n.over {
		if n == outer {
			return true
		}
	}
	return false
}

// MarkTitle makes a title of the first heading that is one of some titles, the surest
// first.
func (r *Reader) MarkTitle(titles ...string) {
	for _, title := range titles {
		want := squash(title)
		for i := range r.Drafts {
			d := &r.Drafts[i]
			if d.Kind == flow.Heading && d.Level <= 2 && squash(d.Text) == want && want != "" {
				d.Kind, d.Level = flow.Title, 0
				return
			}
		}
	}
}

// squash leaves the letters and digits of a text.
func squash(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
