package bibtex

// This file reads and writes lists of names by BibTeX's rules (O. Patashnik,
// "BibTeXing", 1988, section 4): names are joined by "and"; each is "First von
// Last", "von Last, First" or "von Last, Jr, First"; von begins with a small
// letter; what stands in braces is one word. A name wholly in braces is that of
// an organisation. Chinese names are family name first in any form.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
)

func writeNames(list []cite.Name) string {
	out := make([]string, 0, len(list))
	for _, n := range list {
		if s := writeName(n); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " and ")
}

func writeName(n cite.Name) string {
	if n.Literal != "" {
		return "{" + escape(cite.Line(n.Literal)) + "}"
	}
	family := nameWords(n.Family, true)
	if von := cite.Line(n.NonDroppingParticle); von != "" {
		family = escape(von) + " " + family
	}
	parts := []string{family}
	if n.Suffix != "" {
		parts = append(parts, nameWords(n.Suffix, false))
	}
	if n.Given != "" || n.Suffix != "" {
		parts = append(parts, nameWords(n.Given, false))
	}
	return strings.Join(parts, ", ")
}

// nameWords escapes a part of a name, in braces where BibTeX would divide it.
func nameWords(s string, family bool) string {
	s = cite.Line(s)
	divided := strings.Contains(s, ",")
	words := strings.Fields(s)
	for i, w := range words {
		divided = divided || strings.EqualFold(w, "and") || w == "others" || w == "et" || family && (startsSmall(w) || len(words) > 1 && i == 0 && startsHan(w))
	}
	if divided {
		return "{" + escape(s) + "}"
	}
	return escape(s)
}

func startsSmall(w string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "'’`"))
	return unicode.IsLower(r)
}

// startsHan says whether w begins with a Chinese character.
func startsHan(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return analysis.IsHan(r)
}

// readNames reads names joined by "and", or by semicolons where there is none, as
// Chinese databases write them.
func readNames(s string) []cite.Name {
	var list []cite.Name
	if !strings.Contains(s, " and ") {
		for i := max(indexTop(s, ';'), strings.Index(s, "；")); i >= 0; i = max(indexTop(s, ';'), strings.Index(s, "；")) {
			list = append(list, readNames(s[:i])...)
			_, n := utf8.DecodeRuneInString(s[i:])
			s = s[i+n:]
		}
	}
	for _, one := range splitTop(s, func(word string) bool { return strings.EqualFold(word, "and") }) {
		if n := readName(one); n != (cite.Name{}) {
			list = append(list, n)
		}
	}
	return list
}

func readName(words []string) cite.Name {
	if len(words) == 1 && inBraces(words[0]) || len(words) == 1 && startsHan(words[0]) && !strings.Contains(words[0], ",") {
		return cite.Name{Literal: Text(words[0])}
	}
	// Parts end at a comma outside braces.
	parts := [][]string{nil}
	for _, w := range words {
		for {
			i := indexTop(w, ',')
			if i < 0 {
				break
			}
			if i > 0 {
				parts[len(parts)-1] = append(parts[len(parts)-1], w[:i])
			}
			parts = append(parts, nil)
			w = w[i+1:]
		}
		if w != "" {
			parts[len(parts)-1] = append(parts[len(parts)-1], w)
		}
	}
	if len(parts) == 1 {
		return firstVonLast(parts[0])
	}
	var n cite.Name
	von, last := vonLast(parts[0])
	n.NonDroppingParticle, n.Family = join(von), join(last)
	if len(parts) == 2 {
		n.Given = join(parts[1])
	} else {
		n.Suffix = join(parts[1])
		var given []string
		for _, p := range parts[2:] {
			given = append(given, p...)
		}
		n.Given = join(given)
	}
	return n
}

func firstVonLast(words []string) cite.Name {
	if len(words) == 0 {
		return cite.Name{}
	}
	if startsHan(words[0]) && len(words) > 1 {
		return cite.Name{Family: Text(words[0]), Given: join(words[1:])}
	}
	at := len(words) - 1
	for i, w := range words[:at] {
		if startsSmall(w) {
			at = i
			break
		}
	}
	von, last := vonLast(words[at:])
	return cite.Name{Given: join(words[:at]), NonDroppingParticle: join(von), Family: join(last)}
}

// vonLast splits a family name behind its last word in small letters.
func vonLast(words []string) (von, last []string) {
	at := 0
	for i := range len(words) - 1 {
		if startsSmall(words[i]) {
			at = i + 1
		}
	}
	return words[:at], words[at:]
}

func join(words []string) string { return Text(strings.Join(words, " ")) }

// inBraces reports whether one pair of braces holds all of w.
func inBraces(w string) bool {
	return strings.HasPrefix(w, "{") && !strings.HasPrefix(w, `{\`) && indexTop(w[1:], '}') == len(w)-2
}

// indexTop is where w has c outside braces, -1 if nowhere.
func indexTop(w string, c byte) int {
	depth := 0
	for i := 0; i < len(w); i++ {
		switch {
		case w[i] == '\\':
			i++
		case depth == 0 && w[i] == c:
			return i
		case w[i] == '{':
			depth++
		case w[i] == '}':
			depth--
		}
	}
	return -1
}

// splitTop splits s into words at white space outside braces, and these into
// groups at the words that separates.
func splitTop(s string, separates func(word string) bool) [][]string {
	groups := [][]string{nil}
	depth, start := 0, -1
	end := func(i int) {
		if start < 0 {
			return
		}
		w := s[start:i]
		start = -1
		if separates(w) {
			groups = append(groups, nil)
			return
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], w)
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if depth == 0 && (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
			end(i)
			continue
		}
		if start < 0 {
			start = i
		}
		switch c {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			depth = max(0, depth-1)
		}
	}
	end(len(s))
	return groups
}
