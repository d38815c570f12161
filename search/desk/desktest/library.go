package desktest

import (
	"fmt"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
)

// What two documents of the library cite.
var library = map[string][]string{
	"irtysh": {
		"1. Çelik Y. China's economic presence in Central Asia: Kazakhstan case // Stratejik ve Sosyal Araştırmalar Dergisi. – 2023. - №7(2) p. 225-238. DOI:10.30692/sisad.1254693.",
		"2. Zhang Wenxin, \"Kazakhstan Development Report\". // Kazakhstan Research Center of Northwestern University, - 2021. (张雯鑫, 哈萨克斯坦发展报告. 西北大学哈萨克斯坦研究中心, 2021).",
		"3. Lu Shanbin, Wang Jing, \"Kazakhstan Development Report\". // Kazakhstan Research Center of Northwestern University, - 2023. (卢山冰、王静, 哈萨克斯坦发展报告[R]. 西北大学哈萨克斯坦研究中心, 2023).",
		"4. Wang M. L. A test of (very) odd identifiers. Journal of Tests, 1996, 47(1), 1-9. doi:10.1002/(SICI)1097-4571(199601)47:1<1::AID+ASI1%>3.0.CO;2-2",
	},
	"silk": {
		"Çelik, Y. (2023). China's economic presence in Central Asia: Kazakhstan case. Stratejik ve Sosyal Araştırmalar Dergisi, 7(2), 225–238.",
		"Шегирбаев О. Казахстанско-китайское инвестиционное сотрудничество в рамках инициативы «Пояса и Пути» // Россия и новые государства Евразии. – 2022. – № 3. – С. 72–83.",
	},
}

// Library returns documents that cite: the first sentence of each names its first
// two references, the second the rest.
func Library() (docs []*doc.Document, passages []*doc.Passage) {
	for _, id := range []string{"irtysh", "silk"} {
		d := &doc.Document{ID: id, Source: id + ".txt", Title: "On " + id, Work: "w" + id, CSL: cite.Item{Type: "document", Title: "On " + id}}
		docs = append(docs, d)
		body := &doc.Passage{ID: id + "-body", DocID: id, Kind: doc.Body, Section: []string{"Trade"}, Lang: "en", Text: "Trade grew [1, 2]. It fell [3]."}
		passages = append(passages, body)
		var ids, works []string
		for i, raw := range library[id] {
			p := read.Parse(raw)
			e := &doc.Entry{ID: fmt.Sprintf("r%s%d", id, i), Number: i + 1, Work: fmt.Sprintf("w%s%d", id, i), CSL: p.Item}
			ids, works = append(ids, e.ID), append(works, e.Work)
			passages = append(passages, &doc.Passage{ID: fmt.Sprintf("%s-%d", id, i), DocID: id, Ordinal: i + 1, Kind: doc.Reference, Lang: "en", Text: raw, Reference: e})
		}
		body.Citations = []doc.Citation{{Span: doc.Span{Start: 11, End: 17}, References: ids[:2], Works: works[:2], Sentence: "Trade grew [1, 2].", After: "It fell [3]."}}
		if len(ids) > 2 {
			body.Citations = append(body.Citations, doc.Citation{Span: doc.Span{Start: 27, End: 30}, References: ids[2:3], Works: works[2:3], Sentence: "It fell [3].", Before: "Trade grew [1, 2]."})
		}
	}
	return docs, passages
}
