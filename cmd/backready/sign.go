package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"aead.dev/minisign"
	"github.com/spf13/pflag"

	"github.com/backready/backready/render/manifest"
)

// A manifest is signed as minisign does it: Ed25519 over its BLAKE2b hash. The
// signature carries no time but that of the report, so that the same report
// and key give the same bytes.

const (
	signatureFile = manifest.Name + ".minisig"
	// untrusted is the first line of a signature, which nothing protects.
	untrusted = "manifest of a backready report, see backready verify"
	// passwordVariable of the environment holds the password of the key.
	passwordVariable = "BACKREADY_SIGN_PASSWORD"
)

// A signing is what signs the manifest of a report; its zero value does not.
type signing struct{ key, passwordFile string }

func (s *signing) register(flags *pflag.FlagSet) {
	flags.StringVar(&s.key, "sign-key", "", "sign the manifest with this secret key of minisign: a `FILE`; the password of the key is that in "+passwordVariable)
	flags.StringVar(&s.passwordFile, "sign-password-file", "", "take the password of the key from this `FILE`")
}

// load reads the key, nil where nothing is to be signed.
func (s *signing) load() (*minisign.PrivateKey, error) {
	if s.key == "" {
		if s.passwordFile != "" {
			return nil, usage("--sign-key FILE", "--sign-password-file without a key")
		}
		return nil, nil
	}
	short := filepath.Base(s.key)
	text, err := os.ReadFile(s.key)
	if err != nil {
		return nil, usage("minisign -G makes a pair of keys", "--sign-key %s: %s", short, reason(err))
	}
	var key minisign.PrivateKey
	if !minisign.IsEncrypted(text) {
		if err := key.UnmarshalText(bytes.TrimSpace(text)); err != nil {
			return nil, usage("minisign -G makes a pair of keys", "--sign-key %s: is no secret key of minisign", short)
		}
		return &key, working(key, short)
	}
	password, err := s.password()
	if err != nil {
		return nil, err
	}
	if key, err = minisign.DecryptKey(password, bytes.TrimSpace(text)); err != nil {
		return nil, usage("set "+passwordVariable+", or give --sign-password-file FILE", "--sign-key %s: the password is wrong or the key is damaged", short)
	}
	return &key, working(key, short)
}

// password is that of the file or of the environment. It is never printed.
func (s *signing) password() (string, error) {
	if s.passwordFile == "" {
		return os.Getenv(passwordVariable), nil
	}
	text, err := os.ReadFile(s.passwordFile)
	if err != nil {
		return "", usage("check the path", "--sign-password-file %s: %s", filepath.Base(s.passwordFile), reason(err))
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// working refuses a key of which one half does not fit the other.
func working(key minisign.PrivateKey, name string) error {
	message := []byte("backready")
	if public, ok := key.Public().(minisign.PublicKey); !ok || !minisign.Verify(public, message, minisign.SignWithComments(key, message, "", "")) {
		return usage("minisign -G makes a pair of keys", "--sign-key %s: the key is damaged", name)
	}
	return nil
}

// sign returns the signature of a manifest.
func sign(key minisign.PrivateKey, m *manifest.Manifest, text []byte) ([]byte, error) {
	r := minisign.NewReader(bytes.NewReader(text))
	if _, err := new(bytes.Buffer).ReadFrom(r); err != nil {
		return nil, err
	}
	return r.SignWithComments(key, trusted(m), untrusted), nil
}

// trusted is the comment that is signed with the manifest.
func trusted(m *manifest.Manifest) string {
	return "run " + m.Run + ", generated " + m.Generated
}

// publicKey reads a public key file of minisign, or the key alone; nil where no
// file is named.
func publicKey(name string) (*minisign.PublicKey, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, usage("give the public key of whoever signed", "--public-key %s: %s", filepath.Base(name), reason(err))
	}
	var key minisign.PublicKey
	if err := key.UnmarshalText(bytes.TrimSpace(text)); err != nil {
		return nil, usage("give the public key of whoever signed", "--public-key %s: is no public key of minisign", filepath.Base(name))
	}
	return &key, nil
}

// checkSignature checks the signature of a manifest, by the key where there is
// one, and says whose it is. Without a key it can only tell whether it has the
// form of ours.
func checkSignature(signature, text []byte, m *manifest.Manifest, key *minisign.PublicKey) (said string, err error) {
	var s minisign.Signature
	if err := s.UnmarshalText(signature); err != nil {
		return "", errors.New("is no signature of minisign")
	}
	whole, err := s.MarshalText()
	switch {
	case err != nil || !bytes.Equal(whole, signature) || s.UntrustedComment != untrusted || s.Algorithm != minisign.HashEdDSA:
		return "", errors.New("is not as it was written")
	case s.TrustedComment != trusted(m):
		return "", fmt.Errorf("is of another report: %s", s.TrustedComment)
	case key == nil:
		return fmt.Sprintf("by the key %016X, not checked: give --public-key FILE", s.KeyID), nil
	case s.KeyID != key.ID():
		return "", fmt.Errorf("is by the key %016X, not by %016X", s.KeyID, key.ID())
	case !minisign.Verify(*key, text, signature):
		return "", fmt.Errorf("does not fit the manifest and the key %016X", key.ID())
	}
	return fmt.Sprintf("good, by the key %016X", key.ID()), nil
}
