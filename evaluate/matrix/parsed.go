package matrix

import (
	"encoding/json"
	"sync"
)

// The folder parsed holds the released editions and the front matter of the
// guide pages as JSON: reading the YAML took more than a third of the time of a
// run on a small estate. It is made of the YAML by `make parsed`, and a test
// holds that it says the same. Packed Go values would be read five times as fast
// again, but lose false behind a pointer and can't be read in a review.

// Ready returns a released edition as [Load] does, ready to be judged by and in
// a fraction of the time. Examples of rules are left out.
func Ready(id string) (*Edition, error) {
	return once(&ready, id, func() (*Edition, error) { return readParsed(id) })
}

func readParsed(id string) (*Edition, error) {
	name, text, err := released(id)
	if err != nil {
		return nil, err
	}
	e := &Edition{File: name, Text: string(text)}
	form, err := files.ReadFile("parsed/" + id + ".json")
	if err == nil {
		err = json.Unmarshal(form, e)
	}
	if err != nil || e.ID != id || e.SHA256 != checksum(text) {
		return Load(id) // an edition that is being written
	}
	return e, nil
}

// A front is the front matter of a page, and of which bytes it was made.
type front struct {
	SHA256 string
	Guide
}

// fronts are those of the released pages by rule, read when the first is asked
// for.
var fronts = sync.OnceValue(func() map[string]front {
	all := map[string]front{}
	if form, err := files.ReadFile("parsed/guides.json"); err != nil || json.Unmarshal(form, &all) != nil {
		return nil
	}
	return all
})

// parsedGuide returns the guide of a page whose front matter is parsed already,
// false where it is not or was another.
func parsedGuide(rule, name, text string) (*Guide, bool) {
	yaml, body, _ := frontOf(text)
	f, ok := fronts()[rule]
	if !ok || f.SHA256 != checksum([]byte(yaml)) {
		return nil, false
	}
	g := f.Guide
	return &g, g.read(name, body) == nil
}
