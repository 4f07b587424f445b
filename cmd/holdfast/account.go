package main

import (
	"fmt"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"

	"holdfast/internal/auth"
)

// accountCmd looks after people's accounts, for who runs the machine: nobody
// else can let somebody in who has lost what proves them.
type accountCmd struct {
	List   accountListCmd   `cmd:"" help:"Every account, what it proves itself with, and where it belongs."`
	Reset  accountResetCmd  `cmd:"" help:"Print a link to set a new password. It serves once, for an hour."`
	Unlock accountUnlockCmd `cmd:"" help:"Let an account try again that waits after too many failures."`
}

type accountListCmd struct{ place }

type accountResetCmd struct {
	place
	Email               string `arg:"" name:"email" help:"The account's address of e-mail."`
	URL                 string `name:"url" env:"HOLDFAST_URL" default:"http://${addr}" placeholder:"URL" help:"The address under which the server is reached."`
	RemoveAuthenticator bool   `name:"remove-authenticator" help:"Take the authenticator and the recovery codes away too, for who has lost both. Be sure who asks."`
}

type accountUnlockCmd struct {
	place
	Email string `arg:"" name:"email" help:"The account's address of e-mail."`
}

// withAccounts opens a place for one of these commands.
func withAccounts(e *env, p place, fn func(*app, *auth.Service) error) error {
	h, err := openApp(e, p, false)
	if err != nil {
		return err
	}
	defer h.Close()
	return fn(h, h.prove(e, slog.New(slog.NewTextHandler(e.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))))
}

func (c accountListCmd) Run(e *env) error {
	return withAccounts(e, c.place, func(_ *app, s *auth.Service) error {
		all, err := s.Accounts(e.ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ADDRESS\tNAME\tPROOF\tSTATE\tBELONGS TO")
		for _, k := range all {
			var roles []string
			for _, r := range k.Roles {
				roles = append(roles, r.Org+" ("+r.Role.Word()+")")
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", or(k.Email, "-"), k.Name, proofWords(k), stateWords(k), or(strings.Join(roles, ", "), "-"))
		}
		return w.Flush()
	})
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func proofWords(k auth.Known) string {
	switch {
	case k.Password && k.Authenticator:
		return "password and authenticator"
	case k.Password:
		return "password"
	}
	return "no password"
}

func stateWords(k auth.Known) string {
	switch {
	case k.Disabled:
		return "disabled"
	case k.HeldUntil != 0:
		return "waits until " + time.UnixMicro(k.HeldUntil).In(london).Format("15:04")
	}
	return "open"
}

func (c accountResetCmd) Run(e *env) error {
	return withAccounts(e, c.place, func(h *app, s *auth.Service) error {
		h.signing.reach(c.URL)
		if c.RemoveAuthenticator {
			if err := s.DropAuthenticator(e.ctx, c.Email); err != nil {
				return err
			}
			fmt.Fprintln(e.stdout, "The authenticator and the recovery codes are gone, and every session has ended.")
		}
		link, a, err := s.ResetLink(e.ctx, c.Email)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "Give this link to %s, and to nobody else. It serves once, until %s:\n%s\n", a.Name, e.now().Add(time.Hour).In(london).Format("15:04"), link)
		return nil
	})
}

func (c accountUnlockCmd) Run(e *env) error {
	return withAccounts(e, c.place, func(_ *app, s *auth.Service) error {
		if err := s.Unlock(e.ctx, c.Email); err != nil {
			return err
		}
		fmt.Fprintln(e.stdout, "The account may try again.")
		return nil
	})
}
