package cite

import "testing"

func TestFindDOI(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"DOI: 10.52123/1994-2370-2024-1172 UDC 32.327", []string{"10.52123/1994-2370-2024-1172"}},
		{"DOI:10.30692/sisad.1254693.", []string{"10.30692/sisad.1254693"}},
		{"see (https://doi.org/10.1051/e3sconf/202338102029).", []string{"10.1051/e3sconf/202338102029"}},
		{"doi 10.1016/S0140-6736(05)66475-4, and 10.1000/XYZ;", []string{"10.1016/s0140-6736(05)66475-4", "10.1000/xyz"}},
		{"<10.1002/(SICI)1097-4571(1999)50:1<1::AID-ASI1>3.0.CO;2-2>", []string{"10.1002/(sici)1097-4571(1999)50:1<1::aid-asi1>3.0.co;2-2"}},
		{"见 doi:10.1234/中文。", nil},
		{"<a>10.1234/abc</a>", []string{"10.1234/abc"}},
		{"version 110.1234/5 and 3.10.1234/5 are none, nor 10.12/x or 10.1234/", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, f := range FindDOI(tt.text) {
			got = append(got, f.DOI)
			if NormalizeDOI(tt.text[f.Start:f.End]) != f.DOI {
				t.Errorf("%q: range %q is not %q", tt.text, tt.text[f.Start:f.End], f.DOI)
			}
		}
		if len(got) != len(tt.want) {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%q: got %q, want %q", tt.text, got[i], tt.want[i])
			}
		}
	}
}

func TestNormalizeDOI(t *testing.T) {
	for in, want := range map[string]string{
		"10.1000/ABC":                        "10.1000/abc",
		" doi:10.1000/abc":                   "10.1000/abc",
		"https://doi.org/10.1000%2Fabc":      "10.1000/abc",
		"HTTP://DX.DOI.ORG/10.1000/a+b":      "10.1000/a+b",
		"https://www.doi.org/doi:10.1000/ab": "10.1000/ab",
		"10.1/abc":                           "10.1/abc",
		"10.1000/":                           "",
		"10.abc/1":                           "",
		"10.1000/a b":                        "",
		"https://example.org/10.1000/abc":    "",
		"":                                   "",
	} {
		if got := NormalizeDOI(in); got != want {
			t.Errorf("NormalizeDOI(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzFindDOI(f *testing.F) {
	f.Add("doi:10.1000/abc(d).")
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range FindDOI(text) {
			if d.DOI == "" || d.Start < 0 || d.End > len(text) || d.Start >= d.End {
				t.Fatalf("%q: bad DOI %+v", text, d)
			}
		}
	})
}
