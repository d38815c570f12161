package search

// Snippet is the part of a text that shows best why it matched. The parts
// joined are a substring of the text.
type Snippet struct {
	TruncatedStart, TruncatedEnd bool
	Parts                        []SnippetPart
}

// SnippetPart is a stretch of a snippet, all of it marked or none.
type SnippetPart struct {
	Text string
	Mark bool
}

// NewSnippet cuts the best window of about size runes out of text.
func NewSnippet(text string, marks []Mark, size int) Snippet { return Snippet{} }
