package excerpt

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
)

// marksOf marks every occurrence of the words, as they stand, in text.
func marksOf(text string, words ...string) []Mark {
	var marks []Mark
	for i := 0; i < len(text); {
		n := 1
		for _, w := range words {
			if w != "" && strings.HasPrefix(text[i:], w) {
				marks = append(marks, Mark{doc.Span{Start: i, End: i + len(w)}, analysis.Exact})
				n = len(w)
				break
			}
		}
		i += n
	}
	return marks
}

// show writes a snippet with marks in brackets and … where text was cut.
func show(s Snippet) string {
	var b strings.Builder
	if s.TruncatedStart {
		b.WriteString("…")
	}
	for _, p := range s.Parts {
		if p.Mark {
			fmt.Fprintf(&b, "[%s]", p.Text)
		} else {
			b.WriteString(p.Text)
		}
	}
	if s.TruncatedEnd {
		b.WriteString("…")
	}
	return b.String()
}

func TestNewSnippet(t *testing.T) {
	const (
		english = "Culture shapes how people work together. Managers of joint companies should know this well, and should act upon it. " +
			"Cross-cultural training helps them to do so. It is offered by Prof. B. Lai et al. (2019) at many universities, e.g. in Almaty."
		russian = "Первое предложение короткое. Второе предложение говорит о культуре, о труде и об управлении. Третье — нет."
		chinese = "跨文化管理是国际企业的重要课题，涉及沟通、培训和领导。哈萨克斯坦与中国的合作不断加深，企业需要了解文化差异。本文研究这些差异。"
	)
	tests := []struct {
		name, text string
		words      []string
		size       int
		want       string
	}{
		{"empty", "", nil, 100, ""},
		{"blank", " \n\t ", nil, 100, ""},
		{"no room", "a b", nil, 0, "…"},
		{"whole", "  A short text.\n", []string{"short"}, 100, "A [short] text."},
		{"whole and full", "A short text.", []string{"A", "text"}, 13, "[A] short [text]."},
		{"without marks, to the end of a sentence", english, nil, 50, "Culture shapes how people work together.…"},
		{"without marks, between words", english, nil, 30, "Culture shapes how people work…"},
		{"from the beginning of the sentence", english, []string{"training"}, 60, "…Cross-cultural [training] helps them to do so.…"},
		{"both sides", english, []string{"companies"}, 40, "…Managers of joint [companies] should know…"},
		{"to the end of the text", english, []string{"Almaty"}, 60, "…B. Lai et al. (2019) at many universities, e.g. in [Almaty]."},
		{"no end at abbreviations", english, []string{"offered"}, 80, "…It is [offered] by Prof. B. Lai et al. (2019) at many universities, e.g. in…"},
		{"most different words", english, []string{"Culture", "training", "universities", "Almaty"}, 60, "…B. Lai et al. (2019) at many [universities], e.g. in [Almaty]."},
		{"the first of equals", "a b c d. a b c d. a b c d.", []string{"b"}, 9, "a [b] c d.…"},
		{"closest together", "aa x x x x x x x bb. Some more. Then aa bb again and much more of it.", []string{"aa", "bb"}, 22, "…Then [aa] [bb] again and…"},
		{"case aside", "Alpha x alpha x ALPHA yyyyyyyyyyyyyyyyyyyyyy beta Gamma", []string{"Alpha", "alpha", "ALPHA", "beta", "Gamma"}, 16, "…[beta] [Gamma]"},
		{"the sentence in Russian", russian, []string{"труде"}, 70, "…Второе предложение говорит о культуре, о [труде] и об управлении.…"},
		{"Chinese, the sentence", chinese, []string{"合作"}, 32, "…哈萨克斯坦与中国的[合作]不断加深，企业需要了解文化差异。…"},
		{"Chinese, to punctuation", chinese, []string{"国际"}, 16, "跨文化管理是[国际]企业的重要课题，…"},
		{"Chinese, anywhere", chinese, []string{"不断"}, 6, "…合作[不断]加深…"},
		{"paragraphs end sentences", "A heading\n\nThe text below it goes on and on", []string{"text"}, 20, "…The [text] below it…"},
		{"a long word", strings.Repeat("a", 50), nil, 10, strings.Repeat("a", 10) + "…"},
		{"combining marks are not cut off", strings.Repeat("e\u0301", 20), nil, 5, "e\u0301e\u0301…"},
		{"a long mark", "x " + strings.Repeat("ab ", 20), []string{strings.TrimSpace(strings.Repeat("ab ", 20))}, 10, "…[ab ab ab]…"},
		{"a word is whole or left out", "one extraordinarily two", []string{"one"}, 10, "[one]…"},
		{"brackets stay with words", "(see (alpha), beta) and so on and on", []string{"alpha"}, 13, "…([alpha]),…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			marks := marksOf(tt.text, tt.words...)
			got := NewSnippet(tt.text, marks, tt.size)
			checkSnippet(t, tt.text, marks, tt.size, got)
			if s := show(got); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
		})
	}
}

func TestSnippetIgnoresBadMarks(t *testing.T) {
	text := "дом and house"
	bad := []Mark{
		{Span: doc.Span{Start: -3, End: 2}}, {Span: doc.Span{Start: 3, End: 3}}, {Span: doc.Span{Start: 4, End: 2}}, {Span: doc.Span{Start: 1, End: 3}}, {Span: doc.Span{Start: 0, End: 5}},
		{Span: doc.Span{Start: 6, End: 7}}, {Span: doc.Span{Start: 7, End: 10}}, {Span: doc.Span{Start: 8, End: 12}}, {Span: doc.Span{Start: 2, End: 4}}, {Span: doc.Span{Start: 11, End: 99}},
	}
	if got, want := show(NewSnippet(text, bad, 100)), "дом [and] house"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// checkSnippet checks the properties of the snippet of any text with any marks.
func checkSnippet(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, text string, marks []Mark, size int, s Snippet) (start, end int) {
	t.Helper()
	var joined strings.Builder
	for i, p := range s.Parts {
		if p.Text == "" || i > 0 && !p.Mark && !s.Parts[i-1].Mark {
			t.Fatalf("empty or unjoined parts: %+v", s.Parts)
		}
		joined.WriteString(p.Text)
	}
	got := joined.String()
	if n := utf8.RuneCountInString(got); n > max(size, 0) {
		t.Fatalf("%d runes, more than %d: %q", n, size, got)
	}
	if got == "" {
		if size > 0 && strings.TrimSpace(text) != "" {
			t.Fatalf("nothing of %q", text)
		}
		return 0, 0
	}
	// The same words may stand in several places: one must fit the marks.
	var usable []doc.Span
	for _, m := range marks {
		if last := len(usable) - 1; m.Start >= 0 && m.Start < m.End && m.End <= len(text) && runeBoundary(text, m.Start) && runeBoundary(text, m.End) &&
			(last < 0 || m.Start >= usable[last].End) {
			if from, to := trimBlanks(text, m.Start, m.End); from < to {
				usable = append(usable, doc.Span{Start: from, End: to})
			}
		}
	}
	for start = strings.Index(text, got); ; {
		end = start + len(got)
		if (start > 0 && strings.TrimSpace(text[:start]) != "") == s.TruncatedStart && (strings.TrimSpace(text[end:]) != "") == s.TruncatedEnd &&
			(runeBoundary(text, start) && runeBoundary(text, end) || !utf8.ValidString(text)) && fits(s, usable, start, end, size, text) {
			break
		}
		next := strings.Index(text[start+1:], got)
		if next < 0 {
			t.Fatalf("%+v (%d) of %q with marks %v does not fit at any place", s, size, text, usable)
		}
		start += 1 + next
	}
	if len(usable) > 0 && !slices.ContainsFunc(s.Parts, func(p SnippetPart) bool { return p.Mark }) {
		t.Fatalf("nothing marked in %q", got)
	}
	return start, end
}

// fits reports whether the parts of s are text[start:end] cut at the marks.
func fits(s Snippet, marks []doc.Span, start, end, size int, text string) bool {
	at, i := start, 0
	for _, p := range s.Parts {
		if !p.Mark {
			at += len(p.Text)
			continue
		}
		for i < len(marks) && marks[i].End <= at && marks[i].Start < at {
			i++
		}
		if i == len(marks) || marks[i].Start != at {
			return false
		}
		m := marks[i]
		whole := at+len(p.Text) == m.End
		if !whole && utf8.RuneCountInString(text[m.Start:m.End]) <= size {
			return false
		}
		at += len(p.Text)
		i++
	}
	n := 0
	for _, m := range marks {
		if m.Start < end && m.End > start {
			n++
		}
	}
	for _, p := range s.Parts {
		if p.Mark {
			n--
		}
	}
	return n == 0 && at == end
}

// genText draws a text of sentences in several scripts, with words to mark.
func genText(t *rapid.T) (text string, marks []Mark) {
	words := []string{"alpha", "Beta", "beta", "мәдениет", "культура", "文化", "管理", "é", "e\u0301\u0302t", "a", "I", "नमस्ते", "한국", "\u1112\u1161\u11ab", "🇰🇿", "👩\u200d🔬", "👍🏽", "co-author’s", "2024"}
	gaps := []string{" ", " ", " ", ", ", ". ", "。", "，", " (", ") ", " «", "» ", "\n\n", "… ", "\r\n", "; "}
	var b strings.Builder
	marked := rapid.SliceOfNDistinct(rapid.SampledFrom(words), 0, 4, rapid.ID[string]).Draw(t, "marked")
	for range rapid.IntRange(0, 60).Draw(t, "words") {
		w := rapid.SampledFrom(words).Draw(t, "word")
		if slices.Contains(marked, w) {
			marks = append(marks, Mark{doc.Span{Start: b.Len(), End: b.Len() + len(w)}, analysis.Exact})
		}
		b.WriteString(w)
		b.WriteString(rapid.SampledFrom(gaps).Draw(t, "gap"))
	}
	return b.String(), marks
}

func TestSnippetProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, marks := genText(t)
		size := rapid.IntRange(20, 120).Draw(t, "size")
		s := NewSnippet(text, marks, size)
		start, end := checkSnippet(t, text, marks, size, s)
		if start == end {
			return
		}
		if got := text[start:end]; strings.TrimSpace(got) != got {
			t.Fatalf("blanks around %q", got)
		}
		clusters := map[int]bool{0: true}
		for g := uniseg.NewGraphemes(text); g.Next(); {
			_, to := g.Positions()
			clusters[to] = true
		}
		for _, pos := range []int{start, end} {
			if !clusters[pos] {
				t.Fatalf("cut inside a character: %q of %q", text[start:end], text)
			}
			before, _ := utf8.DecodeLastRuneInString(text[:pos])
			after, _ := utf8.DecodeRuneInString(text[pos:])
			if inWord(before) && inWord(after) && !analysis.IsHan(before) && !analysis.IsHan(after) {
				t.Fatalf("cut inside a word: %q of %q", text[start:end], text)
			}
		}

		// No run of marks that fits has more different texts.
		shown := map[string]bool{}
		for _, p := range s.Parts {
			if p.Mark {
				shown[strings.ToLower(p.Text)] = true
			}
		}
		for i := range marks {
			texts := map[string]bool{}
			for _, m := range marks[i:] {
				if utf8.RuneCountInString(text[marks[i].Start:m.End]) > size {
					break
				}
				texts[strings.ToLower(text[m.Start:m.End])] = true
			}
			if len(texts) > len(shown) {
				t.Fatalf("%q shows %d different texts, %v is better", text[start:end], len(shown), texts)
			}
		}
	})
}

func FuzzSnippet(f *testing.F) {
	f.Add("A text of words.", []byte{2, 4}, 10)
	f.Add("跨文化管理，培训。é\u0301\u200d x", []byte{0, 3, 3, 3, 6, 9, 200, 1}, 5)
	f.Add("\xff\xfe \xe6\x96 (a", []byte{0, 1, 0, 1}, 2)
	f.Fuzz(func(t *testing.T, text string, offsets []byte, size int) {
		var marks []Mark
		at := 0
		for len(offsets) > 1 { // a gap and a length, which may be negative
			at += int(int8(offsets[0]))
			m := Mark{Span: doc.Span{Start: at, End: at + int(int8(offsets[1]))}}
			marks = append(marks, m)
			at, offsets = m.End, offsets[2:]
		}
		s := NewSnippet(text, marks, size)
		if len(text) > 1000 {
			return // looking for a place that fits takes long
		}
		checkSnippet(t, text, marks, size, s)
	})
}

func BenchmarkSnippet(b *testing.B) {
	files, err := filepath.Glob("../seeds/articles/*.txt")
	if err != nil || len(files) == 0 {
		b.Skip("no article")
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		b.Fatal(err)
	}
	text := string(data)
	for _, size := range []int{2_000, 40_000} {
		passage := text[:min(size, len(text))]
		for !utf8.ValidString(passage) {
			passage = passage[:len(passage)-1]
		}
		marks := marksOf(passage, "cultur", "management", "the ", "культур", "文化")
		b.Run(fmt.Sprintf("bytes=%d", len(passage)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				NewSnippet(passage, marks, 240)
			}
		})
	}
}
