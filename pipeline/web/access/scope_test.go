package access

import (
	"testing"

	"gongwen/pipeline/roster"
	"gongwen/pipeline/web/account"
)

// TestScope is who may see which record.
func TestScope(t *testing.T) {
	units := []string{"甲局"}
	known, err := roster.New(nil).Units("", map[string][]string{"甲局": {"第一局"}, "乙局": nil, "长水镇": nil})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		a            account.Account
		unit, degree string
		want         bool
	}{
		{account.Account{Role: account.Office, Units: units}, "甲局", "", true},
		{account.Account{Role: account.Office, Units: units}, "乙局", "", false},
		{account.Account{Role: account.Office, Units: units}, "第一局", "", true},
		{account.Account{Role: account.Office, Units: []string{"第一 局"}}, "甲局", "", true},
		{account.Account{Role: account.Office, Units: []string{"第⼀局"}}, "甲局", "", true},
		{account.Account{Role: account.Office, Units: units}, "第⼀\u00A0局", "", true},
		{account.Account{Role: account.Office, Units: []string{"⻓⽔镇"}}, "长水镇", "", true},
		{account.Account{Role: account.Office, Units: []string{"长水镇"}}, "⻓⽔镇", "", true},
		{account.Account{Role: account.Office, Units: []string{"⻓⽔镇"}}, "甲局", "", false},
		{account.Account{Role: account.Office}, "甲局", "", false},
		{account.Account{Role: account.Office, Units: units}, "甲局", "秘密", false},
		{account.Account{Role: account.Office, Units: units, Clearance: []string{"秘密"}}, "甲局", "秘密", true},
		{account.Account{Role: account.Office, Units: units, Clearance: []string{"秘密"}}, "乙局", "秘密", false},
		{account.Account{Role: account.Archivist, Units: units}, "乙局", "", true},
		{account.Account{Role: account.Archivist}, "乙局", "内部", false},
		{account.Account{Role: account.Administrator, Clearance: []string{"秘密"}}, "乙局", "机密", false},
	} {
		if got := Of(test.a, known).Includes(test.unit, test.degree); got != test.want {
			t.Errorf("%+v, %s %s: %v", test.a, test.unit, test.degree, got)
		}
	}
}
