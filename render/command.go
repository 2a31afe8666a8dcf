package render

import (
	"regexp"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// placeholder is a name in braces in a command of a guide page.
var placeholder = regexp.MustCompile(`\{(name|resourceGroup|subscription|location|id|disk|diskResourceGroup|diskId|lun|vm|vmResourceGroup)\}`)

var ofDisk = regexp.MustCompile(`\{(disk|diskResourceGroup|diskId|lun)\}`)

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
	if !ofDisk.MatchString(line) || len(about) == 0 {
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
	return placeholder.ReplaceAllStringFunc(line, func(name string) string {
		value := valueFor(name[1:len(name)-1], it, disk)
		if value == "" {
			return strings.ToUpper(name[1 : len(name)-1])
		}
		return quoted(value, quote)
	})
}

func valueFor(name string, it, disk *inventory.Item) string {
	var holder *inventory.Item
	if len(it.Holders) > 0 {
		holder = it.Holders[0]
	}
	of := func(item *inventory.Item, get func(*inventory.Item) string) string {
		if item == nil {
			return ""
		}
		return get(item)
	}
	switch name {
	case "name":
		return it.Name
	case "resourceGroup":
		return it.ResourceGroup
	case "subscription":
		return it.Subscription
	case "location":
		return it.Location
	case "id":
		return it.ID
	case "disk":
		return of(disk, func(d *inventory.Item) string { return d.Name })
	case "diskResourceGroup":
		return of(disk, func(d *inventory.Item) string { return d.ResourceGroup })
	case "diskId":
		return of(disk, func(d *inventory.Item) string { return d.ID })
	case "lun":
		return of(disk, lunOf)
	case "vm":
		return of(holder, func(vm *inventory.Item) string { return vm.Name })
	default:
		return of(holder, func(vm *inventory.Item) string { return vm.ResourceGroup })
	}
}

func lunOf(disk *inventory.Item) string {
	f, _ := inventory.FieldNamed("disk.lun")
	return disk.Value(f).Text()
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:][A-Za-z0-9_./:@%+=,-]*$`)

// quoted makes a value one word of a shell, whatever it holds. escape is how
// the shell writes a single quote inside single quotes.
func quoted(value, escape string) string {
	if plainWord.MatchString(value) {
		return value
	}
	return "'" + strings.ReplaceAll(Visible(value), "'", escape) + "'"
}

// commandsFor returns only the shell commands of a guide page, filled for one
// finding.
func commandsFor(it *inventory.Item, f *evaluate.Finding) string {
	var out []string
	inside := false
	for line := range strings.Lines(fillPage(f.Rule.Guide.How, it, f.About)) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "```sh"):
			inside = true
		case strings.HasPrefix(line, "```"):
			inside = false
		case inside:
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}
