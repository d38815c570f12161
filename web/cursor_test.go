package web_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/izde/izde/web"
)

// FuzzCursor asks with cursors of somebody's own making: every one for the same list and
// generation as a true one, but for another place in it.
func FuzzCursor(f *testing.F) {
	h := serve(f, web.Options{})
	lists := []string{"/api/v1/search?q=investment", "/api/v1/search?q=investment&sort=-year&group=document", "/api/v1/search?", "/api/v1/documents?", "/api/v1/works?", "/api/v1/documents/d00/passages?", "/api/v1/kwic?q=investment", "/api/v1/search?sort=position"}
	var real []map[string]any
	for _, list := range lists {
		var page struct{ Next string }
		_ = json.Unmarshal(get(f, h, list+"&limit=1").Body.Bytes(), &page)
		inside := map[string]any{}
		text, err := base64.RawURLEncoding.DecodeString(page.Next)
		if err != nil || json.Unmarshal(text, &inside) != nil {
			f.Fatalf("%s goes on at %q", list, page.Next)
		}
		real = append(real, inside)
		after, _ := inside["a"].(string)
		for i := range lists {
			f.Add(byte(i), after, 1)
		}
	}
	f.Add(byte(0), "", -1)
	f.Add(byte(0), "\x00\xff", 1<<62)
	f.Add(byte(1), "NaN 1e999", 99_999)
	f.Add(byte(2), "9223372036854775807", 0)
	f.Fuzz(func(t *testing.T, which byte, after string, offset int) {
		i := int(which) % len(lists)
		inside := map[string]any{"p": real[i]["p"], "g": real[i]["g"], "a": after, "o": offset}
		text, err := json.Marshal(inside)
		if err != nil {
			t.Fatal(err)
		}
		target := lists[i] + "&cursor=" + url.QueryEscape(base64.RawURLEncoding.EncodeToString(text))
		w := get(t, h, target)
		if w.Code == http.StatusInternalServerError || w.Code == http.StatusOK && !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
			t.Fatalf("%s (%s): status %d\n%.300s", target, text, w.Code, w.Body)
		}
	})
}

// FuzzAccounts reads files of accounts.
func FuzzAccounts(f *testing.F) {
	f.Add("# readers\n\naigul:$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$c2FsdHNhbHRzYWx0c2FsdHNhbHRzYWx0c2FsdHNhbHQ\n")
	f.Add("a:$argon2id$v=19$m=99999999999,t=2,p=1$$")
	f.Add(":\n:")
	f.Add("a:b\na:b")
	f.Fuzz(func(t *testing.T, text string) {
		if accounts, err := web.ReadAccounts(strings.NewReader(text)); (accounts == nil) == (err == nil) {
			t.Errorf("%q gives %v, %v", text, accounts, err)
		}
	})
}
