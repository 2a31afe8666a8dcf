// Package waiver reads registers of accepted exceptions: which findings on which
// items somebody has accepted, why, who answers for it, and until when.
//
// It knows the shape of a register and what a waiver matches. What the waivers
// of a register do to a judgement is worked out where that is judged.
package waiver

import (
	"slices"
	"strings"

	"github.com/backready/backready/inventory"
)

// A File is a register of waivers as it was read.
type File struct {
	Name    string    // for messages and reports
	SHA256  string    // of its bytes, hexadecimal
	Waivers []*Waiver // in file order: where several match, the first holds
}

// A Waiver accepts the findings of some rules on some items for a time.
type Waiver struct {
	ID       string
	Rules    []string // ids, or all of a family: vm/*, disk/*
	Items    Items
	Category string // accepted as it is, or met by other means
	Reason   string
	Owner    string // who answers for the risk
	Approver string
	Ticket   string // may be empty
	Raised   string // first day on which it may hold, YYYY-MM-DD
	Expires  string // last day on which it holds
	Line     int    // in the file
}

// The categories, as those of Azure Policy exemptions: the risk is accepted, or
// something else meets it, such as a backup within the database.
const (
	Accepted  = "waiver"
	Mitigated = "mitigated"
)

// Items selects items. All that is given must match; something is given.
type Items struct {
	ID            Glob // of the item, or of the disks that a finding on a VM is about
	Subscription  string
	ResourceGroup Glob
	Tags          []inventory.Tag // the item carries each: names ignore case, values do not
}

// CoversRule reports whether the waiver names the rule or its family.
func (w *Waiver) CoversRule(rule string) bool {
	family, _, _ := strings.Cut(rule, "/")
	return slices.Contains(w.Rules, rule) || slices.Contains(w.Rules, family+"/*")
}

// Family reports whether the waiver accepts every rule of a family, those of
// later editions too.
func (w *Waiver) Family() bool {
	return slices.ContainsFunc(w.Rules, func(r string) bool { return strings.HasSuffix(r, "/*") })
}

// InForce reports whether the waiver holds on a day, YYYY-MM-DD.
func (w *Waiver) InForce(day string) bool { return w.Raised <= day && day <= w.Expires }

// CoverAll reports whether an id names all the disks of a VM that a finding is
// about: with them it names the finding.
func (s *Items) CoverAll(about []*inventory.Item) bool {
	return !s.ID.None() && len(about) > 0 && !slices.ContainsFunc(about, func(d *inventory.Item) bool { return !s.Cover(d) })
}

// Cover reports whether an item is meant, by what the exports call it, whatever
// a report shows.
func (s *Items) Cover(it *inventory.Item) bool {
	is, key := it.Identity(), it.Key()
	if is.ID != it.ID() { // a report shows it as something else
		key = strings.ToLower(is.ID)
	}
	if !s.ID.None() && !s.ID.matchLower(key) ||
		s.Subscription != "" && !strings.EqualFold(s.Subscription, is.Subscription) ||
		!s.ResourceGroup.None() && !s.ResourceGroup.Match(is.ResourceGroup) {
		return false
	}
	for _, tag := range s.Tags {
		carried := func(t inventory.Tag) bool { return strings.EqualFold(t.Name, tag.Name) && t.Value == tag.Value }
		if !slices.ContainsFunc(is.Tags, carried) {
			return false
		}
	}
	return true
}

// Wide reports whether nothing narrower than a subscription selects the items.
func (s *Items) Wide() bool {
	id := s.ID.String()
	if rest, ok := cutPrefixFold(id, "/subscriptions/"); ok {
		_, id, _ = strings.Cut(rest, "/")
	}
	return len(s.Tags) == 0 && wildcardsOnly(id) && wildcardsOnly(s.ResourceGroup.String())
}

// Everything reports whether items of every subscription are selected, by
// nothing narrower.
func (s *Items) Everything() bool {
	return s.Wide() && s.Subscription == "" && wildcardsOnly(s.ID.String())
}

func wildcardsOnly(pattern string) bool { return strings.Trim(pattern, "*?/") == "" }

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// String says which items are selected, in the words of the file.
func (s *Items) String() string {
	var said []string
	say := func(key, value string) {
		if value != "" {
			said = append(said, key+" = "+value)
		}
	}
	say("id", s.ID.String())
	say("subscription", s.Subscription)
	say("resourceGroup", s.ResourceGroup.String())
	for _, t := range s.Tags {
		said = append(said, "tag "+t.Name+" = "+t.Value)
	}
	return strings.Join(said, ", ")
}

// Mask shows texts as mask makes them, and not which items are selected: a
// pattern may hold part of a name. The waiver matches nothing after that.
func (w *Waiver) Mask(mask func(string) string) {
	for _, text := range []*string{&w.Reason, &w.Owner, &w.Approver, &w.Ticket} {
		*text = mask(*text)
	}
	w.Items = Items{ID: NewGlob("masked")}
}
