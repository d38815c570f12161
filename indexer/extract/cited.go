package extract

// This file gives a Markdown file the references that it cites by their keys
// ("[@marlow93]"), from BibTeX or CSL-JSON files beside it. They are set at the end of
// the canonical text, as a processor such as Pandoc would print them.

import (
	"bytes"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/bibtex"
	citations "github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// Cited is a reference that a file takes from one beside it; Span is its text.
type Cited struct {
	doc.Span
	cite.Parsed
}

// maxCited bounds the references of a file.
const maxCited = 10_000

// citedKey is a key by which Pandoc cites.
var citedKey = lazyregexp.New(`(?:^|[\s\[(;,–—-])@\{?([\p{L}\p{N}_](?:[\p{L}\p{N}_]|[:.#$%&+?~/-][\p{L}\p{N}_])*)`)

// citedKeys are the keys that text cites, in order.
func citedKeys(text string) []string {
	var keys []string
	seen := map[string]bool{}
	for _, m := range citedKey.FindAllStringSubmatch(text, -1) {
		if len(keys) < maxCited && !seen[m[1]] {
			keys, seen[m[1]] = append(keys, m[1]), true
		}
	}
	return keys
}

// bibliographies names the files beside a Markdown file, by its own name, that Read takes
// references from: its block of metadata names them; a file that cites by keys and names
// none has the usual ones. They need not be there.
func bibliographies(name string, data []byte) []string {
	var names []string
	if head := headIn(string(data[:min(len(data), maxHead)])); head != nil {
		names = head.Bibliography
	}
	if len(names) == 0 && bytes.Contains(data, []byte("@")) && len(citedKeys(string(data))) > 0 {
		base := path.Base(filepath.ToSlash(name))
		names = []string{strings.TrimSuffix(base, path.Ext(base)) + ".bib", "references.bib", "bibliography.bib", "refs.bib"}
	}
	var local []string
	for _, n := range names {
		if path.Ext(n) == "" {
			n += ".bib"
		}
		if ext := strings.ToLower(path.Ext(n)); filepath.IsLocal(filepath.FromSlash(n)) && (ext == ".bib" || ext == ".json" || ext == ".bibtex") {
			local = append(local, path.Clean(n))
		}
	}
	return local
}

// headIn is what the block of metadata in front of a text states, nil without one.
func headIn(text string) *Head {
	var lines []markedLine
	for l := range textLines(text) {
		if lines = append(lines, markedLine{textLine: l}); len(lines) > maxHeadLines {
			break
		}
	}
	_, head, _ := readFields(text, lines)
	return head
}

// addReferences gives in the references that it cites, of the files beside it: in the
// order in which it cites them; or all of them, where it says so, or names the files
// and cites none.
func (in *Input) addReferences(name string, data []byte, beside map[string][]byte) {
	byKey := map[string]cite.Parsed{}
	var all []string
	for _, n := range bibliographies(name, data) {
		text := string(beside[n])
		read := bibtex.Read
		if strings.EqualFold(path.Ext(n), ".json") {
			read = cite.ReadItems
		}
		for p := range read(text) {
			if _, taken := byKey[p.Item.ID]; p.Item.ID == "" || taken {
				continue
			}
			if len(all) == maxCited {
				break
			}
			byKey[p.Item.ID] = p
			all = append(all, p.Item.ID)
		}
	}
	if len(all) == 0 {
		return
	}
	cited := slices.DeleteFunc(citedKeys(in.Text), func(key string) bool { _, known := byKey[key]; return !known })
	if h := in.Head; h != nil && len(h.Bibliography) > 0 && (h.All || len(cited) == 0) {
		for _, key := range all {
			if !slices.Contains(cited, key) {
				cited = append(cited, key)
			}
		}
	}
	var b strings.Builder
	b.WriteString(in.Text)
	for _, key := range cited {
		p := byKey[key]
		text := citations.Format(p.Item, citations.APA, "").String()
		if text == "" {
			continue
		}
		b.WriteString("\n\n")
		sp := doc.Span{Start: b.Len(), End: b.Len() + len(text)}
		b.WriteString(text)
		in.Blocks = append(in.Blocks, Block{Span: sp, Kind: EntryBlock})
		in.Cited = append(in.Cited, Cited{sp, p})
	}
	in.Text = b.String()
}

// readEntry reads a reference that the file takes from one beside it. Where the text
// prints a list of its own that is what counts.
func (r *reader) readEntry(p paragraph) {
	if r.printed = r.printed || r.lists > 0 && r.taken == 0; r.printed {
		r.furniture(p.spans...)
		return
	}
	if r.zone != refs {
		r.path = nil
	}
	r.taken++
	r.zone, r.lists = refs, 1
	r.addEntry(p, r.taken)
	r.blocks[r.last].taken = r.taken
}
