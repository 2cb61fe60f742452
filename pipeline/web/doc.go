// Package web is the reading room (阅览室): what an office does with a browser.
//
// It works beside the pipeline or inside the same program and shares little with
// it but the data folder: it reads archive, catalogue and index, and what it
// hands in goes into the inbox like any other form. Only to void a record it asks
// the pipeline, and only inside the same program. Of a void record it serves the
// document stamped 作废; as it is in the archive only on request. Pages are made on the server
// and work without scripts; asset/desk.js only saves reloading.
//
// # The way of a request
//
//  1. instrument (log.go) times it, counts it and logs it in one record.
//  2. The table in route.go names the route: its audience, how much the request may
//     bring and how long it may take. It is the only place that says who may see what.
//  3. guard (request.go) sets the headers and the deadline, and lets authenticate.go
//     find out whose the request is: by single sign-on, or by the session cookie.
//     A form sent must carry the session's token. Whoever is not of the audience goes
//     to sign in, or is refused.
//  4. The handler, one of the methods of Server that take a request, looks up what
//     lies in the account's scope (scope.go), writes to the access log before it gives
//     anything away (accesslog.go), and shows a page (page.go) or sends a file.
//  5. An error becomes a page that says in Chinese what to do (errors.go).
//
// The terms:
//
//   - Request: one request, with the account it is made by.
//   - Scope (查阅范围): which records an account may see, see package access. What is
//     out of scope is answered like what does not exist, on pages, in hits and in counts.
//   - Access log (查阅登记): who saw and took what, a journal of its own.
//   - Statistics (汇总): what charts and sums need of every record, in memory; they
//     follow the catalogue's changes as the index does.
//
// Below this package are things of their own: access, account, session, device,
// directory, openid, throttle and proxy for who comes; statistics, chart, coalesce and metrics for what
// pages and operators are shown, and zipped for what they take along.
//
// # Who signs
//
// An account that signs belongs to one person of the roster; the posts follow from the
// roster. What a person is known by stands with every signature: a form of signatures
// asks for the password again, for a code of the person's authenticator where there is
// one (RFC 6238), or comes over their certificate; gongwen.yaml says what it takes at
// least (sign_with). An administrator's account is no person's. What administrators do to
// an account by which they could sign as somebody stands with each of its signatures for
// a week, and in the access log: not in the journal, which tells of forms and records and
// goes to whoever audits these, and would prove no more, for both logs have checkpoints
// that are signed. The command line has no access log: what it does stands with the
// signatures, and the person is told when they enter.
//
// # How fresh an answer is
//
// What a page takes does not grow with the archive, but for the sums of registers,
// which are added up of the statistics in memory; and what it waits for has an end: a
// pool of queries of the readers' own, work that is done once for all who wait for it
// (package coalesce), and a deadline, after which the answer is 503. In return a
// reader may see things a little late:
//
//	desk, record, verification   as they are now
//	registers, charts            as they were a second ago
//	views                        as they are now; where that takes more than moments, as
//	                             they were before, which the page says
//	search                       what was filed a second or two ago may be missing,
//	                             which the page says where it finds nothing
//	duties                       as of the time on the page: 5 seconds ago or ten times
//	                             what working them out takes, but never before what was
//	                             made void here
//
// # Files
//
// What the reading room keeps lies in reading/ in the data folder:
//
//	accounts.yaml        who may enter, see package account
//	<year>.jsonl         the access log, in the format of package journal
//	staging/             what is being handed in, until it has been judged
//	device.key           the secret behind the cookies of known browsers, see package
//	                     device; made anew when it is lost
//
// # Routes
//
// A route is public, or for everybody signed in, or for some roles:
//
//	/                               to the desk, or to signing in
//	/verify                         public: is a document genuine
//	/healthz                        public: does the catalogue answer, does the pipeline get on,
//	                                does somebody look at the inboxes
//	/asset/…                        public: style and script
//	/sign-in…  /sign-out            public: by password, certificate, single sign-on
//	/password  /authenticator       signed in
//	/desk  /desk/list  /desk/{id}   signed in: what is pending, returned, issued
//	/desk/{id}/recall  …/urge       signed in, of the unit that handed it in: while it waits
//	                                for signatures
//	/sign                           signed in, somebody of the roster: what waits for them to sign;
//	                                several at once
//	/sign/{arrival}/…               those whose turn it is, who are asked or took part, and are
//	                                cleared: the form, its draft and files, and what can be done
//	/search  /search/keep …         signed in
//	/search/export                  signed in: all that is found, as a list
//	/record/{number}/…              signed in, within the scope
//	/record/{number}/history        signed in, within the scope: all that happened to it
//	/record/{number}/void           administrator
//	/hand-in  /forms/…              signed in: upload, blank forms
//	/registers  /registers/{kind}…  archivist, finance, administrator: what is in scope,
//	                                added up, and as files
//	/views/{view}…                  the same, over kinds that belong together
//	/registers/columns/…            the same: sets of columns they have saved
//	/board                          signed in: duties and charts
//	/regulation                     signed in
//	/record/{number}/proof          signed in, within the scope: that it was filed
//	/accounts/…  /trail             administrator: accounts, the access log
//	/checkpoint/…                   administrator: what both logs are now, signed
//
// Metrics for Prometheus have a listener of their own, see Server.ServeMetrics.
//
// # What answers tell
//
// What is out of an account's scope does not exist: it is not found, not counted,
// not suggested, and its page is the page of what is not there. Whose a record is
// goes by the unit, however it is spelt. Of arrivals that were not filed the degree
// of secrecy decides that could be read of them; one that could not be read counts
// as the highest. Forms handed in are checked by the whole archive only when they
// are worked on; the check here does not judge what rests on records out of scope,
// is in the access log each time, and is throttled by account.
package web
