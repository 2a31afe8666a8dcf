// Package manifest writes and reads manifest.json, schema backready/manifest/v1:
// what went into a report and what came out, each file with its checksum, so
// that somebody who was not there can tell whether any of it was changed.
//
// A manifest has one form: keys in order, two spaces for each level, one line
// feed at the end. It carries its own checksum, which finds damage; only a
// signature finds somebody who knows how to make a manifest.
package manifest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/backready/backready/render"
)

// Schema is the name of the format and its version; Name that of the file.
const (
	Schema = "backready/manifest/v1"
	Name   = "manifest.json"
)

// A Manifest is what manifest.json says. Its lists are in the order of names.
type Manifest struct {
	Schema        string        `json:"schema"`
	Tool          Tool          `json:"tool"`
	Run           string        `json:"run"` // id
	Part          *Part         `json:"part,omitempty"`
	AsOf          string        `json:"asOf"`
	Generated     string        `json:"generated"` // RFC 3339, UTC
	Configuration Configuration `json:"configuration"`
	Editions      []Edition     `json:"editions"`
	Inputs        []File        `json:"inputs"`
	Outputs       []File        `json:"outputs"`
	// SHA256 is that of the manifest in which it is "".
	SHA256 string `json:"sha256"`
}

// A Part says which items of which run the report is about.
type Part struct {
	Of   string `json:"of"` // id of the run that judged all parts
	Name string `json:"name"`
}

// A Tool is the program that made the report.
type Tool struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"` // of its source
}

// A Configuration is how it was run, see [render.Run].
type Configuration struct {
	Arguments []string     `json:"arguments"`
	Files     []Configured `json:"files"`
	SHA256    string       `json:"sha256"` // of the arguments, each with a line feed
}

// Configured is a file that a flag among the arguments names.
type Configured struct {
	Flag string `json:"flag"`
	File
}

// An Edition is one that the report was judged by.
type Edition struct {
	ID     string `json:"id"`
	SHA256 string `json:"sha256"`
}

// A File is one that went in or came out.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Of returns the manifest of a report and the files it was written to.
func Of(r *render.Report, outputs []File) *Manifest {
	m := &Manifest{
		Schema: Schema, Tool: Tool{"backready", r.Version, r.Run.Revision},
		Run: r.RunID(), AsOf: r.AsOf, Generated: r.Generated.UTC().Format(time.RFC3339),
		Configuration: Configuration{Arguments: append([]string{}, r.Run.Arguments...), Files: []Configured{}, SHA256: r.Run.Configuration()},
		Editions:      []Edition{}, Inputs: []File{}, Outputs: append([]File{}, outputs...),
	}
	if part := r.Judgement.Part; part != nil {
		m.Part = &Part{r.WholeID(), part.String()}
	}
	for _, f := range r.Run.Files {
		m.Configuration.Files = append(m.Configuration.Files, Configured{f.Flag, File{f.Name, f.Bytes, f.SHA256}})
	}
	for _, e := range r.Judgement.Editions {
		m.Editions = append(m.Editions, Edition{e.ID, e.SHA256})
	}
	m.Inputs = append(m.Inputs, inputsOf(r)...)
	slices.SortFunc(m.Editions, func(a, b Edition) int { return cmp.Compare(a.ID, b.ID) })
	byName := func(a, b File) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.SHA256, b.SHA256)) }
	slices.SortFunc(m.Inputs, byName)
	slices.SortFunc(m.Outputs, byName)
	return m
}

// inputsOf are the files that a report was made from: those of a merged one are
// reports, which say what theirs were.
func inputsOf(r *render.Report) (list []File) {
	for i := range r.Merged {
		m := &r.Merged[i]
		list = append(list, File{m.MergedName(), m.Bytes, m.SHA256})
	}
	if len(list) > 0 {
		return list
	}
	for _, in := range r.Judgement.Inventory.Inputs {
		list = append(list, File{in.Name, in.Bytes, in.SHA256})
	}
	return list
}

// Text returns the manifest as it is written, with its checksum.
func (m *Manifest) Text() ([]byte, error) {
	unsealed := *m
	unsealed.SHA256 = ""
	text, err := encode(unsealed)
	if err != nil {
		return nil, err
	}
	return seal(text)
}

// encode writes a value in the one form of a manifest.
func encode(v any) ([]byte, error) {
	fields, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	tree, err := decode(fields)
	if err != nil {
		return nil, err
	}
	return canonical(tree)
}

// seal fills in the checksum of a manifest that has none.
func seal(unsealed []byte) ([]byte, error) {
	tree, err := decode(unsealed)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(unsealed)
	tree["sha256"] = hex.EncodeToString(sum[:])
	return canonical(tree)
}

func decode(text []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var tree map[string]any
	return tree, d.Decode(&tree)
}

// canonical writes a tree with its keys in order, which encoding/json does.
func canonical(tree map[string]any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(tree)
	return b.Bytes(), err
}

// Parse reads a manifest. Keys that a later version may have are passed over;
// a text that differs in any byte from what a program of ours writes is an
// error in words.
func Parse(text []byte) (*Manifest, error) {
	tree, err := decode(text)
	if err != nil || tree == nil {
		return nil, errors.New("is no JSON object")
	}
	if tree["schema"] != Schema {
		return nil, fmt.Errorf("has the schema %q, not %s", fmt.Sprint(tree["schema"]), Schema)
	}
	tree["sha256"] = ""
	unsealed, err := canonical(tree)
	if err != nil {
		return nil, err
	}
	sealed, err := seal(unsealed)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(sealed, text) {
		return nil, errors.New("differs from its own checksum, or from the one form of a manifest")
	}
	m := &Manifest{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("is broken: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return m, m.check()
}

// Of a run that is divided, the parts lie in folders of this one: each with a
// manifest of its own, which the manifest of the whole holds as an output.
const (
	PartsFolder = "parts"
	PartsIndex  = PartsFolder + "/index.json"
)

// PartManifest is the name of the manifest of the part in a folder.
func PartManifest(folder string) string { return PartsFolder + "/" + folder + "/" + Name }

// FolderOf is the folder of the part, below that of the whole, whose manifest an
// output of that name is.
func FolderOf(output string) (folder string, ok bool) {
	if output == PartsIndex || !ofParts.MatchString(output) {
		return "", false
	}
	return strings.TrimSuffix(output, "/"+Name), true
}

var (
	sum     = regexp.MustCompile(`^[0-9a-f]{64}$`)
	ofParts = regexp.MustCompile(`^` + PartsFolder + `/(index|[A-Za-z0-9_][A-Za-z0-9._-]{0,63}/manifest)\.json$`)
)

// check refuses what no program of ours writes, such as an output elsewhere.
func (m *Manifest) check() error {
	if _, err := time.Parse(time.RFC3339, m.Generated); err != nil {
		return fmt.Errorf("says that it was made at %q, which is no time", m.Generated)
	}
	files := slices.Concat(m.Inputs, m.Outputs)
	for _, f := range m.Configuration.Files {
		files = append(files, f.File)
	}
	for _, f := range files {
		if !sum.MatchString(f.SHA256) {
			return fmt.Errorf("%q has no checksum", f.Name)
		}
	}
	for _, f := range files[len(m.Inputs):] {
		if !filepath.IsLocal(f.Name) || f.Name == "." {
			return fmt.Errorf("%q is no name of a file in a folder", f.Name)
		}
	}
	for _, f := range m.Outputs {
		if filepath.Base(f.Name) != f.Name && !ofParts.MatchString(f.Name) {
			return fmt.Errorf("%q is no name of a file of a report", f.Name)
		}
	}
	return nil
}
