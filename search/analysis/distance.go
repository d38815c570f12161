package analysis

// EditDistance is the optimal string alignment distance of a and b: the least
// number of letters to insert, drop, replace or swap with their neighbours that
// makes b of a, when no letter is touched twice (L. Boytsov, Indexing methods for
// approximate dictionary searching, ACM JEA 16, 2011, 2.2). Time is in
// O(len(a)·len(b)).
func EditDistance(a, b string) int {
	var letters [2][64]rune
	s, t := appendRunes(letters[0][:0], a), appendRunes(letters[1][:0], b)
	if len(s) > len(t) {
		s, t = t, s
	}
	// Of the matrix only the last three rows are needed, one for each letter of t;
	// a row has a column for each letter of s.
	var cells [3][65]int
	before, last, row := cells[0][:0], cells[1][:0], cells[2][:0]
	for i := range len(s) + 1 {
		before, last, row = append(before, 0), append(last, i), append(row, 0)
	}
	for j := range t {
		row[0] = j + 1
		for i := range s {
			replaced := last[i]
			if s[i] != t[j] {
				replaced++
			}
			row[i+1] = min(replaced, last[i+1]+1, row[i]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[i+1] = min(row[i+1], before[i-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(s)]
}

func appendRunes(runes []rune, s string) []rune {
	for _, r := range s {
		runes = append(runes, r)
	}
	return runes
}
