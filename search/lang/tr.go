package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/turkish"
)

var tr = Language{
	Tag:       "tr",
	Names:     map[string]string{"en": "Turkish", "kk": "түрік тілі", "ru": "турецкий", "zh": "土耳其语"},
	Aliases:   "tur|turkish|türkçe|turkce|түрік|түрікше|турецкий|土耳其语",
	Numbers:   "1.000,5",
	Scripts:   []*unicode.RangeTable{unicode.Latin},
	Stem:      stemTurkish,
	Roots:     true,
	Stop:      turkishStop,
	Asking:    "ne neden niçin niye nasıl nerede nereye nereden neresi nedir kim kime kimin kimdir kaç kaçıncı hangi hangisi hangileri",
	Keyboards: []string{"\"1234567890*-qwertyuıopğüasdfghjklşizxcvbnmöç"}, // Q
	Months:    [12]string{"ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık"},
	Front: Front{
		Institutions: "üniversite fakülte enstitü akademi bakanlığı bölümü laboratuvar hastane müdürlüğü vakfı kurumu merkezi",
		Positions:    `doç.| doçent öğretim| öğr.| arş.| araştırma görevlisi| görevlisi| dekan rektör müdür uzman| doktora| öğrencisi|`,
		Accepted:     "kabul", Revised: "düzeltme revizyon", Published: "yayım yayın", Received: "geliş gönderi",
		Abbreviations: "vb vs vd bkz çev haz yay sa cad sok mah doç öğr arş gör üniv s.s m.ö m.s ör örn yy bk",
		Patronymics:   "oğlu kızı",
	},
	Hyphens: Hyphens{
		Joining: "ve ile",
	},
	Labels: Labels{
		Abstract: "özet|öz|geniş özet|genişletilmiş özet",
		Keywords: "anahtar kelimeler|anahtar sözcükler|anahtar kelime",
		Section: "giriş|kuramsal çerçeve|kavramsal çerçeve|alanyazın taraması|literatür taraması|literatür|yöntem|metodoloji|materyal ve yöntem|gereç ve yöntem|araştırmanın yöntemi|" +
			"bulgular|bulgular ve tartışma|tartışma|tartışma ve sonuç|sonuç|sonuçlar|sonuç ve öneriler|sonuç ve tartışma|öneriler|değerlendirme|sınırlılıklar",
		References: "kaynakça|kaynaklar|kaynaklar dizini|referanslar|yararlanılan kaynaklar",
		Back:       "ekler|teşekkür|çıkar çatışması|çıkar çatışması beyanı|yazar katkıları|yazarların katkısı|finansal destek|etik beyan|yazar hakkında|yazarlar hakkında",
		Note:       "dipnot|açıklama",
		Caption:    "tablo|çizelge|şekil|grafik|resim",
		Title:      "başlık|makale başlığı",
		Author:     "yazar|yazarlar",
		Meta: "geliş tarihi|gönderim tarihi|kabul tarihi|yayın tarihi|yayımlanma tarihi|düzeltme tarihi|sorumlu yazar|iletişim|e-posta|atıf için|atıf|araştırma makalesi|" +
			"derleme makale|makale geçmişi|makale türü|danışman|anabilim dalı",
		ListNouns: "kaynakça kaynaklar kaynakları referanslar bibliyografya",
		ListWords: "ve yararlanılan kullanılan seçilmiş birincil ikincil elektronik internet listesi dizini arşiv diğer notlar",
	},
	Profiles: []Profile{{
		Tag:      "tr",
		Alphabet: LatinLetters + "çğıöşüâîû",
		Expected: []Class{{"ığşçöü", 100}, {"ığş", 60}},
		Words: `ve bir bu da de için ile olarak olan çok daha en gibi kadar sonra önce göre ama ancak veya ya ki ne mi mu mü o şu ben sen biz siz
		onlar onun onu ona ondan bunu bunun buna bundan benim senin bizim sizin bana sana bize size kendi kendisi var yok değil her hiç bazı
		bütün tüm olduğu olduğunu oldu olması olacak olabilir oluyor etti eden etmek ederek edilen edildi edilmiştir incelenmiştir
		yapılan yapılmıştır üzerine üzerinde arasında arasındaki içinde hakkında karşı doğru yeni büyük iyi iki üç dört beş altı yedi sekiz
		dokuz on yüz bin yıl yılı yılında yıllarda yıldır gün insan kişi şey zaman şimdi bugün dün yarın burada orada çünkü eğer fakat hem
		elbette belki evet hayır bile sadece yalnızca herkes hiçbir birlikte ayrıca yine hala haber dakika saat gece hafta ay ülke şehir kadın erkek çocuk su ev iş nedir kim kimdir kimdi nerede nerededir nereden kaç nasıl hangi hangisi neden niçin neyi neye tane tarafından ele dedi söyledi belirtti diye diyor bence artık ikisi makale makalede çalışma çalışmada araştırma araştırmalar araştırmaları
		incelemeleri dergisi dergi üniversitesi enstitüsü yayınları yayınevi bilimler bilimleri sosyal tarih tarihi türk türkiye
		türkçe fakültesi ekonomi ekonomik siyasi uluslararası ilişkiler ilişkileri kurak dünyası dünya etüdleri politika politikası
		örneği açısından değerlendirilmesi üzerindeki çerçevesinde bağlamında`,
		Endings: `lar ler ları leri lari lara lere larda lerde lardan lerden ların lerin larin larını lerini nın nin nun nün ın dan den tan ten
		da de ta te dır dir dur dür tır tir tur tür mak mek ması mesi masi yor iyor ıyor uyor üyor mış miş muş müş miştir mıştır muştur
		di dı du dü tı ti tu tü acak ecek arak erek ında inde unda ünde sında sinde ına ine sına sine ını ini sını sini lık lik luk
		lük lığı liği lı li lu lü sı si su sü cı ci çı çi im ım iz ız niz nız dik dık duğu diği dığı düğü iş ış mektedir maktadır masında siz sız`,
		Grams: "ş ğ ı iy yo ak ım lı üz ıl ün ül ör",
		Rare:  "q w x th sh kh ch ph ' '",
	}},
}

const turkishStop = `ve ile veya ya ki da de mi mu mı mü bu şu o bunu bunun buna bunda bundan bunlar bunların şunu şunun onu onun ona onda ondan onlar onların onlara
	biz siz benim senin bizim sizin bana sana bize size kendi kendisi kendine için gibi kadar göre doğru karşı rağmen dolayı beri önce sonra üzere
	ama fakat ancak lakin çünkü eğer hem ise değil olarak olan oldu olduğu olduğunu olup olur olacak olabilir olması olmuştur idi imiş iken
	bir daha en çok az var yok hiç bazı bütün tüm her hangi hangisi hangileri ne neden niçin niye nasıl nerede nereye nereden neresi kim kime kimi kimin
	kimdir nedir kaç kaçıncı hakkında arasında tarafından üzerinde üzerine içinde ayrıca yine bile sadece yalnızca şey diye vardır`

// stemTurkish returns the stem of a word in lower case, by the Snowball algorithm
// (E. K. Çilden, Stemming Turkish Words Using Snowball, 2006), which takes suffixes
// of nouns off, as long as it finds any; stop words, which are short, have none.
// What stands behind an apostrophe is suffixes (Ankara'nın). A stem is a key: its
// letters are those of ASCII, so that words typed without others, and capitals, of
// which I is taken for i, have the stem of the rest.
func stemTurkish(word string) string {
	if i := strings.IndexAny(word, "'’"); i > 0 {
		word = word[:i]
	}
	if turkishStops[word] {
		return turkishLetters.Replace(word)
	}
	word = harmonise(word)
	for {
		env := snowballstem.NewEnv(word)
		turkish.Stem(env)
		stem := env.Current()
		if len(stem) >= len(word) {
			return turkishLetters.Replace(stem)
		}
		word = stem
	}
}

var turkishStops = Set(turkishStop)

var turkishLetters = strings.NewReplacer("ı", "i", "ş", "s", "ğ", "g", "ç", "c", "ö", "o", "ü", "u", "â", "a", "î", "i", "û", "u")

// harmonise gives the vowels i, o and u of a word in ASCII the class of the next a
// or e, or of the last one: the suffixes are told by it (kadinlarin, kadınların).
func harmonise(word string) string {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return word
		}
	}
	var b strings.Builder
	class := byte(0)
	for i := range len(word) {
		c := word[i]
		if next := strings.IndexAny(word[i:], "ae"); next >= 0 {
			class = word[i+next]
		}
		switch {
		case c == 'i' && class == 'a':
			b.WriteRune('ı')
		case c == 'o' && class == 'e':
			b.WriteRune('ö')
		case c == 'u' && class == 'e':
			b.WriteRune('ü')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
