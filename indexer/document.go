package indexer

// This file makes a document of a file: reads it and its sidecar, has it
// extracted, and gives ids.

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// content is a file with what it includes, and its sidecar, each nil if there is none.
type content struct {
	data, sidecar []byte
	beside        map[string][]byte // files that it includes, by name
	looked        []string          // names of these, and of those that it would include
	digest        string
	fileDigest    string
}

// load reads a file, what it includes, and its sidecar. The digest is also of the file's
// record.
func load(f file) (content, error) {
	var c content
	h := sha256.New()
	// Their lengths keep the parts apart.
	add := func(part []byte) { fmt.Fprintf(h, "\x00%d\x00%s", len(part), part) }
	if f.path != "" {
		var err error
		if c.data, err = f.read(f.path); err != nil {
			return content{}, err
		}
		h.Write(c.data)
		c.fileDigest = hex.EncodeToString(h.Sum(nil))
	}
	if f.path != "" && f.library == "" {
		var err error
		beside := sidecarOf(f)
		if c.sidecar, err = f.read(beside); err != nil && !isAbsent(err) {
			return content{}, fmt.Errorf("reading %s: %w", beside, err)
		}
		if c.sidecar != nil {
			add(c.sidecar)
		}
	}
	included, looked, err := include(f, c.data)
	if err != nil {
		return content{}, err
	}
	c.looked = looked
	for _, name := range slices.Sorted(maps.Keys(included)) {
		fmt.Fprintf(h, "\x00%s", name)
		add(included[name])
	}
	c.beside = included
	if f.record != nil {
		add(f.record.bytes())
	}
	c.digest = hex.EncodeToString(h.Sum(nil))
	return c, nil
}

// maxIncluded bounds how many files a file may include; the rest is left out.
const maxIncluded = 100

// include reads the files that a file includes, and those that they include. Those
// that are missing, or would make all together larger than a file may be, are left
// out; looked names them, too.
func include(f file, data []byte) (all map[string][]byte, looked []string, err error) {
	all = map[string][]byte{}
	left := MaxFileSize
	for names := extract.Includes(f.path, data); len(names) > 0 && len(all) < maxIncluded; names = names[1:] {
		name := names[0]
		if _, known := all[name]; known {
			continue
		}
		looked = append(looked, name)
		part, err := f.beside(name, left)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, nil, fmt.Errorf("reading %s, which it includes: %w", name, err)
		}
		left -= len(part)
		all[name] = part
		names = append(names, extract.Includes(name, part)...)
	}
	return all, looked, nil
}

// beside reads at most most bytes of a file in the folder of f, or below it; links out
// of the folder are not followed.
func (f file) beside(name string, most int) ([]byte, error) {
	if f.in != nil {
		data, err := f.read(path.Join(path.Dir(f.path), name))
		if len(data) > most {
			return nil, fs.ErrNotExist
		}
		return data, err
	}
	root, err := os.OpenRoot(filepath.Dir(f.path))
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(filepath.FromSlash(name))
	if err != nil {
		return nil, fs.ErrNotExist // or out of the folder
	}
	if !info.Mode().IsRegular() || info.Size() > int64(most) {
		return nil, fs.ErrNotExist
	}
	opened, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	return io.ReadAll(io.LimitReader(opened, int64(most)))
}

// Original returns the file that a document was made of. Its error is
// search.ErrNoFile if it is gone or there was none, search.ErrFileChanged if it is no
// longer what was indexed.
func Original(d *doc.Document) ([]byte, error) {
	if d.Root == "" || d.FileDigest == "" || !filepath.IsLocal(filepath.FromSlash(d.Source)) {
		return nil, search.ErrNoFile
	}
	var data []byte
	f, err := fileOf(d)
	if err == nil {
		data, err = f.read(f.path)
	}
	sum := sha256.Sum256(data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, search.ErrNoFile
	case err != nil:
		return nil, fmt.Errorf("reading %s: %w", d.Source, err)
	case hex.EncodeToString(sum[:]) != d.FileDigest:
		return nil, search.ErrFileChanged
	}
	return data, nil
}

func sidecarOf(f file) string { return strings.TrimSuffix(f.path, fileExt(f.path)) + sidecarSuffix }

// isAbsent reports whether err says that there is no such file, as there is none with a
// name that is too long.
func isAbsent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENAMETOOLONG)
}

// ownWork is the id of the work that a document is, by itself.
func ownWork(d *doc.Document) string {
	if d.DOI != "" {
		return opaque("w", "doi", d.DOI)
	}
	return opaque("w", "document", d.ID)
}

func fileExt(path string) string {
	if i := strings.LastIndexByte(path, '.'); i > strings.LastIndexAny(path, `/\`)+1 {
		return path[i:]
	}
	return ""
}

// errChanged says that a file is to be read again.
var errChanged = errors.New("changed while it was read; index it again")

// readBounded reads a regular file of at most MaxFileSize.
func readBounded(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("is no regular file")
	}
	tooLarge := fmt.Errorf("is larger than %d MiB; split it", MaxFileSize>>20)
	if info.Size() > MaxFileSize {
		return nil, tooLarge
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var read bytes.Buffer
	read.Grow(int(info.Size()) + bytes.MinRead) // which it asks for at the end
	_, err = read.ReadFrom(io.LimitReader(f, MaxFileSize+1))
	data := read.Bytes()
	if len(data) > MaxFileSize {
		return nil, tooLarge
	}
	if after, statErr := f.Stat(); err == nil && statErr == nil && (!after.ModTime().Equal(info.ModTime()) || after.Size() != int64(len(data))) {
		return nil, errChanged
	}
	return data, err
}

// build makes the document. A panic while reading a hostile file is an error
// of that file.
func build(ctx context.Context, f file, c content, opts *Options) (d *doc.Document, passages []*doc.Passage, notes []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			d, passages, notes = nil, nil, nil
			err = fmt.Errorf("its text breaks the reader (%v); please report it with the file", p)
		}
	}()
	a, err := read(ctx, f, c, opts)
	if err != nil {
		return nil, nil, nil, err
	}
	docID := f.id
	item := a.Item
	item.ID, item.Type, item.Title, item.Author, item.DOI = docID, cmp.Or(item.Type, "document"), a.Title, a.Authors, a.DOI
	item.ContainerTitle, item.Volume, item.Issue, item.ISSN = a.Journal, cite.Text(a.Volume), cite.Text(a.Issue), a.ISSN
	item.Abstract, item.Keyword, item.Language = a.Abstracts[a.Lang], strings.Join(a.Keywords[a.Lang], ", "), string(a.Lang)
	if item.Issued == nil && a.Year > 0 {
		item.Issued = &cite.Date{Parts: [][]int{{a.Year}}}
	}
	if item, err = state(item, f, c); err != nil {
		return nil, nil, nil, err
	}
	if names := strangers(c.sidecar); len(names) > 0 {
		a.Notes = append(a.Notes, fmt.Sprintf("%s: CSL-JSON does not have %s, which is passed over (a date is issued, a journal container-title)", filepath.Base(sidecarOf(f)), strings.Join(names, ", ")))
	}
	// Text is cleaned where it is rendered; what files say of themselves is not.
	for _, said := range []any{&item, &a.Titles, &a.Contributors, &a.Abstracts, &a.Keywords, &a.Classifications} {
		cite.Clean(said)
	}
	title := item.Title
	if cased := a.Cased[title]; cased != "" {
		item.Title = cased
		item.KeepPrinted(title)
	}
	text := sha256.Sum256([]byte(a.Text))
	d = &doc.Document{
		OCR: opts.OCR, TextDigest: hex.EncodeToString(text[:]),
		ID: docID, Source: f.source, Root: f.root, Library: f.library, Digest: c.digest, FileDigest: c.fileDigest,
		Title: title, Titles: a.Titles, Cased: a.Cased, Year: item.Year(), DOI: cite.NormalizeDOI(item.DOI), Languages: a.Languages,
		CSL: item, Passages: len(a.Passages),
		Contributors: a.Contributors, Abstracts: a.Abstracts, Keywords: a.Keywords,
		Classifications: a.Classifications, Dates: a.Dates, Repairs: a.Repairs, Pages: a.Pages,
	}
	d.Collections, d.Tags = filing(&d.CSL)
	own := len(a.Passages)
	if r := f.record; r != nil {
		d.Collections, d.Tags = append(d.Collections, r.Collections...), append(d.Tags, r.Tags...)
		if r.Part != "" {
			d.Title += " — " + r.Part
		}
		a.AddNotes(r.Notes, opts.Identifier)
		d.Languages, d.Passages = a.Languages, len(a.Passages)
	}
	if title != a.Title {
		// The text may have another title in that language, wrongly.
		if lang := extract.LanguageOf(title, item.Language, opts.Identifier); lang != doc.Und {
			d.Titles[lang] = d.Title
		}
	}
	for _, n := range item.Author {
		d.Authors = append(d.Authors, n.String())
	}
	numberLists(a.Passages)
	d.Work = ownWork(d)
	identify(docID, a.Passages)
	for _, p := range a.Passages {
		d.KeepRaw(p, a.Text)
	}
	d.Parallel = linked(a.Parallel)
	if a.Format.Cites() {
		d.Unresolved = resolveCitations(a.Passages[:own], a.Citations)
	}
	damaged := 0
	for _, p := range a.Passages {
		if p.Reference != nil {
			d.References++
		}
		if p.Damaged {
			damaged++
		}
	}
	d.Reading = doc.Reading{
		Format: a.Format.String(), Bytes: int64(len(c.data)), Pages: len(a.Pages), PagesWithoutText: a.PagesWithoutText, Characters: characters(a.Text),
		Repairs: len(d.Repairs), Damaged: damaged, References: d.References, Unresolved: len(d.Unresolved), Notes: a.Notes,
	}
	return d, a.Passages, a.Notes, nil
}

// read reads a file, or what a library says where that is all that can be had.
func read(ctx context.Context, f file, c content, opts *Options) (*extract.Article, error) {
	if f.path == "" {
		return extract.Describe(&f.record.Item, opts.Identifier), nil
	}
	a, err := extract.Read(ctx, f.source, c.data, c.beside, opts.Identifier, opts.PDFs)
	if err != nil && ctx.Err() == nil && f.library != "" && f.record.Item.Title != "" {
		a = extract.Describe(&f.record.Item, opts.Identifier)
		a.Notes = []string{fmt.Sprintf("%v; what the library says about it is indexed", err)}
		return a, nil
	}
	return a, err
}

// state lays what a library says about a file over the item that the text yields, and
// what its sidecar says over both.
func state(item cite.Item, f file, c content) (cite.Item, error) {
	var err error
	if f.record != nil {
		if item, err = f.record.describe(item); err != nil {
			return item, err
		}
	}
	if c.sidecar != nil {
		if item, err = describe(item, c.sidecar); err != nil {
			return item, fmt.Errorf("reading its sidecar %s: %w", sidecarOf(f), err)
		}
	}
	return item, nil
}

// characters counts the code points of a text that are no white space.
func characters(text string) int {
	n := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c < utf8.RuneSelf:
			if c != ' ' && (c < '\t' || c > '\r') {
				n++
			}
		case utf8.RuneStart(c):
			if r, _ := utf8.DecodeRuneInString(text[i:]); !isSpace(r) {
				n++
			}
		}
	}
	return n
}

// linked names the passages of parallel parts by their ids.
func linked(parallel []extract.Parallel) []doc.Parallel {
	var out []doc.Parallel
	for _, p := range parallel {
		l := doc.Parallel{Kind: p.Kind}
		for _, t := range p.Text {
			l.Text = append(l.Text, doc.ParallelText{Lang: t.Lang, Passage: t.Passage.ID, Items: t.Items})
		}
		out = append(out, l)
	}
	return out
}

// identify gives passages and entries their ids: from the document, the raw
// text with white space folded, and the ordinal among equals, so that a
// passage keeps its id when others come or go.
func identify(docID string, passages []*doc.Passage) {
	seen := map[string]int{}
	for _, p := range passages {
		p.DocID = docID
		text := folded(p.Text)
		key := string(p.Kind) + text
		n := seen[key]
		seen[key] = n + 1
		p.ID = opaque("p", docID, string(p.Kind), text, strconv.Itoa(n))
		if e := p.Reference; e != nil {
			e.ID = opaque("r", p.ID)
			e.CSL.ID = e.ID
			if e.CSL.DOI != "" {
				e.Work = opaque("w", "doi", e.CSL.DOI)
			} else {
				e.Work = opaque("w", "text", strings.ToLower(cite.WithoutNumber(text)))
			}
		}
	}
}

// folded is a text with a single space for each white space, none at its ends. Most texts of
// passages are so.
func folded(text string) string {
	space := true
	for _, r := range text {
		is := isSpace(r)
		if is && (space || r != ' ') {
			return strings.Join(strings.Fields(text), " ")
		}
		space = is
	}
	return strings.TrimSuffix(text, " ")
}

// isSpace is unicode.IsSpace, which looks through a table for what is beyond Latin-1.
func isSpace(r rune) bool {
	const first, last = 0x1680, 0x3000
	return (r <= unicode.MaxLatin1 || first <= r && r <= last) && unicode.IsSpace(r)
}

// opaque makes an id: a letter for what it names and 80 bits of a hash.
func opaque(prefix string, parts ...string) string {
	var room [1 << 10]byte // for most
	text := room[:0]
	for _, p := range parts {
		text = append(append(strconv.AppendInt(text, int64(len(p)), 10), ':'), p...)
	}
	sum := sha256.Sum256(text)
	return prefix + hex.EncodeToString(sum[:10])
}
