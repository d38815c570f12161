// Package mcpserver serves izde to assistants by the Model Context Protocol
// (https://modelcontextprotocol.io, revision 2025-06-18 and later): six tools that
// search and read a corpus, so that an assistant answers from it with exact
// quotations and citations. It is the only package that knows the protocol's SDK.
//
// A tool turns arguments into requests of a desk, and what the desk answers into a
// value that goes out twice: as structured content by the tool's schema, and as text
// to be read. Positions are code points, as in the API of package web.
package mcpserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
	"unicode/utf8"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/query"
)

const (
	// maxTime bounds the work on one call.
	maxTime = 5 * time.Second
	// maxMessage is the longest message that is read, in bytes; a longer one ends
	// the session.
	maxMessage = 4 << 20
	// maxAnswer is the greatest size of the structured content of an answer, in bytes.
	maxAnswer = 256 << 10
	// maxError is how much of the text of an error is kept at each of its ends.
	maxError = 500
)

// Open hands out the index that is current; the function it returns must be called
// when the call is done with it. Without an index it returns search.ErrUnavailable.
type Open func() (desk.Index, func(), error)

const instructions = `izde searches a corpus of scholarly documents in English, Kazakh, Russian and Chinese.
Answer from it: quote only what stands verbatim in a "quote" or in the text of a passage, give the "citation" with it,
and the page where one is known. Search with a few content words in any of the languages (words are found in all their
inflections and across scripts); read around a hit with "passage". A passage that is "damaged" is scrambled in its
source: say so where you quote it. Where search and lookup find nothing, the corpus does not have it: say so.`

// New returns a server of the six tools. Calls are answered from the index that is
// current when they come; what goes wrong inside is logged and not told.
func New(open Open, version string, log *slog.Logger) *mcp.Server {
	s := mcp.NewServer(&mcp.Implementation{Name: "izde", Title: "izde", Version: version}, &mcp.ServerOptions{
		Instructions: instructions, Capabilities: &mcp.ServerCapabilities{Tools: &mcp.ToolCapabilities{}},
	})
	add(s, open, log, "search", "Search the corpus", searchHelp, answerSearch)
	add(s, open, log, "passage", "Read a passage", passageHelp, answerPassage)
	add(s, open, log, "document", "Describe a document", documentHelp, answerDocument)
	add(s, open, log, "lookup", "Find the work that a reference means", lookupHelp, answerLookup)
	add(s, open, log, "cited_by", "Find who cites a work", citedByHelp, answerCitedBy)
	add(s, open, log, "bibliography", "Write a bibliography", bibliographyHelp, answerBibliography)
	s.AddReceivingMiddleware(bounded(log))
	return s
}

// ServeStdio serves the client at the standard input and output of the process until
// it closes the input or ctx ends.
func ServeStdio(ctx context.Context, s *mcp.Server) error {
	if err := s.Run(ctx, &mcp.StdioTransport{MaxLineLength: maxMessage}); err != nil {
		return fmt.Errorf("serving an assistant: %w", err)
	}
	return nil
}

// add gives a server a tool. The answer's String is what is read.
func add[In any, Out fmt.Stringer](s *mcp.Server, open Open, log *slog.Logger, name, title, help string, answer func(context.Context, *desk.Desk, In) (Out, error)) {
	closed := false
	tool := &mcp.Tool{Name: name, Title: title, Description: help, Annotations: &mcp.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed}}
	mcp.AddTool(s, tool, func(ctx context.Context, _ *mcp.CallToolRequest, in In) (*mcp.CallToolResult, Out, error) {
		var out Out
		index, release, err := open()
		if err != nil {
			return nil, out, told(err, log)
		}
		defer release()
		if out, err = answer(ctx, desk.New(index), in); err != nil {
			return nil, out, told(err, log)
		}
		return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: out.String()}}}, out, nil
	})
}

// bounded limits the time of a call and the size of its answer, and keeps from the
// client what goes wrong inside.
func bounded(log *slog.Logger) mcp.Middleware {
	return func(next mcp.MethodHandler) mcp.MethodHandler {
		return func(ctx context.Context, method string, request mcp.Request) (result mcp.Result, err error) {
			if method != "tools/call" {
				return next(ctx, method, request)
			}
			ctx, cancel := context.WithTimeout(ctx, maxTime)
			defer cancel()
			defer func() {
				if p := recover(); p != nil {
					log.Error("panic", "panic", p, "stack", string(debug.Stack()))
					result, err = refusal(errInternal.Error()), nil
				}
			}()
			result, err = next(ctx, method, request)
			if _, ofProtocol := errors.AsType[*jsonrpc.Error](err); ofProtocol {
				return nil, err
			}
			answer, ok := result.(*mcp.CallToolResult)
			if err != nil || !ok {
				log.Error("internal error", "err", err)
				return refusal(errInternal.Error()), nil
			}
			if refused := answer.GetError(); refused != nil {
				// Where arguments do not follow the schema, the SDK repeats them.
				return refusal(ends(refused.Error())), nil
			}
			if data, ok := answer.StructuredContent.(json.RawMessage); ok && len(data) > maxAnswer {
				return refusal(fmt.Sprintf("the answer has %d bytes and may have %d: ask for less, with a lower limit or fewer ids", len(data), maxAnswer)), nil
			}
			return answer, nil
		}
	}
}

func refusal(text string) *mcp.CallToolResult {
	return &mcp.CallToolResult{IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: text}}}
}

var errInternal = errors.New("something went wrong inside izde; this is not the fault of the arguments, and the log of the server says more")

// refusals say what to do where a desk speaks of the addresses of the API.
var refusals = map[desk.Reason]string{
	desk.UnknownDocument: `no document has that id: take the field "document" of a hit of search`,
	desk.UnknownPassage:  `no passage has that id: take the field "passage" of a hit of search`,
	desk.UnknownWork:     `the corpus neither holds nor cites that work: find works by a reference with lookup`,
	desk.BadIdentifier:   `that is neither an id nor a DOI: take the field "work" or "document" of another answer, or a DOI such as 10.1000/182`,
	desk.TooLarge:        fmt.Sprintf("a reference has at most %d bytes: look them up one by one", desk.MaxCitation),
}

// told returns an error that says to an assistant what to do, and logs one that is
// internal.
func told(err error, log *slog.Logger) error {
	if r, ok := errors.AsType[*desk.Refusal](err); ok && refusals[r.Reason] != "" {
		return errors.New(refusals[r.Reason])
	}
	limit, limited := errors.AsType[*query.LimitError](err)
	switch {
	case limited:
		return fmt.Errorf("%w; shorten the query or ask in several", limit)
	case desk.Refused(err):
		return err
	case errors.Is(err, search.ErrUnavailable):
		return errors.New(`no index can be searched at the moment; if it stays so, the operator must run "izde index"`)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return fmt.Errorf("that took longer than %v: use fewer or rarer words, or narrow with a filter", maxTime)
	}
	log.Error("internal error", "err", err)
	return errInternal
}

// cut shortens a text to at most so many bytes, between two characters, and reports
// whether it was longer.
func cut(text string, most int) (string, bool) {
	if len(text) <= most {
		return text, false
	}
	for !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most], true
}

// ends leaves of a long text its beginning and its end.
func ends(text string) string {
	first, was := cut(text, maxError)
	if !was || len(text) <= 2*maxError {
		return text
	}
	at := len(text) - maxError
	for !utf8.RuneStart(text[at]) {
		at++
	}
	return first + " … " + text[at:]
}

// amount returns a number that is asked for: usual where it is not said.
func amount(field string, n, usual, most int) (int, error) {
	if n == 0 {
		return usual, nil
	}
	if n < 0 || n > most {
		return 0, invalid(field, "%s=%d: want a whole number from 1 to %d, or leave it out", field, n, most)
	}
	return n, nil
}

// part returns limit things from offset on.
func part[T any](list []T, offset, limit int) []T {
	from := min(offset, len(list))
	return list[from:min(from+limit, len(list))]
}

func invalid(field, format string, args ...any) error {
	return &desk.Refusal{Reason: desk.InvalidValue, Field: field, Detail: fmt.Sprintf(format, args...)}
}
