package web

// Reading parameters: strictly, with an answer that says what would do.

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
)

const (
	defaultLimit = 10
	maxLimit     = 100
)

// parseParams reads a query string. Unlike http.Request it does not drop what
// it cannot read.
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

// checkNames refuses parameters that are neither in known nor, by name or by
// prefix (ending in "."), in later: those that the API describes and that are
// not built yet.
func checkNames(params url.Values, known, later []string) error {
	for _, name := range sortedKeys(params) {
		if slices.Contains(known, name) {
			continue
		}
		for _, l := range later {
			if name == l || strings.HasSuffix(l, ".") && strings.HasPrefix(name, l) {
				return faultIn(name, notImplemented, "the parameter is described in the API and not built yet; leave it out")
			}
		}
		detail := "leave it out"
		if near := nearest(name, known); near != "" {
			detail = "did you mean " + near + "?"
		}
		return faultIn(clip(name), unknownParameter, "%s (known are %s)", detail, strings.Join(known, ", "))
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
func single(params url.Values, name string) (string, error) {
	values := params[name]
	switch len(values) {
	case 0:
		return "", nil
	case 1:
		return values[0], nil
	}
	return "", faultIn(name, repeatedParameter, "give %s once", name)
}

// number returns the value of a parameter between low and high, def when it is
// absent or empty.
func number(params url.Values, name string, def, low, high int) (int, error) {
	text, err := single(params, name)
	if err != nil || text == "" {
		return def, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		return 0, faultIn(name, invalidValue, "%s=%q: want a whole number from %d to %d", name, clip(text), low, high)
	}
	return n, nil
}

func readLimit(params url.Values) (int, error) {
	return number(params, "limit", defaultLimit, 0, maxLimit)
}

// oneOf returns the value of a parameter that takes only certain ones; the
// first is the default.
func oneOf[T ~string](params url.Values, name string, allowed ...T) (T, error) {
	text, err := single(params, name)
	if err != nil || text == "" {
		return allowed[0], err
	}
	if !slices.Contains(allowed, T(text)) {
		return "", wrongName(name, text, names(allowed))
	}
	return T(text), nil
}

func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// wrongName says which of the names could have been meant.
func wrongName(parameter, value string, known []string) error {
	known = slices.DeleteFunc(slices.Clone(known), func(k string) bool { return k == "" }) // the default of some
	hint := ""
	if near := nearest(value, known); near != "" && len(value) > 1 { // one letter could be anything
		hint = "did you mean " + near + "? "
	}
	return faultIn(parameter, invalidValue, "%s=%q: %swant one of %s", parameter, clip(value), hint, strings.Join(known, ", "))
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

// pathID returns the id in the path; an id that cannot exist is not found.
func pathID(c *gin.Context) (string, error) {
	id, err := url.PathUnescape(c.Param("id"))
	if err != nil || !validID(id) {
		return id, search.ErrNotFound
	}
	return id, nil
}

// validID reports whether id is one that izde could have given:
// [A-Za-z0-9_-]{1,64}.
func validID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for i := 0; i < len(id); i++ {
		switch b := id[i]; {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', b == '_', b == '-':
		default:
			return false
		}
	}
	return true
}

// nearest returns the name that differs least from what was given: by one
// letter in three at most, else none.
func nearest(given string, known []string) string {
	if len(given) > 64 {
		return ""
	}
	best, least := "", max(1, utf8.RuneCountInString(given)/3)+1
	for _, k := range known {
		if d := analysis.EditDistance(strings.ToLower(given), k); d < least {
			best, least = k, d
		}
	}
	return best
}
