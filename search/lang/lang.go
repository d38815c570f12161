// Package lang knows the languages that izde analyses, each as one row of a
// table: its names, how its words are stemmed, its stop words and keyboards, the
// words by which articles name their parts, and what tells it from others. To add
// a language is to write its row and to put it into All; a test names what a row
// lacks. The package is a leaf: analysis, language identification, extraction and
// the pages loop over All and know no language by name.
package lang

import (
	"strings"
	"sync"
	"unicode"
)

// All holds a row for each language. Where several languages claim a word the
// first one has it.
var All = [...]*Language{&en, &kk, &ru, &zh, &tr, &de, &uz}

// Language is what is known of a language. Lists of words are separated by white
// space and in lower case, where nothing else is said.
type Language struct {
	// Tag is the BCP 47 tag: "en".
	Tag string
	// Names are the names of the language, by the tag of the language that they
	// are in: one for each language of the interface.
	Names map[string]string
	// Aliases are other names by which people ask for the language, codes of ISO
	// 639-2 and countries among them, separated by "|".
	Aliases string
	// Scripts are those that the language is written in.
	Scripts []*unicode.RangeTable
	// Assumed languages are those that a text of unknown language in one of their
	// scripts may be in: its words get the stems of each.
	Assumed bool
	// Host is the tag of the language that words in another script are taken for:
	// those in Latin letters among Han characters are English.
	Host string

	// Stem returns the stem of a word (NFKC, lower case), of any script and however
	// long; nil for a language whose words are truncated instead.
	Stem func(word string) string
	// FoldStem has the fold view fold the stem instead of the word: for a language
	// that is much inflected and often typed without its own letters.
	FoldStem bool
	// Roots has words truncated besides: a wide net for questions, which catches
	// what has one root, where stems leave derivation.
	Roots bool
	// Stop are closed-class words (articles, prepositions, pronouns, auxiliaries,
	// question words).
	Stop string
	// Asking are words by which a question is known though it has no question mark;
	// in a language without spaces, wherever they stand.
	Asking string
	// Keyboards are layouts: what the keys give without Shift, row by row, as many
	// as QWERTY has from the key left of 1 to the one left of the slash.
	Keyboards []string

	// Numbers is a thousand and a half as the language writes it, 1,000.5 in English.
	Numbers string
	// Months are the names of the months and what begins them or abbreviates them,
	// at least three letters long; none where they are numbered.
	Months [12]string
	// Labels are the words by which articles name their parts.
	Labels Labels
	// Front are the words by which front matter is read.
	Front Front
	// Hyphens are the parts of compounds with a hyphen, by which a true hyphen at the
	// end of a line is known.
	Hyphens Hyphens
	// Profiles tell the language from others of its scripts, one for each script
	// that more than one language has.
	Profiles []Profile
}

// Labels are words by which articles name their own parts, separated by "|" where
// nothing else is said.
type Labels struct {
	Abstract   string // opens an abstract
	Keywords   string // opens a list of keywords
	Section    string // heads a section of the body
	References string // heads a list of references
	Back       string // heads what comes after the references
	Note       string // opens a note below a table or figure
	Caption    string // opens a caption, with a number
	Meta       string // opens a line of metadata
	Title      string // announces the title
	Author     string // announces the authors
	// ListNouns are words one of which each heading of a list of references has that
	// References does not name, and ListWords those that may stand beside them:
	// "selected bibliography". They are separated by white space; a language without
	// spaces has parts of such headings.
	ListNouns, ListWords string
}

// Front are words of front matter.
type Front struct {
	// Institutions are beginnings of words that mark a line as an affiliation.
	Institutions string
	// Positions are beginnings of words that mark a part of a line as a degree or a
	// position; with a dot or a bar behind they are whole words.
	Positions string
	// Accepted, Revised, Published and Received are beginnings of words that tell of
	// a stage of a manuscript.
	Accepted, Revised, Published, Received string
	// Abbreviations are those that a full stop does not end a sentence after,
	// without their stop. Single letters need no entry.
	Abbreviations string
	// Patronymics are endings of patronymics, which are no family names.
	Patronymics string
}

// Hyphens are words around hyphens.
type Hyphens struct {
	// First are words that a hyphen follows, or endings of such words, with a hyphen
	// before them.
	First string
	// Second are beginnings of words that follow a hyphen; with a bar behind they are
	// whole words.
	Second string
	// Joining are words that a hyphen is suspended before: pre- and post-war.
	Joining string
}

// Profile is what tells a language, or a language in one of its scripts, from
// others of that script.
type Profile struct {
	Tag      string // BCP 47
	Alphabet string
	Prior    int32 // how much likelier it is than others
	// Expected are groups of letters that a text of some length has.
	Expected []Class
	// Words are frequent words, Endings those of words.
	Words, Endings string
	// Grams are groups of one to three letters that are frequent here and rare
	// in the other languages of the script; rare ones speak against. "^" is
	// the beginning of a word.
	Grams, Rare string
}

// Class is a group of letters and how many of 1000 letters belong to it.
type Class struct {
	Letters string
	Permill int
}

// Qwerty is the layout that Keyboards are compared with, key by key.
const Qwerty = "`1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,."

// Alphabets of profiles.
const (
	LatinLetters  = "abcdefghijklmnopqrstuvwxyz'"
	SlavicLetters = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
)

// SlavicStarts are beginnings of Slavic words that Turkic ones, which begin
// with one consonant and seldom with some of them, have in loans only.
const SlavicStarts = "^пр ^пе ^вс ^св ^сл ^ст ^вз ^сп ^тр ^гл ^кр ^зн ^кн ^дв ^вн ^вл ^вт ^др ^гр ^дл ^мн ^ск ^см ^сн ^хр ^вр ^бр ^сб ^в ^п ^з ^ч "

// Of returns the index in All of the row of a language by its tag, or by that of
// one of its profiles; -1 if there is none.
func Of(tag string) int {
	if i, ok := rows()[tag]; ok {
		return i
	}
	return -1
}

var rows = sync.OnceValue(func() map[string]int {
	byTag := map[string]int{}
	for i, l := range All {
		byTag[l.Tag] = i
		for _, p := range l.Profiles {
			byTag[p.Tag] = i
		}
	}
	return byTag
})

// Set returns the words of a list.
func Set(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}
