// Package metrics is what the reading room tells Prometheus: how long requests take
// and what goes wrong, and, when it is asked for, how the archive stands.
package metrics

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"gongwen/archive/catalogue"
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

// Handler answers Prometheus.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// Archive is what is asked about the archive, each time Prometheus asks.
type Archive struct {
	Sums      func(context.Context) (catalogue.Sums, error) // of the ledger
	Unindexed func(context.Context) (int, error)            // records that the index does not have yet
}

// Watch adds how the archive stands. It may be called once.
func (m *Metrics) Watch(a Archive) { m.registry.MustRegister(collector{a}) }

type collector struct{ Archive }

var (
	arrivals  = prometheus.NewDesc("gongwen_arrivals", "Arrivals in the ledger, by state.", []string{"state"}, nil)
	unindexed = prometheus.NewDesc("gongwen_index_behind", "Records filed that the index does not have yet.", nil, nil)
)

func (collector) Describe(to chan<- *prometheus.Desc) { to <- arrivals; to <- unindexed }

func (c collector) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	sums, err := c.Sums(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(arrivals, err)
		return
	}
	for state, n := range map[string]int{"filed": sums.Filed, "returned": sums.Returned, "duplicate": sums.Duplicate, "pending": sums.Pending, "voided": sums.Voided} {
		to <- prometheus.MustNewConstMetric(arrivals, prometheus.GaugeValue, float64(n), state)
	}
	missing, err := c.Unindexed(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(unindexed, err)
		return
	}
	to <- prometheus.MustNewConstMetric(unindexed, prometheus.GaugeValue, float64(missing))
}
