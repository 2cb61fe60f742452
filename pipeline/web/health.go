package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// health reports whether the catalogue answers, whether the pipeline gets on, and
// whether somebody looks at the inboxes.
// Everybody may ask, so it names nothing: the log does.
func (s *Server) health(r *request) error {
	var ill strings.Builder
	err := s.steps.Do("catalogue", "", func() error {
		_, err := s.workspace.Catalogue.LastChange(r.Context())
		return err
	})
	if err != nil {
		s.logError("healthz", err)
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
	ill.WriteString(s.blindness())
	r.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if ill.Len() > 0 {
		r.w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = r.w.Write([]byte(ill.String()))
		return nil
	}
	_, _ = r.w.Write([]byte("ok\n"))
	return nil
}
