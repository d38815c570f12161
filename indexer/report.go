package indexer

// The report of a run: completed, put in order, joined with those of runs before it.

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
)

// Follow adds to r what the run before it did, of the same paths, which ended with More.
func (r *Report) Follow(earlier *Report) {
	read := map[string]bool{}
	for _, m := range earlier.Moved {
		read[m.To] = true
	}
	for _, source := range slices.Concat(earlier.Added, earlier.Changed) {
		read[source] = true
	}
	r.Added, r.Changed, r.Moved = append(r.Added, earlier.Added...), append(r.Changed, earlier.Changed...), append(r.Moved, earlier.Moved...)
	r.Unchanged = slices.DeleteFunc(r.Unchanged, func(source string) bool { return read[source] })
	r.Notes = append(r.Notes, earlier.Notes...)
	r.Passages += earlier.Passages
	for kind, n := range earlier.Kinds {
		r.Kinds[kind] += n
	}
	for lang, n := range earlier.Langs {
		r.Langs[lang] += n
	}
	rows := map[string]FileReport{}
	for _, row := range earlier.Files {
		if row.Status == Added || row.Status == Changed || row.Status == Moved {
			rows[row.Path] = row
		}
	}
	for i, row := range r.Files {
		if before, ok := rows[row.Path]; ok && row.Status == Unchanged {
			r.Files[i] = before
		}
	}
	r.sort()
}

// account completes the lines about files.
func (r *run) account() {
	notes, told := map[string][]string{}, map[string]bool{}
	for _, n := range r.report.Notes {
		notes[n.Path] = append(notes[n.Path], n.Reason)
	}
	for i := range r.rows {
		row := &r.rows[i]
		told[row.Path] = true
		if row.Notes = notes[row.Path]; row.Status == Unchanged {
			row.Notes = append(row.Notes, row.Reading.Notes...)
		}
	}
	all := r.rows
	for status, problems := range map[Status][]Problem{Skipped: r.report.Skipped, Failed: r.report.Failed} {
		for _, p := range problems {
			if !told[p.Path] { // by the walk, or by a library
				all = append(all, FileReport{Path: p.Path, Status: status, Reason: p.Reason})
			}
		}
	}
	for _, g := range r.gone {
		if g.copyOf == "" {
			all = append(all, FileReport{Path: filepath.Join(g.doc.Root, filepath.FromSlash(g.doc.Source)), Status: Removed, Reading: g.doc.Reading})
		}
	}
	slices.SortStableFunc(all, func(a, b FileReport) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Reason, b.Reason))
	})
	r.report.Files = all
}

// sort makes the report the same whatever the workers did first.
func (r *Report) sort() {
	for _, list := range [][]string{r.Added, r.Changed, r.Unchanged, r.Removed, r.Again} {
		slices.Sort(list)
	}
	for _, list := range [][]Move{r.Moved, r.Duplicates} {
		slices.SortFunc(list, func(a, b Move) int {
			return cmp.Or(strings.Compare(a.From, b.From), strings.Compare(a.To, b.To))
		})
	}
	for _, list := range [][]Problem{r.Failed, r.Skipped, r.Notes} {
		slices.SortFunc(list, func(a, b Problem) int {
			return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Reason, b.Reason))
		})
	}
}
