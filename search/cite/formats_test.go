package cite_test

// What is written in a format is read again without loss: over generated items
// with anything in their fields, over references of all styles, over the article.

import (
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/bibtex"
	"github.com/izde/izde/search/cite/citetest"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/cite/ris"
)

// formats write items and read them.
var formats = []struct {
	name  string
	write func([]cite.Item) string
	read  func(string) iter.Seq[cite.Parsed]
}{
	{"CSL-JSON", func(items []cite.Item) string {
		data, err := cite.MarshalItems(items)
		if err != nil {
			panic(err)
		}
		return string(data)
	}, cite.ReadItems},
	{"BibTeX", func(items []cite.Item) string { return bibtex.Write(items, bibtex.Options{}) }, bibtex.Read},
	{"BibTeX, native keys", func(items []cite.Item) string { return bibtex.Write(items, bibtex.Options{NativeKeys: true}) }, bibtex.Read},
	{"RIS", ris.Write, ris.Read},
}

// checkLossless writes items in every format, reads them and compares.
func checkLossless(t interface {
	Helper()
	Errorf(string, ...any)
}, items []cite.Item) {
	t.Helper()
	for _, f := range formats {
		text := f.write(items)
		i := 0
		for p := range f.read(text) {
			if i == len(items) {
				t.Errorf("%s: more than %d items are read of\n%s", f.name, len(items), text)
				break
			}
			if rest := cite.Rest(items[i], p.Item); rest != "" {
				t.Errorf("%s: lost %s of %+v in\n%s", f.name, rest, items[i], f.write(items[i:i+1]))
			}
			if len(p.Warnings) > 0 {
				t.Errorf("%s: reading what was written warns: %v", f.name, p.Warnings)
			}
			for _, field := range p.Fields {
				if field.Start < 0 || field.Start > field.End || field.End > len(p.Raw) {
					t.Errorf("%s: the range of %s, [%d, %d), is not in the entry", f.name, field.Name, field.Start, field.End)
				}
			}
			i++
		}
		if i < len(items) {
			t.Errorf("%s: only %d of %d items are read of\n%s", f.name, i, len(items), text)
		}
	}
}

// anything is text such as fields hold, and text such as nobody should write.
var anything = rapid.OneOf(
	rapid.SampledFrom([]string{"", "", "x", "Сарыбаев", "张继业", "Қазақстан: {инвестиция} & 50% $5 #1 a_b ~^\\", "and", "A and B, C", "van der Berg", "de la Cruz", "McDonald, Jr.",
		"}", "{", "}}}\n@book{x,", "\"", "TY  - JOUR", "a\r\nER  - \r\nTY  - BOOK", "--- -- ``x''", "?`", "<script>alert(1)</script>", "\x00\x07", "=cmd|' /C calc'!A0", "5", "12-15", "12-15, 20-22", "a@b.kz",
		"https://example.kz/a_b?c=%20{}&d#e", "10.1002/(SICI)1<1::AID>3.0.CO;2-2", " lead", "trail ", "a\u00a0b", "\u2028", "e\u0301", "\\'e", "May", "i", "\ufeff", "\ufffd", "x, y, z, w", "\\", "a\\", "\\{", "others", "et al."}),
	rapid.StringN(0, 20, 60),
)

func text() *rapid.Generator[cite.Text] {
	return rapid.Map(anything, func(s string) cite.Text { return cite.Text(s) })
}

var aName = rapid.Custom(func(t *rapid.T) cite.Name {
	if rapid.Bool().Draw(t, "organisation") {
		return cite.Name{Literal: anything.Draw(t, "literal")}
	}
	return cite.Name{Family: anything.Draw(t, "family"), Given: anything.Draw(t, "given"), NonDroppingParticle: rapid.SampledFrom([]string{"", "", "van", "de la", "Van", "x,y"}).Draw(t, "particle"),
		DroppingParticle: rapid.SampledFrom([]string{"", "", "von"}).Draw(t, "dropped"), Suffix: rapid.SampledFrom([]string{"", "", "Jr", "III", ","}).Draw(t, "suffix")}
})

var aDate = rapid.Custom(func(t *rapid.T) *cite.Date {
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return &cite.Date{Literal: anything.Draw(t, "literal")}
	}
	part := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(1, 12), rapid.IntRange(-3000, 3000)), 0, 4)
	return &cite.Date{Parts: rapid.SliceOfN(part, 0, 3).Draw(t, "parts"), Season: rapid.SampledFrom([]int{0, 0, 1, 4}).Draw(t, "season"), Circa: rapid.Bool().Draw(t, "circa")}
})

var anItem = rapid.Custom(func(t *rapid.T) cite.Item {
	str := func(name string) string { return anything.Draw(t, name) }
	txt := func(name string) cite.Text { return text().Draw(t, name) }
	names := rapid.SliceOfN(aName, 0, 3)
	return cite.Item{
		ID: str("id"), Type: rapid.SampledFrom(append([]string{"", "nonsense"}, cite.Types...)).Draw(t, "type"), Title: str("title"), OriginalTitle: str("original"),
		Author: names.Draw(t, "authors"), Editor: names.Draw(t, "editors"), Translator: names.Draw(t, "translators"), ContainerTitle: str("container"), CollectionTitle: str("collection"),
		CollectionNumber: txt("collection-number"), EventTitle: str("event"), EventPlace: str("event-place"), Publisher: str("publisher"), PublisherPlace: str("place"), Genre: str("genre"), Version: str("version"), Number: txt("number"),
		Issued: aDate.Draw(t, "issued"), Accessed: aDate.Draw(t, "accessed"), Edition: txt("edition"), Volume: txt("volume"), Issue: txt("issue"), Page: txt("page"), NumberOfPages: txt("pages"), NumberOfVolumes: txt("volumes"), Archive: str("archive"), ArchiveLocation: str("archive location"),
		DOI: str("doi"), ISBN: str("isbn"), ISSN: str("issn"), URL: str("url"), Language: rapid.SampledFrom([]string{"", "kk", "ru-Latn", "english", "x y"}).Draw(t, "language"), Abstract: str("abstract"), Keyword: str("keyword"), Note: str("note"),
		Custom: rapid.MapOfN(rapid.OneOf(rapid.SampledFrom([]string{"original-author", "original-publisher", "original-container-title"}), anything), anything, 0, 3).Draw(t, "custom"),
	}
})

func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkLossless(t, rapid.SliceOfN(anItem, 1, 3).Draw(t, "items")) })
}

// TestReferencesLossless does so over all entries of references.jsonl, as parsed,
// and says how much of them the formats' own fields hold.
func TestReferencesLossless(t *testing.T) {
	var items []cite.Item
	for _, r := range citetest.Rows(t) {
		items = append(items, read.Parse(r.Raw).Item)
	}
	checkLossless(t, items)
	for _, f := range []struct {
		name, text, mark string
		most             int // entries in a thousand
	}{
		{"BibTeX", bibtex.Write(items, bibtex.Options{}), "\n  csl = {", 20}, {"RIS", ris.Write(items), "\r\nU1  - {", 50},
	} {
		n := strings.Count(f.text, f.mark)
		t.Logf("%s: of %d entries %d need more than its own fields", f.name, len(items), n)
		if n*1000 > f.most*len(items) {
			t.Errorf("%s: more than %d in a thousand entries need it", f.name, f.most)
		}
	}
}

func TestKeysDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(anItem, 1, 8).Draw(t, "items")
		for _, native := range []bool{false, true} {
			seen := map[string]bool{}
			for p := range bibtex.Read(bibtex.Write(items, bibtex.Options{NativeKeys: native})) {
				key := strings.ToLower(p.Item.ID)
				if key == "" || seen[key] || strings.ContainsAny(key, "{}(),=\"#%\\' \t\n~") {
					t.Errorf("the key %q is bad or taken", key)
				}
				seen[key] = true
			}
		}
	})
}

// TestItemsAreValid: whatever an item holds, what is written of it is CSL-JSON by
// the published schema.
func TestItemsAreValid(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		it := anItem.Draw(r, "item")
		citetest.CheckSchema(t, it.Title, it.Strict("1"))
	})
}

func TestStrictItems(t *testing.T) {
	it := cite.Item{Type: "leaflet", Issued: &cite.Date{Parts: [][]int{{}, {1}}}}
	want := cite.Item{ID: "7", Type: "document"}
	if diff := cmp.Diff(want, it.Strict("7")); diff != "" {
		t.Error(diff)
	}
}

// TestReadItems: one bad item is told and does not take the next ones with it; what
// is no JSON ends the reading.
func TestReadItems(t *testing.T) {
	for text, want := range map[string]string{
		`{"id": 1, "type": "book", "title": "A"}`:                                                                                               "A",
		"\ufeff[{\"id\": \"1\", \"type\": \"book\", \"title\": \"A\"}]":                                                                         "A",
		`[{"id": "1", "type": "nonsense", "title": "A"}, {"title": 7}, {"title": "B", "x": {}}]`:                                                "A ! B",
		`[{"title": "A"}, {"title": "B"`:                                                                                                        "A !",
		`[{"title": "A", "issued": {"date-parts": [["x"]]}}, 5, [], null, {"title": "B"}] garbage [{`:                                           "! ! !  B",
		"[\n  {\n    \"title\": \"A\",\n    \"issued\": {\n  },\n  {\"title\": \"B}\\\"\"},\n  {\"title\": \"C}\n  },\n  {\"title\": \"D\"}\n]": `! B}" ! D`,
		``: "", `[`: "", `[]`: "", `nonsense`: "!",
	} {
		var got []string
		for p := range cite.ReadItems(text) {
			if len(p.Warnings) > 0 {
				got = append(got, "!")
			} else {
				got = append(got, p.Item.Title)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: read %q, want %q", text, s, want)
		}
	}
}
