package json

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

// Read reads a report.json of any version of [Schema] and restores the report
// it was written from: nothing is judged anew. Keys that it does not know are
// passed over. A text that is no report, or one that contradicts itself or the
// released editions, is an error in words.
func Read(r io.Reader) (*render.Report, error) { return newDocument().read(r) }

func (d *document) read(r io.Reader) (*render.Report, error) {
	if err := d.decode(r); err != nil {
		return nil, err
	}
	editions, err := d.editions()
	if err != nil {
		return nil, err
	}
	inv, err := d.items.Inventory(d.inputs(), d.problems(d.Problems, ""))
	if err != nil {
		return nil, err
	}
	j, err := evaluate.Restore(inv, editions, d.results, d.counts())
	if err != nil {
		return nil, err
	}
	if j, err = d.restrict(j); err != nil {
		return nil, err
	}
	return d.report(j)
}

// A document is a report.json as it is read.
type document struct {
	head
	beside  []item
	items   *inventory.Restorer
	results map[*inventory.Item]*evaluate.StoredResults
	said    *said
	list    func(*stream) error // reads the items
}

func newDocument() *document {
	d := &document{items: inventory.NewRestorer(), results: map[*inventory.Item]*evaluate.StoredResults{}, said: newSaid()}
	d.list = d.readItems
	return d
}

// decode reads the text item by item.
func (d *document) decode(r io.Reader) error {
	known := map[string]any{"schema": &d.Schema, "tool": &d.Tool, "run": &d.Run, "editions": &d.Editions, "inputs": &d.Inputs,
		"problems": &d.Problems, "totals": &d.Totals, "waivers": &d.Waivers, "rules": &d.Rules, "sample": &d.Sample, "merged": &d.Merged, "beside": &d.beside}
	s := newStream(r)
	if start, err := s.Token(); err != nil || start != json.Delim('{') {
		return errors.New("is no report.json: it holds no JSON object")
	}
	for s.More() {
		token, err := s.Token()
		if err != nil {
			return broken(err)
		}
		key, _ := token.(string)
		switch target, ok := known[key]; {
		case key == "items":
			err = d.list(s)
		case ok:
			err = s.Decode(target)
		default:
			err = s.Decode(new(json.RawMessage))
		}
		if err != nil {
			return broken(err)
		}
		if key == "schema" && d.Schema != Schema {
			return fmt.Errorf("has the schema %q, not %s", d.Schema, Schema)
		}
	}
	if _, err := s.Token(); err != nil {
		return broken(err)
	}
	for i := range d.beside {
		if err := d.take(&d.beside[i]); err != nil {
			return err
		}
	}
	if d.Schema == "" {
		return errors.New("is no report.json: it has no schema")
	}
	return nil
}

func broken(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("breaks off before its end")
	}
	return fmt.Errorf("is broken: %s", strings.TrimPrefix(err.Error(), "json: "))
}

// editions loads and compiles the editions by which the report was judged.
func (d *document) editions() ([]*evaluate.Edition, error) {
	var list []*evaluate.Edition
	for _, e := range d.Editions {
		loaded, err := e.load()
		if err != nil {
			return nil, err
		}
		if loaded.SHA256 != e.SHA256 {
			return nil, fmt.Errorf("was judged by another text of %s: SHA-256 %s, here it is %s", e.ID, e.SHA256, loaded.SHA256)
		}
		compiled, err := evaluate.Compile(loaded)
		if err != nil {
			return nil, err
		}
		list = append(list, compiled)
	}
	return list, nil
}

func (e *edition) load() (*matrix.Edition, error) {
	if e.Text != "" {
		return matrix.Parse(e.ID, []byte(e.Text))
	}
	return matrix.Ready(e.ID)
}

func (d *document) inputs() []inventory.Input {
	list := make([]inventory.Input, len(d.Inputs))
	for i, in := range d.Inputs {
		list[i] = inventory.Input{Name: in.Name, Format: inventory.Format(in.Format), Encoding: in.Encoding, SHA256: in.SHA256, Bytes: in.Bytes, Rows: in.Rows,
			VMs: in.VMs, Disks: in.Disks, Other: in.Other, Duplicates: in.Duplicates, Rejected: in.Rejected, Complete: in.Complete, Problems: d.problems(in.Problems, in.Name)}
		for _, o := range in.OtherTypes {
			list[i].OtherTypes = append(list[i].OtherTypes, inventory.OtherType(o))
		}
	}
	return list
}

func (d *document) problems(stored []problem, file string) []inventory.Problem {
	var list []inventory.Problem
	for _, p := range stored {
		list = append(list, inventory.Problem{File: file, Line: p.Line, Column: p.Column, Text: p.Text, Hint: p.Hint, Incomplete: p.Incomplete})
	}
	return list
}

func (d *document) counts() []evaluate.StoredCount {
	list := make([]evaluate.StoredCount, len(d.Rules))
	for i, c := range d.Rules {
		list[i] = evaluate.StoredCount(c)
	}
	return list
}

// report puts the report together and holds it against what the text says of
// it as a whole.
func (d *document) report(j *evaluate.Judgement) (*render.Report, error) {
	generated, err := time.Parse(time.RFC3339, d.Run.Generated)
	if err != nil {
		return nil, fmt.Errorf("says that it was made at %q, which is no time", d.Run.Generated)
	}
	r := &render.Report{Title: d.Run.Title, Organization: d.Run.Organization, Classification: d.Run.Classification,
		Version: d.Tool.Version, Generated: generated.UTC(), AsOf: d.Run.AsOf, Masked: d.Run.Masked, Judgement: j, Run: d.Run.run()}
	if d.Run.Against != "" {
		loaded, err := matrix.Ready(d.Run.Against)
		if err != nil {
			return nil, err
		}
		other, err := evaluate.Compile(loaded)
		if err != nil {
			return nil, err
		}
		r.Against = evaluate.Judge(j.Inventory, []*evaluate.Edition{other})
	}
	r.Waivers = d.Waivers.restored()
	if err := j.Rewaive(r.Waivers); err != nil {
		return nil, err
	}
	if r.Sample, err = d.Sample.restore(r); err != nil {
		return nil, err
	}
	if err := d.restoreMerged(r); err != nil {
		return nil, err
	}
	for _, c := range r.Counts() {
		for _, v := range evaluate.Verdicts {
			if said := d.Totals[c.Kind.String()][v.String()]; said != c.Of[v] {
				return nil, fmt.Errorf("contradicts itself: it counts %d %s %ss and holds %d", said, v, c.Kind, c.Of[v])
			}
		}
	}
	if id := r.RunID(); id != d.Run.ID {
		return nil, fmt.Errorf("contradicts itself: it is the run %s, what it holds makes it %s", d.Run.ID, id)
	}
	return r, nil
}
