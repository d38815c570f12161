package web

// The page at /lookup: references as people paste them, and the works that they
// mean. The search page looks up a query that may be one.

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// citationParam holds the references, one or a list.
const citationParam = "citation"

// lookupPage is the view of that page.
type lookupPage struct {
	frame
	Text  string // as given
	Found []lookedUp
	// Matched counts those whose work is known.
	Matched int
	// Left counts the references beyond maxCitations, which were not looked up.
	Left int
	// FormURL takes the form; Examples are references of the corpus to try.
	FormURL  string
	Examples []exampleQuery
}

// lookedUp is what came of one reference.
type lookedUp struct {
	Given string
	// Status is matched, ambiguous or none; Title says it.
	Status match.Status
	Title  string
	// Works are those that are meant or may be; without any, Nearest are those
	// that come closest.
	Works, Nearest []foundWorkLine
	URL            string // looks up this reference alone
	// whole says that an author, a title and a year were read in it.
	whole bool
}

// foundWorkLine is a work and how it compares with the reference.
type foundWorkLine struct {
	workLine
	Evidence []evidenceLine
	Warnings []warningLine
}

// evidenceLine compares a field; its name and the agreement are for people.
type evidenceLine struct {
	Field, Given, Found, Agreement string
	Differs                        bool
}

func (s *site) lookupPage(c *gin.Context, r *reader, index Index, params url.Values) error {
	if c.Request.Method == http.MethodPost {
		// A list is longer than an address may be.
		form, err := readBody(c)
		if err != nil {
			return err
		}
		if params, err = parseParams(string(form)); err != nil {
			return err
		}
	}
	text, err := single(params, citationParam)
	if err != nil {
		return err
	}
	v := &lookupPage{frame: s.frame(r, r.T("lookup.title")), Text: text, FormURL: r.url("/lookup", nil)}
	if c.Request.Method != http.MethodPost {
		v.Kept = pick(params, []string{citationParam})
	}
	v.NoIndex = text != ""
	given := read.SplitList(text)
	if len(given) > maxCitations {
		v.Left = len(given) - maxCitations
		given = given[:maxCitations]
	}
	for _, citation := range given {
		found, err := r.lookUp(c.Request.Context(), index, citation)
		if err != nil {
			return err
		}
		if found.Status == match.Matched {
			v.Matched++
		}
		v.Found = append(v.Found, *found)
	}
	if len(given) == 0 {
		if v.Examples, err = r.exampleReferences(c.Request.Context(), index); err != nil {
			return err
		}
	}
	return respondPage(c, r, "lookup", v)
}

// exampleReferences are the first references of the first document that has some.
func (r *reader) exampleReferences(ctx context.Context, index Index) ([]exampleQuery, error) {
	const docs, most = 10, 3
	briefs, _, err := index.Documents(ctx, 0, docs)
	if err != nil {
		return nil, err
	}
	for _, d := range briefs {
		passages, err := index.Passages(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		var list []exampleQuery
		for _, e := range doc.WrittenEntries(passages) {
			if raw := cite.WithoutNumber(e.Raw); len(list) < most && raw != "" {
				list = append(list, exampleQuery{raw, e.Passage.Lang, r.url("/lookup", url.Values{citationParam: {raw}})})
			}
		}
		if len(list) > 0 {
			return list, nil
		}
	}
	return nil, nil
}

// lookUp finds the work of a reference. One that says nothing has none.
func (r *reader) lookUp(ctx context.Context, works Bibliography, citation string) (*lookedUp, error) {
	v := &lookedUp{Given: citation, Status: match.None, URL: r.url("/lookup", url.Values{citationParam: {citation}})}
	l, err := LookUp(ctx, works, citation, defaultNearby)
	if f, ok := errors.AsType[*faultError](err); ok && (f.kind == emptyCitation || f.kind == tooLarge) {
		v.Title = r.T("lookup.unread")
		return v, nil
	}
	if err != nil {
		return nil, err
	}
	v.Status, v.Title = l.Status, r.T("found."+string(l.Status))
	v.whole = len(l.Parsed.Author) > 0 && l.Parsed.Title != "" && l.Parsed.Year() != 0
	for _, part := range []struct {
		from []LookupResult
		to   *[]foundWorkLine
	}{{l.Results, &v.Works}, {l.Nearest, &v.Nearest}} {
		for i, found := range part.from {
			if l.Status == match.Matched && i > 0 {
				break // the others are beside it, not meant
			}
			// That fields differ stands in the evidence.
			odd := slices.DeleteFunc(found.Warnings, func(w warningView) bool { return w.Code == cite.WarnField })
			line := foundWorkLine{workLine: r.newWorkLine(found.Work), Warnings: r.warnings(odd)}
			for _, e := range found.Evidence {
				line.Evidence = append(line.Evidence, evidenceLine{r.T("csl." + e.Field), e.Given, e.Found, r.T("agreement." + string(e.Agreement)), e.Agreement == match.Differs})
			}
			*part.to = append(*part.to, line)
		}
	}
	return v, nil
}

// fieldSyntax is a part of the query language that no reference has.
var fieldSyntax = regexp.MustCompile(`(?:^|[\s(])-?(?:` + strings.Join(query.Fields, "|") + `):\S`)

// pastedReference looks up a query that may be a reference; nil where it is none.
// That a work is not known is only said of what reads as a whole reference.
func (r *reader) pastedReference(ctx context.Context, works Bibliography, q string) (*lookedUp, error) {
	if len(q) > maxCitation || !read.LooksLikeReference(q) || fieldSyntax.MatchString(q) {
		return nil, nil
	}
	found, err := r.lookUp(ctx, works, q)
	if err != nil {
		return nil, err
	}
	if found.Status != match.Matched && !found.whole && len(cite.FindDOI(q)) == 0 {
		return nil, nil
	}
	return found, nil
}

// workLine is a work in a list of them.
type workLine struct {
	Title, URL, In string
	Authors        []string
	Year           int
	DocumentURL    string // empty for a work that is only cited
}

func (r *reader) newWorkLine(w workView) workLine {
	line := workLine{Title: workTitle(&w.CSL, w.Forms, w.ID), URL: r.url("/works/"+w.ID, nil), In: publishedIn(&w.CSL), Year: w.CSL.Year()}
	for _, name := range w.CSL.Author {
		line.Authors = append(line.Authors, name.String())
	}
	if w.Document != nil {
		line.DocumentURL = r.documentURL(*w.Document)
	}
	return line
}
