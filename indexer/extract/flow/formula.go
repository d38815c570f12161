package flow

// This file writes formulas as one line of text, as people type them: (a+b)/2, x^2,
// √(x), ∑_(i=1)^n. It reads OMML (ECMA-376 part 1, 22.1, with the prefix "m") and
// MathML 3 without prefix.

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Formula gathers the elements of a formula.
type Formula struct {
	root term
	open []*term
}

// term is an element of a formula.
type term struct {
	name, text string
	chars      map[string]string // of its properties: chr, begChr, endChr, sepChr; open, close
	terms      []*term
	hidden     bool
}

// Start opens an element, the formula's own first.
func (f *Formula) Start(e *Element) {
	t := &f.root
	if len(f.open) > 0 {
		over := f.open[len(f.open)-1]
		t = &term{}
		over.terms = append(over.terms, t)
		// Properties of OMML are elements, each with a value.
		if value, ok := e.Lookup("val"); ok && strings.HasSuffix(over.name, "Pr") && len(f.open) > 1 {
			f.open[len(f.open)-2].put(strings.TrimPrefix(e.Name, "m:"), value)
		}
	}
	t.name = strings.TrimPrefix(e.Name, "m:")
	t.hidden = strings.HasSuffix(t.name, "Pr") || strings.HasPrefix(t.name, "annotation") || t.name == "mphantom" || t.name == "mspace"
	if t.name == "mfenced" {
		for _, n := range []string{"open", "close"} {
			if value, ok := e.Lookup(n); ok {
				t.put(n, value)
			}
		}
	}
	f.open = append(f.open, t)
}

func (t *term) put(name, value string) {
	if t.chars == nil {
		t.chars = map[string]string{}
	}
	t.chars[name] = value
}

func (t *term) char(name, otherwise string) string {
	if v, ok := t.chars[name]; ok {
		return v
	}
	return otherwise
}

// Text adds characters to the innermost element.
func (f *Formula) Text(text string) {
	if len(f.open) == 0 {
		return
	}
	switch t := f.open[len(f.open)-1]; t.name {
	case "t", "mi", "mn", "mo", "ms", "mtext":
		t.text += text
	}
}

// End closes the innermost element and reports whether it was the formula's.
func (f *Formula) End() bool {
	if len(f.open) > 0 {
		f.open = f.open[:len(f.open)-1]
	}
	return len(f.open) == 0
}

// String is the formula as text.
func (f *Formula) String() string { return strings.Join(strings.Fields(f.root.String()), " ") }

// part is the text of the first child of a name, "" if there is none.
func (t *term) part(name string) string {
	for _, x := range t.terms {
		if x.name == name {
			return x.String()
		}
	}
	return ""
}

// nth is the text of the i-th child.
func (t *term) nth(i int) string {
	if i < len(t.terms) {
		return t.terms[i].String()
	}
	return ""
}

// joined is the text of all children.
func (t *term) joined(between string) string {
	var parts []string
	for _, x := range t.terms {
		if !x.hidden {
			parts = append(parts, x.String())
		}
	}
	return strings.Join(parts, between)
}

func (t *term) String() string {
	if t.hidden {
		return ""
	}
	switch t.name {
	case "t", "mi", "mn", "ms", "mtext":
		return t.text
	case "mo":
		if mark := strings.TrimSpace(t.text); strings.Contains("=<>≤≥≈≡≠→⇒∈+−±", mark) && mark != "" {
			return " " + mark + " "
		}
		return strings.TrimSpace(strings.Trim(t.text, "\u2061\u2062\u2063"))
	case "f":
		return group(t.part("num")) + "/" + group(t.part("den"))
	case "mfrac":
		return group(t.nth(0)) + "/" + group(t.nth(1))
	case "sSup", "sSub", "sSubSup", "limLow", "limUpp":
		return scripts(t.part("e"), t.part("sub")+t.lower(), t.part("sup")+t.upper())
	case "msup", "mover":
		return scripts(t.nth(0), "", t.nth(1))
	case "msub", "munder":
		return scripts(t.nth(0), t.nth(1), "")
	case "msubsup", "munderover":
		return scripts(t.nth(0), t.nth(1), t.nth(2))
	case "sPre":
		return scripts("", t.part("sub"), t.part("sup")) + t.part("e")
	case "nary":
		return scripts(t.char("chr", "∫"), t.part("sub"), t.part("sup")) + " " + t.part("e")
	case "rad":
		return root(t.part("deg"), t.part("e"))
	case "msqrt":
		return root("", t.joined(""))
	case "mroot":
		return root(t.nth(1), t.nth(0))
	case "func":
		return t.part("fName") + " " + group(t.part("e"))
	case "d":
		return t.char("begChr", "(") + t.joined(t.char("sepChr", "|")) + t.char("endChr", ")")
	case "mfenced":
		return t.char("open", "(") + t.joined(", ") + t.char("close", ")")
	case "acc":
		return t.part("e") + t.char("chr", "\u0302")
	case "m", "eqArr", "mtable":
		return t.joined("; ")
	case "mr", "mtr":
		return t.joined(", ")
	case "semantics":
		return t.nth(0)
	}
	return t.joined("")
}

func (t *term) lower() string {
	if t.name == "limLow" {
		return t.part("lim")
	}
	return ""
}

func (t *term) upper() string {
	if t.name == "limUpp" {
		return t.part("lim")
	}
	return ""
}

func scripts(base, sub, sup string) string {
	if sub = strings.TrimSpace(sub); sub != "" {
		base += "_" + group(sub)
	}
	if sup = strings.TrimSpace(sup); sup != "" {
		base += "^" + group(sup)
	}
	return base
}

func root(degree, of string) string {
	switch degree = strings.TrimSpace(degree); degree {
	case "", "2":
		return "√" + group(of)
	case "3":
		return "∛" + group(of)
	}
	return group(degree) + "√" + group(of)
}

// group puts brackets around what is more than a word or a number.
func group(text string) string {
	text = strings.TrimSpace(text)
	single := utf8.RuneCountInString(text) == 1
	bare := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != ',' }) < 0
	if single || bare || text == "" {
		return text
	}
	return "(" + text + ")"
}
