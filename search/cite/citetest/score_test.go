package citetest

import "testing"

func TestScore(t *testing.T) {
	const raw = "Brown A. The Long Border // Regional Review. – 2015. – Vol. 12(3). – P. 45–67."
	want, err := OfCSL([]byte(`{"author": [{"family": "Brown", "given": "Anna"}, {"literal": "Unnamed"}], "title": "The long border",
		"container-title": ["Regional Review"], "issued": {"date-parts": [["2015"]]}, "volume": 12, "page": "45-67"}`))
	if err != nil {
		t.Fatal(err)
	}
	want = want.Within(raw)
	for _, c := range []struct {
		field, csl string
		tally      Tally
	}{
		{"author", `{"author": [{"family": "BROWN"}]}`, Tally{Right: 1}},
		{"author", `{"author": [{"family": "Brown"}, {"family": "Border"}]}`, Tally{Right: 1, Wrong: 1}},
		{"title", `{"title": "The Long Border."}`, Tally{Right: 1}},
		{"title", `{"title": "The Long Border //"}`, Tally{Right: 1}},
		{"title", `{"title": "The Border"}`, Tally{Wrong: 1, Missed: 1}},
		{"title", `{}`, Tally{Missed: 1}},
		{"container-title", `{"container-title": "Any"}`, Tally{}}, // a list is no CSL, so nothing is known
		{"year", `{"issued": {"raw": "May 2015"}}`, Tally{Right: 1}},
		{"volume", `{"volume": "12"}`, Tally{Right: 1}},
		{"volume", `{"volume": "12(3)"}`, Tally{Wrong: 1, Missed: 1}},
		{"page", `{"page": "45–67"}`, Tally{Right: 1}},
		{"DOI", `{"DOI": "10.1/a"}`, Tally{}},
	} {
		got, err := OfCSL([]byte(c.csl))
		if err != nil {
			t.Fatal(err)
		}
		if tally := Score(c.field, want, got); tally != c.tally {
			t.Errorf("%s %s: %+v, want %+v", c.field, c.csl, tally, c.tally)
		}
	}
	labelled := map[string][]string{"author": {"Brown, A. and van Dijk, P.,"}}
	if c := ScoreNames(labelled["author"], OfLabels(labelled), Values{"author": {"brown", "border"}}, "Brown A."); c != (Tally{Right: 1, Wrong: 1, Missed: 1}) {
		t.Errorf("names: %+v", c)
	}
}
