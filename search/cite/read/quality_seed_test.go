package read

// This file measures the parser on the seed article's reference list, in
// seed_refs_gold.json of the folder IZDE_GOLD names. Values that the gold accepts
// besides its own count too.

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/citetest"
)

type seedGold struct {
	Raw            string      `json:"raw"`
	Type           string      `json:"type"`
	Author         []cite.Name `json:"author"`
	Title          string      `json:"title"`
	Container      string      `json:"container-title"`
	Publisher      string      `json:"publisher"`
	Issued         *cite.Date  `json:"issued"`
	Volume         string      `json:"volume"`
	Issue          string      `json:"issue"`
	Page           string      `json:"page"`
	DOI            string      `json:"DOI"`
	Language       string      `json:"language"`
	OriginalTitle  string      `json:"original-title"`
	OriginalAuthor []cite.Name `json:"original-author"`
	OriginalPub    string      `json:"original-publisher"`
	Custom         struct {
		OriginalContainer string                     `json:"original-container-title"`
		Accept            map[string]json.RawMessage `json:"accept"`
		Mismatch          []struct{}                 `json:"author-mismatch"`
	} `json:"custom"`
}

func nameList(ns []cite.Name) string {
	var out []string
	for _, n := range ns {
		out = append(out, citetest.Normalize(n.Family+n.Given+n.Literal))
	}
	return strings.Join(out, "|")
}

func (g *seedGold) accepts(field, value string) bool {
	raw, ok := g.Custom.Accept[field]
	if !ok {
		return false
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return false
	}
	var names []cite.Name
	if field == "author" && json.Unmarshal(raw, &names) == nil {
		return nameList(names) == value
	}
	for _, l := range list {
		var s *string
		if json.Unmarshal(l, &s) == nil {
			if s == nil && value == "" || s != nil && citetest.Normalize(*s) == value {
				return true
			}
		}
	}
	return false
}

func dateText(d *cite.Date) string {
	if d == nil {
		return ""
	}
	return strings.Trim(fmt.Sprint(d.Parts), "[]")
}

func TestSeedQuality(t *testing.T) {
	dir := os.Getenv("IZDE_GOLD")
	if dir == "" {
		t.Skip("IZDE_GOLD names no folder with seed_refs_gold.json")
	}
	data, err := os.ReadFile(filepath.Join(dir, "seed_refs_gold.json"))
	if err != nil {
		t.Skip(err)
	}
	var golds []seedGold
	if err := json.Unmarshal(data, &golds); err != nil {
		t.Fatal(err)
	}
	total := citetest.Tally{}
	per := citetest.Table{}
	order := []string{"type", "author", "title", "container-title", "publisher", "issued", "volume", "issue", "page", "DOI", "language", "original-title", "original-author", "original-container-title", "original-publisher"}
	mismatches, wanted, alarms, dois, originals := 0, 0, 0, 0, 0
	for i := range golds {
		g := &golds[i]
		p := Parse(g.Raw)
		it := &p.Item
		want := map[string]string{"type": citetest.Normalize(g.Type), "author": nameList(g.Author), "title": citetest.Normalize(g.Title), "container-title": citetest.Normalize(g.Container),
			"publisher": citetest.Normalize(g.Publisher), "issued": dateText(g.Issued), "volume": citetest.Normalize(g.Volume), "issue": citetest.Normalize(g.Issue), "page": citetest.Normalize(g.Page), "DOI": citetest.Normalize(g.DOI),
			"language": citetest.Normalize(g.Language), "original-title": citetest.Normalize(g.OriginalTitle), "original-author": nameList(g.OriginalAuthor), "original-container-title": citetest.Normalize(g.Custom.OriginalContainer), "original-publisher": citetest.Normalize(g.OriginalPub)}
		var named []cite.Name
		for _, n := range strings.Split(it.Custom["original-author"], "、") {
			if n != "" {
				named = append(named, cite.Name{Literal: n})
			}
		}
		got := map[string]string{"type": citetest.Normalize(it.Type), "author": nameList(it.Author), "title": citetest.Normalize(it.Title), "container-title": citetest.Normalize(it.ContainerTitle),
			"publisher": citetest.Normalize(it.Publisher), "issued": dateText(it.Issued), "volume": citetest.Normalize(string(it.Volume)), "issue": citetest.Normalize(string(it.Issue)), "page": citetest.Normalize(string(it.Page)), "DOI": citetest.Normalize(it.DOI),
			"language": citetest.Normalize(it.Language), "original-title": citetest.Normalize(it.OriginalTitle), "original-author": nameList(named), "original-container-title": citetest.Normalize(it.Custom["original-container-title"]), "original-publisher": citetest.Normalize(it.Custom["original-publisher"])}
		for _, f := range order {
			c := citetest.Tally{}
			w, v := want[f], got[f]
			// The container may stand for the publisher where the gold accepts it.
			moved := f == "publisher" && v == "" && g.accepts("container-title", got["container-title"])
			switch {
			case w != v && g.accepts(f, v) && v != "", moved:
				c.Right++
			case w != v && g.accepts(f, v):
			case !c.Compare(w, v):
				t.Logf("%.50q %s: want %q, got %q", g.Raw, f, w, v)
			}
			per.Add(c, f)
			total.Add(c)
			if f == "DOI" && c.Right > 0 {
				dois++
			}
		}
		if it.OriginalTitle != "" {
			originals++
		}
		found := 0
		for _, w := range p.Warnings {
			if w.Code == cite.WarnAuthor {
				found++
			}
		}
		wanted += len(g.Custom.Mismatch)
		mismatches += min(found, len(g.Custom.Mismatch))
		alarms += max(0, found-len(g.Custom.Mismatch))
	}
	for _, f := range order {
		t.Logf("%-26s %s", f, per[f])
	}
	t.Logf("%-26s %s", "all", total)
	t.Logf("DOIs %d, originals %d, author mismatches %d of %d, false alarms %d", dois, originals, mismatches, wanted, alarms)
	if total.F1() < 0.97 || dois < 3 || originals < 11 || mismatches < wanted || alarms > 0 {
		t.Error("the article's list is read worse than it was")
	}
}
