// Package proxy finds out who asks when a proxy stands between the browsers and the
// server: the client's address and whether its connection is encrypted.
package proxy

import (
	"net/http"
	"net/netip"
	"strings"
)

// Trusted are the machines that may speak for others.
type Trusted []netip.Prefix

// Trust is the machines in these ranges, whichever way they are written.
func Trust(ranges []netip.Prefix) Trusted {
	t := make(Trusted, len(ranges))
	for i, p := range ranges {
		if p.Addr().Is4In6() && p.Bits() >= 96 {
			p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
		}
		t[i] = p
	}
	return t
}

// Peer is the machine at the other end of the connection.
func Peer(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return normalize(at.Addr())
}

// normalize is an address in the one form in which it is compared: an IPv4 address
// is not an IPv6 one, and which of our own interfaces it came by does not matter.
func normalize(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

// Includes reports whether a machine may speak for others.
func (t Trusted) Includes(machine netip.Addr) bool {
	for _, p := range t {
		if p.Contains(machine) {
			return true
		}
	}
	return false
}

// Client is who asks. Each trusted proxy adds the address it was asked by at the
// end of X-Forwarded-For; what stands before the last one that is not a trusted
// proxy itself anybody may have written. Forwarded and X-Real-IP are not looked at:
// a proxy that does not set them passes on what the client wrote.
func (t Trusted) Client(r *http.Request) netip.Addr {
	client := Peer(r)
	by := list(r, "X-Forwarded-For")
	for i := len(by) - 1; i >= 0 && t.Includes(client); i-- {
		before, err := netip.ParseAddr(by[i])
		if err != nil {
			at, portErr := netip.ParseAddrPort(by[i]) // some write the port, too
			if portErr != nil {
				break
			}
			before = at.Addr()
		}
		client = normalize(before)
	}
	return client
}

// Secure reports whether the way to the browser is encrypted. The last word is that
// of the proxy that asks us.
func (t Trusted) Secure(r *http.Request) bool {
	schemes := list(r, "X-Forwarded-Proto")
	return r.TLS != nil || t.Includes(Peer(r)) && len(schemes) > 0 && strings.EqualFold(schemes[len(schemes)-1], "https")
}

// IsLocal reports whether somebody at this very machine asks. What a proxy passes on
// comes from this machine, too, but most proxies say so; a client can add such a
// header, not take it away, and gains nothing by it.
func IsLocal(r *http.Request) bool {
	for _, header := range []string{"X-Forwarded-For", "Forwarded", "Via", "X-Real-Ip"} {
		if len(r.Header.Values(header)) > 0 {
			return false
		}
	}
	return Peer(r).IsLoopback()
}

// Network is what counts as one client: whoever has an IPv6 address has the 64 bits
// below it, too.
func Network(client netip.Addr) string {
	bits := client.BitLen()
	if client.Is6() {
		bits = 64
	}
	p, _ := client.Prefix(bits)
	return p.String()
}

// list is the items of a header that is a list, however many times it stands.
func list(r *http.Request, header string) []string {
	var items []string
	for _, value := range r.Header.Values(header) {
		for item := range strings.SplitSeq(value, ",") {
			items = append(items, strings.TrimSpace(item))
		}
	}
	return items
}
