// Package mail sends plain mails over SMTP. A mail carries the Message-ID it
// was given, so that one which was tried twice can be told for one.
package mail

import (
	"context"
	"errors"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"holdfast/internal/errs"
)

// Message is one mail to one person.
type Message struct {
	ID      string // Message-ID, without angle brackets: the same on every try
	To      string // address
	ToName  string
	Subject string
	Text    string
	Date    time.Time
}

// Sender sends by one SMTP server.
type Sender struct {
	host       string
	port       int
	user, pass string
	from       *netmail.Address
	security   security
}

type security int

const (
	startTLS security = iota // plain first, then TLS or nothing
	tlsOnly                  // TLS from the first byte
	plain                    // no TLS: only to this machine
)

// sendTime bounds one mail, all of its steps together.
const sendTime = 30 * time.Second

// New makes a sender from an address such as
// smtp://user:password@mail.example.org:587, or smtps:// for TLS from the first
// byte. Without TLS only this machine is spoken to: a password and a list of
// certificates are no matter for an open line. from is "Name <address>" or an
// address. The error names what is wrong, never the password.
func New(server, from string) (*Sender, error) {
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return nil, errs.New(errs.Invalid, "The mail server must be given as smtp://user:password@host:587 or smtps://user:password@host.")
	}
	s := &Sender{host: u.Hostname(), port: 587}
	if u.Scheme == "smtps" {
		s.security, s.port = tlsOnly, 465
	}
	if p := u.Port(); p != "" {
		if s.port, err = strconv.Atoi(p); err != nil {
			return nil, errs.New(errs.Invalid, "%q is not a port.", p)
		}
	}
	if ip := net.ParseIP(s.host); u.Scheme == "smtp" && (s.host == "localhost" || (ip != nil && ip.IsLoopback())) {
		s.security = plain
	}
	s.user = u.User.Username()
	s.pass, _ = u.User.Password()
	if s.from, err = netmail.ParseAddress(from); err != nil {
		return nil, errs.New(errs.Invalid, "%q is not an address to send from: write it as Name <name@example.org>.", from)
	}
	return s, nil
}

// Send sends one mail. nil: the server has taken it. Unavailable: not sent, or
// nobody knows; try again later with the same ID. Invalid: the server refuses
// it for good, or it cannot be written.
func (s *Sender) Send(ctx context.Context, m Message) error {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(s.from.Name, s.from.Address); err != nil {
		return errs.Wrap(err, errs.Invalid, "The address to send from cannot be used.")
	}
	if err := msg.AddToFormat(m.ToName, m.To); err != nil {
		return errs.Wrap(err, errs.Invalid, "%q is not an address to send to.", m.To)
	}
	msg.SetMessageIDWithValue(m.ID)
	msg.SetDateWithValue(m.Date)
	msg.Subject(m.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)

	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	client, err := s.client()
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "The mail server's settings cannot be used.")
	}
	if err := client.DialWithContext(ctx); err != nil {
		return errs.Wrap(err, errs.Unavailable, "The mail server %s cannot be reached.", s.host)
	}
	// What the farewell says is of no account once the mail is taken.
	defer func() { _ = client.Close() }()
	err = client.Send(msg)
	if msg.IsDelivered() || err == nil {
		return nil
	}
	var refused *gomail.SendError
	if errors.As(err, &refused) && !refused.IsTemp() && refused.ErrorCode() >= 500 {
		return errs.Wrap(err, errs.Invalid, "The mail server refuses the mail to %s.", m.To)
	}
	return errs.Wrap(err, errs.Unavailable, "The mail server did not take the mail.")
}

func (s *Sender) client() (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(s.port), gomail.WithTimeout(sendTime / 2),
		gomail.WithoutNoop(), gomail.WithoutRset(),
	}
	switch s.security {
	case tlsOnly:
		options = append(options, gomail.WithSSL())
	case startTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if s.user != "" {
		auth := gomail.SMTPAuthAutoDiscover
		if s.security == plain {
			auth = gomail.SMTPAuthPlainNoEnc
		}
		options = append(options, gomail.WithSMTPAuth(auth), gomail.WithUsername(s.user), gomail.WithPassword(s.pass))
	}
	return gomail.NewClient(s.host, options...)
}
