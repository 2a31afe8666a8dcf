package terminal

import (
	"fmt"
	"io"

	"github.com/backready/backready/render"
)

// Changes shows what became of an estate between two reports, by cause.
func Changes(w io.Writer, c *render.Changes, o Options) error {
	b := &writer{w: w}
	part := c.Parts()[0]
	fmt.Fprintln(b, heading(part.Title, o))
	renderBody(b, part, o)
	return b.err
}
