package langid

// This file describes the languages in Latin letters, Russian and Kazakh
// transliterated among them. "ı" stands as "i" and every apostrophe as "'",
// since capitals and type-setting lose the difference.

import "github.com/izde/izde/search/lang"

var latinProfiles = []lang.Profile{{
	Tag:      string(French),
	Alphabet: lang.LatinLetters + "àâæçéèêëîïôùûüœÿ",
	Expected: []lang.Class{{Letters: "éèàêçâîôù", Permill: 30}},
	Words: `le la les de des du un une et en est que qui dans pour sur pas plus par au aux avec ce cette ces cet il elle ils elles on nous vous
		je tu me te se lui leur leurs son sa ses mon ma mes notre nos votre vos ne ni ou où mais si comme sont était étaient être été a ont
		avait avaient avoir fait faire peut peuvent doit doivent sans sous entre après avant depuis pendant contre chez vers dont très tout
		tous toute toutes même aussi bien encore déjà alors donc car ainsi quand quel quelle quels quelles rien jamais toujours moins deux
		trois quatre cinq six sept huit neuf dix ans an année années temps jour jours homme femme gens ici là y c'est n'est qu'il qu'elle
		d'un d'une l'on s'est j'ai n'a dit a-t-il faut voici voilà article étude revue histoire cela ça celui celle ceux monsieur homme reste pays monde ville vie eau évidemment oui non merci peut-être toujours selon parce répondu déclaré commencer`,
	Endings: `tion tions ment ments ement eur eurs euse eux aux elle elles ique iques isme iste ité ités ance ence ances ences aire aires ait
		aient ais ions ez er ir ée ées és é ère ier iers ois oise ais aise age ages esse ette ant ants ent ents re es`,
	Grams: "eau ou qu ai oi eu é è l' d' ç qu' n'",
}, {
	Tag:      string(Spanish),
	Alphabet: lang.LatinLetters + "áéíñóúü",
	Expected: []lang.Class{{Letters: "áéíñóú", Permill: 25}},
	Words: `el la los las de del un una unos unas y e en es que quien para por con no se su sus al lo le les más como pero o si sin sobre
		entre desde hasta hacia según durante contra este esta estos estas ese esa eso aquel ha han había haber ser son era eran fue fueron
		sido está están estaba muy también ya todo todos toda todas otro otra otros otras cuando donde porque qué cómo él ella ellos yo tú
		me te nos mi tu nuestro nuestra hay hace hacer puede pueden debe dos tres cuatro cinco seis siete ocho nueve diez año años tiempo
		día días estudio análisis artículo revista historia dijo`,
	Endings: `ción ciones sión dad dades miento mientos ado ados ada adas ido idos ida idas ando iendo mente ería ero eros era eras ista ismo
		aba aban ía ían ar er ir os as ico ica icos icas ura oso osa`,
	Grams: "ll ñ ción qu ue ie ó í",
}, {
	Tag:      "it",
	Alphabet: lang.LatinLetters + "àèéìòù",
	Words: `il lo la i gli le di del della dei delle dello nel nella nei nelle un una uno e è in che chi per con non si su sul sulla da dal dalla
		al alla ai come più ma o se sono era erano essere stato stata ha hanno aveva anche questo questa questi queste quello quella tra fra
		dopo prima molto tutto tutti ogni due tre quattro cinque anni anno tempo suo sua suoi loro noi voi lui lei io mi ti ci vi dell'
		studio analisi articolo rivista storia`,
	Endings: "zione zioni mento menti ità tore tori trice ismo ista ato ata ati ate ito ita iti ando endo mente are ere ire eva ano ono ico ica ici che",
	Grams:   "gli zz cch ggi tt ss zi ll",
}, {
	Tag:      "pt",
	Alphabet: lang.LatinLetters + "áâãàçéêíóôõú",
	Words: `o os as um uma de do da dos das no na nos nas em e que para por com não se ao aos à pelo pela mais como mas ou sem sobre entre
		desde até este esta estes isso foi foram ser são era eram está estão ter tem tinha muito também já todo todos outra outro quando onde
		porque ele ela eles eu nós seu sua seus meu dois três quatro cinco anos ano tempo estudo análise artigo revista história`,
	Endings: "ção ções são dade dades mento mentos ado ada ados adas ido ida ando endo mente eiro eira ismo ista ava ia ar er ir os as ico ica agem",
	Grams:   "ção ões ã õ lh nh",
}, {
	Tag:      "az",
	Alphabet: lang.LatinLetters + "çəğıöşü",
	Expected: []lang.Class{{Letters: "ə", Permill: 90}},
	Words: `və bir bu da də üçün ilə olan çox daha ən kimi qədər sonra əvvəl görə amma ancaq lakin ya ki nə o biz siz mən sən onlar onun onu ona
		var yox deyil hər heç bütün olduğu oldu olub olar edir edib etmək edən haqqında arasında içində qarşı yeni böyük yaxşı iki üç dörd
		beş il ildə gün insan zaman indi bu gün dedi azərbaycan universiteti məqalə məqalədə`,
	Endings: `lar lər ları ləri dan dən da də nın nin ın in lıq lik mək maq dır dir ib ıb ub üb miş mış ir ır ər ar ında ində sında sində ığı iyi`,
	Grams:   "ə lə mə də rə",
	Rare:    "w",
}, {
	Tag:      string(RussianLatin),
	Alphabet: lang.LatinLetters + "âěèëéčšžŝûŭʹʺj̆",
	Words: `i v na po dlya dlia dlja ramkakh kak pri ot iz ili ob o s so k ko za do bez nad pod iz-za ne chto eto yego ego ee ikh ih iskh
		strany stran strategii strategiya strategiia vestnik zhurnal nauka nauki nauk nauchnyy nauchnyi rossiya rossiia rossii rossiyskoy
		vyp vypusk tom izdatel'stvo izdatelstvo trudy uchebnik uchebnoye uchebnoe posobiye posobie sbornik materialy konferentsii
		konferencii mezhdunarodnoy mezhdunarodnoi universiteta universitet gosudarstvennogo gosudarstvennyy razvitiye razvitie razvitiya
		razvitiia issledovaniye issledovanie issledovaniya issledovaniia analiz problemy voprosy sovremennyye sovremennye istoriya istoriia
		istorii yazyk yazyka iazyk iazyka teoriya teoriia teorii obrazovaniye obrazovanie obrazovaniya kazakhstana kazakhstane respubliki
		ekonomika ekonomiki ekonomicheskiye sotsial'no mezhdu cherez ikh novyye novye novaya osnovy metody avtoref dis kand dokt`,
	Endings: `skiy skij skii skogo skaya skaia skaja skoye skoe skoje skikh skih skom skomu skoi skoy skuyu skiye skie ovaniya ovaniye ovanie
		ovanija ovaniia stvo stva stve stvom stvennyy stvennoye tsii tsiya tsiia tsiyu tsiy ciya cija cii nogo nykh nyh naya naia naja
		nyye nye noye noe nym nymi nom nomu iye ie iya iia ija nost nosti nost' ost' eniye enie eniya enija eniia eniyu eniyem vykh vyh
		aniye aniya anie aniia anija aniyu ogo ego ykh ikh yye aya uyu ami yami akh yakh iyu iyem ov ev ev' at' it' et' yy iy ij oy ey tsya
		t'sya lsya las ali ili los' chesk ichesk chnogo chnoy chnykh`,
	Grams: "kh zh shch yy iy ye ya yu kiy tsi dly pri sk stv vy",
	Rare:  "w q x th oo ee ck ea",
}, {
	Tag:      string(KazakhLatin),
	Alphabet: lang.LatinLetters + "äáğǵıíńñöóşţūúüý",
	Prior:    -4,
	Words: `zhäne zhane jäne jane men ushin üşin üshin boiynsha boyynsha turaly arkyly arqyly bul onyn onyñ zhyl jyl zhyly jyly bolyp bolgan
		bolğan qazaq qazaqstan qazaqstannyn respublikasynyn respublikasy tilinin tili bilim zerttew zertteu damuy damytu adebiet ädebiet
		tarihy zhana jaña ulttyq ulttyk memlekettik universiteti habarshysy khabarshysy`,
	Endings: "nyn nyñ nin niñ dyn dyñ tyn tyñ lary leri dary deri tary teri dagy dağy degi ndagy yndagy yqty lyq lyk dyq dyk tyq tyk ğan gan qan syna synyn ylyq shylyq yndağy",
	Grams:   "qa ğa yq yl ñ yñ qy",
	Rare:    "th w ck x ee oo",
}}
