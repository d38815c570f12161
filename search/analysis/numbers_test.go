package analysis

import (
	"slices"
	"strings"
	"testing"
)

// found returns what of a text a query marks that is typed without spaces, "" where it
// is not found.
func found(text, tag, query string) string {
	streams := Analyze(text, func(int) string { return tag })
	best := ""
	for _, w := range Query(query, AllViews) {
		for _, term := range w.Terms {
			for _, t := range streams[term.Stream] {
				if t.Term == term.Text && t.End-t.Start > len(best) {
					best = text[t.Start:t.End]
				}
			}
		}
	}
	return best
}

// Numbers meet however they are written, by the language of the text.
func TestNumbers(t *testing.T) {
	for _, c := range []struct{ text, tag, query, marked string }{
		{"grew to 1,250,000 tons", "en", "1250000", "1,250,000"},
		{"grew to 1250000 tons", "en", "1,250,000", "1250000"},
		{"выросло до 1 250 000 тонн", "ru", "1250000", "1 250 000"},
		{"выросло до 1\u00a0250\u202f000 тонн", "ru", "1,250,000", "1\u00a0250\u202f000"},
		{"барлығы 7 500 адам", "kk", "7500", "7 500"},
		{"总计7,500人", "zh", "7500", "7,500"},
		{"insgesamt 7.500 Euro", "de", "7500", "7.500"},
		{"a share of 36.86 percent", "en", "36,86", "36.86"},
		{"доля 36,86 процента", "ru", "36.86", "36,86"},
		{"үлесі 0,75 болды", "kk", "0.75", "0,75"},
		{"сумма 12 500,5 рубля", "ru", "12500.5", "12 500,5"},
		{"the sum of 12,500.5 dollars", "en", "12500.5", "12,500.5"},
		{"Betrag 12.500,5 Euro", "de", "12,500.5", "12.500,5"},
		{"в среднем 1,250 тонны", "ru", "1250", ""},
		{"see sources [3,5] and others", "en", "3.5", ""},
		{"см. источники [3,5] и другие", "ru", "3.5", ""},
		{"годы 2019,2020 и далее", "ru", "2019.2020", ""},
		{"in 2021 500 people came", "en", "2021500", ""},
		{"tables 10 20 and 30", "en", "1020", ""},
		{"on 26.08.2021", "ru", "26082021", ""},
		{"version 1.250.3", "en", "12503", ""},
		{"numbers 5 100 200 300 here", "en", "5100", ""},
	} {
		if got := found(c.text, c.tag, c.query); got != c.marked {
			t.Errorf("%s in %q: marks %q, wanted %q", c.query, c.text, got, c.marked)
		}
	}
}

func TestGrouped(t *testing.T) {
	for words, want := range map[string]string{"1 000": "1000", "1 250 000": "1250000", "12 500,5": "12500.5", "2021 500": "", "1 00": "", "0 500": "", "1": "", "a 000": ""} {
		if got := Grouped(strings.Fields(words)); got != want {
			t.Errorf("%s is %q, wanted %q", words, got, want)
		}
	}
}

// An ISBN and an ISSN meet with hyphens and without, an ISBN in both of its lengths;
// a wrong check digit makes none.
func TestIdentifiers(t *testing.T) {
	for _, c := range []struct{ text, query, marked string }{
		{"ISBN 978-3-16-148410-0.", "9783161484100", "978-3-16-148410-0"},
		{"ISBN 978-3-16-148410-0.", "3161484100", ""},
		{"ISBN 978-3-16-148410-0.", "316148410X", "978-3-16-148410-0"},
		{"ISBN 3-16-148410-X.", "978-3-16-148410-0", "3-16-148410-X"},
		{"ISBN 9783161484100.", "978-3-16-148410-0", "9783161484100"},
		{"ISBN 978 3 16 148410 0.", "9783161484100", "978 3 16 148410 0"},
		{"ISBN 978-3-16-148410-1.", "9783161484101", ""},
		{"ISSN 0378-5955,", "03785955", "0378-5955"},
		{"ISSN 03785955,", "0378-5955", "03785955"},
		{"ISSN 2434\u2010561X", "2434561x", "2434\u2010561X"},
		{"doi 10.1000/0378-5955-2020-1", "03785955", "0378-5955"},
		{"ISSN 1683-1667.", "16831667", "1683-1667"}, // no years: they would fall
		{"years 2000-2017", "20002017", ""},
	} {
		if got := found(c.text, "en", c.query); got != c.marked {
			t.Errorf("%s in %q: marks %q, wanted %q", c.query, c.text, got, c.marked)
		}
	}
}

// Names with signs are words of their own.
func TestSigned(t *testing.T) {
	const text = "Written in C++, C#, F# and (C), on .NET and ASP.NET; A+ and x+++ are none."
	var parts []string
	for _, token := range Analyze(text, nil)[Parts] {
		if strings.ContainsAny(token.Term, "+#.") {
			parts = append(parts, token.Term)
		}
	}
	if want := []string{"c++", "c#", "f#", ".net"}; !slices.Equal(parts, want) {
		t.Errorf("signed words %q, wanted %q", parts, want)
	}
	for typed, signed := range map[string]bool{"C++": true, "c#": true, ".NET": true, "C": false, "net": false, "Node.js": false} {
		if w := Query(typed, AllViews)[0]; w.Signed() != signed {
			t.Errorf("%s is signed: %v", typed, w.Signed())
		}
	}
}

// Abbreviations find their plurals and the other way, in small letters too.
func TestPlurals(t *testing.T) {
	for _, c := range []struct{ text, tag, query string }{
		{"many NGOs here", "en", "ngo"}, {"many ngos here", "en", "NGO"}, {"an NGO here", "en", "ngos"}, {"наша NGO здесь", "ru", "ngos"},
		{"степень PhD дана", "ru", "phds"}, {"two PhDs", "en", "phd"}, {"the PDFs", "en", "pdf"}, {"файл PDF", "ru", "pdfs"},
	} {
		if found(c.text, c.tag, c.query) == "" {
			t.Errorf("%s is not found in %q", c.query, c.text)
		}
	}
	if got := found("The gas and the bus.", "ru", "ga"); got != "" {
		t.Errorf("ga finds %q", got)
	}
}

// An inflected name is found in texts of another language of its script.
func TestNamesAcrossLanguages(t *testing.T) {
	for _, c := range []struct{ text, tag, query string }{
		{"автор Ахметов", "ru", "Ахметовтың"}, {"писал Абай", "ru", "Абайдың"}, {"авторы Ахметов", "kk", "Ахметова"},
	} {
		if found(c.text, c.tag, c.query) == "" {
			t.Errorf("%s is not found in %q", c.query, c.text)
		}
	}
}
