package extract

// This file reads bibliographies: BibTeX, RIS, CSL-JSON. They have entries and no
// text, so the canonical text is made of the entries as a reader wants to see them,
// formatted, each followed by its abstract, keywords and note. Places say which bytes
// of the file an entry stands at.

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/bibtex"
	"github.com/izde/izde/search/cite/ris"
	citestyle "github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/doc"
)

// What is read of a bibliography is bounded: entries, bytes of an abstract or note of
// one, and damaged entries that are told one by one.
const (
	maxEntries   = 50_000
	maxRemark    = 32 << 10
	maxToldLines = 20
)

// The reasons why a bibliography is refused.
var (
	ErrNoEntries = errors.New("holds no bibliographic entry that could be read")
	ErrOtherJSON = errors.New("is JSON, but no CSL-JSON")
)

// bibliographic reports whether the format is that of a bibliography.
func (f Format) bibliographic() bool { return f == BibTeX || f == RIS || f == CSLJSON }

// Entry is an entry of a bibliography: Text shows it at Span.
type Entry struct {
	doc.Span
	Item     cite.Item
	Warnings []cite.Warning
	// Remarks are its abstract, keywords and note, behind it in Text.
	Remarks []Remark
}

// Remark is a part of a text that is known to be of a kind.
type Remark struct {
	doc.Span
	Kind doc.Kind
}

// References yields the entries of a bibliography in a format, with the files that
// they attach. Other formats have none.
func References(f Format, text string) iter.Seq[cite.Parsed] {
	switch f {
	case BibTeX:
		return bibtex.Read(text)
	case RIS:
		return ris.Read(text)
	case CSLJSON:
		return cite.ReadItems(text)
	}
	return func(func(cite.Parsed) bool) {}
}

// readBibliography reads a bibliography. The title is the file's name. Errors:
// ErrNoEntries, ErrOtherJSON.
func readBibliography(f Format, name, text string) (*Input, error) {
	if f == CSLJSON && !isCSL(text) {
		return nil, ErrOtherJSON
	}
	in := &Input{Format: f, Meta: cite.Item{Title: strings.TrimSuffix(path.Base(name), path.Ext(name))}}
	var b strings.Builder
	write := func(s string) doc.Span {
		start := b.Len()
		b.WriteString(s)
		b.WriteByte('\n')
		return doc.Span{Start: start, End: b.Len() - 1}
	}
	lines, counted := 1, 0 // the line of the byte that was counted to
	damaged := 0
	for p := range References(f, text) {
		if len(in.Entries) == maxEntries {
			in.Notes = append(in.Notes, fmt.Sprintf("holds more than %d entries, and those behind are not read; split the file", maxEntries))
			break
		}
		lines, counted = lines+strings.Count(text[counted:p.Start], "\n"), p.Start
		shown := formatted(&p.Item)
		if w := syntaxOf(p.Warnings); w != "" || shown == "" {
			if damaged++; damaged <= maxToldLines {
				in.Notes = append(in.Notes, fmt.Sprintf("line %d: %s", lines, told(w, shown)))
			}
		}
		if shown == "" {
			continue
		}
		e := Entry{Span: write(shown), Item: p.Item, Warnings: slices.DeleteFunc(p.Warnings, func(w cite.Warning) bool { return w.Code != cite.WarnSyntax })}
		for _, r := range []struct {
			kind doc.Kind
			text string
		}{{doc.Abstract, p.Item.Abstract}, {doc.Keywords, p.Item.Keyword}, {doc.Note, p.Item.Note}} {
			if s := remark(r.text); s != "" {
				e.Remarks = append(e.Remarks, Remark{write(s), r.kind})
			}
		}
		in.Places = append(in.Places, Place{Span: doc.Span{Start: e.Start, End: b.Len() - 1},
			Source: doc.Place{Label: cite.Line(p.Item.ID), Span: doc.Span{Start: p.Start, End: p.Start + len(p.Raw)}}})
		in.Entries = append(in.Entries, e)
	}
	if damaged > maxToldLines {
		in.Notes = append(in.Notes, fmt.Sprintf("%d more entries are damaged", damaged-maxToldLines))
	}
	if len(in.Entries) == 0 {
		return nil, ErrNoEntries
	}
	in.Text = b.String()
	return in, nil
}

// isCSL reports whether JSON begins as CSL-JSON does: with an item that has a type of
// CSL.
func isCSL(text string) bool {
	for p := range cite.ReadItems(text) {
		var item struct {
			Type string `json:"type"`
		}
		// An item that is broken further on may still show what it is.
		_ = json.Unmarshal([]byte(p.Raw), &item)
		return slices.Contains(cite.Types, item.Type) || syntaxOf(p.Warnings) != "" && strings.Contains(p.Raw, `"type"`) && strings.Contains(p.Raw, `"title"`)
	}
	return false
}

func syntaxOf(warnings []cite.Warning) string {
	for _, w := range warnings {
		if w.Code == cite.WarnSyntax {
			return w.Detail
		}
	}
	return ""
}

// told says what is wrong with an entry.
func told(warning, shown string) string {
	switch {
	case warning == "":
		return "the entry says nothing"
	case shown == "":
		return warning + "; it is left out"
	}
	return warning + "; what could be read is kept"
}

// formatted is an entry as readers in its language expect it. It is empty if the item
// names neither a title nor people.
func formatted(it *cite.Item) string {
	if it.Title == "" && it.ContainerTitle == "" && len(it.Author) == 0 && len(it.Editor) == 0 {
		return ""
	}
	s := citestyle.APA
	if i := strings.IndexFunc(it.Title, unicode.IsLetter); i >= 0 {
		switch first := word0(it.Title[i:]); {
		case analysis.IsHan(first):
			s = citestyle.GBT
		case unicode.Is(unicode.Cyrillic, first):
			s = citestyle.GOST
		}
	}
	return citestyle.Format(*it, s, "").String()
}

// remark is a text of an entry on one line, bounded.
func remark(s string) string {
	if len(s) > maxRemark {
		s = strings.ToValidUTF8(s[:maxRemark], "")
	}
	return cite.Line(s)
}

// bibliography makes passages of the entries of a bibliography.
func (in *Input) bibliography(id Identifier) *Article {
	a := newAssembly(in, id)
	a.Title = in.Meta.Title
	for i := range in.Entries {
		e := &in.Entries[i]
		cite.Clean(&e.Item)
		hint := known(e.Item.Language)
		first := len(a.Passages)
		hint = a.add(block{kind: doc.Reference}, hint, e.Span)
		p := a.Passages[first]
		p.Reference = &doc.Entry{Number: i + 1, CSL: e.Item, Warnings: e.Warnings}
		for _, r := range e.Remarks {
			a.add(block{kind: r.Kind, section: []string{doc.ItemLabel(&e.Item)}}, hint, r.Span)
		}
	}
	a.setCases()
	a.finish(in)
	return a.Article
}

// Describe makes an article of what is known about a document that cannot be read
// itself: its title, who made it and where it was published, its abstract and
// keywords.
func Describe(it *cite.Item, id Identifier) *Article {
	in := &Input{Format: Metadata}
	text := func(kind doc.Kind, s string) {
		if s = remark(s); s != "" {
			in.addRemark(kind, s)
		}
	}
	text(doc.Title, it.Title)
	text(doc.Metadata, formatted(it))
	text(doc.Abstract, it.Abstract)
	text(doc.Keywords, it.Keyword)
	return in.remarked(known(it.Language), id)
}

// AddNotes adds the notes of a user behind the text of an article.
func (a *Article) AddNotes(notes []string, id Identifier) {
	in := &Input{}
	for _, n := range notes {
		if n = strings.TrimSpace(strings.ToValidUTF8(n, "\uFFFD")); n != "" {
			in.addRemark(doc.Note, n[:min(len(n), 8*maxRemark)])
		}
	}
	if len(in.Remarks) == 0 {
		return
	}
	added := in.remarked(a.Lang, id)
	a.Text += "\n"
	for _, p := range added.Passages {
		for i := range p.Source {
			p.Source[i].Start += len(a.Text)
			p.Source[i].End += len(a.Text)
		}
		p.Ordinal = len(a.Passages)
		a.Passages = append(a.Passages, p)
	}
	a.Text += added.Text
	for _, lang := range added.Languages {
		if !slices.Contains(a.Languages, lang) {
			a.Languages = append(a.Languages, lang)
		}
	}
}

func (in *Input) addRemark(kind doc.Kind, s string) {
	start := len(in.Text)
	in.Text += s + "\n"
	in.Remarks = append(in.Remarks, Remark{doc.Span{Start: start, End: start + len(s)}, kind})
}

// remarked makes passages of an input that consists of remarks.
func (in *Input) remarked(hint doc.Lang, id Identifier) *Article {
	a := newAssembly(in, id)
	for _, r := range in.Remarks {
		hint = a.add(block{kind: r.Kind}, hint, r.Span)
	}
	a.finish(in)
	return a.Article
}

// add cuts a range of the text into passages, as the block says, and takes the facts
// that it states. It returns the language of what follows.
func (a *assembly) add(b block, hint doc.Lang, sp doc.Span) doc.Lang {
	b.pieces = []doc.Span{sp}
	r := a.src.render(b.pieces, b.kind)
	first := len(a.Passages)
	hint = a.passages(&b, r, hint)
	b.found = a.Passages[first].Lang
	if len(b.section) == 0 && b.kind != doc.Metadata { // what a section is about is not the document
		a.note(&b, r.text, a.Passages[first:])
	}
	return hint
}

// finish gives an article its languages, its title and its places.
func (a *assembly) finish(in *Input) {
	letters := map[doc.Lang]int{}
	for _, p := range a.Passages {
		if letters[p.Lang] += len(p.Text); p.Lang != doc.Und && (a.Lang == "" || letters[p.Lang] > letters[a.Lang]) {
			a.Lang = p.Lang
		}
		in.locate(p)
	}
	a.Languages = languages(a.Passages, a.Lang)
	if a.Title == "" {
		a.Title = a.firstWords()
	}
}

// LanguageOf is the language of a title: the one that its entry states, or else the
// one that it is written in.
func LanguageOf(title, stated string, id Identifier) doc.Lang {
	lang, _ := id.Identify(title, known(stated))
	if lang == doc.Und {
		return cmp.Or(known(stated), doc.Und)
	}
	return lang
}

// Cites reports whether documents of the format cite in their text: others have but
// entries.
func (f Format) Cites() bool { return !f.bibliographic() && f != Metadata }

// known is the language that a bibliographic entry states, "" if it is none of ours.
func known(stated string) doc.Lang {
	tag, _, _ := strings.Cut(strings.ToLower(stated), "-")
	if lang := doc.Lang(tag); doc.LangNames(lang) != nil {
		return lang
	}
	return doc.LangNamed(stated)
}
