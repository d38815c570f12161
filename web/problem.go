package web

// Errors as clients see them: problem documents (RFC 9457), and the one table
// that says which error has which status.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/query"
)

// kind is a sort of error.
type kind struct {
	// code identifies the kind to programs; it never changes.
	code   string
	status int
	title  string
	// retryAfter is the number of seconds after which to try again, if that
	// helps.
	retryAfter int
}

// The table of all kinds.
var (
	malformedQuery    = &kind{code: "malformed_query", status: 400, title: "The query string cannot be read"}
	invalidValue      = &kind{code: "invalid_value", status: 400, title: "A parameter has a value that cannot be used"}
	repeatedParameter = &kind{code: "repeated_parameter", status: 400, title: "A parameter stands more than once"}
	unknownParameter  = &kind{code: "unknown_parameter", status: 400, title: "There is no such parameter"}
	malformedCursor   = &kind{code: "malformed_cursor", status: 400, title: "The cursor cannot be read"}
	cursorMismatch    = &kind{code: "cursor_mismatch", status: 400, title: "The cursor belongs to other parameters"}
	malformedBody     = &kind{code: "malformed_body", status: 400, title: "The body of the request cannot be read"}
	badIdentifier     = &kind{code: "bad_identifier", status: 400, title: "That is no identifier"}
	notThisMachine    = &kind{code: "not_this_machine", status: 403, title: "That is done on a page of this machine alone"}
	private           = &kind{code: "private", status: 401, title: "This library is private"}
	notFound          = &kind{code: "not_found", status: 404, title: "Nothing is here"}
	unknownDocument   = &kind{code: "unknown_document", status: 404, title: "There is no such document"}
	unknownPassage    = &kind{code: "unknown_passage", status: 404, title: "There is no such passage"}
	unknownWork       = &kind{code: "unknown_work", status: 404, title: "There is no such work"}
	unknownAuthor     = &kind{code: "unknown_author", status: 404, title: "There is no such author"}
	unknownPage       = &kind{code: "unknown_page", status: 404, title: "There is no such page"}
	noFile            = &kind{code: "no_file", status: 404, title: "The file is not to be had"}
	methodNotAllowed  = &kind{code: "method_not_allowed", status: 405, title: "The method is not allowed here"}
	notAcceptable     = &kind{code: "not_acceptable", status: 406, title: "There is no answer in that format"}
	cursorExpired     = &kind{code: "cursor_expired", status: 410, title: "The cursor has expired"}
	fileChanged       = &kind{code: "file_changed", status: 410, title: "The file is no longer what was indexed"}
	tooLarge          = &kind{code: "too_large", status: 413, title: "The request is too large"}
	unsupportedType   = &kind{code: "unsupported_media_type", status: 415, title: "The format of the body cannot be read"}
	crossOrigin       = &kind{code: "cross_origin", status: 403, title: "Another site made this request"}
	unknownHost       = &kind{code: "unknown_host", status: 421, title: "The site has another name"}
	queryTooComplex   = &kind{code: "query_too_complex", status: 422, title: "The query is too complex"}
	tooManyResults    = &kind{code: "too_many_results", status: 422, title: "There are more results than can be given at once"}
	pagingTooDeep     = &kind{code: "paging_too_deep", status: 422, title: "The cursor leads further than a list goes"}
	emptyCitation     = &kind{code: "empty_citation", status: 422, title: "The citation says nothing"}
	tooManyRequests   = &kind{code: "too_many_requests", status: 429, title: "These are too many requests", retryAfter: 1}
	internalError     = &kind{code: "internal_error", status: 500, title: "Something went wrong here"}
	indexUnavailable  = &kind{code: "index_unavailable", status: 503, title: "No index can be searched at the moment", retryAfter: 5}
	overloaded        = &kind{code: "overloaded", status: 503, title: "Too much is asked at the moment", retryAfter: 1}
	queryTimeout      = &kind{code: "query_timeout", status: 503, title: "The query took too long", retryAfter: 1}
)

// problem is an error as the client is told: a problem document (RFC 9457, section 3)
// with the members that izde adds: code, parameter, position and limit. Detail says
// what to do next.
type problem struct {
	*kind
	// No page describes the kinds one by one, so the type says no more than the code
	// does.
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Code      string `json:"code"`
	Detail    string `json:"detail"`
	Parameter string `json:"parameter,omitempty"`
	// Position counts the code points of the parameter's value before the fault,
	// where that is known.
	Position *int       `json:"position,omitempty"`
	Limit    *limitView `json:"limit,omitempty"`
}

// limitView says which of the published limits is passed: "bytes", "terms",
// "nested_parentheses", "fuzzy_words", "wildcard_expansions", "filter_values" …
type limitView struct {
	Name string `json:"name"`
	Max  int    `json:"max"`
}

func (p *problem) Error() string { return p.Detail }

func fault(k *kind, format string, args ...any) *problem { return faultIn("", k, format, args...) }

// faultIn is a fault in a parameter.
func faultIn(parameter string, k *kind, format string, args ...any) *problem {
	return &problem{kind: k, Type: "urn:izde:problem:" + k.code, Title: k.title, Status: k.status, Code: k.code, Detail: fmt.Sprintf(format, args...), Parameter: parameter}
}

// refusals are the kinds of the refusals of a desk.
var refusals = map[desk.Reason]*kind{
	desk.InvalidValue: invalidValue, desk.BadIdentifier: badIdentifier, desk.UnknownDocument: unknownDocument, desk.UnknownPassage: unknownPassage,
	desk.UnknownWork: unknownWork, desk.UnknownAuthor: unknownAuthor, desk.TooLarge: tooLarge, desk.TooManyResults: tooManyResults,
	desk.UnknownPage: unknownPage, desk.NoFile: noFile, desk.FileChanged: fileChanged,
	desk.PagingTooDeep: pagingTooDeep, desk.EmptyCitation: emptyCitation,
}

// faultOf translates any error into a problem for the client. An error that is not
// listed is internal, and nothing of it is told.
func faultOf(c *gin.Context, err error) *problem {
	if f, ok := errors.AsType[*problem](err); ok {
		return f
	}
	if r, ok := errors.AsType[*desk.Refusal](err); ok {
		return faultIn(r.Field, refusals[r.Reason], "%s", r.Detail)
	}
	if limit, ok := errors.AsType[*query.LimitError](err); ok {
		f := faultIn("q", queryTooComplex, "%s; shorten the query or ask in several", limit)
		// Programs tell the limits apart by a name of one word.
		f.Limit = &limitView{strings.ReplaceAll(limit.Limit, " ", "_"), limit.Max}
		if limit.Position > 0 {
			points := codePoints{text: c.Query("q")}
			position := points.at(limit.Position)
			f.Position = &position
		}
		return f
	}
	if value, ok := errors.AsType[*query.ValueError](err); ok {
		return faultIn(value.Parameter, invalidValue, "%s", value)
	}
	switch {
	case errors.Is(err, search.ErrBadCursor):
		return badCursor()
	case errors.Is(err, search.ErrNotFound):
		return fault(notFound, "nothing has that id; documents are listed at /documents")
	case errors.Is(err, search.ErrUnavailable):
		return fault(indexUnavailable, "try again in a few seconds; if it stays so, the operator must run: izde index")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return fault(queryTimeout, "use fewer or rarer words, or narrow with a filter; then try again")
	}
	return fault(internalError, "%s", internalDetail(c))
}

func internalDetail(c *gin.Context) string {
	return "this is not the request's fault; tell the operator the request id " + c.Writer.Header().Get(requestIDHeader)
}

// prepare logs internal errors, and sets the headers of an error.
func (s *site) prepare(c *gin.Context, err error) *problem {
	f := faultOf(c, err)
	if f.kind == internalError {
		s.log.Error("internal error", "id", c.Writer.Header().Get(requestIDHeader), "err", err)
	}
	if f.retryAfter > 0 {
		c.Header("Retry-After", fmt.Sprint(f.retryAfter))
	}
	c.Header("Cache-Control", "no-store")
	return f
}

func (s *site) writeProblem(c *gin.Context, err error) {
	f := s.prepare(c, err)
	body, err := json.Marshal(f)
	if err != nil { // strings and numbers always encode
		panic(err)
	}
	write(c, f.Status, "application/problem+json", append(body, '\n'))
}

// write sends a whole answer; HEAD gets all of it but the body.
func write(c *gin.Context, status int, contentType string, body []byte) {
	c.Header("Content-Type", contentType)
	c.Header("Content-Length", fmt.Sprint(len(body)))
	c.Status(status)
	if c.Request.Method == http.MethodHead {
		c.Writer.WriteHeaderNow()
		return
	}
	// A client that has gone cannot be told about it.
	_, _ = c.Writer.Write(body)
}
