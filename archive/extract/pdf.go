package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// sandbox runs PDFium. It is made when the first PDF comes.
type sandbox struct {
	mu   sync.Mutex
	pool pdfium.Pool
	kept wazero.CompilationCache
}

// sandboxPages is the memory one PDF may take, itself included, in pages of 64 KB:
// 256 MB.
const sandboxPages = 256 << 20 >> 16

// instance is PDFium in memory of its own, so that no PDF can leave anything
// behind for the next.
func (s *sandbox) instance(ctx context.Context) (pdfium.Pdfium, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pool == nil {
		if err := s.start(); err != nil {
			return nil, err
		}
	}
	inside, err := s.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w：%w", errSandbox, err)
	}
	return inside, nil
}

// errSandbox is why no PDF can be read at all.
var errSandbox = errors.New("读取 PDF 的程序启动不了，可能内存不足")

func (s *sandbox) start() (err error) {
	// Where there is no compiler for the machine, such as loong64, wazero
	// interprets, some forty times slower.
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling). // PDFium needs both
		WithMemoryLimitPages(sandboxPages).
		WithCloseOnContextDone(true) // so that Kill stops it
	if s.kept = compiled(); s.kept != nil {
		config = config.WithCompilationCache(s.kept)
	}
	s.pool, err = webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: 1, RuntimeConfig: config, Stdout: io.Discard, Stderr: io.Discard,
		FSConfig: wazero.NewFSConfig(), // empty; left out it would be the whole disk
	})
	if err != nil {
		s.pool = nil
		return fmt.Errorf("%w：%w", errSandbox, err)
	}
	return nil
}

// compiled keeps PDFium as compiled for this machine, 22 MB, in the user's cache
// folder. Without it every start takes some seconds and 300 MB more.
func compiled() wazero.CompilationCache {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	kept, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "gongwen"))
	if err != nil {
		return nil
	}
	return kept
}

func (s *sandbox) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pool == nil {
		return nil
	}
	err := s.pool.Close()
	s.pool = nil
	if s.kept != nil {
		err = errors.Join(err, s.kept.Close(context.Background()))
		s.kept = nil
	}
	return err
}

// readPDF reads the text layer of every page, and tells which pages have none.
func readPDF(x *Extractor, into *text, data []byte) error {
	inside, err := x.pdf.instance(context.WithoutCancel(into.ctx))
	if err != nil {
		return err
	}
	killed := make(chan struct{})
	stop := context.AfterFunc(into.ctx, func() {
		defer close(killed)
		_ = inside.Kill() // what was at work ends with an error
	})
	defer func() {
		if stop() {
			_ = inside.Close()
		} else {
			<-killed
		}
	}()
	opened, err := inside.OpenDocument(&requests.OpenDocument{File: &data})
	if errors.Is(err, pdfiumerrors.ErrPassword) || errors.Is(err, pdfiumerrors.ErrSecurity) {
		return errEncrypted
	}
	if err != nil {
		return fmt.Errorf("PDF 打不开：%w", err)
	}
	count, err := inside.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return err
	}
	var silent, broken pageList
	for i := range min(count.PageCount, x.limits.Pages) {
		page := requests.Page{ByIndex: &requests.PageByIndex{Document: opened.Document, Index: i}}
		before := into.signs
		if err := readPage(inside, into, page); into.ctx.Err() != nil || errors.Is(err, errFull) {
			return err
		} else if err != nil {
			broken = append(broken, i+1)
			continue
		}
		if into.signs == before {
			// An empty page has no text; a scanned one has something that is no text.
			objects, err := inside.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
			if err == nil && objects.Count > 0 {
				silent = append(silent, i+1)
			}
		}
	}
	switch {
	case count.PageCount > 0 && len(broken) == min(count.PageCount, x.limits.Pages):
		return errors.New("PDF 没有一页读得出")
	case count.PageCount > x.limits.Pages:
		return partialError(fmt.Sprintf("共 %d 页，只读了前 %d 页", count.PageCount, x.limits.Pages))
	case len(broken) > 0:
		return partialError("第 " + broken.String() + " 页读不出")
	case len(silent) > 0:
		return partialError("第 " + silent.String() + " 页没有文字，可能是扫描页")
	}
	return nil
}

func readPage(inside pdfium.Pdfium, into *text, page requests.Page) error {
	loaded, err := inside.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return err
	}
	chars, err := inside.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: loaded.TextPage})
	if err != nil {
		return err
	}
	// Twice the room: a character beyond U+FFFF takes two units.
	if chars.Count > 0 {
		got, err := inside.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: loaded.TextPage, Count: 2 * chars.Count})
		if err != nil {
			return err
		}
		if err := into.write(withoutNumber(got.Text, page.ByIndex.Index+1)); err != nil {
			return err
		}
	}
	if err := into.breakLine(); err != nil {
		return err
	}
	_, err = inside.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded.TextPage})
	return err
}

// pageNumber is a last line of a page that only numbers it, as GB/T 9704-2012,
// 7.5 has it (— 1 —) and otherwise.
var pageNumber = regexp.MustCompile(`(?:^|\r?\n)[ \x{3000}]*(?:[-—–－] *[0-9]{1,4} *[-—–－]|第 *[0-9]{1,4} *页(?:[ ，,/]*共 *[0-9]{1,4} *页)?|([0-9]{1,4})(?: */ *[0-9]{1,4})?)\s*$`)

// withoutNumber takes the page's number away from its end, for it would part a
// sentence that runs over to the next page. A bare figure counts as one when it
// is n, the page's place in the file: it might be the last cell of a table.
func withoutNumber(page string, n int) string {
	at := pageNumber.FindStringSubmatchIndex(page)
	if at == nil || at[2] >= 0 && page[at[2]:at[3]] != strconv.Itoa(n) {
		return page
	}
	return page[:at[0]]
}

// pageList are page numbers from 1, told to people.
type pageList []int

func (p pageList) String() string {
	const most = 10
	var b strings.Builder
	for i, n := range p {
		if i == most {
			fmt.Fprintf(&b, " 等 %d", len(p))
			break
		}
		if i > 0 {
			b.WriteString("、")
		}
		b.WriteString(strconv.Itoa(n))
	}
	return b.String()
}
