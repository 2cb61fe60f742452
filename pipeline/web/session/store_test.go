package session

import (
	"fmt"
	"testing"
	"time"

	"gongwen/pipeline/web/account"
)

// TestStoreIsBounded: the oldest goes.
func TestStoreIsBounded(t *testing.T) {
	s, now := NewStore(), time.Now()
	first, cookie := s.Begin(account.Account{Name: "first"}, false, now)
	for i := range maxSessions {
		s.Begin(account.Account{Name: fmt.Sprint(i)}, i%2 == 0, now.Add(time.Second))
	}
	if len(s.open) != maxSessions || s.Find(CookieKey(cookie), now) != nil {
		t.Errorf("%d sessions, the oldest of them %v", len(s.open), first.began)
	}
}
