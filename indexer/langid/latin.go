package langid

// This file describes the languages in Latin letters, Russian and Kazakh
// transliterated among them. "ı" stands as "i" and every apostrophe as "'",
// since capitals and type-setting lose the difference.

import (
	"github.com/izde/izde/search/doc"
)

const basicLatin = "abcdefghijklmnopqrstuvwxyz'"

var latinProfiles = []profile{{
	lang:     doc.English,
	prior:    1,
	alphabet: basicLatin,
	words: `the of and in to is a for that on with as are by this from be an at it was were which or not has have its their between can will
		new how what more based using i me my we us our you your they he she him his her had would could should about into over after
		also than then there here when where who whom whose why been but if so do does did done don't it's i'm there's here's that's no
		one may might must these those such them other others some any all each every both few many most much own same only very just
		because while during before since until against among within without through under above below again further once two three
		four five six seven eight nine ten first second third year years time people day days way well now old good great long little
		world life still back even want let get got make made see say says said go going come take know think thing things need
		wait minute yes please thank it'll we'll you'll i'll he's she's we're they're you're isn't wasn't aren't didn't doesn't can't
		won't wouldn't couldn't up down out off per via upon toward towards across along around however therefore thus hence whether
		although though despite although unless case study studies analysis research paper article results review approach
		theory methods model models system systems data development economic economy policy international national science sciences
		water change social political history journal university press report conference proceedings guide introduction conclusion
		conclusions references acknowledgements acknowledgments abstract keywords appendix chapter section figure table
		current situation effects effect impact role issues problems challenges opportunities prospects toward learning networks
		methodology recommendations discussion background aims aim objective objectives purpose limitations funding characteristics investments projects strategy strategies manuscript received revised accepted published corresponding authors keywords language knowledge education health energy law legal trade market investment cooperation relations security central
		
		able accept according action add against ago agree air almost alone already always amount another answer appear area arm ask attack
		away bad bank become becomes bed began begin behind believe best better big black blue body book boy bring brother brought build
		building business buy call called came car care carried chance child children church city clear close cold common company cost
		country couple cut daughter dead deal death decide died difference different door doing during early earth east easy eat else end
		enough equal ever example eye face fact fall family far farm fast father feel feet felt few field fight fill final find fine fire
		fish five floor follow food foot force form found free friend front full game gave gives girl given glad gold gone gun hair half
		hand hands happen hard head hear heard heart heavy held help high hit hold home hope horse hot hour hours house idea important inside
		interest island job keep kept kill killed kind king knew land large last late later laugh lead learn least leave led left less
		letter light like line list live lived lives local look looking lose lost lot love low main man manager market match maybe mean
		meet member men met mile mind miss missing money month months moon morning mother mountain move moved multiple music name near
		never next night north nothing notice number ocean off offer office often oil once open order outside page paid part party pass past
		pattern pay person picture piece place play played player players point police poor possible power present president probably problem
		public pull put quarter question quick quiet quite race rain ran reach read ready real really reason record red remember rest rich
		rifle right rise river road rock room round rule run safe said sale saw school sea seat second seem seen sell send sense sent serve
		set several shape share ship shoot shop short shot show shown side sign simple since sing sister sit six size sleep slow small snow
		soldier son song soon sort sound south space speak special stage stand star start started state states stay step stood stop store
		story street strong student such sun support sure surface table take taken talk tax teach team tell test thank themselves thought
		times today together told tomorrow tonight too took top town train travel tree trial tried true try turn turned under unit use used
		using usually value van very victim view voice vote wait walk wall want war warm watch week weeks went west wheel white whole wife
		win wind window winter wish woman women won wood word words work worked workers working worse worst write written wrong yesterday yet
		young brilliant terrible obviously absolutely everything something someone everyone anything anyone nobody scientific journal review
		orchards valley bulletin series economics edition editor editors volume academy institute department faculty center centre press
		publishing house republic government social modern history legal regional digital energy industry`,
	endings: `tion tions sion sions ing ings ed ly ment ments ness ity ities ous ive ful less able ible ance ence ances ences ical logy ogy
		ship ism ist ists ers er or ies ied ght ough ould ure ures al ally ic ics ward wards wise est th ter ters ks ck sh tch 's s's n't age`,
	grams: "th wh gh ow ee ea ou ck oo sh ngs",
	rare:  "kh zh ii yy uu iy aa",
}, {
	lang:     German,
	alphabet: basicLatin + "äöüß",
	expected: []class{{"e", 120}},
	words: `der die das den dem des und in zu im mit von für auf ist nicht ein eine einen einem einer eines auch als an nach wie aus bei sich
		dass daß sie er es wir ihr ich du mich mir dich dir uns euch ihn ihm ihnen ihre ihrer ihren sein seine seiner seinen war waren wird
		werden wurde wurden worden hat haben hatte hatten habe sind sei kann können konnte könnte soll sollte muss müssen will wollen über
		unter zwischen durch gegen ohne um bis seit vor während wegen oder aber wenn weil da so noch nur schon mehr sehr viel alle alles
		jeder jede jedes diese dieser dieses diesem diesen jene man kein keine keinen was wer wo wann warum hier dort dann jetzt heute
		gestern immer wieder am zum zur vom beim ins ob doch ja nein zwei drei vier fünf sechs sieben acht neun zehn jahr jahre jahren zeit
		tag leute menschen untersuchung beitrag aufsatz einführung zusammenfassung zeitschrift geschichte sprache nun bitte moment
		okay ja doch klar natürlich vielleicht später seitdem mann frau kinder stadt land haus welt leben fand finde sagte sagt damit dabei wurde habe etwas nichts ganz gut neue neuen neuer`,
	endings: `ung ungen heit heiten keit keiten lich liche lichen licher isch ische ischen ischer schaft schaften ierung ierte ieren en ten
		ern eten igen iger ige ig tum chen lein kraft nis tet te st`,
	grams: "sch ei ie ch tz ung cht nd eu äu rd pf",
}, {
	lang:     French,
	alphabet: basicLatin + "àâæçéèêëîïôùûüœÿ",
	expected: []class{{"éèàêçâîôù", 30}},
	words: `le la les de des du un une et en est que qui dans pour sur pas plus par au aux avec ce cette ces cet il elle ils elles on nous vous
		je tu me te se lui leur leurs son sa ses mon ma mes notre nos votre vos ne ni ou où mais si comme sont était étaient être été a ont
		avait avaient avoir fait faire peut peuvent doit doivent sans sous entre après avant depuis pendant contre chez vers dont très tout
		tous toute toutes même aussi bien encore déjà alors donc car ainsi quand quel quelle quels quelles rien jamais toujours moins deux
		trois quatre cinq six sept huit neuf dix ans an année années temps jour jours homme femme gens ici là y c'est n'est qu'il qu'elle
		d'un d'une l'on s'est j'ai n'a dit a-t-il faut voici voilà article étude revue histoire cela ça celui celle ceux monsieur homme reste pays monde ville vie eau évidemment oui non merci peut-être toujours selon parce répondu déclaré commencer`,
	endings: `tion tions ment ments ement eur eurs euse eux aux elle elles ique iques isme iste ité ités ance ence ances ences aire aires ait
		aient ais ions ez er ir ée ées és é ère ier iers ois oise ais aise age ages esse ette ant ants ent ents re es`,
	grams: "eau ou qu ai oi eu é è l' d' ç qu' n'",
}, {
	lang:     Spanish,
	alphabet: basicLatin + "áéíñóúü",
	expected: []class{{"áéíñóú", 25}},
	words: `el la los las de del un una unos unas y e en es que quien para por con no se su sus al lo le les más como pero o si sin sobre
		entre desde hasta hacia según durante contra este esta estos estas ese esa eso aquel ha han había haber ser son era eran fue fueron
		sido está están estaba muy también ya todo todos toda todas otro otra otros otras cuando donde porque qué cómo él ella ellos yo tú
		me te nos mi tu nuestro nuestra hay hace hacer puede pueden debe dos tres cuatro cinco seis siete ocho nueve diez año años tiempo
		día días estudio análisis artículo revista historia dijo`,
	endings: `ción ciones sión dad dades miento mientos ado ados ada adas ido idos ida idas ando iendo mente ería ero eros era eras ista ismo
		aba aban ía ían ar er ir os as ico ica icos icas ura oso osa`,
	grams: "ll ñ ción qu ue ie ó í",
}, {
	lang:     "it",
	alphabet: basicLatin + "àèéìòù",
	words: `il lo la i gli le di del della dei delle dello nel nella nei nelle un una uno e è in che chi per con non si su sul sulla da dal dalla
		al alla ai come più ma o se sono era erano essere stato stata ha hanno aveva anche questo questa questi queste quello quella tra fra
		dopo prima molto tutto tutti ogni due tre quattro cinque anni anno tempo suo sua suoi loro noi voi lui lei io mi ti ci vi dell'
		studio analisi articolo rivista storia`,
	endings: "zione zioni mento menti ità tore tori trice ismo ista ato ata ati ate ito ita iti ando endo mente are ere ire eva ano ono ico ica ici che",
	grams:   "gli zz cch ggi tt ss zi ll",
}, {
	lang:     "pt",
	alphabet: basicLatin + "áâãàçéêíóôõú",
	words: `o os as um uma de do da dos das no na nos nas em e que para por com não se ao aos à pelo pela mais como mas ou sem sobre entre
		desde até este esta estes isso foi foram ser são era eram está estão ter tem tinha muito também já todo todos outra outro quando onde
		porque ele ela eles eu nós seu sua seus meu dois três quatro cinco anos ano tempo estudo análise artigo revista história`,
	endings: "ção ções são dade dades mento mentos ado ada ados adas ido ida ando endo mente eiro eira ismo ista ava ia ar er ir os as ico ica agem",
	grams:   "ção ões ã õ lh nh",
}, {
	lang:     Turkish,
	alphabet: basicLatin + "çğıöşüâîû",
	expected: []class{{"ığşçöü", 100}, {"ığş", 60}},
	words: `ve bir bu da de için ile olarak olan çok daha en gibi kadar sonra önce göre ama ancak veya ya ki ne mi mu mü o şu ben sen biz siz
		onlar onun onu ona ondan bunu bunun buna bundan benim senin bizim sizin bana sana bize size kendi kendisi var yok değil her hiç bazı
		bütün tüm olduğu olduğunu oldu olması olacak olabilir oluyor etti eden etmek ederek edilen edildi edilmiştir incelenmiştir
		yapılan yapılmıştır üzerine üzerinde arasında arasındaki içinde hakkında karşı doğru yeni büyük iyi iki üç dört beş altı yedi sekiz
		dokuz on yüz bin yıl yılı yılında yıllarda yıldır gün insan kişi şey zaman şimdi bugün dün yarın burada orada çünkü eğer fakat hem
		elbette belki evet hayır bile sadece yalnızca herkes hiçbir birlikte ayrıca yine hala haber dakika saat gece hafta ay ülke şehir kadın erkek çocuk su ev iş nedir kim kimdir kimdi nerede nerededir nereden kaç nasıl hangi hangisi neden niçin neyi neye tane tarafından ele dedi söyledi belirtti diye diyor bence artık ikisi makale makalede çalışma çalışmada araştırma araştırmalar araştırmaları
		incelemeleri dergisi dergi üniversitesi enstitüsü yayınları yayınevi bilimler bilimleri sosyal tarih tarihi türk türkiye
		türkçe fakültesi ekonomi ekonomik siyasi uluslararası ilişkiler ilişkileri kurak dünyası dünya etüdleri politika politikası
		örneği açısından değerlendirilmesi üzerindeki çerçevesinde bağlamında`,
	endings: `lar ler ları leri lari lara lere larda lerde lardan lerden ların lerin larin larını lerini nın nin nun nün ın dan den tan ten
		da de ta te dır dir dur dür tır tir tur tür mak mek ması mesi masi yor iyor ıyor uyor üyor mış miş muş müş miştir mıştır muştur
		di dı du dü tı ti tu tü acak ecek arak erek ında inde unda ünde sında sinde ına ine sına sine ını ini sını sini lık lik luk
		lük lığı liği lı li lu lü sı si su sü cı ci çı çi im ım iz ız niz nız dik dık duğu diği dığı düğü iş ış mektedir maktadır masında siz sız`,
	grams: "ş ğ ı iy yo ak ım lı üz ıl ün ül ör",
	rare:  "q w x th sh kh ch ph ' '",
}, {
	lang:     "az",
	alphabet: basicLatin + "çəğıöşü",
	expected: []class{{"ə", 90}},
	words: `və bir bu da də üçün ilə olan çox daha ən kimi qədər sonra əvvəl görə amma ancaq lakin ya ki nə o biz siz mən sən onlar onun onu ona
		var yox deyil hər heç bütün olduğu oldu olub olar edir edib etmək edən haqqında arasında içində qarşı yeni böyük yaxşı iki üç dörd
		beş il ildə gün insan zaman indi bu gün dedi azərbaycan universiteti məqalə məqalədə`,
	endings: `lar lər ları ləri dan dən da də nın nin ın in lıq lik mək maq dır dir ib ıb ub üb miş mış ir ır ər ar ında ində sında sində ığı iyi`,
	grams:   "ə lə mə də rə",
	rare:    "w",
}, {
	lang:     Uzbek,
	alphabet: basicLatin + "ʻʼ",
	expected: []class{{"a", 80}, {"qhx'", 40}},
	words: `va bilan uchun bu deb degan bo'lgan bo'lib bo'ldi bo'ladi bo'lishi bo'lsa bo'lar emas uning unga uni undan ular ularning ularga
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
	endings: `ning dan ga ni lar lari larni larning larga lardan lari larda gan gani ganini ganidan qan moqda adi ydi iladi ildi ilgan iltirgan di
		dilar lik chi dagi yapti ish ishi ishga ishini ini ini iga ida idan ining imiz ingiz mas maydi sa masdan lgan ngan tgan rgan sh ib
		yotgan digan siz vchi'`,
	grams: "o' g' sh ch yo qi qa ng ha xo xa bo' oq iy sh'",
	rare:  "w c ph th ck ü ö ä ea ou ee",
}, {
	lang:     RussianLatin,
	alphabet: basicLatin + "âěèëéčšžŝûŭʹʺj̆",
	words: `i v na po dlya dlia dlja ramkakh kak pri ot iz ili ob o s so k ko za do bez nad pod iz-za ne chto eto yego ego ee ikh ih iskh
		strany stran strategii strategiya strategiia vestnik zhurnal nauka nauki nauk nauchnyy nauchnyi rossiya rossiia rossii rossiyskoy
		vyp vypusk tom izdatel'stvo izdatelstvo trudy uchebnik uchebnoye uchebnoe posobiye posobie sbornik materialy konferentsii
		konferencii mezhdunarodnoy mezhdunarodnoi universiteta universitet gosudarstvennogo gosudarstvennyy razvitiye razvitie razvitiya
		razvitiia issledovaniye issledovanie issledovaniya issledovaniia analiz problemy voprosy sovremennyye sovremennye istoriya istoriia
		istorii yazyk yazyka iazyk iazyka teoriya teoriia teorii obrazovaniye obrazovanie obrazovaniya kazakhstana kazakhstane respubliki
		ekonomika ekonomiki ekonomicheskiye sotsial'no mezhdu cherez ikh novyye novye novaya osnovy metody avtoref dis kand dokt`,
	endings: `skiy skij skii skogo skaya skaia skaja skoye skoe skoje skikh skih skom skomu skoi skoy skuyu skiye skie ovaniya ovaniye ovanie
		ovanija ovaniia stvo stva stve stvom stvennyy stvennoye tsii tsiya tsiia tsiyu tsiy ciya cija cii nogo nykh nyh naya naia naja
		nyye nye noye noe nym nymi nom nomu iye ie iya iia ija nost nosti nost' ost' eniye enie eniya enija eniia eniyu eniyem vykh vyh
		aniye aniya anie aniia anija aniyu ogo ego ykh ikh yye aya uyu ami yami akh yakh iyu iyem ov ev ev' at' it' et' yy iy ij oy ey tsya
		t'sya lsya las ali ili los' chesk ichesk chnogo chnoy chnykh`,
	grams: "kh zh shch yy iy ye ya yu kiy tsi dly pri sk stv vy",
	rare:  "w q x th oo ee ck ea",
}, {
	lang:     KazakhLatin,
	alphabet: basicLatin + "äáğǵıíńñöóşţūúüý",
	prior:    -4,
	words: `zhäne zhane jäne jane men ushin üşin üshin boiynsha boyynsha turaly arkyly arqyly bul onyn onyñ zhyl jyl zhyly jyly bolyp bolgan
		bolğan qazaq qazaqstan qazaqstannyn respublikasynyn respublikasy tilinin tili bilim zerttew zertteu damuy damytu adebiet ädebiet
		tarihy zhana jaña ulttyq ulttyk memlekettik universiteti habarshysy khabarshysy`,
	endings: "nyn nyñ nin niñ dyn dyñ tyn tyñ lary leri dary deri tary teri dagy dağy degi ndagy yndagy yqty lyq lyk dyq dyk tyq tyk ğan gan qan syna synyn ylyq shylyq yndağy",
	grams:   "qa ğa yq yl ñ yñ qy",
	rare:    "th w ck x ee oo",
}}
