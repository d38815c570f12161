package web

// A private library: who may read it. Names and passwords come by HTTP Basic (RFC 7617)
// and are compared with a file of Argon2id hashes (RFC 9106), or a proxy that signs its
// users in names them in a header.

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"golang.org/x/crypto/argon2"
)

// The cost of a hash: OWASP's first recommendation for Argon2id.
const (
	hashPasses, hashMemory, hashThreads = 2, 19 << 10, 1 // memory in KiB
	hashLength, saltLength              = 32, 16
)

// hash is a line of a file of accounts.
type hash struct {
	passes, memory uint32
	threads        uint8
	salt, sum      []byte
}

// Accounts are the people who may read a private site.
type Accounts struct {
	hashes map[string]hash

	// One hash is made at a time, so that wrong passwords cost memory once.
	hashing *lane
	mu      sync.Mutex
	known   map[[sha256.Size]byte]bool // pairs of name and password that were right
}

const (
	// guesses is how many pairs of name and password a client may try a second, on average
	// and after a burst. No account is ever locked, which would let anybody lock others out.
	guesses = 1
	// guessing is how many may wait for their hash.
	guessing = 32
)

// common are the passwords that people choose most, a line each, which are guessed first.
//
//go:embed passwords.txt
var common string

// HashPassword returns the line of a file of accounts for a person: the name, a colon
// and the hash in the form of the Password Hashing Competition. The error says what is
// wrong with the name or the password.
func HashPassword(name, password string) (string, error) {
	const shortest, longest = 8, 256
	switch {
	case name == "" || strings.ContainsAny(name, ":\r\n") || !utf8.ValidString(name):
		return "", errors.New("a name holds at least one character, and neither a colon nor a line end")
	case utf8.RuneCountInString(password) < shortest:
		return "", fmt.Errorf("a password has at least %d characters", shortest)
	case len(password) > longest:
		return "", fmt.Errorf("a password has at most %d bytes", longest)
	case strings.Contains("\n"+common, "\n"+strings.ToLower(password)+"\n"):
		return "", errors.New("this password is among those that are guessed first; choose another, such as some words together")
	}
	salt := make([]byte, saltLength)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("drawing a salt: %w", err)
	}
	sum := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashThreads, hashLength)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("%s:$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", name, argon2.Version, hashMemory, hashPasses, hashThreads, b64.EncodeToString(salt), b64.EncodeToString(sum)), nil
}

// ReadAccounts reads a file of accounts, a line each; empty lines and those that begin
// with # are passed over. The error names the line that cannot be read.
func ReadAccounts(r io.Reader) (*Accounts, error) {
	a := &Accounts{hashes: map[string]hash{}, hashing: newLane("passwords", 1, guessing), known: map[[sha256.Size]byte]bool{}}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, text, ok := strings.Cut(line, ":")
		h, err := readHash(text)
		switch {
		case !ok || name == "":
			return nil, fmt.Errorf("line %d: want NAME:HASH, as izde passwd NAME prints it", n)
		case err != nil:
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if _, twice := a.hashes[name]; twice {
			return nil, fmt.Errorf("line %d: the name stands twice", n)
		}
		a.hashes[name] = h
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(a.hashes) == 0 {
		return nil, errors.New("names nobody, so that nobody could read the site; izde passwd NAME makes a line")
	}
	return a, nil
}

func readHash(text string) (h hash, err error) {
	bad := errors.New("the hash is not Argon2id in the form that izde passwd prints")
	parts := strings.Split(text, "$")
	var version int
	if len(parts) != 6 || parts[1] != "argon2id" {
		return h, bad
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return h, bad
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.threads); err != nil || h.passes == 0 || h.threads == 0 {
		return h, bad
	}
	const mostMemory, mostPasses = 1 << 20, 20 // KiB
	if h.memory > mostMemory || h.passes > mostPasses {
		return h, fmt.Errorf("the hash costs more than %d MiB or %d passes", mostMemory>>10, mostPasses)
	}
	if h.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return h, bad
	}
	if h.sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(h.sum) < 16 {
		return h, bad
	}
	return h, nil
}

// nobody is hashed against where a name is unknown, so that the time of an answer does
// not tell which names exist.
var nobody = hash{hashPasses, hashMemory, hashThreads, make([]byte, saltLength), make([]byte, hashLength)}

// admit reports whether the password is the name's. A pair that was right is remembered
// by its digest, for a hash takes tens of milliseconds; others are guesses, which mayGuess
// allows or not. The error says that too many are made.
func (a *Accounts) admit(ctx context.Context, name, password string, mayGuess func() bool) (bool, error) {
	h, exists := a.hashes[name]
	if !exists {
		h = nobody
	}
	pair := sha256.Sum256([]byte(name + "\x00" + password))
	a.mu.Lock()
	right := a.known[pair]
	a.mu.Unlock()
	if right {
		return true, nil
	}
	if !mayGuess() {
		return false, fault(tooManyRequests, "names and passwords were tried too often from your address; wait a moment, then try again")
	}
	leave, err := a.hashing.enter(ctx, func(string, int, int) {})
	if err != nil {
		return false, err
	}
	sum := argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.threads, uint32(len(h.sum)))
	leave()
	if subtle.ConstantTimeCompare(sum, h.sum) != 1 || !exists {
		return false, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.known[pair] = true // at most one for each account, since only the right ones are kept
	return true, nil
}

// fromProxy reports whether a request came from one of the proxies.
func (s *site) fromProxy(c *gin.Context) bool {
	from, err := netip.ParseAddr(c.RemoteIP())
	return err == nil && slices.ContainsFunc(s.proxies, func(p netip.Prefix) bool { return p.Contains(from.Unmap()) })
}

// allowed lets nobody read a private site but its accounts, and those whom a trusted
// proxy names.
func (s *site) allowed(c *gin.Context) {
	if s.accounts == nil && s.userHeader == "" || operational(c.Request.URL.Path) {
		return
	}
	if s.userHeader != "" && s.fromProxy(c) && c.GetHeader(s.userHeader) != "" {
		return
	}
	if s.accounts != nil {
		if name, password, ok := c.Request.BasicAuth(); ok {
			right, err := s.accounts.admit(c.Request.Context(), name, password, func() bool { return s.guessers.allow(c.ClientIP()) })
			switch {
			case err != nil:
				s.refuse(c, faultOf(c, err))
				return
			case right:
				return
			}
		}
		c.Header("WWW-Authenticate", `Basic realm="izde", charset="UTF-8"`)
	}
	s.refuse(c, fault(private, "this library is private; give a name and a password that its operator has given you"))
}
