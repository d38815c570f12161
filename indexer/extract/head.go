package extract

// This file reads the block of metadata that stands in front of many Markdown files:
//
//	---  YAML, as JOSS, Pandoc, Quarto, Hugo and Jekyll write it
//	+++  TOML of one key a line, as Hugo writes it
//	%    Pandoc's title block: the title, the authors, the date
//
// Authors have their affiliations by index (JOSS), as text or as lists (Quarto). YAML
// is read as a tree of its nodes: aliases are not followed.

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// Head is what such a block states about the document.
type Head struct {
	Title    string
	Authors  []HeadAuthor
	Keywords []string
	Date     string // as written
	DOI      string
	// Bibliography names the files that hold the references, and All says that those
	// are references that the text does not cite as well.
	Bibliography []string
	All          bool
}

// HeadAuthor is an author as such a block describes one.
type HeadAuthor struct {
	Name          cite.Name
	Text          string // the name as written
	Affiliations  []string
	Email, ORCID  string
	Corresponding bool
}

// The bounds of a block of metadata that is read.
const (
	maxHead      = 64 << 10 // bytes
	maxHeadLines = 1000
	maxHeadDepth = 24 // brackets, or steps of two columns
)

// headEnd returns the mark of a block of metadata and the line that ends it; 0 if the
// text does not begin with one.
func headEnd(text string, lines []markedLine) (mark string, end int) {
	if len(lines) == 0 {
		return "", 0
	}
	line := func(i int) string { return text[lines[i].Start:lines[i].End] }
	switch mark = line(0); {
	case mark == "---" || mark == "+++":
		for i := 1; i < min(len(lines), maxHeadLines) && lines[i].End < maxHead; i++ {
			if raw := line(i); raw == mark || mark == "---" && raw == "..." {
				return mark, i
			}
		}
	case strings.HasPrefix(mark, "% "):
		for end < min(len(lines), 3) && strings.HasPrefix(line(end), "%") && (end == 0 || lines[end].gap == 0) {
			end++
		}
		return "%", end - 1
	}
	return "", 0
}

// tomlField is a key with a value on one line.
var tomlField = lazyregexp.New(`^([\w-]+)\s*=\s*(.+)$`)

// readHead reads a block of metadata, without the lines of its marks.
func readHead(mark, block string) *Head {
	if mark == "%" {
		return readTitleBlock(block)
	}
	if mark == "+++" {
		var b strings.Builder
		for line := range strings.Lines(block) {
			if strings.HasPrefix(strings.TrimSpace(line), "[") {
				break // a table of other things
			}
			b.WriteString(tomlField.ReplaceAllString(strings.TrimSpace(line), "$1: $2") + "\n")
		}
		block = b.String()
	}
	if tooDeep(block) {
		return &Head{}
	}
	file, err := parser.ParseBytes([]byte(block), 0)
	if err != nil || len(file.Docs) == 0 {
		return &Head{}
	}
	return headOf(fieldsOf(file.Docs[0].Body))
}

// tooDeep reports whether a block is nested deeper than any that describes a document.
func tooDeep(block string) bool {
	open := 0
	for line := range strings.Lines(block) {
		start := strings.TrimLeft(line, " -?")
		if len(line)-len(start) > 2*maxHeadDepth {
			return true
		}
		for _, c := range line {
			switch c {
			case '[', '{':
				if open++; open > maxHeadDepth {
					return true
				}
			case ']', '}':
				open--
			}
		}
	}
	return false
}

func readTitleBlock(block string) *Head {
	h := &Head{}
	for i, line := range strings.Split(strings.TrimSpace(block), "\n") {
		value := strings.TrimSpace(strings.TrimPrefix(line, "%"))
		switch i {
		case 0:
			h.Title = value
		case 1:
			h.addAuthors(value, nil)
		case 2:
			h.Date = value
		}
	}
	return h
}

// fieldsOf are the values of a mapping by their keys, in lower case.
func fieldsOf(n ast.Node) map[string]ast.Node {
	fields := map[string]ast.Node{}
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			fields[strings.ToLower(v.Key.String())] = v.Value
		}
	case *ast.MappingValueNode:
		fields[strings.ToLower(n.Key.String())] = n.Value
	}
	return fields
}

// items are the elements of a sequence, or the node itself.
func items(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return nil
	case *ast.SequenceNode:
		return n.Values
	}
	return []ast.Node{n}
}

// scalar is the text of a node that is no mapping and no sequence.
func scalar(n ast.Node) string {
	switch n := n.(type) {
	case *ast.StringNode:
		return strings.TrimSpace(n.Value)
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.String()
	case *ast.TagNode:
		return scalar(n.Value)
	}
	return ""
}

// scalars are the texts of a node, of which one may hold several between commas.
func scalars(n ast.Node, separators string) []string {
	var out []string
	for _, item := range items(n) {
		for s := range strings.FieldsFuncSeq(scalar(item), func(r rune) bool { return strings.ContainsRune(separators, r) }) {
			if s = strings.TrimSpace(s); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

// first is the first of a few fields that is there.
func first(fields map[string]ast.Node, names ...string) ast.Node {
	for _, name := range names {
		if n := fields[name]; n != nil {
			return n
		}
	}
	return nil
}

func headOf(fields map[string]ast.Node) *Head {
	h := &Head{
		Title:        scalar(fields["title"]),
		Keywords:     scalars(first(fields, "keywords", "keyword", "tags", "categories"), ",;，；、"),
		Date:         scalar(first(fields, "date", "published", "issued")),
		DOI:          cite.NormalizeDOI(scalar(fields["doi"])),
		Bibliography: scalars(fields["bibliography"], ""),
		All:          strings.Contains(strings.Join(scalars(fields["nocite"], ""), " "), "@*"),
	}
	places := map[string]string{} // affiliations by index
	for i, n := range items(fields["affiliations"]) {
		f := fieldsOf(n)
		index := cmp.Or(scalar(first(f, "index", "id", "ref")), string(rune('1'+i)))
		places[index] = placeOf(n)
	}
	for _, n := range items(first(fields, "authors", "author")) {
		f := fieldsOf(n)
		if len(f) == 0 {
			h.addAuthors(scalar(n), scalars(first(fields, "institute", "affiliation"), ""))
			continue
		}
		a := HeadAuthor{
			Text: scalar(f["name"]), Email: scalar(f["email"]), ORCID: orcidOf(strings.TrimPrefix(scalar(f["orcid"]), "https://orcid.org/")),
			Corresponding: scalar(first(f, "corresponding", "correspondence")) == "true",
		}
		parts := f
		if a.Text == "" && f["name"] != nil { // Quarto divides it
			parts = fieldsOf(f["name"])
		}
		particle := cmp.Or(scalar(parts["dropping-particle"]), scalar(parts["non-dropping-particle"]))
		a.Name = cite.Name{Given: scalar(first(parts, "given-names", "given", "firstname")), Family: strings.TrimSpace(particle + " " + scalar(first(parts, "surname", "family", "lastname"))), Suffix: scalar(parts["suffix"])}
		for _, place := range items(first(f, "affiliation", "affiliations", "institute")) {
			if text := placeOf(place); places[text] != "" {
				a.Affiliations = append(a.Affiliations, places[text])
			} else if numbers := scalars(place, ", "); len(numbers) > 0 && !slices.ContainsFunc(numbers, func(s string) bool { return places[s] == "" }) {
				for _, number := range numbers {
					a.Affiliations = append(a.Affiliations, places[number])
				}
			} else if text != "" {
				a.Affiliations = append(a.Affiliations, text)
			}
		}
		h.addAuthor(a)
	}
	return h
}

// placeOf is the name of an affiliation, or the index that stands for one.
func placeOf(n ast.Node) string {
	f := fieldsOf(n)
	if len(f) == 0 {
		return scalar(n)
	}
	var parts []string
	for _, name := range []string{"department", "name", "city", "country"} {
		if s := scalar(f[name]); s != "" {
			parts = append(parts, s)
		}
	}
	return cmp.Or(strings.Join(parts, ", "), scalar(f["ref"]))
}

// addAuthors adds the authors of a text, which names one or several.
func (h *Head) addAuthors(text string, affiliations []string) {
	people := namesOf(text, true)
	if len(people) == 0 { // no names that are known by their form
		for name := range strings.SplitSeq(text, ";") {
			h.addAuthor(HeadAuthor{Text: strings.TrimSpace(name), Affiliations: affiliations})
		}
	}
	for _, p := range people {
		h.addAuthor(HeadAuthor{Name: p.name, Text: p.text, Affiliations: affiliations})
	}
}

// addAuthor adds an author, whose name is divided if the block does not.
func (h *Head) addAuthor(a HeadAuthor) {
	if a.Text == "" {
		a.Text = strings.TrimSpace(a.Name.Given + " " + a.Name.Family)
	}
	if a.Text == "" || len(h.Authors) >= maxHeadLines {
		return
	}
	if a.Name.Family == "" {
		name, ok := parseName(a.Text, true)
		if !ok {
			name = cite.Name{Literal: a.Text}
		}
		a.Name = name
	}
	h.Authors = append(h.Authors, a)
}

// readFields returns the marks of a block of metadata in front of the lines, what it
// states, and the line behind it. Its lines are blocks of kind FieldBlock, one for
// each key of the first level.
func readFields(text string, lines []markedLine) (marks []doc.Span, h *Head, body int) {
	mark, end := headEnd(text, lines)
	if end < 0 || mark == "" {
		return nil, nil, 0
	}
	if mark == "%" {
		for i := range lines[:end+1] {
			lines[i].kind = FieldBlock
			marks = append(marks, doc.Span{Start: lines[i].Start, End: lines[i].Start + 1})
		}
		return marks, readHead(mark, text[:lines[end].End]), end + 1
	}
	for i := range lines[:end+1] {
		l := &lines[i]
		l.kind = FieldBlock
		if i == 0 || i == end {
			marks = append(marks, l.Span)
			continue
		}
		raw := text[l.Start:l.End]
		value := l.Start
		if strings.HasPrefix(raw, "- ") {
			marks = append(marks, doc.Span{Start: l.Start, End: l.Start + 1})
			value += 2
		}
		if k := strings.IndexAny(text[value:l.End], ":="); k > 0 && strings.IndexFunc(text[value:value+k], func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("-_ ", r) }) < 0 {
			value += k + 1
		}
		v := strings.TrimSpace(text[value:l.End])
		at := value + strings.Index(text[value:l.End], v)
		for _, pair := range []string{`""`, `''`, `[]`} {
			if len(v) >= 2 && v[0] == pair[0] && v[len(v)-1] == pair[1] {
				marks = append(marks, doc.Span{Start: at, End: at + 1}, doc.Span{Start: at + len(v) - 1, End: at + len(v)})
			}
		}
		if v == "|" || v == ">" || v == "|-" || v == ">-" {
			marks = append(marks, doc.Span{Start: at, End: at + len(v)})
		}
	}
	return marks, readHead(mark, text[lines[0].End:lines[end].Start]), end + 1
}

// fieldKey is the key that a block of metadata begins with, in lower case, and where
// its value begins.
func fieldKey(text string) (key string, value int) {
	i := strings.IndexAny(text, ":=")
	if i < 0 {
		return "", 0
	}
	return strings.ToLower(strings.TrimSpace(text[:i])), i + 1
}

// readField reads a field of the block of metadata.
func (r *reader) readField(p paragraph) {
	key, value := fieldKey(p.text)
	switch key {
	case "title":
		if head, rest := r.split(p, value); rest.text != "" {
			r.add(block{kind: doc.Furniture, spans: head.spans})
			r.addTitle(rest)
			return
		}
	case "abstract", "summary", "keywords", "keyword", "tags":
		kind := doc.Abstract
		if key[0] != 'a' && key[0] != 's' {
			kind = doc.Keywords
		} else {
			r.abstracts++
		}
		r.add(block{kind: kind, section: []string{key}, spans: p.spans, labeled: value, tail: ".", field: true})
		return
	}
	if len(r.titles) == 0 && r.src.head != nil && squash(p.text) == squash(r.src.head.Title) && r.src.head.Title != "" {
		r.addTitle(p) // of Pandoc's title block
		return
	}
	r.addMetadata(p)
	r.blocks[r.last].field = true
}

// takeHead takes what the block of metadata states, which counts more than what was
// read from the text.
func (a *assembly) takeHead(h *Head) {
	lang := cmp.Or(a.main, doc.Und)
	if lang == doc.Und && len(a.titles) > 0 {
		lang = a.titles[0].lang
	}
	if len(h.Authors) > 0 {
		a.Authors, a.Contributors = nil, nil
	}
	for _, author := range h.Authors {
		c := doc.Contributor{Names: map[doc.Lang]string{lang: author.Text}, Email: author.Email, ORCID: author.ORCID, Corresponding: author.Corresponding}
		c.BadORCID = c.ORCID != "" && !cite.ValidORCID(c.ORCID)
		if len(author.Affiliations) > 0 {
			c.Affiliations = map[doc.Lang]string{lang: strings.Join(author.Affiliations, "; ")}
		}
		a.Contributors = append(a.Contributors, c)
		a.Authors = append(a.Authors, author.Name)
	}
	if len(h.Keywords) > 0 {
		a.Keywords[lang] = h.Keywords
	}
	a.DOI = cmp.Or(h.DOI, a.DOI)
	if y := latestYear(h.Date); y > 0 {
		a.Year = y
	}
}

// keywordsIn finds the keywords of the block of metadata in its text, in order.
func keywordsIn(text string, keywords []string) []doc.Span {
	var found []doc.Span
	at := 0
	for _, k := range keywords {
		k = strings.Join(strings.Fields(k), " ")
		if i := strings.Index(text[at:], k); i >= 0 {
			found = append(found, doc.Span{Start: at + i, End: at + i + len(k)})
			at += i + len(k)
		}
	}
	return found
}
