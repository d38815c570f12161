package web

// What the tests that stand outside the package need of its inside.

import (
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
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

// Limits are those that are kept, by the names that the description gives them.
var Limits = map[string]int{
	"query_bytes": query.MaxQueryBytes, "query_words": query.MaxQueryTerms, "query_nesting": query.MaxQueryNesting, "query_fuzzy_words": query.MaxFuzzyWords, "similar_passages": maxSimilar,
	"page_size": maxLimit, "hits_paged_through": maxDepth, "hits_exported": maxExported, "concordance_lines": maxLines, "facet_values": maxFacetLimit, "filter_values": maxFilterValues,
	"body_bytes": maxBody, "references_parsed": maxParsed, "citations_looked_up": maxCitations, "citation_bytes": maxCitation, "works_exported": maxExported, "request_seconds": int(defaultTimeout / time.Second),
}

// ExpiredCursor is a cursor of another generation for the list at path.
func ExpiredCursor(path string) string {
	name, err := url.PathUnescape(path)
	if err != nil {
		panic(err)
	}
	params := url.Values{}
	switch last := strings.TrimPrefix(path, apiRoot+"/"); last {
	case "search", "kwic", "works", "documents", "authors":
		name = last
	case "/search.atom":
		name, params = "search", url.Values{"facets": {""}}
	}
	return cursor{Params: digestParams(name, params), Generation: "another"}.String()
}
