package cite

// This file finds contradictions within a reference: an ISBN, ISSN or ORCID whose
// check digit is wrong, a DOI whose suffix tells another year or other
// pages than the entry, an author whose romanised name cannot be a reading of the
// Chinese one.

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
)

// The codes of warnings.
const (
	WarnISBN   = "isbn_checksum"
	WarnISSN   = "issn_checksum"
	WarnORCID  = "orcid_checksum"
	WarnYear   = "doi_year"
	WarnPages  = "doi_pages"
	WarnAuthor = "author_mismatch"
)

func (d *draft) warn() {
	it := &d.item
	if it.ISBN != "" && !ValidISBN(it.ISBN) {
		d.warnings = append(d.warnings, Warning{WarnISBN, fmt.Sprintf("the check digit of ISBN %s is wrong", it.ISBN)})
	}
	if it.ISSN != "" && !ValidISSN(it.ISSN) {
		d.warnings = append(d.warnings, Warning{WarnISSN, fmt.Sprintf("the check digit of ISSN %s is wrong", it.ISSN)})
	}
	if mayHaveORCID(d.text) {
		for _, m := range orcidMark.FindAllStringSubmatch(d.text, 20) {
			if !ValidORCID(m[1]) {
				d.warnings = append(d.warnings, Warning{WarnORCID, fmt.Sprintf("the check digit of ORCID %s is wrong", m[1])})
			}
		}
	}
	if it.DOI != "" {
		d.warnDOI()
	}
}

var (
	// "10.20542/2073-4786-2022-3-72-83": ISSN, year, issue, pages, as journals of
	// the region register.
	doiFull = regexp.MustCompile(`/(?:[a-z]+[.-]?)?\d{4}-?\d{3}[\dx][-.](20\d\d|19\d\d)[-./](\d+)(?:[-./](\d+))?[-./](\d+)[-–](\d+)$`)
	doiISSN = regexp.MustCompile(`/(?:[a-z.]+)?\d{4}-\d{3}[\dx](?:[-./(]|$)`)
	doiYear = regexp.MustCompile(`[^\pN](19[5-9]\d|20[0-4]\d)(?:[^\pN]|$)`)
)

// warnDOI compares the numbers that a DOI's suffix tells.
func (d *draft) warnDOI() {
	it := &d.item
	suffix := it.DOI[strings.IndexByte(it.DOI, '/'):]
	if m := doiFull.FindStringSubmatch(suffix); m != nil {
		if y := it.Year(); y != 0 && strconv.Itoa(y) != m[1] {
			d.warnings = append(d.warnings, Warning{WarnYear, fmt.Sprintf("the DOI %s tells the year %s, the entry %d", it.DOI, m[1], y)})
		}
		if first, last, ok := strings.Cut(string(it.Page), "-"); ok && (first != m[4] || last != m[5]) {
			d.warnings = append(d.warnings, Warning{WarnPages, fmt.Sprintf("the DOI %s tells the pages %s-%s, the entry %s", it.DOI, m[4], m[5], it.Page)})
		}
		return
	}
	if m := doiISSN.FindStringIndex(suffix); m != nil {
		suffix = suffix[m[1]-1:]
	}
	// A year alone may be that of the first publication online.
	if all := doiYear.FindAllStringSubmatch(suffix, 3); len(all) == 1 && it.Year() != 0 {
		if y, _ := strconv.Atoi(all[0][1]); y-it.Year() > 1 || it.Year()-y > 1 {
			d.warnings = append(d.warnings, Warning{WarnYear, fmt.Sprintf("the DOI %s tells the year %d, the entry %d", it.DOI, y, it.Year())})
		}
	}
}

// mismatches compares authors in pinyin with the same authors in Chinese, place by
// place. It is silent where it cannot judge: initials, foreign names,
// organisations, characters without a known reading.
func mismatches(latin []Name, han []string) []Warning {
	if len(latin) != len(han) {
		return nil // not the same list
	}
	var out []Warning
	for i, n := range latin {
		if !isPinyinName(n.Family, n.Given) || utf8.RuneCountInString(han[i]) > 4 {
			continue
		}
		readings := readingsOf(han[i])
		family, given := joined(n.Family), joined(n.Given)
		if readings != nil && !reads(family+given, readings) && !reads(given+family, readings) {
			out = append(out, Warning{WarnAuthor, fmt.Sprintf("%s %s is no reading of %s", n.Family, n.Given, han[i])})
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
		if s == "" || !isHan(chars[i]) {
			return nil
		}
		out[i] = append([]string{s}, nameReadings[chars[i]]...)
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
var nameReadings = alternatives(`曾 zeng ceng 单 shan dan 解 xie jie 查 zha cha 仇 qiu chou 区 ou qu 朴 piao pu 乐 yue le 盖 ge gai 翟 zhai di 重 chong zhong
	长 chang zhang 行 xing hang 尉 wei yu 覃 qin tan 缪 miao mou 员 yun yuan 车 che ju 都 du dou 藏 cang zang 晟 sheng cheng 娜 na nuo 茜 qian xi 莎 sha suo
	调 tiao diao 朝 chao zhao 贾 jia gu 奇 qi ji 颉 jie xie 传 chuan zhuan 参 can shen 率 lv shuai 隽 juan jun 谌 chen shen 殷 yin yan 薄 bo bao 盛 sheng cheng
	繁 po fan 冼 xian 种 chong zhong 宓 mi fu 郇 xun huan 牟 mou mu 召 zhao shao 靓 liang jing 柏 bai bo 大 da dai 阿 a e 给 ji gei 校 xiao jiao 俞 yu shu
	万 wan mo 尹 yin 任 ren 宁 ning 华 hua 石 shi 折 she zhe 黑 he hei 洗 xian xi 秘 bi mi 逄 pang 卜 bu bo 令 ling 纪 ji 那 na 哈 ha 庞 pang 佘 she 余 yu
	蕾 lei 瑾 jin 曦 xi 熠 yi 玥 yue 昇 sheng 晁 chao 炅 jiong gui 谷 gu yu 角 jue jiao 兴 xing 与 yu 予 yu 和 he 中 zhong 好 hao 少 shao 相 xiang 强 qiang jiang 露 lu lou
	白 bai bo 系 xi ji 约 yue yao 合 he ge 郝 hao 蔚 wei yu 圩 wei xu 适 shi kuo 会 hui kuai 乾 qian gan 亚 ya 筠 yun jun 媛 yuan 绿 lv lu 降 jiang xiang 省 sheng xing 甫 fu 父 fu 思 si 似 si 拓 tuo ta 岐 qi 芎 xiong 其 qi ji 可 ke 不 bu 了 liao le 一 yi`)

func alternatives(table string) map[rune][]string {
	m := map[rune][]string{}
	var at rune
	for _, w := range strings.Fields(table) {
		if r := firstRune(w); isHan(r) {
			at = r
		} else {
			m[at] = append(m[at], w)
		}
	}
	return m
}
