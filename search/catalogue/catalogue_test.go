package catalogue_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/search/catalogue"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/query"
)

// shelf is an index of authors alone, as far as a catalogue asks; it is asked for each
// kind once.
type shelf struct {
	catalogue.Index
	authors []*doc.Author
	asked   int
}

func (s *shelf) Find(_ context.Context, l *engine.Lookup) (*engine.Things, error) {
	s.asked++
	from := min(l.Offset, len(s.authors))
	return &engine.Things{Authors: s.authors[from:min(from+l.Limit, len(s.authors))], Total: len(s.authors)}, nil
}

func authors(names ...string) *shelf {
	s := &shelf{}
	for i, name := range names {
		s.authors = append(s.authors, &doc.Author{ID: fmt.Sprint(i), Name: name, Forms: []string{name}, Cited: []string{"w1", "w2", "w2"}[:i%3]})
	}
	return s
}

// names lists a page, and the letters with the number of their first name.
func names(t *testing.T, s *shelf, r catalogue.Request) (list, letters string) {
	t.Helper()
	r.Kind, r.Limit = engine.Authors, 1000
	page, err := catalogue.New(s).Browse(t.Context(), &r)
	if err != nil {
		t.Fatal(err)
	}
	var all, at []string
	for _, e := range page.Entries {
		all = append(all, e.Name(r.Lang))
	}
	for _, i := range page.Initials {
		at = append(at, fmt.Sprint(i.Script, i.Letter, i.Offset))
	}
	return strings.Join(all, " · "), strings.Join(at, " ")
}

// Each reader finds names where the dictionaries of the language have them: ә behind а and
// қ behind к in Kazakh, characters by their pinyin in Chinese.
func TestNamesAreSortedAsReadersSortThem(t *testing.T) {
	s := authors("Ерлан Әбілов", "Анна Ковалёва", "Қанат Қасымов", "Марат Бекетов", "Émile Zola", "Ann Zhang", "Jane O'Neil", "张继业", "陈独秀", "World Bank", "Асқар Ақышев", "— —")
	const kazakh = "Ақышев, Асқар · Әбілов, Ерлан · Бекетов, Марат · Ковалёва, Анна · Қасымов, Қанат · O'Neil, Jane · World Bank · Zhang, Ann · Zola, Émile · 张继业 · 陈独秀 · — —"
	list, letters := names(t, s, catalogue.Request{Order: catalogue.ByName, Lang: doc.Kazakh})
	if list != kazakh || letters != "CyrlА0 CyrlӘ1 CyrlБ2 CyrlК3 CyrlҚ4 LatnO5 LatnW6 LatnZ7 Hani汉9 11" {
		t.Errorf("in Kazakh %s\n%s", list, letters)
	}
	list, letters = names(t, s, catalogue.Request{Order: catalogue.ByName, Lang: doc.Chinese})
	if !strings.HasPrefix(list, "陈独秀 · 张继业 · ") || !strings.HasPrefix(letters, "HaniC0 HaniZ1 ") {
		t.Errorf("in Chinese %s\n%s", list, letters)
	}
	if list, _ := names(t, s, catalogue.Request{Order: catalogue.ByWorks, Lang: doc.Chinese}); !strings.HasPrefix(list, "陈独秀 · Zhang, Ann · Қасымов, Қанат · — — · 张继业") {
		t.Errorf("by works %s", list)
	}
}

// The first character of each letter of pinyin stands under it.
func TestPinyinLetters(t *testing.T) {
	for letter, name := range map[string]string{"A": "安宁", "B": "白石", "C": "曹操", "D": "邓小平", "F": "冯友兰", "G": "郭沫若", "H": "胡适", "J": "贾宝玉", "K": "康有为", "L": "李白", "M": "毛泽东", "N": "牛顿",
		"O": "欧阳修", "P": "潘岳", "Q": "钱钟书", "R": "任继愈", "S": "孙中山", "T": "陶渊明", "W": "王维", "X": "徐志摩", "Y": "杨振宁", "Z": "周恩来"} {
		if _, letters := names(t, authors(name), catalogue.Request{Order: catalogue.ByName, Lang: doc.Chinese}); letters != "Hani"+letter+"0" {
			t.Errorf("%s stands under %s, want %s", name, letters, letter)
		}
	}
}

func TestCatalogueIsReadOnceAndBounded(t *testing.T) {
	s := authors("A B", "C D", "E F")
	c := catalogue.New(s)
	for _, order := range []catalogue.Sort{catalogue.ByName, catalogue.ByWorks, catalogue.ByPlace, catalogue.ByName} {
		page, err := c.Browse(t.Context(), &catalogue.Request{Kind: engine.Authors, Order: order, Offset: 1, Limit: 1, Keep: func(e *catalogue.Entry) bool { return e.ID != "0" }})
		if err != nil || page.Total != 2 || len(page.Entries) != 1 {
			t.Errorf("%s: %+v, %v", order, page, err)
		}
	}
	if s.asked != 1 {
		t.Errorf("the index was asked %d times", s.asked)
	}
	many := &crowd{}
	_, err := catalogue.New(many).Browse(t.Context(), &catalogue.Request{Kind: engine.Authors, Order: catalogue.ByName})
	if _, ok := errors.AsType[*query.LimitError](err); !ok {
		t.Errorf("more than can be sorted: %v", err)
	}
	// In the order of the index they are listed, and where no other was asked for.
	for _, r := range []catalogue.Request{{Kind: engine.Authors, Order: catalogue.ByPlace}, {Kind: engine.Authors, Order: catalogue.ByName, OrPlace: true}} {
		r.Offset, r.Limit = 7, 2
		page, err := catalogue.New(many).Browse(t.Context(), &r)
		if err != nil || page.Total != catalogue.MaxEntries+1 || len(page.Entries) != 2 || page.Entries[0].ID != "7" {
			t.Errorf("%s of too many: %+v, %v", r.Order, page, err)
		}
	}
}

// crowd has more authors than are put in order.
type crowd struct{ catalogue.Index }

func (*crowd) Find(_ context.Context, l *engine.Lookup) (*engine.Things, error) {
	things := &engine.Things{Total: catalogue.MaxEntries + 1}
	for at := range l.Limit {
		things.Authors = append(things.Authors, &doc.Author{ID: strconv.Itoa(l.Offset + at)})
	}
	return things, nil
}

// Documents and works of a real index, in each of their orders.
func TestOrders(t *testing.T) {
	var docs []*doc.Document
	var passages []*doc.Passage
	for i, year := range []int{2001, 0, 1999} {
		id := fmt.Sprint("d", i)
		title := []string{"Clouds", "Birds", "Ants"}[i]
		docs = append(docs, &doc.Document{ID: id, Source: id, Title: title, Year: year, TextDigest: id, Work: "w" + id, CSL: cite.Item{Type: "book", Title: title}})
		// Clouds had something new last, when its second passage came.
		for j, day := range [][]int{{1, 9}, {5, 2}, {7, 7}}[i] {
			passages = append(passages, &doc.Passage{ID: fmt.Sprint("p", i, j), DocID: id, Kind: doc.Body, Text: title, Indexed: time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC)})
		}
	}
	e, err := embedded.NewMemory(t.Context(), docs, passages)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	c := catalogue.New(e)
	for order, want := range map[catalogue.Sort]string{catalogue.ByPlace: "Clouds Birds Ants", catalogue.ByName: "Ants Birds Clouds", catalogue.ByYear: "Ants Clouds Birds", catalogue.ByYearDesc: "Clouds Ants Birds", catalogue.ByIndexed: "Clouds Ants Birds"} {
		page, err := c.Browse(t.Context(), &catalogue.Request{Kind: engine.Documents, Order: order, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range page.Entries {
			got = append(got, e.Document.Title)
			if want := map[string]int{"Clouds": 9, "Ants": 7, "Birds": 5}[e.Document.Title]; order == catalogue.ByIndexed && e.Indexed.Day() != want {
				t.Errorf("%s is of %s", e.Document.Title, e.Indexed)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", order, got, want)
		}
	}
}
