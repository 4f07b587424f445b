package web

import (
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"holdfast/internal/errs"
)

// contentPolicy lets a page load nothing but our own assets, talk to nobody
// else, run no inline script or style, and stand in nobody's frame.
// connect-src is for htmx, which asks this server for parts of pages.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// setHeaders puts what every answer carries; static assets replace the first.
// Referrer-Policy is same-origin rather than no-referrer, with which browsers
// would send a form's Origin as "null".
func setHeaders(h http.Header, public *url.URL) {
	if public != nil && public.Scheme == "https" {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
}

// neighbourhood knows the names by which this server may be called. A page of
// another site whose name was pointed at this machine (DNS rebinding) calls it
// by that other name.
type neighbourhood struct {
	hosts   map[string]bool
	origins map[string]bool
	cross   *http.CrossOriginProtection
}

// loopbackNames are the names of this machine for itself.
var loopbackNames = []string{"127.0.0.1", "localhost", "::1"}

// httpPort is left out of an address by browsers.
const httpPort = 80

func newNeighbourhood(port int, public *url.URL) neighbourhood {
	n := neighbourhood{hosts: map[string]bool{}, origins: map[string]bool{}, cross: http.NewCrossOriginProtection()}
	add := func(host string) {
		n.hosts[host] = true
		n.origins["http://"+host] = true
	}
	for _, name := range loopbackNames {
		add(net.JoinHostPort(name, strconv.Itoa(port)))
		if port == httpPort {
			add(map[bool]string{true: "[" + name + "]", false: name}[name == "::1"])
		}
	}
	if public != nil {
		host := strings.ToLower(public.Host)
		n.hosts[host] = true
		n.origins[public.Scheme+"://"+host] = true
	}
	return n
}

// check refuses what another site makes a browser send.
func (n neighbourhood) check(r *http.Request) error {
	if origins := r.Header.Values("Origin"); len(origins) > 1 || len(origins) == 1 && !n.origins[origins[0]] {
		return errs.New(errs.Forbidden, "This request came from another site, and was refused.")
	}
	if err := n.cross.Check(r); err != nil {
		return errs.Wrap(err, errs.Forbidden, "This request came from another site, and was refused. Open the form again and send it from there.")
	}
	return nil
}
