package read

// This file holds the parser to kinds of references that other readers were
// reported to break (testdata/kinds.txt).

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/citetest"
)

// A reference marked ">" must be right in every variable that is listed below it,
// one marked "?" must be wrong in one: what becomes right is marked so by -update.
func TestKindsQuality(t *testing.T) {
	const name = "testdata/kinds.txt"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	kind, reached, all := "", map[string]int{}, map[string]int{}
	var kinds []string
	for i := 0; i < len(lines); i++ {
		mark, raw, _ := strings.Cut(lines[i], " ")
		switch mark {
		case "==":
			kind = raw
			kinds = append(kinds, kind)
		case ">", "?":
			checkParsed(t, raw)
			at := i
			wrong := ""
			p := Parse(raw)
			for ; i+1 < len(lines); i++ {
				variable, want, ok := strings.Cut(lines[i+1], ": ")
				if !ok || strings.Contains(variable, " ") {
					break
				}
				if got := kindValue(&p.Item, variable); got != want {
					wrong += "\n   " + variable + ": got " + got + ", want " + want
				}
			}
			all[kind]++
			if wrong == "" {
				reached[kind]++
			}
			if *citetest.Update {
				lines[at] = map[bool]string{true: "> ", false: "? "}[wrong == ""] + raw
			} else if wrong != "" && mark == ">" {
				t.Errorf("%s: %s%s", kind, raw, wrong)
			} else if wrong == "" && mark == "?" {
				t.Errorf("%s: %s\n   is right now: mark it > in %s", kind, raw, name)
			} else if wrong != "" {
				t.Logf("not yet: %s%s", raw, wrong)
			}
		}
	}
	for _, kind := range kinds {
		t.Logf("%-40s %d of %d", kind, reached[kind], all[kind])
	}
	if *citetest.Update {
		if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// kindValue writes a variable as kinds.txt does.
func kindValue(it *cite.Item, variable string) string {
	year := func(d *cite.Date) string {
		if d == nil || len(d.Parts) == 0 {
			return ""
		}
		return strconv.Itoa(d.Parts[0][0])
	}
	names := func(list []cite.Name) string {
		var out []string
		for _, n := range list {
			s := "=" + n.Literal
			if n.Literal == "" {
				s = n.FamilyName()
				for _, part := range []string{n.Given, n.Suffix} {
					if part != "" {
						s += ", " + part
					}
				}
			}
			out = append(out, s)
		}
		return strings.Join(out, "; ")
	}
	value := ""
	switch variable {
	case "type":
		value = it.Type
	case "issued":
		value = year(it.Issued)
	case "accessed":
		value = year(it.Accessed)
	case "original-date":
		value = year(it.OriginalDate)
	case "author":
		value = names(it.Author)
	case "editor":
		value = names(it.Editor)
	case "translator":
		value = names(it.Translator)
	default:
		value = *it.Variable(variable)
	}
	if value == "" {
		return "-"
	}
	return value
}
