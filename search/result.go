package search

import (
	"slices"
	"time"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
)

// Result answers a Request.
type Result struct {
	// Total and TotalDocuments count the passages that match and the documents
	// that hold them, exactly.
	Total          int
	TotalDocuments int
	// Direct is how many of the passages match by the query's own words, the others by
	// counterparts in other languages.
	Direct int
	// DirectFirst says that these come before the others, which may be all.
	DirectFirst bool
	Hits        []Hit
	Facets      map[doc.Facet]FacetCounts
	Years       YearCounts
	// Next continues after the last hit; empty at the end.
	Next string
	// Plan is the query as it was run.
	Plan *plan.Plan
}

// Hit is a passage that matches.
type Hit struct {
	Passage *doc.Passage
	// Doc is the passage's document, in brief.
	Doc   *doc.Document
	Score float64
	// More is how many further passages of its document match, where hits are
	// grouped.
	More int
	// Explanation tells how Score came about, where that is asked for.
	Explanation *Explanation
}

// Explanation tells how the score of a hit came about: the scores of its parts
// add up to it.
type Explanation struct {
	Parts []ScorePart
}

// ScorePart is what one word or phrase of a query, or the way in which they are
// put together, adds to a score.
type ScorePart struct {
	// Query is the word or phrase as typed; empty for what is not of one word.
	Query string
	// Matched are the stretches of the passage's text that matched.
	Matched []excerpt.Mark
	// Passages is how many passages of the corpus hold the word, through the
	// view that finds most of them, or the rarest word of the phrase: the fewer,
	// the more it weighs.
	Passages int
	Score    float64
}

// Cut leaves the first limit values and those that are selected, and counts the
// others in More.
func (c FacetCounts) Cut(limit int) FacetCounts {
	if len(c.Values) <= limit {
		return c
	}
	var shown []FacetValue
	for i, v := range c.Values {
		if i < limit || v.Selected {
			shown = append(shown, v)
		}
	}
	return FacetCounts{shown, c.More + len(c.Values) - len(shown)}
}

// FacetCounts are the counts of one facet under all filters but its own.
type FacetCounts struct {
	// Values are in descending order of count, years the newest first. Values
	// that are selected are among them however few they count.
	Values []FacetValue
	// More says how many further values there are.
	More int
}

// FacetValue is one value of a facet.
type FacetValue struct {
	// Value is what a Filter accepts. A section's is its path, each part
	// percent-encoded, joined by "/".
	Value string
	// Label is the value for people where the corpus knows one (a document's
	// title, the last part of a section); else empty.
	Label string
	// Labels are the value in several languages, where the corpus knows them (a
	// document's titles).
	Labels map[doc.Lang]string
	// Cased has those of them that are printed in capitals as doc.Document.Cased does.
	Cased    map[string]string
	Count    int
	Selected bool
}

// YearCounts count passages by year, the newest year first, under all filters but the
// years that are wanted: the entries of reference lists by the years of the works that
// they name, all other passages by the years of their documents.
type YearCounts struct{ Documents, References []FacetValue }

// Without leaves out the years for which leaves reports true.
func (c YearCounts) Without(leaves func(year string) bool) YearCounts {
	drop := func(v FacetValue) bool { return leaves(v.Value) }
	return YearCounts{slices.DeleteFunc(c.Documents, drop), slices.DeleteFunc(c.References, drop)}
}

// Status describes the index that is served.
type Status struct {
	// Generation identifies the state of the index; cursors are good for one.
	Generation string
	Documents  int
	Passages   int
	// Built is when the generation was made; zero where that is not known.
	Built time.Time
	// Degraded says why an older generation is served, if one is, or which damaged files
	// of the newest one are done without.
	Degraded string
	// Cluster is how the cluster was when it was looked at last; nil where the index is on
	// none.
	Cluster *Cluster
}

// Cluster is the state of a cluster, as far as it concerns an index.
type Cluster struct {
	State ClusterState
	// Nodes hold data; Missing are the copies of parts of the index, originals included,
	// that no node has at the moment.
	Nodes, Missing int
	// Requests is how many were made of it, the repeated ones included, since the index was
	// opened, and Failed how many of these had no answer or were refused for now.
	Requests, Failed int64
}

// ClusterState is green, yellow, red or unreachable.
type ClusterState string

// The states: all is well; copies are missing, but every part is there; parts are missing,
// so that nothing is answered; the cluster does not answer.
const (
	ClusterGreen       ClusterState = "green"
	ClusterYellow      ClusterState = "yellow"
	ClusterRed         ClusterState = "red"
	ClusterUnreachable ClusterState = "unreachable"
)

// clusterReasons say why an index is not as it should be, and what to do.
var clusterReasons = map[ClusterState]string{
	ClusterYellow:      "copies of parts of the index are missing: another lost node could take parts away; start the missing nodes, or give the cluster room for the copies",
	ClusterRed:         "parts of the index are missing, so that nothing is answered: start the missing nodes again, or index anew",
	ClusterUnreachable: "no node of the cluster answers: see whether they run and whether their addresses are right",
}

// Reason says what is wrong and what to do, "" where nothing is wrong.
func (s ClusterState) Reason() string { return clusterReasons[s] }

// Answers reports whether an index can be searched in that state.
func (s ClusterState) Answers() bool { return s == ClusterGreen || s == ClusterYellow }

// Translation is a word or a term and one of its counterparts in another language.
type Translation struct {
	Term, With string
	Lang, To   doc.Lang
	// Confidence is how sure it is, from 0 to 1; 0 for a pair that is switched off.
	Confidence float64
	// Source is where it is known from, Evidence the file and its line, or the document.
	Source   plan.Source
	Evidence string
	// Document and Passage are the ids of that document, and of the passage of it that shows
	// the pair; empty where none does, or none is known.
	Document, Passage string
}
