package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
)

func (o *options) registerMask(flags *pflag.FlagSet) {
	flags.StringSliceVar(&o.mask, "mask", nil, "show pseudonyms in the place of these names: "+strings.Join(inventory.MaskClasses, ", "))
	flags.StringVar(&o.maskKey, "mask-key", "", "`FILE` with the secret that the pseudonyms are made with, 16 bytes or more; the same key gives the same ones")
}

// masker returns the mask that is asked for, nil for none.
func (o *options) masker() (*inventory.Mask, error) {
	switch {
	case len(o.mask) == 0 && o.maskKey == "":
		return nil, nil
	case len(o.mask) == 0:
		return nil, usage("--mask "+strings.Join(inventory.MaskClasses, ","), "--mask-key is given, but nothing is to be masked")
	case o.maskKey == "":
		return nil, usage("head -c 32 /dev/urandom | base64 > mask.key; --mask-key mask.key", "--mask needs a key")
	}
	name := filepath.Base(o.maskKey)
	key, err := os.ReadFile(o.maskKey)
	if err != nil {
		return nil, usage("give the file with the key", "--mask-key %s: %s", name, reason(err))
	}
	mask, err := inventory.NewMask(o.mask, bytes.TrimRight(key, "\r\n"))
	if err != nil {
		return nil, usage("--mask "+strings.Join(inventory.MaskClasses, ",")+" --mask-key "+name, "%w", err)
	}
	return mask, nil
}

// masksEarlier reports whether a report is masked because those that it was made
// of are: the names that they hide are not known here.
func (o *options) masksEarlier(r *render.Report) bool {
	return len(o.from) > 0 && r.Masked != "" && len(o.mask) == 0
}

// maskedBy names the mask in reports: what it hides, and its key without giving
// it away.
func maskedBy(m *inventory.Mask) string {
	if m == nil {
		return ""
	}
	return strings.Join(m.Classes(), ", ") + " by the key " + m.KeyID()
}
