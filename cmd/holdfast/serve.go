package main

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"slices"

	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/site"
)

type serveCmd struct {
	place
	mailing
	serving
}

// serving is how a server is reached.
type serving struct {
	Addr     string   `name:"addr" default:"${addr}" placeholder:"HOST:PORT" help:"Where to listen; port 0 picks a free one."`
	URL      string   `name:"url" env:"HOLDFAST_URL" placeholder:"URL" help:"The https address under which others reach this server. Without it, it serves this machine alone."`
	TLSCert  string   `name:"tls-cert" placeholder:"FILE" help:"Certificate chain (PEM), where no proxy before the server does TLS." and:"tls"`
	TLSKey   string   `name:"tls-key" placeholder:"FILE" help:"Its private key (PEM)." and:"tls"`
	Intranet []string `name:"intranet" placeholder:"HOST" help:"A host of your own network that sign-in providers may lie at; else only the public internet is asked."`
	Proxy    []string `name:"proxy" placeholder:"CIDR" help:"Addresses of proxies whose X-Forwarded-For is believed."`
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
	return h.serve(e, c.serving, key, "", c.mailing)
}

// serve answers browsers until the program is told to stop. after follows the
// printed address.
func (h *app) serve(e *env, o serving, key, after string, m mailing) error {
	log := slog.New(slog.NewTextHandler(e.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if err := h.signing.mailBy(e, m); err != nil {
		return err
	}
	server, err := h.server(e, o, log, key)
	if err != nil {
		return err
	}
	l, err := web.Listen(o.Addr, o.URL != "")
	if err != nil {
		return err
	}
	h.signing.reach(server.Address(l))
	work, err := h.background(e, m, server.Address(l), log)
	if err != nil {
		_ = l.Close()
		return err
	}
	if o.URL == "" {
		fmt.Fprintf(e.stdout, "Open %s/?%s=%s%s\n", server.Address(l), web.KeyParam, key, after)
	} else {
		fmt.Fprintf(e.stdout, "Open %s%s\n", server.Address(l), after)
		if err := h.sayFirst(e); err != nil {
			_ = l.Close()
			return err
		}
	}
	defer h.tend(e)()
	defer h.publish(server.Address(l), m.SMTP != "", log)()
	defer h.begin(e, work)()
	defer h.prepare(e, log)()
	return server.Serve(e.ctx, l)
}

// server makes the server of all pages.
func (h *app) server(e *env, o serving, log *slog.Logger, key string) (*web.Server, error) {
	c := web.Config{Log: log, Now: e.now}
	if err := o.fill(&c); err != nil {
		return nil, err
	}
	proof := h.prove(e, log)
	s := h.site(e)
	s.Key = key
	g := h.gate(s.Frame, o, key)
	ways := h.waysIn(e, s.Frame, g, o, c.Public)
	c.Gate = g
	if err := h.lendFiles(s); err != nil {
		return nil, err
	}
	c.API = h.api(e, proof, s.Files, log).Handler()
	c.ErrorPage = s.ErrorPage
	c.Routes = slices.Concat(s.Routes(), g.Routes(), ways.Routes(), h.recordPages(s.Frame).Routes(), h.settings(e, s.Frame).Routes(), h.keepingPages(s.Frame).Routes(), h.sharePages(s.Frame, s.Files).Routes())
	for _, p := range h.parts {
		if p.pages != nil {
			c.Routes = append(c.Routes, p.pages(e, s.Frame, s.Files)...)
		}
	}
	s.Know(c.Routes)
	c.Routes = s.Named(c.Routes)
	return web.New(c)
}

// fill says how the server is reached; a fault names the flag.
func (o serving) fill(c *web.Config) error {
	if o.URL != "" {
		u, err := url.Parse(o.URL)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
			return errs.At("--url", "%q is not an address like https://holdfast.example.org", o.URL)
		}
		c.Public = &url.URL{Scheme: u.Scheme, Host: u.Host}
	}
	if o.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(o.TLSCert, o.TLSKey)
		if err != nil {
			return errs.Wrap(err, errs.Invalid, "%s and %s are not a certificate with its key.", o.TLSCert, o.TLSKey)
		}
		c.Certificate = &pair
	}
	for _, text := range o.Proxy {
		p, err := netip.ParsePrefix(text)
		if a, aerr := netip.ParseAddr(text); err != nil && aerr == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return errs.At("--proxy", "%q is neither an address nor a network like 10.0.0.0/8", text)
		}
		c.Proxies = append(c.Proxies, p)
	}
	return nil
}

// site wires the pages over the app's services.
func (h *app) site(e *env) *site.Site {
	s := &site.Site{
		Frame: &frame.Frame{Door: h.door, Clock: e.now, Zone: london, Rail: rail},
		Book:  h.book, Certificates: h.certificates, Entities: h.entities, CertRegister: h.certRegister,
		Bids: h.bids, BidRegister: h.bidRegister, Tasks: h.taskRegister, NoticeStore: h.store, FindAsked: findAsked, Watches: h.watches, Due: h.due,
		DueBy: h.dueBy, Rules: h.archive.At,
	}
	s.Count = h.counts(s.CountPlaces)
	return s
}
