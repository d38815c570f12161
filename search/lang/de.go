package lang

import (
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/german"
)

var de = Language{
	Tag:     "de",
	Names:   map[string]string{"en": "German", "kk": "неміс тілі", "ru": "немецкий", "zh": "德语"},
	Aliases: "ger|deu|german|deutsch|неміс|немісше|немецкий|德语",
	Numbers: "1.000,5",
	Scripts: []*unicode.RangeTable{unicode.Latin},
	Stem:    stemGerman,
	Stop: `der die das den dem des ein eine einen einem einer eines und oder aber sondern denn weil wenn dass daß ob als wie auch noch nur schon sehr
		in zu im am an so mit von für auf ist nicht nach aus bei sich vom zum zur beim ins durch gegen ohne um bis seit vor während wegen über unter zwischen
		er es wir ihr ich mich mir dir uns euch ihn ihm ihnen ihre ihrer ihren ihrem sein seine seiner seinen sind war waren wird werden wurde wurden
		haben hatte hatten habe kann können konnte soll sollte muss müssen kein keine keinen diese dieser dieses diesem diesen jede jeder jedes
		welche welcher welches welchen welchem man was wer wen wo wann warum wieso weshalb woher wohin wessen wem wozu womit wodurch wieviel`,
	Asking:    "was wer wen wo wann warum wieso weshalb woher wohin wessen wem wozu womit wodurch wieviel welche welcher welches welchen welchem wie",
	Keyboards: []string{"^1234567890ß´qwertzuiopü+asdfghjklöäyxcvbnm,."},
	Months: [12]string{"januar jänner jan", "februar feb", "märz mär", "april apr", "mai", "juni jun", "juli jul", "august aug",
		"september sept sep", "oktober okt", "november nov", "dezember dez"},
	Front: Front{
		Institutions: "hochschule akademie fakultät fachbereich abteilung lehrstuhl ministerium klinik krankenhaus gesellschaft stiftung",
		Positions:    "prof.| dr.| dipl.| privatdozent dozent wissenschaftliche mitarbeiter doktorand leiter| leiterin| ingenieur| diplom",
		Accepted:     "angenommen akzeptiert", Revised: "überarbeitet", Published: "veröffentlicht erschienen", Received: "eingegangen eingereicht",
		Abbreviations: "abb bd bde bzw ca dgl ebd evtl ff ggf hg hrsg jh nr tab usw vgl zit aufl verl übers sog bsp einschl insb österr dt u.a z.b d.h u.ä s.o s.u o.g i.d.r",
	},
	Hyphens: Hyphens{
		First:   `nicht`,
		Joining: "und oder",
	},
	Labels: Labels{
		Abstract: "zusammenfassung|kurzfassung|kurzzusammenfassung|inhaltsangabe",
		Keywords: "schlüsselwörter|schlagwörter|schlagworte|stichwörter|stichworte",
		Section: "einleitung|einführung|forschungsstand|stand der forschung|theoretischer rahmen|theoretische grundlagen|methoden|methode|methodik|material und methoden|" +
			"ergebnisse|ergebnisse und diskussion|diskussion|schlussfolgerungen|schlussfolgerung|schluss|fazit|fazit und ausblick|ausblick|schlussbetrachtung|empfehlungen",
		References: "literatur|literaturverzeichnis|quellenverzeichnis|quellen|quellen und literatur|bibliographie|bibliografie|literatur und quellen",
		Back:       "anhang|danksagung|dank|förderung|interessenkonflikt|interessenkonflikte|über die autoren|über den autor|über die autorin|angaben zu den autoren|autorenbeiträge",
		Note:       "anmerkung|anmerkungen|hinweis|quelle",
		Caption:    "tabelle|abbildung|abb|diagramm|schaubild",
		Title:      "titel",
		Author:     "autor|autoren|autorin|verfasser|autorinnen und autoren",
		Meta: "eingegangen|eingereicht|angenommen|überarbeitet|veröffentlicht|online veröffentlicht|korrespondenz|korrespondenzadresse|korrespondierender autor|zitierweise|zitiervorschlag|" +
			"originalarbeit|originalbeitrag|übersichtsarbeit|betreuer|fachbereich",
		ListNouns: "literatur literaturverzeichnis quellen quellenverzeichnis bibliographie bibliografie literaturhinweise",
		ListWords: "und der verwendete verwendeten zitierte ausgewählte weiterführende primäre sekundäre gedruckte ungedruckte verzeichnis anmerkungen",
	},
	Profiles: []Profile{{
		Tag:      "de",
		Alphabet: LatinLetters + "äöüß",
		Expected: []Class{{"e", 120}},
		Words: `der die das den dem des und in in zu im am an so mit von für auf ist nicht ein eine einen einem einer eines auch als an nach wie aus bei sich
		dass daß sie er es wir ihr ich du mich mir dich dir uns euch ihn ihm ihnen ihre ihrer ihren sein seine seiner seinen war war waren wird
		werden wurde wurden worden hat haben hatte hatten habe sind sei kann können konnte könnte soll sollte muss müssen will wollen über
		unter zwischen durch gegen ohne um bis seit vor während wegen oder aber wenn weil da so noch nur schon mehr sehr viel alle alles
		jeder jede jedes diese dieser dieses diesem diesen jene man kein keine keinen was wer wo wann warum hier dort dann jetzt heute
		gestern immer wieder am zum zur vom beim ins ob doch ja nein zwei drei vier fünf sechs sieben acht neun zehn jahr jahre jahren zeit
		tag leute menschen untersuchung beitrag aufsatz einführung zusammenfassung zeitschrift geschichte sprache nun bitte moment
		okay ja doch klar natürlich vielleicht später seitdem mann frau kinder stadt land haus welt leben fand finde sagte sagt damit dabei wurde habe etwas nichts ganz gut neue neuen neuer`,
		Endings: `ung ungen heit heiten keit keiten lich liche lichen licher isch ische ischen ischer schaft schaften ierung ierte ieren en ten
		ern eten igen iger ige ig tum chen lein kraft nis tet te st`,
		Grams: "sch ei ie ch tz ung cht nd eu äu rd pf",
	}},
}

// stemGerman returns the stem of a word in lower case, by the Snowball algorithm
// (snowballstem.org).
func stemGerman(word string) string {
	env := snowballstem.NewEnv(word)
	german.Stem(env)
	return env.Current()
}
