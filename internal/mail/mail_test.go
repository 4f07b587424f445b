package mail_test

import (
	"bufio"
	"fmt"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/internal/errs"
	holdmail "holdfast/internal/mail"
)

// server is an SMTP server that fails once at a step and then works.
type server struct {
	l net.Listener

	mu    sync.Mutex
	step  string // where it fails next
	how   string // "close": the line drops; else the answer given
	lost  bool   // the mail is taken and the answer to it is not given
	mails []string
}

func listen(t *testing.T) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s := &server{l: l}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(c)
		}
	}()
	return s
}

func (s *server) failAt(step, how string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.step, s.how = step, how
}

func (s *server) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.mails...)
}

// answer says ok, or fails if this is the step; false: the line is dropped.
func (s *server) answer(c net.Conn, step, ok string) bool {
	s.mu.Lock()
	fails, how := s.step == step, s.how
	if fails {
		s.step = ""
	}
	s.mu.Unlock()
	if fails && how == "close" {
		return false
	}
	if fails {
		ok = how
	}
	_, err := fmt.Fprintf(c, "%s\r\n", ok)
	return err == nil
}

func (s *server) talk(c net.Conn) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	if !s.answer(c, "greeting", "220 mail.example.org ready") {
		return
	}
	r := bufio.NewReader(c)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		verb, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch strings.ToUpper(verb) {
		case "EHLO", "HELO":
			if !s.answer(c, "ehlo", "250 mail.example.org") {
				return
			}
		case "MAIL":
			if !s.answer(c, "mail", "250 ok") {
				return
			}
		case "RCPT":
			if !s.answer(c, "rcpt", "250 ok") {
				return
			}
		case "DATA":
			s.mu.Lock()
			refuses := s.step == "data"
			s.mu.Unlock()
			if !s.answer(c, "data", "354 go on") {
				return
			}
			if refuses {
				continue
			}
			var b strings.Builder
			for {
				l, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if l == ".\r\n" {
					break
				}
				b.WriteString(strings.TrimPrefix(l, "."))
			}
			s.mu.Lock()
			if s.step != "body" {
				s.mails = append(s.mails, b.String()) // taken, whatever becomes of the answer
			}
			s.mu.Unlock()
			s.mu.Lock()
			lost := s.lost
			s.lost = false
			s.mu.Unlock()
			if lost || !s.answer(c, "body", "250 taken") {
				return
			}
		case "QUIT":
			s.answer(c, "quit", "221 bye")
			return
		default:
			fmt.Fprint(c, "250 ok\r\n")
		}
	}
}

func message() holdmail.Message {
	return holdmail.Message{
		ID: "digest.2027-01-06.person-1@holdfast.example.org", To: "priya@example.org", ToName: "Priya Nair",
		Subject: "CE Plus ends: in 12 days", Text: "One line.\n.\nAnd £5m.\n", Date: time.Date(2027, 1, 6, 8, 0, 0, 0, time.UTC),
	}
}

func sender(t *testing.T, s *server) *holdmail.Sender {
	t.Helper()
	m, err := holdmail.New("smtp://"+s.l.Addr().String(), "Holdfast <holdfast@example.org>")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSend(t *testing.T) {
	t.Parallel()
	s := listen(t)
	if err := sender(t, s).Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	got := s.taken()
	if len(got) != 1 {
		t.Fatalf("%d mails", len(got))
	}
	m, err := mail.ReadMessage(strings.NewReader(got[0]))
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]string{
		"Message-ID": "<digest.2027-01-06.person-1@holdfast.example.org>", "Subject": "CE Plus ends: in 12 days",
		"To": `"Priya Nair" <priya@example.org>`, "From": `"Holdfast" <holdfast@example.org>`, "Auto-Submitted": "auto-generated",
		"Date": "Wed, 06 Jan 2027 08:00:00 +0000",
	} {
		if got := m.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
}

// The server fails once at each step. Tried again, the mail is there once; only
// where it was taken and the answer got lost is it there twice, with one ID.
func TestServerFailsAtEachStep(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"greeting", "ehlo", "mail", "rcpt", "data", "body", "quit"} {
		for _, how := range []string{"close", "451 later"} {
			t.Run(step+" "+how, func(t *testing.T) {
				t.Parallel()
				s := listen(t)
				s.failAt(step, how)
				tries := retry(t, sender(t, s))
				mails := s.taken()
				if len(mails) != 1 {
					t.Fatalf("%d mails after %d tries", len(mails), tries)
				}
				if want := 2; step == "quit" {
					if tries != 1 {
						t.Errorf("a farewell without an answer made it try again")
					}
				} else if tries != want && step != "ehlo" { // EHLO refused is followed by HELO
					t.Errorf("%d tries", tries)
				}
			})
		}
	}
	t.Run("the last answer is lost", func(t *testing.T) {
		t.Parallel()
		s := listen(t)
		s.lost = true
		retry(t, sender(t, s))
		mails := s.taken()
		if len(mails) != 2 {
			t.Fatalf("%d mails", len(mails))
		}
		id := func(m string) string {
			p, err := mail.ReadMessage(strings.NewReader(m))
			if err != nil {
				t.Fatal(err)
			}
			return p.Header.Get("Message-ID")
		}
		if id(mails[0]) != id(mails[1]) || id(mails[0]) == "" {
			t.Errorf("IDs %q and %q", id(mails[0]), id(mails[1]))
		}
	})
}

func retry(t *testing.T, m *holdmail.Sender) int {
	t.Helper()
	for try := 1; try <= 5; try++ {
		err := m.Send(t.Context(), message())
		if err == nil {
			return try
		}
		if code := errs.CodeOf(err); code != errs.Unavailable {
			t.Fatalf("try %d: %s: %v", try, code, err)
		}
	}
	t.Fatal("not sent in five tries")
	return 0
}

func TestRefusedForGood(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"mail", "rcpt", "body"} {
		s := listen(t)
		s.failAt(step, "550 no such person")
		if err := sender(t, s).Send(t.Context(), message()); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", step, err)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for server, want := range map[string]string{
		"": "smtp://", "http://mail.example.org": "smtp://", "smtp://": "smtp://", "smtp://x:hunter2@mail.example.org:port": "smtp://",
	} {
		_, err := holdmail.New(server, "a@example.org")
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", server, err)
		}
	}
	if _, err := holdmail.New("smtp://mail.example.org", "nobody"); err == nil {
		t.Error("an address without a host was taken")
	}
	m, err := holdmail.New("smtp://x:hunter2@mail.example.org", "a@example.org")
	if err != nil {
		t.Fatal(err)
	}
	bad := message()
	bad.To = "priya@example.org\r\nBcc: all@example.org"
	if err := m.Send(t.Context(), bad); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a second header in an address: %v", err)
	}
}
