package office

// This file reads what a DOCX keeps beside its text (relations, styles, numbering) and
// tells by it what a paragraph is.

import (
	"path"
	"strconv"
	"strings"

	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/indexer/extract/flow"
)

// wordSpaces are the name spaces of DOCX, in transitional and strict files.
var wordSpaces = flow.Spaces{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":        "w",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                    "w",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":          "m",
	"http://purl.oclc.org/ooxml/officeDocument/math":                      "m",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":         "mc",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
	"http://purl.oclc.org/ooxml/officeDocument/relationships":             "r",
	"http://schemas.openxmlformats.org/package/2006/relationships":        "",
	"urn:schemas-microsoft-com:office:office":                             "o",
}

// relation is a part that another part leads to.
type relation struct{ kind, part string }

// relations are those of a part ("" for the whole file), by id. kind is the last
// element of the relation's type: "styles", "header" …
func relations(a *archive.Archive, of string) (map[string]relation, error) {
	all := map[string]relation{}
	dir, base := path.Split(of)
	err := walk(a, dir+"_rels/"+base+".rels", wordSpaces, &values{on: func(_ []string, e *flow.Element) {
		if e.Name == "Relationship" && e.Attr("TargetMode") != "External" {
			all[e.Attr("Id")] = relation{path.Base(e.Attr("Type")), archive.Join(of, e.Attr("Target"))}
		}
	}})
	return all, optional(err)
}

// style is a paragraph's or a character's style.
type style struct {
	name, based string
	outline     string // level from 0, "" if it says none
	list, level string // numbering, "" if it says none
	raised      string // value of vertAlign
	hidden      bool
	bold        string // value of b, "" if it says none
}

// off reports whether the value of a property that is on or off says off.
func off(value string) bool {
	return value == "0" || value == "false" || value == "off" || value == "none"
}

// readStyles reads a part of styles.
func readStyles(a *archive.Archive, name string) (map[string]*style, error) {
	styles := map[string]*style{}
	cur := &style{}
	err := walk(a, name, wordSpaces, &values{on: func(path []string, e *flow.Element) {
		value := e.Attr("val")
		switch e.Name {
		case "w:style":
			cur = &style{}
			styles[e.Attr("styleId")] = cur
		case "w:name":
			cur.name = strings.ToLower(strings.TrimSpace(value))
		case "w:basedOn":
			cur.based = value
		case "w:outlineLvl":
			cur.outline = value
		case "w:numId":
			cur.list = value
		case "w:ilvl":
			cur.level = value
		case "w:vertAlign":
			cur.raised = value
		case "w:vanish":
			cur.hidden = !off(value)
		case "w:b":
			if cur.bold = value; value == "" {
				cur.bold = "1"
			}
		}
	}})
	return styles, err
}

// chain calls f for a style and those that it is based on, until f returns true.
func (d *word) chain(id string, f func(id string, s *style) bool) {
	const most = 20
	for range most {
		s := d.styles[id]
		if s == nil || f(id, s) {
			return
		}
		id = s.based
	}
}

// named are the kinds of paragraphs by the names of their styles. The styles of
// Word have English names in the file whatever language it speaks; others have any.
var named = map[string]flow.Kind{
	"title": flow.Title, "название": flow.Title, "заголовок документа": flow.Title, "标题": flow.Title, "文章标题": flow.Title, "论文标题": flow.Title,
	"caption": flow.Caption, "название объекта": flow.Caption, "подпись": flow.Caption, "题注": flow.Caption, "图题": flow.Caption, "表题": flow.Caption,
	"footnote text": flow.Note, "endnote text": flow.Note, "текст сноски": flow.Note, "脚注文本": flow.Note,
	"header": flow.Furniture, "footer": flow.Furniture,
	"html preformatted": flow.Code, "source code": flow.Code, "preformatted text": flow.Code,
}

// headingNames begin the names of headings that are no styles of Word.
var headingNames = []string{"heading ", "заголовок ", "тақырып ", "тақырыпша ", "标题 ", "標題 ", "标题", "überschrift ", "titre ", "başlık "}

// contentsNames begin the names of styles for tables of contents and the like.
var contentsNames = []string{"toc ", "table of figures", "table of authorities", "index ", "оглавление ", "目录"}

// spelled is the name of a style that a file uses and does not describe, by its id:
// "Heading1", "Table_20_caption".
func spelled(id string) string {
	name := strings.ToLower(strings.ReplaceAll(id, "_20_", " "))
	if n := len(name); n > 1 && name[n-1] >= '1' && name[n-1] <= '9' && name[n-2] != ' ' {
		name = name[:n-1] + " " + name[n-1:]
	}
	return name
}

// kindNamed is the kind that the name of a style tells, and the level of a heading.
func kindNamed(name string) (kind flow.Kind, level int, known bool) {
	if kind, known = named[name]; known {
		return kind, 0, true
	}
	if strings.HasSuffix(name, "caption") {
		return flow.Caption, 0, true
	}
	for _, start := range contentsNames {
		if strings.HasPrefix(name, start) {
			return flow.Furniture, 0, true
		}
	}
	for _, start := range headingNames {
		if rest, ok := strings.CutPrefix(name, start); ok {
			if n, err := strconv.Atoi(strings.TrimSpace(rest)); err == nil && n >= 1 && n <= 9 {
				return flow.Heading, n, true
			}
		}
	}
	return 0, 0, false
}

// list is how the paragraphs of a numId are numbered. Lists of one abstract
// numbering share its counters.
type list struct {
	levels   []level
	counters *counters
	restarts map[int]int // levels that begin anew, with their first number
}

// readNumbering reads a part of numbering.
func readNumbering(a *archive.Archive, name string) (map[string]*list, error) {
	abstract := map[string]*list{}
	lists := map[string]*list{}
	cur := &list{}
	var num *list
	at := 0
	err := walk(a, name, wordSpaces, &values{on: func(path []string, e *flow.Element) {
		value := e.Attr("val")
		within := func(l *level) *level { // nowhere if the part is out of order
			if at < len(cur.levels) {
				return &cur.levels[at]
			}
			return l
		}(&level{})
		switch e.Name {
		case "w:abstractNum":
			cur, num = &list{counters: &counters{}}, nil
			abstract[e.Attr("abstractNumId")] = cur
		case "w:num":
			num = &list{restarts: map[int]int{}, counters: &counters{}}
			lists[e.Attr("numId")] = num
		case "w:abstractNumId":
			if of := abstract[value]; of != nil && num != nil {
				num.levels, num.counters = append([]level(nil), of.levels...), of.counters
				cur = num
			}
		case "w:lvlOverride":
			at, _ = strconv.Atoi(e.Attr("ilvl"))
			at = max(at, 0)
		case "w:startOverride":
			if n, err := strconv.Atoi(value); err == nil && num != nil {
				num.restarts[at] = n
			}
		case "w:lvl":
			at, _ = strconv.Atoi(e.Attr("ilvl"))
			at = min(max(at, 0), maxLevel-1)
			for len(cur.levels) <= at {
				cur.levels = append(cur.levels, level{format: "decimal"})
			}
			cur.levels[at] = level{format: "decimal"}
		case "w:start":
			within.start, _ = strconv.Atoi(value)
		case "w:numFmt":
			within.format = value
		case "w:lvlText":
			within.text = value
		case "w:pStyle":
			within.style = value
		case "w:isLgl":
			within.legal = !off(value)
		}
	}})
	return lists, err
}

// next counts on and returns what is shown before a paragraph.
func (l *list) next(at int) string {
	if n, ok := l.restarts[at]; ok && at < maxLevel {
		delete(l.restarts, at)
		l.counters.n[at], l.counters.started[at] = n-1, true
	}
	return l.counters.next(l.levels, at)
}

// kind is the kind of a paragraph by its properties, its style and those that the
// style is based on.
func (d *word) kind(p *para) (kind flow.Kind, level int) {
	if p.contents {
		return flow.Furniture, 0
	}
	outline := p.outline
	if d.styles[p.style] == nil {
		kind, level, _ = kindNamed(spelled(p.style))
	}
	d.chain(p.style, func(_ string, s *style) bool {
		if outline == "" {
			outline = s.outline
		}
		var known bool
		kind, level, known = kindNamed(s.name)
		return known
	})
	if n, err := strconv.Atoi(outline); err == nil && kind != flow.Title && kind != flow.Furniture {
		if n >= 0 && n < 9 {
			return flow.Heading, n + 1
		}
		if kind == flow.Heading { // its outline level says that it is body text
			return flow.Paragraph, 0
		}
	}
	return kind, level
}

// number counts a paragraph and returns its number as it is shown.
func (d *word) number(p *para) string {
	id, at := p.list, p.level
	d.chain(p.style, func(name string, s *style) bool {
		if id == "" && s.list != "" {
			id = s.list
			if l := d.lists[id]; l != nil && at == "" {
				for k := range l.levels {
					if l.levels[k].style == name {
						at = strconv.Itoa(k)
					}
				}
			}
		}
		if at == "" {
			at = s.level
		}
		return false
	})
	l := d.lists[id]
	if l == nil || l.counters == nil {
		return ""
	}
	n, _ := strconv.Atoi(at)
	return l.next(n)
}
