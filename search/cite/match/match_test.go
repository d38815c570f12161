package match

import (
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/read"
)

// FuzzMatch looks for any text in any other: it must not panic, and a score is
// one.
func FuzzMatch(f *testing.F) {
	f.Add("Sarybayev, M. (2021). Water. Central Asian Survey, 40(2), 113–131.", "Сарыбаев М. Вода // Обзор. – 2021. – Т. 40.")
	f.Add("张雯鑫. 哈萨克斯坦发展报告[R]. 2021", "Zhang Wenxin, XIV (张雯鑫, 2021).")
	f.Add("", "\xff\x00 1a xiv "+strings.Repeat("a", 300))
	f.Fuzz(func(t *testing.T, given, entry string) {
		p := read.Parse(entry)
		c := NewProfile(&Record{Items: []cite.Item{p.Item}, Forms: []string{entry}})
		c.Terms()
		g := NewGiven(read.Parse(given))
		g.Terms()
		m := g.Against(c)
		if m.Score < 0 || m.Score > 1 {
			t.Errorf("score %v", m.Score)
		}
		matches := []*Match{&m}
		Decide(matches, func(m *Match) *Match { return m })
		Compare(c, g.profile)
		GroupAuthors(Mentions([]cite.Item{p.Item, g.Parsed.Item}))
	})
}

func TestWithin(t *testing.T) {
	for _, tt := range []struct {
		needle, hay string
		dist        int
	}{
		{"water", "the water here", 0}, {"water", "the wster here", 1}, {"water", "", 5}, {"", "x", 0},
		{strings.Repeat("abcd", 40), "x" + strings.Repeat("abcd", 40) + "y", 0},
	} {
		if d, _ := within(tt.needle, tt.hay); d != tt.dist {
			t.Errorf("within(%q, %q) = %d, want %d", tt.needle, tt.hay, d, tt.dist)
		}
	}
}

// A few words that somebody remembers find their work, and no other.
func TestRecalled(t *testing.T) {
	raw := "Çelik Y. Water and power in the valleys of Central Asia: a case // Orman Dergisi. – 2023. - №7(2) p. 225-238."
	work := NewProfile(&Record{Items: []cite.Item{read.Parse(raw).Item}, Forms: []string{raw}})
	for _, tt := range []struct {
		given                string
		possible, identified bool
	}{
		{"Celik water power valleys central asia 2023", true, true},
		{"Челик valleys central asia 2023", true, false},
		{"Celik valleys central asia 2022", false, false},
		{"Celik water power valleys central africa 2023", false, false},
		{"Brown water power valleys central asia 2023", false, false},
		{"Celik 2023", false, false},
	} {
		if m := NewGiven(read.Parse(tt.given)).Against(work); m.Possible() != tt.possible || m.Possible() && m.Identified != tt.identified {
			t.Errorf("%q: possible %v, identified %v (%.2f %v)", tt.given, m.Possible(), m.Identified, m.Score, m.Evidence)
		}
	}
}

// Of a title and its translation in brackets either is the work's.
func TestGlossed(t *testing.T) {
	raw := "Zhang Wenxin, Steppe development report // Steppe Institute. – 2021."
	work := NewProfile(&Record{Items: []cite.Item{read.Parse(raw).Item}, Forms: []string{raw}})
	for given, want := range map[string]Status{
		"Zhang Wenxin. Caoyuan fazhan baogao [Steppe development report]. 2021.": Matched,
		"Zhang Wenxin. Caoyuan fazhan baogao [Steppe population census]. 2021.":  None,
		"Wang Jiaming. Caoyuan fazhan baogao [Steppe development report]. 2011.": None,
	} {
		m := NewGiven(read.Parse(given)).Against(work)
		if status, _ := Decide([]*Match{&m}, func(m *Match) *Match { return m }); status != want {
			t.Errorf("%s: %s, want %s (%.2f %v)", given, status, want, m.Score, m.Evidence)
		}
	}
}

// A citation that agrees in all but the year, by one, or the name of the author may
// mean the work: it is ambiguous, and told what differs. Two flaws are too many.
func TestOneFlaw(t *testing.T) {
	raw := "Cole, D. (2015). Village wells of the northern plains. Journal of Rural Health, 12(3), 45–67."
	work := NewProfile(&Record{Items: []cite.Item{read.Parse(raw).Item}, Forms: []string{raw}})
	for _, tt := range []struct {
		given  string
		status Status
		warned bool
	}{
		{raw, Matched, false},
		{"Cole, D. (2016). Village wells of the northern plains. Journal of Rural Health, 12(3), 45–67.", Ambiguous, true},
		{"Cole D. Village wells of the northern plains // Journal of Rural Health. – 2014. – Vol. 12, № 3. – P. 45–67.", Ambiguous, true},
		{"Kohlberg, D. (2015). Village wells of the northern plains. Journal of Rural Health, 12(3), 45–67.", Ambiguous, true},
		{"Cqle, D. (2015). Village wells of the northern plains. Journal of Rural Health, 12(3), 45–67.", Matched, true},
		{"Kohlberg, D. (2016). Village wells of the northern plains. Journal of Rural Health, 12(3), 45–67.", None, true},
		{"Cole, D. (2009). Village wells of the northern plains. Journal of Rural Health, 12(3), 45–67.", None, true},
		{"Cole, D. (2016). Village wells of the southern plains. Journal of Rural Health, 13(3), 15–19.", None, true},
	} {
		m := NewGiven(read.Parse(tt.given)).Against(work)
		status, _ := Decide([]*Match{&m}, func(m *Match) *Match { return m })
		if status != tt.status || (len(m.Warnings) > 0) != tt.warned {
			t.Errorf("%s: %s, want %s (%.2f %v %v)", tt.given, status, tt.status, m.Score, m.Evidence, m.Warnings)
		}
	}
}

// Two authors whose names in Chinese differ are two, though one's reading begins as the other's.
func TestNamesInChinese(t *testing.T) {
	profile := func(raw string) *Profile {
		return NewProfile(&Record{Items: []cite.Item{read.Parse(raw).Item}, Forms: []string{raw}})
	}
	work := profile("Chen Jiaming. Report on the steppe // Steppe Institute. – 2021. (陈家明, 草原发展报告. 草原研究院, 2021).")
	for raw, want := range map[string]Relation{
		"陈家明. 草原发展报告[R]. 北京: 草原出版社, 2021.":             Same,
		"陳家明. 草原發展報告[R]. 北京: 草原出版社, 2021.":             Same,
		"Chen J. Report on the steppe. Beijing, 2021.": Same,
		"陈家. 草原发展报告[R]. 北京: 草原出版社, 2021.":              Unrelated,
	} {
		if got := Compare(work, profile(raw)); got.Relation != want {
			t.Errorf("%s: %+v, want %v", raw, got, want)
		}
	}
}
