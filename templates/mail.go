package templates

import _ "embed"

// Mail is the html/template of the mail that brings a report: inline styles and
// tables, for readers of mail know little else.
//
//go:embed mail.html
var Mail string
