package inventory

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// readValue turns what an export states for a field into a value: a JSON
// scalar, list or object, or the text of a cell.
func (f *Field) readValue(raw any) Value {
	if f.read != nil {
		return f.read(raw)
	}
	switch f.Type {
	case IntField:
		return number(raw)
	case BoolField:
		return boolean(raw)
	case ListField:
		return list(raw)
	default:
		return Text(scalar(raw))
	}
}

// scalar returns a JSON scalar or cell as text, "" for lists and objects.
func scalar(raw any) string {
	switch v := raw.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	default:
		return ""
	}
}

// number reads a whole number. Anything else, decimal commas and thousands
// separators included, is not recognised: a guess would be worse than none.
func number(raw any) Value {
	text := scalar(raw)
	n, err := strconv.ParseInt(strings.TrimSuffix(text, ".0"), 10, 64)
	if err != nil || n < 0 {
		return Unrecognised(text)
	}
	return Int(n)
}

func boolean(raw any) Value {
	text := scalar(raw)
	switch strings.ToLower(text) {
	case "true", "yes", "1", "enabled":
		return Bool(true)
	case "false", "no", "0", "disabled":
		return Bool(false)
	}
	return Unrecognised(text)
}

// list reads a JSON list, the keys of a JSON object, or a cell with either or
// with texts between commas or semicolons.
func list(raw any) Value {
	switch v := raw.(type) {
	case []any:
		items := make([]string, 0, len(v))
		for _, e := range v {
			items = append(items, scalar(e))
		}
		return List(items...)
	case *object:
		return List(slices.Clone(v.keys)...) // the object may be one of an arena
	}
	text := scalar(raw)
	if text == "" {
		return List()
	}
	items := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' })
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return List(items...)
}

// keys reads the names of a map such as tags.
func keys(raw any) Value {
	switch raw.(type) {
	case *object, []any:
		return list(raw)
	}
	return Unrecognised(scalar(raw))
}

// count reads the length of a list or map, or a cell with the number itself.
func count(raw any) Value {
	switch v := raw.(type) {
	case []any:
		return Int(int64(len(v)))
	case *object:
		return Int(int64(len(v.keys)))
	}
	return number(raw)
}

// countMembers is [count] of a list of objects, in the place of which the single
// one of a list of one may stand.
func countMembers(raw any) Value {
	if _, single := raw.(*object); single {
		return Int(1)
	}
	return count(raw)
}

// oneOf reads one of the names that Azure knows, ignoring case, and returns it
// as Azure writes it.
func oneOf(names ...string) func(any) Value {
	return func(raw any) Value {
		text := scalar(raw)
		for _, n := range names {
			if strings.EqualFold(n, text) {
				return Text(n)
			}
		}
		return Unrecognised(text)
	}
}

// named reads the name of something. What other tools write in the place of nothing
// names nothing.
func named(raw any) Value {
	text := scalar(raw)
	if placeholder(text) {
		return Unrecognised(text)
	}
	return Text(text)
}

func placeholder(text string) bool {
	return len(text) <= len("undefined") && slices.Contains(placeholders, strings.ToLower(text))
}

var placeholders = p("none", "null", "nil", "nan", "n/a", "#n/a", "na", "-", "undefined", "<nil>", "(null)")

// enumeration reads a name that PowerShell writes as its number, from 0.
func enumeration(names ...string) func(any) Value {
	return func(raw any) Value {
		if n, err := strconv.Atoi(scalar(raw)); err == nil && n >= 0 && n < len(names) {
			return Text(names[n])
		}
		return oneOf(names...)(raw)
	}
}

var (
	osType  = enumeration("Windows", "Linux")
	caching = enumeration("None", "ReadOnly", "ReadWrite")
)

func location(raw any) Value {
	text := scalar(raw)
	if r, ok := regionOf(text); ok {
		return Text(r.Name)
	}
	return Unrecognised(text)
}

func sku(raw any) Value {
	text := scalar(raw)
	if name, ok := knownSKU(text); ok {
		return Text(name)
	}
	return Unrecognised(text)
}

func sizeName(raw any) Value {
	text := scalar(raw)
	if _, ok := sizeOf(text); ok {
		return Text(text)
	}
	return Unrecognised(text)
}

func noneIsAbsent(raw any) Value {
	text := scalar(raw)
	if strings.EqualFold(text, "None") {
		return Absent()
	}
	return Text(text)
}

func dashIsAbsent(raw any) Value {
	text := scalar(raw)
	if text == "-" || text == "" {
		return Absent()
	}
	return Text(text)
}

// ephemeral reads diffDiskSettings.option: Local is the only one there is.
func ephemeral(raw any) Value {
	if strings.EqualFold(scalar(raw), "Local") {
		return Bool(true)
	}
	return boolean(raw)
}

func diskSecurityType(raw any) Value {
	text := scalar(raw)
	switch {
	case strings.EqualFold(text, "Standard"):
		return Absent()
	case strings.EqualFold(text, "TrustedLaunch"):
		return Text("TrustedLaunch")
	case len(text) > 14 && strings.EqualFold(text[:14], "ConfidentialVM"):
		return Text(text)
	}
	return Unrecognised(text)
}

var powerStates = []string{"running", "starting", "stopping", "stopped", "deallocating", "deallocated"}

// powerState reads a code (PowerState/running), the text of the command line
// (VM running) or a label of the portal (Stopped (deallocated)).
func powerState(raw any) Value {
	text := scalar(raw)
	word := strings.ToLower(text)
	word = strings.TrimPrefix(strings.TrimPrefix(word, "powerstate/"), "vm ")
	if state, ok := portalStatus(word); ok {
		return Text(state)
	}
	return Unrecognised(text)
}

// resourceID reads a resource id, also out of a link to the portal.
func resourceID(raw any) Value { return Text(resourceIDIn(raw)) }

func resourceIDIn(raw any) string {
	const portal = "https://portal"
	text := scalar(raw)
	if len(text) >= len(portal) && strings.EqualFold(text[:len(portal)], portal) {
		return linkedID(text)
	}
	return text
}
