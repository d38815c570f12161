package extract

// This file makes passages of the blocks of an article, labels their
// languages, and gathers the facts that they state about the article.

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// assembly is an article in the making.
type assembly struct {
	*Article
	src     *source
	id      Identifier
	repairs *repairs
	main    doc.Lang
	titles  []part // by language, to be aligned; so are the others
	texts   []part
	lists   []part
	bylines []byline
	meta    []string               // lines of metadata
	known   map[string]doc.Passage // languages of short text
	asked   int
	headers map[string]int
	marked  *markedCitations
	cited   []Cited
	// lastItem is the item of the entry that was read last.
	lastItem cite.Item
}

// part is a passage of a part that an article may have in several languages.
type part struct {
	lang    doc.Lang
	passage *doc.Passage
	items   []doc.Span
}

// assemble labels the languages of blocks, cuts them into passages and gathers the
// facts that they state about the article.
func assemble(in *Input, src *source, blocks []block, reps *repairs, id Identifier) *Article {
	a := newAssembly(in, id)
	a.src, a.repairs = src, reps
	if in.Structure != nil {
		a.marked = newMarkedCitations(in.Structure)
	}
	a.cited = in.Cited
	rendered := a.render(blocks)
	a.mainLanguage(blocks, rendered)
	hint := a.main
	begins := true
	for i := range blocks {
		b, r := &blocks[i], rendered[i]
		if len(b.pieces) == 0 {
			continue // only residue
		}
		first := len(a.Passages)
		hint = a.passages(b, r, hint)
		b.found = a.Passages[len(a.Passages)-1].Lang
		a.note(b, r.text, a.Passages[first:])
		if (b.kind == doc.Metadata || b.kind == doc.Title) && !b.field {
			a.byline(b, r.text, begins)
			begins = false
		} else if b.kind != doc.Furniture {
			begins = true
		}
	}
	a.residuePassages()
	a.Languages = languages(a.Passages, a.main)
	if in.Structure != nil {
		a.Citations = a.marked.resolved()
		a.takeFront(&in.Structure.Front)
	} else {
		a.Contributors, a.Authors = contributors(a.bylines, a.main)
		a.Dates = readDates(a.meta)
	}
	if in.Head != nil {
		a.takeHead(in.Head)
	}
	for _, stage := range []string{"published", "accepted"} {
		if y := a.Dates[stage]; a.Year == 0 && y != "" {
			a.Year = atoi(y[:4])
		}
	}
	a.Parallel = parallels(a.titles, a.texts, a.lists, a.main)
	a.Repairs = reps.sorted()
	if a.Title == "" {
		a.Title = a.runningTitle()
	}
	if a.Title == "" && (titleLike(in.Meta.Title) || in.Format == EPUB) {
		a.Title = in.Meta.Title
	}
	if a.Title == "" {
		a.Title = a.firstWords()
	}
	if in.Structure == nil {
		a.evidence(in)
	}
	a.setCases()
	for _, p := range a.Passages {
		in.locate(p)
	}
	return a.Article
}

// newAssembly returns an article without passages.
func newAssembly(in *Input, id Identifier) *assembly {
	return &assembly{
		Article: &Article{
			Format: in.Format, Text: in.Text, Pages: in.Pages, PagesWithoutText: in.pagesWithoutText(), Notes: in.Notes,
			Titles:    map[doc.Lang]string{},
			Abstracts: map[doc.Lang]string{},
			Keywords:  map[doc.Lang][]string{},
		},
		src: &source{text: in.Text}, id: id, headers: map[string]int{}, known: map[string]doc.Passage{},
	}
}

// evidence takes from what a file says about itself the facts that its text does not
// state. A web page states those of its article for programs to read, and among many
// others for people: there the file comes first.
func (a *assembly) evidence(in *Input) {
	meta := &in.Meta
	first := in.Format == HTML
	either := func(text, file string) string {
		if first {
			return cmp.Or(file, text)
		}
		return cmp.Or(text, file)
	}
	a.DOI = either(a.DOI, cite.NormalizeDOI(meta.DOI))
	if year := meta.Year(); a.Year == 0 || first && year > 0 {
		a.Year = year
	}
	if meta.ContainerTitle != "" && (first || a.Journal == "") { // volume and issue are of a journal
		a.Journal, a.Volume, a.Issue = meta.ContainerTitle, either(a.Volume, string(meta.Volume)), either(a.Issue, string(meta.Issue))
	}
	a.ISSN = either(a.ISSN, meta.ISSN)
	if len(meta.Author) > 0 && (first || len(a.Authors) == 0) {
		a.Authors = meta.Author
	}
}

// render renders blocks.
func (a *assembly) render(blocks []block) []rendering {
	rendered := make([]rendering, len(blocks))
	for i := range blocks {
		b := &blocks[i]
		b.pieces = a.src.withoutResidue(b.spans)
		rendered[i] = a.src.render(b.pieces, b.kind)
		if rendered[i].text == "" { // nothing but control characters
			b.kind = doc.Furniture
			rendered[i] = a.src.render(b.pieces, doc.Furniture)
		}
		for _, gap := range rendered[i].closed {
			a.repairs.add(ruleHanSpace, a.src, gap, "")
		}
		for _, at := range rendered[i].divisions {
			a.repairs.add(ruleHyphen, a.src, at, "")
		}
		for _, digits := range rendered[i].raised {
			a.repairs.add(ruleMarkup, a.src, digits, superscripts.Replace(a.src.text[digits.Start:digits.End]))
		}
		if b.kind == doc.Body || b.kind == doc.Abstract {
			a.repairs.indexRepairs(a.src, b.pieces)
		}
	}
	return rendered
}

// mainLanguage finds the language of most of the prose, which is the hint for
// texts that are too short to tell.
func (a *assembly) mainLanguage(blocks []block, rendered []rendering) {
	letters, left := map[doc.Lang]int{}, 0
	var prose []string
	for i, b := range blocks {
		if text := rendered[i].text; (b.kind == doc.Body || b.kind == doc.Abstract) && len(text) > 60 {
			prose = append(prose, text)
			left += len(text)
		}
	}
	// settled reports whether no language can come before the main one by what is left.
	settled := func() bool {
		for lang, n := range letters {
			if lang != a.main && n+left > letters[a.main] {
				return false
			}
		}
		return left <= letters[a.main]
	}
	for _, text := range prose {
		if a.main != "" && settled() {
			break
		}
		lang, _ := a.id.Identify(clip(text), "")
		left -= len(text)
		if letters[lang] += len(text); lang != doc.Und && (a.main == "" || letters[lang] > letters[a.main]) {
			a.main = lang
		}
	}
	if a.main == "" && a.marked != nil {
		a.main = a.marked.lang
	}
	a.Lang = a.main
}

// passages cuts a block into passages. hint is the language of the text before
// it; the hint for the text behind it is returned.
func (a *assembly) passages(b *block, r rendering, hint doc.Lang) doc.Lang {
	from := 0
	cuts, starts := r.cuts(b.kind)
	for _, to := range append(cuts, len(r.text)) {
		p := &doc.Passage{
			Ordinal: len(a.Passages),
			Kind:    b.kind,
			Section: b.section,
			Text:    strings.TrimSpace(r.text[from:to]),
			Source:  r.ranges(a.src, b.pieces, from, to),
		}
		if from > 0 {
			_, whole := slices.BinarySearch(starts, from)
			p.Continues = !whole
		}
		if b.text != "" && from == 0 && to == len(r.text) {
			p.Text = b.text
		}
		if from == 0 {
			p.Rows = b.rows
		}
		h := hint
		switch {
		case b.lang != "":
			h = b.lang
		case b.kind == doc.Body || b.kind == doc.Heading || b.kind == doc.Table || b.kind == doc.Caption:
			if !b.back {
				h = a.main
			}
		}
		switch {
		case b.kind == doc.Furniture:
			p.Lang, p.Spans = doc.Und, whole(p.Text, doc.Und)
		case b.kind == doc.Keywords:
			// A list of keywords has one language.
			p.Lang, _ = a.identify(p.Text, h)
			p.Spans = whole(p.Text, p.Lang)
		default:
			p.Lang, p.Spans = a.identify(p.Text, h)
		}
		if b.stated != "" && p.Lang != b.stated && writtenIn(b.stated, p.Text) {
			p.Lang, p.Spans = b.stated, whole(p.Text, b.stated)
		}
		if b.entry > 0 && from == 0 {
			p.Reference = a.entryOf(b, r)
			a.lastItem = p.Reference.CSL
			// A long entry goes on in another passage.
			p.Reference.Fields = slices.DeleteFunc(p.Reference.Fields, func(f cite.Field) bool { return f.End > len(p.Text) })
		}
		if a.marked != nil {
			a.marked.passage(p, b, r, from, to)
		}
		p.Damaged = a.marked == nil && b.kind == doc.Body && p.Lang == doc.English && !b.code && isScrambled(p.Text)
		if p.Lang != doc.Und && b.kind != doc.Furniture && b.kind != doc.Reference && len(p.Text) > 40 {
			hint = p.Lang
		}
		a.Passages = append(a.Passages, p)
		from = to
	}
	return hint
}

// identify asks the Identifier. Text that repeats is asked of once; and after
// very many questions short text has the language of its surroundings.
func (a *assembly) identify(text string, hint doc.Lang) (doc.Lang, []doc.LangSpan) {
	const short, most, many = 120, 1000, 20_000
	if len(text) > short {
		return a.id.Identify(text, hint)
	}
	key := string(hint) + "\x00" + text
	if known, ok := a.known[key]; ok {
		return known.Lang, slices.Clone(known.Spans)
	}
	if a.asked++; a.asked > many && hint != "" {
		return hint, whole(text, hint)
	}
	lang, spans := a.id.Identify(text, hint)
	if len(a.known) < most {
		a.known[key] = doc.Passage{Lang: lang, Spans: spans}
		return lang, slices.Clone(spans)
	}
	return lang, spans
}

// note takes from a block the facts that it states about the article.
func (a *assembly) note(b *block, text string, passages []*doc.Passage) {
	lang := b.found
	switch b.kind {
	case doc.Title:
		if a.Title == "" {
			a.Title = text
		}
		if _, taken := a.Titles[lang]; !taken && lang != doc.Und {
			a.Titles[lang] = text
			a.titles = append(a.titles, part{lang, passages[0], []doc.Span{{Start: 0, End: len(passages[0].Text)}}})
		}
	case doc.Abstract:
		for k, p := range passages {
			n := 0
			if k == 0 {
				n = min(b.labeled, len(p.Text))
			}
			if items := Sentences(p.Text, n); len(items) > 0 {
				a.texts = append(a.texts, part{lang, p, items})
			}
		}
		body := strings.TrimSpace(text[min(b.labeled, len(text)):])
		if old := a.Abstracts[lang]; old != "" && body != "" {
			body = old + "\n" + body
		}
		if body != "" {
			a.Abstracts[lang] = body
		}
	case doc.Keywords:
		for k, p := range passages {
			n := 0
			if k == 0 {
				n = min(b.labeled, len(p.Text))
			}
			items := splitKeywords(p.Text, n)
			if b.field { // see takeHead
				a.lists = append(a.lists, part{lang, p, keywordsIn(p.Text, a.src.head.Keywords)})
				continue
			}
			for _, it := range items {
				a.Keywords[lang] = append(a.Keywords[lang], p.Text[it.Start:it.End])
			}
			a.lists = append(a.lists, part{lang, p, items})
		}
	case doc.Metadata, doc.Furniture:
		if a.marked == nil { // where nothing is marked, it has to be found
			a.noteMetadata(b, text)
		}
	}
}

// noteMetadata takes identifiers, dates and the like from a line.
func (a *assembly) noteMetadata(b *block, text string) {
	const longest = 2000
	if len(text) > longest {
		return
	}
	if a.DOI == "" && !b.back {
		if found := cite.FindDOI(text); len(found) > 0 {
			a.DOI = found[0].DOI
		}
	}
	if a.Year == 0 || b.kind == doc.Furniture {
		if y := statedYear(text); y > 0 && !b.back {
			a.Year = y
		}
	}
	if a.Year == 0 && b.dated {
		a.Year = latestYear(text)
	}
	a.noteIssue(text)
	if b.kind == doc.Furniture {
		a.headers[text]++
		return
	}
	a.meta = append(a.meta, text)
	for scheme, codes := range classifications(text) {
		for _, c := range codes {
			if a.Classifications == nil {
				a.Classifications = map[string][]string{}
			}
			if !slices.Contains(a.Classifications[scheme], c) {
				a.Classifications[scheme] = append(a.Classifications[scheme], c)
			}
		}
	}
}

// byline keeps a line for the search of authors.
func (a *assembly) byline(b *block, text string, begins bool) {
	const longest, most = 3000, 500
	if len(text) > longest || len(a.bylines) >= most {
		return
	}
	if b.about {
		text = text[min(b.labeled, len(text)):]
	}
	a.bylines = append(a.bylines, byline{
		title: b.kind == doc.Title, begins: begins, text: text, lang: b.found,
		names: b.names, label: b.label, about: b.about, corresponding: b.corresponding,
	})
}

// runningTitle is the running header that repeats most often, if it can be a
// title: the title of an article that states it nowhere else.
func (a *assembly) runningTitle() string {
	best, most := "", 2
	for text, n := range a.headers {
		if lab, _, _, _ := matchLabel(text[markOf(text).length:]); lab.role != noRole || markOf(text).style != unnumbered || statedYear(text) > 0 {
			continue
		}
		if titleLike(text) && count(text) >= 4 && (n > most || n == most && text < best) {
			best, most = text, n
		}
	}
	return best
}

// residuePassages adds the characters that are markup and no text.
func (a *assembly) residuePassages() {
	const most = 200 // ranges of one passage
	for part := range slices.Chunk(a.src.residue, most) {
		r := a.src.render(part, doc.Furniture)
		a.Passages = append(a.Passages, &doc.Passage{
			Ordinal: len(a.Passages),
			Kind:    doc.Furniture,
			Lang:    doc.Und,
			Spans:   whole(r.text, doc.Und),
			Text:    r.text,
			Source:  slices.Clone(part),
		})
	}
}

func whole(text string, lang doc.Lang) []doc.LangSpan {
	return []doc.LangSpan{{Span: doc.Span{Start: 0, End: len(text)}, Lang: lang}}
}

// clip bounds the text that is given to an Identifier for a first look.
func clip(text string) string {
	const most = 600
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "")
}

func languages(passages []*doc.Passage, main doc.Lang) []doc.Lang {
	var langs []doc.Lang
	if main != "" {
		langs = append(langs, main)
	}
	for _, p := range passages {
		for _, l := range p.Languages() {
			if l != doc.Und && !slices.Contains(langs, l) {
				langs = append(langs, l)
			}
		}
	}
	return langs
}

// firstWords names an article that states no title. What markup says to be metadata is
// none.
func (a *assembly) firstWords() string {
	for _, p := range a.Passages {
		if p.Kind == doc.Furniture || p.Text == "" || a.marked != nil && p.Kind == doc.Metadata {
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

// Sentences are the sentences of text from byte n on.
func Sentences(text string, n int) []doc.Span {
	var out []doc.Span
	starts := sentences(text[n:])
	for k, start := range starts {
		end := len(text)
		if k+1 < len(starts) {
			end = n + starts[k+1]
		}
		if sp := trimmed(text, n+start, end); sp.Len() > 0 {
			out = append(out, sp)
		}
	}
	return out
}

// trimmed cuts white space off a range of text.
func trimmed(text string, start, end int) doc.Span {
	s := text[start:end]
	start += len(s) - len(strings.TrimLeft(s, " \n\t"))
	return doc.Span{Start: start, End: start + len(strings.Trim(s, " \n\t"))}
}

// splitKeywords finds the items of a list from byte n of text on. It is split
// at ";" if it has any, else at ",", "，", "、" or "·", but not within quotation
// marks or brackets.
func splitKeywords(text string, n int) []doc.Span {
	separators := ",，、·"
	if strings.ContainsAny(text[n:], ";；") {
		separators = ";；"
	}
	var items []doc.Span
	depth, start := 0, n
	add := func(end int) {
		s := text[start:end]
		left := start + len(s) - len(strings.TrimLeft(s, " .。\n\t"))
		if s = strings.Trim(s, " .。\n\t"); s != "" {
			items = append(items, doc.Span{Start: left, End: left + len(s)})
		}
	}
	for i, r := range text[n:] {
		switch {
		case strings.ContainsRune("«“([（《", r):
			depth++
		case strings.ContainsRune("»”)]）》", r):
			depth = max(0, depth-1)
		case depth == 0 && strings.ContainsRune(separators, r):
			add(n + i)
			start = n + i + utf8.RuneLen(r)
		}
	}
	add(len(text))
	return items
}
