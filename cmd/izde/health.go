package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

// newHealth asks a server of this machine whether it is ready: the health check of a
// container in which there is no other program.
func newHealth() *cobra.Command {
	var addr, certificate string
	cmd := &cobra.Command{
		Use:    "health",
		Short:  "Ask a server of this machine whether it is ready",
		Hidden: true,
		Args:   usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			host, port, err := net.SplitHostPort(addr)
			if err != nil {
				return &usageError{fmt.Errorf("--addr %q: %w", addr, err)}
			}
			if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
				host = "127.0.0.1"
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), 5*time.Second)
			defer cancel()
			scheme, client := "http", http.DefaultClient
			if certificate != "" { // whose names need not be those of this machine
				scheme, client = "https", &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
			}
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+net.JoinHostPort(host, port)+"/readyz", nil)
			if err != nil {
				return err
			}
			resp, err := client.Do(r)
			if err != nil {
				return fmt.Errorf("asking the server: %w", err)
			}
			defer resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				return fmt.Errorf("the server is not ready: %s", resp.Status)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address that the server listens at")
	cmd.Flags().StringVar(&certificate, "tls-cert", "", "file of the certificate that the server has, if it has one")
	return cmd
}
