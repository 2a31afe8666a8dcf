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
	placeholders = [...]string{"name", "resourceGroup", "subscription", "location", "id", "disk", "diskResourceGroup", "diskId", "lun", "vm", "vmResourceGroup"}
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
			quote = map[string]string{"powershell": inPowerShell}[strings.TrimSpace(fence)]
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
	t, w := compileLine(line), words{quote: quote, item: it}
	if !t.ofDisk || len(about) == 0 {
		return []string{string(t.fill(nil, &w, nil))}
	}
	var lines []string
	for _, disk := range about {
		lines = append(lines, string(t.fill(nil, &w, disk)))
	}
	return lines
}

// fill replaces the placeholders of one line.
func fill(line, quote string, it, disk *inventory.Item) string {
	t := compileLine(line)
	return string(t.fill(nil, &words{quote: quote, item: it}, disk))
}

// A commandLine is one line of a guide page with its placeholders.
type commandLine struct {
	pieces []piece
	ofDisk bool // it names a disk
}

// piece is a text and which of the placeholders stands after it, none for none.
type piece struct {
	text string
	name int
}

const none = -1

func compileLine(line string) commandLine {
	t := commandLine{ofDisk: ofDisk.MatchString(line)}
	text := ""
	for {
		before, after, found := strings.Cut(line, "{")
		text += before
		if !found {
			t.pieces = append(t.pieces, piece{text, none})
			return t
		}
		name, rest, closed := strings.Cut(after, "}")
		n := slices.Index(placeholders[:], name)
		if !closed || n < 0 {
			text += "{"
			line = after
			continue
		}
		t.pieces = append(t.pieces, piece{text, n})
		text, line = "", rest
	}
}

// fill appends the line with the words of an item and of a disk.
func (t *commandLine) fill(dst []byte, w *words, disk *inventory.Item) []byte {
	for _, p := range t.pieces {
		dst = append(dst, p.text...)
		if p.name != none {
			dst = append(dst, w.of(p.name, disk)...)
		}
	}
	return dst
}

// words are what stands for the placeholders of an item in a shell. Those of the
// item are made once.
type words struct {
	quote string
	item  *inventory.Item
	made  [len(placeholders)]string
}

// of is the word for a placeholder; what is not known becomes one in upper case
// that a person must replace.
func (w *words) of(n int, disk *inventory.Item) string {
	if w.made[n] != "" {
		return w.made[n]
	}
	word := strings.ToUpper(placeholders[n])
	if value := valueFor(placeholders[n], w.item, disk); value != "" {
		word = quoted(value, w.quote)
	}
	if n < firstOfDisk || n > lastOfDisk {
		w.made[n] = word
	}
	return word
}

// The placeholders of a disk.
const firstOfDisk, lastOfDisk = 5, 8

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
		if c := isPlain[value[i]]; c != anywhere && (c != later || i == 0) {
			return false
		}
	}
	return value != ""
}

// isPlain says where a character may stand in a plain word.
var isPlain = func() (table [256]uint8) {
	for c := range table {
		switch c := byte(c); {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("_./:", c) >= 0:
			table[c] = anywhere
		case strings.IndexByte("@%+=,-", c) >= 0:
			table[c] = later
		}
	}
	return table
}()

const (
	anywhere = 1 + iota
	later    // but not first
)

// inPowerShell is how PowerShell writes a single quote inside single quotes.
const inPowerShell = `''`

// curly are the quotes that PowerShell takes for single ones as well.
var curly = strings.NewReplacer("‘", "‘‘", "’", "’’", "‚", "‚‚", "‛", "‛‛")

// quoted makes a value one word of a shell, whatever it holds. escape is how
// the shell writes a single quote inside single quotes. In PowerShell a comma
// would make a list of it.
func quoted(value, escape string) string {
	if plain(value) && (escape != inPowerShell || !strings.Contains(value, ",")) {
		return value
	}
	value = strings.ReplaceAll(Visible(value), "'", escape)
	if escape == inPowerShell {
		value = curly.Replace(value)
	}
	return "'" + value + "'"
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

// commands returns only the shell commands of the guide page, filled for one
// finding: one that enters a verdict. What is only to know would repeat the page
// on every item, and `backready explain RULE` shows it.
func commands(f found) string {
	f.desk.text = appendCommands(f.desk.text[:0], f)
	return string(f.desk.text)
}

func appendCommands(dst []byte, f found) []byte {
	if f.finding.ToKnow() {
		return dst
	}
	w := f.desk.wordsOf(f.Item)
	disks := f.disks()
	for i, line := range f.desk.shell(f.finding.Rule) {
		if i > 0 {
			dst = append(dst, '\n')
		}
		if !line.ofDisk || len(disks) == 0 {
			dst = line.fill(dst, w, nil)
			continue
		}
		for n, disk := range disks {
			if n > 0 {
				dst = append(dst, '\n')
			}
			dst = line.fill(dst, w, disk)
		}
	}
	return dst
}

func appendNames(dst []byte, f found) []byte {
	for i, it := range f.disks() {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = append(dst, it.Name()...)
	}
	return dst
}

// A desk is what one goroutine keeps while it goes through findings: the disks of
// the item at hand, which are made anew each time they are asked for, its words
// and its ways out, and the commands of guide pages.
type desk struct {
	item  *inventory.Item
	all   []*inventory.Item
	about []*inventory.Item
	words words
	pages map[*evaluate.Rule][]commandLine
	text  []byte
	ways  waysOut
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

func (d *desk) wordsOf(it *inventory.Item) *words {
	if d.words.item != it {
		d.words = words{quote: escape, item: it}
	}
	return &d.words
}

// disks are those of a VM that the finding is about, see [evaluate.Grounds.Disks].
// They last until the next finding.
func (f found) disks() []*inventory.Item {
	if len(f.finding.About) == 0 {
		return nil
	}
	d := f.desk
	if d.item != f.Item {
		d.item, d.all = f.Item, f.Item.Disks()
	}
	d.about = d.about[:0]
	for _, place := range f.finding.About {
		d.about = append(d.about, d.all[place])
	}
	return d.about
}
