package main

// The requirements of level 1 of the OWASP Application Security Verification Standard
// 5.0.0 (May 2025), each with the tests that show it, or the reason why it says nothing
// of izde.

import (
	"bytes"
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/izde/izde/web"
)

// asvs has for each requirement what shows it: tests as "folder Name", or, after a dash,
// why it says nothing of izde.
var asvs = []struct{ requirement, about, shown string }{
	{"1.2.1", "output is encoded for its context", "web TestHostileTextStaysText, web TestHostileDocumentsStayText, web TestMarkup, web TestAtom, web TestCellsAreInert"},
	{"1.2.2", "untrusted parts of addresses are encoded; safe schemes alone", "web TestHostileDocumentsStayText, web TestLinks"},
	{"1.2.3", "JSON and JavaScript are encoded", "web TestHostileTextStaysText, web TestDescription, cmd/izde TestSources"},
	{"1.2.4", "no injection into queries of databases", "indexer/zotero TestOtherLayouts, indexer/zotero FuzzDatabase, web TestOddQueriesAreSearchedAsWords"},
	{"1.2.5", "no injection into commands of the system", "cmd/izde TestSources"},
	{"1.3.1", "untrusted HTML", "indexer/extract/html FuzzRead, web TestHostileDocumentsStayText"},
	{"1.3.2", "nothing that was input is executed", "cmd/izde TestSources, web TestHeaders"},
	{"1.5.1", "XML without external entities", "indexer/extract TestXMLRefused, search/glossary FuzzRead"},
	{"2.1.1", "the rules of input are documented", "web TestDescription, web TestLimitsArePublished"},
	{"2.2.1", "input is validated", "web TestProblems, web TestDescription, web FuzzParameters"},
	{"2.2.2", "by the server", "web TestProblems"},
	{"2.3.1", "steps are taken in their order", "- nothing is done in steps"},
	{"3.2.1", "nothing is rendered in a context that it was not made for", "web TestHeaders, web TestFile"},
	{"3.2.2", "text is shown as text", "web TestHostileDocumentsStayText, cmd/izde TestSources"},
	{"3.3.1", "cookies are Secure and __Host-", "web TestSecureSite"},
	{"3.4.1", "Strict-Transport-Security for a year", "web TestSecureSite"},
	{"3.4.2", "origins that may read are on a list", "web TestCORS"},
	{"3.5.1", "no requests forged by other sites", "web TestForgery"},
	{"3.5.2", "nor without a preflight", "web TestCORS, web TestForgery"},
	{"3.5.3", "nothing sensitive by safe methods", "web TestForgery"},
	{"4.1.1", "Content-Type is right and names its encoding", "web TestDescription, web TestEveryAnswerHasItsType"},
	{"4.4.1", "WebSocket", "- there is none"},
	{"5.2.1", "files of a size that can be handled", "indexer TestRunBadFiles, indexer/extract/archive TestBombs, indexer/extract TestTooManyLines"},
	{"5.2.2", "content is what the ending says", "indexer/extract TestContentDecides, cmd/izde TestScripts"},
	{"5.3.1", "files of others are not executed", "web TestFile, cmd/izde TestSources"},
	{"5.3.2", "no paths made of names of others", "web FuzzPath, web TestFile, search/embedded TestRestoreRefusesWhatIsNotWhole, search/embedded FuzzRestore"},
	{"6.1.1", "how guessing is met is documented", "cmd/izde TestSecurityIsDocumented"},
	{"6.2.1", "passwords of eight characters at least", "web TestPasswords, cmd/izde TestScripts"},
	{"6.2.2", "people change their password", "- the operator keeps the file of accounts: izde passwd"},
	{"6.2.3", "and need the old one for it", "- the same"},
	{"6.2.4", "not one of the 3,000 commonest", "web TestPasswords"},
	{"6.2.5", "of whatever characters", "web TestPasswords"},
	{"6.2.6", "masked where they are typed", "- by the browser's own window, and by izde passwd"},
	{"6.2.7", "pasted, and by managers", "- by the browser's own window"},
	{"6.2.8", "taken exactly as they are", "web TestPrivate"},
	{"6.3.1", "guessing is slow", "web TestGuesses, web TestRate"},
	{"6.3.2", "no account from the start", "web TestAccountsFile"},
	{"6.4.1", "first passwords", "- izde makes none"},
	{"6.4.2", "hints and secret questions", "- there are none"},
	{"7.2.1", "sessions", "- there are none: each request says who asks"},
	{"7.2.2", "tokens of sessions are made anew", "- the same"},
	{"7.2.3", "and cannot be guessed", "- the same"},
	{"7.2.4", "and change with who asks", "- the same"},
	{"7.4.1", "sessions that have ended", "- the same"},
	{"7.4.2", "those of accounts that are gone", "- the same; the file of accounts is read at the start"},
	{"8.1.1", "who may do what is documented", "cmd/izde TestSecurityIsDocumented"},
	{"8.2.1", "functions are for those who may", "web TestPrivateEverywhere, cmd/izde TestScripts"},
	{"8.2.2", "data are for those who may", "web TestPrivateEverywhere"},
	{"8.3.1", "which the server decides", "web TestPrivate"},
	{"9.1.1", "self-contained tokens", "- there are none: a cursor names a place in a list, and nobody's rights"},
	{"9.1.2", "their algorithms", "- the same"},
	{"9.1.3", "their keys", "- the same"},
	{"9.2.1", "their time", "web TestCursorExpiresWithItsGeneration"},
	{"10.4.1", "OAuth", "- there is none (10.4.1 to 10.4.5)"},
	{"11.3.1", "no insecure ciphers", "cmd/izde TestSources, cmd/izde TestTLS"},
	{"11.3.2", "approved ones alone", "cmd/izde TestSources, cmd/izde TestTLS"},
	{"11.4.1", "approved hashes alone", "cmd/izde TestSources"},
	{"12.1.1", "TLS 1.2 and 1.3", "cmd/izde TestTLS"},
	{"12.2.1", "no way around TLS", "cmd/izde TestTLS, cmd/izde TestScripts"},
	{"12.2.2", "trusted certificates", "- the operator's, by --tls-cert"},
	{"13.4.1", "no source control is served", "web FuzzPath"},
	{"14.2.1", "nothing secret in addresses", "web TestPrivate, web TestRequestLog"},
	{"14.3.1", "what the browser keeps goes with the session", "- no session ends; the marked list is the reader's own"},
	{"15.1.1", "how soon libraries are renewed is documented", "cmd/izde TestSecurityIsDocumented"},
	{"15.2.1", "and they are", "cmd/izde TestSecurityIsDocumented"},
	{"15.3.1", "answers hold what is needed", "web TestNothingInternalShows, web TestDescription"},
}

// Every requirement is shown by tests that there are, or says nothing of izde.
func TestASVS(t *testing.T) {
	have := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "node_modules" { // a link of that name would skip what stands behind it
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		folder, relErr := filepath.Rel("../..", filepath.Dir(path))
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllSubmatch(text, -1) {
			have[filepath.ToSlash(folder)+" "+string(m[1])] = true
		}
		return cmp.Or(err, relErr)
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, row := range asvs {
		if seen[row.requirement] {
			t.Errorf("%s stands twice", row.requirement)
		}
		if seen[row.requirement] = true; strings.HasPrefix(row.shown, "- ") {
			continue
		}
		for name := range strings.SplitSeq(row.shown, ", ") {
			if !have[name] {
				t.Errorf("%s (%s) is shown by %q, which there is not", row.requirement, row.about, name)
			}
		}
	}
}

// What the sources do not do: run a shell, use broken ciphers and hashes, mark text as
// safe markup, make code of text. A program that is started gets its arguments apart.
func TestSources(t *testing.T) {
	refused := []string{"crypto/md5", "crypto/sha1", "crypto/des", "crypto/rc4", "math/rand", "text/template", "plugin"}
	starts := []string{"cmd/izde/doctor.go", "cmd/izde/readpdf.go", "indexer/extract/ocr", "indexer/extract/pdf"}
	// The only file that makes markup of text: web TestMarkup holds its escaping against
	// html/template.
	const escapes = "web/markup.go"
	unsafeType := regexp.MustCompile(`template\.(HTML|JS|CSS|URL|HTMLAttr|JSStr|Srcset)\b`)
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Name() == "node_modules" {
			return fs.SkipDir
		}
		name := filepath.ToSlash(strings.TrimPrefix(path, "../../"))
		if strings.HasSuffix(name, ".js") {
			text, err := os.ReadFile(path)
			if m := regexp.MustCompile(`\beval\(|new Function\(|document\.write|setTimeout\(["']`).Find(text); m != nil {
				t.Errorf("%s makes code of text: %s", name, m)
			}
			return err
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, 0)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			imported, _ := strconv.Unquote(i.Path.Value)
			if slices.Contains(refused, imported) {
				t.Errorf("%s imports %s", name, imported)
			}
			if imported == "os/exec" && !slices.ContainsFunc(starts, func(s string) bool { return strings.HasPrefix(name, s) }) {
				t.Errorf("%s starts programs", name)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if to, ok := call.Fun.(*ast.Ident); ok && strings.HasPrefix(name, "web/") && name != escapes && (to.Name == "literal" || to.Name == "written") {
				t.Errorf("%s marks text as safe: %s", name, to.Name)
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			of, isName := ast.Expr(nil), false
			if ok {
				of = f.X
				_, isName = of.(*ast.Ident)
			}
			if isName && of.(*ast.Ident).Name == "exec" && strings.HasPrefix(f.Sel.Name, "Command") {
				for _, a := range call.Args {
					if l, ok := a.(*ast.BasicLit); ok && slices.Contains([]string{`"sh"`, `"bash"`, `"-c"`, `"cmd"`}, l.Value) {
						t.Errorf("%s starts a shell", name)
					}
				}
			}
			return true
		})
		if m := unsafeType.Find(text); m != nil && !bytes.Contains(text, []byte("No "+string(m))) && name != escapes {
			t.Errorf("%s marks text as safe: %s", name, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The README says what an operator has to know.
func TestSecurityIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, security, ok := strings.Cut(string(text), "\n## Security\n")
	security, _, _ = strings.Cut(security, "\n## ")
	for _, said := range []string{"guess", "--rate", "never locked", "read everything", "govulncheck", "days", "report a vulnerability"} {
		if !ok || !strings.Contains(security, said) {
			t.Errorf("the README's section on security does not say %q", said)
		}
	}
}

// A site with a certificate speaks TLS 1.3 and 1.2, nothing older, with forward secrecy
// and authenticated encryption, and answers nothing to those who speak none.
func TestTLS(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, keyFile := filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	write(t, certificate, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	write(t, keyFile, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := web.NewServer("", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("secret")) }))
	go server.ServeTLS(listener, certificate, keyFile) // as izde serve does
	defer server.Close()
	for version, spoken := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		conn, err := tls.Dial("tcp", listener.Addr().String(), &tls.Config{InsecureSkipVerify: true, MinVersion: version, MaxVersion: version})
		if (err == nil) != spoken {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err != nil {
			continue
		}
		if suite := tls.CipherSuiteName(conn.ConnectionState().CipherSuite); !strings.Contains(suite, "GCM") && !strings.Contains(suite, "POLY1305") {
			t.Errorf("%s speaks %s", tls.VersionName(version), suite)
		}
		conn.Close()
	}
	var weak []uint16
	for _, s := range append(tls.InsecureCipherSuites(), tls.CipherSuites()...) {
		if !strings.Contains(s.Name, "ECDHE") && s.SupportedVersions[0] < tls.VersionTLS13 {
			weak = append(weak, s.ID)
		}
	}
	if conn, err := tls.Dial("tcp", listener.Addr().String(), &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12, CipherSuites: weak}); err == nil {
		t.Errorf("it speaks %s", tls.CipherSuiteName(conn.ConnectionState().CipherSuite))
	}
	if resp, err := http.Get("http://" + listener.Addr().String()); err == nil {
		var said bytes.Buffer
		said.ReadFrom(resp.Body)
		if strings.Contains(said.String(), "secret") {
			t.Error("without TLS it answers")
		}
	}
}
