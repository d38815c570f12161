package cluster

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/user"
	"time"
)

// Who builds an index stands in the cluster: in one document of the index
// izde-NAME-control. It is changed by comparing and setting, and all times in it are the
// cluster's, so that the clocks of builders do not matter. A builder renews its claim
// while it works; a claim that was not renewed ends by itself.

const (
	// claimTime is how long a claim lasts without being renewed, and renewal how often
	// it is.
	claimTime = time.Minute
	renewal   = 10 * time.Second
	// maxContests is how often a change of the document is tried that others changed
	// meanwhile.
	maxContests = 50
)

// ErrBusy: another build of the index is under way.
var ErrBusy = errors.New("another build is under way")

// claim is what a builder holds.
type claim struct {
	Token string `json:"token"`
	// Owner names the builder to people.
	Owner string `json:"owner"`
	// Since and Heard are when it was made and renewed, in milliseconds of Unix.
	Since int64 `json:"since"`
	Heard int64 `json:"heard"`
}

// live reports whether a claim has not ended.
func (c *claim) live(now int64) bool { return c != nil && now < c.Heard+claimTime.Milliseconds() }

// describe says whose a claim is.
func (c *claim) describe(now int64) string {
	ago := func(at int64) time.Duration { return (time.Duration(now-at) * time.Millisecond).Round(time.Second) }
	return fmt.Sprintf("%s, begun %s ago, last heard of %s ago", c.Owner, ago(c.Since), ago(c.Heard))
}

// control is the document.
type control struct {
	// Now is the cluster's time when it was read.
	Now int64 `json:"now"`
	// Lock is held by whoever writes a generation; Last is the number of the last one
	// that anybody began.
	Lock *claim `json:"lock,omitempty"`
	Last int    `json:"last"`
	// Parts is a build of which parts are gathered.
	Parts *parts `json:"parts,omitempty"`
}

// noted returns what the document says but for the time.
func (s control) noted() []byte {
	s.Now = 0
	data, _ := json.Marshal(s) // of strings and numbers
	return data
}

func (n names) control() string { return string(n) + "-control" }

// controlID is the id of the document.
const controlID = "control"

// change reads the document, changes it and writes it, again while others do so at the
// same time. A change that returns an error is not written, and nothing is where it leaves
// all as it was.
func (c *client) change(ctx context.Context, n names, change func(*control) error) (*control, error) {
	at := "/" + n.control()
	touch := object{"scripted_upsert": true, "upsert": object{}, "script": object{"source": "ctx._source.now = ctx._now"}}
	var wrote []byte // by a request whose answer may have been lost: asked again, it conflicts with itself
	for range maxContests {
		var read struct {
			Get struct {
				SeqNo   int64   `json:"_seq_no"`
				Term    int64   `json:"_primary_term"`
				Control control `json:"_source"`
			}
		}
		err := c.ask(ctx, http.MethodPost, at+"/_update/"+controlID+"?_source=true&require_alias=false&retry_on_conflict=5", touch, &read)
		if missing(err) {
			if err = c.makeIndex(ctx, http.MethodPut, at, object{"settings": shared, "mappings": object{"enabled": false}}); err == nil {
				continue
			}
		}
		if err == nil {
			before := read.Get.Control.noted()
			if wrote != nil && bytes.Equal(before, wrote) {
				return &read.Get.Control, nil
			}
			if err = change(&read.Get.Control); err != nil {
				return &read.Get.Control, err
			}
			if wrote = read.Get.Control.noted(); bytes.Equal(before, wrote) {
				return &read.Get.Control, nil
			}
			path := fmt.Sprintf("%s/_doc/%s?if_seq_no=%d&if_primary_term=%d", at, controlID, read.Get.SeqNo, read.Get.Term)
			err = c.ask(ctx, http.MethodPut, path, read.Get.Control, nil)
		}
		switch {
		case err == nil:
			return &read.Get.Control, nil
		case !told(err, "version_conflict_engine_exception"):
			return nil, fmt.Errorf("noting who builds %s: %w", n, err)
		}
	}
	return nil, fmt.Errorf("%w: too many builders of %s at once", ErrBusy, n)
}

// ReadState returns what WriteState wrote under a name last, or nil.
func ReadState(ctx context.Context, o Options, name string) ([]byte, error) {
	c, n, err := open(o)
	if err != nil {
		return nil, err
	}
	var read struct {
		Source kept `json:"_source"`
	}
	if err := c.ask(ctx, http.MethodGet, "/"+n.control()+"/_doc/"+url.PathEscape(name), nil, &read); err != nil && !missing(err) {
		return nil, fmt.Errorf("reading %s of %s: %w", name, n, err)
	}
	return read.Source.Data, nil
}

// WriteState keeps what outlives the generations of an index, under a name.
func WriteState(ctx context.Context, o Options, name string, data []byte) error {
	c, n, err := open(o)
	if err != nil {
		return err
	}
	if _, err := c.change(ctx, n, func(*control) error { return nil }); err != nil { // makes the index
		return err
	}
	if err := c.ask(ctx, http.MethodPut, "/"+n.control()+"/_doc/"+url.PathEscape(name), kept{data}, nil); err != nil {
		return fmt.Errorf("keeping %s of %s: %w", name, n, err)
	}
	return nil
}

// kept is a document of the index of the control document, beside that one.
type kept struct {
	Data []byte `json:"data"`
}

// told reports whether the cluster answers with an error of that kind.
func told(err error, kind string) bool {
	t, ok := errors.AsType[*statusError](err)
	return ok && t.kind == kind
}

// newClaim returns a claim of this process.
func newClaim() *claim {
	name, host := "", "?"
	if u, err := user.Current(); err == nil {
		name = u.Username + " on "
	}
	if h, err := os.Hostname(); err == nil {
		host = h
	}
	return &claim{Token: rand.Text(), Owner: fmt.Sprintf("%s%s, process %d", name, cmp.Or(host, "?"), os.Getpid())}
}

// holding renews a claim until it is released.
type holding struct {
	c *client
	n names
	// of finds the claim in the document.
	of    func(*control) **claim
	token string
	// alive ends with release, or with the cause when another has taken the claim.
	alive context.Context
	end   context.CancelCauseFunc
	done  chan struct{}
}

// hold begins to renew a claim that was taken.
func (c *client) hold(n names, token string, of func(*control) **claim) *holding {
	h := &holding{c: c, n: n, of: of, token: token, done: make(chan struct{})}
	h.alive, h.end = context.WithCancelCause(context.Background())
	go func() {
		defer close(h.done)
		tick := time.NewTicker(renewal)
		defer tick.Stop()
		for {
			select {
			case <-h.alive.Done():
				return
			case <-tick.C:
			}
			// A cluster that does not answer may do so later: the claim lasts as long as
			// nobody else takes it.
			if err := h.renew(h.alive); errors.Is(err, ErrBusy) {
				h.end(err)
			}
		}
	}()
	return h
}

// guard does something in a context that ends with the claim, too.
func (h *holding) guard(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(h.alive, func() { cancel(context.Cause(h.alive)) })()
	err := do(ctx)
	if lost := context.Cause(ctx); err != nil && errors.Is(lost, ErrBusy) {
		return lost
	}
	return err
}

// renew renews the claim, or returns ErrBusy where it is another's.
func (h *holding) renew(ctx context.Context) error {
	_, err := h.c.change(ctx, h.n, func(s *control) error {
		held := *h.of(s)
		if held == nil || held.Token != h.token {
			return fmt.Errorf("%w: this one was not heard of for %s, and another has taken its place", ErrBusy, claimTime)
		}
		held.Heard = s.Now
		return nil
	})
	return err
}

// release gives the claim up.
func (h *holding) release(ctx context.Context) error {
	h.end(nil)
	<-h.done
	_, err := h.c.change(ctx, h.n, func(s *control) error {
		if held := h.of(s); *held != nil && (*held).Token == h.token {
			*held = nil
		}
		return nil
	})
	return err
}

// take takes the lock, if nobody holds it.
func (s *control) take(n names, own *claim) error {
	if s.Lock.live(s.Now) && s.Lock.Token != own.Token {
		left := time.Duration(s.Lock.Heard+claimTime.Milliseconds()-s.Now) * time.Millisecond
		return fmt.Errorf("%w of %s (%s): wait for its end, or stop it there; if that machine is gone, its lock ends in %s",
			ErrBusy, n, s.Lock.describe(s.Now), max(left, time.Second).Round(time.Second))
	}
	own.Since, own.Heard = s.Now, s.Now
	s.Lock = own
	return nil
}
