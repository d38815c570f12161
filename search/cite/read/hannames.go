package read

// This file tells Chinese names of persons from other text, by their form: length,
// family name, the characters and signs of foreign names.

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/lazyregexp"
)

// hanInitial is an initial within a foreign name: "约翰·R. 史密斯", "J. 史密斯".
var hanInitial = lazyregexp.New(`(?:^|[·•・\]］)）,，、;；\s])[A-Z](?:\. ?[A-Z])*$`)

// hanNameList says whether s, the text before the first stop, lists names by their
// form: several pieces between commas, all of two or three characters, foreign ones
// or names that the family tells. Titles have no such pieces.
func hanNameList(s string) bool {
	pieces := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,;；", r) })
	for _, p := range pieces {
		p = strings.ReplaceAll(p, " ", "")
		n := utf8.RuneCountInString(strings.TrimSuffix(p, "等"))
		if !hanName(p) && !(analysis.HanShare(p) == 1 && (n == 2 || n == 3 || n < 9 && transliterated(p))) {
			return false
		}
	}
	return len(pieces) > 1
}

// transliterated says whether s is made of the characters that write foreign names.
func transliterated(s string) bool {
	return s != "" && strings.Trim(s, "阿艾安奥巴拜班邦贝比别宾波伯博布达戴丹德迪丁都杜敦多顿厄恩尔法菲费夫弗福盖冈高戈哥格根古哈海汉赫霍基吉加贾江杰金久卡凯坎康柯科克肯库拉莱兰朗勒雷里力丽利莉连列林琳龙卢鲁路伦罗洛马玛迈麦曼梅门蒙米莫姆木穆娜纳乃南内尼努诺欧帕派潘佩彭皮珀普奇恰切琴热日荣瑞若萨塞赛桑沙山舍什施史斯松苏索塔泰坦汤特提托图瓦娃万威维韦温文沃乌伍西希夏香谢辛休许雅亚延耶伊因尤于约扎泽詹珍朱孜祖佐买依甫") == ""
}

// latinName is a name in Latin letters, without spaces, among Chinese ones: "LüY".
var latinName = lazyregexp.New(`^\p{Lu}\p{Ll}+(?:-?\p{Lu}\.?){1,3}$`)

// hanName says whether s is a Chinese person's name: a family name and one or two
// characters more, or a foreign name with a middle dot; or "等".
func hanName(s string) bool {
	s = strings.TrimSpace(s)
	switch s {
	case "等", "et al", "et al.":
		return true
	}
	s = strings.ReplaceAll(s, " ", "")
	for _, tail := range []string{"等", "主编", "著", "编", "译"} {
		if t := strings.TrimSuffix(s, tail); t != s && utf8.RuneCountInString(t) >= 2 {
			s = t
			break
		}
	}
	if latinName.MatchString(s) {
		return true
	}
	if strings.ContainsAny(s, "·•・") {
		return utf8.RuneCountInString(s) < 16
	}
	n := 0
	for _, r := range s {
		if !analysis.IsHan(r) {
			return false
		}
		n++
	}
	if n < 2 || n > 4 {
		return false
	}
	if hanFamilies()[string([]rune(s)[:2])] && n >= 3 {
		return true
	}
	return hanFamilies()[string([]rune(s)[:1])] && n <= 3
}

var hanFamilies = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, r := range "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴鲍华屈仇桂卓娄岑连池蒲卞桑靖慕丛隋晏阳宫古车艾党褚苑冀米楚楼戚仲项边应闵刁冷卫麦景滕骆费明宗席卜佟苟刑查解寇辜喻昌战牟房晋蔺储瞿巩窦谈揭丘巫计皮商花栾鞠皇郎粟封井鹿狄居闻敖郁母代权臧祁缪支胥官宿练覃哈乌裘荣时匡匙简饶农上竺司但哀湛仉仝亓" {
		m[string(r)] = true
	}
	for _, w := range strings.Fields("欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 司徒 令狐 东方 长孙 宇文 端木 西门 南宫 独孤") {
		m[w] = true
	}
	return m
})
