package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/backready/backready/evaluate"
	rjson "github.com/backready/backready/render/json"
	"github.com/backready/backready/render/manifest"
)

// toldItem is what a report.json says of an item, apart from what it is.
type toldItem struct {
	ID, Verdict string
	Matrices    json.RawMessage
	WaysOut     json.RawMessage
}

// toldTotals are the head and the items of a report.json, as a reader that is
// not ours takes them.
type toldTotals struct {
	Run    struct{ ID string }
	Totals map[string]map[string]int
	Items  []toldItem
}

func tellTotals(t *testing.T, dir string) (told toldTotals, text []byte) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, reportFile))
	if err == nil {
		err = json.Unmarshal(text, &told)
	}
	if err != nil {
		t.Fatal(err)
	}
	return told, text
}

func tellIndex(t *testing.T, dir string) (x index) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, manifest.PartsIndex))
	if err == nil {
		err = json.Unmarshal(text, &x)
	}
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestPartsAreTheWhole: the parts of the samples have every item once, with the
// verdict, the findings and the ways out of the whole; the totals of report.json
// and of the index add up; each report.json is read back into the same bytes.
func TestPartsAreTheWhole(t *testing.T) {
	t.Parallel()
	for sample, divisions := range map[string][]string{"estate": {"group", "tag:env"}, "estate-csv": {"subscription"}, "hostile": {"tag:owner"}} {
		for _, by := range divisions {
			out := filepath.Join(t.TempDir(), "report")
			command(t, statusDone, "report", "--quiet", "--now", sampleTime, "--format", "json", "--sample", "2", "--split", by, "--against", "disk-backup@2023-03-03",
				"--max-edition-age", "0", "--out", out, "../../samples/"+sample)
			command(t, statusDone, "verify", out)
			whole, _ := tellTotals(t, out)
			want := map[string]toldItem{}
			for _, it := range whole.Items {
				want[it.ID] = it
			}
			totals, indexed := map[string]map[string]int{}, map[string]map[string]int{}
			for _, entry := range tellIndex(t, out).Parts {
				dir := filepath.Join(out, manifest.PartsFolder, entry.Folder)
				part, text := tellTotals(t, dir)
				if part.Run.ID != entry.Run || len(part.Items) != entry.Items {
					t.Errorf("%s by %s: the index says run %s of %d items, the part %s of %d", sample, by, entry.Run, entry.Items, part.Run.ID, len(part.Items))
				}
				for _, it := range part.Items {
					if !reflect.DeepEqual(it, want[it.ID]) {
						t.Errorf("%s by %s: %s is not in the part as in the whole, or in two parts", sample, by, it.ID)
					}
					delete(want, it.ID)
				}
				add(totals, part.Totals)
				add(indexed, entry.Totals)
				again, err := rjson.Read(bytes.NewReader(text))
				if err != nil {
					t.Fatalf("%s by %s, %s: %v", sample, by, entry.Folder, err)
				}
				if !bytes.Equal(written(t, again, rjson.Render), text) {
					t.Errorf("%s by %s, %s: read back it is another", sample, by, entry.Folder)
				}
			}
			if len(want) > 0 || !reflect.DeepEqual(totals, whole.Totals) || !reflect.DeepEqual(indexed, whole.Totals) {
				t.Errorf("%s by %s: %d items in no part; totals %v, in the index %v, of the whole %v", sample, by, len(want), totals, indexed, whole.Totals)
			}
		}
	}
}

func add(sum, more map[string]map[string]int) {
	for kind, of := range more {
		if sum[kind] == nil {
			sum[kind] = map[string]int{}
		}
		for verdict, n := range of {
			sum[kind][verdict] += n
		}
	}
}

// TestPartFrom: a part is rendered again from its report.json, and the whole with
// all its parts from its own.
func TestPartFrom(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, again, part := filepath.Join(dir, "first"), filepath.Join(dir, "again"), filepath.Join(dir, "part")
	command(t, statusDone, "report", "--quiet", "--now", sampleTime, "--split", "subscription", "--waivers", "../../samples/waivers.yaml", "--sample", "1", "--out", first, "../../samples/estate")
	command(t, statusDone, "report", "--quiet", "--from", first, "--out", again)
	if a, b := tree(t, first), tree(t, again); !maps.Equal(a, b) || len(a) < 12 {
		t.Errorf("%d files, rendered again %d, not the same", len(a), len(b))
	}
	for _, entry := range tellIndex(t, first).Parts {
		folder := filepath.Join(first, manifest.PartsFolder, entry.Folder)
		command(t, statusDone, "report", "--quiet", "--from", filepath.Join(folder, reportFile), "--out", part)
		if !maps.Equal(tree(t, folder), tree(t, part)) {
			t.Errorf("%s: rendered again it is another", entry.Folder)
		}
	}
	command(t, statusDone, "verify", part, "--inputs", "../../samples/estate", "../../samples/waivers.yaml")
}

// TestPartThatWent: where everything of an owner went, the part says so, in every
// format, and the index still names the owner.
func TestPartThatWent(t *testing.T) {
	t.Parallel()
	const owner = "horten-yard"
	dir := t.TempDir()
	then, now, left := filepath.Join(dir, "then"), filepath.Join(dir, "now"), filepath.Join(dir, "left")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"vms.json", "disks.json"} {
		rows := slices.DeleteFunc(estateRows(t, name), func(row map[string]any) bool {
			tags, _ := row["tags"].(map[string]any)
			return tags["owner"] == owner
		})
		text, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(left, name), text)
	}
	command(t, statusDone, "report", "--quiet", "--now", "2026-08-22T02:00:00Z", "--format", "json", "--out", then, "../../samples/estate")
	command(t, statusDone, "report", "--quiet", "--now", sampleTime, "--split", "tag:owner", "--baseline", then, "--out", now, left)
	command(t, statusDone, "verify", now)
	went := slices.DeleteFunc(tellIndex(t, now).Parts, func(p indexed) bool { return p.Items > 0 })
	if len(went) != 1 || !slices.Equal(went[0].Owners, []string{owner}) {
		t.Fatalf("parts without items: %v", went)
	}
	text := tree(t, filepath.Join(now, manifest.PartsFolder, went[0].Folder))["report.md"]
	if !strings.Contains(text, "\nSince 2026-08-22: 7 items went;") {
		t.Error("the part does not say what went")
	}
	if whole := tree(t, now)["report.md"]; !strings.Contains(whole, "\nSince 2026-08-22: 7 items went;") {
		t.Error("the whole says something else")
	}
}

// tree returns the files of a folder and those below by name.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(name)
		short, _ := filepath.Rel(dir, name)
		files[filepath.ToSlash(short)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestFlippedBitOfParts changes one bit of each file of a signed report with
// parts: it is named, and where it is the manifest of a part, that.
func TestFlippedBitOfParts(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "report")
	secret, public := keys(t)
	command(t, statusDone, "report", "--quiet", "--now", sampleTime, "--format", "csv,md-summary", "--split", "subscription", "--out", dir, "--sign-key", secret, "../../samples/estate")
	command(t, statusDone, "verify", dir, "--public-key", public)
	draw := rand.New(rand.NewPCG(3, 4))
	files := tree(t, dir)
	if len(files) != 4+1+3*4 {
		t.Fatalf("%q", slices.Sorted(maps.Keys(files)))
	}
	for _, short := range slices.Sorted(maps.Keys(files)) {
		damaged := []byte(files[short])
		damaged[draw.IntN(len(damaged))] ^= 1 << draw.IntN(8)
		name := filepath.Join(dir, filepath.FromSlash(short))
		write(t, name, damaged)
		if said := command(t, statusAltered, "verify", dir, "--public-key", public); !strings.Contains(said, "altered: "+short+": ") || strings.Count(said, "altered: ") != 1 {
			t.Errorf("%s: %s", short, said)
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		if short != manifest.Name {
			if said := command(t, statusAltered, "verify", dir, "--public-key", public); !strings.Contains(said, "missing: "+short+"\n") {
				t.Errorf("%s removed: %s", short, said)
			}
		}
		write(t, name, []byte(files[short]))
	}
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	folder := filepath.Join(dir, manifest.PartsFolder, tellIndex(t, dir).Parts[0].Folder)
	if err := os.Rename(folder, elsewhere); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, folder); err != nil {
		t.Skip(err)
	}
	if said := command(t, statusAltered, "verify", dir, "--public-key", public); !strings.Contains(said, "lies in no plain folder") {
		t.Error(said)
	}
}

// TestPartMoved: the files of one part in the folder of another are found, though
// they are whole in themselves.
func TestPartMoved(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "report")
	command(t, statusDone, "report", "--quiet", "--now", sampleTime, "--format", "csv", "--split", "subscription", "--out", dir, "../../samples/estate")
	parts := tellIndex(t, dir).Parts
	one, other := filepath.Join(dir, manifest.PartsFolder, parts[0].Folder), filepath.Join(dir, manifest.PartsFolder, parts[1].Folder)
	for _, move := range [][2]string{{one, dir + "-aside"}, {other, one}, {dir + "-aside", other}} {
		if err := os.Rename(move[0], move[1]); err != nil {
			t.Fatal(err)
		}
	}
	said := command(t, statusAltered, "verify", dir)
	for _, part := range parts[:2] {
		if !strings.Contains(said, "altered: parts/"+part.Folder+"/manifest.json: ") {
			t.Error(said)
		}
	}
}

// TestMaskedParts: a masked report names its parts by pseudonyms, and is made
// again.
func TestMaskedParts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out, key := filepath.Join(dir, "report"), filepath.Join(dir, "mask.key")
	write(t, key, []byte("a secret of thirty-two characters\n"))
	for _, by := range []string{"subscription", "group", "tag:env"} {
		command(t, statusDone, "report", "--quiet", "--now", sampleTime, "--format", "json,csv", "--split", by, "--mask", "subscription,group,name,tag", "--mask-key", key, "--out", out, "../../samples/estate")
		command(t, statusDone, "verify", out, "--inputs", "../../samples/estate", "--mask-key", key)
		text := ""
		for name, content := range tree(t, out) {
			text += strings.ToLower(name + "\n" + content + "\n")
		}
		hidden := namesToHide(t, []string{"../../samples/estate/vms.json", "../../samples/estate/disks.json"})
		for _, name := range append(hidden, "tag:env", "env prod", "env=") {
			if at := strings.Index(text, strings.ToLower(name)); at >= 0 {
				t.Errorf("%s: %q is shown: …%s…", by, name, text[max(0, at-60):min(len(text), at+60)])
			}
		}
		if parts := tellIndex(t, out).Parts; len(parts) < 3 || parts[0].Key == nil || !regexp.MustCompile(`^(sub|rg|tag)-[a-z2-7]{12}$`).MatchString(*parts[0].Key) {
			t.Errorf("%s: parts %v", by, parts)
		}
	}
}

// TestPartFolders: names that hold on every system, of any keys.
func TestPartFolders(t *testing.T) {
	part := func(key string) *evaluate.Part { return &evaluate.Part{By: "tag:owner", Key: key} }
	for key, want := range map[string]string{
		"": "none", "none": "none-", "finance": "finance", "Finance": "Finance-", "a b": "a-b-", "a/b": "a-b-", "../..": "part-", "CON": "part-", "con.x": "part-", "lpt1": "part-",
		"trailing.": "trailing-", ".hidden": "hidden-", "ann@halden.example": "ann-halden.example-", "Ørsted": "rsted-", "財務": "part-", strings.Repeat("x", 64): strings.Repeat("x", 64),
		strings.Repeat("x", 65): strings.Repeat("x", 55) + "-", "x-01234567": "x-01234567-",
	} {
		got := folders{}.of(part(key))
		if got != want && !(strings.HasSuffix(want, "-") && strings.HasPrefix(got, want) && withSum.MatchString(got) && len(got) == len(want)+8) {
			t.Errorf("%q: %s, want %s", key, got, want)
		}
	}
	if got := (folders{}).of(&evaluate.Part{By: evaluate.BySubscription, Key: "0F8FAD5B-D9CB-469F-A165-70867728950E"}); got != "0f8fad5b-d9cb-469f-a165-70867728950e" {
		t.Errorf("a subscription has the folder %s", got)
	}
	safe := regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$`)
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfDistinct(rapid.OneOf(rapid.String(), rapid.StringMatching(`(?i)(con|aux|a|none|team)?[ ./-]?[a-b.]{0,3}(-[0-9a-f]{8})?`)), func(s string) string { return s }).Draw(t, "keys")
		names, taken := folders{}, map[string]bool{}
		for _, key := range keys {
			name := names.of(part(key))
			if !safe.MatchString(name) || strings.HasSuffix(name, ".") || ofWindows.MatchString(name) || taken[strings.ToLower(name)] {
				t.Fatalf("%q: the folder %q is not safe, or taken: %q", key, name, keys)
			}
			taken[strings.ToLower(name)] = true
			if alone := (folders{}).of(part(key)); alone != name {
				t.Fatalf("%q: the folder is %q, without other keys %q", key, name, alone)
			}
		}
	})
}
