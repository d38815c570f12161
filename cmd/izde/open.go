package main

// The only place that chooses an engine.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cluster"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/web"
)

// location says in which engine an index lies and where.
type location struct {
	engine string
	// folder is that of the embedded engine.
	folder string
	// The others are for an index on a cluster. credentials is the file of them.
	cluster          cluster.Options
	credentials      string
	shards, replicas int
	part, parts      int
}

// The engines that there are.
const (
	engineEmbedded   = "embedded"
	engineOpenSearch = "opensearch"
)

// variableCredentials holds the credentials themselves, in the place of a file.
const variableCredentials = "IZDE_CLUSTER_SECRET"

// flags gives a command and those below it the flags of a location.
func (l *location) flags(f *pflag.FlagSet) {
	f.StringVar(&l.folder, "index", defaultIndex(), "folder of the index")
	f.StringVar(&l.engine, "engine", engineEmbedded, "engine that holds the index: embedded, or opensearch, on the cluster at --url")
	f.StringSliceVar(&l.cluster.URLs, "url", nil, "address of a node of the cluster, such as https://search.example:9200; several take turns")
	f.StringVar(&l.cluster.Name, "cluster-index", "main", "name of the index on the cluster, whose indexes begin with izde-NAME")
	f.StringVar(&l.cluster.CA, "cluster-ca", "", "file of the authority that signed the cluster's certificate, in PEM (default: the system's)")
	f.StringVar(&l.cluster.Certificate, "cluster-cert", "", "file of izde's own certificate for the cluster, in PEM")
	f.StringVar(&l.cluster.Key, "cluster-key", "", "file of the key of --cluster-cert, in PEM")
	f.StringVar(&l.credentials, "cluster-auth", "", `file that holds "basic NAME:PASSWORD", "apikey KEY" or "bearer TOKEN" (or say it in `+variableCredentials+")")
}

// settle checks the location for a command and reads the credentials.
func (l *location) settle(cmd *cobra.Command) error {
	for cmd.HasParent() && cmd.Parent().HasParent() {
		cmd = cmd.Parent()
	}
	advice, inFolder := folderOnly[cmd.Name()]
	switch {
	case l.engine == engineOpenSearch && inFolder:
		return &usageError{fmt.Errorf("izde %s is for an index in a folder; %s", cmd.Name(), advice)}
	case l.engine != engineEmbedded && l.engine != engineOpenSearch:
		return &usageError{fmt.Errorf("--engine %q: want embedded or opensearch", l.engine)}
	case l.engine == engineOpenSearch && len(l.cluster.URLs) == 0:
		return &usageError{errors.New("--engine opensearch: name the cluster with --url")}
	case l.engine == engineEmbedded && len(l.cluster.URLs) > 0:
		return &usageError{errors.New("--url: an address is for --engine opensearch")}
	}
	l.cluster.Credentials = os.Getenv(variableCredentials)
	if l.credentials != "" {
		text, err := os.ReadFile(l.credentials)
		if err != nil {
			return fmt.Errorf("reading the credentials: %w", err)
		}
		l.cluster.Credentials = strings.TrimSpace(string(text))
	}
	return nil
}

func (l *location) String() string {
	if l.engine == engineOpenSearch {
		return fmt.Sprintf("%s on %s", l.cluster.Name, strings.Join(l.cluster.URLs, ", "))
	}
	return l.folder
}

// folderOnly are the commands that know no cluster, and what to do instead.
var folderOnly = map[string]string{
	"backup":  "to save one on a cluster, have the cluster take a snapshot of the indexes izde-NAME-* and the alias izde-NAME (PUT /_snapshot/REPOSITORY/SNAPSHOT), or keep the files: izde index makes it anew",
	"restore": "to bring one on a cluster back, have the cluster restore the snapshot with its aliases (POST /_snapshot/REPOSITORY/SNAPSHOT/_restore), or run izde index",
}

// closing is an engine that is to be closed.
type closing interface {
	engine.Engine
	io.Closer
}

// open opens the index for reading.
func (l *location) open(ctx context.Context) (*index.Index, error) {
	var e closing
	var err error
	if l.engine == engineOpenSearch {
		e, err = cluster.Open(ctx, l.cluster)
	} else {
		e, err = embedded.Open(ctx, l.folder)
	}
	if err != nil {
		return nil, l.advise(err)
	}
	i, err := l.across(ctx, e)
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return i, nil
}

// acrossLimit is how many terms an index on a cluster may have to be searched across
// languages: all of them are read beforehand, about 100,000 a second.
const acrossLimit = 3_000_000

// across returns the index that an engine searches, across languages. Its error is that
// the pairs or the vectors that were brought cannot be read.
func (l *location) across(ctx context.Context, e engine.Engine) (*index.Index, error) {
	if remote, ok := e.(*cluster.Engine); ok && remote.Vocabulary() > acrossLimit {
		slog.Warn("the index has too many terms to be searched across languages", "terms", remote.Vocabulary(), "limit", acrossLimit)
		return index.New(e), nil
	}
	pairs, err := l.brought(ctx)
	model, err2 := l.vectors(ctx)
	return index.NewAcross(e, glossary.New(e, pairs).Use(model)), errors.Join(err, err2)
}

// served is an index that is served while its generations follow each other.
type served = *engine.Live[*index.Index]

// live opens the index for a server: completions of each generation are prepared as soon
// as it is served. A generation takes the place of another when searching it need not wait
// for anything, nor the front page; the first one is served at once.
func (l *location) live(ctx context.Context) (live served, err error) {
	prepare := func(ctx context.Context, i *index.Index) {
		err := i.Ready(ctx)
		if err == nil {
			err = web.Prepare(ctx, i)
		}
		if err != nil && ctx.Err() == nil { // a search tries again
			slog.Error("preparing what is served", "error", err)
		}
	}
	first := true
	serve := func(ctx context.Context, e engine.Engine) *index.Index {
		i, err := l.across(ctx, e)
		if err != nil {
			slog.Error("what was brought for other languages is not used", "error", err)
		}
		i.Prepare()
		if !first {
			prepare(ctx, i)
		}
		first = false
		return i
	}
	if l.engine == engineOpenSearch {
		live, err = cluster.OpenLive(ctx, l.cluster, func(ctx context.Context, e *cluster.Engine) *index.Index { return serve(ctx, e) })
	} else {
		live, err = embedded.OpenLive(ctx, l.folder, func(ctx context.Context, e *embedded.Engine) *index.Index { return serve(ctx, e) })
	}
	if err != nil {
		return nil, l.advise(err)
	}
	go func() {
		if i, release, err := live.Acquire(); err == nil {
			defer release()
			prepare(ctx, i)
		}
	}()
	return live, nil
}

// inFolder is the location of an index in a folder.
func inFolder(root string) *location { return &location{engine: engineEmbedded, folder: root} }

// advise adds to an error advice on what to do.
func (l *location) advise(err error) error {
	if l.engine != engineOpenSearch {
		return withAdvice(err, l.folder)
	}
	if errors.Is(err, cluster.ErrNoIndex) {
		return fmt.Errorf("%w\nmake one: izde index --engine opensearch --url %s --cluster-index %s PATH…", err, strings.Join(l.cluster.URLs, ","), l.cluster.Name)
	}
	return err
}

// defaultIndex is the folder of the index when none is named.
func defaultIndex() string {
	return filepath.Join(xdg.DataHome, "izde", "index")
}

// withAdvice adds to an error advice on what to do.
func withAdvice(err error, root string) error {
	advice, flags := "", ""
	switch {
	case errors.Is(err, embedded.ErrNoIndex):
		advice = "make one"
	case errors.Is(err, embedded.ErrVersion):
		advice = "make it anew from the same paths, which keeps glossaries and the ids of works"
	case errors.Is(err, embedded.ErrForeign):
		advice, flags = "make it again if it is izde's, or name another folder with --index", "--rebuild "
	case errors.Is(err, embedded.ErrReserve):
		advice, flags = "the index that is served is whole; make it again to have another beside it", "--rebuild "
	case errors.Is(err, embedded.ErrDamaged):
		advice = "make it again; the articles are not affected"
	default:
		return err
	}
	return fmt.Errorf("%w\n%s: izde index %s--index %s PATH…", err, advice, flags, root)
}

// trial returns the location of an index that is made for a measurement: a folder, or an
// index of its own on the same cluster.
func (l *location) trial(folder string) *location {
	t := *l
	t.folder = folder
	t.cluster.Name += "_trial"
	return &t
}

// openTrial opens an index for a measurement. Closing it deletes it from its cluster.
func openTrial(ctx context.Context, at *location) (*index.Index, error) {
	if at.engine != engineOpenSearch {
		return at.open(ctx)
	}
	e, err := cluster.Open(ctx, at.cluster)
	if err != nil {
		return nil, err
	}
	passes := passing{e, at.cluster}
	return index.NewAcross(passes, glossary.New(passes, nil)), nil
}

// passing is an engine whose index goes with it.
type passing struct {
	*cluster.Engine
	of cluster.Options
}

func (p passing) Close() error {
	return errors.Join(cluster.Delete(context.Background(), p.of), p.Engine.Close())
}

// trial indexes documents for a measurement, in memory or on a cluster.
func trial(ctx context.Context, at *location, docs []*doc.Document, passages []*doc.Passage) (*index.Index, error) {
	if at.engine != engineOpenSearch {
		return inMemory(ctx, docs, passages, nil)
	}
	at = at.trial("")
	b, err := newBuild(ctx, at, "", true)
	if err != nil {
		return nil, err
	}
	defer b.Abort()
	own := map[string][]*doc.Passage{}
	for _, p := range passages {
		own[p.DocID] = append(own[p.DocID], p)
	}
	for _, d := range docs {
		if err := b.Put(ctx, d, own[d.ID]); err != nil {
			return nil, err
		}
	}
	if _, err := b.commit(ctx); err != nil {
		return nil, err
	}
	return openTrial(ctx, at)
}

// inMemory indexes documents in memory; pairs are words that a user brought.
func inMemory(ctx context.Context, docs []*doc.Document, passages []*doc.Passage, pairs []glossary.Pair) (*index.Index, error) {
	e, err := embedded.NewMemory(ctx, docs, passages)
	if err != nil {
		return nil, err
	}
	return index.NewAcross(e, glossary.New(e, pairs)), nil
}

// site lends to each request the index that is current.
func site(live served) func() (desk.Index, func(), error) {
	return func() (desk.Index, func(), error) { return live.Acquire() }
}

// build makes a generation of an index.
type build struct {
	indexer.Store
	Abort  func() error
	notice *string
	// dropped has the paths of the files that the served generation has and the new one
	// does not.
	dropped func() []string
	// commit serves the new generation.
	commit func(context.Context) (*made, error)
}

// made is a new generation; print says what it holds.
type made struct {
	search.Status
	print func(io.Writer)
}

// keep is what a generation keeps for those above its engine.
var keep = map[string]func(context.Context, *embedded.Engine, io.Writer) error{
	glossary.KeptName: func(ctx context.Context, e *embedded.Engine, to io.Writer) error { return glossary.Keep(ctx, e, to) },
}

// newBuild begins a generation.
func newBuild(ctx context.Context, at *location, run string, rebuild bool) (*build, error) {
	extractor := strconv.Itoa(indexer.Version)
	if at.engine == engineOpenSearch {
		b, err := cluster.Build(ctx, at.cluster, cluster.BuildOptions{Rebuild: rebuild, Extractor: extractor, Shards: at.shards, Replicas: at.replicas,
			Part: at.part, Parts: at.parts})
		if err != nil {
			return nil, err
		}
		commit := func(ctx context.Context) (*made, error) {
			s, err := b.Commit(ctx)
			return &made{s, func(w io.Writer) {
				if missing := b.Missing(); len(missing) > 0 {
					fmt.Fprintf(w, "part %d/%d is there; the index is made when these are, too: %s\n", at.part, at.parts, strings.Join(missing, ", "))
					return
				}
				printStatus(w, at, s)
			}}, err
		}
		return &build{b, b.Abort, &b.Notice, b.Dropped, commit}, nil
	}
	b, err := embedded.Build(ctx, at.folder, embedded.BuildOptions{Run: run, Rebuild: rebuild, Extractor: extractor, Keep: keep})
	if err != nil {
		return nil, err
	}
	dropped := func() []string {
		var paths []string
		for _, s := range b.Dropped() {
			paths = append(paths, filepath.Join(s.Root, s.Source))
		}
		return paths
	}
	commit := func(ctx context.Context) (*made, error) {
		g, err := b.Commit(ctx)
		if err != nil {
			return nil, err
		}
		return &made{search.Status{Generation: g.Name, Documents: g.Documents, Passages: g.Passages}, func(w io.Writer) { printGeneration(w, at.folder, g) }}, nil
	}
	return &build{b, b.Abort, &b.Notice, dropped, commit}, nil
}

func newVerify(at *location) *cobra.Command {
	var backup string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check the index against its manifest",
		Long: `Verify compares every file of all generations of the index with the manifest, checks
the sums inside the segments and the counts, looks for passages by their own words, and
reads what outlives a rebuild. Of an index on a cluster it compares the counts, looks for
passages by their own words, and says whether copies are missing.`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			start := time.Now()
			if err := verify(cmd, at, backup); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "verified in %.1f s: nothing is wrong\n", time.Since(start).Seconds())
			return nil
		},
	}
	cmd.Flags().StringVar(&backup, "backup", "", "check this file of izde backup instead")
	return cmd
}

// verify checks an index, or a backup where one is named, and prints what it holds.
func verify(cmd *cobra.Command, at *location, backup string) error {
	if backup == "" && at.engine == engineOpenSearch {
		e, err := cluster.Open(cmd.Context(), at.cluster)
		if err != nil {
			return at.advise(err)
		}
		defer e.Close()
		if err := e.Verify(cmd.Context()); err != nil {
			return err
		}
		s := e.Status()
		printStatus(cmd.OutOrStdout(), at, s)
		if reason := s.Cluster.State.Reason(); reason != "" {
			fmt.Fprintf(cmd.ErrOrStderr(), "note: the cluster is %s: %s\n", s.Cluster.State, reason)
		}
		return nil
	}
	checked := at.folder
	g, err := (*embedded.Generation)(nil), error(nil)
	if backup != "" {
		checked = backup
		g, err = verifyBackup(cmd, backup)
	} else if g, err = embedded.Verify(cmd.Context(), at.folder); err != nil {
		err = at.advise(err)
	}
	if err == nil {
		printGeneration(cmd.OutOrStdout(), checked, g)
	}
	return err
}

// printStatus prints what an index on a cluster holds.
func printStatus(w io.Writer, at *location, s search.Status) {
	fmt.Fprintf(w, "index %s, %s: %s documents, %s passages\n", at, s.Generation, humanize.Comma(int64(s.Documents)), humanize.Comma(int64(s.Passages)))
}

func printGeneration(w io.Writer, root string, g *embedded.Generation) {
	fmt.Fprintf(w, "index %s, %s: %s documents, %s passages, %s\n", root, g.Name,
		humanize.Comma(int64(g.Documents)), humanize.Comma(int64(g.Passages)), humanize.Bytes(uint64(g.Bytes())))
}
