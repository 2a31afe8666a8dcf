package html

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"

	"github.com/backready/backready/templates"
)

// policy is the content security policy of the page: nothing may be loaded and
// nothing may run but the stylesheet and the script inside, by their checksums.
func policy(style string) template.HTMLAttr {
	//nolint:gosec // sums of our own texts
	return template.HTMLAttr(`content="default-src 'none'; style-src ` + source(style) +
		`; script-src ` + source(templates.Script) + `; img-src data:; base-uri 'none'; form-action 'none'"`)
}

// source names inline text in a policy.
func source(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
