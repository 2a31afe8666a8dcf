package render

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
)

// A Run is what made a report, beside its inputs, its editions and its time.
type Run struct {
	Revision string // of the source that the program was built from, "" where it does not say
	Operator string // who ran it, "" where nobody said
	// Arguments are the command and the flags that were set to something else
	// than their default, by name. Files are named as reports show them. What
	// changes no byte of a report, such as where it is written, is left out.
	Arguments []string
	Files     []File // that flags name, in the order of Arguments
	// MaxEditionAge is the age in days from which on readers are warned of a
	// released edition; 0: never.
	MaxEditionAge int
}

// A File is one that a flag names: waivers, a matrix of one's own.
type File struct {
	Flag   string // without dashes
	Name   string // without the folder of the machine
	Bytes  int64
	SHA256 string
}

// Configuration is the SHA-256 of the arguments, each with a line feed after
// it. It stays the same from one report to the next while they are made alike.
func (r Run) Configuration() string {
	h := sha256.New()
	for _, a := range r.Arguments {
		h.Write([]byte(a + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// mostFiles is how many files of one sort a report names before it counts them.
const mostFiles = 12

// Command is the command line as a shell takes it, with the names of the
// inputs, the first few of many. Those of tables stand among the arguments.
func (r *Report) Command() string {
	words := []string{"backready"}
	for _, a := range r.Run.Arguments {
		words = append(words, shellWord(a))
	}
	given, listed := r.given()
	for _, name := range given[:min(mostFiles, len(given))] {
		words = append(words, shellWord(name))
	}
	line := strings.Join(words, " ")
	if rest := len(given) - mostFiles; rest > 0 {
		line += fmt.Sprintf(" and %s more, see %s", plural(rest, "file"), listed)
	}
	return line
}

// given names the files that the command was given, and the part that lists them.
func (r *Report) given() (names []string, part string) {
	for i := range r.Merged {
		names = append(names, r.Merged[i].MergedName())
	}
	if len(names) > 0 {
		return names, "Reports merged"
	}
	if slices.ContainsFunc(r.Run.Arguments, func(a string) bool { return strings.HasPrefix(a, "--inventory=") }) {
		return nil, "" // its flags name the tables
	}
	for _, in := range r.Judgement.Inventory.Inputs {
		names = append(names, in.Name)
	}
	return names, "Inputs"
}

// shellWord is an argument as a shell takes it: of a flag only the value is
// quoted.
func shellWord(argument string) string {
	const escape = `'\''`
	if flag, value, ok := strings.Cut(argument, "="); ok && strings.HasPrefix(flag, "--") {
		return flag + "=" + quoted(value, escape)
	}
	return quoted(argument, escape)
}

// Rows says that every row of the files is accounted for, in one sum.
func (r *Report) Rows() string {
	var rows, vms, disks, other, duplicates, rejected int
	for _, in := range r.Judgement.Inventory.Inputs {
		rows, vms, disks = rows+in.Rows, vms+in.VMs, disks+in.Disks
		other, duplicates, rejected = other+in.Other, duplicates+in.Duplicates, rejected+in.Rejected
	}
	return fmt.Sprintf("%s = %s + %s + %d of other types + %s + %d rejected",
		plural(rows, "row"), plural(vms, "VM"), plural(disks, "disk"), other, plural(duplicates, "duplicate"), rejected)
}

// judged says which items the verdicts are on: those of the rows, and disks
// that no row lists.
func (r *Report) judged() string {
	counts, listed := r.Counts(), 0
	for _, it := range r.Judgement.Inventory.Items {
		if it.Listed {
			listed++
		}
	}
	all := counts[0].Total + counts[1].Total
	said := fmt.Sprintf("%s = %s + %s, %d of them listed by no file but named by a VM",
		plural(all, "item"), plural(counts[0].Total, "VM"), plural(counts[1].Total, "disk"), all-listed)
	if part := r.Judgement.Part; part != nil {
		said += fmt.Sprintf("; the other %d are in other parts", part.Whole-all)
	}
	return said
}

// Aged warns of each edition of a released matrix that is older than the report
// wants, and says where to look and how to go on. A matrix of one's own is as old
// as its owner lets it be.
func (r *Report) Aged() []string {
	var list []string
	for _, e := range r.Judgement.Editions {
		if said := r.Old(e); said != "" {
			list = append(list, said)
		}
	}
	return list
}

// Old is the warning of an edition, "" where it is none that is too old.
func (r *Report) Old(e *evaluate.Edition) string {
	if !r.tooOld(e) {
		return ""
	}
	said := fmt.Sprintf("%s is %d days old, more than %d: ", e.ID, r.age(e.Date), r.Run.MaxEditionAge)
	from := e.ID
	if newest, ok := matrix.Newest(e.Matrix); ok && newest > e.ID {
		said += "judge by " + newest + ", and "
		from = newest
	}
	return said + fmt.Sprintf("look whether %s says something new: backready matrix new --from %s --date DATE begins an edition of it", e.Source, from)
}

func (r *Report) tooOld(e *evaluate.Edition) bool {
	most := r.Run.MaxEditionAge
	_, released := matrix.Newest(e.Matrix)
	return most > 0 && r.age(e.Date) > most && released
}

// stated is one line of how the report was made.
type stated struct{ what, value, date, sum string }

// run says everything that somebody needs who wants to make the report again.
func (r *Report) run() Part {
	columns := []column[stated]{
		{Head{"what", "What", 24, Words}, func(s stated) Cell { return text(s.what) }},
		{Head{"value", "Value", 72, Words}, func(s stated) Cell { return text(s.value) }},
		{Head{"date", "Date (UTC)", 20, Words}, func(s stated) Cell { return text(s.date) }},
		{Head{"sha256", "SHA-256", 66, Name}, func(s stated) Cell { return text(s.sum) }},
	}
	return Part{ID: "run", Title: "How this report was made",
		Lead:  []string{"The same program, files, editions, command line and time give the same bytes. manifest.json beside the report holds the checksum of every file: backready verify compares them and, given the inputs, makes the report again."},
		Table: tableOf(columns, slices.Values(r.made()))}
}

func (r *Report) made() []stated {
	list := []stated{{what: "Report", value: r.Title}}
	for _, s := range []stated{{what: "Organisation", value: r.Organization}, {what: "Classification", value: r.Classification}, {what: "Operator", value: r.Run.Operator}} {
		if s.value != "" {
			list = append(list, s)
		}
	}
	list = append(list,
		stated{what: "Program", value: r.program()},
		stated{what: "Run", value: r.RunID()})
	if said := r.ofWhole(); said != "" {
		list = append(list, stated{what: "Part", value: said})
	}
	list = append(list,
		stated{what: "Started", value: "every time of this report is UTC", date: r.Generated.UTC().Format(time.RFC3339)},
		stated{what: "Editions as of", value: r.picked(), date: r.AsOf},
		stated{what: "Command", value: r.Command()},
		stated{what: "Configuration", value: "the command and its flags, without the names of the inputs", sum: r.Run.Configuration()})
	list = append(list, r.Run.files()...)
	return append(list,
		stated{what: "Rows read, in all", value: r.Rows()},
		stated{what: "Items judged", value: r.judged()},
		stated{what: "Age of editions", value: r.ages()})
}

// picked says how the editions were chosen.
func (r *Report) picked() string {
	if len(r.Merged) > 0 {
		return "judged by the newest editions that any of the merged reports was judged by, or by those the command names"
	}
	return "judged by the newest editions not after this day, or by those the command names"
}

// files says which files the flags named, the first few of many.
func (r Run) files() []stated {
	var list []stated
	for start := 0; start < len(r.Files); {
		flag := r.Files[start].Flag
		end := start
		for end < len(r.Files) && r.Files[end].Flag == flag {
			if f := r.Files[end]; end-start < mostFiles {
				list = append(list, stated{what: "File of --" + flag, value: fmt.Sprintf("%s, %d bytes", f.Name, f.Bytes), sum: f.SHA256})
			}
			end++
		}
		if rest := end - start - mostFiles; rest > 0 {
			list = append(list, stated{what: "Files of --" + flag, value: fmt.Sprintf("and %d more; manifest.json has them all", rest)})
		}
		start = end
	}
	return list
}

// program names the program that made the report.
func (r *Report) program() string {
	name := "backready " + cmp.Or(r.Version, "of unknown version")
	if r.Run.Revision != "" {
		name += ", source revision " + r.Run.Revision
	}
	return name
}

func (r *Report) ages() string {
	var said []string
	for _, e := range r.Judgement.Editions {
		age := fmt.Sprintf("%s %s", e.ID, plural(r.age(e.Date), "day"))
		if r.tooOld(e) {
			age += " (old)"
		}
		said = append(said, age)
	}
	line := strings.Join(said, ", ")
	if r.Run.MaxEditionAge > 0 {
		line += fmt.Sprintf("; more than %s counts as old", plural(r.Run.MaxEditionAge, "day"))
	}
	return line
}
