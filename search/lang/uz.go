package lang

import "unicode"

var uz = Language{
	Tag:     "uz",
	Names:   map[string]string{"en": "Uzbek", "kk": "өзбек тілі", "ru": "узбекский", "zh": "乌兹别克语"},
	Aliases: "uzb|uzbek|o'zbek|o'zbekcha|ўзбек|ўзбекча|өзбек|өзбекше|узбекский|乌兹别克语",
	Numbers: "1 000,5",
	Scripts: []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic},
	Stem:    stemUzbek,
	Roots:   true,
	Stop: `va bilan uchun bu shu ushbu u ular uning unga uni undan ularning ularga ularni o'z o'zi o'zining biz siz men sen mening bizning sizning
		ham yoki lekin ammo biroq balki agar chunki esa edi ekan emas bor yo'q bo'lgan bo'lib bo'ldi bo'ladi bo'lsa deb degan kabi haqida to'g'risida
		bo'yicha orqali keyin oldin avval faqat juda eng har hech barcha hamma bir
		kim kimning nima nimaga nimani nega qanday qaysi qayerda qayerdan qayerga qachon qancha necha nechta
		ва билан учун бу шу ушбу улар унинг унга уни ундан уларнинг ўз ўзи ўзининг биз сиз мен сен менинг бизнинг ҳам ёки лекин аммо бироқ балки агар чунки эса
		эди экан эмас йўқ бўлган бўлиб бўлди бўлади деб деган каби ҳақида тўғрисида бўйича орқали кейин олдин аввал фақат жуда энг ҳеч барча
		ким кимнинг нима нимага нега қандай қайси қаерда қаердан қачон қанча неча нечта`,
	Asking: `kim kimning nima nimaga nimani nega qanday qaysi qayerda qayerdan qayerga qachon qancha necha nechta
		ким кимнинг нима нимага нега қандай қайси қаерда қаердан қачон қанча неча нечта`,
	Keyboards: []string{Qwerty, "ё1234567890ғҳйцукенгшўзхъфқвапролджэячсмитьбю"},
	Months: [12]string{"yanvar январ", "fevral феврал", "mart март", "aprel апрел", "may май", "iyun июн", "iyul июл", "avgust август",
		"sentabr sentyabr сентябр сентабр", "oktabr oktyabr октябр октабр", "noyabr ноябр", "dekabr декабр"},
	Front: Front{
		Institutions: "universitet fakultet akademiya kafedra vazirligi kasalxona laboratoriya universiteti вазирлиги касалхона",
		Positions:    "dotsent professori o'qituvchi tadqiqotchi magistrant doktorant talaba| fanlari nomzodi| ўқитувчи тадқиқотчи номзоди| талаба|",
		Accepted:     "qabul қабул", Revised: "tuzatil тузатил", Published: "nashr chop нашр чоп", Received: "kelib yuborilgan келиб",
		Abbreviations: "va.b h.k sh.k jumladan mln mlrd ming prof dots akad rasm jadv ва.б ҳ.к ш.к минг дотс акад",
		Patronymics:   "o'g'li ўғли",
	},
	Hyphens: Hyphens{
		First:   `ijtimoiy`,
		Second:  `iqtisodiy`,
		Joining: "va",
	},
	Labels: Labels{
		Abstract: "annotatsiya|qisqacha mazmuni|rezyume|аннотация (ўзб)|қисқача мазмуни",
		Keywords: "kalit so'zlar|tayanch so'zlar|калит сўзлар|таянч сўзлар",
		Section: "kirish|adabiyotlar tahlili|adabiyotlar sharhi|mavzuga oid adabiyotlar tahlili|usullar|tadqiqot usullari|tadqiqot metodologiyasi|materiallar va usullar|" +
			"natijalar|natijalar va muhokama|tahlil va natijalar|muhokama|xulosa|xulosalar|xulosa va takliflar|takliflar|asosiy qism|" +
			"кириш|усуллар|тадқиқот усуллари|тадқиқот методологияси|натижалар|натижалар ва муҳокама|таҳлил ва натижалар|муҳокама|хулоса|хулоса ва таклифлар|асосий қисм",
		References: "adabiyotlar|adabiyotlar ro'yxati|foydalanilgan adabiyotlar|foydalanilgan adabiyotlar ro'yxati|адабиётлар|адабиётлар рўйхати|фойдаланилган адабиётлар|фойдаланилган адабиётлар рўйхати",
		Back:       "ilova|ilovalar|minnatdorchilik|moliyalashtirish|manfaatlar to'qnashuvi|mualliflar haqida|muallif haqida|илова|миннатдорчилик|муаллифлар ҳақида",
		Note:       "izoh|manba|изоҳ|манба",
		Caption:    "jadval|rasm|chizma|жадвал|расм|чизма",
		Title:      "mavzu|maqola nomi|мавзу|мақола номи",
		Author:     "muallif|mualliflar|муаллиф|муаллифлар",
		Meta:       "qabul qilindi|tahririyatga kelib tushdi|nashr etildi|nashrga qabul qilindi|muallif bilan bog'lanish|iqtibos uchun|ilmiy rahbar|қабул қилинди|нашр этилди|илмий раҳбар",
		ListNouns:  "adabiyotlar adabiyot manbalar адабиётлар манбалар havolalar",
		ListWords:  "ro'yxati foydalanilgan va asosiy qo'shimcha ilmiy internet рўйхати фойдаланилган ва асосий қўшимча",
	},
	Profiles: []Profile{{
		Tag:      "uz",
		Alphabet: LatinLetters + "ʻʼ",
		Expected: []Class{{"a", 80}, {"qhx'", 40}},
		Words: `va bilan uchun bu deb degan bo'lgan bo'lib bo'ldi bo'ladi bo'lishi bo'lsa bo'lar emas uning unga uni undan ular ularning ularga
		ularni bor yo'q ham shu ushbu o'z o'zi o'zining bir ikki uch to'rt besh olti yetti sakkiz to'qqiz o'n yuz ming yil yili yilda
		yilning yildan kun kuni kishi odam odamlar kerak mumkin lozim bo'yicha to'g'risida haqida orqali keyin oldin avval ammo lekin biroq
		yoki faqat juda ko'p eng har hech barcha hamma biz siz men sen mening bizning sizning menga bizga sizga meni bizni kim nima qanday
		qayerda qachon hozir bugun kecha yangi yaxshi katta kichik dedi deydi aytdi aytgan o'zbek o'zbekiston respublikasi universiteti
		albatta menimcha balki mayli rahmat ajoyib fikr janob xonim daqiqa daqiqada yoshda ochiq qiyin oson doim hech qachon birga deyarli ishchi
		dunyo dunyoda jahon shahar shahri shahrida maktab kitob til tili tilining tilidagi tarix tarixi adabiyot jadval rasm xulosa kirish
		ayollar bolalar yordam politsiya ko'cha uy uyda sotish o'yin jamoa jamoasi millat davlat davlati mamlakat hududi hududida kabi tomon
		sifatida bilandir haqda yuqori past asosida oldida ichida ostida yonida orasida tashqarida boshqa boshqalar turli ayrim bir necha qism
		qismi fuqarolar odamning kishining keng xavfsizlik hujum hujumi maqsadida bizlar ulug' taxminan ayniqsa hatto qayta o'tgan kelgan
		u ta esa edi ekan ekanini agar chunki hali endi yana ya'ni masalan tomonidan qarshi davomida oxirgi birinchi ikkinchi so'nggi
		so'ng sababli qarab edim etgan etdi qildi qilgan qilish qiladi maqola maqolada tadqiqot to'la`,
		Endings: `ning dan ga ni lar lari larni larning larga lardan lari larda gan gani ganini ganidan qan moqda adi ydi iladi ildi ilgan iltirgan di
		dilar lik chi dagi yapti ish ishi ishga ishini ini ini iga ida idan ining imiz ingiz mas maydi sa masdan lgan ngan tgan rgan sh ib
		yotgan digan siz vchi'`,
		Grams: "o' g' sh ch yo qi qa ng ha xo xa bo' oq iy sh'",
		Rare:  "w c ph th ck ü ö ä ea ou ee",
	}, {
		Tag:      "uz-Cyrl",
		Alphabet: "абвгдеёжзийклмнопрстуфхцчшъьэюяўқғҳ",
		Expected: []Class{{"ўқғҳ", 60}},
		Words: `ва билан учун бу деб деган бўлган бўлиб бўлди бўлади эмас унинг улар уларнинг бор йўқ ҳам шу ушбу ўз ўзи ўзининг бир икки уч
		тўрт беш олти етти саккиз тўққиз ўн юз минг йил йили йилда кун кишилар одамлар керак мумкин лозим бўйича тўғрисида орқали кейин
		олдин аммо лекин ёки фақат жуда кўп энг ҳар барча биз сиз мен сен менинг бизнинг ким нима қандай қаерда қачон ҳозир бугун
		ўзбек ўзбекистон республикаси`,
		Endings: "нинг дан га ни лар лари ларни ларнинг ларга ган қан моқда япти ади иди миз сиз лик чи даги да иб ётган диган ини ига ида идан",
		Grams:   "ў ўл қи ҳа ини нг",
		Rare:    "ы щ",
	}},
}
