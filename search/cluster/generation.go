package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
)

// A generation is a set of indexes izde-NAME-NUMBER-KIND. The alias izde-NAME leads to
// the indexes of the one that is served, and is moved in one request. Its manifest
// stands in the mapping of its passages.

// Manifest describes a generation.
type Manifest struct {
	Generation int `json:"generation"`
	// Schema and Analyzer are those of the izde that made it, Extractor the version of
	// the code that read the files.
	Schema    string `json:"schema"`
	Analyzer  string `json:"analyzer"`
	Extractor string `json:"extractor"`
	// Built is when it was made.
	Built time.Time `json:"built"`
	// What the indexes hold.
	Documents int `json:"documents"`
	Passages  int `json:"passages"`
	Works     int `json:"works"`
	Authors   int `json:"authors"`
	Terms     int `json:"terms"`
	// Values is how many different values each facet has, or had before increments.
	Values map[doc.Facet]int `json:"values"`
}

// count is how many things an index of a generation holds.
func (m *Manifest) count(kind string) int {
	beside := 2 // redirects and arrivals, which are among the terms
	for _, n := range m.Values {
		beside += n
	}
	return map[string]int{passagesIndex: m.Passages, documentsIndex: m.Documents, worksIndex: m.Works, authorsIndex: m.Authors, termsIndex: m.Terms + beside}[kind]
}

// names gives the names of an index's generations.
type names string

var validName = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)

func newNames(name string) (names, error) {
	if !validName.MatchString(name) {
		return "", fmt.Errorf("%q cannot name an index: want up to 64 small letters, digits and _", name)
	}
	return names("izde-" + name), nil
}

func (n names) alias() string { return string(n) }
func (n names) index(generation int, k string) string {
	return fmt.Sprintf("%s-%d-%s", n, generation, k)
}
func (n names) generation(g int) string { return fmt.Sprintf("%s-%d", n, g) }

// indexes lists the indexes of a generation with commas between.
func (n names) indexes(generation int) string {
	var all []string
	for _, kind := range indexKinds {
		all = append(all, n.index(generation, kind))
	}
	return strings.Join(all, ",")
}

// number reads the number of the generation of an index.
func (n names) number(index string) (int, bool) {
	rest, ok := strings.CutPrefix(index, string(n)+"-")
	number, kind, _ := strings.Cut(rest, "-")
	g, err := strconv.Atoi(number)
	return g, ok && err == nil && g > 0 && slices.Contains(indexKinds, kind)
}

// open returns the client and the names for an index.
func open(o Options) (*client, names, error) {
	n, err := newNames(o.Name)
	if err != nil {
		return nil, "", err
	}
	c, err := newClient(o)
	return c, n, err
}

// identify checks that the cluster is one that this package knows.
func (c *client) identify(ctx context.Context) error {
	var about struct {
		Version struct{ Distribution, Number string }
	}
	if err := c.ask(ctx, http.MethodGet, "/", nil, &about); err != nil {
		return err
	}
	major, _ := strconv.Atoi(strings.SplitN(about.Version.Number, ".", 2)[0])
	if about.Version.Distribution != "opensearch" || major < 2 {
		return fmt.Errorf("%w: the cluster is %s %s; want OpenSearch 2 or later", ErrForeign, cmp.Or(about.Version.Distribution, "not OpenSearch, version"), cmp.Or(about.Version.Number, "unknown"))
	}
	return nil
}

// mapped are the manifests of indexes as the cluster tells them.
type mapped map[string]struct {
	Mappings struct {
		Meta *Manifest `json:"_meta"`
	}
}

// served returns the manifest of the generation that is served.
func (c *client) served(ctx context.Context, n names) (*Manifest, error) {
	var indexes mapped
	err := c.ask(ctx, http.MethodGet, "/"+n.alias()+"/_mapping", nil, &indexes)
	if missing(err) {
		return nil, fmt.Errorf("%w %s in the cluster", ErrNoIndex, n)
	}
	if err != nil {
		return nil, err
	}
	if _, ok := indexes[n.alias()]; ok {
		return nil, fmt.Errorf("%w: %s is an index of the cluster where an alias should be; delete or rename it", ErrForeign, n)
	}
	for index, about := range indexes {
		if g, ok := n.number(index); ok && about.Mappings.Meta != nil && index == n.index(g, passagesIndex) {
			m := about.Mappings.Meta
			m.Generation = g
			if len(indexes) != len(indexKinds) {
				return nil, fmt.Errorf("%w: the alias %s leads to %d indexes, not to the %d of a generation", ErrForeign, n, len(indexes), len(indexKinds))
			}
			return m, nil
		}
	}
	return nil, fmt.Errorf("%w: the alias %s leads to no index of izde", ErrForeign, n)
}

// current is served, where this izde can search it.
func (c *client) current(ctx context.Context, n names) (*Manifest, error) {
	m, err := c.served(ctx, n)
	if err == nil && (m.Schema != schema || m.Analyzer != analysis.Version()) {
		return m, fmt.Errorf("%w: another version of izde made %s", ErrForeign, n.generation(m.Generation))
	}
	return m, err
}

// generations lists the numbers of the generations of which there is any index, the
// newest first.
func (c *client) generations(ctx context.Context, n names) ([]int, error) {
	var indexes mapped
	if err := c.ask(ctx, http.MethodGet, "/"+n.alias()+"-*/_mapping", nil, &indexes); err != nil && !missing(err) {
		return nil, err
	}
	var numbers []int
	for index := range indexes {
		if g, ok := n.number(index); ok && !slices.Contains(numbers, g) {
			numbers = append(numbers, g)
		}
	}
	slices.Sort(numbers)
	slices.Reverse(numbers)
	return numbers, nil
}

// makeIndex makes an index of the cluster. It may be there, by another process or by a
// request whose answer was lost.
func (c *client) makeIndex(ctx context.Context, method, path string, body object) error {
	if err := c.ask(ctx, method, path, body, nil); err != nil && !told(err, "resource_already_exists_exception") {
		return fmt.Errorf("creating %s: %w", path, err)
	}
	return nil
}

// shared are the settings of an index that holds what processes tell each other.
var shared = object{"index": object{"number_of_shards": 1, "auto_expand_replicas": "0-1"}}

// drop deletes a generation.
func (c *client) drop(ctx context.Context, n names, generation int) error {
	if err := c.ask(ctx, http.MethodDelete, "/"+n.indexes(generation)+"?ignore_unavailable=true", nil, nil); err != nil {
		return fmt.Errorf("deleting %s: %w", n.generation(generation), err)
	}
	return nil
}

// dropIndex deletes an index of the cluster, if it is there.
func (c *client) dropIndex(ctx context.Context, index string) error {
	if err := c.ask(ctx, http.MethodDelete, "/"+index+"?ignore_unavailable=true", nil, nil); err != nil {
		return fmt.Errorf("deleting %s: %w", index, err)
	}
	return nil
}

// Delete deletes an index with all its generations.
func Delete(ctx context.Context, o Options) error {
	c, n, err := open(o)
	if err != nil {
		return err
	}
	all, err := c.generations(ctx, n)
	if err != nil {
		return err
	}
	for _, g := range all {
		if err := c.drop(ctx, n, g); err != nil {
			return err
		}
	}
	return errors.Join(c.dropParts(ctx, n, ""), c.dropIndex(ctx, n.control()))
}

// health is that of indexes: "green", "yellow" (copies are missing) or "red" (parts
// are missing).
type health struct {
	Status string
	Nodes  int `json:"number_of_data_nodes"`
	// Unassigned and Initializing are the copies that are not there (yet).
	Unassigned   int `json:"unassigned_shards"`
	Initializing int `json:"initializing_shards"`
}

func (c *client) health(ctx context.Context, indexes, query string) (h health, err error) {
	err = c.ask(ctx, http.MethodGet, "/_cluster/health/"+indexes+"?"+query, nil, &h)
	if told, ok := errors.AsType[*statusError](err); ok && told.code == http.StatusRequestTimeout {
		return h, nil // the state that was waited for has not come
	}
	return h, err
}
