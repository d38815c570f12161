package pdf

// What a file says about itself: the information dictionary, and the DOI of its
// XMP metadata, which stands uncompressed in the file by convention (ISO
// 16684-1, PDF 32000-1 14.3.2).

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/requests"
)

var (
	xmpDOI = regexp.MustCompile(`(?i)(?:prism:doi|pdfx:doi|prism:url|dc:identifier|crossmark:doi)\b[^<>]{0,100}>?\s*(?:<rdf:[^>]{0,100}>\s*)*"?(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/[^\s<>"]{1,200})`)
	// A DOI in running text ends at white space and what closes a sentence.
	textDOI = regexp.MustCompile(`\b10\.\d{4,9}/[^\s"<>«»“”]{1,200}`)
)

func (f *file) metadata(data []byte) Metadata {
	m := Metadata{Repaired: !wellEnded(data)}
	if info, err := f.api.GetMetaData(&requests.GetMetaData{Document: f.doc}); err == nil {
		fields := map[string]*string{
			"Title": &m.Title, "Author": &m.Author, "Subject": &m.Subject, "Keywords": &m.Keywords,
			"Creator": &m.Creator, "Producer": &m.Producer, "CreationDate": &m.Created, "ModDate": &m.Modified,
		}
		for _, tag := range info.Tags {
			if field := fields[tag.Tag]; field != nil {
				*field = clean(tag.Value, 4000)
			}
		}
	}
	if at := bytes.Index(data, []byte("<x:xmpmeta")); at >= 0 {
		if found := xmpDOI.FindSubmatch(data[at:min(len(data), at+1<<16)]); found != nil {
			m.DOI = trimDOI(clean(string(found[1]), 250))
		}
	}
	return m
}

// findDOI returns the first DOI of a text.
func findDOI(text string) string { return trimDOI(textDOI.FindString(text)) }

func trimDOI(s string) string {
	s = strings.TrimRight(s, ".,;:'’")
	for _, pair := range []string{"()", "[]"} {
		if strings.HasSuffix(s, pair[1:]) && strings.Count(s, pair[1:]) > strings.Count(s, pair[:1]) {
			s = strings.TrimRight(s, pair[1:]+".,;")
		}
	}
	return s
}

// clean makes a string of a file fit to be shown: valid, on one line, of n
// characters at most.
func clean(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsGraphic(r) && r != unicode.ReplacementChar:
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > n {
		s = string(r[:n])
	}
	return s
}
