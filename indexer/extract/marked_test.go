package extract_test

// Documents whose markup says what their parts are.

import (
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search/doc"
)

// words are what an article says in a language.
type wording struct {
	lang                                    doc.Lang
	title, abstract, heading, first, second string
	caption, cell, note, reference          string
	keywords                                [2]string
	family, given, place                    string
}

// wordings are one article in four languages. The paragraphs are long enough for
// their language to be told.
var wordings = []wording{
	{"en", "Roads of three valleys", "Roads take a third of the budget of the valleys.", "Introduction",
		"The larger part of the money is spent on bridges that no car has crossed", "and nobody knows where the rest of it goes.",
		"Costs by valley", "Upper valley", "The figures are those of the ministry.", "Brown A. Bridges of the north. London, 2019.", [2]string{"roads", "public money"}, "Brown", "Anna", "University of the Valleys"},
	{"kk", "Үш аңғардың жолдары", "Жолдарға аңғарлар бюджетінің үштен бірі жұмсалады.", "Кіріспе",
		"Ақшаның көп бөлігі ешбір көлік өтпеген көпірлерге жұмсалады", "ал қалғанының қайда кететінін ешкім білмейді.",
		"Аңғарлар бойынша шығындар", "Жоғарғы аңғар", "Деректерді министрлік берген.", "Әлиев Ә. Солтүстік көпірлері. Алматы, 2019.", [2]string{"жолдар", "мемлекет қаражаты"}, "Әлиев", "Әсет", "Аңғарлар университеті"},
	{"ru", "Дороги трёх долин", "Дороги забирают треть бюджета долин.", "Введение",
		"Большая часть денег уходит на мосты, по которым не проехала ни одна машина", "а куда уходит остальное, не знает никто.",
		"Расходы по долинам", "Верхняя долина", "Цифры предоставлены министерством.", "Иванов И. И. Мосты севера. М.: Наука, 2019. 320 с.", [2]string{"дороги", "казённые деньги"}, "Иванов", "Иван", "Университет долин"},
	{"zh", "三个山谷的道路", "道路占用了各山谷预算的三分之一。", "引言",
		"大部分资金用于修建从未有汽车通过的桥梁", "而其余资金的去向没有人知道。",
		"各山谷的费用", "上部山谷", "数据由主管部门提供。", "王小明. 北方的桥梁[M]. 北京: 科学出版社, 2019.", [2]string{"道路", "公共资金"}, "王", "小明", "山谷大学"},
}

// inJATS is the article in JATS, with its front matter in the other language too.
func (w *wording) inJATS(other *wording) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS" "x.dtd" [<!ENTITY secret SYSTEM "file:///etc/passwd"><!ENTITY twice "&secret;&secret;">]>
<article xml:lang="%[1]s"><front>
<journal-meta><journal-title-group><journal-title>Valleys &amp; Roads</journal-title></journal-title-group><issn>2049-3630</issn></journal-meta>
<article-meta><article-id pub-id-type="doi">10.1234/roads.1</article-id>
<title-group><article-title>%[2]s<xref ref-type="fn" rid="f1">*</xref></article-title><trans-title-group xml:lang="%[3]s"><trans-title>%[4]s</trans-title></trans-title-group></title-group>
<contrib-group><contrib contrib-type="author" corresp="yes"><contrib-id contrib-id-type="orcid">https://orcid.org/0000-0002-1825-0097</contrib-id>
<name-alternatives><name xml:lang="%[1]s"><surname>%[5]s</surname><given-names>%[6]s</given-names></name><name xml:lang="%[3]s"><surname>%[7]s</surname><given-names>%[8]s</given-names></name></name-alternatives>
<xref ref-type="aff" rid="a1"/><email>a.brown@example.org</email></contrib></contrib-group>
<aff-alternatives id="a1"><aff><institution xml:lang="%[1]s">%[9]s</institution></aff><aff><institution xml:lang="%[3]s">%[10]s</institution></aff></aff-alternatives>
<pub-date date-type="pub"><day>2</day><month>5</month><year>2020</year></pub-date><volume>7</volume><issue>3</issue><fpage>11</fpage><lpage>19</lpage>
<history><date date-type="received" iso-8601-date="2019-11-30"/></history>
<abstract><title>*</title><p>%[11]s</p></abstract><trans-abstract xml:lang="%[3]s"><p>%[12]s</p></trans-abstract>
<kwd-group xml:lang="%[1]s"><kwd>%[13]s</kwd><kwd>%[14]s</kwd></kwd-group><kwd-group xml:lang="%[3]s"><kwd>%[15]s</kwd><kwd>%[16]s</kwd></kwd-group>
</article-meta></front><body>
<sec><label>1</label><title>%[17]s</title>
<p>%[18]s [<xref ref-type="bibr" rid="r1">1</xref>],<fn id="f1"><label>1</label><p>%[19]s</p></fn> %[20]s<sup><xref ref-type="bibr" rid="r1">1</xref>–<xref ref-type="bibr" rid="r3">3</xref></sup> <italic>x</italic><sup>2</sup> &lt; 5&nbsp;&mdash; &unknown; &secret;</p>
<table-wrap><label>1</label><caption><title>%[21]s</title></caption><table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>%[22]s</td><td>40</td></tr></tbody></table></table-wrap>
</sec></body><back><ref-list><title>[]</title>
<ref id="r1"><label>1</label><mixed-citation>%[23]s</mixed-citation></ref>
<ref id="r2"><label>2</label><element-citation publication-type="journal"><person-group person-group-type="author"><name><surname>%[5]s</surname><given-names>%[6]s</given-names></name></person-group>
<article-title>%[2]s</article-title><trans-title>%[4]s</trans-title><source>Roads</source><year>2018</year><volume>4</volume><issue>2</issue><fpage>1</fpage><lpage>9</lpage><pub-id pub-id-type="doi">10.1234/roads.0</pub-id></element-citation></ref>
<ref id="r3"><label>3</label><mixed-citation publication-type="book"><string-name><surname>%[7]s</surname>, <given-names>%[8]s</given-names></string-name>. <source>%[4]s</source>. <publisher-loc>Oslo</publisher-loc>: <publisher-name>Vei</publisher-name>, <year>2017</year>.</mixed-citation></ref>
</ref-list></back></article>`, w.lang, w.title, other.lang, other.title, w.family, w.given, other.family, other.given, w.place, other.place,
		w.abstract, other.abstract, w.keywords[0], w.keywords[1], other.keywords[0], other.keywords[1], w.heading, w.first, w.note, w.second, w.caption, w.cell, w.reference)
}

// readMarked reads a document and checks what holds for all of them.
func readMarked(t testing.TB, name, text string, beside map[string][]byte) *extract.Article {
	t.Helper()
	a, err := extract.Read(t.Context(), name, []byte(text), beside, &detector, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkCoverage(t, a.Text, a.Passages)
	checkMarked(t, text, a)
	return a
}

var (
	tagged    = regexp.MustCompile(`(?s)<[^>]*>`)
	lettersOf = func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}
)

// checkMarked checks that the places of passages lie within the file and, in XML, hold
// their letters, and that citations lie within their passages.
func checkMarked(t testing.TB, text string, a *extract.Article) {
	t.Helper()
	for _, p := range a.Passages {
		var there strings.Builder
		for _, at := range p.Places {
			if at.Part == "" {
				if at.Start < 0 || at.End > len(text) || at.Start > at.End {
					t.Fatalf("place %v lies outside of the file", at)
				}
				there.WriteString(text[at.Start:at.End])
			}
		}
		if p.Kind != doc.Reference && strings.HasPrefix(text, "<") {
			if got, want := strings.Map(lettersOf, html.UnescapeString(tagged.ReplaceAllString(there.String(), ""))), strings.Map(lettersOf, p.Text); !strings.Contains(got, want) {
				t.Errorf("the places of %q hold %q", p.Text, there.String())
			}
		}
	}
	for _, c := range a.Citations {
		if c.Start < 0 || c.End > len(c.Passage.Text) || c.Start >= c.End {
			t.Errorf("citation %v lies outside of %q", c.Span, c.Passage.Text)
		}
	}
}

// outline lists passages by kind, section and text.
func outlineOf(a *extract.Article) []string {
	var out []string
	for _, p := range a.Passages {
		out = append(out, fmt.Sprintf("%s %v %s", p.Kind, p.Section, p.Text))
	}
	return out
}

// cited lists citations with the numbers of their entries.
func cited(a *extract.Article) []string {
	var out []string
	for _, c := range a.Citations {
		s := c.Passage.Text[c.Start:c.End] + " →"
		for _, e := range c.Entries {
			s += fmt.Sprint(" ", e.Reference.Number)
		}
		out = append(out, s)
	}
	return out
}

func TestJATS(t *testing.T) {
	for i := range wordings {
		w, other := &wordings[i], &wordings[(i+1)%len(wordings)]
		t.Run(string(w.lang), func(t *testing.T) {
			a := readMarked(t, "roads.xml", w.inJATS(other), nil)
			head, name := "1 "+w.heading, w.family+" "+w.given
			if w.lang == "zh" {
				name = w.family + w.given
			}
			want := []string{
				"metadata [] Valleys & Roads 2049-3630",
				"metadata [] 10.1234/roads.1",
				"title [] " + w.title,
				"title [] " + other.title,
			}
			got := outlineOf(a)
			if diff := cmp.Diff(want, got[:4]); diff != "" {
				t.Error(diff)
			}
			from := slices.IndexFunc(got, func(s string) bool { return strings.HasPrefix(s, "abstract") })
			want = []string{
				"abstract [] *. " + w.abstract,
				"abstract [] " + other.abstract,
				"keywords [] " + w.keywords[0] + "; " + w.keywords[1],
				"keywords [] " + other.keywords[0] + "; " + other.keywords[1],
				"heading [] " + head,
				fmt.Sprintf("body [%s] %s [1], %s¹⁻³ x² < 5 — &unknown; &secret;", head, w.first, w.second),
				fmt.Sprintf("note [%s] 1 %s", head, w.note),
				fmt.Sprintf("caption [%s] 1. %s", head, w.caption),
				fmt.Sprintf("table [%s] A\tB\n%s\t40", head, w.cell),
				"heading [] []",
				"reference [[]] 1. " + w.reference,
				fmt.Sprintf("reference [[]] 2. %s. 2018. %s. %s. Roads 4(2): 1–9. DOI: 10.1234/roads.0.", name, w.title, other.title),
				fmt.Sprintf("reference [[]] 3. %s, %s. %s. Oslo: Vei, 2017.", other.family, other.given, other.title),
			}
			if diff := cmp.Diff(want, got[from:]); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]string{"1 → 1", "¹⁻³ → 1 2 3"}, cited(a)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(map[doc.Lang]string{w.lang: w.title, other.lang: other.title}, a.Titles); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(map[doc.Lang]string{w.lang: w.abstract, other.lang: other.abstract}, a.Abstracts); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(map[doc.Lang][]string{w.lang: w.keywords[:], other.lang: other.keywords[:]}, a.Keywords); diff != "" {
				t.Error(diff)
			}
			c := a.Contributors[0]
			if len(a.Contributors) != 1 || c.ORCID != "0000-0002-1825-0097" || c.BadORCID || !c.Corresponding || c.Email != "a.brown@example.org" ||
				!maps.Equal(c.Affiliations, map[doc.Lang]string{w.lang: w.place, other.lang: other.place}) || len(c.Names) != 2 || a.Authors[0].Family != w.family {
				t.Errorf("%+v", a.Contributors)
			}
			if a.Lang != w.lang || a.Title != w.title || a.Journal != "Valleys & Roads" || a.Volume != "7" || a.Issue != "3" || a.Item.Page != "11-19" || a.ISSN != "2049-3630" ||
				a.DOI != "10.1234/roads.1" || a.Year != 2020 || !maps.Equal(a.Dates, map[string]string{"received": "2019-11-30", "published": "2020-05-02"}) {
				t.Errorf("%s %q %+v %v", a.Lang, a.Title, a.Item, a.Dates)
			}
			entry := a.Passages[len(a.Passages)-2].Reference
			if it := entry.CSL; it.Type != "article-journal" || it.Title != w.title || it.Custom["translated-title"] != other.title || it.ContainerTitle != "Roads" ||
				it.Author[0].Family != w.family || it.Volume != "4" || it.Issue != "2" || it.Page != "1-9" || it.DOI != "10.1234/roads.0" || it.Year() != 2018 {
				t.Errorf("%+v", it)
			}
			if it := a.Passages[len(a.Passages)-1].Reference.CSL; it.Type != "book" || it.Title != other.title || it.Publisher != "Vei" || it.Author[0].Family != other.family || it.Year() != 2017 {
				t.Errorf("%+v", it)
			}
			if first := a.Passages[len(a.Passages)-3].Reference.CSL; first.Year() != 2019 { // from the text
				t.Errorf("%+v", first)
			}
			if len(a.Notes) != 2 || !strings.Contains(a.Notes[0], "&unknown;") || !strings.Contains(a.Notes[1], "&secret;") {
				t.Errorf("notes: %q", a.Notes)
			}
		})
	}
}

func TestXMLRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"another kind": {`<rss version="2.0"><channel/></rss>`, "is XML of a kind that is not read: root element rss"},
		"DocBook":      {`<article><title>Roads</title><section><para>Text</para></section></article>`, "is XML of a kind that is not read: root element article"},
		"two articles": {`<pmc-articleset><article><front/></article><article><front/></article></pmc-articleset>`, "holds 2 articles; make a file of each"},
		"no element":   {`nothing`, "is named as XML and holds no element"},
		"no text":      {`<article><front/><body/></article>`, "holds markup and no text"},
		"too deep":     {"<article>" + strings.Repeat("<body>", 600), "more than 512 deep"},
		"too many":     {"<article><body>" + strings.Repeat("<p/>", 600_000), "more than 1000000 elements"},
	} {
		_, err := extract.Open(t.Context(), "a.xml", []byte(c.text), nil, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func koi8(t *testing.T, text string) []byte {
	data, err := charmap.KOI8R.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// XML is known by its root, whatever the name; HTML that looks alike stays text.
func TestXMLByContent(t *testing.T) {
	for text, want := range map[string]string{
		`<?xml version="1.0"?><article><body><p>Roads &amp; bridges</p></body></article>`: "body [] Roads & bridges",
		`<article><p>Roads &amp; bridges</p></article>`:                                   "title [] <article>Roads &amp; bridges</article>",
	} {
		a, err := extract.Read(t.Context(), "a.txt", []byte(text), nil, noLanguage{}, nil)
		if err != nil || outlineOf(a)[0] != want {
			t.Errorf("%s: %v %q", text, err, outlineOf(a))
		}
	}
}

// XML is decoded as it declares, unless it is UTF-8 all the same, and read as far as it
// goes.
func TestXMLEncodings(t *testing.T) {
	const body = `<article><body><p>Мосты севера и дороги долин</p>`
	for name, c := range map[string]struct {
		data []byte
		note string
	}{
		"declared":     {append([]byte(`<?xml version="1.0" encoding="KOI8-R"?>`), koi8(t, body+`</body></article>`)...), "decoded as koi8-r"},
		"declared lie": {[]byte(`<?xml version="1.0" encoding="iso-8859-1"?>` + body + `</body></article>`), ""},
		"cut off":      {[]byte(body + `</p><p`), "read as far as it goes"},
	} {
		a, err := extract.Read(t.Context(), "a.xml", c.data, nil, noLanguage{}, nil)
		if err != nil || a.Passages[0].Text != "Мосты севера и дороги долин" || !strings.Contains(strings.Join(a.Notes, "\n"), c.note) {
			t.Errorf("%s: %v %+v", name, err, a)
		}
	}
}

// inTEI is the article in TEI as GROBID writes it.
func (w *wording) inTEI(other *wording) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<TEI xml:space="preserve" xmlns="http://www.tei-c.org/ns/1.0"><teiHeader xml:lang="%[1]s"><fileDesc><titleStmt><title level="a" type="main">%[2]s</title></titleStmt>
<publicationStmt><publisher/><availability status="unknown"><licence/></availability><date type="published" when="2020-05-02">2 May 2020</date></publicationStmt>
<sourceDesc><biblStruct><analytic><author role="corresp"><persName><forename type="first">%[6]s</forename><surname>%[5]s</surname></persName><email>a.brown@example.org</email><idno type="ORCID">0000-0002-1825-0097</idno>
<affiliation key="aff0"><orgName type="institution">%[9]s</orgName><address><country key="NO">Norway</country></address></affiliation></author>
<title level="a" type="main">%[2]s</title></analytic><monogr><title level="j" type="main">Valleys and Roads</title><idno type="ISSN">2049-3630</idno><imprint><biblScope unit="volume">7</biblScope><biblScope unit="issue">3</biblScope><biblScope unit="page" from="11" to="19"/><date type="published" when="2020-05-02"/></imprint></monogr>
<idno type="DOI">10.1234/roads.1</idno><note type="submission">Received: 2019-11-30</note></biblStruct></sourceDesc></fileDesc>
<profileDesc><textClass><keywords xml:lang="%[1]s"><term>%[13]s</term><term>%[14]s</term></keywords></textClass><abstract xml:lang="%[1]s"><p>%[11]s</p></abstract><abstract xml:lang="%[3]s"><p>%[12]s</p></abstract></profileDesc></teiHeader>
<text xml:lang="%[1]s"><body><div xmlns="http://www.tei-c.org/ns/1.0"><head n="1">%[17]s</head>
<p>%[18]s <ref type="bibr" target="#b0">[1]</ref>,<note place="foot" n="1">%[19]s</note> %[20]s <ref type="bibr" target="#b0">[1]</ref>–<ref type="bibr" target="#b2">[3]</ref> <ref type="figure" target="#tab_0">1</ref> <ref type="bibr">(Brown, 2018)</ref></p></div>
<figure type="table" xml:id="tab_0"><head>1.</head><label>1</label><figDesc>%[21]s</figDesc><table><row><cell>A</cell><cell>B</cell></row><row><cell>%[22]s</cell><cell>40</cell></row></table></figure>
</body><back><div type="references"><listBibl>
<biblStruct xml:id="b0"><monogr><title/><imprint/></monogr><note type="raw_reference">%[23]s</note></biblStruct>
<biblStruct xml:id="b1"><analytic><title level="a" type="main">%[2]s</title><author><persName><forename>%[6]s</forename><surname>%[5]s</surname></persName></author></analytic>
<monogr><title level="j">Roads</title><imprint><biblScope unit="volume">4</biblScope><biblScope unit="issue">2</biblScope><biblScope unit="page" from="1" to="9"/><date type="published" when="2018"/></imprint></monogr><idno type="DOI">10.1234/roads.0</idno></biblStruct>
<bibl xml:id="b2"><author>%[7]s, %[8]s</author>. <title level="m">%[4]s</title>. <pubPlace>Oslo</pubPlace>: <publisher>Vei</publisher>, <date>2017</date>.</bibl>
</listBibl></div></back></text></TEI>`, w.lang, w.title, other.lang, other.title, w.family, w.given, other.family, other.given, w.place, other.place,
		w.abstract, other.abstract, w.keywords[0], w.keywords[1], other.keywords[0], other.keywords[1], w.heading, w.first, w.note, w.second, w.caption, w.cell, w.reference)
}

func TestTEI(t *testing.T) {
	for i := range wordings {
		w, other := &wordings[i], &wordings[(i+1)%len(wordings)]
		t.Run(string(w.lang), func(t *testing.T) {
			a := readMarked(t, "roads.tei.xml", w.inTEI(other), nil)
			head, name := "1 "+w.heading, w.family+" "+w.given
			if w.lang == "zh" {
				name = w.family + w.given
			}
			got := outlineOf(a)
			from := slices.IndexFunc(got, func(s string) bool { return strings.HasPrefix(s, "abstract") })
			want := []string{
				"abstract [] " + w.abstract,
				"abstract [] " + other.abstract,
				"keywords [] " + w.keywords[0] + "; " + w.keywords[1],
				"heading [] " + head,
				fmt.Sprintf("body [%s] %s [1], %s [1]–[3] 1 (Brown, 2018)", head, w.first, w.second),
				fmt.Sprintf("note [%s] 1 %s", head, w.note),
				"caption [] 1. " + w.caption,
				"table [] A\tB\n" + w.cell + "\t40",
				"reference [] " + w.reference,
				fmt.Sprintf("reference [] %s. 2018. %s. Roads 4(2): 1–9. DOI: 10.1234/roads.0", name, w.title),
				fmt.Sprintf("reference [] %s, %s. %s. Oslo: Vei, 2017.", other.family, other.given, other.title),
			}
			if diff := cmp.Diff(want, got[from:]); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]string{"[1] → 1", "[1]–[3] → 1 2 3", "(Brown, 2018) →"}, cited(a)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(map[doc.Lang]string{w.lang: w.abstract, other.lang: other.abstract}, a.Abstracts); diff != "" {
				t.Error(diff)
			}
			c := a.Contributors[0]
			if len(a.Contributors) != 1 || c.ORCID != "0000-0002-1825-0097" || !c.Corresponding || c.Email != "a.brown@example.org" || c.Affiliations[w.lang] != w.place+", Norway" || a.Authors[0].Family != w.family {
				t.Errorf("%+v", a.Contributors)
			}
			if a.Lang != w.lang || a.Title != w.title || a.Journal != "Valleys and Roads" || a.Volume != "7" || a.Issue != "3" || a.Item.Page != "11-19" || a.ISSN != "2049-3630" || a.Item.Type != "article-journal" ||
				a.DOI != "10.1234/roads.1" || a.Year != 2020 || !maps.Equal(a.Dates, map[string]string{"received": "2019-11-30", "published": "2020-05-02"}) {
				t.Errorf("%s %q %+v %v", a.Lang, a.Title, a.Item, a.Dates)
			}
			var items []string
			for _, p := range a.Passages {
				if p.Reference != nil {
					it := p.Reference.CSL
					items = append(items, fmt.Sprint(it.Type, "|", it.Title, "|", it.ContainerTitle, "|", it.Volume, "|", it.Page, "|", it.Publisher, "|", it.DOI, "|", it.Year()))
				}
			}
			if diff := cmp.Diff([]string{"article-journal|" + w.title + "|Roads|4|1-9||10.1234/roads.0|2018", "book|" + other.title + "||||Vei||2017"}, items[1:]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What libraries encode: verse, speeches, corrections, pages, a bibliography of plain
// text.
func TestTEIOfLibraries(t *testing.T) {
	a := readMarked(t, "play.xml", `<TEI><teiHeader><fileDesc><titleStmt><title xml:lang="ru">Дорога</title><author>Иванов И. И.</author></titleStmt><publicationStmt><p>Public domain</p></publicationStmt><sourceDesc><bibl>Moscow, 1870</bibl></sourceDesc></fileDesc>
<profileDesc><langUsage><language ident="ru"/></langUsage></profileDesc></teiHeader><text><front><titlePage><docTitle><titlePart>Дорога. Драма</titlePart></docTitle></titlePage></front><body>
<div type="act"><head>Действие первое</head><stage>Двор.</stage><sp><speaker>Анна</speaker><p>Где же <choice><sic>дарога</sic><corr>дорога</corr></choice>, по кото<pb n="2" break="no"/>рой мы шли?</p></sp>
<lg><l>Там, где мосты,</l><l>там нет дорог.</l></lg><quote><p>Сказано верно.</p></quote></div>
<p>См. <ref target="#ivanov">Иванов</ref> и <ref target="#anna">Анна</ref>.</p></body><back><listBibl><bibl xml:id="ivanov">Иванов И. И. Мосты севера. М.: Наука, 1869. 320 с.</bibl></listBibl></back></text></TEI>`, nil)
	want := []string{
		"title [] Дорога", "metadata [] Иванов И. И.", "metadata [] Public domain", "metadata [] Moscow, 1870", "heading [] Дорога. Драма", "heading [] Действие первое",
		"body [Действие первое] Двор.", "body [Действие первое] Анна", "body [Действие первое] Где же дорога, по которой мы шли?",
		"body [Действие первое] Там, где мосты, там нет дорог.", "body [Действие первое] Сказано верно.", "body [] См. Иванов и Анна.",
		"reference [] Иванов И. И. Мосты севера. М.: Наука, 1869. 320 с.",
	}
	if diff := cmp.Diff(want, outlineOf(a)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Иванов → 1"}, cited(a)); diff != "" {
		t.Error(diff)
	}
	if a.Title != "Дорога" || len(a.Authors) != 1 || a.Authors[0].Family != "Иванов" || a.Passages[len(a.Passages)-1].Reference.CSL.Year() != 1869 {
		t.Errorf("%q %+v", a.Title, a.Authors)
	}
}
