package web

// Reading parameters and bodies: strictly, with an error that says what would be
// accepted.

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/query"
)

// defaultLimit is how many items a list has unless the request says; desk.MaxHits is
// the most of any list.
const defaultLimit = 10

// listParams are the parameters of every list.
var listParams = []string{"limit", "cursor"}

// parseParams reads a query string. Unlike http.Request it does not drop the parts
// that it cannot read.
func parseParams(raw string) (url.Values, error) {
	params, err := url.ParseQuery(raw)
	if err != nil {
		return nil, fault(malformedQuery, "percent-encode what is not a letter or a digit (%% as %%25, ; as %%3B)")
	}
	for name, values := range params {
		if !utf8.ValidString(name) {
			return nil, fault(malformedQuery, "a parameter's name is not UTF-8; encode it as UTF-8 before percent-encoding")
		}
		for _, v := range values {
			if !utf8.ValidString(v) {
				return nil, faultIn(name, malformedQuery, "the value is not UTF-8; encode it as UTF-8 before percent-encoding")
			}
		}
	}
	return params, nil
}

// call is a request that is being answered: by a desk with one state of the index.
type call struct {
	*gin.Context
	desk   *desk.Desk
	params url.Values
	goOn   func() // gives the rest of a download new time
	// err is the first thing that is wrong with a parameter. Such a parameter is read
	// as if it were not there, and err is looked at before anything is answered.
	err error
}

func (x *call) ctx() context.Context { return x.Request.Context() }

func (x *call) fail(err error) {
	if x.err == nil {
		x.err = err
	}
}

// takes lets h be asked with parameters of those names alone.
func takes(known []string, h handler) handler {
	return func(x *call) error {
		if err := x.checkNames(known); err != nil {
			return err
		}
		return h(x)
	}
}

// checkNames refuses parameters of other names than those known.
func (x *call) checkNames(known []string) error {
	for _, name := range sortedKeys(x.params) {
		if slices.Contains(known, name) {
			continue
		}
		detail := "leave it out"
		if near := query.Nearest(name, known); near != "" {
			detail = "did you mean " + near + "?"
		}
		return faultIn(desk.Clip(name), unknownParameter, "%s (known are %s)", detail, strings.Join(known, ", "))
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// pick returns the parameters of those names.
func pick(params url.Values, names []string) url.Values {
	picked := url.Values{}
	for _, name := range names {
		if values, ok := params[name]; ok {
			picked[name] = values
		}
	}
	return picked
}

// single returns the value of a parameter that may stand only once.
func (x *call) single(name string) string {
	values := x.params[name]
	if len(values) > 1 {
		x.fail(faultIn(name, repeatedParameter, "give %s once", name))
	}
	return strings.Join(values, "")
}

// number returns the value of a parameter between low and high, def when it is
// absent, empty or wrong.
func (x *call) number(name string, def, low, high int) int {
	text := x.single(name)
	if text == "" {
		return def
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		x.fail(faultIn(name, invalidValue, "%s=%q: want a whole number from %d to %d", name, desk.Clip(text), low, high))
		return def
	}
	return n
}

func (x *call) limit() int { return x.number("limit", defaultLimit, 0, desk.MaxHits) }

// oneOf returns the value of a parameter that takes only certain ones; the
// first is the default.
func oneOf[T ~string](x *call, name string, allowed ...T) T {
	value := T(x.single(name))
	if value == "" {
		return allowed[0]
	}
	if err := desk.OneOf(name, value, allowed...); err != nil {
		x.fail(err)
		return allowed[0]
	}
	return value
}

// workType returns the type of CSL that works or documents are to be of, "" for any.
func (x *call) workType() string {
	if x.single("type") == "" {
		return ""
	}
	return oneOf(x, "type", cite.Types...)
}

func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// commas returns the values of a parameter that takes a list, separated by
// commas or repeated.
func commas(params url.Values, name string) []string {
	var list []string
	for _, v := range params[name] {
		for part := range strings.SplitSeq(v, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
	}
	return list
}

// id returns the id in the path. What is not encoded as it should be is no id.
func (x *call) id() string {
	id, err := url.PathUnescape(x.Param("id"))
	if err != nil {
		return x.Param("id")
	}
	return id
}

// readBody reads the body to its end.
func readBody(c *gin.Context) ([]byte, error) {
	data, err := io.ReadAll(c.Request.Body)
	if err == nil {
		return bytes.ToValidUTF8(data, []byte("\uFFFD")), nil
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, fault(tooLarge, "at most %d bytes are read at once; send it in parts", maxBody)
	}
	return nil, fault(malformedBody, "the body could not be read to its end")
}

// readJSON reads a body that is one JSON object into v; want shows what it may be.
func readJSON(c *gin.Context, v any, want string) error {
	kind, _, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return fault(unsupportedType, "send application/json: %s", want)
	}
	data, err := readBody(c)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return fault(malformedBody, "%s cannot be of JSON's type %s; want %s", cmp.Or(wrong.Field, "the body"), wrong.Value, want)
		}
		return fault(malformedBody, "%s; want %s", desk.Clip(strings.TrimPrefix(err.Error(), "json: ")), want)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fault(malformedBody, "something stands behind the JSON object; send one object")
	}
	return nil
}
