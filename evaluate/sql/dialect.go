package sql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backready/backready/inventory/tables"
)

// A Dialect is the SQL of an engine: the few things that engines write
// differently.
type Dialect struct {
	// Name is that by which people choose it.
	Name string

	engine    string // as comments name it
	kept      string // the statement behind it that lets it be made once, %[1]s is its name
	keep      string // the statement that makes a table of this session of a query; %[1]s is its name
	view      string // what a view of this session is called
	quote     string // around names
	places    string // the type of a list of disks with their places
	lambda    func(names, body string) string
	list      func(items string) string
	strukt    func(pairs [][2]string) string // names are ours, values expressions
	some      func(list, test string) string // three-valued: is it so of one d of the list?
	inOrder   func(table string) string      // the rows of a group as a list, by their first column, place
	distinct  func(list string) string       // without empty and repeated members, in order
	functions functions
	escape    func(rune) (string, bool)
	types     [7]string // by tables.Type
}

// functions are the names of functions that do the same in every engine.
type functions struct{ transform, filter, concat, contains, length, join, matches, lookup string }

// DuckDB and Spark are the dialects there are.
var (
	DuckDB = &Dialect{
		Name: "duckdb", engine: "DuckDB", view: "TEMP VIEW", places: "STRUCT(place BIGINT, id VARCHAR)[]", quote: `"`, keep: "CREATE OR REPLACE TEMP TABLE %[1]s AS\n",
		lambda: func(names, body string) string { return "lambda " + names + ": " + body },
		list:   func(items string) string { return "[" + items + "]" },
		strukt: func(pairs [][2]string) string {
			return "{" + joined(pairs, func(p [2]string) string { return "'" + p[0] + "': " + p[1] }) + "}"
		},
		some: func(list, test string) string {
			return "CASE list_max(list_transform(" + list + ", lambda d: CASE " + test + " WHEN true THEN 2 WHEN false THEN 0 ELSE 1 END)) WHEN 2 THEN true WHEN 1 THEN NULL ELSE false END"
		},
		inOrder: func(table string) string { return "list(" + table + " ORDER BY place)" },
		distinct: func(list string) string {
			return "list_filter(" + list + ", lambda x, i: x IS NOT NULL AND list_position(" + list + ", x) = i)"
		},
		functions: functions{transform: "list_transform", filter: "list_filter", concat: "list_concat", contains: "list_contains", length: "len",
			join: "array_to_string", matches: "regexp_matches", lookup: "map_extract_value"},
		escape: func(r rune) (string, bool) {
			if r == '\'' {
				return "''", true
			}
			return "", false
		},
		types: [7]string{"VARCHAR", "BIGINT", "BOOLEAN", "VARCHAR[]", "MAP(VARCHAR, VARCHAR)", "MAP(VARCHAR, BIGINT)", "STRUCT(field VARCHAR, value VARCHAR)[]"},
	}
	Spark = &Dialect{
		Name: "spark", engine: "Spark SQL 3.5 or newer", view: "TEMPORARY VIEW", places: "ARRAY<STRUCT<place: BIGINT, id: STRING>>", quote: "`", kept: "CACHE TABLE %[1]s;\n", keep: "CREATE OR REPLACE TEMPORARY VIEW %[1]s AS\n",
		lambda: func(names, body string) string {
			if strings.Contains(names, ",") {
				names = "(" + names + ")"
			}
			return names + " -> " + body
		},
		list: func(items string) string { return "array(" + items + ")" },
		strukt: func(pairs [][2]string) string {
			return "named_struct(" + joined(pairs, func(p [2]string) string { return "'" + p[0] + "', " + p[1] }) + ")"
		},
		some:     func(list, test string) string { return "exists(" + list + ", d -> " + test + ")" },
		inOrder:  func(table string) string { return "sort_array(collect_list(struct(" + table + ".*)))" },
		distinct: func(list string) string { return "array_distinct(filter(" + list + ", x -> x IS NOT NULL))" },
		functions: functions{transform: "transform", filter: "filter", concat: "concat", contains: "array_contains", length: "array_size",
			join: "array_join", matches: "regexp_like", lookup: "try_element_at"},
		escape: func(r rune) (string, bool) {
			switch r {
			case '\'', '\\':
				return `\` + string(r), true
			case '$': // the shells of Spark put settings in the place of ${name}
				return `\u0024`, true
			}
			return "", false
		},
		types: [7]string{"STRING", "BIGINT", "BOOLEAN", "ARRAY<STRING>", "MAP<STRING, STRING>", "MAP<STRING, BIGINT>", "ARRAY<STRUCT<field: STRING, value: STRING>>"},
	}
)

// Dialects are all dialects.
var Dialects = []*Dialect{DuckDB, Spark}

// DialectNamed returns the dialect of that name.
func DialectNamed(name string) (*Dialect, bool) {
	i := slices.IndexFunc(Dialects, func(d *Dialect) bool { return d.Name == name })
	if i < 0 {
		return nil, false
	}
	return Dialects[i], true
}

func joined[T any](list []T, each func(T) string) string {
	said := make([]string, len(list))
	for i, x := range list {
		said[i] = each(x)
	}
	return strings.Join(said, ", ")
}

// text is a text as a literal. Whatever an edition holds passes through here.
func (d *Dialect) text(s string) string {
	var parts []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			parts = append(parts, "'"+b.String()+"'")
			b.Reset()
		}
	}
	for _, r := range s {
		escaped, ok := d.escape(r)
		switch {
		case ok:
			b.WriteString(escaped)
		case r < ' ' || r == 0x7f:
			flush()
			parts = append(parts, fmt.Sprintf("chr(%d)", r))
		default:
			b.WriteRune(r)
		}
	}
	flush()
	switch len(parts) {
	case 0:
		return "''"
	case 1:
		return parts[0]
	}
	return "(" + strings.Join(parts, " || ") + ")"
}

// texts are texts as literals, with commas between them.
func (d *Dialect) texts(list []string) string { return joined(list, d.text) }

// textsOf is a list of texts.
func (d *Dialect) textsOf(list []string) string { return d.list(d.texts(list)) }

func (d *Dialect) transform(list, body string) string {
	return d.functions.transform + "(" + list + ", " + d.lambda("d", body) + ")"
}

func (d *Dialect) filter(list, test string) string {
	return d.functions.filter + "(" + list + ", " + d.lambda("d", test) + ")"
}

func (d *Dialect) concat(lists []string) string {
	if len(lists) == 1 {
		return lists[0]
	}
	return d.functions.concat + "(" + strings.Join(lists, ", ") + ")"
}

// has reports whether a list, which may be missing, has a member.
func (d *Dialect) has(list, member string) string {
	return "coalesce(" + d.functions.contains + "(" + list + ", " + member + "), false)"
}

// at is what a map, which may be missing, has by a name.
func (d *Dialect) at(m, name string) string { return d.functions.lookup + "(" + m + ", " + name + ")" }

// typeOf is the type of a column.
func (d *Dialect) typeOf(t tables.Type) string { return d.types[t] }
