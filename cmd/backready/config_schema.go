package main

import (
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/spf13/pflag"
)

// configSchema describes a configuration for editors and other programs.
//
//go:embed config.schema.json
var configSchema []byte

// configSchemaID is the name of the format and its version.
const configSchemaID = "backready/config/v1"

// An object is one of JSON Schema. Its keys come out in order.
type object map[string]any

// schemaOf makes the schema from the table and the words of the flags.
func schemaOf(report, mail *pflag.FlagSet) ([]byte, error) {
	root := level("backready configuration")
	root["$schema"], root["$id"] = "https://json-schema.org/draft/2020-12/schema", configSchemaID
	root["description"] = "Settings of backready report, check and mail; flags override them. Paths are relative to the folder of the file."
	for _, s := range settings {
		into := root["properties"].(object)
		above, key, nested := strings.Cut(s.key, ".")
		if !nested {
			key = s.key
		} else {
			if into[above] == nil {
				into[above] = level("")
			}
			into = into[above].(object)["properties"].(object)
		}
		flags := report
		if strings.HasPrefix(s.key, mailKey) {
			flags = mail
		}
		into[key] = s.schema(flags)
	}
	text, err := json.MarshalIndent(root, "", "  ")
	return append(text, '\n'), err
}

func level(title string) object {
	o := object{"type": "object", "additionalProperties": false, "properties": object{}}
	if title != "" {
		o["title"] = title
	}
	return o
}

// schema is that of one setting.
func (s setting) schema(flags *pflag.FlagSet) object {
	one := object{"type": "string"}
	switch {
	case s.kind == aNumber:
		one = object{"type": "integer", "minimum": s.least, "maximum": int64(mostNumber)}
	case s.kind == aSwitch:
		one["type"] = "boolean"
	case s.oneOf != nil:
		one["enum"] = s.oneOf
	case s.like != nil:
		one["pattern"] = s.like.String()
	case s.path() || s.list():
		one["minLength"] = 1
	}
	switch {
	case s.kind == aMapping:
		several := object{"type": "array", "minItems": 1, "items": one}
		one = object{"type": "object", "minProperties": 1, "propertyNames": object{"minLength": 1}, "additionalProperties": object{"anyOf": []object{one, several}}}
	case s.list():
		one = object{"type": "array", "minItems": 1, "items": one}
	}
	one["description"] = "the files to judge where none are given: exports, folders of them, patterns"
	if f := flags.Lookup(s.flag); f != nil {
		_, one["description"] = pflag.UnquoteUsage(f)
		one["description"] = one["description"].(string) + " (--" + f.Name + ")"
	}
	return one
}
