package web

import (
	"context"
	"net/http"
	"time"

	"gongwen/pipeline/web/proxy"
	"gongwen/pipeline/web/throttle"
)

// passwordLimiter bounds how often passwords are tried. Only wrong ones use up what an
// address has, or an office behind one address could not sign in on a morning; and a right
// one gives nothing back, so that who enters an account of their own in between guesses at
// another's no faster. Everybody is counted by what strangers cannot use up for others:
//
//   - a browser that entered the account before: its own count, and below that
//     one of all such browsers of the account together;
//   - somebody at this machine itself, not through a proxy: a count of this machine,
//     which is how an administrator gets in when all else is under attack;
//   - everybody else: one of the network, so that nobody tries many names, and one
//     of the name, so that a name is not tried from many networks.
//
// So a name is guessed at at most this often a day, the bursts included: by strangers
// 20 + 86,400/10 = 8,660 times from however many networks; at this machine
// 10 + 86,400/10 = 8,650 times, all names together; by those who have entered the
// account before 60 + 86,400/2 = 43,260 times, from one browser of theirs 8,650
// times. A one-time password has 75 bits. One chosen at random from eight small
// letters and digits is found by strangers, at even odds, in 450,000 years; one
// of the hundred most used ones in minutes, which no throttle can help: those are not taken,
// see package account/guessable.
//
// Hashing takes the whole of a processor. Strangers hash one at a time, so all of
// them together get five tries a second, whatever they try; and others do not
// wait behind them. Lest somebody holds these places by a right password sent without end,
// right ones are counted, too, by name, and apart from the guesses: nobody enters, or signs,
// sixty times at once.
type passwordLimiter struct {
	networks *throttle.Limiter // strangers, by network
	names    *throttle.Limiter // strangers, by user name
	devices  *throttle.Limiter // known browsers
	known    *throttle.Limiter // known browsers, by user name
	local    *throttle.Limiter // this machine
	right    *throttle.Limiter // right passwords, by user name and which of the three has given them

	codes *codeLimiter

	// Whoever hashes holds a place in one of these.
	strangerHashing, knownHashing chan struct{}
	patience                      time.Duration // how long a stranger waits for the hashing of others
}

func newPasswordLimiter() *passwordLimiter {
	return &passwordLimiter{
		networks: throttle.New(10*time.Second, 10), names: throttle.New(10*time.Second, 20),
		devices: throttle.New(10*time.Second, 10), known: throttle.New(2*time.Second, 60),
		local: throttle.New(10*time.Second, 10), right: throttle.New(2*time.Second, 60),
		codes:           newCodeLimiter(),
		strangerHashing: make(chan struct{}, 1), knownHashing: make(chan struct{}, 1), patience: 20 * time.Second,
	}
}

func (l *passwordLimiter) sweep(now time.Time) {
	for _, limiter := range []*throttle.Limiter{l.networks, l.names, l.devices, l.known, l.local, l.right} {
		limiter.Sweep(now)
	}
	l.codes.sweep(now)
}

// knownDevice names the browser that asks, if it has entered the account before, or has
// entered now: who changes the password, or signs. It is empty for strangers.
func (r *request) knownDevice(name string) string {
	device := r.server.devices.Device(r.Request, name)
	if device == "" && r.session != nil && r.session.Name == name {
		device = r.session.Token
	}
	return device
}

// tryPassword calls hash, which hashes a password given for a name and has no error if it is
// right, unless it has been tried too often. Who hashes looks again at what the others before
// have used up, and counts before the next one looks: many who try at once get no more tries.
func (r *request) tryPassword(name string, hash func() error) error {
	l := r.server.passwords
	hashing, patience := l.knownHashing, context.Background()
	var wrong []counted
	var right counted
	device := r.knownDevice(name)
	switch {
	case device != "":
		wrong, right = []counted{{l.devices, device}, {l.known, name}}, counted{l.right, "known " + name}
	case proxy.IsLocal(r.Request):
		wrong, right = []counted{{l.local, ""}}, counted{l.right, "here " + name}
	default:
		wrong, right = []counted{{l.networks, proxy.Network(r.clientAddr)}, {l.names, name}}, counted{l.right, "stranger " + name}
		var cancel context.CancelFunc
		hashing = l.strangerHashing
		patience, cancel = context.WithTimeout(patience, l.patience)
		defer cancel()
	}
	all := append([]counted{right}, wrong...)
	if anySpent(all, r.server.now()) {
		return errTooOften
	}
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-patience.Done():
		return errTooOften
	case <-r.Context().Done():
		return r.Context().Err()
	}
	now := r.server.now()
	if anySpent(all, now) {
		return errTooOften
	}
	err := hash()
	if err == nil {
		wrong = []counted{right}
	}
	countAll(wrong, now)
	return err
}

// rememberDevice gives a browser the cookie of an account that has just been entered.
func (r *request) rememberDevice(name string) {
	device := r.server.devices.Device(r.Request, name)
	http.SetCookie(r.w, r.server.devices.Cookie(name, device, r.server.proxies.Secure(r.Request)))
}

// throttleKey names who makes the request, for limits that are not about passwords:
// an account and this machine have limits that strangers cannot use up.
func (r *request) throttleKey() string {
	switch {
	case r.session != nil:
		return "account " + r.account.Name
	case proxy.IsLocal(r.Request):
		return "here"
	}
	return proxy.Network(r.clientAddr)
}
