package cite

import (
	"reflect"
	"strings"
	"unicode"
)

// Clean removes from all strings below v, a pointer, the control characters that steer
// terminals and are no text (ESC, U+009B and the like), and bytes that are no UTF-8.
// Line breaks and tabs stay. Keys of maps stay as they are.
func Clean(v any) { clean(reflect.ValueOf(v).Elem()) }

func clean(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(cleaned(v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			clean(v.Elem())
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				clean(field)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			clean(v.Index(i))
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(it.Value())
			clean(value)
			v.SetMapIndex(it.Key(), value)
		}
	}
}

func cleaned(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
