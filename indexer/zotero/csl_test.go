package zotero

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/izde/izde/search/cite"
)

// FuzzItem reads what people write into an item's fields and notes.
func FuzzItem(f *testing.F) {
	for _, s := range []string{"2001-05-00 May 2001", "DOI: 10.1000/x\nissued: 1999\nPMID: 5", "<p>A <b>note</b><script>x</script> &amp;", "tex.x: {", ": :\n:", "\x00\xff", "0000-00-00", "-44"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var item cite.Item
		extra(&item, text)
		custom(&item, "date", text)
		item.Issued = readDate(text)
		item.Title = untagged(text)
		item.Abstract = plain(text) + firstLine(text)
		if data, err := json.Marshal(item); err != nil || utf8.ValidString(text) && !utf8.ValidString(item.Abstract) {
			t.Errorf("%q gives %s, %v", text, data, err)
		}
	})
}
