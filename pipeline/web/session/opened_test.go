package session

import (
	"fmt"
	"testing"
	"time"

	"gongwen/pipeline/web/account"
)

// TestOpenIsBoundedAndTheSessionsOwn: a session forgets some of very many forms, and knows
// nothing of what another opened.
func TestOpenIsBoundedAndTheSessionsOwn(t *testing.T) {
	st := NewStore()
	s, _ := st.Begin(account.Account{Name: "a"}, false, time.Now())
	other, _ := st.Begin(account.Account{Name: "a"}, false, time.Now())
	for i := range 2 * maxOpened {
		st.Open(s, fmt.Sprint(i), Opened{Shown: fmt.Sprint(i), Said: i})
	}
	last := fmt.Sprint(2*maxOpened - 1)
	if len(s.opened) > maxOpened || st.Opened(s, last).Shown != last || st.Opened(other, last) != (Opened{}) {
		t.Errorf("%d, %+v, %+v", len(s.opened), st.Opened(s, last), st.Opened(other, last))
	}
}

// TestConfirmedForMinutes: and not for longer, nor before, nor from elsewhere.
func TestConfirmedForMinutes(t *testing.T) {
	st, now := NewStore(), time.Now()
	s, _ := st.Begin(account.Account{Name: "a"}, false, now)
	if known := st.Confirmed(s, "192.0.2.1", now); known != "" {
		t.Errorf("at first: %s", known)
	}
	st.Confirm(s, "密码", "192.0.2.1", now)
	for after, want := range map[time.Duration]string{0: "密码", ConfirmedFor: "密码", ConfirmedFor + 1: "", -1: ""} {
		if known := st.Confirmed(s, "192.0.2.1", now.Add(after)); known != want {
			t.Errorf("after %v: %q", after, known)
		}
	}
	if known := st.Confirmed(s, "192.0.2.2", now); known != "" {
		t.Errorf("from elsewhere: %q", known)
	}
	st.Confirm(s, "", "192.0.2.1", now)
	if known := st.Confirmed(s, "192.0.2.1", now); known != "" {
		t.Errorf("forgotten: %q", known)
	}
}
