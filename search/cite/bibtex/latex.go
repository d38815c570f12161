package bibtex

// This file turns text into LaTeX and back. Letters are written as they are, in
// UTF-8, which every living LaTeX reads; only what LaTeX would read as something
// else is escaped. Reading knows the accents and letters that older files write
// as commands.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/izde/izde/search/cite"
)

// Braces are written as commands, since BibTeX counts even escaped ones.
var escaper = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\textbraceleft{}`, `}`, `\textbraceright{}`, `~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`,
	`&`, `\&`, `%`, `\%`, `$`, `\$`, `#`, `\#`, `_`, `\_`,
)

// What LaTeX's fonts join is kept apart.
var apart = strings.NewReplacer(`--`, `-{}-`, "``", "`{}`", `''`, `'{}'`)

// escape writes one line of text as LaTeX. Of three dashes, one replacement
// leaves two.
func escape(s string) string { return apart.Replace(apart.Replace(escaper.Replace(s))) }

// protect escapes a title and puts in braces the words whose capitals BibTeX
// styles must keep: all that have one, but for that of the first word.
func protect(title string) string {
	words := strings.Split(title, " ")
	for i, w := range words {
		core := strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		from := 0
		if i == 0 {
			_, from = utf8.DecodeRuneInString(core)
		}
		words[i] = escape(w)
		if strings.ContainsFunc(core[from:], unicode.IsUpper) {
			before, after, _ := strings.Cut(w, core)
			words[i] = escape(before) + "{" + escape(core) + "}" + escape(after)
		}
	}
	return strings.Join(words, " ")
}

// marks are the accents: the commands and the combining characters (Unicode
// 16.0, block 0300).
var marks = map[string]rune{
	"`": 0x300, "'": 0x301, "^": 0x302, "~": 0x303, "=": 0x304, "u": 0x306, ".": 0x307, `"`: 0x308, "r": 0x30A, "H": 0x30B, "v": 0x30C,
	"d": 0x323, "c": 0x327, "k": 0x328, "b": 0x331,
}

// symbols are commands that stand for text.
var symbols = symbolTable(`i ı j ȷ ss ß o ø O Ø l ł L Ł ae æ AE Æ oe œ OE Œ aa å AA Å th þ TH Þ dh ð DH Ð dj đ DJ Đ ng ŋ NG Ŋ
	textbackslash \ textbraceleft { textbraceright } textasciitilde ~ textasciicircum ^ textunderscore _ textbar | textless < textgreater >
	textendash – textemdash — textquoteleft ‘ textquoteright ’ textquotedblleft “ textquotedblright ” textquotesingle ' textquotedbl "
	guillemotleft « guillemotright » guillemetleft « guillemetright » flqq « frqq » glqq „ grqq “ quotedblbase „ textellipsis … ldots … dots …
	textnumero № textdegree ° degree ° textregistered ® textcopyright © textbullet • P ¶ S § pounds £ TeX TeX LaTeX LaTeX
	alpha α beta β gamma γ delta δ epsilon ε lambda λ mu μ pi π sigma σ omega ω times × pm ± cdot ·`)

func symbolTable(s string) map[string]string {
	table := map[string]string{}
	words := strings.Fields(s)
	for i := 0; i+1 < len(words); i += 2 {
		table[words[i]] = words[i+1]
	}
	return table
}

// unescape reads LaTeX as text. Braces, font commands and the signs of
// mathematics vanish; a command that is not known stays as written.
func unescape(s string) string {
	if !strings.ContainsAny(s, "\\{}$~-`'") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			text, n := command(s[i:])
			b.WriteString(text)
			i += n
		case c == '{' || c == '}' || c == '$':
			i++
		case c == '~':
			b.WriteRune('\u00a0')
			i++
		case strings.HasPrefix(s[i:], "---"):
			b.WriteRune('—')
			i += 3
		case strings.HasPrefix(s[i:], "--"):
			b.WriteRune('–')
			i += 2
		case strings.HasPrefix(s[i:], "``"):
			b.WriteRune('“')
			i += 2
		case strings.HasPrefix(s[i:], "''"):
			b.WriteRune('”')
			i += 2
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

// Text reads LaTeX as one line of text, as far as fields of entries use it.
func Text(latex string) string { return cite.Line(unescape(latex)) }

// Symbol reads the accented letter or the symbol that latex begins with as a command,
// and returns the text that it stands for and its length in bytes, 0 if it is another
// command.
func Symbol(latex string) (text string, length int) {
	r, n := utf8.DecodeRuneInString(latex[1:])
	end := 1 + n
	if isLetter(r) {
		for end < len(latex) && isLetter(rune(latex[end])) {
			end++
		}
	}
	name := latex[1:end]
	if mark, ok := marks[name]; ok {
		if base, length := argument(latex[end:], isLetter(r)); base != "" {
			return accented(base, mark), end + length
		}
	}
	text, ok := symbols[name]
	if !ok {
		return "", 0
	}
	if isLetter(r) { // white space behind a command of letters belongs to it
		end += len(latex[end:]) - len(strings.TrimLeft(latex[end:], " \t\n"))
	}
	if strings.HasPrefix(latex[end:], "{}") {
		end += 2
	}
	return text, end
}

// command reads the command that s begins with, a backslash and more, and
// returns the text it stands for and its length.
func command(s string) (string, int) {
	r, n := utf8.DecodeRuneInString(s[1:])
	end := 1 + n
	if isLetter(r) {
		for end < len(s) && isLetter(rune(s[end])) {
			end++
		}
	}
	name := s[1:end]
	if text, n := Symbol(s); n > 0 {
		return text, n
	}
	// White space behind a command of letters belongs to it.
	rest := end
	if isLetter(r) {
		rest += len(s[end:]) - len(strings.TrimLeft(s[end:], " \t\n"))
	}
	switch {
	case strings.ContainsAny(name, `&%$#_{}"'`):
		return name, end
	case name == " " || name == "\n" || name == "\\" || name == ",":
		return " ", end
	case name == "-" || name == "/" || name == "@" || name == "relax":
		return "", end
	case rest < len(s) && s[rest] == '{' || fonts[name]: // \emph{…}, {\em …}: what is within is read next
		return "", rest
	}
	return s[:end], end
}

var fonts = map[string]bool{"em": true, "it": true, "bf": true, "sc": true, "rm": true, "sl": true, "tt": true, "itshape": true, "bfseries": true, "scshape": true, "protect": true, "noopsort": true}

func isLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }

// argument returns what an accent stands on, "o", "{o}", "\i" or "{\i}", and its
// length. Behind a command of letters white space may come first.
func argument(s string, spaced bool) (string, int) {
	at := 0
	for at < len(s) && (s[at] == ' ' || s[at] == '{') {
		if s[at] == ' ' && !spaced && at == 0 {
			return "", 0
		}
		at++
	}
	open := strings.Count(s[:at], "{")
	if at == len(s) || s[at] == '}' {
		return "", 0
	}
	r, n := utf8.DecodeRuneInString(s[at:])
	base := string(r)
	if r == '\\' && at+1 < len(s) && marks[string(s[at+1])] == 0 || r == '\\' && at+1 < len(s) && isLetter(rune(s[at+1])) {
		base, n = command(s[at:])
		// A dotless letter gets its accent as the letter with one.
		base = map[string]string{"ı": "i", "ȷ": "j"}[base]
	}
	if base == "" || !unicode.IsLetter([]rune(base)[0]) {
		return "", 0
	}
	at += n
	for ; open > 0 && at < len(s) && s[at] == '}'; open-- {
		at++
	}
	return base, at
}

func accented(base string, mark rune) string {
	r, n := utf8.DecodeRuneInString(base)
	return norm.NFC.String(string(r)+string(mark)) + base[n:]
}
