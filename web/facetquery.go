package web

// facet_q.NAME=…: type-ahead inside one facet. A value is found by the beginning
// of any word of its names, in any script; languages, kinds and scripts have names
// in all languages of the interface.

import (
	"net/url"
	"slices"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

func facetQuery(f doc.Facet) string { return "facet_q." + string(f) }

// facetQueries holds what was typed for each facet that is narrowed.
type facetQueries struct {
	typed map[doc.Facet]analysis.Typed
	limit int // values of a facet that are shown
}

// readFacetQueries reads what the facets are to be narrowed to. All their values
// are asked of the engine then.
func readFacetQueries(params url.Values, r *search.Request) (facetQueries, error) {
	q := facetQueries{map[doc.Facet]analysis.Typed{}, r.FacetLimit}
	for _, facet := range doc.Facets {
		text, err := single(params, facetQuery(facet))
		if err != nil {
			return q, err
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		if len(text) > maxFacetQuery {
			return q, faultIn(facetQuery(facet), invalidValue, "want at most %d bytes: the beginning of a name is enough", maxFacetQuery)
		}
		q.typed[facet] = analysis.NewTyped(text)
		r.FacetLimit = int(^uint(0) >> 1)
	}
	return q, nil
}

const maxFacetQuery = 200

// apply leaves of the values of a facet those that were asked for, as many as are
// shown.
func (q facetQueries) apply(facet doc.Facet, counts search.FacetCounts) search.FacetCounts {
	if typed, ok := q.typed[facet]; ok {
		counts.Values = slices.DeleteFunc(counts.Values, func(v search.FacetValue) bool {
			return !slices.ContainsFunc(valueNames(facet, v), typed.In)
		})
	}
	return counts.Cut(q.limit)
}

// valueNames lists the names of a value.
func valueNames(facet doc.Facet, v search.FacetValue) []string {
	names := []string{v.Value, english.facetLabel(facet, v.Value, v.Label)}
	for _, label := range v.Labels {
		names = append(names, label)
	}
	if speaks(facet) {
		for _, l := range locales {
			names = append(names, l.facetLabel(facet, v.Value, ""))
		}
	}
	switch facet {
	case doc.FacetLang:
		if tag, err := language.Raw.Parse(v.Value); err == nil {
			names = append(names, display.Self.Name(tag))
		}
		names = append(names, doc.LangNames(doc.Lang(v.Value))...)
	case doc.FacetKind:
		names = append(names, kindNames[doc.Kind(v.Value)]...)
	case doc.FacetSection:
		names = doc.ParseSection(v.Value)
	}
	return names
}

// scriptCode returns the code of a script that is given by it or by a name; ""
// when there is no such script.
func scriptCode(text string) string {
	if script, err := language.ParseScript(text); err == nil {
		return script.String()
	}
	for _, code := range doc.ScriptCodes() {
		for _, l := range locales {
			if strings.EqualFold(l.Script(code), text) {
				return code
			}
		}
	}
	return ""
}

// kindNames are names of the kinds beside those that the interface has for them.
var kindNames = map[doc.Kind][]string{
	doc.Title:     {"тақырып", "название", "заглавие", "标题", "题名"},
	doc.Abstract:  {"аңдатпа", "аннотация", "摘要"},
	doc.Keywords:  {"түйін сөздер", "ключевые слова", "关键词"},
	doc.Metadata:  {"метадеректер", "метаданные", "元数据"},
	doc.Heading:   {"тақырыпша", "заголовок", "小标题"},
	doc.Body:      {"негізгі мәтін", "основной текст", "正文"},
	doc.Table:     {"кесте", "таблица", "表格"},
	doc.Caption:   {"сурет атауы", "подпись", "图注"},
	doc.Note:      {"ескерту", "сноска", "примечание", "注释", "脚注"},
	doc.Reference: {"сілтеме", "әдебиет", "ссылка", "литература", "参考文献"},
	doc.Furniture: {"колонтитул", "页眉"},
}
