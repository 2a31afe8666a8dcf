package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"aead.dev/minisign"
)

const (
	sumsFile      = "SHA256SUMS"
	signatureFile = sumsFile + ".minisig"
	// passwordVariable of the environment holds the password of the key.
	passwordVariable = "MINISIGN_PASSWORD"
)

func sum(text []byte) string {
	s := sha256.Sum256(text)
	return hex.EncodeToString(s[:])
}

// summed adds the file of checksums, as sha256sum -c reads it, and its signature
// where there is a key.
func (r *release) summed(files []entry) ([]entry, error) {
	files = byName(files)
	var sums bytes.Buffer
	for _, f := range files {
		fmt.Fprintf(&sums, "%s  %s\n", sum(f.text), f.name)
	}
	files = append(files, entry{name: sumsFile, text: sums.Bytes()})
	if r.key == "" {
		fmt.Println("not signed: no key was given (MINISIGN_KEY)")
		return files, nil
	}
	key, err := secretKey(r.key)
	if err != nil {
		return nil, err
	}
	signature, err := r.sign(key, sums.Bytes())
	return append(files, entry{name: signatureFile, text: signature}), err
}

// sign signs as minisign does it. The comment names the release and no time, so
// that the same release and key give the same bytes.
func (r *release) sign(key minisign.PrivateKey, text []byte) ([]byte, error) {
	in := minisign.NewReader(bytes.NewReader(text))
	if _, err := io.Copy(io.Discard, in); err != nil {
		return nil, err
	}
	return in.SignWithComments(key, program+" "+r.version+", "+sumsFile, "signature of a release of "+program), nil
}

// secretKey reads a key, with the password of the environment where it has one.
func secretKey(name string) (key minisign.PrivateKey, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return key, err
	}
	text = bytes.TrimSpace(text)
	if minisign.IsEncrypted(text) {
		if key, err = minisign.DecryptKey(strings.TrimRight(os.Getenv(passwordVariable), "\r\n"), text); err != nil {
			return key, errors.New("the password in " + passwordVariable + " is wrong, or the key is damaged")
		}
		return key, nil
	}
	if err := key.UnmarshalText(text); err != nil {
		return key, errors.New("the key is no secret key of minisign")
	}
	return key, nil
}
