package lang

import (
	"strings"
	"testing"
)

// Forms of one line have one stem, behind an apostrophe and typed without the
// letters of Turkish too, and no two lines have the same.
func TestTurkishParadigms(t *testing.T) {
	lineOf := map[string]string{}
	for _, line := range []string{
		"kadın kadınlar kadınların kadinlarin", "görüş görüşler görüşlerinden goruslerinden", "türkiye türkiyenin türkiye'nin turkiye'de türkiye’den",
		"istanbul istanbul'da istanbul'un", "üniversite üniversiteler üniversitesinde universitelerin", "öğrenci öğrencilerin ogrencilerin",
		"kitap kitaplar kitabı", "nfl nfl'nin", "yönetim yönetimi yönetiminin", "ile", "il ilde",
	} {
		words := strings.Fields(line)
		want := stemTurkish(words[0])
		for _, w := range words {
			if got := stemTurkish(w); got != want {
				t.Errorf("%s has the stem %s, wanted %s as of %s", w, got, want, words[0])
			}
		}
		if other, ok := lineOf[want]; ok {
			t.Errorf("%s and %s share the stem %s", other, words[0], want)
		}
		lineOf[want] = words[0]
	}
}
