package indexer

// This file resolves the in-text citations of a document and gives each the
// sentences around it.

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search/cite/intext"
	"github.com/izde/izde/search/doc"
)

// numberLists tells the document's lists of references apart: one ends where
// the section does, unless the numbers go on, and where they begin anew.
func numberLists(passages []*doc.Passage) {
	list := 0
	var last *doc.Passage
	for _, p := range passages {
		if p.Reference == nil {
			continue
		}
		if last == nil || !slices.Equal(last.Section, p.Section) && p.Reference.Number != last.Reference.Number+1 || p.Reference.Number == 1 && last.Reference.Number > 1 {
			list++
		}
		p.Reference.List, last = list, p
	}
}

// shareWorks gives the entries of a second list that give works of the first in
// another script the work's id: the id made of the DOI, if either entry has one.
func shareWorks(entries []intext.Entry, listed []*doc.Entry) {
	for i, e := range entries {
		if e.Twin < 0 {
			continue
		}
		own, first := listed[i], listed[e.Twin]
		if first.CSL.DOI == "" && own.CSL.DOI != "" {
			first.Work = own.Work
		}
		own.Work = first.Work
	}
}

// citing are the kinds of passage that cite.
var citing = []doc.Kind{doc.Abstract, doc.Heading, doc.Body, doc.Table, doc.Caption, doc.Note}

// The sentences that are kept with citations are bounded, so that a text of nothing
// but brackets does not become many times as large: bytes in all, and for each byte
// of the text. A survey that cites in every sentence needs a third.
const (
	contextBudget = 64 << 10
	contextRatio  = 8
)

// resolveCitations finds the citations of passages, which have their ids, and
// returns the citations that mean no entry. Where the markup of the file points
// citations out, they are these. Entries of two lists that give one work get one id
// of a work.
func resolveCitations(passages []*doc.Passage, marked []extract.Citation) []doc.Unresolved {
	texts := make([]string, len(passages))
	var entries []intext.Entry
	var listed []*doc.Entry
	places := map[*doc.Passage]int{} // of those that begin entries
	for i, p := range passages {
		if e := p.Reference; e != nil {
			places[p] = len(entries)
			entries = append(entries, intext.Entry{List: e.List, Number: e.Number, Raw: p.Text, Key: e.Key, Item: e.CSL, Text: i})
			listed = append(listed, e)
		}
		if slices.Contains(citing, p.Kind) {
			texts[i] = p.Text
		}
	}
	found := intext.Find(texts, entries)
	if len(marked) > 0 {
		found = taken(passages, found, marked, places)
	}
	shareWorks(entries, listed)
	sentences := sentencesOf(passages, found)
	var unresolved []doc.Unresolved
	budget := contextBudget
	for _, t := range texts {
		budget += contextRatio * len(t)
	}
	for i, p := range passages {
		for _, f := range found[i] {
			c := doc.Citation{Span: doc.Span{Start: f.Start, End: f.End}, Locator: f.Locator, Reason: f.Reason}
			for _, e := range f.Entries {
				c.References = append(c.References, listed[e].ID)
				if !slices.Contains(c.Works, listed[e].Work) {
					c.Works = append(c.Works, listed[e].Work)
				}
			}
			if s := sentences.at(i, f.Start); s != nil {
				if budget -= len(s.text) + len(s.before.String()) + len(s.after.String()); budget > 0 {
					c.Sentence, c.Before, c.After = s.text, s.before.String(), s.after.String()
				}
			}
			p.Citations = append(p.Citations, c)
			if c.Reason != "" {
				unresolved = append(unresolved, doc.Unresolved{Passage: p.ID, Bracket: p.Text[c.Start:c.End], Sentence: c.Sentence, Reason: c.Reason})
			}
		}
	}
	return unresolved
}

// taken are the citations that the markup points out. One that does not say what it
// cites means what its text was found to mean.
func taken(passages []*doc.Passage, found [][]intext.Citation, marked []extract.Citation, entries map[*doc.Passage]int) [][]intext.Citation {
	out := make([][]intext.Citation, len(passages))
	at := make(map[*doc.Passage]int, len(passages))
	for i, p := range passages {
		at[p] = i
	}
	for _, m := range marked {
		i := at[m.Passage]
		c := intext.Citation{Start: m.Start, End: m.End}
		for _, e := range m.Entries {
			c.Entries = append(c.Entries, entries[e])
		}
		for _, f := range found[i] {
			if f.Start >= m.End || f.End <= m.Start {
				continue
			}
			if c.Entries == nil {
				c.Start, c.End, c.Entries, c.Reason = f.Start, f.End, f.Entries, f.Reason
			}
			if within := f.Start <= m.Start && m.End <= f.End; within && len(f.Entries) <= len(m.Entries) {
				c.Locator = f.Locator
			}
		}
		if len(m.Missing) > 0 {
			c.Reason = "no entry " + strings.Join(m.Missing, ", ")
		}
		n := len(out[i])
		if c.Entries == nil && c.Reason == "" || n > 0 && out[i][n-1].End > c.Start {
			continue // no citation by its text either; in the bracket of the one before
		}
		slices.Sort(c.Entries)
		out[i] = append(out[i], c)
	}
	return out
}

// sentence is a sentence of a passage, with those next to it in the section.
type sentence struct {
	doc.Span
	text          string
	before, after *sentence
	// whole is set on the end of a sentence that begins in the passage before.
	whole *sentence
}

// longestSentence bounds a sentence that is put together, in bytes.
const longestSentence = 8 << 10

func (s *sentence) String() string {
	if s == nil {
		return ""
	}
	return s.text
}

// sentences are the sentences of each passage, in order.
type sentences [][]*sentence

// at returns the sentence of a passage that holds the offset.
func (s sentences) at(passage, offset int) *sentence {
	list := s[passage]
	i, _ := slices.BinarySearchFunc(list, offset, func(s *sentence, offset int) int { return cmp.Compare(s.End, offset+1) })
	if i == len(list) {
		return nil
	}
	return cmp.Or(list[i].whole, list[i])
}

// sentencesOf cuts the passages that cite, and those of their sections, into sentences. The
// sentences of a section follow one another across its passages; the rows of a table and the
// sentences of a note or a caption stand by themselves.
func sentencesOf(passages []*doc.Passage, citations [][]intext.Citation) sentences {
	all := make(sentences, len(passages))
	last := map[string]*sentence{} // of each section's prose
	chainOf := func(p *doc.Passage) string { return string(p.Kind) + "\x00" + strings.Join(p.Section, "\x00") }
	cites := map[string]bool{}
	for i, p := range passages {
		if len(citations[i]) > 0 {
			cites[chainOf(p)] = true
		}
	}
	for i, p := range passages {
		chain := chainOf(p)
		if !slices.Contains(citing, p.Kind) || !cites[chain] {
			continue
		}
		var before *sentence
		prose := p.Kind == doc.Body || p.Kind == doc.Abstract
		if prose {
			before = last[chain]
		}
		for _, sp := range sentenceSpans(p, citations[i]) {
			s := &sentence{Span: sp, text: p.Text[sp.Start:sp.End], before: before}
			if p.Continues && len(all[i]) == 0 && before != nil && len(before.text)+len(s.text) < longestSentence {
				// One sentence in two passages.
				before.text += " " + s.text
				all[i] = append(all[i], &sentence{Span: sp, whole: before})
				continue
			}
			if before != nil {
				before.after = s
			}
			all[i] = append(all[i], s)
			before = s
		}
		if prose {
			last[chain] = before
		}
	}
	return all
}

// sentenceSpans are the sentences of a passage. A bracket behind the stop of a
// sentence belongs to it: "… exports. [7] The …".
func sentenceSpans(p *doc.Passage, citations []intext.Citation) []doc.Span {
	if p.Kind == doc.Table {
		var rows []doc.Span
		at := 0
		for row := range strings.Lines(p.Text) {
			rows = append(rows, doc.Span{Start: at, End: at + len(strings.TrimRight(row, "\n"))})
			at += len(row)
		}
		return rows
	}
	text := p.Text
	if len(citations) > 0 {
		blanked := []byte(text)
		for _, c := range citations {
			next, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[c.End:], " "))
			if !unicode.IsLower(next) {
				for i := c.Start; i < c.End; i++ {
					blanked[i] = ' '
				}
			}
		}
		text = string(blanked)
	}
	spans := extract.Sentences(text, 0)
	for i := range spans {
		// What was blanked out at the ends belongs to the sentence before it.
		spans[i].Start = 0
		if i > 0 {
			spans[i].Start = spans[i-1].End
		}
		end := len(p.Text)
		if i+1 < len(spans) {
			end = spans[i+1].Start
		}
		trimmed := strings.TrimSpace(p.Text[spans[i].Start:end])
		spans[i].Start += strings.Index(p.Text[spans[i].Start:end], trimmed)
		spans[i].End = spans[i].Start + len(trimmed)
	}
	return spans
}
