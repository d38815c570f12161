package main

// "izde doctor": what is here, what is wrong, what to do.

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/adrg/xdg"
	"github.com/dustin/go-humanize"
	"github.com/fatih/color"
	"github.com/spf13/cobra"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cluster"
	"github.com/izde/izde/search/embedded"
)

// finding is a line of a diagnosis: what was looked at, what was found, and what to do
// about it, "" when all is well.
type finding struct {
	grade                grade
	about, found, advice string
}

type grade int

const (
	well grade = iota
	note       // something is missing that not everybody needs
	ill
)

func newDoctor(at *location) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what is here, what is wrong and what to do",
		Long: `Doctor looks at the program, the machine and the index, changes nothing, and says
for each thing that is wrong what to do. Its status is 1 if the index cannot be
searched as it should. Of an index on a cluster it looks at the cluster, too.`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return diagnose(cmd.Context(), cmd.OutOrStdout(), at)
		},
	}
}

func diagnose(ctx context.Context, w io.Writer, at *location) error {
	findings := []finding{examineProgram(), examineOCR(), examineCache()}
	if at.engine == engineOpenSearch {
		findings = append(findings, examineCluster(ctx, at)...)
	} else {
		findings = append(findings, examineIndex(ctx, at.folder)...)
	}
	marks := map[grade]string{well: color.GreenString("well"), note: color.YellowString("note"), ill: color.RedString("ill ")}
	failed := false
	for _, f := range findings {
		fmt.Fprintf(w, "%s  %-9s %s\n", marks[f.grade], f.about, printable(f.found))
		if f.advice != "" {
			fmt.Fprintf(w, "      %-9s %s\n", "", f.advice)
		}
		failed = failed || f.grade == ill
	}
	if failed {
		return errQuiet
	}
	return nil
}

func examineProgram() finding {
	release, revision := version()
	return finding{about: "program", found: fmt.Sprintf("izde %s%s, %s, %s/%s, %d processors", release, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))}
}

// examineOCR looks for the program that recognises text on scanned pages.
func examineOCR() finding {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return finding{note, "scans", "there is no tesseract", "to have scanned pages recognised: apt-get install tesseract-ocr and the languages, such as tesseract-ocr-kaz"}
	}
	out, err := exec.Command(path, "--list-langs").Output()
	if err != nil {
		return finding{note, "scans", path + " does not start", "run it by hand to see why: " + path + " --list-langs"}
	}
	langs := strings.Fields(string(out[min(len(out), strings.IndexByte(string(out), '\n')+1):]))
	return finding{about: "scans", found: path + " knows " + strings.Join(langs, ", ")}
}

// examineCache looks whether pictures of pages and the compiled reader of PDFs can be
// kept.
func examineCache() finding {
	dir := filepath.Join(xdg.CacheHome, "izde")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return finding{note, "cache", err.Error(), "PDFs are read more slowly; let " + dir + " be written, or name another place in XDG_CACHE_HOME"}
	}
	f, err := os.CreateTemp(dir, "doctor")
	if err != nil {
		return finding{note, "cache", err.Error(), "PDFs are read more slowly; let " + dir + " be written, or name another place in XDG_CACHE_HOME"}
	}
	f.Close()
	os.Remove(f.Name())
	return finding{about: "cache", found: dir}
}

// examineIndex looks at the index as a server would open it.
func examineIndex(ctx context.Context, root string) []finding {
	e, err := embedded.Open(ctx, root)
	if err != nil {
		return []finding{cannotOpen(withAdvice(err, root), "see that this user may read it")}
	}
	defer e.Close()
	s := e.Status()
	findings := []finding{{about: "index", found: fmt.Sprintf("%s, %s: %s documents, %s passages", root, s.Generation, humanize.Comma(int64(s.Documents)), humanize.Comma(int64(s.Passages)))}}
	switch {
	case s.Degraded != "":
		findings = append(findings, finding{ill, "index", s.Degraded, "make it whole again: izde index --index " + root + " PATH…"})
	case s.Documents == 0:
		findings = append(findings, finding{note, "index", "it holds nothing", "izde index --index " + root + " PATH…"})
	}
	if err := embedded.VerifyCopies(root); err != nil {
		findings = append(findings, finding{note, "index", err.Error(), "it is searched all the same; the next run of izde index mends it"})
	}
	missing, err := missingSources(ctx, root)
	switch {
	case err != nil:
		findings = append(findings, finding{ill, "articles", err.Error(), "run izde verify"})
	case len(missing) > 0:
		findings = append(findings, finding{note, "articles", fmt.Sprintf("%s not where they were, such as %s", plural(len(missing), "file"), missing[0]),
			"their pages and files cannot be shown; put them back, or run izde index again"})
	default:
		findings = append(findings, finding{about: "articles", found: "all files are where they were"})
	}
	return append(findings, examineRoom(root))
}

// cannotOpen is the finding that an index cannot be opened; the advice stands in the
// error's second line, or is the usual one.
func cannotOpen(err error, usual string) finding {
	found, advice, _ := strings.Cut(err.Error(), "\n")
	return finding{ill, "index", found, cmp.Or(advice, usual)}
}

// examineCluster looks at an index on a cluster, and at the cluster.
func examineCluster(ctx context.Context, at *location) []finding {
	f, err := cluster.Examine(ctx, at.cluster)
	if err != nil {
		return []finding{cannotOpen(at.advise(err), "see whether the cluster runs, and whether --url and the credentials are right")}
	}
	findings := []finding{
		{about: "index", found: fmt.Sprintf("%s, %s: %s documents, %s passages, %s, each part there %s", at, f.Generation, humanize.Comma(int64(f.Documents)),
			humanize.Comma(int64(f.Passages)), humanize.Bytes(uint64(f.Bytes)), plural(1+f.Copies, "time"))},
		{about: "cluster", found: fmt.Sprintf("OpenSearch %s, %s, %s", f.Version, plural(f.Cluster.Nodes, "node"), f.Cluster.State), advice: f.Cluster.State.Reason()},
	}
	if f.Cluster.State != search.ClusterGreen {
		findings[1].grade = note
	}
	if f.Copies == 0 {
		findings = append(findings, finding{note, "copies", "each part of the index is there once", "a node that is lost takes its parts with it; on several nodes run izde index with --replicas 1"})
	}
	for _, d := range f.Disks {
		one := finding{about: "disk", found: fmt.Sprintf("%s: %s of %s are free", d.Node, humanize.Bytes(uint64(d.Free)), humanize.Bytes(uint64(d.Total)))}
		if d.Free*10 < d.Total || d.Free*int64(len(f.Disks)) < 2*f.Bytes {
			one.grade, one.advice = note, "a new generation may not have room, and a cluster stops writing on full disks; free some, or add a node"
		}
		findings = append(findings, one)
	}
	if f.Building != "" {
		findings = append(findings, finding{about: "build", found: "under way: " + f.Building})
	}
	if len(f.Missing) > 0 {
		findings = append(findings, finding{note, "build", "in parts, waits for " + strings.Join(f.Missing, ", "), "run these with izde index --part, or give it up with izde index --rebuild"})
	}
	return findings
}

// missingSources returns the files of documents that are gone.
func missingSources(ctx context.Context, root string) (gone []string, err error) {
	m, err := embedded.ReadManifest(root)
	if err != nil {
		return nil, err
	}
	for _, s := range m.Generations[0].Sources {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if path := filepath.Join(s.Root, filepath.FromSlash(s.Source)); !stands(path, s.Root) {
			gone = append(gone, path)
		}
	}
	return gone, nil
}

// stands reports whether a file is there, or the archive that it is in. What has no
// ending is no file but an item of a library.
func stands(path, root string) bool {
	if filepath.Ext(path) == "" {
		return true
	}
	for at := path; len(at) > len(root); at = filepath.Dir(at) {
		if info, err := os.Stat(at); err == nil {
			return at == path || info.Mode().IsRegular()
		}
	}
	return false
}

// examineRoom looks whether the next generation has room beside the current ones.
func examineRoom(root string) finding {
	m, err := embedded.ReadManifest(root)
	if err != nil {
		return finding{ill, "disk", err.Error(), "run izde verify"}
	}
	need := m.Generations[0].Bytes()
	free, known := embedded.FreeBytes(root)
	switch {
	case !known:
		return finding{about: "disk", found: "the next generation takes about " + humanize.Bytes(uint64(need))}
	case free < uint64(2*need): // the segments before their merge, and after it
		return finding{note, "disk", fmt.Sprintf("%s are free beside %s of index", humanize.Bytes(free), humanize.Bytes(uint64(need))), "a new generation may not have room while it is made; free some"}
	}
	return finding{about: "disk", found: fmt.Sprintf("%s are free beside %s of index", humanize.Bytes(free), humanize.Bytes(uint64(need)))}
}
