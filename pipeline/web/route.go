package web

import (
	"net/http"

	"gongwen/pipeline/web/account"
)

// route is one kind of request and who may make it.
type route struct {
	pattern string // as http.ServeMux takes it
	who     who
	body    int64 // the most bytes a request may bring
	serve   func(*request) error
	takes   duration
}

// duration is how long a request may take until it is answered that it cannot be:
// a page, or the transfer of files of any size over any line.
type duration int

const (
	quick duration = iota
	long
)

// who may make a request: everyone, everybody signed in, or some roles.
type who struct {
	public bool
	roles  []account.Role // nil for all
}

var (
	everyone = who{public: true}
	signedIn = who{}
	keepers  = who{roles: []account.Role{account.Archivist, account.Finance, account.Administrator}}
	admins   = who{roles: []account.Role{account.Administrator}}
)

// small is the most bytes of a page's few fields.
const small = 64 << 10

// table is every route there is.
func (s *Server) table() []route {
	return []route{
		{"GET /{$}", everyone, 0, s.home, quick},
		{"GET /healthz", everyone, 0, s.health, quick},
		{"GET /asset/{name}", everyone, 0, s.asset, quick},
		{"GET /sign-in", everyone, 0, s.signInPage, quick},
		{"POST /sign-in", everyone, small, s.signIn, quick},
		{"POST /sign-out", everyone, small, s.signOut, quick},
		{"GET /verify", everyone, 0, s.verify, quick},

		{"GET /password", signedIn, 0, s.passwordPage, quick},
		{"POST /password", signedIn, small, s.changePassword, quick},
		{"GET /desk", signedIn, 0, s.desk, quick},
		{"GET /desk/list", signedIn, 0, s.deskList, quick},
		{"GET /desk/{id}", signedIn, 0, s.arrival, quick},
		{"GET /search", signedIn, 0, s.search, quick},
		{"POST /search/keep", signedIn, small, s.keepSearch, quick},
		{"POST /search/drop", signedIn, small, s.dropSearch, quick},
		{"GET /record/{number}", signedIn, 0, s.record, quick},
		{"GET /record/{number}/document", signedIn, 0, s.document, long},
		{"GET /record/{number}/form", signedIn, 0, s.droppedForm, long},
		{"GET /record/{number}/attachment/{n}", signedIn, 0, s.attachment, long},
		{"GET /record/{number}/bag.zip", signedIn, 0, s.bag, long},
		{"POST /record/{number}/void", admins, small, s.voidRecord, quick},
		{"GET /hand-in", signedIn, 0, s.handInPage, quick},
		{"POST /hand-in", signedIn, s.mostUpload, s.handIn, long},
		{"GET /forms/{kind}", signedIn, 0, s.blankForm, quick},
		{"GET /board", signedIn, 0, s.board, quick},
		{"GET /regulation", signedIn, 0, s.regulation, quick},

		{"GET /registers", keepers, 0, s.registers, quick},
		{"GET /registers/{kind}", keepers, 0, s.register, quick},
		{"GET /registers/{kind}/xlsx", keepers, 0, s.registerWorkbook, long},

		{"GET /accounts", admins, 0, s.accountsPage, quick},
		{"POST /accounts", admins, small, s.addAccount, quick},
		{"POST /accounts/{name}", admins, small, s.setAccount, quick},
		{"POST /accounts/{name}/reset", admins, small, s.resetAccount, quick},
		{"GET /trail", admins, 0, s.trailPage, quick},
	}
}

// routes is the handler of them all.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.table() {
		mux.Handle(r.pattern, s.guarded(r))
	}
	mux.Handle("/", s.guarded(route{"/", everyone, 0, func(*request) error { return errNotFound }, quick}))
	return s.observed(mux)
}
