package cite

import "testing"

func TestChecksums(t *testing.T) {
	for _, c := range []struct {
		name       string
		valid      func(string) bool
		right, bad string
	}{
		{"ISBN-13", ValidISBN, "978-3-16-148410-0", "978-3-16-148410-1"},
		{"ISBN-10", ValidISBN, "0-306-40615-2", "0-306-40651-2"},
		{"ISBN-10 with X", ValidISBN, "0-8044-2957-X", "0-8044-295X-7"},
		{"ISBN-10 with Cyrillic Х", ValidISBN, "0-8044-2957-Х", "0-8044-2957-1"},
		{"ISSN", ValidISSN, "2049-3630", "2049-3631"},
		{"ISSN with X", ValidISSN, "2434-561X", "2434-5610"},
		{"ORCID", ValidORCID, "0000-0002-1825-0097", "0000-0002-1825-0079"},
		{"ORCID with X", ValidORCID, "0000-0002-1694-233X", "0000-0002-1694-2330"},
		{"length", ValidORCID, "0000-0002-1825-0097", "0000-0002-1825-009"},
		{"nothing", ValidISBN, "978-3-16-148410-0", ""},
	} {
		if !c.valid(c.right) || c.valid(c.bad) {
			t.Errorf("%s: %s %v, %s %v", c.name, c.right, c.valid(c.right), c.bad, c.valid(c.bad))
		}
	}
}
