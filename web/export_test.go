package web

// The parts of the package that its external tests need.

import (
	"log/slog"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/query"
)

// Routes lists the routes, "GET /api/v1/search".
func Routes() []string {
	var list []string
	for _, r := range (&site{log: slog.New(slog.DiscardHandler)}).routes().(*gin.Engine).Routes() {
		list = append(list, r.Method+" "+r.Path)
	}
	return list
}

// APITexts are the sentences of the description by language.
var APITexts = apiTexts

// Limits are the limits in force, by their names in the description.
var Limits = map[string]int{
	"query_bytes": query.MaxQueryBytes, "query_words": query.MaxQueryTerms, "query_nesting": query.MaxQueryNesting, "query_fuzzy_words": query.MaxFuzzyWords, "similar_passages": desk.MaxSimilar,
	"page_size": desk.MaxHits, "hits_paged_through": desk.MaxDepth, "hits_exported": desk.MaxExported, "concordance_lines": desk.MaxLines, "facet_values": desk.MaxFacetValues, "filter_values": desk.MaxFilterValues,
	"body_bytes": maxBody, "references_parsed": desk.MaxParsed, "citations_looked_up": desk.MaxCitations, "citation_bytes": desk.MaxCitation, "works_exported": desk.MaxExported, "ids_listed": desk.MaxListed, "request_seconds": int(defaultTimeout / time.Second),
}

// ExpiredCursor is a cursor of another generation for the list at path.
func ExpiredCursor(path string) string {
	name, err := url.PathUnescape(path)
	if err != nil {
		panic(err)
	}
	digest := digestParams(name, url.Values{})
	switch r := (&call{}).searchRequest(); path {
	case "/search.atom":
		r.Sort = search.ByIndexed
		fallthrough
	case apiRoot + "/search":
		digest = digestRequest(&r.Request)
	}
	return cursor{Params: digest, Generation: "another"}.String()
}
