package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backready/backready/evaluate/matrix"
)

// A drafting is what the draft of an edition is made of.
type drafting struct{ from, date, source, out string }

func (p *program) newCommand() *cobra.Command {
	var d drafting
	cmd := &cobra.Command{
		Use:   "new --from EDITION --date DATE",
		Short: "Write the draft of the next edition of a matrix",
		Long: `new writes the draft of an edition for a page that was published anew: a copy of
the edition before, with its rules, in which every statement is marked as open.

Read the page sentence by sentence. Where it says what the statement says, delete
the line "review: open" below its id; where not, correct the text and the rules
first. lint tells what is open still and what has changed. When nothing is open,
report --matrix FILE judges by it; before, the draft is refused, as its date would
claim what nobody has checked.`,
		Example: `  backready matrix new --from disk-backup@2026-02-13 --date 2026-12-01
  backready matrix lint disk-backup@2026-12-01.yaml
  backready matrix diff disk-backup@2026-02-13 disk-backup@2026-12-01.yaml
  backready report --matrix disk-backup@2026-12-01.yaml vms.json disks.json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return p.draft(d) },
	}
	cmd.Flags().StringVar(&d.from, "from", "", "the edition to begin with: a released one or a `FILE`")
	cmd.Flags().StringVar(&d.date, "date", "", "the `DATE` that the page bears (YYYY-MM-DD)")
	cmd.Flags().StringVar(&d.source, "source", "", "the `URL` of the page where it has moved")
	cmd.Flags().StringVar(&d.out, "out", "", "write to this `FILE`, which must not be there yet; - for stdout (default EDITION.yaml)")
	return cmd
}

func (p *program) draft(d drafting) error {
	const hint = "backready matrix new --from disk-backup@2026-02-13 --date 2026-12-01"
	if d.from == "" || d.date == "" {
		return usage(hint, "--from and --date are wanted")
	}
	if d.source != "" && !isAddress(d.source) {
		return usage("--source https://learn.microsoft.com/azure/backup/disk-backup-support-matrix", "--source %q is no https address", d.source)
	}
	from, err := namedEdition(d.from)
	if err != nil {
		return err
	}
	text, err := matrix.Draft(from, d.date, d.source)
	if err != nil {
		return usage(hint, "%w", err)
	}
	id := from.Matrix + "@" + d.date
	if newer, ok := matrix.Before(from.Matrix, d.date); ok && newer > from.ID {
		say(p.stderr, "warning", newer+" is newer than the edition that the draft begins with", "--from "+newer)
	}
	if d.out == "-" {
		return p.print(strings.TrimSuffix(string(text), "\n"))
	}
	out := cmp.Or(d.out, id+".yaml")
	if err := writeNew(out, string(text)); errors.Is(err, fs.ErrExist) {
		return usage("--out another.yaml", "%s is there already; nothing was written", filepath.Base(out))
	} else if err != nil {
		return writing(fmt.Errorf("%s: %s", filepath.Base(out), reason(err)))
	}
	p.notice("wrote %s: %d statements are open; backready matrix lint %s lists them", out, len(from.Statements), filepath.Base(out))
	return nil
}

func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Host != "" && !strings.ContainsAny(text, " \"'<>\\{}")
}
