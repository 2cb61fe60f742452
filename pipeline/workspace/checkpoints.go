package workspace

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"

	"gongwen/archive"
	"gongwen/archive/checkpoint"
)

// Checkpoints is where the keys of a data folder and what they have signed lie: the
// private ones beside the folder, or where the settings say, whatever name the folder
// was given by.
func (f Folder) Checkpoints(c Config) checkpoint.Place {
	real := f.real()
	key := real + ".key"
	switch {
	case filepath.IsAbs(c.Key):
		key = filepath.Clean(c.Key)
	case c.Key != "":
		key = filepath.Join(real, c.Key)
	}
	return checkpoint.Place{
		Folder: string(f), VKeys: f.at("vkeys.txt"), Key: key,
		Journal: archive.At(f.Archive()).JournalDir(), Trail: f.Reading(),
	}
}

// signing opens the keys of a data folder when they are first needed, and again until
// they are there.
type signing struct {
	mu     sync.Mutex
	place  checkpoint.Place
	signer *checkpoint.Signer
}

// Checkpoints signs checkpoints of the data folder's logs and proves lines of them. The
// error is a *checkpoint.Keyless where there is no key.
func (w *Workspace) Checkpoints() (*checkpoint.Signer, error) {
	s := &w.once.signing
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.signer != nil {
		return s.signer, nil
	}
	var err error
	s.signer, err = s.place.Open()
	return s.signer, err
}

// RegisterFoot is what the settings have printed at the foot of registers: the tree head
// of the journal as it is now, to be compared with what the journal is later (gongwen
// checkpoint --lines). It is empty where they do not ask for it, or where nothing can be
// signed, which is told elsewhere.
func (w *Workspace) RegisterFoot(ctx context.Context) string {
	if !w.Config.RegisterCheckpoints {
		return ""
	}
	signer, err := w.Checkpoints()
	if err != nil {
		return ""
	}
	c, err := signer.Sign(ctx, checkpoint.Journal)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("流水检查点 %s 前 %d 行 %s", c.Origin, c.Size, c.Root)
}
