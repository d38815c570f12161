package cite

// This file recognises Chinese names in pinyin (GB/T 16159-2012, ISO 7098):
// syllables by initial and final, names by the frequent family names; and it holds
// names in pinyin against the same names in Chinese.

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite/lexicon"
)

var initials = []string{"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w", ""}

var finals = lexicon.Set(`a o e i u ü v ai ei ui ao ou iu ie üe ue ve er an en in un ün ang eng ing ong ia ua uo uai ian uan üan iang uang iong iao`)

var families = lexicon.Set(`an ao bai bao bi bian bo bu cai cao cen chai chang che chen cheng chi chu cui dai deng di ding dong dou du duan fan fang fei feng fu gan gao ge geng gong gu guan guang gui guo han hao he hong hou hu hua huang huo ji jia jian jiang jiao jie jin jing ju kang ke kong kuang lai lan lang lei leng li lian liang liao lin ling liu long lou lu lü luan lun luo lv ma man mao mei meng mi miao min ming mo mou mu nan ni nie ning niu ou ouyang pan pang pei peng pi pu qi qian qiang qiao qin qiu qu quan ran rao ren rong ru ruan rui sang sha shan shang shangguan shao she shen sheng shi shu shui si sima situ song su sui sun tan tang tao teng tian tong tu wan wang wei wen weng wu xi xia xian xiang xiao xie xin xing xiong xu xuan xue yan yang yao ye yi yin ying yong you yu yuan yue yun zang zeng zha zhai zhan zhang zhao zhen zheng zhong zhou zhu zhuang zhuo zhuge zong zou zu zuo lyu`)

// isSyllable says whether s is one syllable of pinyin, as far as initial and
// final tell.
func isSyllable(s string) bool {
	for _, i := range initials {
		if rest, ok := strings.CutPrefix(s, i); ok && finals[rest] {
			return i != "" || strings.IndexByte("aoe", rest[0]) >= 0
		}
	}
	return false
}

// syllables says whether s, up to three syllables long, is pinyin.
func syllables(s string, most int) bool {
	if s == "" || most == 0 {
		return false
	}
	for n := 1; n <= len(s) && n <= 6; n++ {
		if isSyllable(s[:n]) && (n == len(s) || syllables(strings.TrimLeft(s[n:], "-'’"), most-1)) {
			return true
		}
	}
	return false
}

// IsPinyinName says whether "family given" is a Chinese name in pinyin, or in Palladius'
// Cyrillic (Си Цзиньпин), the family name first.
func IsPinyinName(family, given string) bool {
	if isCyrillic(family) && isCyrillic(given) {
		family, given = analysis.OfPalladius(family), analysis.OfPalladius(given)
	}
	return families[strings.ToLower(family)] && syllables(strings.ToLower(given), 2) && len(given) > 1
}

// Mismatches compares authors in pinyin with the same authors in Chinese, place by
// place. It is silent where it cannot judge: initials, foreign names,
// organisations, characters without a known reading.
func Mismatches(latin []Name, han []string) []Warning {
	if len(latin) != len(han) {
		return nil // not the same list
	}
	var out []Warning
	for i, n := range latin {
		if !IsPinyinName(n.Family, n.Given) || utf8.RuneCountInString(han[i]) > 4 {
			continue
		}
		readings := readingsOf(han[i])
		family, given := joined(n.Family), joined(n.Given)
		if readings != nil && !reads(family+given, readings) && !reads(given+family, readings) {
			out = append(out, Warnf(WarnAuthor, "%s %s is no reading of %s", n.Family, n.Given, han[i]))
		}
	}
	return out
}

// joined is a name in pinyin as one word: "Jia-Ming" is "jiaming".
func joined(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -'’.", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// readingsOf gives the readings of each character of a name, nil when one has
// none.
func readingsOf(name string) [][]string {
	syllables := analysis.Terms(name, "zh", analysis.Latin)
	chars := []rune(name)
	if len(syllables) != len(chars) || len(chars) == 0 {
		return nil
	}
	out := make([][]string, len(chars))
	for i, s := range syllables {
		if s == "" || !analysis.IsHan(chars[i]) {
			return nil
		}
		out[i] = append([]string{s}, nameReadings()[chars[i]]...)
		if strings.Contains(s, "ü") {
			// Without the letter: "Lv", "Lu", and "Lyu" in passports.
			for _, u := range []string{"v", "u", "yu"} {
				out[i] = append(out[i], strings.ReplaceAll(s, "ü", u))
			}
		}
	}
	return out
}

// reads says whether s is made of one reading of each character.
func reads(s string, readings [][]string) bool {
	if len(readings) == 0 {
		return s == ""
	}
	for _, r := range readings[0] {
		if rest, ok := strings.CutPrefix(s, r); ok && reads(rest, readings[1:]) {
			return true
		}
	}
	return false
}

// nameReadings has the readings of characters that are read in two ways in
// names; any of them is right, as nobody else can tell.
var nameReadings = sync.OnceValue(func() map[rune][]string {
	m := map[rune][]string{}
	var at rune
	for _, w := range strings.Fields(`曾 zeng ceng 单 shan dan 解 xie jie 查 zha cha 仇 qiu chou 区 ou qu 朴 piao pu 乐 yue le 盖 ge gai 翟 zhai di 重 chong zhong
	长 chang zhang 行 xing hang 尉 wei yu 覃 qin tan 缪 miao mou 员 yun yuan 车 che ju 都 du dou 藏 cang zang 晟 sheng cheng 娜 na nuo 茜 qian xi 莎 sha suo
	调 tiao diao 朝 chao zhao 贾 jia gu 奇 qi ji 颉 jie xie 传 chuan zhuan 参 can shen 率 lv shuai 隽 juan jun 谌 chen shen 殷 yin yan 薄 bo bao 盛 sheng cheng
	繁 po fan 冼 xian 种 chong zhong 宓 mi fu 郇 xun huan 牟 mou mu 召 zhao shao 靓 liang jing 柏 bai bo 大 da dai 阿 a e 给 ji gei 校 xiao jiao 俞 yu shu
	万 wan mo 尹 yin 任 ren 宁 ning 华 hua 石 shi 折 she zhe 黑 he hei 洗 xian xi 秘 bi mi 逄 pang 卜 bu bo 令 ling 纪 ji 那 na 哈 ha 庞 pang 佘 she 余 yu
	蕾 lei 瑾 jin 曦 xi 熠 yi 玥 yue 昇 sheng 晁 chao 炅 jiong gui 谷 gu yu 角 jue jiao 兴 xing 与 yu 予 yu 和 he 中 zhong 好 hao 少 shao 相 xiang 强 qiang jiang 露 lu lou
	白 bai bo 系 xi ji 约 yue yao 合 he ge 郝 hao 蔚 wei yu 圩 wei xu 适 shi kuo 会 hui kuai 乾 qian gan 亚 ya 筠 yun jun 媛 yuan 绿 lv lu 降 jiang xiang 省 sheng xing 甫 fu 父 fu 思 si 似 si 拓 tuo ta 岐 qi 芎 xiong 其 qi ji 可 ke 不 bu 了 liao le 一 yi`) {
		if r := analysis.FirstRune(w); analysis.IsHan(r) {
			at = r
		} else {
			m[at] = append(m[at], w)
		}
	}
	return m
})
