package mail

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/backready/backready/evaluate"
	"github.com/backready/backready/evaluate/matrix"
	"github.com/backready/backready/inventory"
	"github.com/backready/backready/render"
	"github.com/backready/backready/templates"
)

// attacks are texts that act on headers, lines, pages or readers' programs.
var attacks = []string{
	"plain", "two\r\nBcc: x@evil.example", "line\nbreak", "\r\n\r\nbody", "=?utf-8?Q?=0D=0ABcc:_x@evil.example?=", "=?utf-8?B?QQ==?=",
	"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "<!-- x", "{{.Title}}", "http://evil.example/x", "www.evil.example", "mailto:x@evil.example",
	".\r\n.", "From x", "--=_backready_0", "\x1b[2J", "\u202egnp.exe", "nul\x00nul", "Åse 👩‍🚀 ☃️", strings.Repeat("long ", 4000), strings.Repeat("unbroken", 400), strings.Repeat("☃", 3000), "",
}

// attacked is a report in which everything that an input can say is an attack.
func attacked(t testing.TB, title string) *render.Report {
	t.Helper()
	var list []map[string]any
	for i, s := range attacks {
		list = append(list, map[string]any{
			"id": fmt.Sprintf("/subscriptions/0b1c/resourceGroups/rg/providers/Microsoft.Compute/disks/d%03d", i), "name": s, "location": s,
			"type": "Microsoft.Compute/disks", "provisioningState": "Succeeded", "creationData": map[string]any{"createOption": "Empty"},
			"sku": map[string]any{"name": "UltraSSD_LRS"}, "diskSizeGB": 8, "tags": map[string]any{"owner": s},
		})
	}
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	inv, err := inventory.Read([]inventory.Source{{Name: "a\r\nBcc: x.json", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}})
	if err != nil {
		t.Fatal(err)
	}
	inv.Problems = append(inv.Problems, inventory.Problem{File: title, Text: title, Incomplete: true})
	loaded, err := matrix.Load("disk-backup@2021-01-07")
	if err != nil {
		t.Fatal(err)
	}
	e, err := evaluate.Compile(loaded)
	if err != nil {
		t.Fatal(err)
	}
	return &render.Report{Title: title, Organization: title, Classification: title, Version: "1.0.0", AsOf: "2026-11-22",
		Generated: time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC), Judgement: evaluate.Judge(inv, []*evaluate.Edition{e})}
}

func message(t testing.TB, title string) *Message {
	return &Message{Report: attacked(t, title), From: netmail.Address{Name: title, Address: "reports@halden.example"},
		To: []netmail.Address{{Name: title, Address: "a@halden.example"}, {Address: "b@halden.example"}}, Changes: title,
		Date:     time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC),
		Attached: []File{{"report.xlsx", strings.Repeat("0", 64), []byte("PK\x03\x04\r\n.\r\n\x00\xff")}, {"Übersicht\r\nX: y.md", strings.Repeat("1", 64), bytes.Repeat([]byte("long line "), 300)}},
		Left:     []File{{"report.html", strings.Repeat("2", 64), make([]byte, 1234)}}}
}

func rendered(t *testing.T, m *Message) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := m.Render(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read returns the texts and the attachments of a message.
func read(t *testing.T, text []byte) (h netmail.Header, bodies map[string]string, attached []File) {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	bodies = map[string]string{}
	var walk func(kind string, r io.Reader)
	walk = func(kind string, r io.Reader) {
		_, params, err := mime.ParseMediaType(kind)
		if err != nil {
			t.Fatal(err)
		}
		parts := multipart.NewReader(r, params["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			kind := p.Header.Get("Content-Type")
			switch {
			case strings.HasPrefix(kind, "multipart/"):
				walk(kind, p)
			case p.Header.Get("Content-Transfer-Encoding") == "base64":
				content, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
				if err != nil {
					t.Fatal(err)
				}
				attached = append(attached, File{Name: p.FileName(), Content: content})
			default:
				body, err := io.ReadAll(quotedprintable.NewReader(p))
				if err != nil {
					t.Fatal(err)
				}
				bodies[kind] = string(body)
			}
		}
	}
	walk(m.Header.Get("Content-Type"), m.Body)
	return m.Header, bodies, attached
}

// TestAttacks: whatever title, names, tags and files say, the message has the
// fields that we gave it, lines that every server takes, a page that is not cut
// off, and nothing that loads or leads anywhere.
func TestAttacks(t *testing.T) {
	for _, attack := range attacks {
		checkMessage(t, message(t, attack))
	}
}

var (
	fieldNames = regexp.MustCompile(`(?m)^([A-Za-z-]+):`)
	linked     = regexp.MustCompile(`(?i)https?://|www\.|mailto:`)
	loads      = regexp.MustCompile(`(?i)<(script|img|svg|link|iframe|a|base|form)\b|<[^>]*\b(src|href|background|on[a-z]+)=|url\(|@import`)
)

// checkMessage holds a message with two attachments to what [TestAttacks] says.
func checkMessage(t *testing.T, m *Message) {
	t.Helper()
	text := rendered(t, m)
	checkLines(t, text)
	h, bodies, attached := read(t, text)
	if len(bodies) != 2 || len(attached) != 2 {
		t.Fatalf("%.40q: %d bodies, %d attachments", m.Report.Title, len(bodies), len(attached))
	}
	for kind, body := range bodies {
		if hit := linked.FindString(body); hit != "" {
			t.Errorf("%.40q: %s has %q", m.Report.Title, kind, hit)
		}
		if hit := loads.FindString(body); strings.HasPrefix(kind, "text/html") && hit != "" {
			t.Errorf("%.40q: the page has %q", m.Report.Title, hit)
		}
	}
	if page := quoted(bodies["text/html; charset=utf-8"]); len(page) > mostHTML || !strings.Contains(page, "</html>") {
		t.Errorf("%.40q: the page has %d bytes", m.Report.Title, len(page))
	}
	for i, f := range attached {
		if !bytes.Equal(f.Content, m.Attached[i].Content) {
			t.Errorf("%.40q: attachment %d is not as it was", m.Report.Title, i)
		}
	}
	for field, want := range map[string][]netmail.Address{"From": {m.From}, "To": m.To} {
		list, err := h.AddressList(field)
		if err != nil || len(list) != len(want) {
			t.Fatalf("%.40q: %s is read as %v: %v", m.Report.Title, field, list, err)
		}
		for i, a := range list {
			if a.Address != want[i].Address {
				t.Errorf("%.40q: %s has %s", m.Report.Title, field, a.Address)
			}
		}
	}
}

// checkLines holds that a message has the fields that we gave it, and lines that
// every server takes.
func checkLines(t *testing.T, text []byte) {
	t.Helper()
	head, _, _ := bytes.Cut(text, []byte("\r\n\r\n"))
	var names []string
	for _, f := range fieldNames.FindAllSubmatch(head, -1) {
		names = append(names, string(f[1]))
	}
	const want = "From To Subject Auto-Submitted X-Auto-Response-Suppress Date Message-ID MIME-Version Content-Type"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("the fields are %s in %.200q", got, head)
	}
	for line := range strings.SplitSeq(string(text), "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n\x00") || strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Errorf("line %.80q", line)
		}
	}
}

// FuzzMessage: the same, whatever a title, a disk and a file are called.
func FuzzMessage(f *testing.F) {
	for i, s := range attacks {
		f.Add(s, attacks[len(attacks)-1-i], "report.xlsx")
		f.Add("T", "d", s)
	}
	m := message(f, "T")
	items := m.Report.Judgement.Inventory.Items
	f.Fuzz(func(t *testing.T, title, name, file string) {
		file = file[:min(len(file), 255)] // as file systems have it
		r := m.Report
		r.Title, r.Organization, r.Classification, m.Changes, m.From.Name, m.To[0].Name = title, title, name, title, title, name
		m.Attached[1].Name, m.Left[0].Name = file, file
		items[0].Identify(inventory.Identity{ID: name, Name: name, ResourceGroup: title, Subscription: title})
		r.Judgement.Inventory.Problems[0] = inventory.Problem{File: file, Text: title, Incomplete: true}
		checkMessage(t, m)
	})
}

// TestSame: the same message is the same bytes; sent on another day it has the
// same id, to others another one.
func TestSame(t *testing.T) {
	one, other := message(t, "Yard"), message(t, "Yard")
	if !bytes.Equal(rendered(t, one), rendered(t, other)) {
		t.Error("the bytes differ")
	}
	id := func(m *Message) string { h, _, _ := read(t, rendered(t, m)); return h.Get("Message-Id") }
	other.Date = other.Date.AddDate(0, 0, 1)
	if id(one) != id(other) {
		t.Error("the id is another one the next day")
	}
	other.To = other.To[:1]
	if id(one) == id(other) || !regexp.MustCompile(`^<[0-9a-f]{12}\.[0-9a-f]{16}@halden\.example>$`).MatchString(id(one)) {
		t.Errorf("to others the id is %s", id(other))
	}
}

// TestBoundary: no text ends a part before its end.
func TestBoundary(t *testing.T) {
	for _, of := range []string{"mixed", "alternative"} {
		m := message(t, "Yard")
		m.Changes = "--" + m.boundary(of) + "--"
		if _, bodies, attached := read(t, rendered(t, m)); len(bodies) != 2 || len(attached) != 2 {
			t.Errorf("%s: %d bodies, %d attachments", of, len(bodies), len(attached))
		}
	}
}

// TestShorter: a page of very long words shows fewer fixes and says so.
func TestShorter(t *testing.T) {
	v, long := newView(message(t, "Yard")), strings.Repeat("👩", mostRunes)
	v.Steps = nil
	for range mostSteps {
		v.Steps = append(v.Steps, step{Fix: long, Because: long, Who: long, Mind: long, Worth: "1 item"})
	}
	v.Incomplete = []string{long, long, long, long, long, long}
	page, err := v.page()
	shown := strings.Count(page, "1 item")
	if err != nil || len(quoted(page)) > mostHTML || shown == 0 || shown == mostSteps || !strings.Contains(page, fmt.Sprintf("and %d more fixes", mostSteps-shown)) {
		t.Errorf("%d bytes, %d fixes: %v", len(quoted(page)), shown, err)
	}
	if len(v.Steps) != mostSteps {
		t.Error("the text lost them as well")
	}
}

// TestFolded: whatever a value has, it stays in its field.
func TestFolded(t *testing.T) {
	if got := folded("X", "a\r\nBcc: b \t\n\n c"); got != "a Bcc: b c" {
		t.Errorf("%q", got)
	}
	for n := 1; n < 40; n++ {
		for _, name := range []string{"To", "Reply-To"} {
			var h header
			h.add(name, strings.Repeat(strings.Repeat("x", n)+" ", 50))
			lines := strings.Split(strings.TrimSuffix(h.String(), "\r\n"), "\r\n")
			for i, line := range lines {
				if len(line) > 76 || i+1 < len(lines) && len(line)+1+n <= 76 || i > 0 && !strings.HasPrefix(line, " x") {
					t.Fatalf("words of %d: line %d of %d has %d characters: %q", n, i, len(lines), len(line), line)
				}
			}
		}
	}
}

// TestSays: the text is complete on its own.
func TestSays(t *testing.T) {
	m := message(t, "Yard")
	m.Changes = "Since 2026-10-22: 1 item worse."
	h, bodies, _ := read(t, rendered(t, m))
	if got := h.Get("Subject"); got != "[Yard] Yard: 0 of 0 VMs, 0 of 24 disks can be protected (evidence incomplete)" {
		t.Errorf("subject %q", got)
	}
	for kind, body := range bodies {
		for _, want := range []string{"Azure Backup can protect 0 of 0 VMs", m.Changes, "is incomplete", "report.xlsx", strings.Repeat("0", 32), "report.html", "1,234 bytes", strings.Repeat("2", 32), "does not prove", m.Report.RunID()} {
			if kind == "text/plain; charset=utf-8" {
				want, body = strings.ToLower(want), strings.ToLower(strings.Join(strings.Fields(body), " "))
			}
			if !strings.Contains(body, want) {
				t.Errorf("%s does not say %q", kind, want)
			}
		}
	}
}

// TestWords: a field says what it is given, in encoded words that are short
// enough, and no text passes for an encoded one.
func TestWords(t *testing.T) {
	for _, s := range attacks {
		said := words(s)
		got, err := new(mime.WordDecoder).DecodeHeader(said)
		if err != nil || got != strings.Join(strings.Fields(s), " ") {
			t.Errorf("%.40q is read as %.40q: %v", s, got, err)
		}
		for word := range strings.SplitSeq(said, " ") {
			if strings.HasPrefix(word, "=?") && len(word) > 75 {
				t.Errorf("%.40q has %q", s, word)
			}
		}
		list, err := netmail.ParseAddressList(addresses([]netmail.Address{{Name: s, Address: "a@b.example"}, {Address: "c@b.example"}}))
		if err != nil || len(list) != 2 || list[0].Address != "a@b.example" {
			t.Errorf("as a name %.40q gives %v: %v", s, list, err)
		}
	}
	for _, r := range "éa中🚀" {
		list := strings.Fields(words("é" + strings.Repeat(string(r), 200)))
		for i, word := range list {
			var h header
			h.add("Reply-To", word)
			text, err := new(mime.WordDecoder).Decode(word)
			if err != nil || h.Len() > 76+len("\r\n") || i+1 < len(list) && len(text)+len(string(r)) <= 39 {
				t.Errorf("word %d of %d holds %d bytes, in a line of %d: %v", i, len(list), len(text), h.Len(), err)
			}
		}
	}
	if got := addresses([]netmail.Address{{Address: "a@b"}, {Name: `B "C" \`, Address: "b@b"}, {Name: "é", Address: "c@b"}}); got != `a@b, "B \"C\" \\" <b@b>, =?utf-8?B?w6k=?= <c@b>` {
		t.Error(got)
	}
}

func TestAddresses(t *testing.T) {
	list, err := Addresses(`a@example.org, "Berg, A." <b.c+d@mail.example.org>, A@Example.org`)
	if err != nil || len(list) != 2 || list[1].Name != "Berg, A." || list[1].Address != "b.c+d@mail.example.org" {
		t.Errorf("%v: %v", list, err)
	}
	for _, s := range []string{"", "a", "a@", "@b", `"a> NOTIFY=x <b"@example.org`, "a@[127.0.0.1]", "å@example.org", "a@ex ample.org", "a@b\r\nDATA",
		"a@-b.example", "group: a@b, c@d;;", strings.Repeat("a", 65) + "@b", "a@" + strings.Repeat("b.", 130) + "c"} {
		if list, err := Addresses(s); err == nil {
			t.Errorf("%.40q is read as %v", s, list)
		}
	}
	longest := strings.Repeat("a", 64) + "@" + strings.Repeat(strings.Repeat("b", 46)+".", 4) + "c" // of 254 bytes
	if _, err := Addresses(longest); err != nil {
		t.Error(err)
	}
	if _, err := Addresses(longest + "c"); err == nil {
		t.Error("an address of 255 bytes is read")
	}
}

// TestBroken: long words can be broken, and say what they said.
func TestBroken(t *testing.T) {
	for _, s := range attacks {
		said := broken(s)
		if strings.ReplaceAll(said, "\u200b", "") != strings.ReplaceAll(s, "\u200b", "") {
			t.Errorf("%.40q is not what it was", s)
		}
		for _, word := range strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune(" -\u200b", r) }) {
			if utf8.RuneCountInString(word) > longestWord {
				t.Errorf("%.40q holds %q", s, word)
			}
		}
	}
	if s := "vm-book-web01 of rg-book-prod-westeurope-01"; broken(s) != s {
		t.Errorf("%q", broken(s))
	}
}

func TestFit(t *testing.T) {
	of := func(name string, n int) File { return File{Name: name, Content: make([]byte, n)} }
	attached, left := Fit([]File{of("a", 5), of("b", 6), of("c", 5), of("d", 1)}, 10)
	said := ""
	for _, f := range attached {
		said += f.Name
	}
	for _, f := range left {
		said += "-" + f.Name
	}
	if said != "ac-b-d" {
		t.Error(said)
	}
}

// TestPalette: the mail has no colours but those of the page.
func TestPalette(t *testing.T) {
	colours := regexp.MustCompile(`#[0-9a-f]{6}`).FindAllString(templates.Mail+fmt.Sprint(tones), -1)
	if len(colours) < 20 {
		t.Fatalf("only %d colours", len(colours))
	}
	for _, c := range colours {
		if !strings.Contains(templates.Style, c) {
			t.Errorf("%s is not of the page", c)
		}
	}
}

// TestShares: every verdict that there is shows in the bar, which is full.
func TestShares(t *testing.T) {
	for _, of := range [][4]int{{1, 0, 0, 0}, {1, 1, 1, 1}, {100000, 1, 1, 1}, {0, 0, 0, 3}, {1, 2, 0, 0}} {
		k, sum := kind{Of: of}, 0
		for _, n := range of {
			k.Total += n
		}
		for i, tile := range k.Tiles() {
			if sum += tile.Share; (tile.Share > 0) != (of[i] > 0) {
				t.Errorf("%v: %s has %d %%", of, tile.Verdict, tile.Share)
			}
		}
		if sum != 100 {
			t.Errorf("%v: %d %%", of, sum)
		}
	}
}

// TestStepsNameItems: a step says which items it concerns.
func TestStepsNameItems(t *testing.T) {
	heads := []render.Head{{ID: "fix"}, {ID: "which"}, {ID: "who"}, {ID: "items"}, {ID: "blocked"}, {ID: "because"}, {ID: "effort"}, {ID: "rule"}}
	row := []render.Cell{{Text: "Convert it"}, {Text: "vm-a, vm-b, vm-c and 4 more"}, {}, {Text: "7"}, {Text: "2"}, {Text: "Unmanaged"}, {}, {Text: "disk/unmanaged"}}
	v := newView(message(t, "Yard"))
	v.take(render.Part{Table: &render.Table{Heads: heads, Rows: slices.Values([][]render.Cell{row})}})
	const want = "7 items, 2 of them unsupported now: vm-a, vm-b, vm-c and 4 more"
	page, err := v.page()
	if text := strings.Join(strings.Fields(v.text()), " "); err != nil || !strings.Contains(text, want) || !strings.Contains(page, "2 of them unsupported now") || !strings.Contains(page, "and 4 more") {
		t.Errorf("%v: %s", err, text)
	}
}
