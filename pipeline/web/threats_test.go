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
	{"Anonymous", "the network address of the reading room, and no account", []threat{
		{"see any page but that of check codes and the manual", []string{"pipeline/web TestTableOfRoutesForEveryRole"}},
		{"learn which numbers, arrivals or user names exist", []string{"pipeline/web TestServerLetsNothingBeLearntFromAnswers", "pipeline/web TestSignInGuessing", "pipeline/web/account TestAuthenticateLetsNobodyInOtherwise"}},
		{"learn more by a check code than that its document is genuine, valid, void or superseded", []string{"pipeline/web TestVerifyTellsOnlyOfValidity"}},
		{"enter by a password that is common, or made of names, units, dates or keys side by side; as an administrator, by a short one", []string{"pipeline/web/account TestChosenPasswords", "pipeline/web/account/guessable TestJudge", "pipeline/web TestOutgrownPasswordIsReplacedFirst"}},
		{"guess passwords or check codes faster than a few a minute", []string{"pipeline/web TestSignInGuessing", "pipeline/web TestTryPasswordLetsTheAdministratorInDespiteStrangers", "pipeline/web TestTryPasswordCountsWhoWaits"}},
		{"keep anybody out by trying, not even from the same address", []string{"pipeline/web TestTryPasswordLetsTheAdministratorInDespiteStrangers", "pipeline/web TestThrottleKeyLetsOthersAskDespiteStrangers", "pipeline/web TestTryPasswordIsNotHeldUpByStrangers"}},
		{"fill the memory with addresses, names or sessions", []string{"pipeline/web/throttle TestLimiterIsBounded", "pipeline/web/session TestStoreIsBounded", "pipeline/web TestAuthorizeRefusesHugeRequests"}},
		{"hold connections by being slow", []string{"pipeline/web TestServeCutsOffSlowClients", "pipeline/web TestReceivingWaitsForTheSlowOnly", "pipeline/web TestSendingWaitsForTheSlowOnly"}},
		{"pass for another address, for this machine, or for HTTPS, by a header", []string{"pipeline/web/proxy TestTrustedTellsWhoAsks", "pipeline/web TestServeBehindNginx", "pipeline/web TestSignOnNameIsTakenFromProxiesOnly"}},
		{"pass for somebody by a name that only looks like theirs", []string{"pipeline/web TestSignOnNameIsTakenFromProxiesOnly", "pipeline/web/account TestNamedByALookAlike"}},
		{"read the metrics, or learn from the state of health what it is that hangs", []string{"cmd/gongwen TestServeOpensTheReadingRoom", "pipeline/web TestHealthTellsOfHangs", "pipeline/web TestHealthTellsOfBlindness", "pipeline/web TestServeMetricsForThoseNamed"}},
		{"make somebody else's browser send a form", []string{"pipeline/web TestCheckTokenRefusesForgedForms", "pipeline/web TestContinueSignOnNeedsNoCookie"}},
		{"have links to elsewhere written into a register that somebody takes", []string{"pipeline/web TestRegisterFileLinks", "pipeline/web TestColumnSets"}},
		{"send a browser elsewhere, or into a frame, by an address of ours", []string{"pipeline/web TestServerHeadersCannotBeInjected", "pipeline/web TestServerShowsNoMarkupFromOutside"}},
		{"write a record into the log, or act on the terminal that shows it", []string{"pipeline/logging TestTextHandlerWritesForPeople", "pipeline/web TestServerLetsNothingOutOfAnAcceptedForm"}},
		{"reach a file that no page offers", []string{"pipeline/web TestServerOffersNoWayOutOfTheArchive"}},
	}},
	{"Office account (经办人员)", "a session, and the records of one unit", []threat{
		{"see, count or find other units' records", []string{"pipeline/web TestServerShowsTheConfidentialNowhere", "pipeline/web TestTableOfRoutesForEveryRole", "pipeline/web/access TestScope", "pipeline/web TestBrowseCountsWhatItsLinksGive"}},
		{"tell what is out of scope from what does not exist", []string{"pipeline/web TestServerLetsNothingBeLearntFromAnswers"}},
		{"find out numbers, parties, amounts or absences in others' records by handing in one guess after the other", []string{"pipeline/web TestHandInTellsNothingOfOthersRecords", "pipeline/rules TestLimitedBisectionLearnsOnlyThatThereIsARecord", "pipeline/rules TestLimitedLetsNobodyAskDayByDay"}},
		{"hold up others' hand-ins by sending slowly and often", []string{"pipeline/web TestAdmitOneUploadOfAnAccount", "pipeline/web TestReceivingWaitsForTheSlowOnly"}},
		{"have forms checked without a line in the access log, or by the thousand", []string{"pipeline/web TestHandInTellsNothingOfOthersRecords", "pipeline/web TestThrottleChecksByAccount"}},
		{"learn the number of another's record by handing in the same form", []string{"pipeline/web TestHandInDoesNotNameADuplicateOutOfReach", "pipeline TestDecideDoesNotNameADuplicateOfOthers"}},
		{"learn of others' records by what a search suggests, or by what duties and registers count", []string{"index TestAdvise", "index TestAdviseIsNotSwayedByWhatIsOutOfReach", "pipeline/web TestDutiesWithinCountsNothingOutOfReach", "pipeline/web TestRegistersOutOfReachAreNotListed"}},
		{"learn what a record out of scope is of from what registers and views make of others of its line", []string{"pipeline/web TestRegisterPage", "pipeline/web TestViewPage", "archive/register TestRegisterWithin"}},
		{"see returned or repeated forms of a degree of secrecy the account is not cleared for, or whose degree could not be read", []string{"pipeline/web TestMaySeeArrivalByDegree", "pipeline TestLedgerEntryKnowsHowSecretAnArrivalIs"}},
		{"come by another unit's records, or lose its own, by how a unit is spelt", []string{"pipeline/web TestServerKnowsUnitsByAnySpelling", "pipeline/roster TestNamedByAnySpellingOfAUnit", "pipeline/roster TestAliasIsOneUnits"}},
		{"hand in for another unit, or anywhere but into its inbox", []string{"pipeline/web TestUploadsStayInTheirInbox", "pipeline/web TestServerKnowsUnitsByAnySpelling", "pipeline TestJudgeLetsTheSenderDecideWhoseARecordIs"}},
		{"put markup, formulas, headers or lines before others' eyes, by any field of any kind that is accepted, by file names, by names of searches", []string{"pipeline/web TestServerLetsNothingOutOfAnAcceptedForm", "pipeline/web TestServerShowsNoMarkupFromOutside", "pipeline/web TestServerHeadersCannotBeInjected"}},
		{"see registers, accounts or the access log", []string{"pipeline/web TestTableOfRoutesForEveryRole"}},
		{"export more than it may see, or without a line in the access log", []string{"pipeline/web TestExportSearchHasWhatThePageCounts", "pipeline/web TestServerShowsTheConfidentialNowhere"}},
		{"come by a void or superseded document that looks valid without asking for just that, and being written down for it", []string{"pipeline/web TestDocumentOfAVoidRecord", "pipeline/web TestDocumentOfAVoidRecordWhateverIsLeft", "pipeline/web TestDocumentOfASupersededRecord"}},
		{"keep a session when its account is disabled or changed, or get it back", []string{"pipeline/web TestAuthenticateEndsASessionForGoodWithWhatItRestsOn", "pipeline/web TestAuthenticateRefusesEndedSessions", "pipeline/web/account TestOpenReadsAnOldFile"}},
		{"guess another's password by one's own browser or session, or faster by entering one's own account in between", []string{"pipeline/web TestTryPasswordLetsTheAdministratorInDespiteStrangers", "pipeline/web TestTryPasswordGoesNoFasterWithManyBrowsers", "pipeline/web TestTryPasswordCountsWrongOnes"}},
		{"hold the places of those who sign in, by a password of one's own sent without end", []string{"pipeline/web TestTryPasswordCountsWrongOnes"}},
	}},
	{"Archivist without clearance (档案人员)", "a session, and the records of all units that have no degree of secrecy", []threat{
		{"see, count or find a record with a degree of secrecy", []string{"pipeline/web TestServerShowsTheConfidentialNowhere"}},
		{"tell such a record from none, whichever way it is asked for", []string{"pipeline/web TestServerLetsNothingBeLearntFromAnswers"}},
		{"see returned or repeated forms of a degree of secrecy, or whose degree could not be read, or what was found wrong by such a record", []string{"pipeline/web TestMaySeeArrivalByDegree"}},
		{"void a record or change an account", []string{"pipeline/web TestTableOfRoutesForEveryRole"}},
	}},
	{"Archivist with clearance", "a session, and the records of the degrees of secrecy named in the account", []threat{
		{"look at or take anything without a line in the access log", []string{"pipeline/web TestLogAccessTellsWhoSawWhat", "pipeline/web TestServeContentLogsWhatIsServed", "pipeline/web TestLogVisitOnce", "pipeline/web TestServeContentShowsNothingWithoutALine", "pipeline/web TestServeContentThatIsHungUpOn"}},
		{"see more degrees than the account has", []string{"pipeline/web/access TestScope", "pipeline/web TestMaySeeArrivalByDegree"}},
		{"run what somebody attached as a page of ours", []string{"pipeline/web TestServerLetsNothingOutOfAnAcceptedForm"}},
	}},
	{"Finance (财务人员)", "a session, all units' records and registers", []threat{
		{"see other units' arrivals, accounts or the access log", []string{"pipeline/web TestTableOfRoutesForEveryRole", "pipeline/web TestServerLetsNothingBeLearntFromAnswers", "pipeline/web TestMaySeeArrivalByDegree"}},
		{"be made to run a formula by opening a register or an exported list", []string{"pipeline/web TestServerLetsNothingOutOfAnAcceptedForm", "templates/xlsx TestWrite", "templates/csv TestLibreOfficeWorksNothingOut", "templates/ods TestLibreOffice"}},
	}},
	{"Administrator (管理员)", "accounts, the access log, voiding", []threat{
		{"see secret records, or returned or repeated forms, without being cleared for them", []string{"pipeline/web TestServerShowsTheConfidentialNowhere", "pipeline/web TestServerLetsNothingBeLearntFromAnswers", "pipeline/web TestMaySeeArrivalByDegree"}},
		{"learn anybody's password", []string{"pipeline/web/account TestStorePasswordIsGivenOnceAndChosenAnew", "pipeline/web TestInstrumentLogsNoSecrets", "cmd/gongwen TestFirstPasswordOfAService"}},
		{"shut the last administrator out", []string{"pipeline/web/account TestSetKeepsAnAdministrator", "pipeline/web/account TestAddAccountsBeforeTheAdministrators"}},
		{"change a line of the access log unseen", []string{"archive/journal TestAllNoticesTampering", "archive/checkpoint TestVerifyTrail"}},
		{"be kept out by strangers", []string{"pipeline/web TestTryPasswordLetsTheAdministratorInDespiteStrangers"}},
		{"sign: an account that gives out passwords is nobody's who signs", []string{"pipeline/web/account TestPersonIsOnePersonsAlone", "pipeline/web TestSetAccountGivesPersons"}},
		{"sign as a leader by a new password, authenticator, certificate or account without every signature telling of it for a week, and the leader being told", []string{"pipeline/web/account TestRemarkTellsOfInterventions", "pipeline/web/account TestRemoveCodes", "pipeline/web/account TestSetCertificates", "pipeline/web TestSetAccountGivesPersons"}},
	}},
	{"Whoever would sign as a leader", "the leader's password, or browser left open, or a certificate of the same name; not their phone, nor their card", []threat{
		{"sign at a browser left open without the password", []string{"pipeline/web TestReauthenticate", "pipeline/web TestReauthenticateDespiteStrangers"}},
		{"enter or sign with the password alone where there is an authenticator, or take it off, or register another", []string{"pipeline/web TestEnrolASecondFactor", "pipeline/web TestReauthenticateWithCodes"}},
		{"use a code again that was seen, in the same program or in another", []string{"pipeline/web/account TestTakeCode", "pipeline/web TestReauthenticateWithCodes"}},
		{"guess codes faster than a few an hour", []string{"pipeline/web TestTryCodeCountsWrongOnes"}},
		{"learn by the answers to wrong codes that a password was right", []string{"pipeline/web TestEnrolASecondFactor"}},
		{"keep the leader's own browser from entering or signing, by guesses at passwords or codes from elsewhere", []string{"pipeline/web TestTryCodeCountsWrongOnes", "pipeline/web TestReauthenticateDespiteStrangers"}},
		{"pass by a certificate that has expired, is another's of the same name, is of another issuer, or stands in a header of the client's own", []string{"pipeline/web TestClientCertificateOverTLS", "pipeline/web TestClientCertificateOfAHeader", "pipeline/web TestClientCertificateBehindNginx"}},
		{"sign by a session alone where certificates are wanted", []string{"pipeline/web TestClientCertificateOfAHeader"}},
		{"enter by the directory without an account here, with the password of nobody, or by a name that changes what is searched", []string{"pipeline/web TestCheckPasswordByTheDirectory", "pipeline/web/directory TestCheck"}},
		{"read on the way what the directory is asked, or answer in its place", []string{"pipeline/web/directory TestCheckSendsNoPasswordInTheOpen"}},
		{"enter by single sign-on with what was stated for another browser, question, client or time, or is signed by somebody else", []string{"pipeline/web/openid TestReturn", "pipeline/web TestReturnFromOpenID"}},
		{"sign by single sign-on in the place of a password or code, register a phone by it at a browser left open, or sign by what was shown at another browser", []string{"pipeline/web TestReturnFromOpenID", "pipeline/web TestEnrolBehindAProxy", "pipeline/web/session TestConfirmedForMinutes"}},
		{"sign by what single sign-on remembers, or as somebody else than who shows it anew", []string{"pipeline/web/openid TestReturn", "pipeline/web TestReturnFromOpenID"}},
		{"be a person with a password somebody else gave out", []string{"pipeline/web TestReauthenticate"}},
	}},
	{"Whoever would sign in a signer's place (冒签)", "a session of any role, another signer's account included, or a signer's browser that was left open", []threat{
		{"see a form that waits for signatures, its draft or its files, unless it is their turn, they were asked, or took part in it", []string{"pipeline/web TestSignIsForThoseWhoseTurnItIs"}},
		{"see a secret one without being cleared for it, though they were asked for an opinion", []string{"pipeline/web TestSignNeedsAClearance"}},
		{"sign, pass on, ask, answer, circulate or take back in the name of another, whatever a form or a command line says; trying is in the access log", []string{"pipeline/web TestNoteTried", "cmd/gongwen TestScripts", "pipeline/web TestSignIsForThoseWhoseTurnItIs"}},
		{"sign for a leader as an administrator, or with an account that belongs to nobody of the roster", []string{"pipeline/web TestSignIsForThoseWhoseTurnItIs", "pipeline/web TestTableOfRoutesForEveryRole", "pipeline/web TestSignByEveryRouteRoleAndPerson"}},
		{"be another, at another time, in another post, or known otherwise, by fields added to a form", []string{"pipeline/web TestSignKeepsNothingSmuggled", "pipeline/signoff TestCheckKeepsWhatBelongs"}},
		{"sign for a leader by what an administrator can do with accounts and delegations, without the leader, the signature and the access log telling of it", []string{"pipeline/web TestSignForALeaderAsAnAdministrator", "pipeline/web TestSignForALeaderByAnAdministratorsDelegation", "pipeline/web TestDelegations", "pipeline/web TestSetAccountGivesPersons", "pipeline/web TestReauthenticate"}},
		{"have a signature count that does not apply, or one lost or doubled, by any order of what is done", []string{"pipeline/signoff TestHistories", "pipeline/signoff TestFoundByHistories"}},
		{"sign without the password of the person, but for a few minutes after it was given in the same session; never several at once", []string{"pipeline/web TestSignAsksForThePasswordAgain", "pipeline/web TestSignTogetherOnlyWhatWasOpened"}},
		{"have something signed that was not shown: another version, what was said since, what another session or nobody opened", []string{"pipeline/web TestSignRefusesWhatIsStale", "pipeline/web TestSignTogetherOnlyWhatWasOpened"}},
		{"have something done twice, by a second tab or by sending a form again", []string{"pipeline/web TestSignRefusesWhatIsStale", "pipeline/web TestSignOnceOfManyAtOnce"}},
		{"have a file signed that was exchanged after it was sent for signatures", []string{"pipeline/web TestSignRefusesWhatWasExchanged"}},
		{"give somebody, or themselves, another's authority to sign: whoever is neither that person nor an administrator; an administrator for their own person, or without the principal being told; anybody by a browser left open, without a document, or for a day that is past",
			[]string{"pipeline/web TestDelegations", "pipeline/delegation TestCheckDelegated", "pipeline/delegation TestCheckThrough", "pipeline TestDelegate", "cmd/gongwen TestDelegateCommand"}},
		{"sign by a delegation that was ended, or that was passed on, or keep one from ending by killing the program", []string{"pipeline TestDelegate", "pipeline TestDelegateCutShort"}},
		{"see what nobody may sign without being the office's director or an administrator", []string{"pipeline/web TestStuckPageIsTheDirectors"}},
		{"put markup before others' eyes by what they write", []string{"pipeline/web TestSigningLinesShowNoMarkup", "pipeline/web TestSignOperations"}},
	}},
	{"Many readers at once", "sessions, and no ill will", []threat{
		{"freeze the program, whichever pages they look at", []string{"pipeline/web TestServerAnswersACrowdAtEveryRoute", "archive/catalogue TestCatalogueLetsACallerAskInEveryLoop", "cmd/load TestLoad"}},
		{"keep forms from being filed", []string{"pipeline/web TestServerAnswersACrowdAtEveryRoute", "cmd/load TestLoad"}},
		{"have the same worked out once for each of them", []string{"pipeline/web/coalesce TestTaskIsSharedByAllWhoWait", "pipeline/web TestDutiesHaveAnAge"}},
		{"wait without an end, or without hearing why", []string{"pipeline/web TestRespondErrorSaysThatADeadlinePassed", "pipeline/web TestRespondErrorTellsWhoseFaultItIs"}},
		{"have what they wait for ended by another who hangs up", []string{"pipeline/web TestSearchFreshIsNobodysAlone", "pipeline/web/coalesce TestTaskIsSharedByAllWhoWait"}},
	}},
	{"Share user", "one unit's folder in inbox/, to write into, and those in issued/ and returned/, to read; the tests let them write there, too", []threat{
		{"have another's file read, taken or given back, by exchanging folders, files or attachments for links at any step", []string{"pipeline TestTakeOfAFolderExchangedForALink", "pipeline TestTakeOfAnAttachmentExchanged", "archive/shared TestWhatIsExchangedIsNotRead",
			"archive/shared TestWhatIsExchangedBetweenLookAndOpenIsNotRead", "archive/shared TestWhatIsExchangedIsNotTaken", "archive/shared TestWhatIsExchangedWhileTakenIsPutBack", "archive/shared TestConfirmFindsALinkThatIsGoneAtTheSecondLook",
			"archive/shared TestFolderExchangedAllTheTime", "cmd/thief TestThief"}},
		{"read a secret file by a second name of it (a hard link) or by a symbolic link", []string{"archive/shared TestWhatHasASecondNameOrIsNoFileIsNotOpened", "pipeline TestTakeOfAnAttachmentExchanged", "pipeline/spool TestFetchKeepsASymbolicLinkAndNeverOpensIt", "cmd/thief TestThief"}},
		{"have a file taken that could not be opened and looked at", []string{"pipeline/inbox TestUntouchedIsNoFileThatCannotBeOpened"}},
		{"plant a file outside of these folders, or overwrite one, by links under names that will be used or by names that lead elsewhere", []string{"pipeline TestPipelineFollowsNoLinksPlantedWhereFilesWillCome", "archive/shared TestWriteFileWritesNothingThroughALink",
			"archive/shared TestPlaceGoesIntoTheFolderThatWasOpened", "archive/shared TestNamesThatLeadElsewhere", "archive/register TestReplaceWritesNothingThroughALink", "pipeline/web TestStagedFolderIsOutOfReachUntilItIsJudged", "cmd/thief TestThief"}},
		{"change a form after it was taken, while it is judged", []string{"pipeline/spool TestOwnFileRewrittenThroughAnOpenHandle", "pipeline/spool TestOwnPutsOffAFileThatIsStillWrittenTo", "pipeline/spool TestFetchLeavesWhatWasExchangedSinceItWasSeen",
			"pipeline/spool TestSubmissionLooksAgainAtWhatLiesInTheSpool", "archive/shared TestOursIsWhatNobodyElseCanChange"}},
		{"have a file removed that was not dealt with", []string{"archive/shared TestRemoveSameKeepsWhatIsNew", "archive/shared TestRemoveEmptyRemovesNoFile", "pipeline/spool TestCopyLeftInInboxIsRemovedOnlyWhenTheSame"}},
		{"make a record another unit's by writing its name in a form", []string{"pipeline TestJudgeLetsTheSenderDecideWhoseARecordIs"}},
		{"learn of others' or secret records by a notice, a duplicate or what a form waits for", []string{"pipeline TestDecideTellsNothingOfOthersRecords", "pipeline TestDecideDoesNotNameADuplicateOfOthers", "pipeline/review TestAwaitedByNamesAFormOnlyToItsOwn"}},
		{"have a backup take what a link leads to", []string{"archive/backup TestTakeFollowsNoLink"}},
	}},
	{"Share user who stops workers", "the same folders, or has them on a machine that is dead", []threat{
		{"stop a worker with a pipe (FIFO), a socket or a device under the name of a form or an attachment", []string{"pipeline TestPipelineGivesBackWhatIsNoFile", "pipeline TestPipelineGivesBackWhatIsNoFileUnopened", "pipeline TestTakeOfAPipeThatComesAfterTheLook",
			"pipeline/inbox TestScanIgnoresWhatProgramsLeave", "templates/bounded TestOpenDoesNotWaitForAPipe"}},
		{"stop the next start with one that came into the spool", []string{"pipeline TestResumeWithAPipeInTheSpool", "pipeline/spool TestSubmissionLooksAgainAtWhatLiesInTheSpool"}},
		{"keep other units, or readers, waiting by a folder that does not answer", []string{"pipeline TestRunGoesOnBesideAFolderThatDoesNotAnswer", "pipeline/inbox TestScanGoesOnBesideAFolderThatDoesNotAnswer", "pipeline/inbox TestScanWaitsForASlowFolder",
			"pipeline/deadline TestDoAsksADeadPlaceAFewTimesOnly", "pipeline/deadline TestDoNeverRunsTwoOfOneNameAtOnce", "pipeline/web TestHandInSaysThatAnInboxIsDead"}},
		{"have a worker hang unnoticed", []string{"pipeline TestHangingWorkerIsToldOf", "pipeline/web TestHealthTellsOfHangs"}},
		{"take an inbox away, or have it dead, unnoticed", []string{"pipeline/inbox TestLooksTellWhichInboxIsNotLookedAt", "pipeline/web TestHealthTellsOfBlindness", "cmd/gongwen TestServeKnowsOfTheRunBesideIt"}},
		{"keep the program from ending", []string{"pipeline TestRunStopsWithoutWaitingForWhatHangs", "cmd/gongwen TestStoppableEndsWhatHangsAtASecondSignal"}},
		{"keep other units waiting by dropping many forms", []string{"pipeline/inbox TestTasksOfAUnitThatDropsManyDoNotKeepOthersWaiting"}},
	}},
	{"Whoever floods", "an inbox, or an account that may hand in", []threat{
		{"take memory by brackets, names or lists without end in YAML or JSON", []string{"templates/bounded TestYAMLAndJSONStandFloods", "templates/bounded TestYAMLStandsFloodsOfNames", "templates/bounded TestYAML", "templates/bounded TestJSON", "pipeline/form TestReadHostileText"}},
		{"take memory by a small workbook that unfolds to a large one", []string{"pipeline/form TestReadHostileWorkbooks", "pipeline/form TestReadHeavyMarkup", "templates/bounded TestParts"}},
		{"take memory by a large workbook or attachment", []string{"pipeline TestPipelineReturnsAWorkbookOfSixtyMegabytesUnread", "templates/bounded TestReadFile", "archive/extract TestDataTakesLittleMemory", "archive/extract TestLimits"}},
		{"take memory or disk by many uploads at once, or by what stays of them", []string{"pipeline/web TestUploadsInBytes", "pipeline/web TestAwaitSlotWhileBusy", "pipeline/web TestAuthorizeRefusesHugeRequests", "pipeline/web TestCleanUpLeavesNothingOfAnUpload"}},
		{"take all processors by uploads, or hold what the pipeline needs", []string{"pipeline/web TestAwaitSlotWhileBusy", "pipeline/workspace TestProcessorsAreWaitedForNoLongerThanAsked"}},
	}},
	{"Other users of the machine", "users of their own there, and not that of the program", []threat{
		{"read or change what the program keeps, whatever the umask, also of backups, restored folders and new accounts", []string{"cmd/gongwen TestRunSetsModes", "pipeline/web/device TestOpenKeepsTheKey", "cmd/thief TestThief"}},
		{"go on reading what an earlier version left open", []string{"pipeline/workspace TestTighten"}},
		{"gain by a folder set up with too many rights without the program saying so when it starts", []string{"pipeline/workspace TestDangers"}},
		{"read what the program puts into a share and is not for their group", []string{"archive/shared TestWhatIsPlacedHasTheGroupOfItsFolder", "cmd/gongwen TestRunSetsModes"}},
	}},
	{"Writer of the data folder", "every file in it, and the hashes of the journal's lines computed anew; not the key beside it, nor the checkpoints kept elsewhere", []threat{
		{"rewrite the journal or cut it short unseen, with the bags, the catalogue and the public keys", []string{"archive/checkpoint TestVerifyAttack", "pipeline/audit TestVerifyCheckpointsFinds", "cmd/gongwen TestScripts"}},
		{"have what is rewritten signed, or proved", []string{"archive/checkpoint TestSignExtends", "archive/checkpoint TestTreeNotices", "pipeline/web TestProofOfARewrittenJournal"}},
		{"prove a record that was never filed, or other contents of one that was, to somebody who has the public key", []string{"cmd/proofcheck TestRun", "cmd/proofcheck TestByHand"}},
	}},
	{"Backup reader", "a copy of the data folder, and so every record in it, secret ones too: a backup is kept as the archive is", []threat{
		{"read a password", []string{"pipeline/web/account TestStorePasswordIsGivenOnceAndChosenAnew"}},
		{"sign checkpoints", []string{"cmd/gongwen TestScripts"}},
		{"read a recovery code", []string{"pipeline/web/account TestTakeCodeOfPaper"}},
		{"guess at the reading room faster by the key of known browsers", []string{"pipeline/web TestTryPasswordGoesNoFasterWithManyBrowsers"}},
		{"change a backup so that it is restored without a word", []string{"archive/backup TestCheckFindsDamage", "archive/backup TestStateTampered"}},
	}},
	{"Proxy", "its place between the browsers and the reading room, which believes it about who asks where it is listed (--proxy)", []threat{
		{"speak for others without being listed", []string{"pipeline/web/proxy TestTrustedTellsWhoAsks", "pipeline/web TestSignOnNameIsTakenFromProxiesOnly"}},
		{"be taken for the client, in the access log or where guesses are counted", []string{"pipeline/web TestServeBehindNginx", "pipeline/web/proxy TestTrustedTellsWhoAsks"}},
		{"pass on a name that the client wrote beside its own", []string{"pipeline/web TestContinueSignOnNeedsNoCookie"}},
		{"pass on a certificate that the client wrote beside its own, or that nobody named has issued", []string{"pipeline/web TestClientCertificateOfAHeader", "pipeline/web TestClientCertificateBehindNginx"}},
		{"fill sessions and access log by requests without cookies, or by names nobody has", []string{"pipeline/web TestContinueSignOnNeedsNoCookie"}},
		{"let the metrics out by adding no header", []string{"cmd/gongwen TestServeOpensTheReadingRoom"}},
		{"let them out where they were opened to some machines", []string{"pipeline/web TestServeMetricsForThoseNamed"}},
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
	b.WriteString(`# Threats

Who must not be able to do what, and the tests that try it. The table stands in threats_test.go, which also
holds this page against it; a threat without a test, or with one that does not exist, fails.

A test is given as its folder and its name. To run one: ` + "`go test ./pipeline/web/access -run '^TestScope$'`" + `. Some are short forms of
trials that go on for minutes: TestThief of ` + "`make thief`" + `, which runs as root, and TestLoad of ` + "`make load`" + `.

Nobody is kept from anything who has the user of the program on its machine, or root.
`)
	for _, who := range threats {
		fmt.Fprintf(&b, "\n## %s\n\nHas %s. Must not\n\n| … | tried by |\n|---|---|\n", who.who, who.has)
		for _, threat := range who.threats {
			fmt.Fprintf(&b, "| %s | %s |\n", threat.must, "`"+strings.Join(threat.tests, "`, `")+"`")
		}
	}
	return b.String()
}
