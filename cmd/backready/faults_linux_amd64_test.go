package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// errnos are the ways in which each call is made to fail: what a full or a broken
// disk, a lost right or an exhausted process answers. 0 does half of it.
var errnos = map[string][]syscall.Errno{
	"read": {syscall.EIO, syscall.EINTR, 0}, "pread": {syscall.EIO, 0}, "write": {syscall.ENOSPC, syscall.EINTR, 0}, "pwrite": {syscall.ENOSPC, 0},
	"open": {syscall.EMFILE, syscall.EACCES}, "close": {syscall.EIO}, "fsync": {syscall.EIO}, "fstat": {syscall.EIO}, "stat": {syscall.EACCES},
	"getdents": {syscall.EIO}, "mkdir": {syscall.ENOSPC}, "unlink": {syscall.EACCES}, "rename": {syscall.EIO, syscall.EINVAL}, "chmod": {syscall.EPERM},
	"truncate": {syscall.EIO}, "flock": {syscall.EIO, syscall.ENOLCK}, "link": {syscall.EPERM}, "symlink": {syscall.ENOSPC}, "readlink": {syscall.EIO}, "seek": {syscall.EIO},
}

// A scene is a command line and what lies in its folder: inputs in "in", what the
// command is told by in "conf", earlier reports and what is written in "out".
// Temporary files go to "tmp", what is printed to "stdout".
type scene struct {
	name    string
	prepare []string // command lines that make the folder
	args    string
	reads   bool // what lies in "out" is what it reads
	status  int  // where nothing fails
	steps   bool // it ends in several steps, each of them whole
}

const (
	judging = "report --quiet --now 2026-11-22T02:00:00Z in/vms.json in/disks.json "
	earlier = "report --quiet --now 2026-10-22T02:00:00Z in/vms.json in/disks.json --title earlier "
	tabling = "inventory --quiet --allow-incomplete --out out/t "
	byMail  = "mail out/r --quiet --from r@halden.example --to a@halden.example --now 2026-11-22T02:00:00Z "
)

// scenes are what a month of running by itself consists of.
var scenes = []scene{
	{name: "all reports over earlier ones", prepare: []string{earlier + "--out out/r"}, args: judging + "--out out/r"},
	{name: "the first report", args: judging + "--out out/new/r --format md,json,csv"},
	{name: "a report among kept ones", steps: true, prepare: []string{earlier + "--out out/k --keep 1 --format csv"}, args: judging + "--out out/k --keep 1 --format csv"},
	{name: "parts, waivers, baseline, signature, metrics", prepare: []string{earlier + "--out out/r --split tag:owner --format json", earlier + "--out out/old --format json"},
		args: judging + "--out out/r --split tag:owner --format json --waivers conf/waivers.yaml --config conf/backready.yaml --baseline out/old --sign-key conf/minisign.key --metrics-file out/m.prom"},
	{name: "a report rendered again", prepare: []string{earlier + "--out in/old --format json", earlier + "--out out/r --format md"}, args: "report --quiet --from in/old/report.json --out out/r --format md --title again"},
	{name: "a mail", prepare: []string{earlier + "--out out/r --format json,md", byMail + "--subject earlier --eml out/x.eml"}, args: byMail + "--eml out/x.eml"},
	{name: "mails of parts", prepare: []string{earlier + "--out out/r --format json --split tag:owner", byMail + "--subject earlier --parts --part-fallback b@halden.example --eml out/mails"},
		args: byMail + "--parts --part-fallback b@halden.example --eml out/mails"},
	{name: "tables over earlier ones", prepare: []string{tabling + "in/disks.json"}, args: tabling + "in/vms.json in/disks.json"},
	{name: "a report of tables", prepare: []string{"inventory --quiet in/vms.json in/disks.json --out in/t", earlier + "--out out/r --format md"},
		args: "report --quiet --now 2026-11-22T02:00:00Z --inventory in/t --format md --out out/r"},
	{name: "check", args: "check --quiet --now 2026-11-22T02:00:00Z --output json in/vms.json in/disks.json"},
	{name: "inspect", args: "inspect in/vms.json in/disks.json"},
	{name: "diff", reads: true, prepare: []string{earlier + "--out out/a --format json", judging + "--out out/b --format json"}, args: "diff out/a out/b"},
	{name: "verify", reads: true, prepare: []string{judging + "--out out/r --format csv --sign-key conf/minisign.key"}, args: "verify out/r --inputs in --public-key conf/minisign.pub"},
}

// statusesOf are those that a fault on a file may lead to, beside that without one.
func (sc *scene) statusesOf(s site) []int {
	top, rest, _ := strings.Cut(strings.TrimPrefix(s.Path, "w/"), "/")
	switch {
	case top == "in" && sc.name == "a report of tables":
		return []int{statusUsage, statusInput} // --inventory names it
	case top == "in":
		return []int{statusInput}
	case top == "conf", top == "backready.yaml":
		return []int{statusUsage}
	case top == "out" && sc.reads:
		return []int{statusAltered, statusInput}
	case sc.name == "parts, waivers, baseline, signature, metrics" && strings.HasPrefix(rest, "old"):
		return []int{statusUsage, statusInput} // --baseline names it
	case strings.Contains(sc.name, "mail") && strings.HasPrefix(rest, "r"):
		return []int{statusInput}
	case strings.Contains(sc.name, "mail") && strings.HasPrefix(rest, "mails"):
		return []int{statusUsage, statusWriting} // what is there may be of somebody else
	}
	return []int{statusWriting}
}

// A faulty is a folder, "w" in dir, in which a worker runs a scene again and again.
type faulty struct {
	*scene
	dir, pristine string
	bin, tracer   string
	plan          *plan
}

// A plan is what a scene does where nothing fails, and what is to fail.
type plan struct {
	before, after, printed string
	faults                 []fault
}

// leftover are the names that only a run at work has, with their folders.
var leftover = regexp.MustCompile(`(?m)^(.*/)?(\.[^/]*\.(lock|partial)|[^/]*\.partial-[^/]*|backready-(?:verify-)?[0-9]+)(/.*| [0-9a-f]+| -> .*)$\n`)

// snapshot is what a folder holds: a line for each file, with its checksum. What
// is printed is not of it, nor are metrics, which tell of every run.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		short, _ := filepath.Rel(dir, name) // name lies below dir
		switch {
		case short == "stdout" || short == "out/m.prom":
		case d.IsDir():
			fmt.Fprintf(&b, "%s/\n", short)
		case d.Type()&fs.ModeSymlink != 0:
			to, err := os.Readlink(name)
			fmt.Fprintf(&b, "%s -> %s\n", short, to)
			return err
		default:
			text, err := os.ReadFile(name)
			fmt.Fprintf(&b, "%s %x\n", short, sha256.Sum256(text))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// run runs the scene with one fault, and returns what failed, the status, and
// what it said and printed.
func (f *faulty) run(t *testing.T, what fault) (met []site, status int, said, printed string) {
	t.Helper()
	what.Below, what.Sites = f.dir, f.dir+".sites"
	spec, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(f.tracer, append([]string{string(spec), f.bin}, strings.Fields(f.args)...)...)
	cmd.Dir = filepath.Join(f.dir, "w")
	cmd.Env = append(os.Environ(), "TMPDIR="+filepath.Join(cmd.Dir, "tmp"))
	out, err := os.Create(filepath.Join(cmd.Dir, "stdout"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = out, &stderr
	status = exitCode(cmd.Run())
	text, err := os.ReadFile(what.Sites)
	if err == nil {
		err = json.Unmarshal(text, &met)
	}
	if err != nil {
		t.Fatalf("%+v: status %d: %v: %s", what, status, err, stderr.String())
	}
	shown, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return met, status, stderr.String(), string(shown)
}

// fresh makes the folder as it was before.
func (f *faulty) fresh(t *testing.T) {
	t.Helper()
	dir := filepath.Join(f.dir, "w")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command("cp", "-a", f.pristine, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}

// TestCheckersFaults: every call of a run on a file of ours fails once, in each
// way that it can. Whatever fails, the run ends with the status that is due and
// one error that says so, or as if nothing had failed. The earlier reports are
// as they were, or the new ones whole; nothing else is there, unless it was its
// removal that failed.
func TestCheckersFaults(t *testing.T) {
	checkers(t)
	bin := built(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tracer := filepath.Join(t.TempDir(), "traced")
	if err := os.Symlink(self, tracer); err != nil {
		t.Fatal(err)
	}
	all := map[string]int{}
	for i := range scenes {
		t.Run(scenes[i].name, func(t *testing.T) {
			for how, n := range failEach(t, &scenes[i], bin, tracer) {
				all[how] += n
			}
		})
	}
	t.Logf("faults injected: %s", counts(all))
}

func counts(of map[string]int) string {
	sum, parts := 0, []string(nil)
	for _, how := range slices.Sorted(maps.Keys(of)) {
		sum += of[how]
		parts = append(parts, fmt.Sprintf("%d %s", of[how], how))
	}
	return fmt.Sprintf("%d: %s", sum, strings.Join(parts, ", "))
}

// built is the program as it is released.
func built(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "backready")
	cmd := exec.Command("go", "build", "-trimpath", "-o", bin, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return bin
}

// failEach runs a scene with every fault, by two workers, and counts how the runs
// ended.
func failEach(t *testing.T, sc *scene, bin, tracer string) map[string]int {
	f := &faulty{scene: sc, dir: t.TempDir(), pristine: filepath.Join(t.TempDir(), "w"), bin: bin, tracer: tracer}
	f.stage(t)
	f.planned(t)
	var next atomic.Int64
	var mu sync.Mutex
	ended := map[string]int{}
	var done sync.WaitGroup
	for range 2 {
		mine := *f
		mine.dir = t.TempDir()
		mine.fresh(t)
		done.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(f.plan.faults)); i = next.Add(1) - 1 {
				how := mine.try(t, f.plan.faults[i])
				mu.Lock()
				ended[how]++
				mu.Unlock()
			}
		})
	}
	done.Wait()
	t.Log(counts(ended))
	return ended
}

// stage makes the folder of a scene.
func (f *faulty) stage(t *testing.T) {
	t.Helper()
	in, conf, out := filepath.Join(f.pristine, "in"), filepath.Join(f.pristine, "conf"), filepath.Join(f.pristine, "out")
	for _, name := range []string{in, conf, out, filepath.Join(f.pristine, "tmp")} {
		if err := os.MkdirAll(name, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	fewItems(t, in)
	register, err := os.ReadFile("../../samples/waivers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(conf, "waivers.yaml"), register)
	write(t, filepath.Join(conf, "backready.yaml"), []byte("title: of the month\nallowIncomplete: true\n"))
	secret, public := keys(t)
	for _, name := range []string{secret, public} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(conf, filepath.Base(name)), text)
	}
	for _, line := range f.prepare {
		cmd := exec.Command(f.bin, strings.Fields(line)...)
		cmd.Dir = f.pristine
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", line, err, text)
		}
	}
	if _, err := os.Stat(filepath.Join(out, "r")); err == nil && !f.reads {
		write(t, filepath.Join(out, "r", "note.txt"), []byte("of somebody\n"))
	}
}

// planned runs the scene without a fault and notes what may fail: every call, in
// one way at least. The others are tried on every fourth read and write, of those
// on the file that a workbook is put together in, on every 16th.
func (f *faulty) planned(t *testing.T) {
	t.Helper()
	f.fresh(t)
	p := &plan{before: snapshot(t, filepath.Join(f.dir, "w"))}
	sites, status, said, printed := f.run(t, fault{})
	if status != f.status {
		t.Fatalf("without a fault: status %d: %s", status, said)
	}
	p.after, p.printed = snapshot(t, filepath.Join(f.dir, "w")), printed
	if left := leftover.FindAllString(p.after, -1); left != nil {
		t.Fatalf("without a fault: left behind: %q", left)
	}
	seen, synced := map[string]int{}, map[string]bool{}
	for _, s := range sites {
		synced[s.Path] = synced[s.Path] || s.Call == "fsync"
	}
	for _, s := range sites {
		if s.Call == "write" && strings.Contains(s.Path, ".partial") && !synced[s.Path] {
			t.Errorf("the run does not wait until the disk has %s", s.Path)
		}
		if s.Call == outside {
			t.Errorf("the run talks to somebody else: %s", s.Path)
		}
		seen[s.Call]++
		for i, errno := range errnos[s.Call] {
			every := 1
			switch {
			case i > 0 && strings.Contains(s.Path, "parts-"):
				every = 16
			case i > 0 && slices.Contains([]string{"read", "pread", "write"}, s.Call):
				every = 4
			}
			if seen[s.Call]%every == 0 {
				p.faults = append(p.faults, fault{Call: s.Call, Nth: seen[s.Call], Errno: int(errno)})
			}
		}
	}
	f.plan = p
}

// try runs the scene with a fault, holds how it ended to the rules and says it.
func (f *faulty) try(t *testing.T, what fault) (how string) {
	met, status, said, printed := f.run(t, what)
	if len(met) == 0 {
		return "not met" // of several workers one does more, another less
	}
	wrong := func(format string, args ...any) {
		t.Errorf("%s %s, number %d, errno %d: status %d: %s\n%s", met[0].Call, met[0].Path, what.Nth, what.Errno, status, fmt.Sprintf(format, args...), said)
	}
	found := snapshot(t, filepath.Join(f.dir, "w"))
	now := leftover.ReplaceAllString(found, "")
	if now != found && !removing(met[0], said) {
		wrong("left behind: %q", leftover.FindAllString(found, -1))
	}
	switch {
	case status == f.status:
		how = "without effect"
		if now != f.plan.after || printed != f.plan.printed && !strings.Contains(printed, "can't be used") { // as inspect says it
			wrong("the result is another one")
		}
		if met[0].Call == "fsync" {
			wrong("what the disk may not have is taken for written")
		}
	case errno0(what):
		wrong("that is no reason")
	case !slices.Contains(f.statusesOf(met[0]), status):
		wrong("the status is none of %v", f.statusesOf(met[0]))
	default:
		how = fmt.Sprintf("status %d, as before", status)
		switch {
		case now == f.plan.after && now != f.plan.before:
			how = fmt.Sprintf("status %d, the new reports whole", status)
		case f.steps && now != f.plan.before:
			how = fmt.Sprintf("status %d, every report whole", status)
			f.everyWhole(t)
		case now != f.plan.before && met[0].Call != "flock": // the folder of the lock stays with it
			wrong("neither as before nor as after: %s", cmp.Diff(strings.Split(f.plan.before, "\n"), strings.Split(now, "\n")))
		}
		if f.reads && status == statusAltered {
			break // it says so on stdout
		}
		if n := strings.Count(said, "backready: error: "); n != 1 || strings.Contains(said, ".partial") || strings.Contains(said, f.dir) {
			wrong("%d errors, or names that nobody knows", n)
		}
	}
	if now != found {
		how += ", a temporary file left"
	}
	if found != f.plan.before {
		f.fresh(t)
	}
	return how
}

// errno0 reports whether a fault is none that a program may show.
func errno0(what fault) bool { return what.Errno == 0 || what.Errno == int(syscall.EINTR) }

// removing reports whether it is the removal of a temporary file that failed. So
// it is where a lock could not be taken: another run may hold that file.
func removing(s site, said string) bool {
	switch s.Call {
	case "unlink", "flock":
		return true
	case "open", "getdents", "stat", "fstat":
		return leftover.MatchString(s.Path+"/\n") || strings.Contains(said, "can't be removed")
	}
	return false
}

// everyWhole holds every report in the folder to its manifest.
func (f *faulty) everyWhole(t *testing.T) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(f.dir, "w/out/*/*/manifest.json"))
	if err != nil || len(found) == 0 {
		t.Fatal("there is no report: ", err)
	}
	for _, name := range found {
		wholeAt(t, filepath.Dir(name))
	}
}

// fewItems writes two VMs of the sample estate and the disks they hold.
func fewItems(t *testing.T, dir string) {
	t.Helper()
	vms, disks := elementsOf(t, "../../samples/estate/vms.json"), elementsOf(t, "../../samples/estate/disks.json")
	var some, held []json.RawMessage
	for _, vm := range vms {
		var of []json.RawMessage
		for _, d := range disks {
			var disk struct{ ID string }
			if err := json.Unmarshal(d, &disk); err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(bytes.ToLower(vm), []byte(`"`+strings.ToLower(disk.ID)+`"`)) {
				of = append(of, d)
			}
		}
		if n := bytes.Count(vm, []byte(`"managedDisk": {`)); n == len(of) && n > 0 && n < 4 && len(some) < 2 {
			some, held = append(some, vm), append(held, of...)
		}
	}
	if len(some) != 2 {
		t.Fatalf("%d VMs", len(some))
	}
	write(t, filepath.Join(dir, "vms.json"), joined(t, some))
	write(t, filepath.Join(dir, "disks.json"), joined(t, held))
}
