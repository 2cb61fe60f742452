package web

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/proxy"
	"gongwen/pipeline/web/throttle"
)

// codeLimiter bounds how often codes of authenticators are guessed. Only wrong ones count,
// and they only come here with the right password: three codes of a million are right at
// a time. As with passwords, what strangers use up is not what known browsers have.
//
// So in a day a code is guessed at, the bursts included, by strangers 10 + 144 times, at
// this machine the same, by known browsers 60 + 720 times: at odds of one in 2,200, and of
// one in 430. Recovery codes are random, of 80 bits, and count nowhere: whoever is locked
// out by others' guesses enters by one.
type codeLimiter struct {
	strangers *throttle.Limiter // by user name
	devices   *throttle.Limiter // known browsers
	known     *throttle.Limiter // known browsers, by user name
	local     *throttle.Limiter
}

func newCodeLimiter() *codeLimiter {
	return &codeLimiter{
		strangers: throttle.New(10*time.Minute, 10), devices: throttle.New(10*time.Minute, 10),
		known: throttle.New(2*time.Minute, 60), local: throttle.New(10*time.Minute, 10),
	}
}

func (l *codeLimiter) sweep(now time.Time) {
	for _, limiter := range []*throttle.Limiter{l.strangers, l.devices, l.known, l.local} {
		limiter.Sweep(now)
	}
}

// errCodesSpent is for too many wrong codes.
var errCodesSpent = httpError{http.StatusTooManyRequests, "动态码错得太多，请过十分钟再试；急用的可以填恢复码。手机的时间不准，动态码就不对，请先校准。"}

// counted is what a client of a limiter has used up.
type counted struct {
	of     *throttle.Limiter
	client string
}

// anySpent reports whether no try is left of one of them.
func anySpent(counts []counted, now time.Time) bool {
	return slices.ContainsFunc(counts, func(c counted) bool { return c.of.Spent(c.client, now) })
}

// countAll counts a try of each.
func countAll(counts []counted, now time.Time) {
	for _, c := range counts {
		c.of.Allow(c.client, now)
	}
}

// tryCode uses up a code of an account's authenticator. It is called in tryPassword, by
// one of each sort at a time, so that none slips by between looking and counting. The
// error is errCodesSpent, or one of package account.
func (r *request) tryCode(name, code string) error {
	l, now, device := r.server.passwords.codes, r.server.now(), r.knownDevice(name)
	var counts []counted
	switch {
	case account.IsRecovery(code):
	case device != "":
		counts = []counted{{l.devices, device}, {l.known, name}}
	case proxy.IsLocal(r.Request):
		counts = []counted{{l.local, ""}}
	default:
		counts = []counted{{l.strangers, name}}
	}
	if anySpent(counts, now) {
		return errCodesSpent
	}
	err := r.server.accounts.TakeCode(name, code)
	if errors.Is(err, account.ErrCode) {
		countAll(counts, now)
	}
	return err
}
