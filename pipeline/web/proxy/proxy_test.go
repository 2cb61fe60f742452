package proxy

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

// TestTrustedTellsWhoAsks: the client's address, on which the access log and the
// throttles rest, is never what the client wrote itself.
func TestTrustedTellsWhoAsks(t *testing.T) {
	var ranges []netip.Prefix
	for _, p := range []string{"10.0.0.0/24", "::ffff:172.16.0.1/128", "fd00::/64", "fe80::/64"} {
		ranges = append(ranges, netip.MustParsePrefix(p))
	}
	trusted := Trust(ranges)
	for name, test := range map[string]struct {
		peer    string
		headers []string
		want    string
	}{
		"a stranger says":                      {"192.0.2.9:1", []string{"X-Forwarded-For", "1.1.1.1"}, "192.0.2.9"},
		"a stranger over IPv6":                 {"[::ffff:192.0.2.9]:1", []string{"X-Forwarded-For", "1.1.1.1"}, "192.0.2.9"},
		"a proxy says":                         {"10.0.0.1:1", []string{"X-Forwarded-For", "192.0.2.5"}, "192.0.2.5"},
		"a proxy over IPv6":                    {"[::ffff:10.0.0.1]:1", []string{"X-Forwarded-For", "192.0.2.5"}, "192.0.2.5"},
		"a proxy listed as IPv6":               {"172.16.0.1:1", []string{"X-Forwarded-For", "192.0.2.5"}, "192.0.2.5"},
		"a proxy of this link":                 {"[fe80::2%eth0]:1", []string{"X-Forwarded-For", "192.0.2.5"}, "192.0.2.5"},
		"a proxy next door":                    {"10.0.1.1:1", []string{"X-Forwarded-For", "192.0.2.5"}, "10.0.1.1"},
		"a list begun by the client":           {"10.0.0.1:1", []string{"X-Forwarded-For", "127.0.0.1, 10.0.0.7, 192.0.2.5"}, "192.0.2.5"},
		"a header of the client before":        {"10.0.0.1:1", []string{"X-Forwarded-For", "127.0.0.1", "X-Forwarded-For", "192.0.2.5"}, "192.0.2.5"},
		"two proxies":                          {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6, 192.0.2.5, 10.0.0.2"}, "192.0.2.5"},
		"mapped in the list":                   {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6, ::ffff:192.0.2.5"}, "192.0.2.5"},
		"with a port":                          {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6, 192.0.2.5:4711"}, "192.0.2.5"},
		"with a port, IPv6":                    {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6, [2001:db8::5]:4711"}, "2001:db8::5"},
		"unreadable at the end":                {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6, unknown"}, "10.0.0.1"},
		"empty":                                {"10.0.0.1:1", []string{"X-Forwarded-For", ""}, "10.0.0.1"},
		"Forwarded is not looked at":           {"10.0.0.1:1", []string{"Forwarded", "for=6.6.6.6"}, "10.0.0.1"},
		"X-Real-IP is not looked at":           {"10.0.0.1:1", []string{"X-Real-Ip", "6.6.6.6"}, "10.0.0.1"},
		"Forwarded beside what the proxy says": {"10.0.0.1:1", []string{"Forwarded", "for=6.6.6.6", "X-Forwarded-For", "192.0.2.5"}, "192.0.2.5"},
	} {
		if got := trusted.Client(said(test.peer, test.headers)).String(); got != test.want {
			t.Errorf("%s: the client is %s, want %s", name, got, test.want)
		}
	}
	for name, test := range map[string]struct {
		peer    string
		headers []string
		want    bool
	}{
		"a stranger says":          {"192.0.2.9:1", []string{"X-Forwarded-Proto", "https"}, false},
		"a proxy says":             {"10.0.0.1:1", []string{"X-Forwarded-Proto", "https"}, true},
		"the client before":        {"10.0.0.1:1", []string{"X-Forwarded-Proto", "https", "X-Forwarded-Proto", "http"}, false},
		"the client in the header": {"10.0.0.1:1", []string{"X-Forwarded-Proto", "http, https"}, true},
		"nobody says":              {"10.0.0.1:1", nil, false},
	} {
		if got := trusted.Secure(said(test.peer, test.headers)); got != test.want {
			t.Errorf("scheme, %s: encrypted %t, want %t", name, got, test.want)
		}
	}
	for name, test := range map[string]struct {
		peer    string
		headers []string
		want    bool
	}{
		"this machine":            {"127.0.0.1:1", nil, true},
		"this machine, IPv6":      {"[::1]:1", nil, true},
		"this machine, mapped":    {"[::ffff:127.0.0.1]:1", nil, true},
		"through a proxy here":    {"127.0.0.1:1", []string{"X-Forwarded-For", "127.0.0.1"}, false},
		"through another proxy":   {"127.0.0.1:1", []string{"Via", "1.1 x"}, false},
		"another machine":         {"192.0.2.9:1", nil, false},
		"another says it is here": {"192.0.2.9:1", []string{"X-Forwarded-For", "127.0.0.1"}, false},
	} {
		if got := IsLocal(said(test.peer, test.headers)); got != test.want {
			t.Errorf("%s: here %t, want %t", name, got, test.want)
		}
	}
}

// said is a request of a machine with headers, which may stand more than once.
func said(peer string, headers []string) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = peer
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}
