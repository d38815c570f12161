package latex

// This file reads citations and the entries that they mean. Entries of .bib files are
// shown, in the style of the article's language, where the list stands, numbered in
// the order in which they are cited.

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/izde/izde/indexer/extract/markup"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/bibtex"
	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/doc"
)

// entry is an entry of a .bib file.
type entry struct {
	cite.Parsed
	file  string
	start int // in the file
}

// readBib reads the .bib files that the source and its parts name.
func (r *reader) readBib(text string) {
	r.bib = map[string]*entry{}
	seen := map[string]bool{}
	for names := Includes(text); len(names) > 0; names = names[1:] {
		file := names[0]
		content, ok := r.files[file]
		if seen[file] || !ok {
			if !ok && strings.HasSuffix(file, ".bib") {
				r.Note("the file " + file + ", which it cites from, is missing")
			}
			continue
		}
		seen[file] = true
		if !strings.HasSuffix(file, ".bib") {
			names = append(names, Includes(content)...)
			continue
		}
		at := 0
		for p := range bibtex.Read(content) {
			e := &entry{Parsed: p, file: file}
			if i := strings.Index(content[at:], p.Raw); i >= 0 {
				e.start = at + i
				at = e.start + len(p.Raw)
			}
			if _, taken := r.bib[p.Item.ID]; !taken && p.Item.ID != "" {
				r.bib[p.Item.ID] = e
				r.inBib = append(r.inBib, p.Item.ID)
			}
		}
	}
}

// numberOf is the number of the entry with a key, 0 if there is none.
func (r *reader) numberOf(key string) int {
	if n := r.numbers[key]; n > 0 || key == "" {
		return n
	}
	r.order = append(r.order, key)
	r.numbers[key] = len(r.order)
	return len(r.order)
}

// addAll adds an entry of a .bib file to the list, or all of them.
func (r *reader) addAll(key string) {
	if key == "*" {
		for _, each := range r.inBib {
			r.numberOf(each)
		}
	} else if r.bib[key] != nil {
		r.numberOf(key)
	}
}

// cite writes a citation: numbers in brackets, before them the authors where the
// command names them, behind them what part of the work is meant.
func (r *reader) cite(s *scanner, name string, start int) {
	s.star()
	var options []string
	for {
		from, to, ok := s.bracketed()
		if !ok {
			break
		}
		options = append(options, bibtex.Text(s.text[from:to]))
	}
	s.space()
	if !strings.HasPrefix(s.text[s.at:], "{") {
		return
	}
	var keys, shown []string
	for key := range strings.SplitSeq(s.argument(), ",") {
		if key = strings.TrimSpace(key); key == "" {
			continue
		}
		keys = append(keys, key)
		label := "?"
		if r.bib[key] != nil || r.numbers[key] > 0 {
			label = fmt.Sprint(r.numberOf(key))
		}
		if e := r.bib[key]; e != nil && strings.Contains(strings.ToLower(name), "citet") || e != nil && strings.HasPrefix(strings.ToLower(name), "textcite") || e != nil && strings.Contains(strings.ToLower(name), "citeauthor") {
			r.put(s, authors(e.Item)+" ", start, s.at)
		}
		shown = append(shown, label)
	}
	text := strings.Join(shown, ", ")
	switch len(options) {
	case 0:
	case 1:
		if options[0] != "" {
			text += ", " + options[0]
		}
	default:
		text = strings.TrimSpace(options[0]+" "+text) + strings.TrimSuffix(", "+options[1], ", ")
	}
	if len(keys) == 0 || !r.begin() {
		return
	}
	from := r.Mark()
	r.put(s, "["+text+"]", start, s.at)
	r.Cite(from, keys)
}

// authors names the authors of a work in a text.
func authors(it cite.Item) string {
	var names []string
	for _, n := range it.Author {
		names = append(names, cmp.Or(n.FamilyName(), n.String()))
	}
	switch {
	case len(names) == 0:
		return it.Title
	case len(names) > 2:
		return names[0] + " et al."
	}
	return strings.Join(names, " & ")
}

// bibItem begins an entry of a list that the source writes out.
func (r *reader) bibItem(s *scanner) {
	s.bracketed()
	key := strings.TrimSpace(s.argument())
	r.endItem()
	r.endParagraph()
	if !r.body || r.closed {
		return
	}
	number := r.numberOf(key)
	r.OpenReference(markup.Reference{Key: key, Number: number})
	r.Insert(fmt.Sprintf("[%d] ", number))
	r.closed, r.item = true, true
}

func (r *reader) endItem() {
	if r.item {
		r.Close()
		r.closed, r.item = false, false
	}
}

// bibliography writes the list of the entries of .bib files that are cited.
func (r *reader) bibliography() {
	r.endItem()
	if r.listed || len(r.bib) == 0 {
		return
	}
	r.listed = true
	r.Path, r.levels = nil, nil
	locale := style.English
	how := style.APA
	switch r.Front().Lang {
	case doc.Russian:
		locale, how = style.Russian, style.GOST
	case doc.Kazakh:
		locale, how = style.Kazakh, style.GOST
	case doc.Chinese:
		locale, how = style.Chinese, style.GBT
	}
	for n, key := range r.order {
		e := r.bib[key]
		if e == nil {
			continue
		}
		item := e.Item
		item.ID = ""
		r.OpenReference(markup.Reference{Key: key, Number: n + 1, Item: &item, Warnings: e.Warnings})
		r.Insert(fmt.Sprintf("[%d] ", n+1))
		r.Part = e.file
		for _, c := range style.Format(e.Item, how, locale).String() {
			r.Rune(c, e.start, e.start+len(e.Raw))
		}
		r.Part = ""
		r.Close()
	}
}
