package main

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// packZip makes what is unpacked on Windows and installed by the script in it, and
// returns its name in out.
func packZip(root, built, arch, out string, r release) (name string, err error) {
	folder := fmt.Sprintf("gongwen-%s-windows-%s", r.Version, arch)
	file, err := os.Create(filepath.Join(out, folder+".zip"))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := zip.NewWriter(file)
	w.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestCompression) })
	sources := []string{filepath.Join(root, "cmd", "package", "windows", "install.ps1"), filepath.Join(built, "licences.txt"), filepath.Join(root, "README.md")}
	for _, program := range programs {
		sources = append(sources, filepath.Join(built, program+".exe"))
	}
	for _, source := range sources {
		text, err := os.ReadFile(source)
		if err != nil {
			return "", err
		}
		to, err := w.CreateHeader(&zip.FileHeader{Name: folder + "/" + filepath.Base(source), Method: zip.Deflate, Modified: r.Time})
		if err != nil {
			return "", err
		}
		if _, err := to.Write(text); err != nil {
			return "", err
		}
	}
	return folder + ".zip", w.Close()
}
