// Package seeds carries the corpus of the repository and the queries that it is
// judged by. README.md says where they come from.
package seeds

import "embed"

// Files holds articles/, the corpus, and queries.jsonl, the judged queries: for
// each a line {"id", "lang", "query", "relevant"}. What is relevant is named by
// a quotation, {"quote", "gain"} or a string alone for a gain of 1: the passage
// that the quotation stands in.
//
//go:embed articles queries.jsonl
var Files embed.FS
