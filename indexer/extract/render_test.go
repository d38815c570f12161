package extract

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/izde/izde/search/doc"
)

// A text that renders as it stands is what rendering it character by character gives.
func TestAsWritten(t *testing.T) {
	asWritten := 0
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab Жқ  中国ー—-’.,1^\u00a0\u00ad\n\t\x01\ufeff\u0301é")), 1, 12, -1).Draw(t, "text")
		kind := rapid.SampledFrom([]doc.Kind{doc.Body, doc.Table, doc.Reference, doc.Furniture, doc.Heading}).Draw(t, "kind")
		s := &source{text: "中" + text + "^"}
		pieces := s.appendTrimmed(nil, len("中"), len("中")+len(text))
		if s.asWritten(pieces, kind) {
			asWritten++
		}
		if got, want := s.render(pieces, kind), s.renderEach(pieces, kind); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q renders as %+v, want %+v", text, got, want)
		}
	})
	if asWritten == 0 {
		t.Error("no text rendered as it stands")
	}
}
