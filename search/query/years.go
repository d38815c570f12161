package query

import (
	"strconv"
	"strings"
)

// Has reports whether year is known and in the range.
func (y Years) Has(year int) bool {
	return year != 0 && (y.From == 0 || year >= y.From) && (y.To == 0 || year <= y.To)
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
