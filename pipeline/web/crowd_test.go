package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline"
	"gongwen/pipeline/deadline"
	"gongwen/samples"
)

// crowded is a reading room with some thousand arrivals and a few hundred records
// of today beside those of furnish.
func crowded(t *testing.T, options Options) *room {
	t.Helper()
	r := ownRoom(t, options)
	now := time.Now()
	var batch []archive.Record
	for record, err := range samples.Records(r.workspace.Kinds().Named("letter"), 7, 300, 10) {
		if err != nil {
			t.Fatal(err)
		}
		record.Serial += 1000 // behind those that are there
		record.Number = r.workspace.Kinds().Named("letter").FormatNumber(record.Year, record.Serial)
		batch = append(batch, record)
	}
	var ended []catalogue.Arrival
	for i := range 3000 {
		a := catalogue.Arrival{ID: fmt.Sprintf("crowd-%d", i), Unit: []string{"区财政局", "区教育局"}[i%2], Path: fmt.Sprintf("区财政局/%d.yaml", i),
			Arrived: now, State: catalogue.Returned, Reason: "缺审批意见", Ended: now.Add(-time.Duration(i) * time.Second)}
		ended = append(ended, a)
	}
	if err := errors.Join(r.workspace.Catalogue.Restore(t.Context(), batch), r.workspace.Catalogue.RestoreEnds(t.Context(), ended, nil)); err != nil {
		t.Fatal(err)
	}
	return r
}

// hung is when a crowd at one route is given up for hung. Nothing takes so long, not
// even under the race detector on a busy machine.
const hung = 5 * time.Minute

// TestServerAnswersACrowdAtEveryRoute asks for every route of the table 64 times at
// once, of a pool of two queries, while forms are filed and an index is made. All
// are answered. Races show with fewer: 16 under -short.
func TestServerAnswersACrowdAtEveryRoute(t *testing.T) {
	var p *pipeline.Pipeline
	r := crowded(t, Options{Queries: 2, Void: func(ctx context.Context, number, reason string) (string, error) { return p.Void(ctx, number, reason) }})
	crowd := 64
	if testing.Short() {
		crowd = 16
	}
	// How long is too long is not asked here.
	r.server.timeouts.page, r.server.timeouts.transfer, r.server.timeouts.slot = hung, hung, hung
	r.server.steps = deadline.New(hung)
	var err error
	filed := make(chan string, 1)
	if p, err = pipeline.New(r.workspace, func(e pipeline.Event) {
		if e.Type == "filed" {
			filed <- e.File
		}
	}); err != nil {
		t.Fatal(err)
	}
	own := r.own.Number
	targets := map[string][]string{
		"GET /asset/{name}":                   {"/asset/style.css"},
		"GET /verify":                         {"/verify?n=" + url.QueryEscape(own) + "&c=" + r.own.CheckCode()},
		"GET /desk/{id}":                      {"/desk/" + url.PathEscape(r.back.ID), "/desk/crowd-7"},
		"GET /search":                         {"/search?q=" + url.QueryEscape("核对"), "/search?q=" + url.QueryEscape("没有这样的词")},
		"GET /search/export":                  {"/search/export?as=xlsx", "/search/export?as=csv"},
		"GET /forms/{kind}":                   {"/forms/letter.xlsx"},
		"GET /registers/{kind}":               {"/registers/letter?year=2026"},
		"GET /registers/{kind}/{format}":      {"/registers/letter/xlsx?year=2026", "/registers/letter/csv?year=2026"},
		"GET /views/{view}":                   {"/views/contracts?year=2026", "/views/assets?year=all"},
		"GET /views/{view}/{format}":          {"/views/budget/csv?year=2026"},
		"POST /accounts/{name}":               {"/accounts/nobody"},
		"POST /accounts/{name}/reset":         {"/accounts/nobody/reset"},
		"GET /{$}":                            {"/"},
		"POST /record/{number}/void":          {recordURL(r.closing.Number, "void")},
		"GET /record/{number}/bag.zip":        {recordURL(own, "bag.zip")},
		"GET /record/{number}/document":       {recordURL(own, "document")},
		"GET /record/{number}/form":           {recordURL(own, "form")},
		"GET /record/{number}":                {recordURL(own), recordURL(r.closing.Number)},
		"GET /record/{number}/attachment/{n}": {recordURL(own, "attachment", "0")},
	}
	who := []string{"admin", "caizheng", "dangan"}
	wrong := formText(t, letter(map[string]any{"有效期至": "2026-05-01"}))

	serving, end := context.WithCancel(context.Background())
	var beside sync.WaitGroup
	defer beside.Wait()
	defer end()
	beside.Go(func() { r.server.follow(serving) })
	beside.Go(func() {
		if err := p.Run(serving); err != nil {
			t.Error(err)
		}
	})
	var forms atomic.Int64
	beside.Go(func() { // one form after the other
		for n := 0; ; n++ {
			if err := drop(r.workspace.Folder, "区财政局", fmt.Sprintf("人群%d", n), letter(map[string]any{"持信人": fmt.Sprintf("叶知%d", n), "联系事项": fmt.Sprintf("核对第%d批报表", n)})); err != nil {
				t.Error(err)
			}
			select {
			case <-filed:
				forms.Add(1)
			case <-serving.Done():
				return
			}
		}
	})

	for _, route := range r.server.table() {
		method, path, _ := strings.Cut(route.pattern, " ")
		asked := targets[route.pattern]
		if asked == nil {
			asked = []string{path}
		}
		clients := map[string]*client{}
		for _, name := range who { // anew, since signing out is a route, too
			clients[name] = r.as(t, name)
		}
		ctx, stop := context.WithTimeout(serving, hung)
		var left atomic.Int64
		var all sync.WaitGroup
		answers := make(chan string, crowd)
		for i := range crowd {
			name := who[i%len(who)]
			if route.audience.roles != nil && !slices.Contains(route.audience.roles, must(r.server.accounts.Named(name)).Role) {
				name = "admin"
			}
			target := asked[i%len(asked)]
			left.Add(1)
			all.Go(func() {
				defer left.Add(-1)
				if w := clients[name].ask(ctx, method, target, wrong); w.Code >= 500 || !route.audience.public && strings.HasPrefix(w.Header().Get("Location"), "/sign-in") {
					answers <- fmt.Sprintf("%s as %s: %d %s", target, name, w.Code, w.Body)
				}
			})
		}
		answered := make(chan struct{})
		go func() { all.Wait(); close(answered) }()
		select {
		case <-answered:
		case <-ctx.Done():
			t.Fatalf("%s: %d of %d are not answered", route.pattern, left.Load(), crowd)
		}
		stop()
		close(answers)
		for answer := range answers {
			t.Errorf("%s: %.500s", route.pattern, answer)
		}
	}
	if forms.Load() == 0 {
		t.Error("nothing was filed meanwhile")
	}
}

// ask sends a request as our own page would, for as long as ctx. What is handed in
// is the form.
func (c *client) ask(ctx context.Context, method, target string, form []byte) *httptest.ResponseRecorder {
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	if method == http.MethodPost {
		err := errors.Join(m.WriteField("token", c.token), m.WriteField("reason", "开错了"), m.WriteField("unit", "区财政局"))
		if target == "/sign-in" { // a name that is there: the hash compared with for others takes long
			err = errors.Join(err, m.WriteField("name", "caizheng"))
		}
		file, err2 := m.CreateFormFile("files", "介绍信.yaml")
		if err2 == nil && target == "/hand-in" {
			_, err2 = file.Write(form)
		}
		if err := errors.Join(err, err2, m.Close()); err != nil {
			c.t.Error(err)
		}
	}
	r := httptest.NewRequest(method, target, &body).WithContext(ctx)
	r.RemoteAddr = c.from
	r.AddCookie(&http.Cookie{Name: cookieName, Value: c.cookie})
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	return w
}
