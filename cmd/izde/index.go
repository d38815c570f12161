package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/dustin/go-humanize"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/extract/ocr"
	"github.com/izde/izde/indexer/langid"
	"github.com/izde/izde/indexer/zotero"
	"github.com/izde/izde/search/embedded"
)

func newIndex(at *location) *cobra.Command {
	var o indexOptions
	cmd := &cobra.Command{
		Use:   "index [--rebuild] [--commit-every N] [--report FILE] [--zotero [DIR]] [PATH…]",
		Short: "Read files and folders into the index",
		Long: `Index reads PDF, Word, ODT, EPUB, HTML, JATS, TEI, LaTeX, Markdown and plain text
files and bibliographies (BibTeX, RIS, CSL-JSON), those in folders and those in ZIP archives,
and makes them searchable. Their names end in
` + indexer.Endings() + `.
Beside a document NAME.txt a file NAME.csl.json may hold what the text does not say,
as CSL-JSON; its fields win over those of the text. So do the fields of an entry over
those of the files that its bibliography attaches to it, as Better BibTeX exports them.

Run again, it takes only what is new or has changed below the given paths and
drops what is gone there; documents of other paths stay. A file whose size and time of
change are as before is not opened; --rebuild reads all. The index before is
served until the new one is complete, and again if this run is stopped.

A run that is stopped, or killed, goes on where it was when the same paths are given
again: files that were read are not read again. Another run gives it up. With
--commit-every N what was read is published after every N files: a large library can be
searched from the first minutes.

With --ocr pages of PDFs that have no text are recognised by tesseract, if it is
installed, also those of documents that were indexed without.

--zotero reads a library of Zotero as well, which may be running: its items, where
they are filed (the facets collection and tag), their attachments and notes. Its data
win over those of the text. Without a folder it is the one that Zotero uses.

With --part 2/8 this is one of eight processes, on as many machines as you like, that feed
one build of an index on a cluster. Each names the same paths and reads every eighth
document; the one that is done last makes the index of all, the others say what is still
missing. A part may be run again at any time, and goes on where it was stopped.

--report writes an account of every file, as CSV or as a JSON array: path, status
(added, changed, unchanged, moved, duplicate, removed, failed, skipped, or "not read"
when the run was stopped before), reason, format, bytes, pages, pages without text and
their share, characters, passages, repairs, references, unresolved citations, seconds,
notes.`,
		Example: "  izde index articles/\n  izde index --rebuild articles/ thesis.md\n  izde index --zotero --report account.csv",
		Args: usage(func(cmd *cobra.Command, paths []string) error {
			if o.every < 0 {
				return fmt.Errorf("--commit-every %d: want a number of files", o.every)
			}
			if o.every > 0 && o.rebuild {
				return errors.New("--commit-every would publish parts of what --rebuild makes whole: leave one of them out")
			}
			if len(paths) == 0 && !cmd.Flags().Changed("zotero") {
				return errors.New("name files or folders, or --zotero")
			}
			return nil
		}),
		RunE: func(cmd *cobra.Command, paths []string) error {
			if o.every > 0 && at.engine == engineOpenSearch {
				return &usageError{errors.New("--commit-every is for an index in a folder: on a cluster all that is read is served at the end; leave it out")}
			}
			if o.part != "" {
				if o.repairs {
					return &usageError{errors.New("--repairs lists what a whole index changed: leave it out beside --part")}
				}
				if at.engine != engineOpenSearch {
					return &usageError{errors.New("--part is for an index on a cluster: --engine opensearch")}
				}
				var err error
				if at.part, at.parts, err = parsePart(o.part); err != nil {
					return &usageError{err}
				}
			}
			if cmd.Flags().Changed("zotero") {
				var err error
				if o.zotero, paths, err = zoteroFolder(o.zotero, paths); err != nil {
					return err
				}
			}
			return runIndex(cmd, at, paths, o)
		},
	}
	cmd.Flags().BoolVar(&o.rebuild, "rebuild", false, "start over with the given paths alone")
	cmd.Flags().IntVar(&o.every, "commit-every", 0, "publish what was read after every `N` files")
	cmd.Flags().BoolVar(&o.repairs, "repairs", false, "list what was changed in the text of the documents read")
	cmd.Flags().StringVar(&o.recognise, "ocr", "", "recognise pages that are pictures, with tesseract; --ocr=rus+eng names its languages, which are told from each document else")
	cmd.Flags().Lookup("ocr").NoOptDefVal = ocrAnyLanguage
	cmd.Flags().StringVar(&o.zotero, "zotero", "", "read the library in Zotero's data folder `DIR`, or in the usual one")
	cmd.Flags().Lookup("zotero").NoOptDefVal = usualZotero
	cmd.Flags().IntVar(&at.shards, "shards", 0, "parts of the passages on a cluster (0: one for each ten million)")
	cmd.Flags().IntVar(&at.replicas, "replicas", -1, "copies of each part on a cluster (-1: one where there are several nodes)")
	cmd.Flags().StringVar(&o.part, "part", "", "read part `I/N` of the files into a build on a cluster that N processes feed")
	cmd.Flags().StringVar(&o.report, "report", "", "write an account of every file to `FILE`.csv or FILE.json")
	return cmd
}

// maxParts is over how many processes a build is spread at most.
const maxParts = 1000

// parsePart reads "2/8".
func parsePart(text string) (part, parts int, err error) {
	i, n, _ := strings.Cut(text, "/")
	part, err1 := strconv.Atoi(i)
	parts, err2 := strconv.Atoi(n)
	if errors.Join(err1, err2) != nil || part < 1 || part > parts || parts > maxParts {
		return 0, 0, fmt.Errorf("--part %q: want one such as 2/8, of at most %d", text, maxParts)
	}
	return part, parts, nil
}

// ocrAnyLanguage is --ocr without languages.
const ocrAnyLanguage = "auto"

// indexOptions are the flags of "izde index".
type indexOptions struct {
	rebuild, repairs bool
	recognise        string // languages
	every            int    // files to a generation; 0: all
	report           string // file
	part             string // I/N
	zotero           string // folder
}

// usualZotero stands for a folder that is not named.
const usualZotero = "usual"

// zoteroFolder returns the folder that --zotero means, and what is left of the paths:
// the flag takes no value behind a space, so that a folder of Zotero's among the paths
// is meant by it.
func zoteroFolder(named string, paths []string) (folder string, rest []string, err error) {
	if named != usualZotero {
		return named, paths, nil
	}
	if i := slices.IndexFunc(paths, zotero.Holds); i >= 0 {
		return paths[i], slices.Delete(slices.Clone(paths), i, i+1), nil
	}
	folder, err = zotero.Folder()
	return folder, paths, err
}

func runIndex(cmd *cobra.Command, at *location, paths []string, o indexOptions) error {
	ctx, out, errOut := cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr()
	start := time.Now()
	account, err := newReportFile(o.report)
	if err != nil {
		return err
	}
	defer account.discard()
	var libraries []*indexer.Library
	if o.zotero != "" {
		library, err := zotero.Read(ctx, o.zotero)
		if err != nil {
			return err
		}
		libraries = append(libraries, library)
	}
	fmt.Fprintf(out, "index %s\n", at)
	for _, l := range libraries {
		fmt.Fprintf(out, "library of Zotero in %s: %s documents\n", visible(l.Root), humanize.Comma(int64(len(l.Holdings))))
	}
	pdfs, err := newPDFReader(runtime.GOMAXPROCS(0))
	if err != nil {
		return err
	}
	defer pdfs.Close()
	options := indexer.Options{Identifier: &langid.Detector{}, PDFs: pdfs, Libraries: libraries, States: indexer.NewStates(0), Progress: progress(errOut),
		Part: at.part, Parts: at.parts}
	if o.recognise != "" {
		if options.PDFs, err = ocr.NewReader(ctx, pdfs, options.Identifier, strings.TrimPrefix(o.recognise, ocrAnyLanguage)); err != nil {
			return err
		}
		options.OCR = true
	}
	if !o.rebuild && at.engine != engineOpenSearch {
		options.States.Load(filepath.Join(at.folder, embedded.FilesList))
	}
	defer letHeapGrow()()
	var report *indexer.Report
	var generation *made
	for more := true; more; {
		var stage *indexer.Report
		generation, stage, err = indexStage(cmd, at, paths, o, options)
		if stage != nil {
			if report != nil {
				stage.Follow(report)
			}
			report = stage
		}
		if err != nil {
			break
		}
		if more = report.More; more {
			fmt.Fprintf(out, "published %s: %s documents, %s passages\n", generation.Generation, humanize.Comma(int64(generation.Documents)), humanize.Comma(int64(generation.Passages)))
		}
	}
	if report != nil {
		// What is known is written of a run that was stopped, too.
		err = errors.Join(err, account.write(report.Files))
		if at.engine != engineOpenSearch {
			if err := options.States.Save(filepath.Join(at.folder, embedded.FilesList)); err != nil {
				fmt.Fprintf(errOut, "note: %v\n", err)
			}
		}
	}
	if err != nil {
		return err
	}
	printReport(out, errOut, report, time.Since(start))
	generation.print(out)
	if o.repairs {
		if err := printRepairs(ctx, out, at, slices.Concat(report.Added, report.Changed)); err != nil {
			return err
		}
	}
	if len(report.Failed) > 0 {
		return errQuiet
	}
	return nil
}

// letHeapGrow has garbage collected seldom as long as there is little else: a seventh of
// the processor time of indexing is collecting a heap of 100 MB again and again. From
// half of freeHeap on it is as always, and more often where the heap would grow beyond
// fullHeap. GOGC overrules it.
func letHeapGrow() (stop func()) {
	const freeHeap, fullHeap = 512 << 20, 1 << 30 // bytes
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	const usual = 100
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		set := usual
		for tick := time.Tick(200 * time.Millisecond); ; {
			metrics.Read(live)
			alive := max(1, live[0].Value.Uint64())
			until := func(heap uint64) int { return int(heap*usual/alive) - usual }
			if percent := min(max(until(freeHeap), min(until(fullHeap), usual), usual/2), 4*usual); percent != set { // setting it stops the world
				set = percent
				debug.SetGCPercent(set)
			}
			select {
			case <-end:
				debug.SetGCPercent(usual)
				return
			case <-tick:
			}
		}
	}()
	return func() {
		close(end)
		<-ended
	}
}

// indexStage makes a generation of the paths, or of as many files of theirs as make one.
func indexStage(cmd *cobra.Command, at *location, paths []string, o indexOptions, options indexer.Options) (*made, *indexer.Report, error) {
	ctx, errOut := cmd.Context(), cmd.ErrOrStderr()
	builder, err := newBuild(ctx, at, runName(paths, o), o.rebuild)
	if err != nil {
		return nil, nil, at.advise(err)
	}
	defer builder.Abort()
	printNotice(errOut, builder)
	if len(builder.dropped()) == 0 { // else a part would take the place of more
		options.Most = o.every
	}
	report, err := indexer.Run(ctx, builder, paths, options)
	if err != nil {
		return nil, report, err
	}
	for _, source := range builder.dropped() {
		fmt.Fprintf(errOut, "left out: %s: no longer in the index; name it too to have it read again\n", visible(source))
	}
	var generation *made
	done := make(chan struct{})
	go func() {
		defer close(done)
		generation, err = builder.commit(ctx)
	}()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		fmt.Fprintln(errOut, "the files are read; works and authors are made of them, and the index is put together and checked")
		<-done
	}
	printNotice(errOut, builder)
	return generation, report, err
}

// runName names a run of izde index: a later run of the same name goes on with it.
func runName(paths []string, o indexOptions) string {
	of := []string{o.recognise, o.zotero}
	for _, path := range paths {
		if whole, err := filepath.Abs(path); err == nil {
			path = whole
		}
		of = append(of, path)
	}
	return strings.Join(of, "\x00")
}

// printNotice prints the notice of a builder, once.
func printNotice(w io.Writer, b *build) {
	if *b.notice != "" {
		fmt.Fprintf(w, "note: %s\n", *b.notice)
		*b.notice = ""
	}
}

// progress returns a function that shows the progress of a run: a bar on a terminal,
// else a line now and then. The time left is that which the bytes left will take at the
// rate of those read in so far, told once a twentieth is read: large files are long begun
// before one is done. Each stage of --commit-every is a run.
func progress(w io.Writer) func(indexer.Progress) {
	start, last := time.Now(), time.Now()
	line := func(p indexer.Progress) string {
		text := fmt.Sprintf("%d of %d files, %s of %s", p.Done, p.Files, humanize.Bytes(uint64(p.Bytes)), humanize.Bytes(uint64(p.Total)))
		if rate := float64(p.Read) / time.Since(start).Seconds(); rate >= 1 {
			text += fmt.Sprintf(", %s/s", humanize.Bytes(uint64(rate)))
			if left := time.Duration(float64(p.Total-p.Bytes) / rate * float64(time.Second)); left >= time.Second && p.Bytes > p.Total/20 {
				text += fmt.Sprintf(", %s left", left.Round(time.Second))
			}
		}
		return text
	}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		var bar *progressbar.ProgressBar
		return func(p indexer.Progress) {
			if bar == nil {
				start = time.Now()
				bar = progressbar.NewOptions64(max(p.Total, 1), progressbar.OptionSetWriter(w), progressbar.OptionSetWidth(30),
					progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(50*time.Millisecond))
			}
			bar.Describe(line(p))
			if bar.Set64(p.Bytes); p.Done == p.Files {
				bar.Finish()
				bar = nil
			}
		}
	}
	return func(p indexer.Progress) {
		if p.Done == 0 {
			start = time.Now()
		}
		if p.Done == p.Files || time.Since(last) > 5*time.Second {
			last = time.Now()
			fmt.Fprintln(w, line(p))
		}
	}
}

// printReport prints the report of a run: problems to errOut, the summary to out.
func printReport(out, errOut io.Writer, r *indexer.Report, took time.Duration) {
	for _, p := range r.Failed {
		fmt.Fprintf(errOut, "failed: %s: %s\n", visible(p.Path), p.Reason)
	}
	for _, p := range r.Notes {
		fmt.Fprintf(errOut, "note: %s: %s\n", visible(p.Path), p.Reason)
	}
	for _, p := range r.Skipped {
		fmt.Fprintf(errOut, "skipped: %s: %s\n", visible(p.Path), p.Reason)
	}
	for _, m := range r.Moved {
		fmt.Fprintf(out, "moved: %s is now %s\n", visible(m.From), visible(m.To))
	}
	for _, m := range r.Duplicates {
		fmt.Fprintf(out, "duplicate: %s has the content of %s and was not indexed again\n", visible(m.From), visible(m.To))
	}
	for _, source := range r.Removed {
		fmt.Fprintf(out, "removed: %s is gone\n", visible(source))
	}
	fmt.Fprintf(out, "%d added, %d changed, %d unchanged, %d moved, %d removed, %d duplicates, %d failed\n", len(r.Added),
		len(r.Changed), len(r.Unchanged), len(r.Moved), len(r.Removed), len(r.Duplicates), len(r.Failed))
	if r.Passages > 0 {
		fmt.Fprintf(out, "%s passages read in %.1f s (%s a second)\n", humanize.Comma(int64(r.Passages)), took.Seconds(),
			humanize.Comma(int64(float64(r.Passages)/took.Seconds())))
		fmt.Fprintf(out, "  by language: %s\n", counts(r.Langs))
		fmt.Fprintf(out, "  by kind:     %s\n", counts(r.Kinds))
		printYield(out, r.Files)
	}
}

// printRepairs lists the changes to the text of documents: bytes of the file, the
// rule, the old text and the new text.
func printRepairs(ctx context.Context, out io.Writer, at *location, sources []string) error {
	engine, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer engine.Close()
	docs, _, err := engine.Documents(ctx, 0, engine.Status().Documents)
	if err != nil {
		return err
	}
	for _, brief := range docs {
		if !slices.Contains(sources, brief.Source) {
			continue
		}
		d, err := engine.Document(ctx, brief.ID)
		if err != nil {
			return err
		}
		for _, r := range d.Repairs {
			fmt.Fprintf(out, "repair: %s %d-%d %s %q -> %q\n", visible(d.Source), r.Source.Start, r.Source.End, r.Rule, r.Old, r.New)
		}
	}
	return nil
}

// visible writes a file name that could steer a terminal or forge a line as a
// quoted string.
func visible(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(name)
	}
	return name
}

// counts writes "body 50, reference 19", the largest first.
func counts[K ~string](m map[K]int) string {
	keys := slices.SortedFunc(maps.Keys(m), func(a, b K) int { return cmp.Or(m[b]-m[a], strings.Compare(string(a), string(b))) })
	parts := make([]string, len(keys))
	for i, k := range keys {
		parts[i] = fmt.Sprintf("%s %s", k, humanize.Comma(int64(m[k])))
	}
	return strings.Join(parts, ", ")
}
