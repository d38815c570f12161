package main

import (
	"debug/elf"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// The file of the container builds as the Makefile does, and gives the program what it
// needs where there is nothing else: a user, folders to write, an address to be reached
// at, and a health check that is a command of its own.
func TestContainerFile(t *testing.T) {
	file, err := os.ReadFile("package/Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	var last []string // instructions of the last stage
	text := strings.ReplaceAll(string(file), "\\\n", " ")
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case !slices.Contains([]string{"FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}, word):
			t.Errorf("there is no instruction %q", word)
		case word == "FROM":
			last = nil
		}
		last = append(last, word+" "+strings.TrimSpace(rest))
	}
	stage := strings.Join(last, "\n")
	for _, wanted := range []string{
		`(?m)^FROM scratch$`, `(?m)^COPY --from=build /izde /izde$`, `(?m)^COPY --from=build --chown=(\d+:\d+) \S+ /tmp$`, `(?m)^USER [1-9]\d*:[1-9]\d*$`,
		`(?m)^ENV .*IZDE_INDEX=/data/`, `(?m)^ENV .*XDG_CACHE_HOME=/data/`, `(?m)^ENV .*IZDE_ADDR=0\.0\.0\.0:8080`, `(?m)^VOLUME /data$`, `(?m)^EXPOSE 8080$`,
		`(?m)^HEALTHCHECK CMD \["/izde", "health"\]$`, `(?m)^ENTRYPOINT \["/izde"\]$`, `(?m)^CMD \["serve"\]$`,
	} {
		if !regexp.MustCompile(wanted).MatchString(stage) {
			t.Errorf("the image lacks %s:\n%s", wanted, stage)
		}
	}
	if strings.Contains(stage, "RUN ") {
		t.Error("there is no shell in the image to run anything by")
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(readFile(t, "../../go.mod"))
	if version == nil || !strings.Contains(text, "golang:"+version[1]+" ") {
		t.Errorf("the image is not built by Go %v, which go.mod asks for", version)
	}
	flags := regexp.MustCompile(`go build (-trimpath -ldflags[ =]'-s -w')`)
	for name, in := range map[string]string{"Containerfile": text, "Makefile": string(makefile)} {
		if !flags.MatchString(in) {
			t.Errorf("%s builds without %s", name, flags)
		}
	}
	for _, command := range []string{"health", "serve"} {
		if found, _, err := newRoot().Find([]string{command}); err != nil || found.Name() != command {
			t.Errorf("izde has no command %s: %v", command, err)
		}
	}
}

// The program needs no library of the system, which an image from scratch has not.
func TestStandsAlone(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("images are of Linux")
	}
	self, err := os.Executable() // links what izde links
	if err != nil {
		t.Fatal(err)
	}
	program, err := elf.Open(self)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	cgo, err := exec.Command("go", "env", "CGO_ENABLED").Output()
	if err != nil {
		t.Fatal(err)
	}
	if libraries, err := program.ImportedLibraries(); strings.TrimSpace(string(cgo)) == "0" && (err == nil && len(libraries) > 0) {
		t.Errorf("it needs %v", libraries)
	}
}

// The service may write its own folders alone, and the settings of the package are ones
// that there are.
func TestService(t *testing.T) {
	unit := readFile(t, "package/izde.service")
	for _, line := range []string{"NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "CapabilityBoundingSet=", "User=izde", "StateDirectory=izde", "CacheDirectory=izde", "ExecReload=/bin/kill -HUP $MAINPID", "Restart=on-failure"} {
		if !strings.Contains(unit, "\n"+line+"\n") {
			t.Errorf("the service lacks %s", line)
		}
	}
	// Those in comments, too.
	settings := regexp.MustCompile(`(?m)^# ([a-z-]+: )`).ReplaceAllString(readFile(t, "package/izde.yaml"), "$1")
	path := filepath.Join(t.TempDir(), "izde.yaml")
	write(t, path, settings)
	serve, _, err := newRoot().Find([]string{"serve"})
	if err != nil {
		t.Fatal(err)
	}
	if err := settle(serve, path); err != nil {
		t.Errorf("%v:\n%s", err, settings)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A health check finds the server of its machine by HTTP, and by HTTPS where it has a
// certificate.
func TestHealthCheck(t *testing.T) {
	status := http.StatusOK
	ready := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Errorf("it asks for %s", r.URL)
		}
		w.WriteHeader(status)
	})
	plain, secure := httptest.NewServer(ready), httptest.NewTLSServer(ready)
	defer plain.Close()
	defer secure.Close()
	check := func(args ...string) int { return run(append([]string{"health"}, args...), io.Discard, io.Discard) }
	for _, c := range []struct {
		status, want int
		args         []string
	}{
		{200, 0, []string{"--addr", plain.Listener.Addr().String()}}, {503, 1, []string{"--addr", plain.Listener.Addr().String()}}, {200, 0, []string{"--addr", secure.Listener.Addr().String(), "--tls-cert", "cert.pem"}},
		{200, 1, []string{"--addr", secure.Listener.Addr().String()}}, {200, 1, []string{"--addr", "127.0.0.1:1"}}, {200, 2, []string{"--addr", "here"}},
	} {
		if status = c.status; check(c.args...) != c.want {
			t.Errorf("%v while the server answers %d: not %d", c.args, c.status, c.want)
		}
	}
}
