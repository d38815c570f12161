package plan_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

func compile(t *testing.T, text string, views plan.Views) *plan.Plan {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return plan.Compile(q, query.Auto, views)
}

// Stop words beside other words do not count; what is in capitals among words in
// small letters is no stop word, in whatever script.
func TestStopWordsInCapitals(t *testing.T) {
	for _, c := range []struct{ query, parsed string }{
		{"who guidelines", "guidelines"},
		{"Who guidelines", "guidelines"},
		{"WHO guidelines", "WHO AND guidelines"},
		{"exports of the US", "exports AND US"},
		{"рынок IT", "рынок AND IT"},
		{"IT-рынок", "IT-рынок"},
		{"U.S. exports", "U.S. AND exports"},
		{"И.И. Ахметов", "И.И. AND Ахметов"},
		{"Ахметов И. И.", "Ахметов AND И. AND И."},
		{"И снова Ахметов", "снова AND Ахметов"},
		{"A history of salt", "history AND salt"},
		{"WHO 指南", "WHO AND 指南"},
		{"WHO 2019", "WHO AND 2019"},
		{"lang:en WHO guidelines", "lang:en AND WHO AND guidelines"},
		{"GONE WITH THE WIND", "GONE AND WIND"},
		{"УГОЛЬ ИЛИ НЕФТЬ", "УГОЛЬ AND НЕФТЬ"},
	} {
		if got := compile(t, c.query, analysis.AllViews).Parsed; got != c.parsed {
			t.Errorf("%s is read as %s, wanted %s", c.query, got, c.parsed)
		}
	}
}

// A name in capitals makes no question of a list of words.
func TestQuestions(t *testing.T) {
	for query, minimum := range map[string]int{"who bought foreign grain": 1, "WHO report on malaria": 3, "КТО отчёт малярия": 3} {
		if got := compile(t, query, analysis.AllViews).Minimum; got != minimum {
			t.Errorf("%s: %d words must match, wanted %d", query, got, minimum)
		}
	}
}

// known is a glossary in which each word has a counterpart, its own letters behind x, and
// Han characters stand by twos.
type known struct{}

func (known) Segment(run string) (words, stops []string) {
	for letters := []rune(run); len(letters) > 0; letters = letters[min(2, len(letters)):] {
		words = append(words, string(letters[:min(2, len(letters))]))
	}
	return words, nil
}

func (known) Stops(stops, _ []string) []plan.Translation { return known{}.Counterparts(stops) }

func (known) Counterparts(words []string) []plan.Translation {
	var all []plan.Translation
	for i, w := range words {
		if w != "" && w != plan.StopWord && !strings.Contains(w, " ") {
			all = append(all, plan.Translation{From: i, To: i + 1, Counterparts: &plan.Counterparts{Text: w, Of: []plan.Counterpart{{Text: "x" + w}}}})
		}
	}
	return all
}

// A sentence in quotation marks is looked for by its words in other languages, and as it
// stands in its own; a term in them as it stands.
func TestQuotedAcross(t *testing.T) {
	for _, c := range []struct {
		query    string
		sequence bool // in the own language
		across   string
	}{
		{`"He erased her from his entire life."`, true, "erased entire life"},
		{`“他把她从生活中抹去了。”`, true, "他把 她从 生活 中抹 去了"},
		{`他说，“他把她从生活中抹去了。”`, false, "他说 他把 她从 生活 中抹 去了"},
		{`Warren replied that it is time "for women to be at the top."`, false, "Warren replied time women top"},
		{`"energy policy"`, true, ""},
		{`="He erased her from his entire life."`, true, ""},
	} {
		q, err := query.Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if _, got := compile(t, c.query, analysis.AllViews).Root.(*plan.Sequence); got != c.sequence {
			t.Errorf("%s: a sequence in its own language is %v, wanted %v", c.query, got, c.sequence)
		}
		root, _ := plan.Across(q, query.Auto, analysis.AllViews, known{})
		var words []string
		for leaf := range plan.Leaves(root) {
			if found, ok := leaf.(*plan.Counterparts); ok {
				words = append(words, found.Text)
			}
		}
		if got := strings.Join(words, " "); got != c.across {
			t.Errorf("%s: counterparts of %q, wanted %q", c.query, got, c.across)
		}
	}
}

// A sequence stands where nothing but what is written will do.
func TestAsWritten(t *testing.T) {
	exact := plan.Views(0).With(analysis.Exact)
	for _, c := range []struct {
		query    string
		views    plan.Views
		sequence bool
	}{
		{"經濟", analysis.AllViews, false},
		{"經濟", exact, true},
		{"經濟合作發展", exact, true},
		{"經濟合作發展", exact.With(analysis.Fold), false},
		{"=經濟", analysis.AllViews, true},
		{"經", exact, false},
		{"経済カタログ", exact, true},
		{"colou?r", analysis.AllViews, true},
		{"Sino-Kazakh?", analysis.AllViews, false},
		{"=Sino-Kazakh", analysis.AllViews, true},
	} {
		if _, got := compile(t, c.query, c.views).Root.(*plan.Sequence); got != c.sequence {
			t.Errorf("%s by %s: a sequence is %v, wanted %v", c.query, c.views, got, c.sequence)
		}
	}
}

// Across languages a query is a list, a sentence or a question: Chinese of more words than a
// list has is no list, though nothing stands between them.
func TestWording(t *testing.T) {
	for text, want := range map[string]plan.Wording{
		"可再生能源": plan.List, "一带一路倡议 中国 哈萨克斯坦": plan.List, "wind power": plan.List, "who guidelines": plan.List,
		"外部资金在竞争最激烈的选举之际大量涌入": plan.Sentence, "The wind, which never rests, drives the mill.": plan.Sentence,
		"Wind power?": plan.Question, "which wind drives the mill": plan.Question, "哈萨克斯坦的风能发电项目在什么地方": plan.Question,
	} {
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		root, _ := plan.Across(q, query.Auto, analysis.AllViews, known{})
		for leaf := range plan.Leaves(root) {
			if c, ok := leaf.(*plan.Counterparts); ok && c.Wording != want {
				t.Errorf("%s: a word of it has the wording %d, want %d", text, c.Wording, want)
			}
		}
		if got := plan.IsQuestion(q); root == nil || got != (want != plan.List) {
			t.Errorf("%s is a question: %t, its plan %v", text, got, root)
		}
	}
}

// Stop words of a question are bonuses across languages, those of a list are nothing.
func TestStopsAcross(t *testing.T) {
	for text, want := range map[string]string{
		"When did the war end?":          "When did the",
		"the end of the war":             "",
		"Who asked? What was the answer": "Who What was the",
	} {
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		_, also := plan.Across(q, query.Auto, analysis.AllViews, known{})
		var stops []string
		for _, b := range also {
			stops = append(stops, b.Node.(*plan.Counterparts).Text)
		}
		if got := strings.Join(stops, " "); got != want {
			t.Errorf("%s: the bonuses %q, want %q", text, got, want)
		}
	}
}

// Of the words by which a query is searched in other languages those are told that it does
// not have itself.
func TestElsewhere(t *testing.T) {
	of := func(text string, lang doc.Lang, words ...string) *plan.Counterparts {
		c := &plan.Counterparts{Text: text, Lang: lang}
		for _, w := range words {
			c.Of = append(c.Of, plan.Counterpart{Text: w, Share: 1})
		}
		return c
	}
	p := &plan.Plan{Expansions: []*plan.Counterparts{
		of("Экономика", doc.Russian, "экономика"),
		of("Экономика", doc.English, "economy", "Economy"),
		of("білім", doc.English, "education", "economy"),
		of("білім", doc.Russian, "образование"),
	}}
	want := []plan.Elsewhere{{Lang: doc.English, Words: []string{"economy", "education"}}, {Lang: doc.Russian, Words: []string{"образование"}}}
	if got := p.Elsewhere(); !reflect.DeepEqual(got, want) {
		t.Errorf("told are %v, want %v", got, want)
	}
}
