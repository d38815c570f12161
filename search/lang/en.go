package lang

import "unicode"

var en = Language{
	Tag:     "en",
	Names:   map[string]string{"en": "English", "kk": "ағылшын тілі", "ru": "английский", "zh": "英语"},
	Aliases: "eng|us|uk|gb|english|ағылшын|ағылшынша|английский|英语",
	Numbers: "1,000.5",
	Scripts: []*unicode.RangeTable{unicode.Latin},
	Assumed: true,
	Stem:    stemEnglish,
	Stop: `a an the of in on at to for from by with without about into over under between and or but not no nor so if
		than then as is are was were be been being am do does did have has had can could will would shall should may
		might must it its it's this that these those he she they we you i his her their our your my me him them us
		who whom whose what which when where why how there here all any each some such also only very`,
	Asking:    "who whom whose what which when where why how",
	Keyboards: []string{Qwerty},
	Months: [12]string{"january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
		"september sept sep", "october oct", "november nov", "december dec"},
	Front: Front{
		Institutions: "universit institut academy college department facult laborator school ministry company corporation centre center hospital clinic polytechnic",
		Positions: `phd| ph.d dr.| doctor professor prof.| assoc.| lecturer student master| master's| masters| msc| bsc| mba| candidate researcher dean|
			head| director| engineer| postdoc fellow| scientist assistant undergraduate`,
		Accepted: "accept", Revised: "revis approved", Published: "publish online", Received: "receiv submitted submission",
		Abbreviations: `al etc vs cf eg ie fig figs tab eq eqs ref refs vol no nos pp ed eds co ltd inc corp dr prof mr mrs ms st jr sr phd dept univ approx resp sec ch
			jan feb mar apr jun jul aug sep sept oct nov dec ph`,
		Patronymics: "ovich evich yevich ovna evna yevna",
	},
	Hyphens: Hyphens{
		First: `self non well cross quasi pseudo`,
		Second: `being| term| based| oriented| related| making| driven| led| scale| level| wide| specific| style| type| quality| income| risk| sized| building|
			sharing| friendly| free| efficient| intensive| dependent| economic| political| owned| funded| party| century| year| year-old| range| site|`,
		Joining: "and or to",
	},
	Labels: Labels{
		Abstract: "abstract|summary|annotation|extended abstract|abstract and keywords",
		Keywords: "keywords|keyword|key words|key word|index terms|keywords and phrases",
		Section: "introduction|literature review|review of literature|related work|related works|background|" +
			"theory|theoretical background|theoretical framework|methods|method|methodology|materials and methods|methods and materials|research methods|research methodology|" +
			"experimental|experiment|experiments|experimental setup|results|findings|discussion|results and discussion|discussion and results|analysis|evaluation|implementation|" +
			"conclusion|conclusions|concluding remarks|conclusion and future work|recommendations|limitations|future work|statement of need|data|data and methods|study area|results and analysis|summary and conclusions|conclusions and recommendations|discussion and conclusion|discussion and conclusions|methods and data",
		References: "references|reference|bibliography|works cited|cited works|works consulted|further reading|literature cited|list of references|literature|references (transliterated)|reference list|cited references|references and notes|notes and references|bibliographic references|references cited",
		Back:       "appendix|appendices|acknowledgements|acknowledgments|acknowledgement|acknowledgment|funding|conflict of interest|conflicts of interest|conflict of interests|competing interests|author contributions|authors contribution|information about authors|information about the authors|about the authors|data availability|data availability statement|supplementary materials|supplementary material|supplemental information|additional information and declarations|author contribution|contribution of authors|declaration of competing interest|disclosure|disclosures|ethics statement|author information|about the author|information about the author|funding information",
		Note:       "note|notes|source|sources|compiled by|remark",
		Caption:    "table|tab|figure|fig|chart|diagram|scheme|listing|algorithm",
		Title:      "title|paper title|article title|thesis title",
		Author:     "author|authors|by",
		Meta: "doi|udc|orcid|orcid id|issn|isbn|cicsti|irsti|grnti|scsti|jel|jel classification|received|accepted|revised|published|submitted|manuscript received|article history|" +
			"corresponding author|correspondence|e-mail|email|for citation|cite as|how to cite|citation|copyright|license|licence|supervisor|advisor|discipline|school|affiliation|affiliations|correspondence to|corresponding authors|contact|date|volume|issue|pages|journal|section|research article|original article|original paper|original research|review article|short communication|open access|researcherid|scopus author id|article info|msc|pacs",
		ListNouns: "references reference bibliography bibliographies literature sources citations",
		ListWords: "appendix list of used cited quoted consulted selected select main primary secondary general further additional suggested recommended annotated reading works and the in to for from notes note key other printed published unpublished archival archive archives manuscript electronic internet online web russian english kazakh chinese foreign original language languages articles books monographs",
	},
	Profiles: []Profile{{
		Tag:      "en",
		Prior:    1,
		Alphabet: LatinLetters,
		Words: `the of and in to is a for that on with as are by this from be an at it was were which or not has have its their between can will
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
		Endings: `tion tions sion sions ing ings ed ly ment ments ness ity ities ous ive ful less able ible ance ence ances ences ical logy ogy
		ship ism ist ists ers er or ies ied ght ough ould ure ures al ally ic ics ward wards wise est th ter ters ks ck sh tch 's s's n't age`,
		Grams: "th wh gh ow ee ea ou ck oo sh ngs",
		Rare:  "kh zh ii yy uu iy aa",
	}},
}
