package pdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// outline lists the blocks of a document, one a line: kind, level, text.
func listing(d *Document) string {
	var all []string
	for _, b := range d.Blocks {
		text := strings.NewReplacer("\n", " / ", "\t", " | ").Replace(d.Text[b.Start:b.End])
		if b.Level > 0 {
			text = fmt.Sprintf("%d %s", b.Level, text)
		}
		all = append(all, fmt.Sprintf("%v: %s", b.Kind, text))
	}
	return strings.Join(all, "\n")
}

// Lines of Helvetica at 10 points, about 230 wide.
var prose = []string{
	"The river rises in the hills above the old town and",
	"winds through meadows that were once the bed of an",
	"inland lake. Its banks are low, and in the spring it",
	"floods the fields on either side for several weeks at",
	"a time, leaving behind the fine black mud that makes",
	"the valley fertile. Farmers know its moods and build",
	"their barns on the mounds that generations have raised",
	"above the reach of the water, each a little higher.",
}

func TestLayout(t *testing.T) {
	r := testReader(t)
	paragraph := strings.Join(prose, " ")
	const left, right = 50, 310
	for _, test := range []struct {
		name  string
		pages []string
		want  string
	}{
		{"two columns below a title", []string{
			show(bold, 18, 120, 740, "Rivers of the southern valleys") +
				set(regular, 10, left, 700, 12, prose[:4]...) +
				set(regular, 10, right, 700, 12, append(slices.Clone(prose[4:]), "")...) +
				show(regular, 10, right+12, 652, "Wells are dug on the mounds, and they reach down to") +
				set(regular, 10, right, 640, 12, "gravel that the river left when it ran another way."),
		}, "title: Rivers of the southern valleys\n" +
			"paragraph: " + paragraph + "\n" +
			"paragraph: Wells are dug on the mounds, and they reach down to gravel that the river left when it ran another way."},

		{"a paragraph over two pages, notes, furniture", []string{
			show(regular, 9, 250, 780, "Annals of Rivers 12") +
				show(bold, 14, left, 740, "1 Floods") +
				set(regular, 10, left, 716, 12, prose[:5]...) +
				show(regular, 6, left, 100, "1") + show(regular, 8, left+4, 97, "Reports of the water board say so for a century.") +
				show(regular, 9, 300, 30, "17"),
			show(regular, 9, 250, 780, "Annals of Rivers 12") +
				set(regular, 10, left, 740, 12, prose[5:]...) +
				show(bold, 14, left, 680, "2 Mounds") +
				set(regular, 10, left, 656, 12, "They are of clay and stand in a row along the dike.") +
				show(regular, 9, 300, 30, "18"),
		}, "heading: 1 1 Floods\n" +
			"paragraph: " + paragraph + "\n" +
			"note: 1Reports of the water board say so for a century.\n" +
			"furniture: Annals of Rivers 12\nfurniture: 17\n" +
			"heading: 1 2 Mounds\n" +
			"paragraph: They are of clay and stand in a row along the dike.\n" +
			"furniture: Annals of Rivers 12\nfurniture: 18"},

		{"a table within a paragraph", []string{
			set(regular, 10, left, 740, 12, prose[:4]...) +
				set(regular, 10, left, 670, 12, "Table 1. Height of the water") +
				columnsOf(left, 655, []float64{0, 80, 150}, "Year", "Spring", "Autumn", "1901", "5.2", "3.1", "1902", "4.8", "2.9") +
				set(regular, 10, left, 600, 12, prose[4:]...),
		}, "paragraph: " + paragraph + "\n" +
			"caption: Table 1. Height of the water\n" +
			"table: Year | Spring | Autumn / 1901 | 5.2 | 3.1 / 1902 | 4.8 | 2.9"},

		{"hyphens at the ends of lines", []string{
			set(regular, 10, left, 740, 12,
				"The well-known mounds of the valley are of an inter-",
				"national interest: no other place has so many well-",
				"known ones, as the international survey of mounds, of p-",
				"adic numbers and of barns says."),
		}, "paragraph: The well-known mounds of the valley are of an international interest: no other place has so many well-known ones, as the international survey of mounds, of p-adic numbers and of barns says."},

		{"entries of a list", []string{
			set(regular, 10, left, 740, 12, "[1] Smith J. Floods and what they leave behind them.", "Basel, 1901.", "[2] Jones K. Wells. Oxford, 1902.", "[3] Brown L. Barns. Leeds, 1903."),
		}, "item: [1] Smith J. Floods and what they leave behind them. Basel, 1901.\nitem: [2] Jones K. Wells. Oxford, 1902.\nitem: [3] Brown L. Barns. Leeds, 1903."},

		{"turned text and numbers of lines stand aside", []string{
			set(regular, 10, left, 740, 12, prose...) + set(regular, 10, left, 632, 12, prose...) +
				set(regular, 8, 25, 740, 12, "1", "2", "3", "4", "5", "6", "7", "8", "", "9", "10", "11", "12", "13", "14", "15", "16") +
				"BT /F1 12 Tf 0 1 -1 0 20 300 Tm (arXiv:1234 [cs]) Tj ET",
		}, "paragraph: " + paragraph + "\nparagraph: " + paragraph + "\nfurniture: arXiv:1234 [cs]" + strings.Join(numbers(16), "")},

		{"letters of another script, accents, ligatures", []string{
			show(unicode16, 10, left, 740, "iстеген iс қалады деген сөз: ﬁn de siècle") +
				show(regular, 10, left, 600, "\xdd\xea\xee\xed\xee\xec\xe8\xea\xe0 \xea\xf0\xe0\xff"),
		}, "paragraph: істеген іс қалады деген сөз: fin de siècle\nparagraph: Экономика края"},
		{"a font that names ӛ and draws ө, which is told by the letters of Kazakh elsewhere", []string{
			show(unicode16, 10, left, 740, "ӚЛЕҢ") + show(unicode16, 10, left, 700, "Ақынның кӛңілі кӛктемдей"),
		}, "paragraph: ӨЛЕҢ\nparagraph: Ақынның көңілі көктемдей"},
		{"ӛ in a language that has it", []string{show(unicode16, 10, left, 740, "мӛӊк, мӛтты")}, "paragraph: мӛӊк, мӛтты"},
		{"a font whose codes are shifted", []string{
			set(unicode16, 10, left, 740, 12, shifted("The wells of the valley are deep and in the spring", -29), shifted("they are full of the water that the river brings to it.", -29)),
		}, "paragraph: The wells of the valley are deep and in the spring they are full of the water that the river brings to it."},

		{"spaces between Han, and a title in spaced letters", []string{
			show(unicode16, 10, left, 740, "草 原 的 风 从 北 方 来") + show(unicode16, 10, left, 700, "张伟 李慧敏") + show(regular, 10, left, 660, "S T A N D A R D   O F   1 9 0 1"),
		}, "paragraph: 草原的风从北方来\nparagraph: 张伟 李慧敏\nparagraph: STANDARD OF 1 9 0 1"},
	} {
		d := mustRead(t, r, testFile{pages: test.pages}.bytes())
		if got := listing(d); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.want)
		}
		glyphs, inBlocks := 0, 0
		for _, p := range d.Pages {
			glyphs += p.Chars
		}
		for _, b := range d.Blocks {
			inBlocks += b.Glyphs
		}
		if glyphs != inBlocks {
			t.Errorf("%s: %d glyphs, %d of them in blocks", test.name, glyphs, inBlocks)
		}
		if feeds := strings.Count(d.Text, "\f"); feeds != len(test.pages)-1 {
			t.Errorf("%s: %d form feeds between %d pages", test.name, feeds, len(test.pages))
		}
	}
}

// TestTurnedText: a word of turned text has a place of its own.
func TestTurnedText(t *testing.T) {
	content := set(regular, 10, 100, 700, 12, prose...) + "BT /F1 12 Tf 0 1 -1 0 40 300 Tm (turned about) Tj ET"
	d := mustRead(t, testReader(t), testFile{pages: []string{content}}.bytes())
	at := strings.Index(d.Text, "about")
	// Helvetica's "turned " is 3.113 em wide, "about" 2.502.
	q := d.Quads(at, at+len("about"))[0].Corners
	if abs(q[0].Y-(300+12*3.113)) > 0.5 || abs(q[1].Y-q[0].Y-12*2.502) > 0.5 || q[0].X < 40 || q[2].X > 34 {
		t.Errorf("about stands at %v", q)
	}
}

// columnsOf sets rows of cells.
func columnsOf(x, y float64, at []float64, cells ...string) string {
	var out strings.Builder
	for i, c := range cells {
		out.WriteString(show(regular, 10, x+at[i%len(at)], y-12*float64(i/len(at)), c))
	}
	return out.String()
}

func numbers(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("\nfurniture: %d", i+1))
	}
	return all
}

func shifted(s string, by rune) string {
	return strings.Map(func(r rune) rune { return r + by }, s)
}
