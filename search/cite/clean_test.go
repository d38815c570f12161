package cite_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
)

// Every string of an item is cleaned, whatever the item has.
func TestClean(t *testing.T) {
	const steering = "a\x1b[31m\u009b2J\x00\u0085b\n\tc"
	var it cite.Item
	fill(reflect.ValueOf(&it).Elem(), steering)
	cite.Clean(&it)
	data, err := json.Marshal(it)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), `\u00`) || strings.ContainsAny(string(data), "\u009b\u0085") {
		t.Errorf("%s", data)
	}
	if it.Title != "a[31m2Jb\n\tc" || it.Custom["k"] != it.Title || it.Author[0].Given != it.Title {
		t.Errorf("%q, %q, %q", it.Title, it.Custom["k"], it.Author[0].Given)
	}
}

// fill puts a text into every string below v.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), text)
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, text)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), text)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"k": text}))
	}
}
