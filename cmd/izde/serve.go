package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"syscall"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"github.com/izde/izde/indexer/original"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/web"
)

const (
	// watchEvery is how often the server looks for a new generation.
	watchEvery = 2 * time.Second
	// drainTime is how long requests may take to finish after an interrupt.
	drainTime = 10 * time.Second
	// maxPictures bounds what the pictures of pages take in the user's cache, in bytes.
	maxPictures = 256 << 20
)

func newServe(index *string) *cobra.Command {
	var addr, base string
	var logger func() (*slog.Logger, error)
	var noFiles bool
	cmd := &cobra.Command{
		Use:   "serve [--addr HOST:PORT]",
		Short: "Serve the search page and the JSON API",
		Long: `Serve opens the index for reading and serves it. When "izde index" has made a new
generation, the server changes to it without losing a request.`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			log, err := logger()
			if err != nil {
				return err
			}
			opts := web.Options{Logger: log}
			if base != "" {
				u, err := url.Parse(base)
				if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
					return &usageError{fmt.Errorf("--base-url %q: want an address such as https://library.example/izde", base)}
				}
				opts.BaseURL = u
			}
			opts.NoDownload = noFiles
			return runServe(cmd, *index, addr, opts)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address to listen at; port 0 takes a free one")
	cmd.Flags().StringVar(&base, "base-url", "", "address under which clients find the site")
	cmd.Flags().BoolVar(&noFiles, "no-files", false, "do not give out the files of documents (pictures of their pages are still shown)")
	logger = logFlag(cmd, "info")
	return cmd
}

// logFlag gives a command the flag that says what it logs to the standard error; the
// function it returns reads it.
func logFlag(cmd *cobra.Command, usual string) func() (*slog.Logger, error) {
	level := cmd.Flags().String("log", usual, "what to log: debug, info, warn or error")
	return func() (*slog.Logger, error) {
		var l slog.Level
		if err := l.UnmarshalText([]byte(*level)); err != nil {
			return nil, &usageError{fmt.Errorf("--log %q: want debug, info, warn or error", *level)}
		}
		return slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: l})), nil
	}
}

func runServe(cmd *cobra.Command, root, addr string, opts web.Options) error {
	ctx, stop := context.WithCancel(cmd.Context())
	defer stop()
	live, err := openLive(ctx, root)
	if err != nil {
		return err
	}
	defer live.Close()
	listener, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s is in use by another program; choose another with --addr, such as --addr 127.0.0.1:0 for any free port", addr)
	case err != nil:
		return fmt.Errorf("listening at %s: %w", addr, err)
	}

	if err := watch(ctx, live, opts.Logger); err != nil {
		return err
	}
	pdfs, err := newPDFReader(1)
	if err != nil {
		return err
	}
	defer pdfs.Close()
	opts.Files = original.New(pdfs, filepath.Join(xdg.CacheHome, "izde", "pages"), maxPictures)
	server := web.NewServer(addr, web.New(site(live), opts))
	fmt.Fprintf(cmd.OutOrStdout(), "index %s\nserving http://%s (Ctrl-C to stop)\n", root, listener.Addr())
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	opts.Logger.Info("shutting down")
	drain, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	if err := server.Shutdown(drain); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("shutting down: %w", err)
	}
	return nil
}

// watch logs which generation is served, and changes to new ones until ctx ends.
func watch(ctx context.Context, live *embedded.Live[*index.Index], log *slog.Logger) error {
	e, release, err := live.Acquire()
	if err != nil {
		return err
	}
	logStatus(log, e.Status())
	release()
	go live.Watch(ctx, watchEvery, func(s search.Status, err error) {
		if err != nil {
			log.Error("the index cannot be changed to; the one before is still served", "error", err)
			return
		}
		logStatus(log, s)
	})
	return nil
}

func logStatus(log *slog.Logger, s search.Status) {
	log.Info("index opened", "generation", s.Generation, "documents", s.Documents, "passages", s.Passages)
	if s.Degraded != "" {
		log.Warn("degraded: run izde index to make the index whole again", "reason", s.Degraded)
	}
}
