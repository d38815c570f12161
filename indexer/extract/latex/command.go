package latex

// This file reads commands and environments.

import (
	"regexp"
	"strings"

	"github.com/izde/izde/indexer/extract/markup"
	"github.com/izde/izde/search/cite/bibtex"
	"github.com/izde/izde/search/doc"
)

// sections are the levels of commands that head sections.
var sections = map[string]int{"part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6, "subparagraph": 7}

// unread are how many arguments of a command are no text.
var unread = counts(`label 1 index 1 vspace 1 hspace 1 includegraphics 1 bibliographystyle 1 usepackage 1 RequirePackage 1 documentclass 1 setlength 2 addtolength 2
	setcounter 2 addtocounter 2 stepcounter 1 refstepcounter 1 pagestyle 1 thispagestyle 1 pagenumbering 1 hypersetup 1 graphicspath 1 rule 2 cline 1 cmidrule 1 color 1 definecolor 3
	textcolor 1 colorbox 1 fontsize 2 linespread 1 geometry 1 phantom 1 hphantom 1 vphantom 1 href 1 multirow 2 parbox 1 raisebox 1 resizebox 2 scalebox 1 rotatebox 1 ref 1 eqref 1
	pageref 1 autoref 1 cref 1 Cref 1 nameref 1 selectlanguage 1 setdefaultlanguage 1 setmainlanguage 1 setotherlanguage 1 setotherlanguages 1 setmainfont 1 newcounter 1 newlength 1
	newtheorem 2 theoremstyle 1 captionsetup 1 hyphenation 1 input@path 1 allowbreak 0 markboth 2 markright 1 bibstyle 1 citestyle 1 ensuremath 0 numberwithin 2 titleformat 1
	addcontentsline 3 hyperref 0 hypertarget 1 hyperlink 1 crefname 3 IfFileExists 3 newcolumntype 2 inputencoding 1 foreignlanguage 1 SetKwInOut 2 DeclareUnicodeCharacter 2
	lstset 1 tikzset 1 usetikzlibrary 1 pgfplotsset 1 sisetup 1 settowidth 2 enlargethispage 1 citealias 1 ExecuteBibliographyOptions 1 DeclareGraphicsExtensions 1 institute 0 includeonly 1 citestyle 1 setcitestyle 1 bibcite 2`)

// opening are how many arguments of an environment are no text.
var opening = counts(`multicols 1 minipage 1 wrapfigure 2 wraptable 2 adjustwidth 2 list 2 tabbing 0 otherlanguage 1 otherlanguage* 1 spacing 1 CJK 2 CJK* 2 subfigure 1 subtable 1 longtable* 1`)

// skipped are environments without text.
var skipped = set("comment tikzpicture picture pgfpicture filecontents filecontents* forest CCSXML")

// lengths are commands of TeX that a length follows.
var (
	lengths = set("kern hskip vskip mskip mkern hsize vsize parindent parskip baselineskip textwidth textheight raise lower moveleft moveright")
	length  = regexp.MustCompile(`^\s*=?\s*[-+]?(?:\d*\.?\d*\s*\\[a-z]+|\d*\.?\d+\s*(?:true)?(?:pt|em|ex|cm|mm|in|bp|pc|sp|dd|cc|mu)?)(?:\s*(?:plus|minus)\s*[-\d.]+\s*[a-z]{2,5})*`)
)

// formulas are environments that hold a formula, tables those that hold a table with
// so many arguments before its columns, listings those that hold code.
var (
	formulas = set("equation equation* align align* gather gather* displaymath math eqnarray eqnarray* multline multline* flalign flalign* alignat alignat* array")
	tables   = counts("tabular 0 tabular* 1 tabularx 1 tabulary 1 longtable 0 supertabular 0 xltabular 1 tblr 0 longtblr 0")
	listings = set("verbatim verbatim* lstlisting minted Verbatim alltt BVerbatim")
)

func set(names string) map[string]bool {
	set := map[string]bool{}
	for n := range strings.FieldsSeq(names) {
		set[n] = true
	}
	return set
}

func counts(list string) map[string]int {
	m := map[string]int{}
	words := strings.Fields(list)
	for i := 0; i+1 < len(words); i += 2 {
		m[words[i]] = int(words[i+1][0] - '0')
	}
	return m
}

// command reads the command at s.at.
func (r *reader) command(s *scanner) {
	start := s.at
	full := commandName(s.text[s.at:])
	name := full[1:]
	if text, n := bibtex.Symbol(s.text[s.at:]); n > 0 {
		r.put(s, text, s.at, s.at+n)
		s.at += n
		return
	}
	s.at += len(full)
	if level := sections[name]; level > 0 {
		r.section(s, level)
		return
	}
	if citing.MatchString(name) && unread[name] == 0 && name != "nocite" {
		r.cite(s, name, start)
		return
	}
	switch name {
	case "":
	case "begin":
		r.environment(s, s.argument())
	case "end":
		r.end(s.argument())
	case "title":
		s.bracketed()
		r.block(s, markup.Block{Kind: doc.Title, Lang: r.lang})
	case "author":
		s.bracketed()
		from, to := s.braced()
		r.people(s.text[from:to])
		r.within(markup.Block{Kind: doc.Metadata}, func() { r.read(s.part(from, to)) })
	case "date", "affil", "address", "affiliation", "institute", "email", "orcid", "subtitle", "IEEEauthorblockA", "dedication", "udc", "UDC":
		s.bracketed()
		r.block(s, markup.Block{Kind: doc.Metadata})
	case "keywords", "keyword", "Keywords":
		r.block(s, markup.Block{Kind: doc.Keywords, Lang: r.lang})
	case "abstract":
		s.space()
		if strings.HasPrefix(s.text[s.at:], "{") {
			r.block(s, markup.Block{Kind: doc.Abstract, Lang: r.lang})
		}
	case "footnote", "footnotetext", "thanks", "endnote", "tablefootnote", "sidenote", "marginpar":
		s.bracketed()
		r.block(s, markup.Block{Kind: doc.Note})
		r.Skipped()
	case "caption", "caption*", "captionof":
		s.star()
		if name == "captionof" {
			s.braced()
		}
		s.bracketed()
		r.block(s, markup.Block{Kind: doc.Caption})
	case "item":
		r.breakParagraph()
		if from, to, ok := s.bracketed(); ok {
			r.read(s.part(from, to))
			r.Insert(" ")
		}
	case "par":
		r.breakParagraph()
	case "\\", "newline", "linebreak", "tabularnewline", "cr":
		s.star()
		s.bracketed()
		if r.table != nil {
			r.table.endRow(r)
		} else {
			r.put(s, " ", start, s.at)
		}
	case "(", "[":
		if n := s.closing(s.at, map[string]string{"(": `\)`, "[": `\]`}[name]); n >= 0 {
			r.formula(s, s.at, s.at+n)
			s.at += n + 2
		}
	case "verb", "lstinline":
		s.bracketed()
		if from, to := s.literal(); to > from {
			r.put(s, s.text[from:to], from, to)
			s.at = to + 1
		}
	case "url", "path", "nolinkurl":
		from, to := s.braced()
		r.put(s, s.text[from:to], from, to)
	case "textsuperscript":
		from, to := s.braced()
		if markup.Raises(s.text[from:to]) {
			r.Raised(func() { r.read(s.part(from, to)) })
		} else {
			r.read(s.part(from, to))
		}
	case "multicolumn":
		n := markup.Columns(s.argument())
		s.braced()
		from, to := s.braced()
		r.read(s.part(from, to))
		for ; n > 1 && r.table != nil; n-- {
			r.table.endCell(r)
		}
	case "newenvironment", "renewenvironment":
		s.star()
		s.braced()
		s.bracketed()
		s.bracketed()
		s.braced()
		s.braced()
	case "bibliography", "printbibliography", "printreferences":
		s.bracketed()
		if name == "bibliography" {
			s.braced()
		}
		r.endParagraph()
		r.bibliography()
	case "addbibresource":
		s.bracketed()
		s.braced()
	case "nocite":
		for key := range strings.SplitSeq(s.argument(), ",") {
			r.addAll(strings.TrimSpace(key))
		}
	case "bibitem":
		r.bibItem(s)
	case "and", "sep":
		r.put(s, "; ", start, s.at)
	case "newblock":
		r.Insert(" ")
	case "usepackage", "setdefaultlanguage", "setmainlanguage", "documentclass":
		r.language(s, name)
	case " ", "\n", "\t", ",", ";", ":", "quad", "qquad", "hfill", "hfil", "space", "enspace", "thinspace":
		r.put(s, " ", start, s.at)
	case "-", "/", "!", "@", "xspace", "relax", "noindent", "protect":
	case "&", "%", "$", "#", "_", "{", "}", "'", "`", `"`, "|", "~", "^", "=", ".":
		if strings.Contains("&%$#_{}", name) {
			r.put(s, name, start, s.at)
		}
	default:
		s.star()
		if rest := s.text[s.at:min(len(s.text), s.at+80)]; lengths[name] || strings.HasPrefix(strings.TrimLeft(rest, " "), "=") {
			s.at += len(length.FindString(rest))
		}
		for {
			if _, _, ok := s.bracketed(); !ok {
				break
			}
		}
		for range unread[strings.TrimSuffix(name, "*")] {
			s.braced()
			s.bracketed()
		}
	}
}

// block reads an argument as a block of its own, in the preamble too.
func (r *reader) block(s *scanner, block markup.Block) {
	from, to := s.braced()
	r.within(block, func() { r.read(s.part(from, to)) })
}

// section reads the heading of a section, which is then open.
func (r *reader) section(s *scanner, level int) {
	s.star()
	s.bracketed()
	from, to := s.braced()
	if !r.body {
		return
	}
	r.breakParagraph()
	if r.closed {
		r.read(s.part(from, to))
		return
	}
	for n := len(r.levels); n > 0 && r.levels[n-1] >= level; n-- {
		r.levels, r.Path = r.levels[:n-1], r.Path[:n-1:n-1]
	}
	r.kind, r.item = doc.Body, false
	if text := r.within(markup.Block{Kind: doc.Heading}, func() { r.read(s.part(from, to)) }); text != "" {
		r.levels = append(r.levels, level)
		r.Path = append(r.Path[:len(r.Path):len(r.Path)], text)
	}
}

// environment reads an environment from behind its \begin.
func (r *reader) environment(s *scanner, name string) {
	name = strings.TrimSpace(name)
	inside := func() int { return s.endOf(name) }
	leave := func(to int) { s.at = min(to+len(`\end{}`)+len(name), len(s.text)) }
	switch {
	case name == "document":
		r.body = true
	case skipped[name]:
		leave(inside())
	case listings[name]:
		s.bracketed()
		if name == "minted" {
			s.braced()
		}
		to := inside()
		r.breakParagraph()
		if r.body && !r.closed {
			r.within(markup.Block{Kind: r.kind, Code: true}, func() { r.put(s, strings.Trim(s.text[s.at:to], "\n"), s.at, to) })
		}
		leave(to)
	case formulas[name]:
		to := inside()
		from := s.at
		if name == "array" || strings.HasPrefix(name, "alignat") {
			s.braced()
			from = min(s.at, to)
		}
		r.put(s, " ", from, from)
		r.formula(s, from, to)
		r.put(s, " ", to, to)
		leave(to)
	case name == "abstract":
		s.bracketed()
		r.endParagraph()
		r.kind = doc.Abstract
	case name == "keywords" || name == "keyword" || name == "IEEEkeywords":
		to := inside()
		r.endParagraph()
		r.within(markup.Block{Kind: doc.Keywords, Lang: r.lang}, func() { r.read(s.part(s.at, to)) })
		leave(to)
	case name == "figure" || name == "table" || name == "figure*" || name == "table*" || name == "wrapfigure" || name == "wraptable" || name == "longtable" || name == "sidewaystable" || name == "threeparttable":
		to := inside()
		s.bracketed()
		for range opening[name] {
			s.braced()
		}
		part := s.part(min(s.at, to), to)
		r.apart(func() {
			if name == "longtable" {
				r.tabular(part, 0)
			} else {
				r.read(part)
			}
		})
		r.Skipped()
		leave(to)
	case isTable(name):
		to := inside()
		part := s.part(s.at, to)
		r.tabular(part, tables[name])
		leave(to)
	case name == "thebibliography":
		s.braced()
		r.endParagraph()
		r.Path, r.levels, r.listed = nil, nil, true
	default:
		lang := ""
		if strings.HasPrefix(name, "otherlanguage") {
			lang = s.argument()
			r.lang = markup.LangOf(lang)
			return
		}
		s.bracketed()
		for range opening[name] {
			s.braced()
			s.bracketed()
		}
		r.breakParagraph()
	}
}

// endOf is where an environment ends whose \begin has been read.
func (s *scanner) endOf(name string) int {
	begin, end := `\begin{`+name+`}`, `\end{`+name+`}`
	depth := 1
	for at := s.at; ; {
		n := strings.Index(s.text[at:], end)
		if n < 0 {
			return len(s.text)
		}
		depth += strings.Count(s.text[at:at+n], begin) - 1
		if at += n; depth == 0 || listings[name] || skipped[name] {
			return at
		}
		at += len(end)
	}
}

func isTable(name string) bool {
	_, ok := tables[name]
	return ok
}

// end leaves an environment.
func (r *reader) end(name string) {
	switch {
	case strings.HasPrefix(name, "otherlanguage"):
		r.breakParagraph()
		r.lang = ""
		return
	case name == "thebibliography":
		r.endItem()
	case name == "document":
		r.endParagraph()
		r.bibliography()
		r.body = false
		return
	case name == "abstract":
		r.endParagraph()
		r.kind = doc.Body
	}
	r.breakParagraph()
}

// language takes the language that a package or a class is told.
func (r *reader) language(s *scanner, command string) {
	from, to, optional := s.bracketed()
	names := s.argument()
	front := r.Front()
	switch {
	case strings.HasPrefix(names, "ctex"):
		front.Lang = doc.Chinese
	case command == "setdefaultlanguage" || command == "setmainlanguage":
		front.Lang = markup.LangOf(names)
	case names == "babel" && optional:
		for option := range strings.SplitSeq(s.text[from:to], ",") {
			option, value, named := strings.Cut(strings.TrimSpace(option), "=")
			if named && option != "main" {
				continue
			}
			if named {
				option = value
			}
			if l := markup.LangOf(option); l != "" { // the last one is the main one
				front.Lang = l
			}
		}
	}
}

// table is a table that is being read.
type table struct {
	rows [][]string
	row  []string
	from int // where the cell begins in the block
}

// tabular reads a table behind its \begin.
func (r *reader) tabular(s scanner, arguments int) {
	for range arguments {
		s.braced()
	}
	s.bracketed()
	s.braced()
	t := &table{}
	r.within(markup.Block{Kind: doc.Table}, func() {
		r.table = t
		r.read(s.part(s.at, len(s.text)))
		if r.From(t.from) != "" || len(t.row) > 0 {
			t.endRow(r)
		}
		r.SetRows(t.rows)
	})
}

func (t *table) endCell(r *reader) {
	r.Mark()
	t.row = append(t.row, strings.TrimSpace(r.From(t.from)))
	r.EndCell()
	t.from = r.Mark()
}

func (t *table) endRow(r *reader) {
	t.endCell(r)
	if strings.Join(t.row, "") != "" {
		r.EndRow()
		t.rows = append(t.rows, t.row)
	}
	t.row, t.from = nil, r.Mark()
}

var citing = regexp.MustCompile(`^[a-zA-Z]*[cC]ite(?:[a-z]*|s)\*?$`)
