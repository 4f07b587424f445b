package main

import (
	"fmt"
	"log/slog"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/web"
	"holdfast/internal/web/site"
)

type serveCmd struct {
	place
	mailing
	Addr string `name:"addr" default:"${addr}" placeholder:"HOST:PORT" help:"Where to listen; port 0 picks a free one."`
}

func (c serveCmd) Run(e *env) error {
	h, err := openApp(e, c.place, true)
	if err != nil {
		return err
	}
	defer h.Close()
	key, err := accessKey(h.dir, web.NewKey)
	if err != nil {
		return err
	}
	return h.serve(e, c.Addr, key, "", c.mailing)
}

// serve answers browsers until the program is told to stop. after follows the
// printed address.
func (h *app) serve(e *env, addr, key, after string, m mailing) error {
	l, err := web.Listen(addr)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(e.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s := h.site(e)
	if err := h.lendFiles(s); err != nil {
		_ = l.Close()
		return err
	}
	s.Key = key
	server, err := web.New(web.Config{
		Log: log, Key: key, Routes: s.Routes(), ErrorPage: s.ErrorPage,
	})
	if err != nil {
		_ = l.Close()
		return err
	}
	if err := h.remind(e, m, "http://"+l.Addr().String(), log); err != nil {
		_ = l.Close()
		return err
	}
	fmt.Fprintf(e.stdout, "Open %s%s\n", server.Address(l), after)
	return server.Serve(e.ctx, l)
}

// site wires the pages over the app's services.
func (h *app) site(e *env) *site.Site {
	return &site.Site{
		Book: h.book, Door: h.door, Certificates: h.certificates, CertRegister: h.certRegister,
		Bids: h.bids, BidRegister: h.bidRegister, Tasks: h.taskRegister, NoticeStore: h.store, FindAsked: findAsked,
		Org: h.org.Name, People: h.people, Actor: h.actor, RoleWord: roleWord(h.actor.Role), Due: h.due, Now: e.now, Zone: london,
	}
}

// roleWord says a role as people do.
func roleWord(r authz.Role) string {
	s := strings.ReplaceAll(string(r), "-", " ")
	return strings.ToUpper(s[:1]) + s[1:]
}
