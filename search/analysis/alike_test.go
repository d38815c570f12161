package analysis

import (
	"slices"
	"strings"
	"testing"
)

// A word of a phrase stands for its other forms, which begin with one of its prefixes,
// and for no other word.
func TestAlike(t *testing.T) {
	const none = View(255)
	for _, c := range []struct {
		term, other string
		view        View
	}{
		{"шелковый", "шёлковый", Fold}, {"шёлкового", "шелковый", Stem}, {"щёлок", "шёлк", none},
		{"cafe", "café", Fold}, {"café", "cafes", Stem}, {"ecole", "école", Fold}, {"ozbekiston", "o'zbekiston", Fold},
		{"cultures", "culture", Stem}, {"culture", "vulture", none}, {"men", "man", Stem}, {"дня", "день", Stem},
		{"казак", "қазақ", Fold}, {"айырмашылыктар", "айырмашылықтарды", Stem}, {"қазақстанда", "қазақстанның", Stem},
		{"台", "臺", Fold}, {"臺", "台", Fold}, {"民", "⺠", Fold}, {"力", "利", none},
		{"2021", "2022", none}, {"a", "of", none},
	} {
		alike := NewAlike(c.term, AllViews)
		view, ok := alike.View(c.other)
		if !ok {
			view = none
		}
		if view != c.view {
			t.Errorf("%s stands for %s by %d, wanted %d", c.term, c.other, view, c.view)
		}
		if ok && !slices.ContainsFunc(alike.Prefixes(), func(p string) bool { return strings.HasPrefix(c.other, p) }) {
			t.Errorf("%s begins with none of the prefixes of %s: %q", c.other, c.term, alike.Prefixes())
		}
	}
	strict := NewAlike("cafe", Views(0).With(Exact))
	if _, ok := strict.View("café"); ok || len(strict.Prefixes()) > 0 {
		t.Error("without other views than exact cafe stands for café")
	}
}
