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
	serve   func(*visit) error
}

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
		{"GET /{$}", everyone, 0, s.home},
		{"GET /healthz", everyone, 0, s.health},
		{"GET /asset/{name}", everyone, 0, s.asset},
		{"GET /sign-in", everyone, 0, s.signInPage},
		{"POST /sign-in", everyone, small, s.signIn},
		{"POST /sign-out", everyone, small, s.signOut},
		{"GET /verify", everyone, 0, s.verify},

		{"GET /password", signedIn, 0, s.passwordPage},
		{"POST /password", signedIn, small, s.changePassword},
		{"GET /desk", signedIn, 0, s.desk},
		{"GET /desk/list", signedIn, 0, s.deskList},
		{"GET /desk/{id}", signedIn, 0, s.arrival},
		{"GET /search", signedIn, 0, s.search},
		{"POST /search/keep", signedIn, small, s.keepSearch},
		{"POST /search/drop", signedIn, small, s.dropSearch},
		{"GET /record/{number}", signedIn, 0, s.record},
		{"GET /record/{number}/document", signedIn, 0, s.document},
		{"GET /record/{number}/form", signedIn, 0, s.droppedForm},
		{"GET /record/{number}/attachment/{n}", signedIn, 0, s.attachment},
		{"GET /record/{number}/bag.zip", signedIn, 0, s.bag},
		{"POST /record/{number}/void", admins, small, s.voidRecord},
		{"GET /hand-in", signedIn, 0, s.handInPage},
		{"POST /hand-in", signedIn, s.mostUpload, s.handIn},
		{"GET /forms/{kind}", signedIn, 0, s.blankForm},
		{"GET /board", signedIn, 0, s.board},
		{"GET /regulation", signedIn, 0, s.regulation},

		{"GET /registers", keepers, 0, s.registers},
		{"GET /registers/{kind}", keepers, 0, s.register},
		{"GET /registers/{kind}/xlsx", keepers, 0, s.registerWorkbook},

		{"GET /accounts", admins, 0, s.accountsPage},
		{"POST /accounts", admins, small, s.addAccount},
		{"POST /accounts/{name}", admins, small, s.setAccount},
		{"POST /accounts/{name}/reset", admins, small, s.resetAccount},
		{"GET /trail", admins, 0, s.trailPage},
	}
}

// routes is the handler of them all.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.table() {
		mux.Handle(r.pattern, s.guarded(r))
	}
	mux.Handle("/", s.guarded(route{"/", everyone, 0, func(*visit) error { return errNotFound }}))
	return s.observed(mux)
}
