package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// commands are the programs that tests may start.
var commands = map[string]func(){
	"izde":             main,
	"izde-port-in-use": portInUse,
	"izde-mcp-client":  mcpClient,
	"izde-client":      client,
}

func TestMain(m *testing.M) { testscript.Main(m, commands) }

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

// mcpClient talks to "izde mcp": it sends the lines of the file that its first
// argument names, waits after each that has an id for the answer, and prints all that
// comes. The other arguments are the server's.
func mcpClient() {
	check := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	messages, err := os.ReadFile(os.Args[1])
	check(err)
	server := exec.Command("izde", append([]string{"mcp"}, os.Args[2:]...)...)
	server.Stderr = os.Stderr
	in, err := server.StdinPipe()
	check(err)
	out, err := server.StdoutPipe()
	check(err)
	check(server.Start())
	answers := bufio.NewReader(out)
	for message := range strings.Lines(string(messages)) {
		_, err := io.WriteString(in, message)
		check(err)
		if strings.Contains(message, `"id"`) {
			answer, err := answers.ReadString('\n')
			check(err)
			fmt.Print(answer)
		}
	}
	check(in.Close())
	_, err = io.Copy(os.Stdout, answers)
	check(err)
	check(server.Wait())
}

// client runs "izde serve" and asks it what the lines of the file that its first
// argument names say: a method and an address, with SITE and ADMIN for the servers'
// addresses; or HUP and the log file that tells when the signal was heard. It prints what comes. The other arguments are the server's.
func client() {
	check := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	script, err := os.ReadFile(os.Args[1])
	check(err)
	server := exec.Command("izde", append([]string{"serve", "--addr", "127.0.0.1:0"}, os.Args[2:]...)...)
	out, err := server.StdoutPipe()
	check(err)
	log, err := server.StderrPipe()
	check(err)
	check(server.Start())
	find := func(from io.Reader, what *regexp.Regexp) string {
		lines := bufio.NewScanner(from)
		for lines.Scan() {
			if m := what.FindStringSubmatch(lines.Text()); m != nil {
				go io.Copy(io.Discard, from)
				return m[1]
			}
		}
		panic(fmt.Sprintf("izde serve did not say %s", what))
	}
	var admin string
	if strings.Contains(string(script), "ADMIN") {
		admin = "http://" + find(log, regexp.MustCompile(`metrics.* address=(\S+)`))
	} else {
		go io.Copy(os.Stderr, log)
	}
	site := find(out, regexp.MustCompile(`serving (https?://\S+)`))
	http.DefaultTransport.(*http.Transport).TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	for line := range strings.Lines(string(script)) {
		line = strings.TrimSpace(line)
		method, address, _ := strings.Cut(line, " ")
		if method == "HUP" {
			check(server.Process.Signal(syscall.SIGHUP))
			for tries, told := 0, []byte(nil); !bytes.Contains(told, []byte("hangup")); tries++ {
				if tries == 1000 {
					panic("the hangup was not heard")
				}
				time.Sleep(10 * time.Millisecond)
				told, err = os.ReadFile(address)
				check(err)
			}
			continue
		}
		address, body, _ := strings.Cut(address, " ")
		r, err := http.NewRequest(method, strings.NewReplacer("SITE", site, "ADMIN", admin).Replace(address), strings.NewReader(body))
		check(err)
		r.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(r)
		check(err)
		answer, err := io.ReadAll(resp.Body)
		check(err)
		fmt.Printf("%s: %s\n%s\n", line, resp.Status, answer)
	}
	check(server.Process.Signal(os.Interrupt))
	check(server.Wait())
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			// The reader of PDFs is compiled once for all runs of the tests.
			if dir, err := os.UserCacheDir(); err == nil {
				env.Setenv("XDG_CACHE_HOME", dir+"/izde-test")
			}
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
			// sqlite DATABASE FILE runs the SQL of a file.
			"sqlite": func(ts *testscript.TestScript, neg bool, args []string) {
				db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
				ts.Check(err)
				defer db.Close()
				_, err = db.Exec(ts.ReadFile(args[1]))
				ts.Check(err)
			},
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
