// Package lexicon holds the words by which readers of names, references and
// citations find their way: months, the words of editors, volumes, pages, theses and
// proceedings, publishers and places. General knowledge, lower case, without final
// stops; the tagger of package read learns what each list is worth. It imports
// nothing of ours.
package lexicon

import (
	"strings"
	"sync"
)

// Class is a set of word lists.
type Class uint32

const (
	Month Class = 1 << iota
	Editor
	Volume
	Issue
	Page
	Edition
	Publisher // words of publishers' names: "press", "verlag", "изд"
	House     // well-known houses: "springer"
	Place
	Journal // words of journals' names: "journal", "вестник"
	Proceedings
	Thesis
	In
	And
	EtAl
	Particle // "van", "de"
	Function // other small words
	Translator
	Web
	Access // "retrieved", "дата", "обращения"
	DOI
	Given // frequent given names
	Org   // "university", "institute", "ministry"
	Report
	Country
	Series
)

// Of is the set of lists that hold word, in lower case, with or without a final stop.
func Of(word string) Class { return lexicon()[strings.TrimRight(word, ".")] }

var lexicon = sync.OnceValue(func() map[string]Class {
	m := make(map[string]Class, 2048)
	for _, l := range lists {
		for _, w := range strings.Fields(l.words) {
			m[w] |= l.class
		}
	}
	return m
})

var lists = []struct {
	class Class
	words string
}{
	{Month, `jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october november december
		spring summer autumn fall winter janvier février fevrier mars avril mai juin juillet août aout septembre octobre novembre décembre decembre
		januar februar märz juni juli oktober dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
		gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março junho julho setembro outubro novembro dezembro
		январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь января февраля марта апреля мая июня июля августа сентября октября ноября декабря
		қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık`},
	{Editor, `ed eds editor editors edited hg hrsg hgg herausgegeben dir éd edn red ред редакцией редакция составитель сост отв cur coord coords coordinator compiler comp org orgs ред. под redaktion a.cura cura`},
	{Translator, `trans transl translated translator trad traduit traduction übers übersetzt пер перевод перевода traducción tr`},
	{Volume, `vol vols volume volumes v band bd t tome tom tomo т том томы jahrgang jg vol. cilt том.`},
	{Issue, `no nr num number issue iss n n° nº № вып выпуск vyp heft h número numéro sayı №. каз`},
	{Page, `p pp page pages pg pgs s seiten seite с стр б бет ss str p. sayfa`},
	{Edition, `edition edn ed éd aufl auflage изд издание rev revised reprint reprinted reissue édition ediz edição edición 1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th second third fourth fifth sixth перераб доп испр expanded updated überarb`},
	{Publisher, `press verlag publisher publishers publishing publications books editions éditions editorial ediciones edizioni edições imprimerie presses pub publ editora editore edit uitgeverij förlag kiadó wydawnictwo izd изд-во издательство издат баспасы типография house print printing books. yayınları yayınevi verl buchhandlung libraire librairie éditeur office gpo hmso pr`},
	{House, `springer springer-verlag elsevier wiley wiley-blackwell blackwell routledge sage mcgraw-hill academic pergamon birkhäuser kluwer plenum prentice-hall prentice addison-wesley addison oxford cambridge harvard yale princeton mit stanford chicago cornell columbia duke norton penguin macmillan palgrave random knopf harper harpercollins collins doubleday vintage viking putnam scribner houghton mifflin little brown gallimard seuil minuit flammarion grasset hachette puf cnrs armand colin vrin larousse suhrkamp fischer rowohlt reclam mohr beltz ullstein de.gruyter gruyter brill benjamins erlbaum crc taylor francis chapman dover freeman heinemann methuen allen unwin faber longman pearson arnold garland greenwood praeger ashgate continuum verso polity basic free north-holland north holland ieee acm siam aaai kaufmann o'reilly dunod masson thieme karger lippincott williams wilkins saunders mosby churchill livingstone humana nova thomson wadsworth brooks cole worth guilford apa jossey-bass bantam dell ballantine eerdmans zondervan baker fortress orbis mouton niemeyer winter francke steiner böhlau peter lang einaudi mondadori laterza feltrinelli alianza siglo crítica fce paidós ariel tusquets наука мысль мир просвещение высшая юрайт проспект инфра-м инфра дрофа питер лань экономика прогресс республика академия юнити финансы статистика логос радуга аспект юрист норма кнорус ленанд либроком эксмо аст росспэн мәдениет ғылым қазақ`},
	{Place, `york london paris berlin boston chicago amsterdam cambridge oxford philadelphia washington baltimore princeton toronto stanford berkeley francisco angeles münchen munich frankfurt stuttgart leipzig hamburg köln cologne tübingen göttingen heidelberg wiesbaden bonn zürich zurich basel bern geneva genève wien vienna dordrecht leiden hague rotterdam utrecht brussels bruxelles leuven louvain copenhagen københavn stockholm oslo helsinki uppsala lund rome roma milano milan torino turin firenze florence bologna napoli venezia padova pisa madrid barcelona valencia lisboa lisbon porto nc nj wa oh mi ga nh ri wi mn mo la az nm va vt oxon bucks surrey kent essex sussex devon mexico méxico buenos aires santiago bogotá lima caracas paulo janeiro moscow moskva petersburg leningrad kiev kyiv warsaw warszawa kraków prague praha budapest bucharest sofia beograd zagreb ljubljana athens istanbul ankara jerusalem cairo tokyo kyoto osaka beijing shanghai seoul singapore delhi bombay mumbai calcutta sydney melbourne canberra auckland wellington ottawa montreal montréal vancouver québec edinburgh glasgow manchester bristol dublin belfast birmingham leeds sheffield durham haven ithaca bloomington urbana madison minneapolis ann arbor detroit cleveland columbus austin houston dallas atlanta miami seattle portland denver hill chapel hillsdale mahwah englewood cliffs reading hoboken totowa belmont monterey westport norwood thousand oaks newbury park beverly hills sacramento boulder lincoln norman lawrence notre dame louis orleans albany brunswick jersey connecticut mass ma ny nj ca dc pa md il ct tx va fl calif conn n.j d.c u.k uk usa england lyon marseille grenoble toulouse strasbourg rennes lille bordeaux nancy aldershot hants dartmouth weinheim darmstadt freiburg opladen mainz münster hannover karlsruhe dresden jena halle göteborg lausanne palo alto harmondsworth м спб л мн к киев москва санкт-петербург ленинград новосибирск екатеринбург казань томск минск алматы алма-ата астана нұр-сұлтан нур-султан қарағанды караганда шымкент ростов самара нижний новгород саратов воронеж пермь уфа красноярск иркутск владивосток ташкент бишкек almaty astana ljubljana ridge rapids grand cape town johannesburg pretoria nairobi manila bangkok jakarta tehran`},
	{Country, `usa u.s.a uk u.k england france germany italy spain canada australia japan china india russia netherlands switzerland sweden norway denmark finland belgium austria ireland scotland brazil mexico israel poland portugal turkey kazakhstan singapore`},
	{Journal, `journal j review rev annals ann annales archives archiv arch bulletin bull quarterly magazine transactions trans letters lett zeitschrift revue revista rivista cahiers studies studia acta science sciences nature physics phys chemistry chem biology biol medicine med research res am amer american int international clin surg psychol psychology psychiatry advances notices communications commun comm comput engineering eng newsletter times herald post guardian tribune gazette news chronicle monde economist soc sci nat natl acad proc exp pediatr cancer neurology lancet jama cell bmj eur european british journal. вестник журнал известия вопросы труды записки ученые хабаршы хабаршысы вест бюллетень обозрение наука dergisi dergi mind theory appl ecol ecology geol geology geophys geophysical econ economic economics law educ education behav math mathematics mathematical`},
	{Proceedings, `proceedings proc conference conf symposium symp workshop congress meeting colloquium colloque actes tagung conférence материалы конференции сборник сб конф труды тезисы съезд konferenz lncs kongress transactions atti advances`},
	{Thesis, `thesis dissertation diss phd ph.d master's masters doctoral habilitation mémoire thèse дис диссертация автореф канд докт msc m.sc ma unpublished manuscript`},
	{Report, `report technical tech rep memo memorandum paper working working-paper preprint draft discussion tr-`},
	{In, `in dans en im within //`},
	{And, `and & et und y e и en с og och ve &amp; con with`},
	{EtAl, `al et.al др т.б others alii ark а.ғ`},
	{Particle, `van von de der den du da di del della des la le el al bin ibn ben ter ten dos das zu zur af av fon фон ван де ibn st saint`},
	{Function, `the of a an on for to by from at as with or its their into between der die das des den dem für zur zum mit im auf als von les le la l de d du pour par sur à au aux un une et los las el en por para sobre del il lo gli nel sul в на по для о об от из при к у не как что это между over under between is are was how why what when do does can using through toward towards against`},
	{Access, `retrieved accessed available access url online internet date visited viewed consulted consulté abgerufen zugriff last дата обращения режим доступа доступ электронный ресурс view doi: cited updated`},
	{DOI, `doi doi: pmid pmc pmcid isbn issn arxiv`},
	{Given, `john david michael james robert william richard thomas charles mark paul peter george joseph daniel stephen steven edward andrew christopher kenneth martin alan donald jean pierre michel jacques françois louis philippe claude andré henri marie anne claire hans karl friedrich wolfgang klaus jürgen heinz werner helmut giovanni giuseppe francesco carlo maria antonio josé juan carlos luis miguel pedro manuel mary elizabeth susan margaret barbara patricia linda jennifer sarah karen nancy ruth helen anna laura julia jane alice carol christine alexander aleksandr vladimir sergei ivan nikolai boris mikhail jan johannes erik lars fred frank walter arthur henry albert harold howard raymond roger ronald philip simon anthony brian kevin gary larry jeffrey eric scott gregory matthew benjamin samuel jonathan adam nicholas patrick timothy douglas dennis jerry lawrence leonard ralph roy bruce carl craig diane judith joan janet catherine katherine virginia victoria rebecca rachel deborah sandra sharon emma hannah jack joe max leo oscar otto ernst georg franz josef stefan andreas thomas christian dieter gerhard günter horst manfred rolf ulrich uwe walter`},
	{Org, `university universität université universidad università universitet institute institut instituto institution center centre department dept ministry committee commission association society organization organisation council bureau agency foundation federation laboratory laboratories lab corporation corp inc company ltd museum library school college academy group national international united nations bank government government. университет институт министерство комитет центр академия общество dissertation univ faculty división office services service`},
	{Series, `series lecture notes studies collection coll library monographs serie reihe série серия special`},
}

// Set is the set of the words between spaces.
func Set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
