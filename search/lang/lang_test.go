package lang

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// columns are the fields of a row, by dotted name: those of Front and Labels one
// by one.
func columns(v reflect.Value, prefix string) map[string]reflect.Value {
	all := map[string]reflect.Value{}
	for i := range v.NumField() {
		name, f := prefix+v.Type().Field(i).Name, v.Field(i)
		if f.Kind() == reflect.Struct {
			for k, c := range columns(f, name+".") {
				all[k] = c
			}
			continue
		}
		all[name] = f
	}
	return all
}

// Every column of every row is filled, but for what a language does not have.
func TestRowsAreComplete(t *testing.T) {
	optional := strings.Fields("Assumed FoldStem Roots Host Stem") // without Stem words are truncated
	absent := map[string][]string{
		"zh": strings.Fields("Stop Keyboards Months Front.Abbreviations Front.Patronymics Profiles Hyphens.First Hyphens.Second Hyphens.Joining"), // Han characters, dates in digits
		"de": {"Front.Patronymics", "Hyphens.Second"},
		"tr": {"Hyphens.First", "Hyphens.Second"},
	}
	names := map[string]bool{}
	for _, l := range All {
		for tag := range l.Names {
			names[tag] = true
		}
	}
	for _, l := range All {
		for name, c := range columns(reflect.ValueOf(*l), "") {
			if c.IsZero() && !slices.Contains(optional, name) && !slices.Contains(absent[l.Tag], name) {
				t.Errorf("%s: the column %s is empty: fill it in search/lang/%s.go", l.Tag, name, l.Tag)
			}
		}
		for tag := range names {
			if l.Names[tag] == "" {
				t.Errorf("%s: the column Names lacks the name in %s: write it in search/lang/%s.go", l.Tag, tag, l.Tag)
			}
		}
		for i, m := range l.Months {
			if m == "" && !slices.Contains(absent[l.Tag], "Months") {
				t.Errorf("%s: the column Months lacks month %d", l.Tag, i+1)
			}
			for w := range strings.FieldsSeq(m) {
				if len([]rune(w)) < 3 {
					t.Errorf("%s: %s begins too many words to be a month", l.Tag, w)
				}
			}
		}
		for _, k := range l.Keyboards {
			if got, want := len([]rune(k)), len(Qwerty); got != want {
				t.Errorf("%s: the keyboard %s has %d keys, not %d", l.Tag, k, got, want)
			}
		}
		for _, p := range l.Profiles {
			if Of(p.Tag) < 0 || All[Of(p.Tag)] != l {
				t.Errorf("%s: the profile %s is taken for another language's", l.Tag, p.Tag)
			}
		}
		if l.Host != "" && Of(l.Host) < 0 {
			t.Errorf("%s: the column Host names %s, which has no row", l.Tag, l.Host)
		}
	}
}
