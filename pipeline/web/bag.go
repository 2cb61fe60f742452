package web

import (
	"archive/zip"
	"io"
	"io/fs"
	"os"

	"gongwen/archive"
	"gongwen/archive/journal"
)

// bag serves a record's whole bag as a zip, made as it is sent.
func (s *Server) bag(r *request) error {
	e, err := r.entry()
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(s.workspace.Archive.Path(e.Folder()))
	if err != nil {
		return missingFile(err)
	}
	defer root.Close()
	if err := r.logAccess(journal.Event{Type: journal.Taken, Number: e.Number, Path: "bag.zip"}); err != nil {
		return err
	}
	name := archive.SafeName(e.Number)
	r.w.Header().Set("Content-Type", "application/zip")
	r.w.Header().Set("Content-Disposition", disposition(downloadName(e)+".zip", false))
	z := zip.NewWriter(r.w)
	err = fs.WalkDir(root.FS(), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		return addToZip(z, root, name+"/"+file, file)
	})
	if err == nil {
		err = z.Close()
	}
	if err != nil { // too late for an error page; the zip without an end tells
		s.logError("打包 "+e.Number, err)
	}
	return nil
}

// addToZip puts a file into a zip. PDFs and workbooks are compressed already.
func addToZip(z *zip.Writer, root *os.Root, name, file string) error {
	from, err := root.Open(file)
	if err != nil {
		return err
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil {
		return err
	}
	header, err := zip.FileInfoHeader(info)
	if err != nil {
		return err
	}
	header.Name, header.Method = name, zip.Store
	to, err := z.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return err
}
