package langid

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
)

func TestIdentify(t *testing.T) {
	var d Detector
	for _, tt := range []struct {
		want doc.Lang
		text string
	}{
		{doc.English, "The orchards of the valley take a third of the water in dry years."},
		{doc.English, "Water use in small orchards"},
		{doc.English, "It rained yesterday."},
		{doc.English, "Methodology"},
		{doc.English, "DISCUSSION AND RESULTS"},
		{doc.Kazakh, "Мақалада құрғақ жылдардағы шағын бақтардың су тұтынуы зерттелді."},
		{doc.Kazakh, "Бұл кітап балаларға арналған."},
		{doc.Kazakh, "Аталған мәселе бойынша зерттеу жүргізілді"},
		{doc.Kazakh, "Қорытынды"},
		{doc.Kazakh, "ШАҒЫН БАҚТАРДЫҢ СУ ТҰТЫНУЫ"},
		{doc.Kazakh, "Жазда өзендер тартылып қалады."},
		// Letters of its own typed as Russian ones, or as Latin look-alikes.
		{doc.Kazakh, "Макалада кургак жылдардагы шагын бактардын су тутынуы туралы зерттеу жургизилди жане талданды."},
		{doc.Kazakh, "Елiмiзде жаңа мектептер мен кiтапханалар салынды."},
		{doc.Russian, "В статье исследуется потребление воды малыми садами в засушливые годы."},
		{doc.Russian, "Объём воды в реках уменьшился вдвое."},
		{doc.Russian, "Он ушёл вчера."},
		{doc.Russian, "Заключение и выводы"},
		{doc.Russian, "ПОТРЕБЛЕНИЕ ВОДЫ МАЛЫМИ САДАМИ"},
		{doc.Russian, "Статья М. Әуезова о воде была напечатана в журнале"},
		{doc.Chinese, "本文研究了干旱年份小型果园的用水情况。"},
		{doc.Chinese, "本文研究了乾旱年份小型果園的用水情況。"},
		{doc.Chinese, "结论"},
		{doc.Chinese, "John Smith 和 Mary Brown 在 Green Valley 的果园工作"},
		{Kyrgyz, "Бул макалада кургак жылдардагы бактардын суу керектөөсү изилденген жана салыштырылган."},
		{Kyrgyz, "Кичинекей бактарга суу аз керек болот деп айтышты."},
		{Kyrgyz, "Алар эртең менен бакка барышты."},
		{Tatar, "Мәкаләдә корылык елларында бакчаларның су куллануы тикшерелә һәм чагыштырыла."},
		{Tatar, "Алар бакчалар турында сөйләштеләр."},
		{Bashkir, "Мәҡәләлә ҡоро йылдарҙа баҡсаларҙың һыу ҡулланыуы тикшерелә."},
		{Ukrainian, "У статті досліджено споживання води малими садами в посушливі роки та її ціну."},
		{Ukrainian, "Сад потребує води."},
		{Bulgarian, "В статията се изследва потреблението на вода от малките градини през сушавите години."},
		{Bulgarian, "Градината няма нужда от много вода."},
		{Mongolian, "Энэ өгүүлэлд гандуу жилүүдийн жижиг цэцэрлэгийн усны хэрэглээг судалсан болно."},
		{Mongolian, "Хоёр голын ус багассан байна."},
		{Belarusian, "У артыкуле даследуецца спажыванне вады малымі садамі ў засушлівыя гады."},
		{Belarusian, "Гэта патрабуе шмат вады."},
		{Tajik, "Дар мақола истеъмоли об дар боғҳои хурд дар солҳои хушк омӯхта мешавад."},
		{Tajik, "Ин боғ ба об ниёз дорад."},
		{UzbekCyrl, "Мақолада қурғоқчил йилларда кичик боғларнинг сув истеъмоли ўрганилган."},
		{Serbian, "У раду се испитује потрошња воде у малим воћњацима током сушних година."},
		{Macedonian, "Во трудот се истражува потрошувачката на вода во малите градини што ја имаат селаните."},
		{Turkish, "Makalede kurak yıllarda küçük bahçelerin su tüketimi incelenmiştir."},
		{Uzbek, "Maqolada qurgʻoqchil yillarda kichik bogʻlarning suv isteʼmoli oʻrganilgan."},
		{Uzbek, "Bu kitob bolalar uchun yozilgan."},
		{"az", "Məqalədə quraq illərdə kiçik bağların su istehlakı araşdırılır."},
		{German, "Der Aufsatz untersucht den Wasserverbrauch kleiner Gärten in trockenen Jahren."},
		{German, "In der Zentrale in Bonn wartet ein Brief."},
		{French, "L'article étudie la consommation d'eau des petits vergers dans les années sèches."},
		{Spanish, "El artículo estudia el consumo de agua de los pequeños huertos en los años secos."},
		{"it", "L'articolo studia il consumo di acqua dei piccoli frutteti negli anni di siccità."},
		{RussianLatin, "Potrebleniye vody malymi sadami v stepnykh rayonakh Kazakhstanskogo gosudarstva i yego izucheniye"},
		{RussianLatin, "Issledovanie potrebleniia vody v sadakh // Vestnik universiteta"},
		{KazakhLatin, "Shagyn baqtardyn su tutynuy turaly zertteu jane onyn natijeleri"},
		{Japanese, "この論文では乾燥した年の果樹園の水利用について述べる。"},
		{Korean, "이 논문은 가뭄 해의 작은 과수원의 물 사용을 연구한다."},
		{Arabic, "تدرس هذه المقالة استهلاك المياه في البساتين الصغيرة"},
		{"fa", "این مقاله مصرف آب باغ کوچک را بررسی کرده است"},
		{KazakhArab, "قازاقستان رەسپۋبليكاسىنىڭ استاناسى استانا قالاسى بولىپ تابىلادى"},
		{KazakhArab, "ءبىلىم جانە عىلىم مينيسترلىگى"},
		{KazakhArab, "بۇل ماقالادا شاعىن باقتاردىڭ سۋ تۇتىنۋى قاراستىرىلادى"},
		{KazakhArab, "ەڭبەك ەت"},
		{"ug", "بۇ ماقالىدە قۇرغاق يىللاردىكى كىچىك باغلارنىڭ سۇ ئىشلىتىشى تەتقىق قىلىندى"},
		{"ug", "ئۈرۈمچى شەھىرى ۋە باشقا جايلار"},
		{"ckb", "لەم وتارەدا بەکارهێنانی ئاو لێکۆڵینەوەی لەسەر کراوە"},
		{"ky-Arab", "بۇل ماقالادا كىچىنە باقتاردىن سۇۇ كەرەكتۅۅسۉ ىزىلدەنگەن"},
		{doc.Und, "12, 15–17; https://example.org/a"},
		{doc.Und, "DOI: 10.1234/sad.2021.5"},
		{doc.Und, "Zebeshev A., Sarybayev M., Adambekova A."},
		{doc.Und, "x_1 = f(y_2, z) + t5"},
		{doc.Und, ""},
		{doc.Und, "αβγ"},
	} {
		if got, _ := d.Identify(tt.text, ""); got != tt.want {
			t.Errorf("%s: got %s: %s", tt.want, got, tt.text)
		}
	}
}

// Text too short to tell has the language of its surroundings, if its script fits;
// longer text has its own.
func TestIdentifyHint(t *testing.T) {
	var d Detector
	for _, tt := range []struct {
		text string
		hint doc.Lang
		want doc.Lang
	}{
		{"Бак", doc.Russian, doc.Russian},
		{"Бак", doc.Kazakh, doc.Kazakh},
		{"Бак", doc.English, doc.Und},
		{"Fig", doc.English, doc.English},
		{"Fig", doc.Russian, doc.Und},
		{"Алматы", doc.Kazakh, doc.Kazakh},
		{"Zebeshev A., Sarybayev M.", doc.English, doc.English},
		{"Қорытынды", doc.Russian, doc.Kazakh},
		{"Список литературы", doc.Kazakh, doc.Russian},
		{"References", doc.Russian, doc.English},
		{"DOI: 10.1234/sad.2021.5", doc.English, doc.Und},
	} {
		if got, _ := d.Identify(tt.text, tt.hint); got != tt.want {
			t.Errorf("%q after %s: got %s, want %s", tt.text, tt.hint, got, tt.want)
		}
	}
}

func TestIdentifySpans(t *testing.T) {
	var d Detector
	for _, tt := range []struct {
		text string
		main doc.Lang
		want string // the text in spans
	}{
		{"Water of the northern rivers and its use in the valleys. (王小明, 北方的河[M]. 北方出版社, 2013).", doc.English,
			"en:Water of the northern rivers and its use in the valleys. |zh:(王小明, 北方的河[M]. 北方出版社, 2013)."},
		{"Rivers of the north. (王小明, 李华, 张伟. 北方地区河流水资源利用与分配问题研究[M]. 北京: 北方出版社, 2013).", doc.English,
			"en:Rivers of the north. |zh:(王小明, 李华, 张伟. 北方地区河流水资源利用与分配问题研究[M]. 北京: 北方出版社, 2013)."},
		{"RISC-V 架构的记录仪每周读数一次", doc.Chinese, "zh:RISC-V 架构的记录仪每周读数一次"},
		{"势在必行（il faut le faire）。", doc.Chinese, "zh:势在必行|fr:（il faut le faire）。"},
		{"敷岛（しきしま）是一艘战舰。", doc.Chinese, "zh:敷岛（しきしま）是一艘战舰。"},
		{"Кафедра воды, Северный университет, a.b@example.org, ORCID ID: 0000-0001, Scopus Author ID: 57", doc.Russian,
			"ru:Кафедра воды, Северный университет, a.b@example.org, ORCID ID: 0000-0001, Scopus Author ID: 57"},
		{"Ә. Серіков, PhD, қауымдастырылған профессор, Көкжиек университеті, https://orcid.org/0000-0001, ResearcherID: B-1", doc.Kazakh,
			"kk:Ә. Серіков, PhD, қауымдастырылған профессор, Көкжиек университеті, https://orcid.org/0000-0001, ResearcherID: B-1"},
		{"В статье исследуется потребление воды. The article describes the use of water by small orchards.", doc.English,
			"ru:В статье исследуется потребление воды. |en:The article describes the use of water by small orchards."},
		{"Мақалада шағын бақтардың су тұтынуы зерттелді. В статье исследуется потребление воды малыми садами.", doc.Russian,
			"kk:Мақалада шағын бақтардың су тұтынуы зерттелді. |ru:В статье исследуется потребление воды малыми садами."},
		{"Серіков А. Бақтардың су тұтынуы // Вестник Северного университета. – 2010. – № 3. – С. 15–20.", doc.Russian,
			"kk:Серіков А. Бақтардың су тұтынуы |ru:// Вестник Северного университета. – 2010. – № 3. – С. 15–20."},
		{"The use of water in the valleys // Kurak yıllarda küçük bahçelerin su tüketimi. – 2010.", Turkish,
			"en:The use of water in the valleys |tr:// Kurak yıllarda küçük bahçelerin su tüketimi. – 2010."},
		{"Smith J. Water in the dry lands of the north. Türk Dünyası İncelemeleri Dergisi, 2010, 12(3), 45–60.", doc.English,
			"en:Smith J. Water in the dry lands of the north. |tr:Türk Dünyası İncelemeleri Dergisi, 2010, 12(3), 45–60."},
		// Names make no span.
		{"Yılmaz A., Öztürk B., Müller H. and Işık C. Water in the dry lands of the north // Journal of Rivers. – Ankara, 2010.", doc.English,
			"en:Yılmaz A., Öztürk B., Müller H. and Işık C. Water in the dry lands of the north // Journal of Rivers. – Ankara, 2010."},
		{"The poet Abai Qunanbaiuly and his word «Қазақ» in the text", doc.English,
			"en:The poet Abai Qunanbaiuly and his word «Қазақ» in the text"},
		{"α = 5, β = 7", doc.Und, "und:α = 5, β = 7"},
	} {
		main, spans := d.Identify(tt.text, "")
		var got []string
		for _, s := range spans {
			got = append(got, string(s.Lang)+":"+tt.text[s.Start:s.End])
		}
		if joined := strings.Join(got, "|"); joined != tt.want || main != tt.main {
			t.Errorf("%s\ngot  %s %s\nwant %s %s", tt.text, main, joined, tt.main, tt.want)
		}
	}
}

// A letter or group without a number of its own would be mistaken for another.
func TestFamilies(t *testing.T) {
	for _, f := range []*family{cyrillicFamily(), latinFamily()} {
		if n := len(f.langs); n > maxProfiles {
			t.Errorf("%v: %d profiles", f.langs, n)
		}
		if n := len(f.groups); n > 255 {
			t.Errorf("%v: %d groups", f.langs, n)
		}
		for r, n := range f.letters {
			if n >= edge {
				t.Errorf("%v: %c has number %d", f.langs, r, n)
			}
		}
	}
}

// check tells what is wrong with an answer: spans cover the text, in order, on
// the boundaries of runes, and no two neighbours have one language.
func check(text string, main doc.Lang, spans []doc.LangSpan) error {
	at := 0
	for i, s := range spans {
		switch {
		case s.Start != at, s.End < s.Start, s.Lang == "":
			return fmt.Errorf("span %d is %v after %d", i, s, at)
		case s.End == s.Start && text != "":
			return fmt.Errorf("span %d is empty", i)
		case s.End < len(text) && !utf8.RuneStart(text[s.End]) && utf8.ValidString(text):
			return fmt.Errorf("span %d ends within a character", i)
		case i > 0 && spans[i-1].Lang == s.Lang:
			return fmt.Errorf("spans %d and %d are both %s", i-1, i, s.Lang)
		}
		at = s.End
	}
	if at != len(text) || main == "" {
		return fmt.Errorf("%s, spans end at %d of %d", main, at, len(text))
	}
	return nil
}

// Whatever the text, the time is in proportion to its length.
func TestHostile(t *testing.T) {
	const size = 2 << 20
	var d Detector
	for name, unit := range map[string]string{
		"one word":      "a",
		"no spaces":     "вода,",
		"words":         "the water of вода және су ",
		"sentences":     "Ab cd efgh ijkl. Суға бару керек. ",
		"one letter":    "a. б. ",
		"brackets":      "a(",
		"only brackets": "((((",
		"scripts":       "aж水",
		"references":    "a water tale of woe // бақтың су тұтынуы // ",
		"controls":      "\x00\x01a\x7f\u0085",
		"bidi":          "\u202eabc\u202c אבג \u2067ابج\u2069 ",
		"marks":         "e\u0301\u0301\u0301",
		"broken":        "\xff\xc3(\xe6\xb0",
		"at":            "a@",
		"addresses":     "http://",
		"apostrophes":   "o'",
		"han":           "水(a)",
	} {
		text := strings.Repeat(unit, size/len(unit))
		start := time.Now()
		main, spans := d.Identify(text, doc.English)
		if err := check(text, main, spans); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		// What is quadratic takes hours; a busy machine, seconds.
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%s: %v", name, took)
		}
	}
}

func FuzzIdentify(f *testing.F) {
	for _, s := range []string{
		"Water (水) и вода // x y z", "10.1/a b@c http://d", "o'q'i'sh", "势在必行（il faut）。", "\xff\xfe(", "\u202eводa", "İı", "A. B. В статье. The end",
	} {
		f.Add(s, "en")
	}
	var d Detector
	f.Fuzz(func(t *testing.T, text, hint string) {
		main, spans := d.Identify(text, doc.Lang(hint))
		if err := check(text, main, spans); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

func BenchmarkIdentify(b *testing.B) {
	for name, text := range map[string]string{
		"en":    "The orchards of the valley take a third of the water in dry years, and the pumps along the river were read every week for five years. Small orchards need less water than was thought, and nothing is gained by larger ones. The measurements were made in two valleys of the north; their results agree with what farmers have always said about the matter.",
		"kk":    "Мақалада құрғақ жылдардағы шағын бақтардың су тұтынуы зерттелді. Өлшеулер екі аңғарда бес жыл бойы жүргізілді. Шағын бақтар бұрын ойлағаннан аз су жұмсайды.",
		"ru":    "В статье исследуется потребление воды малыми садами в засушливые годы. Измерения велись в двух долинах в течение пяти лет. Малые сады расходуют меньше воды, чем считалось.",
		"zh":    "本文研究了干旱年份小型果园的用水情况。测量在两个山谷进行了五年。小型果园的用水量比以前认为的要少。",
		"mixed": "Wang X. Water of the northern rivers and its use in the valleys. // Journal of Rivers. – 2013. – p. 1–20. (王小明, 北方的河[J]. 北方, 2013).",
	} {
		b.Run(name, func(b *testing.B) {
			var d Detector
			d.Identify(text, "")
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				d.Identify(text, "")
			}
			if n := d.models.asked.Load(); n > 0 {
				b.Errorf("asked lingua %d times", n)
			}
		})
	}
}
