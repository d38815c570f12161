package langid

import (
	"strings"
	"testing"

	"github.com/izde/izde/search"
)

func TestIdentify(t *testing.T) {
	var d Detector
	for _, tt := range []struct {
		want search.Lang
		text string
	}{
		{search.English, "The orchards of the valley take a third of the water in dry years."},
		{search.English, "Water use in small orchards"},
		{search.Kazakh, "Мақалада құрғақ жылдардағы шағын бақтардың су тұтынуы зерттелді."},
		{search.Kazakh, "Бұл кітап балаларға арналған."},
		{search.Kazakh, "Аталған мәселе бойынша зерттеу жүргізілді"},
		{search.Russian, "В статье исследуется потребление воды малыми садами в засушливые годы."},
		{search.Russian, "Объём воды в реках уменьшился вдвое."},
		{search.Chinese, "本文研究了干旱年份小型果园的用水情况。"},
		{search.Chinese, "本文研究了乾旱年份小型果園的用水情況。"},
		{Kyrgyz, "Бул макалада кургак жылдардагы бактардын суу керектөөсү изилденген жана салыштырылган."},
		{Tatar, "Мәкаләдә корылык елларында бакчаларның су куллануы тикшерелә һәм чагыштырыла."},
		{Ukrainian, "У статті досліджено споживання води малими садами в посушливі роки та її ціну."},
		{Bulgarian, "В статията се изследва потреблението на вода от малките градини през сушавите години."},
		{Mongolian, "Энэ өгүүлэлд гандуу жилүүдийн жижиг цэцэрлэгийн усны хэрэглээг судалсан болно."},
		{Belarusian, "У артыкуле даследуецца спажыванне вады малымі садамі ў засушлівыя гады."},
		{Tajik, "Дар мақола истеъмоли об дар боғҳои хурд дар солҳои хушк омӯхта мешавад."},
		{Turkish, "Makalede kurak yıllarda küçük bahçelerin su tüketimi incelenmiştir."},
		{German, "Der Aufsatz untersucht den Wasserverbrauch kleiner Gärten in trockenen Jahren."},
		{RussianLatin, "Potrebleniye vody malymi sadami v stepnykh rayonakh Kazakhstanskogo gosudarstva i yego izucheniye"},
		{Japanese, "この論文では乾燥した年の果樹園の水利用について述べる。"},
		{search.Und, "12, 15–17; https://example.org/a"},
		{search.Und, ""},
	} {
		if got, _ := d.Identify(tt.text, ""); got != tt.want {
			t.Errorf("%s: got %s: %s", tt.want, got, tt.text)
		}
	}
}

// What is too short to tell has the language of its surroundings, if that is
// written so.
func TestIdentifyHint(t *testing.T) {
	var d Detector
	for _, tt := range []struct {
		text string
		hint search.Lang
		want search.Lang
	}{
		{"Бак", search.Russian, search.Russian},
		{"Бак", search.Kazakh, search.Kazakh},
		{"Бак", search.English, search.Und},
		{"Fig", search.English, search.English},
		{"Fig", search.Russian, search.Und},
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
		main search.Lang
		want string // the text in spans
	}{
		{"Water of the northern rivers and its use in the valleys. (王小明, 北方的河[M]. 北方出版社, 2013).", search.English,
			"en:Water of the northern rivers and its use in the valleys. |zh:(王小明, 北方的河[M]. 北方出版社, 2013)."},
		{"RISC-V 架构的记录仪每周读数一次", search.Chinese, "zh:RISC-V 架构的记录仪每周读数一次"},
		{"Кафедра воды, Северный университет, a.b@example.org, ORCID ID: 0000-0001, Scopus Author ID: 57", search.Russian,
			"ru:Кафедра воды, Северный университет, a.b@example.org, ORCID ID: 0000-0001, Scopus Author ID: 57"},
		{"В статье исследуется потребление воды. The article describes the use of water by small orchards.", search.English,
			"ru:В статье исследуется потребление воды. |en:The article describes the use of water by small orchards."},
		{"The use of water in the valleys // Kurak yıllarda küçük bahçelerin su tüketimi. – 2010.", Turkish,
			"en:The use of water in the valleys |tr:// Kurak yıllarda küçük bahçelerin su tüketimi. – 2010."},
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

func FuzzIdentify(f *testing.F) {
	f.Add("Water (水) и вода // x y z")
	var d Detector
	f.Fuzz(func(t *testing.T, text string) {
		main, spans := d.Identify(text, "")
		at := 0
		for _, s := range spans {
			if s.Start != at || s.End < s.Start || s.Lang == "" {
				t.Fatalf("%q: %v", text, spans)
			}
			at = s.End
		}
		if at != len(text) || main == "" {
			t.Fatalf("%q: %s %v", text, main, spans)
		}
	})
}

func BenchmarkIdentify(b *testing.B) {
	var d Detector
	for name, text := range map[string]string{
		"rules":  "Мақалада құрғақ жылдардағы шағын бақтардың су тұтынуы зерттелді. Өлшеулер екі аңғарда бес жыл бойы жүргізілді.",
		"lingua": "Makalede kurak yıllarda küçük bahçelerin su tüketimi incelenmiştir ve karşılaştırılmıştır.",
	} {
		b.Run(name, func(b *testing.B) {
			d.Identify(text, "")
			b.ReportAllocs()
			for b.Loop() {
				d.Identify(text, "")
			}
		})
	}
}
