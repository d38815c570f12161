package enginetest

import (
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
)

// samples are words that meet in several views: inflected, in other scripts, with
// and without diacritics, in both kinds of characters; few, so that queries find
// something and phrases come again.
var samples = map[doc.Lang][]string{
	doc.English: strings.Fields(`investment investments investing project projects road roads the and of in Kazakhstan China Silk-Road
		co-operation cooperation Zhang Jiye Sarybayev Almaty 36.86 2019 naïve façade it's energy power-station`),
	doc.Kazakh:  strings.Fields("Қазақстан Қазақстандағы қазақ инвестиция инвестициялар жоба жобалар мен және айырмашылық айырмашылықтар мәдени ұлттық Сарыбаев"),
	doc.Russian: strings.Fields("Казахстан Казахстана инвестиции инвестиций проект проекты и в на ещё еще культурные различия Сарыбаев Сарыбаева экономика"),
	doc.Chinese: strings.Fields("投资 项目 投资项目 投資項目 哈萨克斯坦 中国 经济合作 經濟合作 张继业 的 与 文化差异 一带一路"),
	"tr":        strings.Fields("Çin Kazakistan işbirliği ve yatırım ILIK"),
}

var sampleLangs = []doc.Lang{doc.English, doc.Kazakh, doc.Russian, doc.Chinese, "tr"}

// sampleWorks are works as several people cite each; no two of them are one.
var sampleWorks = [][]string{
	{"Sarybayev, M. (2021). Water and trade on the upper Irtysh. Central Asian Survey, 40(2), 113–131.",
		"Сарыбаев М. Water and trade on the upper Irtysh // Central Asian Survey. – 2021. – Vol. 40, No. 2. – P. 113–131.",
		"Sarybayev M. Water and trade on the upper Irtysh. Central Asian Survey, 2021. DOI: 10.1000/cas.7."},
	{"Sarybayev, M. (2020). Water and trade on the upper Irtysh. Central Asian Survey, 39(2), 99–110."},
	{"Akhmetov B. Derevyannye mosty cherez malye reki. Almaty: Gylym, 2004. 210 p.",
		"Ахметов Б. Деревянные мосты через малые реки. Алматы: Ғылым, 2004. 210 с."},
	{"李明. 跨河大桥研究[J]. 桥梁学报, 2013, 12(3): 45-52.",
		"Li Ming. A study of bridges across rivers (李明,跨河大桥研究[J].桥梁学报·2013)."},
	{"Цой А. Снег в горах // Гляциология. 1998. № 2. С. 5–9. doi:10.1000/snow",
		"Tsoi A., Petrov P. Snow in the mountains // Glaciology. 1998. No 2. P. 5–9. doi:10.1000/snow"},
}

// randomCorpus makes a small library by chance. Its ids, authors and sections are the
// ones that queries and filters of the model ask for. works maps each id of a work
// that an entry or a document has by itself to the first such id of the same work.
func randomCorpus(seed uint64) (docs []*doc.Document, passages []*doc.Passage, works map[string]string) {
	rng := rand.New(rand.NewPCG(seed, 2))
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	works = map[string]string{}
	own, first := ownIDs{}, map[int]string{}
	for _, id := range []string{"silk", "d03", "trade", "g1", "g2", "g3", "g4"} {
		main := sampleLangs[rng.IntN(4)]
		d := &doc.Document{ID: id, Source: pick("a/", "b/") + id + ".txt", Title: randomText(rng, main, 4),
			DOI: pick("", "10.1000/"+id)}
		d.Work = own.of(d.DOI, id)
		d.CSL = cite.Item{ID: id, Type: "article-journal", Title: d.Title, DOI: d.DOI}
		works[d.Work] = d.Work
		if rng.IntN(4) > 0 {
			d.Year = 2016 + rng.IntN(9)
			d.CSL.Issued = &cite.Date{Parts: [][]int{{d.Year}}}
		}
		for range rng.IntN(3) {
			d.Authors = append(d.Authors, pick("Li Wei", "王静", "Y. Çelik", "Мейрам Сарыбаев"))
			d.CSL.Author = append(d.CSL.Author, cite.ReadName(d.Authors[len(d.Authors)-1]))
		}
		if labels := strings.Fields(pick("", "", "- -", "ii 1 2", "45 46")); len(labels) > 0 {
			d.Pages = pagesLabelled(labels...)
		}
		var entries []*doc.Entry
		for i := range 4 + rng.IntN(6) {
			p := &doc.Passage{ID: fmt.Sprintf("%s-%d", id, i), DocID: id, Ordinal: i, Lang: main, Damaged: rng.IntN(3) == 0,
				Kind: doc.Kinds[rng.IntN(len(doc.Kinds))], Indexed: arrived(rng.IntN(7))}
			switch rng.IntN(4) {
			case 0:
				p.Section = []string{"Results"}
			case 1:
				p.Section = []string{"Part 2", "Chapter 1"}
			case 2:
				p.Section = []string{"Part 1"}
			}
			switch {
			case p.Kind == doc.Reference && rng.IntN(3) > 0:
				n := rng.IntN(len(sampleWorks))
				p.Text = pick(sampleWorks[n]...)
				item := read.Parse(p.Text).Item
				item.ID = p.ID
				work := own.of(item.DOI, fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(p.Text))))
				if first[n] == "" {
					first[n] = work
				}
				works[work] = first[n]
				p.Reference = &doc.Entry{Work: work, CSL: item}
			case p.Kind == doc.Reference:
				p.Reference = &doc.Entry{Work: "w-" + p.ID, CSL: cite.Item{ID: p.ID, Type: "document"}}
				works["w-"+p.ID] = "w-" + p.ID
				fallthrough
			default:
				for range 1 + rng.IntN(3) {
					lang := main
					if rng.IntN(3) == 0 {
						lang = sampleLangs[rng.IntN(len(sampleLangs))]
					}
					start := len(p.Text)
					p.Text += randomText(rng, lang, 1+rng.IntN(8))
					p.Spans = append(p.Spans, doc.LangSpan{Span: doc.Span{Start: start, End: len(p.Text)}, Lang: lang})
				}
			}
			if p.Reference != nil {
				d.References++
				p.Reference.ID, p.Reference.Number = p.ID, d.References
				entries = append(entries, p.Reference)
			}
			d.Passages++
			passages = append(passages, p)
		}
		addPages(d, passagesOf(d, passages))
		for _, p := range passagesOf(d, passages) {
			for start := 0; len(entries) > 0 && p.Reference == nil && rng.IntN(2) == 0 && start < len(p.Text); start += 2 {
				c := doc.Citation{Span: doc.Span{Start: start, End: min(start+2, len(p.Text))}}
				for range 1 + rng.IntN(3) {
					if e := entries[rng.IntN(len(entries))]; len(c.References) == 0 || rng.IntN(2) == 0 {
						c.References, c.Works = once(append(c.References, e.ID)), once(append(c.Works, e.Work))
					}
				}
				p.Citations = append(p.Citations, c)
			}
		}
		docs = append(docs, d)
	}
	return docs, passages, works
}

func randomText(rng *rand.Rand, lang doc.Lang, words int) string {
	var b strings.Builder
	for range words {
		b.WriteString(samples[lang][rng.IntN(len(samples[lang]))])
		switch n := rng.IntN(8); {
		case n == 0:
			b.WriteString(". ")
		case lang != doc.Chinese || n == 1:
			b.WriteByte(' ')
		}
	}
	return b.String() + " "
}
