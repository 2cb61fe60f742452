package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/logging"
	"gongwen/pipeline/status"
)

// TestHealthTellsOfBlindness: that nobody looks at an inbox, be it said by the pipeline
// in this program or left word of by another one; naming none to strangers, and all in
// the log, once.
func TestHealthTellsOfBlindness(t *testing.T) {
	r := ownRoom(t, Options{})
	var log bytes.Buffer
	r.server.log = slog.New(logging.NewTextHandler(&log, slog.LevelInfo))
	now := time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)
	r.server.now = func() time.Time { return now }
	looked := func(unit string, ago time.Duration, fault string) status.Inbox {
		return status.Inbox{Unit: unit, Looked: now.Add(-ago), Every: 30 * time.Second, Fault: fault}
	}
	well := status.Intake{Begun: now.Add(-time.Hour), Inboxes: []status.Inbox{looked("", 0, ""), looked("区财政局", 0, "")}}
	broken := well
	broken.Inboxes = []status.Inbox{looked("", 0, ""), looked("区财政局", 0, "没有挂载"), looked("区教育局", time.Hour, "")}
	stopped := status.Intake{Begun: now.Add(-2 * time.Hour), Stopped: now.Add(-time.Hour), Inboxes: []status.Inbox{looked("", time.Hour, "")}}
	for _, step := range []struct {
		name string
		of   status.Intake
		body string // ok, or what is amiss
		log  string
	}{
		{"well", well, "ok\n", ""},
		{"broken", broken, "intake: 1 of 3 inboxes cannot be read\nintake: 1 of 3 inboxes not looked at\nsince 2026-05-11T08:00:00Z\n", "注意 收件文件夹没有人查看：inbox/区财政局：没有挂载；inbox/区教育局：从"},
		{"broken still", broken, "intake: 1 of 3 inboxes cannot be read\nintake: 1 of 3 inboxes not looked at\nsince 2026-05-11T08:00:00Z\n", ""},
		{"well again", well, "ok\n", "信息 收件文件夹都能查看了"},
		{"stopped", stopped, "intake: 1 of 1 inboxes not looked at\nsince 2026-05-11T08:00:00Z\ngongwen run was stopped at 2026-05-11T08:00:00Z\n", "注意 收件文件夹没有人查看：inbox：gongwen run 已于"},
	} {
		for _, how := range []string{"in this program", "in another"} {
			r.server.options.Intake = nil
			if how == "in this program" {
				r.server.options.Intake = func() status.Intake { return step.of }
			}
			if err := r.workspace.Folder.Status().WriteIntake(step.of); err != nil {
				t.Fatal(err)
			}
			if how == "in this program" {
				log.Reset()
			}
			w := r.public(t).get("/healthz")
			if want := map[bool]int{true: http.StatusOK, false: http.StatusServiceUnavailable}[step.body == "ok\n"]; w.Code != want || w.Body.String() != step.body {
				t.Errorf("%s, %s: %d %q", step.name, how, w.Code, w.Body)
			}
		}
		if lines := strings.Count(log.String(), "\n"); !strings.Contains(log.String(), step.log) || lines != strings.Count(step.log, " 收件文件夹") {
			t.Errorf("%s: the log has %q, want %q", step.name, log.String(), step.log)
		}
	}
}

// metricsOf are the metrics as Prometheus reads them, by name and labels.
func metricsOf(t *testing.T, text []byte) map[string]float64 {
	t.Helper()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for name, family := range families {
		for _, m := range family.Metric {
			key := name
			for _, label := range m.Label {
				key += fmt.Sprintf(" %s=%s", label.GetName(), label.GetValue())
			}
			if m.Gauge != nil {
				values[key] = m.Gauge.GetValue()
			} else if m.Counter != nil {
				values[key] = m.Counter.GetValue()
			}
		}
	}
	return values
}

// TestMetricsTellHowTheArchiveStands, in the way Prometheus wants them told: its own
// linter finds nothing.
func TestMetricsTellHowTheArchiveStands(t *testing.T) {
	r := ownRoom(t, Options{})
	now := time.Now().Round(time.Second)
	r.server.now = func() time.Time { return now }
	f := r.workspace.Folder.Status()
	for _, each := range []catalogue.Arrival{
		{ID: "a", Path: "a", Arrived: now.Add(-90 * time.Minute)}, {ID: "b", Path: "b", Arrived: now.Add(-time.Minute)},
		{ID: "s", Path: "s", Arrived: now.Add(-48 * time.Hour)},
	} {
		if err := r.workspace.Catalogue.Receive(t.Context(), each); err != nil {
			t.Fatal(err)
		}
	}
	waiting := catalogue.Arrival{Unit: "区财政局", Path: "区财政局/信.yaml", Arrived: now, Reason: "等候附件：函.pdf"}
	unsigned := catalogue.Unsigned{Arrival: "s", Kind: "letter", Opened: now, Route: []byte("[]")}
	if err := errors.Join(r.workspace.Catalogue.EnterUnsigned(t.Context(), unsigned, nil, nil), r.workspace.Catalogue.Hold(t.Context(), "a", "/x：磁盘已满，请腾出空间，之后会自动继续办理"), r.workspace.Catalogue.Wait(t.Context(), waiting),
		f.WriteDone(status.Backup, now.Add(-26*time.Hour)), f.WriteIntake(status.Intake{Begun: now, Inboxes: []status.Inbox{
			{Looked: now.Add(-10 * time.Second), Every: time.Minute}, {Unit: "区财政局", Looked: now.Add(-time.Hour), Every: time.Minute},
		}})); err != nil {
		t.Fatal(err)
	}
	r.server.index = index.At(t.TempDir(), r.workspace.Kinds()) // which has nothing yet
	last, err := r.workspace.Catalogue.LastChange(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text := r.scrape(t)
	values := metricsOf(t, text)
	for name, want := range map[string]float64{
		"gongwen_arrivals state=pending":                       4,
		"gongwen_pending_arrivals reason=disk-full":            1,
		"gongwen_pending_arrivals reason=awaits-attachments":   1,
		"gongwen_pending_arrivals reason=in-progress":          1,
		"gongwen_pending_oldest_age_seconds":                   90 * 60,
		"gongwen_pending_arrivals reason=signatures":           1,
		"gongwen_unsigned_oldest_age_seconds":                  48 * 3600,
		"gongwen_backup_age_seconds":                           26 * 3600,
		"gongwen_inbox_look_age_seconds inbox=":                10,
		"gongwen_inbox_look_age_seconds inbox=区财政局":            3600,
		"gongwen_intake_blind inbox=":                          0,
		"gongwen_intake_blind inbox=区财政局":                      1,
		"gongwen_index_behind":                                 float64(len(r.records)),
		"gongwen_index_lag_changes":                            float64(last),
		"promhttp_metric_handler_errors_total cause=gathering": 0,
	} {
		if got, there := values[name]; !there || got != want {
			t.Errorf("%s is %v (%t), want %v", name, got, there, want)
		}
	}
	if lag := values["gongwen_index_lag_seconds"]; lag != now.Sub(r.own.Filed).Seconds() {
		t.Errorf("the index lags %v seconds, the first record was filed at %v", lag, r.own.Filed)
	}
	if free, size := values["gongwen_disk_free_bytes folder=data"], values["gongwen_disk_size_bytes folder=temp"]; free <= 0 || size < free/1000 {
		t.Errorf("%v bytes free, %v altogether", free, size)
	}
	if _, there := values["gongwen_verify_age_seconds"]; there {
		t.Error("a verification that never was has an age")
	}
	problems, err := promlint.New(bytes.NewReader(text)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}

	// What cannot be found out is left out, and the rest is told.
	if err := r.server.workspace.Catalogue.Close(); err != nil {
		t.Fatal(err)
	}
	values = metricsOf(t, r.scrape(t))
	if _, there := values["gongwen_arrivals state=pending"]; there || values["gongwen_inbox_look_age_seconds inbox="] != 10 {
		t.Errorf("without a catalogue: %v", values)
	}
}

// scrape is what the metrics' own listener answers.
func (r *room) scrape(t *testing.T) []byte {
	t.Helper()
	_, text := r.askMetrics(t)
	return text
}

func (r *room) askMetrics(t *testing.T, set ...string) (int, []byte) {
	t.Helper()
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.server.ServeMetrics(ctx, at) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	request := must(http.NewRequest(http.MethodGet, "http://"+at.Addr().String()+"/metrics", nil))
	for i := 0; i < len(set); i += 2 {
		request.Header.Set(set[i], set[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, text
}

// TestServeMetricsForThoseNamed: nobody else, and nobody through a proxy.
func TestServeMetricsForThoseNamed(t *testing.T) {
	r := ownRoom(t, Options{})
	for name, test := range map[string]struct {
		allow  []string
		set    []string
		status int
	}{
		"all":                     {nil, nil, http.StatusOK},
		"one of those named":      {[]string{"10.0.0.7/32", "127.0.0.0/8"}, nil, http.StatusOK},
		"one written as IPv6":     {[]string{"::ffff:127.0.0.1/128"}, nil, http.StatusOK},
		"another":                 {[]string{"10.0.0.7/32"}, nil, http.StatusForbidden},
		"another that says so":    {[]string{"10.0.0.7/32"}, []string{"X-Forwarded-For", "10.0.0.7"}, http.StatusForbidden},
		"through a proxy":         {nil, []string{"X-Forwarded-For", "10.0.0.7"}, http.StatusForbidden},
		"through a proxy of ours": {[]string{"127.0.0.1/32"}, []string{"Via", "1.1 x"}, http.StatusForbidden},
	} {
		r.server.options.MetricsAllow = nil
		for _, p := range test.allow {
			r.server.options.MetricsAllow = append(r.server.options.MetricsAllow, netip.MustParsePrefix(p))
		}
		if got, text := r.askMetrics(t, test.set...); got != test.status || (got != http.StatusOK) == strings.Contains(string(text), "gongwen_") {
			t.Errorf("%s: %d", name, got)
		}
	}
}
