package glossary

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/izde/izde/search/engine"
)

// The words of an index are read of all its terms, and what stands in parallel of its
// documents, which takes seconds of a large one. So both can be kept in a file beside the
// index: see engine.TableWriter. Words of languages that a model brings are never among
// them.

// KeptName is the name under which an index keeps what Keep writes.
const KeptName = "words"

// keptKind says what the file holds, and by which table.
func keptKind(t *table) string { return "izde words 2 " + t.digest() }

// Keep writes what a glossary reads of an index. Errors: those of ctx, of the index and of
// writing.
func Keep(ctx context.Context, index Index, to io.Writer) error {
	t := embedded()
	v, err := newVocabulary(ctx, index, t, nil)
	if err != nil {
		return err
	}
	pairs, err := json.Marshal(v.pairs)
	if err != nil {
		return fmt.Errorf("keeping what stands in parallel: %w", err)
	}
	w := engine.NewTableWriter(to, keptKind(t))
	engine.WriteTable(w, pairs)
	for i := range v.langs {
		l := &v.langs[i]
		engine.WriteTable(w, l.rows)
		engine.WriteTable(w, l.signs)
		engine.WriteTable(w, l.planes)
		engine.WriteTable(w, l.held)
		engine.WriteTexts(w, &l.keys)
		engine.WriteTexts(w, &l.texts)
	}
	return w.Err()
}

// keptVocabulary reads what Keep wrote; nil where it is of another version.
func keptVocabulary(data []byte, t *table) *vocabulary {
	v := newLanguages(t, nil)
	r := engine.NewTableReader(data, keptKind(t))
	if err := json.Unmarshal(engine.ReadTable[byte](r), &v.pairs); err != nil {
		return nil
	}
	for i := range v.langs {
		l := &v.langs[i]
		l.rows, l.signs, l.planes = engine.ReadTable[row](r), engine.ReadTable[[2]uint64](r), engine.ReadTable[planes](r)
		l.held = engine.ReadTable[int32](r)
		l.keys, l.texts = engine.ReadTexts(r), engine.ReadTexts(r)
		if len(l.signs) != len(l.rows) || len(l.planes) != len(l.rows) || l.keys.Len() != len(l.held) || l.texts.Len() != len(l.held) {
			return nil
		}
	}
	if r.Err() != nil {
		return nil
	}
	v.mined = newPairs(v.pairs)
	return v
}
