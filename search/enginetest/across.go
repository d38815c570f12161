package enginetest

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// testAcross asks in one language and finds in others.
func testAcross(t *testing.T, open Open) {
	d := &doc.Document{ID: "d", Source: "d"}
	var passages []*doc.Passage
	for _, p := range []struct {
		id, text string
		lang     doc.Lang
	}{
		{"en-energy", "Renewable energy grows quickly in the north.", doc.English},
		{"ru-energy", "Возобновляемая энергия быстро растёт на севере.", doc.Russian},
		{"kk-energy", "Жаңартылатын энергия солтүстікте тез өсіп келеді.", doc.Kazakh},
		{"zh-energy", "可再生能源在北方增长很快。", doc.Chinese},
		{"en-school", "Children go to school in the morning.", doc.English},
		{"ru-school", "Дети утром идут в школу. Школа стоит у реки.", doc.Russian},
		{"zh-school", "孩子们早上去学校。", doc.Chinese},
	} {
		passages = append(passages, &doc.Passage{ID: p.id, DocID: "d", Ordinal: len(passages), Kind: doc.Body, Lang: p.lang, Text: p.text})
	}
	pairs := []glossary.Pair{{A: glossary.Form{Lang: doc.English, Text: "lyceum of sciences"}, B: glossary.Form{Lang: doc.Russian, Text: "школа у реки"}, Confidence: 1, Source: plan.FromGlossary, Evidence: "terms.tsv:1"}}
	searched := open(t, []*doc.Document{d}, passages)
	ix := index.NewAcross(searched, glossary.New(searched, pairs))
	t.Cleanup(ix.Completer.Close)
	find := func(t *testing.T, req *search.Request) *search.Result {
		t.Helper()
		res, err := ix.Search(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	ids := func(res *search.Result) string {
		var list []string
		for _, h := range res.Hits {
			list = append(list, h.Passage.ID)
		}
		return strings.Join(list, " ")
	}

	t.Run("own language first", func(t *testing.T) {
		for query, own := range map[string]string{"school": "en-school", "школа": "ru-school", "学校": "zh-school"} {
			res := find(t, request(t, query))
			if len(res.Hits) != 3 || res.Hits[0].Passage.ID != own || res.Total != 3 || res.Direct != 1 {
				t.Errorf("%s: %s, %d of %d direct", query, ids(res), res.Direct, res.Total)
			}
		}
	})
	t.Run("a term of several words", func(t *testing.T) {
		res := find(t, request(t, "lyceum sciences"))
		if ids(res) != "ru-school" || len(res.Plan.Expansions) != 1 || res.Plan.Expansions[0].Of[0].Evidence != "terms.tsv:1" {
			t.Errorf("found %s", ids(res))
		}
	})
	t.Run("a term inside the program", func(t *testing.T) {
		for _, query := range []string{"возобновляемой энергии", "可再生能源"} {
			res := find(t, request(t, query))
			found := strings.Fields(ids(res))
			if slices.Sort(found); strings.Join(found, " ") != "en-energy kk-energy ru-energy zh-energy" {
				t.Errorf("%s finds %s", query, found)
			}
			if !slices.ContainsFunc(res.Plan.Expansions, func(c *plan.Counterparts) bool {
				return c.Of[0].Source == plan.FromTerms && c.Of[0].Text == "renewable energy"
			}) {
				t.Errorf("%s is not expressed by a term", query)
			}
		}
	})
	t.Run("marks", func(t *testing.T) {
		res := find(t, request(t, "school"))
		for _, h := range res.Hits {
			for _, m := range excerpt.Marks(res.Plan, h.Passage, h.Doc) {
				marked, want := h.Passage.Text[m.Start:m.End], map[string]string{"en-school": "school", "ru-school": "школу Школа", "zh-school": "学校"}[h.Passage.ID]
				if !strings.Contains(want, marked) || (m.View == analysis.Glossary) != (h.Passage.Lang != doc.English) {
					t.Errorf("%s has %q by %s", h.Passage.ID, marked, m.View)
				}
			}
		}
	})
	t.Run("switched off", func(t *testing.T) {
		req := request(t, "school")
		req.Views = analysis.AllViews &^ analysis.Views(0).With(analysis.Glossary)
		if res := find(t, req); ids(res) != "en-school" || res.Plan.Expansions != nil {
			t.Errorf("without the view: %s", ids(res))
		}
		req = request(t, "school")
		req.Without = []string{"ru"}
		if res := find(t, req); ids(res) != "en-school zh-school" {
			t.Errorf("without Russian: %s", ids(res))
		}
		req.Without = []string{"zh:学校"}
		if res := find(t, req); ids(res) != "en-school ru-school" {
			t.Errorf("without a word: %s", ids(res))
		}
	})
	t.Run("a word that means something is no slip", func(t *testing.T) {
		passages := []*doc.Passage{
			{ID: "ru-step", DocID: "d", Kind: doc.Body, Lang: doc.Russian, Text: "Снег лежит у порога."},
			{ID: "ru-name", DocID: "d", Ordinal: 1, Kind: doc.Body, Lang: doc.Russian, Text: "Петрова сеет, и энергия есть."},
			{ID: "en-road", DocID: "d", Ordinal: 2, Kind: doc.Body, Lang: doc.English, Text: "The road is long."},
			{ID: "en-wind", DocID: "d", Ordinal: 3, Kind: doc.Body, Lang: doc.English, Text: "Wind power is cheap."},
		}
		searched := open(t, []*doc.Document{d}, passages)
		ix := index.NewAcross(searched, glossary.New(searched, nil))
		t.Cleanup(ix.Completer.Close)
		for _, tt := range []struct {
			query, want string
			slip        bool
		}{
			{"дорога", "en-road", false},
			{"ветровая энергия", "en-wind", false}, // a term of which one word is known
			{"порлга", "ru-step", true},
		} {
			res, err := ix.Search(t.Context(), request(t, tt.query))
			if err != nil {
				t.Fatal(err)
			}
			if ids(res) != tt.want || len(res.Plan.Corrections) > 0 != tt.slip || len(res.Plan.Likely) > 0 {
				t.Errorf("%s: found %s, searched by %v, perhaps meant %v", tt.query, ids(res), res.Plan.Corrections, res.Plan.Likely)
			}
		}
	})
	t.Run("counterparts of a word", func(t *testing.T) {
		list, err := ix.Translations(t.Context(), "school", "", doc.Chinese)
		if err != nil || len(list) != 1 || list[0].With != "学校" {
			t.Errorf("school is %+v in Chinese, %v", list, err)
		}
		_, err = ix.Translations(t.Context(), "school", "", "zz")
		if refused, ok := errors.AsType[*query.ValueError](err); !ok || refused.Parameter != "to" || !strings.Contains(refused.Want, "en, kk, ru, zh") {
			t.Errorf("in no language: %v", err)
		}
	})
	t.Run("scores are explained", func(t *testing.T) {
		req := request(t, "How does renewable energy grow?")
		req.Explained = true
		res := find(t, req)
		if len(res.Hits) < 4 {
			t.Errorf("found %s", ids(res))
		}
		for _, h := range res.Hits {
			sum := 0.0
			for _, p := range h.Explanation.Parts {
				sum += p.Score
			}
			if math.Abs(sum-h.Score) > 1e-3 {
				t.Errorf("%s scores %g, its parts %g", h.Passage.ID, h.Score, sum)
			}
		}
	})
	t.Run("nothing for words of no language", func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		for _, letters := range []string{"bcdfghjklmnpqrstvwxzaeiou", "бвгджзклмнпрстфхцчшщаеиоу", "әғқңөұүһібгджзклмнпрстшаеу"} {
			alphabet := []rune(letters)
			for range 200 {
				var word strings.Builder
				for range 9 + rng.IntN(4) {
					word.WriteRune(alphabet[rng.IntN(len(alphabet))])
				}
				if res := find(t, request(t, word.String())); res.Total > 0 {
					t.Errorf("%s finds %s", word.String(), ids(res))
				}
			}
		}
	})
}
