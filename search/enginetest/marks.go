package enginetest

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

func (s suite) testMarks(t *testing.T) {
	for _, c := range []struct{ query, passage, want string }{
		{"investing", "silk-1", "[Investment:stem] projects along"},
		{"road belt", "silk-1", "along the Silk [Road:exact] are growing. The [belt:exact] and [road:exact] initiative"},
		{`"belt and road"`, "silk-1", "along the Silk Road are growing. The [belt and road:exact] initiative"},
		{`"wind stations"~1`, "silk-6", "[Wind:exact] power [stations:exact] produce clean energy; investments in solar power"},
		{`"wind station"~1`, "silk-6", "[Wind:stem] power [stations:stem] produce"},
		{`"еще важны"`, "silk-3", "[Ещё важны:fold] культурные"},
		{`"важно культурное различие"`, "silk-3", "Ещё [важны культурные различия:stem]"},
		{`"經濟合作與投資"`, "trade-1", "[经济合作\n与投资:fold]项目"},
		{"投资项目", "silk-4", "本文分析了哈萨克斯坦的[投资项目:exact]与经济合作。"},
		{"經濟合作", "silk-4", "投资项目与[经济合作:fold]。"},
		{"投資項目", "silk-4", "哈萨克斯坦的[投资项目:fold]与经济合作。"},
		{"贸易合作", "trade-1", "中国与哈萨克斯坦的[贸易 合作:exact]不断扩大。"},
		{"China's", "silk-10", "[China's:exact] economic presence"},
		{"(consortium wind) OR tender", "silk-7", "A consortium won the [tender:exact] for"},
		{"station -wind", "silk-7", "the power [station:exact] in Almaty"},
		{"инвестици*", "steppe-1", "[Инвестиции:exact] в экономику"},
		{"еще важны культурные", "silk-3", "Ещё [важны:exact] [культурные:exact]"},
	} {
		t.Run(c.query, func(t *testing.T) {
			for _, h := range s.search(t, request(t, c.query)).Hits {
				if h.Passage.ID != c.passage {
					continue
				}
				var b strings.Builder
				last := 0
				for _, m := range excerpt.Marks(plan.Compile(mustParse(t, c.query), query.Auto, analysis.AllViews), h.Passage, h.Doc) {
					fmt.Fprintf(&b, "%s[%s:%s]", h.Passage.Text[last:m.Start], h.Passage.Text[m.Start:m.End], m.View)
					last = m.End
				}
				b.WriteString(h.Passage.Text[last:])
				if !strings.Contains(b.String(), c.want) {
					t.Errorf("marked %s\nwanted %s", b.String(), c.want)
				}
				return
			}
			t.Errorf("%s was not found", c.passage)
		})
	}
}

// The parts of an explanation add up to the score, and name the words that matched.
func (s suite) testExplanations(t *testing.T) {
	for _, q := range []string{"investing", "silk road", "wind power stations consortium", `"belt and road" OR tender`, "water -trade", "invest*",
		"Сарыбаев OR экономикой", "投资项目", "consortum", "Zhangjiye", "", "lang:kk", "regional cooperation concerned glaciers"} {
		req := request(t, q)
		req.Explained = true
		for _, h := range s.search(t, req).Hits {
			if err := compareExplanation(h); err != nil {
				t.Errorf("%q: %v", q, err)
			}
		}
	}
}

// compareExplanation tells how the parts of a hit's explanation differ from its score.
func compareExplanation(h search.Hit) error {
	sum := 0.0
	for _, p := range h.Explanation.Parts {
		sum += p.Score
		if p.Query != "" && (len(p.Matched) == 0 || p.Passages == 0) {
			return fmt.Errorf("%s: %q scores %.3f without anything that matched", h.Passage.ID, p.Query, p.Score)
		}
	}
	if math.Abs(sum-h.Score) > 1e-3 {
		return fmt.Errorf("%s: the parts add up to %f, the score is %f: %+v", h.Passage.ID, sum, h.Score, h.Explanation.Parts)
	}
	return nil
}
