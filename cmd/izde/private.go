package main

// Accounts of a private library: "izde passwd".

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/izde/izde/web"
)

func newPasswd() *cobra.Command {
	return &cobra.Command{
		Use:   "passwd NAME >> FILE",
		Short: "Print the line of an account, for izde serve --auth FILE",
		Long: `Passwd asks for a password, or reads it from the standard input when that is no
terminal, and prints the name with the password's Argon2id hash.`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			password, err := readPassword(cmd.InOrStdin(), cmd.ErrOrStderr())
			if err != nil {
				return fmt.Errorf("reading the password: %w", err)
			}
			line, err := web.HashPassword(args[0], password)
			if err != nil {
				return &usageError{err}
			}
			fmt.Fprintln(cmd.OutOrStdout(), line)
			return nil
		},
	}
}

func readPassword(in io.Reader, out io.Writer) (string, error) {
	if f, ok := in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(out, "Password: ")
		password, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(out)
		return string(password), err
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// readAccounts reads the file of accounts of a private site.
func readAccounts(file string) (*web.Accounts, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("reading the accounts: %w", err)
	}
	defer f.Close()
	accounts, err := web.ReadAccounts(f)
	if err != nil {
		return nil, fmt.Errorf("reading the accounts of %s: %w", file, err)
	}
	return accounts, nil
}
