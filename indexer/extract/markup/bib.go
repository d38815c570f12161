package markup

// This file holds what readers of bibliographic elements share.

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/izde/izde/search/cite"
)

// ISODate writes a date as ISO 8601, as far as its parts are numbers in range; ""
// without a year.
func ISODate(year, month, day string) string {
	y, m, d := digits(year, 9999), digits(month, 12), digits(day, 31)
	switch {
	case y < 1000:
		return ""
	case m == 0:
		return fmt.Sprintf("%04d", y)
	case d == 0:
		return fmt.Sprintf("%04d-%02d", y, m)
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
}

// ISO writes the first date of d as ISO 8601; "" for nil.
func ISO(d *cite.Date) string {
	if d == nil || len(d.Parts) == 0 {
		return ""
	}
	var parts [3]string
	for i, n := range d.Parts[0][:min(3, len(d.Parts[0]))] {
		parts[i] = strconv.Itoa(n)
	}
	return ISODate(parts[0], parts[1], parts[2])
}

// digits reads a number of at most most, 0 if s is none.
func digits(s string, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > most {
		return 0
	}
	return n
}

// DateOf reads an ISO date, or words that hold one, as a date of CSL; nil if s is
// neither.
func DateOf(s string) *cite.Date {
	parts := strings.SplitN(s, "-", 3)
	iso := ISODate(parts[0], at(parts, 1), at(parts, 2))
	if iso == "" {
		return cite.ReadDate(s)
	}
	var date []int
	for p := range strings.SplitSeq(iso, "-") {
		n, _ := strconv.Atoi(p)
		date = append(date, n)
	}
	return &cite.Date{Parts: [][]int{date}}
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// Scheme is the name of a scheme of classification as doc.Document has it, "" if izde
// does not know it: journals have headings of their own.
func Scheme(name string) string {
	switch name = strings.ToUpper(strings.TrimPrefix(name, "#")); name {
	case "UDK", "УДК", "ӘОЖ":
		return "UDC"
	case "МРНТИ", "ГРНТИ", "ҒТАМР", "IRSTI", "GRNTI", "MRNTI":
		return "CICSTI"
	case "UDC", "JEL", "MSC", "PACS", "DDC", "LCC", "CICSTI":
		return name
	}
	return ""
}

// NameOf reads a name that is not taken apart; what is longer than any name is one as
// it stands.
func NameOf(s string) cite.Name {
	const longest = 300 // bytes
	if len(s) > longest {
		return cite.Name{Literal: s}
	}
	return cite.ReadName(s)
}

// Set sets a variable of CSL unless it has a value, or value is "".
func Set(it *cite.Item, variable, value string) {
	if v := it.Variable(variable); v != nil && *v == "" {
		*v = value
	}
}

// Pages joins the first and the last page of a range.
func Pages(first, last string) string {
	if last == "" || last == first {
		return first
	}
	return first + "-" + last
}

// EntryNumber is the number that the label of an entry prints, "12", "[12]" or "12.";
// 0 if it prints another thing.
func EntryNumber(label string) int {
	return digits(strings.Trim(label, "[]().（）［］ "), 99_999)
}
