package doc

import (
	"slices"
	"strings"
	"unicode"
)

// Repairs returns the changes that were made to the text of p, a passage of d.
func (p *Passage) Repairs(d *Document) []Repair {
	var list []Repair
	for _, r := range d.Repairs {
		if slices.ContainsFunc(p.Source, func(s Span) bool { return r.Source.Start < s.End && s.Start < r.Source.End }) {
			list = append(list, r)
		}
	}
	return list
}

// KeepRaw keeps the file's own text of p, a passage of d, in Raw where p is damaged or was
// repaired, unless that is what the passage says. text is the canonical text of d.
func (d *Document) KeepRaw(p *Passage, text string) {
	if !p.Damaged && len(p.Repairs(d)) == 0 {
		return
	}
	raw := p.RawText(text)
	if slices.Equal(raw, []string{p.Text}) {
		return
	}
	if d.Raw == nil {
		d.Raw = map[string][]string{}
	}
	d.Raw[p.ID] = raw
}

// RawOf returns the file's own text (see RawText) of p, a passage of d that is damaged or
// was repaired, nil of other ones.
func (d *Document) RawOf(p *Passage) []string {
	raw, kept := d.Raw[p.ID]
	if !kept && (p.Damaged || len(p.Repairs(d)) > 0) {
		return []string{p.Text}
	}
	return raw
}

// Bounds of the raw text of one passage, in bytes: at most maxRaw, twice the size of
// the longest passage, and at most rawGap between two ranges that are shown as one.
const (
	maxRaw = 32 << 10
	rawGap = 160
)

// RawText returns the file's own text of p: its source ranges unchanged, with the
// white space and the markup between two of them. Each string is a stretch of the
// file; between two stretches lies text of other passages, a running header or a
// page. An empty string at the end says that the rest is not kept.
func (p *Passage) RawText(text string) []string {
	var stretches []Span
	for _, s := range p.Source {
		if last := len(stretches) - 1; last >= 0 && adjoin(text, stretches[last].End, s.Start) {
			stretches[last].End = s.End
		} else {
			stretches = append(stretches, s)
		}
	}
	var list []string
	room := maxRaw
	for _, s := range stretches {
		if s.Len() > room {
			if part := strings.ToValidUTF8(text[s.Start:s.Start+room], ""); part != "" {
				list = append(list, part)
			}
			return append(list, "")
		}
		list = append(list, text[s.Start:s.End])
		room -= s.Len()
	}
	return list
}

// adjoin reports whether nothing but white space and markup stands between two places
// of a text. Words that do not go on in the same line, as those of a running header,
// and the end of a page part them.
func adjoin(text string, from, to int) bool {
	if from > to || to-from > rawGap {
		return false
	}
	between := text[from:to]
	words := strings.ContainsFunc(between, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	return !strings.Contains(between, "\f") && !(words && strings.ContainsAny(between, "\r\n"))
}
