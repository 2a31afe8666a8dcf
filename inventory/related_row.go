package inventory

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// A fact is what a row states for a field.
type fact struct {
	field string
	value Value
}

// A placed names the place in a row that states a field.
type placed struct{ field, path string }

// facts reads the fields of a table. Of several places of a field the first
// that states it counts.
func (w *row) facts(table []placed) []fact {
	var facts []fact
	for _, p := range table {
		if text := w.plain(p.path); text != "" {
			facts = addFacts(facts, fact{p.field, mustField(p.field).readValue(text)})
		}
	}
	return facts
}

// addFacts adds facts of fields that are not there yet.
func addFacts(facts []fact, more ...fact) []fact {
	for _, m := range more {
		there := func(f fact) bool { return f.field == m.field }
		if !m.value.Missing() && !slices.ContainsFunc(facts, there) {
			facts = append(facts, m)
		}
	}
	return facts
}

// learnAll sets the fields that the item's own row leaves open.
func (it *Item) learnAll(facts []fact) {
	for _, f := range facts {
		it.learn(f.field, f.value)
	}
}

// plain returns the text at a path, "" where there is none. Location and tenant
// may stand in a column of their own.
func (w *row) plain(path string) string {
	if path == "location" || path == "tenantId" {
		return strings.Clone(w.text("vm." + path))
	}
	v, got := w.look(path)
	if got != here || typeName(v) {
		return ""
	}
	return strings.Clone(scalar(v))
}

// idAt returns the key of the id at the first of some paths that states one.
func (w *row) idAt(paths ...string) string {
	for _, path := range paths {
		if text := w.plain(path); text != "" {
			return idKey(text)
		}
	}
	return ""
}

// members returns the objects of the list at a path, or the single one in its
// place.
func (w *row) members(path string) []*object {
	v, _ := w.look(path)
	return objects(v)
}

func objects(v any) []*object {
	if one, ok := v.(*object); ok {
		return []*object{one}
	}
	var all []*object
	list, _ := v.([]any)
	for _, e := range list {
		if o, ok := e.(*object); ok {
			all = append(all, o)
		}
	}
	return all
}

// within returns the text at a path of an object within a row, below its
// properties or not.
func (o *object) within(path string) string {
	v, _ := o.property(path)
	return strings.Clone(scalar(v))
}

// idKey is the form in which ids are compared.
func idKey(id string) string {
	return strings.Clone(strings.ToLower(strings.TrimRight(strings.TrimSpace(id), "/")))
}

// part returns what follows a level of an id, such as the name after
// "resourcegroups". Case is ignored.
func part(id, level string) string {
	parts := strings.Split(id, "/")
	for i := 0; i+1 < len(parts); i++ {
		if strings.EqualFold(parts[i], level) {
			return parts[i+1]
		}
	}
	return ""
}

func subscriptionOf(id string) string { return strings.ToLower(part(id, "subscriptions")) }

func lastPart(id string) string { return id[strings.LastIndex(id, "/")+1:] }

// scopeOf returns the key of the resource that an extension resource such as a
// lock applies to: what stands before its provider.
func scopeOf(key, typ string) (scope string, ok bool) {
	at := strings.LastIndex(key, "/providers/"+typ+"/")
	if at < 0 {
		return "", false
	}
	return key[:at], true
}

// roleKeys are the keys that a role assignment shows in the command line and in
// PowerShell, which gives it neither id nor type.
var roleKeys = [][]string{{"principalId", "roleDefinitionName", "scope"}, {"ObjectId", "RoleDefinitionName", "Scope"}}

// relatedType names the type of a row that states none and has no id, by keys
// that no other export has.
func (w *row) relatedType() string {
	for _, keys := range roleKeys {
		if !slices.ContainsFunc(keys, func(key string) bool { return !w.object.names(key) }) {
			return typeRoles
		}
	}
	return ""
}

// writtenByAz tells objects of the command line from those of the service and
// of Resource Graph. It adds the resource group and keeps the properties level
// only for some types; Resource Graph writes types in lower case.
func (w *row) writtenByAz() bool {
	o := w.object
	switch typ := textAt(o, "type"); {
	case o.spells("Id") || o.spells("ResourceId") || o.names("subscriptionId") || o.names("tenantId") && w.props != nil:
		return false
	case w.props == nil:
		return !w.graph
	default:
		return o.spells("resourceGroup") && typ != strings.ToLower(typ)
	}
}

// format names a file by the command whose rows it holds, if it holds nothing
// else, and makes ready for the next file.
func (r *related) format(in Input) Format {
	defer clear(r.forms)
	if in.Format != FormatJSON && in.Format != FormatResourceGraph && in.Format != FormatARMList {
		return in.Format
	}
	for _, command := range slices.Sorted(maps.Keys(r.forms)) {
		if r.forms[command] == in.Rows {
			return Format(strings.ReplaceAll(command, " ", "-"))
		}
	}
	return in.Format
}

// wholeNumber returns a JSON number or text as a value, missing where it is none.
func wholeNumber(text string) Value {
	if v := number(json.Number(text)); v.Known() {
		return v
	}
	return Value{}
}
