package web

// The page at /add: a reader at the machine that serves puts files into the folder that is
// watched, and sees how they were understood. It writes to a disk, so it is not there
// unless the operator asks for it, and takes nothing but from a page of its own, opened at
// this machine: no cookie or password would tell another page's request from the
// reader's.

import (
	"cmp"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

const (
	addPath = "/add"
	// maxAddedFiles and maxAddedAtOnce bound a request by its files and its bytes, addTime
	// by how long it may take.
	maxAddedFiles  = 200
	maxAddedAtOnce = 512 << 20
	addTime        = 5 * time.Minute
)

// Inbox takes files into a folder whose files are indexed.
type Inbox interface {
	// Take puts a file into the folder under a name that is safe, which it returns.
	// Errors: AddRefusal, those of content, and failures to write.
	Take(name string, content io.Reader) (kept string, err error)
	// Document is the id of the document that a file of the folder becomes.
	Document(kept string) string
}

// AddRefusal says why a file is not taken.
type AddRefusal string

// The refusals: no format that is read here, the metadata of another file, which would
// change that, content that is not what the name says, too large, no room on the disk, too
// many files of that name, too many files at once.
const (
	AddKind    AddRefusal = "kind"
	AddSidecar AddRefusal = "sidecar"
	AddContent AddRefusal = "content"
	AddSize    AddRefusal = "size"
	AddRoom    AddRefusal = "room"
	AddName    AddRefusal = "name"
	addMany    AddRefusal = "many"
	addFailed  AddRefusal = "failed"
)

var addRefusals = []AddRefusal{AddKind, AddSidecar, AddContent, AddSize, AddRoom, AddName, addMany, addFailed}

func (r AddRefusal) Error() string { return "the file is not taken: " + string(r) }

// addPage is the view of the page.
type addPage struct {
	frame
	Added   []addedFile
	Refused []refusedFile
	// Waiting says that some files are yet to be read; AgainURL looks again.
	Waiting  bool
	AgainURL string
}

// addedFile is a file that was taken, and the document that it has become, or that Of, the
// file whose content it has, is; nil where it is yet to be read, or could not be, which
// Reason tells in English.
type addedFile struct {
	Name, Reason string
	Of           string
	Document     *doc.Document
	Title        langText
	URL          string
	Warnings     int
}

type refusedFile struct{ Name, Why string }

// atThisMachine reports whether a request comes from this machine, by a name of its own,
// and through no proxy.
func atThisMachine(r *http.Request) bool {
	local := func(hostport string) bool {
		host, _, err := net.SplitHostPort(hostport)
		if err != nil {
			host = hostport
		}
		a, err := netip.ParseAddr(strings.Trim(host, "[]"))
		return strings.EqualFold(host, "localhost") || err == nil && a.Unmap().IsLoopback()
	}
	for _, header := range []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip"} {
		if len(r.Header.Values(header)) > 0 {
			return false
		}
	}
	return local(r.RemoteAddr) && local(r.Host)
}

// ownPage reports whether a page of this site sends the request: browsers say so in Origin
// (RFC 6454), and in Sec-Fetch-Site (Fetch Metadata).
func ownPage(r *http.Request) bool {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	fetched := r.Header.Values("Sec-Fetch-Site")
	return slices.Equal(r.Header.Values("Origin"), []string{scheme + r.Host}) && (len(fetched) == 0 || slices.Equal(fetched, []string{"same-origin"}))
}

// AddURL leads to the page, where there is one.
func (f frame) AddURL() string {
	if f.site.inbox == nil {
		return ""
	}
	return f.url(addPath, nil)
}

// postAdd takes the files of a form, and leads to the page that tells of them.
func (s *site) postAdd(c *gin.Context) {
	if !atThisMachine(c.Request) || !ownPage(c.Request) {
		s.writeFault(c, fault(notThisMachine, "open the page %s at the machine that serves it, and add files there", addPath))
		return
	}
	parts, err := c.Request.MultipartReader()
	if err != nil {
		s.writeFault(c, fault(unsupportedType, "send a form with files, as the page %s does", addPath))
		return
	}
	until := http.NewResponseController(c.Writer)
	_ = until.SetReadDeadline(time.Now().Add(addTime)) // where it cannot be set, the server's own holds
	_ = until.SetWriteDeadline(time.Now().Add(addTime + writeTimeout))
	told := url.Values{}
	for n := 0; ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			s.writeFault(c, s.unreadable(err))
			return
		}
		name := part.FileName()
		if part.FormName() != "file" || name == "" {
			continue
		}
		refusal := addMany
		if n++; n <= maxAddedFiles {
			kept, err := s.inbox.Take(name, part)
			if err == nil {
				told.Add("file", kept)
				continue
			}
			if tooLong, ok := errors.AsType[*http.MaxBytesError](err); ok {
				s.writeFault(c, s.unreadable(tooLong))
				return
			}
			var ok bool
			if refusal, ok = errors.AsType[AddRefusal](err); !ok {
				s.log.Error("adding a file", "file", name, "error", err)
				refusal = addFailed
			}
		}
		if n <= 2*maxAddedFiles {
			told.Add("refused", string(refusal)+"/"+desk.Clip(name))
		}
	}
	r := s.reader(c)
	c.Header("Location", r.url(addPath, told))
	write(c, http.StatusSeeOther, "text/plain; charset=utf-8", nil)
}

// unreadable is the fault of a form that cannot be read to its end.
func (s *site) unreadable(err error) *problem {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault(tooLarge, "at most %d MiB are taken at once; add the files in parts, or copy them into the folder", maxAddedAtOnce>>20)
	}
	return fault(malformedBody, "the form could not be read to its end")
}

func (s *site) addPage(x *call, r *reader) error {
	if !atThisMachine(x.Request) {
		return fault(notThisMachine, "open this page at the machine that serves it")
	}
	v := &addPage{frame: s.frame(r, r.T("add.title"))}
	v.NoIndex = true
	v.Kept = pick(x.params, []string{"file", "refused"})
	v.AgainURL = r.url(addPath, v.Kept)
	failed, copies := map[string]string{}, map[string]string{}
	if s.upkeep != nil {
		u := s.upkeep()
		copies = u.Copies
		for _, f := range u.Failed {
			failed[f.Name] = f.Reason
		}
	}
	files := x.params["file"]
	for _, name := range files[:min(len(files), maxAddedFiles)] {
		f := addedFile{Name: desk.Clip(name), Reason: failed[name], Of: copies[name]}
		d, err := x.desk.Document(x.ctx(), s.inbox.Document(cmp.Or(f.Of, name)))
		if err := refusedOnly(err); err != nil {
			return err
		}
		if err == nil {
			f.Document, f.Title, f.URL = d, r.title(d), r.documentURL(d.ID)
			f.Warnings = len(d.Reading.Notes) + d.Reading.Unresolved + d.Reading.PagesWithoutText
		}
		v.Waiting = v.Waiting || err != nil && f.Reason == ""
		v.Added = append(v.Added, f)
	}
	for _, told := range x.params["refused"][:min(len(x.params["refused"]), 2*maxAddedFiles)] {
		why, name, _ := strings.Cut(told, "/")
		if slices.Contains(addRefusals, AddRefusal(why)) {
			v.Refused = append(v.Refused, refusedFile{desk.Clip(name), r.T("add.not." + why)})
		}
	}
	if x.params.Has(fragmentParam) {
		return respondFragment(x.Context, r, "add", "added", v)
	}
	return respondPage(x.Context, r, "add", v)
}
