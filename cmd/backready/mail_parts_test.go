package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/backready/backready/render/manifest"
)

// ownedDisks is a report divided by the owners of some disks, one disk each; "" has
// none.
func ownedDisks(t *testing.T, owners ...string) string {
	t.Helper()
	var disks []map[string]any
	for i, owner := range owners {
		disk := map[string]any{"id": fmt.Sprintf("/subscriptions/0b1c/resourceGroups/rg/providers/Microsoft.Compute/disks/disk-of-%d", i), "name": fmt.Sprintf("disk-of-%d", i),
			"type": "Microsoft.Compute/disks", "location": "westeurope", "sku": map[string]any{"name": "UltraSSD_LRS"}, "diskSizeGB": 64, "diskState": "Unattached",
			"encryption": map[string]any{"type": "EncryptionAtRestWithPlatformKey"}, "creationData": map[string]any{"createOption": "Empty"}}
		if owner != "" {
			disk["tags"] = map[string]any{"owner": owner}
		}
		disks = append(disks, disk)
	}
	text, err := json.Marshal(disks)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "disks.json"), text)
	out := filepath.Join(dir, "report")
	command(t, statusDone, "report", "--quiet", "--now", sampleTime, "--split", "tag:owner", "--format", "json,md", "--out", out, filepath.Join(dir, "disks.json"))
	return out
}

// toOwners mails the parts of a report alone.
func toOwners(dir string, partTo ...string) *mailing {
	m := letter(dir)
	m.to, m.parts, m.partTo = nil, true, partTo
	return m
}

// TestMailPartsApart: the mail on a part, and whatever is attached to it, has no
// name of another part.
func TestMailPartsApart(t *testing.T) {
	t.Parallel()
	apart(t, "json", "md", "csv")
}

// TestCheckersMailPartsApart is the same with all formats.
func TestCheckersMailPartsApart(t *testing.T) {
	checkers(t)
	t.Parallel()
	apart(t, "json", "md", "csv", "xlsx", "html")
}

func apart(t *testing.T, formats ...string) {
	dir := mailed(t, "--split", "tag:owner", "--format", strings.Join(formats, ","), "../../samples/estate/vms.json")
	m := toOwners(dir)
	m.attach, m.partFallback, m.eml = append(formats, "manifest"), []string{"it@halden.example"}, filepath.Join(t.TempDir(), "mails")
	if status, said := sendMail(m); status != statusDone {
		t.Fatalf("status %d: %s", status, said)
	}
	parts := tellIndex(t, dir).Parts
	if len(parts) < 10 {
		t.Fatalf("only %d parts", len(parts))
	}
	names := map[string][]string{} // by folder
	for _, part := range parts {
		names[part.Folder] = namesOfPart(t, filepath.Join(dir, manifest.PartsFolder, part.Folder))
	}
	for _, part := range parts {
		texts := mailTexts(t, filepath.Join(m.eml, manifest.PartsFolder, part.Folder+".eml"))
		if len(texts) < len(formats)+3 {
			t.Errorf("%s: only %d texts in the mail", part.Folder, len(texts))
		}
		for other, list := range names {
			for _, name := range list {
				if slices.Contains(names[part.Folder], name) {
					continue
				}
				for file, text := range texts {
					if at := indexOfName(text, name); at >= 0 {
						t.Errorf("the mail on %s: %s has %q of %s: …%s…", part.Folder, file, name, other, text[max(0, at-60):min(len(text), at+60)])
					}
				}
			}
		}
	}
}

// indexOfName is where a text has a name that is not but a piece of a longer one.
func indexOfName(text, name string) int {
	const signs = "abcdefghijklmnopqrstuvwxyz0123456789-_"
	for from := 0; ; {
		at := strings.Index(text[from:], name)
		if at < 0 {
			return -1
		}
		at += from
		end := at + len(name)
		if (at == 0 || !strings.Contains(signs, text[at-1:at])) && (end == len(text) || !strings.Contains(signs, text[end:end+1])) {
			return at
		}
		from = end
	}
}

// namesOfPart are the names of the items of a part in lower case, and its owner.
func namesOfPart(t *testing.T, dir string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, reportFile))
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Items []struct {
			Name string
			Tags map[string]string
		}
	}
	if err := json.Unmarshal(text, &told); err != nil {
		t.Fatal(err)
	}
	list := map[string]bool{}
	for _, it := range told.Items {
		list[strings.ToLower(it.Name)] = true
		list[strings.ToLower(it.Tags["owner"])] = true
	}
	delete(list, "")
	return slices.Collect(maps.Keys(list))
}

// mailTexts are the texts of a mail and of what is attached, in lower case.
func mailTexts(t *testing.T, eml string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range mimeParts(t, eml) {
		write(t, filepath.Join(dir, name), content)
	}
	texts := unpacked(t, dir)
	head, err := os.ReadFile(eml)
	if err != nil {
		t.Fatal(err)
	}
	fields, _, _ := bytes.Cut(head, []byte("\r\n\r\n"))
	texts["head"] = strings.ToLower(string(fields))
	return texts
}

// TestSendParts: each owner gets the mail on his part, the board the whole; one
// who is refused keeps nobody from his, and nobody gets any twice.
func TestSendParts(t *testing.T) {
	t.Parallel()
	dir := ownedDisks(t, "crew", "yard", "quay", "")
	server := serve(t, func(p *post) {
		p.rcpt = func(to string, _ int) error {
			if to == bob {
				return answers(550, "no such user")
			}
			return nil
		}
	})
	m, waited := by(t, dir, server.address, server.ca)
	m.to, m.parts, m.partTo, m.partFallback = []string{"board@halden.example"}, true, []string{"crew=" + ann, "yard=" + bob, "gone=eve@halden.example"}, []string{"it@halden.example"}
	status, said := sendMail(m)
	says(t, said, "backready: sent to board@halden.example", "owner crew: sent to "+ann, "owner yard: not sent to "+bob+": the server says: 550", "owner quay: sent to it@", "without the tag owner: sent to it@",
		`the report has no part "gone"`, "1 of 5 readers did not get the report")
	if status != statusWriting || len(*waited) != 0 {
		t.Errorf("status %d, waited %v", status, *waited)
	}
	var got []string
	for _, mail := range server.mails() {
		holds := ""
		for i := range 4 {
			if bytes.Contains(attachmentOf(t, mail.text, "report.md"), fmt.Appendf(nil, "disk-of-%d", i)) {
				holds += fmt.Sprint(i)
			}
		}
		got = append(got, mail.readers[0]+" "+holds)
	}
	if want := "board@halden.example 0123, ann@halden.example 0, it@halden.example 2, it@halden.example 3"; strings.Join(got, ", ") != want {
		t.Errorf("%q, want %s", got, want)
	}
	server.rcpt = nil
	if status, said := sendMail(m); status != statusDone || len(server.mails()) != 5 || server.mails()[4].readers[0] != bob || !strings.Contains(said, "owner crew: "+ann+" has got this report already") {
		t.Errorf("again: status %d, %d mails: %s", status, len(server.mails()), said)
	}
	one := letter(filepath.Join(dir, manifest.PartsFolder, "crew"))
	one.to, one.smtp, one.ca, one.sentFile, one.relay = []string{ann}, m.smtp, m.ca, m.sentFile, m.relay
	if status, said := sendMail(one); status != statusDone || len(server.mails()) != 5 {
		t.Errorf("the part alone: status %d, %d mails: %s", status, len(server.mails()), said)
	}
}

// attachmentOf is a file of a mail.
func attachmentOf(t *testing.T, text []byte, name string) []byte {
	t.Helper()
	eml := filepath.Join(t.TempDir(), "mail.eml")
	write(t, eml, text)
	return mimeParts(t, eml)[name]
}

// TestSendPartsLater: of many mails all wait together, and where the server is
// not there, it is asked once.
func TestSendPartsLater(t *testing.T) {
	t.Parallel()
	dir := ownedDisks(t, "crew", "yard", "quay")
	m := toOwners(dir, "crew="+ann, "yard="+bob, "quay=eve@halden.example")
	busy := serve(t, func(p *post) { p.data = func(*smtp.Conn, int) error { return answers(452, "full") } })
	server, waited := by(t, dir, busy.address, busy.ca)
	m.smtp, m.ca, m.sentFile, m.relay = server.smtp, server.ca, server.sentFile, server.relay
	status, said := sendMail(m)
	if status != statusWriting || !slices.Equal(*waited, []time.Duration{firstWait, 2 * firstWait}) || busy.tries["data"] != 9 {
		t.Errorf("status %d, waited %v, %d tries: %s", status, *waited, busy.tries["data"], said)
	}
	asked := 0
	m.smtp = talk(t, func(line string) string {
		if line == "" {
			asked++
		}
		return "421 closed"
	})
	m.relay.plain, m.ca = true, ""
	*waited = nil
	status, said = sendMail(m)
	says(t, said, "owner crew: not sent to "+ann+": the server says: 421", "owner quay: not sent to eve@", "3 of 3 readers")
	if status != statusWriting || len(*waited) != 2 || asked != 3 {
		t.Errorf("status %d, waited %v, asked %d times", status, *waited, asked)
	}
}

// TestPartsByTag: a tag that is an address counts where its domain is allowed,
// and nothing that stands beside the address.
func TestPartsByTag(t *testing.T) {
	t.Parallel()
	dir := ownedDisks(t, ann, "Board <board@Halden.example>; "+bob, "mallory@evil.example", "eve@halden.example, mallory@evil.example", "x@halden.example\r\nBcc: y@halden.example", "none", "")
	m := toOwners(dir)
	m.eml = filepath.Join(t.TempDir(), "mails")
	status, said := sendMail(m)
	says(t, said, "nobody to send to")
	if status != statusUsage {
		t.Errorf("no domain is allowed: status %d", status)
	}
	m.allowedDomains, m.partTo = []string{"halden.example"}, []string{"none=it@halden.example"}
	status, said = sendMail(m)
	says(t, said, "nobody gets owner mallory@evil.example: its tag is an address that is not of an allowed domain", "nobody gets owner eve@halden.example, mallory@", "nobody gets owner none: no address is known",
		"4 of 7 parts went to nobody")
	if status != statusWriting || strings.Contains(said, "without the tag") {
		t.Errorf("status %d: %s", status, said)
	}
	to := map[string]string{}
	for name, text := range tree(t, m.eml) {
		_, line, _ := strings.Cut(text, "\r\nTo: ")
		to[strings.ToLower(name)], _, _ = strings.Cut(line, "\r\n")
	}
	if got := slices.Sorted(maps.Values(to)); !slices.Equal(got, []string{ann, "board@Halden.example, " + bob, "it@halden.example"}) || to["parts/none.eml"] != "it@halden.example" {
		t.Errorf("%q", to)
	}
}

// TestPartsByCase: two values of a tag that differ by case are two parts, each
// with readers of its own.
func TestPartsByCase(t *testing.T) {
	t.Parallel()
	dir := ownedDisks(t, "Finance", "finance")
	m := toOwners(dir, "Finance="+ann)
	m.partFallback, m.eml = []string{"it@halden.example"}, filepath.Join(t.TempDir(), "mails")
	if status, said := sendMail(m); status != statusDone {
		t.Fatalf("status %d: %s", status, said)
	}
	for _, part := range tellIndex(t, dir).Parts {
		head := mailTexts(t, filepath.Join(m.eml, manifest.PartsFolder, part.Folder+".eml"))["head"]
		if want := map[string]string{"Finance": ann, "finance": "it@halden.example"}[*part.Key]; !strings.Contains(head, "\r\nto: "+want+"\r\n") {
			t.Errorf("owner %s: want %s: %s", *part.Key, want, head)
		}
	}
}

// TestMailSample: the sample of settings is good for a report by owners.
func TestMailSample(t *testing.T) {
	t.Parallel()
	dir, out := ownedDisks(t, "group-finance", "eve@example.org", "crew", ""), filepath.Join(t.TempDir(), "mails")
	command(t, statusDone, "mail", dir, "--quiet", "--now", sampleTime, "--config", scheduled+"mail.yaml", "--attach", "none", "--eml", out)
	var to []string
	for _, text := range tree(t, out) {
		_, line, _ := strings.Cut(text, "\r\nTo: ")
		line, _, _ = strings.Cut(line, "\r\n")
		to = append(to, line)
	}
	slices.Sort(to)
	if want := []string{"ann@example.org, bob@example.org", "board@example.org", "eve@example.org", "it@example.org", "it@example.org"}; !slices.Equal(to, want) {
		t.Errorf("%q", to)
	}
}

// TestPartAltered: nobody gets anything of a report of which a part is not as it
// was written.
func TestPartAltered(t *testing.T) {
	t.Parallel()
	dir := ownedDisks(t, "crew", "yard")
	write(t, filepath.Join(dir, manifest.PartsFolder, "yard", "report.md"), []byte("all is well"))
	m := toOwners(dir, "crew="+ann)
	m.eml = filepath.Join(t.TempDir(), "mails")
	status, said := sendMail(m)
	says(t, said, "altered: parts/yard/report.md")
	if _, err := os.Stat(m.eml); status != statusInput || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("status %d: %v", status, err)
	}
}
