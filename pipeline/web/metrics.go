package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what Prometheus may ask for.
type metrics struct {
	registry *prometheus.Registry
	took     *prometheus.HistogramVec
	refused  prometheus.Counter
	faults   prometheus.Counter
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "gongwen_request_seconds", Help: "Time to answer a request, by route and status.",
			Buckets: []float64{.005, .01, .025, .05, .1, .15, .25, .5, 1, 2.5, 10},
		}, []string{"route", "status"}),
		refused: prometheus.NewCounter(prometheus.CounterOpts{Name: "gongwen_sign_in_refused_total", Help: "Attempts to sign in that failed."}),
		faults:  prometheus.NewCounter(prometheus.CounterOpts{Name: "gongwen_faults_total", Help: "Things that went wrong in the reading room."}),
	}
	m.registry.MustRegister(m.took, m.refused, m.faults, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) count(route string, status int, took time.Duration) {
	m.took.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}

// watch adds how the archive stands, asked for when somebody asks.
func (m *metrics) watch(s *Server) { m.registry.MustRegister(standing{s}) }

// standing is the ledger's balance and how far the index is behind.
type standing struct{ s *Server }

var (
	arrivals  = prometheus.NewDesc("gongwen_arrivals", "Arrivals in the ledger, by state.", []string{"state"}, nil)
	unindexed = prometheus.NewDesc("gongwen_index_behind", "Records filed that the index does not have yet.", nil, nil)
)

func (standing) Describe(to chan<- *prometheus.Desc) { to <- arrivals; to <- unindexed }

func (st standing) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	sums, err := st.s.office.Catalogue.Sums(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(arrivals, err)
		return
	}
	for state, n := range map[string]int{"filed": sums.Filed, "returned": sums.Returned, "duplicate": sums.Duplicate, "pending": sums.Pending, "voided": sums.Voided} {
		to <- prometheus.MustNewConstMetric(arrivals, prometheus.GaugeValue, float64(n), state)
	}
	worth, err := st.s.index.Status(ctx, st.s.office.Catalogue)
	if err != nil {
		to <- prometheus.NewInvalidMetric(unindexed, err)
		return
	}
	to <- prometheus.MustNewConstMetric(unindexed, prometheus.GaugeValue, float64(worth.Missing))
}

// ServeMetrics answers Prometheus at a listener of its own until ctx ends. There is
// nothing else there, and on the reading room's there are no metrics: whether a
// request came through a proxy cannot be told from the request.
func (s *Server) ServeMetrics(ctx context.Context, at net.Listener) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4}))
	server := &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: s.timeouts.header, ReadTimeout: s.timeouts.header, WriteTimeout: s.timeouts.body, IdleTimeout: s.timeouts.idle,
		MaxHeaderBytes: 32 << 10,
		ErrorLog:       s.errorLog(),
	}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(at); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// health tells whether the catalogue answers and whether the pipeline gets on.
// Everybody may ask, so it names nothing: the log does.
func (s *Server) health(v *visit) error {
	var ill strings.Builder
	err := s.steps.Do("catalogue", "", func() error {
		_, err := s.office.Catalogue.LastChange(v.r.Context())
		return err
	})
	if err != nil {
		s.complain("healthz", err)
		ill.WriteString("catalogue does not answer\n")
	}
	if s.options.Hanging != nil {
		if since := s.options.Hanging(); len(since) > 0 {
			fmt.Fprintf(&ill, "%d steps hang\n", len(since))
			for _, at := range since {
				fmt.Fprintf(&ill, "since %s\n", at.UTC().Format(time.RFC3339))
			}
		}
	}
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if ill.Len() > 0 {
		v.w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = v.w.Write([]byte(ill.String()))
		return nil
	}
	_, _ = v.w.Write([]byte("ok\n"))
	return nil
}
