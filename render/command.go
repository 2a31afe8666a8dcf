package render

import (
	"regexp"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// placeholders are the names that stand in braces in the commands of guide
// pages, ofDisk those of a disk that a finding is about.
var (
	placeholders = []string{"name", "resourceGroup", "subscription", "location", "id", "disk", "diskResourceGroup", "diskId", "lun", "vm", "vmResourceGroup"}
	ofDisk       = regexp.MustCompile(`\{(disk|diskResourceGroup|diskId|lun)\}`)
)

// fillPage puts the names of an item into the fenced commands of a page. Lines
// that name a disk are repeated for each disk the finding is about.
func fillPage(page string, it *inventory.Item, about []*inventory.Item) string {
	var out []string
	quote := ""
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		fence, ok := strings.CutPrefix(line, "```")
		switch {
		case ok && quote == "":
			quote = map[string]string{"powershell": `''`}[strings.TrimSpace(fence)]
			if quote == "" {
				quote = `'\''`
			}
			out = append(out, line)
		case ok:
			quote = ""
			out = append(out, line)
		case quote == "":
			out = append(out, line)
		default:
			out = append(out, fillLine(line, quote, it, about)...)
		}
	}
	return strings.Join(out, "\n")
}

func fillLine(line, quote string, it *inventory.Item, about []*inventory.Item) []string {
	t := compileLine(line)
	if !t.ofDisk || len(about) == 0 {
		return []string{string(t.fill(nil, quote, it, nil))}
	}
	var lines []string
	for _, disk := range about {
		lines = append(lines, string(t.fill(nil, quote, it, disk)))
	}
	return lines
}

// fill replaces the placeholders of one line.
func fill(line, quote string, it, disk *inventory.Item) string {
	t := compileLine(line)
	return string(t.fill(nil, quote, it, disk))
}

// A commandLine is one line of a guide page with its placeholders.
type commandLine struct {
	pieces []piece
	ofDisk bool // it names a disk
}

// piece is a text and the placeholder after it, "" for none.
type piece struct{ text, name string }

func compileLine(line string) commandLine {
	t := commandLine{ofDisk: ofDisk.MatchString(line)}
	text := ""
	for {
		before, after, found := strings.Cut(line, "{")
		text += before
		if !found {
			t.pieces = append(t.pieces, piece{text: text})
			return t
		}
		name, rest, closed := strings.Cut(after, "}")
		if !closed || !slices.Contains(placeholders, name) {
			text += "{"
			line = after
			continue
		}
		t.pieces = append(t.pieces, piece{text, name})
		text, line = "", rest
	}
}

// fill appends the line for an item; what is not known becomes a word in upper
// case that a person must replace.
func (t *commandLine) fill(dst []byte, quote string, it, disk *inventory.Item) []byte {
	for _, p := range t.pieces {
		dst = append(dst, p.text...)
		if p.name == "" {
			continue
		}
		if value := valueFor(p.name, it, disk); value != "" {
			dst = append(dst, quoted(value, quote)...)
		} else {
			dst = append(dst, strings.ToUpper(p.name)...)
		}
	}
	return dst
}

func valueFor(name string, it, disk *inventory.Item) string {
	var holder *inventory.Item
	if strings.HasPrefix(name, "vm") && len(it.Holders()) > 0 {
		holder = it.Holders()[0]
	}
	of := func(item *inventory.Item, get func(*inventory.Item) string) string {
		if item == nil {
			return ""
		}
		return get(item)
	}
	switch name {
	case "name":
		return it.Name()
	case "resourceGroup":
		return it.ResourceGroup()
	case "subscription":
		return it.Subscription()
	case "location":
		return it.Location()
	case "id":
		return it.ID()
	case "disk":
		return of(disk, func(d *inventory.Item) string { return d.Name() })
	case "diskResourceGroup":
		return of(disk, func(d *inventory.Item) string { return d.ResourceGroup() })
	case "diskId":
		return of(disk, func(d *inventory.Item) string { return d.ID() })
	case "lun":
		return of(disk, lunOf)
	case "vm":
		return of(holder, func(vm *inventory.Item) string { return vm.Name() })
	default:
		return of(holder, func(vm *inventory.Item) string { return vm.ResourceGroup() })
	}
}

func lunOf(disk *inventory.Item) string { return disk.Value(lunField).Text() }

var lunField, _ = inventory.FieldNamed("disk.lun")

// plain reports whether a value is one word of a shell as it stands.
func plain(value string) bool {
	for i := range len(value) {
		c := value[i]
		alphanumeric := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		later := i > 0 && strings.IndexByte("@%+=,-", c) >= 0
		if !alphanumeric && !later && strings.IndexByte("_./:", c) < 0 {
			return false
		}
	}
	return value != ""
}

// quoted makes a value one word of a shell, whatever it holds. escape is how
// the shell writes a single quote inside single quotes.
func quoted(value, escape string) string {
	if plain(value) {
		return value
	}
	return "'" + strings.ReplaceAll(Visible(value), "'", escape) + "'"
}

// shellLines are the shell commands of a guide page.
func shellLines(page string) []commandLine {
	var list []commandLine
	inside := false
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "```sh"):
			inside = true
		case strings.HasPrefix(line, "```"):
			inside = false
		case inside:
			list = append(list, compileLine(line))
		}
	}
	return list
}

// usualCommands is room for those of most findings.
const usualCommands = 512

// commands returns only the shell commands of the guide page, filled for one
// finding: one that enters a verdict. What is only to know would repeat the page
// on every item, and `backready explain RULE` shows it.
func commands(f found) string {
	if f.finding.ToKnow() {
		return ""
	}
	disks := f.disks()
	out := make([]byte, 0, usualCommands)
	for i, line := range f.desk.shell(f.finding.Rule) {
		if i > 0 {
			out = append(out, '\n')
		}
		if !line.ofDisk || len(disks) == 0 {
			out = line.fill(out, escape, f.Item, nil)
			continue
		}
		for n, disk := range disks {
			if n > 0 {
				out = append(out, '\n')
			}
			out = line.fill(out, escape, f.Item, disk)
		}
	}
	return string(out)
}

// A desk is what one goroutine keeps while it goes through findings: the disks of
// the item at hand, which are made anew each time they are asked for, and the
// commands of guide pages.
type desk struct {
	item  *inventory.Item
	all   []*inventory.Item
	pages map[*evaluate.Rule][]commandLine
}

func newDesk() *desk { return &desk{pages: map[*evaluate.Rule][]commandLine{}} }

func (d *desk) shell(r *evaluate.Rule) []commandLine {
	lines, ok := d.pages[r]
	if !ok {
		lines = shellLines(r.Guide.How)
		d.pages[r] = lines
	}
	return lines
}

// disks are those of a VM that the finding is about, see [evaluate.Grounds.Disks].
func (f found) disks() []*inventory.Item {
	if len(f.finding.About) == 0 {
		return nil
	}
	if f.desk.item != f.Item {
		f.desk.item, f.desk.all = f.Item, f.Item.Disks()
	}
	disks := make([]*inventory.Item, len(f.finding.About))
	for i, place := range f.finding.About {
		disks[i] = f.desk.all[place]
	}
	return disks
}
