package analysis

import (
	"slices"
	"strings"
)

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

// askingWords are words by which a question is known though it has no question
// mark.
var askingWords = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`
		who whom whose what which when where why how
		кто кого кому кем что чего чему чем какой какая какое какие какого каком каких сколько где куда откуда когда почему зачем
		кім кімнің кімге кімді кімнен қандай қай қайсы қайда қайдан қашан қанша неше не нені неге неден қалай дегеніміз`) {
		set[w] = true
	}
	return set
}()

// askingHan are those of Chinese.
var askingHan = strings.Fields("什么 什麼 谁 誰 哪 何时 何時 何处 何處 何地 何人 为何 為何 怎 如何 多少 几 幾 吗 嗎")

// Asks reports whether text has a word that asks, such as "which".
func Asks(text string) bool {
	return slices.ContainsFunc(askingHan, func(w string) bool { return strings.Contains(text, w) }) ||
		slices.ContainsFunc(tokenize(text), func(t Token) bool { return askingWords[t.Term] })
}
