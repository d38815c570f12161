package main

// A program is run as on a machine that fails: the kernel asks us before each of its
// system calls that touches a file below some folders whether it may go on, fails, or is
// the last thing that the program does (seccomp_unotify(2)). Nothing of the program is
// replaced, no debugger is attached, and what it links in (bleve, bbolt) and starts is
// asked about, too.

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

func init() { commands["izde-supervised"] = supervised }

// touches are the system calls that are asked about. Their file is a path (after a folder
// that it may be relative to), or one that is open.
var touches = map[int]struct {
	name string
	path int // argument that is a path, or -1
	open int // argument that is an open file or the path's folder
}{
	unix.SYS_OPENAT: {"open", 1, 0}, unix.SYS_RENAMEAT: {"rename", 1, 0}, unix.SYS_LINKAT: {"link", 1, 0}, unix.SYS_UNLINKAT: {"unlink", 1, 0},
	unix.SYS_MKDIRAT: {"mkdir", 1, 0}, unix.SYS_FCHMODAT: {"chmod", 1, 0}, unix.SYS_NEWFSTATAT: {"stat", 1, 0},
	unix.SYS_READ: {"read", -1, 0}, unix.SYS_PREAD64: {"read", -1, 0}, unix.SYS_WRITE: {"write", -1, 0}, unix.SYS_PWRITE64: {"write", -1, 0},
	unix.SYS_COPY_FILE_RANGE: {"write", -1, 2}, unix.SYS_FSYNC: {"sync", -1, 0}, unix.SYS_FDATASYNC: {"sync", -1, 0}, unix.SYS_FTRUNCATE: {"truncate", -1, 0},
	unix.SYS_GETDENTS64: {"list", -1, 0}, unix.SYS_FLOCK: {"lock", -1, 0},
}

// supervised has the kernel ask about the calls of this thread, hands the place where it
// asks to whoever holds the other end of file 3, and becomes the program of its
// arguments.
func supervised() {
	check := func(what string, err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, "unsupervised:", what, err)
			os.Exit(125)
		}
	}
	runtime.LockOSThread()
	program, err := exec.LookPath(os.Args[1])
	check("looking for the program:", err)
	filter := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS}} // the number of the call
	for number := range touches {
		filter = append(filter, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: uint32(number), Jf: 1},
			unix.SockFilter{Code: unix.BPF_RET, K: unix.SECCOMP_RET_USER_NOTIF})
	}
	filter = append(filter, unix.SockFilter{Code: unix.BPF_RET, K: unix.SECCOMP_RET_ALLOW})
	list := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	check("giving up privileges:", unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
	asks, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER,
		unix.SECCOMP_FILTER_FLAG_NEW_LISTENER|unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, uintptr(unsafe.Pointer(&list)))
	if errno != 0 {
		check("setting the filter:", errno)
	}
	check("handing it on:", unix.Sendmsg(3, []byte{0}, unix.UnixRights(int(asks)), nil, 0))
	unix.CloseOnExec(3)
	unix.CloseOnExec(int(asks))
	check("starting the program:", syscall.Exec(program, os.Args[1:], os.Environ()))
}

// A notification and its answer, as the kernel has them.
type (
	notified struct {
		id         uint64
		pid, flags uint32
		nr, arch   int32
		at         uint64
		args       [6]uint64
	}
	answered struct {
		id    uint64
		value int64
		errno int32
		flags uint32
	}
)

// touch is a call that is asked about: which, on which file, and the how manieth.
type touch struct {
	call, path string
	count      int
}

// kill as an answer ends the program before the call.
const kill = syscall.Errno(0xFFFF)

// supervision is a running program. decide answers for each touch: 0 lets it go on.
type supervision struct {
	*exec.Cmd
	Stdout io.ReadCloser
	done   chan struct{}
	mu     sync.Mutex
	decide func(touch) syscall.Errno
	count  int
}

// supervise starts a program whose touches of files below some folders are decided on.
// The test is skipped where the kernel allows no such thing.
func supervise(t *testing.T, below []string, decide func(touch) syscall.Errno, env []string, args ...string) *supervision {
	t.Helper()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(ends[0])
	theirs := os.NewFile(uintptr(ends[1]), "asks")
	s := &supervision{Cmd: exec.Command("izde-supervised", args...), done: make(chan struct{}), decide: decide}
	s.Env, s.ExtraFiles, s.SysProcAttr = append(os.Environ(), env...), []*os.File{theirs}, &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if s.Stdout, err = s.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	s.Stderr = &safeBuffer{}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	control := make([]byte, unix.CmsgSpace(4))
	_, n, _, _, err := unix.Recvmsg(ends[0], make([]byte, 1), control, unix.MSG_CMSG_CLOEXEC)
	var asks []int
	if messages, parseErr := unix.ParseSocketControlMessage(control[:n]); err == nil && parseErr == nil && len(messages) == 1 {
		asks, err = unix.ParseUnixRights(&messages[0])
	}
	if err != nil || len(asks) != 1 {
		s.Wait()
		t.Skipf("the kernel lets no program be supervised: %s", s.Stderr)
	}
	go s.answer(asks[0], below)
	return s
}

// answer answers for all touches until the program and all that it started have ended.
func (s *supervision) answer(asks int, below []string) {
	defer close(s.done)
	defer unix.Close(asks)
	for {
		ready := []unix.PollFd{{Fd: int32(asks), Events: unix.POLLIN}}
		if _, err := unix.Poll(ready, -1); err != nil && !errors.Is(err, unix.EINTR) {
			return
		}
		if ready[0].Revents&unix.POLLIN == 0 {
			if ready[0].Revents != 0 {
				return
			}
			continue
		}
		var n notified
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(asks), unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&n))); errno != 0 {
			continue // the caller has gone
		}
		a := answered{id: n.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
		if path := n.file(); isBelow(path, below) {
			s.mu.Lock()
			s.count++
			switch errno := s.decide(touch{touches[int(n.nr)].name, path, s.count}); errno {
			case 0:
			case kill: // and no answer
				s.Process.Kill()
				a.id = 0
			default:
				a.errno, a.flags = -int32(errno), 0
			}
			s.mu.Unlock()
		}
		unix.Syscall(unix.SYS_IOCTL, uintptr(asks), unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&a)))
	}
}

// file is the path of the file of a call, "" where it has none.
func (n *notified) file() string {
	of := touches[int(n.nr)]
	folder := func() string {
		if int32(n.args[of.open]) == unix.AT_FDCWD {
			path, _ := os.Readlink(fmt.Sprintf("/proc/%d/cwd", n.pid))
			return path
		}
		path, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", n.pid, int32(n.args[of.open])))
		return path
	}
	if of.path < 0 {
		return folder()
	}
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", n.pid))
	if err != nil {
		return ""
	}
	defer memory.Close()
	text := make([]byte, 4096)
	length, _ := memory.ReadAt(text, int64(n.args[of.path]))
	path, _, _ := strings.Cut(string(text[:length]), "\x00")
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder(), path)
	}
	return path
}

func isBelow(path string, folders []string) bool {
	for _, f := range folders {
		if strings.HasPrefix(path, f) {
			return true
		}
	}
	return false
}

// set changes how touches are decided on, and counts them anew.
func (s *supervision) set(decide func(touch) syscall.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.decide, s.count = decide, 0
}

// safeBuffer collects what a program prints.
type safeBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
