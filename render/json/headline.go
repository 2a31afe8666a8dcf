package json

import (
	"encoding/json"
	"errors"
	"io"
)

// ReadHeadline reads of a report.json what changed since the earlier report
// that it was compared with, in a sentence; "" where it was compared with none.
func ReadHeadline(r io.Reader) (string, error) {
	dec := json.NewDecoder(r)
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		return "", errors.New("is no report.json: it holds no JSON object")
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return "", broken(err)
		}
		if key == "changes" {
			var c struct {
				Headline string `json:"headline"`
			}
			if err := dec.Decode(&c); err != nil {
				return "", broken(err)
			}
			return c.Headline, nil
		}
		if err := skip(dec); err != nil {
			return "", broken(err)
		}
	}
	return "", nil
}
