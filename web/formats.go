package web

// Bibliographic formats: which one a client takes (RFC 9110, section 12.5.1), and
// answers in each. Documents, references and works are items of one sort here, so
// every handler that answers with items calls respondItems.

import (
	"bytes"
	"fmt"
	"mime"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/bibtex"
	"github.com/izde/izde/search/cite/ris"
	"github.com/izde/izde/search/cite/style"
)

// format names a format of an answer.
type format string

const (
	formatJSON   format = "json"
	formatCSL    format = "csl-json"
	formatBibTeX format = "bibtex"
	formatRIS    format = "ris"
	formatText   format = "text"
	formatDOCX   format = "docx"
)

// mediaTypes are the media types of formats; of several a client takes equally,
// the first is sent.
var mediaTypes = []struct {
	format
	media string
}{
	{formatJSON, "application/json"},
	{formatCSL, "application/vnd.citationstyles.csl+json"},
	{formatBibTeX, "application/x-bibtex"},
	{formatRIS, "application/x-research-info-systems"},
	{formatText, "text/x-bibliography"},
	{formatDOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
}

// mediaOf returns the media type of a format of items.
func mediaOf(f format) string {
	for _, m := range mediaTypes {
		if m.format == f {
			return m.media
		}
	}
	return ""
}

// formatParams are the parameters of every handler that negotiates a format.
var formatParams = []string{"format", "style", "locale", "keys", caseParam}

// The values of the parameter that says how titles which are printed in capitals are
// written: as they would stand in a sentence, or as they are printed.
const (
	caseSentence = "sentence"
	casePrinted  = "printed"
)

// asked is how a client wants items.
type asked struct {
	format
	style  style.Style
	locale style.Locale
	// native asks for BibTeX keys in the script of the names.
	native bool
	// printed asks for titles in capitals where they are printed so.
	printed bool
}

// asked reads how items are wanted: by the parameters, else by the Accept header,
// else as JSON.
func (x *call) asked() asked {
	x.Writer.Header().Add("Vary", "Accept")
	known := make([]format, len(mediaTypes))
	for i, m := range mediaTypes {
		known[i] = m.format
	}
	a := asked{format: oneOf(x, "format", known...), style: style.GOST}
	if x.params.Get("format") == "" {
		var err error
		if a, err = negotiate(x.Request.Header.Values("Accept")); err != nil {
			x.fail(err)
		}
	}
	return x.styled(a)
}

// styled reads how entries are to be written; a says it where no parameter does.
func (x *call) styled(a asked) asked {
	a.style = oneOf(x, "style", append([]style.Style{a.style}, style.Styles...)...)
	a.locale = oneOf(x, "locale", append([]style.Locale{a.locale}, style.Locales...)...)
	a.native = oneOf(x, "keys", "ascii", "native") == "native"
	a.printed = oneOf(x, caseParam, caseSentence, casePrinted) == casePrinted
	return a
}

// mediaRange is one of the ranges of an Accept header.
type mediaRange struct {
	media  string
	params map[string]string
	q      float64
}

// specific is 2 for a media type, 1 for "text/*", 0 for "*/*", -1 for a range
// that does not hold the media type.
func (r mediaRange) specific(media string) int {
	kind, _, _ := strings.Cut(media, "/")
	switch r.media {
	case media:
		return 2
	case kind + "/*":
		return 1
	case "*/*":
		return 0
	}
	return -1
}

func readAccept(headers []string) []mediaRange {
	var ranges []mediaRange
	for part := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		media, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		r := mediaRange{media: media, params: params, q: 1}
		if text, ok := params["q"]; ok {
			if r.q, err = strconv.ParseFloat(text, 64); err != nil || r.q < 0 || r.q > 1 {
				continue
			}
		}
		ranges = append(ranges, r)
	}
	return ranges
}

// preferred returns the media type that the client likes best of those offered,
// with the parameters of the range that says so; "" when it takes none. Of each,
// the most specific range that holds it tells how much it is liked; of equals, the
// one named most specifically is sent, then the first.
func preferred(accept, offered []string) (string, map[string]string) {
	if strings.TrimSpace(strings.Join(accept, "")) == "" {
		return offered[0], nil
	}
	ranges := readAccept(accept)
	best, bestSpecific, chosen := mediaRange{}, -1, ""
	for _, media := range offered {
		of, specific := mediaRange{}, -1
		for _, r := range ranges {
			if s := r.specific(media); s > specific {
				of, specific = r, s
			}
		}
		if of.q > best.q || of.q > 0 && of.q == best.q && specific > bestSpecific {
			best, bestSpecific, chosen = of, specific, media
		}
	}
	return chosen, best.params
}

// negotiate chooses the format of items by an Accept header.
func negotiate(accept []string) (asked, error) {
	offered := make([]string, len(mediaTypes))
	for i, m := range mediaTypes {
		offered[i] = m.media
	}
	media, params := preferred(accept, offered)
	a := asked{style: style.GOST}
	for _, m := range mediaTypes {
		if m.media == media {
			a.format = m.format
		}
	}
	if s := style.Style(params["style"]); s != "" {
		a.style = s
	}
	lang, _, _ := strings.Cut(strings.ToLower(params["locale"]), "-") // "ru-RU" is Russian
	a.locale = style.Locale(lang)
	if media == "" || !slices.Contains(style.Styles, a.style) || a.locale != "" && !slices.Contains(style.Locales, a.locale) {
		return a, fault(notAcceptable, "available: %s, the last two with style=%s and locale=%s; format= in the query overrides Accept",
			strings.Join(offered, ", "), strings.Join(names(style.Styles), "|"), strings.Join(names(style.Locales), "|"))
	}
	return a, nil
}

// write returns items in a format, and its media type. It knows all but JSON.
func (a asked) write(items []cite.Item) (contentType string, body []byte, err error) {
	if a.printed {
		printed := make([]cite.Item, len(items))
		for i, it := range items {
			printed[i] = it.AsPrinted()
		}
		items = printed
	}
	switch a.format {
	case formatCSL:
		body, err = cite.MarshalItems(items)
		return "application/vnd.citationstyles.csl+json", body, err
	case formatBibTeX:
		return "application/x-bibtex; charset=utf-8", []byte(bibtex.Write(items, bibtex.Options{NativeKeys: a.native})), nil
	case formatRIS:
		return "application/x-research-info-systems; charset=utf-8", []byte(ris.Write(items)), nil
	case formatText:
		var b strings.Builder
		for _, it := range items {
			b.WriteString(style.Format(it, a.style, a.locale).String() + "\n")
		}
		return fmt.Sprintf("text/x-bibliography; charset=utf-8; style=%s", a.style), []byte(b.String()), nil
	case formatDOCX:
		entries := make([]style.Entry, len(items))
		for i, it := range items {
			entries[i] = style.Format(it, a.style, a.locale)
		}
		var b bytes.Buffer
		err := style.WriteDOCX(&b, entries)
		return mediaOf(formatDOCX), b.Bytes(), err
	}
	return "", nil, fmt.Errorf("writing items: no format %q", a.format)
}

// respondItems answers with view as JSON, or with items in the bibliographic
// format that is asked for. next is the cursor of a list's next part.
func (x *call) respondItems(a asked, view any, items []cite.Item, next *string) error {
	if x.err != nil || a.format == formatJSON {
		return x.respondView(view)
	}
	contentType, body, err := a.write(items)
	if err != nil {
		return err
	}
	x.linkNext(next)
	respond(x.Context, contentType, body, true)
	return nil
}
