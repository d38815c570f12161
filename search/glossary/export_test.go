package glossary

// Meant returns the direction in which the table has a word, whose language is told by
// its letters, in numbers; nil where it has none.
func Meant(word string) []float64 {
	v := embedded().meant(word)
	if v == nil {
		return nil
	}
	of := make([]float64, dim)
	for i, x := range v.of {
		of[i] = float64(x) / v.length
	}
	return of
}

// VectorOf returns the vector that a model has for a word, in whole numbers; nil where it
// has none.
func (m *Model) VectorOf(word string) []int32 {
	v := m.vectorOf(word)
	if v == nil {
		return nil
	}
	return v.of[:]
}
