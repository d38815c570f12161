// Package extract reads a file of text into what search works on: passages
// that know their kind, section, language and place in the file, and what the
// front matter says of the article.
//
// Nothing of a file is lost: every character that is not white space belongs
// to the Source ranges of exactly one passage, running headers and residue of
// markup to passages of kind furniture. Time is linear in the size of the file
// whatever it holds.
package extract

import (
	"path"
	"slices"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
)

// Version changes whenever the same bytes may yield other passages, so that
// an index built by an older one can be told.
const Version = 1

// Identifier tells the language of a text. Spans cover the text, in order;
// main is the language of most of it. hint is the language of the
// surroundings, for text too short to tell, or "".
type Identifier interface {
	Identify(text string, hint search.Lang) (main search.Lang, spans []search.LangSpan)
}

// Article is what a file yields.
type Article struct {
	// Titles holds the title in each language that the text states it in, and
	// Title the one that stands first.
	Title  string
	Titles map[search.Lang]string
	// Authors are the names of one block of names: that of the main language,
	// or the fullest.
	Authors []cite.Name
	DOI     string
	// Year is the year of publication as far as the front matter or a running
	// header states it, 0 if not.
	Year int
	// Abstracts and Keywords are by language, without their labels.
	Abstracts map[search.Lang]string
	Keywords  map[search.Lang][]string
	// Lang is the language of most of the body, Languages every one that
	// passages are in, that one first.
	Lang      search.Lang
	Languages []search.Lang
	// Passages lack IDs, which depend on the document. Entries have numbers,
	// and in CSL a DOI and URL where the text has one.
	Passages []*search.Passage
	// Encoding is the encoding of the file, and Notes what there is to tell
	// the user of its reading.
	Encoding string
	Notes    []string
}

// Read reads a file. name is its path, of which the ending tells the format.
// The error is ErrEmpty, ErrBinary, ErrEncoding or wraps one of a decoder.
func Read(name string, data []byte, id Identifier) (*Article, error) {
	text, encodingName, note, err := Decode(data)
	if err != nil {
		return nil, err
	}
	var blocks []block
	src := newSource(text)
	switch formatOf(name, text) {
	case markdown:
		src.readMarkdown()
		blocks = structure(src, true)
	default:
		blocks = structure(src, false)
	}
	a := assemble(src, blocks, id)
	a.Encoding = encodingName
	if note != "" {
		a.Notes = append(a.Notes, note)
	}
	return a, nil
}

type format int

const (
	plainText format = iota
	markdown
)

// formatOf goes by the ending of the name, and for other names by headings
// that only Markdown has.
func formatOf(name, text string) format {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return markdown
	}
	headings, before := 0, "" // a comment in a listing has no blank line before it
	for line := range strings.Lines(sample(text)) {
		if level, _ := atxHeading(line); level > 0 && level < 4 && strings.TrimSpace(before) == "" {
			headings++
		}
		before = line
	}
	if headings >= 3 {
		return markdown
	}
	return plainText
}

// assemble labels the languages of blocks, cuts them into passages and gathers
// what they say of the article.
func assemble(src *source, blocks []block, id Identifier) *Article {
	a := &Article{
		Titles:    map[search.Lang]string{},
		Abstracts: map[search.Lang]string{},
		Keywords:  map[search.Lang][]string{},
	}
	letters := map[search.Lang]int{}
	rendered := make([]rendering, len(blocks))
	for i := range blocks {
		blocks[i].pieces = src.withoutResidue(blocks[i].spans)
		rendered[i] = src.render(blocks[i].pieces, blocks[i].kind)
		if rendered[i].text == "" { // nothing but control characters
			blocks[i].kind = search.Furniture
			rendered[i] = src.render(blocks[i].pieces, search.Furniture)
		}
	}
	// Long text first: its language is the hint for what is too short to tell.
	main := search.Lang("")
	for i, b := range blocks {
		if (b.kind == search.Body || b.kind == search.Abstract) && len(rendered[i].text) > 60 {
			lang, _ := id.Identify(clip(rendered[i].text), "")
			if letters[lang] += len(rendered[i].text); lang != search.Und && (main == "" || letters[lang] > letters[main]) {
				main = lang
			}
		}
	}
	a.Lang = main
	hint := main
	for i, b := range blocks {
		r := rendered[i]
		if len(b.pieces) == 0 {
			continue // only residue
		}
		from := 0
		for _, to := range append(r.cuts(b.kind), len(r.text)) {
			p := &search.Passage{
				Ordinal: len(a.Passages),
				Kind:    b.kind,
				Section: b.section,
				Text:    strings.TrimSpace(r.text[from:to]),
				Source:  r.ranges(src, b.pieces, from, to),
			}
			h := hint
			switch {
			case b.lang != "":
				h = b.lang
			case b.kind == search.Body || b.kind == search.Heading || b.kind == search.Table || b.kind == search.Caption:
				if !b.back {
					h = main
				}
			}
			switch {
			case b.kind == search.Furniture:
				p.Lang, p.Spans = search.Und, whole(p.Text, search.Und)
			case b.kind == search.Keywords:
				// A list of keywords has one language.
				p.Lang, _ = id.Identify(p.Text, h)
				p.Spans = whole(p.Text, p.Lang)
			default:
				p.Lang, p.Spans = id.Identify(p.Text, h)
			}
			if b.entry > 0 && from == 0 {
				p.Reference = &search.Entry{Number: b.entry, CSL: entryItem(r.text)}
			}
			if p.Lang != search.Und && b.kind != search.Furniture && b.kind != search.Reference && len(p.Text) > 40 {
				hint = p.Lang
			}
			a.Passages = append(a.Passages, p)
			from = to
		}
		a.note(&b, r.text, a.Passages[len(a.Passages)-1].Lang)
	}
	a.residuePassages(src)
	a.Languages = languages(a.Passages, main)
	a.Authors = chooseAuthors(blocks, a, main)
	if a.Title == "" {
		a.Title = firstWords(a.Passages)
	}
	return a
}

// note takes from a block what it says of the article.
func (a *Article) note(b *block, text string, lang search.Lang) {
	b.found = lang
	switch b.kind {
	case search.Title:
		if a.Title == "" {
			a.Title = text
		}
		if _, taken := a.Titles[lang]; !taken && lang != search.Und {
			a.Titles[lang] = text
		}
	case search.Abstract:
		_, n, _ := matchLabel(text)
		body := strings.TrimSpace(text[n:])
		if old := a.Abstracts[lang]; old != "" && body != "" {
			body = old + "\n" + body
		}
		if body != "" {
			a.Abstracts[lang] = body
		}
	case search.Keywords:
		_, n, _ := matchLabel(text)
		a.Keywords[lang] = append(a.Keywords[lang], splitKeywords(text[n:])...)
	case search.Metadata, search.Furniture:
		if a.DOI == "" && b.kind == search.Metadata && !b.back {
			if found := cite.FindDOI(text); len(found) > 0 {
				a.DOI = found[0].DOI
			}
		}
		if a.Year == 0 || b.kind == search.Furniture {
			if y := statedYear(text); y > 0 && !b.back {
				a.Year = y
			}
		}
	}
}

// residuePassages adds the characters that are markup and no text.
func (a *Article) residuePassages(src *source) {
	const most = 200 // ranges of one passage
	for part := range slices.Chunk(src.residue, most) {
		r := src.render(part, search.Furniture)
		a.Passages = append(a.Passages, &search.Passage{
			Ordinal: len(a.Passages),
			Kind:    search.Furniture,
			Lang:    search.Und,
			Spans:   whole(r.text, search.Und),
			Text:    r.text,
			Source:  slices.Clone(part),
		})
	}
}

func whole(text string, lang search.Lang) []search.LangSpan {
	return []search.LangSpan{{Span: search.Span{Start: 0, End: len(text)}, Lang: lang}}
}

// clip bounds the text that is given to an Identifier for a first look.
func clip(text string) string {
	const most = 600
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "")
}

func languages(passages []*search.Passage, main search.Lang) []search.Lang {
	var langs []search.Lang
	if main != "" {
		langs = append(langs, main)
	}
	for _, p := range passages {
		for _, l := range p.Languages() {
			if l != search.Und && !slices.Contains(langs, l) {
				langs = append(langs, l)
			}
		}
	}
	return langs
}

// firstWords names an article that states no title.
func firstWords(passages []*search.Passage) string {
	for _, p := range passages {
		if p.Kind == search.Furniture || p.Text == "" {
			continue
		}
		words := strings.Fields(p.Text)
		title := strings.Join(words[:min(len(words), 12)], " ")
		if r := []rune(title); len(r) > 100 {
			title = string(r[:100])
		}
		return title
	}
	return ""
}

// splitKeywords splits a list at ";" if it has any, else at ",", "，", "、" or
// "·", but not within quotation marks or brackets.
func splitKeywords(list string) []string {
	separators := ",，、·"
	if strings.ContainsAny(list, ";；") {
		separators = ";；"
	}
	var items []string
	depth, start := 0, 0
	add := func(s string) {
		if s = strings.Trim(s, " .。\n\t"); s != "" {
			items = append(items, s)
		}
	}
	for i, r := range list {
		switch {
		case strings.ContainsRune("«“([（《", r):
			depth++
		case strings.ContainsRune("»”)]）》", r):
			depth = max(0, depth-1)
		case depth == 0 && strings.ContainsRune(separators, r):
			add(list[start:i])
			start = i + len(string(r))
		}
	}
	add(list[start:])
	return items
}
