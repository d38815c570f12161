package web

// The interface is complete in every language: a key that one locale lacks, a
// template that asks for one that none has, and a message that nothing shows
// fail here.

import (
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lang"
)

// dynamicKeys are families of keys whose last part is found out at run time.
var dynamicKeys = []string{"add.", "advanced.", "advice.", "agreement.", "complete.", "csl.", "date.", "dates.", "error.", "facet.", "figures.", "found.", "export.", "glossary.", "help.", "language.", "layout.", "mode.", "month.", notePrefix, "order.", "relax.", "searches.", "sort.", "style.", "view.", "warning.", "why."}

func TestLocalesHaveTheSameKeys(t *testing.T) {
	placeholder := regexp.MustCompile(`\{\w+\}`)
	for tag, l := range locales {
		for key, want := range english.messages {
			m, ok := l.messages[key]
			switch {
			case !ok:
				t.Errorf("locales/%s.json lacks %q", tag, key)
			case (m.forms == nil) != (want.forms == nil):
				t.Errorf("%s: %q depends on a number in one of en and %s only", tag, key, tag)
			case m.forms == nil && strings.TrimSpace(m.only) == "":
				t.Errorf("%s: %q is empty", tag, key)
			}
			for _, form := range append([]string{m.only}, mapValues(m.forms)...) {
				used := placeholder.FindAllString(form, -1)
				known := placeholder.FindAllString(want.only+want.forms["other"], -1)
				for _, p := range used {
					if !slices.Contains(known, p) && !strings.HasPrefix(key, "date.") {
						t.Errorf("%s: %q has %s, which the English message has not", tag, key, p)
					}
				}
				for _, p := range known {
					if form != "" && p != "{n}" && !strings.HasPrefix(key, "date.") && !slices.Contains(used, p) {
						t.Errorf("%s: %q lacks %s", tag, key, p)
					}
				}
			}
			// Every category that the language's whole numbers fall into.
			for n := range 200 {
				if category := l.category(n); m.forms != nil && m.forms[category] == "" {
					t.Errorf("%s: %q has no form for %d (%s)", tag, key, n, category)
					break
				}
			}
		}
		for key := range l.messages {
			if _, ok := english.messages[key]; !ok {
				t.Errorf("locales/%s.json has %q, which English has not", tag, key)
			}
		}
	}
}

func mapValues(m map[string]string) []string {
	var list []string
	for _, v := range m {
		list = append(list, v)
	}
	return list
}

// Each language has a name in each language of the interface.
func TestLanguagesAreNamed(t *testing.T) {
	for _, l := range lang.All {
		for _, tag := range localeOrder {
			if l.Names[tag] == "" {
				t.Errorf("%s: the column Names lacks the name in %s: write it in search/lang/%s.go", l.Tag, tag, l.Tag)
			}
		}
	}
	if got := locales["kk"].Lang("tr"); got != "түрік тілі" {
		t.Errorf("Turkish is called %s in Kazakh", got)
	}
}

func TestMessagesAreAskedForAndThere(t *testing.T) {
	var sources []string
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		files, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if !strings.HasSuffix(name, "_test.go") {
				data, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				sources = append(sources, string(data))
			}
		}
	}
	all := strings.Join(sources, "\n")
	literal := regexp.MustCompile(`(?:\bt|\bn|\.T|\.N)[ (]"([a-z][\w.-]*)"`)
	used := map[string]bool{}
	for _, m := range literal.FindAllStringSubmatch(all, -1) {
		used[m[1]] = true
		if _, ok := english.messages[m[1]]; !ok && !strings.HasSuffix(m[1], ".") {
			t.Errorf("nothing says %q: add it to locales/", m[1])
		}
	}
	dynamic := slices.Clone(dynamicKeys)
	for _, f := range doc.Facets {
		if f.Row().Named == doc.NamedByMessages {
			dynamic = append(dynamic, string(f)+".")
		}
	}
	for key := range english.messages {
		family := key[:strings.IndexByte(key, '.')+1]
		if !used[key] && !slices.Contains(dynamic, family) {
			t.Errorf("%q is in the locales and nothing shows it", key)
		}
	}
	for _, f := range doc.Facets {
		used["facet."+string(f)] = true
		if row := f.Row(); row.Named == doc.NamedByMessages {
			for _, value := range row.Known {
				used[string(f)+"."+value] = true
			}
		}
	}
	for _, code := range []string{cite.WarnSyntax, cite.WarnDOIContradicted, cite.WarnOtherDOI, cite.WarnField, cite.WarnTitles, cite.WarnYears,
		cite.WarnISBN, cite.WarnISSN, cite.WarnORCID, cite.WarnYear, cite.WarnPages, cite.WarnAuthor} {
		used["warning."+code] = true
	}
	for key := range used {
		for tag, l := range locales {
			if _, ok := l.messages[key]; !ok && !strings.HasSuffix(key, ".") {
				t.Errorf("nothing says %q: add it to locales/%s.json, beside its kind", key, tag)
			}
		}
	}
}

func TestLocaleIsChosen(t *testing.T) {
	for _, c := range []struct{ param, cookie, accept, want string }{
		{"", "", "", "en"},
		{"", "", "kk", "kk"},
		{"", "", "de-DE, ru;q=0.8, en;q=0.5", "ru"},
		{"", "", "zh-Hant-TW", "zh"},
		{"", "", "fr", "en"},
		{"", "", ";;;,=", "en"},
		{"", "ru", "zh", "ru"},
		{"", "xx", "zh", "zh"},
		{"kk", "ru", "zh", "kk"},
		{"<script>", "ru", "zh", "ru"},
	} {
		r, err := http.NewRequest(http.MethodGet, "/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Language", c.accept)
		if c.cookie != "" {
			r.AddCookie(&http.Cookie{Name: localeCookie, Value: c.cookie})
		}
		if got, _ := chooseLocale(r, c.param, localeCookie); got.Tag != c.want {
			t.Errorf("hl=%q, cookie %q, Accept-Language %q: %s, want %s", c.param, c.cookie, c.accept, got.Tag, c.want)
		}
	}
}

func TestNumbersDatesAndPlurals(t *testing.T) {
	for tag, want := range map[string][]string{
		"en": {"1 passage", "2 passages", "12,345 passages", "25 March 2024", "March 2024", "Kazakh"},
		"kk": {"1 үзінді", "2 үзінді", "12 345 үзінді", "2024 ж. 25 наурыз", "2024 ж. наурыз", "қазақ тілі"},
		"ru": {"1 фрагмент", "2 фрагмента", "12 345 фрагментов", "25 марта 2024 г.", "03.2024", "казахский"},
		"zh": {"1 个段落", "2 个段落", "12,345 个段落", "2024年3月25日", "2024年3月", "哈萨克语"},
	} {
		l := locales[tag]
		got := []string{l.N("count.passages", 1), l.N("count.passages", 2), l.N("count.passages", 12345), l.Date("2024-03-25"), l.Date("2024-03"), l.Lang("kk")}
		for i := range got {
			if g := strings.ReplaceAll(got[i], "\u00a0", " "); g != want[i] {
				t.Errorf("%s: %q, want %q", tag, g, want[i])
			}
		}
		if got := l.Date("no date"); got != "no date" {
			t.Errorf("%s: what is no date became %q", tag, got)
		}
	}
	// Russian has four categories, and twenty-one is one again.
	if a, b := locales["ru"].N("count.documents", 21), locales["ru"].N("count.documents", 11); a != "21 документ" || b != "11 документов" {
		t.Errorf("21: %q, 11: %q", a, b)
	}
}

func TestNamesAreSortedAsReadersSortThem(t *testing.T) {
	for tag, want := range map[string]string{
		// ә after а, қ after к, і after ы; 赖 Lài, 王 Wáng, 张 Zhāng.
		"kk": "Абай Әуезов Кекілбаев Қабдолов Ыбырай Ілияс",
		"zh": "赖 王 张",
		"en": "Çelik Chen Zhang",
	} {
		words := strings.Fields(want)
		slices.Reverse(words)
		if tag == "en" {
			want = "Çelik Chen Zhang"
		}
		sortBy(locales[tag], words, func(s string) string { return s })
		if got := strings.Join(words, " "); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
}

func TestFacetLabels(t *testing.T) {
	for _, c := range []struct {
		locale string
		facet  doc.Facet
		value  string
		want   string
	}{
		{"en", doc.FacetLang, "ru-Latn", "Russian (Latin)"},
		{"en", doc.FacetLang, "und", "Unknown language"},
		{"kk", doc.FacetLang, "zh", "қытай тілі"},
		{"zh", doc.FacetKind, "body", "正文"},
		{"ru", doc.FacetYear, "2016..2024", "2016–2024"},
		{"ru", doc.FacetSection, "A/B%20C", "A › B C"},
	} {
		if got := locales[c.locale].facetLabel(c.facet, c.value, ""); got != c.want {
			t.Errorf("%s: %s %s is named %q, want %q", c.locale, c.facet, c.value, got, c.want)
		}
	}
}
