package analysis

import (
	"slices"
	"strings"
	"testing"
)

// traditionalWords are words as written in Taiwan and Hong Kong, each with the
// word as written in the mainland: characters that have several simplifications
// or several traditional forms first, then the vocabulary of scholarly and
// public texts.
const traditionalWords = `
乾淨 干净 乾燥 干燥 乾坤 乾坤 乾隆 乾隆 康乾 康乾 餅乾 饼干 乾旱 干旱 乾嘉 乾嘉 乾陵 乾陵 幹部 干部 骨幹 骨干 樹幹 树干 幹活 干活 能幹 能干 干預 干预 干涉 干涉 若干 若干 干擾 干扰
後來 后来 以後 以后 後果 后果 先後 先后 皇后 皇后 太后 太后 裡面 里面 這裡 这里 公里 公里 鄰里 邻里 家裏 家里 夜裏 夜里 頭髮 头发 理髮 理发 毛髮 毛发 白髮 白发 發展 发展 發現 发现 出發 出发 開發 开发
麵包 面包 麵條 面条 麵粉 面粉 面積 面积 表面 表面 方面 方面 著名 著名 著作 著作 專著 专著 顯著 显著 原著 原著 編著 编著 名著 名著 土著 土著 看著 看着 沿著 沿着 意味著 意味着 隨著 随着 著手 着手 著急 着急 執著 执着 穿著 穿着
臺灣 台湾 臺北 台北 舞臺 舞台 平臺 平台 檯燈 台灯 颱風 台风 徵求 征求 特徵 特征 象徵 象征 徵收 征收 宮商角徵羽 宫商角徵羽 長征 长征 征服 征服 模範 模范 範圍 范围 示範 示范 規範 规范 姓范 姓范
雲南 云南 白雲 白云 烏雲 乌云 人云亦云 人云亦云 日曆 日历 農曆 农历 曆法 历法 歷史 历史 經歷 经历 學歷 学历 詞彙 词汇 彙報 汇报 匯率 汇率 外匯 外汇 鐘錶 钟表 分鐘 分钟 鍾情 钟情 手錶 手表 表示 表示 代表 代表
複雜 复杂 複製 复制 重複 重复 恢復 恢复 反覆 反复 答覆 答复 覆蓋 覆盖 顛覆 颠覆 製造 制造 製作 制作 制度 制度 控制 控制 鬥爭 斗争 戰鬥 战斗 北斗 北斗 稻穀 稻谷 穀物 谷物 山谷 山谷 收穫 收获 獲得 获得 捕獲 捕获
放鬆 放松 輕鬆 轻松 松樹 松树 鬍鬚 胡须 必須 必须 胡說 胡说 憂鬱 忧郁 濃郁 浓郁 骯髒 肮脏 心臟 心脏 內臟 内脏 僕人 仆人 瞭解 了解 明瞭 明了 瞭望 瞭望 一目瞭然 一目了然 藉口 借口 藉由 借由 憑藉 凭借 慰藉 慰藉 狼藉 狼藉
計畫 计划 規劃 规划 策畫 策划 圖畫 图画 繪畫 绘画 沈默 沉默 沈重 沉重 瀋陽 沈阳 沈先生 沈先生 彷彿 仿佛 彷徨 彷徨 模仿 模仿 係數 系数 關係 关系 聯繫 联系 系統 系统 維繫 维系 隻身 只身 一隻 一只 只有 只有 衝突 冲突 沖洗 冲洗
迴避 回避 回來 回来 週末 周末 周圍 周围 遊戲 游戏 旅遊 旅游 游泳 游泳 慾望 欲望 食慾 食欲 採用 采用 採訪 采访 精彩 精彩 綵排 彩排 捲入 卷入 試卷 试卷 籤名 签名 簽署 签署 標籤 标签 讚美 赞美 贊成 赞成 慶祝 庆祝 盤古 盘古
儘管 尽管 盡力 尽力 當時 当时 叮噹 叮当 併購 并购 並且 并且 合併 合并 佔領 占领 占卜 占卜 公佈 公布 分佈 分布 布料 布料 幸福 幸福 倖存 幸存 傢俱 家俱 託付 托付 委託 委托 烤肉 烤肉 諮詢 咨询 準備 准备 標準 标准 批准 批准
剩餘 剩余 餘額 余额 其餘 其余 業餘 业余 甚麼 什么 什麼 什么 怎麼 怎么 那麼 那么 醜聞 丑闻 小丑 小丑 臘月 腊月 蠟燭 蜡烛 葉子 叶子 屋簷 屋檐 呼籲 呼吁 閒暇 闲暇 空閒 空闲 中間 中间 註冊 注册 注意 注意 雜誌 杂志 意志 意志
纔能 才能 人才 人才 氾濫 泛滥 廣泛 广泛 飢餓 饥饿 饑荒 饥荒 薑湯 姜汤 姓姜 姓姜 祇有 只有 神祇 神祇 鬱悶 郁闷 痠痛 酸痛 菸草 烟草 煙霧 烟雾 燻製 熏制 嚐試 尝试 品嘗 品尝 嚮往 向往 方向 方向 捨棄 舍弃 宿舍 宿舍 昇華 升华 上升 上升
羣眾 群众 羣體 群体 啟發 启发 啓蒙 启蒙 矇騙 蒙骗 蒙古 蒙古 瀰漫 弥漫 彌補 弥补 繫帶 系带 癒合 愈合 痊癒 痊愈 愈加 愈加 鑑定 鉴定 鑒別 鉴别 弔唁 吊唁 提升 提升 週期 周期 豔麗 艳丽 峯會 峰会 山峰 山峰 牀位 床位 溫泉 温泉
中國 中国 經濟 经济 國際 国际 關稅 关税 貿易 贸易 投資 投资 項目 项目 戰略 战略 絲綢之路 丝绸之路 一帶一路 一带一路 哈薩克斯坦 哈萨克斯坦 俄羅斯 俄罗斯 烏茲別克斯坦 乌兹别克斯坦 吉爾吉斯斯坦 吉尔吉斯斯坦 土庫曼斯坦 土库曼斯坦
歐亞經濟聯盟 欧亚经济联盟 上海合作組織 上海合作组织 聯合國 联合国 亞洲 亚洲 歐洲 欧洲 非洲 非洲 總統 总统 總理 总理 部長 部长 議會 议会 選舉 选举 憲法 宪法 法學 法学 權利 权利 義務 义务 責任 责任 條約 条约 協議 协议
談判 谈判 邊界 边界 領土 领土 領導 领导 會議 会议 論壇 论坛 報告 报告 研究 研究 論文 论文 題目 题目 摘要 摘要 關鍵詞 关键词 結論 结论 參考文獻 参考文献 圖書館 图书馆 學術 学术 學報 学报 學院 学院 大學 大学 教授 教授
實驗 实验 實踐 实践 實證 实证 實際 实际 數據 数据 數字 数字 數學 数学 計算機 计算机 電腦 电脑 電話 电话 電力 电力 能源 能源 礦產 矿产 石油 石油 天然氣 天然气 鐵路 铁路 鋼鐵 钢铁 機械 机械 機場 机场 飛機 飞机 車輛 车辆
運輸 运输 運動 运动 物流 物流 農業 农业 農村 农村 糧食 粮食 種植 种植 畜牧業 畜牧业 紡織 纺织 紙張 纸张 醫療 医疗 醫院 医院 藥品 药品 疫苗 疫苗 衛生 卫生 環境 环境 環保 环保 氣候 气候 變化 变化 變遷 变迁 災害 灾害
語言 语言 漢語 汉语 漢字 汉字 簡體 简体 繁體 繁体 翻譯 翻译 詩歌 诗歌 戲劇 戏剧 藝術 艺术 音樂 音乐 電影 电影 廣播 广播 電視 电视 報紙 报纸 新聞 新闻 記者 记者 編輯 编辑 讀者 读者 書籍 书籍 圖書 图书 寫作 写作
兒童 儿童 婦女 妇女 勞動 劳动 職業 职业 職務 职务 員工 员工 企業 企业 銀行 银行 貨幣 货币 債務 债务 財務 财务 帳戶 帐户 稅務 税务 預算 预算 決算 决算 審計 审计 監督 监督 檢查 检查 檢察院 检察院 審判 审判 訴訟 诉讼
軍隊 军队 戰爭 战争 武裝 武装 導彈 导弹 艦隊 舰队 衛星 卫星 間諜 间谍 難民 难民 民族 民族 宗教 宗教 佛教 佛教 儒學 儒学 哲學 哲学 邏輯 逻辑 倫理 伦理 價值 价值 觀念 观念 觀點 观点 認識 认识 認為 认为 覺得 觉得
應該 应该 應用 应用 需要 需要 讓步 让步 請求 请求 謝謝 谢谢 對話 对话 對象 对象 雙邊 双边 雙方 双方 單位 单位 單獨 单独 獨立 独立 團結 团结 團隊 团队 圓滿 圆满 國慶 国庆 廣場 广场 廠商 厂商 廳長 厅长 庫存 库存
愛情 爱情 歲月 岁月 時間 时间 時間表 时间表 從事 从事 從來 从来 順序 顺序 頭腦 头脑 題材 题材 類型 类型 願望 愿望 顧問 顾问 風險 风险 飲食 饮食 餐廳 餐厅 魚類 鱼类 鳥類 鸟类 馬匹 马匹 驗證 验证 騎兵 骑兵 體制 体制
齊全 齐全 齒輪 齿轮 龍頭 龙头 龜兔 龟兔 麗江 丽江 黃河 黄河 黨員 党员 點擊 点击 鹽湖 盐湖 鹼性 碱性 門檻 门槛 閱讀 阅读 閉幕 闭幕 開幕 开幕 陰陽 阴阳 陽光 阳光 陸地 陆地 隊伍 队伍 階段 阶段 際遇 际遇 隱私 隐私 離婚 离婚
張繼業 张继业 賴春蘭 赖春兰 習近平 习近平 劉曉波 刘晓波 陳寅恪 陈寅恪 錢鍾書 钱钟书 魯迅 鲁迅 孫文 孙文 趙元任 赵元任 楊絳 杨绛 吳晗 吴晗 鄭和 郑和 蔣經國 蒋经国 葉聖陶 叶圣陶 龔自珍 龚自珍 閻錫山 阎锡山 譚嗣同 谭嗣同
`

func TestSimplify(t *testing.T) {
	fields := strings.Fields(traditionalWords)
	if len(fields) < 600 || len(fields)%2 != 0 {
		t.Fatalf("%d words in the list", len(fields))
	}
	right, all := 0, 0
	for i := 0; i < len(fields); i += 2 {
		got, want := []rune(simplify(fields[i])), []rune(fields[i+1])
		if len(got) != len(want) {
			t.Fatalf("%s: %s, wanted %s", fields[i], string(got), fields[i+1])
		}
		for k := range want {
			all++
			if got[k] == want[k] {
				right++
			}
		}
		if string(got) != fields[i+1] {
			t.Errorf("%s: %s, wanted %s", fields[i], string(got), fields[i+1])
		}
		if again := simplify(fields[i+1]); again != fields[i+1] {
			t.Errorf("%s is simplified already, not %s", fields[i+1], again)
		}
	}
	t.Logf("%.2f %% of %d characters in %d words", 100*float64(right)/float64(all), all, len(fields)/2)
}

// The tables can go wrong in ways that no list of words shows.
func TestSimplifications(t *testing.T) {
	s := simplifier()
	for i, to := range s.chars {
		from := rune(0x3400 + i)
		if to == 0 {
			continue
		}
		if next := s.chars.at(rune(to)); next != rune(to) {
			t.Errorf("%c becomes %c, that %c", from, to, next)
		}
	}
	for w, to := range s.words {
		if s.chars.at(w.other) != w.other {
			t.Errorf("%c with %c: the neighbour should be simplified", w.char, w.other)
		}
		if s.chars.at(w.char) == to {
			t.Errorf("%c with %c becomes %c anyhow", w.char, w.other, to)
		}
	}
}

func TestHanSyllables(t *testing.T) {
	for _, c := range []struct{ run, want string }{
		{"张继业", "zhang ji ye"},
		{"張繼業", "zhang ji ye"},
		{"赖春兰", "lai chun lan"},
		{"新疆", "xin jiang"},
		{"银行", "yin hang"},
		{"進行", "jin xing"},
		{"重庆", "chong qing"},
		{"长江", "chang jiang"},
		{"部长", "bu zhang"},
		{"西藏", "xi zang"},
		{"吕", "lü"},
		{"一带一路", "yi dai yi lu"},
		{"カ国", " guo"},
		{"𠀀", "he"},
	} {
		if got := strings.Join(hanSyllables(c.run), " "); got != c.want {
			t.Errorf("%s: %q, wanted %q", c.run, got, c.want)
		}
	}
}

// A word of two syllables finds the characters that it is the pinyin of, however short it is
// and however its sounds are spelled.
func TestPinyinOfTwoSyllables(t *testing.T) {
	for _, c := range []struct{ word, run string }{{"yilu", "一路"}, {"yidai", "一带"}, {"qici", "其次"}, {"dili", "地理"}, {"guojia", "国家"}, {"yǔyī", "语一"}} {
		read := hanSyllables(c.run)
		pair := pairKey(read[0], read[1])
		if word := Query(c.word, AllViews)[0]; !slices.Contains(word.Terms, Term{Latins, pair, Latin}) {
			t.Errorf("%s is searched by %v, not by %s of %s", c.word, word.Terms, pair, c.run)
		}
	}
}

// The list of readings is read in groups of a word and its syllables.
func TestReadings(t *testing.T) {
	for fields := strings.Fields(readings); len(fields) > 0; {
		n := len([]rune(fields[0]))
		if n > 2 || len(fields) < n+1 {
			t.Fatalf("the list goes wrong at %s", fields[0])
		}
		if s := simplify(fields[0]); s != fields[0] {
			t.Errorf("%s should stand there as %s", fields[0], s)
		}
		for _, s := range fields[1 : n+1] {
			if !pinyinTable().syllable[s] {
				t.Errorf("%s: %s is no syllable", fields[0], s)
			}
		}
		fields = fields[n+1:]
	}
	bySyllable, byChar := surnameTable()
	for s, chars := range bySyllable {
		if !pinyinTable().syllable[s] {
			t.Errorf("surnames: %s is no syllable", s)
		}
		for _, r := range chars {
			if byChar[r] != s {
				t.Errorf("the surname %c stands there as %s and as %s", r, s, byChar[r])
			}
		}
	}
}

func TestSegment(t *testing.T) {
	show := func(all [][]string) string {
		var parts []string
		for _, s := range all {
			parts = append(parts, strings.Join(s, " "))
		}
		return strings.Join(parts, ", ")
	}
	for _, c := range []struct{ word, want string }{
		{"zhangjiye", "zhang ji ye"},
		{"zhāng", "zhang"},
		{"jìyè", "ji ye"},
		{"xi'an", "xi an"},
		{"xian", "xian, xi an"},
		{"fangan", "fan gan, fang an"},
		{"lüliang", "lü liang, lü li ang"},
		{"lvliang", "lü liang, lü li ang"},
		{"heilongjiang", "hei long jiang, hei long ji ang"},
		{"kazakhstan", ""},
		{"", ""},
		{"'", ""},
		{"qala", ""},
		{"çin", ""},
	} {
		if got := show(segmentPinyin(c.word)); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %q, wanted %q", c.word, got, c.want)
		}
	}
	for _, c := range []struct{ word, want string }{
		{"чжан", "zhang"}, {"чжань", "zhan"}, {"цзие", "ji ye"}, {"чуньлань", "chun lan"}, {"лай", "lai"},
		{"синьцзян", "xin jiang"}, {"шэньчжэнь", "shen zhen"}, {"гуанчжоу", "guang zhou"}, {"чунцин", "chong qing"},
		{"сиань", "xi an"}, {"чанъань", "chang an"}, {"цзэдун", "ze dong"}, {"цзиньпин", "jin ping"},
		{"юань", "yuan"}, {"хуэй", "hui"}, {"люй", "lü"}, {"эр", "er"}, {"синань", "xi nan"}, {"россия", ""},
	} {
		got := segmentPalladius(c.word)
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) == 0 || strings.Join(got[0], " ") != c.want) {
			t.Errorf("%s: %q, wanted %q", c.word, got, c.want)
		}
	}
	if n := len(pinyinTable().syllable); n < 395 || n > 415 {
		t.Errorf("%d syllables of pinyin", n)
	}
}

// latinStream is what an index holds of a text: the keys position by position.
func latinStream(text string) []string {
	streams := Analyze(text, nil)
	keys := make([]string, len(streams[Words]))
	for _, t := range streams[Latins] {
		keys[t.Pos] = t.Term
	}
	return keys
}

func (l latinTerm) in(stream []string) bool {
	for i := 0; i+len(l.keys) <= len(stream) && len(l.keys) > 0; i++ {
		if slices.Equal(stream[i:i+len(l.keys)], l.keys) {
			return true
		}
	}
	return false
}

// Names are found in every script by what is typed in any other.
func TestChineseNames(t *testing.T) {
	for _, c := range []struct{ forms, others []string }{
		{[]string{"张继业", "張繼業", "Zhang Jiye", "Zhāng Jìyè", "Jiye Zhang", "Zhangjiye", "Чжан Цзие"}, []string{"王伟", "Wang Wei", "Чжан Вэй"}},
		{[]string{"赖春兰", "賴春蘭", "Lai Chunlan", "Chunlan Lai", "Лай Чуньлань"}, []string{"来春", "Li Chunlan"}},
		{[]string{"王伟", "Wang Wei", "Wangwei", "Ван Вэй"}, []string{"万维", "Wan Wei"}},
		{[]string{"曾国藩", "Zeng Guofan", "Цзэн Гофань"}, []string{"Ceng Hu"}},
		{[]string{"吕洞宾", "Lü Dongbin", "Люй Дунбинь"}, []string{"Lu Dongping"}},
		{[]string{"新疆", "Xinjiang", "Синьцзян"}, []string{"西江"}},
		{[]string{"司马相如", "Sima Xiangru", "Сыма Сянжу"}, []string{"Sima Guang"}},
		{[]string{"黑龙江", "Heilongjiang", "Хэйлунцзян"}, []string{"Hei Jiang"}},
	} {
		for _, query := range c.forms {
			var terms []latinTerm
			words := strings.Fields(strings.ToLower(query))
			terms = append(terms, latinName(words...)...)
			if len(words) == 1 {
				terms = append(terms, latinTerms(words[0])...)
			}
			found := func(text string) bool {
				stream := latinStream("автор: " + text + ", 2024")
				return slices.ContainsFunc(terms, func(l latinTerm) bool { return l.in(stream) })
			}
			for _, text := range c.forms {
				if !found(text) && !(IsHan(FirstRune(text)) && IsHan(FirstRune(query))) {
					t.Errorf("%s does not find %s: terms %v, text %v", query, text, terms, latinStream(text))
				}
			}
			for _, text := range c.others {
				if found(text) {
					t.Errorf("%s finds %s: terms %v", query, text, terms)
				}
			}
		}
	}
}

func BenchmarkHan(b *testing.B) {
	text := strings.Repeat("中國與哈薩克斯坦經濟合作的機遇和挑戰", 10)
	chars := float64(len([]rune(text)))
	for name, f := range map[string]func(){
		"simplify":     func() { simplify(text) },
		"hanSyllables": func() { hanSyllables(text) },
		"Analyze":      func() { Analyze(text, nil) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
			b.ReportMetric(chars*float64(b.N)/b.Elapsed().Seconds(), "chars/s")
		})
	}
}
