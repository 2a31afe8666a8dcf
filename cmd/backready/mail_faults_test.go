package main

import (
	"io"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"testing"
)

// A wire leads to a server, and breaks when so many bytes went up or down.
type wire struct {
	address  string
	up, down atomic.Int64 // bytes that went
}

func breaking(t *testing.T, server string, up, down int64) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	w := &wire{address: l.Addr().String()}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			w.join(client, server, up, down)
		}
	}()
	return w
}

// join passes bytes on both ways until either ends.
func (w *wire) join(client net.Conn, server string, up, down int64) {
	defer client.Close()
	there, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	ended := make(chan struct{}, 2)
	pass := func(to io.Writer, from io.Reader, most int64, count *atomic.Int64) {
		n, _ := io.CopyN(to, from, most)
		count.Add(n)
		ended <- struct{}{}
	}
	go pass(there, client, up, &w.up)
	go pass(client, there, down, &w.down)
	<-ended
	there.Close()
	client.Close()
	<-ended
}

// TestSendFaults: wherever the connection breaks, either way, the readers are told
// apart that have the mail, have it not, and may have it; and the next run sends
// it to those alone who have it not.
func TestSendFaults(t *testing.T) {
	t.Parallel()
	const whole, atEdges = 1 << 40, 300
	step := int64(61)
	if os.Getenv("BACKREADY_CHECKERS") != "" {
		step = 3
	}
	dir, outcomes, tries := mailed(t), map[string]int{}, 0
	try := func(up, down int64) *wire {
		w, outcome := sendOver(t, dir, up, down)
		outcomes[outcome]++
		tries++
		return w
	}
	all := try(whole, whole)
	up, down := all.up.Load(), all.down.Load()
	for n := int64(0); n < down; n += step {
		try(whole, n)
	}
	for n := int64(0); n < up; n += step {
		if n > atEdges && n < up-atEdges {
			n += up / 20 // amid the text
		}
		try(n, whole)
	}
	for _, outcome := range []string{"sent", "not sent", "unsure"} {
		if outcomes[outcome] == 0 {
			t.Errorf("never %s", outcome)
		}
	}
	t.Logf("%d tries at %d bytes up and %d down: %v", tries, up, down, outcomes)
}

// sendOver sends a mail over a wire that breaks, then by the server itself, and
// says what became of the first.
func sendOver(t *testing.T, dir string, up, down int64) (*wire, string) {
	t.Helper()
	server := serve(t, func(p *post) { p.TLSConfig = nil })
	defer server.Close()
	w := breaking(t, server.address, up, down)
	m, _ := by(t, dir, w.address, "")
	m.relay.plain, m.attach = true, []string{"none"}
	fail := func(status int, said string) {
		t.Helper()
		t.Errorf("%d bytes up, %d down: status %d, %d mails: %s", up, down, status, len(server.mails()), said)
	}
	status, said := sendMail(m)
	m.smtp = server.address
	if strings.Contains(said, "can't be told") {
		if status != statusWriting {
			fail(status, said)
		}
		if status, said := sendMail(m); status != statusWriting || !strings.Contains(said, "not sent again to "+ann+", "+bob) {
			fail(status, said)
		}
		return w, "unsure"
	}
	outcome, want := "not sent", 0
	if status == statusDone {
		outcome, want = "sent", 1
	}
	if status != statusDone && status != statusWriting || len(server.mails()) != want {
		fail(status, said)
	}
	if status, said := sendMail(m); status != statusDone || len(server.mails()) != 1 {
		fail(status, said)
	}
	return w, outcome
}
