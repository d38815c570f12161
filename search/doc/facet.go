package doc

// Facet names a dimension by which results are counted and narrowed.
type Facet string

// The facets.
const (
	FacetLang    Facet = "lang"
	FacetKind    Facet = "kind"
	FacetSection Facet = "section"
	FacetDoc     Facet = "doc"
	FacetAuthor  Facet = "author"
	FacetYear    Facet = "year"
	FacetScript  Facet = "script"
	FacetCites   Facet = "cites" // the ids of the works that a passage cites
)

// Facets lists all facets in the order in which they are shown.
var Facets = []Facet{FacetLang, FacetKind, FacetSection, FacetDoc, FacetAuthor, FacetYear, FacetScript, FacetCites}
