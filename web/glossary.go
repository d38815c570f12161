package web

// GET /api/v1/glossary: the counterparts of words in other languages.

import "github.com/izde/izde/search/doc"

// translationView is a word or a term and one of its counterparts; a confidence of 0
// says that the pair is switched off.
type translationView struct {
	Term       string  `json:"term"`
	Lang       string  `json:"lang"`
	With       string  `json:"with"`
	To         string  `json:"to"`
	Confidence float64 `json:"confidence"`
	Source     string  `json:"source"`
	Evidence   string  `json:"evidence"`
	// Document and Passage are those of the corpus that show it, null where none does.
	Document *string `json:"document"`
	Passage  *string `json:"passage"`
}

func (s *site) apiGlossary(x *call) error {
	text, lang, to := x.single("q"), doc.Lang(x.single("lang")), doc.Lang(x.single("to"))
	limit, at := x.limit(), x.listCursor()
	if x.err != nil {
		return x.err
	}
	found, total, err := x.desk.Translations(x.ctx(), text, lang, to, at.Offset, limit)
	if err != nil {
		return err
	}
	answer := list[translationView]{Items: []translationView{}, Total: total, Next: at.nextOffset(len(found), total)}
	for _, f := range found {
		answer.Items = append(answer.Items, translationView{f.Term, string(f.Lang), f.With, string(f.To), f.Confidence, string(f.Source), f.Evidence, orNull(f.Document), orNull(f.Passage)})
	}
	return respondJSON(x.Context, answer, true)
}

// orNull returns a text, or nil where there is none.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
