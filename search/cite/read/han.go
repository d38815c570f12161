package read

// This file reads Chinese entries without a mark of the type: the humanities'
// style with titles in 《》 ("张三：《题名》，《刊名》2019年第2期，第3—5页。", as the
// notes of 《历史研究》 and 《中国社会科学》 have it), and entries in the manner of
// APA or cut by commas ("张三. (2022). 题名. 刊名").

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/lazyregexp"
)

var (
	hanDate    = lazyregexp.New(`[(（]?\s*((?:1[5-9]|20)\d\d\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?|(?:1[5-9]|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2})?)\s*(?:版)?\s*[)）]?`)
	hanIssue   = lazyregexp.New(`第\s*(\d+|[一二三四五六七八九十]+)\s*期`)
	hanVolume  = lazyregexp.New(`第\s*(\d+|[一二三四五六七八九十]+)\s*[卷册辑]`)
	hanPages   = lazyregexp.New(`(?:第\s*)?(\d+(?:\s*[-–—~～、]\s*\d+)?)\s*页|(?:页|pp?\.)\s*(\d+(?:\s*[-–—]\s*\d+)?)`)
	hanImprint = lazyregexp.New(`([^\s，,。：:《》（）()、]{2,8})[：:]\s*([^，,。：:《》]*(?:出版社|书局|书店|书社|印书馆|大学|出版公司|社))`)
	// hanHouse is a publisher without a place: "新华出版社1998年版".
	hanHouse   = lazyregexp.New(`(?:^|[，,。》\s])([^，,。：:；;《》()（）\s]{2,20}?(?:出版社|书局|书店|书社|印书馆|出版公司|出版集团))\s*(?:[，,。]|$|(?:1[5-9]|20)\d\d)`)
	hanSheet   = lazyregexp.New(`第\s*([A-Z]?\d{1,2})\s*版`) // of a newspaper
	hanThesis  = lazyregexp.New(`((?:(?:博士|硕士|学士|博士后)(?:研究生)?)?(?:学位|毕业)论文)[,，]?\s*`)
	hanRoles   = lazyregexp.New(`^(.+?)\s*著\s*[，,、；;]\s*(.+?)\s*(?:等\s*)?译$`)                 // "张三著，李四等译"
	hanEditor  = lazyregexp.New(`^[，,\s]*[载见]?\s*([^，,。：:]{2,24}?)\s*(?:主编|编)\s*[：:，,]?\s*$`) // "，载李四主编：《文集》"
	hanTransl  = lazyregexp.New(`[，,]\s*([^，,。：:《》]{2,24}?)\s*译\s*[，,。]`)
	hanNumbers = lazyregexp.New(`^(\d+)\s*[(（](\d+)[)）]$`)
	hanRange   = lazyregexp.New(`^\d+\s*[-–—~～]\s*\d+$`)
	// "刊名, 2004, 22(11): 2094-2096": the journal before, the end of the entry behind.
	hanTail = lazyregexp.New(`[,，.．。]\s*((?:1[89]|20)\d\d)\s*年?\s*(?:[,，.]\s*(?:[Vv]ol\.?\s*)?(\d{1,4}))?\s*(?:[(（]\s*([^()（）]{1,12}?)\s*[)）]|[,，]\s*(\d{1,3}))?\s*[:：,，]\s*(?:[Pp]{1,2}\.\s*)?([A-Za-z]?\d+(?:\s*[-–—~～－‐]+\s*[A-Za-z]?\d+)?(?:\s*[,，+]\s*\d+(?:[-–—]\d+)?)?)\s*[.．。]?\s*(?:$|(?i:doi|https?:))`)
	// hanArticle is an article's title in quotation marks, its journal's in 《》.
	hanArticle = lazyregexp.New(`^([^《》“”]+?)\s*[：:，,。．.]\s*(“(?:[^“”]|“[^“”]*”)+”)[，,。．.]?\s*[载见]?\s*《`)
	hanChapter = lazyregexp.New(`^第\s*(?:\d+|[一二三四五六七八九十]+)\s*[章节编篇]$`)
)

// hanEntry reads text[from:].
func hanEntry(text string, from int) *draft {
	d := &draft{text: text}
	from, to := trimSpan(text, from, len(text))
	s := text[from:to]
	if m := hanPages.FindStringSubmatchIndex(s); m != nil {
		a, b := m[2], m[3]
		if a < 0 {
			a, b = m[4], m[5]
		}
		d.set("page", dashes(strings.ReplaceAll(s[a:b], "～", "-")), from+a, from+b, 0.95)
		s = s[:m[0]] + strings.Repeat(" ", m[1]-m[0]) + s[m[1]:]
	}
	if m := hanTail.FindStringSubmatchIndex(s); m != nil && (m[6] >= 0 || m[4] >= 0) && d.item.Page == "" {
		d.add(part(labelDate), from+m[2], from+m[3], 0.97)
		if m[4] >= 0 {
			d.set("volume", s[m[4]:m[5]], from+m[4], from+m[5], 0.95)
		}
		for _, g := range []int{3, 4} {
			if a, b := m[2*g], m[2*g+1]; a >= 0 {
				d.set("issue", s[a:b], from+a, from+b, 0.95)
			}
		}
		d.set("page", dashes(strings.NewReplacer("～", "-", "－", "-").Replace(s[m[10]:m[11]])), from+m[10], from+m[11], 0.95)
		end := m[0] + len(string([]rune(s[m[0]:m[1]])[:1]))
		s = s[:end] + strings.Repeat(" ", len(s)-end)
	}
	books := slices.DeleteFunc(quotedTitles.FindAllStringIndex(s, 6), func(b []int) bool {
		r := analysis.FirstRune(s[b[1]:])
		return analysis.IsHan(r) && !strings.ContainsRune("第年主编增修", r) // "《论语》英译研究" is a title
	})
	if m := hanArticle.FindStringSubmatchIndex(s); m != nil && len(books) > 0 && (hanName(s[:m[3]]) || hanNameList(s[:m[3]]) || hanOrg(s[:m[3]])) {
		books = append([][]int{m[4:6]}, books...)
	}
	if len(books) > 0 && !hasAPAHead(s) {
		d.hanQuoted(from, s, books)
		return d
	}
	if m := hanIssue.FindStringSubmatchIndex(s); m != nil {
		d.set("issue", s[m[2]:m[3]], from+m[2], from+m[3], 0.95)
		s = s[:m[0]] + strings.Repeat(" ", m[1]-m[0]) + s[m[1]:]
	}
	// The date: the last one, unless it is the end of a title.
	all := hanDate.FindAllStringSubmatchIndex(s, 8)
	for i, m := range all {
		// One in brackets is the date, wherever it stands.
		if strings.ContainsAny(s[m[0]:m[2]], "(（") && strings.ContainsAny(s[m[3]:m[1]], ")）") {
			all = all[i : i+1]
			break
		}
	}
	for i := len(all) - 1; i >= 0; i-- {
		m := all[i]
		// "2010-2017" and numbers within words are none.
		if m[0] > 0 && analysis.IsDigit(s[m[0]-1]) || m[1] < len(s) && analysis.IsDigit(s[m[1]]) {
			continue
		}
		d.add(part(labelDate), from+m[2], from+m[3], 0.95)
		bracketed := strings.ContainsAny(s[m[0]:m[1]], "(（")
		cut := m[0]
		if before := strings.TrimRight(s[:m[0]], " "); !bracketed && before != "" && m[1] == len(strings.TrimRight(s, " .。")) && !strings.ContainsAny(before[max(0, len(before)-3):], ",，.。·") {
			// "发展报告 2022" keeps its year.
			break
		}
		s = s[:cut] + strings.Repeat(" ", m[1]-cut) + s[m[1]:]
		break
	}
	type cut struct {
		a, b int
		stop bool // a full stop follows
	}
	var pieces []cut
	depth, at := 0, 0
	flush := func(end int, stop bool) {
		a, b := trimPunct(s, at, end)
		if a < b {
			pieces = append(pieces, cut{a, b, stop})
		} else if stop && len(pieces) > 0 {
			pieces[len(pieces)-1].stop = true
		}
	}
	quoted := false
	for i, r := range s {
		switch r {
		case '(', '（', '“', '《', '[':
			depth++
		case ')', '）', '”', '》', ']':
			depth = max(0, depth-1)
		case '"':
			quoted = !quoted
		case ',', '，', '.', '。', '．', '、', ';', '；', '·':
			if depth > 0 || quoted {
				continue
			}
			if r == '.' && i > 0 && i+1 < len(s) && (analysis.IsDigit(s[i-1]) && analysis.IsDigit(s[i+1]) || hanInitial.MatchString(s[:i])) {
				continue
			}
			if r == '、' && len(pieces) > 0 && !hanName(s[pieces[len(pieces)-1].a:pieces[len(pieces)-1].b]) {
				continue
			}
			if r == '·' && i+2 < len(s) && !analysis.IsDigit(s[i+len("·")]) && s[i+len("·")] != ' ' {
				continue
			}
			flush(i, r == '.' || r == '。' || r == '．')
			at = i + utf8.RuneLen(r)
		}
	}
	flush(len(s), true)
	n := 0
	if stop := slices.IndexFunc(pieces, func(p cut) bool { return p.stop }); stop > 0 && stop+1 < len(pieces) && hanNameList(s[pieces[0].a:pieces[stop].b]) {
		n = stop
	}
	for n < len(pieces)-1 && hanName(s[pieces[n].a:pieces[n].b]) {
		n++
		if pieces[n-1].stop {
			break
		}
	}
	if n == 0 {
		// Organisations up to the first stop, when more follows.
		k := 0
		for k < len(pieces) && !pieces[k].stop {
			k++
		}
		if k+1 < len(pieces) {
			n = k + 1
			for i := range n {
				if !hanOrg(s[pieces[i].a:pieces[i].b]) {
					n = 0
					break
				}
			}
		}
	}
	last := ""
	if n > 0 {
		// A publisher may close the list of issuing bodies.
		end := n
		if w := s[pieces[n-1].a:pieces[n-1].b]; n > 1 && strings.HasSuffix(w, "出版社") {
			a := pieces[n-1].a
			if strings.HasPrefix(w, "与") {
				a += len("与")
			}
			d.add(part(labelPublisher), from+a, from+pieces[n-1].b, 0.9)
			end--
		}
		d.add(part(labelAuthor), from+pieces[0].a, from+pieces[end-1].b, 0.9)
		last = s[pieces[n-1].a:pieces[n-1].b]
	}
	var rest []cut
	for _, p := range pieces[n:] {
		w := s[p.a:p.b]
		if hanChapter.MatchString(w) || last != "" && w != last && strings.HasSuffix(w, last) && len(d.item.Author) == 1 {
			continue // a chapter; the author's name with his post
		}
		rest = append(rest, p)
	}
	if len(rest) == 0 {
		return d
	}
	d.add(part(labelTitle), from+rest[0].a, from+rest[0].b, 0.9)
	for _, p := range rest[1:] {
		w := s[p.a:p.b]
		if hanNumbers.MatchString(w) && d.item.Volume == "" {
			d.add(part(labelVolume), from+p.a, from+p.b, 0.95)
			continue
		}
		if hanRange.MatchString(w) && d.item.Page == "" {
			d.add(part(labelPages), from+p.a, from+p.b, 0.95)
			continue
		}
		if m := hanImprint.FindStringSubmatchIndex(w); m != nil {
			d.add(part(labelPlace), from+p.a+m[2], from+p.a+m[3], 0.9)
			d.add(part(labelPublisher), from+p.a+m[4], from+p.a+m[5], 0.9)
			continue
		}
		if m := hanThesis.FindStringSubmatchIndex(w); m != nil {
			d.forced = "thesis"
			d.add(part(labelGenre), from+p.a+m[2], from+p.a+m[3], 0.95)
			d.add(part(labelPublisher), from+p.a, from+p.a+m[0], 0.9)
			continue
		}
		if hanOrg(w) {
			b := p.b
			if d.item.Publisher == "" {
				// A list of bodies is one publisher.
				for _, q := range rest[1:] {
					if q.a > p.a && hanOrg(s[q.a:q.b]) {
						b = q.b
					}
				}
				d.add(part(labelPublisher), from+p.a, from+b, 0.85)
			}
			continue
		}
		if d.item.ContainerTitle == "" && utf8.RuneCountInString(w) > 1 && strings.ContainsFunc(w, analysis.IsHan) {
			d.add(part(labelContainer), from+p.a, from+p.b, 0.85)
			d.journal = true
		}
	}
	return d
}

// hasAPAHead: names, then the year in brackets.
func hasAPAHead(s string) bool {
	m := gbtDated.FindStringIndex(s)
	q := strings.Index(s, "《")
	return m != nil && q >= 0 && m[0] < q
}

// hanOrg says whether s names an organisation.
func hanOrg(s string) bool {
	s = strings.TrimRight(strings.ReplaceAll(s, " ", ""), "）)")
	for _, tail := range []string{"大学", "学院", "研究院", "研究所", "研究中心", "中心", "委员会", "协会", "学会", "出版社", "书局", "印书馆", "部", "处", "局", "厅", "署", "馆", "公司", "集团", "基金会", "银行", "政府", "联合会", "组织", "办公室", "研究室", "实验室", "机构", "领事馆", "大使馆", "法院"} {
		if strings.HasSuffix(s, tail) && len(s) > len(tail)+3 {
			return true
		}
	}
	return false
}

// hanQuoted reads entries with titles in 《》.
func (d *draft) hanQuoted(from int, s string, books [][]int) {
	a, b := trimPunct(s, 0, books[0][0])
	if m := hanRoles.FindStringSubmatchIndex(s[a:b]); m != nil {
		d.add(part(labelTranslator), from+a+m[4], from+a+m[5], 0.9)
		b = a + m[3]
	}
	for _, tail := range []string{"主编", "编著", "编", "著", "译", "等"} {
		if t := strings.TrimSuffix(strings.TrimRight(s[a:b], "：: "), tail); t != strings.TrimRight(s[a:b], "：: ") && utf8.RuneCountInString(t) > 1 {
			b = a + len(t)
		}
	}
	if a < b {
		d.add(part(labelAuthor), from+a, from+b, 0.9)
	}
	d.add(part(labelTitle), from+books[0][0], from+books[0][1], 0.95)
	end := books[0][1]
	if len(books) > 1 {
		d.add(partJournal, from+books[1][0], from+books[1][1], 0.95)
		if m := hanEditor.FindStringSubmatchIndex(s[end:books[1][0]]); m != nil {
			d.add(part(labelEditor), from+end+m[2], from+end+m[3], 0.9)
		}
		end = books[1][1]
	}
	rest := s[end:]
	if m := hanImprint.FindStringSubmatchIndex(rest); m != nil {
		d.add(part(labelPlace), from+end+m[2], from+end+m[3], 0.95)
		d.add(part(labelPublisher), from+end+m[4], from+end+m[5], 0.95)
		d.journal = false
	} else if m := hanHouse.FindStringSubmatchIndex(rest); m != nil {
		d.add(part(labelPublisher), from+end+m[2], from+end+m[3], 0.95)
		d.journal = false
	}
	if m := hanIssue.FindStringSubmatchIndex(rest); m != nil {
		d.set("issue", rest[m[2]:m[3]], from+end+m[2], from+end+m[3], 0.95)
	}
	if m := hanVolume.FindStringSubmatchIndex(rest); m != nil {
		d.set("volume", rest[m[2]:m[3]], from+end+m[2], from+end+m[3], 0.95)
	}
	if m := hanDate.FindStringSubmatchIndex(rest); m != nil {
		d.add(part(labelDate), from+end+m[2], from+end+m[3], 0.95)
	}
	if m := hanSheet.FindStringSubmatchIndex(rest); m != nil && len(books) > 1 && d.item.Page == "" {
		d.set("page", rest[m[2]:m[3]], from+end+m[2], from+end+m[3], 0.9)
	}
	if m := hanTransl.FindStringSubmatchIndex(rest); m != nil {
		d.add(part(labelTranslator), from+end+m[2], from+end+m[3], 0.9)
	}
	if m := hanThesis.FindStringSubmatchIndex(rest); m != nil {
		d.forced = "thesis"
		d.add(part(labelGenre), from+end+m[2], from+end+m[3], 0.95)
		before := rest[:m[0]]
		if a := strings.LastIndexFunc(before, func(r rune) bool { return strings.ContainsRune("》，,。", r) }); a >= 0 {
			_, n := utf8.DecodeRuneInString(before[a:])
			if hanOrg(before[a+n:]) {
				d.add(part(labelPublisher), from+end+a+n, from+end+m[0], 0.9)
			}
		} else if hanOrg(before) {
			d.add(part(labelPublisher), from+end, from+end+m[0], 0.9)
		}
		if b := strings.IndexAny(rest[m[1]:], ",，。"); b >= 0 && hanOrg(rest[m[1]:m[1]+b]) {
			d.add(part(labelPublisher), from+end+m[1], from+end+m[1]+b, 0.9)
		}
	}
}
