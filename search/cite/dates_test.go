package cite

import (
	"encoding/json"
	"testing"
)

func TestDates(t *testing.T) {
	for s, want := range map[string]string{
		"2015":              `{"date-parts":[[2015]]}`,
		"14 May 2018":       `{"date-parts":[[2018,5,14]]}`,
		"2018. – 14 мая":    `{"date-parts":[[2018,5,14]]}`,
		"14 мамыр 2018":     `{"date-parts":[[2018,5,14]]}`,
		"2018年5月14日":        `{"date-parts":[[2018,5,14]]}`,
		"2018-05-14":        `{"date-parts":[[2018,5,14]]}`,
		"14.05.2018":        `{"date-parts":[[2018,5,14]]}`,
		"2012–2014":         `{"date-parts":[[2012],[2014]]}`,
		"Spring 2015":       `{"date-parts":[[2015]],"season":1}`,
		"2015, осень":       `{"date-parts":[[2015]],"season":3}`,
		"2015年冬":            `{"date-parts":[[2015]],"season":4}`,
		"[ca. 1850]":        `{"date-parts":[[1850]],"circa":true}`,
		"ок. 1900":          `{"date-parts":[[1900]],"circa":true}`,
		"2018-13-40":        `{"date-parts":[[2018]]}`,
		"1995a":             `{"date-parts":[[1995]]}`,
		"no date":           `null`,
		"page 20150":        `null`,
		"99999999999-01-01": `null`,
	} {
		data, err := json.Marshal(ReadDate(s))
		if err != nil {
			t.Fatal(err)
		}
		if string(data) != want {
			t.Errorf("%s: %s, want %s", s, data, want)
		}
	}
}
