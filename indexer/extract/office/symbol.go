package office

// This file reads characters of symbol fonts, which Word keeps at U+F020 to U+F0FF.

import "strings"

// symbolTable is the encoding of the font Symbol (Adobe), from 0x20 to 0x7E and from
// 0xA0 to 0xFE; a space where it has no character.
var symbolTable = [2][]rune{
	[]rune(" !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
	[]rune("€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"),
}

// private reports whether r stands for a character of a symbol font.
func private(r rune) bool { return r >= 0xF020 && r <= 0xF0FF }

// symbolFont reports whether the characters of a font are not those of their codes.
func symbolFont(font string) bool {
	return font == "Symbol" || pictures(font)
}

// pictures reports whether a font holds arrows, bullets and the like.
func pictures(font string) bool {
	return strings.HasPrefix(font, "Wingdings") || strings.HasPrefix(font, "Webdings") || strings.HasPrefix(font, "ZapfDingbats")
}

// symbols is text of a symbol font in Unicode; a picture is a bullet.
func symbols(text, font string) string {
	return strings.Map(func(r rune) rune {
		code := r
		switch {
		case private(r):
			code -= 0xF000
		case font == "" || r > 0xFF:
			return r
		}
		switch {
		case code == ' ':
			return ' '
		case pictures(font):
			return '•'
		case code >= 0x20 && code <= 0x7E:
			return symbolTable[0][code-0x20]
		case code >= 0xA0 && code <= 0xFE:
			return symbolTable[1][code-0xA0]
		}
		return r
	}, text)
}
