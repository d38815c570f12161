package extract

import (
	"strings"
	"testing"
	"time"
)

// A block of metadata of a stranger costs no more than its length asks for.
func TestHostileHead(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'k'; c++ {
		prev := string(c - 1)
		bomb += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+prev+",", 8) + "*" + prev + "]\n"
	}
	for name, block := range map[string]string{
		"brackets":  "title: " + strings.Repeat("[", 30_000),
		"dashes":    strings.Repeat("- ", 30_000) + "a",
		"indented":  strings.Repeat(" ", 20_000) + "title: x",
		"steps":     steps(300),
		"aliases":   bomb + "author: *k\ntitle: *k",
		"keys":      strings.Repeat("title: x\n", 900),
		"quotes":    "title: \"" + strings.Repeat("\\\"", 20_000),
		"colons":    strings.Repeat("a: b: c: ", 5000),
		"no values": strings.Repeat("? \n", 900),
	} {
		start := time.Now()
		in := readMarkdown("---\n" + block + "\n---\n\nText.\n")
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
		if in.Head != nil && len(in.Head.Title) > maxHead {
			t.Errorf("%s: a title of %d bytes", name, len(in.Head.Title))
		}
	}
}

// steps nests mappings, each two columns further in.
func steps(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("  ", i) + "a:\n")
	}
	return b.String()
}
