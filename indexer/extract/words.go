package extract

// This file is the table of words by which front matter is read: what
// institutions, positions, months and family names are called. A new language
// is a new line here.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/lazyregexp"
)

// institutions are beginnings of words that mark a line as an affiliation.
var institutions = strings.Fields("universit institut academy college department facult laborator school ministry company corporation centre center hospital clinic polytechnic " +
	"университет институт академи кафедр факультет лаборатор министерств колледж компани мгу нии больниц комитет ао тоо нао гоу фгбоу " +
	"зертхана министрлігі мектебі аурухана орталығы " +
	"大学 学院 研究所 研究院 研究中心 实验室 研究生院 医院 大學 學院")

// positions are beginnings of words that mark a part of a line as a degree or a
// position; those that end with a dot or a bar are whole words.
var positions = strings.Fields("phd| ph.d dr.| doctor professor prof.| assoc.| lecturer student master| master's| masters| msc| bsc| mba| candidate researcher dean| head| director| engineer| postdoc fellow| scientist assistant undergraduate " +
	"доктор кандидат профессор доцент магистр аспирант докторант студент преподавател сотрудник заведующ ассистент директор| инженер| ректор проректор декан бакалавр канд.| докт.| проф.| доц.| зав.| " +
	"қауымдастырылған оқытушы меңгеруші қызметкер ғылымдарының доктарант директоры деканы " +
	"教授 讲师 研究员 博士 硕士 工程师 主任 講師")

// degree is a Russian degree in short: "к.э.н.", "д-р физ.-мат. наук".
var degree = lazyregexp.New(`(?:^|[\s,;(])(?:[кд]\.\s?(?:\p{L}{1,5}\.\s?-?){1,3}н\.|[кд]-р\s|\p{L}\.ғ\.[кд]\.)`)

// hasInstitution reports whether a word of text begins as one for an
// institution does.
func hasInstitution(text string) bool { return hasWordOf(text, institutions) }

// hasPosition reports whether a word of text is one for a degree or a position.
func hasPosition(text string) bool {
	return hasWordOf(text, positions) || degree.MatchString(strings.ToLower(text))
}

// hasWordOf reports whether a word of text begins with one of stems. A stem
// that ends with "|" is a whole word, and so is one of less than four letters
// that are not Han.
func hasWordOf(text string, stems []string) bool {
	lower := strings.ToLower(text)
	for _, stem := range stems {
		word, whole := strings.CutSuffix(stem, "|")
		for from := 0; ; {
			i := strings.Index(lower[from:], word)
			if i < 0 {
				break
			}
			i += from
			from = i + len(word)
			before, _ := utf8.DecodeLastRuneInString(lower[:i])
			after, _ := utf8.DecodeRuneInString(lower[from:])
			first, _ := utf8.DecodeRuneInString(word)
			han := analysis.IsHan(first)
			if !han && (unicode.IsLetter(before) || before == '.') {
				continue
			}
			if (whole || utf8.RuneCountInString(word) < 4 && !han) && unicode.IsLetter(after) && !strings.HasSuffix(word, ".") {
				continue
			}
			return true
		}
	}
	return false
}

// months by the beginnings of their names, January first.
var months = [12][]string{
	{"jan", "янв", "қаң", "қантар"}, {"feb", "февр", "фев", "ақпан"}, {"mar", "март", "наурыз"}, {"apr", "апр", "сәуір"},
	{"may", "мая", "май", "мамыр"}, {"jun", "июн", "маусым"}, {"jul", "июл", "шілде"}, {"aug", "авг", "тамыз"},
	{"sep", "сент", "қыркүйек"}, {"oct", "окт", "қазан"}, {"nov", "нояб", "қараша"}, {"dec", "дек", "желтоқсан"},
}

// stages are the stages of a manuscript by beginnings of words that tell of
// them. Of two stages in one phrase the first here counts.
var stages = []struct {
	name  string
	words []string
}{
	{"accepted", strings.Fields("accept принят қабылда 录用 接受 接收 採用")},
	{"revised", strings.Fields("revis approved доработ исправл одобрен рецензирован рецензиялан түзет пересмотр 修回 修订 修改 改回")},
	{"published", strings.Fields("publish online опубликов публик жариялан басып 出版 发布 刊出 首发")},
	{"received", strings.Fields("receiv submitted submission поступ получен подан түсті түскен жіберілді 收稿 投稿 收到")},
}

// patronymics are endings of patronymics, which are no family names.
var patronymics = strings.Fields("ович евич ьич овна евна ична инична ұлы улы қызы кызы овыч оглы тегі ovich evich yevich ovna evna yevna uly kyzy qyzy qızı uli")

// isPatronymic reports whether a word is the name of the father.
func isPatronymic(word string) bool {
	w := strings.ToLower(word)
	for _, end := range patronymics {
		if strings.HasSuffix(w, end) && len(w) > len(end)+2 {
			return true
		}
	}
	return false
}

// The commonest Chinese family names, of one character and of two (Hundred
// Family Surnames, and the counts of the Ministry of Public Security of 2020):
// together over 95 % of all people.
const hanFamilies = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林罗羅高郑鄭梁谢謝宋唐许許韩韓邓鄧冯馮曹彭曾肖萧蕭田董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鐘姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付傅方邹鄒熊白孟秦邱侯江尹薛闫阎雷段陶黎史龙龍贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向常汤湯康易乔喬赖賴文施洪辛柯庄莊温牛樊葛邢安齐齊伍申鲁魯关關柴甘管欧聂耿焦左凌尚舒苗解宁梅盛俞柳童祝詹涂屈岳翁颜鲍章连阮季米裴冉卞翟尤华骆纪包路费褚项娄倪殷卓司党凤"

var hanDoubleFamilies = strings.Fields("欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 东方 夏侯 皇甫 尉迟 公孙 慕容 令狐 司徒 端木 独孤 南宫")
