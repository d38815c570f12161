package lang

import "strings"

// The data of the Kazakh stemmer; kazakh.go explains them. Costs are tenths of
// a nat or thereabouts: a suffix that is frequent where it stands is cheap.

// kkSuffixes are the suffixes in the notation of kkVariants: what may stand to
// their right, what they are, what stands to their left, what they cost.
var kkSuffixes = []struct {
	right uint16
	spec  string
	left  uint8
	cost  int32
}{
	// person copula
	{kkAtEnd, "MIн", kkCase, 54},
	{kkAtEnd, "сIң", kkCase, 76},
	{kkAtEnd, "сIз", kkCase, 54},
	{kkAtEnd, "PIз", kkCase, 86},
	{kkAtEnd, "сIңдAр", kkCase, 54},
	{kkAtEnd, "сIздAр", kkCase, 76},
	{kkAtEnd, "-ақ", kkEnd, 40},
	{kkAtEnd, "-ау", kkEnd, 40},
	// case
	{kkAtCase, "HIң", kkPoss, 16},
	{kkAtCase, "GA", kkPoss, 10},
	{kkAtEnd, "NI", kkPoss, 26},
	{kkAtCase, "DA", kkPoss, 32},
	{kkAtCase, "BAн", kkPoss, 9},
	{kkAtCase, "Mен", kkPoss, 14},
	{kkAtCase, "Mенен", kkPoss, 60},
	{kkAtCase, "нA", kkPoss3, 17},
	{kkAtCase, "н", kkPoss3, 31},
	{kkAtCase, "Iн", kkPlural, 31},
	{kkAtCase, "сIн", kkPlural, 20},
	{kkAtCase, "ндA", kkPoss3, 5},
	{kkAtCase, "нAн", kkPoss3, 20},
	{kkAtCase, "A", kkPoss1, 38},
	// attributives that inflect again
	{kkAtNoun, "DAGI", kkPoss, 41},
	{kkAtNoun, "ндAGI", kkPoss3, 15},
	{kkAtPlural, "нIкI", kkPoss, 50},
	{kkAtPlural, "дIкI", kkPoss, 50},
	{kkAtPlural, "тIкI", kkPoss, 50},
	{kkAtPlural, "DAй", kkPoss, 49},
	{kkAtPlural, "шA", kkPlural, 100},
	{kkAtPlural, "сIз", kkPoss, 60},
	{kkAtPlural, "рAQ", kkPoss, 104},
	{kkAtPlural, "IрAQ", kkPoss, 68},
	{kkAtCase, "ншA", kkPoss3, 50},
	{kkAtPlural, "ндAй", kkPoss3, 76},
	{kkAtEnd, "DIр", kkCase, 120},
	// possessive
	{kkAtEnd, "Iм", kkPlural, 40},
	{kkAtEnd, "+м", kkPlural, 30},
	{kkBeforeCase, "Iм", kkPlural, 20},
	{kkBeforeCase, "+м", kkPlural, 38},
	{kkAtEnd, "Iң", kkPlural, 34},
	{kkAtEnd, "+ң", kkPlural, 50},
	{kkBeforeCase, "Iң", kkPlural, 22},
	{kkBeforeCase, "+ң", kkPlural, 50},
	{kkAtEnd, "IңIз", kkPlural, 34},
	{kkAtEnd, "+ңIз", kkPlural, 38},
	{kkBeforeCase, "IңIз", kkPlural, 50},
	{kkBeforeCase, "+ңIз", kkPlural, 50},
	{kkAtEnd, "IмIз", kkPlural, 46},
	{kkAtEnd, "+мIз", kkPlural, 36},
	{kkBeforeCase, "IмIз", kkPlural, 40},
	{kkBeforeCase, "+мIз", kkPlural, 40},
	{kkAtPoss | 1<<kkPoss1, ":м", kkPlural, 40},
	{kkAtPoss | 1<<kkPoss1, ":ң", kkPlural, 38},
	{kkAtEnd, "+сI", kkPlural, 7},
	{kkAtEnd, "I", kkPlural, 18},
	{kkBeforeCase, "+сI", kkPlural, 3},
	{kkBeforeCase, "I", kkPlural, 12},
	{1 << kkPoss3, "+сI", kkPlural, 1},
	{1 << kkPoss3, "I", kkPlural, 4},
	// plural
	{kkAtPlural, "LAр", kkNoun, 16},
	// verbal nominals
	{kkAtEnd, "GAн", kkNegation, 14},
	{kkInside, "GAн", kkNegation, 10},
	{kkAtNoun, "GAндIQ", kkNegation, 40},
	{kkAtNoun, "GAндIJ", kkNegation, 40},
	{kkAtNoun, "%тIн", kkNegation, 47},
	{kkAtNoun, "%тIндIQ", kkNegation, 45},
	{kkAtNoun, "%тIндIJ", kkNegation, 45},
	{kkAtEnd, "Aр", kkNegation, 55},
	{kkInside, "Aр", kkNegation, 60},
	{kkAtEnd, "+р", kkNegation, 85},
	{kkInside, "+р", kkNegation, 49},
	{kkAtEnd, "*у", kkNegation, 32},
	{kkInside, "*у", kkNegation, 0},
	{kkAtNoun, "*ушI", kkNegation, 2},
	{kkAtNoun, "*ушIлIQ", kkNegation, 84},
	{kkAtNoun, "PAQ", kkVoice, 40},
	{kkAtNoun, "PAQшI", kkVoice, 45},
	{kkAtNoun, "PAJ", kkVoice, 50},
	{1 << kkPlural, "GI", kkNegation, 40},
	{kkAtNoun, "GIш", kkNegation, 46},
	// verb with person
	{kkAtEnd, "MIн", kkPersonal, 3},
	{kkAtEnd, "м", kkPersonal, 32},
	{kkAtEnd, "сIң", kkPersonal, 24},
	{kkAtEnd, "сIз", kkPersonal, 15},
	{kkAtEnd, "PIз", kkPersonal, 11},
	{kkAtEnd, "сIңдAр", kkPersonal, 3},
	{kkAtEnd, "сIздAр", kkPersonal, 24},
	{1 << kkPersonal, "GAн", kkNegation, 10},
	{1 << kkPersonal, "Aр", kkNegation, 13},
	{1 << kkPersonal, "+р", kkNegation, 15},
	{1 << kkPersonal, "%тIн", kkNegation, 10},
	{1 << kkPersonal, "%", kkNegation, 10},
	{1 << kkPersonal, "~", kkNegation, 25},
	{1 << kkPersonal, "PAс", kkVoice, 25},
	{1 << kkPersonal, "PAQ", kkVoice, 25},
	{1 << kkPersonal, "PAQшI", kkVoice, 25},
	{kkAtEnd, "%дI", kkNegation, 10},
	{kkAtEnd, "~тI", kkNegation, 47},
	// past
	{kkAtEnd, "DI", kkNegation, 18},
	{kkAtEnd, "DIм", kkNegation, 30},
	{kkAtEnd, "DIң", kkNegation, 58},
	{kkAtEnd, "DIңIз", kkNegation, 25},
	{kkAtEnd, "DIQ", kkNegation, 88},
	{kkAtEnd, "DIңдAр", kkNegation, 36},
	{kkAtEnd, "DIңIздAр", kkNegation, 50},
	// conditional
	{kkAtEnd, "сA", kkNegation, 55},
	{kkAtEnd, "сAм", kkNegation, 35},
	{kkAtEnd, "сAң", kkNegation, 19},
	{kkAtEnd, "сAңIз", kkNegation, 35},
	{kkAtEnd, "сAQ", kkNegation, 35},
	{kkAtEnd, "сAңдAр", kkNegation, 50},
	{kkAtEnd, "сAңIздAр", kkNegation, 82},
	// imperative, optative
	{kkAtEnd, "сIн", kkNegation, 30},
	{kkAtEnd, ":ң", kkNegation, 92},
	{kkAtEnd, ":ңIз", kkNegation, 50},
	{kkAtEnd, ":ңдAр", kkNegation, 26},
	{kkAtEnd, ":ңIздAр", kkNegation, 45},
	{kkAtEnd, "+йIн", kkNegation, 40},
	{kkAtEnd, "AйIн", kkNegation, 14},
	{kkAtEnd, "+йIQ", kkNegation, 80},
	{kkAtEnd, "AйIQ", kkNegation, 72},
	{kkAtEnd, "GAй", kkNegation, 84},
	// converbs
	{kkAtEnd, "Iп", kkNegation, 20},
	{kkAtEnd, "+п", kkNegation, 58},
	{kkAtEnd, "A", kkNegation, 57},
	{kkAtEnd, "+й", kkNegation, 44},
	{kkAtEnd, "и", kkNegation, 108},
	{kkAtEnd, "GAлI", kkNegation, 35},
	{kkAtEnd, "GAншA", kkNegation, 50},
	{kkAtEnd, "йIншA", kkNegation, 50},
	{kkAtNoun, "PAс", kkVoice, 27},
	{kkAtEnd, "шI", kkNegation, 90},
	// bare negative
	{kkAtEnd, "PA", kkVoice, 69},
	// negation
	{kkAtNegation, "PA", kkVoice, 8},
	// voice
	{kkAtVoice, "Iл", kkVerb, 13},
	{kkAtVoice, "+л", kkVerb, 29},
	{kkAtVoice, "Iн", kkVerb, 45},
	{kkAtVoice, "+лIн", kkVerb, 95},
	{kkAtVoice, "+н", kkVerb, 37},
	{kkAtVoice, "Iс", kkVerb, 54},
	{kkAtVoice, "+с", kkVerb, 14},
}

// kkNounEndings and kkVerbEndings are endings of derived stems (тазалық,
// жазушы, мекеме; ойла-, тазалан-): they are not stripped, and that a stem has
// one speaks for it by that much.
var (
	kkNounEndings = []kkEnding{
		{"LIQ", 36},
		{"тAстIQ", 60},
		{"дAстIQ", 60},
		{"шI", 26},
		{"LI", 8},
		{"сIз", 40},
		{"PA", 14},
		{"Iм", 18},
		{"м", 40},
		{"Iс", 30},
		{"Aқ", 34},
		{"Aк", 2},
		{"IJ", 10},
		{"AJ", 22},
		{"GIш", 6},
		{"ия", 16},
		{"шA", 10},
		{"нама", 40},
		{"хана", 34},
		{"қстан", 110},
		{"кстан", 110},
		{"зстан", 110},
		{"нстан", 110},
		{"лстан", 110},
		{"кістан", 110},
		{"дістан", 110},
		{"гер", 20},
		{"Aн", 16},
		{"Aй", 28},
		{"Aр", 2},
		{"қа", 6},
		{"сын", 30},
	}
	kkVerbEndings = []kkEnding{
		{"LA", 16},
		{"LAн", 42},
		{"LAс", 26},
		{"т", 6},
		{"р", 18},
		{"GIз", 22},
		{"Iн", 16},
		{"Iс", 8},
		{"Iр", 22},
		{"ыл", 2},
		{"ік", 2},
	}
)

// What stems cost by their letters: 2, 3, … 11 and more. A verb root has mostly
// three letters, a noun may have any number.
var (
	kkNounLength = [kkLongStem + 1]int32{0, 0, 16, 22, 18, 23, 23, 20, 26, 22, 32, 30}
	kkVerbLength = [kkLongStem + 1]int32{0, 0, 20, 21, 10, 19, 20, 26, 30, 24, 74, 96}
)

// kkLastLetter is what the last letter of a noun and of a verb stem costs.
var kkLastLetter = []struct {
	letter     rune
	noun, verb int32
}{
	{'а', -8, 0}, {'ә', 0, 4}, {'б', -6, 14}, {'в', -12, 0}, {'г', 0, 10},
	{'ғ', -4, -26}, {'д', 8, 18}, {'е', -14, 6}, {'з', 0, 12}, {'и', -12, 20},
	{'й', -16, 6}, {'к', -22, 12}, {'қ', 2, 0}, {'л', 14, 0}, {'м', 0, 38},
	{'н', 0, 20}, {'ң', -8, 28}, {'о', 16, 38}, {'ө', 6, 0}, {'п', -8, 16},
	{'р', -16, 2}, {'с', 0, 2}, {'т', 0, -18}, {'у', -2, 40}, {'ұ', 0, 16},
	{'ү', 10, 2}, {'һ', 0, 10}, {'ш', -14, -2}, {'ы', 10, 12}, {'і', 10, 10},
	{'я', 0, 16},
}

// What else speaks against an analysis.
const (
	kkLetter      = 22  // what a letter is worth that a suffix explains
	kkBare        = 40  // a noun stem without any ending
	kkVerbStem    = 3   // a verb at all
	kkUnvoicedQ   = 70  // қ before a vowel, where ғ is the rule
	kkUnvoicedP   = 68  // п, where б is
	kkUnvoicedK   = 78  // к, where г is
	kkVoiced      = 2   // б, г, ғ before a consonant or at the end
	kkSonorEnd    = 19  // a stem that ends in a consonant and л, м, н, р …
	kkObstruents  = 14  // a stem that ends in two obstruents, but for -ст, -кт
	kkVerbCluster = 48  // a verb that ends in two consonants, р, й and у aside
	kkLoanVerb    = 26  // a verb with letters of loanwords
	kkNounVC      = 6   // nouns of two letters: ат, ән
	kkNounCV      = 82  // су, ту
	kkVerbVC      = -18 // verbs of two letters: ал-, іш-
	kkVerbCV      = -40 // де-, же-
)

// kazakhIrregular has the stems of words that the rules misread: pronouns, which
// decline in their own way, the verbs that say "be", words that do not inflect
// but look as if, and common nouns whose bare form looks inflected (мектеп like
// a converb in -п). A line is a stem and its words; a stem alone is its word.
var kazakhIrregular = func() map[string]string {
	stems := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(`
мен мені менің маған менде менен менімен
сен сені сенің саған сенде сенен сенімен
ол оны оның оған онда одан онымен олар оларды олардың оларға оларда олардан олармен ондай
біз бізді біздің бізге бізде бізден бізбен
сіз сізді сіздің сізге сізде сізден сізбен
бұл бұны бұның бұған бұдан мұны мұның мұнда бұлар бұларды бұлардың бұларға мұндай
сол соны соның соған сонда содан сонымен солар солардың сондай
осы осыны осының осыған осында осыдан осымен осындай
өз өзі өзін өзінің өзіне өзінде өзінен өзімен өзім өзіміз өздері өздерін өздерінің өздеріне
кім кімді кімнің кімге кімде кімнен кіммен кімдер
не нені ненің неге неде неден немен
тұр тұрмын тұрмыз тұрсың
жат жатыр жатырмын жатырмыз
қандай
қалай
қашан
қайда
және
немесе
туралы
бойынша
арқылы
үшін
дейін
кейін
бұрын
ретінде
жеті
екі
алты
алпыс
жетпіс
бүгін
кеше
қазіргі
әлі
тағы
ғана
емес
ерте
алды алдында алдына алдынан
ата
ана
бала
апта
аудан
әлем
әсер
баға
еңбек
ереже
кәсп кәсіп
кезең
кітап кітапты
қоғам
құрам
мәтн мәтін
мектеп мектепті
ойн ойын
оқиға
орн орын
өлең
өнер
пайда
талап
теңге
терең
тұлға
шара
шекара
шығарма
ағылшн ағылшын
келісм келісім
бағдарлама
хабарлама
көлем
орта
ара
қысқа
қара
алма
`), "\n") {
		words := strings.Fields(line)
		stems[words[0]] = words[0]
		for _, w := range words[1:] {
			stems[w] = words[0]
		}
	}
	return stems
}()
