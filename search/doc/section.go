package doc

import (
	"net/url"
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

// ValidSection reports whether the parts of a value of the section facet are properly
// encoded.
func ValidSection(value string) bool {
	_, err := url.PathUnescape(value)
	return err == nil
}
