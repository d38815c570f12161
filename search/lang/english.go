package lang

// English stems: those of the Snowball algorithm (Porter2, snowballstem.org), for
// regular forms alone; forms that follow no rule stem as their word does, and
// comparatives as their adjective. British spellings are American ones.

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// stemEnglish returns the stem of a word in lower case.
func stemEnglish(word string) string {
	if w, ok := englishForms[word]; ok {
		word = w
	} else {
		word = american(word)
	}
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	return env.Current()
}

// american returns an American spelling for a British one in -ise, -yse, -our,
// -ogue, -lled and the like.
func american(word string) string {
	for _, s := range britishEndings {
		root, ok := strings.CutSuffix(word, s[0])
		if ok && len(root) >= 3 && !britishKept[word] {
			return root + s[1]
		}
	}
	return word
}

var britishEndings = [][2]string{
	{"isation", "ization"}, {"isations", "izations"}, {"ise", "ize"}, {"ised", "ized"}, {"ises", "izes"}, {"ising", "izing"},
	{"yse", "yze"}, {"ysed", "yzed"}, {"ysing", "yzing"}, {"our", "or"}, {"ours", "ors"}, {"oured", "ored"}, {"ouring", "oring"}, {"ourable", "orable"},
	{"ogue", "og"}, {"ogues", "ogs"}, {"elled", "eled"}, {"elling", "eling"}, {"ramme", "ram"}, {"rammes", "rams"},
}

// britishKept are words that only end like British ones.
var britishKept = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`promise promised promises promising exercise exercised exercises exercising advise advised advises advising
		surprise surprised surprises surprising enterprise enterprises premise premises franchise franchises comprise comprised comprises comprising
		compromise compromised compromises revise revised revises revising precise concise paradise expertise otherwise likewise supervise supervised
		supervises supervising televise televised devise devised devises improvise improvised raise raised raises raising praise noise cruise
		arise arises arising wise rise disguise merchandise treatise demise excise despise televised
		hours tours flour detour contour velour pours fours
		compelled compelling expelled expelling excelled excelling propelled propelling dispelled repelled spelled spelling smelled dwelled dwelling yelled
		rebelled foretelling retelling`) {
		set[w] = true
	}
	return set
}()

// englishForms maps forms to their words.
var englishForms = func() map[string]string {
	forms := map[string]string{}
	for line := range strings.Lines(strings.TrimSpace(`
arise arose arisen
bear bore borne
beat beaten
become became
begin began begun
bend bent
bite bitten
bleed bled
blow blew blown
break broke broken
breed bred
bring brought
build built
burn burnt
buy bought
catch caught
choose chose chosen
come came
creep crept
deal dealt
dig dug
do did done does doing
draw drew drawn
dream dreamt
drink drank drunk
drive drove driven
eat ate eaten
fall fell fallen
feed fed
feel felt
fight fought
find found
flee fled
fly flew flown
forbid forbade forbidden
forget forgot forgotten forgetting
forgive forgave forgiven
freeze froze frozen
get got gotten getting
give gave given
go went gone goes going
grow grew grown
hang hung
have has had having
hear heard
hide hid hidden
hold held
keep kept
know knew known
lay laid
lead led
learn learnt
leave left leaving leaves
lend lent
lie lying
lose lost losing
make made making
mean meant
meet met
mistake mistook mistaken
overcome overcame
pay paid
prove proven
ride rode ridden
ring rang rung
rise rose risen rising
run ran running
say said
see saw seen
seek sought
sell sold
send sent
shake shook shaken
shine shone
shoot shot
show shown
shrink shrank shrunk
sing sang sung
sink sank sunk
sit sat sitting
sleep slept
slide slid
speak spoke spoken
spend spent
spin spun
stand stood
steal stole stolen
stick stuck
strike struck stricken
strive strove striven
swear swore sworn
sweep swept
swim swam swum
swing swung
take took taken
teach taught
tear tore torn
tell told
think thought
throw threw thrown
undergo underwent undergone
understand understood
undertake undertook undertaken
uphold upheld
wake woke woken
wear wore worn
weave wove woven
weep wept
win won
wind wound
withdraw withdrew withdrawn
withhold withheld
write wrote written
be am is are was were been being
man men
woman women
child children
person people
foot feet
tooth teeth
goose geese
mouse mice
life lives
wife wives
knife knives
half halves
leaf leaves
shelf shelves
self selves
thief thieves
wolf wolves
calf calves
loaf loaves
crisis crises
analysis analyses
basis bases
thesis theses
hypothesis hypotheses
diagnosis diagnoses
synthesis syntheses
axis axes
phenomenon phenomena
criterion criteria
datum data
medium media
bacterium bacteria
curriculum curricula
stratum strata
index indices indexes
matrix matrices
appendix appendices
vertex vertices
formula formulae formulas
nucleus nuclei
stimulus stimuli
radius radii
fungus fungi
good better best
bad worse worst
far farther further farthest furthest
little less least
many more most
large larger largest
small smaller smallest
high higher highest
low lower lowest
long longer longest
short shorter shortest
great greater greatest
old older oldest elder eldest
young younger youngest
new newer newest
early earlier earliest
late later latest
big bigger biggest
hot hotter hottest
cold colder coldest
warm warmer warmest
strong stronger strongest
weak weaker weakest
fast faster fastest
slow slower slowest
close closer closest
near nearer nearest
wide wider widest
deep deeper deepest
rich richer richest
poor poorer poorest
easy easier easiest
hard harder hardest
happy happier happiest
busy busier busiest
heavy heavier heaviest
light lighter lightest
dark darker darkest
clean cleaner cleanest
clear clearer clearest
cheap cheaper cheapest
safe safer safest
simple simpler simplest
broad broader broadest
tall taller tallest
nice nicer nicest
hungry hungrier hungriest
friendly friendlier friendliest
healthy healthier healthiest
wealthy wealthier wealthiest
fine finer finest
full fuller fullest
quick quicker quickest
rare rarer rarest
dry drier driest
tight tighter tightest
`)) {
		f := strings.Fields(line)
		for _, form := range f[1:] {
			forms[form] = f[0]
		}
	}
	return forms
}()
