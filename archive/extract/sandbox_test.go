package extract

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
)

// TestStartIsNotTheAttachmentsTime reads the first PDF on a machine that takes longer to
// compile PDFium than an attachment may take.
func TestStartIsNotTheAttachmentsTime(t *testing.T) {
	own, _ := ownPDF(t)
	synctest.Test(t, func(t *testing.T) {
		x := New(DefaultLimits)
		defer x.Close()
		x.pdf.init = func(config webassembly.Config) (pdfium.Pool, error) {
			time.Sleep(2 * DefaultLimits.Time)
			return webassembly.Init(config)
		}
		r, err := x.Data(t.Context(), "批复.pdf", own)
		if err != nil || r.State != Read {
			t.Errorf("%s %s %v", r.State, r.Reason, err)
		}
	})
}
