package engine

import (
	"math"
	"testing"

	"github.com/izde/izde/search/plan"
)

// The norm of counterparts is in proportion to the length of short passages, and to that of
// other words in long ones; short passages have more of it for a question.
func TestAcrossNorm(t *testing.T) {
	norm := func(length int) float64 { return AcrossNorm(Norms[LengthCode(length)], plan.List) }
	if got := norm(30) / norm(10); math.Abs(got-3) > 1e-9 {
		t.Errorf("three times as many words have %v times the norm", got)
	}
	if got, want := norm(Pivot), Norms[LengthCode(Pivot)]; got != want {
		t.Errorf("%d words have the norm %v, want %v", Pivot, got, want)
	}
	if of := Norms[LengthCode(10)]; AcrossNorm(of, plan.Question) <= AcrossNorm(of, plan.List) {
		t.Errorf("10 words have the norm %v for a question, %v for a list", AcrossNorm(of, plan.Question), AcrossNorm(of, plan.List))
	}
	for length := 1; length < 1000; length++ {
		if norm(length) < norm(length-1) {
			t.Errorf("%d words have a lower norm than one less", length)
		}
	}
}
