package cite

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
)

type seedGold struct {
	Raw            string `json:"raw"`
	Type           string `json:"type"`
	Author         []Name `json:"author"`
	Title          string `json:"title"`
	Container      string `json:"container-title"`
	Publisher      string `json:"publisher"`
	Issued         *Date  `json:"issued"`
	Volume         string `json:"volume"`
	Issue          string `json:"issue"`
	Page           string `json:"page"`
	DOI            string `json:"DOI"`
	Language       string `json:"language"`
	OriginalTitle  string `json:"original-title"`
	OriginalAuthor []Name `json:"original-author"`
	OriginalPub    string `json:"original-publisher"`
	Custom         struct {
		OriginalContainer string                     `json:"original-container-title"`
		Accept            map[string]json.RawMessage `json:"accept"`
		Mismatch          []struct{}                 `json:"author-mismatch"`
	} `json:"custom"`
}

func nameList(ns []Name) string {
	var out []string
	for _, n := range ns {
		out = append(out, normalized(n.Family+n.Given+n.Literal))
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
	var names []Name
	if field == "author" && json.Unmarshal(raw, &names) == nil {
		return nameList(names) == value
	}
	for _, l := range list {
		var s *string
		if json.Unmarshal(l, &s) == nil {
			if s == nil && value == "" || s != nil && normalized(*s) == value {
				return true
			}
		}
	}
	return false
}

func dateText(d *Date) string {
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
	total := tally{}
	per := map[string]*tally{}
	order := []string{"type", "author", "title", "container-title", "publisher", "issued", "volume", "issue", "page", "DOI", "language", "original-title", "original-author", "original-container-title", "original-publisher"}
	mismatches, wanted, alarms, dois, originals := 0, 0, 0, 0, 0
	for i := range golds {
		g := &golds[i]
		p := Parse(g.Raw)
		it := &p.Item
		want := map[string]string{"type": normalized(g.Type), "author": nameList(g.Author), "title": normalized(g.Title), "container-title": normalized(g.Container),
			"publisher": normalized(g.Publisher), "issued": dateText(g.Issued), "volume": normalized(g.Volume), "issue": normalized(g.Issue), "page": normalized(g.Page), "DOI": normalized(g.DOI),
			"language": normalized(g.Language), "original-title": normalized(g.OriginalTitle), "original-author": nameList(g.OriginalAuthor), "original-container-title": normalized(g.Custom.OriginalContainer), "original-publisher": normalized(g.OriginalPub)}
		var named []Name
		for _, n := range strings.Split(it.Custom["original-author"], "、") {
			if n != "" {
				named = append(named, Name{Literal: n})
			}
		}
		got := map[string]string{"type": normalized(it.Type), "author": nameList(it.Author), "title": normalized(it.Title), "container-title": normalized(it.ContainerTitle),
			"publisher": normalized(it.Publisher), "issued": dateText(it.Issued), "volume": normalized(string(it.Volume)), "issue": normalized(string(it.Issue)), "page": normalized(string(it.Page)), "DOI": normalized(it.DOI),
			"language": normalized(it.Language), "original-title": normalized(it.OriginalTitle), "original-author": nameList(named), "original-container-title": normalized(it.Custom["original-container-title"]), "original-publisher": normalized(it.Custom["original-publisher"])}
		for _, f := range order {
			if per[f] == nil {
				per[f] = &tally{}
			}
			c := tally{}
			w, v := want[f], got[f]
			// The container may stand for the publisher where the gold accepts it.
			moved := f == "publisher" && v == "" && g.accepts("container-title", got["container-title"])
			switch {
			case w == v && w != "", w != v && g.accepts(f, v) && v != "", moved:
				c.tp++
			case w == v, g.accepts(f, v):
			default:
				if w != "" {
					c.fn++
				}
				if v != "" {
					c.fp++
				}
				t.Logf("%.50q %s: want %q, got %q", g.Raw, f, w, v)
			}
			for _, s := range []*tally{&total, per[f]} {
				s.tp, s.fp, s.fn = s.tp+c.tp, s.fp+c.fp, s.fn+c.fn
			}
			if f == "DOI" && c.tp > 0 {
				dois++
			}
		}
		if it.OriginalTitle != "" {
			originals++
		}
		found := 0
		for _, w := range p.Warnings {
			if w.Code == WarnAuthor {
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
	if total.f1() < 0.97 || dois < 3 || originals < 11 || mismatches < wanted || alarms > 0 {
		t.Error("the article's list is read worse than it was")
	}
}
