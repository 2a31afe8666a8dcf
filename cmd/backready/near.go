package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// What was probably meant by a word that is not known, and what is wanted where a
// flag has a value that it can't take.

// nearest is the word that is most like another, "" where none is like it: of
// those with the fewest letters to change the first one.
func nearest(word string, words []string) string {
	const most, share = 3, 3 // letters, and one of so many
	best, fewest := "", min(most, (len(word)+share-1)/share)+1
	for _, w := range words {
		if n := distance(strings.ToLower(word), strings.ToLower(w)); n < fewest {
			best, fewest = w, n
		}
	}
	return best
}

// distance is how many letters are to be changed, added, left out, or exchanged
// with the one beside, to make b of a.
func distance(a, b string) int {
	var before, above []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before, above, row = above, row, make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			same := above[j]
			if a[i] != b[j] {
				same++
			}
			row[j+1] = min(same, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}

// knownCommand refuses a command that there is none of, with the one most like it.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	hint := cmd.CommandPath() + " help"
	if near := nearest(args[0], names); near != "" {
		hint = cmd.CommandPath() + " " + near
	}
	return usage(hint, "unknown command %q", args[0])
}

// flagFault is what is wrong with the flags of a command.
func flagFault(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	hint := cmd.CommandPath() + " --help"
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "":
		if near := nearest(unknown.GetSpecifiedName(), flagNames(cmd)); near != "" {
			hint = cmd.CommandPath() + " --" + near
		}
	case errors.As(err, &invalid):
		f := invalid.GetFlag()
		if want, example := wanted(f, invalid); want != "" {
			return usage("--"+f.Name+"="+example, "--%s %q %s", f.Name, invalid.GetValue(), want)
		}
	}
	return usage(hint, "%v", err)
}

func flagNames(cmd *cobra.Command) (names []string) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	slices.Sort(names)
	return names
}

// wanted says why a flag can't take a value, and gives one that it takes. Both are
// "" of a flag that says so itself.
func wanted(f *pflag.Flag, err error) (want, example string) {
	switch f.Value.Type() {
	case "int", "int64":
		if example = f.DefValue; example == "0" || strings.HasPrefix(example, "-") {
			example = "12"
		}
		if errors.Is(err, strconv.ErrRange) {
			return "is too large a number", example
		}
		return "is no whole number", example
	case "duration":
		return "is no length of time, such as 30s or 2m", time.Minute.String()
	case "bool":
		return "is neither true nor false", "true"
	}
	return "", ""
}
