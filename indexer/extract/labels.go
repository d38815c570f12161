package extract

// This file is the table of words by which articles name their own parts, by
// language. A new language or house style is a new line here.

import (
	"strings"
	"unicode"

	"github.com/izde/izde/search"
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
)

type label struct {
	role role
	lang search.Lang
}

// labels maps a label, squashed (see squash), to what it announces.
var labels = func() map[string]label {
	table := []struct {
		role  role
		lang  search.Lang
		words string
	}{
		{abstractRole, search.English, "abstract|summary|annotation|abstract and keywords"},
		{abstractRole, search.Kazakh, "аңдатпа|андатпа|түйін|түйіндеме|аннотация (қаз)"},
		{abstractRole, search.Russian, "аннотация|резюме|реферат"},
		{abstractRole, search.Chinese, "摘要|内容摘要|中文摘要|内容提要|提要|【摘要】|[摘要]"},

		{keywordsRole, search.English, "keywords|key words|key word|index terms|keywords and phrases"},
		{keywordsRole, search.Kazakh, "түйін сөздер|түйінді сөздер|кілт сөздер|кілттік сөздер|тірек сөздер|негізгі сөздер"},
		{keywordsRole, search.Russian, "ключевые слова|ключевые слова и фразы"},
		{keywordsRole, search.Chinese, "关键词|关键字|關鍵詞|主题词"},

		{sectionRole, search.English, "introduction|literature review|review of literature|related work|related works|background|" +
			"theory|theoretical background|theoretical framework|methods|method|methodology|materials and methods|methods and materials|research methods|research methodology|" +
			"experimental|experiment|experiments|experimental setup|results|findings|discussion|results and discussion|discussion and results|analysis|evaluation|implementation|" +
			"conclusion|conclusions|concluding remarks|conclusion and future work|recommendations|limitations|future work|statement of need"},
		{sectionRole, search.Kazakh, "кіріспе|әдебиетке шолу|әдебиеттерге шолу|әдістер|әдіснама|әдістеме|зерттеу әдістері|материалдар мен әдістер|материалдар және әдістер|зерттеу материалдары мен әдістері|" +
			"нәтижелер|зерттеу нәтижелері|нәтижелер мен талқылау|нәтижелер және талқылау|талқылау|талдау|қорытынды|қорытындылар|ұсыныстар|негізгі бөлім"},
		{sectionRole, search.Russian, "введение|обзор литературы|литературный обзор|методы|методология|методы исследования|методика|методика исследования|материалы и методы|материалы и методы исследования|методы и материалы|" +
			"результаты|результаты исследования|результаты и обсуждение|результаты и их обсуждение|обсуждение|обсуждение результатов|основная часть|анализ|эксперимент|вычислительный эксперимент|постановка задачи|заключение|выводы|вывод|рекомендации"},
		{sectionRole, search.Chinese, "引言|绪论|前言|导言|文献综述|相关工作|研究方法|方法|材料与方法|资料与方法|结果|结果与分析|实验|实验结果|讨论|结果与讨论|结论|结语|总结|总结与展望|结束语|建议"},

		{refsRole, search.English, "references|reference|bibliography|works cited|literature cited|list of references|literature|references (transliterated)"},
		{refsRole, search.Kazakh, "әдебиеттер|әдебиет|әдебиеттер тізімі|пайдаланылған әдебиеттер|пайдаланылған әдебиеттер тізімі|қолданылған әдебиеттер|қолданылған әдебиеттер тізімі|дереккөздер тізімі|библиография"},
		{refsRole, search.Russian, "литература|список литературы|список использованной литературы|использованная литература|список использованных источников|список источников|библиографический список|список источников и литературы|библиографические ссылки|источники"},
		{refsRole, search.Chinese, "参考文献|參考文獻|引用文献|参考资料"},

		{backRole, search.English, "appendix|appendices|acknowledgements|acknowledgments|acknowledgement|acknowledgment|funding|conflict of interest|conflicts of interest|conflict of interests|competing interests|author contributions|authors contribution|information about authors|information about the authors|about the authors|data availability|supplementary materials"},
		{backRole, search.Kazakh, "қосымша|алғыс|қаржыландыру|мүдделер қақтығысы|авторлар туралы мәлімет|авторлар туралы мәліметтер|авторлар туралы ақпарат"},
		{backRole, search.Russian, "приложение|приложения|благодарности|благодарность|финансирование|конфликт интересов|сведения об авторах|сведения об авторе|информация об авторах|вклад авторов"},
		{backRole, search.Chinese, "附录|致谢|作者简介|基金项目|利益冲突|攻读硕士学位期间取得的成果"},

		{noteRole, search.English, "note|notes|source|sources|compiled by|remark"},
		{noteRole, search.Kazakh, "ескерту|ескертпе|ескертулер|дереккөз|дерек көзі"},
		{noteRole, search.Russian, "примечание|примечания|источник|источники данных|составлено"},
		{noteRole, search.Chinese, "注|注释|数据来源|资料来源|来源|备注"},

		{captionRole, search.English, "table|tab|figure|fig|chart|diagram|scheme|listing|algorithm"},
		{captionRole, search.Kazakh, "кесте|сурет|диаграмма|сызба"},
		{captionRole, search.Russian, "таблица|табл|рисунок|рис|схема|график"},
		{captionRole, search.Chinese, "表|图|圖|附表|附图"},

		{metaRole, search.English, "doi|udc|orcid|orcid id|issn|isbn|cicsti|irsti|grnti|scsti|jel|jel classification|received|accepted|revised|published|submitted|manuscript received|article history|" +
			"corresponding author|correspondence|e-mail|email|for citation|cite as|how to cite|citation|copyright|license|licence|supervisor|author|discipline|school"},
		{metaRole, search.Kazakh, "әож|ғтамр|хғтар|мақала түсті|қабылданды|жарияланды|түсті|түзетілді|хат-хабарларға арналған автор|корреспондент автор|дәйексөз үшін"},
		{metaRole, search.Russian, "удк|мрнти|грнти|ббк|поступила|поступила в редакцию|статья поступила|статья поступила в редакцию|принята|принята в печать|принята к публикации|опубликована|получена|дата поступления|для цитирования|автор для корреспонденции|научный руководитель"},
		{metaRole, search.Chinese, "中图分类号|文献标识码|文章编号|收稿日期|修回日期|通讯作者|通信作者|基金项目|分类号|学号|作者简介|引用格式"},
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
}()

// maxLabel is the length in letters of the longest label.
var maxLabel = func() int {
	n := 0
	for l := range labels {
		n = max(n, len([]rune(l)))
	}
	return n
}()

// institutions are beginnings of words that mark a line as an affiliation.
var institutions = strings.Fields("universit institut academy college department faculty laborator school ministry company corporation centre center hospital " +
	"университет институт академи кафедр факультет лаборатор министерств колледж компани мгу " +
	"университеті институты академиясы кафедрасы факультеті зертхана министрлігі " +
	"大学 学院 研究所 研究院 研究中心 实验室")

// squash reduces a label to its letters in lower case, so that small capitals
// torn apart ("I NTRODUCTION") and spaced Han ("摘 要") compare equal.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'ё' || r == 'Ё':
			return 'е'
		case unicode.IsLetter(r):
			return unicode.ToLower(r)
		}
		return -1
	}, s)
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
	letters := 0
	for i, r := range text[start:] {
		if unicode.IsLetter(r) {
			if letters++; letters > maxLabel {
				break
			}
			squashed.WriteString(squash(string(r)))
			end := start + i + len(string(r))
			found, ok := labels[squashed.String()]
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
