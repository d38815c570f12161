package glossary

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
)

// Glossaries as people have them:
//
//	.tsv .txt  a line "en	investment	ru	инвестиция", or with a header of languages
//	           ("en	kk	ru") a line of terms that mean the same; in the
//	           first form a fifth field is the confidence, from 0 to 1
//	.u8        CC-CEDICT: "Traditional Simplified [pin1 yin1] /sense/sense/"
//	.dix       Apertium: <e><p><l>word</l><r>word</r></p></e>; --langs names the two
//	.tbx       ISO 30042: <termEntry> or <conceptEntry>, <langSet> or <langSec>, <term>
//	.tmx       LISA: <tu><tuv xml:lang="en"><seg>; short segments are terms

// Limits of a file.
const (
	MaxFile  = 256 << 20 // bytes
	maxPairs = 1_000_000
	// MaxKept is how many pairs of all files are kept: some 150 bytes of memory each, and
	// as much again while they are read.
	MaxKept = 1_000_000
	maxForm = 200 // bytes of a term
	// brief is how many characters a segment of a memory may have that is a term.
	brief = 40
	// maxProblems is how many problems are kept.
	maxProblems = 1000
)

// Problem is a line that could not be read, and why.
type Problem struct {
	Line   int
	Reason string
}

// reading is a file that is being read.
type reading struct {
	name     string
	line     int
	pairs    []Pair
	problems []Problem
}

func (r *reading) problem(format string, args ...any) {
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, Problem{r.line, fmt.Sprintf(format, args...)})
	}
}

// add adds a pair, or the reason why it is none.
func (r *reading) add(a, b Form, confidence float64) {
	for _, f := range []*Form{&a, &b} {
		f.Text = strings.Join(strings.Fields(f.Text), " ")
		switch _, want := doc.FacetLang.Row().Filter(string(f.Lang)); {
		case want != "":
			r.problem("%q is no language: want a code such as en, kk, ru, zh", f.Lang)
			return
		case f.Text == "":
			r.problem("an empty term")
			return
		case len(f.Text) > maxForm:
			r.problem("a term of %d bytes, want at most %d", len(f.Text), maxForm)
			return
		case !utf8.ValidString(f.Text):
			r.problem("not UTF-8")
			return
		case f.key() == "":
			r.problem("%q has no words", f.Text)
			return
		}
	}
	switch {
	case a.Lang == b.Lang:
		r.problem("%q and %q are in one language", a.Text, b.Text)
	case strings.EqualFold(a.Text, b.Text):
		r.problem("%q is the same in both languages: it is found as it stands", a.Text)
	case math.IsNaN(confidence) || confidence < 0 || confidence > 1:
		r.problem("a confidence of %g, want one from 0 to 1", confidence)
	case len(r.pairs) < maxPairs:
		r.pairs = append(r.pairs, Pair{A: a, B: b, Confidence: confidence, Source: plan.FromGlossary, Evidence: fmt.Sprintf("%s:%d", r.name, r.line)})
	case len(r.pairs) == maxPairs:
		r.problem("more than %d pairs: the rest is left out", maxPairs)
	}
}

// Read reads the pairs of a glossary; its name tells the format. langs are the two
// languages of a format that does not name them. Lines that cannot be read are told
// and the rest is read; an error says that the file is none of these.
func Read(name string, in io.Reader, langs []doc.Lang) ([]Pair, []Problem, error) {
	r := &reading{name: filepath.Base(name)}
	limited := &io.LimitedReader{R: in, N: MaxFile + 1}
	var err error
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".tsv", ".txt":
		err = r.lines(limited, r.tsv())
	case ".u8":
		err = r.lines(limited, r.cedict)
	case ".dix":
		if len(langs) != 2 {
			return nil, nil, fmt.Errorf("reading %s: it does not name its languages: add --langs, as in --langs kk,ru", r.name)
		}
		err = r.xml(limited, &unit{langs: langs})
	case ".tbx", ".tmx":
		err = r.xml(limited, &unit{memory: ext == ".tmx"})
	default:
		return nil, nil, fmt.Errorf("reading %s: want .tsv, .tbx, .tmx, .dix, or .u8 of CC-CEDICT", r.name)
	}
	if limited.N <= 0 {
		err = fmt.Errorf("more than %d MiB: split it", MaxFile>>20)
	}
	if err != nil {
		return nil, r.problems, fmt.Errorf("reading %s: %w", r.name, err)
	}
	return r.pairs, r.problems, nil
}

// lines calls read with each line that is not blank and no comment.
func (r *reading) lines(in io.Reader, read func(line string)) error {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		r.line++
		line := strings.TrimPrefix(strings.TrimRight(scanner.Text(), "\r\n"), "\ufeff")
		if strings.TrimSpace(line) != "" && line[0] != '#' {
			read(line)
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d is longer than 1 MiB", r.line+1)
	}
	return scanner.Err()
}

// tsv returns the function that reads a line between tabs.
func (r *reading) tsv() func(line string) {
	var header []doc.Lang
	first := true
	return func(line string) {
		fields := strings.Split(line, "\t")
		if first {
			first = false
			for _, f := range fields {
				if _, want := doc.FacetLang.Row().Filter(f); want != "" || len(fields) < 2 {
					header = nil
					break
				}
				header = append(header, doc.Lang(f))
			}
			if header != nil {
				return
			}
		}
		switch {
		case header != nil && len(fields) > len(header):
			r.problem("%d fields, the header has %d", len(fields), len(header))
		case header != nil:
			for i, a := range fields {
				for j := i + 1; j < len(fields); j++ {
					if strings.TrimSpace(a) != "" && strings.TrimSpace(fields[j]) != "" {
						r.add(Form{header[i], a}, Form{header[j], fields[j]}, 1)
					}
				}
			}
		case 4 <= len(fields) && len(fields) <= 6:
			confidence := 1.0
			if len(fields) > 4 {
				var err error
				if confidence, err = strconv.ParseFloat(fields[4], 64); err != nil {
					r.problem("%q is no confidence", fields[4])
					return
				}
			}
			r.add(Form{doc.Lang(fields[0]), fields[1]}, Form{doc.Lang(fields[2]), fields[3]}, confidence)
		default:
			r.problem("%d fields between tabs, want language, term, language, term", len(fields))
		}
	}
}

// cedict reads a line of CC-CEDICT. Remarks in brackets and cross-references are no
// counterparts; of a verb "to" is left out.
func (r *reading) cedict(line string) {
	head, senses, ok := strings.Cut(line, "/")
	words := strings.Fields(head)
	if !ok || len(words) < 2 {
		r.problem("want: Traditional Simplified [pinyin] /sense/")
		return
	}
	for sense := range strings.SplitSeq(strings.TrimSuffix(senses, "/"), "/") {
		for part := range strings.SplitSeq(sense, ";") {
			part = strings.TrimPrefix(strings.TrimSpace(withoutBrackets(part)), "to ")
			if part = strings.TrimSpace(part); part == "" || strings.ContainsAny(part, "[]|:") || len(strings.Fields(part)) > longestTerm {
				continue
			}
			r.add(Form{chinese, words[1]}, Form{doc.English, part}, 1)
		}
	}
}

func withoutBrackets(s string) string {
	for {
		from := strings.IndexByte(s, '(')
		to := strings.IndexByte(s[max(from, 0):], ')')
		if from < 0 || to < 0 {
			return s
		}
		s = s[:from] + s[from+to+1:]
	}
}

// unit collects the forms of one entry of an XML file.
type unit struct {
	langs  []doc.Lang // of the left and the right side in .dix
	memory bool       // of translations: long segments are no terms
	lang   doc.Lang
	forms  []Form
}

// xml reads entries as they close: nothing of the file is kept but the current one.
func (r *reading) xml(in io.Reader, u *unit) error {
	d := xml.NewDecoder(in)
	d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("text in %s: want UTF-8", charset)
	}
	var text *strings.Builder
	depth := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth++; depth > 100 {
				return errors.New("elements more than 100 deep")
			}
			r.line, _ = d.InputPos()
			switch token.Name.Local {
			case "e", "tu", "termEntry", "conceptEntry":
				u.forms = nil
			case "tuv", "langSet", "langSec":
				for _, a := range token.Attr {
					if a.Name.Local == "lang" {
						tag, _, _ := strings.Cut(strings.ToLower(a.Value), "-")
						u.lang = doc.Lang(tag)
					}
				}
			case "l", "r":
				if len(u.langs) == 2 {
					u.lang, text = u.langs[0], &strings.Builder{}
					if token.Name.Local == "r" {
						u.lang = u.langs[1]
					}
				}
			case "b": // a blank in .dix
				if text != nil {
					text.WriteByte(' ')
				}
			case "term", "seg":
				text = &strings.Builder{}
			}
		case xml.CharData:
			if text != nil && text.Len() <= maxForm {
				text.Write(token)
			}
		case xml.EndElement:
			depth--
			switch token.Name.Local {
			case "l", "r", "term", "seg":
				if text != nil && !(u.memory && utf8.RuneCountInString(text.String()) > brief) {
					u.forms = append(u.forms, Form{u.lang, text.String()})
				}
				text = nil
			case "e", "tu", "termEntry", "conceptEntry":
				for i, a := range u.forms[:min(len(u.forms), 50)] {
					for _, b := range u.forms[i+1 : min(len(u.forms), 50)] {
						if a.Lang != b.Lang {
							r.add(a, b, 1)
						}
					}
				}
				u.forms = nil
			}
		}
	}
}
