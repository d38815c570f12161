package pdf

import (
	"cmp"
	"strings"
	"testing"
)

func TestFolios(t *testing.T) {
	r := testReader(t)
	sheet := func(head, foot string) string {
		return show(regular, 9, 50, 780, head) + set(regular, 10, 50, 740, 12, prose...) + show(regular, 9, 300, 30, foot)
	}
	for _, test := range []struct {
		name    string
		pages   []string
		catalog string
		want    string
	}{
		{"an article in a volume", []string{sheet("", ""), sheet("Annals of Rivers 12 (2019)", "46"), sheet("Annals of Rivers 12 (2019)", "47"), sheet("Annals of Rivers 12 (2019)", "- 48 -")}, "", "45 46 47 48"},
		{"behind a cover and a preface", []string{"", sheet("", "iv"), sheet("", "1"), sheet("", "2"), sheet("", "3")}, "", "- - 1 2 3"},
		{"labels of the file", []string{sheet("", "46"), sheet("", "47")}, "/PageLabels<</Nums[0<</S/r>>]>>", "i ii"},
		{"labels that only count", []string{sheet("", "46"), sheet("", "47")}, "/PageLabels<</Nums[0<</S/D>>]>>", "46 47"},
		{"years", []string{sheet("Annals of Rivers 2019", ""), sheet("Annals of Rivers 2019", ""), sheet("Annals of Rivers 2019", "")}, "", "- - -"},
	} {
		d := mustRead(t, r, testFile{pages: test.pages, catalog: test.catalog}.bytes())
		var labels []string
		for _, p := range d.Pages {
			labels = append(labels, cmp.Or(p.Label, "-"))
		}
		if got := strings.Join(labels, " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// A page that claims to be millions of kilometres high is told as one that could not
// be read; the others are.
func TestPageWithoutSize(t *testing.T) {
	d := mustRead(t, testReader(t), assemble([]string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 2147483647]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>", stream(show(regular, 12, 72, 700, "High")),
		strings.ReplaceAll(helvetica, "%s", ""), "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"}, ""))
	if !d.Pages[0].Failed || d.Pages[1].Failed || !strings.Contains(d.Text, "High") {
		t.Errorf("pages %+v, text %q", d.Pages, d.Text)
	}
}
