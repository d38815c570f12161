package doc

// Reading says how a file was understood, so that one can tell whether to trust what
// is found in it.
type Reading struct {
	// Format is the file's: "pdf", "text", "bibtex" …; "metadata" says that only
	// what a library tells about the document was read.
	Format string `json:"format"`
	Bytes  int64  `json:"bytes"`
	// Pages counts the pages of a file that has some, PagesWithoutText those on which
	// nothing could be read.
	Pages            int `json:"pages"`
	PagesWithoutText int `json:"pages_without_text"`
	// Characters counts the code points of the canonical text, white space aside.
	Characters int `json:"characters"`
	// Repairs are the changes to the text, Damaged the passages whose text is known to be
	// scrambled, References the entries of the lists, Unresolved the citations with a part
	// that means no entry.
	Repairs    int `json:"repairs"`
	Damaged    int `json:"damaged_passages"`
	References int `json:"references"`
	Unresolved int `json:"unresolved_citations"`
	// Notes are remarks of the reader, such as a legacy encoding.
	Notes []string `json:"notes"`
}
