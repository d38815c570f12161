package pdf

// Folios: the numbers printed on pages. A file seldom says in its page labels what
// stands on paper: an article that begins on page 45 of a volume has pages 1 to 12, or
// no labels. The heads and feet of its pages do.

import (
	"regexp"
	"strconv"
)

var folio = regexp.MustCompile(`[0-9]+`)

// labelByFolios gives pages the numbers in their heads and feet as labels, if the
// file has no labels but the numbers of pages themselves. A number that grows by one
// from page to page on most pages that have any is theirs; years, volumes and issues
// stay as they are. The numbered pages are labelled, those between them and the one
// next to them on either side.
func labelByFolios(pages []Page, sheets []*sheet) {
	for i, p := range pages {
		if p.Label != "" && p.Label != strconv.Itoa(i+1) {
			return
		}
	}
	type run struct{ first, last, pages int }
	runs := map[int]run{} // by how much the number is more than the index of the page
	numbered := 0
	for i, s := range sheets {
		seen := map[int]bool{}
		for _, r := range s.regions {
			for _, l := range r.lines {
				if l.kind != Furniture {
					continue
				}
				for _, digits := range folio.FindAllString(l.text, -1) {
					n, err := strconv.Atoi(digits)
					if err != nil || len(digits) > 5 || digits[0] == '0' || seen[n-i] {
						continue
					}
					seen[n-i] = true
					found := runs[n-i]
					if found.pages == 0 {
						found.first = i
					}
					runs[n-i] = run{found.first, i, found.pages + 1}
				}
			}
		}
		if len(seen) > 0 {
			numbered++
		}
	}
	more, best := 0, run{}
	for by, r := range runs {
		if r.pages > best.pages || r.pages == best.pages && by < more {
			more, best = by, r
		}
	}
	if best.pages < 2 || best.pages*2 <= numbered {
		return
	}
	for i := max(0, best.first-1); i <= min(len(pages)-1, best.last+1); i++ {
		if n := i + more; n > 0 {
			pages[i].Label = strconv.Itoa(n)
		}
	}
}
