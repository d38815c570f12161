package enginetest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/izde/izde/search/cite"
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

// randomCorpus makes a small library by chance. Its ids, authors, sections and
// works are those that filterGen asks for.
func randomCorpus(seed uint64) ([]*doc.Document, []*doc.Passage) {
	rng := rand.New(rand.NewPCG(seed, 2))
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	var docs []*doc.Document
	var passages []*doc.Passage
	for _, id := range []string{"silk", "d03", "trade", "g1", "g2", "g3", "g4"} {
		main := sampleLangs[rng.IntN(4)]
		d := &doc.Document{ID: id, Source: pick("a/", "b/") + id + ".txt", Title: randomText(rng, main, 4),
			DOI: pick("", "10.1000/"+id), CSL: cite.Item{ID: id, Type: "article-journal"}}
		if rng.IntN(4) > 0 {
			d.Year = 2016 + rng.IntN(9)
		}
		for range rng.IntN(3) {
			d.Authors = append(d.Authors, pick("Li Wei", "王静", "Y. Çelik", "Мейрам Сарыбаев"))
		}
		for i := range 4 + rng.IntN(6) {
			p := &doc.Passage{ID: fmt.Sprintf("%s-%d", id, i), DocID: id, Ordinal: i, Lang: main, Damaged: rng.IntN(3) == 0,
				Kind: doc.Kinds[rng.IntN(len(doc.Kinds))]}
			switch rng.IntN(4) {
			case 0:
				p.Section = []string{"Results"}
			case 1:
				p.Section = []string{"Part 2", "Chapter 1"}
			case 2:
				p.Section = []string{"Part 1"}
			}
			if p.Kind == doc.Reference {
				d.References++
				p.Reference = &doc.Entry{ID: p.ID, Number: d.References, Work: pick("w-survey-3", "w-survey-4", "w-"+p.ID),
					CSL: cite.Item{ID: p.ID, Type: "document"}}
			}
			for range 1 + rng.IntN(3) {
				lang := main
				if rng.IntN(3) == 0 {
					lang = sampleLangs[rng.IntN(len(sampleLangs))]
				}
				start := len(p.Text)
				p.Text += randomText(rng, lang, 1+rng.IntN(8))
				p.Spans = append(p.Spans, doc.LangSpan{Span: doc.Span{Start: start, End: len(p.Text)}, Lang: lang})
			}
			d.Passages++
			passages = append(passages, p)
		}
		docs = append(docs, d)
	}
	return docs, passages
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
