package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"aead.dev/minisign"

	"github.com/backready/backready/render/manifest"
)

// keys writes a pair of keys without a password, always the same one.
func keys(t *testing.T) (secret, public string) {
	t.Helper()
	pub, priv, err := minisign.GenerateKey(rand.NewChaCha8([32]byte{1}))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	secret, public = filepath.Join(dir, "minisign.key"), filepath.Join(dir, "minisign.pub")
	text, err := priv.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	write(t, secret, text)
	if text, err = pub.MarshalText(); err != nil {
		t.Fatal(err)
	}
	write(t, public, text)
	return secret, public
}

// TestSignature: the same report and key give the same signature, which fits.
// The key of testdata was made by minisign with little memory, so that its
// password is tried in no time. A password shows nowhere.
func TestSignature(t *testing.T) {
	const key, public, password = "testdata/key/locked.key", "testdata/key/locked.pub", "correct horse battery"
	dir := t.TempDir()
	report := func(name string, more ...string) string {
		out := filepath.Join(dir, name)
		said := command(t, statusDone, append([]string{"report", "--format", "md,json", "--now", sampleTime, "--out", out, "../../samples/estate"}, more...)...)
		if strings.Contains(said, password) {
			t.Errorf("the password is printed: %s", said)
		}
		return out
	}
	t.Setenv(passwordVariable, password)
	first := report("first", "--sign-key", key)
	if said := command(t, statusDone, "verify", first, "--public-key", public); !strings.Contains(said, "signature: good, by the key 4026664F956C5ED4") {
		t.Error(said)
	}
	if said := command(t, statusDone, "verify", first); !strings.Contains(said, "not checked: give --public-key FILE") {
		t.Error(said)
	}
	file := filepath.Join(dir, "password")
	write(t, file, []byte("not it\n"))
	said := command(t, statusUsage, "report", "--out", filepath.Join(dir, "none"), "--sign-key", key, "--sign-password-file", file, "../../samples/estate")
	if !strings.Contains(said, "the password is wrong") || strings.Contains(said, "not it") || strings.Contains(said, password) {
		t.Error(said)
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Error("a report without the signature that was asked for")
	}
	write(t, file, []byte(password+"\r\n"))
	t.Setenv(passwordVariable, "")
	second := report("second", "--sign-key", key, "--sign-password-file", file)
	if diff := differences(t, first, second); len(diff) > 0 {
		t.Errorf("%q differ", diff)
	}
	for _, name := range []string{"report.md", "report.json", "manifest.json", signatureFile} {
		text, err := os.ReadFile(filepath.Join(second, name))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte(password)) || bytes.Contains(text, []byte("sign-key")) || bytes.Contains(text, []byte("locked.key")) {
			t.Errorf("%s says how it was signed", name)
		}
	}
}

// TestSignatureOfAnother: a signature is of one manifest and one key, and goes
// with the report that it is of.
func TestSignatureOfAnother(t *testing.T) {
	secret, public := keys(t)
	out, other := filepath.Join(t.TempDir(), "report"), filepath.Join(t.TempDir(), "other")
	args := []string{"report", "--quiet", "--format", "md", "--now", sampleTime, "../../samples/estate", "--out"}
	command(t, statusDone, append(args, other, "--sign-key", secret, "--title", "Another")...)
	command(t, statusDone, append(args, out, "--sign-key", secret)...)
	signature, err := os.ReadFile(filepath.Join(other, signatureFile))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(out, signatureFile), signature)
	if said := command(t, statusAltered, "verify", out, "--public-key", public); !strings.Contains(said, signatureFile+": is of another report") {
		t.Error(said)
	}
	stranger, _, err := minisign.GenerateKey(rand.NewChaCha8([32]byte{2}))
	if err != nil {
		t.Fatal(err)
	}
	text, err := stranger.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	write(t, public, text)
	if said := command(t, statusAltered, "verify", other, "--public-key", public); !strings.Contains(said, ", not by ") {
		t.Error(said)
	}
	command(t, statusDone, append(args, out)...)
	if said := command(t, statusDone, "verify", out); !strings.Contains(said, "signature: none") {
		t.Errorf("the signature of the earlier report is still there: %s", said)
	}
	command(t, statusAltered, "verify", out, "--public-key", public)
}

// TestDamagedKeys: what is no key, or not whole, signs nothing.
func TestDamagedKeys(t *testing.T) {
	secret, public := keys(t)
	text, err := os.ReadFile(secret)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "key")
	damaged := bytes.Clone(text)
	damaged[len(damaged)-100] ^= 1 // still base64: a letter becomes its neighbour
	for _, bad := range [][]byte{nil, []byte("key"), damaged, text[:len(text)-8]} {
		write(t, name, bad)
		if _, err := (&signing{key: name}).load(); err == nil {
			t.Errorf("%.60q... is a key", bad)
		}
	}
	if _, err := (&signing{passwordFile: name}).load(); err == nil {
		t.Error("a password without a key")
	}
	if _, err := (&signing{key: public}).load(); err == nil {
		t.Error("a public key signs")
	}
}

// TestCheckersMinisign: minisign itself takes our signature, and none of a
// manifest with another bit; we take keys that it made.
func TestCheckersMinisign(t *testing.T) {
	checkers(t)
	dir := t.TempDir()
	out, secret, public := filepath.Join(dir, "report"), filepath.Join(dir, "made.key"), filepath.Join(dir, "made.pub")
	printed(t, dir, "minisign", "-G", "-W", "-p", public, "-s", secret)
	command(t, statusDone, "report", "--quiet", "--now", sampleTime, "--out", out, "--sign-key", secret, "../../samples/estate")
	command(t, statusDone, "verify", out, "--public-key", public)
	said := printed(t, out, "minisign", "-V", "-p", public, "-m", "manifest.json")
	if !strings.Contains(said, "Signature and comment signature verified") || !strings.Contains(said, "Trusted comment: run ") {
		t.Error(said)
	}
	name := filepath.Join(out, "manifest.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, len(text) / 2, len(text) - 1} {
		damaged := bytes.Clone(text)
		damaged[at] ^= 1
		write(t, name, damaged)
		if said, err := exec.Command("minisign", "-V", "-p", public, "-m", name).CombinedOutput(); err == nil {
			t.Errorf("byte %d: %s", at, said)
		}
	}
}

// TestEveryBitOfSignature: no bit of a signature can change without notice, not
// even in the line that minisign does not protect.
func TestEveryBitOfSignature(t *testing.T) {
	secret, public := keys(t)
	private, err := (&signing{key: secret}).load()
	if err != nil {
		t.Fatal(err)
	}
	key, err := publicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	m, text := &manifest.Manifest{Run: "0123456789ab", Generated: sampleTime}, []byte("any text\n")
	signature, err := sign(*private, m, text)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := checkSignature(signature, text, m, key); err != nil {
		t.Fatal(err)
	}
	for i := range signature {
		for bit := range 8 {
			damaged := bytes.Clone(signature)
			damaged[i] ^= 1 << bit
			if said, err := checkSignature(damaged, text, m, key); err == nil {
				t.Fatalf("byte %d, bit %d: %s", i, bit, said)
			}
		}
	}
	if _, err := checkSignature(signature, []byte("any text"), m, key); err == nil {
		t.Error("a signature fits another text")
	}
}
