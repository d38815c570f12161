package cite

// This file recognises Chinese names in pinyin (GB/T 16159-2012, ISO 7098):
// syllables by initial and final, names by the frequent family names. It makes
// no pinyin: that takes a dictionary.

import "strings"

var initials = []string{"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w", ""}

var finals = set(`a o e i u ü v ai ei ui ao ou iu ie üe ue ve er an en in un ün ang eng ing ong ia ua uo uai ian uan üan iang uang iong iao`)

var families = set(`an ao bai bao bi bian bo bu cai cao cen chai chang che chen cheng chi chu cui dai deng di ding dong dou du duan fan fang fei feng fu gan gao ge geng gong gu guan guang gui guo han hao he hong hou hu hua huang huo ji jia jian jiang jiao jie jin jing ju kang ke kong kuang lai lan lang lei leng li lian liang liao lin ling liu long lou lu lü luan lun luo lv ma man mao mei meng mi miao min ming mo mou mu nan ni nie ning niu ou ouyang pan pang pei peng pi pu qi qian qiang qiao qin qiu qu quan ran rao ren rong ru ruan rui sang sha shan shang shangguan shao she shen sheng shi shu shui si sima situ song su sui sun tan tang tao teng tian tong tu wan wang wei wen weng wu xi xia xian xiang xiao xie xin xing xiong xu xuan xue yan yang yao ye yi yin ying yong you yu yuan yue yun zang zeng zha zhai zhan zhang zhao zhen zheng zhong zhou zhu zhuang zhuo zhuge zong zou zu zuo lyu`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

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

// isPinyinName says whether "family given" is a Chinese name in pinyin, the
// family name first.
func isPinyinName(family, given string) bool {
	return families[strings.ToLower(family)] && syllables(strings.ToLower(given), 2) && len(given) > 1
}
