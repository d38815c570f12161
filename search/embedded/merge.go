package embedded

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// maxSegments is how many segments a generation may have; rare words are slow to look
// up in many.
const maxSegments = 6

// merge joins the small segments of the new generation, all of them where it is built
// upon none.
func (b *Builder) merge(ctx context.Context) error {
	advanced, err := b.bleve.Advanced()
	if err != nil {
		return fmt.Errorf("merging segments: %w", err)
	}
	s, ok := advanced.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("merging segments: unexpected kind of index %T", advanced)
	}
	reader, err := s.Reader()
	if err != nil {
		return fmt.Errorf("merging segments: %w", err)
	}
	var live []int64
	total := int64(0) // with deleted entries
	for _, segment := range reader.(*scorch.IndexSnapshot).Segments() {
		live = append(live, segment.LiveSize())
		total += segment.FullSize()
	}
	if err := reader.Close(); err != nil {
		return fmt.Errorf("merging segments: %w", err)
	}
	n := mergeable(live, total)
	if b.base == nil { // all is new
		n = len(live)
	}
	if n > 1 {
		options := smallest(n, len(live))
		if err := s.ForceMerge(ctx, &options); err != nil {
			return fmt.Errorf("merging segments: %w", err)
		}
	}
	// A safe batch returns when all earlier writes are on disk, the merge included.
	last := b.bleve.NewBatch()
	last.SetInternal([]byte("built"), []byte(time.Now().UTC().Format(time.RFC3339)))
	if err := b.bleve.Batch(last); err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	return nil
}

// mergeable returns how many segments, the smallest ones, are to be one, of segments
// with so many live entries each and total entries in all. The next larger segment is
// taken while those before it together have half its size, so that an entry is
// written anew as often as the logarithm of the index's size; more are taken where
// there would be too many segments, and all where a third of the index was deleted.
func mergeable(live []int64, total int64) int {
	live = slices.Sorted(slices.Values(live))
	n, sum, all := 0, int64(0), int64(0)
	for i, size := range live {
		if n == i && (i == 0 || 2*sum >= size) {
			n, sum = i+1, sum+size
		}
		all += size
	}
	if 3*all < 2*total {
		return len(live)
	}
	return max(n, len(live)-maxSegments+1)
}

// smallest are options by which the n smallest of all segments are merged into one.
func smallest(n, all int) mergeplan.MergePlanOptions {
	options := mergeplan.SingleSegmentMergePlanOptions
	options.SegmentsPerMergeTask = n
	options.CalcBudget = func(int64, int64, *mergeplan.MergePlanOptions) int { return all - n + 1 }
	// The lowest score wins. Candidates are runs of segments in the order of their sizes.
	options.ScoreSegments = func(segments []mergeplan.Segment, _ *mergeplan.MergePlanOptions) float64 {
		if len(segments) < n {
			return math.Inf(1)
		}
		sum := 0.0
		for _, s := range segments {
			sum += float64(s.LiveSize())
		}
		return sum
	}
	return options
}
