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

// usualFill is how much longer a line becomes, mostly by a subscription.
const usualFill = 64

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
	if !strings.Contains(line, "{") {
		return []string{line}
	}
	if len(about) == 0 || !ofDisk.MatchString(line) {
		return []string{fill(line, quote, it, nil)}
	}
	var lines []string
	for _, disk := range about {
		lines = append(lines, fill(line, quote, it, disk))
	}
	return lines
}

// fill replaces the placeholders of one line; what is not known becomes a word
// in upper case that a person must replace.
func fill(line, quote string, it, disk *inventory.Item) string {
	var b strings.Builder
	b.Grow(len(line) + usualFill)
	for {
		before, after, found := strings.Cut(line, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, rest, closed := strings.Cut(after, "}")
		if !closed || !slices.Contains(placeholders, name) {
			b.WriteByte('{')
			line = after
			continue
		}
		line = rest
		if value := valueFor(name, it, disk); value != "" {
			b.WriteString(quoted(value, quote))
		} else {
			b.WriteString(strings.ToUpper(name))
		}
	}
}

func valueFor(name string, it, disk *inventory.Item) string {
	var holder *inventory.Item
	if len(it.Holders()) > 0 {
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

func lunOf(disk *inventory.Item) string {
	f, _ := inventory.FieldNamed("disk.lun")
	return disk.Value(f).Text()
}

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

// commandsFor returns only the shell commands of a guide page, filled for one
// finding.
func commandsFor(it *inventory.Item, f *evaluate.Finding) string {
	var out []string
	inside := false
	for line := range strings.Lines(f.Rule.Guide.How) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "```sh"):
			inside = true
		case strings.HasPrefix(line, "```"):
			inside = false
		case inside:
			out = append(out, fillLine(line, `'\''`, it, f.Disks(it))...)
		}
	}
	return strings.Join(out, "\n")
}
