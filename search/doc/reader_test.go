package doc

import (
	"testing"

	"github.com/izde/izde/search/cite"
)

func TestNameIn(t *testing.T) {
	a := &Author{Name: "M. Sarybayev", Forms: []string{"M. Sarybayev", "М. Сарыбаев", "Мейрам САРЫБАЕВ", "Мейрам Қ. Сарыбаев"}}
	for _, c := range []struct {
		of         Lang
		name, want string
	}{
		{English, "M. Sarybayev", "M. Sarybayev"},
		{Kazakh, "M. Sarybayev", "Мейрам Қ. Сарыбаев"},
		{Russian, "M. Sarybayev", "Мейрам Сарыбаев"},
		{Chinese, "M. Sarybayev", "M. Sarybayev"},
	} {
		if got := a.NameIn(c.name, c.of); got != c.want {
			t.Errorf("%s in %s is %s, want %s", c.name, c.of, got, c.want)
		}
	}
	// The usual name stays in its readers' script, but for capitals.
	printed := &Author{Name: "Мейрам САРЫБАЕВ", Forms: []string{"Meiram Sarybayev", "Мейрам САРЫБАЕВ", "Мейрам Кенжебекович Сарыбаев"}}
	for of, want := range map[Lang]string{Russian: "Мейрам Сарыбаев", Kazakh: "Мейрам Сарыбаев", English: "Meiram Sarybayev"} {
		if got := printed.NameFor(of); got != want {
			t.Errorf("to readers of %s he is %s, not %s", of, got, want)
		}
	}
}

func TestItemIn(t *testing.T) {
	report := cite.Item{Title: "Kazakhstan Development Report", OriginalTitle: "哈萨克斯坦发展报告", Author: []cite.Name{{Family: "Zhang", Given: "Wenxin"}},
		ContainerTitle: "Reports", Custom: map[string]string{"original-author": "张雯鑫", "original-container-title": "报告"}}
	zh := ItemIn(report, nil, Chinese)
	if zh.Title != "哈萨克斯坦发展报告" || zh.OriginalTitle != "Kazakhstan Development Report" || zh.Author[0].String() != "张雯鑫" || zh.ContainerTitle != "报告" {
		t.Errorf("a Chinese reader sees %+v", zh)
	}
	if kk := ItemIn(report, nil, Kazakh); kk.Title != report.Title || kk.Author[0].Family != "Zhang" {
		t.Errorf("a Kazakh reader sees %+v", kk)
	}
	kk := ItemIn(report, []cite.Item{{Language: "kk", Title: "Қазақстанның даму есебі"}}, Kazakh)
	if kk.Title != "Қазақстанның даму есебі" || kk.OriginalTitle != "" || kk.Author[0].Family != "Zhang" {
		t.Errorf("where a reading is Kazakh a Kazakh reader sees %+v", kk)
	}
	if report.Custom["original-container-title"] != "报告" || report.Title != "Kazakhstan Development Report" {
		t.Error("the item itself was changed")
	}
}
