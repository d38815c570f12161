package lang

// Russian stems: those of the Snowball algorithm (snowballstem.org), which cuts
// endings, joined where the root itself changes: fleeting vowels (участок,
// участка), consonants before the endings of verbs (представлю, хожу), stems of
// verbs that follow no rule (найти, найдёт, нашёл), participles (построенный,
// построен), the -ова- of verbs (рисовать, рисует), and nouns whose last letters
// are no ending (материала). After Зализняк, Грамматический словарь русского
// языка (the classes of alternation), written from the grammar's description.

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/russian"
)

// stemRussian returns the stem of a word in lower case.
func stemRussian(word string) string {
	word = strings.ReplaceAll(word, "ё", "е")
	if s, ok := russianWords[word]; ok {
		return s
	}
	if s := russianNoun(word); s != "" {
		return s
	}
	env := snowballstem.NewEnv(word)
	russian.Stem(env)
	stem := env.Current()
	if !strings.HasPrefix(word, stem) || len(stem) < 2*len("а") {
		return stem
	}
	if s := russianVerb(stem); s != "" {
		return s
	}
	return russianRoot(word, stem)
}

// russianRoot undoes what Snowball leaves of the alternations at the end of a
// root.
func russianRoot(word, stem string) string {
	rest := word[len(stem):]
	long := len(stem) > 4*len("а")
	switch {
	case long && strings.HasSuffix(stem, "ен") && strings.HasPrefix(rest, "н") && !strings.HasSuffix(stem, "ствен"):
		stem = strings.TrimSuffix(stem, "ен") // построенный
	case strings.HasSuffix(stem, "ыв") || strings.HasSuffix(stem, "ив"):
		if rest == "ая" { // показывая
			return stem + "а"
		}
	case strings.HasSuffix(word, "аясь"):
		return strings.TrimSuffix(word, "ясь") // касаясь
	case strings.HasSuffix(stem, "я") && strings.HasPrefix(rest, "щ") && long:
		stem = strings.TrimSuffix(stem, "я") // уходящий
	}
	for _, s := range []string{"ова", "ева", "у"} {
		if root := strings.TrimSuffix(stem, s); root != stem && len(root) >= 3*len("а") && !endsInVowel(root) {
			stem = root // рисовать, чувствуя
			break
		}
	}
	// The л of представлю, of all words that have it.
	if root := strings.TrimSuffix(stem, "л"); root != stem && len(root) >= 3*len("а") && endsIn(root, "бпвмф") {
		stem = root
	}
	// The vowel of героев and музеем.
	if root := strings.TrimRight(stem, "ое"); root != stem && len(root) >= 2*len("а") && len(stem)-len(root) == len("о") {
		stem = root
	}
	// Fleeting vowels: участок, точек, конец.
	for _, s := range []string{"ок", "ек", "ец"} {
		if root := strings.TrimSuffix(stem, s); root != stem && len(root) >= 2*len("а") && !endsInVowel(root) {
			stem = root + s[len("о"):]
			break
		}
	}
	return stem
}

func endsIn(s, letters string) bool {
	for _, r := range letters {
		if strings.HasSuffix(s, string(r)) {
			return true
		}
	}
	return false
}

func endsInVowel(s string) bool { return endsIn(s, "аеиоуыэюя") }

// russianVerb returns the common stem of a verb whose forms have several, ""
// for other words.
func russianVerb(stem string) string {
	for i := range stem {
		v, ok := russianVerbs[stem[i:]]
		if ok && russianPrefixes[stem[:i]] && (i > 0 || !v.prefixed) {
			return stem[:i] + v.stem
		}
	}
	return ""
}

type russianVerbStem struct {
	stem string
	// prefixed marks a stem that is another word without a prefix.
	prefixed bool
}

var russianPrefixes = func() map[string]bool {
	set := map[string]bool{"": true}
	for _, p := range strings.Fields(`в во вз взо воз возо вос вс вы до за из изо ис на над надо недо о обо об от ото пере по под подо пре пред предо
		при про раз разо рас с со соз у расс подс`) {
		set[p] = true
	}
	return set
}()

// russianVerbs has the stems, as Snowball leaves them, of verbs whose root
// changes. Each line: the common stem, with a hyphen before it where the verb
// has to have a prefix, and the others.
var russianVerbs = func() map[string]russianVerbStem {
	verbs := map[string]russianVerbStem{}
	for line := range strings.Lines(strings.TrimSpace(`
-йд йдет йдут йдем йдете йдеш йт йден шел шл шедш
вед вел ведет ведут ведем ведеш веден ведш
нес несл несет несут несем несеш нест несен несш несущ
вез везл везет везут везем везт везен
жив живет живут живем живеш жит жил живш живущ
писа пиш пишет пишут пишеш
-каза кажет кажут каж кажеш
-бы был будет будут буд будеш быт
подня подн поднимут поднимет поднят
провед провест
привед привест
введ ввест
перевед перевест
завед завест
отвед отвест
развед развест
-кр кро кроет кроют
нача начн начнет начнут начнеш начат
мог могл может могут можеш мож моч могш
хот хочет хоч хочеш хотел хотет
вид виж видет видел виден
смотр смотрел смотрет
сид сидел сидет сиж
гляд глядел глядет гляж
владе владел владет владеет владеют
боле болел болет болеет болеют
уме умел умет умеет умеют
име имел имет имеет имеют имеющ имеем
успе успел успет успеет успеют
жале жалел жалет жалеет жалеют
терп терпел терпет терпл
гор горел горет
-ста станет станут станеш стан станем
умер умрет умр умрут умерл умерш
-еха едет едут ед едеш едем
-бра бер берет берут береш берем
-зва зовет зовут зовеш зов
-рос росл росш раст растет растут
-пад падет падут паст па
жда ждет ждут жд ждеш
иска ищет ищут ищ
-да даст дадут дадим даш
леж лежа лежат
держ держа держат держут
-стоя сто
ход хож
-вод вож
-вяза вяжет вяжут вяж
реза режет режут реж
пляса пляшет пляшут пляш
маха машет машут
плака плачет плачут
сяд сядет сядут сядеш сел
лег лягут ляжет лечь
-да даст дадут
-сл шлет шлют
бег бегут бежа беж бегущ
-лож ложен ложил
-вис висел висет
`)) {
		f := strings.Fields(line)
		v := russianVerbStem{strings.TrimPrefix(f[0], "-"), f[0][0] == '-'}
		for _, s := range f[1:] {
			verbs[s] = v
		}
	}
	return verbs
}()

// russianWords has words that no rule joins. Each line: the stem and the forms.
var russianWords = func() map[string]string {
	words := map[string]string{}
	for line := range strings.Lines(strings.TrimSpace(`
день день дня дню днем дне дни дней дням днями днях
человк люди людей людям людьми людях
хорош лучше лучший лучшая лучшее лучшие лучшего лучшей лучшему лучшим лучшем лучшую лучших лучшими наилучший наилучшим наилучших
плох хуже худший худшая худшее худшие худшего худшей худших
больш больше
меньш меньше
выск выше высший высшая высшее высшие высшего высшей высшему высшим высшем высшую высших высшими
низк ниже низший низшая низшее низшие низшего низшей
близк ближе ближайший ближайшая ближайшее ближайшие ближайшего ближайшей ближайшем ближайшую ближайших
долг дольше
далк дальше
врем время времени временем
имен имя
неб небеса небес небесам небесах небесами
ух уши ушей ушам ушами ушах
дочер дочь дочки
матер мать
сын сыновья сыновей сыновьям
конц конец
отц отец
пойд пойти пошел пошла пошло пошли пойдет пойдут пойду пойдем пошедший
прийд прийти придти пришел пришла пришло пришли придет придут приду придем пришедший пришедшие пришедших придя
взя взять взял взяла взяли взяло возьмет возьмут возьму возьмем возьмите взят взята взято взяты взяв взятый взятые взятых
приня примет примут приму примем принят принята принято приняты принятый принятые принятых принятая
поня поймет поймут пойму поймем понят понята понято поняты
заня займет займут займу займем занят занята занято заняты займется займутся
забы забыл забыла забыли забудет забудут забыть забыт забыта забыто забыты забытый забытые забытых
известн известен
активн активен
сильн силен
нужн нужен
должн должен
способн способен
важн важен
черн черен
красн красен
`)) {
		f := strings.Fields(line)
		for _, w := range f[1:] {
			words[w] = f[0]
		}
	}
	return words
}()

// russianNoun returns the stem of a noun that ends as forms of verbs do, "" for
// other words.
func russianNoun(word string) string {
	for i := len(word); i > 0 && len(word)-i <= len("ами"); i -= len("а") {
		if nounEndings[word[i:]] && hasNoun(word[:i]) {
			return word[:i]
		}
	}
	return ""
}

func hasNoun(stem string) bool {
	return nouns[stem] || strings.HasSuffix(stem, "иал") || strings.HasSuffix(stem, "анин")
}

var nounEndings, nouns = func() (map[string]bool, map[string]bool) {
	sets := [2]map[string]bool{{"": true}, {}}
	for i, list := range []string{`а у ом е ы и ов ам ами ах ь я ю ей ям ями ях ем`, `
		генерал журнал канал сигнал финал капитал персонал оригинал металл кристалл вокзал портал идеал ритуал скандал филиал
		терминал интервал зал вал бал арсенал потенциал мемориал материал сериал
		экран план роман капитан океан орган туман ураган стакан обман клан вулкан фонтан президент диван ветеран партизан
		канон закон район сезон регион вагон салон балкон патрон миллион чемпион
		детал морал печал сталь`} {
		for _, w := range strings.Fields(list) {
			sets[i][w] = true
		}
	}
	return sets[0], sets[1]
}()
