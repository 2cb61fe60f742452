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
		"in brackets, without a port":          {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6, [2001:db8::5]"}, "2001:db8::5"},
		"without brackets":                     {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6,2001:DB8:0:0::5"}, "2001:db8::5"},
		"in quotes":                            {"10.0.0.1:1", []string{"X-Forwarded-For", `6.6.6.6, "[2001:db8::5]:4711"`}, "2001:db8::5"},
		"with the link it came by":             {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6, fe90::5%eth0"}, "fe90::5"},
		"mapped, with a port":                  {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6, [::ffff:192.0.2.5]:80"}, "192.0.2.5"},
		"an inner proxy with a port":           {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6, 192.0.2.5:99, 10.0.0.2:3128"}, "192.0.2.5"},
		"three proxies, in several headers":    {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "192.0.2.5, [fd00::9]:1", "X-Forwarded-For", "10.0.0.3"}, "192.0.2.5"},
		"a proxy that is not trusted between":  {"10.0.0.1:1", []string{"X-Forwarded-For", "10.0.0.9, 6.6.6.6, 203.0.113.1, 10.0.0.2"}, "203.0.113.1"},
		"nothing between commas":               {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6, , 192.0.2.5,, 10.0.0.2 ,"}, "192.0.2.5"},
		"proxies only":                         {"10.0.0.1:1", []string{"X-Forwarded-For", "10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		"unreadable before a proxy":            {"10.0.0.1:1", []string{"X-Forwarded-For", "192.0.2.5, _hidden, 10.0.0.2"}, "10.0.0.2"},
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
		"a stranger says":              {"192.0.2.9:1", []string{"X-Forwarded-Proto", "https"}, false},
		"a proxy says":                 {"10.0.0.1:1", []string{"X-Forwarded-Proto", "https"}, true},
		"a proxy shouts":               {"10.0.0.1:1", []string{"X-Forwarded-Proto", "HTTPS"}, true},
		"the client before":            {"10.0.0.1:1", []string{"X-Forwarded-Proto", "https", "X-Forwarded-Proto", "http"}, false},
		"the client in the header":     {"10.0.0.1:1", []string{"X-Forwarded-Proto", "http, https"}, true},
		"nobody says":                  {"10.0.0.1:1", nil, false},
		"nothing is said":              {"10.0.0.1:1", []string{"X-Forwarded-Proto", ","}, false},
		"another scheme":               {"10.0.0.1:1", []string{"X-Forwarded-Proto", "wss"}, false},
		"the outer of two proxies":     {"10.0.0.1:1", []string{"X-Forwarded-For", "192.0.2.5, 10.0.0.2", "X-Forwarded-Proto", "https, http"}, true},
		"the inner of two proxies":     {"10.0.0.1:1", []string{"X-Forwarded-For", "192.0.2.5, 10.0.0.2", "X-Forwarded-Proto", "http, https"}, false},
		"one for both":                 {"10.0.0.1:1", []string{"X-Forwarded-For", "192.0.2.5, 10.0.0.2", "X-Forwarded-Proto", "https"}, true},
		"the client before two":        {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6, 192.0.2.5, 10.0.0.2", "X-Forwarded-Proto", "https, http, http"}, false},
		"a proxy that is not trusted":  {"10.0.0.1:1", []string{"X-Forwarded-For", "6.6.6.6, 203.0.113.1", "X-Forwarded-Proto", "https, http"}, false},
		"fewer than there are proxies": {"10.0.0.1:1", []string{"X-Forwarded-For", "192.0.2.5, 10.0.0.2, 10.0.0.3", "X-Forwarded-Proto", "https, http"}, false},
	} {
		if got := trusted.Secure(said(test.peer, test.headers)); got != test.want {
			t.Errorf("scheme, %s: encrypted %t, want %t", name, got, test.want)
		}
	}
	for name, test := range map[string]struct {
		peer    string
		host    string
		headers []string
		want    string
	}{
		"none":                  {"10.0.0.1:1", "GW.example:8080", nil, "gw.example:8080"},
		"a stranger says":       {"192.0.2.9:1", "gw.example", []string{"X-Forwarded-Host", "evil.example"}, "gw.example"},
		"a proxy says":          {"10.0.0.1:1", "127.0.0.1:8080", []string{"X-Forwarded-Host", "gw.example"}, "gw.example"},
		"in capitals":           {"10.0.0.1:1", "127.0.0.1:8080", []string{"X-Forwarded-Host", "GW.Example:8443"}, "gw.example:8443"},
		"the usual port":        {"10.0.0.1:1", "127.0.0.1:8080", []string{"X-Forwarded-Host", "gw.example:443", "X-Forwarded-Proto", "HTTPS"}, "gw.example"},
		"the usual port of old": {"10.0.0.1:1", "127.0.0.1:8080", []string{"X-Forwarded-Host", "gw.example:80"}, "gw.example"},
		"the client before":     {"10.0.0.1:1", "127.0.0.1:8080", []string{"X-Forwarded-Host", "evil.example, gw.example"}, "gw.example"},
		"two proxies":           {"10.0.0.1:1", "127.0.0.1:8080", []string{"X-Forwarded-For", "192.0.2.5, 10.0.0.2", "X-Forwarded-Host", "evil.example, gw.example, inner"}, "gw.example"},
	} {
		r := said(test.peer, test.headers)
		r.Host = test.host
		if got := trusted.Host(r); got != test.want {
			t.Errorf("host, %s: %s, want %s", name, got, test.want)
		}
	}
	for name, test := range map[string]struct {
		peer, host string
		headers    []string
		want       bool
	}{
		"this machine":                    {"127.0.0.1:1", "127.0.0.1:8080", nil, true},
		"this machine, by its name":       {"127.0.0.1:1", "LocalHost", nil, true},
		"this machine, IPv6":              {"[::1]:1", "[::1]:8080", nil, true},
		"this machine, IPv6, usual port":  {"[::1]:1", "[::1]", nil, true},
		"this machine, mapped":            {"[::ffff:127.0.0.1]:1", "127.0.0.1:8080", nil, true},
		"through a proxy here":            {"127.0.0.1:1", "127.0.0.1:8080", []string{"X-Forwarded-For", "127.0.0.1"}, false},
		"through one that says less":      {"127.0.0.1:1", "127.0.0.1:8080", []string{"X-Forwarded-Proto", "https"}, false},
		"through another proxy":           {"127.0.0.1:1", "127.0.0.1:8080", []string{"Via", "1.1 x"}, false},
		"through one that says nothing":   {"127.0.0.1:1", "gw.example.gov.cn", nil, false},
		"another machine":                 {"192.0.2.9:1", "127.0.0.1:8080", nil, false},
		"another machine says it is here": {"192.0.2.9:1", "127.0.0.1:8080", []string{"X-Forwarded-For", "127.0.0.1"}, false},
	} {
		r := said(test.peer, test.headers)
		r.Host = test.host
		if got := IsLocal(r); got != test.want {
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
