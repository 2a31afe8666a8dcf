package main

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // RFC 9562 wants it for names
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// The bill of materials is CycloneDX 1.6, as far as we use it, and says what the
// binary says of itself.

type bill struct {
	Format       string       `json:"bomFormat"`
	Spec         string       `json:"specVersion"`
	Serial       string       `json:"serialNumber"`
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Timestamp  string      `json:"timestamp"`
	Lifecycles []lifecycle `json:"lifecycles"`
	Tools      tools       `json:"tools"`
	Component  component   `json:"component"`
}

type lifecycle struct {
	Phase string `json:"phase"`
}

type tools struct {
	Components []component `json:"components"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref,omitempty"`
	Name       string     `json:"name"`
	Version    string     `json:"version,omitempty"`
	Hashes     []hash     `json:"hashes,omitempty"`
	Licenses   []licensed `json:"licenses,omitempty"`
	Purl       string     `json:"purl,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type licensed struct {
	License struct {
		ID   string `json:"id,omitempty"`
		Name string `json:"name,omitempty"`
	} `json:"license"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn,omitempty"`
}

// bill is the bill of the binary of a platform.
func (r *release) bill(p platform, binary string, text []byte, licences map[string]string) ([]byte, error) {
	info, err := buildinfo.Read(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", binary, err)
	}
	own := component{Type: "application", Ref: purl(info.Main.Path, r.version), Name: program, Version: r.version,
		Hashes: []hash{{"SHA-256", sum(text)}}, Licenses: under("Apache-2.0"), Purl: purl(info.Main.Path, r.version),
		Properties: []property{{"backready:platform", p.String()}, {"backready:commit", r.commit}}}
	for _, s := range info.Settings {
		own.Properties = append(own.Properties, property{"backready:build:" + s.Key, s.Value})
	}
	b := bill{Format: "CycloneDX", Spec: "1.6", Version: 1, Serial: "urn:uuid:" + named(r.name(p)+" "+sum(text)),
		Metadata: metadata{Timestamp: r.made.Format(time.RFC3339), Lifecycles: []lifecycle{{"build"}}, Component: own,
			Tools: tools{[]component{{Type: "application", Name: program + "-release", Version: r.version}}}}}
	std := strings.TrimPrefix(info.GoVersion, "go")
	b.Components = append(b.Components, component{Type: "library", Ref: purl("std", std), Name: "std", Version: std, Licenses: under(licences["std"]), Purl: purl("std", std)})
	for _, d := range info.Deps {
		c := component{Type: "library", Name: d.Path, Version: d.Version, Licenses: under(licences[d.Path]), Properties: []property{{"backready:go.sum", d.Sum}}}
		if d.Replace != nil {
			c.Name, c.Version = d.Replace.Path, d.Replace.Version
			c.Properties = []property{{"backready:go.sum", d.Replace.Sum}, {"backready:replaces", d.Path + "@" + d.Version}}
		}
		c.Purl = purl(c.Name, c.Version)
		c.Ref = c.Purl
		b.Components = append(b.Components, c)
	}
	// The binary names what is in it and not what in it needs what.
	all := dependency{Ref: own.Ref}
	for _, c := range b.Components {
		all.DependsOn = append(all.DependsOn, c.Ref)
		b.Dependencies = append(b.Dependencies, dependency{Ref: c.Ref})
	}
	b.Dependencies = append([]dependency{all}, b.Dependencies...)
	out, err := json.MarshalIndent(b, "", "  ")
	return append(out, '\n'), err
}

// under is the licence by its name in the list of SPDX, or where to read it.
func under(id string) []licensed {
	var l licensed
	if l.License.ID = id; id == "" {
		l.License.Name = "see THIRD-PARTY-NOTICES"
	}
	return []licensed{l}
}

// purl is the address of a module in the form that bills of materials share.
func purl(path, version string) string {
	parts := strings.Split(path, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return "pkg:golang/" + strings.Join(parts, "/") + "@" + strings.ReplaceAll(url.PathEscape(version), "+", "%2B")
}

// namespace is that of addresses (RFC 9562), in which our name is one.
var namespace = [16]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}

// named is a UUID of version 5: the same for the same name.
func named(name string) string {
	h := sha1.New() //nolint:gosec // as above
	h.Write(namespace[:])
	h.Write([]byte("https://github.com/backready/backready/releases/" + name))
	u := h.Sum(nil)[:16]
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
