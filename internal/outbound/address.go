package outbound

import (
	"net/netip"
	"slices"
)

// prefixes reads a list of networks that is written in this file.
func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		out[i] = netip.MustParsePrefix(t)
	}
	return out
}

var (
	// special4 are the IPv4 networks that are not the public internet: the IANA
	// special-purpose registry (RFC 6890 and its updates), multicast and what is
	// reserved. Cloud machines answer with their secrets at 169.254.169.254.
	special4 = prefixes("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
		"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4")
	// public6 is all of IPv6 that is given out, and special6 what of it is not the
	// public internet: protocol assignments with Teredo, examples, 6to4, whose
	// addresses hold an IPv4 one.
	public6  = netip.MustParsePrefix("2000::/3")
	special6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
	// nat64 holds an IPv4 address in its last four bytes (RFC 6052).
	nat64 = netip.MustParsePrefix("64:ff9b::/96")
	// never are the networks that even a host of the intranet is not: this host's
	// own "any" address, link-local ones, multicast.
	never = prefixes("0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "::/128", "fe80::/10", "ff00::/8")
)

// Public says whether an address is one of the public internet. An IPv4 address
// in any of its IPv6 disguises counts as what it is.
func Public(a netip.Addr) bool {
	a, ok := plain(a)
	switch {
	case !ok:
		return false
	case a.Is4():
		return !in(special4, a)
	}
	return public6.Contains(a) && !in(special6, a)
}

// intranet says whether a host that was allowed by name may be at the address.
func intranet(a netip.Addr) bool {
	a, ok := plain(a)
	return ok && !in(never, a)
}

// plain takes the disguise off an address; false for one that is none, or that
// holds only on one link.
func plain(a netip.Addr) (netip.Addr, bool) {
	if !a.IsValid() || a.Zone() != "" {
		return a, false
	}
	a = a.Unmap()
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	return a, true
}

func in(list []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) })
}
