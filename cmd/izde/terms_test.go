package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/query"
)

// termsAcross are terms of more than one word, or compounds, in some inflection, and sentences
// in another language that have them. They were chosen before the list of terms was written.
var termsAcross = []struct {
	term string
	lang doc.Lang
	text string
}{
	{"платёжного баланса", "en", "The balance of payments showed a surplus for the third quarter in a row."},
	{"жалпы ішкі өнімнің", "ru", "Валовой внутренний продукт страны вырос на четыре процента."},
	{"外商直接投资", "en", "Foreign direct investment went mainly into processing."},
	{"oil pipelines", "kk", "Мұнай құбырларының жалпы ұзындығы артты."},
	{"темір жолдардың", "zh", "该地区的铁路网络正在扩建。"},
	{"железных дорог", "en", "Railways connect the ports with the interior."},
	{"可再生能源", "kk", "Жаңартылатын энергия көздеріне сұраныс өсіп келеді."},
	{"күн энергиясын", "en", "Solar energy covers a tenth of the demand."},
	{"human rights", "kk", "Адам құқықтарын қорғау ата заңда бекітілген."},
	{"уголовного права", "zh", "刑法的修订引起了讨论。"},
	{"国际法", "ru", "Нормы международного права обязательны для всех участников."},
	{"artificial intelligence", "ru", "Системы искусственного интеллекта распознают речь."},
	{"машиналық оқыту", "en", "Machine learning improves the forecasts."},
	{"дифференциальных уравнений", "kk", "Дифференциалдық теңдеулердің шешімі табылды."},
	{"概率论", "en", "Probability theory grew out of games of chance."},
	{"periodic table", "zh", "元素周期表包含一百多种元素。"},
	{"химической связи", "en", "The chemical bond holds two atoms together."},
	{"салыстырмалылық теориясы", "ru", "Теория относительности изменила представление о времени."},
	{"black holes", "kk", "Қара құрдымдар жұлдыздардың күйреуінен пайда болады."},
	{"сахарного диабета", "zh", "糖尿病患者需要定期检查。"},
	{"高血压", "kk", "Жоғары қан қысымы жүрекке салмақ түсіреді."},
	{"жүрек-қан тамырлары аурулары", "en", "Cardiovascular diseases are the leading cause of death."},
	{"natural selection", "ru", "Естественный отбор сохраняет полезные признаки."},
	{"окружающей среды", "zh", "人们对环境的关注日益增加。"},
	{"жаһандық жылыну", "en", "Global warming melts the glaciers."},
	{"温室气体", "ru", "Выбросы парниковых газов сократились."},
	{"higher education", "kk", "Жоғары білім беру жүйесі өзгерді."},
	{"бұқаралық ақпарат құралдары", "en", "The mass media covered the event."},
	{"көркем әдебиет", "ru", "Художественная литература той эпохи почти забыта."},
	{"比较文学", "en", "Comparative literature crosses borders."},
	{"parts of speech", "ru", "Части речи различаются по значению."},
	{"холодной войны", "kk", "Қырғи-қабақ соғыс жылдары аяқталды."},
	{"Екінші дүниежүзілік соғыстан", "zh", "第二次世界大战结束后，城市得到重建。"},
	{"Silk Road", "zh", "丝绸之路把东方与西方连接起来。"},
	{"рынка труда", "en", "The labour market recovered slowly."},
	{"供应链", "ru", "Цепочки поставок были нарушены."},
	{"ауыл шаруашылығының", "ru", "Сельское хозяйство обеспечивает треть занятости."},
	{"groundwater", "ru", "Подземные воды загрязнены."},
	{"природного газа", "zh", "天然气价格上涨。"},
	{"социальной психологии", "en", "Social psychology studies groups."},
}

// astray are sentences with the words of such terms apart from each other.
var astray = map[doc.Lang][]string{
	"en": {"An iron gate stands at the end of the road.", "The chemical smell made their bond of friendship laugh.", "The market square was empty, and labour was in vain.", "The sun shone, and the children had energy.", "Oil was poured into a pipe of clay.", "Straight from abroad he brought an investment of feeling."},
	"ru": {"Железный забор тянется вдоль дороги.", "Внутренний двор и валовой сбор зерна, и каждый продукт на счету.", "Речь была короткой, из неё сохранились части.", "Под землёй журчат воды."},
	"kk": {"Темір қақпа жол бойында тұр.", "Қара тас пен құрғақ шұңқыр.", "Адам жоғары қарап, білім іздеді."},
	"zh": {"他可以再次生火，能源不多。", "丝绸的颜色很美，路很长。"},
}

// A term of several words finds what is said of the same in other languages, before what
// only has the words.
func TestTermsAcross(t *testing.T) {
	article := opened(t, articleIndex(t))
	all := func(kind engine.Kind) *engine.Things {
		things, err := article.Engine.Find(t.Context(), &engine.Lookup{Kind: kind, Limit: math.MaxInt})
		if err != nil {
			t.Fatal(err)
		}
		return things
	}
	docs, passages := all(engine.Documents).Documents, all(engine.Passages).Passages
	add := func(id string, lang doc.Lang, text string) {
		docs = append(docs, &doc.Document{ID: id, Source: id})
		passages = append(passages, &doc.Passage{ID: id, DocID: id, Kind: doc.Body, Lang: lang, Text: text})
	}
	for i, x := range termsAcross {
		add(fmt.Sprint("term", i), x.lang, x.text)
	}
	for lang, texts := range astray {
		for i, text := range texts {
			add(fmt.Sprint("astray", lang, i), lang, text)
		}
	}
	ix, err := inMemory(t.Context(), docs, passages, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	found := 0
	for i, x := range termsAcross {
		q, err := query.Parse(x.term)
		if err != nil {
			t.Fatal(err)
		}
		result, err := ix.Search(t.Context(), &search.Request{Query: q, Mode: query.Auto, Sort: search.ByRelevance, Views: analysis.AllViews, Filters: []search.Filter{{Facet: doc.FacetLang, Include: []string{string(x.lang)}}}, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(result.Hits, func(h search.Hit) bool {
			return h.Passage.ID == fmt.Sprint("term", i) || strings.HasPrefix(h.Passage.ID, "astray")
		})
		if at >= 0 && at < firstHits && result.Hits[at].Passage.ID == fmt.Sprint("term", i) {
			found++
		} else {
			t.Logf("%s: not %q within the first %d", x.term, x.text, firstHits)
		}
	}
	t.Logf("%d of %d terms find their sentence among the first %d in its language, before any astray", found, len(termsAcross), firstHits)
	if found < leastTerms {
		t.Errorf("%d of the terms are found, before it was %d", found, leastTerms)
	}
}

// leastTerms may rise.
const leastTerms = 38
