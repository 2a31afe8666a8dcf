// Package templates holds the embedded template, stylesheet and script of the
// HTML report. It knows nothing of the report: render/html fills them.
package templates

import _ "embed"

// HTML defines the html/template templates "part", which writes one part of the
// report, and "page", which writes everything around the parts.
//
//go:embed report.html
var HTML string

// Style is the stylesheet that the page carries inline.
//
//go:embed report.css
var Style string

// Script is the script that the page carries inline. It adds filters and
// sorting to tables; the page is complete without it.
//
//go:embed report.js
var Script string
