//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"gongwen/archive"
	"gongwen/pipeline/web/account"
)

// reader is a person at a browser. What is written by its goroutine only is read
// by others when that has ended.
type reader struct {
	person
	base     string
	think    time.Duration
	patience time.Duration
	client   *http.Client
	random   *rand.Rand
	supply   *supply

	// What is within the person's reach.
	records, whole, attached []record
	texts                    []text
	arrivals                 []arrival
	series                   []register
	pages                    []page
	shares                   int    // the sum of the pages' shares
	first                    []page // to ask for before others

	cookie, token, tag string       // of the session, of its pages' forms, of the desk's list
	body               bytes.Buffer // of the last answer
	handedIn           int          // forms, by the reading room
	asked              figures
	waits              atomic.Pointer[waiting] // nil between requests
}

// waiting is a request that has no answer yet.
type waiting struct {
	route string
	since time.Time
}

func newReader(p person, l load, base string, k known, s *supply, seed uint64) *reader {
	r := &reader{person: p, base: base, think: l.think, patience: l.patience, supply: s, asked: figures{},
		random: rand.New(rand.NewPCG(l.seed, seed)),
		client: &http.Client{
			Transport:     &http.Transport{MaxIdleConns: 1, DisableCompression: true},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}}
	own := func(unit string) bool { return slices.Contains(p.Units, unit) }
	cleared := func(degree string) bool { return degree == "" || slices.Contains(p.Clearance, degree) }
	within := func(unit, degree string) bool { return (p.Role != account.Office || own(unit)) && cleared(degree) }
	for _, x := range k.Records {
		if !within(x.Unit, x.Degree) {
			continue
		}
		r.records = append(r.records, x)
		if x.Whole {
			r.whole = append(r.whole, x)
		}
		if x.Attachments > 0 {
			r.attached = append(r.attached, x)
		}
	}
	for _, x := range k.Texts {
		if within(x.Unit, x.Degree) {
			r.texts = append(r.texts, x)
		}
	}
	keeper := p.Role == account.Archivist || p.Role == account.Administrator
	for _, x := range k.Arrivals {
		degree := x.Degree
		switch degree {
		case archive.NotSecret:
			degree = ""
		case "": // nobody could read it: the highest
			degree = account.Degrees[len(account.Degrees)-1]
		}
		if (keeper || own(x.Unit)) && cleared(degree) {
			r.arrivals = append(r.arrivals, x)
		}
	}
	r.series = k.Series
	for _, x := range pages {
		if x.roles == nil || slices.Contains(x.roles, p.Role) {
			r.pages = append(r.pages, x)
			r.shares += x.share
		}
	}
	return r
}

// deal has every page asked for at least once, by one of those who do and can.
func deal(readers []*reader) {
	for i, p := range pages {
		var who []*reader
		for _, r := range readers {
			if (p.roles == nil || slices.Contains(p.roles, r.Role)) && r.has(p) {
				who = append(who, r)
			}
		}
		if len(who) > 0 {
			r := who[i%len(who)]
			r.first = append(r.first, p)
		}
	}
}

// has reports whether there is something of the page's sort within the reader's reach.
func (r *reader) has(p page) bool {
	switch p.route {
	case "GET /desk/{id}":
		return len(r.arrivals) > 0
	case "GET /record/{number}/attachment/{n}":
		return len(r.attached) > 0
	}
	return true
}

// read asks for one page after the other until ctx ends and it was dealt no more.
// A request under way is then waited for.
func (r *reader) read(ctx context.Context) {
	defer r.client.CloseIdleConnections()
	pause := time.Duration(r.random.Float64() * float64(r.think)) // they do not all begin at once
	for {
		select {
		case <-ctx.Done():
			if len(r.first) == 0 {
				return
			}
		case <-time.After(pause):
		}
		if r.cookie == "" {
			r.do("GET /sign-in", get("/sign-in"))
			_ = r.signIn() // an error is counted, and it is tried again
		} else if p := r.choose(); p.ask != nil {
			// The desk may not have come; any page of the session's brings the token.
			if q, ok := p.ask(r); ok && (q.method != http.MethodPost || r.token != "") {
				r.do(p.route, q)
			}
		}
		pause = time.Duration((.4 + 1.2*r.random.Float64()) * float64(r.think))
	}
}

// choose is the next page: those dealt to the reader first, then any.
func (r *reader) choose() page {
	if p, ok := first(&r.first); ok {
		return p
	}
	n := r.random.IntN(r.shares)
	for _, p := range r.pages {
		if n -= p.share; n < 0 {
			return p
		}
	}
	return page{}
}

// signIn signs the reader in and looks at the desk, as a browser is led to.
func (r *reader) signIn() error {
	q := r.post("/sign-in", url.Values{"name": {r.Name}, "password": {password}})
	q.to = "/desk"
	if err := r.do("POST /sign-in", q); err != nil {
		return err
	}
	return r.do("GET /desk", get("/desk"))
}

// do makes a request and counts how long the answer took and what was wrong with
// it.
func (r *reader) do(route string, q request) error {
	began := time.Now()
	r.waits.Store(&waiting{route, began})
	err := r.send(q)
	r.waits.Store(nil)
	r.asked.count(route, time.Since(began), err)
	return err
}

const cookieName = "gongwen"

func (r *reader) send(q request) error {
	ctx, cancel := context.WithTimeout(context.Background(), r.patience)
	defer cancel()
	out, err := http.NewRequestWithContext(ctx, q.method, r.base+q.target, bytes.NewReader(q.body))
	if err != nil {
		return err
	}
	// The harness stands where a proxy would. Without it all readers would be this
	// machine, which may try passwords only so often.
	out.Header.Set("X-Forwarded-For", r.address.String())
	if r.cookie != "" && !q.public {
		out.AddCookie(&http.Cookie{Name: cookieName, Value: r.cookie})
	}
	if q.media != "" {
		out.Header.Set("Content-Type", q.media)
	}
	if q.tag != "" {
		out.Header.Set("If-None-Match", q.tag)
	}
	answer, err := r.client.Do(out)
	if err == nil {
		r.body.Reset()
		_, err = io.Copy(&r.body, answer.Body)
		err = errors.Join(err, answer.Body.Close())
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %v", r.patience)
	}
	// Without addresses, so that like is counted with like.
	var page *url.Error
	if errors.As(err, &page) {
		err = page.Err
	}
	var connection *net.OpError
	if errors.As(err, &connection) {
		err = connection.Err
	}
	if err != nil {
		return err
	}
	return r.take(q, answer)
}

// take keeps what a browser keeps of an answer, and tells what is wrong with it.
func (r *reader) take(q request, answer *http.Response) error {
	for _, c := range answer.Cookies() {
		if c.Name == cookieName {
			r.cookie = c.Value
		}
	}
	to := answer.Header.Get("Location")
	if to == "/sign-in" || strings.HasPrefix(to, "/sign-in?") {
		r.cookie, r.token = "", ""
	}
	if q.tag != "" && answer.StatusCode == http.StatusNotModified {
		return nil
	}
	want := q.status
	if want == 0 {
		want = http.StatusOK
	}
	if answer.StatusCode != want || to != q.to {
		return errors.New(strings.TrimSpace(answer.Status + " " + to))
	}
	if !bytes.Contains(r.body.Bytes(), []byte(q.says)) {
		return errors.New("not the answer to what was asked")
	}
	if q.method == http.MethodPost && q.target == "/hand-in" && q.to != "" {
		r.handedIn++
	}
	if q.target == "/desk/list" {
		r.tag = answer.Header.Get("ETag")
	}
	if r.token == "" && r.cookie != "" {
		_, rest, _ := bytes.Cut(r.body.Bytes(), []byte(`name="token" value="`))
		token, _, _ := bytes.Cut(rest, []byte(`"`))
		r.token = string(token)
	}
	return nil
}
