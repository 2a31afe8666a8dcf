package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render/manifest"
)

// command runs a command line and returns what it prints.
func command(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, stderr bytes.Buffer
	if status := run(args, strings.NewReader(""), &out, &stderr); status != want {
		t.Fatalf("%q: status %d, want %d\n%s%s", args, status, want, out.String(), stderr.String())
	}
	return out.String() + stderr.String()
}

// TestEveryFlippedBit changes one bit of a signed report at a time, in every
// file: at its ends, in the middle and at places drawn from a fixed seed. The
// file is named each time, and no other.
func TestEveryFlippedBit(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "report")
	secret, public := keys(t)
	command(t, statusDone, "report", "--quiet", "--now", sampleTime, "--out", dir, "--sign-key", secret, "../../samples/estate")
	command(t, statusDone, "verify", dir, "--public-key", public)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := 2 // manifest and signature
	for _, o := range outputs {
		if !o.onDemand {
			want++
		}
	}
	if len(entries) != want {
		t.Fatalf("%d files, want %d", len(entries), want)
	}
	draw := rand.New(rand.NewPCG(1, 2))
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		places := []int{0, len(whole) / 2, len(whole) - 1}
		for range 5 {
			places = append(places, draw.IntN(len(whole)))
		}
		for _, at := range places {
			damaged := bytes.Clone(whole)
			damaged[at] ^= 1 << draw.IntN(8)
			write(t, name, damaged)
			said := command(t, statusAltered, "verify", dir, "--public-key", public)
			if !strings.Contains(said, "altered: "+e.Name()+": ") || strings.Count(said, "altered: ") != 1 {
				t.Errorf("%s, byte %d: %s", e.Name(), at, said)
			}
		}
		write(t, name, whole)
	}
	command(t, statusDone, "verify", dir, "--public-key", public)
}

func write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestNoPlainFile: a link or a folder in the place of a report is no report.
func TestNoPlainFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "report")
	command(t, statusDone, "report", "--quiet", "--format", "md", "--out", dir, "../../samples/estate")
	name := filepath.Join(dir, "report.md")
	if err := os.Rename(name, name+".moved"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(name+".moved", name); err != nil {
		t.Skip(err)
	}
	if said := command(t, statusAltered, "verify", dir); !strings.Contains(said, "altered: report.md: is no plain file") {
		t.Error(said)
	}
}

// TestManifestOfAnother: what a manifest says never reaches beyond the report
// that is made again.
func TestManifestOfAnother(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "report")
	command(t, statusDone, "report", "--quiet", "--format", "md", "--out", dir, "../../samples/estate")
	text, err := os.ReadFile(filepath.Join(dir, manifest.Name))
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	for _, arguments := range [][]string{
		nil, {"mail"}, {"report", "--out=" + elsewhere}, {"report", "--sign-key=/etc/hostname"}, {"report", "--from=/etc/hostname"},
		{"report", "--matrix=/etc/hostname"}, {"report", "--history=../.."}, {"report", "--nosuch=1"}, {"report", "--allow-incomplete"}, {"report", "/etc/hostname"}, {"report", "-o=" + elsewhere},
	} {
		m, err := manifest.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		m.Configuration.Arguments = arguments
		sealed, err := m.Text()
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, manifest.Name), sealed)
		if said := command(t, statusInput, "verify", dir, "--inputs", "../../samples/estate"); !strings.Contains(said, "can't be made again") {
			t.Errorf("%q: %s", arguments, said)
		}
	}
	if _, err := os.Stat(elsewhere); err == nil {
		t.Error("a manifest had a folder written")
	}
}

// TestAnotherProgram: only the program that made a report can make it again.
func TestAnotherProgram(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "report")
	command(t, statusDone, "report", "--quiet", "--format", "md", "--out", dir, "../../samples/estate")
	defer func(before string) { version = before }(version)
	version += ".1"
	command(t, statusDone, "verify", dir)
	if said := command(t, statusInput, "verify", dir, "--inputs", "../../samples/estate"); !strings.Contains(said, "only the same program") {
		t.Error(said)
	}
}

// TestFlagsRecorded: a flag of report whose value is no word says in its help
// that it takes a FILE, for made to record its checksum, and no path of this
// machine gets into a report.
func TestFlagsRecorded(t *testing.T) {
	t.Parallel()
	words := []string{"edition", "against", "expect", "as-of", "title", "organization", "classification", "operator", "fail-on", "mask", "seed", "split"}
	for _, cmd := range []*cobra.Command{(&program{}).reportCommand(), (&program{}).checkCommand()} {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if strings.HasPrefix(f.Value.Type(), "string") && !slices.Contains([]string{aFile, reportFile, aFolder}, names(f)) && !slices.Contains(unrecorded, f.Name) && !slices.Contains(words, f.Name) {
				t.Errorf("--%s: takes it the path of a FILE, or a word?", f.Name)
			}
		})
	}
	dir := t.TempDir()
	own := filepath.Join(dir, "own.yaml")
	write(t, own, ownRule(t))
	out := filepath.Join(dir, "report")
	command(t, statusDone, "report", "--quiet", "--out", out, "--matrix", own, "--title", "Azure Backup readiness", "../../samples/estate")
	m := manifestOf(t, out)
	if want := []string{"report", "--matrix=own.yaml"}; !slices.Equal(m.Configuration.Arguments, want) {
		t.Errorf("arguments %q, want %q", m.Configuration.Arguments, want)
	}
	for _, f := range m.Outputs {
		text, err := os.ReadFile(filepath.Join(out, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte(dir)) {
			t.Errorf("%s names the folder of the machine", f.Name)
		}
	}
}

func manifestOf(t *testing.T, dir string) *manifest.Manifest {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, manifest.Name))
	if err != nil {
		t.Fatal(err)
	}
	m, err := manifest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestFromAgain: a report that was rendered again from report.json has the same
// manifest, and its own where something was set otherwise.
func TestFromAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, second, third := filepath.Join(dir, "first"), filepath.Join(dir, "second"), filepath.Join(dir, "third")
	command(t, statusDone, "report", "--quiet", "--now", sampleTime, "--title", "T", "--out", first, "../../samples/estate")
	command(t, statusDone, "report", "--quiet", "--out", second, "--from", filepath.Join(first, "report.json"))
	if diff := differences(t, first, second); len(diff) > 0 {
		t.Errorf("rendered again: %q differ", diff)
	}
	command(t, statusDone, "report", "--quiet", "--out", third, "--title", "U", "--html-rows", "5", "--operator", "B", "--from", filepath.Join(first, "report.json"))
	command(t, statusDone, "verify", third, "--inputs", "../../samples/estate")
	if got, want := manifestOf(t, third).Configuration.Arguments, []string{"report", "--html-rows=5", "--operator=B", "--title=U"}; !slices.Equal(got, want) {
		t.Errorf("arguments %q, want %q", got, want)
	}
}

// differences names the files of one folder that differ in another.
func differences(t *testing.T, a, b string) []string {
	t.Helper()
	entries, err := os.ReadDir(a)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		one, errA := os.ReadFile(filepath.Join(a, e.Name()))
		other, errB := os.ReadFile(filepath.Join(b, e.Name()))
		if errA != nil || errB != nil || !bytes.Equal(one, other) {
			list = append(list, e.Name())
		}
	}
	return list
}

// TestOrderOfFiles: files of one name in several folders give the same report
// whatever the order they are given in.
func TestOrderOfFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var files []string
	for i, part := range parts(t, "../../samples/estate/disks.json", 3) {
		folder := filepath.Join(dir, fmt.Sprint("folder", i))
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(folder, "list.json"), part)
		files = append(files, filepath.Join(folder, "list.json"))
	}
	files = append(files, "../../samples/estate/vms.json")
	first := filepath.Join(dir, "first")
	command(t, statusDone, append([]string{"report", "--quiet", "--now", sampleTime, "--out", first}, files...)...)
	draw := rand.New(rand.NewPCG(3, 4))
	for range 4 {
		draw.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		next := filepath.Join(dir, "next")
		command(t, statusDone, append([]string{"report", "--quiet", "--now", sampleTime, "--out", next}, files...)...)
		if diff := differences(t, first, next); len(diff) > 0 {
			t.Fatalf("%q: %q differ", files, diff)
		}
	}
	command(t, statusDone, "verify", first, "--inputs", dir, "../../samples/estate")
}

// elementsOf are those of a list in a JSON file.
func elementsOf(t *testing.T, name string) []json.RawMessage {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var list []json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func joined(t *testing.T, list []json.RawMessage) []byte {
	t.Helper()
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// parts deals the elements of a list out into so many.
func parts(t *testing.T, name string, n int) [][]byte {
	t.Helper()
	hands := make([][]json.RawMessage, n)
	for i, e := range elementsOf(t, name) {
		hands[i%n] = append(hands[i%n], e)
	}
	texts := make([][]byte, n)
	for i, h := range hands {
		texts[i] = joined(t, h)
	}
	return texts
}

// TestOrderOfRows: in another order the same rows are judged the same. Only the
// inputs themselves differ, and lines in problems.
func TestOrderOfRows(t *testing.T) {
	t.Parallel()
	for _, sample := range []string{"estate", "hostile"} {
		draw := rand.New(rand.NewPCG(5, 6))
		dir := t.TempDir()
		var judged []string
		for n := range 4 {
			var files []string
			for _, kind := range []string{"vms.json", "disks.json"} {
				list := elementsOf(t, "../../samples/"+sample+"/"+kind)
				if n > 0 {
					draw.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
				}
				name := filepath.Join(dir, kind)
				write(t, name, joined(t, list))
				files = append(files, name)
			}
			var out bytes.Buffer
			if status := run(append([]string{"check", "--quiet", "--now", sampleTime, "--output", "json"}, files...), nil, &out, io.Discard); status != statusDone {
				t.Fatalf("%s: status %d", sample, status)
			}
			_, items, ok := strings.Cut(out.String(), `"items": [`)
			if !ok {
				t.Fatal("report.json has no items")
			}
			judged = append(judged, items)
		}
		for n, items := range judged[1:] {
			if items != judged[0] {
				same(t, fmt.Sprintf("%s, order %d", sample, n+1), strings.Split(items, "\n"), strings.Split(judged[0], "\n"))
			}
		}
	}
}

// TestDistinctNames: no two files have one name in a report.
func TestDistinctNames(t *testing.T) {
	var sources []inventory.Source
	for i, name := range []string{"a (2)", "a", "b", "a", "a"} {
		content := fmt.Sprint(i)
		sources = append(sources, inventory.Source{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }})
	}
	if err := inOrder(sources); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range distinct(sources) {
		names = append(names, s.Name)
	}
	if want := []string{"a", "a (2)", "a (3)", "a (4)", "b"}; !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
}

// TestEveryFileAgain: waivers, a mask, a matrix of one's own, an earlier report
// and a folder of them are found again by their checksums.
func TestEveryFileAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	earlier := filepath.Join(dir, "earlier", "2025")
	command(t, statusDone, "report", "--quiet", "--now", "2025-11-22T02:00:00Z", "--out", earlier, "../../samples/estate-csv")
	rule := filepath.Join(dir, "own.yaml")
	write(t, rule, ownRule(t))
	key, out := filepath.Join(dir, "mask.key"), filepath.Join(dir, "report")
	write(t, key, []byte("sixteen bytes and more\n"))
	for _, flags := range [][]string{
		{"--matrix", rule, "--against", "disk-backup@2021-01-07", "--sample", "2", "--seed", "s"},
		{"--baseline", earlier, "--history", filepath.Join(dir, "earlier")},
		{"--waivers", "../../samples/waivers.yaml", "--warn-days", "400"},
		{"--mask", "subscription,tag", "--mask-key", key, "--edition", "vm-backup@2025-10-27"},
		{"--expect", "vms=42", "--as-of", "2026-03-01", "--html-rows", "0", "--max-columns", "900", "--classification", "Internal"},
	} {
		t.Run(flags[0], func(t *testing.T) {
			args := append([]string{"report", "--quiet", "--now", sampleTime, "--out", out, "../../samples/estate"}, flags...)
			if status := run(args, nil, io.Discard, io.Discard); status != statusDone && status != statusIncomplete {
				t.Fatalf("status %d", status)
			}
			said := command(t, statusDone, "verify", out, "--inputs", "../../samples", "--inputs", dir, "--mask-key", key)
			if want := len(manifestOf(t, out).Outputs) + 1; strings.Count(said, "made again: ") != want {
				t.Errorf("%d files, not %d: %s", strings.Count(said, "made again: "), want, said)
			}
		})
	}
}

// ownRule is the matrix of one's own that the scripts use.
func ownRule(t *testing.T) []byte {
	t.Helper()
	script, err := os.ReadFile("testdata/script/matrix.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(script), "-- own.yaml --\n")
	rule, _, _ := strings.Cut(rest, "\n-- ")
	return []byte(rule + "\n")
}

// TestEditionOfAnother: an edition that is not the released one is named, one
// that this program does not have is not compared.
func TestEditionOfAnother(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "report")
	command(t, statusDone, "report", "--quiet", "--format", "md", "--out", dir, "../../samples/estate")
	m := manifestOf(t, dir)
	sum := m.Editions[0].SHA256
	for _, c := range []struct {
		id, sum, says string
		status        int
	}{
		{m.Editions[0].ID, strings.Repeat("0", 64), "altered: edition " + m.Editions[0].ID, statusAltered},
		{"vm-backup@2031-01-01", sum, "not compared: edition vm-backup@2031-01-01", statusDone},
	} {
		m.Editions[0].ID, m.Editions[0].SHA256 = c.id, c.sum
		text, err := m.Text()
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, manifest.Name), text)
		if said := command(t, c.status, "verify", dir); !strings.Contains(said, c.says) {
			t.Error(said)
		}
	}
}
