package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	raw "unsafe"
)

// A fault makes one call of the system fail, in a program that is not changed
// for it. The calls of all threads are counted together, and only those on files
// below a folder: what the runtime of Go does for itself is left alone.
//
// The rejected way was strace, which counts the calls of each thread apart: it
// fails several at once, and nobody knows which it never failed.
type fault struct {
	Call    string // its name, one of calls
	Nth     int    // counted from 1; 0 fails none, and lists all
	Errno   int    // 0: a read or a write does half of what it was asked for
	Lasting bool   // all that follow fail as well
	Below   string // the folder
	Sites   string // the file that the sites are written to
}

// A site is one call on one file, whose name is relative to the folder.
type site struct{ Call, Path string }

// calls are those that take part, with the place of the descriptor or of the
// folder among their arguments and that of the name, -1 where there is none.
var calls = map[uint64]struct {
	name     string
	fd, path int
}{
	syscall.SYS_READ: {"read", 0, -1}, syscall.SYS_PREAD64: {"pread", 0, -1}, syscall.SYS_WRITE: {"write", 0, -1}, syscall.SYS_PWRITE64: {"pwrite", 0, -1},
	syscall.SYS_OPENAT: {"open", 0, 1}, syscall.SYS_CLOSE: {"close", 0, -1}, syscall.SYS_FSYNC: {"fsync", 0, -1}, syscall.SYS_FDATASYNC: {"fsync", 0, -1},
	syscall.SYS_FSTAT: {"fstat", 0, -1}, syscall.SYS_NEWFSTATAT: {"stat", 0, 1}, syscall.SYS_GETDENTS64: {"getdents", 0, -1},
	syscall.SYS_MKDIRAT: {"mkdir", 0, 1}, syscall.SYS_UNLINKAT: {"unlink", 0, 1}, syscall.SYS_RENAMEAT: {"rename", 0, 1}, sysRenameat2: {"rename", 0, 1},
	syscall.SYS_FCHMODAT: {"chmod", 0, 1}, syscall.SYS_FCHMOD: {"chmod", 0, -1}, syscall.SYS_FTRUNCATE: {"truncate", 0, -1}, syscall.SYS_FLOCK: {"flock", 0, -1},
	// Of these there must be none.
	syscall.SYS_SOCKET: {outside, -1, -1}, syscall.SYS_CONNECT: {outside, -1, -1}, syscall.SYS_EXECVE: {outside, -1, -1}, sysExecveat: {outside, -1, -1},
	syscall.SYS_FORK: {outside, -1, -1}, syscall.SYS_VFORK: {outside, -1, -1}, sysClone3: {outside, -1, -1}, syscall.SYS_CLONE: {outside, -1, -1},
	syscall.SYS_LINKAT: {"link", 0, 1}, syscall.SYS_SYMLINKAT: {"symlink", 1, 2}, syscall.SYS_READLINKAT: {"readlink", 0, 1}, syscall.SYS_LSEEK: {"seek", 0, -1},
}

// outside is the name of the calls that begin a program or a connection.
const outside = "outside"

const (
	sysRenameat2                = 316
	sysExecveat                 = 322
	sysClone3                   = 435
	ptraceGetSyscallInfo        = 0x420e
	ptraceExitKill              = 0x100000
	atCall, atReturn            = 1, 2 // of ptrace_syscall_info.op
	stoppedAtCall               = syscall.SIGTRAP | 0x80
	noCall               uint64 = 1<<64 - 1
)

// A tracer runs a program and has one of its calls fail.
type tracer struct {
	fault
	pid   int
	mem   *os.File
	seen  int
	fails map[int]bool // threads whose call is failing
	met   map[int]bool // threads that have begun
	sites []site
}

// traced is the program that the tests start instead of ours:
// FAULT PROGRAM ARGUMENTS. It ends with the status of what it runs.
func traced() {
	runtime.LockOSThread() // only the thread that started a program may trace it
	t := &tracer{fails: map[int]bool{}, met: map[int]bool{}}
	status, err := 0, json.Unmarshal([]byte(os.Args[1]), &t.fault)
	if err == nil {
		status, err = t.run(os.Args[2:])
	}
	if err == nil {
		var text []byte
		text, err = json.Marshal(t.sites)
		err = errors.Join(err, os.WriteFile(t.Sites, text, 0o600))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tracer:", err)
		status = 99
	}
	os.Exit(status)
}

func (t *tracer) run(args []string) (status int, err error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = os.Stdin, os.Stdout, os.Stderr, &syscall.SysProcAttr{Ptrace: true}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	t.pid = cmd.Process.Pid
	var ws syscall.WaitStatus
	if _, err := syscall.Wait4(t.pid, &ws, 0, nil); err != nil {
		return 0, err
	}
	if t.mem, err = os.Open(fmt.Sprintf("/proc/%d/mem", t.pid)); err != nil {
		return 0, err
	}
	t.met[t.pid] = true
	if err := syscall.PtraceSetOptions(t.pid, syscall.PTRACE_O_TRACESYSGOOD|syscall.PTRACE_O_TRACECLONE|ptraceExitKill); err != nil {
		return 0, err
	}
	for tid, give := t.pid, 0; ; {
		if err := syscall.PtraceSyscall(tid, give); err != nil && !errors.Is(err, syscall.ESRCH) {
			return 0, err
		}
		for {
			if tid, err = syscall.Wait4(-1, &ws, syscall.WALL, nil); err != nil {
				return 0, err
			}
			if ws.Stopped() {
				break
			}
			if tid == t.pid {
				return ws.ExitStatus(), nil // -1 where a signal ended it
			}
		}
		if give, err = t.stopped(tid, ws); err != nil && !errors.Is(err, syscall.ESRCH) { // a thread may be killed while it is looked at
			return 0, err
		}
	}
}

// stopped looks at a thread that stopped, and says which signal it is to get.
func (t *tracer) stopped(tid int, ws syscall.WaitStatus) (give int, err error) {
	switch sig := ws.StopSignal(); {
	case sig == stoppedAtCall:
		return 0, t.call(tid)
	case sig == syscall.SIGTRAP && ws.TrapCause() > 0:
		return 0, nil
	case sig == syscall.SIGSTOP && !t.met[tid]:
		t.met[tid] = true
		return 0, nil
	default:
		return int(sig), nil
	}
}

// info is what the system says of a thread that stopped at a call.
type info struct {
	op   uint8
	_    [3]uint8
	_    uint32
	_, _ uint64
	nr   uint64
	args [6]uint64
}

func (t *tracer) call(tid int) error {
	var in info
	if _, _, e := syscall.Syscall6(syscall.SYS_PTRACE, ptraceGetSyscallInfo, uintptr(tid), raw.Sizeof(in), uintptr(raw.Pointer(&in)), 0, 0); e != 0 {
		return e
	}
	switch {
	case in.op == atReturn && t.fails[tid]:
		delete(t.fails, tid)
		return change(tid, func(regs *syscall.PtraceRegs) { regs.Rax = uint64(-int64(t.Errno)) })
	case in.op != atCall || !t.wanted(&in):
		return nil
	case t.Errno == 0:
		return change(tid, func(regs *syscall.PtraceRegs) { regs.Rdx = (regs.Rdx + 1) / 2 })
	}
	t.fails[tid] = true
	return change(tid, func(regs *syscall.PtraceRegs) { regs.Orig_rax = noCall })
}

// wanted reports whether this is the call that is to fail, and counts it.
func (t *tracer) wanted(in *info) bool {
	c, ok := calls[in.nr]
	thread := in.nr == syscall.SYS_CLONE && in.args[0]&syscall.CLONE_THREAD != 0 // which begins no program
	if !ok || thread || t.Nth > 0 && c.name != t.Call {
		return false
	}
	if c.name == outside {
		t.sites = append(t.sites, site{outside, fmt.Sprint("call ", in.nr)})
		return false
	}
	path, ok := t.path(in.args[c.fd], in.args, c.path)
	if !ok {
		return false
	}
	t.seen++
	if t.Nth > 0 && t.seen != t.Nth && !(t.Lasting && t.seen > t.Nth) {
		return false
	}
	t.sites = append(t.sites, site{c.name, path})
	return t.Nth > 0
}

// path is the name of the file of a call, where that lies below the folder.
func (t *tracer) path(fd uint64, args [6]uint64, at int) (string, bool) {
	name := ""
	if at >= 0 {
		name = t.text(args[at])
	}
	if !filepath.IsAbs(name) {
		link := fmt.Sprintf("/proc/%d/fd/%d", t.pid, int32(fd))
		if int32(fd) == -100 { // the working folder
			link = fmt.Sprintf("/proc/%d/cwd", t.pid)
		}
		base, err := os.Readlink(link)
		if err != nil {
			return "", false
		}
		name = filepath.Join(strings.TrimSuffix(base, " (deleted)"), name)
	}
	return strings.CutPrefix(filepath.Clean(name), t.Below+"/")
}

// text reads a text of the program, to its NUL.
func (t *tracer) text(at uint64) string {
	b := make([]byte, 4096)
	n, _ := t.mem.ReadAt(b, int64(at)) // less where its memory ends
	text, _, _ := bytes.Cut(b[:n], []byte{0})
	return string(text)
}

func change(tid int, what func(*syscall.PtraceRegs)) error {
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(tid, &regs); err != nil {
		return err
	}
	what(&regs)
	return syscall.PtraceSetRegs(tid, &regs)
}
