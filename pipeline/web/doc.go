// Package web is the reading room (阅览室): what an office does with a browser.
//
// It works beside the pipeline or inside the same program and shares little with
// it but the data folder: it reads archive, catalogue and index, and what it
// hands in goes into the inbox like any other form. Only to void a record it asks
// the pipeline, and only inside the same program. Pages are made on the server
// and work without scripts; asset/desk.js only saves reloading.
//
// The terms:
//
//   - Visit: one request, with the account it is made by. Every page is a method
//     that serves a visit.
//   - Reach: which records an account may see: an office account its own units',
//     the others all; and of these only the degrees of secrecy it is cleared for.
//     What is out of reach is answered like what does not exist, on pages, in hits
//     and in counts.
//   - Trail (查阅登记): who saw and took what, a journal of its own.
//   - Tally (汇总): what charts and sums need of every record, in memory; it
//     follows the catalogue's changes as the index does.
//   - Round: one run of work that many readers want, such as bringing the tally or
//     the index up to date. It is done once for all who wait for it.
//
// What a page takes does not grow with the archive, but for the sums of a register,
// which are added up of what the tally has in memory; and what it waits for has an
// end: a pool of queries of the readers' own, rounds, and a deadline, after which the
// answer is 503 (see duration in route.go). In return a reader may see things a
// little late:
//
//	desk, record, verification   as they are now
//	registers, charts            as they were a second ago
//	search                       what was filed a second or two ago may be missing,
//	                             which the page says where it finds nothing
//	duties                       as of the time on the page: 5 seconds ago or ten times
//	                             what working them out takes, but never before what was
//	                             made void here
//
// What the reading room keeps lies in reading/ in the data folder:
//
//	accounts.yaml        who may enter, see package account
//	<year>.jsonl         the trail, in the format of package journal
//	staging/             what is being handed in, until it has been judged
//	device.key           the secret behind the cookies of known browsers; made anew
//	                     when it is lost
//
// # Routes
//
// The table in route.go is the only place that says who may see what. A route is
// public, or for everybody signed in, or for some roles:
//
//	/                               to the desk, or to signing in
//	/verify                         public: is a document genuine
//	/healthz                        public: does the catalogue answer, does the pipeline get on
//	/asset/…                        public: style and script
//	/sign-in  /sign-out             public
//	/password                       signed in
//	/desk  /desk/list  /desk/{id}   signed in: what is pending, returned, issued
//	/search  /search/keep …         signed in
//	/record/{number}/…              signed in, within reach
//	/record/{number}/void           administrator
//	/hand-in  /forms/…              signed in: upload, blank forms
//	/registers  /registers/…        archivist, finance, administrator
//	/board                          signed in: duties and charts
//	/regulation                     signed in
//	/accounts/…  /trail             administrator
//
// Metrics for Prometheus have a listener of their own, see Server.ServeMetrics.
//
// # What answers tell
//
// What is out of an account's reach does not exist: it is not found, not counted,
// not suggested, and its page is the page of what is not there. Whose a record is
// goes by the unit, however it is spelt. Of arrivals that were not filed the degree
// of secrecy decides that could be read of them; one that could not be read counts
// as the highest. Forms handed in are checked by the whole archive only when they
// are worked on; the check here does not judge what rests on records out of reach,
// is in the trail each time, and is throttled by account.
package web
