// Package metrics is what the reading room tells Prometheus: how long requests take
// and what goes wrong, and, when it is asked for, how the archive stands.
package metrics

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are those of one server.
type Metrics struct {
	SignInRefused prometheus.Counter // attempts to sign in that failed
	Errors        prometheus.Counter // what went wrong

	registry *prometheus.Registry
	took     *prometheus.HistogramVec
}

// New has counted nothing yet.
func New() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "gongwen_request_seconds", Help: "Time to answer a request, by route and status.",
			Buckets: []float64{.005, .01, .025, .05, .1, .15, .25, .5, 1, 2.5, 10},
		}, []string{"route", "status"}),
		SignInRefused: prometheus.NewCounter(prometheus.CounterOpts{Name: "gongwen_sign_in_refused_total", Help: "Attempts to sign in that failed."}),
		Errors:        prometheus.NewCounter(prometheus.CounterOpts{Name: "gongwen_faults_total", Help: "Things that went wrong in the reading room."}),
	}
	m.registry.MustRegister(m.took, m.SignInRefused, m.Errors, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Answered counts a request by the pattern of its route.
func (m *Metrics) Answered(route string, status int, took time.Duration) {
	m.took.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}

// Handler answers Prometheus. What cannot be found out is left out, and counted in
// promhttp_metric_handler_errors_total.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, ErrorHandling: promhttp.ContinueOnError, Registry: m.registry})
}
