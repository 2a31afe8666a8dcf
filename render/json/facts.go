package json

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/backready/backready/evaluate"
)

// facts are values by field as one object that keeps their order.
type facts []evaluate.Fact

// MarshalJSON writes an object.
func (f facts) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, fact := range f {
		if i > 0 {
			out = append(out, ',')
		}
		for n, text := range [...]string{fact.Field, fact.Value} {
			quoted, err := json.Marshal(text)
			if err != nil {
				return nil, err
			}
			if out = append(out, quoted...); n == 0 {
				out = append(out, ':')
			}
		}
	}
	return append(out, '}'), nil
}

// UnmarshalJSON reads an object whose values are texts.
func (f *facts) UnmarshalJSON(text []byte) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		return fmt.Errorf("evidence is no object")
	}
	*f = nil
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		value, err := dec.Token()
		if err != nil {
			return err
		}
		said, ok := value.(string)
		if !ok {
			return fmt.Errorf("the evidence %v is no text", key)
		}
		*f = append(*f, evaluate.Fact{Field: key.(string), Value: said})
	}
	return nil
}
