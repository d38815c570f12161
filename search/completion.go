package search

// CompletionKind says what a completion is.
type CompletionKind string

// The kinds of completion.
const (
	CompleteWord    CompletionKind = "word"
	CompleteKeyword CompletionKind = "keyword"
	CompleteAuthor  CompletionKind = "author"
	CompleteTitle   CompletionKind = "title"
)

// Completion is what text typed so far may become.
type Completion struct {
	Text string
	Kind CompletionKind
	// Query is what finds it in the query language, and Total how many passages
	// that finds.
	Query string
	Total int
}
