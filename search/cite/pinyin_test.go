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

// Chinese names have the family name first, in pinyin and in Cyrillic; capitals tell it
// wherever it stands, and are initials where they are two or no syllable.
func TestChineseNames(t *testing.T) {
	for name, want := range map[string]Name{
		"Wei WANG":       {Family: "WANG", Given: "Wei"},
		"WANG Wei":       {Family: "WANG", Given: "Wei"},
		"Zhang YE":       {Family: "Zhang", Given: "YE"},
		"WANG WEI":       {Family: "WANG", Given: "WEI"},
		"Xi Jinping":     {Family: "Xi", Given: "Jinping"},
		"Си Цзиньпин":    {Family: "Си", Given: "Цзиньпин"},
		"Чуньлань ЛАЙ":   {Family: "ЛАЙ", Given: "Чуньлань"},
		"Чэнь МИН":       {Family: "МИН", Given: "Чэнь"},
		"Петрова АКВ":    {Family: "Петрова", Given: "АКВ"},
		"Иванов ЛИ":      {Family: "Иванов", Given: "ЛИ"},
		"Анна Ли":        {Family: "Ли", Given: "Анна"},
		"Иван Чуньланин": {Family: "Чуньланин", Given: "Иван"},
	} {
		if got := ReadName(name); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}
