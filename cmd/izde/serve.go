package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"github.com/izde/izde/cmd/izde/admin"
	"github.com/izde/izde/indexer/original"
	"github.com/izde/izde/search"
	"github.com/izde/izde/web"
)

const (
	// watchEvery is how often the server looks for a new generation.
	watchEvery = 2 * time.Second
	// drainTime is how long requests may take to finish after an interrupt.
	drainTime = 10 * time.Second
	// collectAt is the growth of the heap, in percent, at which the server of an index of at
	// least large passages collects garbage: earlier than usual, as most of what it holds are
	// tables without pointers, which cost no time.
	collectAt = 25
	large     = 200_000
	// maxPictures bounds what the pictures of pages take in the user's cache, in bytes.
	maxPictures = 256 << 20
)

// serving are the settings of a server.
type serving struct {
	addr, admin, base  string
	noFiles            bool
	hosts, proxies     []string
	origins            []string
	auth, userHeader   string
	rate               float64
	certificate, key   string
	logFormat, logFile string
	slow               time.Duration
	logQueries         bool
	folders            []string // watched
	add                bool     // files may be put into the first of them
}

func newServe(at *location) *cobra.Command {
	var s serving
	var level func() (slog.Level, error)
	cmd := &cobra.Command{
		Use:   "serve [--addr HOST:PORT] [--watch FOLDER]…",
		Short: "Serve the search page and the JSON API",
		Long: `Serve opens the index for reading and serves it. When "izde index" has made a new
generation, the server changes to it without losing a request. An interrupt ends it
when the requests under way are answered; a hangup (SIGHUP) makes it look for a new
generation at once and open its log file anew.

With --watch the server itself indexes what is new, changed or gone in folders, soon
after it has happened; an index that is missing is made. Files that are still being
written are waited for. With --add, the page /add puts files that you drop on it into the
first of the folders; only this machine can reach it then. A folder that vanishes, as that of a disk that is unmounted,
takes no document with it. What cannot be indexed is logged and stands at /documents.`,
		Example: "  izde serve\n  izde serve --watch ~/papers --watch /mnt/library",
		Args:    usage(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, more []string) error {
			if len(s.folders) > 0 {
				s.folders = append(s.folders, more...) // --watch A B
			} else if len(more) > 0 {
				return &usageError{fmt.Errorf("izde serve takes no arguments; to index %s while serving write --watch %s", more[0], more[0])}
			}
			l, err := level()
			if err != nil {
				return err
			}
			return s.run(cmd, at, l)
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.addr, "addr", "127.0.0.1:8080", "address to listen at; port 0 takes a free one")
	f.StringVar(&s.base, "base-url", "", "address under which clients find the site")
	f.StringSliceVar(&s.hosts, "host", nil, "host name by which clients may ask for the site, beside that of --base-url, localhost and IP addresses")
	f.StringVar(&s.certificate, "tls-cert", "", "file of the certificate, in PEM; clients then come by HTTPS")
	f.StringVar(&s.key, "tls-key", "", "file of the certificate's key, in PEM")
	f.StringVar(&s.auth, "auth", "", "file of the accounts that may read the site (izde passwd makes its lines)")
	f.StringVar(&s.userHeader, "auth-header", "", "header in which a trusted proxy names who has signed in")
	f.StringSliceVar(&s.origins, "cors", nil, "origin whose pages may read the API, such as https://reader.example")
	f.StringSliceVar(&s.proxies, "trusted-proxies", nil, "networks of the proxies that tell the addresses of clients, such as 10.0.0.0/8")
	f.Float64Var(&s.rate, "rate", 0, "requests a second that a client may make on average (0: any number)")
	f.StringVar(&s.admin, "admin", "", "address to serve metrics, profiles and the level of the log at, such as 127.0.0.1:9090")
	f.BoolVar(&s.noFiles, "no-files", false, "do not give out the files of documents (pictures of their pages are still shown)")
	f.StringVar(&s.logFormat, "log-format", "text", "form of the log: text or json")
	f.StringVar(&s.logFile, "log-file", "", "file to append the log to (default: the standard error)")
	f.DurationVar(&s.slow, "slow", time.Second, "log a request as a slow one from this time on (0: none)")
	f.BoolVar(&s.logQueries, "log-queries", false, "log what is asked, too")
	f.StringArrayVar(&s.folders, "watch", nil, "folder whose files are indexed while serving; may be given several times")
	f.BoolVar(&s.add, "add", false, "let the reader at this machine add files to the watched folder in the browser")
	level = logFlag(cmd, "info")
	return cmd
}

// logFlag gives a command the flag that says what it logs; the function it returns
// reads it.
func logFlag(cmd *cobra.Command, usual string) func() (slog.Level, error) {
	level := cmd.Flags().String("log", usual, "what to log: debug, info, warn or error")
	return func() (l slog.Level, err error) {
		if err := l.UnmarshalText([]byte(*level)); err != nil {
			return l, &usageError{fmt.Errorf("--log %q: want debug, info, warn or error", *level)}
		}
		return l, nil
	}
}

// options reads the settings of the site.
func (s *serving) options() (opts web.Options, err error) {
	opts = web.Options{NoDownload: s.noFiles, Hosts: append([]string{}, s.hosts...), UserHeader: s.userHeader, Rate: s.rate, Slow: s.slow, LogQueries: s.logQueries}
	if s.base != "" {
		u, err := url.Parse(s.base)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return opts, &usageError{fmt.Errorf("--base-url %q: want an address such as https://library.example/izde", s.base)}
		}
		opts.BaseURL = u
	}
	for _, text := range s.origins {
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || text != u.Scheme+"://"+u.Host {
			return opts, &usageError{fmt.Errorf("--cors %q: want an origin such as https://reader.example, without a path", text)}
		}
		opts.Origins = append(opts.Origins, text)
	}
	for _, text := range s.proxies {
		p, err := netip.ParsePrefix(text)
		if a, addrErr := netip.ParseAddr(text); addrErr == nil {
			p, err = a.Prefix(a.BitLen())
		}
		if err != nil {
			return opts, &usageError{fmt.Errorf("--trusted-proxies %q: want an address or a network such as 10.0.0.0/8", text)}
		}
		opts.Proxies = append(opts.Proxies, p)
	}
	switch {
	case s.userHeader != "" && len(opts.Proxies) == 0:
		return opts, &usageError{errors.New("--auth-header: say with --trusted-proxies whose header is believed; anybody else could write it")}
	case (s.certificate == "") != (s.key == ""):
		return opts, &usageError{errors.New("--tls-cert and --tls-key go together")}
	case s.rate < 0:
		return opts, &usageError{fmt.Errorf("--rate %g: want 0 or more", s.rate)}
	case s.certificate != "" && opts.BaseURL == nil:
		opts.Secure = true
	}
	if s.auth != "" {
		if s.certificate == "" && (opts.BaseURL == nil || opts.BaseURL.Scheme != "https") && !loopback(s.addr) {
			return opts, &usageError{fmt.Errorf("--auth: passwords to %s could be read on their way; give --tls-cert, or the address of the proxy that has a certificate: --base-url https://…", s.addr)}
		}
		opts.Accounts, err = readAccounts(s.auth)
	}
	return opts, err
}

// loopback reports whether an address is reached from this machine alone.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	ip, ipErr := netip.ParseAddr(host)
	return err == nil && (host == "localhost" || ipErr == nil && ip.Unmap().IsLoopback())
}

// logger makes the log; reopen opens its file anew, as after a rotation.
func (s *serving) logger(level slog.Leveler, stderr io.Writer) (log *slog.Logger, reopen func() error, err error) {
	out, reopen := stderr, func() error { return nil }
	if s.logFile != "" {
		f := &logFile{path: s.logFile}
		if err := f.reopen(); err != nil {
			return nil, nil, err
		}
		out, reopen = f, f.reopen
	}
	opts := &slog.HandlerOptions{Level: level}
	switch s.logFormat {
	case "text":
		return slog.New(slog.NewTextHandler(out, opts)), reopen, nil
	case "json":
		return slog.New(slog.NewJSONHandler(out, opts)), reopen, nil
	}
	return nil, nil, &usageError{fmt.Errorf("--log-format %q: want text or json", s.logFormat)}
}

// logFile appends to a file that others may move away.
type logFile struct {
	path string
	mu   sync.Mutex
	file *os.File
}

func (l *logFile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Write(p)
}

func (l *logFile) reopen() error {
	f, err := os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
	if err != nil {
		return fmt.Errorf("opening the log file: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil {
		l.file.Close()
	}
	l.file = f
	return nil
}

func (s *serving) run(cmd *cobra.Command, at *location, usual slog.Level) error {
	opts, err := s.options()
	if err == nil {
		err = s.checkAdd()
	}
	if err == nil && len(s.folders) > 0 && at.engine == engineOpenSearch {
		err = &usageError{errors.New("--watch: only an index in a folder can follow files; for one on a cluster run izde index from time to time")}
	}
	if err != nil {
		return err
	}
	level := new(slog.LevelVar)
	level.Set(usual)
	log, reopenLog, err := s.logger(level, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	opts.Logger = log
	ctx, stop := context.WithCancel(cmd.Context())
	defer stop()
	live, err := open(ctx, at, s.folders, log)
	if err != nil {
		return err
	}
	defer live.Close()
	listener, err := listen(s.addr, "--addr")
	if err != nil {
		return err
	}
	defer listener.Close()
	var metrics *admin.Metrics
	if s.admin != "" {
		release, _ := version()
		metrics = admin.NewMetrics(release, func() (search.Status, error) {
			e, release, err := live.Acquire()
			if err != nil {
				return search.Status{}, err
			}
			defer release()
			return e.Status(), nil
		})
		opts.Monitor = metrics
		if err := serveAdmin(ctx, s.admin, admin.Handler(metrics, level), log); err != nil {
			return err
		}
	}
	if err := announce(ctx, live, log); err != nil {
		return err
	}
	onHangup(ctx, live, reopenLog, log)
	if at.engine != engineOpenSearch { // whose pairs are read with each generation
		pairs := &keeping{root: at.folder, live: live}
		go pairs.follow(ctx, watchEvery)
		opts.SwitchPair = pairs.Switch
	}
	pdfs, err := newPDFReader(1)
	if err != nil {
		return err
	}
	defer pdfs.Close()
	if len(s.folders) > 0 {
		finish, err := keepUp(ctx, at.folder, s.folders, live, &opts)
		if err != nil {
			return err
		}
		defer finish()
		defer stop()
	}
	if s.add {
		in, err := openInbox(s.folders[0])
		if err != nil {
			return err
		}
		opts.Inbox = in
	}
	pictures := original.New(pdfs, filepath.Join(xdg.CacheHome, "izde", "pages"), maxPictures)
	opts.Files = pictures
	if metrics != nil {
		yields := &yields{}
		if at.engine != engineOpenSearch { // from which every document would have to be fetched
			go yields.follow(ctx, live)
		}
		metrics.Tell(func() admin.Facts {
			f := admin.Facts{Yield: yields.last.Load()}
			if opts.Upkeep != nil {
				f.Upkeep = opts.Upkeep()
			}
			f.Kept, f.Drawn = pictures.Kept()
			return f
		})
	}
	server := web.NewServer(s.addr, web.New(site(live), opts))
	scheme, serve := "http", func() error { return server.Serve(listener) }
	if s.certificate != "" {
		if _, err := tls.LoadX509KeyPair(s.certificate, s.key); err != nil {
			return fmt.Errorf("reading the certificate: %w", err)
		}
		scheme, serve = "https", func() error { return server.ServeTLS(listener, s.certificate, s.key) }
	}
	fmt.Fprintf(cmd.OutOrStdout(), "index %s\nserving %s://%s (Ctrl-C to stop)\n", at, scheme, listener.Addr())
	failed := make(chan error, 1)
	go func() { failed <- serve() }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	log.Info("shutting down")
	drain, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	if err := server.Shutdown(drain); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("shutting down: %w", err)
	}
	return nil
}

// listen listens at the address that a flag names.
func listen(addr, flag string) (net.Listener, error) {
	listener, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use by another program; choose another with %s, such as %s 127.0.0.1:0 for any free port", addr, flag, flag)
	case err != nil:
		return nil, fmt.Errorf("listening at %s: %w", addr, err)
	}
	return listener, nil
}

// serveAdmin serves the operators until ctx ends. Profiles take as long as they are
// asked to.
func serveAdmin(ctx context.Context, addr string, handler http.Handler, log *slog.Logger) error {
	listener, err := listen(addr, "--admin")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { server.Close() })
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("serving metrics", "error", err)
		}
	}()
	log.Info("serving metrics, profiles and the level of the log", "address", listener.Addr().String())
	return nil
}

// onHangup opens the index and the log anew at each SIGHUP until ctx ends.
func onHangup(ctx context.Context, live served, reopenLog func() error, log *slog.Logger) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	context.AfterFunc(ctx, func() { signal.Stop(hangups) })
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-hangups:
			}
			if err := reopenLog(); err != nil {
				log.Error("the log goes on in its old file", "error", err)
			}
			status, err := live.Refresh(ctx)
			switch {
			case err != nil:
				log.Error("the index cannot be changed to; the one before is still served", "error", err)
			case status != nil:
				logStatus(log, *status)
			default:
				log.Info("hangup: the log is open anew, the index has not changed")
			}
		}
	}()
}

// open opens the index for serving.
func open(ctx context.Context, at *location, folders []string, log *slog.Logger) (served, error) {
	if len(folders) > 0 {
		return openWatched(ctx, at.folder, folders, log)
	}
	return at.live(ctx)
}

// keepUp begins to watch folders. finish waits for the end of that, after ctx has
// ended: nothing is left half.
func keepUp(ctx context.Context, root string, folders []string, live served, opts *web.Options) (finish func(), err error) {
	pdfs, err := newPDFReader(runtime.GOMAXPROCS(0))
	if err != nil {
		return nil, err
	}
	k, err := newKeeper(root, folders, live, pdfs, opts.Logger)
	if err != nil {
		return nil, err
	}
	opts.Upkeep = k.upkeep
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer pdfs.Close()
		k.keep(ctx)
	}()
	return func() { <-done }, nil
}

// announce logs which generation is served, and changes to new ones until ctx ends; garbage
// is collected as befits their sizes.
func announce(ctx context.Context, live served, log *slog.Logger) error {
	e, release, err := live.Acquire()
	if err != nil {
		return err
	}
	tell := func(s search.Status) {
		logStatus(log, s)
		if s.Passages >= large && os.Getenv("GOGC") == "" {
			debug.SetGCPercent(collectAt)
		}
	}
	tell(e.Status())
	release()
	go live.Watch(ctx, watchEvery, func(s search.Status, err error) {
		if err != nil {
			log.Error("the index cannot be changed to; the one before is still served", "error", err)
			return
		}
		tell(s)
	})
	go watchCluster(ctx, live, log)
	return nil
}

// watchCluster logs changes of the state of the cluster that holds the index, where one
// does, until ctx ends.
func watchCluster(ctx context.Context, live served, log *slog.Logger) {
	last := search.ClusterGreen
	for tick := time.Tick(watchEvery); ; {
		e, release, err := live.Acquire()
		if err == nil {
			c := e.Status().Cluster
			release()
			switch {
			case c == nil:
				return
			case c.State == last:
			case c.State == search.ClusterGreen:
				log.Info("the cluster is green again", "nodes", c.Nodes)
			default:
				log.Warn("the cluster is "+string(c.State), "reason", c.State.Reason(), "nodes", c.Nodes, "missing", c.Missing)
			}
			last = c.State
		}
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
	}
}

func logStatus(log *slog.Logger, s search.Status) {
	log.Info("index opened", "generation", s.Generation, "documents", s.Documents, "passages", s.Passages)
	if s.Degraded != "" {
		log.Warn("degraded: run izde index to make the index whole again", "reason", s.Degraded)
	}
}
