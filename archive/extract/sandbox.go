package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// sandbox runs PDFium. It is made when the first PDF comes.
type sandbox struct {
	mu     sync.Mutex
	init   func(webassembly.Config) (pdfium.Pool, error) // webassembly.Init but in tests
	pool   pdfium.Pool
	kept   wazero.CompilationCache
	starts int
}

// sandboxPages is the memory one PDF may take, itself included, in pages of 64 KB:
// 256 MB.
const sandboxPages = 256 << 20 >> 16

// instance is PDFium in memory of its own, so that no PDF can leave anything
// behind for the next.
func (s *sandbox) instance(ctx context.Context) (pdfium.Pdfium, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.start(); err != nil {
		return nil, err
	}
	inside, err := s.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w：%w", errSandbox, err)
	}
	return inside, nil
}

// errSandbox is why no PDF can be read at all.
var errSandbox = errors.New("读取 PDF 的程序启动不了，可能内存不足")

// start starts it, unless it runs. Who calls it has the lock.
func (s *sandbox) start() (err error) {
	if s.pool != nil {
		return nil
	}
	// Where there is no compiler for the machine, such as loong64, wazero
	// interprets, some forty times slower.
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling). // PDFium needs both
		WithMemoryLimitPages(sandboxPages).
		WithCloseOnContextDone(true) // so that Kill stops it
	if s.kept = compiled(); s.kept != nil {
		config = config.WithCompilationCache(s.kept)
	}
	s.starts++
	s.pool, err = s.init(webassembly.Config{
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

func (s *sandbox) running() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pool != nil
}

// started is how often it has been started.
func (s *sandbox) started() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.starts
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
