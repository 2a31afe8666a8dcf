package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
)

// becauseOf names the causes; exactly, or as far as many items share them: without
// the names of disks and the values of data that came or vanished.
func becauseOf(r changed, exactly bool) string {
	var list []string
	for _, c := range r.causes() {
		if s := causeText(c, exactly); !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return strings.Join(list, "; ")
}

func causeText(c evaluate.Cause, exactly bool) string {
	switch c.Kind {
	case evaluate.ByInventory:
		return inventoryText(c, exactly)
	case evaluate.ByData:
		return dataText(c, exactly)
	case evaluate.ByEdition:
		return "edition " + c.From + " → " + c.To
	case evaluate.ByWaiver:
		return oneOrOther(c, "accepted by %s", "%s no longer accepts it")
	case evaluate.ByMatrix:
		return oneOrOther(c, "%s is judged now", "%s is no longer judged")
	case evaluate.ByItem:
		return "the " + c.Field + " " + cmp.Or(c.To, c.From)
	}
	return "another version of backready reads the same data otherwise"
}

// oneOrOther words what came or what went.
func oneOrOther(c evaluate.Cause, came, went string) string {
	switch {
	case c.From == "":
		return fmt.Sprintf(came, c.To)
	case c.To == "":
		return fmt.Sprintf(went, c.From)
	}
	return fmt.Sprintf(went, c.From) + ", " + fmt.Sprintf(came, c.To)
}

func inventoryText(c evaluate.Cause, exactly bool) string {
	disk := "a disk"
	if exactly {
		disk = "disk " + c.Disk
	}
	switch {
	case c.From == "":
		return disk + " attached"
	case c.To == "":
		return disk + " detached"
	case c.Disk != "" && exactly:
		return c.Field + " of " + c.Disk + ": " + c.From + " → " + c.To
	}
	return c.Field + ": " + c.From + " → " + c.To
}

// dataText words a value that came to be known, or vanished; of items, that the
// files list none of their kind.
func dataText(c evaluate.Cause, exactly bool) string {
	missing := inventory.Value{}.String()
	of, then, now := "", "", ""
	if exactly && c.Disk != "" {
		of = " of " + c.Disk
	}
	if exactly {
		then, now = " (was "+c.From+")", " ("+c.To+")"
	}
	switch {
	case c.From == "":
		return "the earlier files list no " + c.Field
	case c.To == "":
		return "the files list no " + c.Field + " any more"
	case c.To == missing:
		return c.Field + of + " is no longer in the export" + then
	}
	return c.Field + of + " became known" + now
}
