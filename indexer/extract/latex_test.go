package extract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search/doc"
)

// babel are the names of the languages in LaTeX.
var babel = map[doc.Lang]string{"en": "english", "kk": "kazakh", "ru": "russian", "zh": "chinese"}

// inLaTeX is the article in LaTeX, with a second part and a .bib file beside it.
func (w *wording) inLaTeX(other *wording) (source string, beside map[string][]byte) {
	source = fmt.Sprintf(`\documentclass{article} %% \bibliography{none}
\usepackage[english,main=%[1]s]{babel}
\newcommand{\valley}{%[2]s\xspace}
\newcommand{\twice}[1]{#1#1}
\def\be{\begin{equation}}\def\ee{\end{equation}}
\title{%[3]s}
\author{%[4]s %[5]s\thanks{%[6]s} \and Jos\'e Mart\'{\i}nez}
\begin{document}
\maketitle
\begin{abstract}
%[7]s
\end{abstract}
\begin{otherlanguage}{%[8]s}\begin{abstract}%[9]s\end{abstract}\end{otherlanguage}
\keywords{%[10]s, %[11]s}
\section{%[12]s}\label{sec}
%[13]s~\cite{plain},
\footnote{%[6]s} %[14]s %% a comment
\valley{} \emph{G\"{o}del}~--- \unknown[option]{<<A>>} $x_1 \le \alpha$ 5\%%
\be a^2 = b \label{eq} \ee

\input{parts/second}
\begin{table}\caption{%[15]s}\begin{tabular}[t]{l|r}\hline A & B \\ \hline
\multicolumn{1}{l}{%[2]s} & 40 \\[2pt]\end{tabular}\end{table}
\begin{verbatim}
x = 1 %% code
\end{verbatim}
\nocite{*}
\bibliography{refs}
\end{document}
\section{Never}`, babel[w.lang], w.cell, w.title, w.given, w.family, w.note, w.abstract, babel[other.lang], other.abstract, w.keywords[0], w.keywords[1], w.heading, w.first, w.second, w.caption)
	return source, map[string][]byte{
		"parts/second.tex": fmt.Appendf(nil, "\\subsection*{%s}\n%s %s \\citet[p.~5]{article,plain,none}\n", other.heading, w.first, w.second),
		"refs.bib": fmt.Appendf(nil, `@book{plain, author={%s, %s}, title={%s}, publisher={Vei}, year=2017}
@article{article, author={M{\"u}ller, J. and Green, P.}, title={%s}, journal={Roads}, volume=4, year=2018, doi={10.1234/roads.0}}
@misc{unused, title={Unused}, year=1999}`, w.family, w.given, w.title, other.title),
	}
}

func TestLaTeX(t *testing.T) {
	for i := range wordings {
		w, other := &wordings[i], &wordings[(i+1)%len(wordings)]
		t.Run(string(w.lang), func(t *testing.T) {
			source, beside := w.inLaTeX(other)
			if got := extract.Includes("roads.tex", []byte(source)); !slices.Equal(got, []string{"parts/second.tex", "refs.bib"}) {
				t.Errorf("includes %v", got)
			}
			a := readMarked(t, "roads.tex", source, beside)
			got := outlineOf(a)
			refs := slices.IndexFunc(got, func(s string) bool { return strings.HasPrefix(s, "reference") })
			want := []string{
				"title [] " + w.title,
				"metadata [] " + w.given + " " + w.family + " ; José Martínez",
				"note [] " + w.note,
				"abstract [] " + w.abstract,
				"abstract [] " + other.abstract,
				"keywords [] " + w.keywords[0] + ", " + w.keywords[1],
				"heading [] " + w.heading,
				fmt.Sprintf("body [%s] %s [1], %s %s Gödel — «A» x_1 ≤ α 5%% a^2 = b", w.heading, w.first, w.second, w.cell),
				fmt.Sprintf("note [%s] %s", w.heading, w.note),
				fmt.Sprintf("heading [%s] %s", w.heading, other.heading),
				fmt.Sprintf("body [%s %s] %s %s Müller & Green %s [2, 1, ?, p. 5]", w.heading, other.heading, w.first, w.second, w.family),
				fmt.Sprintf("caption [%s %s] %s", w.heading, other.heading, w.caption),
				fmt.Sprintf("table [%s %s] A\tB\n%s\t40", w.heading, other.heading, w.cell),
				fmt.Sprintf("body [%s %s] x = 1 %% code", w.heading, other.heading),
			}
			if diff := cmp.Diff(want, got[:refs]); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]string{"[1] → 1", "[2, 1, ?, p. 5] → 1 2"}, cited(a)); diff != "" {
				t.Error(diff)
			}
			for _, at := range a.Passages[7].Places {
				if at.Part != "" || !strings.Contains(source[at.Start:at.End], w.first) && !strings.Contains(source[at.Start:at.End], w.second) {
					t.Errorf("%q stands at %q", a.Passages[7].Text, source[at.Start:at.End])
				}
			}
			if at := a.Passages[10].Places[0]; at.Part != "parts/second.tex" || !strings.HasPrefix(string(beside[at.Part][at.Start:at.End]), w.first) {
				t.Errorf("%q stands at %v", a.Passages[10].Text, at)
			}
			if missing := a.Citations[1].Missing; !slices.Equal(missing, []string{"none"}) {
				t.Errorf("missing: %q", missing)
			}
			var entries []string
			for _, p := range a.Passages[refs:] {
				at := p.Places[0]
				raw := string(beside[at.Part][at.Start:at.End])
				it := p.Reference.CSL
				entries = append(entries, fmt.Sprint(p.Reference.Number, it.Type, it.Title, it.Year(), strings.HasPrefix(raw, "@") && strings.HasSuffix(raw, "}")))
			}
			if diff := cmp.Diff([]string{"1book" + w.title + "2017 true", "2article-journal" + other.title + "2018 true", "3documentUnused1999 true"}, entries); diff != "" {
				t.Error(diff)
			}
			if a.Title != w.title || a.Lang != w.lang || a.Abstracts[other.lang] != other.abstract || len(a.Authors) != 2 || a.Authors[1].Family != "Martínez" {
				t.Errorf("%q %s %v %+v", a.Title, a.Lang, a.Abstracts, a.Authors)
			}
		})
	}
}

// A list that the source writes out is read as text.
func TestBibItems(t *testing.T) {
	a := readMarked(t, "a.tex", `\documentclass{article}\begin{document}
The roads \cite{b} lead to bridges that no car has crossed \cite{a,b}.
\begin{thebibliography}{9}
\bibitem{a} Brown A. \emph{Bridges of the north}. \newblock London: Vei, 2019.

\bibitem[Green(2018)]{b} Green P. Roads of three valleys // Roads. 2018. Vol. 4. P. 1--9.
\end{thebibliography}
\end{document}`, nil)
	want := []string{
		"body [] The roads [2] lead to bridges that no car has crossed [1, 2].",
		"reference [] [1] Brown A. Bridges of the north. London: Vei, 2019.",
		"reference [] [2] Green P. Roads of three valleys // Roads. 2018. Vol. 4. P. 1–9.",
	}
	if diff := cmp.Diff(want, outlineOf(a)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"[2] → 2", "[1, 2] → 1 2"}, cited(a)); diff != "" {
		t.Error(diff)
	}
	if it := a.Passages[2].Reference.CSL; it.Title != "Roads of three valleys" || it.ContainerTitle != "Roads" || it.Year() != 2018 {
		t.Errorf("%+v", it)
	}
}

// What a source includes stays within its folder, and cannot be more than it is.
func TestLaTeXBounds(t *testing.T) {
	if got := extract.Includes("a.tex", []byte(`\input{../secret}\input{/etc/passwd}\include{b/../../c}\input{b/../c}\addbibresource{x.bib}\input{|ls}`)); !slices.Equal(got, []string{"c.tex", "x.bib", "|ls.tex"}) {
		t.Errorf("includes %q", got)
	}
	if _, err := extract.Open(t.Context(), "part.tex", []byte(`\section{Roads}`), nil, nil); err == nil || !strings.Contains(err.Error(), `no \begin{document}`) {
		t.Error(err)
	}
	double := `\begin{document}The roads of the valleys. `
	for i := range 26 {
		double += fmt.Sprintf(`\newcommand{\%c}{\%c\%[2]c}`, 'a'+i+1, 'a'+i)
	}
	for name, text := range map[string]string{
		"too much":      `\newcommand{\a}{roads}` + double + `\z`,
		"itself":        `\begin{document}The roads. \newcommand{\a}{\a x}\a`,
		"inputs itself": `\begin{document}The roads. \input{loop}`,
		"missing":       `\begin{document}The roads. \input{none}`,
		"too deep":      `\begin{document}The roads. ` + strings.Repeat(`\footnote{a `, 1000),
	} {
		a, err := extract.Read(t.Context(), "a.tex", []byte(text), map[string][]byte{"loop.tex": []byte(`again \input{loop}`)}, noLanguage{}, nil)
		if err != nil || len(a.Notes) == 0 || !strings.Contains(a.Text, "The roads") || len(a.Text) > 20<<20 {
			t.Errorf("%s: %v, %d bytes, notes %q", name, err, len(a.Text), a.Notes)
		}
	}
}

// Cyrillic that is not UTF-8 is decoded as any text is.
func TestLaTeXEncoding(t *testing.T) {
	source := string(koi8(t, `\documentclass{article}\usepackage[koi8-r]{inputenc}\begin{document}Мосты севера и дороги долин, по которым никто не ходит\end{document}`))
	a, err := extract.Read(t.Context(), "a.tex", []byte(source), nil, noLanguage{}, nil)
	if err != nil || a.Passages[0].Text != "Мосты севера и дороги долин, по которым никто не ходит" {
		t.Errorf("%v %+v", err, a)
	}
}
