package main

import (
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/izde/izde/cmd/izde/mcpserver"
)

func newMCP(at *location) *cobra.Command {
	var level func() (slog.Level, error)
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Serve assistants by the Model Context Protocol",
		Long: `Mcp opens the index for reading and serves an assistant at the standard input and
output, by the Model Context Protocol: so it answers from the corpus, with exact
quotations and citations. It is started by the assistant's program, which has in
its configuration:

  {"mcpServers": {
    "izde": {"command": "izde", "args": ["mcp"]}
  }}

The tools are search, passage, document, lookup, cited_by and bibliography. They
read and change nothing. When "izde index" has made a new generation, the server
changes to it. What it logs goes to the standard error.`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, err := level()
			if err != nil {
				return err
			}
			log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: l}))
			live, err := at.live(cmd.Context())
			if err != nil {
				return err
			}
			defer live.Close()
			if err := announce(cmd.Context(), live, log); err != nil {
				return err
			}
			release, _ := version()
			return mcpserver.ServeStdio(cmd.Context(), mcpserver.New(site(live), release, log))
		},
	}
	level = logFlag(cmd, "warn")
	return cmd
}
