package desk

// Concordances: every match of a query on a line of its own.
//
// A sample is drawn before anything is loaded: as many passages as lines are wanted,
// each as likely as any other, and then as many of their lines as are wanted. So a
// line is as likely to be drawn as any other, whatever passage it stands in (in small
// samples a little less where there are many), and the cost goes with the lines
// shown, not with the passages found. How many lines there are in all is known only
// where all passages were read.

import (
	"context"
	"math/rand/v2"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/excerpt"
)

const (
	// MaxLines is how many lines a concordance may have.
	MaxLines = 10_000
	// MaxWidth is how many characters may stand on either side of a match.
	MaxWidth = 200
)

// LineOrders are the orders of lines, the default first.
var LineOrders = []excerpt.LineOrder{excerpt.LinePosition, excerpt.LeftContext, excerpt.RightContext}

// ConcordanceRequest asks for the lines of the passages that Query, Filters, Mode and
// Views of the request find.
type ConcordanceRequest struct {
	search.Request
	// Width is how many characters stand on either side of a match.
	Width int
	Order excerpt.LineOrder
	// Sample is how many lines are drawn where there are more; without it there may
	// be MaxLines. The same Seed draws the same ones.
	Sample, Seed int
}

// Check returns the error with which Concordance would refuse r before it searches.
func (r *ConcordanceRequest) Check() error {
	if err := checkQuery(&r.Request); err != nil {
		return err
	}
	if err := OneOf("sort", r.Order, LineOrders...); err != nil {
		return err
	}
	if err := within("width", r.Width, 0, MaxWidth); err != nil {
		return err
	}
	return within("sample", r.Sample, 0, MaxLines)
}

// Concordance is a list of lines.
type Concordance struct {
	Lines []excerpt.Line
	// Passages is how many passages were found. Matches is how many lines they give
	// in all; -1 where a sample left some of them unread.
	Passages, Matches int
}

// Concordance returns all lines of the passages found, or a sample of them.
func (d *Desk) Concordance(ctx context.Context, r *ConcordanceRequest) (*Concordance, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	request := r.Request
	request.Sort = search.ByPosition
	plan, matches, err := d.index.Matches(ctx, &request)
	if err != nil {
		return nil, err
	}
	c := &Concordance{Passages: len(matches)}
	if !plan.HasMarks() {
		return c, nil
	}
	rng := rand.New(rand.NewPCG(uint64(r.Seed), 0))
	most := MaxLines
	if r.Sample > 0 {
		most = r.Sample
		matches = draw(rng, matches, most)
	} else if len(matches) > most {
		return nil, tooManyLines(len(matches))
	}
	type place struct {
		search.Hit
		mark excerpt.Mark
	}
	var places []place
	for h, err := range d.load(ctx, plan, matches) {
		if err != nil {
			return nil, err
		}
		for _, m := range excerpt.Together(h.Passage.Text, h.Marks) {
			places = append(places, place{h.Hit, m})
		}
		if r.Sample == 0 && len(places) > most {
			return nil, tooManyLines(c.Passages)
		}
	}
	c.Matches = len(places)
	if len(matches) < c.Passages {
		c.Matches = -1
	}
	for _, at := range draw(rng, places, most) {
		for _, l := range excerpt.Lines(at.Passage, []excerpt.Mark{at.mark}, r.Width) {
			l.Doc = at.Doc
			c.Lines = append(c.Lines, l)
		}
	}
	excerpt.SortLines(c.Lines, r.Order)
	return c, ctx.Err()
}

func tooManyLines(passages int) error {
	return refuse(TooManyResults, "", "%d passages have more than %d lines; narrow the query or ask for a sample=", passages, MaxLines)
}

// draw returns n elements of a list, in their order, each as likely as any other
// (Floyd: Bentley, Programming Pearls: A Sample of Brilliance, 1987).
func draw[T any](rng *rand.Rand, list []T, n int) []T {
	if len(list) <= n {
		return list
	}
	taken := make(map[int]bool, n)
	for top := len(list) - n; top < len(list); top++ {
		i := rng.IntN(top + 1)
		if taken[i] {
			i = top
		}
		taken[i] = true
	}
	drawn := make([]T, 0, n)
	for i, x := range list {
		if taken[i] {
			drawn = append(drawn, x)
		}
	}
	return drawn
}
