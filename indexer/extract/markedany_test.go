package extract_test

// Whatever a file holds whose markup says what its parts are.

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/izde/izde/indexer/extract"
)

// fuzzMarked checks any file of a name.
func fuzzMarked(f *testing.F, name string, seeds ...string) {
	for _, s := range seeds {
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, text, included string) { checkAny(t, name, text, included) })
}

// checkAny checks that whatever a file holds, nothing of its text is lost, places lie
// within it, fields and citations within their passages.
func checkAny(t failer, name, text, included string) {
	beside := map[string][]byte{"a.tex": []byte(included), "b.bib": []byte(included)}
	a, err := extract.Read(context.Background(), name, []byte(text), beside, noLanguage{}, nil)
	if err != nil {
		return
	}
	checkCoverage(t, a.Text, a.Passages)
	for _, p := range a.Passages {
		for _, at := range p.Places {
			if most := max(len(text), len(included)); at.Start < 0 || at.End < at.Start || at.End > most && utf8.ValidString(text) && utf8.ValidString(included) {
				t.Fatalf("place %v of %q lies outside of the file", at, p.Text)
			}
		}
		if e := p.Reference; e != nil {
			for _, field := range e.Fields {
				if field.Start < 0 || field.End > len(p.Text) || field.Start > field.End {
					t.Fatalf("field %v lies outside of %q", field, p.Text)
				}
			}
		}
	}
	for _, c := range a.Citations {
		if c.Start < 0 || c.End > len(c.Passage.Text) || c.Start >= c.End {
			t.Fatalf("citation %v lies outside of %q", c.Span, c.Passage.Text)
		}
	}
}

// elementsIn are the names of the elements of a document.
func elementsIn(documents ...string) []string {
	var names []string
	for _, m := range regexp.MustCompile(`<([A-Za-z][\w-]*)`).FindAllStringSubmatch(strings.Join(documents, ""), -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Elements in any order within one another are read.
func TestMarkupInAnyOrder(t *testing.T) {
	for root, names := range map[string][]string{
		"article": append(elementsIn(wordings[0].inJATS(&wordings[1])), "list", "list-item", "fig", "fn", "disp-formula", "alternatives", "sub-article", "front-stub", "boxed-text", "math", "mfrac", "mi", "collab", "etal", "def-item", "verse-group", "code"),
		"TEI":     append(elementsIn(wordings[0].inTEI(&wordings[1])), "lg", "l", "sp", "choice", "corr", "app", "lem", "list", "item", "s", "hi", "front", "titlePart", "eg", "pb"),
	} {
		t.Run(root, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				var b strings.Builder
				var write func(depth int)
				write = func(depth int) {
					for range rapid.IntRange(0, 4).Draw(t, "children") {
						if depth > 8 || rapid.IntRange(0, 2).Draw(t, "kind") == 0 {
							b.WriteString(rapid.SampledFrom([]string{"a", " b. ", "第", "\n 1", "–", "&amp;", "2019", "[3]", "\t"}).Draw(t, "text"))
							continue
						}
						name := rapid.SampledFrom(names).Draw(t, "name")
						attrs := rapid.SampledFrom([]string{"", ` id="a"`, ` xml:id="a"`, ` rid="a b" ref-type="bibr"`, ` target="#a" type="bibr"`, ` xml:lang="ru"`, ` n="1"`, ` unit="page" from="1"`, ` when="2019-05"`, ` type="raw_reference"`, ` colspan="3"`}).Draw(t, "attributes")
						b.WriteString("<" + name + attrs + ">")
						write(depth + 1)
						b.WriteString("</" + name + ">")
					}
				}
				b.WriteString("<" + root + ">")
				for _, part := range map[string][]string{"article": {"front", "body", "back"}, "TEI": {"teiHeader", "text"}}[root] {
					b.WriteString("<" + part + ">")
					write(0)
					b.WriteString("</" + part + ">")
				}
				checkAny(t, "a.xml", b.String()+"</"+root+">", "")
			})
		})
	}
}

// So are commands.
func TestCommandsInAnyOrder(t *testing.T) {
	source, beside := wordings[0].inLaTeX(&wordings[1])
	pieces := regexp.MustCompile(`\\[a-zA-Z]+\*?|\\.|[{}$&%~\[\]]|\s+|[^\\{}$&%~\[\]\s]+`).FindAllString(source, -1)
	pieces = append(pieces, `\begin{tabular}{ll}`, `\end{tabular}`, `\begin{figure}`, `\end{figure}`, `\begin{thebibliography}{1}`, `\end{thebibliography}`, `\bibitem{a}`, `\cite{a}`, `\newcommand{\x}{y\x}`, `\x`,
		`\verb|a|`, `\(`, `\)`, `\input{a}`, `\bibliography{b}`, `\item`, `\multicolumn{3}{c}{a}`, `\begin{equation}`, `\end{equation}`, `\section{a}`, `\end{document}`, "--", "``", `\footnote{`, `\caption{`, `\let\x\y`)
	rapid.Check(t, func(t *rapid.T) {
		text := `\begin{document}` + strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(t, "pieces"), "")
		included := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 10).Draw(t, "included"), "")
		if rapid.Bool().Draw(t, "bib") {
			included = string(beside["refs.bib"])
		}
		checkAny(t, "a.tex", text, included)
	})
}

func FuzzJATS(f *testing.F) {
	fuzzMarked(f, "a.xml", `<article><front><article-meta/></front><back><ref-list><ref/></ref-list></back>`, wordings[0].inJATS(&wordings[1]), wordings[2].inJATS(&wordings[3]),
		`<article><body><p>a<fn><p>b<table-wrap><table><tr><td colspan="3">c<list><list-item><label>1</label><p>d</p></list-item></list></td></tr></table></table-wrap></p></fn>&nbsp;&#65;<![CDATA[<e>]]></p></body></article>`,
		`<article><back><ref-list><ref id="a"><element-citation><year>2</year><source>b</source></element-citation></ref></ref-list></back><body><p><xref ref-type="bibr" rid="a">1</xref>-<xref ref-type="bibr" rid="b">9</xref></p></body></article>`)
}

func FuzzTEI(f *testing.F) {
	fuzzMarked(f, "a.tei", `<TEI><teiHeader><fileDesc/>`, `<TEI><teiHeader/><text/>`, wordings[0].inTEI(&wordings[1]), wordings[2].inTEI(&wordings[3]),
		`<TEI><text><body><lg><l>a<note n="1">b</note></l></lg><div><head n="1">c</head><choice><sic>d</sic></choice><figure><table><row><cell>e<pb break="no"/></cell></row></table></figure></div></body></text></TEI>`)
}

func FuzzLaTeX(f *testing.F) {
	source, beside := wordings[0].inLaTeX(&wordings[1])
	f.Add(source, string(beside["refs.bib"]))
	fuzzMarked(f, "a.tex", source, `\begin{document}\newcommand\a{b\a}\a\input{a}\bibliography{b}\cite{c}\section{d}\begin{tabular}{c}a&b\\\end{tabular}$x$\verb|e|\footnote{f\[g\]}`,
		`\begin{document}\bibitem{a}b\section{c}\begin{figure}\caption{d`, `\begin{document}\begin{tabular}\section{a\begin{tabular}\\&\end{tabular}}`)
}
