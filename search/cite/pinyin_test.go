package cite

import "testing"

func TestMismatches(t *testing.T) {
	for _, c := range []struct {
		family, given, han string
		want               int
	}{
		{"Chen", "Jiaming", "陈家明", 0},
		{"Chen", "Jiaming", "陳家明", 0},
		{"Chen", "Jia-Ming", "陈家明", 0},
		{"Chen", "Jia", "陈家明", 1},
		{"Cheng", "Jiaming", "陈家明", 1},
		{"Chen", "Jiamin", "陈家明", 1},
		{"Lü", "Ming", "吕明", 0},
		{"Lyu", "Ming", "吕明", 0},
		{"Lu", "Hang", "吕行", 0},
		{"Shan", "Ming", "单明", 0},
		{"Zeng", "Chong", "曾重", 0},
		{"Chen", "J.", "陈家明", 0},
		{"Ouyang", "Mei", "欧阳梅", 0},
		{"Brown", "Anna", "布朗", 0},
	} {
		if got := Mismatches([]Name{{Family: c.family, Given: c.given}}, []string{c.han}); len(got) != c.want {
			t.Errorf("%s %s, %s: %v", c.family, c.given, c.han, got)
		}
	}
}
