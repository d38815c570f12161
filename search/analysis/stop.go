package analysis

import "strings"

// stopWords are closed-class words (articles, prepositions, conjunctions,
// pronouns, auxiliaries, question words) of English, Russian and Kazakh. They
// are indexed and searched like any others; they only do not count when most
// words of a longer query must match.
var stopWords = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`
		a an the of in on at to for from by with without about into over under between and or but not no nor so if
		than then as is are was were be been being am do does did have has had can could will would shall should may
		might must it its it's this that these those he she they we you i his her their our your my me him them us
		who whom whose what which when where why how there here all any each some such also only very
		и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее её мне было вот от
		меня еще ещё нет о об из ему когда даже ну ли если уже или ни быть был была были него до вас они тут где есть
		мы тебя их чем сам без чего раз тоже под будет кто этот эта это эти того потому какой какая какое какие каким
		который которая которое которые которых при для через над между после перед
		және мен пен бен да де та те осы бұл сол ол олар біз сіз сен мен үшін туралы бойынша арқылы дейін кейін бұрын
		қандай дегеніміз дегені қай қайда қашан неге не кім кімнің қанша қалай ма ме ба бе па пе бар жоқ емес еді болды болып болған
		болатын деп деген сияқты тек өз әр бір барлық`) {
		set[w] = true
	}
	return set
}()
