package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// setHeaders tells the browser to trust nothing but what comes from here.
//
// frame-src lets a record's page show its PDF, frame-ancestors lets no other page
// show ours. Nothing is kept by caches in between, or after signing out.
func setHeaders(h http.Header, secure bool) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "+
		"frame-src 'self'; object-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "SAMEORIGIN") // for browsers before frame-ancestors
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-store")
	if secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// peer is the machine at the other end of the connection.
func peer(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return normalize(at.Addr())
}

// normalize is an address in the one form in which it is compared: an IPv4 address is
// not an IPv6 one, and which of our own interfaces it came by does not matter.
func normalize(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

// normalizePrefix is the same for a range of addresses.
func normalizePrefix(p netip.Prefix) netip.Prefix {
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		return netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return p
}

// trusted tells whether a machine may speak for others.
func (s *Server) trusted(machine netip.Addr) bool {
	for _, p := range s.options.Proxies {
		if p.Contains(machine) {
			return true
		}
	}
	return false
}

// clientOf is who asks. Each trusted proxy adds the address it was asked by at
// the end of X-Forwarded-For; what stands before the last one that is not a
// trusted proxy itself anybody may have written. Forwarded and X-Real-IP are not
// looked at: a proxy that does not set them passes on what the client wrote.
func (s *Server) clientOf(r *http.Request) netip.Addr {
	client := peer(r)
	by := headerList(r, "X-Forwarded-For")
	for i := len(by) - 1; i >= 0 && s.trusted(client); i-- {
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

// headerList are the items of a header that is a list, however many times it stands.
func headerList(r *http.Request, header string) []string {
	var items []string
	for _, value := range r.Header.Values(header) {
		for item := range strings.SplitSeq(value, ",") {
			items = append(items, strings.TrimSpace(item))
		}
	}
	return items
}

// secure tells whether the way to the browser is encrypted. The last word is that
// of the proxy that asks us.
func (s *Server) secure(r *http.Request) bool {
	schemes := headerList(r, "X-Forwarded-Proto")
	return r.TLS != nil || s.trusted(peer(r)) && len(schemes) > 0 && strings.EqualFold(schemes[len(schemes)-1], "https")
}

// isLocal tells whether somebody at this very machine asks. What a proxy passes on
// comes from this machine, too, but most proxies say so; a client can add such a
// header, not take it away, and gains nothing by it.
func (r *request) isLocal() bool {
	for _, header := range []string{"X-Forwarded-For", "Forwarded", "Via", "X-Real-Ip"} {
		if len(r.Header.Values(header)) > 0 {
			return false
		}
	}
	return peer(r.Request).IsLoopback()
}

// throttleKey is by whom tries are counted that are not about passwords: an account
// and this machine have counts that strangers cannot use up.
func (r *request) throttleKey() string {
	switch {
	case r.session != nil:
		return "account " + r.account.Name
	case r.isLocal():
		return "here"
	}
	return networkOf(r.clientAddr)
}
