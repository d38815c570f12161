package query

// What the tests of this package, which stand outside for the sake of plan, look
// at.
var (
	IsBlank    = isBlank
	Searchable = searchable
)
