package markdown

import (
	"bufio"
	"fmt"
	"io"

	"github.com/backready/backready/render"
)

// Changes writes what became of an estate between two reports: by cause, then
// item by item.
func Changes(w io.Writer, c *render.Changes) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# %s\n", escape(c.Now.Title))
	for _, part := range c.Parts() {
		writePart(b, part, shown{whole: true}, nil)
	}
	return b.Flush()
}
