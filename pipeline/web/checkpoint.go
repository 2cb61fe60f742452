package web

import (
	"errors"
	"net/http"
	"slices"

	"gongwen/archive/checkpoint"
	"gongwen/archive/journal"
)

// proof serves the proof that a record was filed, as the journal tells, to those who may
// see the record. The hashes in it tell nothing of other lines: each of these has hashes
// of its own that nobody can guess.
func (s *Server) proof(r *request) error {
	e, err := r.entry()
	if err != nil {
		return err
	}
	signer, err := s.workspace.Checkpoints()
	if err != nil {
		return withoutProof(err)
	}
	p, err := signer.Prove(r.Context(), e.Number, e.Filed)
	if err != nil {
		return withoutProof(err)
	}
	if err := r.logAccess(journal.Event{Type: journal.Taken, Number: e.Number, Path: "tlog-proof"}); err != nil {
		return err
	}
	return r.send(e.Number+".tlog-proof", keptText, p.Text())
}

// withoutProof says why there is no proof, and what to do.
func withoutProof(err error) error {
	var keyless *checkpoint.Keyless
	var none *checkpoint.NoLine
	var differs *checkpoint.Inconsistent
	switch {
	case errors.As(err, &keyless):
		return httpError{http.StatusNotFound, "现在没有签名私钥，给不出检查点和归档证明。请告诉管理员看程序启动时的提示，或在办件的机器上运行 gongwen key show。"}
	case errors.As(err, &none):
		return httpError{http.StatusNotFound, none.Error() + "。"}
	case errors.As(err, &differs), errors.Is(err, checkpoint.ErrChanged):
		return httpError{http.StatusConflict, "流水与签过名的检查点不符，可能被人改动过，现在不能给出证明。请告诉档案人员运行 gongwen verify 查验。"}
	}
	return err
}

// keptText is the media type of what is to be kept elsewhere.
const keptText = "text/plain; charset=utf-8"

// checkpointPage is the page of what the logs are now, to be kept elsewhere.
type checkpointPage struct {
	Logs []signedLog
	Kept string // file of what was signed last
	Key  string // file of the private key
}

type signedLog struct {
	Name  checkpoint.Name
	Title string
	Lines int64
	Note  string
	VKey  string
}

func (s *Server) checkpointPage(r *request) error {
	signer, err := s.workspace.Checkpoints()
	if err != nil {
		return withoutProof(err)
	}
	p := checkpointPage{Kept: signer.Kept(), Key: signer.Key}
	for _, log := range checkpoint.Names {
		c, err := signer.Sign(r.Context(), log)
		if err != nil {
			return withoutProof(err)
		}
		p.Logs = append(p.Logs, signedLog{Name: log, Title: log.Chinese(), Lines: c.Size, Note: string(c.Note), VKey: signer.Identity.VKey(log)})
	}
	return r.show("checkpoint", "检查点", p)
}

// checkpointText serves one checkpoint as a file.
func (s *Server) checkpointText(r *request) error {
	log := checkpoint.Name(r.PathValue("log"))
	if !slices.Contains(checkpoint.Names, log) {
		return errNotFound
	}
	signer, err := s.workspace.Checkpoints()
	if err != nil {
		return withoutProof(err)
	}
	c, err := signer.Sign(r.Context(), log)
	if err != nil {
		return withoutProof(err)
	}
	return r.send(log.Chinese()+"检查点-"+s.now().Local().Format("20060102-1504")+".txt", keptText, c.Note)
}
