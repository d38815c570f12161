package extract

// This file reads paragraphs that open with a label of the table: abstracts,
// keywords, labelled sections, lists of references, notes, lines of metadata.

import (
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// readLabel handles paragraphs that open with a label of the table.
func (r *reader) readLabel(p paragraph) bool {
	n := p.labeled
	switch p.label.role {
	case abstractRole, keywordsRole:
		if r.zone == body && !p.whole && len(r.path) > 0 || p.guessed && !r.acceptsGuess() {
			return false // within sections it is a word of a sentence
		}
		r.openLabel(p)
	case sectionRole, backRole:
		return r.labelledSection(p)
	case refsRole:
		if !p.whole || p.guessed && !r.listAhead(p.to) {
			return false
		}
		r.openList(p)
	case noteRole:
		if p.whole || r.zone == front || p.words > 60 {
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
		r.labelledFront(p)
	case metaRole:
		if r.zone != front && r.zone != back || p.words > 120 {
			return false
		}
		if p.whole && (r.pending != noRole || r.zone == back || r.src.marked) {
			return false
		}
		r.pending = noRole
		b := p.labelledBlock()
		b.corresponding = corresponding(p.text[:n])
		b.about = aboutAuthor(p.text[:n])
		r.add(b)
	default:
		return false
	}
	return true
}

// acceptsGuess reports whether a word that may be the label of an abstract or of
// keywords is one here.
func (r *reader) acceptsGuess() bool {
	return (r.zone == front || r.zone == back || r.zone == body && len(r.path) == 0) && len(r.titles) > 0
}

// labelledBlock is a block of metadata that a label opens.
func (p *paragraph) labelledBlock() block {
	return block{kind: doc.Metadata, spans: p.spans, lang: p.label.lang, label: p.label, labeled: p.labeled, tail: tail(p.text), size: len(p.text)}
}

// labelledSection reads a heading of the table, alone or run into its text:
// "Introduction. The …".
func (r *reader) labelledSection(p paragraph) bool {
	m, n := p.mark, p.labeled
	if !p.whole && p.label.role == backRole && r.zone == front && len(r.path) == 0 {
		b := p.labelledBlock()
		b.about = aboutAuthor(p.text[:n])
		r.add(b)
		r.pending = noRole
		return true
	}
	if p.whole {
		if r.zone == front && r.src.marked {
			r.plainNotes()
		}
		r.pushHeading(p, m, 0, true)
		if p.label.role == backRole && (r.zone == refs || r.zone == back) {
			r.zone = back
		} else {
			r.zone = body
		}
		return true
	}
	if r.zone == refs && r.entry > 0 && !r.unfinished() && aboutAuthor(p.text[m.length:n]) {
		r.leaveList(p)
		return true
	}
	if r.zone == refs || r.zone == back && p.label.role == sectionRole || r.pending == abstractRole ||
		!strings.ContainsAny(p.text[m.length:n], ".:：。—–") || count(p.text[n:]) < r.fewestWords(p) {
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

// fewestWords is how many words must follow a heading that p opens with for it to be
// one: few behind an abstract and other headings, where the words are a sentence.
func (r *reader) fewestWords(p paragraph) int {
	switch {
	case p.label.role == backRole:
		return 3
	case p.closed && (r.zone == front && r.abstracts > 0 || r.zone == body && r.headed):
		return 2
	}
	return 8
}

// openList begins a list of references.
func (r *reader) openList(p paragraph) {
	if r.zone == refs && r.isOpen(p.text) {
		r.furniture(p.spans...) // a running header
		return
	}
	if anew, ok := r.subheading(p); r.zone == refs && ok {
		continues := r.next(p.to).entry == r.entry+1 && r.next(p.to).sure
		if r.entry == 0 && !r.src.marked || r.inPart() || r.entry > 0 && (continues || p.guessed && !anew) {
			r.openPart(p, anew)
			return
		}
	}
	if r.zone == front {
		r.plainNotes()
	}
	r.torn = -1
	if r.prose >= 0 && !endsClosed(r.blocks[r.prose].tail) {
		r.torn = r.prose
	}
	r.before = r.section()
	r.pushHeading(p, mark{}, 1, true)
	r.listLevel = 1
	r.startList(p.to, p.label.lang)
}

// startList prepares for a list whose entries begin with line i.
func (r *reader) startList(i int, lang doc.Lang) {
	r.zone, r.entry, r.unnumbered, r.keyed, r.listLang = refs, 0, false, false, lang
	r.linewise = r.isLinewise(i)
}

// openLabel begins an abstract or a list of keywords.
func (r *reader) openLabel(p paragraph) {
	kind := doc.Abstract
	if p.label.role == keywordsRole {
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
	if n := strings.IndexFunc(p.text, func(c rune) bool { return !strings.ContainsRune(".,:; ", c) }); n > 0 && !p.whole {
		// A stop that the line before it has lost.
		stray, rest := r.split(p, n)
		r.furniture(stray.spans...)
		p = rest
	}
	glued := r.glued(p)
	if len(glued.spans) > 0 {
		p, glued = r.split(p, len(p.text)-len(glued.text))
	}
	r.seen[p.label.lang] = true
	r.pending, r.words = noRole, 0
	b := p.labelledBlock()
	b.kind = kind
	name := strings.Trim(p.text[:p.labeled], " .,:：。—–-*_#[]【】〔〕()<>·•")
	if strings.Count(name, "(") > strings.Count(name, ")") {
		name += ")"
	}
	b.section = []string{name}
	r.add(b)
	if p.whole || !p.closed && kind == doc.Abstract {
		r.pending = p.label.role
	}
	if len(glued.spans) > 0 {
		r.pending = noRole
		r.read(glued)
	}
}

// classified begins the codes of a classification, which may follow the keywords
// without a break.
var classified = lazyregexp.New(`(?:^|[^\pL])(?:JEL|MSC|PACS|UDC|DOI|CLC|УДК|ӘОЖ|ББК|МРНТИ|ГРНТИ|ҒТАМР|IRSTI)(?:[^\pL]|$)|中[图圖]分[类類][号號]|文[献獻][标標][志识誌識][码碼]|文章[编編][号號]`)

// glued is what belongs no more to an abstract or to keywords, though it stands in
// their paragraph: keywords behind an abstract, codes behind keywords. It has no
// ranges where there is none of it.
func (r *reader) glued(p paragraph) paragraph {
	const longest = 6000 // bytes
	if p.whole || len(p.text) > longest {
		return paragraph{}
	}
	if p.label.role == keywordsRole {
		if m := classified.FindStringIndex(p.text[p.labeled:]); m != nil && m[0] > 0 {
			at := p.labeled + m[0]
			at += len(p.text[at:]) - len(strings.TrimLeft(p.text[at:], " .,;，；。、\u3000"))
			_, rest := r.split(p, at)
			return rest
		}
		return paragraph{}
	}
	for at := p.labeled; at < len(p.text); {
		i := strings.IndexAny(p.text[at:], ".。!?！？")
		if i < 0 {
			break
		}
		_, size := utf8.DecodeRuneInString(p.text[at+i:])
		at += i + size
		at += len(p.text[at:]) - len(strings.TrimLeft(p.text[at:], " \u3000"))
		if l, _, _, guessed := matchLabel(p.text[at:]); l.role == keywordsRole && !guessed {
			_, rest := r.split(p, at)
			return rest
		}
	}
	return paragraph{}
}

// unlabelledAbstract makes an abstract of the text between the title and the
// keywords of an article that has no label for it.
func (r *reader) unlabelledAbstract() {
	const sentence = 60 // bytes
	for k := len(r.blocks) - 1; k >= 0; k-- {
		switch b := &r.blocks[k]; {
		case b.kind == doc.Furniture:
		case b.kind == doc.Body && len(b.section) == 0 && !b.code,
			b.kind == doc.Metadata && b.size >= sentence && endsClosed(b.tail) && len(b.names) == 0 && !b.field && b.label.role == noRole && !metaLine(b.tail):
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
	case isHeading && !alone, metaLine(p.text), p.caption:
		r.pending = noRole
		return false
	}
	if r.words += p.words; r.words > longest {
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
