package read

// This file reads references with the trained tagger (crf.go), and mends
// errors that a chain of labels makes.

import (
	"slices"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/lexicon"
)

// tagged reads text[from:] with the trained tagger.
func tagged(text string, from int) *draft {
	d := &draft{text: text, tagger: true}
	toks := tokenize(text[from:])
	if len(toks) == 0 {
		return d
	}
	tags, sure := model().tag(toks)
	smooth(toks, tags)
	for _, m := range marksOf(text[from:]) {
		for i := range toks {
			if toks[i].start >= m.start && toks[i].start < m.end {
				tags[i], sure[i] = labelNote, 1
			}
		}
		if m.from >= 0 {
			d.add(m.p, from+m.from, from+m.to, 0.95)
		}
		if m.kind != "" {
			d.forced = m.kind
		}
	}
	type segment struct {
		from, to int
		l        label
		conf     float64
	}
	segs := make([]segment, 0, 12)
	authored := false
	for i := 0; i < len(toks); {
		j := i
		conf := 1.0 // as sure as its weakest token
		for j < len(toks) && tags[j] == tags[i] {
			conf = min(conf, float64(sure[j]))
			j++
		}
		segs = append(segs, segment{i, j, tags[i], conf})
		authored = authored || tags[i] == labelAuthor
		i = j
	}
	titled, named := false, false
	for k, s := range segs {
		p := part(s.l)
		words := func(s segment) string { return text[from+toks[s.from].start : from+toks[s.to-1].end] }
		switch {
		case s.l == labelEditor && cite.OnlyRoles(words(s)):
			continue
		case s.l == labelAuthor && k+1 < len(segs) && segs[k+1].l == labelEditor && cite.OnlyRoles(words(segs[k+1])):
			p = part(labelEditor) // "Brown, A. (Eds.)"
		case s.l == labelPublisher && !authored && k == 0:
			p = part(labelAuthor) // a body that speaks for itself
		case s.l == labelTitle && !authored && k == 0 && s.to <= 12 && len(segs) > 2 && segs[1].l == labelDate && segs[2].l == labelTitle && strings.HasPrefix(toks[s.to].lead, "("):
			p = part(labelAuthor) // "Natural Resources (2003). Title"
		case s.l == labelAuthor && named && titled:
			// Names behind the title are editors' or no names: "Washington, D. C."
			switch {
			case k+1 < len(segs) && segs[k+1].l == labelEditor || k > 0 && segs[k-1].l == labelEditor:
				p = part(labelEditor)
			case k > 0 && segs[k-1].l == labelTranslator:
				p = part(labelTranslator)
			default:
				continue
			}
		}
		named = named || p == part(labelAuthor)
		titled = titled || p == part(labelTitle)
		d.add(p, from+toks[s.from].start, from+toks[s.to-1].end, s.conf)
	}
	return d
}

var departments = lexicon.Set("department dept school faculty division laboratory lab institute center centre college section")

// smooth mends errors that a chain of labels makes: a quotation is of one piece, a
// name does not end with "of", a publisher begins where its words do, and a title
// does not begin with "and".
func smooth(toks []token, tags []label) {
	smoothQuotes(toks, tags)
	smoothIn(toks, tags)
	smoothYears(toks, tags)
	smoothParallel(toks, tags)
	smoothDatedGroup(toks, tags)
	smoothBody(toks, tags)
	smoothNames(toks, tags)
	smoothMeeting(toks, tags)
	for i := 1; i < len(toks); i++ {
		if tags[i-1] == labelDate && toks[i-1].class&lexicon.Month != 0 && toks[i].num == numOne && toks[i].trail == ";" {
			tags[i] = labelDate // "2014 Jun 12;12(3):45-67"
		}
		if tags[i] != tags[i-1] {
			smoothChange(toks, tags, i)
		}
	}
	for i := 1; i < len(toks); i++ {
		if tags[i] == labelTitle && tags[i-1] == labelAuthor && toks[i].class&lexicon.And != 0 && (toks[i].shape == shapeLower || toks[i].core == "") {
			for k := i + 1; k < min(len(toks), i+6); k++ {
				if toks[k].shape == shapeLower && toks[k].class&lexicon.Particle == 0 {
					break
				}
				if c := cutKind(&toks[k]); c == cutStop || c == cutComma && k > i+1 || c == cutColon {
					relabel(tags[i:k+1], labelAuthor)
					break
				}
			}
			break
		}
	}
}

func relabel(tags []label, l label) {
	for i := range tags {
		tags[i] = l
	}
}

// smoothQuotes makes a quotation that is mostly title one title; the words behind
// it and a comma are something else.
func smoothQuotes(toks []token, tags []label) {
	quote, open := rune(0), 0
	for i := range toks {
		t := &toks[i]
		if quote == 0 {
			if quote = opensQuote(t.lead); quote == 0 {
				continue
			}
			open = i
		}
		if !closesQuote(t.trail, quote) && !(t.core == "" && i > open && closesQuote(t.lead, quote)) {
			continue
		}
		straight := quote
		quote = 0
		titles := 0
		for _, l := range tags[open : i+1] {
			if l == labelTitle {
				titles++
			}
		}
		if n := i - open + 1; n < 2 || titles*2 <= n {
			continue
		}
		relabel(tags[open:i+1], labelTitle)
		if cutKind(t) == cutNone || straight == '"' && t.trail == "\"" || open > 0 && tags[open-1] == labelTitle {
			continue
		}
		if strings.ContainsAny(t.trail+t.lead, ",.") {
			for k := i + 1; k < len(tags) && tags[k] == labelTitle; k++ {
				tags[k] = labelContainer
			}
		}
	}
}

// smoothIn begins a container at "In:" within a title, and at "In" behind the end
// of a quotation or of a sentence.
func smoothIn(toks []token, tags []label) {
	quote := rune(0)
	for i := 0; i+1 < len(toks); i++ {
		if quote == 0 {
			quote = opensQuote(toks[i].lead)
		}
		if quote != 0 && (closesQuote(toks[i].trail, quote) || toks[i].core == "" && closesQuote(toks[i].lead, quote)) {
			quote = 0
		}
		if i < 2 || quote != 0 || tags[i] != labelTitle || tags[i-1] != labelTitle || toks[i].class&lexicon.In == 0 || toks[i].lead != "" {
			continue
		}
		before := &toks[i-1]
		if toks[i].trail == ":" || toks[i].trail == "" && toks[i].shape != shapeLower && (cutKind(before) == cutStop || closesQuote(before.trail+before.lead, '”') || closesQuote(before.trail+before.lead, '»') || strings.HasSuffix(before.trail, "\"")) {
			for k := i; k < len(toks) && tags[k] == labelTitle; k++ {
				tags[k] = labelContainer
			}
			return
		}
	}
}

// smoothNames mends the end of the names: the full name of an abbreviated body
// belongs to it, "OMB (Office of …), 2010", and words that run to a colon behind
// initials are a title, "Simmons, I.G. Environmental History: …".
func smoothNames(toks []token, tags []label) {
	end := 0
	for end < len(tags) && tags[end] == labelAuthor {
		end++
	}
	if end > 0 && end <= 3 && end < len(tags) && tags[end] == labelTitle && strings.HasPrefix(toks[end].lead, "(") {
		j := end
		for j < len(tags) && tags[j] == labelTitle {
			j++
		}
		if j < len(tags) && tags[j] == labelDate && strings.HasPrefix(toks[j-1].trail, ")") {
			relabel(tags[end:j], labelAuthor)
			return
		}
	}
	smoothGroup(toks, tags, end)
	end = smoothVancouver(toks, tags, end)
	initials := -2 // the last ones behind a family name
	for i := range end {
		if k := cutKind(&toks[i]); k == cutInitial {
			if initials == i-1 || i > 0 && cutKind(&toks[i-1]) == cutComma {
				initials = i
			}
		} else if k == cutColon && initials >= 0 && i-initials >= 2 {
			relabel(tags[initials+1:end], labelTitle)
			return
		} else if k != cutNone || toks[i].class&lexicon.And != 0 {
			initials = -2
		}
	}
}

// smoothVancouver mends the end of names without commas before their initials, and
// returns it: the last of them may look like a title, "Reed II. Seeds of grass", and a
// title of one word like a name, "Lee KH. Soil. Nature". Authors end with token end.
func smoothVancouver(toks []token, tags []label, end int) int {
	short := func(i int) bool { // initials without stops within them
		s := toks[i].shape
		return s == shapeCaps2 || s == shapeInitial || s == shapeInitials && !strings.Contains(toks[i].core, ".")
	}
	if end > 0 && end+1 < len(tags) && tags[end] == labelTitle && tags[end+1] == labelTitle && toks[end-1].trail == "," && end >= 2 && short(end-1) &&
		toks[end].shape == shapeTitle && toks[end].trail == "" && short(end+1) && toks[end+1].trail == "." {
		relabel(tags[end:end+2], labelAuthor)
		return end + 2
	}
	last := end - 2 // the initials before the word
	if last < 1 || end == len(tags) || tags[end] != labelContainer && tags[end] != labelEdition || cutKind(&toks[end-1]) != cutStop {
		return end
	}
	ended := func(i int) bool { return strings.ContainsAny(toks[i].trail, ",;") }
	if last > 1 && (toks[0].trail != "" || !(short(1) && (ended(1) || ended(2)) || short(2) && ended(2))) {
		return end // a list that begins with "Paquette, Louise" has given names
	}
	if short(last) && toks[last].trail == "." && toks[last-1].trail == "" && toks[last-1].shape == shapeTitle && toks[end-1].shape == shapeTitle && toks[end-1].class&lexicon.Given == 0 {
		tags[end-1] = labelTitle
		return end - 1
	}
	return end
}

// smoothParallel makes one container of a journal that has a title in two languages:
// "Vodnye resursy = Water Resources, 2010".
func smoothParallel(toks []token, tags []label) {
	for i := 1; i+1 < len(toks); i++ {
		if toks[i].core != "" || toks[i].lead != "=" {
			continue
		}
		from, to := i, i+1
		for from > 0 && i-from < 12 && !chunkEnds(toks, from-1) {
			from--
		}
		for to < len(toks) && to-i < 12 && toks[to].num == numNone && !chunkEnds(toks, to) {
			to++
		}
		if to+1 < len(toks) && toks[to].num == numNone && (toks[to+1].num == numYear || toks[to+1].class&lexicon.Volume != 0) {
			relabel(tags[from:to+1], labelContainer)
		}
		return
	}
}

// smoothBody leaves the first sentence to the authors where it names a body, every
// word of which has a capital: "Lake Study Group. Lakes.".
func smoothBody(toks []token, tags []label) {
	const longest = 12 // words
	org := false
	for i := range min(len(toks), longest) {
		t := &toks[i]
		small := t.shape == shapeLower && t.class&(lexicon.Function|lexicon.And) != 0
		if tags[i] != labelTitle && tags[i] != labelAuthor || t.lead != "" || t.core == "" || t.shape == shapeCaps2 && i > 0 || t.shape == shapeInitial || t.shape == shapeLower && !small {
			return
		}
		org = org || t.class&lexicon.Org != 0
		switch cutKind(t) {
		case cutNone:
		case cutStop:
			if i > 0 && i+2 < len(toks) && (groupEnds[t.core] || org && t.class&lexicon.Journal == 0) && (tags[i+1] == labelTitle || tags[i+1] == labelContainer) {
				relabel(tags[:i+1], labelAuthor)
			}
			return
		default:
			return
		}
	}
}

// groupEnds end the names of groups of authors.
var groupEnds = lexicon.Set("group collaboration consortium investigators network initiative team committee force collaborators")

// smoothMeeting leaves the short name of a meeting to its proceedings, with the words
// of its long name before: "Conf. on Fairness, Accountability, and Transparency
// (FAccT)", "(CHI '14)".
func smoothMeeting(toks []token, tags []label) {
	const longest = 12 // words to the bracket
	meeting := -1
	for i := range toks {
		t := &toks[i]
		switch {
		case tags[i] == labelContainer && t.class&lexicon.Proceedings != 0:
			meeting = i
		case meeting >= 0 && strings.HasPrefix(t.lead, "(") && i-meeting <= longest:
			k := i
			for k < len(toks)-1 && k-i < 2 && !strings.HasPrefix(toks[k].trail, ")") {
				k++
			}
			if !strings.HasPrefix(toks[k].trail, ")") || t.letters < 2 || t.shape == shapeTitle || t.shape == shapeLower || t.num != numNone {
				return
			}
			if slices.Contains(tags[meeting:k+1], labelPages) || slices.Contains(tags[meeting:i], labelDate) || slices.Contains(tags[meeting:i], labelVolume) {
				return
			}
			relabel(tags[meeting:k+1], labelContainer)
			if toks[k].num == numYear && !slices.Contains(tags, labelDate) {
				relabel(tags[i:k], labelNote)
				tags[k] = labelDate // "(LREC 2016)" tells the only year
			}
			return
		}
	}
}

// smoothDatedGroup leaves a year to the group of authors that it is within: "GBD 2019
// Stroke Collaborators. Title".
func smoothDatedGroup(toks []token, tags []label) {
	const longest = 12 // words
	for k := range toks {
		if !groupEnds[toks[k].core] || cutKind(&toks[k]) == cutNone {
			continue
		}
		from, year := k, -1
		for from > 0 && k-from < longest && cutKind(&toks[from-1]) == cutNone && toks[from].lead == "" {
			if from--; toks[from].num == numYear {
				year = from
			}
		}
		if year > from && tags[year] == labelDate && (from == 0 || tags[from-1] == labelAuthor) && slices.Contains(tags[k+1:], labelTitle) {
			relabel(tags[from:k+1], labelAuthor)
		}
		return
	}
}

// smoothGroup leaves a group that stands behind the persons to the authors: "Cole D,
// et al.; River Study Group. Title". Authors end with token end.
func smoothGroup(toks []token, tags []label, end int) {
	if end == 0 || end == len(tags) || tags[end] != labelTitle || !strings.ContainsAny(toks[end-1].trail, ";,") {
		return
	}
	for k := end; k < min(len(toks), end+9) && tags[k] == labelTitle; k++ {
		t := &toks[k]
		if cutKind(t) == cutStop || cutKind(t) == cutComma {
			if groupEnds[t.core] {
				relabel(tags[end:k+1], labelAuthor)
			}
			return
		}
	}
}

// smoothYears leaves years to the title or container that they stand in, when the
// entry has its date elsewhere: "The Long War, 1914-1918: A History".
func smoothYears(toks []token, tags []label) {
	dates := 0
	for i := range tags {
		if tags[i] == labelDate && (i == 0 || tags[i-1] != labelDate) {
			dates++
		}
	}
	for i := 1; i < len(toks) && dates > 1; i++ {
		l := tags[i-1]
		if tags[i] != labelDate || l != labelTitle && l != labelContainer {
			continue
		}
		j := i
		for j < len(toks) && tags[j] == labelDate {
			j++
		}
		within := j < len(toks) && tags[j] == l || toks[i].num == numYearIn && j < len(toks) && toks[j].lead == "(" && toks[j].num == numYear
		if j-i <= 3 && within && toks[i].lead == "" && (toks[i-1].trail == "" || toks[i-1].trail == ",") {
			relabel(tags[i:j], l)
			dates--
		}
	}
}

// smoothChange looks at a change of labels between tokens i-1 and i.
func smoothChange(toks []token, tags []label, i int) {
	before, l := tags[i-1], tags[i]
	last := &toks[i-1]
	// "University of | Toronto".
	if (before == labelPublisher || before == labelContainer) && last.trail == "" && (last.core == "of" || last.core == "the" || last.core == "for") {
		for k := i; k < min(len(toks), i+6); k++ {
			tags[k] = before
			if toks[k].trail != "" && cutKind(&toks[k]) != cutInitial {
				break
			}
		}
		return
	}
	// "Newhaven and | London: Yale UP".
	if l == labelPlace && before == labelTitle && last.class&lexicon.And != 0 && last.trail == "" && i > 2 && toks[i-2].shape == shapeTitle && cutKind(&toks[i-3]) == cutStop {
		relabel(tags[i-2:i], labelPlace)
		return
	}
	if l != labelPublisher {
		return
	}
	// "Journal | of Regional Studies".
	if before == labelContainer && last.trail == "" && toks[i].shape == shapeLower && toks[i].class&lexicon.Function != 0 {
		for k := i; k < len(toks) && tags[k] == labelPublisher; k++ {
			tags[k] = labelContainer
			if chunkEnds(toks, k) {
				break
			}
		}
		return
	}
	switch {
	case cutKind(last) == cutComma:
		// "Department of Science, | University of …" is one publisher.
		k := i - 1
		for k > 0 && toks[k-1].trail == "" && i-k < 9 {
			k--
		}
		for j := k; j < i; j++ {
			if (j < k+2 || j == i-1) && departments[strings.TrimRight(toks[j].core, ".")] {
				relabel(tags[k:i], labelPublisher)
				break
			}
		}
	case last.trail == "" && toks[i].lead == "" && (before == labelTitle || before == labelContainer || before == labelPlace):
		// A change within a chunk: all of it belongs together, if the label before
		// it has more than this chunk.
		k := i - 1
		for k > 0 && toks[k-1].trail == "" && i-k < 9 {
			k--
		}
		if k > 0 && tags[k-1] == before && chunkEnds(toks, k-1) {
			relabel(tags[k:i], labelPublisher)
		}
	}
}
