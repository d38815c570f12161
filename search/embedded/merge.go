package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// maxSegments is how many segments a generation may have; rare words are slow to look
// up in many.
const maxSegments = 6

// merge joins the small segments of the new generation, all of them where it is built
// upon none, and waits until everything is on disk.
func (b *Builder) merge(ctx context.Context) error {
	if err := b.join(ctx, func(live []int64, total int64) int {
		if b.base == nil { // all is new
			return len(live)
		}
		return mergeable(live, total)
	}); err != nil {
		return err
	}
	// A safe batch returns when all earlier writes are on disk, the merge included.
	last := b.bleve.NewBatch()
	last.SetInternal([]byte("built"), []byte(time.Now().UTC().Format(time.RFC3339)))
	if err := b.bleve.Batch(last); err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	return nil
}

// join makes one segment of the smallest ones; choose says of how many, given how many
// live entries each has and how many entries there are in all.
func (b *Builder) join(ctx context.Context, choose func(live []int64, total int64) int) error {
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
	segments := slices.Clone(reader.(*scorch.IndexSnapshot).Segments())
	var live []int64
	total := int64(0) // with deleted entries
	for _, s := range segments {
		live = append(live, s.LiveSize())
		total += s.FullSize()
	}
	n := choose(live, total)
	need := int64(0)
	slices.SortFunc(segments, func(x, y *scorch.SegmentSnapshot) int { return cmp.Compare(x.LiveSize(), y.LiveSize()) })
	for _, s := range segments[:n] {
		if p, ok := s.Segment().(segment.PersistedSegment); ok {
			if info, err := os.Stat(p.Path()); err == nil {
				need += info.Size()
			}
		}
	}
	if err := reader.Close(); err != nil {
		return fmt.Errorf("merging segments: %w", err)
	}
	if n < 2 {
		return nil
	}
	if err := b.reserveRoom(need); err != nil {
		return err
	}
	if b.base != nil {
		if err := b.base.source.look(); err != nil {
			return err
		}
	}
	if err := forceMerge(ctx, s, filepath.Join(b.tmp(), "store"), smallest(n, len(live))); err != nil {
		return fmt.Errorf("merging segments: %w", err)
	}
	return nil
}

// mergeFaults has, by the folder of its segments, where to tell a panic of a merge: bleve
// recovers from it, ends its merging and leaves those who wait for that waiting.
var mergeFaults sync.Map // string → chan error

// tellsFaults is the name by which bleve finds the function to tell such panics to.
const tellsFaults = "izde"

func init() { // bleve reads this map without a lock
	scorch.RegistryAsyncErrorCallbacks[tellsFaults] = func(err error, path string) {
		if waiting, ok := mergeFaults.Load(path); ok && errors.Is(err, scorch.ErrAsyncPanic) {
			select {
			case waiting.(chan error) <- err:
			default:
			}
		}
	}
}

// forceMerge merges the segments of a folder. bleve tries a merge that failed again for
// ever, and would hear of nothing else, unless somebody takes its error: see
// mergeContext. A segment that is cut short while it is merged is an error, too.
func forceMerge(ctx context.Context, s *scorch.Scorch, folder string, options mergeplan.MergePlanOptions) error {
	faulted := make(chan error, 1)
	mergeFaults.Store(folder, faulted)
	defer mergeFaults.Delete(folder)
	merged, ended := mergeContext{ctx, make(chan error, 1)}, make(chan error, 1)
	go func() { ended <- s.ForceMerge(merged, &options) }()
	select {
	case err := <-faulted:
		return fmt.Errorf("%w: a segment could not be read to its end (%w)", ErrDamaged, err)
	case err := <-merged.done:
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return err // ForceMerge ends when the index is closed
		}
		return <-ended
	case err := <-ended:
		return err
	}
}

// mergeContext is the context of a merge whose result goes to done: bleve asks for a
// channel of this name.
type mergeContext struct {
	context.Context
	done chan error
}

func (c mergeContext) Value(key any) any {
	if key == "mergeDone" {
		return c.done
	}
	return c.Context.Value(key)
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
		// This runs on bleve's goroutine, which is about to read mapped memory.
		debug.SetPanicOnFault(true)
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
