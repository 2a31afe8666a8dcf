package json

import "github.com/backready/backready/render"

// made is the part of a run that says how somebody can make the report again.
type made struct {
	Revision      string   `json:"revision,omitempty"` // of the source of the program
	Operator      string   `json:"operator,omitempty"`
	Arguments     []string `json:"arguments"`
	Configuration string   `json:"configuration"` // SHA-256 of the arguments, each with a line feed
	Files         []file   `json:"files"`         // that flags among the arguments name
	MaxEditionAge int      `json:"maxEditionAge,omitempty"`
}

type file struct {
	Flag   string `json:"flag"`
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func madeOf(r render.Run) made {
	m := made{Revision: r.Revision, Operator: r.Operator, Arguments: append([]string{}, r.Arguments...),
		Configuration: r.Configuration(), Files: []file{}, MaxEditionAge: r.MaxEditionAge}
	for _, f := range r.Files {
		m.Files = append(m.Files, file(f))
	}
	return m
}

// run is madeOf the other way round.
func (m made) run() render.Run {
	r := render.Run{Revision: m.Revision, Operator: m.Operator, Arguments: m.Arguments, MaxEditionAge: m.MaxEditionAge}
	for _, f := range m.Files {
		r.Files = append(r.Files, render.File(f))
	}
	return r
}
