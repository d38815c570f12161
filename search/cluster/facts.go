package cluster

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/izde/izde/search"
)

// Facts are what there is to know about an index and its cluster, for those who run
// them.
type Facts struct {
	search.Status
	// Version is that of OpenSearch.
	Version string
	// Bytes are those of the served generation on the disks of the cluster, copies
	// included, Copies how many of each part it has beside the original.
	Bytes  int64
	Copies int
	// Disks are those of the nodes.
	Disks []Disk
	// Building is who builds the index at the moment, "" if nobody. Missing are the parts
	// that a build in parts waits for.
	Building string
	Missing  []string
}

// Disk is the disk of a node, in bytes.
type Disk struct {
	Node        string
	Total, Free int64
}

// Examine looks at the index that is served and at its cluster. Errors as Open.
func Examine(ctx context.Context, o Options) (*Facts, error) {
	e, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	f := &Facts{Status: e.Status()}
	var about struct{ Version struct{ Number string } }
	var stats struct {
		All struct {
			Total struct {
				Store struct {
					Bytes int64 `json:"size_in_bytes"`
				}
			}
		} `json:"_all"`
	}
	var nodes struct {
		Nodes map[string]struct {
			Name string
			FS   struct {
				Total struct {
					Bytes int64 `json:"total_in_bytes"`
					Free  int64 `json:"available_in_bytes"`
				}
			}
		}
	}
	var h struct {
		Primaries int `json:"active_primary_shards"`
		Shards    int `json:"active_shards"`
	}
	all := e.names.indexes(e.manifest.Generation)
	for _, q := range []struct {
		path string
		into any
	}{{"/", &about}, {"/" + all + "/_stats/store", &stats}, {"/_nodes/stats/fs", &nodes}, {"/_cluster/health/" + all, &h}} {
		if err := e.c.ask(ctx, http.MethodGet, q.path, nil, q.into); err != nil {
			return nil, err
		}
	}
	f.Version, f.Bytes = about.Version.Number, stats.All.Total.Store.Bytes
	if h.Primaries > 0 {
		f.Copies = (h.Shards+f.Cluster.Missing)/h.Primaries - 1
	}
	for _, n := range nodes.Nodes {
		if n.FS.Total.Bytes > 0 { // else it holds no data
			f.Disks = append(f.Disks, Disk{n.Name, n.FS.Total.Bytes, n.FS.Total.Free})
		}
	}
	slices.SortFunc(f.Disks, func(a, b Disk) int { return strings.Compare(a.Node, b.Node) })
	s, err := e.c.change(ctx, e.names, func(*control) error { return nil }) // by the cluster's clock
	if errors.Is(err, ErrRefused) || errors.Is(err, ErrReadOnly) {
		return f, nil // by those who may only read
	}
	if err != nil {
		return nil, err
	}
	if s.Lock.live(s.Now) {
		f.Building = s.Lock.describe(s.Now)
	}
	if s.Parts != nil {
		f.Missing = s.Parts.missing(s.Now)
	}
	return f, nil
}
