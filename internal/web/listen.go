package web

import (
	"errors"
	"net"
	"net/netip"
	"strconv"
	"syscall"

	"holdfast/internal/errs"
)

// DefaultAddr is where Holdfast listens unless told otherwise.
const DefaultAddr = "127.0.0.1:8417"

// loopback4 is the one IPv4 address of this machine for itself that browsers
// know by name too.
var loopback4 = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// Listen opens HOST:PORT; port 0 picks a free one. An address that other
// machines could reach is refused unless the server has a public name (public):
// without one, who opens the printed address needs no password. The errors are
// errs.Invalid with the reason and the remedy.
func Listen(addr string, public bool) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, errs.At("--addr", "%q is not HOST:PORT: write it like %s", addr, DefaultAddr)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return nil, errs.At("--addr", "%q is not a port: it is a number from 0 to 65535, where 0 picks a free one", port)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if host == "" && public {
		host = "::"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !public && ip != loopback4 && ip != netip.IPv6Loopback() {
		return nil, errs.At("--addr", "%q is refused: without --url Holdfast listens on this machine only. Use 127.0.0.1, [::1] or localhost, or say with --url under which https address others reach it", addr)
	}
	l, err := net.Listen("tcp", net.JoinHostPort(ip.String(), port))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, errs.Wrap(err, errs.Conflict, "Port %s is taken, perhaps by another Holdfast. Use --addr %s for a free one.", port, net.JoinHostPort(host, "0"))
	case err != nil:
		return nil, errs.Wrap(err, errs.Unavailable, "Cannot listen on %s.", addr)
	}
	return l, nil
}
