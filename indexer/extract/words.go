package extract

// This file knows the words by which front matter is read: what institutions,
// positions and months are called stands in the rows of the languages, family
// names stand here.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/lang"
	"github.com/izde/izde/search/lazyregexp"
)

// institutions, positions and patronymics are those of all languages (see
// lang.Front), months the beginnings of the names of each, January first.
var (
	institutions = frontWords(func(f lang.Front) string { return f.Institutions })
	positions    = frontWords(func(f lang.Front) string { return f.Positions })
	patronymics  = frontWords(func(f lang.Front) string { return f.Patronymics })

	months = func() (names [12][]string) {
		for _, l := range lang.All {
			for i, m := range l.Months {
				names[i] = append(names[i], strings.Fields(m)...)
			}
		}
		return names
	}()
)

// frontWords returns the words of all languages in a list.
func frontWords(list func(lang.Front) string) []string {
	var words []string
	for _, l := range lang.All {
		words = append(words, strings.Fields(list(l.Front))...)
	}
	return words
}

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

// stages are the stages of a manuscript by beginnings of words that tell of
// them. Of two stages in one phrase the first here counts.
var stages = []struct {
	name  string
	words []string
}{
	{"accepted", frontWords(func(f lang.Front) string { return f.Accepted })},
	{"revised", frontWords(func(f lang.Front) string { return f.Revised })},
	{"published", frontWords(func(f lang.Front) string { return f.Published })},
	{"received", frontWords(func(f lang.Front) string { return f.Received })},
}

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
