package json

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// point is a report in the trend.
type point struct {
	Run       string                    `json:"run"`
	Title     string                    `json:"title"`
	Generated string                    `json:"generated"`
	Editions  []string                  `json:"editions"`
	Complete  bool                      `json:"complete"`
	Totals    map[string]map[string]int `json:"totals"`
}

// trendOf is the trend of a report as JSON holds it.
func trendOf(r *render.Report) []point {
	var list []point
	for _, p := range r.Trend() {
		list = append(list, point{p.RunID, p.Title, p.Generated.Format(time.RFC3339), append([]string{}, p.Editions...), p.Complete, totalsOf(p)})
	}
	return list
}

func totalsOf(p render.Point) map[string]map[string]int {
	totals := map[string]map[string]int{}
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		of := map[string]int{}
		for _, v := range evaluate.Verdicts {
			of[v.String()] = p.Totals[kind][v]
		}
		totals[kind.String()] = of
	}
	return totals
}

// ReadPoint reads of a report.json what its head says of the estate. It stops
// there: the items, which are nearly all of the text, are not read.
func ReadPoint(r io.Reader) (render.Point, error) {
	var h head
	wanted := map[string]any{"schema": &h.Schema, "run": &h.Run, "editions": &h.Editions, "complete": &h.Complete, "totals": &h.Totals}
	dec := json.NewDecoder(r)
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		return render.Point{}, errors.New("is no report.json: it holds no JSON object")
	}
	for len(wanted) > 0 && dec.More() {
		token, err := dec.Token()
		if err != nil {
			return render.Point{}, broken(err)
		}
		key, _ := token.(string)
		if target, ok := wanted[key]; ok {
			err = dec.Decode(target)
			delete(wanted, key)
		} else {
			err = skip(dec)
		}
		if err != nil {
			return render.Point{}, broken(err)
		}
		if key == "schema" && h.Schema != Schema {
			return render.Point{}, fmt.Errorf("has the schema %q, not %s", h.Schema, Schema)
		}
	}
	if len(wanted) > 0 {
		return render.Point{}, errors.New("is no report.json: its head is not whole")
	}
	return h.point()
}

// skip passes over a value without holding it.
func skip(dec *json.Decoder) error {
	for depth := 0; ; {
		token, err := dec.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

func (h *head) point() (render.Point, error) {
	p := render.Point{RunID: h.Run.ID, Title: h.Run.Title, Complete: h.Complete, Totals: map[inventory.Kind][len(evaluate.Verdicts)]int{}}
	var err error
	if p.Generated, err = time.Parse(time.RFC3339, h.Run.Generated); err != nil {
		return p, fmt.Errorf("says that it was made at %q, which is no time", h.Run.Generated)
	}
	if p.Part, err = h.Run.Part.restored(); err != nil {
		return p, err
	}
	for _, e := range h.Editions {
		p.Editions = append(p.Editions, e.ID)
	}
	for _, kind := range []inventory.Kind{inventory.VM, inventory.Disk} {
		of := p.Totals[kind]
		for _, v := range evaluate.Verdicts {
			of[v] = h.Totals[kind.String()][v.String()]
		}
		p.Totals[kind] = of
	}
	return p, nil
}
