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
	return at.Addr().Unmap()
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
// trusted proxy itself anybody may have written.
func (s *Server) clientOf(r *http.Request) netip.Addr {
	client := peer(r)
	by := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(by) - 1; i >= 0 && s.trusted(client); i-- {
		before, err := netip.ParseAddr(strings.TrimSpace(by[i]))
		if err != nil {
			break
		}
		client = before.Unmap()
	}
	return client
}

// secure tells whether the way to the browser is encrypted.
func (s *Server) secure(r *http.Request) bool {
	return r.TLS != nil || s.trusted(peer(r)) && r.Header.Get("X-Forwarded-Proto") == "https"
}
