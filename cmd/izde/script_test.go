package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"izde":             main,
		"izde-port-in-use": portInUse,
	})
}

// portInUse serves at a port that it holds itself.
func portInUse() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	if status := run([]string{"serve", "--addr", l.Addr().String()}, os.Stdout, os.Stdout); status != 1 {
		fmt.Printf("status %d\n", status)
	}
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			// A file that is no text.
			if err := os.MkdirAll(env.WorkDir+"/corpus", 0o755); err != nil {
				return err
			}
			if _, err := os.Stat(env.WorkDir + "/corpus/broken.txt"); err != nil {
				return nil
			}
			return os.WriteFile(env.WorkDir+"/corpus/broken.txt", []byte{0, 1, 2, 0, 0xFF, 0xFE, 0, 0}, 0o644)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			// status N CMD ARGS… runs a command and wants that exit status.
			"status": func(ts *testscript.TestScript, neg bool, args []string) {
				want, err := strconv.Atoi(args[0])
				ts.Check(err)
				got := 0
				if err := ts.Exec(args[1], args[2:]...); err != nil {
					var exit *exec.ExitError
					if !errors.As(err, &exit) {
						ts.Fatalf("%v", err)
					}
					got = exit.ExitCode()
				}
				if got != want {
					ts.Fatalf("status %d, wanted %d", got, want)
				}
			},
		},
	})
}
