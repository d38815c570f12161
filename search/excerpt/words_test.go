package excerpt

import (
	"testing"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// marked is a text with what a query matched in it in brackets, "" where it did not
// match.
func marked(t *testing.T, text string, lang doc.Lang, typed string) string {
	t.Helper()
	q, err := query.Parse(typed)
	if err != nil {
		t.Fatal(err)
	}
	p := plan.Compile(q, query.Auto, analysis.AllViews)
	passage := &doc.Passage{Text: text, Lang: lang}
	if !Matches(p, passage, &doc.Document{}) {
		return ""
	}
	marked, last := "", 0
	for _, m := range Marks(p, passage, &doc.Document{}) {
		marked += text[last:m.Start] + "[" + text[m.Start:m.End] + "]"
		last = m.End
	}
	return marked + text[last:]
}

type wordCase struct {
	lang              doc.Lang
	query, text, want string
}

func checkWords(t *testing.T, cases []wordCase) {
	t.Helper()
	for _, c := range cases {
		if got := marked(t, c.text, c.lang, c.query); got != c.want {
			t.Errorf("%s in %q: marked %q, wanted %q", c.query, c.text, got, c.want)
		}
	}
}

// What sounds alike is found across scripts and among the spellings of a name, not
// among words of one script.
func TestWordsThatSoundAlike(t *testing.T) {
	checkWords(t, []wordCase{
		{doc.Chinese, "权利", "国家权力机关", ""},
		{doc.Chinese, "權利", "国家权力机关", ""},
		{doc.Chinese, "公示", "公式与工事", ""},
		{doc.Chinese, "诗式", "时事", ""},
		{doc.Chinese, "张纪烨", "张继业的报告", ""},
		{doc.Chinese, "权力 -权利", "国家权力机关", "国家[权力]机关"},
		{doc.Chinese, "gongshi", "公式与工事", "[公式]与[工事]"},
		{doc.Chinese, "quanli", "权利", "[权利]"},
		{doc.English, "张继业", "a report by Zhang Jiye", "a report by [Zhang] [Jiye]"},
		{doc.Russian, "张继业", "статья Чжан Цзие", "статья [Чжан] [Цзие]"},
		{doc.Chinese, "Шанхай", "中国上海", "中国[上海]"},
		{doc.English, "порт Ляньюньган", "the port of Lianyungang", "the [port] of [Lianyungang]"},
		{doc.English, "Ляньюньган", "the port of Lianyungang", "the port of [Lianyungang]"},
		{doc.Russian, "Shanghai", "в Шанхай", "в [Шанхай]"},
		{doc.Russian, "Сарыбаева", "о Сарыбаев Мейрам", "о [Сарыбаев] Мейрам"},

		{doc.English, "king", "next of kin", ""},
		{doc.English, "thin", "one thing", ""},
		{doc.English, "NGO", "there is no way", ""},
		{doc.English, "sing", "a sin", ""},
		{doc.English, "arts", "the arc", ""},
		{doc.English, "han", "the khan", ""},
		{doc.English, "early", "yearly reports", ""},
		{doc.Russian, "создании", "были созданы", ""},
		{doc.Kazakh, "тарихи", "елдің тарихы", ""},
		{doc.Lang("tr"), "etki", "yetki", ""},
		{doc.English, "clan -king", "the clan and its kin", "the [clan] and its kin"},
		{doc.English, "report -Sarybayev", "a report by Сарыбаев", "a [report] by Сарыбаев"},
		{doc.English, "reports -steppes", "a report of the steppe", ""},
		{doc.Russian, "I", "Иванов и Петров", ""},
		{doc.Russian, "Ph.D.", "и т.д.", ""},
		{doc.Russian, "Y", "ы и й", ""},

		{doc.English, "Сарыбаев", "by Sarybayev and Sarybaev", "by [Sarybayev] and [Sarybaev]"},
		{doc.English, "Sarybayev", "by Sarybaev", "by [Sarybaev]"},
		{doc.Russian, "Sarybaev", "пишет Сарыбаев", "пишет [Сарыбаев]"},
		{doc.Kazakh, "Nurlan", "ақын Нұрлан", "ақын [Нұрлан]"},
		{doc.English, "Нұрлан", "the poet Nurlan", "the poet [Nurlan]"},
		{doc.Kazakh, "Нурлан", "ақын Нұрлан", "ақын [Нұрлан]"},
		{doc.English, "Жаңаөзен", "in Zhanaozen or Zhangaozen", "in [Zhanaozen] or [Zhangaozen]"},
		{doc.Kazakh, "Zhanaozen", "Жаңаөзен қаласы", "[Жаңаөзен] қаласы"},
		{doc.Kazakh, "Zhangaozen", "Жаңаөзен қаласы", "[Жаңаөзен] қаласы"},
		{doc.Kazakh, "Китай", "Қытай елі", "[Қытай] елі"},
		{doc.English, "Shegirbaev", "Şegirbayev", "[Şegirbayev]"},
	})
}

// Typing in Latin letters finds the inflections of a Cyrillic word, and a Cyrillic
// inflection the word in Latin letters.
func TestInflectionsAcrossScripts(t *testing.T) {
	checkWords(t, []wordCase{
		{doc.Kazakh, "madeni aiyrmashylyq", "мәдени айырмашылықтарды түсіну", "[мәдени] [айырмашылықтарды] түсіну"},
		{doc.Kazakh, "aiyrmashylyqtar", "айырмашылықтарды түсіну", "[айырмашылықтарды] түсіну"},
		{doc.Kazakh, "mädeni aıyrmashylyqtardy", "айырмашылық мәдени", "[айырмашылық] [мәдени]"},
		{doc.Kazakh, "qazaqstannyng", "Қазақстандағы жобалар", "[Қазақстандағы] жобалар"},
		{doc.Russian, "kulturnye razlichiya", "понимания культурных различий", "понимания [культурных] [различий]"},
		{doc.Russian, "kul'turnogo razlichija", "культурное различие", "[культурное] [различие]"},
		{doc.Russian, "ekonomicheskoe sotrudnichestvo", "экономического сотрудничества", "[экономического] [сотрудничества]"},
		{doc.English, "Казахстаном", "in Kazakhstan", "in [Kazakhstan]"},
		{doc.English, "Китая", "a survival kit", ""},
	})
}

// Words that some write in one and others in several find each other.
func TestWordsAndParts(t *testing.T) {
	checkWords(t, []wordCase{
		{doc.Russian, "2021", "принят 26.08.2021", "принят 26.08.[2021]"},
		{doc.English, "2019", "in 2019,2020", "in [2019],2020"},
		{doc.English, "3", "as shown [3,5]", "as shown [[3],5]"},
		{doc.English, "26.08.2021", "on 26.08.2021", "on [26.08.2021]"},
		{doc.English, "kg", "10kg of flour", "10[kg] of flour"},
		{doc.English, "10 kg", "10kg of flour", "[10kg] of flour"},
		{doc.English, "10kg", "10 kg of flour", "[10 kg] of flour"},
		{doc.English, "10kg", "10㎏ of flour", "[10㎏] of flour"},
		{doc.English, "10℃", "10 °C at night", "[10 °C] at night"},
		{doc.English, "10 °C", "10℃ at night", "[10℃] at night"},
		{doc.Russian, "20℃", "при 20°C днём", "при [20°C] днём"},
		{doc.English, "20 m2", "20㎡ in all", "[20㎡] in all"},
		{doc.English, "C", "20 ℃", "20 [℃]"},
		{doc.Russian, "15 млн", "15млн тенге", "[15млн] тенге"},
		{doc.Russian, "15млн", "15 млн тенге", "[15 млн] тенге"},
		{doc.Russian, "2021 г.", "в 2021г.", "в [2021г]."},
		{doc.Chinese, "2021", "于2021年", "于[2021]年"},

		{doc.English, "SME", "support of SMEs", "support of [SMEs]"},
		{doc.English, "NGO", "many NGOs", "many [NGOs]"},
		{doc.English, "PDFs", "a PDF", "a [PDF]"},
		{doc.English, "USA", "the U.S.A. and", "the [U.S.A]. and"},
		{doc.English, "U.S.A.", "the USA and", "the [USA] and"},
		{doc.English, "PhD", "a Ph.D. thesis", "a [Ph.D]. thesis"},
		{doc.English, "Ph.D.", "a PhD thesis", "a [PhD] thesis"},
		{doc.Russian, "США", "в С.Ш.А.", "в [С.Ш.А]."},
		{doc.Russian, "С.Ш.А.", "в США", "в [США]"},
		{doc.English, "JRR Tolkien", "J. R. R. Tolkien", "[J. R. R]. [Tolkien]"},
		{doc.Russian, "КИ Сатпаева", "им. К.И. Сатпаева", "им. [К.И]. [Сатпаева]"},

		{doc.English, "online", "on-line courses", "[on-line] courses"},
		{doc.English, "on-line", "online courses", "[online] courses"},
		{doc.English, "micro-credit", "microcredit and", "[microcredit] and"},
		{doc.English, "micro credit", "microcredit and", "[microcredit] and"},
		{doc.English, "3D", "a 3-D model", "a [3-D] model"},
		{doc.English, "3-D", "a 3D model", "a [3D] model"},
		{doc.Russian, "5й", "в 5-й раз", "в [5-й] раз"},
		{doc.English, "COVID19", "the COVID-19 epidemic", "the [COVID-19] epidemic"},
		{doc.English, "covid 19", "the COVID19 epidemic", "the [COVID19] epidemic"},
		{doc.English, "G-20", "the G20 summit", "the [G20] summit"},
		{doc.English, "G20", "the G-20 summit", "the [G-20] summit"},
		{doc.English, "WiFi", "free wi-fi", "free [wi-fi]"},
		{doc.English, "wi-fi", "free WiFi", "free [WiFi]"},
		{doc.Kazakh, "жанжақты", "жан-жақты шолу", "[жан-жақты] шолу"},
		{doc.English, "1316", "pages 13-16", ""},

		{doc.Lang("fr"), "homme", "la main de L’homme", "la main de L’[homme]"},
		{doc.Russian, "Генри", "рассказ О'Генри", "рассказ О'[Генри]"},
		{doc.English, "Angelo", "by D'Angelo", "by D'[Angelo]"},
		{doc.English, "s", "China's", ""},
		{doc.Lang("uz"), "O'zbekiston", "O‘zbekiston va Oʻzbekiston, O’zbekiston", "[O‘zbekiston] va [Oʻzbekiston], [O’zbekiston]"},
	})
}

// A run of Han characters is found as its words are, in whatever characters.
func TestRunsOfHan(t *testing.T) {
	checkWords(t, []wordCase{
		{doc.Chinese, "中国投资", "中国对哈萨克斯坦的投资", "[中国]对哈萨克斯坦的[投资]"},
		{doc.Chinese, "合作项目", "两国合作的新项目", "两国[合作]的新[项目]"},
		{doc.Chinese, "中国投资", "外国的投资", ""},
		{doc.Chinese, "合作 -中国投资", "中国对外投资合作", "中国对外投资[合作]"},
		{doc.Chinese, "人民", "⼈⺠⽇报", "[⼈⺠]⽇报"},
		{doc.Chinese, "马", "⻢和⻓", "[⻢]和⻓"},
		{doc.Chinese, "长", "⻢和⻓", "⻢和[⻓]"},
		{doc.Chinese, "清户", "淸戸", "[淸戸]"},
		{doc.Lang("ja"), "データ", "コンピューターとデータ", "コンピューターと[データ]"},
		{doc.Lang("ja"), "コンピュータ", "コンピューターとデータ", "[コンピュータ]ーとデータ"},
	})
}
