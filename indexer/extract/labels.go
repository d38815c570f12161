package extract

// This file is the table of words by which articles name their own parts, by
// language. A new language or house style is a new line here.

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
)

// role is what a label announces.
type role int

const (
	noRole       role = iota
	abstractRole      // opens an abstract
	keywordsRole      // opens a list of keywords
	sectionRole       // heads a section of the body
	refsRole          // heads a list of references
	backRole          // heads what comes after the references
	noteRole          // opens a note below a table or figure
	captionRole       // opens a caption, with a number
	metaRole          // opens a line of metadata
	titleRole         // announces the title
	authorRole        // announces the authors
)

type label struct {
	role role
	lang doc.Lang
}

// labels maps a label, squashed (see squash), to what it announces.
var labels = sync.OnceValue(func() map[string]label {
	table := []struct {
		role  role
		lang  doc.Lang
		words string
	}{
		{abstractRole, doc.English, "abstract|summary|annotation|extended abstract|abstract and keywords"},
		{abstractRole, doc.Kazakh, "аңдатпа|андатпа|түйін|түйіндеме|тұжырым|аннотация (қаз)"},
		{abstractRole, doc.Russian, "аннотация|резюме|реферат|краткая аннотация"},
		{abstractRole, doc.Chinese, "摘要|内容摘要|中文摘要|内容提要|提要|【摘要】|[摘要]"},

		{keywordsRole, doc.English, "keywords|keyword|key words|key word|index terms|keywords and phrases"},
		{keywordsRole, doc.Kazakh, "түйін сөздер|түйінді сөздер|кілт сөздер|кілттік сөздер|тірек сөздер|негізгі сөздер|маңызды сөздер"},
		{keywordsRole, doc.Russian, "ключевые слова|ключевые слова и фразы"},
		{keywordsRole, doc.Chinese, "关键词|关键字|關鍵詞|關鍵字|主题词"},

		{sectionRole, doc.English, "introduction|literature review|review of literature|related work|related works|background|" +
			"theory|theoretical background|theoretical framework|methods|method|methodology|materials and methods|methods and materials|research methods|research methodology|" +
			"experimental|experiment|experiments|experimental setup|results|findings|discussion|results and discussion|discussion and results|analysis|evaluation|implementation|" +
			"conclusion|conclusions|concluding remarks|conclusion and future work|recommendations|limitations|future work|statement of need|data|data and methods|study area|results and analysis|summary and conclusions|conclusions and recommendations|discussion and conclusion|discussion and conclusions|methods and data"},
		{sectionRole, doc.Kazakh, "кіріспе|әдебиетке шолу|әдебиеттерге шолу|әдістер|әдіснама|әдістеме|зерттеу әдістері|материалдар мен әдістер|материалдар және әдістер|зерттеу материалдары мен әдістері|" +
			"нәтижелер|зерттеу нәтижелері|нәтижелер мен талқылау|нәтижелер және талқылау|талқылау|талдау|қорытынды|қорытындылар|ұсыныстар|негізгі бөлім|зерттеу әдістері мен материалдары|зерттеу материалдары және әдістері|зерттеу әдіснамасы|әдіснама және зерттеу әдістері|әдебиеттерді шолу|зерттеу нәтижелері және талқылау|зерттеу нәтижелері мен талқылау|нәтижелер мен пікірталас|нәтижелер және пікірталас|пікірталас|қорытынды және ұсыныстар|қорытынды мен ұсыныстар|тұжырымдар"},
		{sectionRole, doc.Russian, "введение|обзор литературы|литературный обзор|методы|методология|методы исследования|методика|методика исследования|материалы и методы|материалы и методы исследования|методы и материалы|" +
			"результаты|результаты исследования|результаты и обсуждение|результаты и их обсуждение|обсуждение|обсуждение результатов|основная часть|анализ|эксперимент|вычислительный эксперимент|постановка задачи|заключение|выводы|вывод|рекомендации|дискуссия|результаты и дискуссия|методология исследования|методология и методы исследования|методы и методология|обзор литературы и исследований|обзор предыдущих исследований|заключение и выводы|выводы и рекомендации|выводы и предложения|заключение и рекомендации"},
		{sectionRole, doc.Chinese, "引言|绪论|前言|导言|文献综述|相关工作|研究方法|方法|材料与方法|资料与方法|结果|结果与分析|实验|实验结果|讨论|结果与讨论|结论|结语|总结|总结与展望|结束语|建议|研究背景|文献回顾|研究设计|理论分析|实证分析|结果分析|讨论与结论|结论与展望|结论与建议|结论与讨论|研究结论"},

		{refsRole, doc.English, "references|reference|bibliography|works cited|literature cited|list of references|literature|references (transliterated)|reference list|cited references|references and notes|notes and references|bibliographic references|references cited"},
		{refsRole, doc.Kazakh, "әдебиеттер|әдебиет|әдебиеттер тізімі|пайдаланылған әдебиеттер|пайдаланылған әдебиеттер тізімі|қолданылған әдебиеттер|қолданылған әдебиеттер тізімі|дереккөздер тізімі|библиография|пайдаланылған әдебиет|қолданылған әдебиет|пайдаланған әдебиеттер тізімі|пайдаланылған дереккөздер тізімі|әдебиеттер мен дереккөздер тізімі"},
		{refsRole, doc.Russian, "литература|список литературы|список использованной литературы|использованная литература|список использованных источников|список источников|библиографический список|список источников и литературы|библиографические ссылки|источники|литература и источники|список используемой литературы|список использованных источников и литературы|список цитируемой литературы|библиография"},
		{refsRole, doc.Chinese, "参考文献|參考文獻|引用文献|参考资料"},

		{backRole, doc.English, "appendix|appendices|acknowledgements|acknowledgments|acknowledgement|acknowledgment|funding|conflict of interest|conflicts of interest|conflict of interests|competing interests|author contributions|authors contribution|information about authors|information about the authors|about the authors|data availability|data availability statement|supplementary materials|supplementary material|supplemental information|additional information and declarations|author contribution|contribution of authors|declaration of competing interest|disclosure|disclosures|ethics statement|author information|about the author|information about the author|funding information"},
		{backRole, doc.Kazakh, "қосымша|алғыс|қаржыландыру|мүдделер қақтығысы|авторлар туралы мәлімет|автор туралы мәлімет|авторлар туралы|авторлардың үлесі|қаржыландыру туралы ақпарат|авторлар туралы мәліметтер|авторлар туралы ақпарат"},
		{backRole, doc.Russian, "приложение|приложения|благодарности|благодарность|финансирование|конфликт интересов|сведения об авторах|сведения об авторе|информация об авторах|информация об авторе|об авторах|вклад авторов|вклад автора|информация о финансировании|конфликт интереса"},
		{backRole, doc.Chinese, "附录|致谢|作者简介|基金项目|利益冲突|攻读硕士学位期间取得的成果"},

		{noteRole, doc.English, "note|notes|source|sources|compiled by|remark"},
		{noteRole, doc.Kazakh, "ескерту|ескертпе|ескертулер|дереккөз|дерек көзі"},
		{noteRole, doc.Russian, "примечание|примечания|источник|источники данных|составлено"},
		{noteRole, doc.Chinese, "注|注释|数据来源|资料来源|来源|备注"},

		{captionRole, doc.English, "table|tab|figure|fig|chart|diagram|scheme|listing|algorithm"},
		{captionRole, doc.Kazakh, "кесте|сурет|диаграмма|сызба"},
		{captionRole, doc.Russian, "таблица|табл|рисунок|рис|схема|график"},
		{captionRole, doc.Chinese, "表|图|圖|附表|附图"},

		{titleRole, doc.English, "title|paper title|article title|thesis title"},
		{titleRole, doc.Kazakh, "тақырыбы|мақала тақырыбы|мақаланың атауы"},
		{titleRole, doc.Russian, "название|название статьи|заголовок|тема"},
		{titleRole, doc.Chinese, "题目|论文题目|标题|题名|论文名称|毕业设计题目|課題|論文題目"},

		{authorRole, doc.English, "author|authors|by"},
		{authorRole, doc.Kazakh, "авторлар|автор(лар)|авторлары"},
		{authorRole, doc.Russian, "автор|авторы"},
		{authorRole, doc.Chinese, "作者|作者姓名|姓名|学生姓名|論文作者"},

		{metaRole, doc.English, "doi|udc|orcid|orcid id|issn|isbn|cicsti|irsti|grnti|scsti|jel|jel classification|received|accepted|revised|published|submitted|manuscript received|article history|" +
			"corresponding author|correspondence|e-mail|email|for citation|cite as|how to cite|citation|copyright|license|licence|supervisor|advisor|discipline|school|affiliation|affiliations|correspondence to|corresponding authors|contact|date|volume|issue|pages|journal|section|research article|original article|original paper|original research|review article|short communication|open access|researcherid|scopus author id|article info|msc|pacs"},
		{metaRole, doc.Kazakh, "әож|ғтамр|хғтар|мақала түсті|қабылданды|жарияланды|түсті|түзетілді|хат-хабарларға арналған автор|корреспондент автор|дәйексөз үшін|хат-хабар үшін байланыс|хат-хабарларға жауапты автор|хат алмасу үшін автор|редакцияға түсті|редакцияға келіп түсті|келіп түсті|жариялауға қабылданды|баспаға қабылданды|рецензиядан кейін|ғылыми мақала|электрондық пошта|жетекшісі|ғылыми жетекші"},
		{metaRole, doc.Russian, "удк|мрнти|грнти|ббк|поступила|поступила в редакцию|статья поступила|статья поступила в редакцию|принята|принята в печать|принята к публикации|опубликована|получена|дата поступления|для цитирования|автор для корреспонденции|автор для переписки|автор-корреспондент|корреспондирующий автор|для корреспонденции|научный руководитель|научная статья|оригинальная статья|обзорная статья|получено|получена редакцией|рукопись получена|одобрена|одобрена после рецензирования|доработана|электронная почта|место работы|организация"},
		{metaRole, doc.Chinese, "中图分类号|文献标识码|文章编号|收稿日期|修回日期|通讯作者|通信作者|基金项目|分类号|学号|作者简介|引用格式|指导教师|指导老师|导师|学科专业|专业|学院|录用日期|接受日期|出版日期|网络首发|投稿日期|电子邮箱|邮箱|密级|作者单位|单位"},
	}
	m := map[string]label{}
	for _, row := range table {
		for w := range strings.SplitSeq(row.words, "|") {
			if _, taken := m[squash(w)]; !taken {
				m[squash(w)] = label{row.role, row.lang}
			}
		}
	}
	return m
})

// labelPrefixes are the beginnings of labels, they themselves included.
var labelPrefixes = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for l := range labels() {
		for i, r := range l {
			set[l[:i+utf8.RuneLen(r)]] = true
		}
	}
	return set
})

// squash reduces a label to its letters in lower case, so that small capitals
// torn apart ("I NTRODUCTION") and spaced Han ("摘 要") compare equal.
func squash(s string) string {
	return strings.Map(squashRune, s)
}

func squashRune(r rune) rune {
	switch {
	case r == 'ё' || r == 'Ё':
		return 'е'
	case unicode.IsLetter(r):
		return unicode.ToLower(r)
	}
	return -1
}

// matchLabel finds the longest label that text opens with, and returns it and
// the length in bytes of what belongs to it: leading punctuation, the words,
// the mark that ends it. whole is true when nothing follows. A label with text
// behind it has to be set off from it by a mark (".", ":", "—", a bracket) or
// by wide space.
func matchLabel(text string) (l label, n int, whole bool) {
	const opening = ".,*_#[【〔(（«<>·•-–— \t"
	start := len(text) - len(strings.TrimLeft(text, opening))
	if start > 12 {
		return label{}, 0, false
	}
	var squashed strings.Builder
	for i, r := range text[start:] {
		if unicode.IsLetter(r) {
			squashed.WriteRune(squashRune(r))
			end := start + i + len(string(r))
			s := squashed.String()
			if !labelPrefixes()[s] {
				break
			}
			found, ok := labels()[s]
			if !ok {
				continue
			}
			if mark, ends := labelEnd(text[end:]); ends {
				l, n, whole = found, end+mark, end+mark == len(text)
			}
			continue
		}
		if !strings.ContainsRune(" \u00A0\u3000-‐()", r) {
			break
		}
	}
	return l, n, whole
}

// labelEnd reports whether rest, the text behind a label, shows that the label
// ends there, and how many bytes of it are the mark.
func labelEnd(rest string) (mark int, ok bool) {
	trimmed := strings.TrimLeft(rest, " \u00A0\u3000")
	if trimmed == "" {
		return len(rest), true
	}
	const marks = ".:：。—–】]〕*_)"
	if i := strings.IndexFunc(trimmed, func(r rune) bool { return !strings.ContainsRune(marks, r) && r != ' ' }); i != 0 {
		if i < 0 {
			i = len(trimmed)
		}
		return len(rest) - len(trimmed) + i, true
	}
	if strings.HasPrefix(trimmed, "- ") {
		return len(rest) - len(trimmed) + 2, true
	}
	return 0, false
}
