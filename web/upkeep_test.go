package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/web"
)

// A server that watches folders says how it keeps up with them, to programs and on the
// page of the corpus in every language.
func TestUpkeep(t *testing.T) {
	state := web.Upkeep{Updated: time.Date(2026, 11, 26, 22, 40, 5, 0, time.UTC), Trouble: web.UpkeepLocked}
	for i := range 60 {
		state.Failed = append(state.Failed, web.FailedFile{Name: fmt.Sprintf("new/%02d <b>.pdf", i), Reason: "is encrypted"})
	}
	h := serve(t, web.Options{Upkeep: func() *web.Upkeep { return &state }})
	type ready struct {
		Generation          string
		Documents, Passages int
		Degraded            bool
		Upkeep              *struct {
			Updated, Trouble string
			FailedTotal      int `json:"failed_total"`
			Failed           []web.FailedFile
		}
	}
	u := decode[ready](t, get(t, h, "/readyz").Body.Bytes()).Upkeep
	if u == nil || u.Updated != "2026-11-26T22:40:05Z" || u.Trouble != "locked" || u.FailedTotal != 60 || len(u.Failed) != 50 || u.Failed[0] != state.Failed[0] {
		t.Errorf("/readyz: %+v", u)
	}
	for hl, want := range map[string][]string{
		"en": {"26 November 2026, 22:40 UTC", "Another program is writing", "60 files could not"},
		"kk": {"2026 ж. 26 қараша, 22:40 UTC", "басқа бағдарлама", "60 файл"},
		"ru": {"26 ноября 2026 г., 22:40 UTC", "другая программа", "60 файлов не"},
		"zh": {"2026年11月26日, 22:40 UTC", "另一个程序", "60 个文件"},
	} {
		said := page(t, get(t, h, "/documents?hl="+hl)).Find(".upkeep")
		for _, part := range append(want, "new/00 <b>.pdf: is encrypted") {
			if !strings.Contains(said.Text(), part) {
				t.Errorf("%s: the page lacks %q: %s", hl, part, said.Text()[:min(300, len(said.Text()))])
			}
		}
	}
	if r := decode[ready](t, get(t, serve(t, web.Options{}), "/readyz").Body.Bytes()); r.Upkeep != nil {
		t.Errorf("nothing is watched, and /readyz says %+v", r.Upkeep)
	}
}
