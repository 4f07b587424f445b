package main

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/win/certificate"
)

// inbox is a mail server that takes everything, one mail at a time.
func inbox(t *testing.T) (address string, mails <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	got := make(chan string, 10)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			take(c, got)
		}
	}()
	return "smtp://" + l.Addr().String(), got
}

func take(c net.Conn, got chan<- string) {
	defer c.Close()
	r := bufio.NewReader(c)
	say := func(s string) { _, _ = io.WriteString(c, s+"\r\n") }
	say("220 inbox.example")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch word := strings.ToUpper(strings.TrimSpace(line)); {
		case strings.HasPrefix(word, "EHLO"), strings.HasPrefix(word, "HELO"):
			say("250 inbox.example")
		case word == "DATA":
			say("354 go on")
			var body strings.Builder
			for {
				part, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if strings.TrimSpace(part) == "." {
					break
				}
				body.WriteString(part)
			}
			got <- body.String()
			say("250 taken")
		case word == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// TestTheDailyMail: a certificate that ends soon is told once, by mail, and a
// restart tells nothing again.
func TestTheDailyMail(t *testing.T) {
	t.Parallel()
	address, mails := inbox(t)
	dir := t.TempDir()
	ten := time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC)
	log := slog.New(slog.DiscardHandler)
	serve := func(mails <-chan string, want bool) string {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		e := &env{ctx: ctx, stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return ten }}
		h, err := openApp(e, place{Data: dir}, true)
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		if want {
			c := certificate.Certificate{Scheme: "cyber-essentials", Holder: "Fenmoor Digital Ltd", Issued: civil.MustParse("2026-02-01"), Expires: civil.MustParse("2027-01-31")}
			if _, err := h.certificates.Add(ctx, h.by(e, ""), c); err != nil {
				t.Fatal(err)
			}
		}
		work, err := h.background(e, mailing{SMTP: address, To: "priya.nair@fenmoor.example", From: "Holdfast <holdfast@fenmoor.example>"}, "http://127.0.0.1:8417", log)
		if err != nil {
			t.Fatal(err)
		}
		defer h.begin(e, work)()
		wait := 20 * time.Second
		if !want {
			wait = 3 * time.Second
		}
		select {
		case m := <-mails:
			if !want {
				t.Fatalf("told again after a restart:\n%s", m)
			}
			time.Sleep(200 * time.Millisecond) // the outcome of the job is written down
			return m
		case <-time.After(wait):
			if want {
				t.Fatal("no mail went out")
			}
		}
		return ""
	}
	m := serve(mails, true)
	for _, want := range []string{"From: \"Holdfast\" <holdfast@fenmoor.example>", "To: \"You\" <priya.nair@fenmoor.example>", "Message-ID: <digest.", "Cyber Essentials", "31 January 2027"} {
		if !strings.Contains(strings.ReplaceAll(m, "=\r\n", ""), want) {
			t.Errorf("the mail lacks %q:\n%s", want, m)
		}
	}
	serve(mails, false)
}

// TestMailWantsSomebody: a mail server without an address to write to is
// refused at the start.
func TestMailWantsSomebody(t *testing.T) {
	t.Parallel()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	h, err := openApp(e, place{Data: t.TempDir()}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for _, m := range []mailing{{SMTP: "smtp://127.0.0.1:1", From: "a@b.example"}, {SMTP: "smtp://127.0.0.1:1", From: "a@b.example", To: "nobody"}, {SMTP: "http://x", From: "a@b.example", To: "a@b.example"}} {
		if _, err := h.background(e, m, "", slog.New(slog.DiscardHandler)); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%+v: %v", m, err)
		}
	}
}
