package mail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"
)

// A header is written field by field. Whatever is in a value, it stays in its
// field: white space of any kind is one space before lines are folded.
type header struct{ bytes.Buffer }

func (h *header) add(name, value string) {
	fmt.Fprintf(h, "%s: %s\r\n", name, folded(name, value))
}

// folded is the value of a field in lines of at most 76 characters, where it
// has spaces to fold at.
func folded(name, value string) string {
	const longest = 76
	var b strings.Builder
	at := len(name) + len(": ")
	for i, word := range strings.Fields(value) {
		switch {
		case i > 0 && at+1+len(word) > longest:
			b.WriteString("\r\n ")
			at = 1
		case i > 0:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += len(word)
	}
	return b.String()
}

// words is a text as a field holds it: encoded by RFC 2047 unless it is plain
// ASCII that can be folded and that nobody takes for something encoded.
func words(s string) string {
	const most = 39 // bytes of an encoded word, which fits into a line with the name of its field
	s = strings.Join(strings.Fields(s), " ")
	if plain.MatchString(s) && !strings.Contains(s, "=?") && !endless.MatchString(s) {
		return s
	}
	var list []string
	start := 0
	flush := func(end int) {
		list = append(list, "=?utf-8?B?"+base64.StdEncoding.EncodeToString([]byte(s[start:end]))+"?=")
		start = end
	}
	for i, r := range s {
		if i+len(string(r)) > start+most {
			flush(i)
		}
	}
	flush(len(s))
	return strings.Join(list, " ")
}

var (
	plain   = regexp.MustCompile(`^[ -~]*$`)
	endless = regexp.MustCompile(`[^ ]{60}`)
)

// addresses is a list of them as a field holds it.
func addresses(list []netmail.Address) string {
	var said []string
	for _, a := range list {
		switch name := words(a.Name); {
		case a.Name == "":
			said = append(said, a.Address)
		case strings.HasPrefix(name, "=?"):
			said = append(said, name+" <"+a.Address+">")
		default:
			said = append(said, `"`+escape.Replace(name)+`" <`+a.Address+">")
		}
	}
	return strings.Join(said, ", ")
}

var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// plainAddress is an address that means the same to every server and in every
// field. Quoted local parts are the stuff of injections, and beyond ASCII not
// every server on the way can follow.
var plainAddress = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)

// Addresses reads a list of addresses, such as `a@example.org, "B, C" <b@example.org>`.
func Addresses(list string) ([]netmail.Address, error) {
	parsed, err := netmail.ParseAddressList(list)
	if err != nil {
		return nil, fmt.Errorf("%q is no list of addresses", list)
	}
	var out []netmail.Address
	for _, a := range parsed {
		if !plainAddress.MatchString(a.Address) || len(a.Address) > 254 {
			return nil, fmt.Errorf("%q is no address that every mail server takes: ASCII letters, digits and signs, a domain beyond that as xn--", a.Address)
		}
		same := func(b netmail.Address) bool { return strings.EqualFold(a.Address, b.Address) }
		if !slices.ContainsFunc(out, same) {
			out = append(out, *a)
		}
	}
	return out, nil
}

// domain is what stands after the last at sign.
func domain(a netmail.Address) string {
	return a.Address[strings.LastIndex(a.Address, "@")+1:]
}
