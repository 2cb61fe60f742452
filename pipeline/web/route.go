package web

import (
	"net/http"

	"gongwen/pipeline/web/account"
)

// route is one kind of request and who may make it.
type route struct {
	pattern  string // as http.ServeMux takes it
	audience audience
	body     int64 // the most bytes a request may bring
	handle   func(*request) error
	limit    timeLimit
}

// timeLimit is how long a request may take until it is answered that it cannot be:
// a page, or the transfer of files of any size over any line.
type timeLimit int

const (
	pageLimit timeLimit = iota
	transferLimit
)

// audience may make a request: everyone, everybody signed in, or some roles.
type audience struct {
	public bool
	roles  []account.Role // nil for all
}

var (
	everyone        = audience{public: true}
	signedIn        = audience{}
	registerReaders = audience{roles: []account.Role{account.Archivist, account.Finance, account.Administrator}}
	administrators  = audience{roles: []account.Role{account.Administrator}}
)

// small is the most bytes of a page's few fields.
const small = 64 << 10

// table is every route there is.
func (s *Server) table() []route {
	return []route{
		{"GET /{$}", everyone, 0, s.home, pageLimit},
		{"GET /healthz", everyone, 0, s.health, pageLimit},
		{"GET /asset/{name}", everyone, 0, s.asset, pageLimit},
		{"GET /sign-in", everyone, 0, s.signInPage, pageLimit},
		{"POST /sign-in", everyone, small, s.signIn, pageLimit},
		{"POST /sign-in/certificate", everyone, small, s.signInByCertificate, pageLimit},
		{"GET /sign-in/openid", everyone, 0, s.leaveForOpenID, pageLimit},
		{"GET " + openIDBack, everyone, 0, s.returnFromOpenID, pageLimit},
		{"POST /sign-out", everyone, small, s.signOut, pageLimit},
		{"GET /verify", everyone, 0, s.verify, pageLimit},
		{"GET /help", everyone, 0, s.helpIndex, pageLimit},
		{"GET /help/{page}", everyone, 0, s.helpPage, pageLimit},

		{"GET /password", signedIn, 0, s.passwordPage, pageLimit},
		{"POST /password", signedIn, small, s.changePassword, pageLimit},
		{"GET /authenticator", signedIn, 0, s.authenticatorPage, pageLimit},
		{"POST /authenticator/begin", signedIn, small, s.beginAuthenticator, pageLimit},
		{"POST /authenticator/confirm", signedIn, small, s.confirmAuthenticator, pageLimit},
		{"POST /authenticator/remove", signedIn, small, s.removeAuthenticator, pageLimit},
		{"GET /desk", signedIn, 0, s.desk, pageLimit},
		{"GET /desk/list", signedIn, 0, s.deskList, pageLimit},
		{"GET /desk/{id}", signedIn, 0, s.arrival, pageLimit},
		{"POST /desk/{id}/recall", signedIn, small, s.recall, pageLimit},
		{"POST /desk/{id}/urge", signedIn, small, s.urge, pageLimit},
		{"GET /sign", signedIn, 0, s.sign, pageLimit},
		{"POST /sign", signedIn, small, s.signTogether, transferLimit},
		{"GET /sign/{arrival}", signedIn, 0, s.signItem, pageLimit},
		{"GET /sign/{arrival}/draft", signedIn, 0, s.signDraft, transferLimit},
		{"GET /sign/{arrival}/file/{n}", signedIn, 0, s.signFile, transferLimit},
		{"POST /sign/{arrival}/{act}", signedIn, small, s.signAct, pageLimit},
		{"GET /search", signedIn, 0, s.search, pageLimit},
		{"GET /search/export", signedIn, 0, s.exportSearch, transferLimit},
		{"POST /search/keep", signedIn, small, s.saveSearch, pageLimit},
		{"POST /search/drop", signedIn, small, s.deleteSearch, pageLimit},
		{"GET /record/{number}", signedIn, 0, s.record, pageLimit},
		{"GET /record/{number}/document", signedIn, 0, s.document, transferLimit},
		{"GET /record/{number}/document/{n}", signedIn, 0, s.further, transferLimit},
		{"GET /record/{number}/form", signedIn, 0, s.droppedForm, transferLimit},
		{"GET /record/{number}/attachment/{n}", signedIn, 0, s.attachment, transferLimit},
		{"GET /record/{number}/bag.zip", signedIn, 0, s.bag, transferLimit},
		{"GET /record/{number}/history", signedIn, 0, s.history, pageLimit},
		{"GET /record/{number}/proof", signedIn, 0, s.proof, pageLimit},
		{"POST /record/{number}/void", administrators, small, s.voidRecord, pageLimit},
		{"GET /hand-in", signedIn, 0, s.handInPage, pageLimit},
		{"POST /hand-in", signedIn, s.maxUpload, s.handIn, transferLimit},
		{"GET /forms/{kind}", signedIn, 0, s.blankForm, pageLimit},
		{"GET /board", signedIn, 0, s.board, pageLimit},
		{"GET /regulation", signedIn, 0, s.regulation, pageLimit},

		{"GET /registers", registerReaders, 0, s.registers, pageLimit},
		{"GET /registers/{kind}", registerReaders, 0, s.register, pageLimit},
		{"GET /registers/{kind}/{format}", registerReaders, 0, s.registerFile, transferLimit},
		{"GET /views/{view}", registerReaders, 0, s.view, pageLimit},
		{"GET /views/{view}/{format}", registerReaders, 0, s.viewFile, transferLimit},
		{"POST /registers/columns/keep", registerReaders, small, s.saveColumns, pageLimit},
		{"POST /registers/columns/drop", registerReaders, small, s.deleteColumns, pageLimit},

		{"GET /delegations", signedIn, 0, s.delegationsPage, pageLimit},
		{"POST /delegations", signedIn, small, s.setDelegation, pageLimit},
		{"POST /delegations/{code}/end", signedIn, small, s.endDelegation, pageLimit},
		{"POST /delegations/{code}/told", signedIn, small, s.tellDelegation, pageLimit},
		{"GET /stuck", signedIn, 0, s.stuck, pageLimit},

		{"GET /accounts", administrators, 0, s.accountsPage, pageLimit},
		{"POST /accounts", administrators, small, s.addAccount, pageLimit},
		{"POST /accounts/{name}", administrators, small, s.setAccount, pageLimit},
		{"POST /accounts/{name}/reset", administrators, small, s.resetAccount, pageLimit},
		{"POST /accounts/{name}/reset-codes", administrators, small, s.resetAuthenticator, pageLimit},
		{"GET /trail", administrators, 0, s.accessLogPage, pageLimit},
		{"GET /checkpoint", administrators, 0, s.checkpointPage, pageLimit},
		{"GET /checkpoint/{log}", administrators, 0, s.checkpointText, pageLimit},
	}
}

// routes is the handler of them all.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.table() {
		mux.Handle(r.pattern, s.guard(r))
	}
	mux.Handle("/", s.guard(route{"/", everyone, 0, func(*request) error { return errNotFound }, pageLimit}))
	return s.instrument(mux)
}
