package extract

import "testing"

// The names of countries and places are no names of people, but a name that ends or
// begins like one is.
func TestNamesOf(t *testing.T) {
	for text, want := range map[string]int{
		"Jones Felicity, Brown Anna":   2,
		"Иван Петров, Олег Бескрай":    2,
		"Kingdom Joseph, Brown Anna":   2,
		"Anna Brown, Kansas City":      0,
		"Анна Петрова, Пермский край":  0,
		"Kingdom of Spain, Anna Brown": 0,
	} {
		if got := namesOf(text, true); len(got) != want {
			t.Errorf("%s: %d people, wanted %d", text, len(got), want)
		}
	}
}
