package indexer

import (
	"slices"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search/doc"
)

// movable are the formats of which citations are found in the text alone, and nothing
// depends on the name or on other files.
var movable = []string{extract.PlainText.String(), extract.PDF.String(), extract.DOCX.String(), extract.ODT.String(), extract.EPUB.String()}

// hasMoved reports whether a file is a document of the index at another place.
func (r *run) hasMoved(f file, digest string, d *doc.Document) bool {
	return d != nil && d.Digest == digest && fileExt(d.Source) == fileExt(f.source) && f.record == nil &&
		slices.Contains(movable, d.Reading.Format) && !r.recognisable(d)
}

// move makes of a stored document and its passages the document that the same file
// yields at another place: their ids, which are made of the path, change, and the
// citations between them are resolved anew. Nothing is extracted again.
func move(d *doc.Document, passages []*doc.Passage, to file) {
	before := make([]string, len(passages))
	for i, p := range passages {
		before[i], p.Citations = p.ID, nil
	}
	d.ID = to.id
	d.CSL.ID, d.Source, d.Root, d.Work = d.ID, to.source, to.root, ownWork(d)
	identify(d.ID, passages)
	now := map[string]string{} // ids of passages by those before
	for i, p := range passages {
		now[before[i]] = p.ID
	}
	raw := d.Raw
	if raw != nil {
		d.Raw = map[string][]string{}
	}
	for id, text := range raw {
		d.Raw[now[id]] = text
	}
	for _, parallel := range d.Parallel {
		for i := range parallel.Text {
			parallel.Text[i].Passage = now[parallel.Text[i].Passage]
		}
	}
	d.Unresolved = resolveCitations(passages, nil)
}
