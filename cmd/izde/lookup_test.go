package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// Each of the article's references is found by its text, by its translation alone,
// by its original alone, and by a damaged copy whose fields stand in another order;
// nothing is found for a reference of another year.
func TestArticleReferencesAreFound(t *testing.T) {
	server := serveArticle(t)
	var docs struct{ Items []struct{ ID string } }
	get(t, server, "/api/v1/documents", &docs)
	var refs struct {
		Items []struct {
			Work, Raw string
			CSL       struct {
				Title, Publisher string
				Container        string `json:"container-title"`
				Author           []struct{ Family, Given, Literal string }
				Issued           struct {
					Parts [][]int `json:"date-parts"`
				}
			}
		}
	}
	get(t, server, "/api/v1/documents/"+docs.Items[0].ID+"/references?limit=100", &refs)
	lookUp := func(citation string) (status, work string) {
		body, err := json.Marshal(map[string]string{"citation": citation})
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.Post(server.URL+"/api/v1/lookup", "application/json", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var l struct {
			Status  string
			Results []struct{ Work struct{ ID string } }
		}
		if err := json.NewDecoder(resp.Body).Decode(&l); err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %v", citation, resp.Status, err)
		}
		if l.Status == "matched" {
			work = l.Results[0].Work.ID
		}
		return l.Status, work
	}
	original := regexp.MustCompile(`[（(]\s*(\p{Han}.*)[）)]\.?\s*$`)
	rng := rand.New(rand.NewPCG(19, 19))
	found := map[string]int{}
	for _, r := range refs.Items {
		c := r.CSL
		var names []string
		for _, a := range c.Author {
			names = append(names, strings.TrimSpace(a.Family+" "+a.Given+a.Literal))
		}
		year := 0
		if len(c.Issued.Parts) > 0 {
			year = c.Issued.Parts[0][0]
		}
		damaged := []rune(fmt.Sprintf("%s. %s (%d), %s %s", c.Title, strings.Join(names, ", "), year, c.Container, c.Publisher))
		for range 3 {
			for i := rng.IntN(len(damaged)); ; i = rng.IntN(len(damaged)) {
				if unicode.IsLetter(damaged[i]) {
					damaged[i] = []rune("aeoczn")[rng.IntN(6)]
					break
				}
			}
		}
		given := map[string]string{"raw": r.Raw, "latin": original.ReplaceAllString(r.Raw, ""), "damaged": string(damaged)}
		if m := original.FindStringSubmatch(r.Raw); m != nil {
			given["han"] = m[1]
		}
		for name, citation := range given {
			switch status, work := lookUp(citation); {
			case work == r.Work:
				found[name]++
			case work != "":
				t.Errorf("%s: %q is taken for another work", name, citation)
			default:
				t.Logf("%s: %s for %q", name, status, citation)
			}
		}
		if status, _ := lookUp(strings.ReplaceAll(given["latin"], fmt.Sprint(year), fmt.Sprint(year-7))); status == "matched" && !strings.Contains(r.Raw, "10.") {
			t.Errorf("%q is found in another year", r.Raw)
		}
	}
	if n := len(refs.Items); found["raw"] != n || found["latin"] != n || found["han"] != 11 || found["damaged"] < n-1 {
		t.Errorf("of %d references were found %v", n, found)
	}
}
