package search

import (
	"net/url"
	"strconv"
	"strings"
)

// SectionValue writes a section path as the value of its facet: each part
// percent-encoded (RFC 3986, section 2.1), joined by "/".
func SectionValue(path []string) string {
	parts := make([]string, len(path))
	for i, p := range path {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}

// ParseSection reads a value of the section facet. Parts that are not properly
// encoded are taken as they stand.
func ParseSection(value string) []string {
	path := strings.Split(value, "/")
	for i, p := range path {
		if decoded, err := url.PathUnescape(p); err == nil {
			path[i] = decoded
		}
	}
	return path
}

// ParseYears reads "2019", "2019..2024", "2019.." or "..2024".
func ParseYears(s string) (Years, error) {
	from, to, isRange := strings.Cut(strings.TrimSpace(s), "..")
	if !isRange {
		to = from
	}
	var y Years
	for _, end := range []struct {
		text string
		year *int
	}{{from, &y.From}, {to, &y.To}} {
		if isRange && end.text == "" {
			continue
		}
		n, err := strconv.Atoi(end.text)
		if err != nil || n < 1 || n > 9999 {
			return Years{}, badYears(s)
		}
		*end.year = n
	}
	if y.From == 0 && y.To == 0 || y.To != 0 && y.From > y.To {
		return Years{}, badYears(s)
	}
	return y, nil
}

func badYears(s string) error {
	return &ValueError{"year", s, `a year ("2024") or a range of years ("2019..2024", "2019..", "..2024")`}
}
