package query

import "fmt"

// LimitError says that a query goes beyond one of the published limits. It is
// the only way in which a query is refused.
type LimitError struct {
	// Limit names what is limited, in the plural: "bytes", "terms".
	Limit string
	Max   int
	// Position is the byte offset in the query at which the limit is passed, 0
	// where no place can be told.
	Position int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("the query is too complex: at most %d %s are allowed", e.Max, e.Limit)
}

// ValueError says that a parameter's value cannot be used.
type ValueError struct {
	Parameter, Value string
	// Want says what would be accepted.
	Want string
}

func (e *ValueError) Error() string {
	return fmt.Sprintf("%s=%q: want %s", e.Parameter, e.Value, e.Want)
}
