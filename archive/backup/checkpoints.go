package backup

import (
	"context"
	"fmt"

	"gongwen/archive/checkpoint"
	"gongwen/archive/durable"
)

const checkpointFolder = "checkpoints"

// WriteCheckpoints writes beside a state the checkpoints of the logs as it has them, with
// the keys they are checked with:
//
//	checkpoints/<time>.journal.txt  <time>.trail.txt  <time>.vkeys.txt
//
// They stay when the state is pruned, and are never written anew: whoever rewrites the
// journal later cannot reach them unless he has the disk. It gives the journal's.
func (b Backup) WriteCheckpoints(ctx context.Context, state string, s *checkpoint.Signer) (journal checkpoint.Checkpoint, err error) {
	of, err := b.State(state)
	if err != nil {
		return journal, err
	}
	folders := map[checkpoint.Name]string{checkpoint.Journal: journalFolder, checkpoint.Trail: trailFolder}
	files := map[string][]byte{}
	for _, log := range checkpoint.Names {
		c, err := s.SignCopy(ctx, log, checkpoint.OfFiles(b.log(of, folders[log])))
		if err != nil {
			return journal, err
		}
		if log == checkpoint.Journal {
			journal = c
		}
		files[string(log)] = c.Note
		files["vkeys"] = fmt.Appendln(files["vkeys"], s.Identity.VKey(log))
	}
	if err := durable.MkdirAll(b.path(checkpointFolder)); err != nil {
		return journal, err
	}
	for what, text := range files {
		if err := durable.WriteFile(b.path(checkpointFolder, state+"."+what+".txt"), text); err != nil {
			return journal, err
		}
	}
	return journal, nil
}
