package metrics

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/goccy/go-yaml"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/status"
)

// monitoring is where the rules and the dashboard lie that go out with the program.
var monitoring = filepath.Join("..", "..", "..", "cmd", "package", "monitoring")

// exposed are the names of what Prometheus is told.
func exposed(t *testing.T) []string {
	now := time.Now()
	m := New()
	m.Answered("/", 200, time.Second)
	m.Watch(Archive{
		Sums:    func(context.Context) (s catalogue.Sums, err error) { return s, nil },
		Pending: func(context.Context) (Pending, error) { return Pending{ByCause: map[string]int{"disk-full": 1}}, nil },
		Index:   func(context.Context) (l Lag, err error) { return l, nil },
		Intake: func() (status.Intake, error) {
			return status.Intake{Begun: now, Inboxes: []status.Inbox{{Unit: "区财政局", Looked: now}}}, nil
		},
		Done:  func(status.Task) (time.Time, error) { return now, nil },
		Disks: map[string]string{"data": "/"}, Space: func(string) (free, size uint64, err error) { return 1, 2, nil },
		Now: time.Now,
	})
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	names := []string{"up"} // of Prometheus itself
	for _, found := range regexp.MustCompile(`(?m)^([a-z_]+)[ {]`).FindAllStringSubmatch(answer.Body.String(), -1) {
		names = append(names, found[1])
	}
	if len(names) < 30 {
		t.Fatalf("only %d metrics: %s", len(names), answer.Body.String())
	}
	return names
}

// metric is a name in an expression that is neither a function nor a label.
var metric = regexp.MustCompile(`\b(?:up|(?:gongwen|process|go|promhttp)_[a-z_]+)\b`)

func checkMetrics(t *testing.T, where, expr string, names []string) {
	t.Helper()
	named := metric.FindAllString(expr, -1)
	if len(named) == 0 {
		t.Errorf("%s: %q names no metric", where, expr)
	}
	for _, name := range named {
		if name != "go_memstats_heap_inuse_bytes" && !slices.Contains(names, name) {
			t.Errorf("%s: there is no %s", where, name)
		}
	}
}

func chinese(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
}

// TestAlertsAskForWhatThereIs, and tell people what is wrong and what to do.
func TestAlertsAskForWhatThereIs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(monitoring, "prometheus.rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	names, seen := exposed(t), map[string]bool{}
	for _, group := range file.Groups {
		for _, r := range group.Rules {
			checkMetrics(t, r.Alert, r.Expr, names)
			if s := r.Labels["severity"]; s != "critical" && s != "warning" {
				t.Errorf("%s: severity %q", r.Alert, s)
			}
			for _, what := range []string{"summary", "next_step"} {
				if !chinese(r.Annotations[what]) {
					t.Errorf("%s: %s is %q", r.Alert, what, r.Annotations[what])
				}
			}
			if seen[r.Alert] || r.Alert == "" {
				t.Errorf("%q is there twice", r.Alert)
			}
			seen[r.Alert] = true
		}
	}
	if len(seen) < 10 {
		t.Errorf("%d alerts", len(seen))
	}
}

// TestDashboardShowsWhatThereIs.
func TestDashboardShowsWhatThereIs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(monitoring, "grafana.json"))
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Title  string
		Panels []struct {
			ID      int
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &board); err != nil {
		t.Fatal(err)
	}
	names, ids := exposed(t), map[int]bool{}
	for _, p := range board.Panels {
		if ids[p.ID] || !chinese(p.Title) || len(p.Targets) == 0 {
			t.Errorf("panel %d: %q with %d targets", p.ID, p.Title, len(p.Targets))
		}
		ids[p.ID] = true
		for _, target := range p.Targets {
			checkMetrics(t, p.Title, target.Expr, names)
		}
	}
	if len(ids) < 10 || !chinese(board.Title) {
		t.Errorf("%d panels of %q", len(ids), board.Title)
	}
}
