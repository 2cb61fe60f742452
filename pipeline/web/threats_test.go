package web

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write THREATS.md anew")

// threat is something that somebody must not be able to do, and the tests that try
// it, each as folder below the source's root and name.
type threat struct {
	must  string // not …
	tests []string
}

// threats are all of them, by who. The readable table is THREATS.md.
var threats = []struct {
	who     string
	has     string // what they have to begin with
	threats []threat
}{
	{"Anonymous", "the network address of the reading room", []threat{
		{"see any page but that of check codes", []string{"pipeline/web TestEveryRouteForEveryRole"}},
		{"learn which numbers, arrivals or user names exist", []string{"pipeline/web TestNothingIsLearntFromAnswers", "pipeline/web TestGuessing", "pipeline/web/account TestNobodyGetsInOtherwise"}},
		{"guess passwords or check codes faster than a few a minute", []string{"pipeline/web TestGuessing", "pipeline/web TestStrangersCannotKeepTheAdministratorOut"}},
		{"keep anybody out by trying, not even from the same address", []string{"pipeline/web TestStrangersCannotKeepTheAdministratorOut", "pipeline/web TestStrangersCannotStopOthersFromAsking", "pipeline/web TestStrangersDoNotHoldUpHashing"}},
		{"fill the memory with addresses, names or sessions", []string{"pipeline/web TestThrottlesAreBounded", "pipeline/web TestSessionsAreBounded", "pipeline/web TestHugeRequestsAreRefused"}},
		{"hold connections by being slow", []string{"pipeline/web TestSlowClientsAreCutOff"}},
		{"pass for another address, for this machine, or for HTTPS, by a header", []string{"pipeline/web TestWhoIsBelieved", "pipeline/web TestOnlyProxiesSpeakForOthers"}},
		{"read the metrics", []string{"cmd/gongwen TestServing"}},
		{"make somebody else's browser send a form", []string{"pipeline/web TestForgedFormsAreRefused", "pipeline/web TestSignOnNeedsNoCookie"}},
		{"send a browser elsewhere, or into a frame, by an address of ours", []string{"pipeline/web TestHeadersCannotBeInjected", "pipeline/web TestNoMarkupFromOutside"}},
		{"reach a file that no page offers", []string{"pipeline/web TestNoWayOutOfTheArchive"}},
	}},
	{"Office account", "a session, one unit's records", []threat{
		{"see, count or find other units' records", []string{"pipeline/web TestConfidentialIsNowhere", "pipeline/web TestEveryRouteForEveryRole", "pipeline/web TestReach"}},
		{"tell what is out of reach from what does not exist", []string{"pipeline/web TestNothingIsLearntFromAnswers"}},
		{"hand in for another unit, or anywhere but into its inbox", []string{"pipeline/web TestUploadsStayInTheirInbox"}},
		{"put markup, formulas, headers or lines before others' eyes, by any field of any kind that is accepted, by file names, by names of searches", []string{"pipeline/web TestNothingGetsOutOfAnAcceptedForm", "pipeline/web TestNoMarkupFromOutside", "pipeline/web TestHeadersCannotBeInjected"}},
		{"see registers, accounts or the trail", []string{"pipeline/web TestEveryRouteForEveryRole"}},
		{"keep a session when its account is disabled or changed, or get it back", []string{"pipeline/web TestASessionEndsForGoodWithWhatItRestsOn", "pipeline/web TestSessionsEnd", "pipeline/web/account TestAnOldFileIsRead"}},
		{"guess another's password by one's own browser or session", []string{"pipeline/web TestStrangersCannotKeepTheAdministratorOut", "pipeline/web TestManyBrowsersOfOneAccountGuessNoFaster"}},
	}},
	{"Archivist without clearance", "a session, all units' records", []threat{
		{"see, count or find a record with a degree of secrecy", []string{"pipeline/web TestConfidentialIsNowhere"}},
		{"tell such a record from none, whichever way it is asked for", []string{"pipeline/web TestNothingIsLearntFromAnswers"}},
		{"void a record or change an account", []string{"pipeline/web TestEveryRouteForEveryRole"}},
	}},
	{"Archivist with clearance", "a session, secret records", []threat{
		{"look at or take anything without a line in the trail", []string{"pipeline/web TestTheTrailTellsWhoSawWhat"}},
		{"see more degrees than the account has", []string{"pipeline/web TestReach"}},
		{"run what somebody attached as a page of ours", []string{"pipeline/web TestNothingGetsOutOfAnAcceptedForm"}},
	}},
	{"Finance", "a session, all units' records and registers", []threat{
		{"see other units' arrivals, accounts or the trail", []string{"pipeline/web TestEveryRouteForEveryRole", "pipeline/web TestNothingIsLearntFromAnswers"}},
		{"be made to run a formula by opening a register", []string{"pipeline/web TestNothingGetsOutOfAnAcceptedForm"}},
	}},
	{"Administrator", "accounts, the trail, voiding", []threat{
		{"see secret records without being cleared for them", []string{"pipeline/web TestConfidentialIsNowhere", "pipeline/web TestNothingIsLearntFromAnswers"}},
		{"learn anybody's password", []string{"pipeline/web/account TestAPasswordIsGivenOnceAndChosenAnew", "pipeline/web TestLogsHoldNoSecrets"}},
		{"shut the last administrator out", []string{"pipeline/web/account TestAnAdministratorStays"}},
		{"change a line of the trail unseen", []string{"archive/journal TestTampering"}},
		{"be kept out by strangers", []string{"pipeline/web TestStrangersCannotKeepTheAdministratorOut"}},
	}},
	{"Backup reader", "a copy of the data folder", []threat{
		{"read a password", []string{"pipeline/web/account TestAPasswordIsGivenOnceAndChosenAnew"}},
		{"guess at the reading room faster by the key of known browsers", []string{"pipeline/web TestManyBrowsersOfOneAccountGuessNoFaster"}},
	}},
	{"Proxy", "the word for who asks", []threat{
		{"speak for others without being listed", []string{"pipeline/web TestWhoIsBelieved", "pipeline/web TestOnlyProxiesSpeakForOthers"}},
		{"pass on a name that the client wrote beside its own", []string{"pipeline/web TestSignOnNeedsNoCookie"}},
		{"fill sessions and trail by requests without cookies, or by names nobody has", []string{"pipeline/web TestSignOnNeedsNoCookie"}},
		{"let the metrics out by adding no header", []string{"cmd/gongwen TestServing"}},
	}},
}

// TestThreats: every threat has a test that tries it and that there is, and the
// page says so.
func TestThreats(t *testing.T) {
	root := filepath.Join("..", "..")
	known := map[string]bool{}
	for _, who := range threats {
		for _, threat := range who.threats {
			if len(threat.tests) == 0 {
				t.Errorf("%s must not %s: no test tries it", who.who, threat.must)
			}
			for _, test := range threat.tests {
				if _, asked := known[test]; !asked {
					known[test] = exists(t, root, test)
				}
				if !known[test] {
					t.Errorf("%s must not %s: there is no test %s", who.who, threat.must, test)
				}
			}
		}
	}
	page := threatsPage()
	if *update {
		if err := os.WriteFile("THREATS.md", []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile("THREATS.md")
	if err != nil || string(written) != page {
		t.Errorf("THREATS.md is not what the table says; go test ./pipeline/web -run TestThreats -update writes it anew: %v", err)
	}
}

// exists looks for a test in the files of its folder, whatever system they are for.
func exists(t *testing.T, root, test string) bool {
	t.Helper()
	dir, name, _ := strings.Cut(test, " ")
	files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(dir), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`(?m)^func ` + regexp.QuoteMeta(name) + `\(`)
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if declared.Match(source) {
			return true
		}
	}
	return false
}

func threatsPage() string {
	var b strings.Builder
	b.WriteString("# Threats\n\nWho must not be able to do what, and the tests that try it. The table stands in threats_test.go, which also\nholds this page against it; a threat without a test fails.\n")
	for _, who := range threats {
		fmt.Fprintf(&b, "\n## %s\n\nHas %s. Must not\n\n| … | tried by |\n|---|---|\n", who.who, who.has)
		for _, threat := range who.threats {
			fmt.Fprintf(&b, "| %s | %s |\n", threat.must, "`"+strings.Join(threat.tests, "`, `")+"`")
		}
	}
	return b.String()
}
