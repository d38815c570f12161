package web

// The page at /glossary: which words of other languages a word stands for, where that is
// known from, and, for those who may, a switch for each pair.

import (
	"net/url"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// glossaryPage is the view of that page.
type glossaryPage struct {
	frame
	Text  string
	Total int
	Pairs []glossaryPair
	// May says that the reader may switch pairs off.
	May bool
}

// glossaryPair is a word or term and one of its counterparts.
type glossaryPair struct {
	Term, With langText
	Source     string // of the messages
	// Evidence is the file and its line, or the title of the document that EvidenceURL leads
	// to: to the passage that shows the pair, where that is known.
	Evidence    langText
	EvidenceURL string
	SearchURL   string
	Off         bool
	Switch      url.Values
}

// maxGlossary is how many pairs are shown; a word narrows them down.
const maxGlossary = 200

func (s *site) glossaryPage(x *call, r *reader) error {
	text, lang := x.single("q"), x.single("lang")
	if x.err != nil {
		return x.err
	}
	found, total, err := x.desk.Translations(x.ctx(), text, doc.Lang(lang), "", 0, maxGlossary)
	if err != nil {
		return err
	}
	v := &glossaryPage{frame: s.frame(r, r.T("glossary.title")), Text: text, Total: total, May: s.switchPair != nil && s.operator(x)}
	v.NoIndex = true
	v.Kept = pick(x.params, []string{"q", "lang"})
	titles := map[string]langText{} // of documents
	for _, f := range found {
		p := glossaryPair{Term: langText{f.Term, f.Lang}, With: langText{f.With, f.To}, Source: "glossary.source." + string(f.Source), Evidence: langText{f.Evidence, doc.Und}, Off: f.Confidence <= 0,
			SearchURL: r.searchURL(url.Values{"q": {f.With}}),
			Switch:    url.Values{"q": {text}, "lang": {lang}, "term": {f.Term}, "from": {string(f.Lang)}, "with": {f.With}, "to": {string(f.To)}}}
		if f.Document != "" {
			p.EvidenceURL = r.documentURL(f.Document)
			if f.Passage != "" {
				p.EvidenceURL = r.passageURL(&doc.Passage{ID: f.Passage, DocID: f.Document}, nil)
			}
			if _, ok := titles[f.Document]; !ok {
				d, err := x.desk.Document(x.ctx(), f.Document)
				if err != nil {
					return err
				}
				titles[f.Document] = r.title(d)
			}
			if t := titles[f.Document]; t.Text != "" {
				p.Evidence = langText{desk.Clip(t.Text), t.Lang}
			}
		}
		v.Pairs = append(v.Pairs, p)
	}
	return respondPage(x.Context, r, "glossary", v)
}

// postGlossary switches a pair off, or on again.
func (s *site) postGlossary(x *call, r *reader) error {
	fromHere := ownPage(x.Request) || s.host != "" && x.Request.Header.Get("Origin") == s.host
	if !s.operator(x) || !fromHere {
		return fault(notThisMachine, "pairs are switched off on this page by those who run the library: at the machine that serves it, or, where it has accounts, by %s", operatorAccount)
	}
	form, err := readBody(x.Context)
	if err != nil {
		return err
	}
	if x.params, err = parseParams(string(form)); err != nil {
		return err
	}
	pair := search.Translation{Term: x.single("term"), Lang: doc.Lang(x.single("from")), With: x.single("with"), To: doc.Lang(x.single("to"))}
	action := oneOf(x, "pair", "off", "on")
	back := pick(x.params, []string{"q", "lang"})
	if x.err != nil {
		return x.err
	}
	if err := desk.CheckPair(&pair); err != nil {
		return err
	}
	if err := s.switchPair(&pair, action == "off"); err != nil {
		return err
	}
	return x.seeOther(r.url("/glossary", back))
}

// operatorAccount is the account whose reader may change what is kept.
const operatorAccount = "admin"

// operator reports whether a request comes from those who run the site: where there are
// accounts, by that of the operator; else from this machine.
func (s *site) operator(x *call) bool {
	if s.accounts != nil {
		name, password, ok := x.Request.BasicAuth()
		if !ok || name != operatorAccount {
			return false
		}
		right, err := s.accounts.admit(x.ctx(), name, password, func() bool { return s.guessers.allow(x.ClientIP()) })
		return right && err == nil
	}
	return s.userHeader == "" && len(s.proxies) == 0 && atThisMachine(x.Request)
}
