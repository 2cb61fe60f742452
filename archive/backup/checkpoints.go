package backup

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

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
	if err := durable.MkdirAll(b.path(checkpointFolder)); err != nil {
		return journal, err
	}
	var vkeys strings.Builder
	for log, folder := range map[checkpoint.Name]string{checkpoint.Journal: "archive/journal", checkpoint.Trail: "reading"} {
		var copies []string
		for _, name := range slices.Sorted(maps.Keys(of.Files)) {
			if path.Dir(name) == folder && path.Ext(name) == ".jsonl" {
				copies = append(copies, b.content(of.Files[name].SHA256))
			}
		}
		c, err := s.SignCopy(ctx, log, checkpoint.OfFiles(copies))
		if err != nil {
			return journal, err
		}
		if log == checkpoint.Journal {
			journal = c
		}
		if err := durable.WriteFile(b.path(checkpointFolder, state+"."+string(log)+".txt"), c.Note); err != nil {
			return journal, err
		}
		fmt.Fprintln(&vkeys, s.Identity.VKey(log))
	}
	return journal, durable.WriteFile(b.path(checkpointFolder, state+".vkeys.txt"), []byte(vkeys.String()))
}
