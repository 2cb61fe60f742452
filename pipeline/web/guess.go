package web

import (
	"context"
	"time"
)

// guesses bound how often passwords are tried. Who tries is counted by what
// strangers cannot use up for others:
//
//   - a browser that entered the account before: its own count, and below that
//     one of all such browsers of the account together;
//   - somebody at this machine itself, not through a proxy: a count of this machine,
//     which is how an administrator gets in when all else is under attack;
//   - everybody else: one of the network, so that nobody tries many names, and one
//     of the name, so that a name is not tried from many networks.
//
// So a name is tried at most this often a day, the bursts included: by strangers
// 20 + 86,400/10 = 8,660 times from however many networks; at this machine
// 10 + 86,400/10 = 8,650 times, all names together; by those who have entered the
// account before 60 + 86,400/2 = 43,260 times, from one browser of theirs 8,650
// times. A one-time password has 75 bits. One chosen at random from eight small
// letters and digits is found by strangers, at even odds, in 450,000 years; one
// of the hundred most used ones in minutes, which no throttle can help.
//
// Hashing takes the whole of a processor. Strangers hash one at a time, so all of
// them together get five tries a second, whatever they try; and others do not
// wait behind them.
type guesses struct {
	networks *throttle // strangers, by network
	names    *throttle // strangers, by user name
	devices  *throttle // known browsers
	known    *throttle // known browsers, by user name
	here     *throttle // this machine

	strangers, others chan struct{} // who hashes
	patience          time.Duration // how long a stranger waits for the hashing of others
}

func newGuesses() *guesses {
	return &guesses{
		networks: newThrottle(10*time.Second, 10), names: newThrottle(10*time.Second, 20),
		devices: newThrottle(10*time.Second, 10), known: newThrottle(2*time.Second, 60),
		here:      newThrottle(10*time.Second, 10),
		strangers: make(chan struct{}, 1), others: make(chan struct{}, 1), patience: 20 * time.Second,
	}
}

func (g *guesses) sweep(now time.Time) {
	for _, t := range []*throttle{g.networks, g.names, g.devices, g.known, g.here} {
		t.sweep(now)
	}
}

// tryPassword does what hashes a password given for a name, if it has not been tried too
// often.
func (r *request) tryPassword(name string, hash func() error) error {
	g, now := r.server.passwords, r.server.now()
	turn, patience := g.others, context.Background()
	device := r.server.devices.of(r.Request, name)
	if device == "" && r.session != nil && r.session.name == name {
		device = r.session.token // it has entered: changing the password
	}
	switch {
	case device != "":
		if !g.devices.allows(device, now) || !g.known.allows(name, now) {
			return errTooOften
		}
	case r.isLocal():
		if !g.here.allows("", now) {
			return errTooOften
		}
	default:
		if !g.networks.allows(networkOf(r.clientAddr), now) || !g.names.allows(name, now) {
			return errTooOften
		}
		var cancel context.CancelFunc
		turn = g.strangers
		patience, cancel = context.WithTimeout(patience, g.patience)
		defer cancel()
	}
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
		return hash()
	case <-patience.Done():
		return errTooOften
	case <-r.Context().Done():
		return r.Context().Err()
	}
}
