package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongwen/pipeline/web/account"
)

// tries are sign-ins one after the other, and what became of them.
type tries struct {
	times     int
	from      string // an address; %d is which of the tries it is
	names     []string
	secret    string
	known     bool          // from the browser that has entered the account before
	after     time.Duration // since those before
	enter     int           // how many enter
	forbidden int           // how many are told that they are wrong; the others are too many
}

// TestTryPasswordCountsWrongOnes: right passwords use up nothing of an address, a machine or
// a browser, and give nothing back of what guesses have used up.
func TestTryPasswordCountsWrongOnes(t *testing.T) {
	r := ownRoom(t, Options{})
	pass := r.untried(t)
	const office, here, many = "192.0.2.7:1", "127.0.0.1:1", "203.0.113.%d:1"
	everybody := make([]string, 0, len(staff))
	for _, a := range staff {
		everybody = append(everybody, a.Name)
	}
	var interleaved, interleavedFromMany []tries
	for i := range 30 {
		own, guess := tries{times: 1, names: []string{"dangan"}, secret: password}, tries{times: 1, names: []string{"quzhang"}, secret: "x"}
		own.from, guess.from = office, office
		if i < 10 {
			own.enter, guess.forbidden = 1, 1
		}
		interleaved = append(interleaved, guess, own)
		own.from, guess.from = fmt.Sprintf(many, i), fmt.Sprintf(many, i)
		own.enter, guess.forbidden = 1, 0
		if i < 20 {
			guess.forbidden = 1
		}
		interleavedFromMany = append(interleavedFromMany, guess, own)
	}
	// The tenth guess uses up what the address has, for one's own account, too.
	interleaved[19].enter = 0
	for _, test := range []struct {
		what  string
		tries []tries
	}{
		{"an office behind one address", []tries{{times: 80, from: office, names: everybody, secret: password, enter: 80}}},
		{"an account that many share", []tries{{times: 40, from: office, names: []string{"caizheng"}, secret: password, enter: 40}}},
		{"at this machine", []tries{{times: 80, from: here, names: everybody, secret: password, enter: 80}}},
		{"an office some of which err", []tries{
			{times: 9, from: office, names: everybody, secret: "x", forbidden: 9},
			{times: 30, from: office, names: everybody, secret: password, enter: 30},
			{times: 5, from: office, names: everybody, secret: "x", forbidden: 1},
			{times: 5, from: office, names: everybody, secret: password},
			{times: 30, from: office, names: everybody, secret: password, after: 10 * time.Second, enter: 30},
			{times: 5, from: office, names: everybody, secret: "x", forbidden: 1},
		}},
		{"at this machine, erring", []tries{
			{times: 12, from: here, names: everybody, secret: "x", forbidden: 10},
			{times: 5, from: here, names: everybody, secret: password},
			{times: 5, from: here, names: everybody, secret: password, after: 10 * time.Second, enter: 5},
		}},
		{"guesses at another's account, one's own in between", interleaved},
		{"the same from many addresses", interleavedFromMany},
		{"the owner enters between guesses elsewhere", []tries{
			{times: 15, from: many, names: []string{"quzhang"}, secret: "x", forbidden: 15},
			{times: 5, from: office, names: []string{"quzhang"}, secret: password, enter: 5},
			{times: 15, from: many, names: []string{"quzhang"}, secret: "x", forbidden: 5},
			{times: 5, from: office, names: []string{"quzhang"}, secret: password},
			{times: 5, from: office, names: []string{"quzhang"}, secret: password, known: true, enter: 5},
		}},
		{"a known browser", []tries{
			{times: 9, from: office, names: []string{"quzhang"}, secret: "x", known: true, forbidden: 9},
			{times: 30, from: office, names: []string{"quzhang"}, secret: password, known: true, enter: 30},
			{times: 5, from: office, names: []string{"quzhang"}, secret: "x", known: true, forbidden: 1},
			{times: 5, from: office, names: []string{"quzhang"}, secret: password, known: true},
			{times: 5, from: office, names: []string{"quzhang"}, secret: password, enter: 5},
		}},
		{"a right password without end", []tries{
			{times: 100, from: many, names: []string{"quzhang"}, secret: password, enter: 60},
			{times: 5, from: office, names: []string{"quzhang"}, secret: password, known: true, enter: 5},
			{times: 5, from: here, names: []string{"quzhang"}, secret: password, enter: 5},
			{times: 5, from: office, names: []string{"dangan"}, secret: password, enter: 5},
			{times: 5, from: office, names: []string{"quzhang"}, secret: password, after: 2 * time.Second, enter: 1},
		}},
	} {
		t.Run(test.what, func(t *testing.T) {
			r.server.passwords = newPasswordLimiter()
			for step, s := range test.tries {
				pass(s.after)
				enter, forbidden := 0, 0
				for i := range s.times {
					from, name := s.from, s.names[i%len(s.names)]
					if from == many {
						from = fmt.Sprintf(many, i)
					}
					var set []string
					if s.known {
						cookie := r.server.devices.Cookie(name, "browser", false)
						set = []string{"Cookie", cookie.Name + "=" + cookie.Value}
					}
					switch w := r.guessing(t, from, name, s.secret, set...); w.Code {
					case http.StatusSeeOther:
						enter++
					case http.StatusForbidden:
						forbidden++
					case http.StatusTooManyRequests:
					default:
						t.Fatalf("step %d: %d", step, w.Code)
					}
				}
				if enter != s.enter || forbidden != s.forbidden {
					t.Errorf("step %d: %d entered and %d were wrong, want %d and %d", step, enter, forbidden, s.enter, s.forbidden)
				}
			}
		})
	}
}

// TestTryPasswordCountsWhoWaits: guesses at once, all of which have been found to be few while
// another was hashing, are hashed no more often; right passwords are, every one.
func TestTryPasswordCountsWhoWaits(t *testing.T) {
	r := theRoom(t)
	for _, test := range []struct {
		what   string
		answer error
		hashed int32
	}{
		{"guesses", account.ErrWrong, 10},
		{"right passwords", nil, 50},
	} {
		t.Run(test.what, func(t *testing.T) {
			r.untried(t)
			const atOnce = 50
			var looked, hashed atomic.Int32
			l, now := r.server.passwords, time.Now()
			l.strangerHashing <- struct{}{} // one that takes until all have looked
			r.server.now = func() time.Time {
				if looked.Add(1) == atOnce {
					<-l.strangerHashing
				}
				return now
			}
			var all sync.WaitGroup
			for i := range atOnce {
				all.Go(func() {
					asked := &request{server: r.server, Request: httptest.NewRequest(http.MethodPost, "/sign-in", nil), clientAddr: netip.MustParseAddr("192.0.2.7")}
					err := asked.tryPassword(fmt.Sprint("name", i), func() error {
						hashed.Add(1)
						return test.answer
					})
					if !errors.Is(err, test.answer) && !errors.Is(err, errTooOften) {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if hashed.Load() != test.hashed {
				t.Errorf("%d of %d were hashed, want %d", hashed.Load(), atOnce, test.hashed)
			}
		})
	}
}

// TestReauthenticateManyTimes: who signs much gives the password as often.
func TestReauthenticateManyTimes(t *testing.T) {
	r := ownRoom(t, Options{})
	r.untried(t)
	asked := r.asking(t, "quzhang")
	for i := range 40 {
		if err := asked.reauthenticate(password, ""); err != nil {
			t.Fatalf("signature %d: %v", i, err)
		}
	}
}
