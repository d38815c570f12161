package analysis

import "testing"

// What is typed so far finds what it begins, in any script.
func TestTyped(t *testing.T) {
	for _, c := range []struct {
		typed, text string
		want        bool
	}{
		{"сары", "Sarybayev M.", true},
		{"sary", "Мейрам Сарыбаев", true},
		{"Мейр сар", "Sarybayev Meiram", true},
		{"sarb", "Сарыбаев", false},
		{"kazak", "Қазақстан", true},
		{"қаз", "Казахстан", true},
		{"казахский", "казахский", true},
		{"zhang", "张继业", true},
		{"zhangji", "张继业", true},
		{"zhang ji", "张继业", true},
		{"zjy", "张继业", true},
		{"чжан", "张继业", true},
		{"张", "张继业", true},
		{"继", "张继业", true},
		{"張繼", "张继业", true},
		{"jiye", "张继业", false},
		{"哈萨克", "中国与哈萨克斯坦", true},
		{"cel", "Çelik", true},
		{"", "Çelik", false},
		{"…", "Çelik", false},
	} {
		if got := NewTyped(c.typed).In(c.text); got != c.want {
			t.Errorf("%q in %q: %t, want %t (keys %q, typed %q)", c.typed, c.text, got, c.want, CompletionKeys(c.text), TypedKeys(c.typed))
		}
	}
}
