package extract

// This file reads paragraphs that open with a label of the table: abstracts,
// keywords, labelled sections, lists of references, notes, lines of metadata.

import (
	"strings"

	"github.com/izde/izde/search/doc"
)

// readLabel handles paragraphs that open with a label of the table.
func (r *reader) readLabel(p paragraph) bool {
	m := markOf(p.text)
	lab, n, whole := matchLabel(p.text[m.length:])
	n += m.length
	switch lab.role {
	case abstractRole, keywordsRole:
		if r.zone == body && !whole && len(r.path) > 0 {
			return false // within sections it is a word of a sentence
		}
		r.openLabel(p, lab, whole)
	case sectionRole, backRole:
		return r.labelledSection(p, m, lab, n, whole)
	case refsRole:
		if !whole {
			return false
		}
		r.openList(p, lab)
	case noteRole:
		if whole || r.zone == front || count(p.text) > 60 {
			return false
		}
		if r.zone == refs && r.entry > 0 {
			return false
		}
		r.addText(doc.Note, p)
	case titleRole, authorRole:
		if r.zone != front || r.abstracts > 0 {
			return false
		}
		r.labelledFront(p, lab, n, whole)
	case metaRole:
		if r.zone != front && r.zone != back || count(p.text) > 120 {
			return false
		}
		if whole && (r.pending != noRole || r.zone == back || r.markdown) {
			return false
		}
		r.pending = noRole
		b := block{kind: doc.Metadata, spans: p.spans, lang: lab.lang, label: lab, labeled: n, tail: tail(p.text), size: len(p.text)}
		b.corresponding = corresponding(p.text[:n])
		b.about = aboutAuthor(p.text[:n])
		r.add(b)
	default:
		return false
	}
	return true
}

// labelledSection reads a heading of the table, alone or run into its text:
// "Introduction. The …".
func (r *reader) labelledSection(p paragraph, m mark, lab label, n int, whole bool) bool {
	if !whole && lab.role == backRole && r.zone == front && len(r.path) == 0 {
		r.add(block{kind: doc.Metadata, spans: p.spans, lang: lab.lang, label: lab, labeled: n, about: aboutAuthor(p.text[:n]), tail: tail(p.text), size: len(p.text)})
		r.pending = noRole
		return true
	}
	if whole {
		r.pushHeading(p, m, 0, true)
		if lab.role == backRole && (r.zone == refs || r.zone == back) {
			r.zone = back
		} else {
			r.zone = body
		}
		return true
	}
	if r.zone == refs || r.zone == back && lab.role == sectionRole || r.pending == abstractRole ||
		!strings.ContainsAny(p.text[m.length:n], ".:：。—–") || count(p.text[n:]) < 8 && (lab.role != backRole || count(p.text[n:]) < 3) {
		return false
	}
	if b := r.lastText(); b != nil && b.kind == doc.Body && !endsClosed(b.tail) {
		return false
	}
	head, rest := r.split(p, n)
	r.pushHeading(head, m, 0, true)
	r.leaveFront()
	r.addText(doc.Body, rest)
	return true
}

// openList begins a list of references.
func (r *reader) openList(p paragraph, lab label) {
	if r.zone == refs && r.isOpen(p.text) {
		r.furniture(p.spans...) // a running header
		return
	}
	r.torn = -1
	if r.prose >= 0 && !endsClosed(r.blocks[r.prose].tail) {
		r.torn = r.prose
	}
	r.before = r.section()
	r.pushHeading(p, mark{}, 1, true)
	r.zone, r.entry, r.unnumbered, r.listLang = refs, 0, false, lab.lang
}

// openLabel begins an abstract or a list of keywords.
func (r *reader) openLabel(p paragraph, lab label, whole bool) {
	kind := doc.Abstract
	if lab.role == keywordsRole {
		kind = doc.Keywords
	}
	if r.zone == refs {
		r.zone = back
		r.path = nil
	}
	if r.zone == body && len(r.path) == 0 {
		r.zone = front // nothing but front matter has been seen
	}
	if kind == doc.Keywords && r.abstracts == 0 {
		r.unlabelledAbstract()
	}
	if kind == doc.Abstract {
		r.abstracts++
	}
	if n := strings.IndexFunc(p.text, func(c rune) bool { return !strings.ContainsRune(".,:; ", c) }); n > 0 && !whole {
		// A stop that the line before it has lost.
		stray, rest := r.split(p, n)
		r.furniture(stray.spans...)
		p = rest
	}
	r.seen[lab.lang] = true
	r.pending, r.words = noRole, 0
	_, labeled, _ := matchLabel(p.text[markOf(p.text).length:])
	labeled += markOf(p.text).length
	name := strings.Trim(p.text[:labeled], " .,:：。—–-*_#[]【】〔〕()<>·•")
	r.add(block{kind: kind, section: []string{name}, spans: p.spans, lang: lab.lang, labeled: labeled, tail: tail(p.text), size: len(p.text)})
	if whole || !endsClosed(p.text) && kind == doc.Abstract {
		r.pending = lab.role
	}
}

// unlabelledAbstract makes an abstract of the text between the title and the
// keywords of an article that has no label for it.
func (r *reader) unlabelledAbstract() {
	for k := len(r.blocks) - 1; k >= 0; k-- {
		switch b := &r.blocks[k]; {
		case b.kind == doc.Furniture:
		case b.kind == doc.Body && len(b.section) == 0 && !b.code:
			b.kind = doc.Abstract
			r.abstracts++
		default:
			return
		}
	}
}

// takeOn gives a paragraph to the abstract, the keywords or the label before
// it, as long as it can belong there.
func (r *reader) takeOn(p paragraph) bool {
	const longest = 700 // words of an abstract
	b := r.lastText()
	role := r.pending
	if role == titleRole || role == authorRole {
		return r.labelledValue(p, role)
	}
	alone := len(b.spans) == 1 && count(b.tail) <= 4 // only the label so far
	_, _, isHeading := r.headingAt(p)
	switch {
	case isHeading && !alone, metaLine(p.text), isCaption(p.text):
		r.pending = noRole
		return false
	}
	if r.words += count(p.text); r.words > longest {
		r.pending = noRole
		return false
	}
	if role == keywordsRole {
		r.pending = noRole
	}
	if alone || !endsClosed(b.tail) {
		if !alone && !r.src.wrapped {
			r.joined(ruleParagraph, b, p)
		}
		r.extend(b, p)
		return true
	}
	r.add(block{kind: b.kind, section: b.section, spans: p.spans, lang: b.lang, tail: tail(p.text), size: len(p.text)})
	return true
}
