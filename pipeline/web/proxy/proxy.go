// Package proxy finds out who asks when proxies stand between the browsers and the
// server: the client's address, whether its connection is encrypted, and by what name
// it knows the server.
//
// A proxy says so in X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host. Only
// those that are trusted are listened to, and each header is read from the right: what
// a trusted proxy has added stands behind what it was sent, and what it was sent
// anybody may have written. Forwarded (RFC 7239) and X-Real-IP are not looked at: a
// proxy that does not set them passes on what the client wrote.
package proxy

import (
	"net"
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
// proxy itself does not count. Where a proxy names nobody, or nobody that can be read,
// it is the proxy itself.
func (t Trusted) Client(r *http.Request) netip.Addr {
	client, _ := t.walk(r)
	return client
}

// walk goes back from proxy to proxy, and tells how many there are up to the client.
func (t Trusted) walk(r *http.Request) (client netip.Addr, proxies int) {
	client = Peer(r)
	by := list(r, "X-Forwarded-For")
	for i := len(by) - 1; t.Includes(client); i-- {
		proxies++
		if i < 0 {
			break
		}
		before, ok := address(by[i])
		if !ok {
			break
		}
		client = before
	}
	return client, proxies
}

// address reads one that a proxy has written: with or without a port, of IPv6 with or
// without brackets.
func address(text string) (netip.Addr, bool) {
	text = strings.Trim(text, `"`)
	if at, err := netip.ParseAddrPort(text); err == nil {
		return normalize(at.Addr()), true
	}
	if inside, ok := strings.CutPrefix(text, "["); ok {
		text, _ = strings.CutSuffix(inside, "]")
	}
	a, err := netip.ParseAddr(text)
	return normalize(a), err == nil
}

// said is what a header says that each proxy may set or add to: the word of the one
// that the client asked, if all between have added theirs, or else of the one that
// asks us. It is empty where nobody who is trusted says anything.
func (t Trusted) said(r *http.Request, header string) string {
	all := list(r, header)
	_, proxies := t.walk(r)
	switch {
	case proxies == 0 || len(all) == 0:
		return ""
	case len(all) >= proxies:
		return all[len(all)-proxies]
	}
	return all[len(all)-1]
}

// Secure reports whether the way from the browser is encrypted.
func (t Trusted) Secure(r *http.Request) bool {
	return r.TLS != nil || strings.EqualFold(t.said(r, "X-Forwarded-Proto"), "https")
}

// Host is the name, with the port unless it is the usual one, by which the browser
// knows the server, in small letters: as in the header Origin.
func (t Trusted) Host(r *http.Request) string {
	host := t.said(r, "X-Forwarded-Host")
	if host == "" {
		host = r.Host
	}
	usual := ":80"
	if t.Secure(r) {
		usual = ":443"
	}
	return strings.TrimSuffix(strings.ToLower(host), usual)
}

// IsLocal reports whether somebody at this very machine asks, for this very machine.
// What a proxy passes on comes from this machine, too, but it says so, or asks for the
// name that the browser knows; a client can add such a header, not take it away, and
// gains nothing by it.
func IsLocal(r *http.Request) bool {
	return !PassedOn(r) && Peer(r).IsLoopback() && namesThisMachine(r.Host)
}

// PassedOn reports whether a request says that it came through a proxy.
func PassedOn(r *http.Request) bool {
	for _, header := range []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-Ip"} {
		if len(r.Header.Values(header)) > 0 {
			return true
		}
	}
	return false
}

func namesThisMachine(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	a, ok := address(host)
	return ok && a.IsLoopback() || strings.EqualFold(host, "localhost")
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

// list is the items of a header that is a list, however many times it stands. What
// is empty is none (RFC 9110, 5.6.1).
func list(r *http.Request, header string) []string {
	var items []string
	for _, value := range r.Header.Values(header) {
		for item := range strings.SplitSeq(value, ",") {
			if item = strings.TrimSpace(item); item != "" {
				items = append(items, item)
			}
		}
	}
	return items
}
