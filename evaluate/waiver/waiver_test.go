package waiver

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/backready/backready/inventory"
)

const good = `schema: backready/waivers/v1
waivers:
  - id: W-1
    rules: [vm/ultra-disk, disk/*]
    items: {id: "*/disks/Data?", tag: {owner: "x y"}}
    category: mitigated
    reason: |
      two
      lines
    owner: o
    approver: a
    ticket: T-1
    raised: 2026-01-31
    expires: 2026-12-31
`

func TestParse(t *testing.T) {
	for _, text := range []string{good, "\ufeff" + good, strings.ReplaceAll(good, "\n", "\r\n"), strings.Replace(good, "- id:", `- "id":`, 1)} {
		f, err := Parse("w.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256([]byte(text))
		w := f.Waivers[0]
		got := fmt.Sprintln(f.Name, len(f.Waivers), w.ID, w.Rules, w.Items.String(), w.Category, w.Reason, w.Owner, w.Approver, w.Ticket, w.Raised, w.Expires, w.Line)
		if want := "w.yaml 1 W-1 [vm/ultra-disk disk/*] id = */disks/Data?, tag owner = x y mitigated two lines o a T-1 2026-01-31 2026-12-31 3\n"; got != want {
			t.Errorf("got  %swant %s", got, want)
		}
		if f.SHA256 != hex.EncodeToString(sum[:]) {
			t.Error("the checksum is not that of the bytes")
		}
	}
	if f, err := Parse("w.yaml", []byte(good[:strings.Index(good, "    category")]+"    reason: r\n    owner: o\n    approver: a\n    raised: 2026-01-31\n    expires: 2026-01-31\n")); err != nil || f.Waivers[0].Category != Accepted {
		t.Error("without a category it is a waiver", err)
	}
	if f, err := Parse("w.yaml", []byte("schema: backready/waivers/v1\nwaivers: []\n")); err != nil || len(f.Waivers) != 0 {
		t.Error("an empty register is a register", err)
	}
}

// faults are changes to the good register and what they are told as. The schema
// can't tell some of them.
var faults = []struct {
	old, new, want string
	schemaToo      bool
}{
	{"schema: backready/waivers/v1", "schema: backready/waivers/v2", `1: schema is "backready/waivers/v2"`, true},
	{"schema: backready/waivers/v1\n", "", "1: the file has no schema", true},
	{"waivers:\n", "waiver:\n", `2: the file has no key "waiver"`, true},
	{"- id: W-1", "- id: W 1", `3: "W 1" is not letters`, true},
	{"- id: W-1", "- id: =W", `3: "=W" is not letters`, true},
	{"- id: W-1", "- id: 1", "3: id is no text", true},
	{"- id: W-1\n    rules", "- rules", "3: a waiver has no id", true},
	{"vm/ultra-disk", "ultra-disk", `4: "ultra-disk" is not the id of a rule`, true},
	{"vm/ultra-disk", "'*'", `4: "*" is not the id of a rule`, true},
	{"vm/ultra-disk", "vm/ultra-*", `4: "vm/ultra-*" is not`, true},
	{"[vm/ultra-disk, disk/*]", "[vm/a, vm/a]", "4: rule vm/a is there twice", true},
	{"[vm/ultra-disk, disk/*]", "[]", "4: no rule is named", true},
	{"[vm/ultra-disk, disk/*]", "vm/a", "4: this is no list", true},
	{`{id: "*/disks/Data?", tag: {owner: "x y"}}`, "{}", "5: items selects nothing", true},
	{`{id: "*/disks/Data?", tag: {owner: "x y"}}`, "vm1", "5: items is no mapping", true},
	{`id: "*/disks/Data?"`, `name: x`, `5: items has no key "name"`, true},
	{`"*/disks/Data?"`, `" "`, "5: id is no text", true},
	{`{owner: "x y"}`, "{}", "5: no tag is named", true},
	{`{owner: "x y"}`, "lab", "5: tag is no mapping", true},
	{`{owner: "x y"}`, "{cost: 12}", "5: tag is no text", true},
	{"category: mitigated", "category: ignored", `6: category "ignored" is neither`, true},
	{"owner: o\n", "owner: ''\n", "10: owner is no text", true},
	{"owner: o\n", "owner:\n", "10: owner is no text", true},
	{"    approver: a\n", "", "3: a waiver has no approver", true},
	{"ticket: T-1", "ticket: 4711", "12: ticket is no text", true},
	{"2026-01-31", "2026-02-30", `13: "2026-02-30" is no date`, true},
	{"2026-01-31", "31.01.2026", `13: "31.01.2026" is no date`, true},
	{"2026-01-31", "2026-1-31", `13: "2026-1-31" is no date`, true},
	{"2026-12-31", "2026-12-31T00:00:00Z", "14: ", true},
	{"2026-12-31", "never", `14: "never" is no date`, true},
	{"2026-12-31", "2026-01-30", "3: W-1 expires on 2026-01-30, before it was raised on 2026-01-31", false},
	{"    ticket: T-1\n", "    ticket: T-1\n    ticket: T-2\n", `13: mapping key "ticket" already defined`, false},
	{"    ticket: T-1\n", "    tickets: T-1\n", `12: a waiver has no key "tickets"`, true},
	{"2026-12-31\n", "2026-12-31\n" + second("w-1"), "15: id w-1 is also that of line 3", false},
	{"2026-12-31\n", "2026-12-31\n---\na: b\n", "16: a second document", false},
	{"owner: o\n", "owner: \xff\n", "10: is not UTF-8", false},
	{"owner: o\n", "owner: &x o\n", "10: owner is no text", false},
	{"owner: o\n", "owner: 'o\n", "10: ", false},
	{"owner: o\n", "owner: " + strings.Repeat("[", 65) + "\n", "10: is nested too deeply", false},
	{"owner: o\n", "owner: " + strings.Repeat("[", 100) + "\n", "10: is nested too deeply", false},
	{"owner: o\n", "owner: " + strings.Repeat("o", 20000) + "\n", "10: is nested too deeply or too long", false},
}

func second(id string) string {
	entry := strings.Replace(good[strings.Index(good, "  - id"):], "W-1", id, 1)
	return strings.TrimSuffix(entry, "\n") + "\n"
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(JSONSchema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("waivers.schema.json", document); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("waivers.schema.json")
}

// valid asks the schema. What is no YAML it can't be asked.
func valid(t *testing.T, schema *jsonschema.Schema, text string) (ok, asked bool) {
	t.Helper()
	converted, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return false, false
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(converted))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(document) == nil, true
}

// TestFaults: every fault is told with file, line and what is wrong, and the
// schema finds those that it can say.
func TestFaults(t *testing.T) {
	schema := compiledSchema(t)
	if ok, _ := valid(t, schema, good); !ok {
		t.Fatal("the schema refuses the good register")
	}
	for _, c := range faults {
		text := strings.Replace(good, c.old, c.new, 1)
		if text == good {
			t.Fatalf("%q is not in the register", c.old)
		}
		_, err := Parse("w.yaml", []byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), "w.yaml:"+c.want) {
			t.Errorf("%q: %v, want %s", c.new, err, c.want)
		}
		if ok, asked := valid(t, schema, text); c.schemaToo && (ok || !asked) {
			t.Errorf("%q: the schema lets it pass", c.new)
		}
	}
	for text, want := range map[string]string{"": "is empty", "# nothing\n": "is empty", strings.Repeat("# x\n", MaxBytes/4+1): "is larger than", strings.Repeat("# x\n", MaxBytes/4): "is empty",
		"a: " + strings.Repeat("[", 64) + "\n": "sequence end token"} {
		if _, err := Parse("w.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.10q: %v, want %s", text, err, want)
		}
	}
}

// TestRequired: what a waiver must say is missed by its name, what it may say is
// not missed.
func TestRequired(t *testing.T) {
	for _, key := range []string{"rules", "items", "category", "reason", "owner", "approver", "ticket", "raised", "expires"} {
		within := false // lines that the value of the key has beyond its first
		lines := slices.DeleteFunc(strings.SplitAfter(good, "\n"), func(l string) bool {
			within = strings.HasPrefix(l, "    "+key+":") || within && strings.HasPrefix(l, "      ")
			return within
		})
		_, err := Parse("w.yaml", []byte(strings.Join(lines, "")))
		if key == "category" || key == "ticket" {
			if err != nil {
				t.Error(err)
			}
		} else if err == nil || !strings.HasPrefix(err.Error(), "w.yaml:3: a waiver has no "+key) {
			t.Errorf("without %s: %v", key, err)
		}
	}
}

// TestBrackets: lists and mappings within brackets that are closed again are none
// too many.
func TestBrackets(t *testing.T) {
	text := "schema: backready/waivers/v1\nwaivers:\n"
	for i := range 100 {
		text += second(fmt.Sprint("W-", i))
	}
	if f, err := Parse("w.yaml", []byte(text)); err != nil || len(f.Waivers) != 100 {
		t.Error(err)
	}
}

// TestSample holds the sample register to the schema and the loader.
func TestSample(t *testing.T) {
	text, err := os.ReadFile("../../samples/waivers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := Parse("waivers.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	if ok, _ := valid(t, compiledSchema(t), string(text)); !ok {
		t.Error("the schema refuses the sample")
	}
	for _, w := range f.Waivers {
		if !w.InForce("2026-11-22") {
			t.Errorf("%s is not in force on the day of the sample reports", w.ID)
		}
	}
}

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"*", "", true}, {"*", "a/b", true}, {"?", "", false}, {"?", "é", true}, {"??", "é", false}, {"?", "e\u0301", false},
		{"a*c", "abc", true}, {"a*c", "abcd", false}, {"a*c*", "abcd", true}, {"A?C", "aBc", true}, {"*/disks/*", "/x/y/DISKS/z/w", true},
		{"*ab", "aab", true}, {"*a?b", "aaxb", true}, {"*é?", "xéé", true}, {"ÅÄ*", "åäö", true}, {"", "", true}, {"", "a", false}, {"a", "", false},
		{"**", "x", true}, {"*日*", "a日b", true}, {"?b", "\xffb", true}, {"a.c", "abc", false}, {"[ab]", "a", false},
	} {
		if got := NewGlob(c.pattern).Match(c.text); got != c.want {
			t.Errorf("%q on %q: %v", c.pattern, c.text, got)
		}
	}
	if NewGlob(strings.Repeat("*a", 2000) + "b").Match(strings.Repeat("a", 4000)) {
		t.Error("matched")
	}
}

func item(kind inventory.Kind, name, group string, tags ...inventory.Tag) *inventory.Item {
	of := map[inventory.Kind]string{inventory.VM: "virtualMachines", inventory.Disk: "disks"}[kind]
	return inventory.Named(kind, inventory.Identity{Name: name, Subscription: "S1", ResourceGroup: group, Tags: tags,
		ID: "/subscriptions/S1/resourceGroups/" + group + "/providers/Microsoft.Compute/" + of + "/" + name})
}

func TestCover(t *testing.T) {
	owner := inventory.Tag{Name: "Owner", Value: "Ann"}
	vm, data1, data2 := item(inventory.VM, "vm1", "rg-a", owner), item(inventory.Disk, "data1", "rg-a"), item(inventory.Disk, "Data2", "rg-b")
	both := []*inventory.Item{data1, data2}
	for _, c := range []struct {
		name  string
		items Items
		about []*inventory.Item
		want  bool
	}{
		{"its id in another case", Items{ID: NewGlob(strings.ToUpper(vm.ID()))}, nil, true},
		{"another id", Items{ID: NewGlob("*/virtualMachines/vm")}, nil, false},
		{"the disk it is about", Items{ID: NewGlob("*/disks/data1")}, both[:1], true},
		{"one of the disks it is about", Items{ID: NewGlob("*/disks/data1")}, both, false},
		{"all the disks it is about", Items{ID: NewGlob("*/disks/data?")}, both, true},
		{"no id: disks do not matter", Items{ResourceGroup: NewGlob("rg-b")}, both[1:], false},
		{"subscription", Items{Subscription: "s1"}, nil, true},
		{"another subscription", Items{Subscription: "s"}, nil, false},
		{"group", Items{ResourceGroup: NewGlob("RG-?")}, nil, true},
		{"tag", Items{Tags: []inventory.Tag{{Name: "owner", Value: "Ann"}}}, nil, true},
		{"tag of another value", Items{Tags: []inventory.Tag{{Name: "owner", Value: "ann"}}}, nil, false},
		{"one of two does not match", Items{Subscription: "S1", ResourceGroup: NewGlob("rg-b")}, nil, false},
		{"both match", Items{Subscription: "S1", ResourceGroup: NewGlob("rg-a"), Tags: []inventory.Tag{owner}}, nil, true},
	} {
		if got := c.items.Cover(vm) || c.items.CoverAll(c.about); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestCoverMasked: a waiver names items by what the exports call them, also where
// the report calls them something else.
func TestCoverMasked(t *testing.T) {
	vm := item(inventory.VM, "vm1", "rg-a")
	items := Items{ID: NewGlob(vm.ID())}
	mask, err := inventory.NewMask(inventory.MaskClasses, []byte("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	mask.Apply(&inventory.Inventory{Items: []*inventory.Item{vm}})
	if strings.Contains(vm.ID(), "vm1") || !items.Cover(vm) {
		t.Errorf("%s is not covered", vm.ID())
	}
	if shown := (Items{ID: NewGlob(vm.ID())}); shown.Cover(vm) {
		t.Error("a pseudonym names an item")
	}
}

func TestRulesAndDays(t *testing.T) {
	w := Waiver{Rules: []string{"vm/a", "disk/*"}, Raised: "2026-01-31", Expires: "2026-12-31"}
	for rule, want := range map[string]bool{"vm/a": true, "vm/ab": false, "disk/x": true, "vm/*": false} {
		if w.CoversRule(rule) != want {
			t.Error(rule)
		}
	}
	for day, want := range map[string]bool{"2026-01-30": false, "2026-01-31": true, "2026-12-31": true, "2027-01-01": false} {
		if w.InForce(day) != want {
			t.Error(day)
		}
	}
}

// TestMask: a masked waiver shows masked texts and no pattern.
func TestMask(t *testing.T) {
	f, err := Parse("w.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	w := f.Waivers[0]
	w.Mask(strings.ToUpper)
	if got := fmt.Sprintln(w.ID, w.Rules, w.Items.String(), w.Reason, w.Owner, w.Approver, w.Ticket); got != "W-1 [vm/ultra-disk disk/*] id = masked TWO LINES O A T-1\n" {
		t.Error(got)
	}
}

func TestWide(t *testing.T) {
	for _, c := range []struct {
		items            Items
		wide, everything bool
	}{
		{Items{Subscription: "s"}, true, false},
		{Items{ID: NewGlob("*")}, true, true},
		{Items{ResourceGroup: NewGlob("*")}, true, true},
		{Items{ID: NewGlob("*"), ResourceGroup: NewGlob("rg*")}, false, false},
		{Items{ID: NewGlob("/Subscriptions/s/*")}, true, false},
		{Items{ID: NewGlob("/subscriptions/s/resourceGroups/x/*")}, false, false},
		{Items{ID: NewGlob("*"), Tags: []inventory.Tag{{Name: "a", Value: "b"}}}, false, false},
		{Items{ID: NewGlob("https://*")}, false, false},
	} {
		if c.items.Wide() != c.wide || c.items.Everything() != c.everything {
			t.Errorf("%s: wide %v, everything %v", &c.items, c.items.Wide(), c.items.Everything())
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	for _, c := range faults {
		f.Add([]byte(strings.Replace(good, c.old, c.new, 1)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Parse("w.yaml", text)
		if err != nil && !strings.HasPrefix(err.Error(), "w.yaml:") {
			t.Errorf("%v names no file", err)
		}
		if err == nil {
			for _, w := range file.Waivers {
				if w.ID == "" || w.Items.String() == "" || w.Expires < w.Raised {
					t.Errorf("%+v", w)
				}
			}
		}
	})
}
