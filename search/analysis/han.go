package analysis

// Chinese: traditional characters as simplified ones, characters as pinyin,
// pinyin as typed, and Palladius' Cyrillic transcription.
//
// Sources: the table of the module gojianfan (public domain), corrected and
// supplemented below by the 简化字总表 (1964, 1986), the 通用规范汉字表 (2013) and
// the 第一批异体字整理表 (1955); the readings of the module go-pinyin (MIT); the
// syllables of Hanyu Pinyin (GB/T 16159, ISO 7098); the system of Palladius
// (Kafarov) as used in the 1952 dictionary by Oshanin.

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"github.com/siongui/gojianfan"
)

// simplifications holds pairs of a traditional or variant character and the
// simplified one, where gojianfan has none or another. A character paired with
// itself is one that gojianfan changes although it is standard today (沈 is a
// surname, 雕 no variant of 凋).
const simplifications = `
乾干仿仿佈布佔占併并侷局係系俔伣倈俫倖幸傢家僕仆僞伪僱雇儁俊儎傤儘尽儸㑩冑胄剋克剗刬剷铲劈劈勑敕勩勚勳勋卹恤卽即厠厕厤历叄叁叠叠咤咤咷啕哢哢唚唚唸念啓启啢唡
啣衔喫吃嗁啼嗊唝嘓啯嘽啴噁恶噉啖噹当嚐尝嚥咽嚮向嚲亸囉啰囌苏坰坰垵垵垻坝埰采堦阶塚冢墰坛墶垯壋垱壎埙壜坛壠垄壪塆壻婿壼壸奬奖奼姹妬妒姦奸姪侄婬淫嫋袅嫺娴嫿婳
嬀妫嬃媭嬝袅孃娘寀采寃冤尅克屓屃屙屙峯峰崑昆崙仑崠崠崬岽嵗岁嶔嵚嶢峣嶨峃嶮崄帋纸幑徽幚帮幷并廎庼廕荫廻回廼乃弔吊彆别彔录彙汇彠彟彫雕彲彨彿佛徧遍徵征怵怵恆恒
悞误悤匆悽凄惪德慄栗慙惭慤悫慼戚慽戚慾欲憇憩憖慭懃勤懞蒙懽欢戞戛戱戏拏拿挩捝挱挲捨舍捱挨捲卷掗挜採采揑捏揯搄搆构搇揿搵揾搾榨摀捂摠总摺折撅撅撏挦撢掸擣捣擥揽
擧举敍叙敎教斅敩斆敩斵斫旂旗旣既昇升暎映暘旸暱昵曆历曏向曡叠曨昽朢望朮术杴锨枴拐柟楠柺拐査查栢柏案案桮杯梲棁梹槟棃梨棊棋棬棬棶梾椀碗椶棕楞楞楥楦榘矩榦干榲榅
槀槁槁槁槓杠槤梿槮椮槼规樑梁樧榝樳桪樿椫檟槚檮梼檯台櫂棹櫱蘖欅榉欵款歎叹歛敛殭僵殻壳毘毗氂牦氊毡氾泛汎泛沈沈泝溯洩泄浄净涖莅淡淡淨净混混渢沨渺渺湣湣溜溜溮浉
溳涢溼湿滙汇滷卤滻浐漊溇潙沩澐沄澦滪濛蒙濜浕濬浚瀋沈瀰弥灕漓灧滟烖灾烱炯焫爇煇辉煑煮煖暖熅煴熰炰熲颎燄焰燬毁燻熏燿耀爲为爿爿牀床牆墙牋笺牐闸牴抵犛牦猛猛獃呆
獮狝玁猃玅妙珎珍琍璃琱雕瑒玚瑲玱璡琎璫珰璵玙璸瑸璿璇瓖镶甎砖産产甦苏甯宁畱留畵画疎疏痠酸痲麻痺痹痾疴瘉愈瘮瘆瘲疭瘻瘘癈废癒愈皁皂皜皓皷鼓盃杯盇盍盌碗盪荡眎视
眞真睏困睠眷瞭了瞶聩矇蒙矓眬矽矽砲炮硃朱硏研硜硁碁棋碕埼碪砧磑硙磠硵礄硚礆硷礮炮祇只祕秘祘算禕祎禡祃稉粳稏䅉稜棱穀谷穅糠穠秾穨颓穫获窰窑窵窎竚伫竝并竪竖筩筒
箄箅箇个箠棰篔筼篛箬篠筿簑蓑簷檐簹筜籐藤籙箓籛篯籢奁籤签粧妆糉粽糊糊糢模糰团糸糸紖纼紘纮紝纴紬绸紵纻絃弦絛绦絰绖絶绝綉绣綌绤綑捆綫线綯绹綳绷綵彩緑绿緻致緼缊
縕缊縗缞縚绦縧绦縴纤繐穗繦襁繫系繮缰纇颣纍累纔才罈坛罎坛羣群羴膻羶膻翄翅翫玩翬翚翽翙耡锄肎肯肐胳脊脊脗吻脣唇脧脧脩修膕腘臒臒臕膘臝裸臢臜舘馆艣橹艸草荳豆菇菇
菓果菴庵菸烟萴荝著着葠参葯药蒐搜蓆席蓴莼蔆菱蔕蒂蔘参蔴麻薀蕴薑姜薘荙薹苔藴蕴藷薯藼萱蘀萚蘂蕊蘐萱虆蔂虯虬蚘蛔蛕蛔蜋螂蝟猬蝨虱蝯猿螘蚁螮䗖螿螀蠁蚃蠧蠹蠨蟏衂衄
衆众衊蔑衕同衖巷衚胡衞卫裡里製制複复褌裈褎袖褘袆襃褒襉裥襏袯襢袒襬摆襴襕覈核覎觃覔觅覜眺覥觍觔斤觧解訒讱託托訩讻証证詖诐詗诇詶酬説说誾訚諝谞諠喧諡谥諮咨謡谣
謭谫譁哗譌讹譔撰譟噪譭毁譸诪讅谉讋詟讌宴讙欢讚赞谿溪豔艳豶豮貛獾貟贠賙赒賵赗賸剩贇赟贋赝贔赑贜赃赬赪跥跺踁胫踡蜷踫碰踰逾蹟迹蹠跖蹧糟躂跶軑轪輈辀輓挽輬辌輭软
輼辒轀辒轣枥辠罪辢辣迴回逕径週周遡溯遯遁郤郤酇酂酧酬醃腌醖酝醣糖醱酦醻酬醼宴釐厘釦扣釬焊釺钎鈃钘鈅钥鈎钩鈒钑鈡钟鉅巨鉋刨鉢钵鉳锫鉶铏銍铚銛铦銲焊鋙铻鋩铓鋭锐
錏铔錡锜錩锠録录錶表錼镎鍅钫鍈锳鍊炼鍚钖鍠锽鍼针鍾钟鎋辖鎌镰鎔熔鎗枪鎚锤鎛镈鎡镃鎭镇鎲镋鎸镌鏁锁鏇旋鏉锈鏐镠鏰镚鏽锈鐶环鑑鉴鑕锧鑛矿鑞镴鑪炉鑱镵鑽钻钁镢钂镋
閈闬閒闲閙闹閤合閧哄閲阅闆板闇暗闍阇闒阘闓闿闗关闘斗闠阓闢辟闤阛阪阪阬坑阯址陝陕陞升隂阴隄堤隖坞隣邻隯陦隷隶隻只雕雕霑沾霛灵霤溜靆叇靉叆鞀鼗鞌鞍鞝绱鞦秋鞵鞋
韆千韍韨韝鞲韤袜頮颒頲颋頴颖頽颓顒颙顔颜颭飐颱台颳刮颸飔颺飏颻飖飀飗飃飘飢饥飣饤飥饦飱飧飿饳餄饸餈糍餎饹餏饻餕馂餖饾餘余餚肴餜馃餬糊餱糇餶馉餺馎餽馈饁馌饍膳
饝馍馹驲駄驮駈驱駞驼駡骂駰骃駸骎騂骍騌鬃騐验騣鬃騤骙驌骕驘骡驦骦驩欢驫骉骾鲠髒脏髣仿髥髯髩鬓髮发髴佛鬂鬓鬆松鬍胡鬚须鬦斗鬨哄鬪斗鬭斗鬱郁鬹鬶魛鱽魢鱾魨鲀魺鲄
鮊鲌鮋鲉鮍鲏鮓鲊鮜鲘鮝鲞鮦鲖鮳鲓鮶鲪鮺鲝鯒鲬鯕鲯鯷鳀鰁鳈鰂鲗鰃鳂鰏鲾鰐鳄鰛鳁鰜鳒鰟鳑鰮鳁鰺鲹鰼鳛鱂鳉鱠脍鱣鳣鱤鳡鱨鲿鱯鳠鳬凫鳲鸤鴒鸰鴞鸮鴴鸻鵃鸼鵐鹀鵞鹅鵮鹐
鵰雕鵷鹓鵾鹍鶊鹒鶖鹙鶡鹖鶬鸧鶲鹟鶹鹠鶺鹡鷀鹚鷁鹢鷄鸡鷊鹝鷖鹥鷫鹔鷳鹇鷽鸴鸇鹯鸏鹲鸘鹴鹼碱麐麟麤粗麪面麫面麯曲麴曲麵面麼么麽么黶黡鼇鳌鼈鳖鼔鼓鼕冬齎赍齕龁齗龂
齣出齧啮齶腭淸清靑青戸户吿告`

// inWords lists characters that are simplified differently, or not at all, in
// some words. Each line: the character, what it becomes in the words that
// follow, with _ for the character and its neighbour simplified. All words have
// two characters, so that a pair of characters by itself becomes the same as
// in its sentence.
const inWords = `
乾 乾 _坤 _隆 _嘉 _清 _陵 _县 _元 _卦 _德 _道 _宁 _象 _符 _封 _安 康_ 萧_ 转_
著 著 _名 _作 _者 _述 _书 _称 _录 _文 _有 _译 _论 _于 名_ 专_ 原_ 论_ 编_ 合_ 巨_ 遗_ 译_ 土_ 显_ 昭_ 卓_ 拙_ 所_ 新_ 主_ 旧_ 撰_
徵 徵 角_ _羽 变_ 流_ _音
覆 复 答_ 回_ 反_ 重_ 批_ 函_ 电_ 禀_ 申_ _信 _函 _电 _议 _核
藉 借 _口 _由 _以 _助 _此 _着 _机 _故 _词 _端 凭_ 假_
畫 划 计_ 规_ 企_ 筹_ 策_ 擘_
瞭 瞭 _望
祇 祇 神_ 地_ _园 _树
沈 沉 _没 _默 _重 _积 _船 _淀 _思 _浸 _沦 _睡 _溺 _闷 _痛 深_ 低_ 消_ 阴_ 昏_ 浮_ 下_
鍊 链 项_ 锁_ 铁_ 拉_ 手_ _子 _条 _锁
彷 仿 _佛
甚 什 _么
於 於 樊_ _陵 _菟
`

// radicals maps the characters of the block CJK Radicals Supplement, which PDFs hold
// for those that look like them, to their EquivalentUnifiedIdeograph (Unicode
// Character Database), simplified. Those of the block Kangxi Radicals have
// compatibility decompositions.
var radicals = func() (m [lastRadical - firstIdeograph + 1]rune) {
	pairs := []rune("⺁厂⺂乛⺃乚⺄乙⺅亻⺇几⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尣⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛无⺜日⺝月⺞歹⺠民⺡氵⺢水⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱网⺲罒⺳网⺵网⺶羊⺷羊⺸羊⺹老⺺聿⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃西⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑长⻒长⻓长⻔门⻕阝⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟食⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐⻭齿⻮齿⻯龙⻰龙⻱龟⻲龟⻳龟")
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]-firstIdeograph] = pairs[i+1]
	}
	return m
}()

// lastRadical ends the block.
const lastRadical = 0x2EFF

// radical returns what r, which may be of that block, stands for, 0 if for itself.
func radical(r rune) rune {
	if r < firstIdeograph || r > lastRadical {
		return 0
	}
	return radicals[r-firstIdeograph]
}

// The tables of this file are of the ideographs from firstHan to before endHan: Extension A
// and the unified ones, with the hexagrams between them.
const firstHan, endHan = 0x3400, 0xA000

// hanTable maps the characters from U+3400 to U+9FFF; 0 means itself. The
// simplified forms all lie in the same range, so that 16 bits do.
type hanTable [endHan - firstHan]uint16

func (t *hanTable) at(r rune) rune {
	if i := r - firstHan; 0 <= i && int(i) < len(t) && t[i] != 0 {
		return rune(t[i])
	}
	return r
}

type hanWord struct {
	char  rune
	other rune // its simplified neighbour
	first bool // whether char stands first
}

type hanSimplifier struct {
	chars hanTable
	words map[hanWord]rune
	// special has the characters of words.
	special [endHan - firstHan]bool
}

var simplifier = sync.OnceValue(func() *hanSimplifier {
	s := &hanSimplifier{words: map[hanWord]rune{}}
	set := func(from, to rune) {
		if firstHan <= from && from < endHan && firstHan <= to && to < endHan {
			s.chars[from-firstHan] = uint16(to)
		}
	}
	for i, from := range gojianfan.ChT {
		// Some stand there twice, the usual form first.
		if s.chars.at(from) == from {
			to, _ := utf8.DecodeRuneInString(gojianfan.ChS[i:])
			set(from, to)
		}
	}
	chars := []rune(strings.ReplaceAll(simplifications, "\n", ""))
	for i := 0; i+1 < len(chars); i += 2 {
		set(chars[i], chars[i+1])
	}
	for line := range strings.Lines(strings.TrimSpace(inWords)) {
		fields := strings.Fields(line)
		char, to := []rune(fields[0])[0], []rune(fields[1])[0]
		s.special[char-firstHan] = true
		for _, f := range fields[2:] {
			pair := []rune(f)
			if pair[0] == '_' {
				s.words[hanWord{char, pair[1], true}] = to
			} else {
				s.words[hanWord{char, pair[0], false}] = to
			}
		}
	}
	return s
})

// simple returns the simplified character for one, as it stands between two others.
func (s *hanSimplifier) simple(before, r, next rune) rune {
	if to := radical(r); to != 0 {
		return to
	}
	if r < firstHan || r >= endHan {
		return r
	}
	if s.special[r-firstHan] {
		if w, ok := s.words[hanWord{r, s.chars.at(next), true}]; ok {
			return w
		}
		if w, ok := s.words[hanWord{r, s.chars.at(before), false}]; ok {
			return w
		}
	}
	return s.chars.at(r)
}

// simplify returns text with simplified characters for traditional ones, one
// for one, so that the n-th character stays the n-th.
func simplify(text string) string {
	s := simplifier()
	var out []byte
	before := rune(0)
	for i, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[i:])
		}
		next, _ := utf8.DecodeRuneInString(text[i+size:])
		to := s.simple(before, r, next)
		if to != r && out == nil {
			out = append(make([]byte, 0, len(text)), text[:i]...)
		}
		switch {
		case out == nil:
		case to == r:
			out = append(out, text[i:i+size]...)
		default:
			out = utf8.AppendRune(out, to)
		}
		before = r
	}
	if out == nil {
		return text
	}
	return string(out)
}

// readings lists words whose characters are not read as go-pinyin's first
// reading says, and characters that are read otherwise in most words. A
// character at the end of a word of two is found with the one before it.
const readings = `
长 chang 都 du 曾 zeng 翟 zhai 薄 bo 卜 bu 泊 bo 着 zhe 觉 jue 盖 gai 燕 yan 解 jie 覃 qin 纪 ji 沈 shen 尉 wei 晟 sheng
部长 bu zhang 市长 shi zhang 省长 sheng zhang 州长 zhou zhang 校长 xiao zhang 会长 hui zhang 局长 ju zhang 院长 yuan zhang
处长 chu zhang 社长 she zhang 事长 shi zhang 厅长 ting zhang 首长 shou zhang 队长 dui zhang 馆长 guan zhang 所长 suo zhang
增长 zeng zhang 成长 cheng zhang 生长 sheng zhang 家长 jia zhang 团长 tuan zhang 船长 chuan zhang 酋长 qiu zhang 书长 shu zhang
银行 yin hang 行业 hang ye 央行 yang hang 行长 hang zhang 商行 shang hang 投行 tou hang 同行 tong hang 行情 hang qing
重庆 chong qing 重新 chong xin 重复 chong fu 重建 chong jian 重组 chong zu 重叠 chong die 重构 chong gou 重阳 chong yang
音乐 yin yue 乐器 yue qi 乐团 yue tuan 声乐 sheng yue 民乐 min yue 会计 kuai ji 单于 chan yu 吐蕃 tu bo 大夫 dai fu
厦门 xia men 西藏 xi zang 藏族 zang zu 藏语 zang yu 宝藏 bao zang 六安 lu an 番禺 pan yu 铅山 yan shan 蚌埠 beng bu
吐谷 tu yu 龟兹 qiu ci 可汗 ke han 朝阳 chao yang 朝霞 zhao xia 高丽 gao li 率领 shuai ling 表率 biao shuai 统率 tong shuai
调查 diao cha 声调 sheng diao 曲调 qu diao 强调 qiang diao 调研 diao yan 调动 diao dong 曾经 ceng jing 未曾 wei ceng 省亲 xing qin
反省 fan xing 数学 shu xue 参差 cen ci 人参 ren shen 差异 cha yi 出差 chu chai 空调 kong tiao 传记 zhuan ji 自传 zi zhuan
弹药 dan yao 导弹 dao dan 炸弹 zha dan 子弹 zi dan 给予 ji yu 供给 gong ji 补给 bu ji 还原 huan yuan 归还 gui huan 偿还 chang huan
角色 jue se 主角 zhu jue 下降 xia jiang 投降 tou xiang 校对 jiao dui 积累 ji lei 模样 mu yang 模具 mu ju 便宜 pian yi 相貌 xiang mao
首相 shou xiang 宰相 zai xiang 间谍 jian die 应用 ying yong 处理 chu li 处所 chu suo 到处 dao chu 办处 ban chu 好处 hao chu
少年 shao nian 青少 qing shao 将领 jiang ling 中将 zhong jiang 得到 de dao 获得 huo de 地方 di fang 土地 tu di 地区 di qu
`

// toneless maps the vowels of pinyin with tone marks to those without.
var toneless = map[rune]rune{
	'ā': 'a', 'á': 'a', 'ǎ': 'a', 'à': 'a', 'ē': 'e', 'é': 'e', 'ě': 'e', 'è': 'e', 'ê': 'e', 'ế': 'e', 'ề': 'e',
	'ī': 'i', 'í': 'i', 'ǐ': 'i', 'ì': 'i', 'ō': 'o', 'ó': 'o', 'ǒ': 'o', 'ò': 'o', 'ū': 'u', 'ú': 'u', 'ǔ': 'u', 'ù': 'u',
	'ü': 'ü', 'ǖ': 'ü', 'ǘ': 'ü', 'ǚ': 'ü', 'ǜ': 'ü', 'ń': 'n', 'ň': 'n', 'ǹ': 'n', 'ḿ': 'm',
}

// hanReadings has the readings of characters and words, as places in syllables.
type hanReadings struct {
	syllables []string // all there are; the first is ""
	chars     [endHan - firstHan]uint16
	others    map[rune]uint16 // of characters beyond these
	words     map[[2]rune][2]uint16
	begins    [endHan - firstHan]bool // whether one of the words begins with a character
	// pairs are the forms of two syllables, once they were asked for: see pairForm.
	pairs []atomic.Pointer[Form]
}

var hanPinyin = sync.OnceValue(func() *hanReadings {
	h := &hanReadings{syllables: []string{""}, others: map[rune]uint16{}, words: map[[2]rune][2]uint16{}}
	index := map[string]uint16{"": 0}
	of := func(syllable string) uint16 {
		n, ok := index[syllable]
		if !ok {
			n = uint16(len(h.syllables))
			index[syllable] = n
			h.syllables = append(h.syllables, syllable)
		}
		return n
	}
	for r, all := range pinyin.PinyinDict {
		first, _, _ := strings.Cut(all, ",")
		if n := of(stripTones(first)); firstHan <= r && r < endHan {
			h.chars[r-firstHan] = n
		} else {
			h.others[rune(r)] = n
		}
	}
	for fields := strings.Fields(readings); len(fields) > 0; {
		chars := []rune(fields[0])
		if len(chars) == 1 {
			h.chars[chars[0]-firstHan] = of(fields[1])
		} else {
			h.words[[2]rune(chars)] = [2]uint16{of(fields[1]), of(fields[2])}
			h.begins[chars[0]-firstHan] = true
		}
		fields = fields[1+len(chars):]
	}
	h.pairs = make([]atomic.Pointer[Form], len(h.syllables)*len(h.syllables))
	return h
})

func stripTones(syllable string) string {
	return strings.Map(func(r rune) rune {
		if plain, ok := toneless[r]; ok {
			return plain
		}
		if r < utf8.RuneSelf {
			return r
		}
		return -1
	}, syllable)
}

// read appends the reading of each character of a run, 0 for what has none. Of several
// readings it is the usual one, or that of the word of two characters where the list above
// has it.
func (h *hanReadings) read(to []uint16, run []rune) []uint16 {
	s := simplifier()
	start := len(to)
	last, begins := rune(0), false // the simplified character before, and whether it begins words
	for i, r := range run {
		before, next := rune(0), rune(0)
		if i > 0 {
			before = run[i-1]
		}
		if i+1 < len(run) {
			next = run[i+1]
		}
		r = s.simple(before, r, next)
		known := firstHan <= r && r < endHan
		if known {
			to = append(to, h.chars[r-firstHan])
		} else {
			to = append(to, h.others[r])
		}
		if begins {
			if w, ok := h.words[[2]rune{last, r}]; ok {
				to[start+i-1], to[start+i] = w[0], w[1]
			}
		}
		last, begins = r, known && h.begins[r-firstHan]
	}
	return to
}

// hanSyllables returns the pinyin of each character of a run without tones, "" for what has
// none.
func hanSyllables(run string) []string {
	h := hanPinyin()
	out := []string{}
	for _, n := range h.read(nil, []rune(run)) {
		out = append(out, h.syllables[n])
	}
	return out
}

// syllables are those of pinyin: an initial and the finals that it goes with.
const syllables = `
b a o ai ei ao an en ang eng i ie iao ian in ing u
p a o ai ei ao ou an en ang eng i ie iao ian in ing u
m a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u
f a o ei ou an en ang eng u
d a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un
t a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un
n a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan ü üe
l a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un ü üe
g a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang
k a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang
h a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang
j i ia ie iao iu ian in iang ing iong u ue uan un
q i ia ie iao iu ian in iang ing iong u ue uan un
x i ia ie iao iu ian in iang ing iong u ue uan un
zh a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang
ch a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang
sh a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang
r e i ao ou an en ang eng ong u ua uo ui uan un
z a e i ai ei ao ou an en ang eng ong u uo ui uan un
c a e i ai ao ou an en ang eng ong u uo ui uan un
s a e i ai ao ou an en ang eng ong u uo ui uan un
y a o e ao ou an ang i in ing ong u ue uan un
w a o ai ei an en ang eng u
- a o e ai ei ao ou an en ang eng er
`

// Palladius' letters. What is not in a pair of initial and final by itself is
// in palladiusWhole.
const (
	palladiusInitials = `b б p п m м f ф d д t т n н l л g г k к h х j цз q ц x с zh чж ch ч sh ш r ж z цз c ц s с w в - -`
	palladiusFinals   = `a а o о e э ai ай ei эй ao ао ou оу an ань en энь ang ан eng эн ong ун i и ia я ie е iao яо iu ю ian янь in инь
		iang ян ing ин iong юн u у ua уа uo о uai уай ui уй uan уань un унь uang уан ü юй üe юэ er эр`
	palladiusWhole = `zi цзы ci цы si сы hui хуэй wu у
		ju цзюй jue цзюэ juan цзюань jun цзюнь qu цюй que цюэ quan цюань qun цюнь xu сюй xue сюэ xuan сюань xun сюнь
		ya я yo йо ye е yao яо you ю yan янь yang ян yi и yin инь ying ин yong юн yu юй yue юэ yuan юань yun юнь`
)

type pinyinTables struct {
	syllable  map[string]bool
	palladius map[string]string // pinyin → Cyrillic
	back      map[string]string // Cyrillic → pinyin
}

var pinyinTable = sync.OnceValue(func() *pinyinTables {
	pairs := func(s string) map[string]string {
		m := map[string]string{}
		for f := strings.Fields(s); len(f) > 0; f = f[2:] {
			m[f[0]] = f[1]
		}
		return m
	}
	initials, finals, whole := pairs(palladiusInitials), pairs(palladiusFinals), pairs(palladiusWhole)
	t := &pinyinTables{map[string]bool{}, map[string]string{}, map[string]string{"хуй": "hui", "хой": "hui"}}
	for line := range strings.Lines(strings.TrimSpace(syllables)) {
		fields := strings.Fields(line)
		for _, final := range fields[1:] {
			pin := strings.TrimPrefix(fields[0], "-") + final
			cyr, ok := whole[pin]
			if !ok {
				cyr = strings.TrimPrefix(initials[fields[0]], "-") + finals[final]
			}
			t.syllable[pin] = true
			t.palladius[pin] = cyr
			if _, taken := t.back[cyr]; !taken || pin == "luo" {
				t.back[cyr] = pin
			}
		}
	}
	return t
})

// The longest word that is taken apart into syllables, and how many ways of
// doing so are returned: fangan is 方案 and 反感.
const (
	maxSyllables     = 6
	maxSyllableWord  = 48 // bytes
	maxSegmentations = 3
)

// segmentPinyin returns the ways in which a word in Latin letters, with tone
// marks or without, consists of syllables of pinyin, likeliest first.
func segmentPinyin(word string) [][]string {
	if len(word) > maxSyllableWord {
		return nil
	}
	plain := word
	if !isASCII(word) || strings.Contains(word, "v") {
		var b strings.Builder
		for i, r := range word {
			if p, ok := toneless[r]; ok {
				r = p
			}
			if r == 'v' && i > 0 && (word[i-1] == 'l' || word[i-1] == 'n') {
				r = 'ü'
			}
			if r >= utf8.RuneSelf && r != 'ü' {
				return nil
			}
			b.WriteRune(r)
		}
		plain = b.String()
	}
	table := pinyinTable()
	return segment(plain, "aeo", "ngr", func(s string) (string, bool) { return s, table.syllable[s] })
}

// segmentPalladius returns the pinyin syllables for which a word in Cyrillic
// stands by the system of Palladius.
func segmentPalladius(word string) [][]string {
	if len(word) > maxSyllableWord {
		return nil
	}
	table := pinyinTable()
	return segment(strings.ReplaceAll(word, "ъ", "'"), "аэоуиеяюй", "н", func(s string) (string, bool) {
		pin, ok := table.back[s]
		return pin, ok
	})
}

// OfPalladius returns the pinyin of a word in Cyrillic that is Chinese by the system of
// Palladius, in small letters, an apostrophe between syllables; "" of any other.
func OfPalladius(word string) string {
	if all := segmentPalladius(normalize(word)); len(all) > 0 {
		return strings.Join(all[0], "'")
	}
	return ""
}

// segment takes word apart into syllables. An apostrophe is a boundary. A
// syllable that begins with one of vowels after one that ends in one of
// endings is a boundary that should have had one, so it comes last.
func segment(word, vowels, endings string, syllable func(string) (string, bool)) [][]string {
	const longest = 12 // чжуань
	var found [][]string
	var dead [maxSyllableWord + 1]bool
	var path []string
	var walk func(at int) bool
	walk = func(at int) bool {
		if at == len(word) {
			found = append(found, slices.Clone(path))
			return true
		}
		if word[at] == '\'' && at > 0 {
			at++
		}
		if len(path) == maxSyllables || dead[at] {
			return false
		}
		any := false
		for _, late := range [2]bool{false, true} {
			for end := min(len(word), at+longest); end > at && len(found) < maxSegmentations; end-- {
				if end < len(word) && !utf8.RuneStart(word[end]) {
					continue
				}
				s, ok := syllable(word[at:end])
				if !ok {
					continue
				}
				last, _ := utf8.DecodeLastRuneInString(word[:end])
				next, _ := utf8.DecodeRuneInString(word[end:])
				if late != (end < len(word) && strings.ContainsRune(endings, last) && strings.ContainsRune(vowels, next)) {
					continue
				}
				path = append(path, s)
				if walk(end) {
					any = true
				}
				path = path[:len(path)-1]
			}
		}
		// A word of too many syllables is dead from some starts only, but
		// then it is no name either.
		dead[at] = !any && len(found) < maxSegmentations
		return any
	}
	walk(0)
	return found
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// surnames are the frequent Chinese family names of one character with the
// reading that they have as names.
const surnames = `
ai 艾 an 安 ao 敖 ba 巴 bai 白柏 ban 班 bao 鲍包 bei 贝 bi 毕 bian 边卞 bo 薄 bu 卜 cai 蔡 cao 曹 cen 岑 chai 柴 chang 常 chao 晁 che 车
chen 陈谌 cheng 程成 chi 池迟 chu 褚储楚 cong 丛 cui 崔 dai 戴代 dang 党 deng 邓 di 狄 diao 刁 ding 丁 dong 董东 dou 窦 du 杜 duan 段
fan 范樊 fang 方房 fei 费 feng 冯丰 fu 傅付符 gan 甘 gao 高 ge 葛 geng 耿 gong 龚宫巩 gou 苟 gu 顾古谷 guan 管关官 gui 桂 guo 郭 hai 海
han 韩 hao 郝 he 何贺 hei 黑 hong 洪 hou 侯 hu 胡 hua 华花 huang 黄 huo 霍 ji 季纪姬吉冀 jia 贾 jian 简 jiang 江姜蒋 jiao 焦 jin 金靳晋
jing 荆景 ju 居鞠 kang 康 ke 柯 kong 孔 kou 寇 kuang 邝匡 lai 赖来 lan 兰蓝 lang 郎 lei 雷 leng 冷 li 李黎厉郦 lian 连廉练 liang 梁
liao 廖 lin 林蔺 ling 凌 liu 刘柳 long 龙 lou 娄楼 lu 陆卢鲁路芦 luan 栾 luo 罗骆 lü 吕 ma 马麻 mai 麦 man 满 mao 毛茅 mei 梅 meng 孟蒙
mi 米 miao 苗缪 min 闵 ming 明 mo 莫 mu 穆牟木 nie 聂 ning 宁 niu 牛 ou 欧区 pan 潘 pang 庞 pei 裴 peng 彭 pi 皮 piao 朴 ping 平 pu 蒲濮
qi 齐祁戚 qian 钱 qiao 乔 qin 秦覃 qiu 邱丘裘仇 qu 曲屈瞿 quan 全权 ran 冉 rao 饶 ren 任 rong 荣容戎 ruan 阮 rui 芮 sha 沙 shan 单 shang 尚商
shao 邵 she 佘 shen 沈申 sheng 盛 shi 石史施时 shu 舒 shui 水 si 司 song 宋 su 苏 sui 隋 sun 孙 tan 谭谈 tang 唐汤 tao 陶 teng 滕 tian 田
tong 童佟 tu 涂屠 wan 万 wang 王汪 wei 魏韦卫 wen 温文闻 weng 翁 wu 吴武伍邬巫 xi 席习奚 xia 夏 xian 冼 xiang 向项 xiao 肖萧 xie 谢解 xin 辛
xing 邢 xiong 熊 xu 徐许 xuan 宣 xue 薛 xun 荀 yan 严颜阎燕闫晏 yang 杨阳羊 yao 姚 ye 叶 yi 易伊 yin 尹殷 ying 应英 yong 雍 you 尤游 yu 于余俞喻虞郁
yuan 袁苑 yue 岳乐 yun 云 zang 臧 zeng 曾 zha 查 zhai 翟 zhan 詹 zhang 张章 zhao 赵 zhen 甄 zheng 郑 zhong 钟仲 zhou 周 zhu 朱祝 zhuang 庄
zhuo 卓 zong 宗 zou 邹 zu 祖 zuo 左
`

var surnameTable = sync.OnceValues(func() (bySyllable map[string][]rune, byChar map[rune]string) {
	bySyllable, byChar = map[string][]rune{}, map[rune]string{}
	for f := strings.Fields(surnames); len(f) > 0; f = f[2:] {
		for _, r := range f[1] {
			bySyllable[f[0]] = append(bySyllable[f[0]], r)
			byChar[r] = f[0]
		}
	}
	return bySyllable, byChar
})
